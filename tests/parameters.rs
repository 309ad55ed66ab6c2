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
use guard::levers::{BESIDE, Lever, WHERE, by_table, candidates, common_start, declared, levers, outcome};
use guard::trial::{months, started, written};

const SAMPLE: &str = "population.sample.one_in=400";
const MONTHS: &str = "run.months=84";

/// Parameters that change nothing, with the reason; one that does, or that is not declared, must not stand here.
const IDLE: &[(&str, &str)] = &[];

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

/// What a lever changes that has a name, in the first of its scenarios in which it changes anything such.
fn named(lever: &Lever, start: &World) -> Result<(), String> {
    let first = effect(lever, start);
    let mut names = first.clone().unwrap_or_default();
    let mut others = lever.elsewhere().into_iter();
    while names.is_empty() {
        let Some(other) = others.next() else {
            let what = if first.is_none() { "changes nothing" } else { "changes nothing that has a name" };
            return Err(format!("{} {what} in {}", lever.declared, candidates(&lever.declared).join(", ")));
        };
        names = effect(&other, start).unwrap_or_default();
    }
    Ok(())
}

/// The faults of some levers: no effect, or one without a name, and exceptions that are not needed. Every exception is
/// looked at.
fn faults(list: &[Lever], idle: &[(&str, &str)]) -> Vec<String> {
    let start = common_start(SAMPLE);
    let excused = |lever: &Lever| idle.iter().any(|i| i.0 == lever.declared);
    let mut faults: Vec<String> = list.iter().filter(|l| !excused(l)).filter_map(|l| named(l, &start).err()).collect();
    let all = levers();
    for (declared, _) in idle {
        match all.iter().find(|l| l.declared == *declared) {
            None => faults.push(format!("{declared} is said to change nothing, but is not declared")),
            Some(lever) if effect(lever, &start).is_some() => {
                faults.push(format!("{declared} is said to change nothing, but does"));
            }
            Some(_) => {}
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
    let faults = faults(&sample(12), IDLE);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
#[ignore = "slow: all parameters, a minute in a release build"]
fn every_parameter_changes_something_that_has_a_name() {
    let all = levers();
    assert!(all.len() > 150, "only {} parameters", all.len());
    let faults = faults(&all, IDLE);
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
fn an_exception_for_a_parameter_that_works_or_is_not_declared_is_a_fault() {
    let idle =
        [("corridor.<name>.agreement.programme.lodging", "not declared"), ("home.loan_rate", "changes interest")];
    let faults = faults(&[], &idle);
    assert!(faults[0].ends_with("lodging is said to change nothing, but is not declared"), "{faults:?}");
    assert_eq!(faults[1..], ["home.loan_rate is said to change nothing, but does"]);
}

#[test]
fn a_parameter_is_looked_for_where_its_table_is_written() {
    // As if the table of scenarios had no line for them: the file that writes the section is found.
    for (path, scenario) in [
        ("reentry.recall.taken", "repeat-entry"),
        ("bond.escrow.believed", "bonded"),
        ("tie.portable.change", "portable"),
        ("extension.employer.fee_eur", "state-led"),
        ("guarantor.kin-then-village.kin.capacity", "guaranteed"),
        ("corridor.<name>.agreement.programme.desistance", "state-led"),
    ] {
        assert!(by_table(path).contains(&scenario), "{path}: {:?}", by_table(path));
    }
    // Hardened borders are a dated change of tables that the busiest scenario does not write.
    assert_eq!(by_table("corridor.<name>.enforcement.removal"), ["free-hardened"]);
    // Nobody writes these, or the busiest does: it is the one to try.
    for path in ["home.loan_rate", "corridor.<name>.labour.wage_regular_eur_month"] {
        assert_eq!((by_table(path).len(), candidates(path)), (0, vec!["irregular-route"]), "{path}");
    }
    // So these need no line.
    assert_eq!(candidates("reentry.recall.taken"), ["recommended", "repeat-entry", "irregular-route"]);
}

#[test]
fn a_parameter_without_effect_in_the_first_scenario_is_tried_in_the_next() {
    let start = common_start(SAMPLE);
    let mut lever = levers().into_iter().find(|l| l.declared == "reentry.recall.taken").unwrap();
    assert_eq!(named(&lever, &start), Ok(()));
    // Where nobody is asked back the parameter changes nothing, but the scenario that asks workers back is left to try.
    lever.scenario = "irregular-route";
    lever.beside = vec!["reentry=recall".to_owned()];
    assert_eq!(effect(&lever, &start), None);
    assert_eq!(named(&lever, &start), Ok(()));
}

#[test]
fn every_line_about_where_a_parameter_matters_is_about_a_parameter() {
    let all = declared();
    for (start, _) in WHERE {
        let first = |path: &str| WHERE.iter().find(|w| path.starts_with(w.0)).is_some_and(|w| w.0 == *start);
        assert!(all.iter().any(|p| first(&p.0)), "WHERE has a line for {start}, which no parameter needs");
    }
    for (start, _) in BESIDE {
        assert!(all.iter().any(|p| p.0.starts_with(start)), "BESIDE has a line for {start}, which is not declared");
    }
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
