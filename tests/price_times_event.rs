//! What a sum of money means: for every flow of the ledger, at every place, price times what happened there; and from
//! whose purse into whose. Prices and shares are such that no two flows can be mistaken for each other.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod clerk;
mod guard;

use circula::base::units::cents;
use circula::journal::event::{Kind, What};
use circula::journal::ledger::{BROUGHT_HOME, FLOW_COUNT, FLOWS, Flow, PLACES};
use circula::journal::{Place, Way};
use circula::run::Course;
use circula::world::World;
use circula::world::person::{Life, NONE};
use clerk::given::Given;
use clerk::laws::{LAWLESS, LAWS, Law, Look, freely, taken, tried};
use clerk::prices::{Primes, prices, shares};
use guard::trial::{course, started};
use std::collections::BTreeMap;

/// Months of each run: long enough for contracts to end, permits to lapse and prices to change.
const MONTHS: u32 = 48;

const SPAIN: [&str; 9] = [
    "population.sample.one_in=500",
    "trust.suspend_above=1",
    "preference.effort=3",
    "corridor.spain.agreement.programme.quota_year=90000",
    "corridor.spain.agreement.programme.desistance=0.13",
    "corridor.spain.agreement.programme.advance=0.37",
    "extension.employer.fee_eur=800",
    "corridor.spain.labour.offers=0.08",
    "reentry=recall",
];

const SHARES: [&str; 16] = [
    "home.usable_share=0.53",
    "home.saving_share=0.023",
    "home.attachable_share=0.07",
    "home.repayment_share=0.43",
    "home.kept_share=0.47",
    "home.loan_rate=0.37",
    "home.loan_months=11",
    "remittance.propensity=0.29",
    "remittance.informal_share=0.61",
    "remittance.bank_fee=0.157",
    "remittance.informal_fee=0.053",
    "remittance.fee_response=0.07",
    "remittance.bank_reach_rural=0.83",
    "remittance.consumed=0.79",
    "demography.death_year=0.031",
    "demography.growth_year=0.03",
];

/// The run in which everybody at home has some money in hand.
const RICH: &str = "irregular-route";

/// What the state of origin does at home.
const HOME: [&str; 6] = [
    "assets=worked",
    "reintegration=codev",
    "reintegration.codev.least_own_eur=50",
    "placement=agency",
    "irrigation.budget_eur_year=90000000",
    "transfers.budget_eur_year=7000000",
];

const EUROPE: [&str; 3] = ["spain", "france", "other-oecd"];

/// Changes of prices in the middle of a run: sums follow the price of their month.
const LATER: &str = "
[[change]]
at = \"2006-07\"
about = \"everything is dearer\"
[change.set]
agency = { applicant_cost_eur = 29.27, placement_cost_eur = 263.57, exit_record_cost_eur = 5.57 }
corridor.spain.irregular.route = { passage_eur = 1117.09, interception = 0.31 }
corridor.france.lawful.visa.fee_eur = 149.39
corridor.cote-divoire = { lawful.free-movement.fee_eur = 17.33, labour.wage_regular_eur_month = 71.93 }
corridor.maghreb.distance.fare_eur = 131.71
";

/// Bonds of people so old that some are past 65 when they are to have them back.
const BONDS: [&str; 5] = [
    "bond.escrow.amount_eur=337.39",
    "bond.escrow.refunded=0.71",
    "eligibility.age_high=64",
    "selection.profile.age_spread=1",
    "attention.older_movers=0.08",
];

