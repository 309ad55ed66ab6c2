//! What an experiment reads of a replicate, worked out by hand from a tally written by hand: cohorts of months, the
//! time after authorised ends, measures and series in their order.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use circula::base::units::Month;
use circula::experiment::Reading;
use circula::experiment::reading::Scope;
use circula::journal::event::KIND_COUNT;
use circula::journal::ledger::{FLOW_COUNT, Flow, PARTIES, PLACES};
use circula::journal::{Cause, Circle, Place, Status, Way};
use circula::observe::measure::{MEASURES, named};
use circula::observe::monthly::{self, MONTHLY};
use circula::observe::survival::{Exits, Step};
use circula::observe::tally::{Cohort, Ended, LONGEST, Tally};
use circula::run::Outcome;

const MONTHS: usize = 70;
/// Destinations: in the region, overseas, within the country, overseas.
const CIRCLES: [Circle; 4] = [Circle::Regional, Circle::Overseas, Circle::Internal, Circle::Overseas];

fn tally() -> Tally {
    let mut t = Tally::default();
    (t.start, t.months, t.corridors, t.circles) = (Month::new(2005, 1), MONTHS, 4, CIRCLES.to_vec());
    t.weight_millionths = 1_000_000;
    t.events = vec![vec![0; KIND_COUNT * 5]; MONTHS];
    t.values = vec![[(0, 0); 5]; KIND_COUNT];
    t.stocks = vec![vec![0; 4 * Status::COUNT]; MONTHS];
    t.money = vec![vec![0; FLOW_COUNT]; MONTHS];
    t.books = vec![0; FLOW_COUNT * PLACES];
    t.cohorts = vec![vec![Cohort::default(); Way::COUNT * 4]; MONTHS];
    t.ended = vec![vec![Ended::default(); Status::COUNT]; MONTHS];
    (t.places, t.suspended) = (vec![0; MONTHS], vec![0; MONTHS]);
    t.places[5] = 44;
    t.taken = [[6, 1], [0, 0]];
    t
}

fn read(tally: &Tally) -> Reading {
    let (start_digest, digest) = ("the start".to_owned(), "the end".to_owned());
    Reading::of(&Outcome { replicate: 0, start_digest, digest, tally: tally.clone() })
}

/// Authorised ends of a month with exits: months after, cause, number.
fn end(t: &mut Tally, month: usize, status: Status, ends: i64, exits: &[(usize, Cause, i64)]) {
    let ended = &mut t.ended[month][status as usize];
    ended.ends = ends;
    exits.iter().for_each(|&(after, cause, n)| ended.exits[after * Cause::COUNT + cause as usize] += n);
}

/// Months of the tally whose ends are followed for all, for two and for no months.
fn with_ends() -> Tally {
    let mut t = tally();
    let long = [
        (0, Cause::Extension, 2),
        (0, Cause::Return, 3),
        (1, Cause::Removal, 1),
        (LONGEST - 1, Cause::Return, 1),
        (LONGEST, Cause::Return, 1),
    ];
    end(&mut t, 0, Status::Contract, 10, &long);
    end(&mut t, 67, Status::Permit, 4, &[(0, Cause::Return, 1), (2, Cause::Onward, 1)]);
    end(&mut t, 69, Status::Permit, 5, &[(0, Cause::Return, 2)]);
    // Nobody is authorised to be without papers.
    end(&mut t, 10, Status::Irregular, 9, &[(0, Cause::Return, 4)]);
    t
}

