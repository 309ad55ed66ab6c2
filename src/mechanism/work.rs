//! A month of work away: wage, living, interest and repayment, savings, remittance.
//!
//! Contract: the contract's wage. With papers overseas: the regular wage while employed; jobs are lost and found so
//! that the unemployed share is the destination's. Where no permit is needed: the mean of that. Without papers: own
//! work days × day wage of the month. Living takes what there is at most (kin and friends feed those without work). Of
//! the surplus a part repays debts; a part of the wage is kept back under deferred pay. A part of what was saved is
//! sent home every few months, after the fee of the channel, and news of earnings goes with it; and who saves for
//! nothing has spent a part of what he had, so that consumption rises with wealth.
//! Channels: who has a bank in reach sends by informal ones where his permanent taste lies below their share `p`, with
//! `ln(p / (1 − p)) = ln(p₀ / (1 − p₀)) + 100 × response × (bank fee − informal fee − usual gap)`; `p₀` is the share at
//! the usual gap. So a lower fee of banks moves those nearest to indifference, and a response of 0 makes the channel a
//! habit that no fee moves. Insurance: after a bad harvest those away send `1 + insurance × part of the income missing`
//! times as much (Azam and Gubert 2005: transfers to Kayes rise after shocks). Source: fees of the channels from Keita
//! 2010, p. 9; choice between two alternatives after McFadden 1974; wages and living as declared with the destination.
//! Left out: hours, abuse, contributions, skill.

use super::information::{self, News, Topic};
use super::journeys;
use crate::base::draws::Draws;
use crate::base::math::exp;
use crate::base::units::{Month, cents, small, whole};
use crate::engine::Scene;
use crate::engine::purse::settle;
use crate::engine::tables::DestinationTable;
use crate::institution::Rules;
use crate::institution::people::Remittance;
use crate::journal::ledger::{Flow, PLACES};
use crate::journal::{Circle, Place, Status};
use crate::world::contract::BondState;
use crate::world::state::LEVELS;
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether a job is lost or found.
    JOB = "work/job";
    /// Whether somebody sends by informal channels.
    CHANNEL = "work/channel";
}

/// What a purse or a debt may hold at most, cents: an absurd one (5 million EUR) stops growing, and the books with it.
const MOST: i64 = i32::MAX as i64 / 4;

/// The month of everybody away.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let t = scene.now;
    let mut on_average = [0_i64; PLACES];
    for i in 0..d.spells.len() {
        let s = &d.spells[i];
        if lives_on_average(s, scene) {
            on_average[usize::from(s.corridor)] += 1;
            if sends(s, scene.rules, t) {
                d.accounted = t.plus(1);
                settle(d, scene, i);
                d.accounted = t;
                remit(d, scene, i);
            }
        } else if s.status != Status::Gone {
            settle(d, scene, i);
            month(d, scene, i);
        }
    }
    for (position, destination) in scene.tables.destinations.iter().enumerate() {
        let (number, free, place) = (on_average[position], destination.free, Place::destination(position));
        d.ledger.post(Flow::Wage, place, number * free.earned);
        d.ledger.post(Flow::Living, place, number * (free.earned - free.saved));
    }
    d.accounted = t.plus(1);
}

/// Whether somebody lives on expected earnings: where no permit is needed, nobody is followed through spells of
/// unemployment; each earns the wage times the employed share. What such a person saves is booked by destination and
/// reaches his purse when somebody looks at it ([`settle`]).
#[inline]
fn lives_on_average(s: &Spell, scene: &Scene<'_>) -> bool {
    s.status == Status::Free && s.debt == 0 && scene.destination(usize::from(s.corridor)).free.saved >= 0
}

/// Whether this is a month in which somebody sends money home: fixed by the person's id, so that all months see
/// remittances alike.
#[inline]
fn sends(s: &Spell, rules: &Rules, t: Month) -> bool {
    (u64::from(t.0) + (s.id >> 24)).is_multiple_of(u64::from(rules.remittance.every_months))
}

/// The month's wage, cents; jobs are lost and found on the way.
#[inline]
fn wage(d: &mut District, scene: &Scene<'_>, i: usize) -> i64 {
    let s = &mut d.spells[i];
    let corridor = usize::from(s.corridor);
    let destination = scene.destination(corridor);
    match s.status {
        Status::Contract => {
            destination.wage[Status::Contract as usize] * i64::from(d.contracts[s.contract as usize].wage_percent) / 100
        }
        Status::Free => destination.free.earned,
        Status::Irregular => {
            cents(f64::from(s.days_factor) * scene.irregular_days[corridor] * scene.irregular_day_wage[corridor])
        }
        Status::Permit | Status::Settled | Status::Gone => {
            let job = scene.key.person(s.id).unit(JOB, scene.now.key(), 0);
            s.employed = if s.employed {
                job >= destination.job_loss
            } else {
                job < scene.corridor(corridor).labour.job_finding
            };
            if s.employed { destination.wage[DestinationTable::paid_as(s) as usize] } else { 0 }
        }
    }
}

