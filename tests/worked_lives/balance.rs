//! What journeys bring and cost over a life, by hand: one who leaves, saves and comes home, one who stays, one who
//! dies, one who is refused.

use super::life::*;
use super::season::{LEAVES, home_at_term, little_work, pays_back, work};
use super::tiny::*;
use circula::base::math::ln;
use circula::base::units::Month;
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Call, Status, Way};
use circula::mechanism::journeys;
use circula::world::{Journeys, journey};

/// A month of work with a permit: 500 are left.
const LAWFUL: [Paid; 2] = [(Flow::Wage, COAST, 750.0), (Flow::Living, COAST, 250.0)];
/// What is paid for a visa and the journey: 550 out of the household's wealth.
const SETS_OUT: [Paid; 3] =
    [(Flow::TravelFunds, HOME, 550.0), (Flow::VisaFee, COAST, 110.0), (Flow::Fare, COAST, 440.0)];

/// What has been noted of the man.
fn noted(life: &Life) -> Journeys {
    let mut all = life.world.districts[1].journeys.clone();
    journey::merge(&mut all);
    assert!(all.iter().all(|record| record.person == MAN), "of somebody else: {all:?}");
    all.first().copied().unwrap_or_default()
}

/// The same at the end of a run, the stay under way included.
fn at_end(life: &mut Life) -> Journeys {
    let (rules, tables, start) = (life.rules.clone(), circula::engine::Tables::new(&life.rules), life.world.now);
    let all = journeys::at_end(&mut life.world, &rules, &tables, start);
    assert!(all[0].is_empty() && all[1].len() == 1, "{all:?}");
    all[1][0]
}

fn is(seen: Journeys, (tried, perished): (bool, bool), [money, missed, away, toll]: [f64; 4]) {
    assert_eq!((seen.person, seen.tried, seen.perished), (MAN, tried, perished));
    let near = |seen: f32, by_hand: f64| (f64::from(seen) - by_hand).abs() < 1e-4 * (1.0 + by_hand.abs());
    let all = [(seen.money, money), (seen.missed, missed), (seen.away, away), (seen.toll, toll)];
    assert!(
        all.iter().all(|&(seen, by_hand)| near(seen, by_hand)),
        "{seen:?}, by hand {:?}",
        [money, missed, away, toll]
    );
}

/// Leaves in March of 2006 with a visa; the adding up begins in this month, at a discount a year.
fn leaves(discount_year: f64) -> Life {
    let mut life = Life::new("2006-03");
    life.world.begin_journeys(discount_year / 12.0);
    life.change(|r| {
        visa(r, COAST, 1.0, 110.0, 60, 1.0);
        r.rules.remittance.every_months = 3;
    });
    life.household_mut().overseas = 1;
    life.reviews(true);
    life.earners = 1;
    let told = [(VisaAsked, COAST, 0, 0), (Departed(Way::Visa), COAST, 0, 0), (Arrived(Way::Visa), COAST, 0, 0)];
    life.month("2006-03", &told, &[&SETS_OUT, &LAWFUL[..], &sends(500.0)].concat());
    life.reviews(false);
    life
}

fn sends(surplus: f64) -> [Paid; 3] {
    [
        (Flow::RemittanceSent, COAST, 0.25 * surplus),
        (Flow::RemittanceReceived, COAST, 0.2125 * surplus),
        (Flow::RemittanceConsumed, COAST, 0.17 * surplus),
    ]
}

/// Five months of work at 500, 75 of 2,000 saved kept by the bank on the way; 550 there and 440 back. At home there
/// would have been 60 a month for four months; who longs for home has a theta of 100, and setting out takes 20.
#[test]
fn who_leaves_saves_and_returns_has_earned_less_fares_and_fees() {
    let mut life = leaves(0.0);
    life.quiet_until("2006-05", &LAWFUL);
    life.month("2006-06", &[], &[&LAWFUL[..], &sends(1500.0)].concat());
    life.homesick();
    life.earners = 2;
    let savings = 5.0 * 500.0 - 500.0 - 440.0;
    let told =
        [(Returned(Status::Permit), COAST, 4, cents(savings)), (HomeFromSpell(Way::Visa), COAST, 4, cents(savings))];
    let home =
        [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 0.6 * savings), (Flow::LaidBy, HOME, 0.4 * savings)];
    life.month("2006-07", &told, &[&LAWFUL[..], &home].concat());
    let by_hand = [2500.0 - 75.0 - 550.0 - 440.0, 4.0 * 60.0, 4.0 * 100.0, 20.0];
    is(noted(&life), (true, false), by_hand);
    // Nothing comes after it.
    life.quiet_until("2006-12", &[]);
    is(noted(&life), (true, false), by_hand);
    is(at_end(&mut life), (true, false), by_hand);
}

