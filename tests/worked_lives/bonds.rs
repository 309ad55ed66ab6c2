//! Contracts that do not end at home in time: flight, months of grace and after, a move onward, death.

use super::life::*;
use super::season::*;
use super::tiny::*;
use circula::base::units::Month;
use circula::experiment::followed;
use circula::institution::guaranty::{Guaranty, Kin, KinThenVillage, Village};
use circula::institution::tie::{Portable, Tie};
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Backer, Call, Cause, Status, Way};
use circula::world::contract::BondState;
use circula::world::person::{Life as Stage, NONE, Standing};
use circula::world::spell::NEVER;

/// A relative, and the village at a list price of 3 % for whom the relative cannot.
fn kin_then_village(kin_capacity: f64) -> Guaranty {
    let Guaranty::Kin(kin) = kin() else { panic!("no kin") };
    let village = Village {
        tie: 0.5,
        capacity: 40.0,
        recovered: 0.4,
        tracing: 0.6,
        sanction: 25.0,
        believed_default: 0.08,
        tracing_cost_eur: 60.0,
        capital_cost: 0.1,
        tie_value_eur: 150.0,
        premium: 0.03,
        loading: 0.0,
        tie_spread: 0.0,
        least_part: 1.0,
        pledge_months: 0.5,
    };
    Guaranty::KinThenVillage(KinThenVillage { kin: Kin { capacity: kin_capacity, ..kin }, village })
}

/// Leaves in January from a household of so much wealth; the relative can pledge a fifth of
/// the wealth, which is too little, and the village of 20 has 800 to pledge.
fn leaves_with_village(life: &mut Life, wealth: f64) {
    life.change(|r| {
        (r.rules.bond, r.rules.remittance.every_months) = (bond(3), 12);
        r.rules.guarantor = kin_then_village(0.2);
    });
    life.household_has(wealth);
    life.reviews(true);
    life.earners = 1;
    let begins = [
        (Applied(Call::Open), COAST, 0, 0),
        (GuarantorExhausted(Backer::Household), COAST, 0, cents(500.0)),
        (GuarantorAccepted(Backer::Village), COAST, 0, cents(500.0)),
        (PremiumQuoted(Backer::Village), COAST, 0, cents(15.0)),
    ];
    let told = [&begins[..], &departs(Call::Open, Backer::Village, None)].concat();
    let pays = [(Flow::TravelFunds, HOME, 105.0), (Flow::Premium, COAST, 15.0), (Flow::BondGuarantor, COAST, 500.0)];
    life.month("2006-01", &told, &[&LEAVES[..], &pays].concat());
    assert_eq!((life.wealth(), life.village().exposure), (wealth - 117.0, 50_000));
    life.reviews(false);
}

/// Works until April and absconds: outside work is offered that earns as much as 26 days instead of 8.
fn absconds(wealth: f64) -> Life {
    let mut life = Life::new("2006-01");
    leaves_with_village(&mut life, wealth);
    life.change(|r| {
        let labour = &mut corridor(r, COAST).labour;
        (labour.irregular_days_month, labour.offer_pay) = (8.0, 3.25);
    });
    pays_back(&mut life);
    life.change(|r| corridor(r, COAST).labour.offers = 1.0);
    let flees =
        [(Absconded, COAST, 3, 0), (Termed(Status::Contract), COAST, 3, 0), (Lapsed(Status::Contract), COAST, 3, 0)];
    life.month("2006-04", &flees, &work(&[]));
    life
}

/// What is told of the guaranty in the month after.
fn called(recovered: f64) -> [Told; 3] {
    [
        (BondForfeited, COAST, 0, 0),
        (GuarantorCalled(Backer::Village), COAST, 0, cents(500.0)),
        (GuarantorSettled(Backer::Village), COAST, 0, cents(recovered)),
    ]
}

#[test]
fn who_absconds_has_no_grace_and_his_village_pays_is_repaid_and_remembers_once() {
    let mut life = absconds(1500.0);
    let (s, c) = (life.spell(), life.contract());
    assert_eq!((s.status, s.ended, s.until, s.days_factor), (Status::Irregular, Month::new(2006, 4), NEVER, 3.25));
    assert_eq!((c.bond, c.guaranteed, life.village().exposure), (BondState::Posted, 50_000, 50_000));
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]], DEFAULT, 0.76);
    // Called home in the next month: too late, though whoever stays at term has three.
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let pays = [
        (Flow::BondCalled, COAST, 500.0),
        (Flow::Recovery, COAST, 200.0),
        (Flow::Tracing, COAST, 36.0),
        (Flow::Wage, COAST, 780.0),
        (Flow::Living, COAST, 240.0),
        (Flow::Fare, COAST, 440.0),
        (Flow::BroughtHome, HOME, 684.1),
        (Flow::LaidBy, HOME, 456.06),
    ];
    life.month("2006-05", &[&called(200.0)[..], &home_late(4, 1, 1140.16)].concat(), &pays);
    assert_eq!((life.wealth(), life.village().exposure), (1383.0 - 200.0 + 34.0 + 684.1, 0));
    life.quiet_until("2006-12", &[]);
    let p = life.person();
    assert_eq!((p.standing, p.seasons, p.months_regular, p.months_irregular), (Standing::Barred, 1, 3, 1));
    let told = [((4.8 + 0.5 * 3.25) / 4.5, 4.5), (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]];
    life.believes(told, (1.9 / 10.0, 10.0), 0.76);
}

