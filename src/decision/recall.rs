//! The promise of a next lawful trip: how many further seasons a worker may expect, and what they are worth.
//!
//! A worker called back with chance q, after a gap of g months at home, every L months, expects `q e^(-rho g) (1 -
//! x^N)/(1 - x)` discounted seasons, `x = q e^(-rho L)`, when N more are possible. The chance is that of being named,
//! times that of an open quota, times that of accepting. The cycle is the contract's length plus the gap, not a year.
//! Source: a geometric series (derived); its use as a pledge is the efficiency-wage idea of Shapiro and Stiglitz 1984,
//! American Economic Review 74:433. Left out: a chance that changes with seasons worked.
use crate::base::math::{ln_1p, whole_power};
use crate::decision::horizon::Horizon;

/// When the next season comes and how long it keeps one away: one for each corridor and rule book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cycle {
    wait: f64,
    step: f64,
    absence: f64,
    most_seasons: u32,
}

impl Cycle {
    /// Seasons of `season_months` abroad, the first after `gap_months` at home, then one every `cycle_months`.
    #[must_use]
    pub fn new(horizon: &Horizon, gap_months: f64, cycle_months: f64, season_months: f64) -> Self {
        let room = f64::from(horizon.months()) - gap_months;
        // A float to integer cast saturates, so an absurd cycle cannot overflow.
        let most_seasons = if room < 0.0 { 0 } else { 1 + (room / cycle_months.max(1.0)) as u32 };
        Self {
            wait: horizon.discount(gap_months),
            step: horizon.discount(cycle_months),
            absence: horizon.annuity(season_months),
            most_seasons,
        }
    }

    /// Seasons that begin inside the horizon, if every one comes.
    #[must_use]
    pub fn most_seasons(&self) -> u32 {
        self.most_seasons
    }

    /// Discounted months that one season keeps a person away, counted from its start.
    #[inline]
    #[must_use]
    pub fn absence(&self) -> f64 {
        self.absence
    }

    /// Discounted number of further seasons at a recall `chance` each time, at most `seasons_left` (an announced end,
    /// an age limit); `None` is no limit. Certain recall without discounting has no finite sum: then the seasons of the
    /// horizon are counted.
    #[inline]
    #[must_use]
    pub fn expected_seasons(&self, chance: f64, seasons_left: Option<u32>) -> f64 {
        let ratio = chance * self.step;
        let kept = 1.0 - ratio;
        let sum = match seasons_left {
            Some(left) if kept > 1e-12 => (1.0 - whole_power(ratio, left)) / kept,
            Some(left) => f64::from(left),
            None if kept > 1e-12 => 1.0 / kept,
            None => f64::from(self.most_seasons),
        };
        chance * self.wait * sum
    }
}

/// What one person has been promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallPromise {
    /// Chance of another season each time: named, and the quota open, and accepted (q).
    pub chance: f64,
    /// What a season leaves above the home surplus and its costs, EUR at its start (S).
    pub season_gain: f64,
    /// How many more seasons are possible at all (N); `None` is no limit.
    pub seasons_left: Option<u32>,
}

impl RecallPromise {
    /// No promise.
    pub const NONE: Self = Self { chance: 0.0, season_gain: 0.0, seasons_left: Some(0) };

    /// Discounted number of seasons expected.
    #[inline]
    #[must_use]
    pub fn seasons(&self, cycle: &Cycle) -> f64 {
        cycle.expected_seasons(self.chance, self.seasons_left)
    }

    /// Value in money of all further seasons (`V_circ`), EUR.
    #[must_use]
    pub fn worth(&self, cycle: &Cycle) -> f64 {
        self.seasons(cycle) * self.season_gain
    }
}