/// The same at 12 % a year: what is paid in March counts in full; the purse is looked at in June, when four months' 500
/// and 18.75 of fees count as in the middle of three months, and at the end one month's 500; home is left in month 0
/// and reached in month 4.
#[test]
fn later_money_counts_less() {
    let mut life = leaves(0.12);
    life.quiet_until("2006-05", &LAWFUL);
    life.month("2006-06", &[], &[&LAWFUL[..], &sends(1500.0)].concat());
    let open = life.world.districts[1].open[0];
    let worth = |months: f64| circula::base::math::exp(-0.01 * months);
    // 481.25 in March less 550, looked at in the month itself; in June three months' 500 less a fee of 56.25.
    let june = (1500.0 - 56.25) * worth(3.0) * 1.015;
    assert!((f64::from(open.money) - (481.25 - 550.0 + june)).abs() < 1e-2 && open.toll == 20.0, "{open:?}");
    assert_eq!((open.seen, open.mark), (Month::new(2006, 6), cents(1500.0)));
    is(noted(&life), (true, false), [0.0; 4]);
}

/// Away at the end of a run, before October: 481.25 of the first month and twice three months' 500 less 56.25. He plans
/// to stay until March of 2016, that is 113 months more, and then pays the fare.
#[test]
fn who_stays_goes_on_as_planned() {
    let mut life = leaves(0.0);
    life.quiet_until("2006-05", &LAWFUL);
    life.month("2006-06", &[], &[&LAWFUL[..], &sends(1500.0)].concat());
    life.quiet_until("2006-08", &LAWFUL);
    life.month("2006-09", &[], &[&LAWFUL[..], &sends(1500.0)].concat());
    assert_eq!(life.spell().planned, Month::new(2016, 3));
    let so_far = 481.25 + 2.0 * 1443.75 - 550.0;
    let ahead = 113.0 * 500.0 - 440.0;
    is(at_end(&mut life), (true, false), [so_far + ahead, 120.0 * 60.0, 120.0 * ln(1.25), 20.0]);
    // To ask what comes changes nothing.
    is(noted(&life), (true, false), [0.0; 4]);
}

/// One passage of 300 is gone, and the dead are marked.
#[test]
fn who_dies_on_the_route_is_marked() {
    let mut life = Life::new("2006-03");
    life.world.begin_journeys(0.0);
    life.change(|r| route(r, 300.0, 0.0, 1.0, 1.0));
    life.household_mut().overseas = 1;
    life.reviews(true);
    life.earners = 1;
    let told = [(Departed(Way::Irregular), COAST, 0, 0), (RouteTried, COAST, 0, 0), (DiedRoute, COAST, 0, 0)];
    life.month("2006-03", &told, &[(Flow::TravelFunds, HOME, 300.0), (Flow::Passage, COAST, 300.0)]);
    is(noted(&life), (true, true), [-300.0, 0.0, 0.0, 0.0]);
}

/// Under contract: 12 for the application, 360 for the journey of which 270 are advanced, six times 440, 9.84 of
/// interest on the advance. Neither the advance nor its repayment is a gain or a loss.
#[test]
fn a_season_is_wages_less_costs_and_a_loan_is_no_gain() {
    let mut life = Life::new("2006-01");
    life.world.begin_journeys(0.0);
    life.change(|r| {
        r.rules.remittance.every_months = 60;
        little_work(r);
    });
    life.reviews(true);
    life.earners = 1;
    let told = [
        (Applied(Call::Open), COAST, 0, 0),
        (Selected(Call::Open), COAST, 0, 0),
        (Departed(Way::Programme), COAST, 0, 0),
        (PlaceTaken(Call::Open), COAST, 0, 0),
        (Arrived(Way::Programme), COAST, 0, 0),
    ];
    life.month("2006-01", &told, &[&LEAVES[..], &[(Flow::TravelFunds, HOME, 90.0)]].concat());
    life.reviews(false);
    pays_back(&mut life);
    life.quiet_until("2006-06", &work(&[]));
    life.earners = 2;
    let savings = 600.16 + 4.0 * 440.0;
    let home = [(Flow::BroughtHome, HOME, 0.6 * savings), (Flow::LaidBy, HOME, 0.4 * savings)];
    life.month("2006-07", &home_at_term(6, savings), &work(&home));
    let by_hand = [6.0 * 440.0 - 9.84 - 360.0 - 12.0, 6.0 * 60.0, 6.0 * ln(1.25), 6.0];
    is(noted(&life), (true, false), by_hand);
}
