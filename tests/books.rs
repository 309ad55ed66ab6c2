//! Money, bonds and persons are conserved, in every month of every shipped scenario; a planted cent is found.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::engine::audit::{self, Violation};
use circula::experiment::Reading;
use circula::experiment::reading::{Scope, nets};
use circula::journal::event::Kind;
use circula::journal::ledger::{Account, FLOWS, Flow, Ledger, PARTIES, PLACES, Party};
use circula::journal::{Backer, Place};
use circula::run::{Course, replicate};
use circula::world::World;
use circula::world::person::{Life, NONE};
use guard::trial::{course, length, month, samples, shipped, simulated, started};

/// Months simulated of each scenario; the pilot is shorter.
const MONTHS: u32 = 72;

fn small(name: &str) -> Course {
    // A closed group is at full scale by itself.
    if samples().contains(&name) { course(name, &["population.sample.one_in=1000"]) } else { course(name, &[]) }
}

/// What is held in bonds according to the flows of the ledger, cents.
fn held(ledger: &Ledger) -> i64 {
    let posted =
        [Flow::BondOwn, Flow::BondBorrowed, Flow::BondGuarantor, Flow::BondKin, Flow::Withheld, Flow::ExitFund]
            .map(|f| ledger.total(f))
            .iter()
            .sum::<i64>();
    let ended = [
        Flow::BondRefunded,
        Flow::BondReleased,
        Flow::BondKinReleased,
        Flow::BondUnpaid,
        Flow::BondForfeited,
        Flow::BondCalled,
    ]
    .map(|f| ledger.total(f));
    posted - ended.iter().sum::<i64>()
}

fn in_contracts(world: &World) -> i64 {
    world.districts.iter().flat_map(|d| &d.contracts).map(|c| i64::from(c.own) + i64::from(c.guaranteed)).sum()
}

/// Records by life: active, elder, dead.
fn lives(world: &World) -> [i64; 3] {
    let mut count = [0; 3];
    for p in world.districts.iter().flat_map(|d| &d.persons) {
        count[p.life as usize] += 1;
    }
    count
}

fn recorded(world: &World, kind: Kind) -> i64 {
    world.districts.iter().flat_map(|d| &d.events).filter(|e| e.what.kind() == kind).count() as i64
}

/// Guaranties in force by village and by destination (of the shared funds), as contracts have them, must be the
/// capacity that is taken up.
fn capacity_holds(world: &World, name: &str, m: u32) {
    let mut shared = vec![[0; Backer::SHARED]; world.markets.len()];
    for d in &world.districts {
        let mut villages = vec![0; d.villages.len()];
        for c in &d.contracts {
            let village = d.households[usize::from(d.persons[c.person as usize].household)].village;
            match c.backer {
                Backer::Village => villages[usize::from(village)] += i64::from(c.guaranteed),
                backer => {
                    if let Some(fund) = backer.shared() {
                        shared[usize::from(c.corridor)][fund] += i64::from(c.guaranteed);
                    }
                }
            }
        }
        assert_eq!(
            d.villages.iter().map(|v| v.exposure).collect::<Vec<_>>(),
            villages,
            "{name}, month {m}: capacity \
            of villages"
        );
    }
    assert_eq!(
        world.markets.iter().map(|k| k.programme.funds.map(|fund| fund.exposure)).collect::<Vec<_>>(),
        shared,
        "{name}, month {m}: \
        capacity of the shared funds"
    );
}

/// Money flows in the declared direction only: nothing is paid that is less than nothing.
fn flows_only_forward(world: &World, before: &[Ledger], name: &str, m: u32) {
    for (d, before) in world.districts.iter().zip(before) {
        for &(flow, word, ..) in FLOWS {
            for place in Place::all(PLACES - 1) {
                assert!(
                    d.ledger.at(flow, place) >= before.at(flow, place),
                    "{name}, month {m}: a negative {word} at \
                    {place:?}"
                );
            }
        }
    }
}

