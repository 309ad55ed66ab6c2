//! Leaving a contract before its end for outside work.
//!
//! Offers of outside work that does not wait come at random, the oftener the more kin a worker's household has there
//! and the more co-workers have left the same employer; each pays the usual earnings without papers times a log-normal
//! factor whose median is below one. The worker compares
//!
//! ```text
//! taking it   V(stay at that pay, debt served as far as it can be pressed out at home) - cost of flight
//! serving on  (1 - e) s ln(exp(V(home)/s) + exp(V(stay)/s)) + e V(home) - (theta + abuse) × months left
//! ```
//!
//! both values at the end with what the rest of the contract still leaves at the pay that he really gets; e is the
//! chance that his departure is seen to, s the noise of the decision at term. Where departures are seen to, everybody
//! makes the comparison in the last month at usual pay: some leave just before. There is no threshold in pay, so that
//! wage, outside days, debt, bond, recall and abuse act smoothly. Source: outside offers after Epstein, Hillman and
//! Weiss 1999 (`docs/decisions.md`, section 3); rows of Taiwan's tied workers tune the cost of flight.
//! Left out: help of unions and agencies, raids at workplaces, flight from an employer to another without papers.

use super::circumstances::circumstances;
use super::overstay::end_authorised;
use super::term;
use crate::base::math;
use crate::base::units::{Month, eur};
use crate::decision::term::{Circumstances, return_chance, value_at_term};
use crate::engine::{Scene, taste};
use crate::institution::tie::Tie;
use crate::journal::Status;
use crate::journal::event::What;
use crate::world::employer::Conduct;
use crate::world::{District, Spell};

crate::purposes! {
    /// The outside work that a worker is offered.
    OFFER = "flight/offer";
    /// Whether a worker absconds.
    ABSCOND = "flight/abscond";
}

/// Workers of its own for which an employer's first share of leavers counts.
const FIRST: f64 = 30.0;

/// Chance that a worker is offered outside work this month.
#[must_use]
pub fn offered(d: &District, scene: &Scene<'_>, s: &Spell) -> f64 {
    let labour = &scene.corridor(usize::from(s.corridor)).labour;
    let household = &d.households[usize::from(s.household)];
    let kin = if household.overseas == s.corridor { f64::from(household.kin_overseas) / 255.0 } else { 0.0 };
    let employer = scene.employer(usize::from(s.corridor), d.contracts[s.contract as usize].employer);
    let left = employer.map_or(0.0, |e| {
        let gone = f64::from(e.absconded);
        gone / (gone + f64::from(e.home + e.overstayed) + FIRST)
    });
    (labour.offers * (1.0 + labour.offers_kin * kin) * (1.0 + labour.offers_coworkers * left)).min(1.0)
}

/// What is offered, relative to the worker's usual earnings without papers.
#[must_use]
pub fn offer(scene: &Scene<'_>, s: &Spell) -> f64 {
    let labour = &scene.corridor(usize::from(s.corridor)).labour;
    let normal = taste::normal(scene.key.person(s.id).bits(OFFER, scene.now.key(), 0));
    labour.offer_pay * math::exp(labour.offer_spread * normal)
}

/// A worker weighs outside work at a pay relative to the usual against serving on.
pub fn weigh(d: &mut District, scene: &Scene<'_>, i: usize, pay: f64) {
    let (s, t) = (d.spells[i], scene.now);
    let chance = return_chance(gain(d, scene, i, pay), scene.rules.preference.noise_term);
    if !scene.key.person(s.id).happens(chance, ABSCOND, t.key(), 0) {
        return;
    }
    d.record(What::Absconded, s.person, s.place(), t.since(s.since), 0);
    d.spells[i].until = t;
    // Who absconds has no months of grace.
    d.contracts[s.contract as usize].until = Month(0);
    // The job is kept for the whole stay.
    d.spells[i].days_factor *= pay as f32;
    end_authorised(d, t, i);
    term::go_irregular(d, scene, i, Conduct::Absconded);
}

/// Worth of outside work at a pay relative to the usual over serving on, util-months.
#[must_use]
pub fn gain(d: &District, scene: &Scene<'_>, i: usize, pay: f64) -> f64 {
    let s = &d.spells[i];
    let (corridor, contract) = (usize::from(s.corridor), &d.contracts[s.contract as usize]);
    let (now, recall) = circumstances(d, scene, i);
    let (destination, c) = (scene.destination(corridor), scene.corridor(corridor));
    let (outlook, life) = (destination.without_papers(scene.now.since(s.since)), scene.tables.horizon.life());
    // The rest of the contract, at what is really paid.
    let raise = f64::from(contract.wage_percent) / 100.0 - 1.0;
    let surplus = destination.contract_surplus + raise * eur(destination.wage[Status::Contract as usize]);
    let left = f64::from(s.until.since(scene.now).max(0)).min(life);
    let abuse =
        if matches!(scene.rules.tie, Tie::Tied(_)) { scene.firm(corridor, contract.employer).abuse() } else { 0.0 };
    let later = Circumstances { wealth: now.wealth + left * (surplus - now.home_surplus), ..now };
    let (home, stay) =
        (outlook.value_of_return(&later, &recall, &destination.season), outlook.best_stay(&later).utility);
    let noise = scene.rules.preference.noise_term;
    let serving = value_at_term(home, stay, c.enforcement.departure_check, noise) - (now.home_premium + abuse) * left;
    // Whoever is gone serves no more of a debt than a lender can press out of him at home.
    let debt = now.insolvency.debt;
    let unserved = (debt - now.insolvency.attachable * now.home_surplus * life).max(0.0);
    let living = c.labour.living_irregular_eur_month;
    let flight = Circumstances {
        surplus_abroad: pay * (now.surplus_abroad + living) - living,
        wealth: now.wealth + unserved,
        ..now
    };
    outlook.best_stay(&flight).utility - scene.rules.preference.flight - serving
}