#[test]
fn a_guarantor_recovers_what_the_family_has_in_that_month_and_no_more() {
    // 7,311 at home. Of 222 the household has 105 left in January, and 34 saved until May: less than the 200 wanted.
    let mut life = absconds(222.0);
    let pays = [
        (Flow::BondCalled, COAST, 500.0),
        (Flow::Recovery, COAST, 139.0),
        (Flow::Tracing, COAST, 36.0),
        (Flow::Wage, COAST, 780.0),
        (Flow::Living, COAST, 240.0),
    ];
    life.month("2006-05", &called(139.0), &pays);
    assert_eq!(life.wealth(), 0.0);
    life.quiet_until("2006-08", &pays[3..]);
}

/// Stays on at the end of the contract in July, with a bond of his own and three months of grace.
fn overstays_in_july(life: &mut Life) {
    leaves_with_bond(life, 3);
    pays_back(life);
    life.quiet_until("2006-06", &work(&[]));
    let stays = [(Termed(Status::Contract), COAST, 6, 0), (Lapsed(Status::Contract), COAST, 6, 0)];
    life.month("2006-07", &stays, &work(&[]));
    assert_eq!((life.spell().ended, life.spell().ended_as), (Month::new(2006, 7), Status::Contract));
}

#[test]
fn a_return_in_the_last_month_of_grace_frees_the_bond() {
    let mut life = Life::new("2006-01");
    overstays_in_july(&mut life);
    life.quiet_until("2006-09", &OUTSIDE);
    assert_eq!((life.spell().savings, life.contract().bond), (cents(3080.16), BondState::Posted));
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let pays = [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 1800.1), (Flow::LaidBy, HOME, 1200.06)];
    life.month("2006-10", &home_late(9, 3, 3000.16), &[&OUTSIDE[..], &pays].concat());
    assert_eq!((life.wealth(), life.contract().due), (898.0 + 42.5 + 170.0 + 1800.1, Month::new(2006, 12)));
    life.quiet_until("2006-11", &[]);
    life.month("2006-12", &[(BondRefunded, COAST, 0, cents(500.0))], &[(Flow::BondRefunded, COAST, 500.0)]);
    life.quiet_until("2007-12", &[]);
    let p = life.person();
    assert_eq!((p.standing, p.seasons, p.months_regular, p.months_irregular), (Standing::Good, 1, 6, 3));
    // Home in time for the guarantors, though not for the norm.
    let told = [(5.3 / 4.5, 4.5), (2.5 / 4.5, 4.5), BELIEVED[2], (2.9 / 4.5, 4.5)];
    life.believes(told, (0.9 / 10.0, 10.0), 0.76);
}

#[test]
fn a_return_one_month_after_the_last_of_grace_does_not() {
    let mut life = Life::new("2006-01");
    overstays_in_july(&mut life);
    life.quiet_until("2006-10", &OUTSIDE);
    assert_eq!(life.contract().bond, BondState::Posted);
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let told = [&[(BondForfeited, COAST, 0, cents(500.0))], &home_late(10, 4, 3360.16)[..]].concat();
    let pays = [
        (Flow::BondForfeited, COAST, 500.0),
        (Flow::Fare, COAST, 440.0),
        (Flow::BroughtHome, HOME, 2016.1),
        (Flow::LaidBy, HOME, 1344.06),
    ];
    life.month("2006-11", &told, &[&OUTSIDE[..], &pays].concat());
    assert_eq!(life.wealth(), 898.0 + 42.5 + 212.5 + 2016.1);
    life.quiet_until("2007-12", &[]);
    let p = life.person();
    assert_eq!((p.standing, p.seasons, p.savings, life.contracts()), (Standing::Barred, 1, 0, 0));
    let told = [(5.3 / 4.5, 4.5), (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]];
    life.believes(told, (1.9 / 10.0, 10.0), 0.76);
}

