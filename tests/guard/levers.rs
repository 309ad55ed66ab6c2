//! Every declared parameter as a lever: the shipped scenarios in which it may matter, and how to set it there.
//!
//! A parameter is tried in the scenario that the table below names for the beginning of its path. A parameter of which
//! the table says nothing is tried in the shipped scenarios whose own file writes into its table, and then in the one
//! where most happens; so a mechanism that ships a scenario of its own needs no line here.

use super::trial::{course, samples, simulated, started, try_course};
use circula::base::param::{Plain, Shape, Spec};
use circula::run::{Course, Outcome};
use circula::scenario::evidence::parameters;
use circula::scenario::show::{ShowRow, show};
use circula::world::World;
use std::sync::OnceLock;

/// A parameter that can be set.
#[derive(Clone, Debug)]
pub struct Lever {
    /// Path as declared, `<name>` for the name of a destination.
    pub declared: String,
    /// Path to set it at.
    pub path: String,
    /// Its declaration.
    pub spec: &'static Spec,
    /// Shipped scenario in which it matters.
    pub scenario: &'static str,
    /// What else must be set there: variants that no shipped scenario has.
    pub beside: Vec<String>,
}

/// Scenario in which most happens to most people: where a parameter is tried of which nothing else is known.
const BUSIEST: &str = "irregular-route";
/// Destination at which a parameter of all destinations is set, if it is in force there.
const PLACE: &str = "spain";

/// Scenario by the beginning of a path; the first that fits.
pub const WHERE: &[(&str, &str)] = &[
    ("bond.", "bonded"),
    ("guarantor.", "guaranteed"),
    ("tie.", "state-led"),
    ("selection.", "state-led"),
    ("eligibility.", "state-led"),
    ("trust.", "state-led"),
    ("agency.removal", BUSIEST),
    ("agency.interception", BUSIEST),
    ("agency.", "state-led"),
    ("demography.first_child", "state-led"),
    ("employers.bond", "employer-bond"),
    ("employers.", "repeat-entry"),
    ("preference.norm", "guaranteed"),
    ("preference.flight", "state-led"),
    ("preference.private_reasons", "state-led"),
    ("preference.noise_term", "guaranteed"),
    ("information.believed_selection", "state-led"),
    ("information.believed_open", "repeat-entry"),
    ("information.own_weight", "repeat-entry"),
    ("information.", "guaranteed"),
    ("corridor.<name>.labour.offer", "state-led"),
    ("corridor.<name>.labour.job_finding", "free-circulation"),
    ("corridor.<name>.labour.idle_months", "free-circulation"),
    ("corridor.<name>.agreement", "state-led"),
    ("corridor.<name>.lawful.visa", "free-circulation"),
    ("corridor.<name>.lawful", "base"),
    ("corridor.<name>.enforcement.departure_check", "state-led"),
    ("corridor.<name>.enforcement", BUSIEST),
    ("corridor.<name>.irregular.route.most_tries", "base"),
];

/// What must be so for a parameter to matter: a threshold that somebody reaches, a crisis, a season.
pub const BESIDE: &[(&str, &[&str])] = &[
    ("preference.default_stigma", &["home.attachable_share=0.02", "home.loan_months=36"]),
    ("preference.norm_memory", &["preference.norm=20"]),
    ("guarantor.kin.pledge_months", &["bond=none"]),
    ("guarantor.village.pledge_months", &["bond=none"]),
    ("guarantor.notable.pledge_months", &["bond=none"]),
    ("guarantor.association.pledge_months", &["bond=none"]),
    ("guarantor.firm.pledge_months", &["bond=none"]),
    // The last who is asked, and whose fund is too small for most.
    (
        "guarantor.every-kind.firm.least_part",
        &[
            "guarantor.every-kind.kin.capacity=0",
            "guarantor.every-kind.village.capacity=0",
            "guarantor.every-kind.association.capacity=0",
            "guarantor.every-kind.firm.capacity=0.005",
        ],
    ),
    ("guarantor.kin-then-village.kin.pledge_months", &["bond=none"]),
    ("guarantor.kin-then-village.village.pledge_months", &["bond=none"]),
    ("trust.prior_overstay", &["trust.prior_weight=100000"]),
    ("trust.suspend_months", &["trust.suspend_above=0.06"]),
    ("trust.probation", &["trust.suspend_above=0.06", "trust.suspend_months=6"]),
    ("trust.quota_most", &["trust.reference_overstay=0.6"]),
    (
        "corridor.<name>.enforcement.ban_months",
        // Many are removed, and would come again.
        &[
            "corridor.spain.enforcement.removal=0.1",
            "corridor.spain.lawful.visa.odds=0.5",
            "corridor.spain.irregular.route.passage_eur=100",
            "preference.effort=0",
        ],
    ),
    (
        "corridor.<name>.irregular.route.most_tries",
        // A passage that everybody can pay again.
        &["corridor.spain.irregular.route.interception=0.5", "corridor.spain.irregular.route.passage_eur=0"],
    ),
    ("corridor.<name>.agreement.programme.season_start", &["corridor.spain.agreement.programme.season_months=3"]),
    ("corridor.<name>.agreement.programme.demand_unemployment", &["corridor.spain.labour.unemployment_share=0.1"]),
];

