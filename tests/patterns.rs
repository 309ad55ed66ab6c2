//! Patterns: each row reads, and some really run.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and shows its table")]

use circula::experiment::Options;
use circula::experiment::asked::Asked;
use circula::experiment::patterns::{self, FoundPattern, Pattern};
use circula::experiment::propositions::{self, Proposition};
use circula::experiment::verdict::Verdict;
use circula::output::text;
use circula::run::Checks;
use circula::scenario::embedded;
use std::sync::atomic::AtomicBool;

/// Runs with all threads of the machine.
fn with_options<R>(work: impl FnOnce(&Options<'_>) -> R) -> R {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let stop = AtomicBool::new(false);
    work(&Options { threads, checks: Checks::Usual, memory: None, stop: &stop, watch: &(), keep: &() })
}

/// Runs and judges patterns.
fn judged(rows: &[Pattern]) -> Vec<(Pattern, FoundPattern)> {
    let worlds = patterns::worlds(&embedded::files(), rows);
    with_options(|options| patterns::run(rows, &worlds, options)).unwrap()
}

fn rows() -> Vec<Pattern> {
    let files = embedded::files();
    patterns::read(&files, &embedded::rows(embedded::PATTERNS)).unwrap_or_else(|e| panic!("{e}"))
}

/// Runs rows; `SET` (values as for `--set`, apart by blanks) is laid over all their worlds, to see what a parameter
/// does to them.
fn run(filter: &str) -> Vec<(Pattern, FoundPattern)> {
    let extra: Vec<String> = std::env::var("SET").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let mut rows = rows();
    for r in &mut rows {
        r.world.set.extend(extra.iter().cloned());
        for asked in r
            .against
            .iter_mut()
            .map(|a| &mut a.1)
            .chain(r.wrong.iter_mut().flat_map(|(a, b)| std::iter::once(a).chain(b.as_mut())))
        {
            asked.set.extend(extra.iter().cloned());
        }
    }
    rows.retain(|r| r.matches(filter));
    let results = judged(&rows);
    println!("{}", text::to_markdown(&patterns::table(&results)));
    results
}

#[test]
fn every_row_reads_and_says_where_it_must_fail() {
    let rows = rows();
    for system in ["S1", "S2", "S3", "S7", "S8", "S9", "c1", "c2", "c4", "c5", "k1", "k2", "k3", "k5"] {
        assert!(rows.iter().any(|r| r.system == system), "{system}");
    }
    for r in &rows {
        assert!(!r.measure.unit().is_empty() && !r.about.is_empty() && !r.source.is_empty(), "{}", r.id);
        match &r.wrong {
            Ok(_) => assert!(!r.wrong_about.is_empty(), "{}", r.id),
            Err(reason) => assert!(!reason.is_empty(), "{}", r.id),
        }
    }
}

#[test]
fn faults_of_a_row_are_all_told_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let text = "schema = 1\n[pattern.x]\nsystem = \"S2\"\nabout = \"a\"\nscenario = \"circula:state-led\"\n\
                set = [\"bond=escrows\"]\nmeasure = \"places_yaer\"\n\
                sign = \"?\"\nsource = \"s\"\ngrade = \"guess\"\ncolour = 1\n";
    std::fs::write(&path, text).unwrap();
    let said = patterns::read(&embedded::files(), &[path.to_str().unwrap().to_owned()]).unwrap_err().to_string();
    for part in [
        "mine.toml:",
        "escrow",
        "places_year",
        "`low` and `high`",
        "Keita 2010",
        "unknown key `colour`",
        "not_informative",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Cheap rows really run: they hold in their own world and fail in the wrong one.
#[test]
fn cheap_rows_hold_in_their_own_world_and_fail_in_the_wrong_one() {
    let cheap = |r: &Pattern| {
        let few = |asked: &Asked| Asked { reps: 160, ..asked.clone() };
        let small = |asked: &Asked| {
            let mut asked = Asked { reps: 3, ..asked.clone() };
            asked.set.retain(|s| !s.starts_with("population"));
            asked.set.extend(["population.sample.one_in=1000".to_owned(), "run.months=48".to_owned()]);
            asked
        };
        let change = |asked: &Asked| if r.system == "S1" { few(asked) } else { small(asked) };
        Pattern { world: change(&r.world), wrong: r.wrong.clone().map(|(a, b)| (change(&a), b)), ..r.clone() }
    };
    let chosen: Vec<Pattern> =
        rows().iter().filter(|r| ["s1-back", "s1-extended", "s7-debts"].contains(&r.id.as_str())).map(cheap).collect();
    let results = judged(&chosen);
    assert_eq!(results.len(), 3);
    for (p, f) in &results {
        assert_ne!(f.here.verdict, Verdict::Fails, "{}: {f:?}", p.id);
        assert_ne!(f.wrong.as_ref().map(|w| w.verdict), Some(Verdict::Holds), "{}: {f:?}", p.id);
    }
    assert!(
        results.iter().filter(|(_, f)| f.here.verdict == Verdict::Holds && f.informative()).count() >= 2,
        "{results:?}"
    );
}

/// All rows: `cargo test --release --test patterns -- --ignored`; `PATTERN=name` runs a part.
#[test]
#[ignore = "minutes"]
fn all_rows() {
    run(&std::env::var("PATTERN").unwrap_or_default());
}

fn propositions_shipped() -> Vec<Proposition> {
    let files = embedded::files();
    propositions::read(&files, &embedded::rows(embedded::PROPOSITIONS)).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_proposition_about_persons_reads_the_measure_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.toml");
    for measure in circula::experiment::followed::PERSON_MEASURES {
        let text = format!(
            "schema = 1\n[proposition.p]\nnumber = \"T\"\nclaim = \"c\"\nkind = \"contrast\"\n\
             base = {{ scenario = \"circula:base\" }}\nwith = {{ scenario = \"circula:state-led\" }}\n\
             who = \"applicants\"\nmeasure = \"{}\"\nsign = \"+\"\nsource = \"a test\"\n",
            measure.name
        );
        std::fs::write(&path, text).unwrap();
        let list = propositions::read(&embedded::files(), &[path.to_str().unwrap().to_owned()]).unwrap();
        let propositions::Metric::Persons(_, read) = &list[0].metric else { panic!("{:?}", list[0].metric) };
        assert_eq!(read.name, measure.name);
    }
}

#[test]
fn every_proposition_reads_and_those_at_risk_ship_an_ablation() {
    let list = propositions_shipped();
    for number in ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"] {
        assert!(list.iter().any(|p| p.number == number), "{number}");
    }
    for p in list.iter().filter(|p| ["P5", "P6", "P8"].contains(&p.number.as_str())) {
        assert!(p.ablation.is_some(), "{}", p.id);
    }
}

/// All propositions: `cargo test --release --test patterns all_propositions -- --ignored`; `PATTERN=name` runs a part.
#[test]
#[ignore = "minutes"]
fn all_propositions() {
    let filter = std::env::var("PATTERN").unwrap_or_default();
    let list: Vec<Proposition> = propositions_shipped().into_iter().filter(|p| p.matches(&filter)).collect();
    let worlds = propositions::worlds(&embedded::files(), &list);
    let results = with_options(|options| propositions::run(&list, &worlds, options)).unwrap();
    println!("{}", text::to_markdown(&propositions::table(&results)));
}
