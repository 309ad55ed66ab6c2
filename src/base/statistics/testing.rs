//! Tests of hypotheses, as probabilities (p values) under the hypothesis that nothing differs.

use super::{Moments, distribution::student_t_two_sided};
use crate::base::math::{exp, ln, ln_1p, ln_gamma};

/// Two-sided t test that the mean of `after` − `before`, value by value, is zero. None if the lengths differ, below two
/// values, or if one is not finite. Differences that are all the same give 1 if they are zero, else 0.
#[must_use]
pub fn paired_test(before: &[f64], after: &[f64]) -> Option<f64> {
    if before.len() != after.len() || before.iter().chain(after).any(|value| !value.is_finite()) {
        return None;
    }
    let differences: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let moments = Moments::of(&differences);
    let (mean, error) = (moments.mean()?, moments.standard_error()?);
    Some(two_sided(mean, error, (moments.count() - 1) as f64))
}

/// Two-sided t test that two independent samples have the same mean, with unequal variances (Welch). None below two
/// values in a sample or if one is not finite.
#[must_use]
pub fn welch_test(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.iter().chain(second).any(|value| !value.is_finite()) {
        return None;
    }
    let (a, b) = (Moments::of(first), Moments::of(second));
    let (part_a, part_b) = (a.variance()? / a.count() as f64, b.variance()? / b.count() as f64);
    let error = (part_a + part_b).sqrt();
    let freedom = (part_a + part_b) * (part_a + part_b)
        / (part_a * part_a / (a.count() - 1) as f64 + part_b * part_b / (b.count() - 1) as f64);
    Some(two_sided(a.mean()? - b.mean()?, error, freedom))
}

fn two_sided(difference: f64, error: f64, freedom: f64) -> f64 {
    if difference == 0.0 {
        1.0
    } else if error == 0.0 {
        0.0
    } else {
        student_t_two_sided(difference / error, freedom)
    }
}

/// Exact two-sided binomial test of `successes` among `trials` against `share`: the probability of all counts that are
/// no more likely than the one seen. None with more successes than trials or a share outside [0, 1]. Takes time in
/// proportion to `trials`.
#[must_use]
pub fn binomial_test(successes: u64, trials: u64, share: f64) -> Option<f64> {
    if successes > trials || !(0.0..=1.0).contains(&share) {
        return None;
    }
    if share == 0.0 || share == 1.0 {
        let certain = if share == 0.0 { 0 } else { trials };
        return Some(if successes == certain { 1.0 } else { 0.0 });
    }
    let n = trials as f64;
    let ways = ln_gamma(n + 1.0);
    let probability = |k: u64| {
        let k = k as f64;
        exp(ways - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0) + k * ln(share) + (n - k) * ln_1p(-share))
    };
    // Counts that are as likely as the one seen but for rounding belong in: the same tolerance as R.
    let most = probability(successes) * (1.0 + 1e-7);
    Some((0..=trials).map(probability).filter(|&p| p <= most).sum::<f64>().min(1.0))
}

/// Holm's adjustment of `p` values for having been many: with these, the chance of one or more false alarms stays below
/// the level asked for. In the order given; NaN stays NaN and does not count among the tests.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&index| !p[index].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        largest = largest.max((p[index] * (order.len() - rank) as f64).min(1.0));
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64, within: f64) {
        assert!((found.unwrap() - expected).abs() <= within, "{found:?} instead of {expected}");
    }

    /// Student's sleep data (R's `sleep`): paired p = 0.002833, Welch p = 0.07939.
    #[test]
    fn the_sleep_data_of_student() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        close(paired_test(&first, &second), 0.002_833, 5e-7);
        close(welch_test(&first, &second), 0.079_39, 5e-6);
    }

    #[test]
    fn without_spread_the_test_is_certain() {
        assert_eq!(paired_test(&[1.0, 2.0], &[1.0, 2.0]), Some(1.0));
        assert_eq!(paired_test(&[1.0, 2.0], &[2.0, 3.0]), Some(0.0));
        assert_eq!(paired_test(&[1.0], &[2.0]), None);
        assert_eq!(welch_test(&[1.0, 1.0], &[2.0, 2.0]), Some(0.0));
    }

    /// R's example: Mendel's peas (Conover 1971, p. 97), binom.test(682, 925, 0.75): p = 0.3825. A coin with 8 heads of
    /// 10: 112/1024.
    #[test]
    fn binomial_tests_are_exact() {
        close(binomial_test(682, 925, 0.75), 0.3825, 5e-5);
        close(binomial_test(8, 10, 0.5), 112.0 / 1024.0, 1e-12);
        close(binomial_test(5, 10, 0.5), 1.0, 1e-12);
        assert_eq!(
            (binomial_test(0, 5, 0.0), binomial_test(1, 5, 0.0), binomial_test(5, 5, 1.0)),
            (Some(1.0), Some(0.0), Some(1.0))
        );
        assert_eq!(binomial_test(3, 2, 0.5), None);
    }

    /// By hand (Holm 1979): 0.01, 0.04, 0.03, 0.005 times 3, 1, 2, 4 in the order of size, then never falling: 0.03,
    /// 0.06, 0.06, 0.02.
    #[test]
    fn holm_is_step_down_and_monotone() {
        let found = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            close(Some(*found), expected, 1e-15);
        }
        let with_gap = holm(&[0.01, f64::NAN, 0.9]);
        assert!(with_gap[1].is_nan());
        assert_eq!((with_gap[0], with_gap[2]), (0.02, 0.9));
        assert!(holm(&[]).is_empty());
    }
}
