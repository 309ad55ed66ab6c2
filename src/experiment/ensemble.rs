//! The one runner of experiments: replicates × variants, in parallel. In each replicate the world of a group of
//! variants is built and simulates its burn-in once, and every variant of the group goes on from a copy of it.
//!
//! Small worlds are run several replicates at a time, each on threads of its own; worlds that the memory holds only
//! once are run one after another, in parallel inside. The results do not depend on that.

use super::design::Design;
use super::followed::{Followed, persons};
use super::layout::{layout, order, too_large};
use super::variant::Variant;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// What is remembered.
    pub outcome: Outcome,
    /// What became of every person, by id; none where persons are not followed.
    pub persons: Option<Vec<Followed>>,
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
    let layout = layout(design, options.threads, options.memory)?;
    let (jobs, next) = (order(design), AtomicUsize::new(0));
    let found: Mutex<Vec<(u64, Row<T>)>> = Mutex::new(Vec::new());
    let trouble: Mutex<Option<EnsembleError>> = Mutex::new(None);
    let work = || {
        while let Some(&(group, replicate)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if options.stop.load(Ordering::Relaxed) {
                return;
            }
            match one_replicate(design, options, group, replicate, &read) {
                Ok(row) => found.lock().unwrap_or_else(PoisonError::into_inner).push((replicate, row)),
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
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if found.len() != jobs.len() {
        return Err(EnsembleError::Stopped);
    }
    found.sort_by_key(|row| row.0);
    let mut readings: Readings<T> = design.variants.iter().map(|_| Vec::new()).collect();
    for (at, reading) in found.into_iter().flat_map(|row| row.1) {
        readings[at].push(reading);
    }
    Ok(readings)
}

/// All variants of a group in one replicate, as far as they ask for it.
fn one_replicate<T>(
    design: &Design,
    options: &Options<'_>,
    group: usize,
    replicate: u64,
    read: &(impl Fn(usize, &Finished) -> T + Sync),
) -> Result<Row<T>, EnsembleError> {
    let members: Vec<usize> =
        design.groups[group].iter().copied().filter(|&at| replicate < design.variants[at].reps).collect();
    let too_large = too_large(design, group, options.memory);
    let mut row = Vec::with_capacity(members.len());
    let mut shared = Shared { world: None, others: members.len() };
    let mut start: Option<String> = None;
    for at in members {
        shared.others -= 1;
        // A replicate that was kept when nobody asked for its persons is simulated again.
        let kept = options.keep.find(at, replicate).filter(|k| k.persons.is_some() || !design.variants[at].followed);
        let was_kept = kept.is_some();
        let finished = match (kept, &too_large) {
            (Some(finished), _) => Ok(finished),
            (None, Some(error)) => Err(error.clone().into()),
            (None, None) => simulated(design, options, at, replicate, &mut shared),
        };
        if let Ok(Finished { outcome, .. }) = &finished
            && start.get_or_insert_with(|| outcome.start_digest.clone()) != &outcome.start_digest
        {
            return Err(EnsembleError::Unequal { replicate, variant: design.variants[at].name.clone() });
        }
        let reading = match finished {
            Err(RunError::Stopped) => return Err(EnsembleError::Stopped),
            Err(RunError::Build(error)) if design.together => return Err(error.into()),
            Err(other) => Err(other.to_string()),
            Ok(finished) => {
                if !was_kept {
                    options.keep.keep(at, &finished)?;
                }
                guarded(|| Ok(read(at, &finished))).map_err(|error| error.to_string())
            }
        };
        options.watch.ended(at, replicate, was_kept, reading.as_ref().err().map(String::as_str));
        row.push((at, reading));
    }
    Ok(row)
}

/// The world at the start of a replicate that the variants of a group have in common.
struct Shared {
    world: Option<World>,
    /// Variants that are still to come.
    others: usize,
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
        let outcome = simulate_watched(course, &mut world, replicate, options.checks, options.stop, &watched)?;
        Ok(Finished { outcome, persons: followed.then(|| persons(&world)) })
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
mod tests {
    use super::*;
    use crate::scenario::embedded;

    fn design(reps: u64, more: &str) -> Design {
        let sets = ["population=1:300", "run.months=3", "run.burn_in_months=1", &format!("run.reps={reps}"), more];
        let sets: Vec<String> = sets.iter().filter(|s| !s.is_empty()).map(|s| (*s).to_owned()).collect();
        let open = |name: &str| Variant::open(&embedded::files(), name, &sets).unwrap();
        Design::compared(vec![open("circula:state-led"), open("circula:free-circulation")], false).unwrap()
    }

    fn options<'a>(stop: &'a AtomicBool, watch: &'a dyn Watch, keep: &'a dyn Keep) -> Options<'a> {
        Options { threads: 2, checks: Checks::Full, memory: None, stop, watch, keep }
    }

    #[test]
    fn variants_of_a_replicate_start_from_one_world_and_replicates_differ() {
        let stop = AtomicBool::new(false);
        let found = run(&design(3, ""), &options(&stop, &(), &()), |_, f| {
            (f.outcome.start_digest.clone(), f.outcome.digest.clone())
        })
        .unwrap();
        let at = |variant: usize, replicate: usize| found[variant][replicate].clone().unwrap();
        for replicate in 0..3 {
            assert_eq!(at(0, replicate).0, at(1, replicate).0);
            assert_ne!(at(0, replicate).1, at(1, replicate).1);
        }
        assert_ne!(at(0, 0).0, at(0, 1).0);
    }

    /// A variant gives the same whether it continues a copy of a shared world or one of its own.
    #[test]
    fn sharing_a_world_changes_nothing() {
        let stop = AtomicBool::new(false);
        let both = run(&design(2, ""), &options(&stop, &(), &()), |_, f| f.outcome.digest.clone()).unwrap();
        let Design { variants, .. } = design(2, "");
        let free = Design::compared(variants.into_iter().skip(1).collect(), false).unwrap();
        let alone = run(&free, &options(&stop, &(), &()), |_, f| f.outcome.digest.clone()).unwrap();
        assert_eq!(both[1], alone[0]);
    }

    /// Breaks off in one month of all.
    struct Breaking(AtomicUsize);
    impl Watch for Breaking {
        fn month(&self) {
            assert!(self.0.fetch_add(1, Ordering::Relaxed) != 9, "made to break");
        }
    }

    #[test]
    fn a_run_that_breaks_is_told_and_the_others_are_kept() {
        let stop = AtomicBool::new(false);
        let watch = Breaking(AtomicUsize::new(0));
        let found = run(&design(3, ""), &Options { threads: 1, ..options(&stop, &watch, &()) }, |_, f| {
            f.outcome.digest.clone()
        })
        .unwrap();
        let failed: Vec<&String> = found.iter().flatten().filter_map(|r| r.as_ref().err()).collect();
        assert!(failed.len() == 1 && failed[0].contains("which is a bug: made to break"), "{failed:?}");
        let whole = run(&design(3, ""), &options(&stop, &(), &()), |_, f| f.outcome.digest.clone()).unwrap();
        for (a, b) in found.iter().flatten().zip(whole.iter().flatten()) {
            assert!(a.is_err() || a == b);
        }
    }

    #[test]
    fn stopping_ends_it_and_a_failure_to_keep_is_the_error_told() {
        let stop = AtomicBool::new(true);
        assert!(matches!(run(&design(2, ""), &options(&stop, &(), &()), |_, _| ()), Err(EnsembleError::Stopped)));
        struct Full;
        impl Keep for Full {
            fn keep(&self, _: usize, _: &Finished) -> Result<(), FileError> {
                Err(FileError::io(
                    "write",
                    std::path::Path::new("runs/a.bin"),
                    std::io::Error::from(std::io::ErrorKind::StorageFull),
                ))
            }
        }
        let stop = AtomicBool::new(false);
        let error = run(&design(4, ""), &options(&stop, &(), &Full), |_, _| ()).unwrap_err();
        assert!(matches!(&error, EnsembleError::Keep(e) if e.to_string().contains("runs/a.bin")), "{error}");
    }

    /// Hands out outcomes of another seed.
    struct Foreign(Vec<Finished>);
    impl Keep for Foreign {
        fn find(&self, variant: usize, _: u64) -> Option<Finished> {
            self.0.get(variant).cloned()
        }
    }

    #[test]
    fn kept_replicates_that_started_elsewhere_are_refused() {
        let stop = AtomicBool::new(false);
        let other = run(&design(1, "run.seed=9"), &options(&stop, &(), &()), |_, f| f.clone()).unwrap();
        let keep = Foreign(vec![other[0][0].clone().unwrap()]);
        assert!(matches!(
            run(&design(1, ""), &options(&stop, &(), &keep), |_, _| ()),
            Err(EnsembleError::Unequal { replicate: 0, .. })
        ));
    }
}
