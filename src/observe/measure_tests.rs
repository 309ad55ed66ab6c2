//! Every measure and every measure of a place, worked out by hand from a tally written by hand.
//!
//! The tally has 40 months, so one year is 3/10 of it; one person stands for 2.5, so a count is 0.75 a year at full
//! scale. No two places, ways, rights of stay or months have equal counts.

use super::measure::MEASURES;
use super::measure_case::{COHORTS, ENDED, EVENTS, MONEY, MONTHS, NORTH, REGION, STOCK, VALUES};
use super::placed::{PLACED, Quantity};
use super::survey::Survey;
use super::tally::{After, Cohort, Tally};
use crate::journal::ledger::{FLOW_COUNT, PLACES};
use crate::journal::{Cause, Circle, Place, Status};

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
    ("sent_by_bank", 2_640.0 / 10_600.0),
    ("transfer_cost", 600.0 / 10_600.0),
    ("asset_income", 3_280.0 / 800.0),
    ("assets_failed", 29.0 / 60.0),
    ("job_income", 464.0 / 800.0),
    ("jobs_made", 45.0 * 0.75),
    ("projects_founded", 27.0 * 0.75),
    ("projects_in_trade", 17.0 / 27.0),
    // 10 and 8 founded early enough, of which 3 and 2 failed.
    ("projects_alive_12", 13.0 / 18.0),
    ("job_months", 1_234.0 * 0.75),
    ("placed", 37.0 * 0.75),
    ("clients_served", 37.0 / 83.0),
    ("villages_irrigated", 8.0 * 0.75),
    // 700 + 300 + 250 + 150.
    ("public_money_at_home", 1_400.0 / 800.0),
    // 700 + 300 spent.
    ("public_cost_per_job_month", 1_000.0 / 900.0),
    // 1,000 + 200 + 30 for 40 months of 3 + 1.
    ("public_cost_per_contract_month", 1_230.0 / 160.0),
    ("work_at_home_against_abroad", 1_230.0 / 160.0 * 900.0 / 1_000.0),
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
    (t.projects[3], t.projects[27], t.projects[28], t.job_months) = ((10, 3), (8, 2), (50, 50), [334, 900]);
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
