//! What stands in a folder and is the user's is neither removed, nor replaced, nor signed.
#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Done, Place, files, same_files};

fn run(place: &Place, out: &str, more: &[&str]) -> Done {
    place.small(&[&["run", "circula:state-led", "--out", out, "--progress", "none"][..], more].concat())
}

#[track_caller]
fn done(place: &Place, out: &str, more: &[&str]) -> Done {
    let found = run(place, out, more);
    assert_eq!(found.code, 0, "{more:?}: {}", found.err);
    found
}

/// Refused before work begins, with these words; the folder is as it was to the last file.
#[track_caller]
fn refused(place: &Place, out: &str, more: &[&str], words: &[&str]) {
    let all = || (files(&place.path(out)), place.path(out).join(".lock").exists());
    let before = all();
    let found = run(place, out, more);
    assert_eq!(found.code, 1, "{more:?}: {}", found.err);
    assert!(words.iter().all(|word| found.err.contains(word)), "{words:?} in {}", found.err);
    assert!(found.err.contains("--out"), "no remedy in {}", found.err);
    assert!(before == all(), "the folder has changed: {more:?}");
}

const MINE: [&str; 6] = ["notes.txt", "plots/my.png", "plots/own.svg", "runs/sub/a", "plans/mine.toml", ".old.tmp"];

#[test]
fn another_plan_with_force_leaves_what_is_not_of_the_old_results() {
    let place = Place::new();
    done(&place, "r", &["--reps", "1"]);
    for name in MINE {
        place.write(&format!("r/{name}"), "mine");
    }
    refused(&place, "r", &["--reps", "1", "--seed", "5"], &["another plan", "--force"]);
    done(&place, "r", &["--reps", "1", "--seed", "5", "--force"]);
    done(&place, "r", &["--reps", "2", "--seed", "5"]);
    let list = std::fs::read_to_string(place.path("r/CHECKSUMS.b3")).unwrap();
    for name in MINE {
        assert_eq!(std::fs::read_to_string(place.path(&format!("r/{name}"))).unwrap(), "mine", "{name}");
        assert!(!list.contains(name), "{name} is signed");
    }
    // Nothing of the old results is left beside the new ones.
    done(&place, "new", &["--reps", "2", "--seed", "5"]);
    for name in MINE {
        std::fs::remove_file(place.path(&format!("r/{name}"))).unwrap();
    }
    std::fs::remove_dir(place.path("r/runs/sub")).unwrap();
    same_files(&place.path("r"), &place.path("new"));
    // A comparison takes a table and a plan more with it when it goes.
    let compare = ["compare", "circula:state-led", "circula:bonded", "--reps", "1", "--out", "r", "--force"];
    assert_eq!(place.small(&compare).code, 0);
    done(&place, "r", &["--reps", "2", "--seed", "5", "--force"]);
    same_files(&place.path("r"), &place.path("new"));
    assert!(!place.path("r/plans/bonded").exists());
}

#[test]
fn a_file_of_the_user_where_a_result_goes_is_refused_before_work_begins() {
    let names = ["runs.csv", "circumstances.json", "manifest.json", "CHECKSUMS.b3", "plots/stocks-overseas.svg"];
    for name in names.into_iter().chain(["runs/state-led-00000.bin", "plans/state-led/plan.toml"]) {
        let place = Place::new();
        place.write(&format!("r/{name}"), "mine");
        refused(&place, "r", &["--reps", "1"], &["holds no results", "--force"]);
        refused(&place, "r", &["--reps", "1", "--force"], &[&format!("r/{name}")]);
    }
    // A list of digests of somebody else does not make his files ours.
    let place = Place::new();
    place.write("r/runs.csv", "mine");
    let line = format!("{}  runs.csv\n", circula::base::checksums::digest(&place.path("r/runs.csv")).unwrap());
    place.write("r/CHECKSUMS.b3", line);
    refused(&place, "r", &["--reps", "1", "--force"], &["r/runs.csv"]);
    // What is not in the way stays.
    place.write("s/plots/my.png", "mine");
    done(&place, "s", &["--reps", "1", "--force"]);
    assert_eq!(std::fs::read_to_string(place.path("s/plots/my.png")).unwrap(), "mine");
}

