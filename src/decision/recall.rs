//! The promise of a next lawful trip: how many further seasons a worker may expect, how many of them he takes, and what
//! they are worth.
//!
//! A worker called back with chance q, after a gap of g months at home, every L months, expects `N = q e^(-rho g) (1 -
//! x^m)/(1 - x)` discounted seasons, `x = q e^(-rho L)`, of the m that can begin: before the horizon, the age limit and
//! the announced end of the programme. The cycle is the contract's length plus the gap, not a year. Of those offered he
//! takes n to maximise `life ln(R + nS) - theta a n`: n = life/(theta a) - R/S, within 0 and N, where R are his
//! lifetime resources without them, S what a season leaves and a the months that it keeps him away. So a better chance
//! never makes a promise worth less. Source: a geometric series and a first-order condition (derived); its use as a
//! pledge is the efficiency-wage idea of Shapiro and Stiglitz 1984, American Economic Review 74:433. Left out: a chance
//! that changes with seasons worked, the order in which seasons are taken.
use crate::base::math::{ln_1p, whole_power};
use crate::decision::horizon::Horizon;

/// When the next season comes and how long it keeps one away: one for each corridor and rule book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cycle {
    wait: f64,
    step: f64,
    absence: f64,
    gap_months: f64,
    cycle_months: f64,
    most_seasons: u32,
}

impl Cycle {
    /// Seasons of `season_months` abroad, the first after `gap_months` at home, then one every `cycle_months`.
    #[must_use]
    pub fn new(horizon: &Horizon, gap_months: f64, cycle_months: f64, season_months: f64) -> Self {
        let mut cycle = Self {
            wait: horizon.discount(gap_months),
            step: horizon.discount(cycle_months),
            absence: horizon.annuity(season_months),
            gap_months,
            cycle_months: cycle_months.max(1.0),
            most_seasons: u32::MAX,
        };
        cycle.most_seasons = cycle.seasons_within(f64::from(horizon.months()));
        cycle
    }

    /// Seasons that begin inside the horizon, if every one comes.
    #[must_use]
    pub fn most_seasons(&self) -> u32 {
        self.most_seasons
    }

    /// Seasons that begin within so many `months` and inside the horizon, if every one comes.
    #[inline]
    #[must_use]
    pub fn seasons_within(&self, months: f64) -> u32 {
        let room = months - self.gap_months;
        // A float to integer cast saturates, so an absurd cycle cannot overflow.
        let seasons = if room < 0.0 { 0 } else { ((room / self.cycle_months) as u32).saturating_add(1) };
        seasons.min(self.most_seasons)
    }

    /// Discounted months that one season keeps a person away, counted from its start.
    #[inline]
    #[must_use]
    pub fn absence(&self) -> f64 {
        self.absence
    }

    /// Discounted number of further seasons at a recall `chance` each time, at most `seasons_left` (an announced end,
    /// an age limit) and no more than begin inside the horizon; `None` is no limit but that.
    #[inline]
    #[must_use]
    pub fn expected_seasons(&self, chance: f64, seasons_left: Option<u32>) -> f64 {
        let left = seasons_left.map_or(self.most_seasons, |left| left.min(self.most_seasons));
        let ratio = chance * self.step;
        let kept = 1.0 - ratio;
        let sum = if kept > 1e-12 { (1.0 - whole_power(ratio, left)) / kept } else { f64::from(left) };
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
    /// How many more seasons are possible at all; `None` is no limit but the horizon.
    pub seasons_left: Option<u32>,
}

impl RecallPromise {
    /// No promise.
    pub const NONE: Self = Self { chance: 0.0, season_gain: 0.0, seasons_left: Some(0) };

    /// Discounted number of seasons offered (N).
    #[inline]
    #[must_use]
    pub fn seasons(&self, cycle: &Cycle) -> f64 {
        cycle.expected_seasons(self.chance, self.seasons_left)
    }

