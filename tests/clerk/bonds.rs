//! Contracts and those who answer for them: who is taken and pays what, what is posted, given back, lost, called.

use super::Known;
use super::calendar::application;
use super::given::{Step, destination, eligible, place};
use super::purses::Books;
use circula::base::draws::{Purpose, label_hash};
use circula::base::units::cents;
use circula::institution::preparation::Preparation;
use circula::institution::programme::Programme;
use circula::institution::reentry::Reentry;
use circula::journal::event::{Event, Kind, What};
use circula::journal::ledger::Flow;
use circula::journal::{Backer, Call, Status, Way};
use circula::world::Contract;
use circula::world::contract::{BondState, NO_SURETY};
use circula::world::person::Life;
use circula::world::spell::NEVER;
use std::collections::BTreeMap;

const TOLD: [Kind; 7] = [
    Kind::BondRefunded,
    Kind::BondUnpaid,
    Kind::BondForfeited,
    Kind::GuarantorCalled,
    Kind::GuarantorSettled,
    Kind::RecalledHome,
    Kind::Applied,
];

/// What must be told: kind, person, value.
type Told = Vec<(Kind, u32, i64)>;

/// Bonds of the month: given back or not given back when due, lost by who is not home in time; who is asked back
/// applies.
pub fn month(books: &mut Books, s: &Step<'_>, known: &mut Known) {
    let (t, stake, mut told) = (s.given.t, s.given.stake(), Told::new());
    let grace = stake.map_or(0, |stake| stake.grace_months as i32);
    for (at, c) in s.was().contracts.iter().enumerate() {
        let person = &s.was().persons[c.person as usize];
        let away = s.was().spells.get(person.spell as usize);
        let at_work = away.is_some_and(|a| a.status == Status::Contract && a.contract as usize == at);
        match c.bond {
            BondState::Due if t >= c.due => given_back(books, s, c, &mut told, known),
            BondState::Posted if !at_work && t.since(c.until) > grace => lost(books, s, c, &mut told, known),
            _ => {}
        }
        let closed = t < s.before.markets[usize::from(c.corridor)].programme.suspended_until;
        if c.recall != NEVER && t >= c.recall && !closed {
            asked_back(books, s, c, &mut told);
        }
    }
    let events: Told = s
        .events()
        .iter()
        .filter(|e| TOLD.contains(&e.what.kind()))
        .map(|e| (e.what.kind(), e.person, i64::from(e.value)))
        .collect();
    assert_eq!(events, told, "{}: what is told of bonds and recalls, and what must be", s.say());
}

fn given_back(books: &mut Books, s: &Step<'_>, c: &Contract, told: &mut Told, known: &mut Known) {
    let (person, own, guaranteed) = (c.person as usize, i64::from(c.own), i64::from(c.guaranteed));
    let share = s.given.stake().map_or(1.0, |stake| stake.refunded);
    let paid = s.draw(person, "suretyship/refund", s.given.t.key(), 0) < share;
    let (flow, kind) =
        if paid { (Flow::BondRefunded, Kind::BondRefunded) } else { (Flow::BondUnpaid, Kind::BondUnpaid) };
    books.ledger.post(flow, c.place(), own);
    if own > 0 {
        told.push((kind, c.person, own));
    }
    if paid {
        books.purse[person] += own;
        let life = s.was().persons[person].life;
        // What the dead are given their families have; an elder's purse nobody opens again.
        known.lost_refunds += u64::from(own > 0 && life == Life::Elder);
        if own > 0 && life == Life::Dead {
            books.touch(s.household(person));
            books.estate(s, person);
        }
    }
    match c.surety {
        NO_SURETY => books.ledger.post(Flow::BondReleased, c.place(), guaranteed),
        surety => {
            books.touch(usize::from(surety));
            books.ledger.post(Flow::BondKinReleased, c.place(), guaranteed);
            books.wealth[usize::from(surety)] += guaranteed;
        }
    }
    books.bonds[person] = [books.bonds[person][0] - own, books.bonds[person][1] - guaranteed];
}

