//! Bonds and those who answer for them: posted, given back, forfeited or called.
//!
//! State machine of a bond: posted → due (home in time) → given back, or not given back although due; posted →
//! forfeited (not home within the months of grace), where the guarantor's part is called, he recovers his share from
//! the family and traces. Words: the worker is the principal, the host state the obligee, the guarantor the surety.

use super::information::{self, Topic};
use super::outside::Outside;
use crate::base::units::{Month, cents};
use crate::decision::belief::Counts;
use crate::institution::Rules;
use crate::institution::reentry::Reentry;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::contract::BondState;
use crate::world::person::Standing;
use crate::world::spell::NEVER;
use crate::world::{Contract, District, Status};

crate::purposes! {
    /// Whether a bond that is due is given back.
    REFUND = "suretyship/refund";
    /// Whether an employer names a worker who came home.
    NAMED = "suretyship/named";
    /// Whether a worker asked back accepts.
    ACCEPTS = "suretyship/accepts";
}

/// Numbers of backers in [`Contract::backer`].
pub const NOBODY: u8 = 0;
/// A household.
pub const HOUSEHOLD: u8 = 1;
/// A village.
pub const VILLAGE: u8 = 2;
/// The common capital.
pub const COMMON: u8 = 3;

fn grace(outside: &Outside<'_>) -> i32 {
    outside.tables.stake.map_or(0, |s| s.grace_months as i32)
}

/// A worker under contract, or lately so, is home: the bond becomes due if he is in time, and the employer may name
/// him.
pub fn worker_is_home(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, spell: usize) {
    let s = d.spells[spell];
    let at = s.contract as usize;
    let in_time = s.status == Status::Contract || t.since(d.contracts[at].until) <= grace(outside);
    let draws = outside.draws(d, s.person);
    if s.status == Status::Contract {
        d.ends[usize::from(s.corridor)].0 += 1;
        norm_learns(d, s.person, true);
    }
    let person = &mut d.persons[s.person as usize];
    person.seasons = person.seasons.saturating_add(1);
    if !in_time {
        person.standing = Standing::Barred;
        return;
    }
    person.standing = Standing::Good;
    release(&mut d.contracts[at], outside, t);
    let corridor = usize::from(s.corridor);
    if let Reentry::Recall(recall) = &rules.reentry {
        let named = draws.happens(recall.named, NAMED, t.key(), 0);
        if named {
            d.persons[s.person as usize].standing = Standing::Named;
            d.contracts[at].recall = t.plus(recall.gap_months as i32);
        } else {
            information::account(d, rules, s.person, corridor, Topic::Recalled, 0.0);
        }
    }
    let village = village_of(d, s.person);
    learn_of_principal(d, rules, village, false);
}

/// The worker died: nobody loses a bond by it.
pub fn worker_died(d: &mut District, outside: &Outside<'_>, t: Month, contract: usize) {
    release(&mut d.contracts[contract], outside, t);
}

fn release(contract: &mut Contract, outside: &Outside<'_>, t: Month) {
    if contract.bond == BondState::Posted {
        contract.bond = BondState::Due;
        contract.due = t.plus(outside.tables.stake.map_or(0, |s| s.delay_months as i32));
    }
}

fn village_of(d: &District, person: u32) -> usize {
    usize::from(d.households[usize::from(d.persons[person as usize].household)].village)
}

/// Guarantors of a village hear whether one of its principals came home.
fn learn_of_principal(d: &mut District, rules: &Rules, village: usize, default: bool) {
    let v = &mut d.villages[village];
    let weight = f64::from(v.default_weight);
    let counts = Counts::prior(f64::from(v.believed_default), weight)
        .observe(f64::from(u8::from(default)), f64::from(u8::from(!default)));
    v.believed_default = counts.mean() as f32;
    v.default_weight = counts.weight().min(rules.information.most_weight) as f32;
}

/// A village sees whether one of its workers came home at the end of a contract: the norm follows the last twenty or
/// so.
pub fn norm_learns(d: &mut District, person: u32, home: bool) {
    let village = village_of(d, person);
    let norm = &mut d.villages[village].norm;
    *norm += (f32::from(u8::from(home)) - *norm) / 20.0;
}

/// Bonds of this month in one district: given back, or lost by those who are overdue; and workers who are asked back.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    for at in 0..d.contracts.len() {
        let c = d.contracts[at];
        match c.bond {
            BondState::Due if t >= c.due => give_back(d, outside, rules, t, at),
            BondState::Posted if t.since(c.until) > grace(outside) && !under_contract(d, at) => forfeit(d, rules, at),
            _ => {}
        }
        if c.recall != NEVER && t >= c.recall {
            d.contracts[at].recall = NEVER;
            ask_back(d, outside, rules, t, &c);
        }
    }
}

