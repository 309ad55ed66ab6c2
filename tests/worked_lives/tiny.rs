//! The tiny world of a life, and its rules.

use super::life::{BORN, COAST, HOME, PLACES};
use circula::base::diagnostics::{Diagnostics, Sources};
use circula::base::draws::{Draws, Purpose, WorldKey, label_hash};
use circula::base::node::parse_toml;
use circula::base::param::{Reader, Section};
use circula::base::units::Month;
use circula::institution::corridor::{Corridor, Irregular, Lawful, Route, Visa};
use circula::institution::programme::{Agreement, Programme};
use circula::journal::ledger::{Flow, Ledger};
use circula::journal::{Place, Status};
use circula::mechanism::InForce;
use circula::world::person::Schooling;
use circula::world::person::{Background, NONE};
use circula::world::state::{Market, ProgrammeState, Sector};
use circula::world::village::Belief;
use circula::world::{District, HomeBook, Household, Person, Village, World};

/// A household that knows no destination of a kind.
const NOWHERE: u8 = 255;
/// Beliefs at the start.
pub const BELIEVED: [(f64, f64); 4] = [(1.2, 4.0), (0.5, 4.0), (0.5, 4.0), (0.6, 4.0)];
/// Belief in default and its weight at the start.
pub const DEFAULT: (f64, f64) = (0.1, 9.0);
/// The norm of coming home at the start.
pub const NORM: f64 = 0.8;

/// What a village believes of each destination at the start.
pub fn believed() -> Belief {
    let [earnings, selected, recalled, refunded] = BELIEVED.map(|b| (b.0 as f32, b.1 as f32));
    Belief {
        earnings: earnings.0,
        weight: earnings.1,
        death: 0.05,
        death_weight: earnings.1,
        selected: selected.0,
        selected_weight: selected.1,
        recalled: recalled.0,
        recalled_weight: recalled.1,
        refunded: refunded.0,
        refunded_weight: refunded.1,
    }
}

