//! What must come of what: a table of parameters, values and what is counted at the end of a small run.

use super::Sign;
use super::Sign::{Falls, Rises};
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::journal::{Call, Circle, Place, Status, Way};
use circula::observe::tally::Tally;

fn n(t: &Tally, kind: Kind) -> f64 {
    t.count(kind, |_| true) as f64
}

fn abroad(t: &Tally, kind: Kind) -> f64 {
    t.count(kind, |p| t.overseas(p)) as f64
}

fn paid(t: &Tally, flow: Flow) -> f64 {
    t.paid(flow, |p: Place| t.overseas(p)) as f64
}

fn arrived(t: &Tally, way: Way) -> f64 {
    let of = |m: &Vec<circula::observe::tally::Cohort>| -> i64 {
        (0..t.corridors).map(|c| m[way as usize * t.corridors + c].arrived).sum()
    };
    t.cohorts.iter().map(of).sum::<i64>() as f64
}

/// Person-months overseas of a status.
fn stock(t: &Tally, status: Status) -> f64 {
    let there =
        |m: &Vec<i64>| t.positions(Circle::Overseas).map(|c| m[c * Status::COUNT + status as usize]).sum::<i64>();
    t.stocks.iter().map(there).sum::<i64>() as f64
}

/// Share of contracts that ended in overstay.
fn overstay(t: &Tally) -> f64 {
    let ended = t.ended.iter().map(|m| &m[Status::Contract as usize]);
    let (ends, stay) = ended.fold((0, 0), |sum, e| (sum.0 + e.ends, sum.1 + e.staying(0)));
    assert!(ends > 40, "only {ends} contracts ended");
    stay as f64 / ends as f64
}

