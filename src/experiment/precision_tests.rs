use super::*;
use crate::base::draws::{Purpose, label_hash};
use crate::base::math::{ln, normal_quantile};
use crate::base::statistics::Moments;
use crate::base::stream::Stream;
use crate::experiment::compare::{LEVEL, Mean};
use rand::RngExt;

/// Numbers of the test of coverage.
const TRIAL: Purpose = Purpose(label_hash("precision/trial"));

fn until(half_width: f64, most: u64) -> Until {
    Until { precise: vec![Precision { measure: MEASURES[0].name.to_owned(), half_width }], most }
}

/// One stage after the other on numbers of a known distribution, as the experiments go: the mean where it stops.
fn stopped(until: &Until, first: u64, draw: &mut dyn FnMut() -> f64) -> Mean {
    let mut values: Vec<f64> = (0..first).map(|_| draw()).collect();
    loop {
        let found = Mean::of(&values).unwrap();
        let Some(needed) = needed(found.interval, found.count, until.precise[0].half_width) else { return found };
        let wide = Wide { measure: String::new(), of: String::new(), half_width: None, needed };
        let Some(next) = until.next(values.len() as u64, &wide) else { return found };
        values.extend((values.len() as u64..next).map(|_| draw()));
    }
}

/// Share of 2,000 experiments whose interval, where the rule stops, holds the true mean.
fn coverage(rule: &dyn Fn(&mut dyn FnMut() -> f64) -> Mean, draw: fn(f64) -> f64, truth: f64) -> f64 {
    let covers = |trial: u64| {
        let mut rng = Stream::of_experiment(1, trial, TRIAL);
        let found = rule(&mut || draw(rng.random()));
        found.interval.is_some_and(|i| i.low <= truth && truth <= i.high)
    };
    (0..2_000).filter(|trial| covers(*trial)).count() as f64 / 2_000.0
}

fn normal(u: f64) -> f64 {
    normal_quantile(u.clamp(1e-12, 1.0 - 1e-12))
}

/// Mean 1, skewed as waiting times are.
fn waiting(u: f64) -> f64 {
    -ln(1.0 - u)
}

/// At 95 % with 2,000 trials two standard errors are 1 %; a rule with few looks loses little more.
#[test]
fn where_the_rule_stops_intervals_cover_as_they_say() {
    for half_width in [0.35, 0.25, 0.15] {
        let until = until(half_width, 100_000);
        let rule = |draw: &mut dyn FnMut() -> f64| stopped(&until, FIRST, draw);
        let found = coverage(&rule, normal, 0.0);
        assert!((0.935..0.965).contains(&found), "normal at {half_width}: {found}");
        // Means of skewed numbers cover less with any number of replicates that is fixed too: 92 to 93 % with 30.
        let found = coverage(&rule, waiting, 1.0);
        assert!(found > 0.89, "waiting at {half_width}: {found}");
    }
}

/// The rule that everybody writes first, which looks after every replicate from the third on: it must fail the test.
#[test]
fn a_look_after_every_replicate_covers_too_seldom() {
    let hasty = |draw: &mut dyn FnMut() -> f64| {
        let mut values = vec![draw(), draw(), draw()];
        while Mean::of(&values).unwrap().interval.unwrap().half_width() > 0.35 {
            values.push(draw());
        }
        Mean::of(&values).unwrap()
    };
    let found = coverage(&hasty, normal, 0.0);
    assert!(found < 0.925, "{found}");
}

/// By hand: 30 numbers 1 and 30 numbers −1 have the standard deviation sqrt(60 / 59) and t(59) = 2.000995, so the
/// interval is ±0.26050; a half of 0.1 takes 60 × 2.6050² = 407.2 replicates.
#[test]
fn the_scatter_says_how_many_are_needed() {
    let values: Vec<f64> = (0..60).map(|at| if at % 2 == 0 { 1.0 } else { -1.0 }).collect();
    assert!((Moments::of(&values).standard_deviation().unwrap() - 1.008_439).abs() < 1e-6);
    let found = Mean::of(&values).unwrap();
    assert_eq!(LEVEL, 0.95);
    assert_eq!(needed(found.interval, 60, 0.1), Some(408));
    assert_eq!(needed(found.interval, 60, 0.27), None);
    assert_eq!(needed(None, 1, 0.27), Some(4));
    let wide = Wide { measure: String::new(), of: String::new(), half_width: None, needed: 408 };
    assert_eq!(until(0.1, 1_000).next(60, &wide), Some(408));
    assert_eq!(until(0.1, 200).next(60, &wide), Some(200));
    assert_eq!(until(0.1, 60).next(60, &wide), None);
    assert_eq!(until(0.1, 1_000).next(60, &Wide { needed: 61, ..wide }), Some(75));
}

#[test]
fn what_is_no_precision_is_refused() {
    for text in ["", "return_per_end", "return_per_end:", "return_per_end:0", "return_per_end:-1", "return_per_end:inf"]
    {
        assert_eq!(Precision::parse(text), Err(PrecisionError::Form(text.to_owned())), "{text}");
    }
    assert_eq!(Precision::parse("returns:0.1"), Err(PrecisionError::Measure("returns".to_owned())));
    let read = Precision::parse("return_per_end:0.01").unwrap();
    assert_eq!((read.measure.as_str(), read.half_width), ("return_per_end", 0.01));
}
