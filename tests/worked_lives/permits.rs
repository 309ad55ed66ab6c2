//! Stays with a permit of one's own: renewal and lapse, removal and ban, papers again, visits, a move onward, a target.

use super::life::*;
use super::season::{LEAVES, OUTSIDE};
use super::tiny::*;
use circula::base::math::{pow, whole_power};
use circula::base::units::Month;
use circula::institution::corridor::Lawful;
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Call, Cause, Ending, Place, Status, Way};
use circula::world::person::NONE;
use circula::world::spell::NEVER;

/// A month of work with a permit: 500 are left.
const LAWFUL: [Paid; 2] = [(Flow::Wage, COAST, 750.0), (Flow::Living, COAST, 250.0)];

/// A quarter of a surplus goes home; 15 % is the bank's, 80 % of the rest is consumed.
fn sends(from: Place, surplus: f64) -> [Paid; 3] {
    [
        (Flow::RemittanceSent, from, 0.25 * surplus),
        (Flow::RemittanceReceived, from, 0.2125 * surplus),
        (Flow::RemittanceConsumed, from, 0.17 * surplus),
    ]
}

/// In March somebody asks for a permit, gets it, leaves and works: 110 and 440 out of his household's wealth. He sends
/// a quarter of 500 in this month and every third, or once in five years.
fn arrives(life: &mut Life, permit_months: u32, renewal_odds: f64, every_months: u32) {
    life.change(|r| {
        visa(r, COAST, 1.0, 110.0, permit_months, 1.0);
        r.rules.remittance.every_months = every_months;
    });
    life.household_mut().overseas = 1;
    life.reviews(true);
    life.earners = 1;
    let told = [(VisaAsked, COAST, 0, 0), (Departed(Way::Visa), COAST, 0, 0), (Arrived(Way::Visa), COAST, 0, 0)];
    let pays = [(Flow::TravelFunds, HOME, 550.0), (Flow::VisaFee, COAST, 110.0), (Flow::Fare, COAST, 440.0)];
    let sent = if every_months == 3 { &sends(COAST, 500.0)[..] } else { &[] };
    life.month("2006-03", &told, &[&pays, &LAWFUL[..], sent].concat());
    life.reviews(false);
    // He left for longer than he is let stay, and nobody is let in again.
    life.change(|r| visa(r, COAST, 0.0, 110.0, permit_months, renewal_odds));
    let s = life.spell();
    assert_eq!((s.status, s.until, s.contract), (Status::Permit, Month::new(2006, 3).plus(permit_months as i32), NONE));
    assert_eq!(life.wealth(), if every_months == 3 { 950.0 + 21.25 } else { 950.0 });
}

/// April, May and June: 1,500 in the purse after the month's work.
fn works_until_june(life: &mut Life, in_june: &[Told]) {
    life.quiet_until("2006-05", &LAWFUL);
    life.month("2006-06", in_june, &[&LAWFUL[..], &sends(COAST, 1500.0)].concat());
}

fn back(status: Status, way: Way, months: u16, savings: f64) -> [Told; 2] {
    [(Returned(status), COAST, months, cents(savings)), (HomeFromSpell(way), COAST, months, cents(savings))]
}

