//! A comparison made by hand, with runs that failed: the numbers of its tables worked out on paper.

use super::numbers::near;
use super::study::{Sheet, number};
use circula::experiment::{Comparison, Reading, tables};
use circula::journal::Circle;
use circula::journal::event::KIND_COUNT;
use circula::journal::ledger::{FLOW_COUNT, PLACES};
use circula::observe::tally::Tally;
use circula::output::csv::to_csv;
use circula::run::Outcome;

/// What is read of a replicate in which so many workers left under contract; of one that failed the reason.
fn reading(workers: Option<i64>) -> Result<Reading, String> {
    let workers = workers.ok_or("a reason")?;
    let mut tally = Tally::default();
    (tally.corridors, tally.circles) = (1, vec![Circle::Overseas]);
    tally.values = vec![[(0, 0); 5]; KIND_COUNT];
    tally.books = vec![0; FLOW_COUNT * PLACES];
    tally.taken[0][0] = workers;
    let (start_digest, digest) = (format!("start {workers}"), format!("end {workers}"));
    Ok(Reading::of(&Outcome { replicate: 0, start_digest, digest, tally }))
}

fn made() -> Comparison {
    let list = |workers: [Option<i64>; 4]| workers.map(reading).into();
    Comparison {
        names: vec!["old".to_owned(), "new".to_owned()],
        abouts: vec![String::new(); 2],
        paired: true,
        what: "made by hand".to_owned(),
        readings: vec![list([Some(10), Some(20), None, Some(60)]), list([Some(13), None, Some(5), Some(72)])],
    }
}

fn fields(sheet: &Sheet, wanted: &[(&str, &str)], names: &[&str]) -> Vec<String> {
    let row = sheet.only(wanted);
    names.iter().map(|name| row[*name].clone()).collect()
}

#[test]
fn a_run_that_failed_has_its_status_and_reason_and_nothing_else() {
    let sheet = Sheet::read(&to_csv(&tables::runs(&made())));
    let of = |variant, replicate| {
        let names = ["status", "reason", "start_digest", "digest", "contracts_taken", "contracts_taken_women"];
        fields(&sheet, &[("variant", variant), ("replicate", replicate)], &names)
    };
    assert_eq!(of("old", "1"), ["ended", "", "start 20", "end 20", "20", "0"]);
    assert_eq!(of("old", "2"), ["failed", "a reason", "", "", "", ""]);
    assert_eq!(of("new", "1"), ["failed", "a reason", "", "", "", ""]);
    assert_eq!(of("new", "3"), ["ended", "", "start 72", "end 72", "72", "0"]);
    let failed = sheet.rows.iter().filter(|row| row["status"] == "failed");
    assert!(failed.flat_map(|row| row.iter()).filter(|f| !f.1.is_empty()).count() == 2 * 4);
}

/// 10, 20, 60: mean 30, squares 400 + 100 + 900, standard deviation √700 = 26.4575; half the interval
/// 4.302653 · 26.4575 / √3 = 65.7241. Quantiles at 2 q between the three: 11, 15, 20, 40, 56.
#[test]
fn the_summary_is_over_the_replicates_that_ended() {
    let sheet = Sheet::read(&to_csv(&tables::summary(&made())));
    let row = sheet.only(&[("variant", "old"), ("measure", "contracts_taken")]);
    assert_eq!(row["n"], "3");
    for (name, wanted) in [
        ("mean", 30.0),
        ("mean_low", 30.0 - 65.724_11),
        ("mean_high", 30.0 + 65.724_11),
        ("sd", 26.457_513),
        ("q05", 11.0),
        ("q25", 15.0),
        ("q50", 20.0),
        ("q75", 40.0),
        ("q95", 56.0),
    ] {
        let is = number(&row[name]).unwrap();
        assert!((is - wanted).abs() < 1e-4, "{name} is {is}, by hand {wanted}");
    }
    // Nothing arrived anywhere.
    let none =
        fields(&sheet, &[("variant", "new"), ("measure", "home_within_12_overseas")], &["n", "mean", "sd", "q50"]);
    assert_eq!(none, ["0", "", "", ""]);
}

/// Pairs where both ended: 13 − 10 = 3 and 72 − 60 = 12, mean 7.5, standard error 4.5; half the interval
/// 12.7062 · 4.5 = 57.178. The mean of the new is (13 + 5 + 72) / 3 = 30.
#[test]
fn the_comparison_takes_differences_where_both_ended() {
    let sheet = Sheet::read(&to_csv(&tables::comparison(&made())));
    let row = sheet.only(&[("variant", "new"), ("measure", "contracts_taken")]);
    assert_eq!([&row["n"], &row["pairs"], &row["mean"], &row["baseline"]], ["3", "2", "30", "old"]);
    let [mean, low, high] = ["difference", "difference_low", "difference_high"].map(|n| number(&row[n]).unwrap());
    assert!(near(mean, 7.5), "{mean}");
    assert!((low - (7.5 - 57.177_9)).abs() < 1e-3 && (high - (7.5 + 57.177_9)).abs() < 1e-3, "{low} {high}");
    let base = fields(&sheet, &[("variant", "old"), ("measure", "contracts_taken")], &["pairs", "difference"]);
    assert_eq!(base, ["0", ""]);
}

#[test]
fn variants_that_do_not_start_alike_have_no_differences_in_any_table() {
    let unpaired = Comparison { paired: false, ..made() };
    let sheet = Sheet::read(&to_csv(&tables::comparison(&unpaired)));
    assert!(sheet.rows.iter().all(|row| row["difference"].is_empty() && row["pairs"] == "0"));
    let headline = unpaired.headline();
    let names: Vec<&str> = headline.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["measure", "unit", "old", "new"]);
    let paired = made().headline();
    assert_eq!(paired.columns.last().unwrap().name, "new less old");
    assert!(paired.notes.iter().any(|note| note.starts_with("2 of 8 runs")), "{:?}", paired.notes);
}
