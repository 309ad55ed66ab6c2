//! A month of work away: wage, living, interest and repayment, savings, remittance.
//!
//! Contract: the contract's wage. With papers overseas: the regular wage while employed; jobs are lost and found so
//! that the unemployed share is the destination's. Where no permit is needed: the mean of that. Without papers: own
//! work days × day wage of the month. Living takes what there is at most (kin and friends feed those without work). Of
//! the surplus a part repays debts; a part of the wage is kept back under deferred pay. A part of what was saved is
//! sent home every few months, after the fee of the channel (bank or informal, a permanent habit), and news of earnings
//! goes with it. Left out: hours, abuse, contributions, skill.

use super::information::{self, Topic};
use super::outside::Outside;
use crate::base::units::{Month, cents, small, whole};
use crate::institution::Rules;
use crate::journal::ledger::{Flow, PLACES};
use crate::world::contract::BondState;
use crate::world::{District, Spell, Status};

crate::purposes! {
    /// Whether a job is lost or found.
    JOB = "work/job";
    /// Whether somebody sends by informal channels.
    CHANNEL = "work/channel";
}

/// What a purse or a debt may hold at most, cents: an absurd one (5 million EUR) stops growing, and the books with it.
const MOST: i64 = i32::MAX as i64 / 4;

/// The month of everybody away.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    let mut on_average = [0_i64; PLACES];
    for i in 0..d.spells.len() {
        let s = &d.spells[i];
        if lives_on_average(s, outside) {
            on_average[usize::from(s.corridor)] += 1;
            if sends(s, rules, t) {
                d.accounted = t.plus(1);
                settle(d, outside, i);
                d.accounted = t;
                remit(d, outside, rules, t, i);
            }
        } else if s.status != Status::Gone {
            settle(d, outside, i);
            month(d, outside, rules, t, i);
        }
    }
    for (corridor, place) in outside.tables.places.iter().enumerate() {
        d.ledger.post(Flow::Wage, 1 + corridor, on_average[corridor] * place.free.0);
        d.ledger.post(Flow::Living, 1 + corridor, on_average[corridor] * (place.free.0 - place.free.1));
    }
    d.accounted = t.plus(1);
}

/// Whether somebody lives on expected earnings: where no permit is needed, nobody is followed through spells of
/// unemployment; each earns the wage times the employed share. What such a person saves is booked by destination and
/// reaches his purse when somebody looks at it ([`settle`]).
#[inline]
fn lives_on_average(s: &Spell, outside: &Outside<'_>) -> bool {
    s.status == Status::Free && s.debt == 0 && outside.tables.places[usize::from(s.corridor)].free.1 >= 0
}

/// Brings a purse up to date.
#[inline]
pub fn settle(d: &mut District, outside: &Outside<'_>, i: usize) {
    let s = &mut d.spells[i];
    if s.paid_to < d.accounted {
        let this_month = outside.tables.places[usize::from(s.corridor)].free.1;
        let saved = outside.book.saved_away(s.corridor, s.paid_to, d.accounted, this_month);
        s.savings = small(i64::from(s.savings) + saved);
        s.paid_to = d.accounted;
    }
}

/// Whether this is a month in which somebody sends money home: fixed by the person's id, so that all months see
/// remittances alike.
#[inline]
fn sends(s: &Spell, rules: &Rules, t: Month) -> bool {
    (u64::from(t.0) + (s.id >> 24)).is_multiple_of(u64::from(rules.remittance.every_months))
}

/// The month's wage, cents; jobs are lost and found on the way.
#[inline]
fn wage(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) -> i64 {
    let s = &mut d.spells[i];
    let corridor = usize::from(s.corridor);
    let place = &outside.tables.places[corridor];
    match s.status {
        Status::Contract => place.wage[0] * i64::from(d.contracts[s.contract as usize].wage_percent) / 100,
        Status::Free => place.free.0,
        Status::Irregular => {
            let days = rules.corridor.list[corridor].1.labour.irregular_days_month;
            cents(f64::from(s.days_factor) * days * outside.irregular_day_wage[corridor])
        }
        status => {
            let job = outside.key.of(s.id).unit(JOB, t.key(), 0);
            s.employed = if s.employed {
                job >= place.job_loss
            } else {
                job < rules.corridor.list[corridor].1.labour.job_finding
            };
            if s.employed { place.wage[status as usize] } else { 0 }
        }
    }
}

