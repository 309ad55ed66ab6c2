//! Documents say what the program does: `circula docs` writes everything that is declared, and every parameter, measure
//! and file that a hand-written document names exists.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
mod guard;

use circula::base::diagnostics::{Diagnostics, Sources};
use circula::base::param::Section;
use circula::cli::docs;
use circula::experiment::{doses, patterns, propositions, welfare};
use circula::journal::event::KINDS;
use circula::journal::ledger::{ACCOUNTS, FLOWS, PARTIES};
use circula::mechanism::{InForce, LIST, MECHANISMS};
use circula::observe::measure::{self, MEASURES};
use circula::observe::monthly::MONTHLY;
use circula::population::PopulationTables;
use circula::scenario::{embedded, evidence, load, settings};
use cli_common::Place;
use guard::source::{files, root};
use guard::unexcused;
use std::collections::BTreeSet;

/// The documents as the verb writes them into an empty folder: name and text.
fn written() -> Vec<(String, String)> {
    let place = Place::new();
    let found = place.run(&["docs", "--out", "told"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let documents = docs::documents().unwrap();
    assert_eq!(found.out.lines().count(), documents.len(), "{}", found.out);
    let list = documents.into_iter().map(|document| {
        let path = format!("told/{}", document.name);
        assert!(found.out.contains(&format!("{path}: {}\n", document.about)), "{path} in {}", found.out);
        let text = std::fs::read_to_string(place.path(&path)).unwrap();
        assert!(text.starts_with("# ") && text.contains(docs::MARK), "{path}");
        (document.name.to_owned(), text)
    });
    list.collect()
}

/// One of the documents.
fn document(name: &str) -> String {
    written().into_iter().find(|d| d.0 == name).unwrap().1
}

/// The row of a table that begins with this cell; there is one and no more.
#[track_caller]
fn row<'a>(text: &'a str, cell: &str) -> &'a str {
    let start = format!("| {cell} |");
    let mut rows = text.lines().filter(|line| line.starts_with(&start));
    let found = rows.next().unwrap_or_else(|| panic!("no row {cell}"));
    assert!(rows.next().is_none(), "two rows {cell}");
    found
}

#[test]
fn the_document_of_parameters_has_every_declaration_table_and_scenario() {
    let text = document("parameters.md");
    let (declared, values) = text.split_once("\n# Values of the shipped scenarios\n").unwrap();
    for (path, spec) in evidence::parameters(&settings::whole(MECHANISMS, &InForce::shape())) {
        let row = row(declared, &format!("`{path}`"));
        assert!(row.contains(&format!("| {} | {} |", spec.grade.word(), spec.source.replace('|', "\\|"))), "{row}");
    }
    for folder in embedded::tables() {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let read = |name: &str| {
            std::fs::read_to_string(root().join("scenarios").join(folder).join(name)).map_err(|e| e.to_string())
        };
        let tables = PopulationTables::read(&read, &mut sources, &mut out);
        assert!(!out.has_errors() && tables.evidence().len() >= circula::population::FILES.len());
        for e in tables.evidence() {
            assert!(declared.contains(&format!("\n## `{}`\n", e.table)), "{}", e.table);
            assert!(declared.contains(&format!("| {} | {} |", e.grade.word(), e.source.trim())), "{}", e.source);
        }
    }
    for name in embedded::scenarios() {
        let loaded = load::<InForce>(&embedded::files(), &format!("circula:{name}"), &[], MECHANISMS).unwrap();
        assert!(values.contains(&format!("\n## Scenario `{}`\n", loaded.settings.name)), "{name}");
    }
    assert!(
        values.contains("| `corridor.spain.labour.wage_regular_eur_month` |"),
        "the values of a scenario are missing"
    );
}

#[test]
fn the_document_of_measures_has_every_measure_event_flow_and_party() {
    let text = document("measures.md");
    for m in MEASURES {
        assert!(row(&text, &format!("`{}` | {}", m.name, m.unit)).contains(m.definition), "{}", m.name);
    }
    for m in MONTHLY {
        assert!(row(&text, &format!("`{}` | {}", m.name, m.unit)).contains(m.definition), "{}", m.name);
    }
    for (_, name, doc) in KINDS {
        row(&text, &format!("{name} | {doc}"));
    }
    for (_, name, from, to, doc) in FLOWS {
        row(&text, &format!("{name} | {from:?} | {to:?} | {doc}"));
    }
    for (account, name, party, doc) in ACCOUNTS {
        let (_, title, who) = PARTIES.iter().find(|p| p.0 == *party).unwrap();
        assert!(row(&text, &format!("{title} | {who}")).contains(&format!("{name} ({doc})")), "{account:?}");
    }
}

#[test]
fn the_document_of_patterns_has_every_row_and_where_it_must_fail() {
    let text = document("patterns.md");
    let files = embedded::files();
    for p in patterns::read(&files, &embedded::rows(embedded::PATTERNS)).unwrap() {
        let row = row(&text, &p.id);
        let wrong = p.wrong.as_ref().map_or_else(|reason| format!("not informative: {reason}"), |_| p.wrong_about);
        assert!(row.ends_with(&format!("| {wrong} |")) && row.contains(&p.source), "{row}");
    }
    for p in propositions::read(&files, &embedded::rows(embedded::PROPOSITIONS)).unwrap() {
        assert!(row(&text, &p.id).contains(&p.claim), "{}", p.id);
    }
}