#[test]
fn a_link_a_folder_or_a_pipe_where_a_result_goes_is_refused() {
    for name in ["plots", "runs", "plans", "summary.csv", "runs/state-led-00000.bin", "manifest.json"] {
        let place = Place::new();
        place.write("elsewhere/a", "mine");
        done(&place, "r", &["--reps", "1"]);
        let path = place.path(&format!("r/{name}"));
        let away = |path: &std::path::Path| {
            if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
        };
        away(&path);
        std::os::unix::fs::symlink(place.path("elsewhere"), &path).unwrap();
        for more in [&["--reps", "1"][..], &["--reps", "1", "--force"]] {
            let found = run(&place, "r", more);
            // Without a manifest it is no folder of results.
            let word =
                if name == "manifest.json" && more.len() == 2 { "no results".into() } else { format!("r/{name}") };
            assert!(found.code == 1 && found.err.contains(&word), "{name}: {}", found.err);
        }
        std::fs::remove_file(&path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let found = run(&place, "r", &["--reps", "1", "--force"]);
        assert!(found.code == 1 && found.err.contains(&format!("r/{name}")), "{name}: {}", found.err);
        assert_eq!(files(&place.path("elsewhere")).len(), 1);
    }
}

#[test]
fn a_table_that_was_changed_by_hand_is_not_replaced() {
    let place = Place::new();
    done(&place, "r", &["--reps", "1"]);
    let path = place.path("r/summary.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}my own row\n")).unwrap();
    for more in [&["--reps", "1"][..], &["--reps", "3"], &["--reps", "1", "--seed", "3", "--force"]] {
        refused(&place, "r", more, &["r/summary.csv", "changed"]);
    }
    // Moved away it is written anew.
    std::fs::rename(&path, place.path("mine.csv")).unwrap();
    done(&place, "r", &["--reps", "1"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn fewer_replicates_than_are_kept_are_the_first_ones_and_the_rest_stays() {
    let place = Place::new();
    done(&place, "few", &["--reps", "2"]);
    done(&place, "r", &["--reps", "4"]);
    let before = files(&place.path("r"));
    let found = done(&place, "r", &["--reps", "2"]);
    assert!(found.err.contains("the first 2 replicates") && found.err.contains("2 of 2 runs found"), "{}", found.err);
    let mut now = files(&place.path("r"));
    for rest in ["runs/state-led-00002.bin", "runs/state-led-00003.bin"] {
        assert_eq!(now.remove(rest), before.get(rest).cloned(), "{rest}");
    }
    assert!(now == files(&place.path("few")), "the results are those of two replicates");
    let verified = place.run(&["verify", "r"]);
    assert!(verified.code == 0 && verified.out.contains("runs/state-led-00003.bin: kept"), "{}", verified.out);
    // And again all of them, without a run.
    let found = done(&place, "r", &["--reps", "4"]);
    assert!(found.err.contains("4 of 4 runs found"), "{}", found.err);
    assert!(files(&place.path("r")) == before);
}

#[test]
fn a_finished_folder_stays_whole_until_a_larger_one_is_finished() {
    let place = Place::new();
    done(&place, "r", &["--reps", "2"]);
    let before = files(&place.path("r"));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_circula"));
    let arguments = ["run", "circula:state-led", "--out", "r", "--reps", "400", "--threads", "1", "-q"];
    command.args(arguments).args(cli_common::SMALL).current_dir(place.folder.path());
    let mut child = command.spawn().unwrap();
    while !place.path("r/runs/state-led-00004.bin").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it has ended");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let now = files(&place.path("r"));
    assert!(before.iter().all(|(name, bytes)| now.get(name) == Some(bytes)), "results have changed");
    let verified = place.run(&["verify", "r"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let found = done(&place, "r", &["--reps", "4"]);
    assert!(found.err.contains("4 of 4 runs found"), "{}", found.err);
}
