//! Under contract: dismissal, change of employer, absconding, and the decision at term.
//!
//! A worker who fits the job less than the employer asks is dismissed with a hazard that grows with what is missing. A
//! worker who reconsiders (attention) has met an offer of outside work that does not wait for the end of the term; he
//! compares taking it now with working to term and then doing what is best. Only an offer that pays more than the
//! contract is considered: whoever wants to overstay anyway does so at term (`docs/decisions.md`, section 3). At term
//! the employer may lengthen the contract once; else the worker goes home or stays without papers, by the logit of the
//! advantage of return (`decision::term`): own bond times the belief that it is refunded, what the guarantor and the
//! family would lose, tracing and the village's norm, the promise of being asked back, against the best plan of
//! staying. A change of employer under portability is not absconding. Source: the pilot of Keita 2010, p. 15-16;
//! outside offers after Epstein, Hillman and Weiss 1999 (`docs/decisions.md`). Left out: what others earn.

use super::circumstances::circumstances;
use super::employers;
use super::homecoming::{self, Exit};
use super::overstay::{end_authorised, lapse};
use super::suretyship;
use crate::base::math;
use crate::base::units::{Month, cents, eur};
use crate::decision::term::{Circumstances, return_chance};
use crate::engine::{Scene, taste};
use crate::institution::extension::{Extension, Lengthening};
use crate::institution::tie::Tie;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Status};
use crate::world::employer::{Conduct, EmployerId};
use crate::world::person::Standing;
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether a worker is dismissed.
    DISMISSAL = "term/dismissal";
    /// Whether a worker changes employer.
    CHANGE = "term/change of employer";
    /// The outside work that a worker is offered.
    OFFER = "term/offer";
    /// Whether a worker absconds.
    ABSCOND = "term/abscond";
    /// Whether the employer lengthens the contract.
    EXTENSION = "term/extension";
    /// Whether a worker goes home at term.
    CHOICE = "term/choice";
}

/// The month of somebody under contract.
pub fn month(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    if t >= s.until {
        return at_term(d, scene, i);
    }
    if dismissed(d, scene, i) {
        d.record(What::Dismissed, s.person, s.place(), t.since(s.since), 0);
        d.spells[i].until = t;
        d.contracts[s.contract as usize].until = t;
        return decide(d, scene, i);
    }
    let draws = scene.key.person(s.id);
    if let Tie::Portable(portable) = &scene.rules.tie
        && draws.happens(portable.change, CHANGE, t.key(), 0)
    {
        let employers = &scene.markets[usize::from(s.corridor)].programme.employers;
        let row = draws.below(employers.len() as u64, CHANGE, t.key(), 1) as usize;
        let contract = &mut d.contracts[s.contract as usize];
        if let Some(next) = employers.get(row) {
            contract.employer = EmployerId { row: row as u16, generation: next.generation };
        }
        let percent = f64::from(contract.wage_percent) * (1.0 + portable.gain);
        contract.wage_percent = percent.round().min(255.0) as u8;
        contract.moved = true;
        d.record(What::ChangedEmployer, s.person, s.place(), t.since(s.since), 0);
    }
    if s.reviews == t && scene.tables.calendar.kept(draws, t, scene.rules.attention.contract) {
        weigh_flight(d, scene, i);
    }
}

/// Whether the employer dismisses a worker who does not fit. A contract outlives an agreement that is ended: its own
/// terms hold.
fn dismissed(d: &District, scene: &Scene<'_>, i: usize) -> bool {
    let s = &d.spells[i];
    let Some(programme) = scene.programme(usize::from(s.corridor)) else { return false };
    let contract = &d.contracts[s.contract as usize];
    let asked = scene.firm(usize::from(s.corridor), contract.employer).fit_asked();
    let misfit = (asked - f64::from(contract.fit) / 255.0).max(0.0);
    scene.key.person(s.id).happens(programme.dismissal * misfit, DISMISSAL, scene.now.key(), 0)
}

