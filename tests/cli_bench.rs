//! Fixed work held against an earlier document: equal bits pass, another bit or a slower piece is exit code 3.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::Place;
use serde_json::Value;

/// A study of one's own, small.
const STUDY: &str =
    "extends = \"circula:bonded\"\npopulation = \"1:300\"\nrun.months = 6\nrun.reps = 2\nrun.burn_in_months = 0\n";

fn measured(place: &Place, more: &[&str]) -> String {
    let found = place.run(&[&["bench", "--json", "--rounds", "2"], more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    found.out
}

#[test]
fn the_fixed_work_has_the_digests_that_it_had_and_a_changed_bit_is_told() {
    let place = Place::new();
    let text = measured(&place, &[]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let work = document["work"].as_array().unwrap();
    assert_eq!(work.len(), 5);
    for done in work {
        assert!(done["ratio"].as_f64().unwrap() > 0.1 && done["person_months"].as_i64().unwrap() > 1_000_000, "{done}");
    }
    place.write("then.json", &text);
    let same = place.run(&["bench", "--check", "then.json", "--rounds", "1"]);
    assert!(same.code == 0 && same.err.contains("the same bits"), "{}", same.err);
    let digest = work[1]["digest"].as_str().unwrap();
    let other = digest.replacen(|c: char| c != 'a', "a", 1);
    place.write("forged.json", text.replacen(digest, &other, 1));
    let found = place.run(&["bench", "--check", "forged.json", "--rounds", "1"]);
    assert!(found.code == 3 && found.err.contains("`free` gives other bits"), "{}", found.err);
    assert!(found.out.contains("times then"), "{}", found.out);
}

#[test]
fn a_study_of_ones_own_is_watched_for_bits_and_speed() {
    let place = Place::new();
    place.write("study.toml", STUDY);
    let text = measured(&place, &["study.toml"]);
    let mut document: Value = serde_json::from_str(&text).unwrap();
    place.write("then.json", &text);
    let usual = ["bench", "study.toml", "--rounds", "1", "--check", "then.json"];
    assert_eq!(place.run(&usual).code, 0);
    // As if it had taken a hundredth of the time.
    document["work"][0]["ratio"] = (document["work"][0]["ratio"].as_f64().unwrap() / 100.0).into();
    place.write("then.json", document.to_string());
    assert_eq!(place.run(&usual).code, 0, "speed is held against the file only where it is asked for");
    let slower = place.run(&[&usual[..], &["--slower", "0.5"]].concat());
    assert!(slower.code == 3 && slower.err.contains("times the yardstick, then"), "{}", slower.err);
    // Another number of replicates is other work.
    place.write("study.toml", STUDY.replace("reps = 2", "reps = 1"));
    assert_eq!(place.run(&usual).code, 3);
    let other = place.run(&["bench", "--rounds", "1", "--check", "then.json"]);
    assert!(other.code == 3 && other.err.contains("`state-led` is not in the file"), "{}", other.err);
    assert!(other.err.contains("`study.toml` of the file is not run"), "{}", other.err);
    place.write("then.json", document.to_string().replacen("\"format\":1", "\"format\":9", 1));
    place.refuses(&usual, 2, &["version 9"]);
    place.write("then.json", "{}");
    place.refuses(&usual, 2, &["then.json", "bench --json"]);
    place.refuses(&["bench", "--slower", "1"], 2, &["--check"]);
    place.refuses(&["bench", "--check", "then.json", "--slower", "-1"], 2, &["--slower"]);
}

/// The count of a process that does the same twice differs by little, for its memory lies elsewhere.
#[test]
fn instructions_are_counted_where_valgrind_is() {
    if std::process::Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: valgrind is not installed");
        return;
    }
    let place = Place::new();
    place.write("study.toml", STUDY.replace("months = 6", "months = 1"));
    let count = || {
        let text = measured(&place, &["study.toml", "--instructions"]);
        let document: Value = serde_json::from_str(&text).unwrap();
        document["work"][0]["instructions"].as_f64().unwrap()
    };
    let (one, two) = (count(), count());
    assert!(one > 1e7 && (one / two - 1.0).abs() < 0.01, "{one} {two}");
}
