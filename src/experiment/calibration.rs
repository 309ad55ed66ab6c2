//! Calibration: which values of parameters bring the model near what was observed, in the worlds in which it was.
//!
//! A plan names targets (rows of patterns with two ends), parameters with uniform priors, and how the population is led
//! ([`abc`](super::abc)). A proposal is looked at in the world of every target, with several replicates; its distance
//! is the root of the weighted mean square of what each target misses the middle of its interval by, in half widths: at
//! most 1 where it lies inside of all of them.

use super::abc::{Leading, Posterior, lead};
use super::asked::{Asked, Worlds};
use super::ensemble::{self, EnsembleError, Options};
use super::particles::free_numbers;
use super::patterns::{self, Pattern};
use super::sensitivity::{Varied, usual_range};
use super::variant::Variant;
use super::verdict::Wanted;
use crate::base::statistics::Moments;
use crate::run::RESULTS_VERSION;
use crate::scenario::Files;
use crate::scenario::show::rule_numbers;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Scenario that a calibrated one changes.
pub const BASE: &str = "circula:base";

/// Proposals that are looked at together, and kept in one file.
const BATCH: usize = 8;

/// Most proposals of a calibration.
const MOST_PROPOSALS: usize = 200_000;

/// Why a plan is none.
#[derive(Debug, Error)]
pub enum CalibrationError {
    /// It is no such TOML.
    #[error("{0}")]
    Form(String),
    /// What it says cannot be done.
    #[error("{message}")]
    Wrong {
        /// What.
        message: String,
        /// What is wanted.
        help: String,
    },
    /// The rows of its targets are faulty.
    #[error(transparent)]
    Targets(#[from] Box<crate::base::diagnostics::Faulty>),
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> CalibrationError {
    CalibrationError::Wrong { message: message.into(), help: help.into() }
}

/// A prior as a plan writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Prior {
    Range([f64; 2]),
    Word(String),
}

/// A plan as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: u32,
    targets: Vec<String>,
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    weight: BTreeMap<String, f64>,
    parameter: BTreeMap<String, Prior>,
    #[serde(default)]
    run: RunOfPlan,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RunOfPlan {
    particles: usize,
    kept: usize,
    generations: u32,
    accepted: f64,
    reps: u64,
    sample: u64,
    seed: u64,
    set: Vec<String>,
}

impl Default for RunOfPlan {
    fn default() -> Self {
        let (particles, kept, generations, accepted) = (200, 100, 6, 0.1);
        Self { particles, kept, generations, accepted, reps: 2, sample: 0, seed: 1, set: Vec::new() }
    }
}

/// A target: a row, the middle and the half width of its interval, its weight, and what is set in its world.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) row: Pattern,
    pub(super) middle: f64,
    pub(super) half: f64,
    weight: f64,
    world: Asked,
    /// Digest of its plan before any parameter moves.
    plan_hash: String,
    /// Positions of the parameters that are in force there.
    applies: Vec<usize>,
}

/// A calibration ready to be run.
#[derive(Clone, Debug)]
pub struct Calibration {
    pub(super) targets: Vec<Target>,
    /// Parameters with the ends of their priors.
    pub parameters: Vec<Varied>,
    /// How the population is led.
    pub leading: Leading,
}

/// What was found, with what each proposal gave in each target.
#[derive(Debug)]
pub struct Calibrated {
    /// The population.
    pub posterior: Posterior,
    /// Mean over replicates of each target, by proposal, in the order of the history.
    pub values: Vec<Vec<Option<f64>>>,
}

/// Remembers what batches of proposals gave, so that an interrupted calibration goes on.
pub trait Remember {
    /// What a batch gave, `[proposal][target]`.
    fn find(&self, batch: u64) -> Option<Vec<Vec<Option<f64>>>>;
    /// Keeps it.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn keep(&self, batch: u64, values: &[Vec<Option<f64>>]) -> Result<(), EnsembleError>;
    /// A population has been looked at: number, proposals, how many of its batches were found.
    fn told(&self, generation: u32, proposals: usize, found: usize);
}

