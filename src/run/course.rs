//! A scenario made ready: its rules over time with everything worked out that depends on them only, and its data
//! tables. Shared by all replicates.

use crate::base::diagnostics::{Diagnostics, Faulty, Origin, Sources, nearest};
use crate::base::draws::WorldKey;
use crate::base::node::Node;
use crate::base::units::Month;
use crate::engine::Tables;
use crate::institution::reintegration::Reintegration;
use crate::journal::Circle;
use crate::journal::ledger::PLACES;
use crate::mechanism::{InForce, MECHANISMS};
use crate::population::{self, BuildError, PopulationTables, Sampling};
use crate::scenario::{Files, Loaded, Sets, Timeline, load};
use crate::world::World;
use std::sync::{Arc, OnceLock};
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

/// Fewest villages of which the program tells figures: villages are the n of a sample, whatever the number of persons.
pub const LEAST_VILLAGES: f64 = 30.0;

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
    /// Bounds of wealth of the quintiles, worked out for the first world that is built.
    bounds: OnceLock<[i32; 4]>,
}

/// Refuses rules without a destination, or with more than the ledger has room for.
fn refuse_corridors(loaded: &Loaded<InForce>) -> Result<(), CourseError> {
    let count = loaded.timeline.segments.iter().map(|s| s.1.corridor.list.len()).max().unwrap_or(0);
    if (1..PLACES).contains(&count) {
        return Ok(());
    }
    let written = loaded.resolved.get("corridor");
    let further = written.map(Node::entries).and_then(|entries| entries.get(PLACES - 1)).map(|entry| entry.at);
    let place = further.or(written.map(|node| node.origin)).unwrap_or(loaded.resolved.origin);
    let (message, help) = if count == 0 {
        ("there is no destination".to_owned(), "extend a scenario that has some, such as `circula:base`")
    } else {
        let message = format!("{count} destinations are too many: at most {} have room", PLACES - 1);
        (message, "leave some out of `[corridor]`")
    };
    let mut diagnostics = loaded.warnings.clone();
    diagnostics.error(Some(place), message, help.to_owned());
    Err(Box::new(Faulty { diagnostics, sources: loaded.sources.clone() }).into())
}

/// Refuses a region that rules name and the population's tables do not have.
fn refuse_regions(loaded: &Loaded<InForce>, population: &PopulationTables) -> Result<(), CourseError> {
    const CODEV: &[&str] = &["reintegration", "codev", "region"];
    const IRRIGATION: &[&str] = &["irrigation", "region"];
    let named = loaded.timeline.segments.iter().flat_map(|(_, in_force)| {
        let codev = match &in_force.reintegration {
            Reintegration::Codev(codev) => codev.region.as_str(),
            Reintegration::None(_) => "",
        };
        [(CODEV, codev), (IRRIGATION, in_force.own.irrigation.region.as_str())]
    });
    let regions: Vec<&str> = population.regions.iter().map(|region| region.name.as_str()).collect();
    let mut unknown = named.filter(|(_, name)| !name.is_empty() && !regions.contains(name));
    let Some((path, name)) = unknown.next() else { return Ok(()) };
    let help = nearest(name, regions.iter().copied()).map_or_else(
        || format!("the tables have {}", regions.join(", ")),
        |meant| format!("a similar name exists: `{meant}`"),
    );
    let place = loaded.resolved.at(path).map_or(loaded.resolved.origin, |node| node.origin);
    let mut diagnostics = loaded.warnings.clone();
    diagnostics.error(Some(place), format!("`{}` is `{name}`, and no region has this name", path.join(".")), help);
    Err(Box::new(Faulty { diagnostics, sources: loaded.sources.clone() }).into())
}

/// Rules with their tables by time: anew where rules change, and where people come to know of a change ahead.
fn segments(timeline: &Timeline<InForce>) -> Vec<(Month, Arc<InForce>, Tables)> {
    let mut months: Vec<Month> = timeline.segments.iter().map(|s| s.0).collect();
    months.extend(timeline.announced.iter().map(|a| a.0));
    months.sort_unstable();
    months.dedup();
    let segment = |at: Month| {
        let rules = timeline.in_force(at).clone();
        let mut tables = Tables::new(&rules);
        tables.announce(timeline.to_come(at).map(|(month, rules)| (month, &rules.rules)));
        (at, rules, tables)
    };
    months.into_iter().map(segment).collect()
}

