//! Documents say what the program does: those generated from declarations are up to date, and every parameter, measure
//! and file that a document names exists. A wanted change is written with `CIRCULA_BLESS=1 cargo test --test
//! documents`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::diagnostics::{Diagnostics, Sources};
use circula::base::param::Section;
use circula::mechanism::{InForce, MECHANISMS};
use circula::observe::codebook;
use circula::observe::measure;
use circula::scenario::embedded::{EMBEDDED, files as shipped_files};
use circula::scenario::{evidence, load, settings};
use guard::source::{files, root};
use std::collections::BTreeSet;

/// Compares a generated document with its file, or writes it.
fn generated(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("CIRCULA_BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = written
        .lines()
        .zip(text.lines())
        .position(|(a, b)| a != b)
        .map_or_else(|| "at the end".to_owned(), |i| format!("in line {}", i + 1));
    assert!(
        written == text,
        "{path} is out of date {differs}: write it with CIRCULA_BLESS=1 cargo test --test \
        documents"
    );
}

/// Parameters of settings and rules, evidence of the data tables, values of the shipped scenarios.
fn parameters() -> String {
    let mut text = evidence::parameters_markdown(&settings::whole(MECHANISMS, &InForce::shape()));
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let read =
        |name: &str| std::fs::read_to_string(root().join("scenarios/mali").join(name)).map_err(|e| e.to_string());
    let tables = circula::population::PopulationTables::read(&read, &mut sources, &mut out);
    assert!(!out.has_errors());
    text.push_str(&evidence::tables_markdown("mali", tables.evidence()));
    text.push_str(
        "\n# Values of the shipped scenarios\n\nWhat each file writes itself; everything else comes from \
        the scenario that it extends, or is the default above.\n",
    );
    for (path, _) in EMBEDDED.iter().filter(|(path, _)| {
        path.ends_with(".toml") && !path.starts_with("patterns/") && !path.starts_with("propositions/")
    }) {
        let name = format!("circula:{}", path.strip_suffix(".toml").unwrap());
        let loaded = load::<InForce>(&shipped_files(), &name, &[], MECHANISMS).unwrap_or_else(|f| panic!("{f}"));
        text.push_str(&evidence::written_markdown(&loaded));
    }
    text
}

#[test]
fn the_document_of_parameters_is_up_to_date() {
    let text = parameters();
    assert!(
        text.contains("| `corridor.spain.labour.wage_regular_eur_month` |"),
        "the values of a scenario are missing"
    );
    generated("docs/parameters.md", &text);
}

#[test]
fn the_codebook_of_results_is_up_to_date() {
    generated("docs/measures.md", &codebook::measures_markdown());
}

/// Texts between single backticks, code blocks left out.
fn quoted(text: &str) -> Vec<String> {
    let mut list = Vec::new();
    let mut block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
        } else if !block {
            list.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    list
}

const ENDINGS: [&str; 6] = [".rs", ".toml", ".csv", ".md", ".txt", ".json"];

/// What a word in backticks is taken for.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// A file, by its name alone.
    File,
    /// A parameter, or a table of them.
    Parameter,
    /// A measure.
    Measure,
    /// Anything else.
    Other,
}

fn taken_for(word: &str) -> Named {
    let plain =
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.<>-".contains(c));
    if !plain || !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        Named::Other
    } else if ENDINGS.iter().any(|e| word.ends_with(e)) {
        Named::File
    } else if word.contains('.') {
        Named::Parameter
    } else if word.contains('_') {
        Named::Measure
    } else {
        Named::Other
    }
}

/// Paths of all parameters and of the tables that hold them.
fn declared() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (path, _) in evidence::parameters(&settings::whole(MECHANISMS, &InForce::shape())) {
        all.extend(path.match_indices('.').map(|(at, _)| path[..at].to_owned()));
        all.insert(path);
    }
    all
}

/// What a text names in backticks that does not exist.
fn unknown(text: &str, parameters: &BTreeSet<String>, names: &BTreeSet<String>) -> Vec<String> {
    let missing = |word: &String| match taken_for(word) {
        Named::File => !names.contains(word),
        Named::Parameter => !parameters.contains(word),
        Named::Measure => measure::named(word).is_none(),
        Named::Other => false,
    };
    quoted(text).into_iter().filter(missing).collect()
}

/// Names of all files of the package that a document may speak of.
fn file_names() -> BTreeSet<String> {
    let folders = ["src", "tests", "docs", "scenarios", "benches"];
    let endings = ["rs", "toml", "csv", "md", "txt"];
    let all = folders.iter().flat_map(|folder| endings.iter().flat_map(|e| files(folder, e)));
    all.map(|(path, _)| path.rsplit('/').next().unwrap().to_owned())
        .chain(["README.md", "Cargo.toml", "clippy.toml"].map(str::to_owned))
        .collect()
}

#[test]
fn documents_name_only_parameters_measures_and_files_that_exist() {
    let (parameters, names) = (declared(), file_names());
    let trial = "`attention.young_men` `attention.young_mem` `corridor.<name>.labour` `mali/x` `a_b` \
        `overstay_1_month` `base.toml` `nothing.toml` `x = y.z`";
    assert_eq!(unknown(trial, &parameters, &names), ["attention.young_mem", "a_b", "nothing.toml"]);
    // Those written by hand; the generated ones cannot be wrong.
    for document in ["docs/ODD.md", "docs/limits.md", "docs/reproducibility.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let wrong = unknown(&text, &parameters, &names);
        assert!(wrong.is_empty(), "{document} names what does not exist: {wrong:?}");
        assert!(quoted(&text).len() > 10, "{document} names nothing, so this test tells nothing");
    }
}

#[test]
fn the_description_of_the_model_has_a_section_for_every_mechanism() {
    let text = std::fs::read_to_string(root().join("docs/ODD.md")).unwrap();
    for (path, _) in files("src/mechanism", "rs").into_iter().filter(|(path, _)| !path.ends_with("/list.rs")) {
        assert!(text.contains(&format!("`{path}`")), "docs/ODD.md says nothing of {path}");
    }
}
