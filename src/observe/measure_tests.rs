//! Every measure and every measure of a place, worked out by hand from a tally written by hand.
//!
//! The tally has 40 months, so one year is 3/10 of it; one person stands for 2.5, so a count is 0.75 a year at full
//! scale. No two places, ways, rights of stay or months have equal counts.

use super::measure::MEASURES;
use super::placed::{PLACED, Quantity};
use super::survey::Survey;
use super::tally::{After, Cohort, Tally};
use crate::journal::event::Kind;
use crate::journal::ledger::{FLOW_COUNT, Flow, PLACES};
use crate::journal::{Cause, Circle, Place, Status, Way};

/// Destinations: overseas, within the country, in the region, overseas.
const NORTH: usize = 0;
const CAPITAL: usize = 1;
const REGION: usize = 2;
const WEST: usize = 3;

const MONTHS: usize = 40;

/// Events by kind at the north, in the capital, in the region, in the west.
const EVENTS: &[(Kind, [i64; 4])] = &[
    (Kind::Selected, [40, 2, 3, 10]),
    (Kind::VisaAsked, [30, 1, 5, 12]),
    (Kind::VisaRefused, [13, 1, 2, 4]),
    (Kind::Absconded, [6, 0, 1, 3]),
    (Kind::Dismissed, [2, 0, 3, 5]),
    (Kind::DiedRoute, [5, 0, 0, 2]),
    (Kind::Departed, [400, 1_000, 250, 100]),
    (Kind::RouteTried, [160, 0, 0, 40]),
    (Kind::Returned, [70, 500, 300, 35]),
    (Kind::Removed, [15, 0, 2, 7]),
    (Kind::RemovedTransit, [5, 0, 0, 1]),
    (Kind::Intercepted, [33, 0, 0, 11]),
    (Kind::Named, [11, 0, 0, 5]),
    (Kind::NotNamed, [4, 0, 0, 2]),
    (Kind::SameEmployer, [5, 0, 0, 2]),
    (Kind::Applied, [500, 0, 0, 130]),
    (Kind::BondPosted, [30, 0, 0, 17]),
    (Kind::BondForfeited, [3, 0, 0, 2]),
    (Kind::GuarantorRefused, [8, 0, 0, 1]),
    (Kind::GuarantorExhausted, [4, 0, 0, 2]),
    (Kind::GuarantorAccepted, [20, 0, 0, 9]),
    (Kind::PremiumNotPayable, [3, 0, 0, 4]),
    (Kind::Arrived, [210, 900, 220, 95]),
    (Kind::MovedOn, [4, 0, 0, 9]),
    (Kind::Visited, [51, 90, 21, 14]),
    (Kind::HomeFromSpell, [88, 480, 310, 41]),
];

/// Those away at the end of a month by destination: contract, permit, free, irregular, settled. In the last year the
/// north has 22 without papers.
const STOCK: [[i64; 5]; 4] = [[3, 5, 7, 11, 2], [0, 0, 100, 0, 0], [0, 0, 200, 9, 0], [1, 4, 6, 13, 8]];

/// Month, way, destination; arrived, home within 12 months, within 36, home.
const COHORTS: &[(usize, Way, usize, [i64; 4])] = &[
    // The last month that is followed for 36 months.
    (3, Way::Programme, NORTH, [20, 9, 15, 16]),
    (3, Way::Visa, WEST, [10, 2, 5, 6]),
    (3, Way::FreeMovement, NORTH, [4, 1, 2, 3]),
    (3, Way::Irregular, NORTH, [30, 6, 12, 20]),
    (3, Way::FreeMovement, REGION, [50, 40, 45, 48]),
    (3, Way::Capital, CAPITAL, [100, 50, 70, 80]),
    (4, Way::Programme, WEST, [7, 4, 4, 4]),
    (4, Way::Irregular, WEST, [5, 1, 2, 3]),
    // The last month that is followed for 12 months.
    (27, Way::Visa, NORTH, [8, 3, 3, 3]),
    (27, Way::Irregular, WEST, [9, 2, 2, 2]),
    (27, Way::FreeMovement, REGION, [13, 6, 6, 6]),
    (28, Way::Programme, NORTH, [11, 7, 7, 7]),
    (28, Way::Irregular, NORTH, [6, 5, 5, 5]),
    (28, Way::FreeMovement, REGION, [17, 16, 16, 16]),
    (39, Way::Visa, WEST, [3, 0, 0, 0]),
    (39, Way::Programme, NORTH, [2, 1, 1, 1]),
    (39, Way::Irregular, NORTH, [1, 0, 0, 0]),
];

