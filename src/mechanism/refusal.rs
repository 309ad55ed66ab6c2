//! Those who were not taken hear of it: in every district by itself, after the places are gone. What the application
//! cost is lost, and the village hears of the refusal. Source: Keita 2010, p. 16-17, on those refused. Left out: a
//! place on next month's list.

use super::information::{self, News, Topic};
use crate::engine::Scene;
use crate::journal::event::What;
use crate::world::District;

crate::purposes! {}

/// Refusals of the month.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    for a in std::mem::take(&mut d.applications) {
        if a.answered {
            continue;
        }
        let corridor = usize::from(a.corridor);
        d.persons[a.person as usize].mark_refused(true);
        let what = if a.eligible { What::NotSelected(a.call) } else { What::Ineligible(a.call) };
        d.record(what, a.person, a.place(), 0, 0);
        information::account(d, scene.rules, a.person, News { corridor, topic: Topic::Selected, heard: 0.0 });
    }
}
