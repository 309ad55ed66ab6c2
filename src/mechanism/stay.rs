//! A stay with papers and without contract: renewal or lapse, visits home, moves onward, and the wish to go home.
//!
//! A permit that ends is renewed at its odds, if its holder has work; else he goes home or stays without papers. Who
//! reconsiders (attention, the end of the plan, the target of a saver) compares going home, with the option to come
//! back that his papers give, with the best stay. Who has no work expects half a year's wages less. Left out: family
//! reunification, the farm season of those who have fields.

use super::homecoming::{self, Cause, Exit};
use super::irregular::{STAY, target_reached};
use super::outside::Outside;
use super::taste;
use super::term::{circumstances, end_authorised, lapse};
use crate::base::units::{Month, cents, eur};
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, return_chance};
use crate::institution::Rules;
use crate::institution::corridor::Lawful;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::person::NONE;
use crate::world::spell::NEVER;
use crate::world::{District, Status};

crate::purposes! {
    /// Whether a permit is renewed.
    RENEWAL = "stay/renewal";
    /// Whether somebody is called home, moves on, or visits home: one number for the three, which exclude each other in
    /// a month.
    FATE = "stay/fate";
    /// Where to.
    WHERETO = "stay/onward destination";
    /// Whether somebody who reconsiders goes home.
    CHOICE = "stay/choice";
}

/// Months of wages that somebody out of work counts as lost.
const IDLE_MONTHS: f64 = 6.0;

/// The month of somebody with papers and without contract.
pub fn month(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let draws = outside.key.of(s.id);
    if t >= s.until {
        let renewed = match &rules.corridor.list[corridor].1.lawful {
            Lawful::Visa(v) => {
                (s.employed && draws.happens(v.renewal_odds, RENEWAL, t.key(), 0)).then_some(v.permit_months)
            }
            Lawful::Free(_) => Some(u32::from(u16::MAX)),
            Lawful::Closed(_) => None,
        };
        match renewed {
            Some(months) => {
                d.record(What::Renewed, s.person, 1 + corridor, s.status as u8, t.since(s.since), 0);
                d.spells[i].until = if months >= u32::from(u16::MAX) { NEVER } else { t.plus(months as i32) };
            }
            None => return at_end(d, outside, rules, t, i),
        }
    }
    let (place, distance) = (&outside.tables.places[corridor], &rules.corridor.list[corridor].1.distance);
    if s.reviews == t || place.rare[0].is_none() {
        // Rare things happen at candidate months only, so much the more often.
        let scale = place.rare[0].unwrap_or(1.0);
        let fate = draws.unit(FATE, t.key(), 0);
        let (called, onward) = (scale * distance.call_home, scale * place.onward);
        if fate < called {
            return homecoming::come_home(d, outside, rules, t, i, Exit::Return);
        } else if fate < called + onward {
            return move_on(d, outside, rules, t, i);
        } else if fate < called + onward + scale * place.visit {
            visit(d, outside, rules, t, i);
        }
    }
    if s.target > 0 {
        super::work::settle(d, outside, i);
        let s = d.spells[i];
        if s.reviews == t || i64::from(s.savings) - i64::from(s.debt) >= i64::from(s.target) {
            target_reached(d, outside, rules, t, i, place.surplus[s.status as usize]);
        }
    } else if t >= s.planned || s.reviews == t && outside.tables.calendar.kept(draws, t, rules.attention.abroad) {
        super::work::settle(d, outside, i);
        reconsider(d, outside, rules, t, i);
    }
}

/// The month of somebody where no permit is needed: nothing at all in most months.
#[inline]
pub fn unpermitted(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = &d.spells[i];
    if s.reviews == t
        || t >= s.planned
        || t >= s.until
        || s.target > 0
        || outside.tables.places[usize::from(s.corridor)].rare[0].is_none()
    {
        month(d, outside, rules, t, i);
    }
}