/// Ten contracts less two extended, four and five permits: 17 stays. In month 0 come home 3 + 1 + 2, and 3 of the last
/// month of the run are last seen. Month 1: of 8 one is removed. Month 2: of 7 one moves on, 2 are last seen. Month 59,
/// the last told apart: of 4 one comes home, 3 are last seen, of whom one has come home later.
#[test]
fn the_time_after_authorised_ends_is_counted_without_extensions_and_to_the_end_of_the_run() {
    let mut wanted = Exits::default();
    wanted.enter(0, 17);
    wanted.leave(0, Cause::Return as usize, 6);
    wanted.censor(0, 3);
    wanted.leave(1, Cause::Removal as usize, 1);
    wanted.leave(2, Cause::Onward as usize, 1);
    wanted.censor(2, 2);
    wanted.leave(59, Cause::Return as usize, 1);
    wanted.censor(59, 3);
    let found = read(&with_ends()).after_end;
    let counts = |exits: &Exits| -> Vec<(usize, u64, u64, u64)> {
        let steps = exits.curve().unwrap();
        let told = steps.iter().filter(|s| s.events + s.censored > 0);
        told.map(|s| (s.month, s.at_risk, s.events, s.censored)).collect()
    };
    assert_eq!(
        counts(&found),
        [(0, 17, 6, 3), (1, 8, 1, 0), (2, 7, 1, 2), (59, 4, 1, 3)],
        "month, at risk, left, seen"
    );
    assert_eq!(found.curve().unwrap().len(), 60);
    // Still there: 11/17, then × 7/8, × 6/7, × 3/4. Home: 6/17 and a quarter of those there before month 59.
    let curve = found.curve().unwrap();
    let shares = |step: &Step| [Cause::Return, Cause::Removal, Cause::Onward].map(|c| step.causes[c as usize].share);
    let first = 11.0 / 17.0;
    for (month, survival, causes) in [
        (0, first, [6.0 / 17.0, 0.0, 0.0]),
        (1, first * 7.0 / 8.0, [6.0 / 17.0, first / 8.0, 0.0]),
        (2, first * 6.0 / 8.0, [6.0 / 17.0, first / 8.0, first / 8.0]),
        (58, first * 6.0 / 8.0, [6.0 / 17.0, first / 8.0, first / 8.0]),
        (59, first * 4.5 / 8.0, [6.0 / 17.0 + first * 1.5 / 8.0, first / 8.0, first / 8.0]),
    ] {
        let step = &curve[month];
        assert!((step.survival - survival).abs() < 1e-12, "still there after {month}: {} {survival}", step.survival);
        for (is, wanted) in shares(step).into_iter().zip(causes) {
            assert!((is - wanted).abs() < 1e-12, "home, removed, moved on by {month}: {:?} {causes:?}", shares(step));
        }
    }
    assert_eq!(counts(&wanted), counts(&found));
    for cause in 0..Cause::COUNT {
        assert_eq!(counts(&wanted.only(cause)), counts(&found.only(cause)), "cause {}", Cause::NAMES[cause]);
    }
}

#[test]
fn cohorts_of_a_month_hold_arrivals_and_ends_overseas() {
    let mut t = with_ends();
    let counts = [
        (Way::Programme, 1, [20, 9]),
        (Way::Visa, 3, [10, 2]),
        (Way::Irregular, 1, [30, 6]),
        (Way::FreeMovement, 0, [50, 40]),
        (Way::Capital, 2, [100, 80]),
    ];
    for (way, k, [arrived, home_12]) in counts {
        t.cohorts[7][way as usize * 4 + k] = Cohort { arrived, home_12, home_36: home_12 + 1, home: home_12 + 2 };
    }
    // Still there after three months 20 − 5 − 3 − 1, after twelve 20 − 5 − 3 − 1 − 2; permits 8 and 7.
    let exits = [(0, 5), (1, 3), (3, 1), (12, 2), (13, 4)].map(|(after, n)| (after, Cause::Return, n));
    end(&mut t, 7, Status::Contract, 20, &exits);
    end(&mut t, 7, Status::Permit, 9, &[(3, Cause::Removal, 1), (12, Cause::Death, 1)]);
    let cohorts = read(&t).cohorts;
    assert_eq!(cohorts.len(), MONTHS);
    let of = |month: usize| (cohorts[month].home_12, cohorts[month].overstay_3, cohorts[month].overstay_12);
    assert_eq!(of(7), ((60, 17), (29, 19), (29, 16)), "arrived and home, ends and still there after 3, after 12");
    assert_eq!((of(6), of(8)), (((0, 0), (0, 0), (0, 0)), ((0, 0), (0, 0), (0, 0))));
}

#[test]
fn measures_and_series_are_read_in_the_order_in_which_they_are_declared() {
    let t = tally();
    let reading = read(&t);
    assert_eq!((reading.start_digest.as_str(), reading.digest.as_str()), ("the start", "the end"));
    assert_eq!((reading.start, reading.measures.len(), reading.series.len()), (t.start, MEASURES.len(), MONTHS));
    let taken = MEASURES.iter().position(|m| m.name == "contracts_taken").unwrap();
    let women = MEASURES.iter().position(|m| m.name == "contracts_taken_women").unwrap();
    assert_eq!((reading.measures[taken], reading.measures[women]), (Some(7.0), Some(1.0)));
    for (value, measure) in reading.measures.iter().zip(MEASURES) {
        assert_eq!(*value, (named(measure.name).unwrap().of)(&t), "{}", measure.name);
    }
    let places = monthly::position("places").unwrap();
    let told: Vec<usize> = (0..MONTHS).filter(|&month| reading.series[month][places] > 0.0).collect();
    assert_eq!((told, reading.series[5][places], reading.series[5].len()), (vec![5], 44.0, MONTHLY.len()));
}

