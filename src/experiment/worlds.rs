//! Worlds that patterns and propositions ask for: each is run once, whoever asks, and all with the same draws, so that
//! they can be compared replicate by replicate.

use crate::engine::audit;
use crate::observe::tally::Tally;
use crate::run::course::Course;
use crate::run::replicate::{self, RunError};
use crate::scenario::Files;
use crate::world::World;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use thiserror::Error;

/// A world to be run: a scenario with values laid over it, as `--set` does, and a number of replicates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Path of the scenario, or `circula:NAME`.
    pub scenario: String,
    /// Values laid over it.
    pub set: Vec<String>,
    /// Replicates.
    pub reps: u64,
}

/// Why an experiment stopped.
#[derive(Debug, Error)]
pub enum Stopped {
    /// The user asked to stop.
    #[error("interrupted")]
    ByUser,
}

/// What was read of the replicates of a world, or why the world could not be run.
pub type Read<T> = Result<Vec<T>, String>;

/// Called after each replicate with the number done and the number of all.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Runs every replicate of every world and reads it.
///
/// # Errors
/// [`Stopped`] if the user asked to stop. A world that cannot be run is no error of the experiment: its result says
/// why.
pub fn run<T: Send>(
    files: &Files,
    worlds: &[Asked],
    read: impl Fn(usize, &Tally, &World) -> T + Sync,
    progress: Progress<'_>,
    stop: &AtomicBool,
) -> Result<Vec<Read<T>>, Stopped> {
    let courses: Vec<Result<Course, String>> =
        worlds.par_iter().map(|w| Course::open(files, &w.scenario, &w.set).map_err(|e| e.to_string())).collect();
    let jobs: Vec<(usize, u64)> =
        worlds.iter().enumerate().flat_map(|(i, w)| (0..w.reps).map(move |rep| (i, rep))).collect();
    let done = AtomicUsize::new(0);
    let results: Vec<Result<T, String>> = jobs
        .par_iter()
        .map(|&(i, rep)| {
            let course = courses[i].as_ref().map_err(Clone::clone)?;
            let read = one(course, rep, stop).map(|(tally, world)| read(i, &tally, &world)).map_err(|e| e.to_string());
            progress(1 + done.fetch_add(1, Ordering::Relaxed), jobs.len());
            read
        })
        .collect();
    if stop.load(Ordering::Relaxed) {
        return Err(Stopped::ByUser);
    }
    let mut results = results.into_iter();
    Ok(worlds.iter().map(|w| results.by_ref().take(w.reps as usize).collect()).collect())
}

/// One replicate, with the world as it is at the end.
fn one(course: &Course, rep: u64, stop: &AtomicBool) -> Result<(Tally, World), RunError> {
    let settings = &course.loaded.settings;
    let mut world = replicate::start(course, settings.run.seed, rep, stop)?;
    let mut tally = Tally::begin(&world, course.circles(), settings.run.months as usize);
    replicate::begin_rules(course, &mut world);
    for m in 0..settings.run.months {
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped);
        }
        replicate::month(course, &mut world, settings.run.start.plus(m as i32));
        tally.fold(&world);
    }
    audit::full(&world)?;
    tally.end(&world);
    Ok((tally, world))
}