/// What decides for somebody with papers: the regular surplus in place of the irregular one.
fn lawful_circumstances(d: &District, outside: &Outside<'_>, rules: &Rules, i: usize) -> Circumstances {
    let s = &d.spells[i];
    let place = &outside.tables.places[usize::from(s.corridor)];
    let (now, _) = circumstances(d, outside, rules, i);
    let surplus = place.surplus[s.status as usize];
    let idle = if s.employed { 0.0 } else { IDLE_MONTHS * eur(place.wage[s.status as usize]) };
    // Lost wages lower what a stay is worth, not what going home is worth.
    Circumstances { irregular_surplus: surplus, settled_surplus: surplus, forfeited: idle, removal_loss: 0.0, ..now }
}

fn reconsider(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let place = &outside.tables.places[usize::from(s.corridor)];
    let now = lawful_circumstances(d, outside, rules, i);
    let (odds, cost) = place.back_lawful;
    let gain = STAY * (place.surplus[s.status as usize] - now.home_surplus) - cost - now.ticket;
    let again = RecallPromise { chance: odds, season_gain: gain, seasons_left: None };
    let advantage = place.regular.advantage_of_return(&now, &again, &outside.tables.circulation);
    if outside.key.of(s.id).happens(return_chance(advantage, rules.preference.noise_term), CHOICE, t.key(), 0) {
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
    } else if t >= s.planned {
        d.spells[i].planned = t.plus(outside.tables.plan(rules, place.regular.best_stay(&now).months));
    }
}

/// The permit has ended and is not renewed.
fn at_end(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let place = &outside.tables.places[usize::from(s.corridor)];
    end_authorised(d, t, i);
    let (now, _) = circumstances(d, outside, rules, i);
    let (odds, cost) = place.back_lawful;
    let gain = STAY * (place.surplus[Status::Permit as usize] - now.home_surplus) - cost - now.ticket;
    let again = RecallPromise { chance: odds, season_gain: gain, seasons_left: None };
    let advantage =
        place.without_papers(t.since(s.since)).advantage_of_return(&now, &again, &outside.tables.circulation);
    if outside.key.of(s.id).happens(return_chance(advantage, rules.preference.noise_term), CHOICE, t.key(), 1) {
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
    } else {
        lapse(d, outside, rules, t, i);
    }
}

fn visit(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    super::work::settle(d, outside, i);
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let fare = cents(2.0 * rules.corridor.list[corridor].1.distance.fare_eur);
    if i64::from(s.savings) >= fare {
        homecoming::pay_away(d, i, 1 + corridor, Flow::Fare, fare);
        d.record(What::Visited, s.person, 1 + corridor, s.status as u8, t.since(s.since), 0);
    }
}

/// A move to another overseas destination: with papers only where a permit is given, else without.
pub fn move_on(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    super::work::settle(d, outside, i);
    let s = d.spells[i];
    let from = usize::from(s.corridor);
    let draws = outside.key.of(s.id);
    let others: Vec<usize> =
        (0..outside.tables.places.len()).filter(|&k| k != from && outside.tables.places[k].circle == 2).collect();
    let Some(&to) = others.get(draws.below(others.len() as u64, WHERETO, t.key(), 0) as usize) else { return };
    d.record(What::MovedOn, s.person, 1 + to, s.status as u8, t.since(s.since), 0);
    homecoming::record_exit(d, i, t, Cause::Onward);
    let corridor = &rules.corridor.list[to].1;
    let regular = match &corridor.lawful {
        Lawful::Visa(v) => s.status != Status::Irregular && draws.happens(v.odds, WHERETO, t.key(), 1),
        Lawful::Free(_) => true,
        Lawful::Closed(_) => false,
    };
    homecoming::pay_away(d, i, 1 + to, Flow::Fare, cents(corridor.distance.fare_eur / 4.0));
    d.change_status(i, if regular { Status::Permit } else { Status::Irregular }, t);
    d.change_corridor(i, to as u8);
    let spell = &mut d.spells[i];
    let (place, traits) = (&outside.tables.places[to], taste::traits(draws));
    spell.theta = place.theta_of(traits) as f32;
    spell.days_factor = place.days_of(traits) as f32;
    spell.ended = Month(0);
    spell.contract = NONE;
    spell.until = match &corridor.lawful {
        Lawful::Visa(v) if regular => t.plus(v.permit_months as i32),
        _ => NEVER,
    };
}
