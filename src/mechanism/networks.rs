//! Networks grow with those who leave: as long as a member is at a destination, the household's network there is
//! stronger by a part of a full one, and who comes home or dies takes it away again.
//!
//! A household without kin in a circle comes to know the destination of its first member there; members elsewhere in
//! the same circle do not count. Source: cumulative causation (Massey 1990, Population Index 56:3), each member adding
//! to what others can lend, advise and house; the size is declared with the destination. Left out: ties between
//! households of a village, ties that outlast the stay.

use crate::engine::Scene;
use crate::journal::Circle;
use crate::world::{District, Household};

crate::purposes! {}

/// The destination that a household knows in a circle, and the strength of its network there, 0 to 255.
const fn tie(household: &mut Household, circle: Circle) -> Option<(&mut u8, &mut u8)> {
    match circle {
        Circle::Regional => Some((&mut household.regional, &mut household.kin_regional)),
        Circle::Overseas => Some((&mut household.overseas, &mut household.kin_overseas)),
        Circle::Internal => None,
    }
}

fn step(scene: &Scene<'_>, corridor: usize) -> u8 {
    (scene.corridor(corridor).distance.member_network * 255.0).round() as u8
}

/// A member has arrived at a destination.
pub fn joined(d: &mut District, scene: &Scene<'_>, household: u16, corridor: usize) {
    let home = &mut d.households[usize::from(household)];
    let Some((known, strength)) = tie(home, scene.destination(corridor).circle) else { return };
    if *strength == 0 {
        *known = corridor as u8;
    }
    if usize::from(*known) == corridor {
        *strength = strength.saturating_add(step(scene, corridor));
    }
}

/// A member is no longer at a destination.
pub fn left(d: &mut District, scene: &Scene<'_>, household: u16, corridor: usize) {
    let home = &mut d.households[usize::from(household)];
    let Some((known, strength)) = tie(home, scene.destination(corridor).circle) else { return };
    if usize::from(*known) == corridor {
        *strength = strength.saturating_sub(step(scene, corridor));
    }
}
