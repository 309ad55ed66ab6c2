//! Journeys without papers: intercepted, turned back, survived or not, and what comes after.

use super::life::*;
use super::season::OUTSIDE;
use super::tiny::*;
use circula::base::draws::{Draws, WorldKey, to_unit};
use circula::base::units::Month;
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Ending, Status, Way};
use circula::world::person::{Life as Stage, NONE};

/// The first month's work: nobody else is there without papers, so that a day brings 30 × √2.
const FIRST: [Paid; 2] = [(Flow::Wage, COAST, 848.53), (Flow::Living, COAST, 240.0)];
/// What is sent of its surplus of 608.53, each sum rounded to the cent.
const SENT_FIRST: [Paid; 3] = [
    (Flow::RemittanceSent, COAST, 152.13),
    (Flow::RemittanceReceived, COAST, 129.31),
    (Flow::RemittanceConsumed, COAST, 103.45),
];
/// What is sent of three times 360.
const SENT: [Paid; 3] = [
    (Flow::RemittanceSent, COAST, 270.0),
    (Flow::RemittanceReceived, COAST, 229.5),
    (Flow::RemittanceConsumed, COAST, 183.6),
];

/// What is told first of whoever takes the route.
const SETS_OUT: [Told; 2] = [(Departed(Way::Irregular), COAST, 0, 0), (RouteTried, COAST, 0, 0)];

/// What is told last of whoever arrives.
const ARRIVES: [Told; 1] = [(Arrived(Way::Irregular), COAST, 0, 0)];

/// The draws of the tries of a month, each below or above its limits.
fn tries(month: &'static str, limits: &'static [(f64, f64)]) -> impl Fn(WorldKey, Draws) -> bool {
    move |_, his| {
        limits
            .iter()
            .zip(0..)
            .all(|(&(low, high), number)| (low..high).contains(&to_unit(bits(his, "departure/passage", month, number))))
    }
}

/// A fifth of the household's kin are overseas: they lend 120, and take 1.6 off the 20 of setting out.
fn has_kin(life: &mut Life) {
    let h = life.household_mut();
    (h.overseas, h.kin_overseas) = (1, 51);
}

#[test]
fn a_journey_intercepted_twice_costs_three_passages_and_a_removal_to_transit_the_fare_from_there() {
    let mut life = Life::drawn("2006-03", tries("2006-03", &[(0.0, 0.5), (0.0, 0.5), (0.5, 1.0)]));
    life.change(|r| route(r, 300.0, 0.5, 1.0, 0.0));
    has_kin(&mut life);
    life.has_saved(1000.0);
    life.reviews(true);
    life.earners = 1;
    // Twice 300 of 60 × 120 and the household's 1,500, in millionths. At home 8,950; ten years of 480 (a fifth more
    // than true is believed) leave 58,610, at theta ln 1.25; one in two arrives, the others lose 300 and a month.
    let caught = (Intercepted, COAST, 0, 0);
    let told = [&SETS_OUT[..], &[caught, caught], &ARRIVES].concat();
    let pays = [(Flow::Passage, COAST, 900.0), (Flow::InterceptionCost, COAST, 1600.0)];
    life.month("2006-03", &told, &[&pays[..], &FIRST, &SENT_FIRST].concat());
    life.reviews(false);
    assert_eq!((life.spell().savings, life.spell().debt, life.wealth()), (cents(556.4), 0, 1525.86));
    life.quiet_until("2006-05", &OUTSIDE);
    life.month("2006-06", &[], &[&OUTSIDE[..], &SENT].concat());
    life.change(|r| corridor(r, COAST).enforcement.removal = 1.0);
    life.earners = 2;
    // 1,366.40 and 360, less 900 that are lost and 440 from the transit country on; he never had papers to lose.
    let removed = [
        (Removed(Status::Irregular), COAST, 4, 0),
        (RemovedTransit, COAST, 4, 0),
        (HomeFromSpell(Way::Irregular), COAST, 4, cents(386.4)),
    ];
    let pays = [
        (Flow::RemovalLoss, COAST, 900.0),
        (Flow::RemovalCost, COAST, 1500.0),
        (Flow::Fare, COAST, 440.0),
        (Flow::BroughtHome, HOME, 231.84),
        (Flow::LaidBy, HOME, 154.56),
    ];
    life.month("2006-07", &removed, &[&OUTSIDE[..], &pays].concat());
    assert_eq!(life.wealth(), 1525.86 + 71.4 + 42.5 + 231.84);
    life.quiet_until("2007-06", &[]);
    let p = life.person();
    assert_eq!((p.forced(), p.barred_until, p.months_irregular), (true, Month::new(2007, 3), 4));
    // Kin told twice, of the first month and of June; then he himself.
    let earnings = 4.8 + 0.15 * 2.0_f64.sqrt() + 0.15 + 0.5;
    life.believes([(earnings / 4.8, 4.8), BELIEVED[1], BELIEVED[2], BELIEVED[3]], DEFAULT, NORM);
}

