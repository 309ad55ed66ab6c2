//! A person: the small record that everybody has, at home or away. What only migrants have is in [`super::Spell`] and
//! [`super::Contract`].

use crate::base::units::Month;
use crate::journal::Circle;
use serde::{Deserialize, Serialize};

/// Position that stands for "none".
pub const NONE: u32 = u32::MAX;

/// Whether somebody is in the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Life {
    /// At home or away.
    Active,
    /// 65 or older: counted with the household, no longer simulated.
    Elder,
    /// Dead.
    Dead,
}

/// Schooling attained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Schooling {
    None,
    Primary,
    Secondary,
    Tertiary,
}

/// Standing with programmes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Standing {
    /// Never took part.
    New,
    /// Came home in time.
    Good,
    /// Came home in time and was asked back by name.
    Named,
    /// Did not come home in time.
    Barred,
}

/// What somebody brings along into the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Background {
    /// Whether a woman.
    pub woman: bool,
    /// Whether a child of this person lives at home.
    pub child: bool,
    /// Schooling attained.
    pub schooling: Schooling,
    /// Sector of work at home, by position in the table of sectors.
    pub sector: u8,
}

/// A person between 15 and 64, at home or away: 48 bytes at most (a test holds it).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Permanent id: village (24 bits) | month of birth (16) | rank (24). Never changes, equal in all variants.
    pub id: u64,
    /// Savings held by the person, cents.
    pub savings: i32,
    /// Debt, cents.
    pub debt: i32,
    /// Position of the spell in the district, or [`NONE`] at home.
    pub spell: u32,
    /// Household, by position in the district.
    pub household: u16,
    /// Month of birth.
    pub birth: Month,
    /// Month in which the last journey abroad ended at home, turned back ones included; 0 if there was none.
    pub returned: Month,
    /// Month until which lawful entry is barred.
    pub barred_until: Month,
    /// Completed circuits (departure and return).
    pub circuits: u8,
    /// Seasons under contract, one that has begun included.
    pub seasons: u8,
    /// Times asked back by name after a season.
    pub named: u8,
    /// Bits: see the methods.
    pub bits: u8,
    /// Circles to which this person would ever move, a bit each (the type is fixed for life), whether a place is waited
    /// for, and the right of return.
    pub moves: u8,
    /// Sector of work at home, by position in the table of sectors.
    pub sector: u8,
    /// Months abroad with papers.
    pub months_regular: u16,
    /// Months abroad without papers.
    pub months_irregular: u16,
    /// Whether still in the simulation.
    pub life: Life,
    /// Standing with programmes.
    pub standing: Standing,
}

const WOMAN: u8 = 1;
const CHILD: u8 = 2;
const EVER_ABROAD: u8 = 4;
const FORCED: u8 = 8;
const SCHOOLING_SHIFT: u8 = 4;
const REFUSED: u8 = 64;
const APPLIED: u8 = 128;
/// Would move to every circle.
const EVERYWHERE: u8 = (1 << Circle::COUNT) - 1;
/// Waits for a place in a programme.
const WAITING: u8 = 1 << Circle::COUNT;
/// Where the destination of the right of return stands in `moves`, counted from one.
const RETURN_SHIFT: u8 = 4;

/// Destinations, the first so many, to which somebody can hold a right of return: what four bits tell apart.
pub const MOST_RETURNS: usize = 15;

impl Person {
    /// Someone at home who has never been away and would move anywhere.
    #[must_use]
    pub const fn new(id: u64, household: u16, birth: Month, background: Background) -> Self {
        let Background { woman, child, schooling, sector } = background;
        let mut bits = (schooling as u8) << SCHOOLING_SHIFT;
        if woman {
            bits |= WOMAN;
        }
        if child {
            bits |= CHILD;
        }
        Self {
            id,
            savings: 0,
            debt: 0,
            spell: NONE,
            household,
            birth,
            returned: Month(0),
            barred_until: Month(0),
            circuits: 0,
            seasons: 0,
            named: 0,
            bits,
            moves: EVERYWHERE,
            sector,
            months_regular: 0,
            months_irregular: 0,
            life: Life::Active,
            standing: Standing::New,
        }
    }

    /// The permanent id of somebody of a village, month of birth and rank.
    #[must_use]
    pub const fn id_of(village: u32, birth: Month, rank: u32) -> u64 {
        ((village as u64 & 0xff_ffff) << 40) | ((birth.0 as u64) << 24) | (rank as u64 & 0xff_ffff)
    }

    /// Whether this is a woman.
    #[inline]
    #[must_use]
    pub const fn woman(&self) -> bool {
        self.bits & WOMAN != 0
    }

    /// Whether a child of this person lives at home.
    #[inline]
    #[must_use]
    pub const fn child(&self) -> bool {
        self.bits & CHILD != 0
    }

    /// Notes a child at home.
    pub const fn mark_child(&mut self) {
        self.bits |= CHILD;
    }

    /// Whether the person ever lived abroad.
    #[inline]
    #[must_use]
    pub const fn ever_abroad(&self) -> bool {
        self.bits & EVER_ABROAD != 0
    }

    /// Notes that the person has lived abroad.
    pub const fn mark_abroad(&mut self) {
        self.bits |= EVER_ABROAD;
    }

