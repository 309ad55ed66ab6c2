//! One replicate: burn-in under the base rules, then the run under the scenario's own, month by month, with the books
//! checked.

use super::course::{Course, CourseError};
use crate::base::units::Month;
use crate::engine::audit::{self, Violation};
use crate::mechanism;
use crate::observe::tally::Tally;
use crate::population::BuildError;
use crate::world::World;
use crate::world::village::Belief;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

/// Why a replicate did not end.
#[derive(Debug, Error)]
pub enum RunError {
    /// The world could not be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The scenario could not be made ready.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// An invariant broke: a bug, with the month and the account.
    #[error("an invariant is broken, which is a bug of the program: {0}")]
    Violation(#[from] Violation),
    /// The program broke off, which is a bug.
    #[error("the program broke off, which is a bug: {0}")]
    Panic(String),
    /// The user asked to stop.
    #[error("interrupted")]
    Stopped,
    /// A result could not be serialised.
    #[error("cannot serialise a result: {0}")]
    Digest(#[from] postcard::Error),
}

/// What a replicate gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Number of the replicate.
    pub replicate: u64,
    /// Digest of the world at month 0 of the run, after the burn-in: equal in all variants of a comparison.
    pub start_digest: String,
    /// What is remembered.
    pub tally: Tally,
    /// Digest of what is remembered: equal digests, equal results.
    pub digest: String,
}

/// How thoroughly the books are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Cheap ones each month, all of them once a year and at the end.
    Usual,
    /// All of them every month.
    Full,
}

/// Builds the world of a replicate and simulates the burn-in.
///
/// # Errors
/// See [`RunError`].
pub fn start(course: &Course, seed: u64, replicate: u64, stop: &AtomicBool) -> Result<World, RunError> {
    start_watched(course, seed, replicate, stop, &|| ())
}

/// The same as [`start`], calling `month_done` after each month of the burn-in.
///
/// # Errors
/// See [`RunError`].
pub fn start_watched(
    course: &Course,
    seed: u64,
    replicate: u64,
    stop: &AtomicBool,
    month_done: &dyn Fn(),
) -> Result<World, RunError> {
    let mut world = course.build(seed, replicate)?;
    let settings = &course.loaded.settings;
    let first = settings.first();
    for m in 0..settings.run.burn_in_months {
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped);
        }
        mechanism::month(&mut world, &course.base.0, &course.base.1, first.plus(m as i32), first);
        month_done();
    }
    // The run's own wages are measured from the stock at its start.
    for (market, (_, corridor)) in world.markets.iter_mut().zip(&course.base.0.corridor.list) {
        market.irregular_start = market.irregular;
        market.unemployment_start = corridor.labour.unemployment_share;
    }
    audit::full(&world)?;
    Ok(world)
}

/// Simulates the run of a scenario from its first month on.
///
/// # Errors
/// See [`RunError`].
pub fn simulate(
    course: &Course,
    mut world: World,
    replicate: u64,
    checks: Checks,
    stop: &AtomicBool,
) -> Result<Outcome, RunError> {
    simulate_watched(course, &mut world, replicate, checks, stop, &|| ())
}

/// The same as [`simulate`], calling `month_done` after each month; the world is left as it is at the end.
///
/// # Errors
/// See [`RunError`].
pub fn simulate_watched(
    course: &Course,
    world: &mut World,
    replicate: u64,
    checks: Checks,
    stop: &AtomicBool,
    month_done: &dyn Fn(),
) -> Result<Outcome, RunError> {
    let mut under_way = UnderWay::begin(course, world, replicate)?;
    while under_way.month(checks, stop)? {
        month_done();
    }
    under_way.end()
}

/// A run that is simulated month by month, so that whoever wants to sees each month's events before they are gone.
#[derive(Debug)]
pub struct UnderWay<'a> {
    course: &'a Course,
    /// The world after the months so far, with the events of the last one.
    pub world: &'a mut World,
    replicate: u64,
    start_digest: String,
    tally: Tally,
    done: u32,
}

impl<'a> UnderWay<'a> {
    /// Begins the run of a scenario in a world after its burn-in.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn begin(course: &'a Course, world: &'a mut World, replicate: u64) -> Result<Self, RunError> {
        let settings = &course.loaded.settings;
        let start_digest = world.digest()?;
        world.begin_journeys(course.base.1.horizon.rate());
        begin_rules(course, world);
        let tally = Tally::begin(world, course.circles(), settings.run.months as usize);
        Ok(Self { course, world, replicate, start_digest, tally, done: 0 })
    }

    /// Simulates the next month; whether there was one.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn month(&mut self, checks: Checks, stop: &AtomicBool) -> Result<bool, RunError> {
        let settings = &self.course.loaded.settings;
        if self.done == settings.run.months {
            return Ok(false);
        }
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped);
        }
        let t = settings.run.start.plus(self.done as i32);
        month(self.course, self.world, t);
        self.tally.fold(self.world);
        match checks {
            Checks::Full => audit::full(self.world)?,
            Checks::Usual if t.of_year() == 11 => audit::full(self.world)?,
            Checks::Usual => audit::quick(self.world)?,
        }
        self.done += 1;
        Ok(true)
    }

    /// What the run gives.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn end(mut self) -> Result<Outcome, RunError> {
        audit::full(self.world)?;
        self.tally.end(self.world);
        let digest = self.tally.digest()?;
        let Self { replicate, start_digest, tally, .. } = self;
        Ok(Outcome { replicate, start_digest, tally, digest })
    }
}

/// One month of a run under the rules in force; people hear of it where they are new.
pub fn month(course: &Course, world: &mut World, t: Month) {
    let (rules, tables) = course.in_force(t);
    if t > course.loaded.settings.run.start {
        let (before, _) = course.in_force(t.plus(-1));
        if !std::ptr::eq(before, rules) {
            mechanism::information::news_of_rules(world, before, rules);
        }
    }
    mechanism::month(world, rules, tables, t, course.loaded.settings.first());
}

/// What the scenario's own rules make of the state that the burn-in has left: destinations and beliefs about
/// institutions that were not there before.
pub fn begin_rules(course: &Course, world: &mut World) {
    let (rules, _) = course.in_force(course.loaded.settings.run.start);
    let new = &rules.corridor.list[world.corridors.len()..];
    if !new.is_empty() {
        let weight = course.population.belief_weight(rules);
        let beliefs: Vec<Belief> = (world.corridors.len()..rules.corridor.list.len())
            .map(|corridor| mechanism::information::first_belief(rules, corridor, weight))
            .collect();
        let names: Vec<String> = new.iter().map(|(name, _)| name.clone()).collect();
        let unemployment: Vec<f64> = new.iter().map(|(_, c)| c.labour.unemployment_share).collect();
        world.open_destinations(&names, &beliefs, &unemployment);
    }
    mechanism::information::news_of_rules(world, &course.base.0, rules);
}