#[test]
fn who_is_turned_back_owes_the_loan_thinks_of_it_again_and_sets_out_five_months_later() {
    let (first, second) = (tries("2006-03", &[(0.0, 0.5)]), tries("2006-08", &[(0.5, 1.0)]));
    let mut life = Life::drawn("2006-03", |key, his| first(key, his) && second(key, his));
    life.change(|r| route(r, 300.0, 0.5, 0.0, 0.0));
    has_kin(&mut life);
    life.household_has(200.0);
    life.reviews(true);
    // Half of 200 is the household's, the rest lent; home again, half of the 100 that are left pay back 50.
    let told = [&SETS_OUT[..], &[(Intercepted, COAST, 0, 0), (TurnedBack, COAST, 0, 0)]].concat();
    let pays = [
        (Flow::TravelFunds, HOME, 150.0),
        (Flow::Loan, HOME, 200.0),
        (Flow::Passage, COAST, 300.0),
        (Flow::InterceptionCost, COAST, 800.0),
        (Flow::Repayment, HOME, 50.0),
    ];
    life.month("2006-03", &told, &pays);
    life.reviews(false);
    let p = life.person();
    assert_eq!((life.wealth(), p.debt, p.spell), (50.0, cents(150.0), NONE));
    assert_eq!((p.forced(), p.returned, p.ever_abroad(), p.circuits), (true, Month::new(2006, 3), false, 0));
    // At home a debt bears no interest.
    life.quiet_until("2006-07", &[]);
    life.change(|r| r.rules.attention.forced = 1.0);
    life.earners = 1;
    // 50 and 221 saved: 135.50 pay back, 67.75 go into the journey, 232.25 are lent on top of the 14.50 still owed.
    let told = [&SETS_OUT[..1], &[(SetOutAgain(Ending::Forced), COAST, 5, 0)], &SETS_OUT[1..], &ARRIVES].concat();
    let pays = [
        (Flow::TravelFunds, HOME, 203.25),
        (Flow::Repayment, HOME, 135.5),
        (Flow::Loan, HOME, 232.25),
        (Flow::Passage, COAST, 300.0),
        (Flow::Interest, HOME, 7.4),
        (Flow::Repayment, COAST, 254.15),
    ];
    life.month("2006-08", &told, &[&pays[..], &FIRST].concat());
    assert_eq!((life.wealth(), life.spell().savings, life.spell().debt), (67.75, cents(354.38), 0));
    assert!(!life.person().forced());
    assert_eq!(life.world.districts[1].reviews, 2);
}

#[test]
fn a_death_on_the_way_takes_an_earner_leaves_the_purse_to_the_family_and_the_loan_to_the_lender() {
    let mut life = Life::new("2006-03");
    life.change(|r| route(r, 300.0, 0.0, 1.0, 1.0));
    has_kin(&mut life);
    life.household_has(200.0);
    life.reviews(true);
    life.earners = 1;
    let pays = [
        (Flow::TravelFunds, HOME, 100.0),
        (Flow::Loan, HOME, 200.0),
        (Flow::Passage, COAST, 300.0),
        (Flow::Default, HOME, 200.0),
    ];
    life.month("2006-03", &[&SETS_OUT[..], &[(DiedRoute, COAST, 0, 0)]].concat(), &pays);
    let p = life.person();
    assert_eq!((p.life, p.spell, p.savings, p.debt), (Stage::Dead, NONE, 0, 0));
    assert_eq!((life.wealth(), life.household().away, life.household().dependants), (100.0, 0, 3));
    life.quiet_until("2007-03", &[]);

    // Another, with money of his own, is intercepted once and dies at the second try.
    let mut life = Life::drawn("2006-03", tries("2006-03", &[(0.5, 0.75), (0.0, 0.5)]));
    life.change(|r| route(r, 300.0, 0.5, 1.0, 0.5));
    has_kin(&mut life);
    life.has_saved(700.0);
    life.reviews(true);
    life.earners = 1;
    let dies = [(Intercepted, COAST, 0, 0), (DiedRoute, COAST, 0, 0)];
    let pays = [(Flow::Passage, COAST, 600.0), (Flow::InterceptionCost, COAST, 800.0), (Flow::Estate, HOME, 100.0)];
    life.month("2006-03", &[&SETS_OUT[..], &dies].concat(), &pays);
    assert_eq!((life.person().life, life.person().savings, life.wealth()), (Stage::Dead, 0, 1600.0));
    life.quiet_until("2007-03", &[]);
    life.believes(BELIEVED, DEFAULT, NORM);
}

