//! What villages believe, told again where somebody tells: beliefs fade, and those not taken are talked about.

use super::clerk::given::Step;
use circula::base::math::pow;
use circula::journal::event::{Event, What};
use circula::world::District;
use circula::world::district::Application;
use circula::world::village::Belief;

/// Part of a year's memory in a month: the weight of every belief fades by it, and nothing else changes.
pub fn fades(s: &Step<'_>) {
    let keep = pow(s.rules().information.memory, 1.0 / 12.0) as f32;
    let mut expected = s.was().clone();
    for b in expected.villages.iter_mut().flat_map(|v| &mut v.beliefs) {
        for weight in [&mut b.weight, &mut b.selected_weight, &mut b.recalled_weight, &mut b.refunded_weight] {
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

/// Whoever applied and was not looked at is refused: what the application cost is lost, and the village hears of it.
pub fn refused(s: &Step<'_>) {
    let mut expected = s.was().clone();
    let waiting: Vec<Application> = std::mem::take(&mut expected.applications);
    for a in waiting.iter().filter(|a| !a.answered) {
        let k = usize::from(a.corridor);
        expected.persons[a.person as usize].mark_refused(true);
        let h = &expected.households[s.household(a.person as usize)];
        let village = usize::from(h.village);
        let what = if a.eligible { What::NotSelected(a.call) } else { What::Ineligible(a.call) };
        let told = s.events().iter().find(|e| e.person == a.person && e.what == what);
        let told = told.unwrap_or_else(|| panic!("{}: nothing is told of the refusal of {}", s.say(), a.person));
        expected.events.push(Event { months: 0, value: 0, place: a.place(), quintile: h.quintile, ..*told });
        hears_of_no(&mut expected.villages[village].beliefs[k], s);
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
