//! What is announced moves plans from its announcement on, and only plans.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::engine::Tables;
use circula::observe::measure;
use guard::trial::{months, simulated, started, written};

const SETS: [&str; 3] = ["population.sample.one_in=300", "run.burn_in_months=0", "run.months=60"];

/// Repeat entry that ends in January 2009, known since a month.
fn ends(announced: &str) -> circula::run::Course {
    written(
        &format!(
            "schema = 1\nname = \"ends\"\nabout = \"A programme that ends.\"\nextends = \"circula:repeat-entry\"\n\
             [trust]\nsensitivity = 0\nsuspend_above = 1\n\
             [[change]]\nat = \"2009-01\"\nannounced = \"{announced}\"\nabout = \"the programme ends\"\n\
             set.corridor.spain.agreement = \"none\"\n"
        ),
        &[&SETS[..], &["corridor.spain.agreement.programme.quota_year=60000"]].concat(),
    )
}

#[test]
fn the_end_of_a_programme_is_unknown_before_its_announcement_and_moves_plans_from_then_on() {
    let (late, early) = (ends("2009-01"), ends("2007-01"));
    let known = |tables: &Tables| tables.destinations.iter().filter_map(|d| d.programme_ends).next();
    let month = |text: &str| circula::base::units::Month::parse(text).unwrap();
    assert_eq!(known(early.in_force(month("2006-12")).1), None);
    assert_eq!(known(early.in_force(month("2007-01")).1), Some(month("2009-01")));
    assert_eq!(known(late.in_force(month("2008-12")).1), None);
    // The same months before the announcement, to the bit; others after it.
    let start = started(&late);
    let [before, after] = [&late, &early].map(|course| {
        let mut world = start.clone();
        let until = months(course, &mut world, 0..24);
        (until, months(course, &mut world, 24..30))
    });
    assert_eq!(before.0, after.0);
    assert!(before.1.iter().zip(&after.1).all(|(a, b)| a != b));
}

#[test]
fn fewer_go_home_at_term_where_the_end_of_the_seasons_is_known() {
    let (late, early) = (ends("2009-01"), ends("2007-01"));
    let start = started(&late);
    let share = |course| {
        let tally = simulated(course, start.clone()).tally;
        (measure::named("return_at_term_contracts").unwrap().of)(&tally).unwrap()
    };
    let (unknown, known) = (share(&late), share(&early));
    assert!(known < unknown - 0.002, "{unknown} unknown, {known} known");
}