/// Months after the end, cause, how many.
type Exits = &'static [(usize, Cause, i64)];

/// Month of the end, right of stay, ends, exits.
const ENDED: &[(usize, Status, i64, Exits)] = &[
    // Still there after 1 month 7, after 3 months 5, after 12 months 4, at the end 3.
    (
        5,
        Status::Contract,
        20,
        &[
            (0, Cause::Return, 8),
            (0, Cause::Extension, 2),
            (1, Cause::Return, 3),
            (2, Cause::Return, 1),
            (3, Cause::Removal, 1),
            (12, Cause::Death, 1),
            (13, Cause::Return, 1),
        ],
    ),
    // After 1 month 9, after 3 months 7, after 12 months 5.
    (
        5,
        Status::Permit,
        12,
        &[
            (0, Cause::Return, 2),
            (1, Cause::Return, 1),
            (3, Cause::Regularisation, 2),
            (4, Cause::Return, 1),
            (11, Cause::Onward, 1),
            (13, Cause::Removal, 1),
        ],
    ),
    // The last month that is followed for 12 months: after 1 and 3 months 5, after 12 months and at the end 4.
    (27, Status::Contract, 6, &[(0, Cause::Return, 1), (12, Cause::Return, 1)]),
    // After 1 and 3 months and at the end 5 and 3.
    (28, Status::Contract, 9, &[(1, Cause::Return, 4)]),
    (28, Status::Permit, 3, &[]),
    // The last month that is followed for 3 months: after 1 month 7, after 3 months 5.
    (36, Status::Permit, 7, &[(3, Cause::Return, 2)]),
    // After 1 month and at the end 3.
    (37, Status::Contract, 4, &[(0, Cause::Extension, 1)]),
    // The last month that is followed for 1 month: after it 3.
    (38, Status::Permit, 5, &[(1, Cause::Return, 2)]),
    // At the end 3.
    (39, Status::Contract, 10, &[(0, Cause::Return, 6), (0, Cause::Extension, 1)]),
];

/// Values by kind: sum and number by quintile, the poorest first.
const VALUES: &[(Kind, [(i64, i64); 5])] = &[
    (Kind::NotSelected, [(-20_000, 2), (0, 0), (-30_000, 3), (0, 0), (0, 0)]),
    (Kind::Ineligible, [(-10_000, 1), (0, 0), (0, 0), (0, 0), (-5_000, 1)]),
    (Kind::VisaRefused, [(-40_000, 2), (-60_000, 2), (0, 0), (0, 0), (0, 0)]),
    (Kind::Intercepted, [(-130_000, 1), (0, 0), (0, 0), (-200_000, 4), (0, 0)]),
    (Kind::PlaceTaken, [(1, 2), (2, 6), (1, 5), (2, 3), (4, 11)]),
    (Kind::RouteTried, [(10, 50), (8, 40), (12, 60), (0, 0), (20, 50)]),
];

