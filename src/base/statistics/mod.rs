//! Small statistics, enough to judge replicates of a simulation: moments, quantiles, intervals, tests.
//!
//! Pure functions of numbers; every transcendental function is the portable one, so the results are the same bits
//! everywhere. An interval over replicates measures the Monte Carlo error only, not what is unknown about the world.

mod distribution;
mod indices;
mod interval;
mod testing;

pub use distribution::{
    chi_square_upper_tail, incomplete_beta, incomplete_gamma_upper, student_t_cdf, student_t_quantile,
};
pub use indices::{SaltelliRow, SobolIndex, sobol_indices};
pub use interval::{Interval, clopper_pearson, mean_interval, paired_interval, wilson};
pub use testing::{binomial_test, holm, paired_test, welch_test};

/// Count, mean and variance of a stream of numbers by Welford's method, which does not lose digits when the mean is
/// large. The bits depend on the order of the numbers; replicates are pushed in the order of their index.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Moments of `values` in their order.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut moments = Self::default();
        values.iter().for_each(|&value| moments.push(value));
        moments
    }

    /// Takes in one number.
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// How many numbers there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Arithmetic mean; none without numbers.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Variance of the sample (divisor n − 1); none below two numbers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).max(0.0))
    }

    /// Standard deviation of the sample; none below two numbers.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Standard error of the mean; none below two numbers.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|variance| (variance / self.count as f64).sqrt())
    }
}

/// Quantiles of `values` at `shares` in [0, 1] (clamped), interpolated as R's type 7: position (n − 1) q between the
/// sorted values. Empty if there are no values or one of them is NaN.
#[must_use]
pub fn quantiles(values: &[f64], shares: &[f64]) -> Vec<f64> {
    if values.is_empty() || values.iter().any(|value| value.is_nan()) {
        return Vec::new();
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    shares
        .iter()
        .map(|share| {
            let position = share.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
            let below = position.floor() as usize;
            let above = (below + 1).min(sorted.len() - 1);
            let part = position - below as f64;
            if part == 0.0 { sorted[below] } else { sorted[below] + part * (sorted[above] - sorted[below]) }
        })
        .collect()
}

/// Middle value, as [`quantiles`] at one half; none without values.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantiles(values, &[0.5]).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The certified values of NIST's data set NumAcc3: 1,001 numbers around a million that differ in the first
    /// decimal; mean 1000000.2, standard deviation exactly 0.1.
    #[test]
    fn large_numbers_with_small_differences_keep_their_variance() {
        let values: Vec<f64> = std::iter::once(1_000_000.2)
            .chain((0..1000).map(|i| if i % 2 == 0 { 1_000_000.1 } else { 1_000_000.3 }))
            .collect();
        let moments = Moments::of(&values);
        assert!((moments.mean().unwrap() - 1_000_000.2).abs() < 1e-8);
        assert!((moments.standard_deviation().unwrap() - 0.1).abs() < 1e-8);
    }

    #[test]
    fn few_numbers_have_no_variance() {
        assert_eq!(Moments::default().mean(), None);
        let one = Moments::of(&[5.0]);
        assert_eq!((one.mean(), one.variance(), one.standard_error()), (Some(5.0), None, None));
        assert_eq!(Moments::of(&[2.0, 2.0]).variance(), Some(0.0));
    }

    /// R: quantile(c(15, 20, 35, 40, 50), c(0, .05, .3, .4, .5, 1)) gives 15, 16, 23, 29, 35, 50 (type 7, the default).
    #[test]
    fn quantiles_are_those_of_r() {
        let found = quantiles(&[40.0, 15.0, 50.0, 20.0, 35.0], &[0.0, 0.05, 0.3, 0.4, 0.5, 1.0]);
        for (found, expected) in found.iter().zip([15.0, 16.0, 23.0, 29.0, 35.0, 50.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        assert!(quantiles(&[1.0, f64::NAN], &[0.5]).is_empty());
        assert_eq!(quantiles(&[7.0], &[-1.0, 0.3, 2.0]), [7.0; 3]);
    }
}
