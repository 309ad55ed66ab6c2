//! How the program ends: by a signal, by a limit, by an output that takes nothing.
#![cfg(all(feature = "cli", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Done, Place, SMALL, files};
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const RUN: [&str; 7] = ["run", "circula:state-led", "--out", "r", "--threads", "1", "--reps"];

/// The program through a shell, as `line` names it with `"$@"`.
fn shell(place: &Place, line: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.args(["-c", line, "bash", env!("CARGO_BIN_EXE_circula")]).args(arguments);
    command.current_dir(place.folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn kill(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

fn wait_for(place: &Place, name: &str) {
    for _ in 0..20_000 {
        if place.path(name).exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("{name} has not come");
}

/// Waits until no replicate is added any more: what is told of them has filled the pipe.
fn wait_for_standstill(place: &Place) {
    wait_for(place, "r/runs/state-led-00000.bin");
    let count = || std::fs::read_dir(place.path("r/runs")).unwrap().count();
    let mut before = 0;
    while count() != before {
        before = count();
        std::thread::sleep(Duration::from_millis(1500));
    }
}

/// Whether a child ends within some seconds.
fn ends(child: &mut Child, seconds: u64) -> bool {
    for _ in 0..seconds * 50 {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

fn done(child: Child) -> Done {
    cli_common::done(&child.wait_with_output().unwrap())
}

/// Whoever runs these tests under `nohup` hands down that a lost terminal is not to be heard of; here it is.
const HEARS: &str = "env --default-signal=HUP";

#[test]
fn a_terminal_that_goes_away_is_told_like_an_interruption() {
    let place = Place::new();
    let line = format!("exec {HEARS} \"$@\"");
    let child = shell(&place, &line, &[&RUN[..], &["400"], &SMALL].concat()).spawn().unwrap();
    wait_for(&place, "r/runs/state-led-00000.bin");
    kill(&child, "-HUP");
    let found = done(child);
    assert_eq!(found.code, 129, "{}", found.err);
    assert!(found.err.contains("run the same command again to go on"), "{}", found.err);
    let found = place.run(&[&RUN[..], &["3"], &SMALL].concat());
    assert!(found.code == 0 && found.err.contains("runs found"), "{}", found.err);
}

#[test]
fn whoever_asked_not_to_be_hung_up_is_not() {
    let place = Place::new();
    let line = "trap '' HUP; exec \"$@\"";
    let child = shell(&place, line, &[&RUN[..], &["60"], &SMALL].concat()).spawn().unwrap();
    wait_for(&place, "r/runs/state-led-00000.bin");
    kill(&child, "-HUP");
    assert_eq!(done(child).code, 0);
}

#[test]
fn a_limit_on_the_size_of_files_ends_in_words_and_the_folder_goes_on() {
    let place = Place::new();
    // Replicates and the plan fit, a table or a picture does not.
    let arguments = [&RUN[..], &["9"], &SMALL].concat();
    let found = done(shell(&place, "ulimit -f 30; exec \"$@\"", &arguments).spawn().unwrap());
    assert_eq!(found.code, 1, "{}", found.err);
    assert!(found.err.contains("cannot write `r/") && found.err.contains("limit"), "{}", found.err);
    assert!(files(&place.path("r")).keys().all(|name| !name.contains("tmp")));
    let found = place.run(&arguments);
    assert!(found.code == 0 && found.err.contains("9 of 9 runs found"), "{}", found.err);
    let found = done(shell(&place, "ulimit -f 0; exec \"$@\" > x", &["schema"]).spawn().unwrap());
    assert!(found.code == 1 && found.err.contains("standard output"), "{}", found.err);
}

#[test]
fn an_output_that_takes_nothing_is_an_error_of_every_verb() {
    let place = Place::new();
    place.write("rows.toml", ROW);
    assert_eq!(place.small(&["run", "circula:state-led", "--reps", "1", "--out", "whole"]).code, 0);
    let run = [&["run", "circula:state-led", "--reps", "1", "--out", "r"][..], &SMALL].concat();
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["--version"],
        &["run", "--help"],
        &["verify", "--version"],
        &run,
        &[&run[..], &["--json"]].concat(),
        &[&run[..], &["--dry-run"]].concat(),
        &[&["compare", "circula:state-led", "circula:bonded", "--reps", "1"][..], &SMALL].concat(),
        &[&["demo", "--reps", "1"][..], &SMALL].concat(),
        &["validate", "circula:base"],
        &["show", "circula:base", "--plan"],
        &["new", "mine"],
        &["schema"],
        &["patterns", "--list"],
        &["patterns", "rows.toml"],
        &["propositions", "--list"],
        &["verify", "whole"],
        &["docs"],
        &["completions", "bash"],
        &["man"],
    ] {
        let found = done(shell(&place, "exec \"$@\" >/dev/full", arguments).spawn().unwrap());
        assert_eq!(found.code, 1, "{arguments:?}: {}", found.err);
        assert!(found.err.contains("cannot write to standard output"), "{arguments:?}: {}", found.err);
        // Where nobody listens any more nothing is lost.
        let found = done(shell(&place, "\"$@\" | true; exit ${PIPESTATUS[0]}", arguments).spawn().unwrap());
        assert!([0, 1].contains(&found.code), "{arguments:?}: {} {}", found.code, found.err);
    }
}

const ROW: &str = r#"
schema = 1
[pattern.some-arrive]
system = "t"
about = "Some arrive."
scenario = "circula:state-led"
set = ["population=1:330", "run.months=3", "run.burn_in_months=1"]
reps = 2
measure = "arrivals_overseas"
low = -1e9
source = "a test"
grade = "assumed"
not_informative = "a test"
"#;

/// A pipe that nobody reads holds 64 KiB; whoever writes more waits.
#[test]
fn the_first_signal_stops_a_program_whose_reader_does_not_read() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130), ("-HUP", 129)] {
        let place = Place::new();
        let arguments = [&RUN[..], &["1", "--json", "--all"], &SMALL].concat();
        // The pipe is full before the program writes.
        let line = format!("head -c 65536 /dev/zero; exec {HEARS} \"$@\"");
        let mut child = shell(&place, &line, &arguments).spawn().unwrap();
        wait_for(&place, "r/CHECKSUMS.b3");
        std::thread::sleep(Duration::from_millis(300));
        kill(&child, signal);
        assert!(ends(&mut child, 5), "{signal}");
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        let mut rest = Vec::new();
        child.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
        assert_eq!(place.run(&["verify", "r"]).code, 0);
    }
    // The same of what is told beside the results while it runs.
    let place = Place::new();
    let arguments = [&RUN[..], &["4000", "--progress", "json"], &SMALL].concat();
    let mut child = shell(&place, "head -c 60000 /dev/zero >&2; exec \"$@\"", &arguments).spawn().unwrap();
    wait_for_standstill(&place);
    kill(&child, "-TERM");
    assert!(ends(&mut child, 30), "standard error that nobody reads");
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn a_second_signal_ends_at_once() {
    let place = Place::new();
    let arguments = [&RUN[..], &["4000", "--progress", "json"], &SMALL].concat();
    let mut child = shell(&place, "head -c 60000 /dev/zero >&2; exec \"$@\"", &arguments).spawn().unwrap();
    wait_for_standstill(&place);
    kill(&child, "-INT");
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().unwrap().is_none(), "it waits for its reader");
    kill(&child, "-INT");
    assert!(ends(&mut child, 2));
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_row_that_held_and_was_not_run_is_an_error() {
    let place = Place::new();
    let other = ROW.replace("schema = 1\n", "").replace("some-arrive", "more-arrive");
    place.write("rows.toml", format!("{ROW}{other}"));
    assert_eq!(place.run(&["patterns", "rows.toml", "--out", "told.csv"]).code, 0);
    assert_eq!(place.run(&["patterns", "rows.toml", "--held", "told.csv"]).code, 0);
    let words = ["told.csv", "more-arrive", "--filter"];
    place.refuses(&["patterns", "rows.toml", "--held", "told.csv", "--filter", "some"], 2, &words);
    place.write("rows.toml", ROW);
    place.refuses(&["patterns", "rows.toml", "--held", "told.csv"], 2, &["told.csv", "more-arrive"]);
    // A row that did not hold need not be run.
    let text = std::fs::read_to_string(place.path("told.csv")).unwrap();
    let changed: Vec<String> = text
        .lines()
        .map(|line| if line.starts_with("more-arrive") { line.replace(",holds,", ",fails,") } else { line.to_owned() })
        .collect();
    place.write("told.csv", changed.join("\n") + "\n");
    assert_eq!(place.run(&["patterns", "rows.toml", "--held", "told.csv"]).code, 0);
}

#[test]
fn where_a_table_cannot_go_is_said_before_work_begins() {
    let place = Place::new();
    place.write("rows.toml", ROW);
    place.write("mine.csv", "name,note\na,b\n");
    std::fs::create_dir(place.path("folder")).unwrap();
    for (out, word) in
        [("mine.csv", "no table of judged rows"), ("rows.toml", "no table"), ("folder", "folder"), ("no/x.csv", "no")]
    {
        let before = files(place.folder.path());
        let arguments = ["patterns", "rows.toml", "--keep", "kept", "--out", out];
        let found = place.run(&arguments);
        assert!(found.code == 1 || found.code == 2, "{out}: {}", found.err);
        assert!(found.err.contains(word) && found.err.contains(out), "{out}: {}", found.err);
        assert!(!place.path("kept").exists() && files(place.folder.path()) == before, "{out}: work had begun");
    }
}