fn lost(books: &mut Books, s: &Step<'_>, c: &Contract, told: &mut Told, known: &mut Known) {
    let (person, own, guaranteed) = (c.person as usize, i64::from(c.own), i64::from(c.guaranteed));
    books.ledger.post(Flow::BondForfeited, c.place(), own);
    told.push((Kind::BondForfeited, c.person, own));
    books.bonds[person] = [books.bonds[person][0] - own, books.bonds[person][1] - guaranteed];
    if guaranteed == 0 {
        return;
    }
    books.ledger.post(Flow::BondCalled, c.place(), guaranteed);
    told.push((Kind::GuarantorCalled, c.person, guaranteed));
    let recovered = recovered(books, s, c);
    known.recoveries += 1;
    books.wealth[s.household(person)] -= recovered;
    told.push((Kind::GuarantorSettled, c.person, recovered));
    let tracing = cents(f64::from(c.tracing) / 1000.0 * f64::from(c.tracing_cost));
    books.ledger.post(Flow::Recovery, c.place(), recovered);
    if c.surety == NO_SURETY {
        books.ledger.post(Flow::Tracing, c.place(), tracing);
        return;
    }
    // A household gets the money into its wealth, and traces with what it has.
    let surety = usize::from(c.surety);
    books.touch(surety);
    books.ledger.post(Flow::RecoveryKin, c.place(), recovered);
    books.wealth[surety] += recovered;
    let tracing = tracing.min(books.wealth_of(s, surety)).max(0);
    books.ledger.post(Flow::TracingKin, c.place(), tracing);
    books.wealth[surety] -= tracing;
}

/// What a guarantor gets back from the family: his share, as far as its wealth goes.
fn recovered(books: &mut Books, s: &Step<'_>, c: &Contract) -> i64 {
    let household = s.household(c.person as usize);
    let wanted = i64::from(c.guaranteed) * i64::from(c.recovered) / 1000;
    books.touch(household);
    wanted.min(books.wealth_of(s, household)).max(0)
}

fn asked_back(books: &mut Books, s: &Step<'_>, c: &Contract, told: &mut Told) {
    let person = c.person as usize;
    if matches!(s.rules().reentry, Reentry::None(_)) || !s.was().persons[person].at_home() {
        return;
    }
    let employers = &s.before.markets[usize::from(c.corridor)].programme.employers;
    let asks = employers.get(usize::from(c.employer.row)).is_some_and(|e| e.generation == c.employer.generation);
    if !asks {
        return;
    }
    books.touch(s.household(person));
    // Whether he wants to come is told by the tests of the decision.
    if !s.events().iter().any(|e| e.what == What::RecalledHome && e.person == c.person) {
        return;
    }
    told.push((Kind::RecalledHome, c.person, 0));
    let applied = |kind: &(Kind, u32, i64)| kind.0 == Kind::Applied && kind.1 == c.person;
    if s.was().applications.iter().any(|a| a.person == c.person) || told.iter().any(applied) {
        return;
    }
    // Nobody applies whom the rules do not let in.
    if !eligible(s.after.key, s.rules(), &s.was().persons[person], s.given.t) {
        return;
    }
    if s.given.corridor(usize::from(c.corridor)).agreement.programme().is_some() {
        let what = What::Applied(Call::ByName);
        let e = Event { person: c.person, value: 0, months: 0, what, place: c.place(), quintile: 0 };
        application(books, s, &e);
        told.push((Kind::Applied, c.person, 0));
    }
}

/// What somebody chosen must have together, and what becomes of it.
#[derive(Clone, Copy, Default)]
struct Terms {
    own: i64,
    guaranteed: i64,
    premium: i64,
    borrowed: i64,
    backed: bool,
}

/// The month's places: the chosen pay or cannot, withdraw or leave.
pub fn hired(books: &mut Books, s: &Step<'_>) {
    let mut terms: BTreeMap<u32, Terms> = BTreeMap::new();
    books.arrived.clear();
    for e in s.events() {
        let of = terms.entry(e.person).or_default();
        match e.what {
            What::GuarantorAccepted(backer) => *of = accepted(s, e, backer),
            What::PremiumQuoted(_) => of.premium = i64::from(e.value),
            What::BondNotFunded(_) => {
                assert!(funded(books, s, e, of).is_none(), "{}: {} can pay, and is not sent", s.say(), e.person);
            }
            What::Selected(_) => {
                let borrowed = funded(books, s, e, of);
                assert!(borrowed.is_some(), "{}: {} cannot pay, and is chosen", s.say(), e.person);
                // A loan is for the bond first.
                of.borrowed = borrowed.unwrap().min(of.own);
                books.ledger.post(Flow::PlacementCost, e.place, cents(s.rules().agency.placement_cost_eur));
            }
            What::Desisted(_) => books.pay_back(s, e.person as usize),
            What::Departed(Way::Programme) => leaves(books, s, e, *of),
            What::Arrived(_) => {
                let household = s.household(e.person as usize);
                books.earners[household] -= 1;
                books.arrived.push((household, destination(e)));
            }
            _ => {}
        }
    }
}

