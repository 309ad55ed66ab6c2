//! Replicates until intervals are narrow: where it stops, what it says where it may not go on, and that a folder goes
//! on and verifies as if the number had been known.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Place, files};
use serde_json::Value;

const VARIANTS: [&str; 3] = ["compare", "circula:state-led", "circula:bonded"];

fn manifest(place: &Place, folder: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(place.path(folder).join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn it_stops_where_it_is_precise_with_the_bits_of_as_many_replicates() {
    let place = Place::new();
    let until = ["--until-ci", "home_income:0.9", "--out", "a", "--threads", "2"];
    let found = place.small(&[&VARIANTS[..], &until].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(found.err.contains("on to"), "{}", found.err);
    let reps = manifest(&place, "a")["replicates"].as_u64().unwrap();
    assert!((31..400).contains(&reps), "{reps}");
    let rows = csv::Reader::from_path(place.path("a/summary.csv")).unwrap().into_records();
    for row in rows.map(Result::unwrap).filter(|row| row.iter().any(|field| field == "home_income")) {
        let numbers: Vec<f64> = row.iter().filter_map(|field| field.parse().ok()).collect();
        let half = numbers.windows(3).filter(|w| w[1] < w[0] && w[0] < w[2]).map(|w| (w[2] - w[1]) / 2.0).next();
        assert!(half.unwrap() <= 0.9, "{row:?}");
    }
    let number = reps.to_string();
    place.small(&[&VARIANTS[..], &["--reps", &number, "--out", "b"]].concat());
    for name in ["summary.csv", "runs.csv", "series.csv", "comparison.csv", "welfare.csv", "plans/bonded/plan.toml"] {
        let read = |folder: &str| std::fs::read(place.path(folder).join(name)).unwrap();
        assert!(read("a") == read("b"), "{name}");
    }
    assert_eq!(place.run(&["verify", "a", "--rerun", "2"]).code, 0);
    let before = files(&place.path("a"));
    assert_eq!(place.run(&["resume", "a"]).code, 0);
    assert!(files(&place.path("a")) == before, "a folder that is precise stays as it is");
}

#[test]
fn too_few_replicates_are_told_with_a_code_of_their_own() {
    let place = Place::new();
    let run = ["run", "circula:bonded", "--until-ci", "home_income:0.01", "--max-reps", "33", "--out", "a"];
    let found = place.small(&run);
    assert_eq!(found.code, 5, "{}", found.err);
    assert!(found.err.contains("home_income of bonded after 33 replicates: ±"), "{}", found.err);
    assert!(found.err.contains("--max-reps"), "{}", found.err);
    assert!(found.out.contains("33 replicates"), "the results are there: {}", found.out);
    assert_eq!(place.run(&["resume", "a"]).code, 5, "a folder remembers what was asked");
    let told = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    std::fs::write(place.path("a/manifest.json"), told.replacen("home_income", "nothing", 1)).unwrap();
    assert_eq!(place.run(&["verify", "a", "--rerun", "0"]).code, 3);
}

#[test]
fn what_cannot_be_asked_for_is_refused_in_words() {
    let place = Place::new();
    let refused = |more: &[&str], words: &[&str]| {
        place.refuses(&[&["run", "circula:bonded"], more].concat(), 2, words);
    };
    refused(&["--until-ci", "home_incom:1"], &["no measure is called `home_incom`", "`home_income`"]);
    refused(&["--until-ci", "home_income"], &["MEASURE:HALF_WIDTH"]);
    refused(&["--until-ci", "home_income:-1"], &["MEASURE:HALF_WIDTH"]);
    refused(&["--until-ci", "home_income:1", "--max-reps", "5"], &["30"]);
    refused(&["--max-reps", "50"], &["--until-ci"]);
    refused(&["--until-ci", "home_income:1", "--freeze"], &["--freeze"]);
}
