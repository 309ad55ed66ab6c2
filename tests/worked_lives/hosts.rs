//! What a host learns of two workers, one who stays and one who goes home: late, with errors, and what follows from it.

use super::life::*;
use super::season::{LEAVES, OUTSIDE, home_at_term, little_work};
use super::tiny::*;
use circula::base::math::{pow, whole_power};
use circula::base::units::Month;
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Call, Ending, Status, Way};
use circula::world::Person;
use circula::world::person::{Background, Schooling, Standing};

/// The other: a kinsman of 35 in the same household, behind the man in the list.
const KINSMAN: u32 = 4;

/// A household with two men; a host that hears of an end three months later, misses a quarter of the returns, closes
/// the programme for five months where it believes in more than one half, and gives half of the places for four months
/// after. Its prior is one fifth, on one contract; half of what it learns is forgotten in a year.
fn two_men() -> Life {
    let mut life = Life::new("2006-01");
    let birth = Month::new(1970, 6);
    let kinsman = Person::new(
        Person::id_of(8, birth, 6),
        1,
        birth,
        Background { woman: false, child: true, schooling: Schooling::None, sector: 1 },
    );
    let d = &mut life.world.districts[1];
    d.persons.push(kinsman);
    d.households[1].earners += 1;
    d.earners[13] += 1;
    life.change(|r| {
        r.rules.remittance.every_months = 60;
        programme(r).quota_year = 24.0;
        let t = &mut r.rules.trust;
        (t.lag_months, t.record_error, t.prior_weight, t.prior_overstay, t.memory) = (3, 0.25, 1.0, 0.2, 0.5);
        (t.suspend_above, t.suspend_months, t.probation, t.probation_months) = (0.5, 5, 0.5, 4);
        (t.sensitivity, t.reference_overstay, t.quota_least) = (0.0, 0.2, 0.25);
    });
    life
}

/// Who weighs leaving in the next month: men from an age on, below another.
fn review(life: &mut Life, from: u32, until: u32) {
    life.change(|r| {
        let a = &mut r.rules.attention;
        (a.movers, a.young_from, a.young_until) = (1.0, from, until);
    });
}

/// What is told of a departure without bond.
fn leaves(again: Option<u16>) -> Vec<Told> {
    let mut told = vec![(Applied(Call::Open), COAST, 0, 0), (Selected(Call::Open), COAST, 0, 0)];
    told.push((Departed(Way::Programme), COAST, 0, 0));
    told.extend(again.map(|months| (SetOutAgain(Ending::OwnWill), COAST, months, 0)));
    told.push((PlaceTaken(Call::Open), COAST, 0, 0));
    told.push((Arrived(Way::Programme), COAST, 0, 0));
    told
}

/// The same list of events for the kinsman.
fn kinsman(told: &[Told]) -> Vec<(u32, Told)> {
    told.iter().map(|told| (KINSMAN, *told)).collect()
}

/// Wages and living of both, and what one of them pays back.
fn both(more: &[Paid]) -> Vec<Paid> {
    [&[(Flow::Wage, COAST, 1400.0), (Flow::Living, COAST, 520.0)], more].concat()
}

/// The man leaves in January and stays on in July; his kinsman leaves in February and is home in August.
fn one_stays_and_one_returns(life: &mut Life) {
    let own = [(Flow::TravelFunds, HOME, 90.0)];
    review(life, 18, 30);
    life.earners = 2;
    life.month("2006-01", &leaves(None), &[&LEAVES[..], &own].concat());
    review(life, 30, 65);
    life.earners = 1;
    life.beside = kinsman(&leaves(None));
    let first = [(Flow::Interest, HOME, 8.1), (Flow::Repayment, COAST, 220.0)];
    let second = [(Flow::Interest, HOME, 1.74), (Flow::Repayment, COAST, 59.84)];
    let works = [(Flow::Wage, COAST, 700.0), (Flow::Living, COAST, 260.0)];
    life.month("2006-02", &[], &[&LEAVES[..], &own, &works, &first].concat());
    life.reviews(false);
    life.month("2006-03", &[], &both(&[&first[..], &second].concat()));
    life.month("2006-04", &[], &both(&second));
    life.quiet_until("2006-06", &both(&[]));
    let stays = [(Termed(Status::Contract), COAST, 6, 0), (Lapsed(Status::Contract), COAST, 6, 0)];
    life.month("2006-07", &stays, &both(&[]));
    // In August there are four days of work only, for who has papers to lose a reason to go home.
    life.change(little_work);
    life.earners = 2;
    life.beside = kinsman(&home_at_term(6, 2360.16));
    let pays = [
        (Flow::Wage, COAST, 820.0),
        (Flow::Living, COAST, 500.0),
        (Flow::BroughtHome, HOME, 1416.1),
        (Flow::LaidBy, HOME, 944.06),
    ];
    life.month("2006-08", &[], &pays);
    life.change(|r| corridor(r, COAST).labour.irregular_days_month = 20.0);
    assert_eq!(life.wealth(), 1313.0 + 34.0 + 85.0 + 1416.1);
}

