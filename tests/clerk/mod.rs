//! A naive clerk: he keeps the purse of every person, the wealth of every household and the bonds of every worker
//! himself, in whole cents, from what happened, where it happened and what things cost there; after every mechanism
//! his books must be the world's, flow by flow, place by place and person by person.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod away;
pub mod bonds;
pub mod calendar;
pub mod departure;
pub mod given;
pub mod laws;
pub mod lives;
pub mod prices;
pub mod purses;

use circula::base::units::Month;
use circula::engine::Tables;
use circula::journal::Place;
use circula::journal::ledger::{FLOWS, PLACES};
use circula::mechanism::{Act, InForce, LIST, close, open};
use circula::run::Course;
use circula::world::World;
use circula::world::person::{Life, NONE};
use given::{Given, Step};
use purses::Books;

/// Mechanisms whose money the clerk works out by himself; of any other he takes over what it leaves.
pub const KEPT: [&str; 12] = [
    "demography",
    "information",
    "intention",
    "suretyship",
    "departure",
    "work",
    "abroad",
    "assets",
    "programme",
    "trust",
    "refusal",
    "home",
];

/// What the clerk has seen of bonds: rare things, some of which the engine is known to do wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// Guarantors called.
    pub recoveries: u64,
    /// Bonds given back to the purse of somebody past 65, which nobody opens again.
    pub lost_refunds: u64,
}

/// The clerk's books of all districts.
pub struct Clerk {
    /// By district.
    pub books: Vec<Books>,
    /// What has been seen of bonds.
    pub known: Known,
    /// Mechanisms met whose money he does not work out.
    pub taken_over: Vec<String>,
}

impl Clerk {
    /// Takes over the books of a world in which every purse is what the world says.
    pub fn new(world: &World, course: &Course) -> Self {
        let (rules, _) = course.in_force(world.now);
        let given = Given::new(world, rules, world.now);
        let books = (0..world.districts.len()).map(|at| Books::taken_over(world, at, &given)).collect();
        Self { books, known: Known::default(), taken_over: Vec::new() }
    }

    /// A month begins: nobody has been visited.
    pub fn begin(&mut self, world: &World, t: Month) {
        for (books, d) in self.books.iter_mut().zip(&world.districts) {
            books.touched = d.households.iter().map(|h| h.seen == t).collect();
        }
    }

    /// A mechanism has acted: works out what it moved, and compares.
    pub fn step(&mut self, name: &str, given: &Given<'_>, before: &World, after: &World) {
        for at in 0..after.districts.len() {
            let s = Step { name, given, before, after, at };
            let books = &mut self.books[at];
            if !KEPT.contains(&name) {
                let touched = after.districts[at].households.iter().map(|h| h.seen == given.t).collect();
                *books = Books { touched, ..Books::taken_over(after, at, given) };
                continue;
            }
            books.grow(&s);
            match name {
                "demography" | "abroad" => lives::happened(books, &s),
                "intention" => calendar::reviews(books, &s),
                "suretyship" => bonds::month(books, &s, &mut self.known),
                "departure" => departure::month(books, &s),
                "work" => away::month(books, &s),
                "programme" => bonds::hired(books, &s),
                "assets" => lives::assets(books, &s),
                "home" => lives::at_home(books, &s),
                // What people believe, what the host thinks and who hears of a refusal moves no money.
                _ => {}
            }
            compare(books, &s);
        }
        if !KEPT.contains(&name) && !self.taken_over.iter().any(|n| n == name) {
            self.taken_over.push(name.to_owned());
        }
    }
}

/// What a purse holds, with what is booked for those who live on expected earnings.
pub fn purse(world: &World, at: usize, person: usize, given: &Given<'_>) -> i64 {
    let d = &world.districts[at];
    let p = &d.persons[person];
    if p.spell == NONE {
        return i64::from(p.savings);
    }
    let s = &d.spells[p.spell as usize];
    let month = given.expected(usize::from(s.corridor)).1;
    i64::from(s.savings) + world.book.saved_away(s.corridor, s.paid_to, d.accounted, month)
}

/// What a household holds, with what its members have saved since somebody looked at it.
pub fn wealth(world: &World, at: usize, household: usize) -> i64 {
    let h = &world.districts[at].households[household];
    let booked = world.book.start.plus(world.book.lines[0].cumulated.len() as i32 - 1);
    i64::from(h.wealth) + i64::from(h.earners) * world.book.saved(h.line, h.seen, booked)
}

