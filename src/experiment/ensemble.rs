//! Replicates × variants, in parallel: in each replicate the world is built and simulates its burn-in once, and every
//! variant goes on from a copy of it.
//!
//! Small worlds are run several replicates at a time, each on threads of its own; worlds that the memory holds only
//! once are run one after another, in parallel inside. The results do not depend on that.

use super::design::Design;
use crate::base::files::FileError;
use crate::population::{BuildError, Sampling, WorldSize, estimate};
use crate::run::replicate::{simulate_watched, start_watched};
use crate::run::{Checks, Outcome, RunError};
use crate::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
    /// The world is too large for the machine.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The system gives no threads.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// Variants that ought to start from one world do not, which is a bug, or the replicates kept are of another
    /// program.
    #[error(
        "replicate {replicate}: `{variant}` did not start from the same world as the baseline; if its replicates were \
            kept by another version, run with `--force`"
    )]
    Unequal {
        /// The replicate.
        replicate: u64,
        /// The variant.
        variant: String,
    },
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
    fn find(&self, variant: usize, replicate: u64) -> Option<Outcome> {
        let _ = (variant, replicate);
        None
    }
    /// Keeps a replicate.
    ///
    /// # Errors
    /// Where it cannot be written; the experiment then stops.
    fn keep(&self, variant: usize, outcome: &Outcome) -> Result<(), FileError> {
        let _ = (variant, outcome);
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

/// What was read of one replicate, variant by variant.
type Row<T> = Vec<Result<T, String>>;

/// How the threads are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Replicates at a time.
    pub workers: usize,
    /// Threads of each.
    pub inner: usize,
    /// Bytes of memory that one replicate takes at its largest.
    pub bytes: u64,
}

/// What one world of a design takes: by tables alone, before anything is allocated.
#[must_use]
pub fn expected(design: &Design) -> WorldSize {
    let of = |variant: &super::Variant| {
        let settings = &variant.course.loaded.settings;
        let plan = Sampling {
            one_in: u64::from(settings.one_in()),
            scale: variant.course.scale,
            first_month: settings.first(),
            memory: None,
        };
        estimate(&variant.course.population, &plan)
    };
    design
        .variants
        .iter()
        .map(of)
        .fold(WorldSize { residents: 0.0, persons: 0.0, bytes: 0.0 }, |a, b| if b.bytes > a.bytes { b } else { a })
}

/// Decides how the threads are used.
///
/// # Errors
/// [`BuildError::Memory`] if the memory does not hold one replicate.
pub fn layout(design: &Design, threads: usize, memory: Option<u64>) -> Result<Layout, BuildError> {
    let WorldSize { persons, bytes, .. } = expected(design);
    // The world with its buffers, its serial form while its digest is taken, and a copy while another variant is
    // simulated.
    let need = bytes * if design.variants.len() > 1 { 3.6 } else { 2.6 } + 2e7;
    let one_in = design.variants.first().map_or(1, |v| u64::from(v.course.loaded.settings.one_in()));
    if let Some(available) = memory.map(|m| m as f64).filter(|m| need > *m) {
        return Err(BuildError::Memory { one_in, persons, need: need / 1e9, available: available / 1e9 });
    }
    let threads = threads.max(1);
    let room = memory.map_or(threads, |m| (m as f64 / need) as usize);
    let workers = threads.min(room).min(usize::try_from(design.reps).unwrap_or(usize::MAX)).max(1);
    Ok(Layout { workers, inner: (threads / workers).max(1), bytes: need as u64 })
}

