//! The manifest and the checksums: every digest, count and input is worked out again.

use super::cli_common::files;
use super::study::{MONTHS, NAMES, REPS, SETS, study};
use circula::journal::event::KINDS;
use circula::journal::ledger::{FLOWS, PLACES};
use circula::journal::{Cause, Status, Way};
use circula::observe::measure::MEASURES;
use circula::observe::monthly::MONTHLY;
use circula::observe::placed::PLACED;
use circula::observe::tally::Tally;
use circula::output::kept::{Stamp, read};
use circula::population::FILES;
use circula::run::replicate::start;
use circula::run::{Course, Outcome, RESULTS_VERSION};
use circula::scenario::embedded::{EMBEDDED, files as shipped};
use serde_json::Value;
use std::sync::atomic::AtomicBool;

fn manifest() -> Value {
    serde_json::from_str(&study().text("manifest.json")).unwrap()
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Text of a built-in file by the name that inputs have: `circula:NAME` for a scenario, with its ending for a table.
fn text(path: &str) -> &'static str {
    let name = path.strip_prefix("circula:").unwrap();
    let file = if name.contains('.') { name.to_owned() } else { format!("{name}.toml") };
    EMBEDDED.iter().find(|entry| entry.0 == file).unwrap_or_else(|| panic!("no file {file}")).1
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list"))
}

