//! Coming home, by own will or by force, and dying abroad: money settled, bond freed, the village told.
//!
//! Savings pay the fare (or are lost in part at a removal), then debts; what cannot be served from home is defaulted
//! on, and kin write off their share. Of the rest a part becomes the household's wealth; what becomes of the other is
//! told in `assets.rs`. Who goes home with a permit has a right of return to that destination; a removal takes it away
//! and bars lawful entry for years. Source: entry bans and what a removal costs as declared with the destination
//! (`institution/corridor.rs`). Left out: reception by the agency beyond the offer of a placement (`placement.rs`).

use super::information::{self, News, Topic};
use super::{assets, journeys, networks, suretyship};
use crate::base::units::{Month, cents};
use crate::engine::{Scene, purse};
use crate::institution::corridor::Lawful;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Place, Status};
use crate::world::person::NONE;
use crate::world::{District, Journeys};

crate::purposes! {}

/// How a spell ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By own will.
    Return,
    /// Removed to the home country.
    Removal,
    /// Removed to a transit country, and home from there.
    RemovalToTransit,
}

/// Records that a spell with a passed or present authorised end comes to an end.
pub fn record_exit(d: &mut District, spell: usize, t: Month, cause: Cause) {
    let s = d.spells[spell];
    if s.ended != Month(0) {
        d.record(What::ExitedAfterEnd(cause, s.ended_as), s.person, s.place(), t.since(s.ended), 0);
    }
}

/// Takes the purse and the months of the present status off a spell that ends; gives what the stay has come to.
fn close_spell(d: &mut District, scene: &Scene<'_>, spell: usize) -> Journeys {
    let s = d.spells[spell];
    d.touch(s.household, scene.book, scene.now);
    purse::settle(d, scene, spell);
    let stay = journeys::ended(d, scene, spell);
    d.unpack(spell);
    d.change_status(spell, s.status, scene.now);
    stay
}

/// Brings somebody home.
pub fn come_home(d: &mut District, scene: &Scene<'_>, spell: usize, exit: Exit) {
    let (s, t) = (d.spells[spell], scene.now);
    let (position, corridor) = (s.person as usize, usize::from(s.corridor));
    let stay = close_spell(d, scene, spell);
    let before = journeys::together(d, s.person);
    let forced = exit != Exit::Return;
    if forced {
        remove(d, scene, spell, exit);
    } else {
        if s.status != Status::Contract {
            let fare = cents(scene.corridor(corridor).distance.fare_eur);
            purse::pay_at_home(d, position, s.place(), Flow::Fare, fare);
        }
        let savings = i64::from(d.persons[position].savings);
        d.record(What::Returned(s.status), s.person, s.place(), t.since(s.since), savings);
        record_exit(d, spell, t, Cause::Return);
    }
    let savings = i64::from(d.persons[position].savings);
    let arrived_in = Place::destination(usize::from(s.arrived_in));
    d.record(What::HomeFromSpell(s.way), s.person, arrived_in, t.since(s.since), savings);
    if s.contract != NONE {
        suretyship::worker_is_home(d, scene, spell);
    }
    let invested = settle_money(d, scene, position);
    let after = journeys::together(d, s.person) + invested;
    journeys::home_again(d, scene, stay, after - before);
    if s.status == Status::Irregular {
        let heard = f64::from(s.days_factor) * scene.irregular_earnings_now(corridor);
        information::account(d, scene.rules, s.person, News { corridor, topic: Topic::Earnings, heard });
    }
    let person = &mut d.persons[position];
    person.circuits = person.circuits.saturating_add(1);
    if scene.destination(corridor).circle.abroad() {
        person.returned = t;
        person.mark_forced(forced);
        person.mark_abroad();
    }
    let had_permit = matches!(s.status, Status::Permit | Status::Settled);
    if forced {
        person.lose_return();
    } else if had_permit && matches!(scene.corridor(corridor).lawful, Lawful::Visa(_)) {
        person.grant_return(corridor);
    }
    networks::left(d, scene, s.household, corridor);
    d.end_spell(spell, true);
}

/// What a removal takes, and the entry ban that follows.
fn remove(d: &mut District, scene: &Scene<'_>, spell: usize, exit: Exit) {
    let (s, t) = (d.spells[spell], scene.now);
    let (position, place) = (s.person as usize, s.place());
    let c = scene.corridor(usize::from(s.corridor));
    purse::pay_at_home(d, position, place, Flow::RemovalLoss, cents(c.enforcement.removal_loss_eur));
    d.ledger.post(Flow::RemovalCost, place, cents(scene.rules.agency.removal_cost_eur));
    d.record(What::Removed(s.status), s.person, place, t.since(s.since), 0);
    if exit == Exit::RemovalToTransit {
        d.record(What::RemovedTransit, s.person, place, t.since(s.since), 0);
        // From the transit country he pays his own way on.
        purse::pay_at_home(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
    }
    d.persons[position].barred_until = t.plus(c.enforcement.ban_months as i32);
    record_exit(d, spell, t, Cause::Removal);
}

/// Debts paid or defaulted on, savings divided; gives what was not kept at hand, cents. The household must have been
/// touched.
fn settle_money(d: &mut District, scene: &Scene<'_>, position: usize) -> i64 {
    let person = &mut d.persons[position];
    let household = usize::from(person.household);
    let repaid = person.debt.min(person.savings);
    d.ledger.post(Flow::Repayment, Place::HOME, i64::from(repaid));
    person.debt -= repaid;
    let left = i64::from(person.savings - repaid);
    purse::write_off(d, scene, position);
    let kept = (scene.rules.home.kept_share * left as f64).round() as i64;
    d.ledger.post(Flow::BroughtHome, Place::HOME, kept);
    d.households[household].add(kept);
    d.persons[position].savings = 0;
    assets::dispose(d, scene, position, left - kept);
    left - kept
}

/// Death abroad: savings to the family, debts written off, the bond freed.
pub fn die_abroad(d: &mut District, scene: &Scene<'_>, spell: usize) {
    let s = d.spells[spell];
    let stay = close_spell(d, scene, spell);
    d.record(What::DiedAbroad(s.status), s.person, s.place(), scene.now.since(s.since), 0);
    record_exit(d, spell, scene.now, Cause::Death);
    if s.contract != NONE {
        suretyship::worker_died(d, scene, s.contract as usize);
    }
    let before = journeys::together(d, s.person);
    purse::estate(d, s.person);
    let after = journeys::together(d, s.person);
    journeys::home_again(d, scene, stay, after - before);
    networks::left(d, scene, s.household, usize::from(s.corridor));
    d.end_spell(spell, false);
}
