//! Patterns: each row reads, and some really run.
use circula::experiment::patterns::{self, Found, Pattern};
use circula::output::text;
use circula::scenario::embedded;
use std::sync::atomic::AtomicBool;

fn rows() -> Vec<Pattern> {
    let files = embedded::files();
    let paths: Vec<String> = files.embedded().filter(|p| p.starts_with("patterns/")).map(|p| format!("circula:{}", p.trim_end_matches(".toml"))).collect();
    patterns::read(&files, &paths).unwrap_or_else(|e| panic!("{e}"))
}

fn run(filter: &str) -> Vec<(Pattern, Found)> {
    let results = patterns::run(&embedded::files(), &rows(), filter, &|_, _| (), &AtomicBool::new(false)).unwrap();
    println!("{}", text::to_markdown(&patterns::table(&results)));
    results
}

#[test]
fn every_row_reads() {
    assert!(rows().len() > 30);
}

/// All rows: `cargo test --release --test patterns -- --ignored`; `PATTERN=name` runs a part.
#[test]
#[ignore = "minutes"]
fn all_rows() {
    run(&std::env::var("PATTERN").unwrap_or_default());
}

fn propositions() -> Vec<circula::experiment::propositions::Proposition> {
    let files = embedded::files();
    let paths: Vec<String> = files.embedded().filter(|p| p.starts_with("propositions/")).map(|p| format!("circula:{}", p.trim_end_matches(".toml"))).collect();
    circula::experiment::propositions::read(&files, &paths).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn every_proposition_reads_and_those_at_risk_ship_an_ablation() {
    let list = propositions();
    for number in ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"] {
        assert!(list.iter().any(|p| p.number == number), "{number}");
    }
    for p in list.iter().filter(|p| ["P5", "P6", "P8"].contains(&p.number.as_str())) {
        assert!(p.ablation.is_some(), "{}", p.id);
    }
}

/// All propositions: `cargo test --release --test patterns all_propositions -- --ignored`; `PATTERN=name` runs a part.
#[test]
#[ignore = "minutes"]
fn all_propositions() {
    let filter = std::env::var("PATTERN").unwrap_or_default();
    let results = circula::experiment::propositions::run(&embedded::files(), &propositions(), &filter, &|_, _| (), &AtomicBool::new(false)).unwrap();
    println!("{}", text::to_markdown(&circula::experiment::propositions::table(&results)));
}
