//! Setting out on one's own way: money raised, visa asked, passage tried, arrival.
//!
//! The passage without papers is a series of tries in the same month: each costs its price and ends in arrival, death
//! or interception; who is put back in a transit country tries again if he still has the price, or can raise it, who is
//! put back at home has lost it. Of a loan stays owed what can be pressed out of the borrower. Every try is heard of in
//! the village. Source: shares of the intercepted and the dead as declared with the route (`institution/corridor.rs`);
//! the expelled who try again: Keita 2010, p. 17. Left out: stays in transit countries, guides of different price,
//! journeys together.

use super::information::{self, News, Topic};
use super::{journeys, networks};
use crate::base::draws::Draws;
use crate::base::units::{Month, cents, small};
use crate::engine::{Scene, purse, taste};
use crate::institution::corridor::{Irregular, Lawful, Route};
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{Circle, Ending, Status, Way};
use crate::world::district::Departure;
use crate::world::person::{Life, NONE};
use crate::world::spell::NEVER;
use crate::world::{District, Spell};

crate::purposes! {
    /// Whether a visa is given.
    VISA = "departure/visa";
    /// How a try ends.
    PASSAGE = "departure/passage";
    /// Where the intercepted are put back.
    PUT_BACK = "departure/put back";
}

/// The right of stay with which somebody arrives.
#[derive(Clone, Copy, Debug)]
pub struct Admission {
    /// Right of stay.
    pub status: Status,
    /// Month in which it ends, or [`NEVER`].
    pub until: Month,
    /// Contract, by position in the district, or [`NONE`].
    pub contract: u32,
}

/// Carries out the departures of the month.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    for departure in std::mem::take(&mut d.departures) {
        let person = d.persons[departure.person as usize];
        if !person.at_home() {
            continue;
        }
        d.touch(person.household, scene.book, scene.now);
        journeys::settled_at_home(d, scene, departure.person, |d, scene| {
            if let Some(admission) = set_out(d, scene, &departure) {
                arrive(d, scene, &departure, admission);
            }
        });
    }
}

/// Money, papers, journey; none where it ends before the arrival. The household must have been touched.
fn set_out(d: &mut District, scene: &Scene<'_>, departure: &Departure) -> Option<Admission> {
    match departure.way {
        Way::Visa => ask_for_visa(d, scene, departure),
        Way::Irregular => take_the_route(d, scene, departure),
        Way::FreeMovement | Way::Capital | Way::Programme => cross_freely(d, scene, departure),
    }
}

/// What others lend to somebody for a journey, cents.
fn credit(d: &District, scene: &Scene<'_>, departure: &Departure) -> i64 {
    let household = &d.households[usize::from(d.persons[departure.person as usize].household)];
    purse::credit(scene, household, scene.destination(usize::from(departure.corridor)).circle)
}

