//! A spell away from home: the record that only those have who are away.

use crate::base::units::Month;
use crate::journal::{Place, Status, Way};
use serde::{Deserialize, Serialize};

/// A month that never comes: no authorised end.
pub const NEVER: Month = Month(u16::MAX);

/// A spell away from home.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spell {
    /// Permanent id of the person, for draws.
    pub id: u64,
    /// Savings, cents: while away the purse travels with the spell.
    pub savings: i32,
    /// Debt, cents.
    pub debt: i32,
    /// Person, by position in the district.
    pub person: u32,
    /// Household, by position in the district.
    pub household: u16,
    /// Contract, by position in the district, or [`super::person::NONE`].
    pub contract: u32,
    /// Utility of a month at home rather than here, price advantage included (theta), log points.
    pub theta: f32,
    /// Own work days without papers relative to the average (a factor).
    pub days_factor: f32,
    /// What the person wants to bring home, cents; 0 for who has no target.
    pub target: i32,
    /// Month of arrival.
    pub since: Month,
    /// Month in which the present status began.
    pub status_since: Month,
    /// Month in which the right of stay ends, or [`NEVER`].
    pub until: Month,
    /// First authorised end that passed or came, 0 if none yet: overstay counts from here.
    pub ended: Month,
    /// Month for which the calendar last named the person as one who may reconsider.
    pub reviews: Month,
    /// First month whose wage and living are not yet in `savings`; see [`super::home::HomeBook::saved_away`].
    pub paid_to: Month,
    /// Month at which the plan made at departure ends: then the person reconsiders.
    pub planned: Month,
    /// Destination, by position.
    pub corridor: u8,
    /// Right of stay.
    pub status: Status,
    /// Right of stay whose end `ended` was; of who is regularised none, `irregular`.
    pub ended_as: Status,
    /// Way of departure.
    pub way: Way,
    /// Destination of arrival (an onward move changes `corridor`, not this).
    pub arrived_in: u8,
    /// Whether at work (outside contracts and irregular work).
    pub employed: bool,
    /// Whether the contract of this spell was lengthened.
    pub extended: bool,
}

impl Spell {
    /// Where the person is.
    #[inline]
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::destination(self.corridor as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spell_is_small() {
        assert!(size_of::<Spell>() <= 64, "{}", size_of::<Spell>());
    }
}
