//! Public transfers to households with members away: what a subsidy of remittances comes to.
//!
//! Rule: a yearly sum is shared out month by month among all households that have somebody away, equally; of what a
//! household gets it consumes the same part as of a remittance. Source: the comparison of remittances with public
//! investment (Keita 2010, p. 21); the form is ours. Left out: what paying out costs.

use crate::base::units::{cents, whole};
use crate::engine::Backdrop;
use crate::journal::Place;
use crate::journal::ledger::Flow;
use crate::world::World;

crate::purposes! {}

crate::params! {
    /// Public transfers to households with members away.
    pub struct Transfers {
        /// Money a year at full scale.
        budget_eur_year: Eur = 0 in 0..=1000000000, Assumed "off; a sum to compare levers at where it is on";
    }
}

impl Transfers {
    /// The neutral value: nothing is spent.
    pub const fn switch_off(&mut self) {
        self.budget_eur_year = 0.0;
    }
}

/// What each of so many households gets of a month's money, cents.
#[must_use]
pub const fn each(month: i64, households: i64) -> i64 {
    if households > 0 { month / households } else { 0 }
}

/// The month's transfers.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>, own: &Transfers) {
    if own.budget_eur_year <= 0.0 {
        return;
    }
    let receive = |h: &crate::world::Household| h.away > 0;
    let number = world.districts.iter().flat_map(|d| &d.households).filter(|h| receive(h)).count() as i64;
    let sum = each(cents(own.budget_eur_year / 12.0 / world.weight), number);
    let consumed = whole(sum as f64 * backdrop.rules.remittance.consumed);
    let World { book, districts, .. } = world;
    for d in districts {
        for household in 0..d.households.len() {
            if receive(&d.households[household]) {
                d.touch(household as u16, book, backdrop.now);
                d.households[household].add(sum - consumed);
                d.ledger.post(Flow::Transfer, Place::HOME, sum);
                d.ledger.post(Flow::RemittanceConsumed, Place::HOME, consumed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Month;
    use crate::engine::Tables;
    use crate::institution::Rules;
    use crate::world::{District, HomeBook, Household};

    /// Three households, of which two have members away, after one month.
    fn after(budget_eur_year: f64, away: [u8; 3]) -> World {
        let start = Month::new(2008, 1);
        let household = |away| Household { away, seen: start, ..Household::default() };
        let mut world = World {
            key: crate::base::draws::WorldKey::new(1, 0),
            now: start,
            weight: 1.0,
            residents: 0,
            sectors: Vec::new(),
            regions: Vec::new(),
            corridors: Vec::new(),
            book: HomeBook::new(start, 1, 1, 0),
            yardstick: Default::default(),
            districts: vec![District { households: away.map(household).to_vec(), ..District::default() }],
            markets: Vec::new(),
            treasury: Default::default(),
            ledger: Default::default(),
            events: Vec::new(),
        };
        let mut rules = Rules::default();
        rules.remittance.consumed = 0.75;
        let tables = Tables::new(&rules);
        let backdrop = Backdrop::new(&world, &rules, &tables, start, start);
        shared(&mut world, &backdrop, &Transfers { budget_eur_year });
        world
    }

    /// 2,400 EUR a year are 200 a month, 100 for each of two, of which a quarter is kept.
    #[test]
    fn a_months_money_goes_in_equal_parts_to_those_with_members_away() {
        let d = &after(2_400.0, [1, 0, 3]).districts[0];
        assert_eq!(d.households.iter().map(|h| h.wealth).collect::<Vec<_>>(), [2_500, 0, 2_500]);
        assert_eq!((d.ledger.total(Flow::Transfer), d.ledger.total(Flow::RemittanceConsumed)), (20_000, 15_000));
    }

    #[test]
    fn without_money_or_without_anybody_away_nobody_gets_anything() {
        for world in [after(0.0, [1, 0, 3]), after(2_400.0, [0; 3])] {
            assert_eq!(world.districts[0].ledger.total(Flow::Transfer), 0);
        }
        assert_eq!((each(8_333, 3), each(8_333, 0)), (2_777, 0));
    }
}
