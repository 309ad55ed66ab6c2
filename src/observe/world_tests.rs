//! The tally, folded from a world written by hand: stocks, money, programmes, person-months, the survey at the end.

use super::survey::Survey;
use super::tally::{PRESENT, Tally};
use crate::base::draws::WorldKey;
use crate::base::units::Month;
use crate::journal::event::{Event, Kind, What};
use crate::journal::ledger::{FLOWS, Flow, Ledger, PLACES};
use crate::journal::{Circle, Place, Status, Way};
use crate::world::home::HomeBook;
use crate::world::person::{Life, NONE, Schooling};
use crate::world::spell::NEVER;
use crate::world::state::{Market, ProgrammeState};
use crate::world::{District, Household, Person, Spell, Village, World};

const START: Month = Month::new(2005, 1);
/// Destinations: in the region, overseas, within the country.
const CIRCLES: [Circle; 3] = [Circle::Regional, Circle::Overseas, Circle::Internal];
const REGION: usize = 0;
const OVERSEAS: usize = 1;
const CAPITAL: usize = 2;

fn village(region: u8, urban: bool) -> Village {
    Village {
        irrigated: false,
        id: 0,
        region,
        urban,
        residents: 0,
        households: (0, 0),
        entrants_month: 0.0,
        entrant_school: [0; 3],
        entrant_moves: [[0.0; 3]; 2],
        norm: 0.0,
        exposure: 0,
        fund: 0,
        believed_default: 0.0,
        default_weight: 0.0,
        voucher: NONE,
        beliefs: vec![],
    }
}

fn household(village: u16) -> Household {
    Household {
        assets: 0,
        asset_income: 0,
        wealth: 0,
        seen: START,
        village,
        line: 0,
        earners: 0,
        dependants: 0,
        away: 0,
        regional: 0,
        overseas: 0,
        kin_regional: 0,
        kin_overseas: 0,
        quintile: 0,
    }
}

/// Somebody of a household, with months abroad in all, with and without papers.
fn person(household: u16, woman: bool, abroad: bool, months_regular: u16, months_irregular: u16) -> Person {
    let p = Person::new(
        0,
        household,
        Month::new(1980, 1),
        crate::world::person::Background { woman, child: false, schooling: Schooling::None, sector: 0 },
    );
    let mut p = Person { months_regular, months_irregular, ..p };
    if abroad {
        p.mark_abroad();
    }
    p
}

/// Puts a person away.
fn away(d: &mut District, person: u32, corridor: usize, status: Status, status_since: Month) {
    d.persons[person as usize].spell = d.spells.len() as u32;
    d.spells.push(Spell {
        id: 0,
        savings: 0,
        debt: 0,
        person,
        household: d.persons[person as usize].household,
        contract: NONE,
        theta: 0.0,
        days_factor: 0.0,
        target: 0,
        since: status_since,
        status_since,
        until: NEVER,
        ended: Month(0),
        reviews: Month(0),
        paid_to: status_since,
        planned: NEVER,
        corridor: corridor as u8,
        status,
        ended_as: status,
        way: Way::Visa,
        arrived_in: corridor as u8,
        employed: true,
        extended: false,
    });
}

fn world(districts: Vec<District>) -> World {
    World {
        key: WorldKey::new(1, 0),
        now: START,
        weight: 2.5,
        residents: 0,
        sectors: vec![],
        regions: vec!["east".to_owned(), "south".to_owned()],
        corridors: ["region", "overseas", "capital"].map(str::to_owned).to_vec(),
        book: HomeBook::default(),
        yardstick: Default::default(),
        districts,
        markets: vec![],
        treasury: Default::default(),
        ledger: Ledger::default(),
        events: vec![],
    }
}

fn district(stock: [[i64; 5]; 3], earners: [i64; 2]) -> District {
    District { stock: stock.as_flattened().to_vec(), earners: earners.to_vec(), ..District::default() }
}

/// Two districts with people of whom nothing is asked but their number.
fn plain() -> World {
    let mut first = district([[0, 0, 30, 4, 0], [1, 2, 3, 4, 5], [0, 0, 60, 0, 0]], [100, 20]);
    first.villages = vec![village(0, false)];
    first.households = vec![household(0); 3];
    first.persons = vec![person(0, false, false, 0, 0); 7];
    first.persons[6].life = Life::Dead;
    let mut second = district([[0, 0, 10, 1, 0], [10, 20, 30, 40, 50], [0, 0, 7, 0, 0]], [3, 0]);
    second.villages = vec![village(1, false)];
    second.households = vec![household(0); 2];
    second.persons = vec![person(0, false, false, 0, 0); 4];
    world(vec![first, second])
}