/// Runs every replicate of every variant and hands each outcome to `read`, with the position of its variant.
///
/// # Errors
/// See [`EnsembleError`]. A replicate that breaks an invariant is no error of the experiment: its place in the readings
/// tells why.
pub fn run<T: Send>(
    design: &Design,
    options: &Options<'_>,
    read: impl Fn(usize, &Outcome) -> T + Sync,
) -> Result<Readings<T>, EnsembleError> {
    let layout = layout(design, options.threads, options.memory)?;
    let (next, reps) = (AtomicU64::new(0), design.reps);
    let found: Mutex<Vec<(u64, Row<T>)>> = Mutex::new(Vec::new());
    let trouble: Mutex<Option<EnsembleError>> = Mutex::new(None);
    let work = || {
        loop {
            let replicate = next.fetch_add(1, Ordering::Relaxed);
            if replicate >= reps || options.stop.load(Ordering::Relaxed) {
                return;
            }
            match one_replicate(design, options, replicate, &read) {
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
    if found.len() as u64 != reps {
        return Err(EnsembleError::Stopped);
    }
    found.sort_by_key(|row| row.0);
    let mut readings: Readings<T> = design.variants.iter().map(|_| Vec::with_capacity(found.len())).collect();
    for (_, row) in found {
        readings.iter_mut().zip(row).for_each(|(list, reading)| list.push(reading));
    }
    Ok(readings)
}

/// All variants of one replicate.
fn one_replicate<T>(
    design: &Design,
    options: &Options<'_>,
    replicate: u64,
    read: &(impl Fn(usize, &Outcome) -> T + Sync),
) -> Result<Row<T>, EnsembleError> {
    let mut row = Vec::with_capacity(design.variants.len());
    let mut shared: Option<World> = None;
    let mut start: Option<String> = None;
    for at in 0..design.variants.len() {
        let kept = options.keep.find(at, replicate);
        let was_kept = kept.is_some();
        let outcome = match kept {
            Some(outcome) => Ok(outcome),
            None => simulated(design, options, at, replicate, &mut shared),
        };
        let outcome = match outcome {
            Err(RunError::Stopped) => return Err(EnsembleError::Stopped),
            Err(RunError::Build(error)) => return Err(error.into()),
            Err(other) => Err(other.to_string()),
            Ok(outcome) => Ok(outcome),
        };
        if let Ok(outcome) = &outcome {
            if design.paired && start.get_or_insert_with(|| outcome.start_digest.clone()) != &outcome.start_digest {
                return Err(EnsembleError::Unequal { replicate, variant: design.variants[at].name.clone() });
            }
            if !was_kept {
                options.keep.keep(at, outcome)?;
            }
        }
        options.watch.ended(at, replicate, was_kept, outcome.as_ref().err().map(String::as_str));
        row.push(outcome.map(|outcome| read(at, &outcome)));
    }
    Ok(row)
}

/// Simulates one variant of a replicate, from the world that all share if they do. What would end the program becomes
/// the failure of this run.
fn simulated(
    design: &Design,
    options: &Options<'_>,
    at: usize,
    replicate: u64,
    shared: &mut Option<World>,
) -> Result<Outcome, RunError> {
    let course = &design.variants[at].course;
    let seed = course.loaded.settings.run.seed;
    let watched = || options.watch.month();
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let last = at + 1 == design.variants.len();
        let world = match shared.take().filter(|_| design.paired) {
            Some(world) => world,
            None => start_watched(course, seed, replicate, options.stop, &watched)?,
        };
        if design.paired && !last {
            *shared = Some(world.clone());
        }
        simulate_watched(course, world, replicate, options.checks, options.stop, &watched)
    }));
    attempt.unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(RunError::Panic(words.unwrap_or("no message").to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Variant;
    use crate::scenario::embedded;

    fn design(reps: u64, more: &str) -> Design {
        let sets = ["population=1:8000", "run.months=3", "run.burn_in_months=1", &format!("run.reps={reps}"), more];
        let sets: Vec<String> = sets.iter().filter(|s| !s.is_empty()).map(|s| (*s).to_owned()).collect();
        let open = |name: &str| Variant::open(&embedded::files(), name, &sets).unwrap();
        Design::new(vec![open("circula:state-led"), open("circula:free-circulation")], false).unwrap()
    }

    fn options<'a>(stop: &'a AtomicBool, watch: &'a dyn Watch, keep: &'a dyn Keep) -> Options<'a> {
        Options { threads: 2, checks: Checks::Full, memory: None, stop, watch, keep }
    }

    #[test]
    fn variants_of_a_replicate_start_from_one_world_and_replicates_differ() {
        let stop = AtomicBool::new(false);
        let found =
            run(&design(3, ""), &options(&stop, &(), &()), |_, o| (o.start_digest.clone(), o.digest.clone())).unwrap();
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
        let both = run(&design(2, ""), &options(&stop, &(), &()), |_, o| o.digest.clone()).unwrap();
        let Design { variants, .. } = design(2, "");
        let free = Design::new(variants.into_iter().skip(1).collect(), false).unwrap();
        let alone = run(&free, &options(&stop, &(), &()), |_, o| o.digest.clone()).unwrap();
        assert_eq!(both[1], alone[0]);
    }

    /// Breaks off in one month of all.
    struct Breaking(AtomicU64);
    impl Watch for Breaking {
        fn month(&self) {
            assert!(self.0.fetch_add(1, Ordering::Relaxed) != 9, "made to break");
        }
    }

    #[test]
    fn a_run_that_breaks_is_told_and_the_others_are_kept() {
        let stop = AtomicBool::new(false);
        let watch = Breaking(AtomicU64::new(0));
        let found =
            run(&design(3, ""), &Options { threads: 1, ..options(&stop, &watch, &()) }, |_, o| o.digest.clone())
                .unwrap();
        let failed: Vec<&String> = found.iter().flatten().filter_map(|r| r.as_ref().err()).collect();
        assert!(failed.len() == 1 && failed[0].contains("which is a bug: made to break"), "{failed:?}");
        let whole = run(&design(3, ""), &options(&stop, &(), &()), |_, o| o.digest.clone()).unwrap();
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
            fn keep(&self, _: usize, _: &Outcome) -> Result<(), FileError> {
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
    struct Foreign(Vec<Outcome>);
    impl Keep for Foreign {
        fn find(&self, variant: usize, _: u64) -> Option<Outcome> {
            self.0.get(variant).cloned()
        }
    }

    #[test]
    fn kept_replicates_that_started_elsewhere_are_refused() {
        let stop = AtomicBool::new(false);
        let other = run(&design(1, "run.seed=9"), &options(&stop, &(), &()), |_, o| o.clone()).unwrap();
        let keep = Foreign(vec![other[0][0].clone().unwrap()]);
        assert!(matches!(
            run(&design(1, ""), &options(&stop, &(), &keep), |_, _| ()),
            Err(EnsembleError::Unequal { replicate: 0, .. })
        ));
    }

    #[test]
    fn threads_are_shared_out_by_replicates_and_memory() {
        let design = design(3, "");
        let need = layout(&design, 1, None).unwrap().bytes;
        let plan = |threads, memory| layout(&design, threads, memory).map(|l| (l.workers, l.inner));
        assert_eq!(plan(2, None).unwrap(), (2, 1));
        assert_eq!(plan(8, None).unwrap(), (3, 2));
        assert_eq!(plan(8, Some(need * 3 / 2)).unwrap(), (1, 8));
        assert!(matches!(plan(8, Some(need / 2)), Err(BuildError::Memory { .. })));
    }
}
