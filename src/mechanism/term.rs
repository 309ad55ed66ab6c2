//! Under contract: dismissal, change of employer, absconding, and the decision at term.
//!
//! A worker who does not fit the job is dismissed with a hazard that falls with fit. A worker who reconsiders
//! (attention) has met an offer of outside work that does not wait for the end of the term; he compares taking it now
//! with working to term and then doing what is best. Only an offer that pays more than the contract is considered:
//! whoever wants to overstay anyway does so at term (`docs/decisions.md`, section 3). At term the employer may lengthen
//! the contract once; else the worker goes home or stays without papers, by the logit of the advantage of return
//! (`decision::term`): own bond times the belief that it is refunded, what the guarantor and the family would lose,
//! tracing and the village's norm, the promise of being asked back, against the best plan of staying. A change of
//! employer under portability is not absconding.

use super::homecoming::{self, Cause, Exit};
use super::outside::Outside;
use super::taste;
use crate::base::math;
use crate::base::units::{Month, eur};
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, Insolvency, return_chance};
use crate::institution::Rules;
use crate::institution::extension::Extension;
use crate::institution::reentry::Reentry;
use crate::institution::tie::Tie;
use crate::journal::event::What;
use crate::world::contract::BondState;
use crate::world::person::NONE;
use crate::world::spell::NEVER;
use crate::world::{District, Status};

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
pub fn month(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let draws = outside.key.of(s.id);
    if t >= s.until {
        return at_term(d, outside, rules, t, i);
    }
    // A contract outlives an agreement that is ended: its own terms hold.
    if let Some(programme) = outside.tables.programme(rules, corridor) {
        let misfit = 1.0 - f64::from(d.contracts[s.contract as usize].fit) / 255.0;
        if draws.happens(programme.dismissal * misfit, DISMISSAL, t.key(), 0) {
            d.record(What::Dismissed, s.person, 1 + corridor, s.status as u8, t.since(s.since), 0);
            d.spells[i].until = t;
            d.contracts[s.contract as usize].until = t;
            return decide(d, outside, rules, t, i);
        }
    }
    if let Tie::Portable(portable) = &rules.tie
        && draws.happens(portable.change, CHANGE, t.key(), 0)
    {
        let contract = &mut d.contracts[s.contract as usize];
        contract.wage_percent = (f64::from(contract.wage_percent) * (1.0 + portable.gain)).round().min(255.0) as u8;
        contract.moved = true;
        d.record(What::ChangedEmployer, s.person, 1 + corridor, s.status as u8, t.since(s.since), 0);
    }
    if s.reviews == t && outside.tables.calendar.kept(draws, t, rules.attention.contract) {
        let (now, recall) = circumstances(d, outside, rules, i);
        let place = &outside.tables.places[corridor];
        let outlook = place.without_papers(t.since(s.since));
        let raise = f64::from(d.contracts[s.contract as usize].wage_percent) / 100.0 - 1.0;
        let surplus = place.contract_surplus + raise * eur(place.wage[0]);
        let left = f64::from(s.until.since(t).max(0));
        let earned = left * (surplus - now.home_surplus);
        let later = Circumstances { wealth: now.wealth + earned, ..now };
        let stay = outlook.value_of_return(&later, &recall, &place.season).max(outlook.best_stay(&later).utility)
            - now.home_premium * left.min(outside.tables.horizon.life());
        let labour = &rules.corridor.list[corridor].1.labour;
        // Log-normal with mean 1: the days offered relative to this worker's average without papers.
        let spread = labour.offer_spread;
        let offer = math::exp(spread * taste::normal(draws.bits(OFFER, t.key(), 0)) - 0.5 * spread * spread);
        let usual = (f64::from(s.days_factor) * labour.irregular_days_month).max(0.1);
        let offer = offer.min((taste::MOST_DAYS / usual).max(1.0));
        let outside_work =
            offer * (now.irregular_surplus + labour.living_irregular_eur_month) - labour.living_irregular_eur_month;
        let flight = outlook.best_stay(&Circumstances { irregular_surplus: outside_work, ..now }).utility;
        let chance = return_chance(flight - stay, rules.preference.noise_term);
        if outside_work > surplus && draws.happens(chance, ABSCOND, t.key(), 0) {
            d.record(What::Absconded, s.person, 1 + corridor, s.status as u8, t.since(s.since), 0);
            d.spells[i].until = t;
            // Who absconds has no months of grace.
            d.contracts[s.contract as usize].until = Month(0);
            // The job is kept for the whole stay.
            d.spells[i].days_factor *= offer as f32;
            end_authorised(d, t, i);
            go_irregular(d, outside, rules, t, i);
        }
    }
}

/// The authorised end has come: from now on overstay counts.
pub fn end_authorised(d: &mut District, t: Month, i: usize) {
    let s = d.spells[i];
    d.record(What::Termed, s.person, 1 + usize::from(s.corridor), s.status as u8, t.since(s.since), 0);
    d.spells[i].ended = t;
    d.spells[i].ended_as = s.status;
}

