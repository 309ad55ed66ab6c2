//! Calibrations: the same bytes whatever the threads and interruptions, nobody's files harmed, wrong plans refused.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Place, files};
use std::path::Path;

const PLAN: &str = r#"
schema = 1
targets = ["circula:patterns/targets"]
only = ["c1"]
[parameter]
"preference.noise_term" = [1.0, 4.0]
"preference.norm" = "usual"
[run]
particles = 16
kept = 8
generations = 3
accepted = 0.0
reps = 1
sample = 300
set = ["run.months=14", "run.burn_in_months=1"]
"#;

/// Everything in a folder but what is kept to go on.
fn results(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().filter(|(name, _)| !name.starts_with("kept/")).collect()
}

#[test]
fn a_calibration_gives_the_same_bytes_on_any_threads_and_goes_on_where_it_stopped() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    let run = |out: &str, threads: &str| {
        let found = place.run(&["calibrate", &plan, "--out", out, "--threads", threads]);
        assert_eq!(found.code, 0, "{}", found.err);
        found
    };
    let first = run("a", "1");
    assert!(first.out.contains("preference.noise_term") && first.out.contains("c1-new-corridor"), "{}", first.out);
    run("b", "3");
    let whole = results(&place.path("a"));
    for name in ["posterior.csv", "targets.csv", "history.csv", "calibrated.toml", "posterior.svg", "targets.svg"] {
        assert!(whole.contains_key(name), "{name}");
    }
    assert!(results(&place.path("b")) == whole);
    // A batch that is lost and one that is damaged are looked at again, the others are found.
    let mut kept: Vec<_> = std::fs::read_dir(place.path("a/kept")).unwrap().map(|e| e.unwrap().path()).collect();
    kept.retain(|path| path.extension().is_some_and(|ending| ending == "bin"));
    kept.sort();
    assert_eq!(kept.len(), 2 + 1 + 1);
    std::fs::remove_file(&kept[1]).unwrap();
    let mut bytes = std::fs::read(&kept[0]).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&kept[0], bytes).unwrap();
    std::fs::remove_file(place.path("a/posterior.csv")).unwrap();
    let again = run("a", "2");
    assert!(again.err.contains("population 1: 8 proposals (1 batches found"), "{}", again.err);
    assert!(results(&place.path("a")) == whole);
    let history = String::from_utf8(whole["history.csv"].clone()).unwrap();
    assert_eq!(history.lines().count(), 1 + 16 + 2 * 8);
    assert_eq!(place.run(&["validate", "a/calibrated.toml"]).code, 0);
}

const ROWS: &str = r#"
schema = 1
[pattern.few-go-home]
system = "t"
about = "Few go home at the end."
scenario = "circula:targets/c1"
measure = "return_at_term_contracts"
low = 0.25
high = 0.54
source = "a test"
grade = "assumed"
not_informative = "a test"
"#;

/// Later proposals follow from the distances of earlier ones: with other targets they are others, whatever is kept.
#[test]
fn a_folder_is_of_the_targets_that_it_was_begun_with() {
    let place = Place::new();
    place.write("rows.toml", ROWS);
    let plan = PLAN.replace("circula:patterns/targets", "rows.toml").replace("[\"c1\"]", "[]");
    let plan = place.write("plan.toml", plan);
    assert_eq!(place.run(&["calibrate", &plan, "--out", "x"]).code, 0);
    for (from, to) in [("0.25", "0.35"), ("return_at_term_contracts", "overstay_3_contracts")] {
        place.write("rows.toml", ROWS.replace(from, to));
        place.refuses(&["calibrate", &plan, "--out", "x"], 1, &["of another plan"]);
    }
}

#[test]
fn folders_of_others_are_left_alone() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    place.write("mine/posterior.csv", "mine");
    place.refuses(&["calibrate", &plan, "--out", "mine"], 1, &["holds other files"]);
    assert_eq!(std::fs::read_to_string(place.path("mine/posterior.csv")).unwrap(), "mine");
    place.write("other/calibration.json", "{\"plan_hash\": \"another\"}");
    place.refuses(&["calibrate", &plan, "--out", "other"], 1, &["of another plan"]);
}

