//! Coming home, by own will or by force, and dying abroad: money settled, bond freed, the village told.
//!
//! Savings pay the fare (or are lost in part at a removal), then debts; what cannot be served from home is defaulted
//! on, and kin write off their share. Of the rest a part becomes the household's wealth, the other goes into house,
//! mill, business and gifts. A removal bars lawful entry for years.

use super::information::{self, Topic};
use super::outside::Outside;
use super::suretyship;
use crate::base::units::{Month, cents, eur, small};
use crate::institution::Rules;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::person::NONE;
use crate::world::{District, Status};

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

/// How a spell whose authorised end has passed comes to an end: causes of exit, in the order of [`CAUSES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "named in CAUSES")]
pub enum Cause {
    Return,
    Extension,
    Regularisation,
    Death,
    Removal,
    Onward,
}

/// Names of the causes.
pub const CAUSES: [&str; 6] = ["return", "extension", "regularisation", "death", "removal", "onward move"];

/// Cause and ended right of stay in one byte, as [`What::ExitedAfterEnd`] tells them.
#[must_use]
pub const fn exit_code(cause: Cause, ended_as: Status) -> u8 {
    cause as u8 * Status::COUNT as u8 + ended_as as u8
}

/// Tells that a spell with a passed or present authorised end comes to an end.
pub fn record_exit(d: &mut District, spell: usize, t: Month, cause: Cause) {
    let s = d.spells[spell];
    if s.ended != Month(0) {
        d.record(
            What::ExitedAfterEnd,
            s.person,
            1 + usize::from(s.corridor),
            exit_code(cause, s.ended_as),
            t.since(s.ended),
            0,
        );
    }
}

