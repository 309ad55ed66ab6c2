//! Judged rows whose replicates are kept: interrupted, run again, the same table.
#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::{Done, Place};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PATTERN: &str = r#"
schema = 1
[pattern.more-arrive]
system = "t"
about = "More arrive where the borders are open."
scenario = "circula:free-circulation"
set = ["run.months=8", "run.burn_in_months=1"]
sample = 300
reps = 24
against = { scenario = "circula:state-led", set = ["run.months=8", "run.burn_in_months=1"] }
measure = "arrivals_overseas"
sign = "+"
source = "a test"
grade = "assumed"
[pattern.more-arrive.wrong]
set = ["attention.movers=0", "attention.older_movers=0"]
about = "nobody thinks of leaving"
"#;

const PROPOSITION: &str = r#"
schema = 1
[proposition.more-papers]
number = "T"
claim = "Participants have more months with papers."
kind = "contrast"
base = { scenario = "circula:base", set = ["run.months=8", "run.burn_in_months=1"] }
with = { scenario = "circula:state-led", set = ["run.months=8", "run.burn_in_months=1"] }
who = "participants"
measure = "months_regular"
sign = "+"
sample = 300
source = "a test"
"#;

/// Replicates in a folder, those of one plan beside each other.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = list.map(|entry| entry.unwrap().path());
    let mut list: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "bin")).collect();
    list.sort();
    list
}

fn judge(place: &Place, verb: &str, out: &str, more: &[&str]) -> (Done, String) {
    let found = place.run(&[&[verb, "rows.toml", "--out", out, "--threads", "1"][..], more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    (found, std::fs::read_to_string(place.path(out)).unwrap())
}

/// Starts a verb and sends it a signal when the first replicate is kept.
fn interrupted(place: &Place, verb: &str, signal: &str) -> Done {
    let child = Command::new(env!("CARGO_BIN_EXE_circula"))
        .args([verb, "rows.toml", "--out", "cut.csv", "--threads", "1", "--keep", "kept"])
        .current_dir(place.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while kept(&place.path("kept")).is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    cli_common::done(&child.wait_with_output().unwrap())
}

#[test]
fn an_interrupted_run_of_rows_goes_on_to_the_same_table() {
    for (verb, rows, signal, code, runs) in
        [("patterns", PATTERN, "-INT", 130, 72), ("propositions", PROPOSITION, "-TERM", 143, 40)]
    {
        let place = Place::new();
        place.write("rows.toml", rows);
        let (_, whole) = judge(&place, verb, "whole.csv", &[]);
        assert!(whole.contains(",holds,"), "{whole}");
        let stopped = interrupted(&place, verb, signal);
        assert_eq!(stopped.code, code, "{}", stopped.err);
        assert!(stopped.err.contains("run the same command again to go on"), "{}", stopped.err);
        assert!(stopped.out.is_empty() && !place.path("cut.csv").exists(), "{}", stopped.out);
        let before = kept(&place.path("kept")).len();
        assert!(0 < before && before < runs, "{before}");
        let (again, table) = judge(&place, verb, "again.csv", &["--keep", "kept"]);
        assert!(again.err.contains(&format!("{before} of {runs} runs found in kept")), "{}", again.err);
        assert_eq!(table, whole);
        assert_eq!(kept(&place.path("kept")).len(), runs);
        // A damaged file is not taken for a result, one of another replicate neither.
        let files = kept(&place.path("kept"));
        std::fs::write(&files[0], b"circula1 and nonsense").unwrap();
        std::fs::copy(&files[2], &files[1]).unwrap();
        let (again, table) = judge(&place, verb, "again.csv", &["--keep", "kept"]);
        assert!(again.err.contains(&format!("{} of {runs} runs found", runs - 2)), "{}", again.err);
        assert!(again.err.contains("100 % after"), "{}", again.err);
        assert_eq!(table, whole);
    }
}

#[test]
fn other_values_and_more_replicates_find_only_what_is_theirs() {
    let place = Place::new();
    let small = PATTERN.replace("reps = 24", "reps = 2");
    place.write("rows.toml", &small);
    judge(&place, "patterns", "a.csv", &["--keep", "kept"]);
    place.write("rows.toml", PATTERN.replace("reps = 24", "reps = 3"));
    let (more, _) = judge(&place, "patterns", "b.csv", &["--keep", "kept"]);
    assert!(more.err.contains("6 of 9 runs found in kept"), "{}", more.err);
    place.write("rows.toml", small.replace("run.months=8", "run.months=9"));
    let (other, _) = judge(&place, "patterns", "c.csv", &["--keep", "kept"]);
    assert!(other.err.contains("0 of 6 runs found in kept"), "{}", other.err);
}

/// A world that no machine holds fails; the other row is judged, and the table says why the first is not.
#[test]
fn runs_that_fail_are_told_and_leave_the_other_rows_their_verdicts() {
    let place = Place::new();
    let scenario = cli_common::enormous(&place);
    let failing = PATTERN.replace("schema = 1\n", "").replace("more-arrive", "too-many");
    let failing: Vec<&str> =
        failing.lines().filter(|l| !l.starts_with("against") && !l.starts_with("sample")).collect();
    let failing = failing.join("\n").replace("circula:free-circulation", &scenario);
    place.write("rows.toml", format!("{PATTERN}{failing}\n"));
    let found = place.run(&["patterns", "rows.toml", "--out", "told.csv"]);
    assert_eq!(found.code, 4, "{}{}", found.out, found.err);
    // The world of the row and the wrong one; the other row has three.
    assert!(found.err.contains("48 of 120 runs did not end"), "{}", found.err);
    let told = found.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("too-many: replicate 0 of `enormous") && told.contains("GB of memory"), "{told}");
    let table = std::fs::read_to_string(place.path("told.csv")).unwrap();
    let verdict = |row: &str| table.lines().find(|l| l.starts_with(row)).unwrap().contains(",holds,");
    assert!(verdict("more-arrive") && !verdict("too-many"), "{table}");
}

#[test]
fn replicates_are_not_kept_among_results() {
    let place = Place::new();
    place.write("rows.toml", PATTERN);
    let found = place.small(&["run", "circula:base", "--reps", "1", "--out", "results"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let before = cli_common::files(&place.path("results"));
    place.refuses(&["patterns", "rows.toml", "--keep", "results"], 1, &["holds the results", "--keep"]);
    assert_eq!(cli_common::files(&place.path("results")), before);
    place.refuses(&["patterns", "rows.toml", "--keep", "rows.toml"], 1, &["is a file, wanted a folder", "--keep"]);
}
