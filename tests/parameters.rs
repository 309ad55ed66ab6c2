//! Every parameter changes something that has a name: from one end of its range to the other, in a shipped scenario,
//! the result differs and so does a measure or the count of a kind of event.
//!
//! All of them: `cargo test --release --test parameters -- --ignored`. A sample, another one each time a parameter
//! comes or goes, is part of every run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::draws::{label_hash, mix};
use circula::journal::event::KINDS;
use circula::journal::ledger::FLOWS;
use circula::observe::measure::MEASURES;
use circula::observe::tally::Tally;
use circula::run::Outcome;
use circula::world::World;
use guard::levers::{Lever, common_start, levers, outcome};
use guard::trial::{months, started, written};

const SAMPLE: &str = "population.sample.one_in=400";
const MONTHS: &str = "run.months=84";

/// Parameters that change nothing, with the reason; one that does must not stand here.
const IDLE: &[(&str, &str)] = &[(
    "corridor.<name>.agreement.programme.employers",
    "workers get a number of an \
    employer, and nothing is made of it yet",
)];

/// Names of what differs between two results: measures, kinds of event, flows of money.
fn named_differences(a: &Tally, b: &Tally) -> Vec<&'static str> {
    let measures = MEASURES.iter().filter(|m| (m.of)(a) != (m.of)(b)).map(|m| m.name);
    let events = KINDS.iter().filter(|k| a.count(k.0, |_| true) != b.count(k.0, |_| true)).map(|k| k.1);
    let flows = FLOWS.iter().filter(|f| a.paid(f.0, |_| true) != b.paid(f.0, |_| true)).map(|f| f.1);
    measures.chain(events).chain(flows).collect()
}

fn at(lever: &Lever, value: f64, start: &World) -> Outcome {
    outcome(&lever.at(value, &[SAMPLE, MONTHS]), start)
}

/// What the two ends of a lever's range change; `None` where the results are the same.
fn effect(lever: &Lever, start: &World) -> Option<Vec<&'static str>> {
    let (low, high) = (at(lever, lever.spec.low, start), at(lever, lever.spec.high, start));
    (low.digest != high.digest).then(|| named_differences(&low.tally, &high.tally))
}

/// The faults of some levers: no effect, or one without a name.
fn faults(list: &[Lever]) -> Vec<String> {
    let start = common_start(SAMPLE);
    let mut faults = Vec::new();
    for lever in list {
        let idle = IDLE.iter().any(|i| i.0 == lever.declared);
        match effect(lever, &start) {
            None if !idle => faults.push(format!("{} changes nothing in {}", lever.path, lever.scenario)),
            Some(names) if names.is_empty() => {
                faults.push(format!("{} changes nothing that has a name in {}", lever.path, lever.scenario))
            }
            Some(_) if idle => faults.push(format!("{} is said to change nothing, but does", lever.path)),
            _ => {}
        }
    }
    faults
}

/// A sample of levers by their names.
fn sample(number: usize) -> Vec<Lever> {
    let mut all = levers();
    let salt = all.len() as u64;
    all.sort_by_key(|l| mix(label_hash(&l.declared) ^ salt));
    all.truncate(number);
    all
}

#[test]
fn a_sample_of_parameters_changes_something_that_has_a_name() {
    let faults = faults(&sample(12));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
#[ignore = "slow: all parameters, a minute in a release build"]
fn every_parameter_changes_something_that_has_a_name() {
    let all = levers();
    assert!(all.len() > 150, "only {} parameters", all.len());
    let faults = faults(&all);
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), all.len(), faults.join("\n"));
}

#[test]
fn a_parameter_that_nothing_reads_would_be_found() {
    // The cost of placing a worker in a scenario without programme: nobody reads it there.
    let mut lever = levers().into_iter().find(|l| l.declared == "agency.placement_cost_eur").unwrap();
    let start = common_start(SAMPLE);
    assert!(effect(&lever, &start).is_some_and(|names| names.contains(&"public_cost_per_return")));
    lever.scenario = "irregular-route";
    lever.beside.clear();
    assert_eq!(effect(&lever, &start), None);
}

#[test]
fn a_rule_that_comes_later_is_believed_as_one_that_is_there_from_the_start() {
    let rules = "guarantor = \"village\"\n[change.set.bond.escrow]\nbelieved = \
        0.2\n[change.set.reentry.recall]\nbelieved = 0.7\n";
    let text = format!(
        "extends = \"circula:state-led\"\n[[change]]\nat = \"2005-04\"\nabout = \"a \
        bond\"\n[change.set]\n{rules}"
    );
    let course = written(&text, &[SAMPLE, "run.months=12"]);
    let mut world = started(&course);
    months(&course, &mut world, 0..3);
    let spain = world.corridors.iter().position(|c| c == "spain").unwrap();
    let beliefs = |world: &World| {
        let v = &world.districts[0].villages[0];
        (v.beliefs[spain].refunded, v.beliefs[spain].recalled, v.believed_default)
    };
    assert_eq!(beliefs(&world), (1.0, 0.0, 0.0));
    months(&course, &mut world, 3..4);
    assert_eq!(beliefs(&world), (0.2, 0.7, 0.08));
}