    /// Discounted number of the seasons offered that are taken (n) by somebody with lifetime `resources` (R, EUR) to
    /// whom a month at home is worth `home_premium` (theta).
    #[inline]
    #[must_use]
    pub fn taken(&self, life: f64, cycle: &Cycle, resources: f64, home_premium: f64) -> f64 {
        let (gain, absence) = (self.season_gain, home_premium * cycle.absence());
        if self.chance <= 0.0 || gain <= 0.0 && absence >= 0.0 {
            return 0.0;
        }
        let offered = self.seasons(cycle);
        if gain >= 0.0 && absence <= 0.0 {
            return offered;
        }
        (life / absence - resources / gain).clamp(0.0, offered)
    }
}

/// The promise in util-months to one who returns and consumes `consumption` (EUR a month): life ln(1 + nS/(life
/// consumption)) less what the absence costs at `home_premium` a month, n as he takes them. The returner's own marginal
/// utility counts, not the overstayer's; and a season can be declined, so it is never negative.
#[inline]
#[must_use]
pub fn worth_to_returner(life: f64, cycle: &Cycle, recall: &RecallPromise, consumption: f64, home_premium: f64) -> f64 {
    let resources = life * consumption;
    if resources <= 0.0 {
        return 0.0;
    }
    let seasons = recall.taken(life, cycle, resources, home_premium);
    if seasons <= 0.0 {
        return 0.0;
    }
    (life * ln_1p(seasons * recall.season_gain / resources) - home_premium * cycle.absence() * seasons).max(0.0)
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
            let worth = 3.0 * cycle.expected_seasons(chance, None);
            assert!((worth - expected).abs() < 0.01, "{chance}: {worth}");
            assert!((worth - 3.0 * added_up(0.01, 5.0, 12.0, chance, 50)).abs() < 1e-9);
        }
    }

    #[test]
    fn no_chance_and_no_season_left_are_worth_nothing() {
        let cycle = Cycle::new(&Horizon::new(120, 0.06), 6.0, 12.0, 6.0);
        assert_eq!(cycle.expected_seasons(0.0, None), 0.0);
        assert_eq!(cycle.expected_seasons(0.9, Some(0)), 0.0);
        assert_eq!(RecallPromise::NONE.taken(90.0, &cycle, 1_000.0, 0.0), 0.0);
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
    fn seasons_end_at_the_horizon_an_age_or_an_announced_end() {
        // A season begins after 6, 18, 30 … months: two within 29 months, three within 30.
        let cycle = Cycle::new(&Horizon::new(120, 0.06), 6.0, 12.0, 6.0);
        let within = [-1.0, 0.0, 5.9, 6.0, 17.9, 29.0, 30.0, 1_000.0].map(|months| cycle.seasons_within(months));
        assert_eq!(within, [0, 0, 0, 1, 1, 2, 3, 10]);
        assert_eq!(cycle.expected_seasons(0.8, Some(10)), cycle.expected_seasons(0.8, None));
        assert!(cycle.expected_seasons(0.8, Some(2)) < cycle.expected_seasons(0.8, Some(3)));
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
        assert!((worth_to_returner(20.0, &cycle, &recall, 1.1, 0.0) - 1.740).abs() < 5e-4);
        // Six months away at a high premium are not worth it, and are declined.
        assert_eq!(worth_to_returner(20.0, &cycle, &recall, 1.1, 1.0), 0.0);
    }

    #[test]
    fn a_part_of_the_seasons_is_taken_where_all_would_be_too_many() {
        // 20 months, seasons of 6 months that leave 2, of 22 without them: at theta 0.2 n = 20/1.2 - 11 = 5.667.
        let cycle = Cycle::new(&Horizon::new(20, 0.0), 0.0, 1.0, 6.0);
        let recall = |chance| RecallPromise { chance, season_gain: 2.0, seasons_left: Some(20) };
        assert!((recall(1.0).taken(20.0, &cycle, 22.0, 0.2) - 5.0 * 17.0 / 15.0).abs() < 1e-12);
        let worth = worth_to_returner(20.0, &cycle, &recall(1.0), 1.1, 0.2);
        assert!((worth - (20.0 * crate::base::math::ln(1.0 + 34.0 / 66.0) - 6.8)).abs() < 1e-12, "{worth}");
        // Few are offered: all are taken. Nothing is taken by who minds absence more; all by who does not mind.
        assert_eq!(recall(0.5).taken(20.0, &cycle, 22.0, 0.2), recall(0.5).seasons(&cycle));
        assert_eq!(recall(1.0).taken(20.0, &cycle, 22.0, 0.4), 0.0);
        assert_eq!(recall(1.0).taken(20.0, &cycle, 22.0, -0.1), recall(1.0).seasons(&cycle));
    }

    proptest! {
        #[test]
        fn no_other_number_of_seasons_is_worth_more_and_a_better_chance_never_less(chance in 0.0..=1.0,
            more in 0.0..0.5, gain in -500.0..5_000.0, consumption in 5.0..500.0, premium in -0.5..3.0) {
            let horizon = Horizon::new(120, 0.06);
            let (life, cycle) = (horizon.life(), Cycle::new(&horizon, 6.0, 12.0, 6.0));
            let promise = |chance| RecallPromise { chance, season_gain: gain, seasons_left: None };
            let worth = |chance: f64| worth_to_returner(life, &cycle, &promise(chance), consumption, premium);
            prop_assert!(worth(f64::min(chance + more, 1.0)) >= worth(chance) - 1e-9);
            for part in 0..=100 {
                let n = f64::from(part) / 100.0 * promise(chance).seasons(&cycle);
                let relative = n * gain / (life * consumption);
                if relative > -0.99 {
                    let other = life * ln_1p(relative) - premium * cycle.absence() * n;
                    prop_assert!(other <= worth(chance) + 1e-9, "{} of {}: {}", n, worth(chance), other);
                }
            }
        }

        #[test]
        fn the_truncated_sum_is_the_sum(chance in 0.0..=1.0, rate_year in 0.0..0.4, gap in 0.0..12.0,
            cycle in 6.0..60.0, seasons in 0_u32..40) {
            let closed = Cycle::new(&Horizon::new(480, rate_year), gap, cycle, 6.0);
            let plain = added_up(rate_year / 12.0, gap, cycle, chance, seasons.min(closed.most_seasons()));
            let closed = closed.expected_seasons(chance, Some(seasons));
            prop_assert!((closed - plain).abs() < 1e-9 * (1.0 + plain), "{} {}", closed, plain);
        }
    }
}
