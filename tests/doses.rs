//! Doses: levers read, some really run, and every rule that policy or nature can move has one.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and shows its table")]

use circula::base::param::Section;
use circula::experiment::Options;
use circula::experiment::doses::{self, Levers, Size};
use circula::experiment::shape::{Curve, CurveShape};
use circula::experiment::verdict::Verdict;
use circula::mechanism::InForce;
use circula::output::text;
use circula::run::Checks;
use circula::scenario::embedded;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

fn shipped(size: Option<Size>) -> Levers {
    doses::read(&embedded::files(), &embedded::rows(embedded::DOSES), size).unwrap_or_else(|e| panic!("{e}"))
}

fn judged(doses: &Levers) -> Vec<Result<Curve, String>> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let stop = AtomicBool::new(false);
    let options = Options { threads, checks: Checks::Usual, memory: None, stop: &stop, watch: &(), keep: &() };
    let found = doses.run(&doses.worlds(&embedded::files()), &options).unwrap();
    println!("{}{}", text::to_markdown(&doses.table(&found)), doses.summary(&found));
    found
}

/// Levers run in short, each of another part of the model, with rows that a small sample can judge.
const SHORT: [&str; 6] = ["wage:", "quota:", "passage:departures", "interception:", "visa-odds:arrivals", "drought:"];

#[test]
fn levers_run_in_short_turn_nowhere_and_move_something() {
    let mut doses = shipped(Some(Size { one_in: 300, reps: 3 }));
    let chosen: BTreeSet<String> =
        doses.rows.iter().map(|row| doses.name(row)).filter(|n| SHORT.iter().any(|s| n.starts_with(s))).collect();
    let kept: Vec<bool> = doses.rows.iter().map(|row| chosen.contains(&doses.name(row))).collect();
    let mut keep = kept.into_iter();
    doses.rows.retain(|_| keep.next().unwrap());
    assert!(doses.rows.len() >= 12, "{chosen:?}");
    let found = judged(&doses);
    let mut strong = 0;
    for (row, curve) in doses.rows.iter().zip(&found) {
        let curve = curve.as_ref().unwrap();
        assert_ne!(curve.verdict, Verdict::NoValue, "{}", doses.name(row));
        let wrong = curve.verdict == Verdict::Fails && !curve.finding.contains("elasticity");
        assert!(!wrong, "{}: {}", doses.name(row), curve.finding);
        strong += usize::from(curve.verdict == Verdict::Holds && row.demand.shape != CurveShape::Recorded);
    }
    assert!(strong >= 6, "{strong} rows hold");
}

#[test]
fn every_lever_says_what_it_moves_and_every_row_why() {
    let doses = shipped(None);
    assert!(doses.levers.len() > 100 && doses.rows.len() > 190);
    let demanding = doses.rows.iter().filter(|row| row.demand.shape != CurveShape::Recorded).count();
    assert!(demanding * 10 > doses.rows.len() * 9, "{demanding} of {}", doses.rows.len());
    for (at, lever) in doses.levers.iter().enumerate() {
        assert!(!lever.about.is_empty() && doses.rows.iter().any(|row| row.lever == at), "{}", lever.id);
        assert!(lever.doses.windows(2).all(|pair| pair[0] < pair[1]), "{}", lever.id);
    }
    assert!(doses.rows.iter().all(|row| !row.reason.is_empty()));
    let text = doses.markdown();
    assert!(doses.rows.iter().all(|row| text.contains(&row.reason)));
}

/// Parts of the rules that policy or nature moves.
const MOVABLE: [&str; 13] = [
    "bond",
    "guarantor",
    "reentry",
    "extension",
    "tie",
    "preparation",
    "selection",
    "eligibility",
    "trust",
    "drought",
    "corridor",
    "agency",
    "employers",
];

/// Parameters of those parts that have no lever, with the reason.
const WITHOUT: &[(&str, &str)] =
    &[("corridor.<name>.labour.living_settled_eur_month", "only the wage of the settled less their living counts")];

/// Every name of a parameter that policy or nature moves is moved by a lever: levers of one variant or destination
/// stand for the others, where the name is the same.
#[test]
fn every_rule_that_policy_or_nature_moves_has_a_lever() {
    let doses = shipped(None);
    let short = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
    let part = |path: &str| path.trim_start_matches("change.1.set.").split('.').next().unwrap_or("").to_owned();
    let moved: BTreeSet<(String, String)> =
        doses.levers.iter().flat_map(|lever| &lever.moves).map(|path| (part(path), short(path))).collect();
    let mut missing = Vec::new();
    for (path, _) in circula::scenario::evidence::parameters(&InForce::shape()) {
        let key = (part(&path), short(&path));
        if MOVABLE.contains(&key.0.as_str()) && !moved.contains(&key) && !WITHOUT.iter().any(|w| w.0 == path) {
            missing.push(path);
        }
    }
    assert!(missing.is_empty(), "no lever moves {missing:?}");
}

/// All rows: `cargo test --release --test doses -- --ignored`, or `circula doses`.
#[test]
#[ignore = "minutes"]
fn all_rows() {
    judged(&shipped(None));
}
