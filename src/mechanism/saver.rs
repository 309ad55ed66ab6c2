//! Who saves for a target: home when the sum is there.
//!
//! A saver looks at his purse, not at the calendar. One whose debt grows faster than his savings, or whose target lies
//! beyond the planning horizon, can never have it and stops being a saver. Source: target saving after Yang 2006 and
//! Mesnard 2004 (`decision::target`).
//! Left out: what the target buys.

use super::homecoming::{self, Exit};
use crate::base::units::eur;
use crate::decision::target::months_to_target;
use crate::engine::Scene;
use crate::journal::event::What;
use crate::world::District;
use crate::world::Spell;

crate::purposes! {}

/// Whether somebody saves for a target and has it.
#[must_use]
pub fn has_it(s: &Spell) -> bool {
    s.target > 0 && i64::from(s.savings) - i64::from(s.debt) >= i64::from(s.target)
}

/// A saver who has what he wants goes home; one who can never have it, at a monthly surplus in EUR, stops being one.
pub fn look_at_purse(d: &mut District, scene: &Scene<'_>, i: usize, surplus_eur: f64) {
    let s = d.spells[i];
    if s.target <= 0 {
        return;
    }
    let net = i64::from(s.savings) - i64::from(s.debt);
    if has_it(&s) {
        d.record(What::TargetReached(s.status), s.person, s.place(), scene.now.since(s.since), net);
        return homecoming::come_home(d, scene, i, Exit::Return);
    }
    let horizon = &scene.tables.horizon;
    let borrow = scene.rules.home.loan_rate / 12.0;
    let kept = surplus_eur * (1.0 - scene.rules.remittance.propensity);
    let months = months_to_target(eur(net), eur(i64::from(s.target)), kept, borrow, 0.0);
    if months.is_none_or(|m| m > f64::from(horizon.months())) {
        d.spells[i].target = 0;
    }
}
