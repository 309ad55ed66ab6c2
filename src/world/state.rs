//! The world: districts, and the few things that all districts share.

use super::District;
use super::employer::Employer;
use super::home::HomeBook;
use super::journey::Yardstick;
use super::treasury::Treasury;
use super::village::Belief;
use crate::base::draws::WorldKey;
use crate::base::units::Month;
use crate::journal::event::Event;
use crate::journal::ledger::Ledger;
use crate::journal::{Backer, Status};
use serde::{Deserialize, Serialize};

/// A sector of work at home: what an adult earns and needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sector {
    /// Name in the table.
    pub name: String,
    /// Income of an adult from June to November, EUR a month.
    pub farm_season_eur: f64,
    /// Income of an adult from December to May, EUR a month.
    pub dry_season_eur: f64,
    /// What must be bought before anything is surplus, EUR a month.
    pub floor_eur: f64,
    /// Part of the income that the fields and herds bring, a share: what a bad harvest takes from.
    pub farm: f64,
    /// Whether this work prepares for farm work abroad, 0 to 1.
    pub fit: f64,
}

/// Levels of income within a sector: factors on the sector's income.
pub const LEVELS: [f64; 4] = [0.6, 0.85, 1.15, 1.7];

/// A programme's shared state in one destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProgrammeState {
    /// Contracts ended and known, home in time, decayed, at full scale.
    pub returned: f64,
    /// Contracts ended and known, overstayed, decayed, at full scale.
    pub overstayed: f64,
    /// Ends of recent months not yet known: (home in time, overstayed), oldest first.
    pub unknown: Vec<(i64, i64)>,
    /// Quota as a multiple of the agreed one.
    pub quota_factor: f64,
    /// Month until which the programme is suspended.
    pub suspended_until: Month,
    /// Month until which it is on probation.
    pub probation_until: Month,
    /// Months in which the programme was seen open and closed, faded, with what was believed before.
    pub open: (f64, f64),
    /// Whether trust has been set up.
    pub begun: bool,
    /// Funds of those who answer for workers of all villages, in the order of `Backer::shared`.
    pub funds: [Fund; Backer::SHARED],
    /// Places of this month.
    pub places: i64,
    /// Files that waited for them.
    pub files: i64,
    /// Those who take workers under contract.
    pub employers: Vec<Employer>,
}

/// A fund that answers for workers: its capital is what the rules give it and what it has won or lost since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fund {
    /// Premiums and recoveries less calls and tracing, cents.
    pub balance: i64,
    /// Guaranties in force, cents.
    pub exposure: i64,
    /// Default as it is believed.
    pub believed_default: f64,
    /// Weight of that belief.
    pub default_weight: f64,
}

/// A destination's shared state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// Persons without papers at the end of last month.
    pub irregular: i64,
    /// The same at the start.
    pub irregular_start: i64,
    /// Unemployment when the run began.
    pub unemployment_start: f64,
    /// Programme.
    pub programme: ProgrammeState,
}

impl Market {
    /// A destination with so many without papers and such unemployment at the start.
    #[must_use]
    pub fn new(irregular: i64, unemployment: f64) -> Self {
        Self {
            irregular,
            irregular_start: irregular,
            unemployment_start: unemployment,
            programme: ProgrammeState { quota_factor: 1.0, ..ProgrammeState::default() },
        }
    }
}

/// The world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Draws of this replicate.
    pub key: WorldKey,
    /// Month that comes next.
    pub now: Month,
    /// One simulated person stands for so many.
    pub weight: f64,
    /// Residents of all ages at the start.
    pub residents: i64,
    /// Sectors of work at home.
    pub sectors: Vec<Sector>,
    /// Names of regions.
    pub regions: Vec<String>,
    /// Names of destinations, in the order of positions.
    pub corridors: Vec<String>,
    /// Income at home.
    pub book: HomeBook,
    /// How journeys are added up.
    pub yardstick: Yardstick,
    /// Districts.
    pub districts: Vec<District>,
    /// Destinations' shared state.
    pub markets: Vec<Market>,
    /// What the state of origin holds at home.
    pub treasury: Treasury,
    /// Money moved in the serial part.
    pub ledger: Ledger,
    /// Events of the serial part: of no person; `person` is the destination.
    pub events: Vec<Event>,
}

impl World {
    /// Simulated persons in the world, at home and away.
    #[must_use]
    pub fn persons(&self) -> i64 {
        self.districts
            .iter()
            .map(|d| d.persons.iter().filter(|p| p.life == super::person::Life::Active).count() as i64)
            .sum()
    }

    /// The same, from the counts that districts keep: earners at home and those away. Cheap.
    #[must_use]
    pub fn persons_now(&self) -> i64 {
        self.districts.iter().map(|d| d.earners.iter().sum::<i64>() + d.spells.len() as i64).sum()
    }

    /// All money moved so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut sum = self.ledger.clone();
        for d in &self.districts {
            sum.add(&d.ledger);
        }
        sum
    }

    /// Begins to add up what journeys bring and cost: of all on record now, discounted at a rate a month to this one.
    pub fn begin_journeys(&mut self, rate: f64) {
        let start = self.now;
        self.yardstick = Yardstick { start, rate };
        self.book.lines.iter_mut().for_each(|line| line.brought = 0.0);
        let book = &self.book;
        self.districts.iter_mut().for_each(|d| d.begin_journeys(book, start));
    }

    /// Opens destinations that were not there before, behind those that were: nobody is there. `beliefs` are what
    /// villages believe of them, and `unemployment` the share of those without work in each.
    pub fn open_destinations(&mut self, names: &[String], beliefs: &[Belief], unemployment: &[f64]) {
        self.corridors.extend_from_slice(names);
        let all = self.corridors.len();
        self.markets.extend(unemployment.iter().map(|&share| Market::new(0, share)));
        self.book.away.iter_mut().for_each(|month| month.resize(all, 0));
        for d in &mut self.districts {
            d.ends.resize(all, (0, 0));
            d.ended_guaranties.resize(all, Default::default());
            d.stock.resize(all * Status::COUNT, 0);
            d.villages.iter_mut().for_each(|village| village.beliefs.extend_from_slice(beliefs));
        }
    }

    /// Digest of the whole state: equal digests, equal worlds.
    ///
    /// # Errors
    /// Where the state cannot be serialised, which would be a bug.
    pub fn digest(&self) -> Result<String, postcard::Error> {
        let bytes = crate::base::serial::to_bytes(self)?;
        Ok(blake3::hash(&bytes).to_hex().to_string())
    }

    /// Bytes of memory of all districts.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.districts.iter().map(District::bytes).sum()
    }
}
