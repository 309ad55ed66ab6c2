//! Every parameter at both ends of its range: no panic, no number that is none, books that hold; and at 0 and 1 the
//! meaning that the words have.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::observe::measure::MEASURES;
use circula::observe::tally::Tally;
use circula::run::Course;
use circula::run::replicate;
use circula::world::World;
use guard::levers::{common_start, levers};
use guard::trial::{course, length, month};

const TINY: &str = "population.sample.one_in=1500";

/// Whether every float of the state is a number.
fn finite(world: &World) -> Result<(), String> {
    for d in &world.districts {
        for s in &d.spells {
            if !(s.theta.is_finite() && s.days_factor.is_finite()) {
                return Err(format!("spell {s:?}"));
            }
        }
        for v in &d.villages {
            let numbers = v.beliefs.iter().flat_map(|b| {
                [
                    b.earnings,
                    b.weight,
                    b.selected,
                    b.selected_weight,
                    b.recalled,
                    b.recalled_weight,
                    b.refunded,
                    b.refunded_weight,
                ]
            });
            if !numbers.chain([v.norm, v.believed_default, v.default_weight]).all(f32::is_finite) {
                return Err(format!("village {v:?}"));
            }
            let chances = v.beliefs.iter().flat_map(|b| [b.selected, b.recalled, b.refunded]);
            if !chances.chain([v.norm, v.believed_default]).all(|x| (-1e-6..=1.0 + 1e-6).contains(&x)) {
                return Err(format!("a chance outside 0 to 1: {v:?}"));
            }
        }
    }
    for m in &world.markets {
        let p = &m.programme;
        let beliefs = p.funds.iter().flat_map(|fund| [fund.believed_default, fund.default_weight]);
        if !beliefs.chain([p.returned, p.overstayed, p.quota_factor]).all(f64::is_finite) {
            return Err(format!("market {m:?}"));
        }
    }
    Ok(())
}

/// Lives a course with all checks; the fault if there is one.
fn sound(course: &Course, start: &World) -> Result<(), String> {
    let mut world = start.clone();
    replicate::begin_rules(course, &mut world);
    let mut tally = Tally::begin(&world, course.circles(), length(course) as usize);
    for m in 0..length(course) {
        replicate::month(course, &mut world, month(course, m));
        tally.fold(&world);
        circula::engine::audit::full(&world).map_err(|v| v.to_string())?;
        finite(&world)?;
    }
    tally.end(&world);
    match MEASURES.iter().find(|m| (m.of)(&tally).is_some_and(|x| !x.is_finite())) {
        Some(m) => Err(format!("measure {}", m.name)),
        None => Ok(()),
    }
}

#[test]
fn every_parameter_is_sound_at_both_ends_of_its_range() {
    let start = common_start(TINY);
    let (mut faults, mut number) = (Vec::new(), 0);
    for lever in levers() {
        for value in [lever.spec.low, lever.spec.high] {
            let course = lever.at(value, &[TINY, "run.months=24"]);
            let result = std::panic::catch_unwind(|| sound(&course, &start));
            match result {
                Ok(Ok(())) => {}
                Ok(Err(fault)) => faults.push(format!("{} = {value}: {fault}", lever.path)),
                Err(_) => faults.push(format!("{} = {value}: a panic", lever.path)),
            }
            number += 1;
        }
    }
    assert!(number > 300, "only {number} ends");
    assert!(faults.is_empty(), "{} of {number}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn fortunes_and_debts_too_large_for_a_record_stop_growing_and_the_books_hold() {
    let start = common_start(TINY);
    for sets in [
        [
            "corridor.spain.labour.wage_irregular_eur_day=1000",
            "corridor.spain.labour.irregular_days_month=31",
            "corridor.spain.labour.irregular_days_spread=2",
        ],
        ["home.loan_rate=10", "home.repayment_share=0", "home.loan_months=120"],
        [
            "corridor.spain.labour.wage_settled_eur_month=20000",
            "corridor.france.labour.wage_settled_eur_month=20000",
            "remittance.propensity=0",
        ],
    ] {
        let sets: Vec<&str> = [TINY, "run.months=120"].iter().chain(&sets).copied().collect();
        assert_eq!(sound(&course("irregular-route", &sets), &start), Ok(()), "{sets:?}");
    }
}
