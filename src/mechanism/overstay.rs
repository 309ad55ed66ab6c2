//! The end of a right of stay, and staying on without papers.
//!
//! An authorised end is recorded when it comes; who stays on loses the papers and makes the best stay his plan. Who
//! knows the market from a portable permit finds the days of work that he counted with. Source: overstay defined on
//! spells with an authorised end, as return rates of programmes are published. Left out: how long it takes until
//! somebody notices.

use super::circumstances::circumstances;
use crate::base::units::Month;
use crate::engine::Scene;
use crate::institution::tie::Tie;
use crate::journal::Status;
use crate::journal::event::What;
use crate::world::District;
use crate::world::person::NONE;
use crate::world::spell::NEVER;

crate::purposes! {}

/// The authorised end has come: from now on overstay counts.
pub fn end_authorised(d: &mut District, t: Month, i: usize) {
    let s = d.spells[i];
    d.record(What::Termed(s.status), s.person, s.place(), t.since(s.since), 0);
    d.spells[i].ended = t;
    d.spells[i].ended_as = s.status;
}

/// From papers to none, at an authorised end that has been recorded; the best stay becomes the plan.
pub fn lapse(d: &mut District, scene: &Scene<'_>, i: usize) {
    let (s, t) = (d.spells[i], scene.now);
    d.record(What::Lapsed(s.status), s.person, s.place(), t.since(s.since), 0);
    let (now, _) = circumstances(d, scene, i);
    let corridor = usize::from(s.corridor);
    let plan = scene.destination(corridor).without_papers(t.since(s.since)).best_stay(&now);
    d.change_status(i, Status::Irregular, t);
    let days = scene.corridor(corridor).labour.irregular_days_month;
    let spell = &mut d.spells[i];
    if let Tie::Portable(portable) = &scene.rules.tie
        && s.contract != NONE
        && days > 0.0
    {
        spell.days_factor += (portable.contact_days / days) as f32;
    }
    spell.until = NEVER;
    let draws = scene.key.person(s.id);
    spell.planned = scene.tables.end_of_plan(scene.rules, draws, t, scene.tables.plan(scene.rules, plan.months));
}
