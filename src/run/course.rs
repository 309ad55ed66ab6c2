//! A scenario made ready: its rules over time with everything worked out that depends on them only, and its data
//! tables. Shared by all replicates.

use crate::base::diagnostics::{Diagnostics, Faulty, Sources};
use crate::base::draws::WorldKey;
use crate::base::units::Month;
use crate::engine::Tables;
use crate::journal::Circle;
use crate::mechanism::{InForce, MECHANISMS};
use crate::population::{self, BuildError, Sampling};
use crate::scenario::{Files, Loaded, load};
use crate::world::World;
use std::sync::Arc;
use thiserror::Error;

/// Why a scenario cannot be made ready or its world not be built.
#[derive(Debug, Error)]
pub enum CourseError {
    /// The scenario or a data table is faulty.
    #[error("{0}")]
    Faulty(#[from] Box<Faulty>),
    /// The world cannot be built.
    #[error("{0}")]
    Build(#[from] BuildError),
}

/// A scenario made ready.
#[derive(Debug)]
pub struct Course {
    /// The scenario.
    pub loaded: Loaded<InForce>,
    /// Its population.
    pub population: population::PopulationTables,
    /// The closed group that replaces the sample, if the scenario has one.
    pub frame: Option<population::ClosedFrame>,
    /// Rules and tables of the burn-in.
    pub base: (Arc<InForce>, Tables),
    /// Rules and tables by time; the first are in force from the beginning.
    pub segments: Vec<(Month, Arc<InForce>, Tables)>,
    /// Factor on the residents counted: 1 but for measurements of speed.
    pub scale: f64,
    /// Bytes of memory that one world may take.
    pub memory: Option<u64>,
}

impl Course {
    /// Loads a scenario and makes it ready.
    ///
    /// # Errors
    /// Every fault found in the scenario, or else in its tables.
    pub fn open(files: &Files, path: &str, sets: &[String]) -> Result<Self, CourseError> {
        let loaded = load::<InForce>(files, path, sets, MECHANISMS).map_err(Box::new)?;
        Self::ready(files, loaded)
    }

    /// Makes a loaded scenario ready.
    ///
    /// # Errors
    /// Faults of its tables.
    pub fn ready(files: &Files, mut loaded: Loaded<InForce>) -> Result<Self, CourseError> {
        let off: Vec<&str> = loaded.settings.mechanisms.iter().filter(|m| !m.1).map(|m| m.0).collect();
        for (_, rules) in &mut loaded.timeline.segments {
            off.iter().for_each(|mechanism| Arc::make_mut(rules).switch_off(mechanism));
        }
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let folder = loaded.settings.tables.clone();
        let read = |name: &str| files.read(&folder.join(name)).map_err(|t| t.message);
        let population = population::PopulationTables::read(&read, &mut sources, &mut out);
        if !out.has_errors() {
            population.check(&loaded.base, &mut out);
        }
        let frame = loaded.settings.frame.clone().filter(|_| !out.has_errors()).map(|file| {
            let read = |_: &str| files.read(&file).map_err(|t| t.message);
            population::ClosedFrame::read(&file.to_string(), &read, &population, &mut sources, &mut out)
        });
        if out.has_errors() {
            return Err(Box::new(Faulty { diagnostics: out, sources }).into());
        }
        for warning in out.list {
            // The places of tables are not among the scenario's texts, so they are told in words.
            let place = warning.origin.map_or_else(String::new, |origin| format!("{}: ", sources.place(origin)));
            loaded.warnings.warning(None, format!("{place}{}", warning.message), warning.help);
        }
        let base = (loaded.base.clone(), Tables::new(&loaded.base));
        let segments =
            loaded.timeline.segments.iter().map(|(at, rules)| (*at, rules.clone(), Tables::new(rules))).collect();
        Ok(Self { loaded, population, frame, base, segments, scale: 1.0, memory: None })
    }

    /// Builds the world of a replicate as it is in the first month of the burn-in.
    ///
    /// # Errors
    /// Where the population cannot be built.
    pub fn build(&self, seed: u64, replicate: u64) -> Result<World, BuildError> {
        let settings = &self.loaded.settings;
        let plan = Sampling {
            one_in: u64::from(settings.one_in()),
            scale: self.scale,
            first_month: settings.first(),
            memory: self.memory,
        };
        if let Some(frame) = &self.frame {
            return population::build_frame(
                frame,
                &self.population,
                settings.first(),
                &self.base.0,
                WorldKey::new(seed, replicate),
            );
        }
        population::build(&self.population, &plan, &self.base.0, WorldKey::new(seed, replicate))
    }

    /// Rules and tables in force in a month of the run.
    #[must_use]
    pub fn in_force(&self, month: Month) -> (&InForce, &Tables) {
        let at = self.segments.partition_point(|s| s.0 <= month).saturating_sub(1);
        (&self.segments[at].1, &self.segments[at].2)
    }

    /// How far away each destination is.
    #[must_use]
    pub fn circles(&self) -> Vec<Circle> {
        self.segments[0].1.corridor.list.iter().map(|(_, c)| c.circle.circle()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::event::Kind;
    use crate::run::replicate::{Checks, simulate, start};
    use crate::scenario::embedded::files;
    use std::sync::atomic::AtomicBool;

    fn count(off: &str, kind: Kind) -> i64 {
        let mut sets =
            vec!["population=\"1:1500\"".to_owned(), "run.months=24".to_owned(), "run.burn_in_months=1".to_owned()];
        if !off.is_empty() {
            sets.push(format!("mechanism.{off}=off"));
        }
        let course = Course::open(&files(), "circula:state-led", &sets).unwrap();
        let stop = AtomicBool::new(false);
        simulate(&course, start(&course, 1, 0, &stop).unwrap(), 0, Checks::Usual, &stop)
            .unwrap()
            .tally
            .count(kind, |_| true)
    }

    #[test]
    fn a_mechanism_that_is_off_does_nothing() {
        for (off, what) in
            [("demography", Kind::CameOfAge), ("intention", Kind::Departed), ("programme", Kind::Applied)]
        {
            assert!(count("", what) > 0, "{off}");
            assert_eq!(count(off, what), 0, "{off}");
        }
    }
}