/// EUR by flow at the two destinations overseas together.
const OVERSEAS: &[(Flow, i64)] = &[
    (Flow::Wage, 100_000),
    (Flow::Living, 40_000),
    (Flow::RemittanceSent, 20_000),
    (Flow::SentByBank, 7_000),
    (Flow::PaidByBank, 6_000),
    (Flow::RemittanceReceived, 18_500),
    (Flow::Fare, 3_000),
    (Flow::EmployerFare, 700),
    (Flow::Passage, 5_000),
    (Flow::VisaFee, 900),
    (Flow::Premium, 60),
    (Flow::RemovalLoss, 80),
    (Flow::BondOwn, 600),
    (Flow::Withheld, 50),
    (Flow::BondGuarantor, 450),
    (Flow::BondRefunded, 310),
    (Flow::BondReleased, 270),
    (Flow::BondForfeited, 200),
    (Flow::BondCalled, 110),
    (Flow::BondUnpaid, 30),
    (Flow::Recovery, 150),
    (Flow::Tracing, 90),
    (Flow::Application, 40),
    (Flow::ApplicantCost, 210),
    (Flow::PlacementCost, 330),
    (Flow::TrainingCost, 470),
    (Flow::RemovalCost, 1_100),
    (Flow::InterceptionCost, 1_300),
    (Flow::ExitCost, 17),
];

/// EUR by flow at home; in the region wages of 900.
const AT_HOME: &[(Flow, i64)] = &[
    (Flow::HomeIncome, 7_000),
    (Flow::HomeConsumption, 6_000),
    (Flow::Relief, 25),
    (Flow::TravelFunds, 800),
    (Flow::Loan, 500),
    (Flow::Interest, 33),
    (Flow::Repayment, 220),
    (Flow::Default, 14),
    (Flow::RemittanceConsumed, 11_000),
    (Flow::BroughtHome, 2_600),
    (Flow::LaidBy, 1_700),
    (Flow::Estate, 90),
];

/// What each party gets less what it pays, EUR: overseas, everywhere.
const BY_PARTY: &[(&str, i64, i64)] = &[
    // 100,000 − 40,000 − 20,000 − 3,000 − 5,000 − 900 − 60 − 80 − 600 − 50 + 310; and 800 − 33 + 14 − 2,600 − 1,700
    // − 90 + 900.
    ("migrants", 30_620, 27_911),
    // 18,500 − 150 − 40; and 7,000 − 6,000 − 800 − 11,000 + 2,600 + 1,700 + 90. Relief is their own.
    ("households at home", 18_310, 11_900),
    // 6,000 + 11,000 − 7,000.
    ("home economy", 0, 10_000),
    // 33 − 14.
    ("lenders", 0, 19),
    // − 100,000 − 700; and − 900.
    ("employers at the destinations", -100_700, -101_600),
    ("markets at the destinations", 40_000, 40_000),
    // 3,000 + 700.
    ("carriers", 3_700, 3_700),
    ("smugglers", 5_000, 5_000),
    // 20,000 − 18,500.
    ("transfer firms", 1_500, 1_500),
    // 600 + 50 + 450 − 310 − 270 − 200 − 110 − 30.
    ("bonds and wages in escrow", 180, 180),
    // 60 − 450 + 270 + 150 − 90.
    ("guarantors", -60, -60),
    // 900 + 200 + 110 − 1,100 − 1,300 − 17.
    ("host states", -1_207, -1_207),
    // 30 − 210 − 330 − 470.
    ("origin state and its agency", -980, -980),
    // 90 + 40 + 210 + 330 + 470 + 1,100 + 1,300 + 17.
    ("providers of services", 3_557, 3_557),
    ("nobody: lost", 80, 80),
    ("the time before the run", 0, 0),
];

/// 24,000 person-months are 2,000 years: the sums by the half.
#[test]
fn every_party_gets_what_flows_into_its_accounts_less_what_flows_out() {
    let mut t = tally();
    t.person_months = 24_000;
    let mut post = |flow: Flow, place: Place, eur: i64| t.books[flow as usize * PLACES + place.row()] += 100 * eur;
    for &(flow, eur) in OVERSEAS {
        post(flow, Place::destination(1), eur - eur / 3);
        post(flow, Place::destination(3), eur / 3);
    }
    AT_HOME.iter().for_each(|&(flow, eur)| post(flow, Place::HOME, eur));
    post(Flow::Wage, Place::destination(0), 900);
    let titles: Vec<&str> = PARTIES.iter().map(|party| party.1).collect();
    assert_eq!(titles, BY_PARTY.iter().map(|line| line.0).collect::<Vec<_>>());
    let money = read(&t).money;
    let mut wrong = Vec::new();
    for (at, &(title, overseas, everywhere)) in BY_PARTY.iter().enumerate() {
        for (scope, wanted) in [(Scope::Overseas, overseas), (Scope::Everywhere, everywhere)] {
            let (is, wanted) = (money[scope as usize][at], wanted as f64 / 2.0);
            if (is - wanted).abs() > 1e-9 {
                wrong.push(format!("{title}, {scope:?}: {is}, by hand {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // All together nothing, in both.
    let together = BY_PARTY.iter().fold((0, 0), |sum, line| (sum.0 + line.1, sum.1 + line.2));
    assert_eq!(together, (0, 0));
}