fn holds_for(course: &Course, name: &str) {
    let mut world = started(course);
    replicate::begin_rules(course, &mut world);
    audit::full(&world).unwrap();
    let (start, mut came) = (lives(&world), 0);
    for m in 0..length(course).min(MONTHS) {
        let before = lives(&world);
        let paid: Vec<Ledger> = world.districts.iter().map(|d| d.ledger.clone()).collect();
        replicate::month(course, &mut world, month(course, m));
        audit::full(&world).unwrap_or_else(|v| panic!("{name}, month {m}: {v}"));
        audit::quick(&world).unwrap();
        let ledger = world.ledger();
        // Whatever is posted is refunded, released, unpaid, forfeited, called or held.
        assert_eq!(held(&ledger), in_contracts(&world), "{name}, month {m}: bonds");
        assert_eq!(held(&ledger), ledger.balance(Account::Escrow), "{name}, month {m}: escrow");
        // Persons: who was there and who came of age is active, elder or dead; and each change was told.
        let [active, elder, dead] = lives(&world);
        came += recorded(&world, Kind::CameOfAge);
        assert_eq!(start.iter().sum::<i64>() + came, active + elder + dead, "{name}, month {m}: persons");
        assert_eq!(elder - before[1], recorded(&world, Kind::Retired), "{name}, month {m}: elders");
        let deaths =
            [Kind::DiedHome, Kind::DiedRoute, Kind::DiedAbroad].map(|w| recorded(&world, w)).iter().sum::<i64>();
        assert_eq!(dead - before[2], deaths, "{name}, month {m}: deaths");
        assert_eq!(world.persons_now(), active, "{name}, month {m}: heads counted by districts");
        capacity_holds(&world, name, m);
        flows_only_forward(&world, &paid, name, m);
        // No debt, savings, wealth or bond below zero; households may owe the lean season until somebody looks.
        for d in &world.districts {
            assert!(d.persons.iter().all(|p| p.savings >= 0 && p.debt >= 0), "{name}, month {m}: a purse below zero");
            assert!(d.spells.iter().all(|s| s.debt >= 0), "{name}, month {m}: a debt below zero");
            assert!(
                d.contracts.iter().all(|c| c.own >= 0 && c.guaranteed >= 0),
                "{name}, month {m}: a bond below zero"
            );
        }
    }
}

#[test]
fn money_bonds_and_persons_are_conserved_every_month_of_every_scenario() {
    for name in shipped() {
        holds_for(&small(name), name);
    }
}

#[test]
fn they_are_under_institutions_that_no_shipped_scenario_has() {
    let more: [&[&str]; 7] = [
        &["corridor.spain.agreement.programme.application_cost_eur=600", "home.loan_months=60"],
        &["guarantor=village", "guarantor.village.capacity=2", "corridor.spain.agreement.programme.desistance=0.3"],
        &["bond=deferred", "tie=portable", "guarantor=none"],
        &[
            "guarantor=association",
            "guarantor.association.premium=0.1",
            "corridor.spain.agreement.programme.desistance=0.3",
        ],
        &["guarantor=firm", "guarantor.firm.premium=0.2", "bond.escrow.grace_months=6"],
        &["guarantor=notable", "bond.escrow.refunded=0.5", "corridor.spain.agreement.programme.dismissal=0.5"],
        &["reentry=recall", "selection=lottery", "corridor.spain.enforcement.removal=0.2", "trust.suspend_above=0.01"],
    ];
    for sets in more {
        let sets: Vec<&str> = ["population.sample.one_in=1000", "corridor.spain.agreement.programme.quota_year=100000"]
            .iter()
            .chain(sets)
            .copied()
            .collect();
        holds_for(&course("guaranteed", &sets), &format!("{sets:?}"));
    }
}

/// A world in the middle of a run in which something is in every account.
fn busy() -> World {
    let course =
        course("guaranteed", &["population.sample.one_in=400", "corridor.spain.agreement.programme.quota_year=100000"]);
    let mut world = started(&course);
    guard::trial::months(&course, &mut world, 0..16);
    audit::full(&world).unwrap();
    assert!(world.districts.iter().any(|d| !d.contracts.is_empty() && !d.spells.is_empty()));
    world
}

/// The account that a full check complains of after a change of a world.
fn complaint(world: &World, change: impl Fn(&mut World)) -> Option<Account> {
    let mut world = world.clone();
    change(&mut world);
    match audit::full(&world) {
        Err(Violation::Money { account, .. }) => Some(account),
        _ => None,
    }
}

#[test]
fn a_planted_cent_is_found_in_every_account() {
    let world = busy();
    let district = |w: &World| w.districts.iter().position(|d| !d.contracts.is_empty()).unwrap();
    assert_eq!(complaint(&world, |_| {}), None);
    assert_eq!(complaint(&world, |w| w.districts[0].households[7].wealth += 1), Some(Account::HouseholdWealth));
    assert_eq!(
        complaint(&world, |w| w.districts[0].persons.iter_mut().find(|p| p.spell == NONE).unwrap().savings += 1),
        Some(Account::Savings)
    );
    assert_eq!(complaint(&world, |w| w.districts[0].spells[0].savings -= 1), Some(Account::Savings));
    assert_eq!(complaint(&world, |w| w.districts[0].spells[0].debt += 1), Some(Account::Debts));
    assert_eq!(
        complaint(&world, |w| w.districts[0].persons.iter_mut().find(|p| p.debt > 0).unwrap().debt -= 1),
        Some(Account::Debts)
    );
    let escrow = |change: fn(&mut circula::world::Contract)| {
        complaint(&world, move |w| {
            let at = district(w);
            change(&mut w.districts[at].contracts[0]);
        })
    };
    assert_eq!(escrow(|c| c.own += 1), Some(Account::Escrow));
    assert_eq!(escrow(|c| c.guaranteed -= 1), Some(Account::Escrow));
    assert_eq!(complaint(&world, |w| w.districts[0].villages[0].fund += 1), Some(Account::Guarantors));
    assert_eq!(complaint(&world, |w| w.markets[0].programme.funds[1].balance -= 1), Some(Account::Guarantors));
    // A cent that is posted and not paid, along every flow that an account with a counterpart is part of.
    let checked = [
        Account::HouseholdWealth,
        Account::Assets,
        Account::Savings,
        Account::Debts,
        Account::Escrow,
        Account::Guarantors,
    ];
    for &(flow, name, from, to, _) in FLOWS {
        let found = complaint(&world, |w| w.districts[0].ledger.post(flow, Place::HOME, 1));
        assert_eq!(found.is_some(), checked.contains(&from) || checked.contains(&to), "{name}");
    }
}

