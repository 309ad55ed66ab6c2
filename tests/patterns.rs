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