/// The rules of `tests/data/life.toml`.
pub fn rules() -> InForce {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let text = std::fs::read_to_string(format!("{}/tests/data/life.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let source = sources.add("life.toml", text);
    let node = parse_toml(source, &sources, &mut out);
    let rules = InForce::read(&mut Reader::new(Some(&node), &mut out));
    assert!(out.list.is_empty(), "{}", out.plain(&sources));
    rules
}

/// Rules of a destination.
pub fn corridor(rules: &mut InForce, place: Place) -> &mut Corridor {
    &mut rules.rules.corridor.list[place.position().unwrap()].1
}

/// The programme of the coast.
pub fn programme(rules: &mut InForce) -> &mut Programme {
    let Agreement::Programme(programme) = &mut corridor(rules, COAST).agreement else { panic!("no programme") };
    programme
}

/// Opens the lawful way to a destination: chance, fee, months of a permit, chance of renewal.
pub fn visa(rules: &mut InForce, place: Place, odds: f64, fee_eur: f64, permit_months: u32, renewal_odds: f64) {
    corridor(rules, place).lawful = Lawful::Visa(Visa {
        odds,
        fee_eur,
        permit_months,
        renewal_odds,
        idle_renewal: 0.0,
        settled_months: 600,
        return_odds: 0.2,
    });
}

/// Opens the route to the coast: price, chance of interception, of being put back in a transit country, of death.
pub fn route(rules: &mut InForce, passage_eur: f64, interception: f64, to_transit_share: f64, death: f64) {
    corridor(rules, COAST).irregular = Irregular::Route(Route {
        passage_eur,
        interception,
        death,
        most_tries: 5,
        to_transit_share,
        believed_death: 0.05,
    });
}

/// Whoever is at a destination without papers, or where none are needed, is needed at home.
pub fn called_home(rules: &mut InForce, from: Place) {
    corridor(rules, from).distance.need_home = 1.0;
}

/// Random bits by the label of their purpose.
pub fn bits(draws: Draws, label: &str, month: &str, index: u32) -> u64 {
    draws.bits(Purpose(label_hash(label)), Month::parse(month).unwrap().key(), index)
}

fn sectors() -> Vec<Sector> {
    let sector = |name: &str, farm, dry, floor_eur, fit| Sector {
        name: name.into(),
        farm_season_eur: farm,
        dry_season_eur: dry,
        floor_eur,
        farm: 0.5,
        fit,
    };
    // At level 0.6: 54 and 30. At level 0.85: 102 and 68, 85 in the mean, 60 above the floor.
    vec![sector("herds", 90.0, 50.0, 20.0, 0.2), sector("fields", 120.0, 80.0, 25.0, 0.6)]
}

fn village(id: u32, households: (u16, u16)) -> Village {
    Village {
        irrigated: false,
        id,
        region: 1,
        urban: false,
        residents: 20,
        households,
        entrants_month: f32::from(u8::from(id == 8)),
        entrant_school: [0, 0, 0],
        entrant_moves: [[1e6; 3]; 2],
        norm: NORM as f32,
        exposure: 0,
        fund: 0,
        believed_default: DEFAULT.0 as f32,
        default_weight: DEFAULT.1 as f32,
        voucher: NONE,
        beliefs: vec![believed(); 3],
    }
}

fn household(village: u16, line: u16, earners: u8, quintile: u8, seen: Month) -> Household {
    Household {
        wealth: 150_000,
        assets: 0,
        asset_income: 0,
        seen,
        village,
        line,
        earners,
        dependants: 3,
        away: 0,
        regional: NOWHERE,
        overseas: NOWHERE,
        kin_regional: 0,
        kin_overseas: 0,
        quintile,
    }
}

fn district(start: Month, villages: Vec<Village>, households: Vec<Household>, persons: Vec<Person>) -> District {
    let mut earners = vec![0; 16];
    for h in &households {
        earners[usize::from(h.line)] += i64::from(h.earners);
    }
    District {
        villages,
        households,
        persons,
        earners,
        stock: vec![0; 3 * Status::COUNT],
        accounted: start,
        ends: vec![(0, 0); 3],
        ended_guaranties: vec![Default::default(); 3],
        ..District::default()
    }
}

/// Two districts of two regions: a woman alone in the first; in the second a household of two women, and the man's with
/// his wife. The man's household is the second of its district, in the second village, of line 13: region 1, fields at
/// level 0.85; a third household is of relatives without earners. Everybody has a child, so that none comes; one comes
/// of age in the man's village a month, if anybody does.
pub fn world(start: Month, key: WorldKey) -> World {
    let woman = |village, household, rank, sector| {
        let birth = Month::new(1976, 2);
        let background = Background { woman: true, child: true, schooling: Schooling::None, sector };
        let woman = Person::new(Person::id_of(village, birth, rank), household, birth, background);
        // She would never leave by herself.
        Person { moves: 0, ..woman }
    };
    let man = Person::new(
        Person::id_of(8, BORN, 5),
        1,
        BORN,
        Background { woman: false, child: true, schooling: Schooling::Primary, sector: 1 },
    );
    let first = district(start, vec![village(3, (0, 1))], vec![household(0, 0, 1, 1, start)], vec![woman(3, 0, 1, 0)]);
    let second = district(
        start,
        vec![village(7, (0, 1)), village(8, (1, 2))],
        vec![household(0, 8, 2, 0, start), household(1, 13, 2, 3, start), household(1, 13, 0, 3, start)],
        vec![woman(7, 0, 1, 0), woman(7, 0, 2, 0), woman(8, 1, 3, 1), man],
    );
    let programme = ProgrammeState { quota_factor: 1.0, ..ProgrammeState::default() };
    let mut ledger = Ledger::default();
    ledger.post(Flow::OpeningWealth, HOME, 4 * 150_000);
    World {
        key,
        now: start,
        weight: 1.0,
        residents: 60,
        sectors: sectors(),
        regions: vec!["south".into(), "west".into()],
        corridors: PLACES[1..].iter().map(|&name| name.into()).collect(),
        book: HomeBook::new(start, 2, 8, 3),
        yardstick: Default::default(),
        districts: vec![first, second],
        // One without papers at the start is what crowds are measured by.
        markets: vec![Market { programme, irregular_start: 1, ..Market::default() }; 3],
        treasury: Default::default(),
        ledger,
        events: Vec::new(),
    }
}
