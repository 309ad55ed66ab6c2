//! A programme: applications, eligibility, selection, guarantor and bond, desistance, departure under contract.
//!
//! An application is a file that is paid for once and waits for a place for some months, until the host suspends the
//! programme, or the applicant leaves otherwise; nobody applies whom the rules do not let in. For a newcomer may
//! vouch who was last named of the village; both would lose by his overstay, and so would the village by that of one
//! asked back, on whose word others come.
//! Places of a month are the yearly quota over the months of the season, times what the host's trust and the demand for
//! labour leave of it, at the scale of the sample; fractions are rounded by a keyed draw and do not accumulate. Who was
//! asked back by name comes first. A part of the places goes to the well-connected, the rest by a score that mixes what
//! the agency sees with chance. The chosen must find a guarantor (where there is one to ask) or post the bond, and pay
//! their share of the journey; where they cannot the place goes to the next. The place is with the employer who asks
//! for the worker, if that one has one open, else with one of those who have. Source: Keita 2010, p. 8-9, 14-16 and
//! 21-22. Left out: files and months of waiting, staff of the agency, placement at home.

use super::backing::{self, Funds, Offer, Signed};
use super::departure::{Admission, arrive, record_departure};
use super::employers;
use super::information::{self, News, Topic};
use super::selection::{Queued, places, rank};
use super::{journeys, recall};
use crate::base::units::{cents, small};
use crate::engine::{Backdrop, Scene, purse};
use crate::institution::Rules;
use crate::institution::preparation::Preparation;
use crate::institution::programme::{Agreement, Programme};
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Call, Place, Status, Way};
use crate::world::district::{Application, Departure};
use crate::world::employer::EmployerId;
use crate::world::person::{NONE, Schooling};
use crate::world::{District, Person, World};

crate::purposes! {
    /// Priority among equals.
    LOT = "programme/lot";
    /// Whether a villager vouches for an applicant.
    VOUCHED = "programme/vouched";
    /// Whether a share of applicants is admitted.
    ADMITTED = "programme/admitted";
    /// With which employer who is given a place works.
    EMPLOYER = "programme/employer";
    /// Whether a chosen applicant withdraws.
    DESISTS = "programme/desists";
}

/// The neutral values: states have agreed on nothing.
pub fn switch_off(rules: &mut Rules) {
    for (_, corridor) in &mut rules.corridor.list {
        corridor.agreement = Agreement::default();
    }
}

/// Whether the rules let somebody apply, which everybody knows of himself.
#[must_use]
pub fn eligible(scene: &Scene<'_>, person: &Person) -> bool {
    let (e, draws, age) = (&scene.rules.eligibility, scene.key.person(person.id), person.age(scene.now));
    let sex = if person.woman() { e.women } else { e.men };
    let family = if person.child() { 1.0 } else { e.without_child };
    (e.age_low as i32..=e.age_high as i32).contains(&age)
        && draws.happens(sex, ADMITTED, 0, 0)
        && draws.happens(family, ADMITTED, 0, 1)
}

/// Whether a programme takes no applications: the host has suspended it.
#[must_use]
pub fn suspended(scene: &Scene<'_>, corridor: usize) -> bool {
    scene.now < scene.markets[corridor].programme.suspended_until
}

