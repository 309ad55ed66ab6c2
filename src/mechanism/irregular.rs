//! A stay without papers: removal, regularisation, and the wish to go home.
//!
//! Each month: removal at the destination's hazard (to the transit country in part of the cases), regularisation by
//! amnesty or, after years of residence, at a hazard. Who reconsiders (attention, or the end of the plan made before)
//! compares going home, with the option to come again at the present odds and price of the route, with the best plan of
//! staying. Where borders harden that option is lost and stays lengthen (lock-in: Massey, Durand and Pren 2016). A
//! target saver stays until the target is reached, unless his debt grows faster than his savings.

use super::homecoming::{self, Cause, Exit};
use super::outside::Outside;
use super::term::circumstances;
use crate::base::units::{Month, eur};
use crate::decision::recall::RecallPromise;
use crate::decision::target::months_to_target;
use crate::decision::term::return_chance;
use crate::institution::Rules;
use crate::institution::corridor::Irregular;
use crate::journal::event::What;
use crate::world::{District, Status};

crate::purposes! {
    /// Whether somebody is removed, called home or moves on.
    FATE = "irregular/fate";
    /// Where to.
    WHERETO = "irregular/to transit or home";
    /// Whether somebody gets papers.
    PAPERS = "irregular/papers";
    /// Whether somebody who reconsiders goes home.
    CHOICE = "irregular/choice";
}

/// The month of somebody without papers.
pub fn month(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let draws = outside.key.of(s.id);
    let place = &outside.tables.places[corridor];
    if s.reviews == t || place.rare[1].is_none() {
        // Rare things happen at candidate months only, so much the more often.
        let scale = place.rare[1].unwrap_or(1.0);
        if fate(d, outside, rules, t, i, scale) {
            return;
        }
    }
    let reached = s.target > 0 && i64::from(s.savings) - i64::from(s.debt) >= i64::from(s.target);
    let attends = s.reviews == t && outside.tables.calendar.kept(draws, t, rules.attention.abroad);
    if t >= s.planned || attends || reached {
        reconsider(d, outside, rules, t, i);
    }
}

/// Removal, the family's call, an onward move, papers: what may happen to somebody without asking him. Gives whether it
/// did.
fn fate(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize, scale: f64) -> bool {
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let c = &rules.corridor.list[corridor].1;
    let draws = outside.key.of(s.id);
    // One number for three fates, which exclude each other in a month.
    let fate = draws.unit(FATE, t.key(), 0);
    let removed = scale * c.enforcement.removal;
    let called = removed + scale * (1.0 - c.enforcement.removal) * c.distance.call_home;
    let onward = called + scale * outside.tables.places[corridor].onward;
    if fate < removed {
        let transit = match &c.irregular {
            Irregular::Route(route) => draws.happens(route.to_transit_share, WHERETO, t.key(), 0),
            Irregular::None(_) => false,
        };
        let exit = if transit { Exit::RemovalToTransit } else { Exit::Removal };
        homecoming::come_home(d, outside, rules, t, i, exit);
        return true;
    } else if fate < called {
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
        return true;
    } else if fate < onward {
        super::stay::move_on(d, outside, rules, t, i);
        return true;
    }
    let resident = t.since(s.since) >= c.enforcement.settle_after_months as i32;
    let papers = c.enforcement.amnesty
        + if resident { (1.0 - c.enforcement.amnesty) * c.enforcement.settle_hazard } else { 0.0 };
    if draws.happens(scale * papers, PAPERS, t.key(), 0) {
        d.record(What::Regularised, s.person, 1 + corridor, s.status as u8, t.since(s.status_since), 0);
        homecoming::record_exit(d, i, t, Cause::Regularisation);
        d.change_status(i, Status::Settled, t);
        let spell = &mut d.spells[i];
        spell.ended = Month(0);
        spell.employed = true;
        return true;
    }
    false
}

/// Whether a saver has what he wants: goes home and says so. A saver who can never have it stops being one.
pub fn target_reached(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    i: usize,
    saving_eur: f64,
) -> bool {
    let s = d.spells[i];
    if s.target <= 0 {
        return false;
    }
    let net = i64::from(s.savings) - i64::from(s.debt);
    if net >= i64::from(s.target) {
        d.record(What::TargetReached, s.person, 1 + usize::from(s.corridor), s.status as u8, t.since(s.since), net);
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
        return true;
    }
    let horizon = &outside.tables.horizon;
    let borrow = rules.home.loan_rate / 12.0;
    let kept = saving_eur * (1.0 - rules.remittance.propensity);
    let months = months_to_target(eur(net), eur(i64::from(s.target)), kept, borrow, 0.0);
    if months.is_none_or(|m| m > f64::from(horizon.months())) {
        d.spells[i].target = 0;
    }
    false
}

fn reconsider(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, i: usize) {
    let s = d.spells[i];
    let corridor = usize::from(s.corridor);
    let surplus = outside.irregular_surplus(rules, corridor, f64::from(s.days_factor));
    if s.target > 0 {
        // A saver looks at his purse, not at the calendar.
        target_reached(d, outside, rules, t, i, surplus);
        return;
    }
    let (now, _) = circumstances(d, outside, rules, i);
    let place = &outside.tables.places[corridor];
    let (odds, cost) = place.back_irregular;
    let cycle = &outside.tables.circulation;
    let gain = STAY * (surplus - now.home_surplus) - cost - now.ticket;
    let again = RecallPromise { chance: odds, season_gain: gain, seasons_left: None };
    let advantage = place.without_papers(t.since(s.since)).advantage_of_return(&now, &again, cycle);
    if outside.key.of(s.id).happens(return_chance(advantage, rules.preference.noise_term), CHOICE, t.key(), 0) {
        homecoming::come_home(d, outside, rules, t, i, Exit::Return);
    } else if t >= s.planned {
        d.spells[i].planned =
            t.plus(outside.tables.plan(rules, place.without_papers(t.since(s.since)).best_stay(&now).months));
    }
}

/// Months of one stay in free circulation, as in the tables' cycle.
pub const STAY: f64 = 12.0;
