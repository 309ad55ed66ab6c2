//! Builds the world of a scenario from its tables.

use super::people;
use super::prepared::{Distributions, residents, stock};
use super::tables::{PopulationTables, Region};
use super::villages::{self, Settlement};
use crate::base::draws::WorldKey;
use crate::base::units::Month;
use crate::journal::Status;
use crate::journal::ledger::{PLACES, ROW_BYTES};
use crate::mechanism::InForce;
use crate::world::District;
use crate::world::state::Market;
use crate::world::village::Belief;
use crate::world::{HomeBook, Household, OpenAccount, Person, Spell, Village, World};
use rayon::prelude::*;
use thiserror::Error;

/// What is to be built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// One of so many villages is simulated.
    pub one_in: u64,
    /// Factor on the number of residents counted: 1 but for measurements of speed.
    pub scale: f64,
    /// Month that is drawn: the start of the scenario less the months of burn-in. Residents and stocks elsewhere are
    /// projected back to it from their counts.
    pub first_month: Month,
    /// Bytes of memory that may be used, if known.
    pub memory: Option<u64>,
}

/// What a plan would give, before anything is allocated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldSize {
    /// Residents of all ages.
    pub residents: f64,
    /// Simulated persons: residents of 15 to 64 and migrants.
    pub persons: f64,
    /// Bytes of memory of the world.
    pub bytes: f64,
}

/// Why a world cannot be built.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BuildError {
    /// A sample of 1:0, or a scale that is not a positive number.
    #[error("a population of 1:{one_in} at scale {scale} is impossible: both must be positive numbers")]
    Sampling {
        /// One in so many.
        one_in: u64,
        /// Factor.
        scale: f64,
    },
    /// More memory than there is.
    #[error(
        "a population of 1:{one_in} has about {persons:.0} simulated persons, who need {need:.1} GB of memory; \
            {available:.1} GB are available: take a smaller sample"
    )]
    Memory {
        /// One in so many.
        one_in: u64,
        /// Simulated persons.
        persons: f64,
        /// Needed, 10^9 bytes.
        need: f64,
        /// Available, 10^9 bytes.
        available: f64,
    },
    /// No destination of the tables is a corridor of the rules, or there are too many.
    #[error(
        "the rules have {corridors} corridors, of which the tables of the population know {known}: at least one \
        and at most {most} corridors are needed"
    )]
    Corridors {
        /// Corridors of the rules.
        corridors: usize,
        /// Known to the tables.
        known: usize,
        /// Most that a ledger holds.
        most: usize,
    },
    /// A region has more villages than numbers.
    #[error("a region has more villages than can be numbered: lower the scale ({scale})")]
    Villages {
        /// Factor.
        scale: f64,
    },
    /// Somebody of a closed frame is too young or too old.
    #[error("person {id}, born in {birth}, is not between 15 and 64 in {month}")]
    Age {
        /// Number in the frame.
        id: u32,
        /// Month of birth.
        birth: Month,
        /// First month of the world.
        month: Month,
    },
    /// A table is empty.
    #[error("the tables of the population are not complete")]
    PopulationTables,
}

/// What a plan would give: by tables alone, so that a machine can refuse before it allocates.
#[must_use]
pub fn estimate(tables: &PopulationTables, plan: &Sampling) -> WorldSize {
    let share = plan.scale / plan.one_in.max(1) as f64;
    let adults: f64 = tables.ages.iter().filter(|g| g.from >= 15 && g.from < 65).map(|g| g.share).sum();
    let mean: f64 = tables.sizes.iter().map(|b| b.share * 0.5 * f64::from(b.from + b.to - 1)).sum();
    let (mut people, mut households, mut away) = (0.0, 0.0, 0.0);
    for region in &tables.regions {
        let here = residents(region, plan.first_month) * share;
        people += here;
        households += here / (mean * region.household_factor).max(1.0);
        away += (0..tables.destinations.len()).map(|d| stock(tables, region, d, plan.first_month)).sum::<f64>() * share;
    }
    let persons = people * adults + away;
    let villages = people / tables.numbers.village_residents.max(1.0);
    let districts = 1.0 + people / (0.9 * tables.numbers.district_residents.max(1.0));
    let village = size_of::<Village>() + tables.destinations.len() * size_of::<Belief>();
    let bytes = persons * size_of::<Person>() as f64
        + households * size_of::<Household>() as f64
        + away * size_of::<Spell>() as f64
        + villages * village as f64
        + districts * ((1 + tables.destinations.len()) * ROW_BYTES + size_of::<District>()) as f64;
    WorldSize { residents: people, persons, bytes: 1.1 * bytes }
}