/// Somebody who reconsiders before the end compares an offer of outside work with working to term.
fn weigh_flight(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    let (corridor, draws) = (usize::from(s.corridor), scene.key.person(s.id));
    let (now, recall) = circumstances(d, scene, i);
    let destination = scene.destination(corridor);
    let outlook = destination.without_papers(t.since(s.since));
    let raise = f64::from(d.contracts[s.contract as usize].wage_percent) / 100.0 - 1.0;
    let surplus = destination.contract_surplus + raise * eur(destination.wage[Status::Contract as usize]);
    let left = f64::from(s.until.since(t).max(0));
    let earned = left * (surplus - now.home_surplus);
    let later = Circumstances { wealth: now.wealth + earned, ..now };
    let stay = outlook.value_of_return(&later, &recall, &destination.season).max(outlook.best_stay(&later).utility)
        - now.home_premium * left.min(scene.tables.horizon.life());
    let offer = outside_offer(scene, &s);
    let living = scene.corridor(corridor).labour.living_irregular_eur_month;
    let outside_work = offer * (now.surplus_abroad + living) - living;
    let flight = outlook.best_stay(&Circumstances { surplus_abroad: outside_work, ..now }).utility;
    let chance = return_chance(flight - stay, scene.rules.preference.noise_term);
    if outside_work > surplus && draws.happens(chance, ABSCOND, t.key(), 0) {
        d.record(What::Absconded, s.person, s.place(), t.since(s.since), 0);
        d.spells[i].until = t;
        // Who absconds has no months of grace.
        d.contracts[s.contract as usize].until = Month(0);
        // The job is kept for the whole stay.
        d.spells[i].days_factor *= offer as f32;
        end_authorised(d, t, i);
        go_irregular(d, scene, i, Conduct::Absconded);
    }
}

/// The days of outside work offered to a worker in a month relative to his average without papers: log-normal with mean
/// 1, up to a full month of work.
fn outside_offer(scene: &Scene<'_>, s: &Spell) -> f64 {
    let labour = &scene.corridor(usize::from(s.corridor)).labour;
    let normal = taste::normal(scene.key.person(s.id).bits(OFFER, scene.now.key(), 0));
    let offer = with_mean_one(labour.offer_spread, normal);
    let usual = (f64::from(s.days_factor) * labour.irregular_days_month).max(0.1);
    offer.min((taste::MOST_DAYS / usual).max(1.0))
}

/// A log-normal number with mean 1, of a standard normal one.
fn with_mean_one(spread: f64, normal: f64) -> f64 {
    math::exp(spread * normal - 0.5 * spread * spread)
}

fn at_term(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    if let Extension::Employer(employer) = &scene.rules.extension
        && !s.extended
        && scene.key.person(s.id).happens(lengthens(d, scene, &s, employer), EXTENSION, t.key(), 0)
    {
        end_authorised(d, t, i);
        homecoming::record_exit(d, i, t, Cause::Extension);
        d.record(What::Extended, s.person, s.place(), t.since(s.since), 0);
        let until = t.plus(employer.months as i32);
        let spell = &mut d.spells[i];
        spell.until = until;
        spell.ended = Month(0);
        spell.extended = true;
        d.contracts[s.contract as usize].until = until;
        return;
    }
    decide(d, scene, i);
}

/// Chance that the employer lengthens the contract of a worker.
fn lengthens(d: &District, scene: &Scene<'_>, s: &Spell, terms: &Lengthening) -> f64 {
    let seasons = d.persons[s.person as usize].seasons;
    employers::lengthens(scene, &d.contracts[s.contract as usize], seasons, terms)
}

/// Home, or on without papers.
fn decide(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    end_authorised(d, t, i);
    let (now, recall) = circumstances(d, scene, i);
    let destination = scene.destination(usize::from(s.corridor));
    let outlook = destination.without_papers(t.since(s.since));
    let advantage = outlook.advantage_of_return(&now, &recall, &destination.season);
    let chance = return_chance(advantage, scene.rules.preference.noise_term);
    if scene.key.person(s.id).happens(chance, CHOICE, t.key(), 0) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else {
        go_irregular(d, scene, i, Conduct::Overstayed);
    }
}

fn go_irregular(d: &mut District, scene: &Scene<'_>, i: usize, conduct: Conduct) {
    let s = d.spells[i];
    d.ends[usize::from(s.corridor)].1 += 1;
    d.conduct.push((s.corridor, d.contracts[s.contract as usize].employer, conduct));
    d.ledger.post(Flow::EmployerBond, s.place(), cents(scene.rules.employers.bond_eur));
    // Unless he is home within the months of grace.
    d.persons[s.person as usize].standing = Standing::Barred;
    suretyship::norm_learns(d, scene.rules, s.person, false);
    lapse(d, scene, i);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_have_mean_one_whatever_their_spread() {
        for spread in [0.0, 0.3, 0.6, 1.0] {
            let offers: Vec<f64> = (0..1024).map(|bits| with_mean_one(spread, taste::normal(bits))).collect();
            let mean = offers.iter().sum::<f64>() / 1024.0;
            assert!((mean - 1.0).abs() < 0.02, "{spread}: {mean}");
            let wide = offers.iter().fold(0.0, |most: f64, offer| most.max(math::ln(*offer).abs()));
            assert!(if spread == 0.0 { wide == 0.0 } else { wide > 2.0 * spread }, "{spread}: {wide}");
        }
    }
}
