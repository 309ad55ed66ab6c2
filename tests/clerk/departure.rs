//! Setting out on one's own way: what it costs, who can pay it, and how the passage ends, try by try.

use super::given::{Step, place};
use super::purses::Books;
use circula::base::units::cents;
use circula::institution::corridor::{Irregular, Lawful, Route};
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::journal::{Place, Way};
use circula::world::district::Departure;

/// What must be told: kind, person, place.
type Told = Vec<(Kind, u32, Place)>;

const TOLD: [Kind; 9] = [
    Kind::VisaAsked,
    Kind::VisaRefused,
    Kind::Departed,
    Kind::RouteTried,
    Kind::DiedRoute,
    Kind::Intercepted,
    Kind::TurnedBack,
    Kind::Defaulted,
    Kind::Arrived,
];

/// The month's departures in their order.
pub fn month(books: &mut Books, s: &Step<'_>) {
    let mut told = Told::new();
    books.arrived.clear();
    for departure in &s.was().departures {
        let person = departure.person as usize;
        if !s.was().persons[person].at_home() {
            continue;
        }
        let household = s.household(person);
        books.touch(household);
        let arrives = match departure.way {
            Way::Visa => visa(books, s, departure, &mut told),
            Way::Irregular => route(books, s, departure, &mut told),
            _ => free(books, s, departure, &mut told),
        };
        if arrives {
            told.push((Kind::Arrived, departure.person, place(usize::from(departure.corridor))));
            books.earners[household] -= 1;
            books.arrived.push((household, usize::from(departure.corridor)));
        }
    }
    let events: Told = s
        .events()
        .iter()
        .filter(|e| TOLD.contains(&e.what.kind()))
        .map(|e| (e.what.kind(), e.person, e.place))
        .collect();
    assert_eq!(events, told, "{}: what is told of departures, and what happened", s.say());
}

fn visa(books: &mut Books, s: &Step<'_>, departure: &Departure, told: &mut Told) -> bool {
    let (person, k) = (departure.person as usize, usize::from(departure.corridor));
    let c = s.given.corridor(k);
    let Lawful::Visa(visa) = &c.lawful else { return false };
    let household = s.household(person);
    let credit = s.lent_for(household, books.at_home(household), k, &books.arrived);
    if books.raise(s, person, cents(visa.fee_eur + c.distance.fare_eur), credit).is_none() {
        return false;
    }
    told.push((Kind::VisaAsked, departure.person, place(k)));
    // Who went home from there with a permit is let in again more easily.
    let returns = s.was().persons[person].may_return_to(k);
    let odds = if returns && visa.return_odds > visa.odds { visa.return_odds } else { visa.odds };
    books.pay(person, place(k), Flow::VisaFee, cents(visa.fee_eur));
    if s.draw(person, "departure/visa", s.given.t.key(), 0) >= odds {
        told.push((Kind::VisaRefused, departure.person, place(k)));
        books.pay_back(s, person);
        return false;
    }
    told.push((Kind::Departed, departure.person, place(k)));
    books.pay(person, place(k), Flow::Fare, cents(c.distance.fare_eur));
    true
}

fn free(books: &mut Books, s: &Step<'_>, departure: &Departure, told: &mut Told) -> bool {
    let (person, k) = (departure.person as usize, usize::from(departure.corridor));
    let c = s.given.corridor(k);
    let Lawful::Free(free) = &c.lawful else { return false };
    let household = s.household(person);
    let credit = s.lent_for(household, books.at_home(household), k, &books.arrived);
    if books.raise(s, person, cents(free.fee_eur + c.distance.fare_eur), credit).is_none() {
        return false;
    }
    books.pay(person, place(k), Flow::VisaFee, cents(free.fee_eur));
    told.push((Kind::Departed, departure.person, place(k)));
    books.pay(person, place(k), Flow::Fare, cents(c.distance.fare_eur));
    true
}

fn route(books: &mut Books, s: &Step<'_>, departure: &Departure, told: &mut Told) -> bool {
    let (person, k) = (departure.person as usize, usize::from(departure.corridor));
    let Irregular::Route(route) = &s.given.corridor(k).irregular else { return false };
    let household = s.household(person);
    let credit = s.lent_for(household, books.at_home(household), k, &books.arrived);
    if books.raise(s, person, cents(route.passage_eur), credit).is_none() {
        return false;
    }
    told.push((Kind::Departed, departure.person, place(k)));
    told.push((Kind::RouteTried, departure.person, place(k)));
    passage(books, s, (departure, route), told)
}

/// Tries until arrival, death, the way home, or an empty purse; each has its price.
fn passage(books: &mut Books, s: &Step<'_>, (departure, route): (&Departure, &Route), told: &mut Told) -> bool {
    let (person, at, t) = (departure.person as usize, place(usize::from(departure.corridor)), s.given.t.key());
    let price = cents(route.passage_eur);
    for number in 0..route.most_tries {
        let household = s.household(person);
        let credit = s.lent_for(household, books.at_home(household), usize::from(departure.corridor), &books.arrived);
        if number > 0 && books.raise(s, person, price, credit).is_none() {
            break;
        }
        books.pay(person, at, Flow::Passage, price);
        let end = s.draw(person, "departure/passage", t, number);
        if end < route.death {
            told.push((Kind::DiedRoute, departure.person, at));
            books.earners[s.household(person)] -= 1;
            books.members[s.household(person)] -= 1;
            books.estate(s, person);
            return false;
        }
        if end >= route.death + (1.0 - route.death) * route.interception {
            return true;
        }
        told.push((Kind::Intercepted, departure.person, at));
        books.ledger.post(Flow::InterceptionCost, at, cents(s.rules().agency.interception_cost_eur));
        if s.draw(person, "departure/put back", t, number) >= route.to_transit_share {
            break;
        }
    }
    told.push((Kind::TurnedBack, departure.person, at));
    books.pay_back(s, person);
    // Nobody pays more than can be pressed out of him.
    let hopeless = books.debt[person] - s.serviceable(s.household(person), books.at_home(s.household(person)));
    if hopeless > 0 {
        books.ledger.post(Flow::Default, Place::HOME, hopeless);
        books.debt[person] -= hopeless;
        told.push((Kind::Defaulted, departure.person, Place::HOME));
    }
    false
}