#[test]
fn the_manifest_names_the_program_the_seed_and_the_replicates() {
    let m = manifest();
    assert_eq!(m["status"], "complete");
    assert_eq!((m["seed"].as_u64(), m["replicates"].as_u64(), m["paired"].as_bool()), (Some(7), Some(3), Some(true)));
    assert!(SETS.contains(&"run.seed=7") && REPS == 3);
    let program = &m["program"];
    assert_eq!(program["name"], env!("CARGO_PKG_NAME"));
    assert_eq!(program["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(program["results_version"].as_u64(), Some(u64::from(RESULTS_VERSION)));
    assert_eq!(program["records"], records());
    assert_eq!(list(program, "features"), &["cli", "plots"]);
    let variants: Vec<&Value> = list(&m, "variants").iter().map(|v| &v["name"]).collect();
    assert_eq!(variants, NAMES);
}

/// `extends` in the text of a scenario.
fn parent(scenario: &str) -> Option<String> {
    let line = text(scenario).lines().find_map(|line| line.strip_prefix("extends = \""))?;
    Some(format!("circula:{}", line.strip_suffix(".toml\"").unwrap()))
}

#[test]
fn the_inputs_of_a_variant_are_its_chain_of_scenarios_and_the_tables_with_their_digests() {
    for (variant, name) in list(&manifest(), "variants").iter().zip(NAMES) {
        let chain = std::iter::successors(Some(format!("circula:{name}")), |scenario| parent(scenario));
        let wanted: Vec<String> = chain.collect();
        let inputs: Vec<(&str, &str)> = list(variant, "inputs")
            .iter()
            .map(|input| (input["path"].as_str().unwrap(), input["blake3"].as_str().unwrap()))
            .collect();
        let paths: Vec<&str> = inputs.iter().map(|i| i.0).collect();
        assert_eq!(paths[..wanted.len()], wanted, "the chain of {name}");
        let mut tables: Vec<&str> = paths[wanted.len()..].to_vec();
        tables.sort_unstable();
        let mut known: Vec<String> = FILES.iter().map(|file| format!("circula:mali/{file}")).collect();
        known.sort_unstable();
        assert_eq!(tables, known, "the tables of {name}");
        for (path, said) in inputs {
            assert_eq!(said, digest(text(path)), "digest of {path}");
        }
    }
}

/// What the program records, line by line.
fn records() -> String {
    let mut text = String::new();
    KINDS.iter().for_each(|kind| text.push_str(&format!("event {}\n", kind.1)));
    FLOWS.iter().for_each(|flow| text.push_str(&format!("flow {} {:?} {:?}\n", flow.1, flow.2, flow.3)));
    MEASURES.iter().for_each(|m| text.push_str(&format!("measure {} {}\n", m.name, m.unit)));
    MONTHLY.iter().for_each(|m| text.push_str(&format!("monthly {} {}\n", m.name, m.unit)));
    let placed: Vec<&str> = PLACED.iter().map(|placed| placed.name).collect();
    for names in [placed.as_slice(), &Way::NAMES, &Status::NAMES, &Cause::NAMES] {
        text.push_str(&format!("class {}\n", names.join("|")));
    }
    digest(&text)
}

/// A plan is its text without the line of replicates, the digest of the digests of its tables and that of what the
/// program records; the plans together are their digests and names in order.
#[test]
fn the_digests_of_plans_are_those_of_their_texts_and_tables() {
    let m = manifest();
    let mut together = format!("results {RESULTS_VERSION}\npaired true\n");
    for (variant, name) in list(&m, "variants").iter().zip(NAMES) {
        let file = variant["plan"].as_str().unwrap();
        assert_eq!(file, format!("plans/{name}/plan.toml"));
        let plan = study().text(file);
        assert!(plan.contains("\nreps = 3\n"), "the plan of {name} says how many replicates there are");
        let lines: String = plan.lines().filter(|l| *l != "reps = 3").map(|l| format!("{l}\n")).collect();
        let of_tables = |input: &Value| input["path"].as_str().is_some_and(|path| path.ends_with(".csv"));
        let tables = list(variant, "inputs").iter().filter(|input| of_tables(input));
        let tables: String = tables.map(|input| format!("{}\n", input["blake3"].as_str().unwrap())).collect();
        let wanted = digest(&format!("{lines}{}\n{}\n", digest(&tables), records()));
        assert_eq!(variant["plan_hash"], wanted, "digest of the plan of {name}");
        assert_eq!(study().table("design.csv").only(&[("variant", name)])["plan_hash"], wanted);
        together.push_str(&format!("{wanted} {name}\n"));
    }
    assert_eq!(m["plan_hash"], digest(&together), "digest of all plans");
}

/// Digest of what is remembered: all that has no name of its own, then the events and the flows that occurred, by name.
fn remembered(t: &Tally) -> String {
    let mut unnamed = t.clone();
    (unnamed.events, unnamed.values, unnamed.money, unnamed.books) = (vec![], vec![], vec![], vec![]);
    let mut bytes = postcard::to_allocvec(&unnamed).unwrap();
    let places = 1 + t.corridors;
    let mut kinds: Vec<(&str, usize)> = KINDS.iter().map(|kind| (kind.1, kind.0 as usize)).collect();
    kinds.sort_unstable();
    for (name, at) in kinds {
        let months: Vec<Vec<i64>> = t.events.iter().map(|m| m[at * places..(at + 1) * places].to_vec()).collect();
        if months.iter().flatten().any(|n| *n != 0) {
            bytes.extend(postcard::to_allocvec(&(name, months, t.values[at])).unwrap());
        }
    }
    let mut flows: Vec<(&str, usize)> = FLOWS.iter().map(|flow| (flow.1, flow.0 as usize)).collect();
    flows.sort_unstable();
    for (name, at) in flows {
        let months: Vec<i64> = t.money.iter().map(|m| m[at]).collect();
        let books = t.books[at * PLACES..at * PLACES + places].to_vec();
        if months.iter().chain(&books).any(|cents| *cents != 0) {
            bytes.extend(postcard::to_allocvec(&(name, months, books)).unwrap());
        }
    }
    blake3::hash(&bytes).to_hex().to_string()
}

#[test]
fn the_digests_of_runs_are_those_of_what_they_remember_and_of_the_worlds_that_they_start_from() {
    let m = manifest();
    let sets: Vec<String> = SETS.iter().map(|s| (*s).to_owned()).collect();
    let course = Course::open(&shipped(), "circula:state-led", &sets).unwrap();
    let worlds: Vec<String> = (0..REPS as u64)
        .map(|rep| start(&course, 7, rep, &AtomicBool::new(false)).unwrap().digest().unwrap())
        .collect();
    let runs = list(&m, "runs");
    assert_eq!(runs.len(), NAMES.len() * REPS);
    let mut together = format!("results {RESULTS_VERSION}\n");
    for (at, run) in runs.iter().enumerate() {
        let (v, rep) = (at / REPS, at % REPS);
        let tally = &study().outcomes[v][rep].tally;
        let wanted = remembered(tally);
        assert_eq!(run["variant"], NAMES[v]);
        assert_eq!((run["replicate"].as_u64(), run["status"].as_str()), (Some(rep as u64), Some("ended")));
        assert_eq!(run["digest"], wanted, "{} {rep}", NAMES[v]);
        assert_eq!(run["start_digest"], worlds[rep], "{} {rep}", NAMES[v]);
        let welfare = run["welfare_digest"].as_str().unwrap();
        together.push_str(&format!("{} {rep} {wanted} {welfare}\n", NAMES[v]));
    }
    assert_eq!(m["result_digest"], digest(&together), "digest of all runs");
    assert_eq!(study().told["result_digest"], m["result_digest"]);
}

#[test]
fn the_replicates_kept_are_those_simulated() {
    let m = manifest();
    for (v, variant) in list(&m, "variants").iter().enumerate() {
        for (rep, wanted) in study().outcomes[v].iter().enumerate() {
            let path = study().place.path(&format!("r/runs/{}-{rep:05}.bin", NAMES[v]));
            let stamp = Stamp { version: RESULTS_VERSION, plan: variant["plan_hash"].as_str().unwrap() };
            let found: Outcome = postcard::from_bytes(&read(&path, stamp).unwrap()).unwrap();
            let remembered = |outcome: &Outcome| postcard::to_allocvec(outcome).unwrap();
            assert!(remembered(&found) == remembered(wanted), "{} is another replicate", path.display());
            assert_eq!((found.replicate, found.tally.months), (rep as u64, MONTHS));
        }
    }
}

#[test]
fn the_checksums_are_those_of_the_bytes_of_every_file() {
    let all = files(&study().place.path("r"));
    let mut wanted: Vec<String> = all
        .iter()
        .filter(|(name, _)| name.as_str() != "CHECKSUMS.b3")
        .map(|(name, bytes)| format!("{}  {name}", blake3::hash(bytes).to_hex()))
        .collect();
    let text = study().text("CHECKSUMS.b3");
    let mut found: Vec<&str> = text.lines().collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert!(wanted.len() > 30);
    assert_eq!(found, wanted);
}

#[test]
fn what_was_run_is_told_above_the_table_and_in_every_note() {
    let what = "3 paired replicates, one person in 200, 52 months from 2005-01, seed 7";
    let title = format!("{} and {} and {}: {what}", NAMES[0], NAMES[1], NAMES[2]);
    assert_eq!(study().told["table"]["title"], title);
    assert!(study().printed.contains(what));
    let plots = files(&study().place.path("r/plots"));
    for name in
        ["overstay-survival", "stocks-overseas", "arrivals-overseas", "money-by-party", "money-by-party-everywhere"]
    {
        let svg = String::from_utf8(plots[&format!("{name}.svg")].clone()).unwrap();
        assert!(svg.contains(what), "{name} does not say what was run");
    }
}
