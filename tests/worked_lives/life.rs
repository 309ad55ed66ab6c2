//! One life in a tiny world, month by month: what happens, what is paid and by whom is written in the test and must be
//! all that happens and all that is paid.

use super::tiny::{believed, rules, world};
use circula::base::draws::{Draws, WorldKey};
use circula::base::math::pow;
use circula::base::units::Month;
use circula::engine::{Tables, audit};
use circula::journal::event::{Event, What};
use circula::journal::ledger::{FLOWS, Flow, Ledger};
use circula::journal::{Place, Status};
use circula::mechanism::{self, InForce};
use circula::world::village::Belief;
use circula::world::{Contract, District, Household, Person, Spell, Village, World};

/// A neighbour without border.
pub const NEAR: Place = Place::destination(0);
/// Overseas, with a programme.
pub const COAST: Place = Place::destination(1);
/// Overseas, for those who move on.
pub const NORTH: Place = Place::destination(2);
/// Home.
pub const HOME: Place = Place::HOME;
/// Names of the places, by row.
pub const PLACES: [&str; 4] = ["home", "near", "coast", "north"];

/// The man whose life it is, by position in his district; a woman of his household stands before him, two of another
/// household before her.
pub const MAN: u32 = 3;
/// His household and village in the second district.
const HIS: usize = 1;
/// Month of birth of the man: he is 25 in January of 2006, and sends money in March, June, September and December.
pub const BORN: Month = Month::new(1980, 6);
/// Who speaks where no person does: the host of a destination.
pub const HOST: u32 = u32::MAX;

/// An event of the man: what, where, months, value (cents, or millionths of consumption).
pub type Told = (What, Place, u16, i32);
/// A payment: flow, place, EUR.
pub type Paid = (Flow, Place, f64);

/// EUR as the cents of an event.
pub fn cents(eur: f64) -> i32 {
    (eur * 100.0).round() as i32
}

/// A life.
pub struct Life {
    /// The world.
    pub world: World,
    /// Rules in force.
    pub rules: InForce,
    /// Whose life it is, by position in the second district.
    pub hero: u32,
    /// Earners at home of his household after the next month.
    pub earners: u8,
    /// Events of others of his household, or of the host, in the next month.
    pub beside: Vec<(u32, Told)>,
    /// What his village believes of the destinations before and behind the coast, had nothing faded.
    pub elsewhere: [Belief; 2],
    faded: f64,
    tables: Tables,
    start: Month,
    others: (District, Vec<Person>, Household, Village),
}

impl Life {
    /// A man of 25 at home in a month, in the first replicate whose draws are such that a condition on the world's and
    /// on his holds.
    pub fn drawn(start: &str, fits: impl Fn(WorldKey, Draws) -> bool) -> Self {
        let (start, id) = (Month::parse(start).unwrap(), Person::id_of(8, BORN, 5));
        let mut keys = (0..100_000).map(|replicate| WorldKey::new(1, replicate));
        let world = world(start, keys.find(|&key| fits(key, key.of(id))).unwrap());
        let rules = rules();
        let tables = Tables::new(&rules);
        let d = &world.districts[1];
        let others = (world.districts[0].clone(), d.persons[..3].to_vec(), d.households[0], d.villages[0].clone());
        Self {
            world,
            rules,
            hero: MAN,
            earners: 2,
            beside: Vec::new(),
            elsewhere: [believed(); 2],
            faded: 1.0,
            tables,
            start,
            others,
        }
    }

    /// The same where draws do not matter.
    pub fn new(start: &str) -> Self {
        Self::drawn(start, |_, _| true)
    }

    /// Other rules from the next month on.
    pub fn change(&mut self, change: impl FnOnce(&mut InForce)) {
        change(&mut self.rules);
        self.tables = Tables::new(&self.rules);
    }

    /// The man weighs leaving in the next month, and nobody ever else.
    pub fn reviews(&mut self, reviews: bool) {
        self.change(|r| r.rules.attention.movers = f64::from(u8::from(reviews)));
    }

    /// He longs for home, and thinks of it next month.
    pub fn homesick(&mut self) {
        let spell = self.person().spell as usize;
        self.world.districts[1].spells[spell].theta = 100.0;
        self.change(|r| r.rules.attention.abroad = 1.0);
    }