fn month(d: &mut District, scene: &Scene<'_>, i: usize) {
    let wage = wage(d, scene, i).min(MOST - i64::from(d.spells[i].savings)).max(0);
    let mut s = d.spells[i];
    let place = s.place();
    let held = i64::from(s.savings) + wage;
    let living =
        scene.destination(usize::from(s.corridor)).living[DestinationTable::paid_as(&s) as usize].min(held).max(0);
    d.ledger.post(Flow::Wage, place, wage);
    d.ledger.post(Flow::Living, place, living);
    let mut savings = held - living;
    let mut surplus = (wage - living).max(0);
    if s.debt > 0 {
        let interest = cents(f64::from(s.debt) * scene.rules.home.loan_rate / 1200.0);
        let interest = interest.min(MOST - i64::from(s.debt)).max(0);
        d.ledger.post(Flow::Interest, Place::HOME, interest);
        s.debt = small(i64::from(s.debt) + interest);
        let paid = i64::from(s.debt).min(whole(surplus as f64 * scene.rules.home.repayment_share));
        d.ledger.post(Flow::Repayment, place, paid);
        s.debt -= paid as i32;
        savings -= paid;
        surplus -= paid;
    }
    if s.status == Status::Contract {
        savings -= withhold(d, scene, &s, wage, surplus);
    }
    s.savings = small(savings);
    let spell = &mut d.spells[i];
    spell.savings = s.savings;
    spell.debt = s.debt;
    spell.paid_to = scene.now.plus(1);
    if sends(spell, scene.rules, scene.now) {
        remit(d, scene, i);
    }
}

/// Deferred pay and exit funds: a part of the wage goes into escrow, and what the employer adds; gives how much was
/// kept back.
fn withhold(d: &mut District, scene: &Scene<'_>, s: &Spell, wage: i64, surplus: i64) -> i64 {
    let Some(stake) = scene.tables.stake.filter(|stake| stake.withheld + stake.added > 0.0) else { return 0 };
    let withheld = whole(wage as f64 * stake.withheld).min(surplus);
    let added = whole(wage as f64 * stake.added);
    d.ledger.post(Flow::Withheld, s.place(), withheld);
    d.ledger.post(Flow::ExitFund, s.place(), added);
    let contract = &mut d.contracts[s.contract as usize];
    contract.own = small(i64::from(contract.own) + withheld + added);
    contract.bond = BondState::Posted;
    withheld
}

/// What a month as this one leaves somebody away, cents.
#[must_use]
pub fn surplus(scene: &Scene<'_>, s: &Spell) -> i64 {
    let destination = scene.destination(usize::from(s.corridor));
    match s.status {
        Status::Irregular => cents(scene.irregular_surplus(usize::from(s.corridor), f64::from(s.days_factor))),
        Status::Free => destination.free.saved,
        _ if s.employed => {
            let paid = DestinationTable::paid_as(s) as usize;
            destination.wage[paid] - destination.living[paid]
        }
        _ => 0,
    }
}

/// Who saves for nothing lives the better the more he has; gives what is spent beyond the living of every month.
fn spend(d: &mut District, scene: &Scene<'_>, i: usize) -> i64 {
    let s = &mut d.spells[i];
    if s.target > 0 || s.status == Status::Contract {
        return 0;
    }
    let own = (i64::from(s.savings) - i64::from(s.debt)).max(0);
    let spent = whole(own as f64 * scene.tables.spent);
    s.savings -= spent as i32;
    d.ledger.post(Flow::SpentAbroad, s.place(), spent);
    spent
}

/// Who carries money home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A bank or transfer firm.
    Bank,
    /// A trader, a traveller, a fund of kin.
    Informal,
}

impl Channel {
    /// What it keeps, a share.
    const fn fee(self, r: &Remittance) -> f64 {
        match self {
            Self::Bank => r.bank_fee,
            Self::Informal => r.informal_fee,
        }
    }
}

/// Share of those with a bank in reach who send by informal channels at the fees of the month.
#[must_use]
pub fn informal_share(r: &Remittance) -> f64 {
    let dearer = r.bank_fee - r.informal_fee - r.usual_gap;
    if r.fee_response == 0.0 || r.informal_share <= 0.0 || r.informal_share >= 1.0 {
        return r.informal_share;
    }
    let odds = r.informal_share / (1.0 - r.informal_share) * exp(100.0 * r.fee_response * dearer);
    if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
}

/// The channel of a sender whose household lives in a town or not.
#[must_use]
pub fn channel(r: &Remittance, draws: Draws, urban: impl FnOnce() -> bool) -> Channel {
    let in_reach = r.bank_reach_rural >= 1.0 || urban() || draws.unit(CHANNEL, 0, 1) < r.bank_reach_rural;
    if in_reach && draws.unit(CHANNEL, 0, 0) >= informal_share(r) { Channel::Bank } else { Channel::Informal }
}

/// Part of a household's income that is missing after a bad harvest.
fn lost(d: &District, scene: &Scene<'_>, household: u16) -> f64 {
    let line = usize::from(d.households[usize::from(household)].line);
    let lost = &scene.book.lines[line];
    if lost.lost_until <= scene.now {
        return 0.0;
    }
    let class = line % usize::from(scene.book.classes);
    lost.lost * scene.sectors[class / LEVELS.len()].farm
}

