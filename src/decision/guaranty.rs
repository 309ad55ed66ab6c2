//! Whether a guarantor stands surety, and for what premium.
//!
//! `premium >= belief (exposure (1 - recovered) + tracing) + capital cost + risk - tie value`, exposure within
//! capacity. The risk term is half the aversion times the variance of the loss. Kin, association, village or firm
//! differ only in tie, capacity, share recovered and tracing. Sources: Arrow-Pratt risk premium (Pratt 1964,
//! Econometrica 32:122) and actuarial surety pricing, put together in `docs/decisions.md`; group liability as in
//! Stiglitz 1990, World Bank Economic Review 4:351, and Besley and Coate 1995, Journal of Development Economics 46:1.
//! Left out: correlation between the guaranteed, bargaining over the premium.

/// One guaranty as the guarantor sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GuarantyOffer {
    /// Penal sum, EUR (B).
    pub exposure: f64,
    /// Believed chance that the migrant does not return.
    pub default_belief: f64,
    /// Share that the guarantor gets back from a defaulter or his kin (kappa).
    pub recovered: f64,
    /// Cost of tracing a defaulter, EUR, borne only when there is one.
    pub tracing: f64,
    /// Cost of tying up capital for the whole term, share of exposure.
    pub capital_cost: f64,
    /// Absolute risk aversion, a EUR (0 for a firm that pools).
    pub risk_aversion: f64,
    /// What doing it is worth to him apart from money, EUR: tie times the value of a tie.
    pub tie_value: f64,
}

impl GuarantyOffer {
    /// Least premium at which he accepts, EUR; negative if he would pay to do it.
    #[must_use]
    pub fn least_premium(&self) -> f64 {
        let belief = self.default_belief;
        let lost = self.exposure * (1.0 - self.recovered);
        let risk = 0.5 * self.risk_aversion * belief * (1.0 - belief) * lost * lost;
        belief * (lost + self.tracing) + self.capital_cost * self.exposure + risk - self.tie_value
    }

    /// Premium that he asks, EUR: `loading` times the least at which he accepts, and not less than `posted`. None if he
    /// would not do it for that (who asks for nothing does it for the tie or not at all), or would ask for more than he
    /// answers for.
    #[must_use]
    pub fn quote(&self, posted: f64, loading: f64) -> Option<f64> {
        let least = self.least_premium();
        let asked = posted.max(loading * least);
        (asked >= least && asked <= self.exposure).then_some(asked)
    }
}

/// The part of a sum (EUR) for which somebody with so much free can answer, in whole EUR; none if that is less than the
/// least part of it that is worth the while.
#[must_use]
pub fn pledged(sum: f64, free: f64, least_part: f64) -> Option<f64> {
    let part = if free >= sum { sum } else { free.floor() };
    (part > 0.0 && part >= least_part * sum).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: GuarantyOffer = GuarantyOffer {
        exposure: 4.8,
        default_belief: 0.1,
        recovered: 0.5,
        tracing: 0.0,
        capital_cost: 0.35,
        risk_aversion: 0.05,
        tie_value: 0.0,
    };

    #[test]
    fn the_worked_example_is_mostly_capital_cost() {
        assert!((EXAMPLE.least_premium() - 1.932_96).abs() < 1e-9);
        assert!((GuarantyOffer { risk_aversion: 0.0, ..EXAMPLE }.least_premium() - 1.92).abs() < 1e-12);
    }

    #[test]
    fn full_recovery_and_free_capital_cost_nothing() {
        assert_eq!(GuarantyOffer { recovered: 1.0, capital_cost: 0.0, ..EXAMPLE }.least_premium(), 0.0);
        assert_eq!(GuarantyOffer { default_belief: 0.0, capital_cost: 0.0, ..EXAMPLE }.least_premium(), 0.0);
    }

    #[test]
    fn a_risk_neutral_guarantor_with_free_capital_asks_the_actuarial_price() {
        let neutral = GuarantyOffer { risk_aversion: 0.0, capital_cost: 0.0, ..EXAMPLE };
        assert!((neutral.least_premium() - 0.1 * 2.4).abs() < 1e-15);
        // Tracing is paid only for those who default.
        assert!((GuarantyOffer { tracing: 1.0, ..neutral }.least_premium() - 0.1 * 3.4).abs() < 1e-15);
    }

    #[test]
    fn who_asks_does_it_for_the_price_and_who_does_not_for_the_tie() {
        // A relative, who asks for nothing; and one to whom the tie is worth the risk.
        assert_eq!(EXAMPLE.quote(0.0, 0.0), None);
        assert_eq!(GuarantyOffer { tie_value: 2.0, ..EXAMPLE }.quote(0.0, 0.0), Some(0.0));
        // A firm asks a tenth more than the least, or its list price.
        assert!((EXAMPLE.quote(0.0, 1.1).unwrap() - 1.1 * 1.932_96).abs() < 1e-12);
        assert_eq!(EXAMPLE.quote(3.0, 1.1), Some(3.0));
        assert_eq!(EXAMPLE.quote(0.0, 3.0), None, "more than the sum itself");
        assert_eq!((pledged(500.0, 600.0, 0.25), pledged(500.0, 130.7, 0.25)), (Some(500.0), Some(130.0)));
        assert_eq!((pledged(500.0, 124.0, 0.25), pledged(500.0, 0.0, 0.0)), (None, None));
    }

    proptest! {
        #[test]
        fn a_worse_risk_costs_more(belief in 0.0..0.5, recovered in 0.0..1.0, more in 0.01..0.3,
            exposure in 1.0..5_000.0) {
            let risk_aversion = 0.000_06;
            let price = GuarantyOffer { exposure, default_belief: belief, recovered, risk_aversion, tracing: 50.0,
                ..EXAMPLE };
            let least = price.least_premium();
            prop_assert!(GuarantyOffer { default_belief: belief + more, ..price }.least_premium() > least,
                "moves the wrong way");
            prop_assert!(GuarantyOffer { recovered: f64::min(recovered + more, 1.0), ..price }.least_premium() <= least,
                "moves the wrong way");
            prop_assert!(GuarantyOffer { exposure: exposure + more, ..price }.least_premium() > least,
                "moves the wrong way");
            prop_assert!(GuarantyOffer { tie_value: more, ..price }.least_premium() < least, "moves the wrong way");
        }
    }
}