impl Calibration {
    /// Reads a plan.
    ///
    /// # Errors
    /// Everything that makes it none.
    pub fn read(files: &Files, text: &str) -> Result<Self, CalibrationError> {
        let written: Written = toml::from_str(text).map_err(|error| CalibrationError::Form(error.to_string()))?;
        if written.schema != 1 {
            return Err(wrong(format!("`schema` = {} is not known", written.schema), "wanted `schema = 1`"));
        }
        let run = &written.run;
        let sizes = [("particles", run.particles, 4, 100_000), ("kept", run.kept, 2, run.particles.saturating_sub(1))];
        for (name, value, low, high) in sizes {
            if !(low..=high).contains(&value) {
                return Err(wrong(
                    format!("`run.{name}` = {value} is out of range"),
                    format!("allowed: {low} to {high}"),
                ));
            }
        }
        let proposals = (run.particles - run.kept).saturating_mul(run.generations as usize);
        if run.generations == 0 || proposals > MOST_PROPOSALS || !(1..=1000).contains(&run.reps) {
            let help =
                format!("wanted 1 or more generations, at most {MOST_PROPOSALS} proposals, 1 to 1000 replicates");
            return Err(wrong("`run` is out of range", help));
        }
        if !(0.0..1.0).contains(&run.accepted) {
            return Err(wrong(format!("`run.accepted` = {} is out of range", run.accepted), "wanted a share below 1"));
        }
        let rows = rows(files, &written)?;
        let parameters = parameters(files, &written, &rows)?;
        let targets = rows.into_iter().map(|row| target(files, row, &written, &parameters));
        let targets: Vec<Target> = targets.collect::<Result<_, _>>()?;
        for (at, parameter) in parameters.iter().enumerate() {
            if targets.iter().all(|target| !target.applies.contains(&at)) {
                let help = "name a number that is in force in the world of a target";
                return Err(wrong(format!("`{}` is in force in no target", parameter.path), help));
            }
        }
        let leading = Leading {
            particles: run.particles,
            kept: run.kept,
            generations: run.generations,
            accepted: run.accepted,
            seed: run.seed,
        };
        Ok(Self { targets, parameters, leading })
    }

    /// Worlds that one proposal is looked at in, with its replicates.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.targets.iter().map(|target| target.world.reps).sum()
    }

    /// Names of the targets.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| target.row.id.as_str())
    }

    /// Digest of everything that the proposals and their distances depend on: with another one, what was looked at is
    /// of no use.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut text = format!("results {RESULTS_VERSION}\n{:?}\n", self.leading);
        for Varied { path, low, high, whole, .. } in &self.parameters {
            text.push_str(&format!("{path} {low:?} {high:?} {whole}\n"));
        }
        for Target { row, middle, half, weight, world, plan_hash, applies } in &self.targets {
            let (id, measure, reps) = (&row.id, &row.measure, world.reps);
            let target = format!("{id} {measure} {middle:?} {half:?} {weight:?}");
            text.push_str(&format!("{target} {reps} {plan_hash} {applies:?}\n"));
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }

    /// Runs it.
    ///
    /// # Errors
    /// See [`EnsembleError`].
    pub fn run(
        &self,
        files: &Files,
        options: &Options<'_>,
        remember: &dyn Remember,
    ) -> Result<Calibrated, EnsembleError> {
        let mut values = Vec::new();
        let mut batch = 0;
        let posterior = lead(&self.leading, self.parameters.len(), |generation, places: &[Vec<f64>]| {
            let mut distances = Vec::with_capacity(places.len());
            let mut found = 0;
            for places in places.chunks(BATCH) {
                let sound = |kept: &Vec<Vec<Option<f64>>>| {
                    kept.len() == places.len() && kept.iter().all(|list| list.len() == self.targets.len())
                };
                let looked = match remember.find(batch).filter(sound) {
                    Some(kept) => {
                        found += 1;
                        kept
                    }
                    None => {
                        let new = self.look(files, options, places)?;
                        remember.keep(batch, &new)?;
                        new
                    }
                };
                distances.extend(looked.iter().map(|values| self.distance(values)));
                values.extend(looked);
                batch += 1;
            }
            remember.told(generation, places.len(), found);
            Ok::<_, EnsembleError>(distances)
        })?;
        Ok(Calibrated { posterior, values })
    }

    /// Means of the targets at places of the unit cube.
    fn look(
        &self,
        files: &Files,
        options: &Options<'_>,
        places: &[Vec<f64>],
    ) -> Result<Vec<Vec<Option<f64>>>, EnsembleError> {
        let asked: Vec<Vec<Asked>> =
            places.iter().map(|place| self.targets.iter().map(|target| self.world(target, place)).collect()).collect();
        let worlds = Worlds::open(files, asked.iter().flatten().map(|asked| (asked.clone(), false)));
        let readings = ensemble::run(&worlds.design, options, |_, finished| {
            self.targets.iter().map(|target| target.row.measure.of(&finished.outcome.tally)).collect::<Vec<_>>()
        })?;
        let mean = |(at, asked): (usize, &Asked)| {
            let replicates = worlds.replicates(&readings, asked).ok()?;
            Moments::of(&replicates.into_iter().filter_map(|values| values[at]).collect::<Vec<_>>()).mean()
        };
        Ok(asked.iter().map(|list| list.iter().enumerate().map(mean).collect()).collect())
    }

    fn world(&self, target: &Target, place: &[f64]) -> Asked {
        let sets = target.applies.iter().map(|&at| self.parameters[at].set(self.parameters[at].at(place[at])));
        Asked { set: target.world.set.iter().cloned().chain(sets).collect(), ..target.world.clone() }
    }

    /// How far values are from the targets; NaN where one is missing.
    fn distance(&self, values: &[Option<f64>]) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (target, value) in self.targets.iter().zip(values) {
            let miss = (value.unwrap_or(f64::NAN) - target.middle) / target.half;
            (sum, weights) = (sum + target.weight * miss * miss, weights + target.weight);
        }
        (sum / weights).sqrt()
    }
}

