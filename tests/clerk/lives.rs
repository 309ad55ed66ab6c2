//! Lives that end, begin or turn home, and what that costs; and the household's month.

use super::given::{Step, destination, place};
use super::purses::Books;
use circula::base::units::cents;
use circula::journal::event::{Event, What};
use circula::journal::ledger::Flow;
use circula::journal::{Place, Status};
use circula::world::person::{Life, NONE};

/// Goes through what happened in its order.
pub fn happened(books: &mut Books, s: &Step<'_>) {
    let (mut due, mut told) = (Vec::new(), Vec::new());
    for e in s.events() {
        let person = e.person as usize;
        let household = s.household(person);
        match e.what {
            What::CameOfAge => {
                books.touch(household);
                books.earners[household] += 1;
            }
            What::Retired | What::DiedHome => {
                books.touch(household);
                books.earners[household] -= 1;
                if e.what == What::DiedHome {
                    books.estate(s, person);
                }
            }
            What::DiedAbroad(_) => {
                books.touch(household);
                books.estate(s, person);
            }
            What::Returned(status) => {
                books.touch(household);
                // The employer pays the way home of who is under contract.
                if status != Status::Contract {
                    fare(books, s, e, 1.0);
                }
                holds(books, s, e);
            }
            What::Lapsed(Status::Contract) => {
                books.ledger.post(Flow::EmployerBond, e.place, cents(s.rules().employers.bond_eur));
            }
            What::Removed(_) => removed(books, s, e),
            What::RemovedTransit => fare(books, s, e, 1.0),
            What::HomeFromSpell(_) => {
                holds(books, s, e);
                due.extend(home(books, s, person).map(|sum| (person, sum)));
            }
            What::Defaulted => told.push((person, i64::from(e.value))),
            What::Visited(_) => {
                let both = 2.0 * s.given.corridor(destination(e)).distance.fare_eur;
                assert!(books.purse[person] >= cents(both), "{}: a visit that {person} cannot pay", s.say());
                fare(books, s, e, 2.0);
            }
            What::MovedOn(_) => moved_on(books, s, e),
            _ => {}
        }
    }
    assert_eq!(told, due, "{}: defaults told, and those that must be", s.say());
}

/// A fare (or two) between home and where somebody is.
fn fare(books: &mut Books, s: &Step<'_>, e: &Event, ways: f64) {
    let person = e.person as usize;
    let k = usize::from(s.spell(person).corridor);
    assert_eq!(e.place, place(k), "{}: {:?} of person {person} is not where he was", s.say(), e.what);
    books.pay(person, e.place, Flow::Fare, cents(ways * s.given.corridor(k).distance.fare_eur));
}

/// The event tells what the person holds.
fn holds(books: &Books, s: &Step<'_>, e: &Event) {
    let person = e.person as usize;
    assert_eq!(i64::from(e.value), books.purse[person], "{}: {:?} tells what {person} holds", s.say(), e.what);
}

/// What a removal takes from the removed and costs the host.
fn removed(books: &mut Books, s: &Step<'_>, e: &Event) {
    let person = e.person as usize;
    let k = usize::from(s.spell(person).corridor);
    assert_eq!(e.place, place(k), "{}: person {person} is removed from where he is not", s.say());
    books.touch(s.household(person));
    books.pay(person, e.place, Flow::RemovalLoss, cents(s.given.corridor(k).enforcement.removal_loss_eur));
    books.ledger.post(Flow::RemovalCost, e.place, cents(s.rules().agency.removal_cost_eur));
}

/// A move onward costs a part of the fare to the new destination.
fn moved_on(books: &mut Books, s: &Step<'_>, e: &Event) {
    let (person, to) = (e.person as usize, destination(e));
    assert!(s.spell(person).corridor as usize != to, "{}: {person} moved on to where he was", s.say());
    let distance = &s.given.corridor(to).distance;
    books.pay(person, e.place, Flow::Fare, cents(distance.fare_eur * distance.onward_fare));
}

/// Home: debts paid, what cannot be served from home written off (given back), the rest divided.
fn home(books: &mut Books, s: &Step<'_>, person: usize) -> Option<i64> {
    let household = s.household(person);
    books.wealth_of(s, household);
    books.earners[household] += 1;
    let repaid = books.debt[person].min(books.purse[person]);
    books.ledger.post(Flow::Repayment, Place::HOME, repaid);
    books.debt[person] -= repaid;
    let hopeless = books.debt[person] - s.serviceable(household);
    if hopeless > 0 {
        books.ledger.post(Flow::Default, Place::HOME, hopeless);
        books.debt[person] -= hopeless;
    }
    let left = books.purse[person] - repaid;
    let kept = (s.rules().home.kept_share * left as f64).round() as i64;
    books.ledger.post(Flow::BroughtHome, Place::HOME, kept);
    books.ledger.post(Flow::Invested, Place::HOME, left - kept);
    books.wealth[household] += kept;
    books.purse[person] = 0;
    (hopeless > 0).then_some(hopeless)
}

/// Everybody at home earns and consumes.
pub fn at_home(books: &mut Books, s: &Step<'_>) {
    for p in s.was().persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE) {
        let household = usize::from(p.household);
        let (earned, spent) = s.income(household);
        books.ledger.post(Flow::HomeIncome, Place::HOME, earned);
        books.ledger.post(Flow::HomeConsumption, Place::HOME, spent);
        books.wealth[household] += earned - spent;
    }
}