#[test]
fn an_amnesty_gives_papers_to_one_who_never_had_any_and_no_end_is_told_of() {
    let mut life = Life::new("2006-03");
    life.change(|r| {
        route(r, 300.0, 0.0, 1.0, 0.0);
        r.rules.remittance.every_months = 60;
    });
    has_kin(&mut life);
    life.has_saved(1000.0);
    life.reviews(true);
    life.earners = 1;
    let told = [&SETS_OUT[..], &ARRIVES].concat();
    life.month("2006-03", &told, &[&FIRST[..], &[(Flow::Passage, COAST, 300.0)]].concat());
    life.reviews(false);
    life.month("2006-04", &[], &OUTSIDE);
    life.change(|r| corridor(r, COAST).enforcement.amnesty = 1.0);
    life.month("2006-05", &[(Regularised(Status::Irregular), COAST, 2, 0)], &OUTSIDE);
    life.homesick();
    life.earners = 2;
    let told = [
        (Returned(Status::Settled), COAST, 3, cents(1848.53)),
        (HomeFromSpell(Way::Irregular), COAST, 3, cents(1848.53)),
    ];
    let pays = [
        (Flow::Wage, COAST, 560.0),
        (Flow::Living, COAST, 300.0),
        (Flow::Fare, COAST, 440.0),
        (Flow::BroughtHome, HOME, 1109.12),
        (Flow::LaidBy, HOME, 739.41),
    ];
    life.month("2006-06", &told, &pays);
    assert_eq!((life.person().months_regular, life.person().months_irregular), (1, 2));
    life.quiet_until("2006-12", &[]);
    life.believes(BELIEVED, DEFAULT, NORM);
}

#[test]
fn a_saver_in_debt_is_home_when_what_he_has_less_what_he_owes_is_what_he_wanted() {
    let mut life = Life::new("2006-03");
    life.change(|r| {
        route(r, 900.0, 0.0, 1.0, 0.0);
        (r.rules.preference.target_share, r.rules.preference.target_eur) = (1.0, 500.0);
    });
    has_kin(&mut life);
    life.household_has(200.0);
    life.reviews(true);
    life.earners = 1;
    let pays = [
        (Flow::TravelFunds, HOME, 100.0),
        (Flow::Loan, HOME, 800.0),
        (Flow::Passage, COAST, 900.0),
        (Flow::Interest, HOME, 24.0),
        (Flow::Repayment, COAST, 304.27),
    ];
    let told = [&SETS_OUT[..], &ARRIVES].concat();
    life.month("2006-03", &told, &[&pays[..], &FIRST, &SENT_FIRST].concat());
    life.reviews(false);
    let pays = |interest, repaid| [(Flow::Interest, HOME, interest), (Flow::Repayment, COAST, repaid)];
    life.month("2006-04", &[], &[&OUTSIDE[..], &pays(15.59, 180.0)].concat());
    life.month("2006-05", &[], &[&OUTSIDE[..], &pays(10.66, 180.0)].concat());
    // 512.13 in the purse, 185.98 owed.
    assert_eq!((life.spell().savings, life.spell().debt), (cents(512.13), cents(185.98)));
    life.month("2006-06", &[], &[&OUTSIDE[..], &pays(5.58, 180.0), &SENT].concat());
    life.earners = 2;
    let told = [
        (TargetReached(Status::Irregular), COAST, 4, cents(770.22)),
        (Returned(Status::Irregular), COAST, 4, cents(330.22)),
        (HomeFromSpell(Way::Irregular), COAST, 4, cents(330.22)),
    ];
    let home = [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 198.13), (Flow::LaidBy, HOME, 132.09)];
    life.month("2006-07", &told, &[&OUTSIDE[..], &pays(0.35, 11.91), &home].concat());
    assert_eq!(life.household().wealth, cents(100.0 + 25.86 + 71.4 + 42.5 + 198.13));
    life.quiet_until("2006-12", &[]);
    let earnings = 4.8 + 0.15 * 2.0_f64.sqrt() + 0.15 + 0.5;
    life.believes([(earnings / 4.8, 4.8), BELIEVED[1], BELIEVED[2], BELIEVED[3]], DEFAULT, NORM);
}
