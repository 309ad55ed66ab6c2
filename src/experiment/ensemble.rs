//! The one runner of experiments: replicates × variants, in parallel. In each replicate the world of a group of
//! variants is built and simulates its burn-in once, and every variant of the group goes on from a copy of it.
//!
//! Small worlds are run several replicates at a time, each on threads of its own; worlds that the memory holds only
//! once are run one after another, in parallel inside. The results do not depend on that.

use super::design::Design;
use super::followed::{Followed, persons};
use super::layout::{Job, layout, order, too_large};
use super::variant::Variant;
use super::welfare::{self, Beginning, Lives, Welfare};
use crate::base::files::FileError;
use crate::population::BuildError;
use crate::run::replicate::{simulate_watched, start_watched};
use crate::run::{Checks, Outcome, RunError};
use crate::world::World;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// Why an experiment did not end.
#[derive(Debug, Error)]
pub enum EnsembleError {
    /// The user asked to stop.
    #[error("interrupted")]
    Stopped,
    /// What has ended could not be kept.
    #[error(transparent)]
    Keep(#[from] FileError),
    /// A world cannot be built, or is too large for the machine.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The system gives no threads.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// Variants that ought to start from one world do not, which is a bug, or the replicates kept are of another
    /// program.
    #[error(
        "replicate {replicate}: `{variant}` did not start from the same world as the others; if replicates kept by \
         another build of the program are in the folder, choose another folder"
    )]
    Unequal {
        /// The replicate.
        replicate: u64,
        /// The variant.
        variant: String,
    },
}

/// What a run leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// What is remembered.
    pub outcome: Outcome,
    /// What became of every person, by id; none where persons are not followed.
    pub persons: Option<Vec<Followed>>,
    /// What lives are worth; none where persons are not followed.
    pub lives: Option<Lives>,
    /// Welfare against the first variant; none but in a comparison of variants that start from one world, all of which
    /// have ended.
    pub welfare: Option<Welfare>,
}

/// Follows an experiment while it runs; called from many threads.
pub trait Watch: Sync {
    /// A month of some replicate has been simulated.
    fn month(&self) {}
    /// A replicate of a variant has ended, or was found `kept`; `failed` says why it did not end.
    fn ended(&self, variant: usize, replicate: u64, kept: bool, failed: Option<&str>) {
        let _ = (variant, replicate, kept, failed);
    }
}

/// Nobody watches.
impl Watch for () {}

/// Remembers replicates that have ended, so that an interrupted experiment goes on where it stopped.
pub trait Keep: Sync {
    /// A replicate kept earlier.
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        let _ = (variant, replicate);
        None
    }
    /// Keeps a replicate.
    ///
    /// # Errors
    /// Where it cannot be written; the experiment then stops.
    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        let _ = (variant, finished);
        Ok(())
    }
}

/// Nothing is kept.
impl Keep for () {}

/// How an experiment is run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads to use, at least 1.
    pub threads: usize,
    /// How thoroughly the books are checked.
    pub checks: Checks,
    /// Bytes of memory that may be used, if known.
    pub memory: Option<u64>,
    /// Set by whoever wants the experiment to stop soon.
    pub stop: &'a AtomicBool,
    /// Who follows it.
    pub watch: &'a dyn Watch,
    /// Where replicates are kept.
    pub keep: &'a dyn Keep,
}

/// What was read of every replicate, `[variant][replicate]`; or why it did not end.
pub type Readings<T> = Vec<Vec<Result<T, String>>>;

/// What was read of the variants of a group in one replicate, with their positions.
type Row<T> = Vec<(usize, Result<T, String>)>;

/// Runs every replicate of every variant and hands what each leaves to `read`, with the position of its variant.
///
/// # Errors
/// See [`EnsembleError`]. A replicate that breaks an invariant is no error of the experiment: its place in the readings
/// tells why.
pub fn run<T: Send>(
    design: &Design,
    options: &Options<'_>,
    read: impl Fn(usize, &Finished) -> T + Sync,
) -> Result<Readings<T>, EnsembleError> {
    let mut found = work_through(design, options, &order(design), &read)?;
    found.sort_by_key(|row| row.0);
    let mut readings: Readings<T> = design.variants.iter().map(|_| Vec::new()).collect();
    for (at, reading) in found.into_iter().flat_map(|row| row.1) {
        readings[at].push(reading);
    }
    Ok(readings)
}

