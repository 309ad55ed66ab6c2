//! A stay with papers and without contract: renewal or lapse, visits home, moves onward, and the wish to go home.
//!
//! A permit that ends is renewed at its odds, lower for who is out of work, after some years for good; else its holder
//! goes home or stays without papers. Who reconsiders (attention, the end of the plan) compares going home, with the
//! option to come back that his papers give, with the best stay. Who has no work expects some months' wages less. Those
//! with papers make their life where they are: the worth of a month at home falls by a (1 - e^-(t/m)) after t months.
//! Who is needed at home visits, with papers, or goes, where no permit is needed. Source: Massey, Durand and Pren 2016
//! on the option to come back; needs as declared with the destination; the attachment is assumed. Left out: family
//! reunification, the farm season of those who have fields.

use super::circumstances::circumstances;
use super::homecoming::{self, Exit};
use super::onward::move_on;
use super::overstay::{end_authorised, lapse};
use crate::base::math::exp;
use crate::base::units::{cents, eur};
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, Outlook, return_chance};
use crate::engine::tables::DestinationTable;
use crate::engine::{Scene, purse};
use crate::institution::corridor::Lawful;
use crate::journal::Status;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::spell::NEVER;
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether a permit is renewed.
    RENEWAL = "stay/renewal";
    /// Whether somebody is needed at home or moves on: one number for the two, which exclude each other in a month.
    FATE = "stay/fate";
    /// Whether somebody who reconsiders goes home.
    CHOICE = "stay/choice";
}

/// The month of somebody with papers and without contract.
pub fn month(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    if t >= s.until && !renew(d, scene, i) {
        return at_end(d, scene, i);
    }
    let (corridor, draws) = (usize::from(s.corridor), scene.key.person(s.id));
    let destination = scene.destination(corridor);
    if s.reviews == t || destination.rare[0].is_none() {
        // Rare things happen at candidate months only, so much the more often.
        let scale = destination.rare[0].unwrap_or(1.0);
        let fate = draws.unit(FATE, t.key(), 0);
        let (needed, onward) = (scale * scene.corridor(corridor).distance.need_home, scale * destination.onward);
        if fate < needed && s.status == Status::Free {
            return homecoming::come_home(d, scene, i, Exit::Return);
        } else if fate < needed {
            visit(d, scene, i);
        } else if fate < needed + onward {
            return move_on(d, scene, i);
        }
    }
    if t >= s.planned || s.reviews == t && scene.tables.calendar.kept(draws, t, scene.rules.attention.abroad) {
        purse::settle(d, scene, i);
        reconsider(d, scene, i);
    }
}

/// The month of somebody where no permit is needed: nothing at all in most months.
#[inline]
pub fn unpermitted(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (&d.spells[i], scene.now);
    let rare = scene.destination(usize::from(s.corridor)).rare[0];
    if s.reviews == t || t >= s.planned || t >= s.until || rare.is_none() {
        month(d, scene, i);
    }
}

/// Renews a permit whose end has come, at its odds, after some years for good; gives whether it was.
fn renew(d: &mut District, scene: &Scene<'_>, i: usize) -> bool {
    let (s, t) = (d.spells[i], scene.now);
    let until = match &scene.corridor(usize::from(s.corridor)).lawful {
        Lawful::Visa(v) => {
            let odds = v.renewal_odds * if s.employed { 1.0 } else { v.idle_renewal };
            let settles = t.since(s.since) >= v.settled_months as i32;
            let renewed = scene.key.person(s.id).happens(odds, RENEWAL, t.key(), 0);
            renewed.then(|| if settles { NEVER } else { t.plus(v.permit_months as i32) })
        }
        Lawful::Free(_) => Some(NEVER),
        Lawful::Closed(_) => None,
    };
    let Some(until) = until else { return false };
    d.record(What::Renewed(s.status), s.person, s.place(), t.since(s.since), 0);
    d.spells[i].until = until;
    if s.status == Status::Permit && until == NEVER {
        d.record(What::Settled, s.person, s.place(), t.since(s.since), 0);
        d.change_status(i, Status::Settled, t);
    }
    true
}