/// EUR by flow at home, at the north, in the region.
const MONEY: &[(Flow, [i64; 3])] = &[
    (Flow::HomeIncome, [40_000, 0, 0]),
    (Flow::RemittanceSent, [0, 6_500, 4_100]),
    (Flow::SentByBank, [0, 2_000, 640]),
    (Flow::RemittanceReceived, [0, 6_000, 4_000]),
    (Flow::BroughtHome, [2_400, 0, 0]),
    (Flow::Invested, [1_600, 0, 0]),
    (Flow::ApplicantCost, [1_000, 0, 0]),
    (Flow::PlacementCost, [0, 200, 0]),
    (Flow::TrainingCost, [0, 30, 0]),
    (Flow::RemovalCost, [0, 3_000, 1_000]),
    (Flow::InterceptionCost, [0, 500, 0]),
    (Flow::ExitCost, [0, 60, 0]),
    (Flow::Loan, [48_400, 10_000, 0]),
    (Flow::BondOwn, [0, 8_000, 0]),
    (Flow::BondBorrowed, [0, 1_000, 500]),
    (Flow::BondGuarantor, [0, 4_000, 0]),
    (Flow::BondKin, [0, 0, 2_000]),
    (Flow::Withheld, [0, 3_000, 0]),
    (Flow::ExitFund, [0, 2_500, 0]),
];

