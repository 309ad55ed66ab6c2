//! Events of a run: of a scenario and of a folder, to a file and to the standard output, the same each time.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Place, SMALL};

#[test]
fn events_of_a_scenario_and_of_a_folder_are_the_same_and_in_both_forms() {
    let place = Place::new();
    let scenario = place.run(&[&["events", "circula:bonded"], &SMALL[..]].concat());
    assert_eq!(scenario.code, 0, "{}", scenario.err);
    assert!(scenario.out.starts_with("month,person,kind,detail,place,months,value,fifth\n2005-01,"));
    assert!(scenario.out.contains(",Departed,") && scenario.out.contains(",PlaceTaken,"));
    let compare = ["compare", "circula:state-led", "circula:bonded", "--reps", "2", "--out", "r"];
    assert_eq!(place.small(&compare).code, 0);
    let folder = place.run(&["events", "r", "--variant", "bonded", "--out", "told.csv"]);
    assert!(folder.code == 0 && folder.err.contains("the digest that the folder has"), "{}", folder.err);
    assert_eq!(std::fs::read_to_string(place.path("told.csv")).unwrap(), scenario.out);
    let other = place.run(&["events", "r", "--variant", "bonded", "--replicate", "1", "--threads", "1"]);
    assert!(other.code == 0 && other.out != scenario.out);
    let some = place.run(&["events", "r", "--variant", "bonded", "--sample", "0.05"]);
    let every: Vec<&str> = scenario.out.lines().collect();
    assert!(some.out.lines().all(|line| every.contains(&line)) && some.out.len() < scenario.out.len() / 8);
    #[cfg(feature = "parquet")]
    {
        let run = ["events", "r", "--variant", "bonded", "--format", "parquet", "--out", "told.parquet"];
        assert_eq!(place.run(&run).code, 0);
        assert!(std::fs::read(place.path("told.parquet")).unwrap().starts_with(b"PAR1"));
    }
    // A folder that says something else of the run.
    let path = place.path("r/manifest.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let runs = manifest.find("\"runs\"").unwrap();
    let digest = manifest[runs..].find("\"digest\": \"").unwrap() + runs + 11;
    let forged = format!("{}{}{}", &manifest[..digest], "0".repeat(64), &manifest[digest + 64..]);
    std::fs::write(&path, forged).unwrap();
    assert_eq!(place.run(&["events", "r", "--out", "forged.csv"]).code, 3);
}

#[test]
fn what_cannot_be_told_is_refused_in_words() {
    let place = Place::new();
    fn of<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["events", "circula:bonded"], more].concat()
    }
    place.refuses(&of(&["--kind", "BondPostd"]), 2, &["no event is called `BondPostd`", "`BondPosted`"]);
    place.refuses(&of(&["--sample", "0"]), 2, &["--sample"]);
    place.refuses(&of(&["--sample", "1.5"]), 2, &["--sample"]);
    place.refuses(&of(&["--variant", "bonded"]), 2, &["--variant"]);
    place.write("mine.csv", "mine");
    place.refuses(&of(&["--out", "mine.csv"]), 1, &["stands there"]);
    place.refuses(&["events", "circula:nobody"], 2, &["circula:nobody"]);
    assert_eq!(std::fs::read_to_string(place.path("mine.csv")).unwrap(), "mine");
}
