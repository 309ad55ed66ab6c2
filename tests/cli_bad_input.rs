//! Everything that can be wrong with what users hand in: a message that says where, what, what is allowed and what to
//! do; the documented exit code; no panic, nothing half-written.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::{Place, SMALL};
use std::process::{Command, Stdio};

#[test]
fn faults_of_a_scenario_are_told_all_at_once_with_place_and_remedy() {
    let place = Place::new();
    let cases: [(&str, &str, &[&str]); 9] = [
        (
            "unknown key",
            "[attention]\nmover = 0.1\n",
            &["unknown key `mover`", "a.toml:3:1", "similar name exists: `movers`"],
        ),
        ("wrong type", "[run]\nmonths = \"ten\"\n", &["run.months", "a.toml:3:10"]),
        ("not a number", "[attention]\nmovers = nan\n", &["attention.movers", "a.toml:3:10"]),
        ("infinity", "[attention]\nmovers = inf\n", &["attention.movers", "a.toml:3:10"]),
        ("out of range", "[attention]\nmovers = 1.5\n", &["attention.movers", "1.5", "out of range"]),
        ("missing", "[population.frame]\n", &["missing `population.frame.file`", "file ="]),
        ("duplicate key", "[run]\nmonths = 3\nmonths = 4\n", &["duplicate key", "a.toml:4:1"]),
        ("two variants", "[bond.none]\n[bond.escrow]\n", &["bond", "escrow", "none"]),
        ("zero months", "[run]\nmonths = 0\n", &["run.months", "0", "out of range"]),
    ];
    for (what, text, words) in cases {
        place.write("a.toml", format!("extends = \"circula:base\"\n{text}"));
        for verb in ["validate", "run", "compare", "show"] {
            let found = place.refuses(&[verb, "a.toml"], 2, words);
            assert!(found.out.is_empty(), "{what}: {}", found.out);
        }
    }
    place.write("a.toml", "extends = \"circula:base\"\nfoo = 1\n[attention]\nmovers = 2\n[run]\nmonths = -1\n");
    place.refuses(&["validate", "a.toml"], 2, &["3 errors"]);
    assert!(!place.path("results").exists());
}

#[test]
fn faults_in_flags_are_those_of_files() {
    let place = Place::new();
    let run = |set: &str, words: &[&str]| place.refuses(&["run", "circula:state-led", "--set", set], 2, words);
    run("attention.mover=0.1", &["unknown path `attention.mover`", "`attention.movers`", "--set #1"]);
    run("attention.movers=nan", &["attention.movers"]);
    run("attention.movers", &["path=value"]);
    run("irrigation.region=\"Kaies\"", &["`irrigation.region` is `Kaies`", "no region", "`Kayes`", "--set #1"]);
    run("irrigation.region=\"Atlantis\"", &["no region", "the tables have Kayes, "]);
    run("population=1:0", &["a sample of nobody"]);
    run("population=1:3000", &["about 3 villages", "the coarsest sample of these tables is `population = \"1:328\"`"]);
    run("bond.escrow.amount_eur=500", &["not in force", "--set bond=escrow"]);
    place.refuses(&["run", "circula:state-led", "--reps", "0"], 2, &["run.reps", "out of range", "1"]);
    place.refuses(&["run", "circula:state-led", "--reps", "-1"], 2, &["--reps"]);
    place.refuses(&["run", "circula:state-led", "--reps", "many"], 2, &["--reps"]);
    place.refuses(&["run", "circula:state-led", "--threads", "0"], 2, &["--threads 0", "from 1 to 1024"]);
    place.refuses(&["run", "circula:state-led", "--seed", "-1"], 2, &["--seed"]);
    place.refuses(&["runn"], 2, &["unrecognized subcommand", "similar"]);
    place.refuses(&["compare"], 2, &["required"]);
    place.refuses(&["man", "cook"], 2, &["no verb `cook`", "compare"]);
    let found = place.command(&["run", "circula:state-led"]).env("CIRCULA_THREADS", "lots").output().unwrap();
    let found = cli_common::done(&found);
    assert!(found.code == 2 && found.err.contains("CIRCULA_THREADS"), "{}", found.err);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    place.write("state.toml", "extends = \"circula:base\"\n");
    place.refuses(&["validate", "stat.toml"], 2, &["no file `stat.toml`", "`state.toml`"]);
    place.refuses(&["validate", "quite-another.toml"], 2, &["no file `quite-another.toml`", "check the path"]);
    place.refuses(
        &["validate", "circula:state-lead"],
        2,
        &["no built-in file `circula:state-lead`", "`circula:state-led`"],
    );
    std::fs::create_dir(place.path("folder.toml")).unwrap();
    place.refuses(&["validate", "folder.toml"], 2, &["`folder.toml` is a folder, wanted a file"]);
    place.write("latin.toml", b"about = \"Caf\xe9\"\n");
    place.refuses(&["validate", "latin.toml"], 2, &["`latin.toml` is not UTF-8", "save the file as UTF-8"]);
    place.write("a.toml", "extends = \"b.toml\"\n");
    place.write("b.toml", "extends = \"a.toml\"\n");
    place.refuses(&["validate", "a.toml"], 2, &["a.toml", "b.toml"]);
    place.write("in/c.toml", "extends = \"../state.toml\"\n");
    place.refuses(&["validate", "in/c.toml"], 2, &["leads out of the folder of the scenario", "in/c.toml:1:11"]);
    place.write("d.toml", "extends = \"circula:base\"\n[population.sample]\ntables = \"nowhere\"\n");
    place.refuses(&["run", "d.toml"], 2, &["population.sample.tables", "nowhere"]);
}

