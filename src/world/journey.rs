//! What journeys bring and cost a person, added up from the first month of a run: a record of those who ever leave or
//! try, and nothing for all others.

use super::Spell;
use crate::base::units::{Month, small};
use serde::{Deserialize, Serialize};

/// From when on journeys are added up, and how much less a later month counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Yardstick {
    /// First month.
    pub start: Month,
    /// Discount rate a month.
    pub rate: f64,
}

/// What the journeys of a person have brought and cost; what comes later is discounted to the first month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Journeys {
    /// Person, by position in the district.
    pub person: u32,
    /// Whether the person ever tried to go overseas: asked for a visa, took the route, applied to a programme, or left.
    pub tried: bool,
    /// Whether the person died on the route.
    pub perished: bool,
    /// What came in less what was spent, money lent left out, EUR.
    pub money: f32,
    /// Surplus of work at home that was missed, EUR.
    pub missed: f32,
    /// Months away, each weighed with what a month at home is worth more: util-months.
    pub away: f32,
    /// What setting out and trying took out of the person: util-months.
    pub toll: f32,
}

impl Journeys {
    /// Adds what came later.
    pub fn add(&mut self, later: &Self) {
        self.tried |= later.tried;
        self.perished |= later.perished;
        self.money += later.money;
        self.missed += later.missed;
        self.away += later.away;
        self.toll += later.toll;
    }
}

/// The account of a stay under way; it stands beside the spell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenAccount {
    /// Savings less debt at the last look, cents.
    pub mark: i32,
    /// Month of the last look.
    pub seen: Month,
    /// Money so far, EUR.
    pub money: f32,
    /// What home had brought in all when the stay began, EUR.
    pub home: f32,
    /// Discounted months that had passed when the stay began, or its last move onward.
    pub since: f32,
    /// Util-months away before that.
    pub away: f32,
    /// What setting out took out of the person, util-months.
    pub toll: f32,
}

impl OpenAccount {
    /// The account of somebody who is away when the adding up begins, with what is booked and not yet in the purse,
    /// cents.
    #[must_use]
    pub fn at_start(spell: &Spell, start: Month, booked: i64) -> Self {
        let mark = small(i64::from(spell.savings) - i64::from(spell.debt) + booked);
        Self { mark, seen: start, ..Self::default() }
    }
}

/// Puts the records of one person together, those that came first before later ones.
pub fn merge(records: &mut Vec<Journeys>) {
    records.sort_by_key(|record| record.person);
    records.dedup_by(|later, first| {
        let same = later.person == first.person;
        if same {
            first.add(later);
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_one_person_are_added_and_others_left_alone() {
        let of = |person, money, tried| Journeys { person, money, tried, ..Journeys::default() };
        let mut list = vec![of(7, 1.0, false), of(2, 5.0, false), of(7, 2.0, true), of(7, 4.0, false)];
        merge(&mut list);
        assert_eq!(list, [of(2, 5.0, false), of(7, 7.0, true)]);
    }

    #[test]
    fn records_are_small() {
        assert!(size_of::<Journeys>() <= 24 && size_of::<OpenAccount>() <= 28);
    }
}
