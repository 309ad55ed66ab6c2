//! What lives under contract have in common: wages, the advance, bonds, and what is told at both ends of a season.

use super::life::*;
use super::tiny::*;
use circula::institution::bonding::{Bonding, Escrow};
use circula::institution::guaranty::{Guaranty, Kin};
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Backer, Call, Cause, Ending, Status, Way};
use circula::mechanism::InForce;

/// A month of work under contract, with what else is paid in it.
pub fn work(more: &[Paid]) -> Vec<Paid> {
    [&[(Flow::Wage, COAST, 700.0), (Flow::Living, COAST, 260.0)], more].concat()
}

/// The advance of 270 is paid back: 3 % a month, and half of the surplus of 440 at most. 8.10 and 220 the first time,
/// so that 58.10 are left, and with 1.74 of interest 59.84 the second.
pub const PAYS_BACK: [[Paid; 2]; 2] = [
    [(Flow::Interest, HOME, 8.1), (Flow::Repayment, COAST, 220.0)],
    [(Flow::Interest, HOME, 1.74), (Flow::Repayment, COAST, 59.84)],
];

/// What is paid at a departure under contract whoever stands behind it: 12 for the application out of the household, a
/// quarter of the worker's 360 by himself, the rest advanced.
pub const LEAVES: [Paid; 7] = [
    (Flow::Application, HOME, 12.0),
    (Flow::ApplicantCost, COAST, 20.0),
    (Flow::PlacementCost, COAST, 250.0),
    (Flow::Loan, COAST, 270.0),
    (Flow::Fare, COAST, 360.0),
    (Flow::EmployerFare, COAST, 410.0),
    (Flow::ExitCost, COAST, 5.0),
];

/// A month without papers: 20 days at 30 EUR, 240 to live on.
pub const OUTSIDE: [Paid; 2] = [(Flow::Wage, COAST, 600.0), (Flow::Living, COAST, 240.0)];

/// A bond of 500, given back two months after a return in time.
pub fn bond(grace_months: u32) -> Bonding {
    Bonding::Escrow(Escrow { amount_eur: 500.0, refunded: 1.0, believed: 0.6, delay_months: 2, grace_months })
}

/// Kin that stand for up to half of their wealth, all for the tie.
pub fn kin() -> Guaranty {
    Guaranty::Kin(Kin {
        tie: 0.6,
        capacity: 0.5,
        recovered: 0.3,
        tracing: 0.1,
        sanction: 25.0,
        believed_default: 0.08,
        tracing_cost_eur: 60.0,
        capital_cost: 0.1,
        tie_value_eur: 150.0,
        tie_spread: 0.0,
        least_part: 1.0,
        pledge_months: 0.5,
        asked: 3,
    })
}

/// What is told of a departure.
pub fn departs(call: Call, backer: Backer, again: Option<u16>) -> Vec<Told> {
    let mut told = vec![
        (Selected(call), COAST, 0, 0),
        (BondPosted(backer), COAST, 0, cents(500.0)),
        (Departed(Way::Programme), COAST, 0, 0),
    ];
    told.extend(again.map(|months| (SetOutAgain(Ending::OwnWill), COAST, months, 0)));
    told.extend([(PlaceTaken(call), COAST, 0, 0)]);
    // Asked back, it is to the same employer.
    told.extend((call == Call::ByName).then_some((SameEmployer, COAST, 0, 0)));
    told.extend([(Arrived(Way::Programme), COAST, 0, 0)]);
    told
}

/// What is told of somebody who comes home at the end of a contract that has lasted so long.
pub fn home_at_term(months: u16, savings: f64) -> [Told; 4] {
    [
        (Termed(Status::Contract), COAST, months, 0),
        (Returned(Status::Contract), COAST, months, cents(savings)),
        (ExitedAfterEnd(Cause::Return, Status::Contract), COAST, 0, 0),
        (HomeFromSpell(Way::Programme), COAST, months, cents(savings)),
    ]
}

/// What is told of somebody without papers who comes home some months after the end of his contract.
pub fn home_late(months: u16, late: u16, savings: f64) -> [Told; 3] {
    [
        (Returned(Status::Irregular), COAST, months, cents(savings)),
        (ExitedAfterEnd(Cause::Return, Status::Contract), COAST, late, 0),
        (HomeFromSpell(Way::Programme), COAST, months, cents(savings)),
    ]
}

/// Leaves in January with a bond of his own; nothing but that is different from the first season above. He sends money
/// in December only, and nobody asks anybody back.
pub fn leaves_with_bond(life: &mut Life, grace_months: u32) {
    life.change(|r| {
        (r.rules.bond, r.rules.remittance.every_months) = (bond(grace_months), 12);
    });
    life.reviews(true);
    life.earners = 1;
    let told = [&[(Applied(Call::Open), COAST, 0, 0)], &departs(Call::Open, Backer::Nobody, None)[..]].concat();
    let pays = [(Flow::TravelFunds, HOME, 590.0), (Flow::BondOwn, COAST, 500.0)];
    life.month("2006-01", &told, &[&LEAVES[..], &pays].concat());
    assert_eq!(life.wealth(), 898.0);
    life.reviews(false);
}

/// February and March of a season: the advance is paid back; 600.16 in the purse.
pub fn pays_back(life: &mut Life) {
    life.month("2006-02", &[], &work(&PAYS_BACK[0]));
    life.month("2006-03", &[], &work(&PAYS_BACK[1]));
    assert_eq!((life.spell().savings, life.spell().debt), (cents(600.16), 0));
}

/// Without papers nothing is left of 4 days of work a month: nobody stays.
pub fn little_work(rules: &mut InForce) {
    corridor(rules, COAST).labour.irregular_days_month = 4.0;
}
