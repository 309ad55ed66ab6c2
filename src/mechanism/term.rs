//! Under contract: dismissal, change of employer, absconding, and the decision at term.
//!
//! A worker who fits the job less than the employer asks is dismissed with a hazard that grows with what is missing.
//! Offers of outside work and flight before the end are `flight.rs`. At term the employer may lengthen the contract
//! once (`employers.rs`); else, if his departure is not seen to, the worker goes home or stays without papers, by the
//! logit of the advantage of return (`decision::term`): own bond times the belief that it is refunded, what the
//! guarantor and the family would lose, tracing and the village's norm, the promise of being asked back, against the
//! best plan of staying; some stay for reasons of their own. A change of employer under portability is not absconding.
//! Source: the pilot of Keita 2010, p. 15-16 (`docs/decisions.md`).
//! Left out: what others earn.

use super::circumstances::circumstances;
use super::homecoming::{self, Exit};
use super::overstay::{end_authorised, lapse};
use super::suretyship;
use super::{employers, flight};
use crate::base::units::{Month, cents};
use crate::decision::term::return_chance;
use crate::engine::Scene;
use crate::institution::extension::{Extension, Lengthening};
use crate::institution::tie::Tie;
use crate::journal::Cause;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::employer::{Conduct, EmployerId};
use crate::world::person::{NONE, Standing};
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether a worker is dismissed.
    DISMISSAL = "term/dismissal";
    /// Whether a worker changes employer.
    CHANGE = "term/change of employer";
    /// Whether a worker is offered outside work.
    OFFERED = "term/offered";
    /// Whether the departure of a worker is seen to.
    SEEN_OFF = "term/seen off";
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
    if draws.happens(flight::offered(d, scene, &s), OFFERED, t.key(), 0) {
        flight::weigh(d, scene, i, flight::offer(scene, &s));
    } else if s.until.since(t) == 1 && scene.corridor(usize::from(s.corridor)).enforcement.departure_check > 0.0 {
        // Whoever will be seen off at the end may leave before it for what he would have found after it.
        flight::weigh(d, scene, i, 1.0);
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
    let preference = &scene.rules.preference;
    let chance = return_chance(advantage, preference.noise_term) * (1.0 - preference.private_reasons);
    let checked = scene.corridor(usize::from(s.corridor)).enforcement.departure_check;
    let draws = scene.key.person(s.id);
    if draws.happens(checked, SEEN_OFF, t.key(), 0) || draws.happens(chance, CHOICE, t.key(), 0) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else {
        go_irregular(d, scene, i, Conduct::Overstayed);
    }
}

/// Whoever stays on, or leaves before the end, is without papers, and host, village and employer hear of it.
pub fn go_irregular(d: &mut District, scene: &Scene<'_>, i: usize, conduct: Conduct) {
    let s = d.spells[i];
    d.ends[usize::from(s.corridor)].1 += 1;
    d.conduct.push((s.corridor, d.contracts[s.contract as usize].employer, conduct));
    d.ledger.post(Flow::EmployerBond, s.place(), cents(scene.rules.employers.bond_eur));
    if d.contracts[s.contract as usize].referred {
        // Whoever vouched for him is not believed again.
        let village = d.households[usize::from(s.household)].village;
        d.villages[usize::from(village)].voucher = NONE;
    }
    // Unless he is home within the months of grace.
    d.persons[s.person as usize].standing = Standing::Barred;
    suretyship::norm_learns(d, scene.rules, s.person, false);
    lapse(d, scene, i);
}