/// The runs: a scenario, what is written over it, and its prices.
fn runs() -> Vec<(&'static str, Course)> {
    let kin = "guarantor.kin-then-village";
    let over: [(&str, &str, Vec<String>); 5] = [
        (
            "guaranteed",
            LATER,
            vec![
                format!("{kin}.village.premium=0.13"),
                format!("{kin}.village.capacity=7"),
                "bond.escrow.refunded=0.71".into(),
                "bond.escrow.amount_eur=337.39".into(),
            ],
        ),
        ("portable", LATER, vec!["guarantor.firm.premium=0.17".into(), "bond.deferred.refunded=0.73".into()]),
        ("exit-fund", "", vec!["bond.exit-fund.refunded=0.79".into(), "employers.bond_eur=317.53".into()]),
        ("bonded", "", BONDS.map(str::to_owned).to_vec()),
        ("guaranteed", "", vec!["guarantor=notable".into(), "bond=none".into(), "tie=portable".into()]),
    ];
    let mut list = Vec::new();
    for (name, later, own) in over {
        let sets: Vec<String> = SPAIN.iter().chain(&SHARES).map(|s| (*s).to_owned()).chain(own).collect();
        list.push((name, priced(name, later, sets)));
    }
    // Cheap passages, of which who has money in hand can pay several.
    let cheap = ["passage_eur=61", "interception=0.53", "death=0.03"].map(|set| format!("irregular.route.{set}"));
    let hard = ["enforcement.removal=0.017", "enforcement.settle_hazard=0.05", "distance.onward=0.02"];
    for (name, more) in [("free-hardened", &[][..]), (RICH, &cheap[..])] {
        let hard = hard.iter().map(|set| (*set).to_owned()).chain(more.iter().cloned());
        let own = hard.flat_map(|set| EUROPE.map(|place| format!("corridor.{place}.{set}")));
        let sample = ["population.sample.one_in=500", "preference.effort=3"].map(str::to_owned);
        let sample = sample.into_iter().chain(HOME.map(str::to_owned));
        let sets = sample.chain(SHARES.iter().map(|s| (*s).to_owned())).chain(own).collect();
        list.push((name, priced(name, "", sets)));
    }
    list
}

/// A scenario with other prices, `later` written over it.
fn priced(name: &str, later: &str, sets: Vec<String>) -> Course {
    let of = |sets: &[String]| {
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        guard::trial::written(&format!("extends = \"circula:{name}\"\n{later}"), &sets)
    };
    let shipped = of(&sets);
    let mut primes = Primes::default();
    prices(&shipped.segments[0].1).into_iter().for_each(|(path, price)| primes.set(path, price));
    of(&sets.into_iter().chain(primes.sets).collect::<Vec<_>>())
}

#[test]
fn every_flow_has_one_law_and_goes_from_the_purse_to_the_purse_that_it_says() {
    let (mut without, mut stale) = (Vec::new(), Vec::new());
    for &(flow, name, from, to, _) in FLOWS {
        let laws: Vec<_> = LAWS.iter().filter(|l| l.0 == flow).collect();
        let excepted = LAWLESS.iter().any(|l| l.0 == name);
        match (laws.as_slice(), excepted) {
            ([law], false) => {
                assert_eq!((from, to), (law.1, law.2), "{name}: who pays whom");
                assert!(!matches!(law.3, Law::Purse("")), "{name}: why do events not tell?");
            }
            ([], true) => {}
            ([], false) => without.push(name),
            _ => stale.push(name),
        }
    }
    assert!(LAWLESS.iter().all(|l| FLOWS.iter().any(|f| f.1 == l.0)), "{LAWLESS:?} names what is no flow");
    assert!(without.is_empty() && stale.is_empty(), "no law: {without:?}; two laws, or one and an excuse: {stale:?}");
}

#[test]
fn prices_of_the_runs_are_all_different_and_no_share_is_nothing_or_all() {
    for (name, course) in runs() {
        for (_, rules, _) in &course.segments {
            let mut seen = BTreeMap::new();
            for (path, price) in prices(rules) {
                assert!(price > 0.0, "{name}: {path} is nothing");
                if let Some(other) = seen.insert(cents(price), path.clone()) {
                    // Removals cost alike wherever they were left as they are.
                    panic!("{name}: {path} and {other} cost the same");
                }
            }
            assert!(shares(rules).iter().all(|s| *s > 0.0 && *s < 1.0), "{name}: {:?}", shares(rules));
        }
    }
}

/// What was seen in all runs.
struct Moved {
    /// Cents by flow.
    cents: Vec<i64>,
    /// Tries of the route beyond the first of a journey.
    retries: i64,
}

/// The month's events against the month's sums, at every place.
fn by_events(name: &str, given: &Given<'_>, (start, end): (&World, &World), moved: &mut Moved) {
    let events = end.districts.iter().flat_map(|d| &d.events).copied().collect();
    let m = Look { given, start, end, events };
    let (before, after) = (start.ledger(), end.ledger());
    for (flow, _, _, law) in LAWS {
        let word = FLOWS[*flow as usize].1;
        for place in Place::all(PLACES - 1) {
            let posted = after.at(*flow, place) - before.at(*flow, place);
            moved.cents[*flow as usize] += posted;
            let expected = match law {
                Law::Events(law) if place.row() <= end.corridors.len() => law(&m, place),
                Law::Events(_) => 0,
                Law::Opening(_) => 0,
                Law::Purse(_) => continue,
            };
            assert_eq!(posted, expected, "{name}, {}: {word} at {place:?}", given.t);
        }
    }
    moved.retries += m.events.iter().filter(|e| tried(e.what)).count() as i64;
    moved.retries -= m.events.iter().filter(|e| e.what == What::RouteTried).count() as i64;
    beside(name, &m, &|flow, place| after.at(flow, place) - before.at(flow, place));
}