/// Villages and quarters of towns that a plan takes of each region in the mean, in the order of the tables.
#[must_use]
pub fn expected_villages(tables: &PopulationTables, plan: &Sampling) -> Vec<f64> {
    let share = plan.scale / plan.one_in.max(1) as f64;
    let n = &tables.numbers;
    let places = |region: &Region| {
        let urban = region.urban_share;
        (1.0 - urban) / n.village_residents.max(1.0) + urban / n.quarter_residents.max(1.0)
    };
    tables.regions.iter().map(|region| residents(region, plan.first_month) * places(region) * share).collect()
}

/// Refuses what cannot be built.
pub(super) fn refuse(tables: &PopulationTables, plan: &Sampling, rules: &InForce) -> Result<(), BuildError> {
    let &Sampling { one_in, scale, .. } = plan;
    if one_in == 0 || !(scale.is_finite() && scale > 0.0) {
        return Err(BuildError::Sampling { one_in, scale });
    }
    if tables.regions.is_empty() || tables.sectors.is_empty() || tables.sizes.is_empty() || tables.ages.len() < 14 {
        return Err(BuildError::PopulationTables);
    }
    let corridors = rules.corridor.list.len();
    let known = tables.destinations.iter().filter(|d| rules.corridor.position(&d.name).is_some()).count();
    if known == 0 || corridors >= PLACES {
        return Err(BuildError::Corridors { corridors, known, most: PLACES - 1 });
    }
    let WorldSize { persons, bytes, .. } = estimate(tables, plan);
    if let Some(available) = plan.memory.map(|m| m as f64).filter(|m| bytes > *m) {
        return Err(BuildError::Memory { one_in, persons, need: bytes / 1e9, available: available / 1e9 });
    }
    Ok(())
}

/// Draws a district.
fn district(distributions: &Distributions<'_>, places: &[Settlement]) -> District {
    let residents: usize = places.iter().map(|p| p.residents as usize).sum();
    let mut d = District { earners: vec![0; distributions.tables.lines()], ..District::default() };
    d.villages.reserve_exact(places.len());
    d.households.reserve_exact(residents / 4 + 64);
    d.persons.reserve_exact(residents * 2 / 3 + 64);
    d.spells.reserve_exact(residents / 6 + 64);
    for place in places {
        people::fill(&mut d, distributions, place);
    }
    d.households.shrink_to_fit();
    d.persons.shrink_to_fit();
    d.spells.shrink_to_fit();
    d
}

/// Residents of the fixed sample from which the quintiles are told.
const PILOT: u64 = 200_000;