#[test]
fn faults_of_data_tables_are_told_with_line_and_column() {
    let place = Place::new();
    for name in circula::population::FILES {
        let text = circula::scenario::embedded::EMBEDDED.iter().find(|e| e.0 == format!("mali/{name}")).unwrap().1;
        place.write(
            &format!("people/{name}"),
            if name == "regions.csv" { text.replacen("Kayes", "Kayes,oops", 1) } else { text.to_owned() },
        );
    }
    place.write("a.toml", "extends = \"circula:base\"\n[population.sample]\ntables = \"people\"\n");
    let found = place.run(&["validate", "a.toml"]);
    assert!(found.code == 2 && found.err.contains("regions.csv"), "{}", found.err);
}

#[test]
fn a_population_that_the_memory_cannot_hold_is_refused_before_anything_is_written() {
    let place = Place::new();
    let name = cli_common::enormous(&place);
    let found = place.run(&["run", &name, "--out", "r"]);
    assert_eq!(found.code, 2, "{}{}", found.out, found.err);
    for word in ["GB of memory", "are available", "smaller sample"] {
        assert!(found.err.contains(word), "{}", found.err);
    }
    assert!(!place.path("r").exists());
}

#[test]
fn scenarios_that_do_not_start_alike_are_refused() {
    let place = Place::new();
    place.write("a.toml", "extends = \"circula:free-circulation\"\n[population.sample]\none_in = 300\n");
    place.refuses(
        &["compare", "circula:state-led", "a.toml"],
        2,
        &["do not start from the same world", "200 and 300", "--unpaired"],
    );
    place.write("b.toml", "name = \"another-root\"\n[corridor.spain]\ncircle = \"overseas\"\n");
    place.refuses(&["compare", "circula:state-led", "b.toml"], 2, &["do not start from the same world"]);
    let found = place.run(&[
        "compare",
        "circula:state-led",
        "a.toml",
        "--unpaired",
        "--reps",
        "1",
        "--set",
        "run.months=2",
        "--set",
        "run.burn_in_months=0",
        "--out",
        "r",
    ]);
    assert!(found.code == 0 && found.out.contains("no differences are given"), "{}{}", found.out, found.err);
}