#[test]
fn a_cent_planted_during_a_run_stops_it_with_the_month() {
    let course = course("base", &["population.sample.one_in=1200", "run.months=24"]);
    let mut world = started(&course);
    world.districts[0].households[3].wealth += 1;
    let outcome =
        replicate::simulate(&course, world, 0, replicate::Checks::Usual, &std::sync::atomic::AtomicBool::new(false));
    let message = outcome.unwrap_err().to_string();
    assert!(message.contains("HouseholdWealth") && message.contains("2006-01"), "{message}");
}

#[test]
fn the_cheap_check_of_every_month_finds_a_cent_in_escrow() {
    let mut world = busy();
    assert_eq!(audit::quick(&world), Ok(()));
    let at = world.districts.iter().position(|d| !d.contracts.is_empty()).unwrap();
    world.districts[at].contracts[0].own += 1;
    assert!(matches!(audit::quick(&world), Err(Violation::Money { account: Account::Escrow, .. })));
}

#[test]
fn a_person_lost_or_doubled_is_found() {
    let world = busy();
    let broken = |change: &dyn Fn(&mut World)| {
        let mut w = world.clone();
        change(&mut w);
        audit::full(&w).is_err()
    };
    assert!(broken(&|w| w.districts[0].earners[0] += 1));
    assert!(broken(&|w| w.districts[0].persons.iter_mut().find(|p| p.spell != NONE).unwrap().spell = NONE));
    assert!(broken(&|w| w.districts[0].persons.iter_mut().find(|p| p.spell != NONE).unwrap().life = Life::Dead));
    assert!(broken(&|w| {
        let spell = w.districts[0].spells[0];
        w.districts[0].spells.push(spell);
    }));
}

#[test]
fn a_household_below_zero_gives_a_traveller_nothing_and_gets_nothing_from_his_loan() {
    let mut world = busy();
    let rules = course("base", &[]).segments[0].1.clone();
    let d = &mut world.districts[0];
    let position = d.persons.iter().position(|p| p.at_home() && p.savings == 0).unwrap();
    let household = usize::from(d.persons[position].household);
    d.households[household].wealth = -5_000;
    let (given, lent) = (d.ledger.total(Flow::TravelFunds), d.ledger.total(Flow::Loan));
    assert_eq!(circula::engine::purse::raise(d, &rules, position, 20_000, 30_000), Some(20_000));
    assert_eq!((d.households[household].wealth, d.persons[position].savings), (-5_000, 20_000));
    assert_eq!((d.ledger.total(Flow::TravelFunds) - given, d.ledger.total(Flow::Loan) - lent), (0, 20_000));
}

/// What one pays another gets: all parties together have nothing, in every scenario, overseas and everywhere.
#[test]
fn all_parties_together_have_nothing_in_every_shipped_scenario() {
    for name in samples() {
        let course = course(name, &["population.sample.one_in=1000", "run.months=60"]);
        let outcome = simulated(&course, started(&course));
        let reading = Reading::of(&outcome);
        for (scope, money) in Scope::ALL.into_iter().zip(&reading.money) {
            let nets = nets(&outcome.tally, scope);
            assert_eq!((nets.iter().sum::<i64>(), nets.len()), (0, PARTIES.len()), "{name} {scope:?}: {nets:?}");
            let size: f64 = money.iter().map(|x| x.abs()).sum();
            assert!(size > 0.0 && money.iter().sum::<f64>().abs() < 1e-9 * size, "{name} {scope:?}: {money:?}");
            let of = |party: Party| nets[party as usize];
            assert!(
                of(Party::Employers) < 0 && of(Party::HostMarkets) > 0 && of(Party::Carriers) > 0,
                "{name} {scope:?}"
            );
        }
        // Work at home and loans are booked at home.
        let [overseas, all] = Scope::ALL.map(|scope| nets(&outcome.tally, scope));
        assert!(
            all[Party::Home as usize] != overseas[Party::Home as usize] && all[Party::Lenders as usize] != 0,
            "{name}"
        );
        assert_eq!(all[Party::Before as usize], 0, "{name}: something came from before the run");
    }
}
