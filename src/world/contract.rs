//! A contract of a programme, with its bond: a state machine that money and guarantors follow.

use super::employer::EmployerId;
use crate::base::units::Month;
use crate::journal::{Backer, Place};
use serde::{Deserialize, Serialize};

/// State of a bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum BondState {
    /// There is none.
    None,
    /// In escrow.
    Posted,
    /// The worker is home in time: to be given back at a date.
    Due,
    /// Given back, or not given back although due.
    Closed,
    /// Lost; the guarantor's part was called.
    Forfeited,
}

/// No household answers.
pub const NO_SURETY: u16 = u16::MAX;

/// A contract.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Person, by position in the district.
    pub person: u32,
    /// In escrow from the worker's own money, wages kept back included, cents.
    pub own: i32,
    /// In escrow from the guarantor, cents.
    pub guaranteed: i32,
    /// Household that answers, by position in the district; [`NO_SURETY`] where none does.
    pub surety: u16,
    /// Part of the guarantor's loss that the worker feels, in thousandths.
    pub tie: u16,
    /// How much the guarantor traces, in thousandths.
    pub tracing: u16,
    /// Share that the guarantor recovers from the family, in thousandths.
    pub recovered: u16,
    /// Sanction at home for a default, tenths of util-months.
    pub sanction: u16,
    /// End of the term, extension included.
    pub until: Month,
    /// Month in which a due bond is given back.
    pub due: Month,
    /// Month in which the worker, home in time and named, is asked back; [`super::spell::NEVER`] if not.
    pub recall: Month,
    /// What tracing costs, whole EUR.
    pub tracing_cost: u16,
    /// State of the bond.
    pub bond: BondState,
    /// Whose capital backs the guaranty.
    pub backer: Backer,
    /// Fit of worker and job, 0 to 255.
    pub fit: u8,
    /// Wage relative to the programme's, in hundredths.
    pub wage_percent: u8,
    /// Destination, by position.
    pub corridor: u8,
    /// For whom the work is.
    pub employer: EmployerId,
    /// Whether the worker changed employer.
    pub moved: bool,
    /// Whether a villager has vouched for the worker, or he may vouch for others.
    pub referred: bool,
}

impl Contract {
    /// Where the work is.
    #[inline]
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::destination(self.corridor as usize)
    }

    /// Whether nothing more can come of this contract.
    #[must_use]
    pub fn closed(&self, at_work: bool) -> bool {
        !at_work && !matches!(self.bond, BondState::Posted | BondState::Due) && self.recall == super::spell::NEVER
    }
}
