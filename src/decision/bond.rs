//! The bond that deters an overstay, and what can stand in for it.
//!
//! Without discounting, removal or fares, an overstayer consumes `c_O = gap/premium` whatever his wealth, a returner
//! `c_R = w + A/T`. Losing the bond lengthens the stay by B/gap and costs B/c_O, so the two are level at `B_min = T
//! [c_O ln(c_O/c_R) - c_O + c_R]`. Loss of recall and social sanctions count in utils, and a util is worth c_O EUR to
//! an overstayer: bond, promise and tie are substitutes at that rate. Source: derived (`docs/decisions.md`), in the
//! spirit of Djajic and Vinogradova 2015 on withheld pay; valid while the stay under the bond ends within the horizon
//! and regularisation is out of reach. The decision itself is [`term`](crate::decision::term); these are its limits.
use crate::base::math::ln;

/// One worker's margin at the end of a permit, in the limit without discounting and risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// Months of planning horizon that remain (T).
    pub horizon_months: f64,
    /// Worth of a month at home, log points (theta), above zero.
    pub home_premium: f64,
    /// Surplus at home, EUR a month (w).
    pub home_surplus: f64,
    /// Surplus of an irregular worker, EUR a month (w_u).
    pub surplus_abroad: f64,
    /// Savings including his own bond, EUR (A).
    pub wealth: f64,
}

impl Margin {
    /// What a month of overstaying brings over one at home, EUR (D).
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.surplus_abroad - self.home_surplus
    }

    /// Consumption of an overstayer, EUR a month (c_O).
    #[must_use]
    pub fn overstayer_consumption(&self) -> f64 {
        self.gap() / self.home_premium
    }

    /// Consumption of a returner, EUR a month (c_R).
    #[must_use]
    pub fn returner_consumption(&self) -> f64 {
        self.home_surplus + self.wealth / self.horizon_months
    }

    /// Months that he would overstay if `bond` EUR were lost by it: T(c_O - c_R)/D + B/D; more with a bond than
    /// without.
    #[must_use]
    pub fn overstay_months(&self, bond: f64) -> f64 {
        (self.horizon_months * (self.overstayer_consumption() - self.returner_consumption()) + bond) / self.gap()
    }

    /// Least bond of his own that makes him return, EUR; 0 if he returns anyway.
    #[must_use]
    pub fn deterrent_bond(&self) -> f64 {
        let (over, back) = (self.overstayer_consumption(), self.returner_consumption());
        if over <= back || back <= 0.0 {
            return if over <= back { 0.0 } else { f64::INFINITY };
        }
        self.horizon_months * (over * ln(over / back) - over + back)
    }

    /// Whether he overstays: own share of the bond plus the money's worth of recall and sanction falls short of the
    /// deterrent bond.
    #[must_use]
    pub fn overstays(&self, pledge: &Pledge) -> bool {
        pledge.own_share * pledge.bond + self.overstayer_consumption() * (pledge.recall + pledge.tie * pledge.sanction)
            < self.deterrent_bond()
    }
}

