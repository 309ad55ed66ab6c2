//! The digest of a tally: nothing that is remembered can change without it.

use super::survey::Survey;
use super::tally::Tally;
use crate::base::units::Month;
use crate::journal::Circle;
use crate::journal::event::Kind;
use crate::journal::ledger::{FLOW_COUNT, Flow, PLACES};

/// Two months at two destinations.
fn tally() -> Tally {
    let mut t = Tally::blank(vec![Circle::Overseas, Circle::Regional], 2);
    for _ in 0..2 {
        t.begin_month();
        t.end_month();
    }
    t.start = Month::new(2005, 1);
    t.stocks = vec![vec![0; 10]; 2];
    t.money = vec![vec![0; FLOW_COUNT]; 2];
    t.books = vec![0; FLOW_COUNT * PLACES];
    (t.places, t.suspended) = (vec![0; 2], vec![0; 2]);
    t.names = vec!["north".to_owned(), "region".to_owned()];
    t.survey = vec![Survey { region: "east".to_owned(), ..Survey::default() }];
    t
}

type Change = (&'static str, fn(&mut Tally));

const CHANGES: &[Change] = &[
    ("start", |t| t.start = t.start.plus(1)),
    ("months", |t| t.months += 1),
    ("circles", |t| t.circles[1] = Circle::Internal),
    ("weight", |t| t.weight_millionths += 1),
    ("households", |t| t.households += 1),
    ("persons at the start", |t| t.persons_start += 1),
    ("persons at the end", |t| t.persons_end += 1),
    ("person-months", |t| t.person_months += 1),
    ("reviews", |t| t.reviews += 1),
    ("an arrival at home in the first month", |t| t.events[0][Kind::Arrived as usize * 3] += 1),
    ("an arrival in the north in the first month", |t| t.events[0][Kind::Arrived as usize * 3 + 1] += 1),
    ("an arrival in the north in the second month", |t| t.events[1][Kind::Arrived as usize * 3 + 1] += 1),
    ("a return in the north in the first month", |t| t.events[0][Kind::Returned as usize * 3 + 1] += 1),
    ("an arrival with a value", |t| {
        t.events[0][Kind::Arrived as usize * 3 + 1] += 1;
        t.values[Kind::Arrived as usize][0].0 += 1;
    }),
    ("an arrival with a value of the next quintile", |t| {
        t.events[0][Kind::Arrived as usize * 3 + 1] += 1;
        t.values[Kind::Arrived as usize][1].0 += 1;
    }),
    ("a stock", |t| t.stocks[1][3] += 1),
    ("another stock", |t| t.stocks[1][4] += 1),
    ("wages of the first month", |t| t.money[0][Flow::Wage as usize] += 1),
    ("wages of the second month", |t| t.money[1][Flow::Wage as usize] += 1),
    ("fares of the first month", |t| t.money[0][Flow::Fare as usize] += 1),
    ("wages in the north", |t| t.books[Flow::Wage as usize * PLACES + 1] += 1),
    ("wages in the region", |t| t.books[Flow::Wage as usize * PLACES + 2] += 1),
    ("fares in the north", |t| t.books[Flow::Fare as usize * PLACES + 1] += 1),
    ("a cohort", |t| t.cohorts[1][3].home_36 += 1),
    ("an authorised end", |t| t.ended[0][1].ends += 1),
    ("an exit", |t| t.ended[0][1].exits[7] += 1),
    ("months of spells", |t| t.lengths[2].0 += 1),
    ("places", |t| t.places[0] += 1),
    ("names", |t| t.names.swap(0, 1)),
    ("what was brought home", |t| t.brought[4] += 1),
    ("home in lawful status", |t| t.home_lawful += 1),
    ("programmes suspended", |t| t.suspended[0] += 1),
    ("places taken", |t| t.taken[1][0] += 1),
    ("what came after journeys", |t| t.after[1].forced += 1),
    ("a project", |t| t.projects[0].0 += 1),
    ("a project that failed", |t| t.projects[0].1 += 1),
    ("months of jobs", |t| t.job_months[0] += 1),
    ("months of jobs by public money", |t| t.job_months[1] += 1),
    ("those present", |t| t.present.1 += 1),
    ("the survey", |t| t.survey[0].both += 1),
];

/// Does not compile while a field is missing that was added: it wants a change above.
fn every_field_has_a_change(t: Tally) {
    let Tally {
        start: _,
        months: _,
        corridors: _,
        circles: _,
        weight_millionths: _,
        households: _,
        persons_start: _,
        persons_end: _,
        person_months: _,
        reviews: _,
        events: _,
        values: _,
        stocks: _,
        money: _,
        books: _,
        cohorts: _,
        ended: _,
        lengths: _,
        places: _,
        names: _,
        brought: _,
        home_lawful: _,
        suspended: _,
        taken: _,
        after: _,
        projects: _,
        job_months: _,
        present: _,
        survey: _,
        // What the ledger held before: of no result.
        before: _,
        opening: _,
    } = t;
}

#[test]
fn each_count_changes_the_digest_and_no_two_in_the_same_way() {
    every_field_has_a_change(tally());
    let mut seen = vec![("nothing", tally().digest().unwrap())];
    for (what, change) in CHANGES {
        let mut t = tally();
        change(&mut t);
        let digest = t.digest().unwrap();
        let other = seen.iter().find(|other| other.1 == digest);
        assert!(other.is_none(), "{what} gives the digest of {}", other.unwrap().0);
        seen.push((what, digest));
    }
}
