//! Every quantity of a month, worked out by hand from a tally of three months written by hand. The month in the middle
//! is asked for; the first has the double of its counts and the last the triple. One person stands for 2.5.

use super::monthly::MONTHLY;
use super::tally::{Cohort, Tally};
use crate::journal::event::Kind;
use crate::journal::ledger::{FLOW_COUNT, Flow};
use crate::journal::{Circle, Place, Way};

/// Destinations of the columns: overseas, within the country, in the region, overseas.
const CIRCLES: [Circle; 4] = [Circle::Overseas, Circle::Internal, Circle::Regional, Circle::Overseas];

/// Those away by destination: contract, permit, free, irregular, settled.
const STOCK: [[i64; 5]; 4] = [[3, 5, 7, 11, 2], [0, 1, 100, 3, 0], [2, 0, 200, 9, 5], [1, 4, 6, 13, 8]];

/// Arrivals by destination.
const ARRIVED: [(Way, [i64; 4]); 5] = [
    (Way::Programme, [12, 0, 1, 2]),
    (Way::Visa, [14, 1, 4, 3]),
    (Way::FreeMovement, [9, 0, 33, 0]),
    (Way::Capital, [0, 50, 0, 0]),
    (Way::Irregular, [21, 2, 6, 5]),
];

/// Events by destination.
const EVENTS: &[(Kind, [i64; 4])] = &[
    (Kind::Returned, [16, 70, 44, 3]),
    (Kind::Removed, [5, 0, 1, 2]),
    (Kind::Regularised, [4, 0, 2, 1]),
    (Kind::Absconded, [1, 0, 0, 1]),
    (Kind::Lapsed, [6, 0, 2, 3]),
    (Kind::Applied, [90, 0, 0, 30]),
    (Kind::GuarantorRefused, [17, 0, 0, 2]),
    (Kind::GuarantorExhausted, [5, 0, 1, 0]),
    (Kind::RouteTried, [20, 0, 0, 11]),
    (Kind::Intercepted, [10, 0, 0, 4]),
    (Kind::DiedRoute, [1, 0, 0, 0]),
    (Kind::ClientCame, [3, 4, 7, 8]),
    (Kind::Placed, [2, 1, 17, 1]),
    (Kind::DiedAbroad, [2, 4, 3, 1]),
];

/// EUR by flow.
const MONEY: &[(Flow, i64)] = &[
    (Flow::HomeIncome, 10_000),
    (Flow::Wage, 4_000),
    (Flow::RemittanceSent, 1_300),
    (Flow::RemittanceReceived, 1_200),
    (Flow::SentByBank, 370),
    (Flow::AssetIncome, 610),
    (Flow::Subsidy, 30),
    (Flow::Placing, 40),
    (Flow::Irrigation, 25),
    (Flow::Transfer, 70),
    (Flow::BroughtHome, 500),
    (Flow::LaidBy, 300),
    (Flow::Fare, 200),
    (Flow::EmployerFare, 80),
    (Flow::Passage, 360),
    (Flow::BondForfeited, 50),
    (Flow::BondCalled, 110),
];