#[test]
fn a_permit_that_is_not_renewed_ends_in_its_month_and_overstay_counts_from_there() {
    let mut life = Life::new("2006-03");
    life.change(|r| r.rules.information.memory = 0.5);
    arrives(&mut life, 6, 0.0, 3);
    works_until_june(&mut life, &[]);
    life.quiet_until("2006-08", &LAWFUL);
    assert_eq!((life.spell().status, life.spell().ended), (Status::Permit, Month(0)));
    let ends = [(Termed(Status::Permit), COAST, 6, 0), (Lapsed(Status::Permit), COAST, 6, 0)];
    life.month("2006-09", &ends, &[&LAWFUL[..], &sends(COAST, 1500.0)].concat());
    let s = life.spell();
    assert_eq!(
        (s.status, s.ended, s.ended_as, s.until),
        (Status::Irregular, Month::new(2006, 9), Status::Permit, NEVER)
    );
    // The stay that then looks best is the longest.
    assert_eq!((s.status_since, s.planned), (Month::new(2006, 9), Month::new(2016, 9)));
    assert_eq!((life.away(COAST, Status::Permit), life.away(COAST, Status::Irregular)), (0, 1));
    life.quiet_until("2006-11", &OUTSIDE);
    life.month("2006-12", &[], &[&OUTSIDE[..], &sends(COAST, 1080.0)].concat());
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let [returned, home] = back(Status::Irregular, Way::Visa, 10, 3355.0);
    let told = [returned, (ExitedAfterEnd(Cause::Return, Status::Permit), COAST, 4, 0), home];
    let pays = [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 2013.0), (Flow::LaidBy, HOME, 1342.0)];
    life.month("2007-01", &told, &[&OUTSIDE[..], &pays].concat());
    // 971.25; 25.50 and 63.75 by June, 127.50 and 63.75 by September, as much and 45.90 by December, 8.50, and 2,013.
    assert_eq!(life.wealth(), 971.25 + 89.25 + 191.25 + 173.4 + 8.5 + 2013.0);
    life.quiet_until("2008-01", &[]);
    let p = life.person();
    assert_eq!((p.months_regular, p.months_irregular, p.circuits, p.seasons), (6, 4, 1, 0));
    assert_eq!((p.returned, p.forced(), p.ever_abroad()), (Month::new(2007, 1), false, true));
    // Work brings what it did at the start. Of a belief that weighs 4 half is forgotten in a year: kin count for 0.15
    // against ten months' rest of it, who is back in the month after for 0.5; twelve months more pass.
    let keep = pow(0.5, 1.0 / 12.0);
    let old = 4.0 * whole_power(keep, 11);
    let weight = old + 0.15 * keep + 0.5;
    let faded = 4.0 * whole_power(keep, 23);
    let earnings = ((1.2 * old + 0.15 * keep + 0.5) / weight, 0.5 * weight);
    life.believes([earnings, (0.5, faded), (0.5, faded), (0.6, faded)], DEFAULT, NORM);
}

#[test]
fn a_permit_is_renewed_for_one_at_work_and_not_for_one_who_has_just_lost_it() {
    let mut life = Life::new("2006-03");
    arrives(&mut life, 3, 1.0, 60);
    life.quiet_until("2006-05", &LAWFUL);
    life.month("2006-06", &[(Renewed(Status::Permit), COAST, 3, 0)], &LAWFUL);
    assert_eq!(life.spell().until, Month::new(2006, 9));
    life.quiet_until("2006-08", &LAWFUL);
    life.change(|r| corridor(r, COAST).labour.unemployment_share = 1.0);
    let ends = [(Termed(Status::Permit), COAST, 6, 0), (Lapsed(Status::Permit), COAST, 6, 0)];
    life.month("2006-09", &ends, &[(Flow::Living, COAST, 250.0)]);
    assert_eq!((life.spell().savings, life.spell().employed), (cents(2750.0), false));
    life.quiet_until("2006-11", &OUTSIDE);
    assert_eq!(life.spell().savings, cents(3470.0));
}

/// Loses his papers in June and is removed in July: 900 are lost, lawful entry is barred for eight months.
fn is_removed_in_july(life: &mut Life) {
    arrives(life, 3, 0.0, 3);
    works_until_june(life, &[(Termed(Status::Permit), COAST, 3, 0), (Lapsed(Status::Permit), COAST, 3, 0)]);
    life.change(|r| corridor(r, COAST).enforcement.removal = 1.0);
    life.earners = 2;
    let told = [
        (Removed(Status::Irregular), COAST, 4, 0),
        (ExitedAfterEnd(Cause::Removal, Status::Permit), COAST, 1, 0),
        (HomeFromSpell(Way::Visa), COAST, 4, cents(960.0)),
    ];
    let pays = [
        (Flow::RemovalLoss, COAST, 900.0),
        (Flow::RemovalCost, COAST, 1500.0),
        (Flow::BroughtHome, HOME, 576.0),
        (Flow::LaidBy, HOME, 384.0),
    ];
    life.month("2006-07", &told, &[&OUTSIDE[..], &pays].concat());
    let p = life.person();
    assert_eq!((p.barred_until, p.forced(), p.returned), (Month::new(2007, 3), true, Month::new(2006, 7)));
    assert_eq!(life.wealth(), 971.25 + 89.25 + 42.5 + 576.0);
    life.believes([(5.3 / 4.5, 4.5), BELIEVED[1], BELIEVED[2], BELIEVED[3]], DEFAULT, NORM);
    // Whoever comes home by force thinks of it every month.
    life.change(|r| {
        r.rules.attention.forced = 1.0;
        visa(r, COAST, 1.0, 110.0, 3, 1.0);
        corridor(r, COAST).enforcement.removal = 0.0;
    });
}