/// What must hold between the sums that events alone do not tell, as tightly as it can be said without purses.
fn beside(name: &str, m: &Look<'_>, paid: &dyn Fn(Flow, Place) -> i64) {
    let (r, h) = (&m.given.rules.remittance, &m.given.rules.home);
    let all = |flow| Place::all(PLACES - 1).map(|p| paid(flow, p)).sum::<i64>() as f64;
    for k in Place::all(m.end.corridors.len()).skip(1) {
        let say = format!("{name}, {}: {k:?}", m.given.t);
        let (sent, received) = (paid(Flow::RemittanceSent, k) as f64, paid(Flow::RemittanceReceived, k) as f64);
        // Each sum is rounded by itself, by half a cent at most.
        let senders = m.end.districts.iter().flat_map(|d| &d.spells).filter(|s| s.place() == k).count() as f64 + 1.0;
        let (least, most) = (sent * (1.0 - r.bank_fee) - senders, sent * (1.0 - r.informal_fee) + senders);
        assert!((least..=most).contains(&received), "{say}: {received} received of {sent} sent");
        let consumed = paid(Flow::RemittanceConsumed, k) as f64;
        assert!((consumed - r.consumed * received).abs() <= senders, "{say}: {consumed} consumed of {received}");
        // The advance of the employer is a debt of his worker there; all other loans are taken at home.
        let lent = m.under(k, |p| p.worker_cost_eur * p.advance, m.n(k, taken));
        let unpaid = m.under(k, |p| p.employer_cost_eur, m.unpaid(k));
        assert_eq!(paid(Flow::Loan, k), lent + unpaid, "{say}: loans");
        let sure = m.at(k, |c| c.distance.fare_eur, m.n(k, |w| freely(w) || w == What::Departed(Way::Visa)))
            + m.under(k, |p| p.worker_cost_eur, m.n(k, taken))
            + unpaid
            + m.at(k, |c| 2.0 * c.distance.fare_eur, m.n(k, |w| matches!(w, What::Visited(_))));
        let home = |w| matches!(w, What::Returned(_) | What::RemovedTransit);
        let on = m.at(k, |c| c.distance.fare_eur * c.distance.onward_fare, m.n(k, |w| matches!(w, What::MovedOn(_))));
        let most = sure + on + m.at(k, |c| c.distance.fare_eur, m.n(k, home));
        // A cent of rounding for each who pays fee and fare together.
        let least = sure - m.n(k, |w| matches!(w, What::Departed(_)));
        assert!((least..=most).contains(&paid(Flow::Fare, k)), "{say}: {} of fares", paid(Flow::Fare, k));
        let removed = m.at(k, |c| c.enforcement.removal_loss_eur, m.n(k, |w| matches!(w, What::Removed(_))));
        assert!(paid(Flow::RemovalLoss, k) <= removed, "{say}: lost at removals");
    }
    let say = format!("{name}, {}", m.given.t);
    let (kept, gone) = (all(Flow::BroughtHome), BROUGHT_HOME[1..].iter().map(|&flow| all(flow)).sum::<f64>());
    let home = |w: What| matches!(w, What::HomeFromSpell(_));
    let returned = Place::all(m.end.corridors.len()).map(|k| m.n(k, home)).sum::<i64>() as f64;
    assert!((kept - h.kept_share * (kept + gone)).abs() <= returned, "{say}: {kept} kept and {gone} invested");
    let defaulted = m.told(Place::HOME, |w| w == What::Defaulted) as f64;
    let died = m.events.iter().any(|e| matches!(e.what, What::DiedHome | What::DiedRoute | What::DiedAbroad(_)));
    assert!(died || (all(Flow::Default), all(Flow::Estate)) == (defaulted, 0.0), "{say}: nobody died");
    assert!(all(Flow::Default) >= defaulted, "{say}: less written off than told");
}