fn ask_for_visa(d: &mut District, scene: &Scene<'_>, departure: &Departure) -> Option<Admission> {
    let (position, place) = (departure.person as usize, departure.place());
    let c = scene.corridor(usize::from(departure.corridor));
    let Lawful::Visa(visa) = &c.lawful else { return None };
    let credit = credit(d, scene, departure);
    purse::raise(d, scene.rules, position, cents(visa.fee_eur + c.distance.fare_eur), credit)?;
    d.record(What::VisaAsked, departure.person, place, 0, 0);
    purse::pay_at_home(d, position, place, Flow::VisaFee, cents(visa.fee_eur));
    let odds = visa.odds_of(d.persons[position].may_return_to(usize::from(departure.corridor)));
    if !scene.draws(d, departure.person).happens(odds, VISA, scene.now.key(), 0) {
        d.record(What::VisaRefused, departure.person, place, 0, 0);
        purse::pay_back(d, scene.rules, position);
        d.persons[position].mark_refused(true);
        return None;
    }
    record_departure(d, scene, departure);
    purse::pay_at_home(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
    Some(Admission { status: Status::Permit, until: scene.now.plus(visa.permit_months as i32), contract: NONE })
}

fn take_the_route(d: &mut District, scene: &Scene<'_>, departure: &Departure) -> Option<Admission> {
    let position = departure.person as usize;
    let Irregular::Route(route) = &scene.corridor(usize::from(departure.corridor)).irregular else { return None };
    let person = d.persons[position];
    let credit = credit(d, scene, departure);
    purse::raise(d, scene.rules, position, cents(route.passage_eur), credit)?;
    record_departure(d, scene, departure);
    d.record(What::RouteTried, departure.person, departure.place(), 0, i64::from(person.refused()));
    if passage(d, scene, departure, route) {
        return Some(Admission { status: Status::Irregular, until: NEVER, contract: NONE });
    }
    // Who is home again returns what is left of the loan, and what nobody can press out of him is lost to the lender.
    if d.persons[position].at_home() {
        purse::pay_back(d, scene.rules, position);
        purse::write_off(d, scene, position);
    }
    None
}

fn cross_freely(d: &mut District, scene: &Scene<'_>, departure: &Departure) -> Option<Admission> {
    let (position, place) = (departure.person as usize, departure.place());
    let c = scene.corridor(usize::from(departure.corridor));
    let Lawful::Free(free) = &c.lawful else { return None };
    let credit = credit(d, scene, departure);
    purse::raise(d, scene.rules, position, cents(free.fee_eur + c.distance.fare_eur), credit)?;
    purse::pay_at_home(d, position, place, Flow::VisaFee, cents(free.fee_eur));
    record_departure(d, scene, departure);
    purse::pay_at_home(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
    Some(Admission { status: Status::Free, until: NEVER, contract: NONE })
}

/// How one try of the passage ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Try {
    Death,
    Interception,
    Arrival,
}

/// How the try of a number ends for somebody in a month.
fn end_of_try(route: &Route, draws: Draws, t: Month, number: u32) -> Try {
    let end = draws.unit(PASSAGE, t.key(), number);
    if end < route.death {
        Try::Death
    } else if end < route.death + (1.0 - route.death) * route.interception {
        Try::Interception
    } else {
        Try::Arrival
    }
}

/// Tries the passage; gives whether it ended in arrival.
fn passage(d: &mut District, scene: &Scene<'_>, departure: &Departure, route: &Route) -> bool {
    let (position, place, t) = (departure.person as usize, departure.place(), scene.now);
    let (draws, price) = (scene.draws(d, departure.person), cents(route.passage_eur));
    for number in 0..route.most_tries {
        // Family and lenders pay for another try as they did for the first.
        let credit = credit(d, scene, departure);
        if number > 0 && purse::raise(d, scene.rules, position, price, credit).is_none() {
            break;
        }
        purse::pay_at_home(d, position, place, Flow::Passage, price);
        let end = end_of_try(route, draws, t, number);
        let heard = f64::from(u8::from(end == Try::Death));
        let corridor = usize::from(departure.corridor);
        information::account(d, scene.rules, departure.person, News { corridor, topic: Topic::Death, heard });
        match end {
            Try::Arrival => return true,
            Try::Death => {
                d.record(What::DiedRoute, departure.person, place, 0, 0);
                d.change_earners(d.persons[position].household, -1);
                purse::estate(d, departure.person);
                journeys::perishes(d, departure.person);
                d.persons[position].life = Life::Dead;
                return false;
            }
            Try::Interception => {}
        }
        d.ledger.post(Flow::InterceptionCost, place, cents(scene.rules.agency.interception_cost_eur));
        d.record(What::Intercepted, departure.person, place, 0, 0);
        d.persons[position].mark_forced(true);
        if !draws.happens(route.to_transit_share, PUT_BACK, t.key(), number) {
            break;
        }
    }
    d.persons[position].returned = t;
    d.record(What::TurnedBack, departure.person, place, 0, 0);
    false
}

/// Records that somebody sets out, and whether it is not the first journey abroad.
pub fn record_departure(d: &mut District, scene: &Scene<'_>, departure: &Departure) {
    let (person, place) = (departure.person, departure.place());
    d.record(What::Departed(departure.way), person, place, 0, 0);
    let p = d.persons[person as usize];
    let circle = scene.destination(usize::from(departure.corridor)).circle;
    if circle.abroad() && p.returned != Month(0) {
        let ending = if p.forced() { Ending::Forced } else { Ending::OwnWill };
        d.record(What::SetOutAgain(ending), person, place, scene.now.since(p.returned), 0);
    }
    let p = &mut d.persons[person as usize];
    p.mark_refused(false);
    if circle == Circle::Overseas {
        p.mark_forced(false);
    }
}

/// Begins the spell of somebody who has arrived. The household must have been touched.
pub fn arrive(d: &mut District, scene: &Scene<'_>, departure: &Departure, admission: Admission) {
    let Admission { status, until, contract } = admission;
    let (draws, t) = (scene.draws(d, departure.person), scene.now);
    let (destination, traits) = (scene.destination(usize::from(departure.corridor)), taste::traits(draws));
    let overseas = destination.circle == Circle::Overseas;
    // Who has papers goes for a life or a term, not for a sum.
    let target = if overseas && status == Status::Irregular {
        taste::target_eur(scene.rules, draws).map_or(0, cents)
    } else {
        0
    };
    d.record(What::Arrived(departure.way), departure.person, departure.place(), 0, 0);
    d.leave_home(Spell {
        id: 0,
        savings: 0,
        debt: 0,
        household: 0,
        person: departure.person,
        contract,
        theta: destination.theta_of(traits, d.persons[departure.person as usize].child()) as f32,
        days_factor: destination.days_of(traits) as f32,
        target: small(target),
        since: t,
        status_since: t,
        until,
        ended: Month(0),
        paid_to: d.accounted,
        planned: scene.tables.end_of_plan(scene.rules, draws, t, i32::from(departure.planned).max(1)),
        corridor: departure.corridor,
        status,
        ended_as: status,
        way: departure.way,
        arrived_in: departure.corridor,
        employed: true,
        reviews: Month(0),
        extended: false,
    });
    let household = d.persons[departure.person as usize].household;
    networks::joined(d, scene, household, usize::from(departure.corridor));
    journeys::begin(d, scene, departure.toll);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::WorldKey;

    fn shares(route: &Route) -> [f64; 3] {
        let mut counts = [0_u32; 3];
        for person in 0..40_000 {
            counts[end_of_try(route, WorldKey::new(1, 0).of(person), Month::new(2006, 5), 0) as usize] += 1;
        }
        counts.map(|n| f64::from(n) / 40_000.0)
    }

    /// Of 100 who try 3 die; of the 97 others 10 % are intercepted.
    #[test]
    fn a_try_ends_in_death_interception_or_arrival_at_the_odds_of_the_route() {
        let [death, interception, arrival] = shares(&Route { death: 0.03, interception: 0.1, ..Route::default() });
        assert!((death - 0.03).abs() < 0.004 && (interception - 0.097).abs() < 0.006, "{death} {interception}");
        assert!((arrival - 0.873).abs() < 0.007);
    }

    #[test]
    fn at_the_limits_everybody_dies_is_intercepted_or_arrives() {
        assert_eq!(shares(&Route { death: 1.0, ..Route::default() }), [1.0, 0.0, 0.0]);
        assert_eq!(shares(&Route { death: 0.0, interception: 1.0, ..Route::default() }), [0.0, 1.0, 0.0]);
        assert_eq!(shares(&Route { death: 0.0, interception: 0.0, ..Route::default() }), [0.0, 0.0, 1.0]);
    }
}