/// The rows of the plan that can be targets.
fn rows(files: &Files, written: &Written) -> Result<Vec<Pattern>, CalibrationError> {
    let mut rows = patterns::read(files, &written.targets)?;
    for name in &written.only {
        if !rows.iter().any(|row| row.id == *name || row.system == *name) {
            return Err(wrong(format!("`only` names `{name}`, which is no target"), "name rows or their systems"));
        }
    }
    rows.retain(|row| {
        written.only.is_empty() || written.only.iter().any(|name| row.id == *name || row.system == *name)
    });
    if rows.is_empty() {
        return Err(wrong("there are no targets", "name files of rows in `targets`"));
    }
    for name in written.weight.keys() {
        if !rows.iter().any(|row| row.id == *name) {
            return Err(wrong(format!("`weight` names `{name}`, which is no target"), "name one of the rows"));
        }
    }
    Ok(rows)
}

/// The parameters with their priors: declared by the numbers of the worlds of the targets.
fn parameters(files: &Files, written: &Written, rows: &[Pattern]) -> Result<Vec<Varied>, CalibrationError> {
    let mut known = BTreeMap::new();
    let worlds =
        std::iter::once((BASE, &[][..])).chain(rows.iter().map(|r| (r.world.scenario.as_str(), &r.world.set[..])));
    for (scenario, set) in worlds.collect::<BTreeSet<_>>() {
        let variant = Variant::open(files, scenario, &set.to_vec())
            .map_err(|error| wrong(format!("`{scenario}` cannot be opened: {error}"), "mend it first"))?;
        for number in rule_numbers(&variant.course.loaded) {
            known.entry(number.path.clone()).or_insert(number);
        }
    }
    let mut list = Vec::new();
    for (path, prior) in &written.parameter {
        let Some(number) = known.get(path) else {
            return Err(wrong(format!("`{path}` is no number of any target"), "see the paths with `circula show`"));
        };
        let range = match prior {
            Prior::Range([low, high]) => {
                let allowed = *low < *high && *low >= number.spec.low && *high <= number.spec.high;
                allowed.then_some((*low, *high))
            }
            Prior::Word(word) if word == "usual" => usual_range(number, None),
            Prior::Word(_) => None,
        };
        let Some((low, high)) = range else {
            let help =
                format!("wanted [LOW, HIGH] within {}, or \"usual\" for the range by its grade", number.spec.range());
            return Err(wrong(format!("the prior of `{path}` is none"), help));
        };
        list.push(Varied { path: path.clone(), low, high, whole: number.spec.whole, factor: path.clone() });
    }
    if list.is_empty() {
        return Err(wrong("there are no parameters", "name some in `[parameter]`"));
    }
    Ok(list)
}

fn target(files: &Files, row: Pattern, plan: &Written, all: &[Varied]) -> Result<Target, CalibrationError> {
    let Wanted::Between(low, high) = row.wanted else {
        return Err(wrong(format!("`{}` is a record, no interval", row.id), "leave it out with `only`"));
    };
    if !(low.is_finite() && high.is_finite() && low < high) || row.against.is_some() {
        let help = "a target has `low` below `high` and is compared with no other world; leave others out with `only`";
        return Err(wrong(format!("`{}` is no target", row.id), help));
    }
    let weight = plan.weight.get(&row.id).copied().unwrap_or(1.0);
    if !(weight > 0.0 && weight.is_finite()) {
        return Err(wrong(format!("the weight of `{}` is {weight}", row.id), "wanted a number above 0"));
    }
    let mut world = Asked { reps: plan.run.reps, ..row.world.clone() };
    if plan.run.sample > 0 {
        world.set.retain(|set| !set.starts_with("population.sample.one_in="));
        world.set.push(format!("population.sample.one_in={}", plan.run.sample));
    }
    world.set.extend(plan.run.set.iter().cloned());
    let open = Variant::open(files, &world.scenario, &world.set)
        .map_err(|error| wrong(format!("the world of `{}` cannot be opened: {error}", row.id), "mend it first"))?;
    // What a scenario that changes another one, or the row, says itself describes the case that was observed.
    let free = free_numbers(&open, &world.set);
    let applies = (0..all.len()).filter(|&at| free.contains(&all[at].path)).collect();
    let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
    Ok(Target { middle, half, weight, world, plan_hash: open.plan_hash, applies, row })
}
