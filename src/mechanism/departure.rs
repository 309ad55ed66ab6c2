//! Setting out on one's own way: money raised, visa asked, passage tried, arrival.
//!
//! The passage without papers is a series of tries in the same month: each costs its price and ends in arrival, death
//! or interception; who is put back in a transit country and still has the price tries again, who is put back at home
//! has lost it. Loans stay owed whatever happens.

use super::homecoming::{self, pay_up_to, raise};
use super::outside::Outside;
use super::taste;
use crate::base::draws::Draws;
use crate::base::units::{Month, cents};
use crate::institution::Rules;
use crate::institution::corridor::{Irregular, Lawful, Route};
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::district::{Departure, Way};
use crate::world::person::{Life, NONE};
use crate::world::spell::NEVER;
use crate::world::{District, Spell, Status};

crate::purposes! {
    /// Whether a visa is given.
    VISA = "departure/visa";
    /// How a try ends.
    PASSAGE = "departure/passage";
    /// Where the intercepted are put back.
    PUT_BACK = "departure/put back";
}

/// Most tries of one journey.
const MOST_TRIES: u32 = 5;

/// Carries out the departures of the month.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    for departure in std::mem::take(&mut d.departures) {
        set_out(d, outside, rules, t, departure);
    }
}

/// A gain in util-months as a consumption equivalent in millionths, for the welfare of candidates.
#[must_use]
pub fn equivalent(outside: &Outside<'_>, gain: f64) -> i64 {
    (outside.tables.horizon.consumption_equivalent(gain).clamp(-1.0, 1000.0) * 1e6) as i64
}

/// The consumption equivalent of a sum lost, millionths.
#[must_use]
pub fn loss(d: &District, outside: &Outside<'_>, person: u32, eur: f64) -> i64 {
    let household = &d.households[usize::from(d.persons[person as usize].household)];
    let surplus = outside.tables.home_surplus[usize::from(household.class)];
    let resources =
        surplus * outside.tables.horizon.life() + crate::base::units::eur(i64::from(household.wealth.max(0)));
    -((eur / resources).clamp(0.0, 1.0) * 1e6) as i64
}

fn set_out(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, departure: Departure) {
    let position = departure.person as usize;
    let person = d.persons[position];
    if !person.at_home() {
        return;
    }
    let corridor = usize::from(departure.corridor);
    let place = 1 + corridor;
    let c = &rules.corridor.list[corridor].1;
    let draws = outside.key.of(person.id);
    d.touch(person.household, outside.book, t);
    let household = d.households[usize::from(person.household)];
    let kin = f64::from(household.kin_overseas) / 255.0;
    let kin_loan = cents(kin * rules.home.kin_loan_eur);
    let way = departure.way as u8;
    let (status, until) = match departure.way {
        Way::Visa => {
            let Lawful::Visa(visa) = &c.lawful else { return };
            if !raise(d, rules, position, cents(visa.fee_eur + c.distance.fare_eur), kin_loan) {
                return;
            }
            d.record(What::VisaAsked, departure.person, place, way, 0, 0);
            pay_up_to(d, position, place, Flow::VisaFee, cents(visa.fee_eur));
            if !draws.happens(visa.odds, VISA, t.key(), 0) {
                let value = loss(d, outside, departure.person, visa.fee_eur);
                d.record(What::VisaRefused, departure.person, place, way, 0, value);
                homecoming::pay_back(d, rules, position);
                d.persons[position].mark_refused(true);
                return;
            }
            record_departure(d, outside, t, departure.person, place, way);
            (Status::Permit, t.plus(visa.permit_months as i32))
        }
        Way::Irregular => {
            let Irregular::Route(route) = &c.irregular else { return };
            let class = usize::from(household.class);
            let lender =
                cents(rules.home.loan_months * outside.tables.home_income[class] * f64::from(household.earners));
            if !raise(d, rules, position, cents(route.passage_eur), kin_loan + lender) {
                return;
            }
            let refused = i64::from(person.refused());
            record_departure(d, outside, t, departure.person, place, way);
            d.record(What::RouteTried, departure.person, place, way, 0, refused);
            if !passage(d, outside, rules, t, &departure, route, draws) {
                // Who is home again returns what is left of the loan.
                if d.persons[position].at_home() {
                    homecoming::pay_back(d, rules, position);
                }
                return;
            }
            (Status::Irregular, NEVER)
        }
        Way::FreeMovement | Way::Capital | Way::Programme => {
            let Lawful::Free(free) = &c.lawful else { return };
            if !raise(d, rules, position, cents(free.fee_eur + c.distance.fare_eur), 0) {
                return;
            }
            pay_up_to(d, position, place, Flow::VisaFee, cents(free.fee_eur));
            record_departure(d, outside, t, departure.person, place, way);
            (Status::Free, NEVER)
        }
    };
    if status != Status::Irregular {
        pay_up_to(d, position, place, Flow::Fare, cents(c.distance.fare_eur));
    }
    arrive(d, outside, rules, t, &departure, status, until, NONE);
}

