//! Portable mathematics. Every transcendental function of the model goes through here and so through crate `libm`,
//! pinned exactly: the standard library's own functions give other bits on machines with and without fused
//! multiply-add.

/// Natural logarithm.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Exponential function.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e^x - 1, accurate near zero.
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// ln(1 + x), accurate near zero.
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `x` multiplied by itself `n` times: no transcendental function, and the same order of multiplications everywhere.
#[inline]
#[must_use]
pub fn whole_power(x: f64, n: u32) -> f64 {
    let (mut base, mut left, mut product) = (x, n, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= base;
        }
        base *= base;
        left >>= 1;
    }
    product
}

/// `x` to the power `y`.
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Decimal logarithm.
#[inline]
#[must_use]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// Natural logarithm of the gamma function of a positive `x`.
#[inline]
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Logistic function 1/(1 + e^-x), without overflow; the limits are 0 and 1.
#[inline]
#[must_use]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

/// Standard normal distribution function.
#[inline]
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// Standard normal quantile of `q` in (0, 1), by Acklam's rational approximation polished with one Halley step
/// (absolute error below 1e-9); `q` is clamped to [1e-12, 1 - 1e-12] so that no result is infinite.
#[must_use]
pub fn normal_quantile(q: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let q = q.clamp(1e-12, 1.0 - 1e-12);
    let tail = |p: f64| {
        let r = (-2.0 * ln(p)).sqrt();
        (((((C[0] * r + C[1]) * r + C[2]) * r + C[3]) * r + C[4]) * r + C[5])
            / ((((D[0] * r + D[1]) * r + D[2]) * r + D[3]) * r + 1.0)
    };
    let x = if q < 0.024_25 {
        tail(q)
    } else if q > 1.0 - 0.024_25 {
        -tail(1.0 - q)
    } else {
        let s = q - 0.5;
        let r = s * s;
        (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * s
            / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1.0)
    };
    let error = normal_cdf(x) - q;
    let step = error * (2.0 * core::f64::consts::PI).sqrt() * exp(0.5 * x * x);
    x - step / (1.0 + 0.5 * x * step)
}

/// A number with so many significant figures, one or more: one that a reader can copy, without a trace of binary
/// fractions.
#[must_use]
pub fn to_figures(value: f64, figures: usize) -> f64 {
    format!("{value:.*e}", figures.saturating_sub(1)).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_cut_and_nothing_is_left_of_binary_fractions() {
        assert_eq!(to_figures(0.1 + 0.2, 12), 0.3);
        assert_eq!((to_figures(1234.5, 3), to_figures(-0.001_249, 2), to_figures(7.0, 1)), (1230.0, -0.0012, 7.0));
        assert_eq!(to_figures(f64::INFINITY, 3), f64::INFINITY);
    }

    #[test]
    fn normal_quantile_inverts_the_distribution_function() {
        for i in 1..1000 {
            let q = f64::from(i) / 1000.0;
            assert!((normal_cdf(normal_quantile(q)) - q).abs() < 1e-12, "{q}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-9);
    }

    #[test]
    fn whole_powers_are_repeated_products() {
        assert_eq!(whole_power(1.5, 0), 1.0);
        assert_eq!(whole_power(0.0, 0), 1.0);
        assert_eq!(whole_power(1.5, 5), 1.5 * 1.5 * 1.5 * 1.5 * 1.5);
        assert!((whole_power(0.97, 37) - pow(0.97, 37.0)).abs() < 1e-14);
    }

    #[test]
    fn logistic_has_its_limits() {
        assert_eq!(logistic(800.0), 1.0);
        assert_eq!(logistic(-800.0), 0.0);
        assert_eq!(logistic(0.0), 0.5);
    }
}
