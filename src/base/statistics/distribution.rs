//! Distribution functions from the incomplete beta and gamma functions (Press et al., *Numerical Recipes*, 3rd ed.,
//! §6.2 and §6.4: a continued fraction by Lentz's method, a series where it converges faster).

use crate::base::math::{exp, ln, ln_1p, ln_gamma, normal_quantile};

const TINY: f64 = 1e-300;
const MOST_STEPS: u32 = 100_000;

/// Regularised incomplete beta function I_x(a, b), the distribution function of a Beta(a, b) at `x`; for a, b > 0. NaN
/// if an argument is NaN or a shape is not positive.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln_1p(-x));
    // The fraction converges fast below the mean of the distribution; above it the mirror image is below its own.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..=MOST_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

/// Regularised upper incomplete gamma function Q(a, x) for a > 0; 1 at x ≤ 0. NaN if an argument is NaN or `a` is not
/// positive.
#[must_use]
pub fn incomplete_gamma_upper(a: f64, x: f64) -> f64 {
    if a.is_nan() || a <= 0.0 || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    if x == f64::INFINITY {
        return 0.0;
    }
    let front = exp(a * ln(x) - x - ln_gamma(a));
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        for step in 1..=MOST_STEPS {
            term *= x / (a + f64::from(step));
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..=MOST_STEPS {
        let m = f64::from(step);
        let numerator = -m * (m - a);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b);
        c = away_from_zero(b + numerator / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// Probability that a chi-square variable with `freedom` > 0 degrees exceeds `x`.
#[must_use]
pub fn chi_square_upper_tail(x: f64, freedom: f64) -> f64 {
    incomplete_gamma_upper(freedom / 2.0, x / 2.0)
}

/// Probability that |T| exceeds |t| for a Student t with `freedom` > 0 degrees; computed as a tail, so that small ones
/// keep their digits.
pub(super) fn student_t_two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() { 0.0 } else { incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t)) }
}

/// Distribution function of Student's t with `freedom` > 0 degrees (need not be whole).
#[must_use]
pub fn student_t_cdf(t: f64, freedom: f64) -> f64 {
    let tail = 0.5 * student_t_two_sided(t, freedom);
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// Quantile of Student's t with `freedom` > 0 degrees at probability `q`; infinite at 0 and 1, NaN outside or without
/// degrees of freedom.
#[must_use]
pub fn student_t_quantile(q: f64, freedom: f64) -> f64 {
    if !(0.0..=1.0).contains(&q) || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    if q == 0.5 {
        return 0.0;
    }
    if q < 0.5 {
        return -student_t_quantile(1.0 - q, freedom);
    }
    if q == 1.0 {
        return f64::INFINITY;
    }
    if freedom > 1e5 {
        // Two terms of the Cornish–Fisher series (Abramowitz and Stegun 26.7.5): the next is below 1e-14 here for usual
        // levels.
        let z = normal_quantile(q);
        let z3 = z * z * z;
        return z + (z3 + z) / (4.0 * freedom) + (5.0 * z3 * z * z + 16.0 * z3 + 3.0 * z) / (96.0 * freedom * freedom);
    }
    let two_sided = 2.0 * (1.0 - q);
    let mut high = 1.0;
    while student_t_two_sided(high, freedom) > two_sided && high < 1e150 {
        high *= 2.0;
    }
    bisect(0.0, high, |t| student_t_two_sided(t, freedom) > two_sided)
}

/// Quantile of a Beta(a, b) at probability `q` in [0, 1].
pub(super) fn beta_quantile(a: f64, b: f64, q: f64) -> f64 {
    bisect(0.0, 1.0, |x| incomplete_beta(a, b, x) < q)
}

/// The point between `low` and `high` where `too_low` turns from true to false, as exactly as numbers go.
fn bisect(mut low: f64, mut high: f64, too_low: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..2_000 {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            break;
        }
        if too_low(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + 0.5 * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} instead of {expected}");
    }

    /// Table of t quantiles in any textbook (e.g. Abramowitz and Stegun, table 26.10); the exact one at one degree is
    /// tan(0.475 π).
    #[test]
    fn t_quantiles_are_those_of_the_tables() {
        for (q, freedom, expected) in [
            (0.975, 1.0, 12.7062),
            (0.975, 2.0, 4.3027),
            (0.975, 4.0, 2.7764),
            (0.975, 19.0, 2.0930),
            (0.975, 30.0, 2.0423),
            (0.95, 10.0, 1.8125),
            (0.995, 5.0, 4.0321),
            (0.9995, 3.0, 12.9240),
        ] {
            close(student_t_quantile(q, freedom), expected, 5e-5);
            close(student_t_quantile(1.0 - q, freedom), -expected, 5e-5);
        }
        close(student_t_quantile(0.975, 1e6), 1.959_966, 1e-6);
        close(student_t_quantile(0.975, 1.0), 12.706_204_736_432_095, 1e-9);
        close(student_t_quantile(0.975, 99_999.0), student_t_quantile(0.975, 100_001.0), 1e-9);
    }

    #[test]
    fn the_t_quantile_inverts_the_distribution_and_has_its_limits() {
        for freedom in [0.5, 1.0, 2.5, 7.0, 100.0, 5000.0] {
            for q in [1e-6, 0.01, 0.3, 0.5, 0.8, 0.999] {
                close(student_t_cdf(student_t_quantile(q, freedom), freedom), q, 1e-11);
            }
        }
        assert_eq!(student_t_quantile(1.0, 3.0), f64::INFINITY);
        assert_eq!(student_t_quantile(0.0, 3.0), f64::NEG_INFINITY);
        assert!(student_t_quantile(1.1, 3.0).is_nan() && student_t_quantile(0.9, 0.0).is_nan());
    }

    /// Chi-square critical values at 5 % and 1 %, the usual tables: 3.841, 5.991, 18.307, 124.342; 6.635.
    #[test]
    fn chi_square_tails_are_those_of_the_tables() {
        for (x, freedom, tail) in [
            (3.841_459, 1.0, 0.05),
            (5.991_465, 2.0, 0.05),
            (18.307_038, 10.0, 0.05),
            (124.342_113, 100.0, 0.05),
            (6.634_897, 1.0, 0.01),
        ] {
            close(chi_square_upper_tail(x, freedom), tail, 1e-7);
        }
        // With two degrees the tail is exactly exp(-x/2).
        close(chi_square_upper_tail(1.0, 2.0), exp(-0.5), 1e-14);
        close(chi_square_upper_tail(300.0, 2.0) / exp(-150.0), 1.0, 1e-10);
        assert_eq!(chi_square_upper_tail(0.0, 3.0), 1.0);
    }

    #[test]
    fn the_incomplete_beta_has_its_closed_forms() {
        for x in [0.0, 0.1, 0.5, 0.9, 1.0] {
            close(incomplete_beta(1.0, 1.0, x), x, 1e-14);
            close(incomplete_beta(3.0, 1.0, x), x * x * x, 1e-14);
            close(incomplete_beta(2.0, 2.0, x), x * x * (3.0 - 2.0 * x), 1e-14);
        }
        assert!(incomplete_beta(0.0, 1.0, 0.5).is_nan());
    }
}
