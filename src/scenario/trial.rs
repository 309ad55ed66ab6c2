//! Rules and helpers for the tests of this folder.

use super::files::Files;
use super::load::{Loaded, load};
use crate::base::diagnostics::{Diagnostics, Faulty, Sources};
use crate::base::named::Named;
use crate::base::node::{Node, parse_toml};
use crate::base::param::{Empty, Section, Shape};
use crate::{dimension, params, sections};

params! {
    /// A deposit.
    pub struct Escrow {
        /// What is held back.
        amount_eur: Eur = 500.0 in 0.0..=5000.0, Recalled "somebody";
        /// How long it is held.
        term_months: Months = 6 in 0..=120, Assumed "a season";
    }
}
dimension! {
    /// What is at stake.
    pub enum Stake { None(Empty) as "none", Escrow(Escrow) as "escrow" }
}
params! {
    /// How often people think again.
    pub struct Review {
        /// Monthly chance of a review.
        attention: Hazard = 0.083 in 0.0..=1.0, Assumed "once a year";
    }
}
params! {
    /// Work abroad.
    pub struct Work {
        /// Wage.
        wage_eur_month: EurMonth = 800.0 in 0.0..=10000.0, Seen "a table, p. 3";
        /// Part of the workers without work.
        unemployment_share: Share = 0.1 in 0.0..=1.0, Seen "a survey";
    }
}
dimension! {
    /// Who may come in.
    pub enum Entry { Visa(Empty) as "visa", Quota(Quota) as "quota" }
}
params! {
    /// A quota.
    pub struct Quota {
        /// Places a year.
        places: Persons = 100 in 0..=100000, Keita "p. 12";
    }
}
sections! {
    /// A place to work.
    pub struct Corridor {
        /// Work.
        work: Work,
        /// Entry.
        entry: Entry,
    }
}
sections! {
    /// Rules for tests.
    pub struct Rules {
        /// Stake.
        stake: Stake,
        /// Review.
        review: Review,
        /// Corridors.
        corridor: Named<Corridor>,
    }
}

/// The shape of the rules.
pub fn rules_shape() -> Shape {
    Rules::shape()
}

/// A tree from a text without faults.
pub fn parse(text: &str) -> Node {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let source = sources.add("t.toml", text);
    let node = parse_toml(source, &sources, &mut out);
    assert!(!out.has_errors(), "{}", out.plain(&sources));
    node
}

/// Mechanisms for tests.
pub const MECHANISMS: &[(&str, &str)] = &[("rumour", "People hear."), ("demography", "People age.")];

/// Built-in files for tests.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("base.toml", BASE),
    ("own.toml", "about = \"x\"\nextends = \"base.toml\"\nchanges = \"own\"\n"),
    ("cigem.csv", "person\n1\n"),
    ("mali/regions.csv", "region\nKayes\n"),
];
const BASE: &str = "\
about = 'The world as it was.'
[run]
start = '2007-01'
[review]
attention = 0.05
[corridor.spain.work]
wage_eur_month = 900
[corridor.\"côte d'ivoire\".work]
wage_eur_month = 60
[[change]]
at = '2008-07'
about = 'Crisis.'
[change.set.corridor.spain.work]
unemployment_share = 0.2
";

/// Loads a text as the file `top.toml` in a folder of its own.
pub fn load_with(text: &str, sets: &[&str]) -> Result<Loaded<Rules>, Faulty> {
    load_files(&[("top.toml", text.as_bytes())], sets)
}

/// Loads `top.toml` from a folder with these files.
pub fn load_files(list: &[(&str, &[u8])], sets: &[&str]) -> Result<Loaded<Rules>, Faulty> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in list {
        let path = folder.path().join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = folder.path().join("in").join("top.toml");
    load_path(path.to_str().unwrap(), sets)
}

/// Loads a path.
pub fn load_path(path: &str, sets: &[&str]) -> Result<Loaded<Rules>, Faulty> {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(&Files::new(BUILT_IN), path, &sets, MECHANISMS)
}

/// What a failed load says, with the folder's name cut off.
pub fn faults(result: Result<Loaded<Rules>, Faulty>) -> String {
    let text = match result {
        Ok(loaded) => loaded.warnings.plain(&loaded.sources),
        Err(faulty) => faulty.diagnostics.plain(&faulty.sources),
    };
    cut(&text)
}

/// The text without the names of temporary folders.
pub fn cut(text: &str) -> String {
    let folder = format!("{}/", std::env::temp_dir().display());
    let mut out = String::new();
    for (i, piece) in text.split(&folder).enumerate() {
        out.push_str(if i == 0 { piece } else { piece.split_once("/in/").map_or(piece, |p| p.1) });
    }
    out
}

/// Head of a scenario that changes nothing.
pub(super) const ROOT: &str = "extends = \"circula:base\"\n";

/// What is said of a scenario.
pub(super) fn said(text: &str) -> String {
    faults(load_with(text, &[]))
}

/// What is said of flags.
pub(super) fn said_of(sets: &[&str]) -> String {
    faults(load_with(ROOT, sets))
}

/// Every part stands in the text.
#[track_caller]
pub(super) fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "missing: {part}\nin: {text}");
    }
}