fn begun(world: &World, months: usize) -> Tally {
    Tally::begin(world, CIRCLES.to_vec(), months)
}

#[test]
fn what_stands_at_the_start_and_at_the_end_is_counted() {
    let mut w = plain();
    (w.districts[0].reviews, w.districts[1].reviews) = (10, 200);
    let mut t = begun(&w, 2);
    (w.districts[0].reviews, w.districts[1].reviews) = (13, 240);
    w.districts[1].persons.push(person(0, true, false, 0, 0));
    t.end(&w);
    // 3 + 2 households; 6 alive and 4; the reviews of the run are 3 and 40.
    assert_eq!((t.start, t.households, t.persons_start, t.persons_end, t.reviews), (START, 5, 10, 11, 43));
    assert_eq!((t.weight(), t.corridors, t.names[OVERSEAS].as_str()), (2.5, 3, "overseas"));
}

#[test]
fn stocks_of_districts_add_and_those_overseas_at_the_end_of_month_24_are_present() {
    let mut w = plain();
    let mut t = begun(&w, 30);
    for month in 0..30 {
        // One more with a permit overseas and in the region each month.
        for place in [OVERSEAS, REGION] {
            w.districts[0].stock[place * Status::COUNT + Status::Permit as usize] += 1;
        }
        w.now = START.plus(month + 1);
        t.fold(&w);
    }
    let first: [[i64; 5]; 3] = [[0, 1, 40, 5, 0], [11, 23, 33, 44, 55], [0, 0, 67, 0, 0]];
    assert_eq!(t.stocks[0], first.as_flattened());
    assert_eq!(t.stocks[29][OVERSEAS * Status::COUNT + Status::Permit as usize], 22 + 30);
    // 1 + … + 5 and 10 + … + 50, and 24 more.
    assert_eq!((PRESENT, t.present), (24, (15 + 150 + 24, 0)));
    // 120 and 3 earners at home in each month; nobody has a record of a spell.
    assert_eq!((t.months, t.person_months), (30, 30 * 123));
}

#[test]
fn person_months_count_those_away_too() {
    let mut w = plain();
    away(&mut w.districts[0], 0, OVERSEAS, Status::Permit, START);
    away(&mut w.districts[0], 1, CAPITAL, Status::Free, START);
    let mut t = begun(&w, 1);
    t.fold(&w);
    assert_eq!(t.person_months, 123 + 2);
}

#[test]
fn events_of_districts_and_of_the_serial_part_are_of_the_month() {
    let mut w = plain();
    let event = |what, k| Event { person: 0, value: 3, months: 0, what, place: Place::destination(k), quintile: 1 };
    let mut t = begun(&w, 2);
    w.districts[0].events = vec![event(What::Intercepted, OVERSEAS)];
    w.districts[1].events = vec![event(What::Intercepted, OVERSEAS); 2];
    t.fold(&w);
    w.districts.iter_mut().for_each(|d| d.events.clear());
    w.events = vec![event(What::Suspended, OVERSEAS); 4];
    t.fold(&w);
    let count = |kind| [0, 1].map(|m| t.in_month(m, kind, &|p| p == Place::destination(OVERSEAS)));
    assert_eq!((count(Kind::Intercepted), count(Kind::Suspended)), ([3, 0], [0, 4]));
    assert_eq!(t.values[Kind::Intercepted as usize], [(0, 0), (9, 3), (0, 0), (0, 0), (0, 0)]);
}

