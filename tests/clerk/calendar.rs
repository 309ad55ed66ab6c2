//! Who reviews in a month, from first principles, and what a review moves: debts are paid back, applications paid.

use super::given::{Step, destination};
use super::purses::Books;
use circula::base::draws::{Draws, Purpose, WorldKey, label_hash};
use circula::base::units::{Month, cents};
use circula::institution::Rules;
use circula::journal::event::{Event, What};
use circula::journal::ledger::Flow;
use circula::journal::{Circle, Place};
use circula::world::person::{Life, NONE};
use circula::world::{District, Person};

/// Whether the calendar marks a month for a person: ten random bits of his half-year below the ceiling's 1,024ths.
pub fn candidate(draws: Draws, rules: &Rules, t: Month) -> bool {
    let word = draws.bits(Purpose(label_hash("calendar/candidates")), u32::from(t.0 / 6), 0);
    let ten = (word >> (10 * (t.0 % 6))) % 1024;
    (ten as f64) < (rules.attention.ceiling * 1024.0).ceil()
}

/// Whether somebody reviews in a month at a hazard: a marked month that is kept at the hazard over the ceiling.
pub fn kept(draws: Draws, rules: &Rules, t: Month, hazard: f64) -> bool {
    let ceiling = (rules.attention.ceiling * 1024.0).ceil() / 1024.0;
    candidate(draws, rules, t)
        && draws.unit(Purpose(label_hash("calendar/thinning")), t.key(), 0) < hazard * (1.0 / ceiling)
}

/// Hazard of a review at home: who came home by force thinks of it most often.
fn hazard(p: &Person, rules: &Rules, t: Month) -> f64 {
    let (a, age) = (&rules.attention, t.since(p.birth) / 12);
    if p.forced() {
        a.forced
    } else if [Circle::Internal, Circle::Regional, Circle::Overseas].iter().all(|c| !p.moves_to(*c)) {
        // A stayer has nothing to think of but a programme.
        let programme = rules.corridor.list.iter().any(|(_, c)| c.agreement.programme().is_some());
        if programme { a.stayers } else { 0.0 }
    } else if age >= a.young_from as i32 && age < a.young_until as i32 {
        a.movers
    } else {
        a.older_movers
    }
}

/// Everybody of a district who reviews at home in a month, in order of position.
pub fn reviewers(d: &District, key: WorldKey, rules: &Rules, t: Month) -> Vec<u32> {
    let home = |p: &Person| p.life == Life::Active && p.spell == NONE;
    let reviews = |p: &Person| kept(key.of(p.id), rules, t, hazard(p, rules, t));
    (0..d.persons.len()).filter(|&i| home(&d.persons[i]) && reviews(&d.persons[i])).map(|i| i as u32).collect()
}

/// The agenda of a month of the half-year of `t`, from first principles.
pub fn agenda(d: &District, key: WorldKey, rules: &Rules, t: Month, m: u16) -> Vec<u32> {
    let then = Month(t.0 / 6 * 6 + m);
    let marked = |i: &usize| {
        let p = &d.persons[*i];
        p.life == Life::Active && candidate(key.of(p.id), rules, then)
    };
    (0..d.persons.len()).filter(marked).map(|i| i as u32).collect()
}

/// The month's reviews: everybody who reviews is looked at and pays back what he can; then come the applications.
pub fn reviews(books: &mut Books, s: &Step<'_>) {
    for person in reviewers(s.was(), s.before.key, s.rules(), s.given.t) {
        books.touch(s.household(person as usize));
        books.pay_back(s, person as usize);
    }
    for e in s.events().iter().filter(|e| matches!(e.what, What::Applied(_))) {
        application(books, s, e);
    }
}

/// An application costs the household a journey and the agency a visit.
pub fn application(books: &mut Books, s: &Step<'_>, e: &Event) {
    let household = s.household(e.person as usize);
    let programme = s.given.corridor(destination(e)).agreement.programme().unwrap();
    books.wealth_of(s, household);
    books.ledger.post(Flow::Application, Place::HOME, cents(programme.application_cost_eur));
    books.wealth[household] -= cents(programme.application_cost_eur);
    books.ledger.post(Flow::ApplicantCost, e.place, cents(s.rules().agency.applicant_cost_eur));
}