impl Course {
    /// Loads a scenario and makes it ready.
    ///
    /// # Errors
    /// Every fault found in the scenario, or else in its tables.
    pub fn open(files: &Files, path: &str, sets: impl Into<Sets>) -> Result<Self, CourseError> {
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
        refuse_corridors(&loaded)?;
        let read = |name: &str| files.read(&folder.join(name)).map_err(|t| t.message);
        let population = population::PopulationTables::read(&read, &mut sources, &mut out);
        sources.rename(|name| folder.join(name).to_string());
        if !out.has_errors() {
            population.check(&loaded.base, &mut out);
        }
        let frame = loaded.settings.frame.clone().filter(|_| !out.has_errors()).map(|file| {
            let read = |_: &str| files.read(&file).map_err(|t| t.message);
            population::ClosedFrame::read(&file.to_string(), &read, &population, &mut sources, &mut out)
        });
        let settings = &loaded.settings;
        if !out.has_errors() {
            let key = WorldKey::new(settings.run.seed, 0);
            population::villages::check_growth(&population, settings.first(), key, &mut out);
            frame.iter().for_each(|frame| frame.check_ages(settings.first(), &mut out));
        }
        if out.has_errors() {
            return Err(Box::new(Faulty { diagnostics: out, sources }).into());
        }
        refuse_regions(&loaded, &population)?;
        for warning in out.list {
            // The places of tables are not among the scenario's texts, so they are told in words.
            let place = warning.origin.map_or_else(String::new, |origin| format!("{}: ", sources.place(origin)));
            loaded.warnings.warning(None, format!("{place}{}", warning.message), warning.help);
        }
        let base = (loaded.base.clone(), Tables::new(&loaded.base));
        let segments = segments(&loaded.timeline);
        let bounds = OnceLock::new();
        let mut course = Self { loaded, population, frame, base, segments, scale: 1.0, memory: None, bounds };
        course.warn_of_thin_regions();
        Ok(course)
    }

    /// What is to be built of the tables.
    #[must_use]
    pub fn sampling(&self) -> Sampling {
        let settings = &self.loaded.settings;
        Sampling {
            one_in: u64::from(settings.one_in()),
            scale: self.scale,
            first_month: settings.first(),
            memory: self.memory,
        }
    }

    /// Where the size of the sample is written, if it is.
    #[must_use]
    pub fn place_of_sample(&self) -> Option<Origin> {
        self.loaded.resolved.at(&["population", "sample", "one_in"]).map(|node| node.origin)
    }

    /// Names the regions of which a sample takes less than one village in the mean: it is right in the mean over
    /// replicates, and a single one says little of them.
    fn warn_of_thin_regions(&mut self) {
        if self.frame.is_some() {
            return;
        }
        let expected = population::expected_villages(&self.population, &self.sampling());
        let named = self.population.regions.iter().zip(expected).filter(|(_, villages)| *villages < 1.0);
        let named: Vec<String> = named.map(|(region, villages)| format!("{} ({villages:.1})", region.name)).collect();
        if !named.is_empty() {
            let one_in = self.loaded.settings.one_in();
            let message = format!(
                "a sample of 1:{one_in} leaves regions without a village in some replicates; villages in the mean: {}",
                named.join(", ")
            );
            let help = "means over replicates are right; read nothing of these regions, or take a larger sample";
            let origin = self.place_of_sample();
            self.loaded.warnings.warning(origin, message, help.to_owned());
        }
    }

    /// Refuses a sample of so few villages that its figures would say nothing.
    ///
    /// # Errors
    /// Fewer than [`LEAST_VILLAGES`] in the mean, with the coarsest sample allowed.
    pub fn refuse_coarse(self) -> Result<Self, CourseError> {
        let villages: f64 = population::expected_villages(&self.population, &self.sampling()).iter().sum();
        if self.frame.is_some() || villages >= LEAST_VILLAGES {
            return Ok(self);
        }
        let one_in = self.loaded.settings.one_in();
        let coarsest = (f64::from(one_in) * villages / LEAST_VILLAGES).floor();
        let message = format!(
            "a sample of 1:{one_in} has about {villages:.0} villages, and figures from fewer than {LEAST_VILLAGES:.0} \
             say nothing"
        );
        let help = if coarsest >= 1.0 {
            format!("the coarsest sample of these tables is `population = \"1:{coarsest:.0}\"`")
        } else {
            "the country of these tables is too small for a sample: use a closed group, `[population.frame]`".to_owned()
        };
        let mut diagnostics = self.loaded.warnings.clone();
        diagnostics.error(self.place_of_sample(), message, help);
        Err(Box::new(Faulty { diagnostics, sources: self.loaded.sources }).into())
    }

    /// Builds the world of a replicate as it is in the first month of the burn-in.
    ///
    /// # Errors
    /// Where the population cannot be built.
    pub fn build(&self, seed: u64, replicate: u64) -> Result<World, BuildError> {
        let (tables, rules, key) = (&self.population, &self.base.0, WorldKey::new(seed, replicate));
        let first = self.loaded.settings.first();
        let bounds = match self.bounds.get() {
            Some(bounds) => *bounds,
            None => {
                let found = population::wealth_bounds(tables, rules, first)?;
                *self.bounds.get_or_init(|| found)
            }
        };
        if let Some(frame) = &self.frame {
            return population::build_frame(frame, tables, (first, bounds), rules, key);
        }
        population::build(tables, &self.sampling(), rules, bounds, key)
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
            vec!["population=\"1:1000\"".to_owned(), "run.months=24".to_owned(), "run.burn_in_months=1".to_owned()];
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