    /// Whether the last journey ended by force (interception or removal).
    #[inline]
    #[must_use]
    pub const fn forced(&self) -> bool {
        self.bits & FORCED != 0
    }

    /// Notes whether the last journey ended by force.
    pub const fn mark_forced(&mut self, forced: bool) {
        if forced {
            self.bits |= FORCED;
        } else {
            self.bits &= !FORCED;
        }
    }

    /// Whether a visa or a place was refused since the last departure.
    #[inline]
    #[must_use]
    pub const fn refused(&self) -> bool {
        self.bits & REFUSED != 0
    }

    /// Notes whether a visa or a place was refused.
    pub const fn mark_refused(&mut self, refused: bool) {
        if refused {
            self.bits |= REFUSED;
        } else {
            self.bits &= !REFUSED;
        }
    }

    /// Whether the person ever applied to a programme.
    #[inline]
    #[must_use]
    pub const fn applied(&self) -> bool {
        self.bits & APPLIED != 0
    }

    /// Notes an application to a programme.
    pub const fn mark_applied(&mut self) {
        self.bits |= APPLIED;
    }

    /// Whether the person would ever move to a circle.
    #[inline]
    #[must_use]
    pub const fn moves_to(&self, circle: Circle) -> bool {
        self.moves & 1 << circle as u8 != 0
    }

    /// Notes whether the person would ever move to a circle.
    pub const fn mark_mover(&mut self, circle: Circle, moves: bool) {
        if moves {
            self.moves |= 1 << circle as u8;
        } else {
            self.moves &= !(1 << circle as u8);
        }
    }

    /// Whether the person would move anywhere at all.
    #[inline]
    #[must_use]
    pub const fn mover(&self) -> bool {
        self.moves & EVERYWHERE != 0
    }

    /// Whether the person held a permit of a destination and went home from there by himself.
    #[inline]
    #[must_use]
    pub const fn may_return_to(&self, corridor: usize) -> bool {
        corridor < MOST_RETURNS && (self.moves >> RETURN_SHIFT) as usize == corridor + 1
    }

    /// Notes a right of return to a destination, in place of an older one; none beyond the first so many destinations.
    pub const fn grant_return(&mut self, corridor: usize) {
        if corridor < MOST_RETURNS {
            self.lose_return();
            self.moves |= (corridor as u8 + 1) << RETURN_SHIFT;
        }
    }

    /// Takes the right of return away.
    pub const fn lose_return(&mut self) {
        self.moves &= EVERYWHERE | WAITING;
    }

    /// Whether an application of this person waits for an answer.
    #[inline]
    #[must_use]
    pub const fn waiting(&self) -> bool {
        self.moves & WAITING != 0
    }

    /// Notes whether an application waits for an answer.
    pub const fn mark_waiting(&mut self, waits: bool) {
        if waits {
            self.moves |= WAITING;
        } else {
            self.moves &= !WAITING;
        }
    }

    /// Schooling attained.
    #[must_use]
    pub const fn schooling(&self) -> Schooling {
        match (self.bits >> SCHOOLING_SHIFT) & 3 {
            0 => Schooling::None,
            1 => Schooling::Primary,
            2 => Schooling::Secondary,
            _ => Schooling::Tertiary,
        }
    }

    /// Age in whole years at a month.
    #[inline]
    #[must_use]
    pub const fn age(&self, t: Month) -> i32 {
        t.since(self.birth) / 12
    }

    /// Whether the person is simulated and at home.
    #[inline]
    #[must_use]
    pub const fn at_home(&self) -> bool {
        self.spell == NONE && matches!(self.life, Life::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_small() {
        assert!(size_of::<Person>() <= 48, "{}", size_of::<Person>());
    }

    #[test]
    fn bits_do_not_disturb_each_other() {
        let background = Background { woman: true, child: false, schooling: Schooling::Secondary, sector: 3 };
        let mut p = Person::new(1, 0, Month::new(1980, 1), background);
        p.mark_mover(Circle::Regional, false);
        assert!(p.moves_to(Circle::Internal) && p.moves_to(Circle::Overseas) && !p.moves_to(Circle::Regional));
        p.mark_mover(Circle::Regional, true);
        assert!(p.moves_to(Circle::Regional));
        p.mark_abroad();
        p.mark_forced(true);
        p.grant_return(2);
        p.grant_return(MOST_RETURNS - 1);
        assert!(p.may_return_to(MOST_RETURNS - 1) && !p.may_return_to(2) && p.moves_to(Circle::Regional));
        p.grant_return(MOST_RETURNS);
        assert!(!p.may_return_to(MOST_RETURNS) && p.may_return_to(MOST_RETURNS - 1));
        p.mark_waiting(true);
        p.grant_return(3);
        assert!(p.may_return_to(3) && p.waiting());
        p.lose_return();
        assert!(p.waiting());
        p.mark_waiting(false);
        assert!(!p.waiting() && !p.may_return_to(3) && p.moves_to(Circle::Regional) && p.mover());
        assert!(p.woman() && !p.child() && p.ever_abroad() && p.forced());
        assert_eq!(p.schooling(), Schooling::Secondary);
        p.mark_forced(false);
        assert!(p.woman() && !p.forced() && p.ever_abroad());
        assert_eq!(p.age(Month::new(2009, 12)), 29);
    }
}