/// What somebody's life here takes off the worth of a month at home, log points: nothing where no permit is needed and
/// people come and go.
fn attachment(scene: &Scene<'_>, s: &Spell) -> f64 {
    let p = &scene.rules.preference;
    if s.status == Status::Free {
        return 0.0;
    }
    let months = f64::from(scene.now.since(s.since));
    p.attachment * (1.0 - exp(-months / f64::from(p.attachment_months)))
}

/// What decides for somebody with papers: the surplus of his right of stay, now and later, and no removal.
fn lawful_circumstances(d: &District, scene: &Scene<'_>, i: usize) -> Circumstances {
    let s = &d.spells[i];
    let corridor = usize::from(s.corridor);
    let destination = scene.destination(corridor);
    let (now, _) = circumstances(d, scene, i);
    let paid = DestinationTable::paid_as(s) as usize;
    let surplus = destination.surplus[paid];
    let idle_months = scene.corridor(corridor).labour.idle_months;
    let idle = if s.employed { 0.0 } else { idle_months * eur(destination.wage[paid]) };
    // Lost wages lower what a stay is worth, not what going home is worth. Whose permit lapses goes home at his own
    // expense.
    Circumstances {
        surplus_abroad: surplus,
        settled_surplus: surplus,
        home_premium: now.home_premium - attachment(scene, s),
        forfeited: idle,
        removal_loss: now.ticket,
        ..now
    }
}

/// Chance that somebody goes home who would come back for another stay at a surplus, EUR a month, and else stays with
/// an outlook.
fn chance_of_return(
    d: &District,
    scene: &Scene<'_>,
    i: usize,
    (now, surplus, outlook): (&Circumstances, f64, &Outlook),
) -> f64 {
    let back = scene.destination(usize::from(d.spells[i].corridor)).back_lawful;
    let stay_months = f64::from(scene.rules.circulation.stay_months);
    let gain = stay_months * (surplus - now.home_surplus) - back.cost - now.ticket;
    let again = RecallPromise { chance: back.odds, season_gain: gain, seasons_left: None };
    let advantage = outlook.advantage_of_return(now, &again, &scene.tables.circulation);
    return_chance(advantage, scene.rules.preference.noise_term)
}

fn reconsider(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    let destination = scene.destination(usize::from(s.corridor));
    let now = lawful_circumstances(d, scene, i);
    let surplus = destination.surplus[DestinationTable::paid_as(&s) as usize];
    let outlook = destination.with_papers(s.status, t.since(s.since));
    let chance = chance_of_return(d, scene, i, (&now, surplus, outlook));
    if scene.key.person(s.id).happens(chance, CHOICE, t.key(), 0) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else if t >= s.planned {
        let months = scene.tables.plan(scene.rules, outlook.best_stay(&now).months);
        d.spells[i].planned = scene.tables.end_of_plan(scene.rules, scene.key.person(s.id), t, months);
    }
}

/// The permit has ended and is not renewed.
fn at_end(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    let destination = scene.destination(usize::from(s.corridor));
    end_authorised(d, t, i);
    let (now, _) = circumstances(d, scene, i);
    let now = Circumstances { home_premium: now.home_premium - attachment(scene, &s), ..now };
    let surplus = destination.surplus[Status::Permit as usize];
    let outlook = destination.without_papers(t.since(s.since));
    let chance = chance_of_return(d, scene, i, (&now, surplus, outlook));
    if scene.key.person(s.id).happens(chance, CHOICE, t.key(), 1) {
        homecoming::come_home(d, scene, i, Exit::Return);
    } else {
        lapse(d, scene, i);
    }
}

fn visit(d: &mut District, scene: &Scene<'_>, i: usize) {
    purse::settle(d, scene, i);
    let s = d.spells[i];
    let fare = cents(2.0 * scene.corridor(usize::from(s.corridor)).distance.fare_eur);
    if i64::from(s.savings) >= fare {
        purse::pay_away(d, i, s.place(), Flow::Fare, fare);
        d.record(What::Visited(s.status), s.person, s.place(), scene.now.since(s.since), 0);
    }
}