/// Everybody at home holds 200 EUR more, as if from the start.
fn enrich(world: &mut World) {
    for d in &mut world.districts {
        for p in d.persons.iter_mut().filter(|p| p.at_home()) {
            p.savings += 20_000;
            d.ledger.post(Flow::OpeningSavings, Place::HOME, 20_000);
        }
    }
}

#[test]
fn every_flow_is_price_times_event_at_every_place_and_moves_through_the_purses_of_whom_it_is_about() {
    let mut moved = Moved { cents: vec![0; FLOW_COUNT], retries: 0 };
    let (mut known, mut new) = (clerk::Known::default(), Vec::new());
    for (name, course) in runs() {
        let mut world = started(&course);
        if name == RICH {
            enrich(&mut world);
        }
        let look = |given: &Given<'_>, start: &World, end: &World| by_events(name, given, (start, end), &mut moved);
        let clerk = clerk::watched(&course, &mut world, MONTHS, look);
        known.recoveries += clerk.known.recoveries;
        known.lost_refunds += clerk.known.lost_refunds;
        new.extend(clerk.taken_over);
    }
    let paid = |f: &Flow| moved.cents[*f as usize] > 0;
    let opening = |law: &Law| matches!(law, Law::Opening(_));
    let never: Vec<_> = LAWS.iter().filter(|l| !opening(&l.3) && !paid(&l.0)).map(|l| l.0).collect();
    assert!(never.is_empty(), "{never:?} never move, so nothing is told of them");
    assert!(
        moved.retries > 3,
        "{} tries: nobody tries the route twice, so nothing is told of what a second try costs",
        moved.retries
    );
    if !new.is_empty() {
        println!("not worked out, taken over: {new:?}");
    }
    assert!(known.recoveries > 0, "no guarantor recovers anything");
    // Known to be wrong, and excused until it is put right.
    assert!(known.lost_refunds > 0, "elders get no bond back any more: the clerk may say so too");
}

#[test]
fn prices_with_fractions_of_a_cent_are_paid_in_whole_cents_and_leave_nobody_short() {
    let programme = "corridor.spain.agreement.programme";
    let odd = [
        format!("{programme}.worker_cost_eur=266.666"),
        format!("{programme}.employer_cost_eur=133.335"),
        format!("{programme}.application_cost_eur=0.005"),
        format!("{programme}.advance=0.5"),
        "corridor.spain.distance.fare_eur=100.005".into(),
        "corridor.spain.lawful.visa.fee_eur=50.005".into(),
        "corridor.cote-divoire.lawful.free-movement.fee_eur=7.004".into(),
        "corridor.cote-divoire.distance.fare_eur=21.004".into(),
        "bond.escrow.amount_eur=200.004".into(),
    ];
    let spain = SPAIN.iter().filter(|set| !set.contains("advance")).map(|set| (*set).to_owned());
    let sets: Vec<String> = spain.chain(odd).collect();
    let course = course("bonded", &sets.iter().map(String::as_str).collect::<Vec<_>>());
    let mut world = started(&course);
    let mut posted = 0;
    clerk::watched(&course, &mut world, 18, |_, _, end| {
        posted += end.districts.iter().flat_map(|d| &d.events).filter(|e| e.what.kind() == Kind::BondPosted).count();
    });
    assert!(posted > 20, "{posted} bonds tell nothing");
}

#[test]
fn what_is_written_down_at_the_start_is_what_everybody_holds() {
    for name in ["base", "pilot-2009"] {
        let course = course(name, &[]);
        let world = course.build(1, 0).unwrap();
        let ledger = world.ledger();
        let opening = LAWS.iter().filter_map(|(flow, _, _, law)| match law {
            Law::Opening(law) => Some((*flow, law(&world))),
            _ => None,
        });
        let mut any = 0;
        for (flow, held) in opening {
            assert_eq!(ledger.total(flow), held, "{name}: {flow:?}");
            any += i64::from(held > 0);
        }
        assert!(any > 0, "{name}: nobody holds or owes anything");
        let others: i64 = FLOWS.iter().filter(|f| !f.1.starts_with("Opening")).map(|f| ledger.total(f.0)).sum();
        assert_eq!(others, 0, "{name}: something was paid before the first month");
        let dead =
            world.districts.iter().flat_map(|d| &d.persons).filter(|p| p.life != Life::Active || p.spell != NONE);
        assert!(dead.clone().count() > 0 || name != "base");
        assert!(dead.clone().all(|p| p.savings == 0 && p.debt == 0), "{name}: money on two records of a person");
    }
}