#[test]
fn money_of_a_month_is_what_was_moved_in_it_and_the_books_hold_the_run_by_place() {
    let (wage, fare) = (Flow::Wage, Flow::Fare);
    let mut w = plain();
    // Moved before the run.
    w.districts[0].ledger.post(wage, Place::destination(REGION), 1_000);
    w.ledger.post(fare, Place::HOME, 2_000);
    let mut t = begun(&w, 2);
    w.districts[0].ledger.post(wage, Place::destination(REGION), 3);
    w.districts[1].ledger.post(wage, Place::destination(OVERSEAS), 40);
    t.fold(&w);
    w.districts[1].ledger.post(wage, Place::destination(OVERSEAS), 500);
    w.ledger.post(fare, Place::HOME, 6_000);
    // The ledger has a row for the last place that there can be.
    w.ledger.post(wage, Place::destination(PLACES - 2), 70_000);
    t.fold(&w);
    t.end(&w);
    let months = |flow: Flow| [0, 1].map(|m| t.money[m][flow as usize]);
    assert_eq!((months(wage), months(fare)), ([43, 70_500], [0, 6_000]), "cents by month");
    assert_eq!(t.money[0].iter().chain(&t.money[1]).sum::<i64>(), 76_543);
    assert_eq!(t.paid(wage, |p| p == Place::destination(REGION)), 3);
    assert_eq!(t.paid(wage, |p| t.overseas(p)), 540);
    assert_eq!((t.paid(wage, |_| true), t.paid(fare, |p| p == Place::HOME)), (70_543, 6_000));
    assert_eq!(FLOWS.iter().map(|f| t.paid(f.0, |_| true)).sum::<i64>(), 76_543);
}

/// The first programme is suspended until March, the second until February: both in January, one in February.
#[test]
fn programmes_that_are_suspended_and_places_of_all_are_counted() {
    let market = |until, places| Market {
        programme: ProgrammeState { suspended_until: until, places, ..ProgrammeState::default() },
        ..Market::default()
    };
    let mut w = plain();
    w.markets = vec![market(START.plus(2), 4), Market::default(), market(START.plus(1), 9)];
    let mut t = begun(&w, 3);
    for month in 0..3 {
        w.now = START.plus(month + 1);
        t.fold(&w);
        w.markets[0].programme.places += 100;
    }
    assert_eq!((t.suspended.as_slice(), t.places.as_slice()), ([2, 1, 0].as_slice(), [13, 113, 213].as_slice()));
}

/// In the east a village and a town, in the south a village.
#[test]
fn the_survey_at_the_end_asks_everybody_by_region() {
    let now = Month::new(2010, 1);
    let mut d = District {
        villages: vec![village(0, false), village(0, true), village(1, false)],
        households: vec![household(0), household(1), household(2)],
        persons: vec![
            // The village of the east: never away; abroad for six months in all, one of them without papers; abroad
            // for five.
            person(0, false, false, 0, 0),
            person(0, false, true, 5, 1),
            person(0, true, true, 5, 0),
            // The town of the east: long abroad; six months elsewhere, but not abroad; away in the capital.
            person(1, true, true, 40, 0),
            person(1, false, false, 6, 0),
            person(1, false, false, 0, 0),
            // The south: overseas without papers since last month; overseas without papers since this month; in the
            // region, where no permit is needed, and once without papers; a woman abroad.
            person(2, false, true, 0, 0),
            person(2, false, true, 0, 0),
            person(2, false, true, 0, 9),
            person(2, true, true, 0, 0),
            // Nobody asks the dead and the old.
            person(2, false, true, 50, 50),
            person(2, false, true, 50, 50),
        ],
        ..District::default()
    };
    (d.persons[10].life, d.persons[11].life) = (Life::Dead, Life::Elder);
    away(&mut d, 5, CAPITAL, Status::Free, now.plus(-3));
    away(&mut d, 6, OVERSEAS, Status::Irregular, now.plus(-1));
    away(&mut d, 7, OVERSEAS, Status::Irregular, now);
    away(&mut d, 8, REGION, Status::Free, now.plus(-1));
    away(&mut d, 9, OVERSEAS, Status::Permit, now.plus(-2));
    let mut w = world(vec![d]);
    w.now = now;
    let mut t = begun(&w, 0);
    t.end(&w);
    let east = Survey {
        region: "east".to_owned(),
        // Persons 0, 1, 4, 5; away 5.
        men: 4,
        men_away: 1,
        // All but 5; abroad and six months in all: 1 and 3. In the village: 0, 1, 2; of them 1.
        residents: 5,
        returnees: 2,
        rural: 3,
        rural_returnees: 1,
        // Person 1.
        irregular: 1,
        both: 1,
    };
    let south = Survey {
        region: "south".to_owned(),
        // Persons 6, 7, 8, all away; nobody is at home.
        men: 3,
        men_away: 3,
        // Person 6 by the last month, 8 by the past; 8 has a month with papers where he is now. Person 7 has no whole
        // month yet.
        irregular: 2,
        both: 1,
        ..Survey::default()
    };
    assert_eq!(t.survey, [east, south]);
}