#[test]
fn who_comes_home_long_after_the_bond_was_lost_has_taken_part_and_may_not_again() {
    let mut life = Life::new("2006-01");
    overstays_in_july(&mut life);
    life.change(|r| r.rules.remittance.every_months = 60);
    life.quiet_until("2006-10", &OUTSIDE);
    let lost = [&OUTSIDE[..], &[(Flow::BondForfeited, COAST, 500.0)]].concat();
    life.month("2006-11", &[(BondForfeited, COAST, 0, cents(500.0))], &lost);
    let took_part = |life: &Life| {
        let persons = followed::persons(&life.world);
        persons.into_iter().find(|p| p.id == life.person().id).unwrap().participated
    };
    assert_eq!((life.spell().contract, life.person().seasons, took_part(&life)), (NONE, 1, true));
    life.quiet_until("2007-01", &OUTSIDE);
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let pays = [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 2664.1), (Flow::LaidBy, HOME, 1776.06)];
    life.month("2007-02", &home_late(13, 7, 4440.16), &[&OUTSIDE[..], &pays].concat());
    assert_eq!((life.person().standing, took_part(&life)), (Standing::Barred, true));
    // The programme is the only way that he knows, and he has the money.
    life.reviews(true);
    life.quiet_until("2007-04", &[]);
    assert_eq!(life.world.districts[1].reviews, 3);
    let told = [(5.3 / 4.5, 4.5), (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]];
    life.believes(told, (1.9 / 10.0, 10.0), 0.76);
}

#[test]
fn a_death_under_contract_frees_the_villages_pledge_and_leaves_the_savings_to_the_family() {
    let mut life = Life::new("2006-01");
    leaves_with_village(&mut life, 1500.0);
    pays_back(&mut life);
    life.month("2006-04", &[], &work(&[]));
    // May is the fifth month of the half-year: no wage of May.
    life.world.districts[1].passing[4].push(MAN);
    life.month("2006-05", &[(DiedAbroad(Status::Contract), COAST, 4, 0)], &[(Flow::Estate, HOME, 1040.16)]);
    let (p, c) = (life.person(), life.contract());
    assert_eq!((p.life, p.spell, p.savings, p.months_regular), (Stage::Dead, NONE, 0, 4));
    assert_eq!((c.bond, c.due, life.village().exposure), (BondState::Due, Month::new(2006, 7), 50_000));
    assert_eq!((life.wealth(), life.household().away), (1383.0 + 34.0 + 1040.16, 0));
    life.quiet_until("2006-06", &[]);
    life.month("2006-07", &[], &[(Flow::BondReleased, COAST, 500.0)]);
    life.quiet_until("2006-12", &[]);
    assert_eq!((life.village().exposure, life.contracts(), life.person().seasons), (0, 0, 1));
    // A death is no default, and no return; the host learns of no end.
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]], DEFAULT, NORM);
    assert_eq!(life.world.markets[1].programme.unknown, [(0, 0); 3]);
}

#[test]
fn who_moves_on_without_papers_has_no_visa_a_days_work_of_the_other_place_and_no_contract_to_come_home_from() {
    let mut life = Life::new("2006-01");
    let (change, gain, contact_days) = (0.0, 0.1, 2.5);
    life.change(|r| {
        r.rules.tie = Tie::Portable(Portable { change, gain, contact_days });
    });
    overstays_in_july(&mut life);
    assert_eq!(life.spell().days_factor, 1.125);
    life.change(|r| {
        visa(r, NORTH, 1.0, 90.0, 7, 1.0);
        corridor(r, COAST).distance.onward = 1.0;
    });
    let told =
        [(MovedOn(Status::Irregular), NORTH, 7, 0), (ExitedAfterEnd(Cause::Onward, Status::Contract), COAST, 1, 0)];
    let pays = [(Flow::Wage, COAST, 675.0), (Flow::Living, COAST, 240.0), (Flow::Fare, NORTH, 155.0)];
    life.month("2006-08", &told, &pays);
    let s = life.spell();
    assert_eq!((s.status, s.until, s.ended, s.contract), (Status::Irregular, NEVER, Month(0), NONE));
    assert_eq!((s.days_factor, life.away(COAST, Status::Irregular), life.away(NORTH, Status::Irregular)), (1.0, 0, 1));
    let there = [(Flow::Wage, NORTH, 540.0), (Flow::Living, NORTH, 290.0)];
    life.quiet_until("2006-10", &there);
    life.change(|r| called_home(r, NORTH));
    life.earners = 2;
    // The bond is lost at the coast when the grace there is over.
    let told = [
        (BondForfeited, COAST, 0, cents(500.0)),
        (Returned(Status::Irregular), NORTH, 10, cents(2770.16)),
        (HomeFromSpell(Way::Programme), COAST, 10, cents(2770.16)),
    ];
    let pays = [
        (Flow::BondForfeited, COAST, 500.0),
        (Flow::Fare, NORTH, 620.0),
        (Flow::BroughtHome, HOME, 1662.1),
        (Flow::LaidBy, HOME, 1108.06),
    ];
    life.month("2006-11", &told, &[&there[..], &pays].concat());
    assert_eq!((life.wealth(), life.contracts()), (898.0 + 42.5 + 212.5 + 1662.1, 0));
    life.quiet_until("2007-06", &[]);
    // He tells of the north.
    (life.elsewhere[1].earnings, life.elsewhere[1].weight) = (((4.0 * f64::from(1.2_f32) + 0.5) / 4.5) as f32, 4.5);
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]], (1.9 / 10.0, 10.0), 0.76);
}