/// A shipped scenario with all its values, written or not.
struct Shipped {
    name: &'static str,
    values: Vec<ShowRow>,
    /// How places in its own file begin.
    own: String,
}

fn all_shipped() -> &'static [Shipped] {
    static ALL: OnceLock<Vec<Shipped>> = OnceLock::new();
    let read = |name| {
        let loaded = course(name, &[]).loaded;
        Shipped { name, values: show(&loaded), own: format!("{}:", loaded.chain[0]) }
    };
    ALL.get_or_init(|| samples().into_iter().map(read).collect())
}

fn shipped(name: &str) -> &'static Shipped {
    all_shipped().iter().find(|s| s.name == name).unwrap_or_else(|| panic!("{name} is no shipped sample"))
}

/// A path without the number of the dated change that sets it.
fn undated(path: &str) -> &str {
    path.strip_prefix("change.").and_then(|p| p.split_once(".set.")).map_or(path, |p| p.1)
}

/// Whether a path lies below a table, or is it; `<name>` stands for any name.
fn below(path: &str, table: &str) -> bool {
    let mut parts = path.split('.');
    let alike = |a: &str, b: &str| a == b || [a, b].contains(&"<name>");
    table.split('.').all(|wanted| parts.next().is_some_and(|part| alike(part, wanted)))
}

impl Shipped {
    /// Whether something of a table is written by a file whose places begin like this. Who chooses a variant writes all
    /// of its table.
    fn writes(&self, table: &str, by: &str) -> bool {
        self.values.iter().filter(|v| v.from != "default" && v.from.starts_with(by)).any(|v| {
            let path = undated(&v.path);
            below(path, table) || (v.unit == "variant" && below(table, &format!("{path}.{}", v.value)))
        })
    }

    /// Value in force from the first month on.
    fn value(&self, path: &str) -> Option<&str> {
        self.values.iter().find(|v| v.path == path).map(|v| v.value.as_str())
    }

    /// Destinations with whom states have agreed on something.
    fn agreements(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(|v| {
            let place = v.path.strip_prefix("corridor.")?.strip_suffix(".agreement")?;
            (v.value != "none").then_some(place)
        })
    }

    /// Destinations, the usual one first.
    fn places(&self) -> Vec<&str> {
        let names = self.values.iter().filter_map(|v| v.path.strip_prefix("corridor.")?.strip_suffix(".circle"));
        let (mut first, others): (Vec<&str>, Vec<&str>) = names.partition(|name| *name == PLACE);
        first.extend(others);
        first
    }
}

/// Destinations of a scenario with whom states have agreed on a programme.
pub fn agreements(scenario: &str) -> Vec<&'static str> {
    shipped(scenario).agreements().collect()
}

/// Overseas destinations of a scenario.
pub fn overseas(scenario: &str) -> Vec<&'static str> {
    let it = shipped(scenario);
    it.places().into_iter().filter(|p| it.value(&format!("corridor.{p}.circle")) == Some("overseas")).collect()
}

/// Scenarios to try a parameter in, the first being the one where it should matter.
pub fn candidates(declared: &str) -> Vec<&'static str> {
    if let Some((_, scenario)) = WHERE.iter().find(|w| declared.starts_with(w.0)) {
        return vec![scenario];
    }
    let mut list = by_table(declared);
    list.push(BUSIEST);
    list
}

