//! The home economy: income and consumption by *line*, a region and an income class, booked once a month for all
//! households of a line together; a household's own wealth is brought up to date when somebody looks at it.

use crate::base::units::Month;
use serde::{Deserialize, Serialize};

/// The home economy of the households of one region and income class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeLine {
    /// Cents that one earner has saved (income less consumption) from the start to before each month.
    pub cumulated: Vec<i32>,
    /// Part of what the fields bring that is lost, a share; 0 in an ordinary year.
    pub lost: f64,
    /// Month in which that loss ends.
    pub lost_until: Month,
    /// Income of an earner in the month, cents. Like what follows, worked out anew at the beginning of each month.
    #[serde(skip)]
    pub income: i64,
    /// Consumption of an earner in the month, cents.
    #[serde(skip)]
    pub consumption: i64,
    /// Mean income of an earner over the seasons of a year like this one, EUR a month.
    #[serde(skip)]
    pub mean_income: f64,
    /// Mean surplus of an earner over subsistence that plans count with, EUR a month.
    #[serde(skip)]
    pub surplus: f64,
    /// The same as it is in the month, EUR.
    #[serde(skip)]
    pub left: f64,
    /// What that has come to in all since journeys are added up, discounted to then, EUR.
    pub brought: f64,
}

/// All lines of the home economy, and what is booked for those away on expected earnings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HomeBook {
    /// First month booked.
    pub start: Month,
    /// Income classes of a region: sectors × levels.
    pub classes: u16,
    /// Lines: `[region × classes + class]`.
    pub lines: Vec<HomeLine>,
    /// Cents that somebody away who lives on expected earnings has saved from the start to before each month: `[month -
    /// start][destination]`.
    pub away: Vec<Vec<i32>>,
}

impl HomeBook {
    /// An empty book of so many regions, income classes and destinations, from a month on.
    #[must_use]
    pub fn new(start: Month, regions: usize, classes: usize, destinations: usize) -> Self {
        let line = HomeLine { cumulated: vec![0], ..HomeLine::default() };
        let lines = vec![line; regions * classes];
        Self { start, classes: classes as u16, lines, away: vec![vec![0; destinations]] }
    }

    /// The line of a region and an income class.
    #[inline]
    #[must_use]
    pub const fn line(&self, region: u8, class: u8) -> u16 {
        region as u16 * self.classes + class as u16
    }

    /// The income class of a line.
    #[inline]
    #[must_use]
    pub const fn class(&self, line: u16) -> u8 {
        (line % self.classes) as u8
    }

    /// Lines of a region.
    pub fn of_region(&mut self, region: usize) -> &mut [HomeLine] {
        let classes = usize::from(self.classes);
        &mut self.lines[region * classes..(region + 1) * classes]
    }

    /// Cents that one earner of a line saved from `from` to before `to`.
    #[inline]
    #[must_use]
    pub fn saved(&self, line: u16, from: Month, to: Month) -> i64 {
        let cumulated = &self.lines[usize::from(line)].cumulated;
        let at = |m: Month| i64::from(cumulated[m.since(self.start) as usize]);
        at(to) - at(from)
    }

    /// Cents that somebody at a destination who lives on expected earnings saved from `from` to before `to`.
    /// `this_month` is what the month not yet booked brings.
    #[inline]
    #[must_use]
    pub fn saved_away(&self, corridor: u8, from: Month, to: Month, this_month: i64) -> i64 {
        let last = self.away.len() as i32 - 1;
        let at = |m: Month| {
            let row = m.since(self.start);
            let booked = i64::from(self.away[row.min(last) as usize][usize::from(corridor)]);
            booked + if row > last { this_month } else { 0 }
        };
        at(to) - at(from)
    }
}
