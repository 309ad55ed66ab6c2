//! Public transfers to households with members away: what a subsidy of remittances comes to.
//!
//! Rule: a yearly sum is shared out month by month among all households that have somebody away, equally; of what a
//! household gets it consumes the same part as of a remittance. Source: the comparison of remittances with public
//! investment (Keita 2010, p. 20); the form is ours. Left out: what paying out costs.

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
        budget_eur_year: Eur = 0 in 0..=1000000000, Assumed "off; one million where it is on (SEED P19)";
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

    /// 83.33 EUR among three: 27.77 each; among none, nothing.
    #[test]
    fn a_months_money_is_shared_out_in_equal_parts() {
        assert_eq!((each(8_333, 3), each(8_333, 1), each(8_333, 0), each(0, 5)), (2_777, 8_333, 0, 0));
    }
}