fn programme<'a>(s: &Step<'a>, e: &Event) -> &'a Programme {
    s.given.corridor(destination(e)).agreement.programme().unwrap()
}

/// A guarantor answers: for the bond where one is asked, else for some months' wages; for all of it, or for a part that
/// is worth the while.
fn accepted(s: &Step<'_>, e: &Event, backer: Backer) -> Terms {
    let surety = s.given.surety(backer);
    let posted = cents(s.given.stake().map_or(0.0, |stake| stake.posted_eur));
    let sum = if posted > 0 { posted } else { cents(surety.pledge_months * programme(s, e).wage_eur_month) };
    let part = i64::from(e.value);
    let worth = part == sum || part % 100 == 0 && part as f64 >= surety.least_part * sum as f64;
    assert!(worth && part <= sum, "{}: the guarantor of {} answers for {part} of {sum}", s.say(), e.person);
    Terms { own: if posted > 0 { sum - part } else { 0 }, guaranteed: part, backed: true, ..Terms::default() }
}

/// Own bond, premium and the worker's share of the journey, less what the employer advances.
fn funded(books: &mut Books, s: &Step<'_>, e: &Event, terms: &mut Terms) -> Option<i64> {
    let (person, p) = (e.person as usize, programme(s, e));
    let household = s.household(person);
    books.touch(household);
    if !terms.backed {
        terms.own = cents(s.given.stake().map_or(0.0, |stake| stake.posted_eur));
    }
    let journey = cents(p.worker_cost_eur) - cents(p.worker_cost_eur * p.advance);
    let needed = terms.own + terms.premium + journey;
    books.raise(s, person, needed, s.lent_for(household, books.at_home(household), destination(e), &books.arrived))
}

/// Whether the employer with whom somebody has just taken a place pays its part of the journey.
fn pays_journey(s: &Step<'_>, person: usize) -> bool {
    let contract = s.is().contracts.iter().rfind(|c| c.person as usize == person).unwrap();
    let (who, corridor) = (contract.employer, u64::from(contract.corridor));
    let draws = s.after.key.of(corridor | 1 << 62);
    let purpose = Purpose(label_hash("firm/journey"));
    draws.unit(purpose, u32::from(who.generation), u32::from(who.row)) >= s.rules().employers.transport_unpaid
}

fn leaves(books: &mut Books, s: &Step<'_>, e: &Event, terms: Terms) {
    let (person, p, agency) = (e.person as usize, programme(s, e), &s.rules().agency);
    let at = place(destination(e));
    books.pay(person, at, Flow::Premium, terms.premium);
    let advance = cents(p.worker_cost_eur * p.advance);
    books.ledger.post(Flow::Loan, at, advance);
    books.purse[person] += advance;
    books.debt[person] += advance;
    books.pay(person, at, Flow::Fare, cents(p.worker_cost_eur));
    if pays_journey(s, person) {
        books.ledger.post(Flow::EmployerFare, at, cents(p.employer_cost_eur));
    } else {
        // The employer lends it, and the worker pays.
        let part = cents(p.employer_cost_eur);
        books.ledger.post(Flow::Loan, at, part);
        books.purse[person] += part;
        books.debt[person] += part;
        books.pay(person, at, Flow::Fare, part);
    }
    if let Preparation::Training(training) = &s.rules().preparation {
        books.ledger.post(Flow::TrainingCost, at, cents(training.cost_eur));
    }
    books.pay(person, at, Flow::BondBorrowed, terms.borrowed);
    books.pay(person, at, Flow::BondOwn, terms.own - terms.borrowed);
    let contract = s.is().contracts.iter().rfind(|c| c.person == e.person).unwrap();
    if contract.surety == NO_SURETY {
        books.ledger.post(Flow::BondGuarantor, at, terms.guaranteed);
    } else {
        books.touch(usize::from(contract.surety));
        books.ledger.post(Flow::BondKin, at, terms.guaranteed);
        books.wealth[usize::from(contract.surety)] -= terms.guaranteed;
    }
    books.ledger.post(Flow::ExitCost, at, cents(agency.exit_record_cost_eur));
    books.bonds[person] = [books.bonds[person][0] + terms.own, books.bonds[person][1] + terms.guaranteed];
}