/// Leaves an application; with it go how the person comes to stand in line, and the employer who asks for him. The
/// household must have been touched.
pub fn apply(
    d: &mut District,
    scene: &Scene<'_>,
    position: u32,
    corridor: usize,
    (call, employer): (Call, EmployerId),
) {
    let Some(programme) = scene.programme(corridor) else { return };
    let person = d.persons[position as usize];
    let household = d.households[usize::from(person.household)];
    let (draws, place) = (scene.key.person(person.id), Place::destination(corridor));
    let cost = cents(programme.application_cost_eur);
    d.ledger.post(Flow::Application, Place::HOME, cost);
    d.households[usize::from(person.household)].add(-cost);
    journeys::came_in(d, scene, position, -cost);
    d.ledger.post(Flow::ApplicantCost, place, cents(scene.rules.agency.applicant_cost_eur));
    let voucher = d.villages[usize::from(household.village)].voucher;
    // Others of the village come on the word of one asked back.
    let known = call == Call::ByName || voucher != NONE && voucher != position;
    let who = &mut d.persons[position as usize];
    who.mark_applied();
    who.mark_waiting(true);
    d.record(What::Applied(call), position, place, 0, 0);
    let fit = scene.sectors[usize::from(person.sector)].fit;
    d.applications.push(Application {
        person: position,
        corridor: corridor as u8,
        quintile: household.quintile,
        call,
        employer,
        until: scene.now.plus(programme.file_months as i32),
        connected: household.quintile == 4 && person.schooling() >= Schooling::Secondary,
        referred: known && draws.happens(scene.rules.employers.referral, VOUCHED, scene.now.key(), 0),
        signal: scene.rules.selection.signal(fit, person.child(), person.age(scene.now)) as f32,
        answered: false,
        lot: draws.bits(LOT, scene.now.key(), 0),
    });
}

/// Selection and departure in every destination with a programme.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    for (corridor, (_, c)) in backdrop.rules.corridor.list.iter().enumerate() {
        let Some(programme) = c.agreement.programme() else { continue };
        let places = places(world, backdrop, corridor, programme);
        let files =
            world.districts.iter().flat_map(|d| &d.applications).filter(|a| usize::from(a.corridor) == corridor);
        let files = files.count() as i64;
        let state = &mut world.markets[corridor].programme;
        state.places = places;
        // While nobody may apply, the counter knows how many stood in line before.
        if backdrop.now >= state.suspended_until {
            state.files = files;
        }
        employers::share_out(world, backdrop, corridor, places);
        if places == 0 {
            continue;
        }
        let (mut queue, enough) = rank(world, backdrop, corridor, places);
        let (first, rest) = queue.split_at_mut(enough);
        first.sort_unstable_by_key(|q| q.0);
        let left = fill(world, backdrop, programme, first, places);
        if left > 0 {
            rest.sort_unstable_by_key(|q| q.0);
            fill(world, backdrop, programme, rest, left);
        }
    }
}

/// Goes down a queue in order until the places are taken; gives the places that are left.
fn fill(world: &mut World, backdrop: &Backdrop<'_>, programme: &Programme, queue: &[Queued], places: i64) -> i64 {
    let mut left = places;
    for &(_, district, application) in queue {
        if left == 0 {
            break;
        }
        if choose(world, backdrop, programme, (district, application)) {
            left -= 1;
        }
    }
    left
}

/// Tries to send the applicant at a place of a district's list; gives whether a place was taken.
fn choose(world: &mut World, backdrop: &Backdrop<'_>, programme: &Programme, who: (u32, u32)) -> bool {
    let a = world.districts[who.0 as usize].applications[who.1 as usize];
    let state = &world.markets[usize::from(a.corridor)].programme;
    let id = world.districts[who.0 as usize].persons[a.person as usize].id;
    let lot = world.key.person(id).bits(EMPLOYER, backdrop.now.key(), 0);
    let employer = employers::of_place(&state.employers, a.employer, lot);
    let mut funds = state.funds;
    let (scene, districts) = backdrop.split(world);
    let d = &mut districts[who.0 as usize];
    let person = d.persons[a.person as usize];
    // Who is not at home any more, or barred, is struck off the list when the places are gone.
    if !person.at_home() || person.barred_until > scene.now {
        return false;
    }
    d.applications[who.1 as usize].answered = true;
    if !eligible(&scene, &person) {
        d.record(What::Ineligible(a.call), a.person, a.place(), 0, 0);
        return false;
    }
    d.touch(d.persons[a.person as usize].household, scene.book, scene.now);
    let taken = journeys::settled_at_home(d, &scene, a.person, |d, scene| {
        hire(d, scene, &Offer { programme, application: a, employer }, &mut funds)
    });
    let state = &mut world.markets[usize::from(a.corridor)].programme;
    state.funds = funds;
    if let Some(employer) = state.employers.get_mut(usize::from(employer.row)).filter(|_| taken) {
        employer.open -= 1;
    }
    taken
}

