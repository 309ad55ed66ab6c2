//! A household: wealth, income class, and kin abroad.

use crate::base::units::{Month, small};
use serde::{Deserialize, Serialize};

/// A household. Its income at home is booked by line for everybody at once; a household's own wealth is brought up to
/// date when somebody looks at it (see [`super::home::HomeBook`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// Wealth that can be sold within a month, cents, as of month `seen`.
    pub wealth: i32,
    /// What is not sold within a month, at its cost, cents.
    pub assets: i32,
    /// What its assets, and the jobs that others' assets give it, bring in a month, cents.
    pub asset_income: i32,
    /// Month to which `wealth` is up to date.
    pub seen: Month,
    /// Village, by position in the district.
    pub village: u16,
    /// Line of the home economy: region, sector of the household and level.
    pub line: u16,
    /// Adults who earn at home (15 to 64).
    pub earners: u8,
    /// Children below 15 and elders.
    pub dependants: u8,
    /// Members abroad, simulated ones.
    pub away: u8,
    /// The regional destination that this household has kin in or knows best, by position.
    pub regional: u8,
    /// The overseas destination that this household has kin in or knows best, by position.
    pub overseas: u8,
    /// Strength of the kin network to each, 0 to 255.
    pub kin_regional: u8,
    /// Strength of the kin network overseas, 0 to 255.
    pub kin_overseas: u8,
    /// Wealth quintile at the start, 0 poorest.
    pub quintile: u8,
}

impl Household {
    /// Adds to the wealth (cents, may be negative).
    #[inline]
    pub fn add(&mut self, cents: i64) {
        self.wealth = small(i64::from(self.wealth) + cents);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_small() {
        assert!(size_of::<Household>() <= 28, "{}", size_of::<Household>());
    }
}
