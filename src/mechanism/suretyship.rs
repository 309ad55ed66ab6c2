//! Bonds and those who answer for them: posted, given back, forfeited or called.
//!
//! State machine of a bond: posted → due (home in time) → given back, or not given back although due; posted →
//! forfeited (not home within the months of grace), where the guarantor's part is called, he recovers his share from
//! the family and traces. A household that stood surety gets its money back into its wealth, or loses it; a fund has
//! won or lost what its capacity is from then on. Words: the worker is the principal, the host state the obligee, the
//! guarantor the surety. One asked back comes with the logit of what the season is worth to him (`ways.rs`).
//! Source: the caution and the guarantor of Keita 2010, p. 22; refunds and grace as declared with the bond.
//! Left out: courts, insurance of guarantors, refunds in parts.

use super::information::{self, News, Topic};
use super::{employers, journeys, programme, recall, ways};
use crate::base::units::cents;
use crate::decision::belief::Counts;
use crate::decision::term::return_chance;
use crate::engine::{Scene, purse};
use crate::institution::Rules;
use crate::institution::reentry::Reentry;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Backer, Call, Status};
use crate::world::contract::BondState;
use crate::world::employer::Conduct;
use crate::world::person::{Life, NONE, Standing};
use crate::world::spell::NEVER;
use crate::world::{Contract, District};

crate::purposes! {
    /// Whether a bond that is due is given back.
    REFUND = "suretyship/refund";
    /// Whether an employer names a worker who came home.
    NAMED = "suretyship/named";
    /// Whether a worker asked back accepts.
    ACCEPTS = "suretyship/accepts";
}

fn grace(scene: &Scene<'_>) -> i32 {
    scene.tables.stake.map_or(0, |s| s.grace_months as i32)
}

/// A worker under contract, or lately so, is home: the bond becomes due if he is in time, and the employer may name
/// him.
pub fn worker_is_home(d: &mut District, scene: &Scene<'_>, spell: usize) {
    let s = d.spells[spell];
    let at = s.contract as usize;
    let in_time = s.status == Status::Contract || scene.now.since(d.contracts[at].until) <= grace(scene);
    let draws = scene.draws(d, s.person);
    if s.status == Status::Contract {
        d.ends[usize::from(s.corridor)].0 += 1;
        d.conduct.push((s.corridor, d.contracts[at].employer, Conduct::Home));
        norm_learns(d, scene.rules, s.person, true);
    }
    if !in_time {
        return;
    }
    d.persons[s.person as usize].standing = Standing::Good;
    release(&mut d.contracts[at], scene);
    let corridor = usize::from(s.corridor);
    if let Reentry::Recall(recall) = &scene.rules.reentry {
        let seasons = d.persons[s.person as usize].seasons;
        let chance = employers::names(scene, &d.contracts[at], seasons);
        let named = draws.happens(chance, NAMED, scene.now.key(), 0);
        d.record(if named { What::Named } else { What::NotNamed }, s.person, s.place(), 0, 0);
        if named {
            let person = &mut d.persons[s.person as usize];
            person.standing = Standing::Named;
            person.named = person.named.saturating_add(1);
            d.contracts[at].recall = scene.now.plus(recall.gap_months as i32);
            let village = village_of(d, s.person);
            d.villages[village].voucher = s.person;
        } else {
            let news = News { corridor, topic: Topic::Recalled, heard: 0.0 };
            information::account(d, scene.rules, s.person, news);
        }
    }
    let village = village_of(d, s.person);
    learn_of_principal(d, scene.rules, village, false);
}

/// The worker died: nobody loses a bond by it; what is given back goes to the family.
pub fn worker_died(d: &mut District, scene: &Scene<'_>, contract: usize) {
    release(&mut d.contracts[contract], scene);
}