/// Makes the contract with a chosen applicant, if he can pay what is asked; gives whether a place was taken.
fn hire(d: &mut District, scene: &Scene<'_>, offer: &Offer<'_>, funds: &mut Funds) -> bool {
    let (a, programme) = (&offer.application, offer.programme);
    let (position, place) = (a.person as usize, a.place());
    let Some(terms) = backing::terms(d, scene, offer, funds) else {
        d.record(What::BondNotFunded(a.call), a.person, place, 0, 0);
        return false;
    };
    d.record(What::Selected(a.call), a.person, place, 0, 0);
    let topic = if a.call == Call::ByName { Topic::Recalled } else { Topic::Selected };
    information::account(d, scene.rules, a.person, News { corridor: usize::from(a.corridor), topic, heard: 1.0 });
    d.ledger.post(Flow::PlacementCost, place, cents(scene.rules.agency.placement_cost_eur));
    if scene.draws(d, a.person).happens(programme.desistance, DESISTS, scene.now.key(), 0) {
        // The place stays empty; the bond was never posted, and what the guarantor had pledged is free again.
        backing::release(d, &terms.contract, funds);
        purse::pay_back(d, scene.rules, position);
        d.record(What::Desisted(a.call), a.person, place, 0, 0);
        return true;
    }
    send(d, scene, offer, &terms, funds);
    true
}

/// The employer's part of the journey: paid, or left to the worker, who owes it.
fn pay_employers_part(d: &mut District, scene: &Scene<'_>, offer: &Offer<'_>) {
    let (place, position) = (offer.application.place(), offer.application.person as usize);
    let part = cents(offer.programme.employer_cost_eur);
    if scene.firm(usize::from(offer.application.corridor), offer.employer).pays_journey() {
        d.ledger.post(Flow::EmployerFare, place, part);
    } else {
        advance(d, position, place, part);
        purse::pay_at_home(d, position, place, Flow::Fare, part);
    }
}

/// The employer lends, to be paid back out of wages.
fn advance(d: &mut District, position: usize, place: Place, sum: i64) {
    d.ledger.post(Flow::Loan, place, sum);
    let person = &mut d.persons[position];
    person.savings = small(i64::from(person.savings) + sum);
    person.debt = small(i64::from(person.debt) + sum);
}

/// The worker leaves: bond posted, journey paid, contract begun.
fn send(d: &mut District, scene: &Scene<'_>, offer: &Offer<'_>, terms: &Signed, funds: &mut Funds) {
    let (a, programme) = (&offer.application, offer.programme);
    let (place, position) = (a.place(), a.person as usize);
    advance(d, position, place, cents(programme.worker_cost_eur * programme.advance));
    purse::pay_at_home(d, position, place, Flow::Fare, cents(programme.worker_cost_eur));
    pay_employers_part(d, scene, offer);
    if let Preparation::Training(training) = &scene.rules.preparation {
        d.ledger.post(Flow::TrainingCost, place, cents(training.cost_eur));
    }
    backing::post(d, scene, terms, funds);
    d.ledger.post(Flow::ExitCost, place, cents(scene.rules.agency.exit_record_cost_eur));
    let departure = Departure {
        person: a.person,
        planned: programme.term_months as u16,
        corridor: a.corridor,
        way: Way::Programme,
        toll: recall::setting_out(programme.leave_cost, d.persons[position].seasons) as f32,
    };
    record_departure(d, scene, &departure);
    let woman = i64::from(d.persons[position].woman());
    d.record(What::PlaceTaken(a.call), a.person, place, 0, woman);
    if a.call == Call::ByName && a.employer == offer.employer {
        d.record(What::SameEmployer, a.person, place, 0, 0);
    }
    let person = &mut d.persons[position];
    person.seasons = person.seasons.saturating_add(1);
    d.contracts.push(terms.contract);
    let at = d.contracts.len() as u32 - 1;
    arrive(d, scene, &departure, Admission { status: Status::Contract, until: terms.contract.until, contract: at });
}
