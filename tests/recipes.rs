//! The pieces of Python, R and Snakemake in the documents run as they stand, where the packages are: `CIRCULA_PYTHON`
//! names a Python that has them. What is missing is named.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::Place;
use std::process::Command;

const SMALL: &[&str] = &["--set", "population=1:300", "--set", "run.months=24", "--quiet"];

/// The pieces of a language in a document, in their order.
fn pieces(document: &str, language: &str) -> Vec<String> {
    let open = format!("```{language}\n");
    let after = document.split(open.as_str()).skip(1);
    after.map(|piece| piece.split("```").next().unwrap().to_owned()).collect()
}

/// The same environment with this program on the path.
fn with_program(command: &mut Command) -> &mut Command {
    let program = assert_cmd::cargo::cargo_bin("circula");
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
}

fn works(place: &Place, program: &str, arguments: &[&str]) {
    let output = with_program(Command::new(program).args(arguments).current_dir(place.folder.path())).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}\n{}{}", text(&output.stdout), text(&output.stderr));
}

/// Python, if it has a package.
fn python(package: &str) -> Option<String> {
    let Ok(python) = std::env::var("CIRCULA_PYTHON") else {
        println!("skipped: CIRCULA_PYTHON names no Python");
        return None;
    };
    let found = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    println!("skipped: Python has no {package}");
    None
}

fn results(place: &Place) {
    let document = include_str!("../docs/elsewhere.md");
    let command = pieces(document, "sh").remove(0);
    let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
    let found = place.run(&[&arguments[..], &["--quiet"]].concat());
    assert_eq!(found.code, 0, "{}", found.err);
}

#[test]
fn tables_and_documents_are_read_by_python() {
    let Some(python) = ["pandas", "polars", "pyarrow"].map(python).into_iter().collect::<Option<Vec<_>>>() else {
        return;
    };
    let place = Place::new();
    results(&place);
    let pieces = pieces(include_str!("../docs/elsewhere.md"), "python");
    assert_eq!(pieces.len(), 3);
    for piece in pieces {
        works(&place, &python[0], &["-c", &piece]);
    }
}

#[test]
fn tables_are_read_by_r() {
    let arrow = Command::new("Rscript").args(["-e", "library(arrow)"]).output();
    if !arrow.is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no R with arrow");
        return;
    }
    let place = Place::new();
    results(&place);
    for piece in pieces(include_str!("../docs/elsewhere.md"), "r") {
        works(&place, "Rscript", &["-e", &piece]);
    }
}

/// A frozen design beside that of one process.
fn frozen(place: &Place) {
    let design = ["sweep", "circula:bonded", "bond.escrow.amount_eur=0,500,1500", "--reps", "4"];
    for more in [&["--out", "results/one"][..], &["--out", "results/frozen", "--freeze"]] {
        assert_eq!(place.run(&[&design[..], SMALL, more].concat()).code, 0);
    }
}

/// The merge wrote what one process wrote.
fn merged(place: &Place) {
    let [one, frozen] = ["results/one", "results/frozen"].map(|name| place.path(name));
    cli_common::same_files(&one, &frozen);
}

fn part_count(piece: &str, from: &str, to: &str) -> String {
    assert!(piece.contains(from), "{piece}");
    piece.replacen(from, to, 1)
}

#[test]
fn snakemake_runs_the_parts_and_the_merge() {
    let Some(python) = python("snakemake") else { return };
    let place = Place::new();
    frozen(&place);
    let snakefile = &pieces(include_str!("../docs/clusters.md"), "python")[0];
    place.write("Snakefile", part_count(snakefile, "N = 20", "N = 3"));
    works(&place, &python, &["-m", "snakemake", "--cores", "2", "--quiet", "all"]);
    merged(&place);
}

#[test]
fn dask_runs_the_parts_and_the_merge() {
    let Some(python) = python("distributed") else { return };
    let place = Place::new();
    frozen(&place);
    let piece = part_count(&pieces(include_str!("../docs/clusters.md"), "python")[1], "n = 20", "n = 3");
    place.write("dask_parts.py", piece);
    works(&place, &python, &["dask_parts.py"]);
    merged(&place);
}