fn at_term(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let draws = outside.key.of(s.id);
    if let Extension::Employer(employer) = &rules.extension
        && !s.extended
        && draws.happens(employer.share, EXTENSION, t.key(), 0)
    {
        end_authorised(d, t, i);
        homecoming::record_exit(d, i, t, Cause::Extension);
        d.record(What::Extended, s.person, 1 + usize::from(s.corridor), s.status as u8, t.since(s.since), 0);
        let until = t.plus(employer.months as i32);
        let spell = &mut d.spells[i];
        spell.until = until;
        spell.ended = Month(0);
        spell.extended = true;
        d.contracts[s.contract as usize].until = until;
        return;
    }
    decide(d, outside, rules, t, i);
}

/// Home, or on without papers.
fn decide(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let corridor = usize::from(d.spells[i].corridor);
    end_authorised(d, t, i);
    let (now, recall) = circumstances(d, outside, rules, i);
    let place = &outside.tables.places[corridor];
    let advantage = place.without_papers(t.since(d.spells[i].since)).advantage_of_return(&now, &recall, &place.season);
    let draws = outside.draws(d, d.spells[i].person);
    if draws.happens(return_chance(advantage, rules.preference.noise_term), CHOICE, t.key(), 0) {
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
    } else {
        go_irregular(d, outside, rules, t, i);
    }
}

fn go_irregular(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    d.ends[usize::from(s.corridor)].1 += 1;
    super::suretyship::norm_learns(d, s.person, false);
    lapse(d, outside, rules, t, i);
}

/// From papers to none, at an authorised end that has been told; the best stay becomes the plan.
pub fn lapse(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    d.record(What::Lapsed, s.person, 1 + usize::from(s.corridor), s.status as u8, t.since(s.since), 0);
    let (now, _) = circumstances(d, outside, rules, i);
    let plan = outside.tables.places[usize::from(s.corridor)].without_papers(t.since(s.since)).best_stay(&now);
    d.change_status(i, Status::Irregular, t);
    let days = rules.corridor.list[usize::from(s.corridor)].1.labour.irregular_days_month;
    let spell = &mut d.spells[i];
    if let Tie::Portable(portable) = &rules.tie
        && s.contract != NONE
        && days > 0.0
    {
        // Who knows the market finds the days that he counted with.
        spell.days_factor += (portable.contact_days / days) as f32;
    }
    spell.until = NEVER;
    spell.planned = t.plus(outside.tables.plan(rules, plan.months));
}

/// What decides for a person away, and what he has been promised.
#[must_use]
pub fn circumstances(d: &District, outside: &Outside<'_>, rules: &Rules, i: usize) -> (Circumstances, RecallPromise) {
    let s = &d.spells[i];
    let corridor = usize::from(s.corridor);
    let household = &d.households[usize::from(s.household)];
    let village = &d.villages[usize::from(household.village)];
    let (c, place) = (&rules.corridor.list[corridor].1, &outside.tables.places[corridor]);
    let home_surplus = outside.tables.home_surplus[usize::from(household.class)];
    let debt = eur(i64::from(s.debt));
    let mut wealth = eur(i64::from(s.savings)) - debt;
    let mut extra_days = 0.0;
    let (mut forfeited, mut distrusted, mut social, mut recall) = (0.0, 0.0, 0.0, RecallPromise::NONE);
    if s.contract != NONE {
        let contract = &d.contracts[s.contract as usize];
        let belief = &village.beliefs[corridor];
        if contract.bond == BondState::Posted {
            let (own, guaranteed) = (eur(i64::from(contract.own)), eur(i64::from(contract.guaranteed)));
            wealth += own;
            let recovered = f64::from(contract.recovered) / 1000.0;
            // What the guarantor takes back from the family is the worker's own loss.
            forfeited = own + recovered * guaranteed;
            distrusted = own * (1.0 - f64::from(belief.refunded));
            let tracing = f64::from(contract.tracing) / 1000.0;
            let lost = guaranteed * (1.0 - recovered) + tracing * f64::from(contract.tracing_cost);
            let consumption = outside.tables.horizon.consumption(home_surplus, wealth.max(0.0)).max(1.0);
            social = f64::from(contract.tie) / 1000.0 * lost / consumption;
            if guaranteed > 0.0 {
                social += tracing * f64::from(contract.sanction) / 10.0;
            }
        }
        social += rules.preference.norm * f64::from(village.norm);
        if let Tie::Portable(portable) = &rules.tie {
            extra_days = portable.contact_days;
        }
        if let Reentry::Recall(terms) = &rules.reentry {
            recall = RecallPromise {
                chance: f64::from(belief.recalled) * terms.accepted,
                season_gain: place.season_gain - place.season_months * home_surplus,
                seasons_left: None,
            };
        }
    }
    let labour = &c.labour;
    let days = f64::from(s.days_factor) * labour.irregular_days_month + extra_days;
    let circumstances = Circumstances {
        home_surplus,
        irregular_surplus: days * outside.irregular_day_wage[corridor] - labour.living_irregular_eur_month,
        settled_surplus: place.surplus[Status::Settled as usize],
        home_premium: f64::from(s.theta),
        wealth,
        forfeited,
        distrusted,
        contract_gain: 0.0,
        contract_away: 0.0,
        ticket: c.distance.fare_eur,
        removal_loss: c.enforcement.removal_loss_eur,
        social,
        insolvency: Insolvency {
            debt,
            attachable: rules.home.attachable_share,
            stigma: rules.preference.default_stigma,
        },
    };
    (circumstances, recall)
}
