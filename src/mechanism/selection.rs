//! Places of a month, the fewer of what states allow and employers want, and the order of those who want them: who was
//! asked back by name, the well-connected up to their part, those for whom a worker whom employers know vouches, all
//! others; each by score; ties by permanent id.
//!
//! Source: Keita 2010, p. 8-9 and note 11.
//! Left out: interviews.

use super::employers;
use crate::base::draws::round_keyed;
use crate::engine::Backdrop;
use crate::institution::programme::Programme;
use crate::journal::Call;
use crate::world::World;
use crate::world::district::Application;

crate::purposes! {
    /// Rounding of the places of a month.
    PLACES = "programme/places";
    /// Rounding of the places of the well-connected.
    CONNECTED = "programme/connected";
}

/// Places of the month in the sample.
#[must_use]
pub fn places(world: &World, backdrop: &Backdrop<'_>, corridor: usize, programme: &Programme) -> i64 {
    let (rules, t) = (backdrop.rules, backdrop.now);
    let months_in = (t.of_year() as u32 + 13 - programme.season_start) % 12;
    let state = &world.markets[corridor].programme;
    if months_in >= programme.season_months || t < state.suspended_until {
        return 0;
    }
    let probation = if t < state.probation_until { rules.trust.probation } else { 1.0 };
    let allowed = programme.quota_year / f64::from(programme.season_months) * state.quota_factor * probation;
    let expected = allowed.min(employers::wanted(world, backdrop, corridor, programme)) / world.weight;
    round_keyed(expected, world.key.corridor(corridor).unit(PLACES, t.key(), 0))
}

/// Order of an applicant: class (named, connected, vouched for, others), score, id.
pub type Rank = (u8, u64, u64);
/// An applicant in the queue: rank, district, position in the district's list.
pub type Queued = (Rank, u32, u32);

/// Applicants of a destination: those first in rank before a number that is given, the others behind; neither part is
/// in order yet.
#[must_use]
pub fn rank(world: &World, backdrop: &Backdrop<'_>, corridor: usize, places: i64) -> (Vec<Queued>, usize) {
    let (rigour, nepotism) = backdrop.rules.selection.weights();
    let mut queue = Vec::new();
    for (at, d) in world.districts.iter().enumerate() {
        for (i, a) in d.applications.iter().enumerate().filter(|(_, a)| usize::from(a.corridor) == corridor) {
            let id = d.persons[a.person as usize].id;
            // A uniform lot as a standard normal score's stand-in: three spreads wide.
            let chance = (a.lot >> 40) as f64 / f64::from(1 << 24) * 6.0 - 3.0;
            let score = rigour * f64::from(a.signal) + (1.0 - rigour) * chance;
            let connected = a.connected && nepotism > 0.0;
            let class = match (a.call, connected) {
                (Call::ByName, _) => 0,
                (Call::Open, true) => 1,
                (Call::Open, false) => without_favour(a),
            };
            queue.push(((class, order_of(-score), id), at as u32, i as u32));
        }
    }
    // The connected may take no more than their part: those beyond it go back into the rest.
    let draw = world.key.corridor(corridor).unit(CONNECTED, backdrop.now.key(), 0);
    let allowed = round_keyed(nepotism * places as f64, draw).max(0) as usize;
    let mut connected: Vec<usize> = (0..queue.len()).filter(|&i| queue[i].0.0 == 1).collect();
    connected.sort_unstable_by_key(|&i| queue[i].0);
    for &i in connected.iter().skip(allowed) {
        queue[i].0.0 = without_favour(&world.districts[queue[i].1 as usize].applications[queue[i].2 as usize]);
    }
    // Four times the places, and some, are mostly enough to find takers; the others are put in order only where places
    // remain.
    let enough = (places.max(0) as usize * 4 + 64).min(queue.len());
    if enough < queue.len() {
        queue.select_nth_unstable_by_key(enough, |q| q.0);
    }
    (queue, enough)
}

/// Class of a newcomer whom nobody favours.
fn without_favour(a: &Application) -> u8 {
    3 - u8::from(a.referred)
}

/// A float as an integer with the same order.
fn order_of(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}
