//! The worlds that judged rows ask for, as one design: whoever asks, and for how many replicates, each world is
//! simulated once, and all with the same draws, so that they can be compared replicate by replicate.

use super::design::Design;
use super::ensemble::Readings;
use super::variant::Variant;
use crate::scenario::Files;
use std::collections::BTreeMap;

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

/// Worlds asked for, those that can be opened as the variants of a design.
#[derive(Debug)]
pub struct Worlds {
    /// What is to be run.
    pub design: Design,
    /// Position of the variant of each world, or why the world cannot be opened.
    places: BTreeMap<Asked, Result<usize, String>>,
}

impl Worlds {
    /// Opens worlds, each with whether its persons are followed. A world that cannot be opened is no error of the
    /// others: whoever reads it is told why.
    #[must_use]
    pub fn open(files: &Files, wanted: impl IntoIterator<Item = (Asked, bool)>) -> Self {
        let mut followed: BTreeMap<Asked, bool> = BTreeMap::new();
        for (asked, follow) in wanted {
            *followed.entry(asked).or_default() |= follow;
        }
        let mut variants: Vec<Variant> = Vec::new();
        let mut places = BTreeMap::new();
        for (asked, follow) in followed {
            let opened = Variant::open(files, &asked.scenario, &asked.set)
                .map(|variant| Variant { reps: asked.reps, followed: follow, ..variant })
                .map_err(|error| error.to_string());
            let place = opened.map(|new| match variants.iter().position(|v| v.plan_hash == new.plan_hash) {
                Some(at) => {
                    variants[at].reps = variants[at].reps.max(new.reps);
                    variants[at].followed |= new.followed;
                    at
                }
                None => {
                    variants.push(new);
                    variants.len() - 1
                }
            });
            places.insert(asked, place);
        }
        Self { design: Design::apart(variants), places }
    }

