//! A month of work away: wage, living, interest and repayment, savings, remittance.
//!
//! Contract: the contract's wage. With papers: the regular wage while employed; jobs are lost and found so that the unemployed share is the destination's. Without papers:
//! own work days × day wage of the month. Living takes what there is at most (kin and friends feed those without work). Of the surplus a part repays debts, a part is sent
//! home after the fee of the channel (bank or informal, a permanent habit), the rest is saved; a part of the wage is kept back under deferred pay.
//! Left out: hours, abuse, contributions, skill.

use super::outside::Outside;
use crate::base::units::{Month, cents, small};
use crate::institution::Rules;
use crate::journal::ledger::Flow;
use crate::world::contract::BondState;
use crate::world::{District, Status};

crate::purposes! {
    /// Whether a job is lost or found.
    JOB = "work/job";
    /// Whether somebody sends by informal channels.
    CHANNEL = "work/channel";
}

/// The month of everybody away.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    for i in 0..d.spells.len() {
        if d.spells[i].status != Status::Gone {
            month(d, outside, rules, t, i);
        }
    }
}

fn month(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let (position, corridor) = (s.person as usize, usize::from(s.corridor));
    let (ledger_place, place) = (1 + corridor, &outside.tables.places[corridor]);
    let wage = match s.status {
        Status::Contract => place.wage[0] * i64::from(d.contracts[s.contract as usize].wage_percent) / 100,
        Status::Irregular => {
            let labour = &rules.corridor.list[corridor].1.labour;
            cents(f64::from(s.days_factor) * labour.irregular_days_month * outside.irregular_day_wage[corridor])
        }
        status => {
            let job = outside.luck(d, s.person).unit(JOB, t.key(), 0);
            let employed = if s.employed { job >= place.job_loss } else { job < rules.corridor.list[corridor].1.labour.job_finding };
            d.spells[i].employed = employed;
            if employed { place.wage[status as usize] } else { 0 }
        }
    };
    let mut person = d.persons[position];
    let held = i64::from(person.savings) + wage;
    let living = place.living[s.status as usize].min(held).max(0);
    d.ledger.post(Flow::Wage, ledger_place, wage);
    d.ledger.post(Flow::Living, ledger_place, living);
    let mut savings = held - living;
    if s.status.regular() {
        person.months_regular = person.months_regular.saturating_add(1);
    } else {
        person.months_irregular = person.months_irregular.saturating_add(1);
    }
    let mut surplus = (wage - living).max(0);
    if person.debt > 0 {
        let interest = cents(f64::from(person.debt) * rules.home.loan_rate / 1200.0);
        d.ledger.post(Flow::Interest, 0, interest);
        person.debt = small(i64::from(person.debt) + interest);
        let paid = i64::from(person.debt).min((surplus as f64 * rules.home.repayment_share) as i64);
        d.ledger.post(Flow::Repayment, ledger_place, paid);
        person.debt -= paid as i32;
        savings -= paid;
        surplus -= paid;
    }
    if s.status == Status::Contract
        && let Some(stake) = outside.tables.stake
        && stake.withheld > 0.0
    {
        let withheld = ((wage as f64 * stake.withheld) as i64).min(surplus);
        d.ledger.post(Flow::Withheld, ledger_place, withheld);
        let contract = &mut d.contracts[s.contract as usize];
        contract.own = small(i64::from(contract.own) + withheld);
        contract.bond = BondState::Posted;
        savings -= withheld;
        surplus -= withheld;
    }
    let sent = (surplus as f64 * rules.remittance.propensity) as i64;
    person.savings = small(savings - sent);
    d.persons[position] = person;
    if sent > 0 {
        remit(d, outside, rules, t, s.person, ledger_place, sent);
    }
}

fn remit(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, person: u32, place: usize, sent: i64) {
    let r = &rules.remittance;
    let informal = outside.luck(d, person).unit(CHANNEL, 0, 0) < r.informal_share;
    let fee = if informal { r.informal_fee } else { r.bank_fee };
    let received = (sent as f64 * (1.0 - fee)) as i64;
    let consumed = (received as f64 * r.consumed) as i64;
    let household = d.persons[person as usize].household;
    d.touch(household, outside.book, t);
    d.households[usize::from(household)].add(received - consumed);
    d.ledger.post(Flow::RemittanceSent, place, sent);
    d.ledger.post(Flow::RemittanceReceived, place, received);
    d.ledger.post(Flow::RemittanceConsumed, place, consumed);
}