/// What a worker loses by staying.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pledge {
    /// Bond posted for him, EUR (B).
    pub bond: f64,
    /// Share of it that comes out of his pocket: 1 if he posted it, what the guarantor recovers (kappa) if not.
    pub own_share: f64,
    /// Value to a returner of being recalled, util-months (Omega): see
    /// [`worth_to_returner`](crate::decision::recall::worth_to_returner).
    pub recall: f64,
    /// Strength of the tie to the guarantor, 0 to 1 (omega).
    pub tie: f64,
    /// Utility lost if a guarantor at full tie is let down, util-months (Sigma).
    pub sanction: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::horizon::Horizon;
    use crate::decision::recall::{Cycle, RecallPromise, worth_to_returner};
    use crate::decision::term::{Circumstances, Outlook};
    use proptest::prelude::*;

    fn textbook() -> Margin {
        Margin {
            horizon_months: 20.0,
            home_premium: 0.4 + ln(2.0),
            home_surplus: 1.0,
            surplus_abroad: 3.0,
            wealth: 2.0,
        }
    }

    /// The textbook worker in 2,000 months and at a hundred times the wages, so that whole months and the floor of
    /// consumption hardly bind.
    fn fine() -> Margin {
        Margin { horizon_months: 2_000.0, home_surplus: 100.0, surplus_abroad: 300.0, wealth: 20_000.0, ..textbook() }
    }

    /// Advantage of return by the engine's own decision, with everything else switched off.
    fn engine(margin: &Margin, bond: f64, social: f64) -> (f64, u32) {
        let horizon = Horizon::new(margin.horizon_months as u32, 0.0);
        let outlook = Outlook::new(&horizon, 0.0, horizon.months(), 0.0);
        let person = Circumstances {
            home_surplus: margin.home_surplus,
            surplus_abroad: margin.surplus_abroad,
            home_premium: margin.home_premium,
            wealth: margin.wealth,
            forfeited: bond,
            social,
            ..Circumstances::default()
        };
        let cycle = Cycle::new(&horizon, 6.0, 12.0, 6.0);
        (outlook.advantage_of_return(&person, &RecallPromise::NONE, &cycle), outlook.best_stay(&person).months)
    }

    /// Gain of overstaying with a bond of `bond`, over every length of stay in small steps.
    fn searched(margin: &Margin, bond: f64) -> f64 {
        let (horizon, premium) = (margin.horizon_months, margin.home_premium);
        let overstay = |stay: f64| {
            let consumption = (margin.wealth - bond + margin.home_surplus * horizon + margin.gap() * stay) / horizon;
            if consumption > 0.0 { horizon * ln(consumption) - premium * stay } else { f64::NEG_INFINITY }
        };
        let best = (0..=40_000).map(|i| overstay(horizon * f64::from(i) / 40_000.0)).fold(f64::NEG_INFINITY, f64::max);
        best - horizon * ln(margin.returner_consumption())
    }

    #[test]
    fn the_deterrent_bond_is_where_a_search_changes_its_mind() {
        let bond = textbook().deterrent_bond();
        assert!((bond - 4.025_34).abs() < 5e-6, "{bond}");
        assert!(searched(&textbook(), bond).abs() < 1e-6);
        assert!(searched(&textbook(), 0.98 * bond) > 0.0 && searched(&textbook(), 1.02 * bond) < 0.0);
    }

    #[test]
    fn the_engines_decision_flips_at_the_deterrent_bond() {
        let bond = fine().deterrent_bond();
        assert!((bond / 10_000.0 - textbook().deterrent_bond()).abs() < 1e-9);
        assert!(engine(&fine(), bond, 0.0).0.abs() < 0.01, "{}", engine(&fine(), bond, 0.0).0);
        assert!(engine(&fine(), 0.98 * bond, 0.0).0 < -1.0);
        assert!(engine(&fine(), 1.02 * bond, 0.0).0 > 1.0);
    }

    #[test]
    fn those_who_still_overstay_stay_longer_by_bond_over_gap() {
        let (none, half) = (engine(&fine(), 0.0, 0.0).1, engine(&fine(), 0.5 * fine().deterrent_bond(), 0.0).1);
        let longer = f64::from(half - none);
        assert!((longer - 0.5 * fine().deterrent_bond() / fine().gap()).abs() <= 1.0, "{longer}");
        assert!((f64::from(none) - fine().overstay_months(0.0)).abs() <= 1.0);
    }

    #[test]
    fn bond_promise_and_tie_stand_in_for_each_other() {
        // A promise of .8 utils leaves a bond of 2.5617 to be posted.
        let left = textbook().deterrent_bond() - textbook().overstayer_consumption() * 0.8;
        assert!((left - 2.5617).abs() < 5e-5, "{left}");
        let pledge = Pledge { bond: left, own_share: 1.0, recall: 0.8, tie: 0.0, sanction: 0.0 };
        assert!(
            textbook().overstays(&Pledge { bond: 0.98 * left, ..pledge })
                && !textbook().overstays(&Pledge { bond: 1.02 * left, ..pledge })
        );
        // The same sanction through a tie, and in the engine as a social cost (a hundred times the months, so a hundred
        // times the utils).
        let tied = Pledge { recall: 0.0, tie: 0.5, sanction: 1.6, ..pledge };
        assert!(
            !textbook().overstays(&Pledge { bond: 1.02 * left, ..tied })
                && textbook().overstays(&Pledge { bond: 0.98 * left, ..tied })
        );
        assert!(engine(&fine(), 9_800.0 * left, 80.0).0 < 0.0 && engine(&fine(), 10_200.0 * left, 80.0).0 > 0.0);
        // A guarantor who recovers little weakens the bond.
        assert!(textbook().overstays(&Pledge { bond: 1.02 * left, own_share: 0.3, ..pledge }));
    }

    #[test]
    fn recall_counts_at_the_returners_consumption() {
        let margin = textbook();
        let horizon = Horizon::new(20, 0.0);
        let cycle = Cycle::new(&horizon, 0.0, 12.0, 0.0);
        let recall = RecallPromise { chance: 1.0, season_gain: 2.0, seasons_left: Some(1) };
        let exact =
            worth_to_returner(horizon.life(), &cycle, &recall, margin.returner_consumption(), margin.home_premium);
        assert!((exact - 1.740).abs() < 5e-4 && (2.0 / margin.overstayer_consumption() - 1.093).abs() < 5e-4);
    }

    #[test]
    fn a_promise_lowers_the_bond_that_the_engine_needs() {
        let margin = fine();
        let horizon = Horizon::new(2_000, 0.0);
        let outlook = Outlook::new(&horizon, 0.0, 2_000, 0.0);
        // One certain season that keeps nobody away, worth two of the textbook's units of money.
        let (cycle, recall) = (
            Cycle::new(&horizon, 0.0, 12.0, 0.0),
            RecallPromise { chance: 1.0, season_gain: 20_000.0, seasons_left: Some(1) },
        );
        let promise =
            worth_to_returner(horizon.life(), &cycle, &recall, margin.returner_consumption(), margin.home_premium);
        let bond = margin.deterrent_bond() - margin.overstayer_consumption() * promise;
        assert!(bond > 8_000.0 && bond < 9_000.0, "{bond}");
        let advantage = |forfeited| {
            let person = Circumstances {
                home_surplus: margin.home_surplus,
                surplus_abroad: margin.surplus_abroad,
                home_premium: margin.home_premium,
                wealth: margin.wealth,
                forfeited,
                ..Circumstances::default()
            };
            outlook.advantage_of_return(&person, &recall, &cycle)
        };
        assert!(advantage(0.98 * bond) < -0.5 && advantage(1.02 * bond) > 0.5);
    }

    #[test]
    fn nobody_needs_a_bond_who_returns_anyway() {
        assert_eq!(Margin { surplus_abroad: 1.5, ..textbook() }.deterrent_bond(), 0.0);
        assert_eq!(Margin { surplus_abroad: 0.5, ..textbook() }.deterrent_bond(), 0.0);
        assert_eq!(Margin { wealth: -30.0, ..textbook() }.deterrent_bond(), f64::INFINITY);
    }

    proptest! {
        #[test]
        fn the_engine_agrees_with_the_closed_form(premium in 0.6..2.0, irregular in 250.0..500.0,
            wealth in 0.0..60_000.0) {
            let margin = Margin { home_premium: premium, surplus_abroad: irregular, wealth, ..fine() };
            let bond = margin.deterrent_bond();
            // Outside these the overstay is a matter of days, or outlasts the horizon.
            prop_assume!(bond > 2_000.0 && margin.overstay_months(1.02 * bond) < margin.horizon_months);
            prop_assert!(engine(&margin, 0.98 * bond, 0.0).0 < 0.0);
            prop_assert!(engine(&margin, 1.02 * bond, 0.0).0 > 0.0);
        }
    }
}
