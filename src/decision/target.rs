//! The target saver: abroad until the money for a house or a business is together.
//!
//! Savings grow by interest and by what is put aside, `dA/dt = rate A + saving`; debts cost the borrowing rate and
//! savings earn the lending rate, so the way from debt to target has two legs, each of length (1/r) ln[(rK + s)/(rA +
//! s)]. Interest that eats the saving means never. Sources: Mesnard 2004, Oxford Economic Papers 56:242 (credit
//! constraint and return as entrepreneur); Yang 2006, Review of Economics and Statistics 88:715 (the two types told
//! apart by their answer to a better exchange rate). The closed form is derived in `docs/decisions.md`. Left out: an
//! uncertain wage; the caller gives a hopeless debtor a way out (default, rescue by kin).
use crate::base::math::ln_1p;

/// Months until wealth rises from `wealth` to `target` (EUR) with `saving` EUR put aside a month, at monthly rates of
/// interest `borrow_rate` on debt and `lend_rate` on savings; `None` is never.
#[must_use]
pub fn months_to_target(wealth: f64, target: f64, saving: f64, borrow_rate: f64, lend_rate: f64) -> Option<f64> {
    if wealth >= target {
        return Some(0.0);
    }
    let out_of_debt = if wealth < 0.0 { leg(wealth, target.min(0.0), saving, borrow_rate)? } else { 0.0 };
    let to_target = if target > 0.0 { leg(wealth.max(0.0), target, saving, lend_rate)? } else { 0.0 };
    Some(out_of_debt + to_target)
}

/// Months from `from` to a higher `to` at one rate; `None` if wealth does not grow at the start, because then it never
/// will.
fn leg(from: f64, to: f64, saving: f64, rate: f64) -> Option<f64> {
    let growth = rate * from + saving;
    if growth <= 0.0 {
        return None;
    }
    let ratio = (to - from) / growth;
    Some(if rate.abs() * ratio < 1e-12 { ratio } else { ln_1p(rate * ratio) / rate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Wealth followed in small steps.
    fn followed(mut wealth: f64, target: f64, saving: f64, borrow_rate: f64, lend_rate: f64) -> Option<f64> {
        let step = 0.005;
        for i in 0..200_000 {
            if wealth >= target {
                return Some(f64::from(i) * step);
            }
            let rate = if wealth < 0.0 { borrow_rate } else { lend_rate };
            let middle = wealth + 0.5 * step * (rate * wealth + saving);
            wealth += step * (rate * middle + saving);
        }
        None
    }

    #[test]
    fn without_interest_it_is_a_division() {
        assert_eq!(months_to_target(0.0, 3_000.0, 100.0, 0.0, 0.0), Some(30.0));
        let near = months_to_target(-500.0, 3_000.0, 100.0, 1e-9, 1e-9).unwrap();
        assert!((near - 35.0).abs() < 1e-5);
    }

    #[test]
    fn interest_above_the_saving_means_never() {
        // 2,500 EUR at 40 % a year cost 83 a month: more than the 75 that can be put aside.
        assert_eq!(months_to_target(-2_500.0, 3_000.0, 75.0, 0.4 / 12.0, 0.0), None);
        assert!(months_to_target(-2_500.0, 3_000.0, 90.0, 0.4 / 12.0, 0.0).is_some());
        assert_eq!(months_to_target(0.0, 3_000.0, 0.0, 0.03, 0.005), None);
    }

    #[test]
    fn who_has_it_goes_home() {
        assert_eq!(months_to_target(3_000.0, 3_000.0, -10.0, 0.03, 0.0), Some(0.0));
    }

    #[test]
    fn a_debt_may_be_the_target() {
        // From 1,000 owed to 500 owed.
        let months = months_to_target(-1_000.0, -500.0, 100.0, 0.01, 0.0).unwrap();
        assert!((months - followed(-1_000.0, -500.0, 100.0, 0.01, 0.0).unwrap()).abs() < 0.02);
    }

    proptest! {
        #[test]
        fn the_closed_form_is_the_path(wealth in -2_000.0..2_000.0, target in 0.0..6_000.0, saving in 10.0..400.0,
            borrow in 0.0..0.04, lend in 0.0..0.01) {
            let (closed, path) = (months_to_target(wealth, target, saving, borrow, lend), followed(wealth, target,
                saving, borrow, lend));
            match (closed, path) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 0.02 + 1e-4 * b, "{} {}", a, b),
                (None, None) => {}
                (a, b) => prop_assert!(a.is_some_and(|months| months > 990.0), "{:?} {:?}", a, b),
            }
        }

        #[test]
        fn a_higher_wage_brings_the_target_saver_home_sooner(wealth in -1_000.0..2_000.0, saving in 60.0..300.0,
            more in 1.0..100.0) {
            let months = |saving| months_to_target(wealth, 3_000.0, saving, 0.02, 0.002).unwrap();
            prop_assert!(months(saving + more) < months(saving));
        }
    }
}