/// The promise in util-months to one who returns and consumes `consumption` (EUR a month): life ln(1 + worth/(life
/// consumption)) less what the absence costs at `home_premium` a month. The returner's own marginal utility counts, not
/// the overstayer's; and a recall can be declined, so it is never negative.
#[must_use]
pub fn worth_to_returner(
    horizon: &Horizon,
    cycle: &Cycle,
    recall: &RecallPromise,
    consumption: f64,
    home_premium: f64,
) -> f64 {
    let resources = horizon.life() * consumption;
    if resources <= 0.0 {
        return 0.0;
    }
    let seasons = recall.seasons(cycle);
    let relative = (seasons * recall.season_gain / resources).max(-1.0 + 1e-12);
    (horizon.life() * ln_1p(relative) - home_premium * cycle.absence() * seasons).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math::exp;
    use proptest::prelude::*;

    /// Seasons added one by one, the plain way.
    fn added_up(rate: f64, gap: f64, cycle: f64, chance: f64, seasons: u32) -> f64 {
        (0..seasons)
            .fold((0.0, chance * exp(-rate * gap)), |(sum, term), _| (sum + term, term * chance * exp(-rate * cycle)))
            .0
    }

    #[test]
    fn a_promise_is_worth_more_than_in_proportion_to_its_chance() {
        let cycle = Cycle::new(&Horizon::new(600, 0.12), 5.0, 12.0, 6.0);
        for (chance, expected) in [(0.2, 0.69), (0.5, 2.56), (0.8, 7.86), (0.95, 17.22)] {
            let worth = RecallPromise { chance, season_gain: 3.0, seasons_left: None }.worth(&cycle);
            assert!((worth - expected).abs() < 0.005, "{chance}: {worth}");
            assert!((worth - 3.0 * added_up(0.01, 5.0, 12.0, chance, 2_000)).abs() < 1e-9);
        }
    }

    #[test]
    fn no_chance_and_no_season_left_are_worth_nothing() {
        let cycle = Cycle::new(&Horizon::new(120, 0.06), 6.0, 12.0, 6.0);
        assert_eq!(cycle.expected_seasons(0.0, None), 0.0);
        assert_eq!(cycle.expected_seasons(0.9, Some(0)), 0.0);
        assert_eq!(RecallPromise::NONE.worth(&cycle), 0.0);
    }

    #[test]
    fn certain_recall_without_discounting_is_counted_over_the_horizon() {
        let cycle = Cycle::new(&Horizon::new(120, 0.0), 6.0, 12.0, 6.0);
        assert_eq!(cycle.most_seasons(), 10);
        assert_eq!(cycle.expected_seasons(1.0, None), 10.0);
        assert_eq!(cycle.expected_seasons(1.0, Some(3)), 3.0);
        assert_eq!(Cycle::new(&Horizon::new(4, 0.0), 6.0, 12.0, 6.0).most_seasons(), 0);
    }

    #[test]
    fn a_longer_contract_cycle_means_fewer_seasons() {
        let horizon = Horizon::new(240, 0.06);
        let yearly = Cycle::new(&horizon, 6.0, 12.0, 6.0).expected_seasons(0.8, None);
        let long = Cycle::new(&horizon, 6.0, 60.0, 54.0).expected_seasons(0.8, None);
        assert!(long < 0.8 * yearly, "{long} {yearly}");
    }

    #[test]
    fn the_returner_values_the_promise_at_his_own_consumption() {
        // Worth 2 to one who has 22 over life and likes home equally: 20 ln(1 + 2/22) = 1.740, where the overstayer's
        // marginal utility would say 1.093.
        let horizon = Horizon::new(20, 0.0);
        let cycle = Cycle::new(&horizon, 0.0, 12.0, 6.0);
        let recall = RecallPromise { chance: 1.0, season_gain: 2.0, seasons_left: Some(1) };
        assert!((worth_to_returner(&horizon, &cycle, &recall, 1.1, 0.0) - 1.740).abs() < 5e-4);
        // Six months away at a high premium are not worth it, and are declined.
        assert_eq!(worth_to_returner(&horizon, &cycle, &recall, 1.1, 1.0), 0.0);
    }

    proptest! {
        #[test]
        fn the_truncated_sum_is_the_sum(chance in 0.0..=1.0, rate_year in 0.0..0.4, gap in 0.0..12.0,
            cycle in 6.0..60.0, seasons in 0_u32..40) {
            let closed = Cycle::new(&Horizon::new(480, rate_year), gap, cycle, 6.0).expected_seasons(chance,
                Some(seasons));
            let plain = added_up(rate_year / 12.0, gap, cycle, chance, seasons);
            prop_assert!((closed - plain).abs() < 1e-9 * (1.0 + plain), "{} {}", closed, plain);
        }
    }
}