const BY_HAND: &[(&str, f64)] = &[
    ("stock_internal", 104.0 * 2.5),
    ("stock_regional", 216.0 * 2.5),
    // 3 + 1, 5 + 4, 7 + 6, 2 + 8, 11 + 13.
    ("stock_overseas_contract", 4.0 * 2.5),
    ("stock_overseas_permit", 9.0 * 2.5),
    ("stock_overseas_free", 13.0 * 2.5),
    ("stock_overseas_settled", 10.0 * 2.5),
    ("stock_overseas_irregular", 24.0 * 2.5),
    // 12 + 1 + 2.
    ("arrivals_programme", 15.0 * 2.5),
    // 14 + 3 and 21 + 5, overseas only.
    ("arrivals_visa", 17.0 * 2.5),
    ("arrivals_irregular", 26.0 * 2.5),
    // 9 + 33.
    ("arrivals_free_movement", 42.0 * 2.5),
    ("arrivals_capital", 50.0 * 2.5),
    // 16 + 3.
    ("returns_overseas", 19.0 * 2.5),
    ("returns_regional", 44.0 * 2.5),
    // 5 + 1 + 2, 4 + 2 + 1, 1 + 1, 6 + 2 + 3.
    ("removals", 8.0 * 2.5),
    ("regularised", 7.0 * 2.5),
    ("absconded", 2.0 * 2.5),
    ("lapsed", 11.0 * 2.5),
    ("applications", 120.0 * 2.5),
    ("places", 36.0 * 2.5),
    ("guaranties_refused", 25.0 * 2.5),
    ("route_departures", 31.0 * 2.5),
    ("interceptions", 14.0 * 2.5),
    ("deaths_route", 1.0 * 2.5),
    // 2 + 3 + 1: who dies in the capital does not die abroad.
    ("deaths_abroad", 6.0 * 2.5),
    ("home_income", 10_000.0 * 2.5),
    ("wages", 4_000.0 * 2.5),
    ("remittances", 1_200.0 * 2.5),
    // 500 + 300.
    ("brought_home", 800.0 * 2.5),
    ("sent_by_bank", 370.0 * 2.5),
    ("asset_income", 610.0 * 2.5),
    // 3 + 4 + 7 + 8 and 2 + 1 + 17 + 1.
    ("clients_came", 22.0 * 2.5),
    ("placed", 21.0 * 2.5),
    // 30 + 40 + 25 + 70.
    ("public_money_at_home", 165.0 * 2.5),
    // 200 + 80.
    ("fares", 280.0 * 2.5),
    ("passages", 360.0 * 2.5),
    // 50 + 110.
    ("bonds_lost", 160.0 * 2.5),
];

fn sample() -> Tally {
    let mut t = Tally::blank(CIRCLES.to_vec(), 3);
    t.weight_millionths = 2_500_000;
    for (month, factor) in [2, 1, 3].into_iter().enumerate() {
        t.begin_month();
        t.stocks.push(STOCK.as_flattened().iter().map(|n| factor * n).collect());
        t.places.push(factor * 36);
        let mut money = vec![0; FLOW_COUNT];
        MONEY.iter().for_each(|&(flow, eur)| money[flow as usize] = factor * 100 * eur);
        t.money.push(money);
        for (way, counts) in ARRIVED {
            for (k, n) in counts.into_iter().enumerate() {
                let cell = way as usize * CIRCLES.len() + k;
                t.cohorts[month][cell] = Cohort { arrived: factor * n, ..Cohort::default() };
            }
        }
        for (kind, counts) in EVENTS {
            for (k, n) in counts.iter().enumerate() {
                let cell = *kind as usize * (1 + CIRCLES.len()) + Place::destination(k).row();
                t.events[month][cell] = factor * n;
            }
        }
        t.end_month();
    }
    t
}

#[test]
fn every_quantity_of_a_month_is_what_it_is_by_hand() {
    let t = sample();
    let mut wrong = Vec::new();
    for (monthly, (name, wanted)) in MONTHLY.iter().zip(BY_HAND) {
        for (month, factor) in [2.0, 1.0, 3.0].into_iter().enumerate() {
            let is = (monthly.of)(&t, month);
            if (is - factor * wanted).abs() > 1e-9 {
                wrong.push(format!("{} of month {month} is {is}, {name} by hand {}", monthly.name, factor * wanted));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_quantity_is_missing_in_the_table_and_no_two_lines_could_be_taken_for_each_other() {
    let names: Vec<&str> = MONTHLY.iter().map(|m| m.name).collect();
    assert_eq!(names, BY_HAND.iter().map(|line| line.0).collect::<Vec<_>>());
    for (i, line) in BY_HAND.iter().enumerate() {
        let other = BY_HAND[..i].iter().find(|other| other.1 == line.1);
        assert!(line.1 != 0.0 && other.is_none(), "{line:?} and {other:?}");
    }
}

#[test]
fn money_is_in_euros_and_everything_is_at_full_scale() {
    let before = sample();
    let heavier = Tally { weight_millionths: 2 * before.weight_millionths, ..before.clone() };
    let richer = Tally {
        money: before.money.iter().map(|flows| flows.iter().map(|cents| 2 * cents).collect()).collect(),
        ..before.clone()
    };
    for m in MONTHLY {
        let grows = |t: &Tally| (m.of)(t, 1) / (m.of)(&before, 1);
        assert_eq!(grows(&heavier), 2.0, "{} is not at full scale", m.name);
        assert_eq!(grows(&richer) == 2.0, m.unit.starts_with("EUR"), "{} ({})", m.name, m.unit);
        assert_eq!(m.unit.ends_with("a month"), !m.name.starts_with("stock"), "{} ({})", m.name, m.unit);
    }
}
