//! The span over which a person plans, and utility over it.
//!
//! Consumption is smoothed over the horizon at an interest rate equal to the rate of time preference, so a plan is
//! worth `life x ln(consumption) + premium x (life - months away)`, with `life` the discounted months of the horizon.
//! Left out: borrowing limits inside the horizon (the caller gates what a person can fund), risk aversion other than
//! the logarithm's. Source: the life-cycle model of temporary migration, Dustmann 2003, European Economic Review 47:353
//! (the form with two floors and a finite horizon is derived in `docs/decisions.md`).
use crate::base::math::{exp, exp_m1, ln};

/// Utility of a plan that leaves less than [`LEAST_CONSUMPTION`]: a number that loses against every plan that is
/// feasible, and no infinity. util-months.
pub const INFEASIBLE: f64 = -1e9;

/// Least consumption above subsistence that counts as a life, EUR a month. `assumed`: any small number does, because
/// the logarithm repels from it.
pub const LEAST_CONSUMPTION: f64 = 1.0;

/// A planning horizon with its discount rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    months: u32,
    rate: f64,
    life: f64,
    per_life: f64,
}

impl Horizon {
    /// A horizon of `months`, discounted at `discount_year` a year (rho; simple division by twelve, continuous
    /// compounding).
    #[must_use]
    pub fn new(months: u32, discount_year: f64) -> Self {
        let rate = discount_year / 12.0;
        let life = annuity(f64::from(months), rate);
        Self { months, rate, life, per_life: if life > 0.0 { 1.0 / life } else { 0.0 } }
    }

    /// Length, months.
    #[must_use]
    pub fn months(&self) -> u32 {
        self.months
    }

    /// Discount rate a month.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Discounted months of the whole horizon; its plain length when nothing is discounted.
    #[inline]
    #[must_use]
    pub fn life(&self) -> f64 {
        self.life
    }

    /// Discounted length of the next `months` months.
    #[must_use]
    pub fn annuity(&self, months: f64) -> f64 {
        annuity(months, self.rate)
    }

    /// Present value of one EUR due in `months` months.
    #[must_use]
    pub fn discount(&self, months: f64) -> f64 {
        exp(-self.rate * months)
    }

    /// Even consumption above subsistence that a home surplus (EUR a month) and a discounted gain over it (EUR) allow.
    /// EUR a month.
    #[inline]
    #[must_use]
    pub fn consumption(&self, home_surplus: f64, gain: f64) -> f64 {
        home_surplus + gain * self.per_life
    }

    /// Utility of even `consumption` (EUR a month) over the horizon, `away` discounted months of it spent away from
    /// home; `home_premium` (theta) is what a month at home is worth in log points: liking for home plus the logarithm
    /// of what lower prices give. util-months.
    #[inline]
    #[must_use]
    pub fn utility(&self, consumption: f64, home_premium: f64, away: f64) -> f64 {
        if self.life <= 0.0 {
            0.0
        } else if consumption > LEAST_CONSUMPTION {
            self.life * ln(consumption) + home_premium * (self.life - away)
        } else {
            INFEASIBLE
        }
    }

    /// Share by which consumption would have to rise for ever to be worth `gain` util-months: e^(gain/life) - 1.
    #[must_use]
    pub fn consumption_equivalent(&self, gain: f64) -> f64 {
        if self.life > 0.0 { exp_m1((gain / self.life).min(700.0)) } else { 0.0 }
    }
}

/// Discounted length of `months` months at a monthly `rate`: (1 - e^(-rate months))/rate, in the limit `months`.
#[must_use]
pub fn annuity(months: f64, rate: f64) -> f64 {
    if (rate * months).abs() < 1e-12 { months } else { -exp_m1(-rate * months) / rate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discounted_life_matches_a_sum_of_small_steps() {
        let horizon = Horizon::new(120, 0.06);
        let step = 0.01;
        let sum: f64 = (0..12_000).map(|i| step * exp(-0.005 * step * (f64::from(i) + 0.5))).sum();
        assert!((horizon.life() - sum).abs() < 1e-6, "{} {sum}", horizon.life());
        assert!((horizon.annuity(120.0) - horizon.life()).abs() < 1e-12);
    }

    #[test]
    fn life_without_discounting_is_the_number_of_months() {
        assert_eq!(Horizon::new(120, 0.0).life(), 120.0);
        assert!((Horizon::new(120, 1e-9).life() - 120.0).abs() < 1e-5);
        assert_eq!(Horizon::new(120, 0.0).discount(60.0), 1.0);
    }

    #[test]
    fn nobody_gains_or_loses_over_no_time() {
        let none = Horizon::new(0, 0.06);
        assert_eq!(none.life(), 0.0);
        assert_eq!(none.utility(none.consumption(20.0, 500.0), 1.0, 0.0), 0.0);
        assert_eq!(none.consumption_equivalent(5.0), 0.0);
    }

    #[test]
    fn consumption_equivalent_undoes_the_logarithm() {
        let horizon = Horizon::new(120, 0.06);
        let gain = horizon.utility(30.0, 1.0, 0.0) - horizon.utility(20.0, 1.0, 0.0);
        assert!((horizon.consumption_equivalent(gain) - 0.5).abs() < 1e-12);
        assert!(
            horizon.consumption_equivalent(INFEASIBLE) == -1.0
                && horizon.consumption_equivalent(-INFEASIBLE).is_finite()
        );
    }

    #[test]
    fn consumption_below_the_floor_cannot_be_lived() {
        let horizon = Horizon::new(120, 0.06);
        assert_eq!(horizon.utility(LEAST_CONSUMPTION, 1.0, 0.0), INFEASIBLE);
        assert!(horizon.utility(1.001, 0.0, 0.0) > 0.0);
        assert_eq!(horizon.utility(-5.0, 1.0, 0.0), INFEASIBLE);
    }
}
