//! The words in which the journal speaks: places, ways of leaving, rights of stay, causes of exit, backers. Plain names
//! without behaviour, shared by the world that is in such a state and by the events and measures that say so.

use serde::{Deserialize, Serialize};

/// Home, or one of the destinations: where an event happens, where money is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place(u8);

impl Place {
    /// Home.
    pub const HOME: Self = Self(0);

    /// The destination at a position of the scenario's list.
    #[inline]
    #[must_use]
    pub const fn destination(position: usize) -> Self {
        Self(1 + position as u8)
    }

    /// Position of the destination; `None` at home.
    #[inline]
    #[must_use]
    pub fn position(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }

    /// Row of a table by place: home first, then the destinations in their order.
    #[inline]
    #[must_use]
    pub const fn row(self) -> usize {
        self.0 as usize
    }

    /// Home and so many destinations.
    pub fn all(destinations: usize) -> impl Iterator<Item = Self> {
        (0..=destinations).map(|row| Self(row as u8))
    }
}

/// How far away a destination is: the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Circle {
    /// Within the country.
    Internal,
    /// In the region.
    Regional,
    /// Overseas.
    Overseas,
}

impl Circle {
    /// Number of circles.
    pub const COUNT: usize = 3;
    /// All of them, the nearest first.
    pub const ALL: [Self; Self::COUNT] = [Self::Internal, Self::Regional, Self::Overseas];

    /// Whether it lies beyond the border.
    #[inline]
    #[must_use]
    pub const fn abroad(self) -> bool {
        !matches!(self, Self::Internal)
    }
}

/// A way of leaving home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Way {
    Programme,
    Visa,
    FreeMovement,
    Capital,
    Irregular,
}

impl Way {
    /// Number of ways.
    pub const COUNT: usize = 5;
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Programme, Self::Visa, Self::FreeMovement, Self::Capital, Self::Irregular];
    /// Their names.
    pub const NAMES: [&'static str; Self::COUNT] = ["programme", "visa", "free movement", "capital", "irregular"];
}

/// Right of stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Status {
    /// Under contract of a programme.
    Contract,
    /// With a permit or visa of one's own.
    Permit,
    /// Where no permit is needed.
    Free,
    /// Without papers.
    Irregular,
    /// Regularised.
    Settled,
    /// No longer away; the record is removed at the end of the month.
    Gone,
}

impl Status {
    /// Number of statuses that somebody away can have.
    pub const COUNT: usize = 5;
    /// Those, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [Self::Contract, Self::Permit, Self::Free, Self::Irregular, Self::Settled];
    /// Their names.
    pub const NAMES: [&'static str; Self::COUNT] = ["contract", "permit", "free", "irregular", "settled"];

    /// Whether this status is one with papers.
    #[must_use]
    pub const fn regular(self) -> bool {
        !matches!(self, Self::Irregular)
    }
}

/// How a spell whose authorised end has passed comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
#[allow(missing_docs, reason = "named in NAMES")]
pub enum Cause {
    Return,
    Extension,
    Regularisation,
    Death,
    Removal,
    Onward,
}

impl Cause {
    /// Number of causes.
    pub const COUNT: usize = 6;
    /// Their names.
    pub const NAMES: [&'static str; Self::COUNT] =
        ["return", "extension", "regularisation", "death", "removal", "onward move"];
}

/// What a household may own and work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum AssetKind {
    /// Sheep, goats and cattle.
    Livestock,
    /// A house or rooms to let.
    House,
    /// A mill.
    Mill,
    /// A shop, a transport, a workshop.
    Business,
    /// A business founded with a subsidy.
    Project,
    /// A job in which somebody has been placed: nobody's property, held by who works in it.
    Post,
    /// An irrigated plot that public works gave.
    Plot,
}

impl AssetKind {
    /// Kinds that households buy by themselves.
    pub const BOUGHT: [Self; 4] = [Self::Livestock, Self::House, Self::Mill, Self::Business];

    /// Whether public money has a part in it.
    #[must_use]
    pub const fn public(self) -> bool {
        matches!(self, Self::Project | Self::Post | Self::Plot)
    }

    /// Whether households buy it by themselves.
    #[must_use]
    pub fn of_households(self) -> bool {
        Self::BOUGHT.contains(&self)
    }
}

/// Whose capital stands behind a guaranty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Backer {
    /// Nobody's: there is no guaranty.
    Nobody,
    /// Another household's: limited by its wealth.
    Household,
    /// A village's: a fund per resident.
    Village,
    /// An association's: one fund a destination.
    Association,
    /// A firm's: one fund a destination.
    Firm,
}

impl Backer {
    /// Number of funds that all villages share at a destination.
    pub const SHARED: usize = 2;

    /// Position among the funds that all villages share; none for a household or a village.
    #[inline]
    #[must_use]
    pub const fn shared(self) -> Option<usize> {
        match self {
            Self::Association => Some(0),
            Self::Firm => Some(1),
            Self::Nobody | Self::Household | Self::Village => None,
        }
    }
}

/// How somebody comes to stand in the line for a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Call {
    /// By an application of one's own.
    Open,
    /// Asked back by name.
    ByName,
}

/// How a journey ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Ending {
    /// By one's own will, or never begun.
    OwnWill,
    /// By interception or removal.
    Forced,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_home_first_and_know_their_destination() {
        assert_eq!(Place::HOME.row(), 0);
        assert_eq!(Place::HOME.position(), None);
        assert_eq!(Place::destination(4).row(), 5);
        assert_eq!(Place::destination(4).position(), Some(4));
        assert_eq!(Place::all(2).collect::<Vec<_>>(), [Place::HOME, Place::destination(0), Place::destination(1)]);
    }

    #[test]
    fn lists_of_words_are_in_the_order_of_their_numbers() {
        assert!(Way::ALL.iter().enumerate().all(|(i, way)| *way as usize == i));
        assert!(Status::ALL.iter().enumerate().all(|(i, status)| *status as usize == i));
        assert!(Circle::ALL.iter().enumerate().all(|(i, circle)| *circle as usize == i));
        assert_eq!(Cause::Onward as usize + 1, Cause::COUNT);
    }
}