/// A sign of what comes of a parameter: scenario, path, values, which way, what.
pub type Outcomes = (&'static str, &'static str, &'static [f64], Sign, fn(&Tally) -> f64);

/// `*` stands for every destination overseas, `agreement` for that of the one with a programme; after `;` stands what
/// else must be so for the parameter to matter.
pub const OUTCOMES: &[Outcomes] = &[
    ("irregular-route", "*irregular.route.passage_eur", &[500.0, 900.0, 1600.0, 3000.0], Falls, |t| {
        n(t, Kind::RouteTried)
    }),
    ("irregular-route", "*irregular.route.interception", &[0.0, 0.1, 0.3], Rises, |t| {
        n(t, Kind::Intercepted) / (n(t, Kind::RouteTried) + 1.0)
    }),
    ("irregular-route", "*irregular.route.interception", &[0.0, 0.3, 0.9], Falls, |t| arrived(t, Way::Irregular)),
    ("irregular-route", "*irregular.route.death", &[0.0, 0.1, 0.4], Rises, |t| n(t, Kind::DiedRoute)),
    ("irregular-route", "*irregular.route.believed_death", &[0.0, 0.05, 0.3], Falls, |t| n(t, Kind::RouteTried)),
    ("irregular-route", "*enforcement.removal", &[0.0, 0.01, 0.05, 0.3], Falls, |t| stock(t, Status::Irregular)),
    ("irregular-route", "*enforcement.removal", &[0.0, 0.005, 0.02], Rises, |t| n(t, Kind::Removed)),
    ("irregular-route", "*enforcement.settle_hazard", &[0.0, 0.02, 0.2], Rises, |t| n(t, Kind::Regularised)),
    ("irregular-route", "*distance.need_home", &[0.0, 0.03, 0.2], Falls, |t| stock(t, Status::Irregular)),
    ("irregular-route", "home.kin_loan_eur", &[0.0, 900.0, 4000.0], Rises, |t| n(t, Kind::RouteTried)),
    ("irregular-route", "home.loan_rate", &[0.0, 0.3, 1.0], Rises, |t| t.paid(Flow::Interest, |_| true) as f64),
    ("irregular-route", "information.start_bias", &[0.5, 1.1, 2.0], Rises, |t| n(t, Kind::RouteTried)),
    ("irregular-route", "preference.effort", &[0.0, 12.0, 40.0], Falls, |t| n(t, Kind::RouteTried)),
    ("irregular-route", "attention.movers", &[0.01, 0.04, 0.08], Rises, |t| n(t, Kind::Departed)),
    ("irregular-route", "remittance.propensity", &[0.05, 0.25, 0.6], Rises, |t| paid(t, Flow::RemittanceSent)),
    ("irregular-route", "remittance.informal_share", &[0.0, 0.5, 1.0], Rises, |t| paid(t, Flow::RemittanceReceived)),
    ("irregular-route", "remittance.bank_fee", &[0.0, 0.2, 0.9], Falls, |t| paid(t, Flow::RemittanceReceived)),
    ("irregular-route", "remittance.consumed", &[0.1, 0.5, 0.9], Rises, |t| paid(t, Flow::RemittanceConsumed)),
    ("irregular-route", "home.kept_share", &[0.1, 0.5, 0.9], Rises, |t| t.paid(Flow::BroughtHome, |_| true) as f64),
    // In the first month the same people are there.
    ("irregular-route", "*labour.living_irregular_eur_month", &[150.0, 250.0, 400.0], Falls, |t| {
        t.money[0][Flow::RemittanceSent as usize] as f64
    }),
    ("irregular-route", "*labour.wage_irregular_eur_day", &[20.0, 30.0, 45.0], Rises, |t| {
        t.money[0][Flow::RemittanceSent as usize] as f64
    }),
    ("irregular-route", "home.repayment_share", &[0.1, 0.4, 0.9], Rises, |t| {
        t.money[0][Flow::Repayment as usize] as f64
    }),
    ("free-circulation", "*lawful.visa.odds", &[0.02, 0.2, 0.8], Rises, |t| arrived(t, Way::Visa)),
    ("free-circulation", "*lawful.visa.renewal_odds", &[0.1, 0.5, 0.95], Rises, |t| stock(t, Status::Permit)),
    ("free-circulation", "*labour.unemployment_share", &[0.02, 0.2, 0.6], Falls, |t| {
        paid(t, Flow::Wage) / Status::ALL.iter().map(|status| stock(t, *status)).sum::<f64>()
    }),
    ("free-circulation", "corridor.cote-divoire.distance.fare_eur", &[10.0, 60.0, 300.0], Falls, |t| {
        arrived(t, Way::FreeMovement)
    }),
    ("free-circulation", "*distance.home_preference", &[0.2, 0.9, 2.0], Falls, |t| arrived(t, Way::Visa)),
    ("free-circulation", "*distance.leave_cost", &[40.0, 100.0, 250.0], Falls, |t| arrived(t, Way::Visa)),
    ("free-circulation", "*distance.need_home", &[0.0, 0.03, 0.2], Rises, |t| abroad(t, Kind::Visited)),
    ("guaranteed", "agreement.programme.quota_year", &[20000.0, 60000.0, 200000.0], Rises, |t| n(t, Kind::PlaceTaken)),
    ("guaranteed", "agreement.programme.wage_eur_month", &[500.0, 745.0, 1100.0], Rises, |t| {
        t.brought[Way::Programme as usize] as f64
    }),
    ("guaranteed", "agreement.programme.living_eur_month", &[150.0, 250.0, 400.0], Falls, |t| {
        t.brought[Way::Programme as usize] as f64
    }),
    ("guaranteed", "agreement.programme.desistance", &[0.0, 0.1, 0.5], Rises, |t| n(t, Kind::Desisted)),
    ("guaranteed", "agreement.programme.dismissal;preparation=none", &[0.0, 0.1, 0.6], Rises, |t| {
        n(t, Kind::Dismissed)
    }),
    ("guaranteed", "agreement.programme.application_cost_eur", &[0.0, 40.0, 300.0], Falls, |t| n(t, Kind::Applied)),
    ("guaranteed", "information.believed_selection", &[0.02, 0.2, 0.8], Rises, |t| n(t, Kind::Applied)),
    ("guaranteed", "extension.employer.fee_eur", &[0.0, 500.0, 2000.0], Falls, |t| n(t, Kind::Extended)),
    ("guaranteed", "guarantor.kin-then-village.village.capacity", &[0.0, 0.3, 30.0], Rises, |t| {
        n(t, Kind::GuarantorAccepted)
    }),
    ("guaranteed", "guarantor.kin.capacity;guarantor=kin", &[0.0, 0.5, 5.0], Rises, |t| {
        n(t, Kind::GuarantorAccepted) / (n(t, Kind::GuarantorExhausted) + n(t, Kind::GuarantorAccepted))
    }),
    ("guaranteed", "preference.norm", &[0.0, 8.0, 30.0], Falls, overstay),
    ("guaranteed", "bond.escrow.amount_eur", &[0.0, 300.0, 2000.0], Falls, overstay),
    ("guaranteed", "*labour.wage_irregular_eur_day", &[20.0, 30.0, 60.0], Rises, overstay),
    ("guaranteed", "*labour.offers", &[0.0, 0.02, 0.3], Rises, |t| n(t, Kind::Absconded)),
    ("bonded", "bond.escrow.refunded", &[0.1, 0.5, 0.95], Rises, |t| n(t, Kind::BondRefunded)),
    ("bonded", "bond.escrow.grace_months", &[0.0, 5.0, 24.0], Falls, |t| n(t, Kind::BondForfeited)),
    ("repeat-entry", "employers.search_cost_eur", &[0.0, 300.0, 2000.0], Rises, |t| {
        t.taken[Call::ByName as usize].iter().sum::<i64>() as f64
    }),
    ("repeat-entry", "agreement.programme.leave_cost", &[60.0, 130.0, 250.0], Falls, |t| n(t, Kind::RecalledHome)),
    ("portable", "tie.portable.change", &[0.0, 0.05, 0.3], Rises, |t| n(t, Kind::ChangedEmployer)),
    ("portable", "bond.deferred.withheld", &[0.0, 0.15, 0.5], Rises, |t| paid(t, Flow::Withheld)),
    ("exit-fund", "bond.exit-fund.added", &[0.0, 0.083, 0.3], Rises, |t| paid(t, Flow::ExitFund)),
    ("exit-fund", "bond.exit-fund.added", &[0.0, 0.5, 1.0], Falls, overstay),
];
