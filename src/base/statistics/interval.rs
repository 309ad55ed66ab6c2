//! Intervals: of means by Student's t, of shares by Clopper–Pearson and Wilson.

use super::{Moments, distribution::beta_quantile, student_t_quantile};
use crate::base::math::normal_quantile;

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate, in the unit of the data.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Half of the width.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }
}

/// Two-sided t interval of the mean at `level` (such as 0.95). None below two values, at a level outside (0, 1), or if
/// a value is not finite. Equal values give an interval of width zero.
#[must_use]
pub fn mean_interval(values: &[f64], level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0) || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let moments = Moments::of(values);
    let (mean, error) = (moments.mean()?, moments.standard_error()?);
    let half = student_t_quantile(0.5 + 0.5 * level, (moments.count() - 1) as f64) * error;
    Some(Interval { mean, low: mean - half, high: mean + half })
}

/// Two-sided t interval of the mean of `after` − `before`, value by value. None if the lengths differ, and as
/// [`mean_interval`].
#[must_use]
pub fn paired_interval(before: &[f64], after: &[f64], level: f64) -> Option<Interval> {
    if before.len() != after.len() {
        return None;
    }
    let differences: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    mean_interval(&differences, level)
}

/// Exact (Clopper–Pearson) interval of a share from `successes` among `trials` at `level`: covers at least as often as
/// it says. None without trials, with more successes than trials, or at a level outside (0, 1).
#[must_use]
pub fn clopper_pearson(successes: u64, trials: u64, level: f64) -> Option<Interval> {
    if trials == 0 || successes > trials || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (x, n, tail) = (successes as f64, trials as f64, 0.5 * (1.0 - level));
    let low = if successes == 0 { 0.0 } else { beta_quantile(x, n - x + 1.0, tail) };
    let high = if successes == trials { 1.0 } else { beta_quantile(x + 1.0, n - x, 1.0 - tail) };
    Some(Interval { mean: x / n, low, high })
}

/// Wilson's score interval of a share from `successes` among `trials` at `level`: covers about as often as it says.
/// None as [`clopper_pearson`].
#[must_use]
pub fn wilson(successes: u64, trials: u64, level: f64) -> Option<Interval> {
    if trials == 0 || successes > trials || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let (n, z) = (trials as f64, normal_quantile(0.5 + 0.5 * level));
    let mean = successes as f64 / n;
    let shrink = 1.0 + z * z / n;
    let centre = (mean + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (mean * (1.0 - mean) / n + z * z / (4.0 * n * n)).sqrt();
    // At none and all the ends are exactly 0 and 1; rounding must not leave them aside.
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes == trials { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { mean, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(found: Option<Interval>, low: f64, high: f64, within: f64) {
        let found = found.unwrap();
        assert!(
            (found.low - low).abs() <= within && (found.high - high).abs() <= within,
            "{found:?} instead of {low} \
            {high}"
        );
    }

    /// By hand: 1…5 has mean 3, standard error sqrt(2.5/5) = 0.70711, t = 2.77645, so 3 ± 1.96324.
    #[test]
    fn the_mean_of_one_to_five() {
        ends(mean_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95), 1.036_757, 4.963_243, 1e-6);
        assert_eq!(mean_interval(&[1.0], 0.95), None);
        assert_eq!(mean_interval(&[1.0, f64::NAN], 0.95), None);
        assert_eq!(mean_interval(&[1.0, 2.0], 1.0), None);
        ends(mean_interval(&[2.0, 2.0, 2.0], 0.95), 2.0, 2.0, 0.0);
    }

    /// Student's sleep data (Biometrika 1908; R: t.test(extra ~ group, paired)): the second drug gives 1.58 hours more,
    /// 0.7001 to 2.4599.
    #[test]
    fn the_sleep_data_of_student() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let found = paired_interval(&first, &second, 0.95);
        assert!((found.unwrap().mean - 1.58).abs() < 1e-12);
        ends(found, 0.700_1, 2.459_9, 5e-5);
        assert_eq!(paired_interval(&first, &second[1..], 0.95), None);
    }

    /// Newcombe (Statistics in Medicine 1998, 17:857–872), table I: 81/263 exact 0.2527–0.3676, Wilson 0.2553–0.3662;
    /// 15/148 exact 0.0578–0.1617, Wilson 0.0624–0.1605; 0/20 exact 0–0.1684, Wilson 0–0.1611; 1/29 exact
    /// 0.0009–0.1776, Wilson 0.0061–0.1718.
    #[test]
    fn shares_have_the_intervals_of_newcombe() {
        for (successes, trials, exact, score) in [
            (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
            (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
            (0, 20, (0.0, 0.1684), (0.0, 0.1611)),
            (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
        ] {
            ends(clopper_pearson(successes, trials, 0.95), exact.0, exact.1, 6e-5);
            ends(wilson(successes, trials, 0.95), score.0, score.1, 6e-5);
        }
        ends(clopper_pearson(20, 20, 0.95), 0.8316, 1.0, 5e-5);
        assert_eq!(wilson(20, 20, 0.95).unwrap().high, 1.0);
        assert_eq!((clopper_pearson(0, 0, 0.95), wilson(2, 1, 0.95)), (None, None));
    }

    /// 0 of n: the exact upper end solves (1 − p)^n = 0.025.
    #[test]
    fn none_of_many_has_a_closed_form() {
        let high = clopper_pearson(0, 29, 0.95).unwrap().high;
        assert!((high - (1.0 - crate::base::math::pow(0.025, 1.0 / 29.0))).abs() < 1e-12);
    }
}
