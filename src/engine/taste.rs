//! What distinguishes persons for ever: how much they like home, how many days of work they find, what they save for,
//! what risk they accept, what they like of each way of leaving. Nothing is stored: each is a keyed draw, so it is the
//! same in every variant.
//!
//! Normal numbers come from a table of 1,024 equally probable values (their mean is 0 and their spread 1 to within 0.1
//! %), because a review needs several and an exact quantile costs thirty times more.

use crate::base::draws::{Draws, to_unit};
use crate::base::math;
use crate::base::units::Month;
use crate::institution::Rules;
use crate::institution::corridor::Corridor;
use std::sync::OnceLock;

crate::purposes! {
    /// Home preference, work days, accepted risk and optimism: ten bits each of one word.
    TRAITS = "taste/traits";
    /// Whether and for what a migrant saves.
    TARGET = "taste/target";
    /// How much longer or shorter a plan turns out than it was made.
    PLAN = "taste/end of plan";
    /// Liking of each way of leaving.
    WAYS = "taste/ways";
}

/// 1,024 equally probable standard normal values, scaled to spread 1.
static NORMALS: OnceLock<Vec<f32>> = OnceLock::new();

/// A standard normal number from ten random bits.
#[inline]
#[must_use]
pub fn normal(bits: u64) -> f64 {
    let table = NORMALS.get_or_init(|| {
        let raw: Vec<f64> = (0..1024).map(|i| math::normal_quantile((f64::from(i) + 0.5) / 1024.0)).collect();
        let spread = (raw.iter().map(|x| x * x).sum::<f64>() / 1024.0).sqrt();
        raw.iter().map(|x| (x / spread) as f32).collect()
    });
    f64::from(table[(bits & 1023) as usize])
}

/// What distinguishes a person in four respects, each the same for every destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits(u64);

/// A person's traits: one draw.
#[inline]
#[must_use]
pub const fn traits(draws: Draws) -> Traits {
    Traits(draws.bits(TRAITS, 0, 0))
}

impl Traits {
    /// Place in the distribution of home preference, in spreads.
    #[inline]
    #[must_use]
    pub fn home(self) -> f64 {
        normal(self.0)
    }

    /// Ten random bits of the work days found.
    #[inline]
    #[must_use]
    pub const fn days_bits(self) -> usize {
        ((self.0 >> 10) & 1023) as usize
    }

    /// Ten random bits of the accepted risk of death.
    #[inline]
    #[must_use]
    pub const fn risk_bits(self) -> usize {
        ((self.0 >> 20) & 1023) as usize
    }

    /// Personal optimism about earnings without papers, a factor near 1.
    #[inline]
    #[must_use]
    pub fn optimism(self, rules: &Rules) -> f64 {
        (1.0 + rules.information.personal_spread * normal(self.0 >> 30)).max(0.05)
    }
}

/// Utility of a month at home rather than at a destination, price advantage included: theta = chi + ln(1 / price
/// ratio), log points.
#[must_use]
pub fn theta(rules: &Rules, corridor: &Corridor, draws: Draws, child: bool) -> f64 {
    let (d, family) = (&corridor.distance, rules.preference.child);
    let own = d.home_preference_spread * traits(draws).home() + if child { family } else { -family };
    d.home_preference - math::ln(d.price_ratio) + own
}

/// Days of work in a month of a six-day week: nobody finds more.
pub const MOST_DAYS: f64 = 26.0;

fn most_factor(corridor: &Corridor) -> f64 {
    let days = corridor.labour.irregular_days_month;
    if days > 0.0 { (MOST_DAYS / days).max(1.0) } else { 1.0 }
}

/// Own work days without papers relative to the average: a log-normal factor with mean 1, up to a full month of work.
#[must_use]
pub fn days_factor(corridor: &Corridor, draws: Draws) -> f64 {
    let spread = corridor.labour.irregular_days_spread;
    math::exp(spread * normal(traits(draws).days_bits() as u64) - 0.5 * spread * spread).min(most_factor(corridor))
}

/// The same factor for each value of its ten random bits, so that a review need not work out an exponential.
#[must_use]
pub fn days_factors(corridor: &Corridor) -> Vec<f32> {
    let spread = corridor.labour.irregular_days_spread;
    let most = most_factor(corridor);
    (0..1024).map(|bits| math::exp(spread * normal(bits) - 0.5 * spread * spread).min(most) as f32).collect()
}

/// How much longer or shorter a plan made in a month turns out: a log-normal factor with mean 1.
#[must_use]
pub fn plan_factor(rules: &Rules, draws: Draws, t: Month) -> f64 {
    let spread = rules.preference.plan_spread;
    math::exp(spread * normal(draws.bits(PLAN, t.key(), 0)) - 0.5 * spread * spread)
}

/// Risk of death that a person accepts at most, a share, for each value of the ten random bits of his place among all.
#[must_use]
pub fn accepted_risks(rules: &Rules) -> Vec<f32> {
    let p = &rules.preference;
    (0..1024).map(|bits| (p.accepted_death * math::exp(p.accepted_death_spread * normal(bits))) as f32).collect()
}

/// The person's likings of ways of leaving, in spreads, by number of the way.
#[inline]
#[must_use]
pub fn liking(word: u64, way: usize) -> f64 {
    normal(word >> (10 * way))
}

/// Random word of the person's likings.
#[inline]
#[must_use]
pub const fn liking_word(draws: Draws) -> u64 {
    draws.bits(WAYS, 0, 0)
}

/// The same of ways to a destination where the household has no kin.
#[inline]
#[must_use]
pub const fn liking_elsewhere(draws: Draws, corridor: usize) -> u64 {
    draws.bits(WAYS, 0, 1 + corridor as u32)
}

/// What the person wants to bring home, EUR; `None` for those who smooth their consumption over life instead.
#[must_use]
pub fn target_eur(rules: &Rules, draws: Draws) -> Option<f64> {
    let p = &rules.preference;
    let bits = draws.bits(TARGET, 0, 0);
    (to_unit(bits) < p.target_share)
        .then(|| p.target_eur * math::exp(p.target_spread * normal(draws.bits(TARGET, 0, 1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabulated_normals_have_mean_zero_and_spread_one() {
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..1024 {
            let x = normal(i);
            sum += x;
            squares += x * x;
        }
        assert!(sum.abs() / 1024.0 < 1e-6);
        assert!((squares / 1024.0 - 1.0).abs() < 1e-5);
    }
}
