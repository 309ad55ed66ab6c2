//! The parts of a difference: they sum up to it, are the same however they are obtained, and cannot be forged.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Done, Place, files};

fn attribute(place: &Place, out: &str, more: &[&str]) -> Done {
    let pair = ["attribute", "circula:state-led", "circula:free-circulation", "--reps", "2", "--out", out];
    let found = place.small(&[&pair[..], more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    found
}

fn rows(place: &Place, name: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(place.path(name)).unwrap().into_records().map(Result::unwrap).collect()
}

/// By measure: the sum of its parts, and the whole.
fn sums(rows: &[csv::StringRecord]) -> Vec<(String, f64, f64)> {
    let mut list: Vec<(String, f64, f64)> = Vec::new();
    for row in rows {
        let Ok(value) = row[3].parse::<f64>() else { continue };
        if list.last().is_none_or(|last| last.0 != row[0]) {
            list.push((row[0].to_owned(), 0.0, 0.0));
        }
        let last = list.last_mut().unwrap();
        *if &row[2] == "together" { &mut last.2 } else { &mut last.1 } += value;
    }
    list
}

#[test]
fn parts_sum_up_to_the_difference_that_a_comparison_tells() {
    let place = Place::new();
    let found = attribute(&place, "parts", &[]);
    assert!(found.out.contains("together") && found.out.contains("corridor.lawful"), "{}", found.out);
    let sums = sums(&rows(&place, "parts/attribution.csv"));
    assert!(sums.len() > 20, "{sums:?}");
    for (measure, parts, whole) in &sums {
        assert!((parts - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{measure}: {parts} {whole}");
    }
    let compared =
        place.small(&["compare", "circula:state-led", "circula:free-circulation", "--reps", "2", "--out", "compared"]);
    assert_eq!(compared.code, 0);
    let differences = rows(&place, "compared/comparison.csv");
    let of =
        |measure: &str| differences.iter().find(|row| &row[0] == measure && &row[2] == "free-circulation").unwrap();
    for (measure, _, whole) in &sums {
        let difference: f64 = of(measure)[9].parse().unwrap();
        assert!((difference - whole).abs() <= 1e-9 * whole.abs().max(1.0), "{measure}: {difference} {whole}");
    }
}

#[test]
fn results_of_parts_are_verified_resumed_and_not_forged() {
    let place = Place::new();
    attribute(&place, "a", &["--group", "rules=extension,corridor.agreement", "--threads", "1"]);
    attribute(&place, "b", &["--group", "rules=extension,corridor.agreement", "--threads", "4"]);
    assert!(files(&place.path("a")) == files(&place.path("b")));
    assert!(place.path("a/plots/parts-of-the-difference.svg").is_file());
    let before = files(&place.path("a"));
    let resumed = place.run(&["resume", "a"]);
    assert!(resumed.code == 0 && resumed.out.contains("together"), "{}", resumed.err);
    assert!(files(&place.path("a")) == before);
    let verified = place.run(&["verify", "a"]);
    assert!(verified.code == 0 && verified.out.ends_with("verified\n"), "{}", verified.out);
    let manifest = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    for (from, to) in [("\"rules\"", "\"luck\""), ("\"selection\"", "\"trust\""), ("\"attribution\"", "\"sweep\"")] {
        let forged = manifest.replacen(from, to, 1);
        assert_ne!(forged, manifest, "{from}");
        std::fs::write(place.path("a/manifest.json"), forged).unwrap();
        assert_eq!(place.run(&["verify", "a", "--rerun", "0"]).code, 3, "{from}");
    }
}

#[test]
fn mechanisms_are_switched_off_one_by_one() {
    let place = Place::new();
    let found =
        place.small(&["ablate", "circula:bonded", "--mechanism", "trust,programme", "--reps", "1", "--out", "x"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let rows = rows(&place, "x/attribution.csv");
    let arrivals: Vec<&csv::StringRecord> = rows.iter().filter(|row| &row[0] == "arrivals_programme").collect();
    let value = |part: &str| arrivals.iter().find(|row| &row[2] == part).unwrap()[3].parse::<f64>().unwrap();
    assert!(value("mechanism.programme") < -100.0, "without the programme nobody comes by it");
    place.refuses(&["ablate", "circula:bonded", "--mechanism", "trusts"], 2, &["`trust`?"]);
}

#[test]
fn what_cannot_be_split_is_refused_in_words() {
    let place = Place::new();
    let pair = ["attribute", "circula:state-led", "circula:bonded"];
    for (more, words) in [
        (&["--group", "x"][..], &["NAME=KEY,KEY", "bond"][..]),
        (&["--group", "x=bond,selection"], &["do not differ in `selection`", "bond"]),
        (&["--group", "x=bond", "--group", "x=bond"], &["stands twice"]),
        (&["--group", "x=bond", "--group", "y=bond"], &["`bond`, or it is in another group"]),
        (&["--group", "/=bond"], &["cannot read the group"]),
    ] {
        place.refuses(&[&pair[..], more].concat(), 2, words);
    }
    place.refuses(&["attribute", "circula:bonded", "circula:bonded"], 2, &["do not differ"]);
    let other = ["attribute", "circula:bonded", "circula:state-led", "--set", "bonded:run.months=24"];
    place.refuses(&other, 2, &["run.months"]);
}
