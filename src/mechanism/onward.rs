//! A move to another overseas destination: with papers only where a permit is given, else without.
//!
//! The destination is drawn among the others overseas with equal chances; the fare is a part of that from home. Source:
//! Toma and Castagnone 2015 on spells that began elsewhere in Europe (recalled).
//! Left out: networks and laws that draw people to one destination rather than another.

use super::{homecoming, journeys, networks};
use crate::base::units::{Month, cents};
use crate::engine::purse;
use crate::engine::{Scene, taste};
use crate::institution::corridor::Lawful;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Circle, Place, Status};
use crate::world::District;
use crate::world::person::NONE;
use crate::world::spell::NEVER;

crate::purposes! {
    /// Where to, and whether a permit is given there.
    WHERETO = "stay/onward destination";
}

/// Moves somebody away on.
pub fn move_on(d: &mut District, scene: &Scene<'_>, i: usize) {
    purse::settle(d, scene, i);
    let (s, t) = (d.spells[i], scene.now);
    let from = usize::from(s.corridor);
    let draws = scene.key.person(s.id);
    let overseas = |k: &usize| *k != from && scene.destination(*k).circle == Circle::Overseas;
    let others: Vec<usize> = (0..scene.tables.destinations.len()).filter(overseas).collect();
    let Some(&to) = others.get(draws.below(others.len() as u64, WHERETO, t.key(), 0) as usize) else { return };
    d.record(What::MovedOn(s.status), s.person, Place::destination(to), t.since(s.since), 0);
    homecoming::record_exit(d, i, t, Cause::Onward);
    let corridor = scene.corridor(to);
    let regular = match &corridor.lawful {
        Lawful::Visa(v) => s.status != Status::Irregular && draws.happens(v.odds, WHERETO, t.key(), 1),
        Lawful::Free(_) => true,
        Lawful::Closed(_) => false,
    };
    let fare = cents(corridor.distance.fare_eur * corridor.distance.onward_fare);
    purse::pay_away(d, i, Place::destination(to), Flow::Fare, fare);
    journeys::moves_on(d, scene, i);
    d.change_status(i, if regular { Status::Permit } else { Status::Irregular }, t);
    networks::left(d, scene, s.household, from);
    networks::joined(d, scene, s.household, to);
    d.change_corridor(i, to as u8);
    let spell = &mut d.spells[i];
    let (destination, traits) = (scene.destination(to), taste::traits(draws));
    spell.theta = destination.theta_of(traits, d.persons[s.person as usize].child()) as f32;
    spell.days_factor = destination.days_of(traits) as f32;
    spell.ended = Month(0);
    if regular {
        spell.target = 0;
    }
    spell.contract = NONE;
    spell.until = match &corridor.lawful {
        Lawful::Visa(v) if regular => t.plus(v.permit_months as i32),
        _ => NEVER,
    };
}