fn month(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let wage = wage(d, outside, rules, t, i).min(MOST - i64::from(d.spells[i].savings)).max(0);
    let mut s = d.spells[i];
    let ledger_place = 1 + usize::from(s.corridor);
    let held = i64::from(s.savings) + wage;
    let living = outside.tables.places[usize::from(s.corridor)].living[s.status as usize].min(held).max(0);
    d.ledger.post(Flow::Wage, ledger_place, wage);
    d.ledger.post(Flow::Living, ledger_place, living);
    let mut savings = held - living;
    let mut surplus = (wage - living).max(0);
    if s.debt > 0 {
        let interest = cents(f64::from(s.debt) * rules.home.loan_rate / 1200.0).min(MOST - i64::from(s.debt)).max(0);
        d.ledger.post(Flow::Interest, 0, interest);
        s.debt = small(i64::from(s.debt) + interest);
        let paid = i64::from(s.debt).min(whole(surplus as f64 * rules.home.repayment_share));
        d.ledger.post(Flow::Repayment, ledger_place, paid);
        s.debt -= paid as i32;
        savings -= paid;
        surplus -= paid;
    }
    if s.status == Status::Contract {
        savings -= withhold(d, outside, &s, wage, surplus);
    }
    s.savings = small(savings);
    let spell = &mut d.spells[i];
    spell.savings = s.savings;
    spell.debt = s.debt;
    spell.paid_to = t.plus(1);
    if sends(spell, rules, t) {
        remit(d, outside, rules, t, i);
    }
}

/// Deferred pay: a part of the wage goes into escrow; gives how much.
fn withhold(d: &mut District, outside: &Outside<'_>, s: &Spell, wage: i64, surplus: i64) -> i64 {
    let Some(stake) = outside.tables.stake.filter(|stake| stake.withheld > 0.0) else { return 0 };
    let withheld = whole(wage as f64 * stake.withheld).min(surplus);
    d.ledger.post(Flow::Withheld, 1 + usize::from(s.corridor), withheld);
    let contract = &mut d.contracts[s.contract as usize];
    contract.own = small(i64::from(contract.own) + withheld);
    contract.bond = BondState::Posted;
    withheld
}

/// Sends home a part of what the months since the last time have left, and news with it.
fn remit(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let (r, corridor) = (&rules.remittance, usize::from(s.corridor));
    let place = &outside.tables.places[corridor];
    let months = i64::from(t.since(s.since).clamp(1, r.every_months as i32));
    let surplus = match s.status {
        Status::Irregular => cents(outside.irregular_surplus(rules, corridor, f64::from(s.days_factor))),
        Status::Free => place.free.1,
        status if s.employed => place.wage[status as usize] - place.living[status as usize],
        _ => 0,
    };
    let sent = whole((surplus * months) as f64 * r.propensity).clamp(0, i64::from(s.savings).max(0));
    if sent == 0 {
        return;
    }
    let informal = outside.key.of(s.id).unit(CHANNEL, 0, 0) < r.informal_share;
    let fee = if informal { r.informal_fee } else { r.bank_fee };
    let received = whole(sent as f64 * (1.0 - fee));
    let consumed = whole(received as f64 * r.consumed);
    d.spells[i].savings -= sent as i32;
    d.touch(s.household, outside.book, t);
    d.households[usize::from(s.household)].add(received - consumed);
    d.ledger.post(Flow::RemittanceSent, 1 + corridor, sent);
    d.ledger.post(Flow::RemittanceReceived, 1 + corridor, received);
    d.ledger.post(Flow::RemittanceConsumed, 1 + corridor, consumed);
    if s.status == Status::Irregular && place.circle == 2 && rules.information.kin_weight > 0.0 {
        let village = usize::from(d.households[usize::from(s.household)].village);
        let heard = f64::from(s.days_factor) * information::earnings_now(outside, corridor);
        information::inform(d, rules, village, corridor, Topic::Earnings, heard, rules.information.kin_weight);
    }
}