/// Shipped scenarios whose own file writes into the table of a parameter, unless the busiest has it too.
pub fn by_table(declared: &str) -> Vec<&'static str> {
    let Some((table, _)) = declared.rsplit_once('.') else { return Vec::new() };
    if shipped(BUSIEST).writes(table, "") {
        return Vec::new();
    }
    all_shipped().iter().filter(|s| s.writes(table, &s.own)).map(|s| s.name).collect()
}

/// Variants that must be chosen on the way to a path, as `dimension=variant`, where another is in force.
fn chosen(scenario: &Shipped, shape: &Shape, path: &str) -> Vec<String> {
    let (mut shape, mut at, mut list) = (shape, String::new(), Vec::new());
    for part in path.split('.') {
        shape = match shape {
            Shape::Leaf(_) => return list,
            Shape::Named { each, .. } => each,
            Shape::Table { fields, .. } | Shape::OneOf { variants: fields, .. } => {
                let dimension = matches!(shape, Shape::OneOf { .. });
                if dimension && scenario.value(&at) != Some(part) {
                    list.push(format!("{at}={part}"));
                }
                &fields.iter().find(|f| f.0 == part).unwrap_or_else(|| panic!("{path}: no {part}")).1
            }
        };
        at = if at.is_empty() { part.to_owned() } else { format!("{at}.{part}") };
    }
    list
}

/// A lever in a scenario.
fn lever(declared: &str, spec: &'static Spec, shape: &Shape, name: &'static str) -> Lever {
    let scenario = shipped(name);
    let paths: Vec<String> = scenario.places().into_iter().map(|p| declared.replace("<name>", p)).collect();
    let in_force = paths.iter().find(|path| scenario.value(path).is_some());
    let path = in_force.unwrap_or(&paths[0]).clone();
    let mut beside = chosen(scenario, shape, &path);
    // Room for a programme in a small sample, and a host that does not suspend it for one person.
    let room = |place| format!("corridor.{place}.agreement.programme.quota_year=150000");
    beside.extend(scenario.agreements().map(room));
    if scenario.agreements().next().is_some() {
        beside.push("trust.suspend_above=1".to_owned());
    }
    beside.extend(BESIDE.iter().filter(|b| declared.starts_with(b.0)).flat_map(|b| b.1).map(|s| (*s).to_owned()));
    // The last word on a path counts, and the lever's own is the very last.
    let key = |set: &str| set.split('=').next().unwrap().to_owned();
    let later = |i: usize, set: &str| beside[i + 1..].iter().any(|other| key(other) == key(set)) || key(set) == path;
    let beside = beside.iter().enumerate().filter(|(i, set)| !later(*i, set)).map(|(_, set)| set.clone()).collect();
    Lever { declared: declared.to_owned(), path, spec, scenario: name, beside }
}

/// Every rule that is a number, as declared.
pub fn declared() -> Vec<(String, &'static Spec)> {
    let all = parameters(&course("base", &[]).loaded.rules_shape);
    all.into_iter().filter(|(_, spec)| !matches!(spec.default, Plain::Text(_))).collect()
}

/// The levers of all rules that are numbers, `corridor` under one destination where each matters.
pub fn levers() -> Vec<Lever> {
    let shape = course("base", &[]).loaded.rules_shape;
    let first = |(path, spec): (String, _)| lever(&path, spec, &shape, candidates(&path)[0]);
    declared().into_iter().map(first).collect()
}

impl Lever {
    /// The same in the other scenarios in which it may matter.
    pub fn elsewhere(&self) -> Vec<Self> {
        let shape = course("base", &[]).loaded.rules_shape;
        let others = candidates(&self.declared).into_iter().filter(|name| *name != self.scenario);
        others.map(|name| lever(&self.declared, self.spec, &shape, name)).collect()
    }

    /// The scenario with the parameter at a value and others beside it.
    pub fn at(&self, value: f64, more: &[&str]) -> Course {
        let set = format!("{}={value}", self.path);
        let mut sets: Vec<&str> = self.beside.iter().map(String::as_str).chain(more.iter().copied()).collect();
        sets.push(&set);
        try_course(self.scenario, &sets).unwrap_or_else(|e| panic!("{sets:?} in {}: {e}", self.scenario))
    }
}

/// The common start of all scenarios at a sample: burn-in rules know no `--set`.
pub fn common_start(sample: &str) -> World {
    started(&course("base", &[sample]))
}

/// Simulates a scenario from a common start.
pub fn outcome(course: &Course, start: &World) -> Outcome {
    simulated(course, start.clone())
}
