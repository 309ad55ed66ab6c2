//! A village (or quarter of a town): the unit of sampling, of belief and of communal surety.

use crate::journal::Circle;
use serde::{Deserialize, Serialize};

/// What a village believes of one destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Belief {
    /// Earnings of irregular work relative to the truth at the start (a factor).
    pub earnings: f32,
    /// Weight of that belief.
    pub weight: f32,
    /// Risk to die on one passage without papers.
    pub death: f32,
    /// Weight of that belief.
    pub death_weight: f32,
    /// Chance to be selected by a programme.
    pub selected: f32,
    /// Weight of that belief.
    pub selected_weight: f32,
    /// Chance to be asked back by name.
    pub recalled: f32,
    /// Weight of that belief.
    pub recalled_weight: f32,
    /// Chance that a bond is refunded.
    pub refunded: f32,
    /// Weight of that belief.
    pub refunded_weight: f32,
}

/// A village.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Village {
    /// Permanent number, equal at every sample size.
    pub id: u32,
    /// Region, by position in the table.
    pub region: u8,
    /// Whether a town or quarter of a town.
    pub urban: bool,
    /// Whether its households have got irrigated plots since the start.
    pub irrigated: bool,
    /// Residents of all ages at the start.
    pub residents: u32,
    /// First household in the district, and how many there are.
    pub households: (u16, u16),
    /// Persons who come of age in a month, at the start (a fraction).
    pub entrants_month: f32,
    /// Schooling of those who come of age: cumulated shares of none, primary, secondary in 255ths.
    pub entrant_school: [u8; 3],
    /// Chance of one who comes of age to move, by sex (men first) and circle; overseas times the square of the
    /// household's network.
    pub entrant_moves: [[f32; Circle::COUNT]; 2],
    /// Norm of coming home: share of the village's workers who did, moving slowly; 0 to 1.
    pub norm: f32,
    /// Guaranties of the village in force, cents.
    pub exposure: i64,
    /// What the village's fund has won and lost: premiums and recoveries less calls and tracing, cents.
    pub fund: i64,
    /// Default of the village's principals as its guarantors believe it.
    pub believed_default: f32,
    /// Weight of that belief.
    pub default_weight: f32,
    /// The last worker whom an employer has named and who may vouch for others, by position in the district, or
    /// [`NONE`](super::person::NONE).
    pub voucher: u32,
    /// What is believed of each destination.
    pub beliefs: Vec<Belief>,
}