/// Tries the passage; gives whether it ended in arrival.
fn passage(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    departure: &Departure,
    route: &Route,
    draws: Draws,
) -> bool {
    let position = departure.person as usize;
    let (place, way) = (1 + usize::from(departure.corridor), departure.way as u8);
    let price = cents(route.passage_eur);
    for attempt in 0..MOST_TRIES {
        if i64::from(d.persons[position].savings) < price {
            break;
        }
        pay_up_to(d, position, place, Flow::Passage, price);
        let end = draws.unit(PASSAGE, t.key(), attempt);
        if end < route.death {
            d.record(What::DiedRoute, departure.person, place, way, 0, 0);
            d.change_earners(d.persons[position].household, -1);
            homecoming::estate(d, departure.person);
            d.persons[position].life = Life::Dead;
            return false;
        }
        if end >= route.death + (1.0 - route.death) * route.interception {
            return true;
        }
        d.ledger.post(Flow::InterceptionCost, place, cents(rules.agency.interception_cost_eur));
        let value = loss(d, outside, departure.person, route.passage_eur);
        d.record(What::Intercepted, departure.person, place, way, 0, value);
        d.persons[position].mark_forced(true);
        if !draws.happens(route.to_transit_share, PUT_BACK, t.key(), attempt) {
            break;
        }
    }
    d.persons[position].returned = t;
    d.record(What::TurnedBack, departure.person, place, way, 0, 0);
    false
}

/// Tells that somebody sets out, and whether it is not the first journey abroad.
pub fn record_departure(d: &mut District, outside: &Outside<'_>, t: Month, person: u32, place: usize, way: u8) {
    d.record(What::Departed, person, place, way, 0, 0);
    let p = d.persons[person as usize];
    let circle = outside.tables.places[place - 1].circle;
    if circle > 0 && p.returned != Month(0) {
        d.record(What::SetOutAgain, person, place, u8::from(p.forced()), t.since(p.returned), 0);
    }
    let p = &mut d.persons[person as usize];
    p.mark_refused(false);
    if circle == 2 {
        p.mark_forced(false);
    }
}

/// Begins the spell of somebody who has arrived. The household must have been touched.
#[allow(clippy::too_many_arguments, reason = "all of it is what makes a spell")]
pub fn arrive(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    departure: &Departure,
    status: Status,
    until: Month,
    contract: u32,
) {
    let corridor = usize::from(departure.corridor);
    let draws = outside.draws(d, departure.person);
    let (place, traits) = (&outside.tables.places[corridor], taste::traits(draws));
    // Who goes under contract goes for its term, not for a sum: the decision at term is fitted without targets.
    let own_way = place.circle == 2 && status != Status::Contract;
    let target = if own_way { taste::target_eur(rules, draws).map_or(0, cents) } else { 0 };
    let planned = t.plus(i32::from(departure.planned).max(1));
    d.record(What::Arrived, departure.person, 1 + corridor, departure.way as u8, 0, 0);
    if place.circle == 2 {
        let value = equivalent(outside, f64::from(departure.gain));
        d.record(What::GainRealised, departure.person, 1 + corridor, departure.way as u8, 0, value);
    }
    d.leave_home(Spell {
        id: 0,
        savings: 0,
        debt: 0,
        household: 0,
        person: departure.person,
        contract,
        theta: place.theta_of(traits) as f32,
        days_factor: place.days_of(traits) as f32,
        target: crate::base::units::small(target),
        since: t,
        status_since: t,
        until,
        ended: Month(0),
        paid_to: d.accounted,
        planned,
        corridor: departure.corridor,
        status,
        ended_as: status,
        way: departure.way as u8,
        arrived_in: departure.corridor,
        employed: true,
        reviews: Month(0),
        extended: false,
    });
}