/// A run that did not end: variant, replicate, why.
pub type NotEnded = (usize, u64, String);

/// Runs part `part` (from 0) of `parts` of a design, each of which has about as many replicates of every variant, and
/// leaves what ended where it is kept. Gives the runs of the part that did not end, and how many there were in all.
///
/// # Errors
/// As [`run`].
pub fn run_part(
    design: &Design,
    options: &Options<'_>,
    (part, parts): (usize, usize),
) -> Result<(Vec<NotEnded>, usize), EnsembleError> {
    let jobs: Vec<Job> = order(design).into_iter().skip(part).step_by(parts.max(1)).collect();
    let found = work_through(design, options, &jobs, &|_, _| ())?;
    let all = found.iter().map(|(_, row)| row.len()).sum();
    let of = |(replicate, row): (u64, Row<()>)| {
        row.into_iter().filter_map(move |(at, reading)| Some((at, replicate, reading.err()?)))
    };
    let mut failed: Vec<NotEnded> = found.into_iter().flat_map(of).collect();
    failed.sort();
    Ok((failed, all))
}

/// Does jobs with all threads.
fn work_through<T: Send>(
    design: &Design,
    options: &Options<'_>,
    jobs: &[Job],
    read: &(impl Fn(usize, &Finished) -> T + Sync),
) -> Result<Vec<(u64, Row<T>)>, EnsembleError> {
    let layout = layout(design, options.threads, options.memory)?;
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(u64, Row<T>)>> = Mutex::new(Vec::new());
    let trouble: Mutex<Option<EnsembleError>> = Mutex::new(None);
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if options.stop.load(Ordering::Relaxed) {
                return;
            }
            match one_replicate(design, options, job, read) {
                Ok(row) => found.lock().unwrap_or_else(PoisonError::into_inner).push((job.replicate, row)),
                Err(error) => {
                    // The first error is the one to report; the others stop because of it.
                    trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    options.stop.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..layout.workers {
            scope.spawn(|| {
                // This thread belongs to the pool, so that nobody else's replicate is begun while it waits for its own
                // districts.
                match rayon::ThreadPoolBuilder::new().num_threads(layout.inner).use_current_thread().build() {
                    Ok(pool) => pool.install(work),
                    Err(error) => {
                        trouble
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .get_or_insert(EnsembleError::Threads(error.to_string()));
                    }
                }
            });
        }
    });
    if let Some(error) = trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if found.len() == jobs.len() { Ok(found) } else { Err(EnsembleError::Stopped) }
}

/// Variants of a group in one replicate.
fn one_replicate<T>(
    design: &Design,
    options: &Options<'_>,
    &Job { group, ref members, replicate }: &Job,
    read: &(impl Fn(usize, &Finished) -> T + Sync),
) -> Result<Row<T>, EnsembleError> {
    let joined = design.joins();
    let mut ended = Vec::with_capacity(members.len());
    let mut row = Vec::with_capacity(members.len());
    let mut deliver = |Ended { at, kept, result }: Ended| -> Result<(), EnsembleError> {
        let reading = match result {
            Err(RunError::Stopped) => return Err(EnsembleError::Stopped),
            Err(RunError::Build(error)) if design.together => return Err(error.into()),
            Err(other) => Err(other.to_string()),
            Ok(finished) => {
                if !kept {
                    options.keep.keep(at, &finished)?;
                }
                guarded(|| Ok(read(at, &finished))).map_err(|error| error.to_string())
            }
        };
        options.watch.ended(at, replicate, kept, reading.as_ref().err().map(String::as_str));
        row.push((at, reading));
        Ok(())
    };
    let mut shared = Shared { world: None, others: members.len(), too_large: too_large(design, group, options.memory) };
    let mut start: Option<String> = None;
    for (at, kept) in members.iter().copied().zip(all_kept(design, options, members, replicate)) {
        shared.others -= 1;
        let one = of_variant(design, options, (at, replicate), kept, &mut shared);
        if let Ok(Finished { outcome, .. }) = &one.result
            && start.get_or_insert_with(|| outcome.start_digest.clone()) != &outcome.start_digest
        {
            return Err(EnsembleError::Unequal { replicate, variant: design.variants[at].name.clone() });
        }
        match one.result {
            Err(RunError::Stopped) => return Err(EnsembleError::Stopped),
            _ if joined => ended.push(one),
            _ => deliver(one)?,
        }
    }
    join(design, &mut ended);
    ended.into_iter().try_for_each(deliver)?;
    Ok(row)
}

