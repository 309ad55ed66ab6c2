//! Every declared parameter as a lever: the shipped scenario in which it matters, and how to set it there.

use super::trial::{course, simulated, started, try_course};
use circula::base::param::{Plain, Spec};
use circula::run::{Course, Outcome};
use circula::scenario::evidence::parameters;
use circula::world::World;

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

/// Room for a programme in a small sample, and a host that does not suspend it for one person.
const ROOM: [&str; 2] = ["corridor.spain.agreement.programme.quota_year=150000", "trust.suspend_above=1"];

/// Scenario by the beginning of a path; the first that fits.
const WHERE: &[(&str, &str)] = &[
    ("bond.escrow", "bonded"),
    ("bond.", "bonded"),
    ("guarantor.", "guaranteed"),
    ("reentry.", "repeat-entry"),
    ("tie.", "state-led"),
    ("selection.", "state-led"),
    ("extension.", "state-led"),
    ("preparation.", "state-led"),
    ("eligibility.", "state-led"),
    ("trust.", "state-led"),
    ("agency.removal", "irregular-route"),
    ("agency.interception", "irregular-route"),
    ("agency.", "state-led"),
    ("demography.first_child", "state-led"),
    ("attention.contract", "state-led"),
    ("preference.norm", "guaranteed"),
    ("preference.noise_term", "guaranteed"),
    ("information.believed_selection", "state-led"),
    ("information.", "guaranteed"),
    ("corridor.<name>.labour.offer_spread", "state-led"),
    ("corridor.<name>.labour.job_finding", "free-circulation"),
    ("corridor.<name>.agreement", "state-led"),
    ("corridor.<name>.lawful.visa", "free-circulation"),
    ("corridor.<name>.lawful", "base"),
    ("corridor.<name>", "irregular-route"),
    ("", "irregular-route"),
];

/// What must be so for a parameter to matter: a threshold that somebody reaches, a crisis, a season.
const BESIDE: &[(&str, &[&str])] = &[
    ("preference.default_stigma", &["home.attachable_share=0.02", "home.loan_months=36"]),
    ("guarantor.association", &["guarantor.association.premium=0.1"]),
    ("guarantor.firm", &["guarantor.firm.premium=0.08"]),
    ("guarantor.notable", &["guarantor.notable.premium=0.1"]),
    ("trust.prior_overstay", &["trust.prior_weight=100000"]),
    ("trust.suspend_months", &["trust.suspend_above=0.06"]),
    ("trust.probation", &["trust.suspend_above=0.06", "trust.suspend_months=6"]),
    ("trust.quota_most", &["trust.reference_overstay=0.6"]),
    (
        "corridor.<name>.enforcement.ban_months",
        &["corridor.spain.enforcement.removal=0.1", "corridor.spain.lawful.visa.odds=0.5"],
    ),
    ("corridor.<name>.agreement.programme.season_start", &["corridor.spain.agreement.programme.season_months=3"]),
    ("corridor.<name>.agreement.programme.demand_unemployment", &["corridor.spain.labour.unemployment_share=0.1"]),
];

/// Variants that must be chosen by the path: `bond.deferred.withheld` wants `bond=deferred`.
fn variant(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('.').collect();
    let dimensions = ["bond", "guarantor", "reentry", "tie", "selection", "extension", "preparation"];
    let own = dimensions.contains(&parts[0]).then(|| format!("{}={}", parts[0], parts[1]));
    own.filter(|_| ["guarantor", "selection", "bond", "tie"].contains(&parts[0]))
}

/// The levers of all rules that are numbers, `corridor` under one destination where each matters.
pub fn levers() -> Vec<Lever> {
    let shape = course("base", &[]).loaded.rules_shape;
    let mut list = Vec::new();
    for (declared, spec) in parameters(&shape) {
        if matches!(spec.default, Plain::Text(_)) {
            continue;
        }
        let scenario = WHERE.iter().find(|w| declared.starts_with(w.0)).unwrap().1;
        let place = if declared.contains("lawful.free-movement") { "cote-divoire" } else { "spain" };
        let path = declared.replace("<name>", place);
        let mut beside: Vec<String> = variant(&declared).into_iter().collect();
        if !["base", "irregular-route", "free-circulation"].contains(&scenario) {
            beside.extend(ROOM.iter().map(|r| (*r).to_owned()));
        }
        beside.extend(BESIDE.iter().filter(|b| declared.starts_with(b.0)).flat_map(|b| b.1).map(|s| (*s).to_owned()));
        // The last word on a path counts, and the lever's own is the very last.
        let key = |set: &str| set.split('=').next().unwrap().to_owned();
        let later =
            |i: usize, set: &str| beside[i + 1..].iter().any(|other| key(other) == key(set)) || key(set) == path;
        let beside = beside.iter().enumerate().filter(|(i, set)| !later(*i, set)).map(|(_, set)| set.clone()).collect();
        list.push(Lever { declared, path, spec, scenario, beside });
    }
    list
}

impl Lever {
    /// The scenario with the parameter at a value and others beside it.
    pub fn at(&self, value: f64, more: &[&str]) -> Course {
        let set = format!("{}={value}", self.path);
        let mut sets: Vec<&str> = self.beside.iter().map(String::as_str).chain(more.iter().copied()).collect();
        sets.push(&set);
        try_course(self.scenario, &sets).unwrap_or_else(|e| panic!("{sets:?} in {}: {e}", self.scenario))
    }

    /// Whether the unit is a hazard or a share.
    pub fn is_chance(&self) -> bool {
        ["per month", "share"].contains(&self.spec.unit)
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