/// A measure and its value by hand.
type Line = (&'static str, f64);

const BY_HAND: &[Line] = &[
    // Arrived overseas until month 27: 20 + 10 + 4 + 30, 7 + 5, 8 + 9; home within 12 months 9 + 2 + 1 + 6, 4 + 1, 3 +
    // 2.
    ("home_within_12_overseas", 28.0 / 93.0),
    // Arrived overseas until month 3: 20 + 10 + 4 + 30; home within 36 months 15 + 5 + 2 + 12.
    ("home_within_36_overseas", 34.0 / 64.0),
    // In the region until month 27: 40 of 50 and 6 of 13.
    ("home_within_12_region", 46.0 / 63.0),
    // Before or at the end 25, a month after it 3 + 1 + 4 + 2; selected 50, visas 42 asked for less 17 refused.
    ("return_per_authorised", 35.0 / 75.0),
    // The same of 20 + 7 + 11 + 2 under contract and 10 + 8 + 3 with a visa.
    ("return_per_arrived", 35.0 / 61.0),
    // Ends until month 38: 20 + 12 + 6 + 9 + 3 + 7 + 4 + 5 = 66, less 2 + 1 extended; home at most a month later
    // 8 + 3, 2 + 1, 1, 4, 2.
    ("return_per_end", 21.0 / 63.0),
    // In each month of the last year 39 at the north and 32 in the west, of whom 22 and 13 without papers.
    ("return_by_stock", 36.0 / 71.0),
    // Still there of those 66: 7 + 9 + 5 + 5 + 3 + 7 + 3 + 3.
    ("overstay_1_month", 42.0 / 66.0),
    // Ends until month 36: 20 + 12 + 6 + 9 + 3 + 7; still there 5 + 7 + 5 + 5 + 3 + 5.
    ("overstay_3_months", 30.0 / 57.0),
    // Ends until month 27: 20 + 12 + 6; still there 4 + 5 + 4.
    ("overstay_12_months", 13.0 / 38.0),
    // Contracts that ended until month 38: 20 + 6 + 9 + 4, less 3 extended; home 11 + 1 + 4.
    ("return_at_term_contracts", 16.0 / 36.0),
    // Contracts that ended until month 27: 20 + 6; still there 4 + 4.
    ("overstay_12_contracts", 8.0 / 26.0),
    // 6 + 3 of 3 + 1 under contract in each of 40 months, 1,200 for 100 workers and 12 months.
    ("abscondings", 9.0 * 1_200.0 / 160.0),
    // 9 absconded, 7 dismissed, 8 still there after 12 months, of 40 arrived.
    ("failures_per_arrival", 24.0 / 40.0),
    // 28 months of 11 + 13, 12 of 22 + 13: 1,092 person-months.
    ("irregular_months", 1_092.0 * 0.75 / 1_000.0),
    // 28 months of 28 + 32, 12 of 39 + 32: 2,532 person-months.
    ("irregular_share_overseas", 1_092.0 / 2_532.0),
    // 7 of 400 + 250 + 100: who goes to the capital does not leave the country.
    ("deaths_per_1000", 7_000.0 / 750.0),
    ("route_deaths_per_1000", 7_000.0 / 200.0),
    // 20 households, 40 months.
    ("home_income", 40_000.0 / 800.0),
    ("remittances", 10_000.0 / 800.0),
    ("sent_by_bank", 2_640.0 / 10_600.0),
    ("transfer_cost", 600.0 / 10_600.0),
    ("brought_home", 4_000.0 / 800.0),
    // 1,000 + 200 + 30 + 4,000 + 500 + 60 for 70 + 35 home from overseas.
    ("public_cost_per_return", 5_790.0 / 105.0),
    // 210 + 95.
    ("arrivals_overseas", 305.0 * 0.75),
    // 20 + 7 + 11 + 2.
    ("arrivals_programme", 40.0 * 0.75),
    // 10 + 8 + 3.
    ("arrivals_visa", 21.0 * 0.75),
    // 30 + 5 + 9 + 6 + 1.
    ("arrivals_irregular", 51.0 * 0.75),
    ("departures_irregular", 200.0 * 0.75),
    ("interceptions", 44.0 * 0.75),
    // 15 + 7 overseas; 2 in the region are not.
    ("removals", 22.0 * 0.75),
    // 30 places in the first month, 50 in the last.
    ("applicants_per_place", 630.0 / 80.0),
    ("vacancies_filled", 40.0 / 80.0),
    // 2 + 6 + 5 + 3 + 11.
    ("participants_poorest", 2.0 / 27.0),
    ("participants_richest", 11.0 / 27.0),
    // Two programmes in one month, one in two others.
    ("months_suspended", 3.0),
    // Home by own will 70 + 300 + 35, removed 15 + 2 + 7; 96,000 person-months are 8,000 years.
    ("circuits", 429.0 / 8.0),
    // 5 + 3 of 12 + 7 + 5 + 3.
    ("seasons_repeat", 8.0 / 27.0),
    ("named_again", 16.0 / 22.0),
    ("same_employer", 7.0 / 16.0),
    ("bonds_lost", 5.0 / 47.0),
    // 8,000 + 1,500 + 6,000 + 3,000 + 2,500 in all.
    ("bonds_own", 11.0 / 21.0),
    ("bonds_borrowed", 1.5 / 21.0),
    ("bonds_guaranteed", 6.0 / 21.0),
    ("bonds_of_employers", 2.5 / 21.0),
    // 9 refused, 6 exhausted, 7 too dear, 29 accepted.
    ("guarantors_refuse", 22.0 / 51.0),
    // Contracts that ended until month 38: 39; still there 7 + 5 + 5 + 3.
    ("overstay_1_contracts", 20.0 / 39.0),
    // Until month 36: 35; still there 5 + 5 + 5.
    ("overstay_3_contracts", 15.0 / 35.0),
    // Until month 27 under contract 20 and 7, home 9 + 4; with a permit of their own 10 and 8, home 2 + 3.
    ("home_within_12_contracts", 13.0 / 27.0),
    ("home_within_12_permits", 5.0 / 18.0),
    // Permits that ended until month 27: 12; still there 5.
    ("overstay_12_permits", 5.0 / 12.0),
    // Arrived until month 27: 30 + 5 + 9; home 6 + 1 + 2.
    ("home_within_12_irregular", 9.0 / 44.0),
    ("contracts_taken", 27.0),
    // 7 + 3.
    ("contracts_taken_women", 10.0),
    // 8 + 3 + 1 + 1, 1 + 1, 4, 6.
    ("contracts_home", 25.0),
    // 2 + 1 + 1.
    ("contracts_extended", 4.0),
    // 3 + 4 + 5 + 3 + 3.
    ("contracts_missing", 18.0),
    ("places_year", 80.0 * 0.75),
    ("savings_per_place", 54_000.0 / 27.0),
    // 12 + 7 who were not asked back.
    ("savings_per_worker", 54_000.0 / 19.0),
    // Journeys ended until month 15: 10 + 6 + 7 by force; 3 + 4 + 2 set out again.
    ("again_after_force", 9.0 / 23.0),
    // Journeys ended until month 3.
    ("again_after_return", 14.0 / 40.0),
    // 10 + 8 + 12 + 20 of 50 + 40 + 60 + 50.
    ("route_after_refusal", 50.0 / 200.0),
    // 5 + 4 of 20 + 12.
    ("both_statuses", 9.0 / 32.0),
    // 4 + 9 in 2,532 person-months, 1,200 for 100 persons and 12 months.
    ("moves_onward", 13.0 * 1_200.0 / 2_532.0),
    // 51 + 14 in 28 × 32 + 12 × 32 person-months with papers and without contract.
    ("visits_lawful", 65.0 * 12.0 / 1_280.0),
    ("removals_transit", 6.0 * 0.75),
    // At home; 200 by the route, 30 + 1 + 5 + 12 asked for a visa.
    ("loans_per_departure", 48_400.0 / 248.0),
    ("home_of_present", 26.0 / 80.0),
    // 18 + 27 of 180 + 90.
    ("ever_abroad", 45.0 / 270.0),
    // 39 + 32 overseas in the last month, 209 in the region.
    ("oecd_in_stock", 71.0 / 280.0),
    // 88 + 41.
    ("circuits_overseas", 129.0 / 8.0),
    ("mean_stay_irregular", 540.0 / 24.0),
];

/// Measures of places by hand.
const PLACED_BY_HAND: &[Line] = &[
    ("men_away@east", 30.0 / 100.0),
    ("men_away@south", 10.0 / 50.0),
    // 18 of 180, of all villages 12 + 13 of 150 + 50.
    ("ever_abroad_to_villages@east", 0.1 / 0.125),
    ("ever_abroad_to_villages@south", 0.3 / 0.125),
    // 88, 310 and 41 home from abroad.
    ("part_of_returns@north", 88.0 / 439.0),
    ("part_of_returns@region", 310.0 / 439.0),
    ("part_of_returns@west", 41.0 / 439.0),
    // Twice as many without papers among more adults; as many among as many more.
    ("drift@north:irregular", 2.0 * 400.0 / 510.0 - 1.0),
    ("drift@west:irregular", 400.0 / 510.0 - 1.0),
];

fn cohorts(t: &mut Tally) {
    for &(month, way, k, [arrived, home_12, home_36, home]) in COHORTS {
        t.cohorts[month][way as usize * 4 + k] = Cohort { arrived, home_12, home_36, home };
    }
    for &(month, status, ends, exits) in ENDED {
        let ended = &mut t.ended[month][status as usize];
        ended.ends = ends;
        exits.iter().for_each(|&(after, cause, n)| ended.exits[after * Cause::COUNT + cause as usize] = n);
    }
    let after = |ended, again_36, forced, forced_again_24| After { ended, again_36, forced, forced_again_24 };
    // The last month that is followed for 36 months, and the next; the same for 24 months.
    (t.after[3], t.after[4]) = (after(40, 14, 10, 3), after(25, 9, 6, 4));
    (t.after[15], t.after[16]) = (after(7, 2, 7, 2), after(3, 1, 8, 7));
}

/// The tally: half of the counts of a kind in the first month, the rest in the last.
pub(super) fn sample() -> Tally {
    let mut t = Tally::blank(vec![Circle::Overseas, Circle::Internal, Circle::Regional, Circle::Overseas], MONTHS);
    for month in 0..MONTHS {
        t.begin_month();
        let mut stock = STOCK;
        stock[NORTH][Status::Irregular as usize] *= if month < 28 { 1 } else { 2 };
        t.stocks.push(stock.as_flattened().to_vec());
        t.end_month();
    }
    for &(kind, counts) in EVENTS {
        for (k, n) in counts.into_iter().enumerate() {
            let at = kind as usize * 5 + Place::destination(k).row();
            t.events[0][at] = n / 2;
            t.events[MONTHS - 1][at] = n - n / 2;
        }
    }
    (t.persons_start, t.persons_end) = (400, 510);
    VALUES.iter().for_each(|&(kind, values)| t.values[kind as usize] = values);
    t.books = vec![0; FLOW_COUNT * PLACES];
    for &(flow, sums) in MONEY {
        let places = [Place::HOME, Place::destination(NORTH), Place::destination(REGION)];
        places.iter().zip(sums).for_each(|(p, eur)| t.books[flow as usize * PLACES + p.row()] = 100 * eur);
    }
    cohorts(&mut t);
    t.weight_millionths = 2_500_000;
    (t.households, t.person_months) = (20, 96_000);
    (t.home_lawful, t.present) = (25, (80, 26));
    t.taken = [[12, 7], [5, 3]];
    t.brought = [5_400_000, 1_100, 1_300, 0, 1_900];
    t.lengths = [(60, 10), (100, 21), (300, 90), (500, 40), (540, 24)];
    t.places = vec![0; MONTHS];
    (t.places[0], t.places[MONTHS - 1]) = (30, 50);
    t.suspended = vec![0; MONTHS];
    (t.suspended[0], t.suspended[1], t.suspended[MONTHS - 1]) = (2, 1, 1);
    t.names = ["north", "capital", "region", "west"].map(str::to_owned).to_vec();
    let region = |name: &str, counts: [i64; 8]| {
        let [men, men_away, residents, returnees, rural, rural_returnees, irregular, both] = counts;
        let region = name.to_owned();
        Survey { region, men, men_away, residents, returnees, rural, rural_returnees, irregular, both }
    };
    t.survey =
        vec![region("east", [100, 30, 180, 18, 150, 12, 20, 5]), region("south", [50, 10, 90, 27, 50, 13, 12, 4])];
    t
}

/// Lines of the table with which a tally does not agree.
fn wrong(t: &Tally, lines: &[Line]) -> Vec<String> {
    let differs = |&(name, wanted): &Line| {
        let is = Quantity::named(name).and_then(|quantity| quantity.of(t));
        let agrees = is.is_some_and(|is| (is - wanted).abs() <= 1e-12 * wanted.abs());
        (!agrees).then(|| format!("{name} is {is:?}, by hand {wanted}"))
    };
    lines.iter().filter_map(differs).collect()
}

#[test]
fn every_measure_is_what_it_is_by_hand() {
    let wrong = wrong(&sample(), BY_HAND);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_measure_of_a_place_is_what_it_is_by_hand() {
    let t = sample();
    let wrong = wrong(&t, PLACED_BY_HAND);
    assert!(wrong.is_empty(), "{wrong:#?}");
    for name in ["men_away@north", "ever_abroad_to_villages@nowhere", "part_of_returns@east"] {
        assert_eq!(Quantity::named(name).unwrap().of(&t), None, "{name}: there is no such place");
    }
    assert_eq!(Quantity::named("part_of_returns@capital").unwrap().of(&t), None, "the capital is not abroad");
}

#[test]
fn no_measure_is_missing_in_the_tables_and_no_two_lines_could_be_taken_for_each_other() {
    let names: Vec<&str> = MEASURES.iter().map(|m| m.name).collect();
    assert_eq!(names, BY_HAND.iter().map(|line| line.0).collect::<Vec<_>>());
    for placed in PLACED {
        let lines = PLACED_BY_HAND.iter().filter(|line| line.0.split('@').next() == Some(placed.name));
        assert!(lines.count() > 1, "{} at two places", placed.name);
    }
    let all: Vec<Line> = [BY_HAND, PLACED_BY_HAND].concat();
    for (i, (name, value)) in all.iter().enumerate() {
        assert!(*value != 0.0, "{name} is 0, which tells nothing");
        let other = all[..i].iter().find(|other| (other.1 - value).abs() < 1e-9 * value.abs());
        assert!(other.is_none(), "{name} and {other:?} are equal");
    }
}
