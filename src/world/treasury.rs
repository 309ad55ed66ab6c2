//! What the state of origin and its agency hold for those at home: money for projects and placements; and somebody who
//! waits for a placement, who belongs to the district.

use crate::base::units::Month;
use serde::{Deserialize, Serialize};

/// The state of origin at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treasury {
    /// Money not yet spent on projects of returners, cents of the sample.
    pub projects: i64,
    /// Money not yet spent on irrigation, cents of the sample.
    pub irrigation: i64,
    /// Money not yet spent on placements, cents of the sample.
    pub placements: i64,
}

/// Somebody who waits for a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Since when.
    pub since: Month,
    /// Person, by position in the district.
    pub person: u32,
}
