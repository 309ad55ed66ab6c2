//! The edge of measuring: one case is enough for every measure, none is not.

use super::measure::{MEASURES, named};
use super::placed::Quantity;
use super::survey::Survey;
use super::tally::{After, Cohort, Tally};
use crate::journal::Circle;
use crate::journal::event::{KIND_COUNT, KINDS};
use crate::journal::ledger::{FLOW_COUNT, PLACES};

/// One of everything in each month, or at each place where nothing has a month: at one destination overseas and one in
/// the region. So many months, that all can be followed.
fn ones() -> Tally {
    let mut t = Tally::blank(vec![Circle::Overseas, Circle::Regional], 37);
    for month in 0..37 {
        t.begin_month();
        t.stocks.push(vec![0; 10]);
        t.places.push(0);
        t.suspended.push(0);
        if month == 0 {
            t.events[0] = vec![0; KIND_COUNT * 3];
            KINDS.iter().for_each(|kind| t.events[0][kind.0 as usize * 3 + 1] = 1);
            t.places[0] = 1;
        }
        t.end_month();
    }
    // One person overseas in one month of the last year, one in the region in the last month.
    t.stocks[36] = vec![1; 10];
    t.values = vec![[(1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]; KIND_COUNT];
    t.books = vec![1; FLOW_COUNT * PLACES];
    t.cohorts[0] = vec![Cohort { arrived: 1, home_12: 1, home_36: 1, home: 1 }; 10];
    t.ended[0].iter_mut().for_each(|ended| ended.ends = 1);
    t.after[0] = After { ended: 1, again_36: 1, forced: 1, forced_again_24: 1 };
    (t.projects[0], t.job_months) = ((1, 0), [1, 1]);
    (t.weight_millionths, t.households, t.person_months) = (1_000_000, 1, 1);
    (t.lengths, t.brought, t.home_lawful, t.present) = ([(1, 1); 5], [1; 5], 1, (1, 1));
    t.taken = [[1, 0], [0, 0]];
    t.names = vec!["north".to_owned(), "region".to_owned()];
    let (region, men, men_away, residents, returnees) = ("east".to_owned(), 1, 1, 1, 1);
    let (rural, rural_returnees, irregular, both) = (1, 1, 1, 1);
    t.survey = vec![Survey { region, men, men_away, residents, returnees, rural, rural_returnees, irregular, both }];
    t
}

#[test]
fn one_case_is_enough_for_every_measure() {
    let t = ones();
    let places = ["men_away@east", "ever_abroad_to_villages@east", "part_of_returns@north"];
    let missing: Vec<&str> = MEASURES
        .iter()
        .map(|m| m.name)
        .chain(places)
        .filter(|name| Quantity::named(name).unwrap().of(&t).is_none())
        .collect();
    assert!(missing.is_empty(), "nothing is measured of one case: {missing:?}");
}

#[test]
fn a_share_of_none_is_no_measure_of_others() {
    let mut t = ones();
    t.survey[0].rural_returnees = 0;
    let relative = Quantity::named("ever_abroad_to_villages@east").unwrap();
    assert_eq!(relative.of(&t), None, "{relative} where nobody of the villages was abroad");
}

#[test]
fn a_quantity_is_named_by_a_measure_or_by_a_measure_of_a_place_and_its_place() {
    for name in ["remittances", "men_away@east", "part_of_returns@anywhere"] {
        assert_eq!(Quantity::named(name).unwrap().to_string(), name);
    }
    for name in ["nothing", "nothing@east", "men_away", "remittances@east", ""] {
        assert_eq!(Quantity::named(name), None, "{name}");
    }
    let units =
        ["remittances", "men_away@east", "ever_abroad_to_villages@east"].map(|n| Quantity::named(n).unwrap().unit());
    assert_eq!(units, ["EUR a month and household", "share", "ratio"]);
    let mut t = ones();
    t.survey[0].men = 0;
    assert_eq!(Quantity::named("men_away@east").unwrap().of(&t), None, "a region without men");
}

#[test]
fn what_is_told_by_month_and_household_wants_months_and_households() {
    let of = |name: &str, t: &Tally| (named(name).unwrap().of)(t);
    for name in ["home_income", "remittances", "brought_home"] {
        assert_eq!(of(name, &Tally { households: 0, ..ones() }), None, "{name} without households");
        assert_eq!(of(name, &Tally { months: 0, ..ones() }), None, "{name} without months");
    }
    for name in ["interceptions", "removals_transit", "departures_irregular"] {
        assert_eq!(of(name, &Tally { months: 0, ..ones() }), None, "{name} a year without months");
    }
    // One interception in a month is twelve a year.
    assert_eq!(of("interceptions", &Tally { months: 1, ..ones() }), Some(12.0));
    for name in ["circuits", "circuits_overseas"] {
        assert_eq!(of(name, &Tally { person_months: 0, ..ones() }), None, "{name} without persons");
    }
}
