//! Something that a household owns, works with and may lose: a herd, a house to let, a mill, a business.

use crate::base::units::Month;
use crate::journal::AssetKind;
use serde::{Deserialize, Serialize};

/// An asset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Who bought it: a person, by position in the district.
    pub owner: u32,
    /// What it cost, cents.
    pub cost: i32,
    /// What it brings in a month, cents.
    pub income: i32,
    /// What those whom it employs earn by it in a month, cents.
    pub wages: i32,
    /// Household, by position in the district.
    pub household: u16,
    /// Household of those whom it employs, by position in the district.
    pub workers: u16,
    /// Since when.
    pub since: Month,
    /// What it is.
    pub kind: AssetKind,
    /// Jobs that it gives to others than the owner.
    pub jobs: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_small() {
        assert!(size_of::<Asset>() <= 24, "{}", size_of::<Asset>());
    }
}
