//! What decides for somebody away: money, prospects, bonds, promises, as the decisions of `decision::term` want them.
//!
//! Of a bond counts what is forfeited by staying, what a returner does not expect to see again, and what the guarantor
//! would lose as far as the tie makes it the worker's own; the village's norm and the promise of being asked back stand
//! beside it. Resources are those that a review at home counts: own money and the usable part of the household's
//! wealth. Source: `docs/decisions.md`, section 4.
//! Left out: family abroad, what is saved for whom.

use super::recall::{Asking, promise};
use crate::base::units::eur;
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, Insolvency};
use crate::engine::Scene;
use crate::institution::tie::Tie;
use crate::journal::Status;
use crate::world::contract::BondState;
use crate::world::person::NONE;
use crate::world::village::Belief;
use crate::world::{Contract, District};

crate::purposes! {}

/// What is at stake with a bond, EUR and util-months.
#[derive(Clone, Copy, Debug, Default)]
struct Stakes {
    own: f64,
    forfeited: f64,
    distrusted: f64,
    guarantors_loss: f64,
    sanction: f64,
}

fn stakes(contract: &Contract, belief: &Belief) -> Stakes {
    if contract.bond != BondState::Posted {
        return Stakes::default();
    }
    let (own, guaranteed) = (eur(i64::from(contract.own)), eur(i64::from(contract.guaranteed)));
    let recovered = f64::from(contract.recovered) / 1000.0;
    let tracing = f64::from(contract.tracing) / 1000.0;
    Stakes {
        own,
        // What the guarantor takes back from the family is the worker's own loss.
        forfeited: own + recovered * guaranteed,
        distrusted: own * (1.0 - f64::from(belief.refunded)),
        guarantors_loss: guaranteed * (1.0 - recovered) + tracing * f64::from(contract.tracing_cost),
        sanction: if guaranteed > 0.0 { tracing * f64::from(contract.sanction) / 10.0 } else { 0.0 },
    }
}

/// What decides for a person away, and what he has been promised.
#[must_use]
pub fn circumstances(d: &District, scene: &Scene<'_>, i: usize) -> (Circumstances, RecallPromise) {
    let s = &d.spells[i];
    let corridor = usize::from(s.corridor);
    let household = &d.households[usize::from(s.household)];
    let village = &d.villages[usize::from(household.village)];
    let (c, destination) = (scene.corridor(corridor), scene.destination(corridor));
    let home_surplus = scene.home_surplus(household);
    let debt = eur(i64::from(s.debt));
    // The purse is that at a review at home: own savings and what one member may use of the household's wealth.
    let family = scene.rules.home.usable_share * eur(d.wealth_at(s.household, scene.book, scene.now));
    let mut wealth = eur(i64::from(s.savings)) + family - debt;
    let (mut extra_days, mut social) = (0.0, 0.0);
    let (mut at_stake, mut recall) = (Stakes::default(), RecallPromise::NONE);
    if s.contract != NONE {
        let contract = &d.contracts[s.contract as usize];
        let belief = &village.beliefs[corridor];
        at_stake = stakes(contract, belief);
        // Whoever stays, and feels what the guarantor loses, has lost his own stake.
        let consumption = scene.tables.horizon.consumption(home_surplus, wealth.max(0.0)).max(1.0);
        wealth += at_stake.own;
        if contract.bond == BondState::Posted {
            social = f64::from(contract.tie) / 1000.0 * at_stake.guarantors_loss / consumption;
            social += at_stake.sanction;
        }
        if contract.referred {
            social += scene.rules.employers.referral_tie;
        }
        social += scene.rules.preference.norm * f64::from(village.norm);
        if let Tie::Portable(portable) = &scene.rules.tie {
            extra_days = portable.contact_days;
        }
        if s.status == Status::Contract {
            let person = &d.persons[s.person as usize];
            let asking = Asking {
                person,
                seasons: person.seasons,
                home: s.until.max(scene.now),
                home_surplus,
                home_premium: f64::from(s.theta),
            };
            recall = promise(scene, belief, corridor, &asking);
        }
    }
    let labour = &c.labour;
    let days = f64::from(s.days_factor) * scene.irregular_days[corridor] + extra_days;
    let circumstances = Circumstances {
        home_surplus,
        surplus_abroad: days * scene.irregular_day_wage[corridor] - labour.living_irregular_eur_month,
        settled_surplus: destination.surplus[Status::Settled as usize],
        home_premium: f64::from(s.theta),
        wealth,
        forfeited: at_stake.forfeited,
        distrusted: at_stake.distrusted,
        contract_gain: 0.0,
        contract_away: 0.0,
        ticket: c.distance.fare_eur,
        removal_loss: c.enforcement.removal_loss_eur,
        social,
        insolvency: Insolvency {
            debt,
            attachable: scene.rules.home.attachable_share,
            stigma: scene.rules.preference.default_stigma,
        },
    };
    (circumstances, recall)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Month;
    use crate::journal::Backer;
    use crate::world::employer::EmployerId;
    use crate::world::spell::NEVER;

    fn contract(own: i32, guaranteed: i32, bond: BondState) -> Contract {
        Contract {
            person: 0,
            own,
            guaranteed,
            surety: crate::world::contract::NO_SURETY,
            tie: 600,
            tracing: 100,
            recovered: 300,
            sanction: 250,
            until: Month::new(2006, 1),
            due: NEVER,
            recall: NEVER,
            tracing_cost: 60,
            bond,
            backer: Backer::Household,
            fit: 200,
            wage_percent: 100,
            corridor: 0,
            employer: EmployerId::NONE,
            moved: false,
            referred: false,
        }
    }

    /// 500 EUR of the worker's own, of whose refund he believes 60 %; 400 EUR of a guarantor who recovers 30 %, traces
    /// at a tenth of 60 EUR and of a sanction of 25 util-months.
    #[test]
    fn stakes_count_own_money_recovered_money_doubt_and_the_guarantors_loss() {
        let belief = Belief { refunded: 0.6, ..Belief::default() };
        let s = stakes(&contract(50_000, 40_000, BondState::Posted), &belief);
        assert!((s.forfeited - (500.0 + 120.0)).abs() < 1e-9);
        assert!((s.distrusted - 200.0).abs() < 1e-4);
        assert!((s.guarantors_loss - (280.0 + 6.0)).abs() < 1e-9 && (s.sanction - 2.5).abs() < 1e-12);
    }

    #[test]
    fn a_bond_that_is_not_in_escrow_is_no_stake_and_a_full_recovery_leaves_the_guarantor_only_the_tracing() {
        let belief = Belief { refunded: 1.0, ..Belief::default() };
        for bond in [BondState::None, BondState::Due, BondState::Closed, BondState::Forfeited] {
            assert_eq!(stakes(&contract(50_000, 40_000, bond), &belief).forfeited, 0.0);
        }
        let recovering = Contract { recovered: 1000, ..contract(0, 40_000, BondState::Posted) };
        let s = stakes(&recovering, &belief);
        assert!((s.forfeited - 400.0).abs() < 1e-9 && (s.guarantors_loss - 6.0).abs() < 1e-9);
        assert_eq!(stakes(&contract(50_000, 0, BondState::Posted), &belief).sanction, 0.0);
    }
}