    /// A month with all its events and payments; the home economy's are those of the earners at home.
    pub fn month(&mut self, written: &str, events: &[Told], paid: &[Paid]) {
        let t = self.world.now;
        assert_eq!(t.to_string(), written, "the next month of the test");
        let before = self.world.ledger();
        mechanism::month(&mut self.world, &self.rules, &self.tables, t, self.start);
        let hero = events.iter().map(|told| (self.hero, *told));
        let wanted: Vec<String> =
            hero.chain(std::mem::take(&mut self.beside)).map(|(who, told)| line(who, told)).collect();
        differ(t, "events", &wanted, &self.told());
        let (wanted, seen) = (self.with_home(t, paid), payments(&self.world.ledger(), &before));
        differ(t, "payments", &wanted, &seen);
        audit::full(&self.world).unwrap();
        assert_eq!(self.household().earners, self.earners, "{t}: earners at home");
        self.faded *= pow(self.rules.rules.information.memory, 1.0 / 12.0);
        self.bystanders(t);
    }

    /// Nobody else may have changed, but that their beliefs fade as all do.
    fn bystanders(&self, t: Month) {
        let (far, persons, household, village) = &self.others;
        let d = &self.world.districts[1];
        assert_eq!((&d.persons[..3], d.households[0]), (&persons[..], *household), "{t}: others of the district");
        let distant = &self.world.districts[0];
        assert_eq!((&distant.persons, &distant.households), (&far.persons, &far.households), "{t}: the other district");
        for (seen, before) in [(&d.villages[0], village), (&distant.villages[0], &far.villages[0])] {
            assert!(seen.beliefs.iter().zip(&before.beliefs).all(|(b, a)| self.has_faded(b, a)), "{t}: {seen:?}");
            let seen = Village { beliefs: before.beliefs.clone(), ..seen.clone() };
            assert_eq!(&seen, before, "{t}: the village of others");
        }
    }

    /// Whether a belief is another that has faded since the life began.
    fn has_faded(&self, seen: &Belief, before: &Belief) -> bool {
        let means = |b: &Belief| [b.earnings, b.selected, b.recalled, b.refunded];
        let weights = |b: &Belief| [b.weight, b.selected_weight, b.recalled_weight, b.refunded_weight];
        let near = |(seen, before): (f32, f32)| (f64::from(seen) - self.faded * f64::from(before)).abs() < 1e-5;
        means(seen) == means(before) && weights(seen).into_iter().zip(weights(before)).all(near)
    }

    /// Months without events, up to one that is named, each with the same payments.
    pub fn quiet_until(&mut self, last: &str, paid: &[Paid]) {
        let last = Month::parse(last).unwrap();
        assert!(self.world.now <= last, "{last} is over");
        while self.world.now <= last {
            self.month(&self.world.now.to_string(), &[], paid);
        }
    }

    /// What was told this month, in its order.
    fn told(&self) -> Vec<String> {
        let d = &self.world.districts[1];
        let quintile = |e: &Event| d.households[usize::from(d.persons[e.person as usize].household)].quintile;
        assert!(self.world.districts[0].events.is_empty(), "the other district: {:?}", self.world.districts[0].events);
        assert!(d.events.iter().all(|e| e.quintile == quintile(e)), "quintiles: {:?}", d.events);
        let told = |e: &Event| (e.what, e.place, e.months, e.value);
        // Events of the shared part are of no person: the host speaks last.
        assert!(self.world.events.iter().all(|e| Some(e.person as usize) == e.place.position()), "a host elsewhere");
        let persons = d.events.iter().map(|e| line(e.person, told(e)));
        persons.chain(self.world.events.iter().map(|e| line(HOST, told(e)))).collect()
    }

    /// Payments of a month together with those of the home economy: three bystanders and the earners of his household.
    fn with_home(&self, t: Month, paid: &[Paid]) -> Vec<String> {
        let farm = (5..=10).contains(&t.of_year());
        let n = f64::from(self.earners);
        let (income, others) = if farm { (102.0, 54.0) } else { (68.0, 30.0) };
        let home =
            [(Flow::HomeIncome, HOME, n * income + 3.0 * others), (Flow::HomeConsumption, HOME, n * 59.5 + 3.0 * 29.4)];
        let mut all = Ledger::default();
        for (flow, place, eur) in home.iter().chain(paid) {
            all.post(*flow, *place, i64::from(cents(*eur)));
        }
        payments(&all, &Ledger::default())
    }

    /// The man.
    pub fn person(&self) -> Person {
        self.world.districts[1].persons[self.hero as usize]
    }

    /// The man, to be changed before his life begins.
    pub fn person_mut(&mut self) -> &mut Person {
        &mut self.world.districts[1].persons[self.hero as usize]
    }

    /// Savings that he has at the start, EUR.
    pub fn has_saved(&mut self, eur: f64) {
        let sum = cents(eur);
        self.person_mut().savings += sum;
        self.world.ledger.post(Flow::OpeningSavings, HOME, i64::from(sum));
    }

