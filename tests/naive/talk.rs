//! What villages believe, told again where somebody tells: beliefs fade, and those not taken are talked about.

use super::clerk::given::Step;
use circula::base::math::pow;
use circula::journal::event::{Event, What};
use circula::world::District;
use circula::world::village::Belief;

/// Part of a year's memory in a month: the weight of every belief fades by it, and nothing else changes.
pub fn fades(s: &Step<'_>) {
    let keep = pow(s.rules().information.memory, 1.0 / 12.0) as f32;
    let mut expected = s.was().clone();
    for b in expected.villages.iter_mut().flat_map(|v| &mut v.beliefs) {
        for weight in
            [&mut b.weight, &mut b.death_weight, &mut b.selected_weight, &mut b.recalled_weight, &mut b.refunded_weight]
        {
            *weight *= keep;
        }
    }
    same(s, &expected);
}

/// Everything that a mechanism changes in a district has been told.
fn same(s: &Step<'_>, expected: &District) {
    assert!(expected.villages == s.is().villages, "{}: villages", s.say());
    assert!(expected.persons == s.is().persons, "{}: persons", s.say());
    assert!(expected == s.is(), "{}: something else has changed", s.say());
}

/// A file waits on as long as it is valid, its owner is at home and not barred, and the programme goes on. One that is
/// no longer valid is refused: what the application cost is lost, and the village hears of it. Others are closed.
pub fn refused(s: &Step<'_>) {
    let mut expected = s.was().clone();
    let t = s.given.t;
    for a in std::mem::take(&mut expected.applications) {
        let (person, k) = (s.was().persons[a.person as usize], usize::from(a.corridor));
        let here = person.at_home() && t >= person.barred_until;
        let closed = s.before.markets[k].programme.suspended_until > t;
        let goes_on = s.given.corridor(k).agreement.programme().is_some() && !closed;
        if a.answered {
            expected.persons[a.person as usize].mark_waiting(false);
            continue;
        }
        if here && goes_on && a.until.since(t) > 1 {
            expected.applications.push(a);
            continue;
        }
        expected.persons[a.person as usize].mark_waiting(false);
        let h = &expected.households[s.household(a.person as usize)];
        let village = usize::from(h.village);
        let what = if here && goes_on { What::NotSelected(a.call) } else { What::FileClosed(a.call) };
        let told = s.events().iter().find(|e| e.person == a.person && e.what == what);
        let told = told.unwrap_or_else(|| panic!("{}: nothing is told of the file of {}", s.say(), a.person));
        expected.events.push(Event { months: 0, value: 0, place: a.place(), quintile: h.quintile, ..*told });
        if here && goes_on {
            expected.persons[a.person as usize].mark_refused(true);
            hears_of_no(&mut expected.villages[village].beliefs[k], s);
        }
    }
    same(s, &expected);
}

/// One account that somebody was not selected: the belief moves by its weight among all.
fn hears_of_no(b: &mut Belief, s: &Step<'_>) {
    let i = &s.rules().information;
    let (known, told) = (f64::from(b.selected_weight), i.account_weight);
    if known + told > 0.0 {
        b.selected = (known * f64::from(b.selected) / (known + told)) as f32;
    }
    b.selected_weight = (known + told).min(i.most_weight) as f32;
}