    /// What was read of the replicates of a world, in their order.
    ///
    /// # Errors
    /// Why the world could not be opened, or which of its replicates did not end.
    pub fn replicates<'a, T>(&self, readings: &'a Readings<T>, asked: &Asked) -> Result<Vec<&'a T>, String> {
        let at = match self.places.get(asked) {
            Some(place) => place.clone()?,
            None => return Err(format!("`{}` was not among the worlds run", asked.scenario)),
        };
        let reps = usize::try_from(asked.reps).unwrap_or(usize::MAX);
        let of = |(replicate, reading): (usize, &'a Result<T, String>)| {
            let name = &self.design.variants[at].name;
            reading.as_ref().map_err(|why| format!("replicate {replicate} of `{name}` did not end: {why}"))
        };
        readings[at].iter().take(reps).enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::ensemble::{self, Finished, Keep, Options, Watch};
    use crate::run::Checks;
    use crate::scenario::embedded;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    const SMALL: [&str; 3] = ["population=1:300", "run.months=3", "run.burn_in_months=1"];

    fn asked(scenario: &str, reps: u64, more: &[&str]) -> Asked {
        let set = SMALL.iter().chain(more).map(|s| (*s).to_owned()).collect();
        Asked { scenario: format!("circula:{scenario}"), set, reps }
    }

    fn run<T: Send>(
        worlds: &Worlds,
        watch: &dyn Watch,
        keep: &dyn Keep,
        read: impl Fn(usize, &Finished) -> T + Sync,
    ) -> Readings<T> {
        run_within(worlds, None, watch, keep, read)
    }

    fn run_within<T: Send>(
        worlds: &Worlds,
        memory: Option<u64>,
        watch: &dyn Watch,
        keep: &dyn Keep,
        read: impl Fn(usize, &Finished) -> T + Sync,
    ) -> Readings<T> {
        let stop = AtomicBool::new(false);
        let options = Options { threads: 1, checks: Checks::Usual, memory, stop: &stop, watch, keep };
        ensemble::run(&worlds.design, &options, read).unwrap()
    }

    #[test]
    fn a_world_asked_for_twice_is_run_once_and_each_gets_the_replicates_asked_for() {
        let (few, many) = (asked("state-led", 2, &[]), asked("state-led", 3, &[]));
        // The same values in another order are the same world.
        let turned = Asked { set: many.set.iter().rev().cloned().collect(), ..many.clone() };
        let other = asked("bonded", 1, &[]);
        let all = [(few.clone(), false), (many.clone(), true), (turned.clone(), false), (other.clone(), false)];
        let worlds = Worlds::open(&embedded::files(), all);
        assert_eq!((worlds.design.variants.len(), worlds.design.runs(), worlds.design.groups.len()), (2, 4, 1));
        let found = run(&worlds, &(), &(), |_, f| (f.outcome.digest.clone(), f.persons.is_some()));
        let of = |asked: &Asked| worlds.replicates(&found, asked).unwrap();
        assert_eq!((of(&few).len(), of(&many).len(), of(&turned), of(&other).len()), (2, 3, of(&many), 1));
        assert_eq!(of(&few)[..], of(&many)[..2]);
        assert!(of(&many).iter().all(|f| f.1) && !of(&other)[0].1, "whose persons are followed");
    }

    #[test]
    fn a_world_that_cannot_be_opened_is_the_trouble_of_who_asks_for_it() {
        let (good, absent) = (asked("state-led", 2, &[]), asked("state-led", 2, &["population.sample.tables=nowhere"]));
        let worlds = Worlds::open(&embedded::files(), [(good.clone(), false), (absent.clone(), false)]);
        let found = run(&worlds, &(), &(), |_, f| f.outcome.replicate);
        assert_eq!(worlds.replicates(&found, &good).unwrap(), [&0, &1]);
        let why = worlds.replicates(&found, &absent).unwrap_err();
        assert!(why.contains("nowhere"), "{why}");
    }

    #[test]
    fn a_world_too_large_for_the_machine_is_the_trouble_of_who_asks_for_it() {
        let (small, large) = (asked("state-led", 2, &[]), asked("state-led", 2, &["population=1:1"]));
        let worlds = Worlds::open(&embedded::files(), [(small.clone(), false), (large.clone(), false)]);
        let found = run_within(&worlds, Some(100_000_000), &(), &(), |_, f| f.outcome.replicate);
        assert_eq!(worlds.replicates(&found, &small).unwrap(), [&0, &1]);
        let why = worlds.replicates(&found, &large).unwrap_err();
        assert!(why.contains("replicate 0") && why.contains("take a smaller sample"), "{why}");
    }

    /// Breaks off in one month of all.
    struct Breaking(AtomicUsize);
    impl Watch for Breaking {
        fn month(&self) {
            assert!(self.0.fetch_add(1, Ordering::Relaxed) != 9, "made to break");
        }
    }

    #[test]
    fn a_run_that_breaks_is_the_trouble_of_its_world_only() {
        let (first, second) = (asked("bonded", 2, &[]), asked("state-led", 2, &[]));
        let worlds = Worlds::open(&embedded::files(), [(first.clone(), false), (second.clone(), false)]);
        // A replicate is a month of burn-in and two runs of three months: the tenth month is in the second replicate.
        let found = run(&worlds, &Breaking(AtomicUsize::new(0)), &(), |_, f| f.outcome.replicate);
        let why = worlds.replicates(&found, &first).unwrap_err();
        assert!(why.contains("replicate 1 of `bonded` did not end") && why.contains("made to break"), "{why}");
        assert_eq!(worlds.replicates(&found, &second).unwrap(), [&0, &1]);
    }

    /// Has every replicate already, as it was when nobody followed persons.
    struct Earlier(Finished);
    impl Keep for Earlier {
        fn find(&self, _: usize, _: u64) -> Option<Finished> {
            Some(self.0.clone())
        }
    }

    #[test]
    fn persons_that_were_not_kept_are_simulated_again() {
        let world = asked("state-led", 1, &[]);
        let simulated = |followed, keep: &dyn Keep| {
            let worlds = Worlds::open(&embedded::files(), [(world.clone(), followed)]);
            run(&worlds, &(), keep, |_, f| f.clone())[0][0].clone().unwrap()
        };
        let (bare, whole) = (simulated(false, &()), simulated(true, &()));
        assert!(bare.persons.is_none() && whole.persons.as_ref().is_some_and(|p| p.len() > 500));
        assert_eq!(simulated(true, &Earlier(bare.clone())), whole);
        assert_eq!(simulated(false, &Earlier(whole.clone())), whole, "persons that nobody asks for do no harm");
        assert_eq!(bare.outcome, whole.outcome);
    }
}