fn under_contract(d: &District, contract: usize) -> bool {
    let person = &d.persons[d.contracts[contract].person as usize];
    d.spells.get(person.spell as usize).is_some_and(|s| s.status == Status::Contract && s.contract as usize == contract)
}

fn ask_back(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, c: &Contract) {
    let Reentry::Recall(recall) = &rules.reentry else { return };
    let draws = outside.draws(d, c.person);
    // One is asked back once; who declines or finds no place is one of many again, in good standing.
    d.persons[c.person as usize].standing = Standing::Good;
    if !d.persons[c.person as usize].at_home() || !draws.happens(recall.accepted, ACCEPTS, t.key(), 0) {
        return;
    }
    d.record(What::RecalledHome, c.person, 1 + usize::from(c.corridor), 0, 0, 0);
    // Who has applied this month by himself stands in line already, as one asked back.
    if d.applications.iter().all(|a| a.person != c.person) {
        d.touch(d.persons[c.person as usize].household, outside.book, t);
        let gain = super::intention::season_gain(d, outside, rules, c.person, usize::from(c.corridor));
        super::programme::apply(d, outside, rules, t, c.person, usize::from(c.corridor), true, gain);
    }
}

fn give_back(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, at: usize) {
    let c = d.contracts[at];
    let (place, own) = (1 + usize::from(c.corridor), i64::from(c.own));
    let share = outside.tables.stake.map_or(1.0, |s| s.refunded);
    let paid = outside.draws(d, c.person).happens(share, REFUND, t.key(), 0);
    if own > 0 {
        d.record(if paid { What::BondRefunded } else { What::BondUnpaid }, c.person, place, 0, 0, own);
        information::account(d, rules, c.person, usize::from(c.corridor), Topic::Refunded, f64::from(u8::from(paid)));
        if paid {
            d.ledger.post(Flow::BondRefunded, place, own);
            d.give(c.person, own);
        } else {
            d.ledger.post(Flow::BondUnpaid, place, own);
        }
    }
    d.ledger.post(Flow::BondReleased, place, i64::from(c.guaranteed));
    free_exposure(d, &c, false);
    let c = &mut d.contracts[at];
    c.bond = BondState::Closed;
    c.own = 0;
    c.guaranteed = 0;
}

fn forfeit(d: &mut District, rules: &Rules, at: usize) {
    let c = d.contracts[at];
    let place = 1 + usize::from(c.corridor);
    d.ledger.post(Flow::BondForfeited, place, i64::from(c.own));
    d.record(What::BondForfeited, c.person, place, 0, 0, i64::from(c.own));
    let village = village_of(d, c.person);
    if c.guaranteed > 0 {
        d.ledger.post(Flow::BondCalled, place, i64::from(c.guaranteed));
        d.record(What::GuarantorCalled, c.person, place, c.backer, 0, i64::from(c.guaranteed));
        let household = usize::from(d.persons[c.person as usize].household);
        let wanted = i64::from(c.guaranteed) * i64::from(c.recovered) / 1000;
        let recovered = wanted.min(i64::from(d.households[household].wealth)).max(0);
        d.households[household].add(-recovered);
        d.ledger.post(Flow::Recovery, place, recovered);
        let tracing = cents(f64::from(c.tracing) / 1000.0 * f64::from(c.tracing_cost));
        d.ledger.post(Flow::Tracing, place, tracing);
        d.record(What::GuarantorSettled, c.person, place, c.backer, 0, recovered);
    }
    learn_of_principal(d, rules, village, true);
    free_exposure(d, &c, true);
    let c = &mut d.contracts[at];
    c.bond = BondState::Forfeited;
    c.own = 0;
    c.guaranteed = 0;
}

fn free_exposure(d: &mut District, c: &Contract, default: bool) {
    if c.guaranteed == 0 {
        return;
    }
    match c.backer {
        VILLAGE => {
            let village = village_of(d, c.person);
            d.villages[village].exposure -= i64::from(c.guaranteed);
        }
        COMMON => {
            let freed = &mut d.common_freed[usize::from(c.corridor)];
            freed.0 += i64::from(c.guaranteed);
            if default {
                freed.2 += 1;
            } else {
                freed.1 += 1;
            }
        }
        _ => {}
    }
}
