//! Designs run in parts: merged they are the bytes of one process; gaps, doubles and other plans are told.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Done, Place, files};

fn sweep(place: &Place, out: &str, more: &[&str]) {
    let own = ["sweep", "circula:bonded", "bond.escrow.amount_eur=0,1000,2000", "--reps", "5", "--out", out];
    let found = place.small(&[&own[..], more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
}

fn part(place: &Place, folder: &str, shard: &str) -> Done {
    place.run(&["resume", folder, "--shard", shard, "--threads", "1"])
}

#[test]
fn parts_merged_are_the_bytes_of_one_process() {
    let place = Place::new();
    sweep(&place, "one", &[]);
    sweep(&place, "frozen", &["--freeze"]);
    assert!(!place.path("frozen/runs.csv").exists());
    for shard in ["1/3", "3/3"] {
        assert_eq!(part(&place, "frozen", shard).code, 0);
    }
    let missing = place.refuses(&["merge", "frozen"], 1, &["of 15 runs are in no part", "--fill"]);
    assert!(missing.out.is_empty());
    let second = part(&place, "frozen", "2/3");
    assert!(second.code == 0 && second.out.contains("part 2 of 3: 6 runs, 0 did not end"), "{}", second.out);
    let merged = place.run(&["merge", "frozen"]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    assert!(merged.err.contains("15 of 15 runs found"), "nothing is simulated again: {}", merged.err);
    assert!(files(&place.path("frozen")) == files(&place.path("one")));
    assert!(place.run(&["verify", "frozen"]).out.ends_with("verified\n"));
    // Again, and it changes nothing.
    assert_eq!(place.run(&["merge", "frozen"]).code, 0);
    assert!(files(&place.path("frozen")) == files(&place.path("one")));
}

#[test]
fn parts_that_were_lost_damaged_or_run_twice_are_told() {
    let place = Place::new();
    sweep(&place, "one", &[]);
    sweep(&place, "frozen", &["--freeze"]);
    for shard in ["1/2", "2/2"] {
        assert_eq!(part(&place, "frozen", shard).code, 0);
    }
    let kept = |shard: &str| {
        let list = std::fs::read_dir(place.path("frozen.shards").join(shard)).unwrap().map(|e| e.unwrap().path());
        let mut list: Vec<_> = list.filter(|path| path.extension().is_some_and(|ending| ending == "bin")).collect();
        list.sort();
        list
    };
    // Every byte of a kept replicate counts: the run is a gap.
    let file = kept("1-of-2").remove(0);
    let bytes = std::fs::read(&file).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        std::fs::write(&file, flipped).unwrap();
        place.refuses(&["merge", "frozen"], 1, &["1 of 15 runs are in no part"]);
        // What is sound went into the folder already; the damaged one is still none.
    }
    std::fs::write(&file, &bytes).unwrap();
    let double = kept("2-of-2")[0].parent().unwrap().join(file.file_name().unwrap());
    std::fs::write(double, &bytes).unwrap();
    let merged = place.run(&["merge", "frozen"]);
    assert!(merged.code == 0 && merged.err.contains("1 runs stand in more than one part"), "{}", merged.err);
    assert!(files(&place.path("frozen")) == files(&place.path("one")));
}

#[test]
fn parts_of_another_plan_or_number_are_refused_and_gaps_filled_if_asked() {
    let place = Place::new();
    sweep(&place, "one", &[]);
    sweep(&place, "frozen", &["--freeze"]);
    place.refuses(&["merge", "frozen"], 1, &["no parts in", "--shard I/N"]);
    place.refuses(&["resume", "frozen", "--shard", "3/2"], 2, &["I from 1 to N"]);
    place.refuses(&["resume", "frozen", "--shard", "auto"], 2, &["no task of a whole Slurm array"]);
    assert_eq!(part(&place, "frozen", "1/2").code, 0);
    sweep(&place, "other", &["--freeze", "--seed", "7"]);
    assert_eq!(part(&place, "other", "2/2").code, 0);
    std::fs::rename(place.path("other.shards/2-of-2"), place.path("frozen.shards/2-of-2")).unwrap();
    place.refuses(&["merge", "frozen"], 1, &["2-of-2` is a part of another plan"]);
    std::fs::remove_dir_all(place.path("frozen.shards/2-of-2")).unwrap();
    assert_eq!(part(&place, "frozen", "2/3").code, 0);
    place.refuses(&["merge", "frozen"], 1, &["of different numbers of parts"]);
    std::fs::remove_dir_all(place.path("frozen.shards/2-of-3")).unwrap();
    assert_eq!(place.run(&["merge", "frozen", "--fill"]).code, 0);
    assert!(files(&place.path("frozen")) == files(&place.path("one")));
}

#[test]
fn scripts_of_a_cluster_name_the_frozen_folder_and_its_parts() {
    let place = Place::new();
    sweep(&place, "frozen", &["--freeze"]);
    let found = place.run(&["slurm", "frozen", "--tasks", "4", "--cpus", "2"]);
    assert!(found.code == 0 && found.out.contains("15 runs in 4 tasks"), "{}{}", found.out, found.err);
    let text = std::fs::read_to_string(place.path("frozen.shards/array.sbatch")).unwrap();
    for words in ["--array=1-4\n", "--cpus-per-task=2\n", "--signal=B:TERM@60", "--shard \"$SLURM_ARRAY_TASK_ID/4\""] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for name in ["array.sbatch", "merge.sbatch", "submit.sh"] {
        let path = place.path("frozen.shards").join(name);
        assert!(std::process::Command::new("bash").arg("-n").arg(path).status().unwrap().success());
    }
    place.refuses(&["slurm", "frozen", "--tasks", "16"], 2, &["16 tasks for 15 runs"]);
    place.refuses(&["slurm", "frozen", "--tasks", "2", "--mem", "1;rm"], 2, &["`--mem`"]);
}