/// Overstays and returns as the host believes, its prior included, and the places that it gave this month.
fn host(life: &Life, overstayed: f64, returned: f64, places: i64) {
    let p = &life.world.markets[1].programme;
    let near = (p.overstayed - overstayed).abs() < 1e-9 && (p.returned - returned).abs() < 1e-9;
    assert!(near, "before {}: {} overstayed, {} returned", life.world.now, p.overstayed, p.returned);
    assert_eq!(p.places, places, "before {}", life.world.now);
}

#[test]
fn a_host_hears_of_an_end_three_months_later_suspends_for_five_and_watches_for_four() {
    let keep = pow(0.5, 1.0 / 12.0);
    let mut life = two_men();
    one_stays_and_one_returns(&mut life);
    // The end of July is not known in September.
    life.month("2006-09", &[], &OUTSIDE);
    host(&life, 0.2, 0.8, 2);
    assert_eq!(life.world.markets[1].programme.unknown, [(0, 1), (1, 0), (0, 0)]);
    life.beside = vec![(HOST, (Suspended, COAST, 0, 0))];
    life.month("2006-10", &[], &OUTSIDE);
    host(&life, 1.2, 0.8, 2);
    let p = &life.world.markets[1].programme;
    assert_eq!((p.suspended_until, p.probation_until), (Month::new(2007, 4), Month::new(2007, 8)));
    // A quarter of the one return is missed and counts as overstay.
    life.month("2006-11", &[], &OUTSIDE);
    host(&life, 0.2 + keep + 0.25, 0.8 + 0.75, 0);
    life.month("2006-12", &[], &OUTSIDE);
    host(&life, 0.2 + keep * (keep + 0.25), 0.8 + keep * 0.75, 0);
    // The kinsman would ask, but nobody takes his file.
    review(&mut life, 30, 65);
    life.month("2007-01", &[], &OUTSIDE);
    assert!(!life.world.districts[1].persons[4].waiting());
    life.believes([BELIEVED[0], (3.0 / 5.0, 5.0), BELIEVED[2], BELIEVED[3]], (0.9 / 10.0, 10.0), 0.76 * 0.95 + 0.05);
    life.reviews(false);
    life.month("2007-02", &[], &OUTSIDE);
    // The last of five closed months ends the suspension.
    life.beside = vec![(HOST, (Resumed, COAST, 0, 0))];
    life.month("2007-03", &[], &OUTSIDE);
    assert_eq!(life.world.markets[1].programme.places, 0);
    review(&mut life, 30, 65);
    life.earners = 1;
    life.beside = kinsman(&leaves(Some(8)));
    life.month("2007-04", &[], &[&OUTSIDE[..], &LEAVES, &[(Flow::TravelFunds, HOME, 90.0)]].concat());
    life.reviews(false);
    host(&life, 0.2 + whole_power(keep, 6) + 0.25 * whole_power(keep, 5), 0.8 + 0.75 * whole_power(keep, 5), 1);
    assert!(!life.world.districts[1].persons[4].refused());
    second_season(&mut life, keep);
}

/// The kinsman works until October; the host watches until July, and sets a new quota in December.
fn second_season(life: &mut Life, keep: f64) {
    let works = [(Flow::Wage, COAST, 1300.0), (Flow::Living, COAST, 500.0)];
    let pays = |interest, repaid| {
        let pays = [(Flow::Interest, HOME, interest), (Flow::Repayment, COAST, repaid)];
        [&works[..], &pays].concat()
    };
    let places = |life: &Life| life.world.markets[1].programme.places;
    life.month("2007-05", &[], &pays(8.1, 220.0));
    life.month("2007-06", &[], &pays(1.74, 59.84));
    life.month("2007-07", &[], &works);
    assert_eq!(places(life), 1);
    life.month("2007-08", &[], &works);
    assert_eq!(places(life), 2);
    life.month("2007-09", &[], &works);
    life.change(little_work);
    life.earners = 2;
    life.beside = kinsman(&home_at_term(6, 2360.16));
    let home = [
        (Flow::Wage, COAST, 820.0),
        (Flow::Living, COAST, 500.0),
        (Flow::BroughtHome, HOME, 1416.1),
        (Flow::LaidBy, HOME, 944.06),
    ];
    life.month("2007-10", &[], &home);
    life.change(|r| corridor(r, COAST).labour.irregular_days_month = 20.0);
    life.month("2007-11", &[], &OUTSIDE);
    assert_eq!(life.world.markets[1].programme.quota_factor, 1.0);
    life.change(|r| r.rules.trust.sensitivity = 0.6);
    life.month("2007-12", &[], &OUTSIDE);
    assert_eq!((life.person().standing, life.person().seasons), (Standing::Barred, 1));
    let kinsman = life.world.districts[1].persons[KINSMAN as usize];
    assert_eq!((kinsman.standing, kinsman.seasons), (Standing::Good, 2));
    // The return of October will be known in January only. Odds of 0.25 are as agreed; the quota moves by the ratio to
    // the power 0.6.
    let (over, home) = (0.2 + whole_power(keep, 14) + 0.25 * whole_power(keep, 13), 0.8 + 0.75 * whole_power(keep, 13));
    host(life, over, home, 2);
    let factor = life.world.markets[1].programme.quota_factor;
    assert!((factor - pow(0.25 * home / over, 0.6)).abs() < 1e-9, "{factor}");
}
