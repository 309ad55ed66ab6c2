//! The runner of experiments: shared worlds, runs that break, what is kept.

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
    let found =
        run(&design(3, ""), &Options { threads: 1, ..options(&stop, &watch, &()) }, |_, f| f.outcome.digest.clone())
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
    let apart = Design::apart(design(1, "").variants);
    let found = run(&apart, &options(&stop, &(), &keep), |_, _| ());
    assert!(matches!(found, Err(EnsembleError::Unequal { replicate: 0, .. })));
    // Where persons are compared, all variants of a replicate are kept or none is taken.
    let stop = AtomicBool::new(false);
    let mixed = run(&design(1, ""), &options(&stop, &(), &keep), |_, f| f.clone()).unwrap();
    let fresh = run(&design(1, ""), &options(&stop, &(), &()), |_, f| f.clone()).unwrap();
    assert_eq!(mixed, fresh);
    assert!(fresh.iter().flatten().all(|f| f.as_ref().is_ok_and(|f| f.welfare.is_some() && f.lives.is_none())));
}
