//! As many replicates as it takes: the experiment goes on until the intervals that somebody asked for are narrow
//! enough.
//!
//! After each stage the number of replicates that the scatter seen so far would take is worked out, as in Stein's rule
//! (Stein 1945, *A two-sample test for a linear hypothesis whose power is independent of the variance*, Annals of
//! Mathematical Statistics 16); the next stage goes there, at least a quarter further. Intervals looked at after every
//! few replicates stop where the scatter happens to be small, and cover too seldom; hence the first stage of
//! [`FIRST`] replicates and the few looks, whose coverage tests hold. What is zero in nine of ten replicates is beyond
//! the rule: its intervals cover too seldom whatever the stage.

use crate::base::statistics::Interval;
use crate::observe::measure::MEASURES;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Fewest replicates of the first stage.
pub const FIRST: u64 = 30;

/// Most replicates where nobody says.
pub const USUAL_MOST: u64 = 1_000;

/// A stage has at least this many times the replicates of the one before.
const GROWTH: f64 = 1.25;

/// A precision that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precision {
    /// Name of the measure.
    pub measure: String,
    /// Widest half of an interval, in the unit of the measure.
    pub half_width: f64,
}

/// Until when an experiment goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Until {
    /// What is asked for; all of it.
    pub precise: Vec<Precision>,
    /// Most replicates.
    pub most: u64,
}

/// Why a precision cannot be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PrecisionError {
    /// No measure and width.
    #[error("cannot read the precision `{0}`: wanted MEASURE:HALF_WIDTH with a number above 0")]
    Form(String),
    /// No such measure.
    #[error("no measure is called `{0}`")]
    Measure(String),
}

impl Precision {
    /// Reads `MEASURE:HALF_WIDTH`.
    ///
    /// # Errors
    /// [`PrecisionError`].
    pub fn parse(text: &str) -> Result<Self, PrecisionError> {
        let form = || PrecisionError::Form(text.to_owned());
        let (measure, width) = text.split_once(':').ok_or_else(form)?;
        let half_width = width.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x > 0.0).ok_or_else(form)?;
        let measure = measure.trim().to_owned();
        match position(&measure) {
            Some(_) => Ok(Self { measure, half_width }),
            None => Err(PrecisionError::Measure(measure)),
        }
    }
}

/// Where a measure stands among all.
#[must_use]
pub fn position(measure: &str) -> Option<usize> {
    MEASURES.iter().position(|known| known.name == measure)
}

/// What is not yet precise.
#[derive(Clone, Debug, PartialEq)]
pub struct Wide {
    /// The measure.
    pub measure: String,
    /// Of what: `bonded`, or `bonded less state-led`.
    pub of: String,
    /// Half of its interval; none where fewer than two replicates have it.
    pub half_width: Option<f64>,
    /// Replicates that look needed.
    pub needed: u64,
}

impl Until {
    /// Whether every measure is one of this program, and the numbers can be meant.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let sound = |of: &Precision| position(&of.measure).is_some() && of.half_width > 0.0;
        !self.precise.is_empty() && self.precise.iter().all(sound) && self.most >= FIRST
    }

    /// Replicates of the next stage after one of `reps`; none where there are to be no more.
    #[must_use]
    pub fn next(&self, reps: u64, wide: &Wide) -> Option<u64> {
        let least = (reps as f64 * GROWTH).ceil() as u64;
        (reps < self.most).then(|| wide.needed.max(least).min(self.most))
    }
}

/// Replicates with which an interval over so many would have half this width, were the scatter what it is and the
/// quantile that of now; none if it is narrow enough.
#[must_use]
pub fn needed(interval: Option<Interval>, count: usize, half_width: f64) -> Option<u64> {
    let times = interval.map_or(2.0, |interval| interval.half_width() / half_width);
    (times > 1.0).then(|| (count as f64 * times * times).ceil().min(1e9) as u64)
}

#[cfg(test)]
#[path = "precision_tests.rs"]
mod tests;
