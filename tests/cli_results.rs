//! Result folders: what is in them, the same bytes whatever the threads, kept replicates, verification.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::{Place, SMALL, files, same_files};
use std::process::{Command, Stdio};

const COMPARE: [&str; 3] = ["compare", "circula:state-led", "circula:free-circulation"];

fn compare(place: &Place, out: &str, more: &[&str]) -> cli_common::Done {
    let found = place.small(&[&COMPARE, &["--out", out][..], more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    found
}

#[test]
fn a_folder_has_its_tables_pictures_plans_and_digests() {
    let place = Place::new();
    let told = compare(&place, "r", &["--reps", "2"]);
    assert!(
        told.out.contains("free-circulation less state-led") && told.out.contains("Monte Carlo error only"),
        "{}",
        told.out
    );
    let found = files(&place.path("r"));
    for name in [
        "manifest.json",
        "design.csv",
        "runs.csv",
        "series.csv",
        "summary.csv",
        "comparison.csv",
        "welfare.csv",
        "codebook.csv",
        "CHECKSUMS.b3",
        "plans/state-led/plan.toml",
        "plans/free-circulation/plan.toml",
        "runs/state-led-00000.bin",
        "plots/overstay-survival.svg",
        "plots/return-and-overstay-by-cohort.svg",
        "plots/stocks-overseas.svg",
        "plots/arrivals-overseas.svg",
        "plots/money-by-party.svg",
        "plots/money-by-party-everywhere.svg",
        "plots/welfare-by-fifth.svg",
        "plots/effect-of-a-bond.svg",
    ] {
        assert!(found.contains_key(name), "{name} in {:?}", found.keys());
    }
    assert!(place.path("r/circumstances.json").is_file());
    // A file that is not known as one of the results could not be replaced by the next ones.
    let known = circula::output::content::names(&circula::experiment::figures::NAMES);
    let own = |name: &String| known.contains(name) || name.starts_with("plans/") || name.starts_with("runs/");
    assert_eq!(found.keys().filter(|name| !own(name)).collect::<Vec<_>>(), [""; 0]);
    let text = |name: &str| String::from_utf8(found[name].clone()).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text("manifest.json")).unwrap();
    assert_eq!(manifest["status"], "complete");
    assert_eq!(manifest["runs"].as_array().unwrap().len(), 4);
    assert_eq!(
        manifest["runs"][0]["start_digest"], manifest["runs"][2]["start_digest"],
        "variants start from one \
        world"
    );
    assert_ne!(manifest["runs"][0]["digest"], manifest["runs"][2]["digest"]);
    assert!(manifest["variants"][0]["inputs"].as_array().unwrap().iter().any(|i| i["path"] == "circula:base"));
    // Every column of every table is in the codebook.
    let book = text("codebook.csv");
    for name in ["design.csv", "runs.csv", "series.csv", "summary.csv", "comparison.csv"] {
        let table = text(name);
        for column in csv::Reader::from_reader(table.as_bytes()).headers().unwrap() {
            assert!(book.contains(&format!("{name},{column},")), "{name} {column}");
        }
    }
    assert_eq!(text("runs.csv").lines().count(), 5);
    assert!(
        found.iter().all(|(name, bytes)| !name.ends_with(".csv") || !String::from_utf8_lossy(bytes).contains("NaN"))
    );
}

#[test]
fn threads_do_not_change_a_byte_and_verify_confirms() {
    let place = Place::new();
    for (out, threads) in [("a", "1"), ("b", "3"), ("c", "8")] {
        compare(&place, out, &["--reps", "3", "--threads", threads]);
    }
    same_files(&place.path("a"), &place.path("b"));
    same_files(&place.path("a"), &place.path("c"));
    let verified = place.run(&["verify", "a", "--threads", "2"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    assert!(
        verified.out.contains("6 of 6 run again, the same bits") && verified.out.ends_with("verified\n"),
        "{}",
        verified.out
    );
}

#[test]
fn verify_finds_what_was_changed() {
    let place = Place::new();
    compare(&place, "r", &["--reps", "1"]);
    let text = std::fs::read_to_string(place.path("r/summary.csv")).unwrap();
    std::fs::write(place.path("r/summary.csv"), text.replacen("state-led", "state-lad", 1)).unwrap();
    let found = place.run(&["verify", "r"]);
    assert_eq!(found.code, 3, "{}{}", found.out, found.err);
    assert!(found.out.contains("summary.csv: changed") && found.out.contains("NOT verified"), "{}", found.out);
    std::fs::write(place.path("r/summary.csv"), text).unwrap();
    assert_eq!(place.run(&["verify", "r"]).code, 0);
    // A figure that the program does not reproduce: the digests of the files are made to fit, those of the run are not.
    let manifest = std::fs::read_to_string(place.path("r/manifest.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let digest = value["runs"][0]["digest"].as_str().unwrap();
    std::fs::write(place.path("r/manifest.json"), manifest.replace(digest, &"0".repeat(64))).unwrap();
    let found = place.run(&["verify", "r"]);
    assert_eq!(found.code, 3);
    assert!(found.out.contains("state-led, replicate 0: other bits"), "{}", found.out);
    // A plan edited by hand.
    let plan = std::fs::read_to_string(place.path("r/plans/state-led/plan.toml")).unwrap();
    std::fs::write(place.path("r/plans/state-led/plan.toml"), plan.replace("quota_year = 6000", "quota_year = 6001"))
        .unwrap();
    let found = place.run(&["verify", "r"]);
    assert!(
        found.code == 3 && found.out.contains("state-led: the plan or its data tables"),
        "{}{}",
        found.out,
        found.err
    );
}

#[test]
fn a_frozen_plan_runs_by_itself_to_the_same_bits() {
    let place = Place::new();
    compare(&place, "r", &["--reps", "2"]);
    let found = place.run(&["run", "r/plans/free-circulation/plan.toml", "--out", "again", "--json"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let runs = |folder: &str| {
        let text = std::fs::read_to_string(place.path(folder).join("manifest.json")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let list = value["runs"].as_array().unwrap().iter().filter(|r| r["variant"] == "free-circulation");
        list.map(|r| r["digest"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(runs("r"), runs("again"));
    let document: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert!(document["table"]["rows"].as_array().unwrap().len() > 10);
}

#[test]
fn scenarios_and_tables_of_ones_own_go_into_the_folder() {
    let place = Place::new();
    for name in circula::population::FILES {
        let text = circula::scenario::embedded::EMBEDDED.iter().find(|e| e.0 == format!("mali/{name}")).unwrap().1;
        place.write(&format!("mine/people/{name}"), text);
    }
    place.write(
        "mine/own.toml",
        "extends = \"circula:state-led\"\n[population.sample]\none_in = 300\ntables = \"people\"\n[run]\nmonths = \
            13\nburn_in_months = 1\n",
    );
    let found = place.run(&["run", "mine/own.toml", "--reps", "1", "--out", "r"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(place.path("r/plans/own/people/stocks.csv").is_file());
    std::fs::remove_dir_all(place.path("mine")).unwrap();
    let verified = place.run(&["verify", "r"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn more_replicates_go_on_from_those_kept() {
    let place = Place::new();
    compare(&place, "few", &["--reps", "2"]);
    let found = compare(&place, "few", &["--reps", "4"]);
    assert!(found.err.contains("4 of 8 runs found in the folder"), "{}", found.err);
    compare(&place, "whole", &["--reps", "4"]);
    same_files(&place.path("few"), &place.path("whole"));
    // A damaged file is not taken for a result.
    std::fs::write(place.path("few/runs/state-led-00001.bin"), b"circula1 and nonsense").unwrap();
    let found = compare(&place, "few", &["--reps", "4"]);
    // Persons are compared with those of the other variant, which is run again too.
    assert!(found.err.contains("6 of 8 runs found"), "{}", found.err);
    same_files(&place.path("few"), &place.path("whole"));
}

#[test]
fn a_folder_of_a_program_that_records_other_things_is_another_plan() {
    let place = Place::new();
    compare(&place, "r", &["--reps", "1"]);
    let path = place.path("r/manifest.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let line = manifest.lines().find(|line| line.contains("\"records\"")).unwrap();
    // With another set of events, and as it was before programs said what they record.
    for other in [manifest.replace(line, "    \"records\": \"00\","), manifest.replace(&format!("{line}\n"), "")] {
        std::fs::write(&path, &other).unwrap();
        let again = [&COMPARE[..], &SMALL, &["--reps", "1", "--out", "r"]].concat();
        place.refuses(&again, 1, &["another plan", "records other events, flows of money or measures", "--force"]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), other, "the folder is as it was");
        let verified = place.run(&["verify", "r"]);
        assert!(verified.code == 3 && verified.out.contains("records other events"), "{}", verified.out);
    }
    // Replaced it is run from the first replicate on.
    let found = compare(&place, "r", &["--reps", "1", "--force"]);
    assert!(!found.err.contains("found in the folder"), "{}", found.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), manifest);
}

#[test]
fn a_scenario_compared_with_itself_has_no_differences() {
    let place = Place::new();
    let found = place.small(&["compare", "circula:state-led", "circula:state-led", "--reps", "2", "--out", "r"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let text = std::fs::read_to_string(place.path("r/comparison.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|h| h == "difference").unwrap();
    let differences: Vec<String> =
        reader.records().map(|r| r.unwrap()[at].to_owned()).filter(|d| !d.is_empty()).collect();
    assert!(differences.len() > 10 && differences.iter().all(|d| d == "0"), "{differences:?}");
}

/// Starts the program, sends it a signal when the first replicate has ended, and gives what it said.
#[cfg(unix)]
fn interrupted(place: &Place, out: &str, signal: &str) -> cli_common::Done {
    let arguments =
        [&COMPARE[..], &SMALL, &["--reps", "30", "--threads", "1", "--out", out, "--progress", "json"]].concat();
    let mut command = Command::new(env!("CARGO_BIN_EXE_circula"));
    let child = command
        .args(&arguments)
        .current_dir(place.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let first = place.path(out).join("runs/free-circulation-00000.bin");
    while !first.exists() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    cli_common::done(&child.wait_with_output().unwrap())
}

#[cfg(unix)]
#[test]
fn an_interrupted_comparison_goes_on_to_the_same_bytes() {
    let place = Place::new();
    compare(&place, "whole", &["--reps", "30"]);
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let out = format!("cut{signal}");
        let stopped = interrupted(&place, &out, signal);
        assert_eq!(stopped.code, code, "{}", stopped.err);
        assert!(
            stopped.err.contains("run the same command again to go on") && stopped.out.is_empty(),
            "{}",
            stopped.err
        );
        assert!(!place.path(&out).join("runs.csv").exists() && !place.path(&out).join("CHECKSUMS.b3").exists());
        let unfinished = place.run(&["verify", &out]);
        assert!(unfinished.code == 1 && unfinished.err.contains("unfinished"), "{}", unfinished.err);
        let found = compare(&place, &out, &["--reps", "30"]);
        assert!(found.err.contains("of 60 runs found in the folder"), "{}", found.err);
        same_files(&place.path("whole"), &place.path(&out));
    }
}

#[test]
fn the_same_command_from_files_gives_the_same_runs_as_from_the_program() {
    let place = Place::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let (a, b) = (path("state-led.toml"), path("free-circulation.toml"));
    let from_files = place.small(&["compare", &a, &b, "--reps", "1", "--json", "--out", "files"]);
    let embedded = place.small(&[&COMPARE[..], &["--reps", "1", "--json", "--out", "embedded"]].concat());
    let digest = |found: &cli_common::Done| {
        serde_json::from_str::<serde_json::Value>(&found.out).unwrap()["result_digest"].clone()
    };
    assert_eq!(digest(&from_files), digest(&embedded));
}

#[test]
fn a_dry_run_says_what_it_would_take_and_writes_nothing() {
    let place = Place::new();
    let found = place.run(&["compare", "circula:state-led", "circula:bonded", "--dry-run", "--out", "r"]);
    assert_eq!(found.code, 0, "{}", found.err);
    for word in ["persons simulated", "memory", "time", "rough guess"] {
        assert!(found.out.contains(word), "{}", found.out);
    }
    assert!(!place.path("r").exists());
    let found = place.run(&["run", "circula:state-led", "--dry-run", "--json"]);
    assert!(
        serde_json::from_str::<serde_json::Value>(&found.out).unwrap()["memory_bytes"].as_u64().unwrap() > 1_000_000
    );
}