    /// Wealth that his household has at the start, EUR.
    pub fn household_has(&mut self, eur: f64) {
        let h = self.household_mut();
        let more = cents(eur) - h.wealth;
        h.wealth += more;
        self.world.ledger.post(Flow::OpeningWealth, HOME, i64::from(more));
    }

    /// His household.
    pub fn household(&self) -> Household {
        self.world.districts[1].households[HIS]
    }

    /// His household, to be changed before his life begins.
    pub fn household_mut(&mut self) -> &mut Household {
        &mut self.world.districts[1].households[HIS]
    }

    /// Wealth of his household in EUR as it was when somebody last looked at it.
    pub fn wealth(&self) -> f64 {
        f64::from(self.household().wealth) / 100.0
    }

    /// Wealth of the other household of his village in EUR.
    pub fn relatives(&self) -> f64 {
        f64::from(self.world.districts[1].households[2].wealth) / 100.0
    }

    /// His village.
    pub fn village(&self) -> &Village {
        &self.world.districts[1].villages[HIS]
    }

    /// His spell away.
    pub fn spell(&self) -> Spell {
        self.world.districts[1].spells[self.person().spell as usize]
    }

    /// His contract, the only one.
    pub fn contract(&self) -> Contract {
        let contracts = &self.world.districts[1].contracts;
        assert_eq!(contracts.len(), 1, "contracts on record");
        contracts[0]
    }

    /// Contracts on record.
    pub fn contracts(&self) -> usize {
        self.world.districts.iter().map(|d| d.contracts.len()).sum()
    }

    /// People of the village away, by destination and status.
    pub fn away(&self, place: Place, status: Status) -> i64 {
        self.world.districts[1].stock[place.position().unwrap() * Status::COUNT + status as usize]
    }

    /// What his village believes of the coast, as (mean, weight): earnings, selection, recall, refund; and of default.
    /// What it believes of other destinations may not have moved.
    pub fn believes(&self, wanted: [(f64, f64); 4], default: (f64, f64), norm: f64) {
        let village = self.village();
        let b = village.beliefs[1];
        let seen = [
            (b.earnings, b.weight),
            (b.selected, b.selected_weight),
            (b.recalled, b.recalled_weight),
            (b.refunded, b.refunded_weight),
            (village.believed_default, village.default_weight),
            (village.norm, 1.0),
        ];
        let wanted = wanted.into_iter().chain([default, (norm, 1.0)]);
        for ((name, seen), wanted) in
            ["earnings", "selected", "recalled", "refunded", "default", "norm"].iter().zip(seen).zip(wanted)
        {
            let near = |a: f32, b: f64| (f64::from(a) - b).abs() < 2e-6 * b.max(1.0);
            assert!(near(seen.0, wanted.0) && near(seen.1, wanted.1), "belief in {name}: {seen:?}, wanted {wanted:?}");
        }
        let others = [village.beliefs[0], village.beliefs[2]];
        let same = others.iter().zip(&self.elsewhere).all(|(seen, before)| self.has_faded(seen, before));
        assert!(same, "beliefs of other destinations: {others:?}");
    }
}

fn line(person: u32, (what, place, months, value): Told) -> String {
    let who = match person {
        MAN => String::new(),
        HOST => "host: ".into(),
        other => format!("person {other}: "),
    };
    format!("{who}{what:?} at {}, months {months}, value {value}", PLACES[place.row()])
}

fn payments(now: &Ledger, before: &Ledger) -> Vec<String> {
    let rows = FLOWS.iter().flat_map(|&(flow, name, ..)| Place::all(3).map(move |place| (flow, name, place)));
    let paid = rows.map(|(flow, name, place)| (name, place, now.at(flow, place) - before.at(flow, place)));
    let line = |(name, place, sum): (&str, Place, i64)| {
        format!("{name} at {}: {}.{:02}", PLACES[place.row()], sum / 100, (sum % 100).abs())
    };
    paid.filter(|p| p.2 != 0).map(line).collect()
}

/// Says what is missing and what is too much.
fn differ(t: Month, of: &str, wanted: &[String], seen: &[String]) {
    let without = |a: &[String], b: &[String]| {
        let mut left = b.to_vec();
        let mut only = Vec::new();
        for one in a {
            if let Some(at) = left.iter().position(|x| x == one) {
                left.remove(at);
            } else {
                only.push(one.clone());
            }
        }
        only
    };
    let (missing, extra) = (without(wanted, seen), without(seen, wanted));
    assert!(missing.is_empty() && extra.is_empty(), "{t}, {of}: missing {missing:#?}, too much {extra:#?}");
    assert_eq!(seen, wanted, "{t}, {of}: another order");
}