#[test]
fn lawful_entry_is_closed_while_a_ban_lasts_and_open_in_the_first_month_after() {
    let again = |told: &[Told], way| {
        let mut all = told.to_vec();
        all.extend([
            (Departed(way), COAST, 0, 0),
            (SetOutAgain(Ending::Forced), COAST, 8, 0),
            (Arrived(way), COAST, 0, 0),
        ]);
        all
    };
    let mut life = Life::new("2006-03");
    is_removed_in_july(&mut life);
    life.quiet_until("2007-02", &[]);
    assert_eq!(life.world.districts[1].reviews, 8, "one review in March, one in each of seven months of the ban");
    life.earners = 1;
    let pays = [(Flow::TravelFunds, HOME, 550.0), (Flow::VisaFee, COAST, 110.0), (Flow::Fare, COAST, 440.0)];
    let told = again(&[(VisaAsked, COAST, 0, 0)], Way::Visa);
    life.month("2007-03", &told, &[&pays, &LAWFUL[..], &sends(COAST, 500.0)].concat());
    assert_eq!((life.wealth(), life.person().forced()), (2155.0 - 550.0 + 21.25, false));

    // The same man where no visas are given: the programme was closed to him too.
    let mut life = Life::new("2006-03");
    is_removed_in_july(&mut life);
    life.change(|r| corridor(r, COAST).lawful = Lawful::default());
    life.quiet_until("2007-02", &[]);
    life.earners = 1;
    let begins = [(Applied(Call::Open), COAST, 0, 0), (Selected(Call::Open), COAST, 0, 0)];
    let mut told = again(&begins, Way::Programme);
    told.insert(4, (PlaceTaken(Call::Open), COAST, 0, 0));
    life.month("2007-03", &told, &[&LEAVES[..], &[(Flow::TravelFunds, HOME, 90.0)]].concat());
    assert_eq!(life.wealth(), 2155.0 - 12.0 - 90.0);
}

#[test]
fn papers_by_residence_come_in_the_month_in_which_residence_is_long_enough_and_end_the_overstay() {
    let mut life = Life::new("2006-03");
    life.change(|r| corridor(r, COAST).enforcement.settle_hazard = 1.0);
    arrives(&mut life, 3, 0.0, 3);
    works_until_june(&mut life, &[(Termed(Status::Permit), COAST, 3, 0), (Lapsed(Status::Permit), COAST, 3, 0)]);
    life.quiet_until("2006-08", &OUTSIDE);
    life.month("2006-09", &[], &[&OUTSIDE[..], &sends(COAST, 1080.0)].concat());
    // Eight months after the arrival in March nothing happens yet.
    life.quiet_until("2006-11", &OUTSIDE);
    assert_eq!(life.spell().ended, Month::new(2006, 6));
    let told = [
        (Regularised(Status::Irregular), COAST, 6, 0),
        (ExitedAfterEnd(Cause::Regularisation, Status::Permit), COAST, 6, 0),
    ];
    life.month("2006-12", &told, &[&OUTSIDE[..], &sends(COAST, 1080.0)].concat());
    let s = life.spell();
    assert_eq!((s.status, s.status_since, s.ended, s.until), (Status::Settled, Month::new(2006, 12), Month(0), NEVER));
    assert_eq!((life.away(COAST, Status::Irregular), life.away(COAST, Status::Settled)), (0, 1));
    let settled = [(Flow::Wage, COAST, 560.0), (Flow::Living, COAST, 300.0)];
    life.month("2007-01", &[], &settled);
    life.homesick();
    life.earners = 2;
    // Nothing is told of an end that has passed: 1,500, five times 360 less 540, twice 260 and the fare.
    let pays = [(Flow::Fare, COAST, 440.0), (Flow::BroughtHome, HOME, 1920.0), (Flow::LaidBy, HOME, 1280.0)];
    life.month("2007-02", &back(Status::Settled, Way::Visa, 11, 3200.0), &[&settled[..], &pays].concat());
    assert_eq!(life.wealth(), 971.25 + 89.25 + 173.4 + 173.4 + 17.0 + 1920.0);
    life.quiet_until("2007-12", &[]);
    assert_eq!((life.person().months_regular, life.person().months_irregular), (5, 6));
    life.believes([(5.1 / 4.3, 4.3), BELIEVED[1], BELIEVED[2], BELIEVED[3]], DEFAULT, NORM);
}