#[test]
fn wrong_plans_are_refused_in_words() {
    let place = Place::new();
    for (from, to, words) in [
        ("schema = 1", "schema = 2", &["`schema` = 2"][..]),
        ("only = [\"c1\"]", "only = [\"c9\"]", &["`c9`, which is no target"]),
        ("circula:patterns/targets", "circula:patterns/nowhere", &["nowhere"]),
        ("[1.0, 4.0]", "[4.0, 1.0]", &["the prior of `preference.noise_term`", "LOW, HIGH"]),
        ("[1.0, 4.0]", "[1.0, 1e99]", &["within"]),
        ("\"usual\"", "\"wide\"", &["the prior of `preference.norm`"]),
        ("preference.norm", "preference.normal", &["`preference.normal` is no number"]),
        ("kept = 8", "kept = 16", &["`run.kept` = 16 is out of range"]),
        ("particles = 16", "particles = 1000000000", &["`run.particles`"]),
        ("generations = 3", "generations = 4000000000", &["`run` is out of range"]),
        ("accepted = 0.0", "accepted = nan", &["`run.accepted`"]),
        ("reps = 1", "replicates = 1", &["unknown field `replicates`"]),
        ("run.months=14", "run.month=14", &["cannot be opened"]),
        ("[run]", "[run", &["is no plan of a calibration"]),
    ] {
        let text = PLAN.replace(from, to);
        assert_ne!(text, PLAN, "{from}");
        let plan = place.write("plan.toml", text);
        place.refuses(&["calibrate", &plan, "--out", "x"], 2, words);
        assert!(!place.path("x").exists(), "{to}");
    }
    place.refuses(&["calibrate", "missing.toml"], 1, &["missing.toml"]);
}

/// The posterior of a calibration under rows: every row at every draw, the same again, and no other table is taken.
#[test]
fn rows_are_judged_over_a_posterior() {
    let place = Place::new();
    let two = |low: f64, high: f64| format!("weight,preference.flight\n0.5,{low}\n0.5,{high}\n");
    place.write("narrow.csv", two(19.0, 19.5));
    place.write("wide.csv", two(2.0, 19.3));
    let judged = |file: &str| {
        let run = ["patterns", "--filter", "c6", "--draws", "2", "--posterior", file, "--out", "told.csv"];
        let found = place.run(&run);
        assert_eq!(found.code, 0, "{}", found.err);
        let reader = csv::Reader::from_path(place.path("told.csv")).unwrap();
        let row = reader.into_records().next().unwrap().unwrap();
        row.iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let (narrow, wide) = (judged("narrow.csv"), judged("wide.csv"));
    assert_eq!((narrow[0].as_str(), narrow[2].as_str(), narrow[3].as_str()), ("c6-tied-with-debt", "2", "1"));
    assert_eq!((narrow[9].as_str(), wide[9].as_str()), ("holds", "undecided"), "{narrow:?} {wide:?}");
    let between = |row: &[String]| row[8].parse::<f64>().unwrap();
    assert!(between(&wide) > 0.9, "what differs lies between the draws: {wide:?}");
    assert_eq!(judged("narrow.csv"), narrow);
    let with = |file: &str| place.run(&["propositions", "--filter", "P4", "--posterior", file]);
    place.write("none.csv", "a,b\n1,2\n");
    let refused = with("none.csv");
    assert!(refused.code == 2 && refused.err.contains("`none.csv` is no posterior"), "{}", refused.err);
    assert_eq!(with("nowhere.csv").code, 1);
    place.refuses(&["patterns", "--draws", "2"], 2, &["--posterior"]);
    place.refuses(&["patterns", "--posterior", "wide.csv", "--draws", "0"], 2, &["--draws"]);
}