#[test]
fn a_folder_that_cannot_take_the_results_is_refused_untouched() {
    let place = Place::new();
    let run = |more: &[&str]| place.run(&[&["run", "circula:state-led", "--reps", "1"][..], &SMALL, more].concat());
    // A file in its place: nobody can write there, the superuser included.
    place.write("file", "mine");
    let found = run(&["--out", "file"]);
    assert!(
        found.code == 1 && found.err.contains("`file` is a file, wanted a folder") && found.err.contains("--out"),
        "{}",
        found.err
    );
    let found = run(&["--out", "file/below"]);
    assert!(found.code == 1 && found.err.contains("`file`") && found.err.contains("--out"), "{}", found.err);
    assert_eq!(std::fs::read(place.path("file")).unwrap(), b"mine");
    // Something else.
    place.write("papers/thesis.txt", "mine");
    let found = run(&["--out", "papers"]);
    assert!(
        found.code == 1 && found.err.contains("holds no results of this program") && found.err.contains("--force"),
        "{}",
        found.err
    );
    assert_eq!(run(&["--out", "papers", "--force"]).code, 0);
    assert_eq!(std::fs::read(place.path("papers/thesis.txt")).unwrap(), b"mine");
    // Another plan.
    assert_eq!(run(&["--out", "r"]).code, 0);
    let before = cli_common::files(&place.path("r"));
    for (more, word) in [
        (&["--out", "r", "--seed", "9"][..], "has other values"),
        (&["--out", "r", "--set", "attention.movers=0.2"], "has other values"),
    ] {
        let found = run(more);
        assert!(
            found.code == 1
                && found.err.contains("another plan")
                && found.err.contains(word)
                && found.err.contains("--force"),
            "{}",
            found.err
        );
        assert_eq!(cli_common::files(&place.path("r")), before);
    }
    let found = run(&["--out", "r", "--seed", "9", "--force"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert_ne!(cli_common::files(&place.path("r")), before);
    // In use.
    let held = circula::base::files::FolderLock::acquire(&place.path("r")).unwrap();
    let found = run(&["--out", "r", "--seed", "9"]);
    assert!(
        found.code == 1 && found.err.contains("in use by another process") && found.err.contains("another folder"),
        "{}",
        found.err
    );
    drop(held);
    assert_eq!(run(&["--out", "r", "--seed", "9"]).code, 0);
}

#[test]
fn verify_refuses_what_is_no_result_folder() {
    let place = Place::new();
    place.refuses(&["verify", "absent"], 1, &["no folder `absent`"]);
    std::fs::create_dir(place.path("empty")).unwrap();
    place.refuses(&["verify", "empty"], 1, &["manifest.json"]);
    place.write("bad/manifest.json", "{\n\"format\": 1");
    let bad = place.run(&["verify", "bad"]);
    assert!(bad.code == 3 && bad.out.contains("manifest.json: line 2"), "{}{}", bad.out, bad.err);
}

#[test]
fn new_does_not_overwrite() {
    let place = Place::new();
    place.write("mine.toml", "x");
    place.refuses(&["new", "mine"], 1, &["`mine.toml` exists", "--force"]);
    place.refuses(&["new", "a/b"], 2, &["cannot name a scenario"]);
    place.refuses(&["new", "other", "--from", "bonde"], 2, &["no built-in file `circula:bonde`", "circula:bonded"]);
    assert_eq!(std::fs::read(place.path("mine.toml")).unwrap(), b"x");
}

/// A small disk of its own, if this system lets us mount one.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(path: std::path::PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&path)
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(path))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_with_file_cause_and_remedy_and_leaves_nothing_half_written() {
    let place = Place::new();
    // Whoever may not mount still has the error of standard output.
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_circula")).args(["schema"]).stdout(full).output().unwrap();
    let found = cli_common::done(&output);
    assert!(found.code == 1 && found.err.contains("standard output") && found.err.contains("space"), "{}", found.err);
    let Some(disk) = SmallDisk::mount(place.path("disk"), "200k") else {
        println!("skipped: no disk can be mounted here");
        return;
    };
    let found = place.run(
        &[&["run", "circula:state-led", "--reps", "40", "--out", "disk/r", "--threads", "2"][..], &SMALL].concat(),
    );
    assert_eq!(found.code, 1, "{}{}", found.out, found.err);
    for word in ["disk/r/", "space", "run the same command again"] {
        assert!(found.err.contains(word), "{}", found.err);
    }
    // What stands there is whole: no temporary files, and every replicate reads back.
    for name in cli_common::files(&place.path("disk")).keys() {
        assert!(!name.ends_with(".tmp"), "{name}");
    }
    // With room again it goes on.
    assert!(Command::new("mount").args(["-o", "remount,size=100m"]).arg(&disk.0).status().unwrap().success());
    let found = place.run(&[&["run", "circula:state-led", "--reps", "40", "--out", "disk/r"][..], &SMALL].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(found.err.contains("of 40 runs found in the folder"), "{}", found.err);
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let place = Place::new();
    for arguments in [&["show", "circula:state-led"][..], &["schema"], &["completions", "bash"], &["--help"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_circula"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let found = cli_common::done(&child.wait_with_output().unwrap());
        assert!(found.code == 0 && found.err.is_empty(), "{arguments:?} {} {}", found.code, found.err);
    }
    // The results of a run are written whether or not somebody reads the table.
    let arguments = [&["run", "circula:state-led", "--reps", "1", "--out", "r", "--quiet"][..], &SMALL].concat();
    let mut command = Command::new(env!("CARGO_BIN_EXE_circula"));
    let mut child = command
        .args(arguments)
        .current_dir(place.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let found = cli_common::done(&child.wait_with_output().unwrap());
    assert!(found.code == 0 && found.err.is_empty(), "{}", found.err);
    assert!(place.path("r/CHECKSUMS.b3").is_file());
}