/// The clerk's books against the world's.
fn compare(books: &Books, s: &Step<'_>) {
    let d = s.is();
    for &(flow, name, from, to, _) in FLOWS {
        for place in Place::all(PLACES - 1) {
            let (posted, mine) = (d.ledger.at(flow, place), books.ledger.at(flow, place));
            let names = &s.after.corridors;
            let at = place.position().map_or("home", |k| names.get(k).map_or("nowhere", String::as_str));
            assert_eq!(
                posted,
                mine,
                "{}: {name} ({from:?} to {to:?}) at {at}: the ledger has {} cents more than price times event",
                s.say(),
                posted - mine
            );
        }
    }
    for p in 0..d.persons.len() {
        let (id, kept) = (d.persons[p].id, d.persons[p]);
        assert_eq!(purse(s.after, s.at, p, s.given), books.purse[p], "{}: purse of person {p} ({id})", s.say());
        let debt = if kept.spell == NONE { kept.debt } else { d.spells[kept.spell as usize].debt };
        assert_eq!(i64::from(debt), books.debt[p], "{}: debt of person {p} ({id})", s.say());
    }
    for h in 0..d.households.len() {
        let visited = d.households[h].seen == s.given.t;
        assert_eq!(
            visited,
            books.touched[h],
            "{}: household {h} {} brought up to date",
            s.say(),
            if visited { "need not be" } else { "is not" }
        );
        assert_eq!(wealth(s.after, s.at, h), books.wealth[h], "{}: wealth of household {h}", s.say());
    }
    let mut bonds = vec![[0; 2]; d.persons.len()];
    for c in &d.contracts {
        let of = &mut bonds[c.person as usize];
        of[0] += i64::from(c.own);
        of[1] += i64::from(c.guaranteed);
    }
    for (p, held) in bonds.iter().enumerate() {
        assert_eq!(*held, books.bonds[p], "{}: bonds of person {p}, own and guaranteed", s.say());
    }
    let at_home = d.persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE).count() as i64;
    assert_eq!(at_home, books.earners.iter().sum::<i64>(), "{}: people at home", s.say());
}

/// One month, mechanism by mechanism, somebody watching what each did.
pub fn month(
    world: &mut World,
    in_force: &InForce,
    tables: &Tables,
    (t, start): (Month, Month),
    mut watch: impl FnMut(&str, &World, &World),
) {
    let backdrop = open(world, in_force, tables, t, start);
    for mechanism in LIST {
        let before = world.clone();
        match mechanism.act {
            Act::Helps => continue,
            Act::Local(act) => {
                let (scene, districts) = backdrop.split(world);
                districts.iter_mut().for_each(|d| act(d, &scene, &in_force.own));
            }
            Act::Shared(act) => act(world, &backdrop, &in_force.own),
        }
        watch(mechanism.name, &before, world);
    }
    close(world, &backdrop);
}

/// Simulates a course under the eyes of the clerk, and of somebody who looks at each month as a whole: the world
/// before, the world when all mechanisms have acted and nobody is swept away.
pub fn watched(
    course: &Course,
    world: &mut World,
    months: u32,
    mut look: impl FnMut(&Given<'_>, &World, &World),
) -> Clerk {
    circula::run::replicate::begin_rules(course, world);
    let mut clerk = Clerk::new(world, course);
    let first = course.loaded.settings.first();
    for m in 0..months {
        let t = course.loaded.settings.run.start.plus(m as i32);
        let (rules, tables) = course.in_force(t);
        news(course, world, t);
        let (given, start) = (Given::new(world, rules, t), world.clone());
        clerk.begin(world, t);
        let mut last = None;
        month(world, rules, tables, (t, first), |name, before, after| {
            clerk.step(name, &given, before, after);
            last = Some(after.clone());
        });
        if let Some(last) = last {
            look(&given, &start, &last);
        }
        circula::engine::audit::full(world).unwrap();
    }
    clerk
}

/// People hear of rules that are new.
pub fn news(course: &Course, world: &mut World, t: Month) {
    if t > course.loaded.settings.run.start {
        let (before, now) = (course.in_force(t.plus(-1)).0, course.in_force(t).0);
        if !std::ptr::eq(before, now) {
            circula::mechanism::information::news_of_rules(world, before, now);
        }
    }
}