/// A variant of a replicate that has ended, or was found kept.
struct Ended {
    at: usize,
    kept: bool,
    result: Result<Finished, RunError>,
}

/// What is kept of a replicate, variant by variant. A replicate that was kept when nobody asked for its persons is
/// simulated again, and so are all variants of one whose persons are to be compared and were not.
fn all_kept(design: &Design, options: &Options<'_>, members: &[usize], replicate: u64) -> Vec<Option<Finished>> {
    let whole = |at: usize, kept: &Finished| kept.persons.is_some() || !design.variants[at].followed;
    let found: Vec<Option<Finished>> =
        members.iter().map(|&at| options.keep.find(at, replicate).filter(|kept| whole(at, kept))).collect();
    let compared = |kept: &Option<Finished>| kept.as_ref().is_some_and(|kept| kept.welfare.is_some());
    if design.joins() && !found.iter().all(compared) { members.iter().map(|_| None).collect() } else { found }
}

fn of_variant(
    design: &Design,
    options: &Options<'_>,
    (at, replicate): (usize, u64),
    found: Option<Finished>,
    shared: &mut Shared,
) -> Ended {
    let kept = found.is_some();
    let result = match (found, &shared.too_large) {
        (Some(finished), _) => Ok(finished),
        (None, Some(error)) => Err(error.clone().into()),
        (None, None) => simulated(design, options, at, replicate, shared),
    };
    Ended { at, kept, result }
}

/// Compares the persons of all variants of a replicate, where all have ended just now.
fn join(design: &Design, ended: &mut [Ended]) {
    let lives = ended.iter().map(|one| one.result.as_ref().ok()?.lives.as_ref());
    let Some(lives) = lives.collect::<Option<Vec<&Lives>>>() else { return };
    let found = welfare::against_first(&lives);
    for (Ended { at, result, .. }, welfare) in ended.iter_mut().zip(found) {
        if let Ok(finished) = result {
            finished.welfare = Some(welfare);
            if !design.variants[*at].followed {
                finished.lives = None;
            }
        }
    }
}

/// The world at the start of a replicate that the variants of a group have in common.
struct Shared {
    world: Option<World>,
    /// Variants that are still to come.
    others: usize,
    /// Why it cannot be built, if it cannot.
    too_large: Option<BuildError>,
}

/// Simulates one variant of a replicate from the world that its group shares.
fn simulated(
    design: &Design,
    options: &Options<'_>,
    at: usize,
    replicate: u64,
    shared: &mut Shared,
) -> Result<Finished, RunError> {
    let Variant { course, followed, .. } = &design.variants[at];
    let seed = course.loaded.settings.run.seed;
    let watched = || options.watch.month();
    guarded(|| {
        let mut world = match shared.world.take() {
            Some(world) => world,
            None => start_watched(course, seed, replicate, options.stop, &watched)?,
        };
        if shared.others > 0 {
            shared.world = Some(world.clone());
        }
        let beginning = (*followed || design.joins()).then(|| Beginning::of(&world, course));
        let outcome = simulate_watched(course, &mut world, replicate, options.checks, options.stop, &watched)?;
        let persons = followed.then(|| persons(&world));
        let lives = beginning.map(|began| Lives::of(&mut world, course, &began));
        Ok(Finished { outcome, persons, lives, welfare: None })
    })
}

/// Does some work of a run. What would end the program becomes the failure of this run.
fn guarded<T>(work: impl FnOnce() -> Result<T, RunError>) -> Result<T, RunError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(RunError::Panic(words.unwrap_or("no message").to_owned()))
    })
}

#[cfg(test)]
#[path = "ensemble_tests.rs"]
mod tests;
