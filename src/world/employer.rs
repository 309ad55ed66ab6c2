//! An employer of a programme: what is remembered of one. What distinguishes it is drawn by key.

use crate::base::units::Month;
use serde::{Deserialize, Serialize};

/// An application or contract of no employer yet.
pub const NO_EMPLOYER: u16 = u16::MAX;

/// Who among the employers of a destination, for ever: a closed one's place is taken by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerId {
    /// Place in the list.
    pub row: u16,
    /// How many were there before at this place.
    pub generation: u16,
}

impl EmployerId {
    /// Nobody.
    pub const NONE: Self = Self { row: NO_EMPLOYER, generation: 0 };
}

/// What became of a worker, as employers hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conduct {
    /// Home at the end.
    Home,
    /// Stayed on after the end.
    Overstayed,
    /// Left before it.
    Absconded,
}

/// An employer. Counts of workers are at full scale and fade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Employer {
    /// How many were there before at this place of the list.
    pub generation: u16,
    /// Month in which it opened.
    pub since: Month,
    /// Places of this month that are still open.
    pub open: i32,
    /// Its workers who came home.
    pub home: f32,
    /// Its workers who stayed on after the end.
    pub overstayed: f32,
    /// Its workers who left before it.
    pub absconded: f32,
}