/// Upper bounds of the four lower wealth quintiles of the country's households, cents: from a keyed sample of the
/// tables at scale 1, so that they are the same in every sample and replicate. It takes as long as a world of [`PILOT`]
/// residents, hence once for many replicates.
///
/// # Errors
/// Where the tables cannot be drawn from.
pub fn wealth_bounds(tables: &PopulationTables, rules: &InForce, first_month: Month) -> Result<[i32; 4], BuildError> {
    refuse(tables, &Sampling { one_in: 1, scale: 1.0, first_month, memory: None }, rules)?;
    // No replicate of any run has this number.
    let key = WorldKey::new(0, u64::MAX);
    let distributions = Distributions::new(tables, rules, key, first_month);
    let country = villages::all(tables, key, first_month, 1.0).ok_or(BuildError::Villages { scale: 1.0 })?;
    let people: u64 = country.iter().flatten().map(|p| u64::from(p.residents)).sum();
    let places = villages::sample(&country, key, (people / PILOT).max(1));
    let groups = villages::districts(&places, tables.numbers.district_residents);
    let lists: Vec<Vec<i32>> =
        groups.par_iter().map(|g| district(&distributions, g).households.iter().map(|h| h.wealth).collect()).collect();
    let mut wealth: Vec<i32> = lists.concat();
    wealth.sort_unstable();
    Ok([1, 2, 3, 4].map(|k| wealth.get(wealth.len() * k / 5).copied().unwrap_or(0)))
}

/// Persons without papers by corridor.
fn irregular(districts: &[District], corridors: usize) -> Vec<i64> {
    let mut counts = vec![0; corridors];
    for spell in districts.iter().flat_map(|d| &d.spells).filter(|s| s.status == Status::Irregular) {
        counts[usize::from(spell.corridor)] += 1;
    }
    counts
}

/// A world of given districts, with its shared state.
pub(super) fn assemble(distributions: &Distributions<'_>, mut districts: Vec<District>, weight: f64) -> World {
    let (corridors, now) = (distributions.rules.corridor.list.len(), distributions.now);
    for d in &mut districts {
        d.accounted = now;
        d.ends = vec![(0, 0); corridors];
        d.ended_guaranties = vec![Default::default(); corridors];
        d.stock = vec![0; corridors * Status::COUNT];
        d.open = d.spells.iter().map(|s| OpenAccount::at_start(s, now, 0)).collect();
        for s in &d.spells {
            d.stock[usize::from(s.corridor) * Status::COUNT + s.status as usize] += 1;
        }
    }
    let Distributions { tables, rules, key, now, .. } = *distributions;
    let markets = irregular(&districts, rules.corridor.list.len())
        .into_iter()
        .zip(&rules.corridor.list)
        .map(|(irregular, (_, corridor))| Market::new(irregular, corridor.labour.unemployment_share))
        .collect();
    World {
        key,
        now,
        weight,
        residents: districts.iter().flat_map(|d| &d.villages).map(|v| i64::from(v.residents)).sum(),
        sectors: tables.sectors.iter().map(|s| s.sector.clone()).collect(),
        regions: tables.regions.iter().map(|r| r.name.clone()).collect(),
        corridors: rules.corridor.list.iter().map(|c| c.0.clone()).collect(),
        book: HomeBook::new(now, tables.regions.len(), tables.classes(), corridors),
        yardstick: Default::default(),
        districts,
        markets,
        treasury: Default::default(),
        ledger: Default::default(),
        events: Vec::new(),
    }
}

/// Builds a world with these [`wealth_bounds`]. The same key, tables and rules give the same people in a village
/// whatever the sample.
///
/// One simulated person stands for `one_in / scale` people.
///
/// # Errors
/// Where the plan is impossible, needs more memory than there is, or the rules know no destination of the tables.
pub fn build(
    tables: &PopulationTables,
    plan: &Sampling,
    rules: &InForce,
    bounds: [i32; 4],
    key: WorldKey,
) -> Result<World, BuildError> {
    refuse(tables, plan, rules)?;
    let scale = plan.scale;
    let mut distributions = Distributions::new(tables, rules, key, plan.first_month);
    let list = |scale: f64| villages::all(tables, key, plan.first_month, scale).ok_or(BuildError::Villages { scale });
    distributions.quintiles = bounds;
    let places = villages::sample(&list(scale)?, key, plan.one_in);
    let groups = villages::districts(&places, tables.numbers.district_residents);
    let districts: Vec<District> = groups.par_iter().map(|g| district(&distributions, g)).collect();
    Ok(assemble(&distributions, districts, plan.one_in as f64 / scale))
}
