//! The purse: how money is put together before a journey, paid from at home and away, paid back, and left by the dead.
//! Every movement is posted. All sums are cents.

use super::scene::Scene;
use crate::base::units::{cents, eur, small};
use crate::institution::Rules;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Circle, Place};
use crate::world::District;
use crate::world::household::Household;

/// What one member may use of a household's wealth.
fn usable(rules: &Rules, household: &Household) -> i64 {
    cents(rules.home.usable_share * eur(i64::from(household.wealth.max(0))))
}

/// Money that a person needs before leaving is put together: own savings, then the usable share of the household's
/// wealth, then a loan for the rest up to `credit`. Gives what was borrowed; none if the sum cannot be had. The
/// household must have been touched.
pub fn raise(d: &mut District, rules: &Rules, position: usize, sum: i64, credit: i64) -> Option<i64> {
    let person = d.persons[position];
    let household = usize::from(person.household);
    let missing = sum - i64::from(person.savings);
    if missing <= 0 {
        return Some(0);
    }
    let usable = usable(rules, &d.households[household]);
    if missing > usable + credit {
        return None;
    }
    let own = missing.min(usable);
    let loan = missing - own;
    d.ledger.post(Flow::TravelFunds, Place::HOME, own);
    d.ledger.post(Flow::Loan, Place::HOME, loan);
    d.households[household].add(-own);
    let person = &mut d.persons[position];
    person.savings += missing as i32;
    person.debt = small(i64::from(person.debt) + loan);
    Some(loan)
}

/// The largest loan that a household gets for the departure of a member to a circle: from lenders at home, and for
/// overseas from kin there. The household must have been touched.
#[must_use]
pub fn credit(scene: &Scene<'_>, household: &Household, circle: Circle) -> i64 {
    let home = &scene.rules.home;
    let lenders = cents(home.loan_months * scene.home_income(household) * f64::from(household.earners));
    let kin = cents(f64::from(household.kin_overseas) / 255.0 * home.kin_loan_eur);
    lenders + if circle == Circle::Overseas { kin } else { 0 }
}

/// Pays from the savings of somebody at home up to a sum; gives what was paid.
pub fn pay_at_home(d: &mut District, position: usize, place: Place, flow: Flow, sum: i64) -> i64 {
    let paid = sum.min(i64::from(d.persons[position].savings)).max(0);
    d.ledger.post(flow, place, paid);
    d.persons[position].savings -= paid as i32;
    paid
}

/// Pays from the purse of somebody away up to a sum; gives what was paid.
pub fn pay_away(d: &mut District, spell: usize, place: Place, flow: Flow, sum: i64) -> i64 {
    let purse = &mut d.spells[spell].savings;
    let paid = sum.min(i64::from(*purse)).max(0);
    *purse -= paid as i32;
    d.ledger.post(flow, place, paid);
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
    let family = i64::from(person.debt - own).min(usable(rules, household));
    household.add(-family);
    d.ledger.post(Flow::TravelFunds, Place::HOME, family);
    d.ledger.post(Flow::Repayment, Place::HOME, i64::from(own) + family);
    let person = &mut d.persons[position];
    person.savings -= own;
    person.debt -= own + family as i32;
}

/// What cannot be pressed out of a debtor at home is written off, as he expects when he decides.
pub fn write_off(d: &mut District, scene: &Scene<'_>, position: usize) {
    let person = d.persons[position];
    let surplus = scene.home_surplus(&d.households[usize::from(person.household)]);
    let serviceable = cents(scene.rules.home.attachable_share * surplus * scene.tables.horizon.life());
    if i64::from(person.debt) > serviceable {
        let relief = small(i64::from(person.debt) - serviceable);
        d.ledger.post(Flow::Default, Place::HOME, i64::from(relief));
        d.persons[position].debt -= relief;
        d.record(What::Defaulted, position as u32, Place::HOME, 0, i64::from(relief));
    }
}

/// Savings of a dead person to the household, which must have been touched; debts written off.
pub fn estate(d: &mut District, position: u32) {
    let person = &mut d.persons[position as usize];
    let (savings, debt, household) = (i64::from(person.savings), i64::from(person.debt), usize::from(person.household));
    person.savings = 0;
    person.debt = 0;
    d.ledger.post(Flow::Estate, Place::HOME, savings);
    d.ledger.post(Flow::Default, Place::HOME, debt);
    d.households[household].add(savings);
}

/// Brings the purse of somebody away up to date: where no permit is needed, savings are booked by destination and reach
/// the purse when somebody looks at it.
#[inline]
pub fn settle(d: &mut District, scene: &Scene<'_>, spell: usize) {
    let s = &mut d.spells[spell];
    if s.paid_to < d.accounted {
        let this_month = scene.destination(usize::from(s.corridor)).free.saved;
        let saved = scene.book.saved_away(s.corridor, s.paid_to, d.accounted, this_month);
        s.savings = small(i64::from(s.savings) + saved);
        s.paid_to = d.accounted;
    }
}