fn release(contract: &mut Contract, scene: &Scene<'_>) {
    if contract.bond == BondState::Posted {
        contract.bond = BondState::Due;
        contract.due = scene.now.plus(scene.tables.stake.map_or(0, |s| s.delay_months as i32));
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

/// A village sees whether one of its workers came home at the end of a contract: the norm follows the last of them.
pub fn norm_learns(d: &mut District, rules: &Rules, person: u32, home: bool) {
    let village = village_of(d, person);
    let norm = &mut d.villages[village].norm;
    *norm += (f32::from(u8::from(home)) - *norm) / rules.preference.norm_memory as f32;
}

/// Bonds of this month in one district: given back, or lost by those who are overdue; and workers who are asked back.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let t = scene.now;
    for at in 0..d.contracts.len() {
        let c = d.contracts[at];
        match c.bond {
            BondState::Due if t >= c.due => give_back(d, scene, at),
            BondState::Posted if t.since(c.until) > grace(scene) && !under_contract(d, at) => forfeit(d, scene, at),
            _ => {}
        }
        // Nobody is asked back into a suspended programme: the call waits.
        if c.recall != NEVER && t >= c.recall && !programme::suspended(scene, usize::from(c.corridor)) {
            d.contracts[at].recall = NEVER;
            ask_back(d, scene, &c);
        }
    }
}

fn under_contract(d: &District, contract: usize) -> bool {
    let person = &d.persons[d.contracts[contract].person as usize];
    d.spells.get(person.spell as usize).is_some_and(|s| s.status == Status::Contract && s.contract as usize == contract)
}

fn ask_back(d: &mut District, scene: &Scene<'_>, c: &Contract) {
    if matches!(scene.rules.reentry, Reentry::None(_)) {
        return;
    }
    let draws = scene.draws(d, c.person);
    // One is asked back once; who declines or finds no place is one of many again, in good standing.
    d.persons[c.person as usize].standing = Standing::Good;
    let corridor = usize::from(c.corridor);
    // An employer that is no more asks nobody.
    if !d.persons[c.person as usize].at_home() || scene.employer(corridor, c.employer).is_none() {
        return;
    }
    d.touch(d.persons[c.person as usize].household, scene.book, scene.now);
    // Who cannot pay for the journey cannot come.
    let Some(gain) = ways::season_gain(d, scene, c.person, corridor) else { return };
    let worth = gain + recall::liking(scene, &d.persons[c.person as usize]);
    if !draws.happens(return_chance(worth, scene.rules.preference.noise_leave), ACCEPTS, scene.now.key(), 0) {
        return;
    }
    d.record(What::RecalledHome, c.person, c.place(), 0, 0);
    if !d.persons[c.person as usize].waiting() && programme::eligible(scene, &d.persons[c.person as usize]) {
        journeys::tries(d, scene, (c.person, c.corridor), 0.0);
        programme::apply(d, scene, c.person, corridor, (Call::ByName, c.employer));
    }
}

fn give_back(d: &mut District, scene: &Scene<'_>, at: usize) {
    let c = d.contracts[at];
    let (place, own) = (c.place(), i64::from(c.own));
    let share = scene.tables.stake.map_or(1.0, |s| s.refunded);
    let paid = scene.draws(d, c.person).happens(share, REFUND, scene.now.key(), 0);
    if own > 0 {
        d.record(if paid { What::BondRefunded } else { What::BondUnpaid }, c.person, place, 0, own);
        let heard = f64::from(u8::from(paid));
        let news = News { corridor: usize::from(c.corridor), topic: Topic::Refunded, heard };
        information::account(d, scene.rules, c.person, news);
        if paid {
            d.ledger.post(Flow::BondRefunded, place, own);
            if d.persons[c.person as usize].spell == NONE {
                journeys::came_in(d, scene, c.person, own);
            }
            d.give(c.person, own);
            if d.persons[c.person as usize].life == Life::Dead {
                d.touch(d.persons[c.person as usize].household, scene.book, scene.now);
                purse::estate(d, c.person);
            }
        } else {
            d.ledger.post(Flow::BondUnpaid, place, own);
        }
    }
    if c.backer == Backer::Household {
        d.touch(c.surety, scene.book, scene.now);
        d.ledger.post(Flow::BondKinReleased, place, i64::from(c.guaranteed));
        d.households[usize::from(c.surety)].add(i64::from(c.guaranteed));
    } else {
        d.ledger.post(Flow::BondReleased, place, i64::from(c.guaranteed));
    }
    end_guaranty(d, &c, None);
    let c = &mut d.contracts[at];
    c.bond = BondState::Closed;
    c.own = 0;
    c.guaranteed = 0;
}

fn forfeit(d: &mut District, scene: &Scene<'_>, at: usize) {
    let c = d.contracts[at];
    let place = c.place();
    d.ledger.post(Flow::BondForfeited, place, i64::from(c.own));
    d.record(What::BondForfeited, c.person, place, 0, i64::from(c.own));
    let village = village_of(d, c.person);
    if c.guaranteed > 0 {
        d.ledger.post(Flow::BondCalled, place, i64::from(c.guaranteed));
        d.record(What::GuarantorCalled(c.backer), c.person, place, 0, i64::from(c.guaranteed));
        let household = usize::from(d.persons[c.person as usize].household);
        d.touch(household as u16, scene.book, scene.now);
        let wanted = i64::from(c.guaranteed) * i64::from(c.recovered) / 1000;
        let recovered = wanted.min(i64::from(d.households[household].wealth)).max(0);
        d.households[household].add(-recovered);
        journeys::came_in(d, scene, c.person, -recovered);
        let tracing = trace(d, scene, &c, recovered);
        d.record(What::GuarantorSettled(c.backer), c.person, place, 0, recovered);
        end_guaranty(d, &c, Some(recovered - tracing));
    }
    learn_of_principal(d, scene.rules, village, true);
    let c = &mut d.contracts[at];
    c.bond = BondState::Forfeited;
    c.own = 0;
    c.guaranteed = 0;
}

/// The guarantor gets what was recovered and traces; gives what tracing costs. A household traces as far as its wealth
/// goes.
fn trace(d: &mut District, scene: &Scene<'_>, c: &Contract, recovered: i64) -> i64 {
    let cost = cents(f64::from(c.tracing) / 1000.0 * f64::from(c.tracing_cost));
    d.ledger.post(Flow::Recovery, c.place(), recovered);
    if c.backer != Backer::Household {
        d.ledger.post(Flow::Tracing, c.place(), cost);
        return cost;
    }
    d.touch(c.surety, scene.book, scene.now);
    d.ledger.post(Flow::RecoveryKin, c.place(), recovered);
    let surety = &mut d.households[usize::from(c.surety)];
    surety.add(recovered);
    let cost = cost.min(i64::from(surety.wealth)).max(0);
    surety.add(-cost);
    d.ledger.post(Flow::TracingKin, c.place(), cost);
    cost
}

/// A fund is free of a guaranty: `settled` is what it got back less what it spent after a default, none where the
/// principal is home in time.
fn end_guaranty(d: &mut District, c: &Contract, settled: Option<i64>) {
    let pledged = i64::from(c.guaranteed);
    let won = settled.map_or(0, |settled| settled - pledged);
    if c.backer == Backer::Village {
        let village = village_of(d, c.person);
        d.villages[village].exposure -= pledged;
        d.villages[village].fund += won;
    } else if let Some(fund) = c.backer.shared().filter(|_| pledged > 0) {
        let ended = &mut d.ended_guaranties[usize::from(c.corridor)][fund];
        ended.freed += pledged;
        ended.won += won;
        *(if settled.is_some() { &mut ended.defaults } else { &mut ended.home }) += 1;
    }
}
