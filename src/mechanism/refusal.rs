//! What becomes of files when the places of a month are gone, in every district by itself.
//!
//! A file that is no longer valid is refused: what the application cost is lost, and the village hears of it. One whose
//! owner has left otherwise, or of a programme that the host suspends or that has ended, is closed. All others wait on.
//! Source: Keita 2010, p. 16-17, on those refused. Left out: withdrawals, files that are lost.

use super::information::{self, News, Topic};
use super::programme::suspended;
use crate::engine::Scene;
use crate::journal::event::What;
use crate::world::District;
use crate::world::district::Application;

crate::purposes! {}

/// Files of the month.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let files = std::mem::take(&mut d.applications);
    d.applications = files.into_iter().filter(|a| waits_on(d, scene, a)).collect();
}

/// Whether a file waits on; tells what becomes of it if it does not.
fn waits_on(d: &mut District, scene: &Scene<'_>, a: &Application) -> bool {
    let (person, corridor) = (d.persons[a.person as usize], usize::from(a.corridor));
    let here = person.at_home() && person.barred_until <= scene.now;
    let open = scene.programme(corridor).is_some() && !suspended(scene, corridor);
    let valid = scene.now.plus(1) < a.until;
    if !a.answered && here && open && valid {
        return true;
    }
    d.persons[a.person as usize].mark_waiting(false);
    if a.answered {
        return false;
    }
    if here && open {
        d.persons[a.person as usize].mark_refused(true);
        d.record(What::NotSelected(a.call), a.person, a.place(), 0, 0);
        information::account(d, scene.rules, a.person, News { corridor, topic: Topic::Selected, heard: 0.0 });
    } else {
        d.record(What::FileClosed(a.call), a.person, a.place(), 0, 0);
    }
    false
}