#[test]
fn a_visit_wants_two_fares_in_the_purse_and_a_move_onward_begins_a_stay_by_the_rules_of_the_other_place() {
    let mut life = Life::new("2006-03");
    life.change(|r| {
        visa(r, NORTH, 1.0, 90.0, 7, 1.0);
        corridor(r, COAST).distance.need_home = 1.0;
    });
    arrives(&mut life, 12, 1.0, 3);
    // 875 in April are 5 less than two fares.
    life.month("2006-04", &[], &LAWFUL);
    assert_eq!(life.spell().savings, cents(875.0));
    let fares = [(Flow::Fare, COAST, 880.0)];
    life.month("2006-05", &[(Visited(Status::Permit), COAST, 2, 0)], &[&LAWFUL[..], &fares].concat());
    life.change(|r| corridor(r, COAST).distance.need_home = 0.0);
    life.month("2006-06", &[], &[&LAWFUL[..], &sends(COAST, 1500.0)].concat());
    assert_eq!(life.spell().savings, cents(620.0));
    let moves = |onward: f64| move |r: &mut _| corridor(r, COAST).distance.onward = onward;
    life.change(moves(1.0));
    let fare = [(Flow::Fare, NORTH, 155.0)];
    life.month("2006-07", &[(MovedOn(Status::Permit), NORTH, 4, 0)], &[&LAWFUL[..], &fare].concat());
    life.change(moves(0.0));
    let s = life.spell();
    assert_eq!((s.status, s.until, s.since), (Status::Permit, Month::new(2007, 2), Month::new(2006, 3)));
    // A liking of 0.3 and ln(1/0.6) of lower prices.
    assert!((f64::from(s.theta) - 0.810_826).abs() < 1e-6 && s.days_factor == 1.0, "{s:?}");
    assert_eq!((life.away(COAST, Status::Permit), life.away(NORTH, Status::Permit)), (0, 1));
    let there = [(Flow::Wage, NORTH, 810.0), (Flow::Living, NORTH, 310.0)];
    life.month("2006-08", &[], &there);
    life.month("2006-09", &[], &[&there[..], &sends(NORTH, 1500.0)].concat());
    life.homesick();
    life.earners = 2;
    // The stay is one, and began at the coast: 965 and 1,500 less 375, and the fare of the north.
    let told =
        [(Returned(Status::Permit), NORTH, 7, cents(1470.0)), (HomeFromSpell(Way::Visa), COAST, 7, cents(1470.0))];
    let pays = [(Flow::Fare, NORTH, 620.0), (Flow::BroughtHome, HOME, 882.0), (Flow::LaidBy, HOME, 588.0)];
    life.month("2006-10", &told, &[&there[..], &pays].concat());
    assert_eq!(life.wealth(), 971.25 + 89.25 + 191.25 + 42.5 + 882.0);
    assert_eq!((life.person().months_regular, life.person().circuits), (7, 1));
    life.quiet_until("2007-06", &[]);
    life.believes(BELIEVED, DEFAULT, NORM);
}