/// Brings somebody home.
pub fn come_home(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, spell: usize, exit: Exit) {
    let s = d.spells[spell];
    let (position, corridor) = (s.person as usize, usize::from(s.corridor));
    let place = 1 + corridor;
    let c = &rules.corridor.list[corridor].1;
    d.touch(s.household, outside.book, t);
    super::work::settle(d, outside, spell);
    d.unpack(spell);
    d.change_status(spell, s.status, t);
    let forced = exit != Exit::Return;
    if forced {
        pay_up_to(d, position, place, Flow::RemovalLoss, cents(c.enforcement.removal_loss_eur));
        d.ledger.post(Flow::RemovalCost, place, cents(rules.agency.removal_cost_eur));
        d.record(What::Removed, s.person, place, s.status as u8, t.since(s.since), 0);
        if exit == Exit::RemovalToTransit {
            d.record(What::RemovedTransit, s.person, place, s.status as u8, t.since(s.since), 0);
            // From the transit country he pays his own way on.
            pay_up_to(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
        }
        d.persons[position].barred_until = t.plus(c.enforcement.ban_months as i32);
        record_exit(d, spell, t, Cause::Removal);
    } else {
        if s.status != Status::Contract {
            pay_up_to(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
        }
        d.record(
            What::Returned,
            s.person,
            place,
            s.status as u8,
            t.since(s.since),
            i64::from(d.persons[position].savings),
        );
        record_exit(d, spell, t, Cause::Return);
    }
    d.record(
        What::HomeFromSpell,
        s.person,
        1 + usize::from(s.arrived_in),
        s.way,
        t.since(s.since),
        i64::from(d.persons[position].savings),
    );
    if s.contract != NONE {
        suretyship::worker_is_home(d, outside, rules, t, spell);
    }
    settle_money(d, outside, rules, position);
    if s.status == Status::Irregular {
        let heard = f64::from(s.days_factor) * information::earnings_now(outside, corridor);
        information::account(d, rules, s.person, corridor, Topic::Earnings, heard);
    }
    let person = &mut d.persons[position];
    person.circuits = person.circuits.saturating_add(1);
    if outside.tables.places[corridor].circle > 0 {
        person.returned = t;
        person.mark_forced(forced);
        person.mark_abroad();
    }
    d.end_spell(spell, true);
}

/// Debts paid or defaulted on, savings divided. The household must have been touched.
fn settle_money(d: &mut District, outside: &Outside<'_>, rules: &Rules, position: usize) {
    let person = d.persons[position];
    let household = usize::from(person.household);
    let repaid = person.debt.min(person.savings);
    d.ledger.post(Flow::Repayment, 0, i64::from(repaid));
    let mut debt = person.debt - repaid;
    let surplus = outside.tables.home_surplus[usize::from(d.households[household].class)];
    let serviceable = cents(rules.home.attachable_share * surplus * outside.tables.horizon.life());
    if i64::from(debt) > serviceable {
        // What cannot be pressed out of a debtor at home is written off, as he expects when he decides.
        let relief = small(i64::from(debt) - serviceable);
        d.ledger.post(Flow::Default, 0, i64::from(relief));
        debt -= relief;
        d.record(What::Defaulted, position as u32, 0, 0, 0, i64::from(relief));
    }
    let left = i64::from(person.savings - repaid);
    let kept = (rules.home.kept_share * left as f64).round() as i64;
    d.ledger.post(Flow::BroughtHome, 0, kept);
    d.ledger.post(Flow::Invested, 0, left - kept);
    d.households[household].add(kept);
    let person = &mut d.persons[position];
    person.savings = 0;
    person.debt = debt;
}

/// Death abroad: savings to the family, debts written off, the bond freed.
pub fn die_abroad(d: &mut District, outside: &Outside<'_>, t: Month, spell: usize) {
    let s = d.spells[spell];
    d.touch(s.household, outside.book, t);
    super::work::settle(d, outside, spell);
    d.unpack(spell);
    d.change_status(spell, s.status, t);
    d.record(What::DiedAbroad, s.person, 1 + usize::from(s.corridor), s.status as u8, t.since(s.since), 0);
    record_exit(d, spell, t, Cause::Death);
    if s.contract != NONE {
        suretyship::worker_died(d, outside, t, s.contract as usize);
    }
    estate(d, s.person);
    d.end_spell(spell, false);
}

/// Savings of a dead person to the household, which must have been touched; debts written off.
pub fn estate(d: &mut District, position: u32) {
    let person = &mut d.persons[position as usize];
    let (savings, debt, household) = (i64::from(person.savings), i64::from(person.debt), usize::from(person.household));
    person.savings = 0;
    person.debt = 0;
    d.ledger.post(Flow::Estate, 0, savings);
    d.ledger.post(Flow::Default, 0, debt);
    d.households[household].add(savings);
}

/// Pays from the purse of somebody away up to a sum; gives what was paid, cents.
pub fn pay_away(d: &mut District, spell: usize, place: usize, flow: Flow, sum: i64) -> i64 {
    let purse = &mut d.spells[spell].savings;
    let paid = sum.min(i64::from(*purse)).max(0);
    *purse -= paid as i32;
    d.ledger.post(flow, place, paid);
    paid
}

/// Pays from the savings of somebody at home up to a sum; gives what was paid, cents.
pub fn pay_up_to(d: &mut District, position: usize, place: usize, flow: Flow, sum: i64) -> i64 {
    let paid = sum.min(i64::from(d.persons[position].savings)).max(0);
    d.ledger.post(flow, place, paid);
    d.persons[position].savings -= paid as i32;
    paid
}

/// Somebody at home pays back what he can of a debt: from his own savings, then from the usable share of the
/// household's wealth. At home a debt bears no interest: it is owed to kin and neighbours. The household must have been
/// touched.
pub fn pay_back(d: &mut District, rules: &Rules, position: usize) {
    let person = d.persons[position];
    if person.debt <= 0 {
        return;
    }
    let own = person.debt.min(person.savings).max(0);
    let household = &mut d.households[usize::from(person.household)];
    let usable = cents(rules.home.usable_share * eur(i64::from(household.wealth.max(0))));
    let family = i64::from(person.debt - own).min(usable);
    household.add(-family);
    d.ledger.post(Flow::TravelFunds, 0, family);
    d.ledger.post(Flow::Repayment, 0, i64::from(own) + family);
    let person = &mut d.persons[position];
    person.savings -= own;
    person.debt -= own + family as i32;
}

/// Money that a person needs before leaving is put together: own savings, then the usable share of the household's
/// wealth, then a loan for the rest up to `credit` (cents). Gives whether the sum (cents) is there. The household must
/// have been touched.
pub fn raise(d: &mut District, rules: &Rules, position: usize, sum: i64, credit: i64) -> bool {
    let person = d.persons[position];
    let household = usize::from(person.household);
    let missing = sum - i64::from(person.savings);
    if missing <= 0 {
        return true;
    }
    let usable = cents(rules.home.usable_share * eur(i64::from(d.households[household].wealth.max(0))));
    if missing > usable + credit {
        return false;
    }
    let own = missing.min(usable);
    let loan = missing - own;
    d.ledger.post(Flow::TravelFunds, 0, own);
    d.ledger.post(Flow::Loan, 0, loan);
    d.households[household].add(-own);
    let person = &mut d.persons[position];
    person.savings += missing as i32;
    person.debt = small(i64::from(person.debt) + loan);
    true
}