#[test]
fn the_document_of_levers_has_every_row_and_why() {
    let text = document("doses.md");
    for row in doses::read(&embedded::files(), &embedded::rows(embedded::DOSES), None).unwrap().rows {
        assert!(text.contains(&format!("| `{}` | {}", row.measure, row.demand.shape.word())), "{row:?}");
        assert!(text.contains(&row.reason), "{row:?}");
    }
}

/// What heads of mechanisms lack, with the reason; what they do not lack must not stand here.
const UNSAID: &[(&str, &str)] = &[];

/// Files of mechanisms with what the comment at their head lacks: a source, or what is left out.
fn lacking(heads: &[(String, String)]) -> Vec<String> {
    let parts: [(&str, &[&str]); 2] = [
        ("a source, or why there is none", &["Source:", "Sources:", "No source:"]),
        ("what is left out", &["Left out:"]),
    ];
    let lacks = |(path, head): &(String, String)| {
        let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
        let missing = parts.iter().filter(|(_, words)| !words.iter().any(|word| head.contains(word)));
        missing.map(|(what, _)| format!("{path} lacks {what}")).collect::<Vec<_>>()
    };
    heads.iter().flat_map(lacks).collect()
}

/// The mechanisms of the month's list as files of the disk, with the comments at their heads.
fn heads() -> Vec<(String, String)> {
    let all = files("src/mechanism", "rs");
    let of = |name: &str| {
        let places = [format!("src/mechanism/{name}.rs"), format!("src/mechanism/{name}/mod.rs")];
        let (path, text) = all.iter().find(|f| places.contains(&f.0)).unwrap_or_else(|| panic!("no file of {name}"));
        (path.clone(), text.lines().map_while(|l| l.strip_prefix("//!")).collect::<Vec<_>>().join("\n"))
    };
    LIST.iter().map(|mechanism| of(mechanism.name)).collect()
}

#[test]
fn every_submodel_says_what_it_rests_on_and_what_it_leaves_out() {
    let trial = |head: &str| lacking(&[("a.rs".to_owned(), head.to_owned())]).len();
    assert_eq!(
        [trial("Rumour."), trial("Rumour. Source: X."), trial("Rumour. No source: Y. Left\nout: Z.")],
        [2, 1, 0]
    );
    let wrong = unexcused(lacking(&heads()), UNSAID);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_document_of_submodels_has_the_head_of_every_mechanism() {
    let text = document("submodels.md");
    assert!(heads().len() > 15);
    for (path, head) in heads() {
        let (_, section) =
            text.split_once(&format!("\n## `{path}`\n")).unwrap_or_else(|| panic!("{path} has no section"));
        let (first, last) = (head.lines().next().unwrap().trim(), head.lines().next_back().unwrap().trim());
        let section = section.split("\n## ").next().unwrap();
        assert!(!first.is_empty() && section.contains(first), "{path}: {section}");
        assert!(last.contains("[`") || section.contains(last), "{path}: {section}");
    }
}

#[test]
fn documents_are_written_anew_but_never_over_a_file_of_somebody_else() {
    let place = Place::new();
    assert_eq!(place.run(&["docs"]).code, 0);
    let path = place.path("circula-docs/measures.md");
    let first = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, first.replace("measure", "")).unwrap();
    assert_eq!(place.run(&["docs"]).code, 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
    std::fs::write(&path, "my own notes\n").unwrap();
    place.refuses(&["docs"], 1, &["measures.md` exists", "--force"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my own notes\n");
    assert_eq!(place.run(&["docs", "--force"]).code, 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
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
        Named::Measure => measure::named(word).is_none() && welfare::measures::named(word).is_none(),
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
        .chain(["README.md", "Cargo.toml", "clippy.toml", "welfare.csv"].map(str::to_owned))
        // Those that the program writes of itself.
        .chain(docs::documents().unwrap().into_iter().map(|d| d.name.to_owned()))
        .collect()
}

#[test]
fn documents_name_only_parameters_measures_and_files_that_exist() {
    let (parameters, names) = (declared(), file_names());
    let trial = "`attention.movers` `attention.mover_` `corridor.<name>.labour` `mali/x` `a_b` \
        `overstay_1_month` `base.toml` `nothing.toml` `x = y.z`";
    assert_eq!(unknown(trial, &parameters, &names), ["attention.mover_", "a_b", "nothing.toml"]);
    // Those written by hand; what the program writes of itself cannot be wrong.
    for document in ["docs/ODD.md", "docs/limits.md", "docs/reproducibility.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let wrong = unknown(&text, &parameters, &names);
        assert!(wrong.is_empty(), "{document} names what does not exist: {wrong:?}");
        assert!(quoted(&text).len() > 10, "{document} names nothing, so this test tells nothing");
    }
}
