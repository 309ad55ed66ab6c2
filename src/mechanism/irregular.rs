//! A stay without papers: removal, regularisation, and the wish to go home.
//!
//! Each month: removal at the destination's hazard (to the transit country in part of the cases), regularisation by
//! amnesty or, after years of residence, at a hazard. Who is needed at home weighs what going would cost him: C =
//! V(stay) - max(V(home), q V(stay, less price and fare) + (1 - q) V(home)), with the odds q and price of the route; he
//! goes with chance e^-(C/b), b = b0/(1 + t/m) after t months. Who reconsiders (attention, or the end of the plan made
//! before) compares going home, with the option to come again at the present odds and price of the route, with the best
//! plan of staying. A target saver stays until the target is reached (`saver.rs`). Source: where borders harden the
//! option to come again is lost and stays lengthen (lock-in: Massey, Durand and Pren 2016). Left out: marriage,
//! detention, work inspections.

use super::circumstances::circumstances;
use super::homecoming::{self, Exit};
use super::onward::move_on;
use super::saver;
use crate::base::math::exp;
use crate::base::units::Month;
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, return_chance};
use crate::engine::Scene;
use crate::engine::prospects::WayBack;
use crate::institution::corridor::Irregular;
use crate::journal::event::What;
use crate::journal::{Cause, Status};
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether somebody is removed, needed at home or moves on.
    FATE = "irregular/fate";
    /// Where to.
    WHERETO = "irregular/to transit or home";
    /// Whether somebody needed at home goes.
    NEED = "irregular/need";
    /// Whether somebody gets papers.
    PAPERS = "irregular/papers";
    /// Whether somebody who reconsiders goes home.
    CHOICE = "irregular/choice";
}

/// The month of somebody without papers.
pub fn month(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    let rare = scene.destination(usize::from(s.corridor)).rare[1];
    // Rare things happen at candidate months only, so much the more often.
    if (s.reviews == t || rare.is_none()) && fate(d, scene, i, rare.unwrap_or(1.0)) {
        return;
    }
    let attends = s.reviews == t && scene.tables.calendar.kept(scene.key.person(s.id), t, scene.rules.attention.abroad);
    if t >= s.planned || attends || saver::has_it(&s) {
        reconsider(d, scene, i);
    }
}

/// Removal, a need to be home, an onward move, papers: what may happen to somebody without asking him. Gives whether it
/// did.
fn fate(d: &mut District, scene: &Scene<'_>, i: usize, scale: f64) -> bool {
    let (s, t) = (d.spells[i], scene.now);
    let corridor = usize::from(s.corridor);
    let (c, draws) = (scene.corridor(corridor), scene.key.person(s.id));
    // One number for three fates, which exclude each other in a month.
    let fate = draws.unit(FATE, t.key(), 0);
    let removed = scale * c.enforcement.removal;
    let needed = removed + scale * (1.0 - c.enforcement.removal) * c.distance.need_home;
    let onward = needed + scale * scene.destination(corridor).onward;
    if fate < removed {
        let transit = match &c.irregular {
            Irregular::Route(route) => draws.happens(route.to_transit_share, WHERETO, t.key(), 0),
            Irregular::None(_) => false,
        };
        homecoming::come_home(d, scene, i, if transit { Exit::RemovalToTransit } else { Exit::Removal });
    } else if fate < needed && draws.happens(chance_to_go(d, scene, i), NEED, t.key(), 0) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else if (needed..onward).contains(&fate) {
        move_on(d, scene, i);
    } else {
        return regularised(d, scene, i, scale);
    }
    true
}

/// Chance that somebody who is needed at home goes, given what it would cost him.
fn chance_to_go(d: &District, scene: &Scene<'_>, i: usize) -> f64 {
    let s = &d.spells[i];
    let (destination, months) = (scene.destination(usize::from(s.corridor)), scene.now.since(s.since));
    let (now, _) = circumstances(d, scene, i);
    let (outlook, back) = (destination.without_papers(months), way_back(d, scene, s));
    let again = Circumstances { wealth: now.wealth - back.cost - now.ticket, ..now };
    let home = outlook.value_of_return(&now, &RecallPromise::NONE, &scene.tables.circulation);
    let returning = back.odds * outlook.best_stay(&again).utility + (1.0 - back.odds) * home;
    let cost = (outlook.best_stay(&now).utility - home.max(returning)).max(0.0);
    let p = &scene.rules.preference;
    let scale = p.need_scale / (1.0 + f64::from(months) / f64::from(p.need_fades));
    if scale > 0.0 { exp(-cost / scale) } else { f64::from(u8::from(cost <= 0.0)) }
}

/// The option to come again by the route, at the risk that the village believes in.
fn way_back(d: &District, scene: &Scene<'_>, s: &Spell) -> WayBack {
    let (corridor, village) = (usize::from(s.corridor), d.households[usize::from(s.household)].village);
    let death = d.villages[usize::from(village)].beliefs[corridor].death;
    scene.destination(corridor).back_irregular(f64::from(death))
}

/// Papers by amnesty, or by residence; gives whether somebody got them.
fn regularised(d: &mut District, scene: &Scene<'_>, i: usize, scale: f64) -> bool {
    let (s, t) = (d.spells[i], scene.now);
    let e = &scene.corridor(usize::from(s.corridor)).enforcement;
    let resident = t.since(s.since) >= e.settle_after_months as i32;
    let papers = e.amnesty + if resident { (1.0 - e.amnesty) * e.settle_hazard } else { 0.0 };
    if !scene.key.person(s.id).happens(scale * papers, PAPERS, t.key(), 0) {
        return false;
    }
    d.record(What::Regularised(s.status), s.person, s.place(), t.since(s.status_since), 0);
    homecoming::record_exit(d, i, t, Cause::Regularisation);
    d.change_status(i, Status::Settled, t);
    let spell = &mut d.spells[i];
    spell.ended = Month(0);
    // What he is paid by from now on.
    spell.ended_as = Status::Irregular;
    spell.employed = true;
    spell.target = 0;
    true
}

fn reconsider(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    let corridor = usize::from(s.corridor);
    let surplus = scene.irregular_surplus(corridor, f64::from(s.days_factor));
    if s.target > 0 {
        return saver::look_at_purse(d, scene, i, surplus);
    }
    let (now, _) = circumstances(d, scene, i);
    let destination = scene.destination(corridor);
    let back = way_back(d, scene, &s);
    let stay_months = f64::from(scene.rules.circulation.stay_months);
    let gain = stay_months * (surplus - now.home_surplus) - back.cost - now.ticket;
    let again = RecallPromise { chance: back.odds, season_gain: gain, seasons_left: None };
    let outlook = destination.without_papers(t.since(s.since));
    let advantage = outlook.advantage_of_return(&now, &again, &scene.tables.circulation);
    let chance = return_chance(advantage, scene.rules.preference.noise_term);
    if scene.key.person(s.id).happens(chance, CHOICE, t.key(), 0) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else if t >= s.planned {
        let months = scene.tables.plan(scene.rules, outlook.best_stay(&now).months);
        d.spells[i].planned = scene.tables.end_of_plan(scene.rules, scene.key.person(s.id), t, months);
    }
}