/// How many times what they send else those away send when a part of the household's income is missing.
#[must_use]
pub fn insured(r: &Remittance, lost: f64) -> f64 {
    1.0 + r.insurance * lost
}

/// Sends home a part of what the months since the last time have left, and news with it.
fn remit(d: &mut District, scene: &Scene<'_>, i: usize) {
    let s = d.spells[i];
    let (r, corridor) = (&scene.rules.remittance, usize::from(s.corridor));
    let destination = scene.destination(corridor);
    let months = i64::from(scene.now.since(s.since).clamp(1, r.every_months as i32));
    let spent = spend(d, scene, i);
    let lost = if r.insurance > 0.0 { lost(d, scene, s.household) } else { 0.0 };
    let part = r.propensity * insured(r, lost);
    let sent = whole((surplus(scene, &s) * months) as f64 * part).clamp(0, i64::from(s.savings).max(0) - spent);
    if sent == 0 {
        if spent > 0 {
            journeys::look(d, scene, i, spent);
        }
        return;
    }
    let village = usize::from(d.households[usize::from(s.household)].village);
    let channel = channel(r, scene.key.person(s.id), || d.villages[village].urban);
    let received = whole(sent as f64 * (1.0 - channel.fee(r)));
    let consumed = whole(received as f64 * r.consumed);
    d.spells[i].savings -= sent as i32;
    d.touch(s.household, scene.book, scene.now);
    d.households[usize::from(s.household)].add(received - consumed);
    journeys::look(d, scene, i, received + spent);
    d.ledger.post(Flow::RemittanceSent, s.place(), sent);
    if channel == Channel::Bank {
        d.ledger.post(Flow::SentByBank, s.place(), sent);
        d.ledger.post(Flow::PaidByBank, s.place(), received);
    }
    d.ledger.post(Flow::RemittanceReceived, s.place(), received);
    d.ledger.post(Flow::RemittanceConsumed, s.place(), consumed);
    let kin_weight = scene.rules.information.kin_weight;
    if s.status == Status::Irregular && destination.circle == Circle::Overseas && kin_weight > 0.0 {
        let heard = f64::from(s.days_factor) * scene.irregular_earnings_now(corridor);
        let news = News { corridor, topic: Topic::Earnings, heard };
        information::inform(d, scene.rules, village, news, kin_weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESPONSIVE: Remittance = Remittance {
        propensity: 0.25,
        every_months: 3,
        informal_share: 0.7,
        bank_fee: 0.155,
        informal_fee: 0.05,
        usual_gap: 0.105,
        fee_response: 0.1,
        bank_reach_rural: 1.0,
        consumed: 1.0,
        insurance: 2.0,
    };

    /// At the usual gap 0.7. Banks as cheap as carriers: 10.5 points at 0.1 each take 1.05 off the log odds of 0.8473:
    /// odds 7/3 × 0.34994 = 0.81652, a share of 0.4495.
    #[test]
    fn a_cheaper_bank_takes_senders_from_the_carriers_by_the_log_odds() {
        assert!((informal_share(&RESPONSIVE) - 0.7).abs() < 1e-9);
        let negotiated = Remittance { bank_fee: 0.05, ..RESPONSIVE };
        assert!((informal_share(&negotiated) - 0.449_5).abs() < 1e-4);
    }

    #[test]
    fn without_response_a_habit_stays_and_at_a_large_one_everybody_takes_the_cheaper() {
        let fees = [0.0, 0.05, 0.4, 1.0];
        for bank_fee in fees {
            let habit = Remittance { fee_response: 0.0, bank_fee, ..RESPONSIVE };
            assert_eq!(informal_share(&habit), 0.7);
        }
        let keen = |bank_fee| informal_share(&Remittance { fee_response: 1000.0, bank_fee, ..RESPONSIVE });
        assert_eq!((keen(0.05), keen(0.4)), (0.0, 1.0));
        for share in [0.0, 1.0] {
            assert_eq!(informal_share(&Remittance { informal_share: share, bank_fee: 0.0, ..RESPONSIVE }), share);
        }
    }

    /// A harvest takes two fifths of the income: 1 + 2 × 0.4 times what is sent else; no more without insurance.
    #[test]
    fn after_a_bad_harvest_more_is_sent_by_what_is_missing() {
        assert!((insured(&RESPONSIVE, 0.4) - 1.8).abs() < 1e-12);
        assert_eq!((insured(&RESPONSIVE, 0.0), insured(&Remittance { insurance: 0.0, ..RESPONSIVE }, 0.9)), (1.0, 1.0));
    }

    #[test]
    fn who_has_no_bank_in_reach_uses_none_and_in_towns_everybody_has_one() {
        let r = Remittance { informal_share: 0.0, bank_reach_rural: 0.0, ..RESPONSIVE };
        let draws = crate::base::draws::WorldKey::new(1, 0).village(7);
        assert_eq!(channel(&r, draws, || false), Channel::Informal);
        assert_eq!(channel(&r, draws, || true), Channel::Bank);
    }
}
