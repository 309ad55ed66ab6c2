//! The month of everybody away, by right of stay: contract, permit, free movement, without papers.
//!
//! Source: none; it only sorts.
//! Left out: rights of stay that hold at once.

use super::{irregular, stay, term};
use crate::engine::Scene;
use crate::journal::Status;
use crate::world::District;

crate::purposes! {}

/// The month of everybody away.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    for i in 0..d.spells.len() {
        match d.spells[i].status {
            Status::Contract => term::month(d, scene, i),
            Status::Irregular => irregular::month(d, scene, i),
            Status::Permit | Status::Settled => stay::month(d, scene, i),
            Status::Free => stay::unpermitted(d, scene, i),
            Status::Gone => {}
        }
    }
}
