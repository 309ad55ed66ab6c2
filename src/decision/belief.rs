//! What people believe, and how they learn and forget.
//!
//! Chances (of being named, of removal, of a refund) are Beta counts that fall back toward their prior. Sizes (wages,
//! days of work) are means with a precision; a message counts by the tie to its sender, and old knowledge is discounted
//! by the same factor in mean and precision, without which forgetting would never move the mean. Sources:
//! Beta-Bernoulli and normal updating, for example Gelman and others 2013, Bayesian Data Analysis, chapter 2;
//! forgetting derived in `docs/decisions.md`.

/// Belief in the chance of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts {
    /// Times it happened, with the prior's (a).
    pub happened: f64,
    /// Times it did not, with the prior's (b).
    pub failed: f64,
}

impl Counts {
    /// A prior chance of `mean` worth `weight` observations.
    #[must_use]
    pub fn prior(mean: f64, weight: f64) -> Self {
        Self { happened: mean * weight, failed: (1.0 - mean) * weight }
    }

    /// Expected chance; one half where nothing at all is known.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let total = self.happened + self.failed;
        if total > 0.0 { self.happened / total } else { 0.5 }
    }

    /// Observations that it rests on.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.happened + self.failed
    }

    /// Learns of events and non-events, each counted with the weight given to its source.
    #[must_use]
    pub fn observe(&self, happened: f64, failed: f64) -> Self {
        Self { happened: self.happened + happened, failed: self.failed + failed }
    }

    /// Keeps a share `keep` (phi) of what lies above the `prior`: 1 forgets nothing, 0 everything.
    #[must_use]
    pub fn forget(&self, prior: &Self, keep: f64) -> Self {
        let fade = |now: f64, prior: f64| prior + keep * (now - prior);
        Self { happened: fade(self.happened, prior.happened), failed: fade(self.failed, prior.failed) }
    }
}

/// Belief in a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedMean {
    /// Expected size, in its own unit.
    pub mean: f64,
    /// Observations that it rests on (k).
    pub precision: f64,
}

impl WeightedMean {
    /// Learns of `weight` observations (ties times senders) whose weighted mean is `heard`, keeping a share `keep`
    /// (phi) of what was known and no more than `most` precision in all.
    #[must_use]
    pub fn update(&self, heard: f64, weight: f64, keep: f64, most: f64) -> Self {
        let kept = keep * self.precision;
        let total = kept + weight;
        if total <= 0.0 {
            return Self { mean: self.mean, precision: 0.0 };
        }
        Self { mean: (kept * self.mean + weight * heard) / total, precision: total.min(most) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_observation_moves_a_prior_by_its_weight() {
        let belief = Counts::prior(0.5, 4.0).observe(1.0, 0.0);
        assert!((belief.mean() - 0.6).abs() < 1e-15 && belief.weight() == 5.0);
        assert_eq!(Counts { happened: 0.0, failed: 0.0 }.mean(), 0.5);
    }

    #[test]
    fn forgetting_ends_at_the_prior() {
        let prior = Counts::prior(0.3, 2.0);
        let mut belief = prior.observe(50.0, 0.0);
        assert_eq!(belief.forget(&prior, 1.0), belief);
        assert_eq!(belief.forget(&prior, 0.0), prior);
        for _ in 0..200 {
            belief = belief.forget(&prior, 0.9);
        }
        assert!((belief.mean() - 0.3).abs() < 1e-6);
    }

    #[test]
    fn with_full_information_belief_is_the_truth_and_without_ties_the_prior() {
        let mut believed = WeightedMean { mean: 10.0, precision: 5.0 };
        for _ in 0..200 {
            believed = believed.update(42.0, 2.0, 0.95, 40.0);
        }
        assert!((believed.mean - 42.0).abs() < 1e-3, "{believed:?}");
        let alone = WeightedMean { mean: 10.0, precision: 5.0 }.update(42.0, 0.0, 1.0, 40.0);
        assert_eq!(alone, WeightedMean { mean: 10.0, precision: 5.0 });
        assert_eq!(alone.update(42.0, 0.0, 0.0, 40.0), WeightedMean { mean: 10.0, precision: 0.0 });
    }

    #[test]
    fn who_forgets_is_moved_more_by_news() {
        let known = WeightedMean { mean: 10.0, precision: 20.0 };
        let (firm, forgetful) = (known.update(20.0, 2.0, 1.0, 100.0), known.update(20.0, 2.0, 0.5, 100.0));
        assert!(forgetful.mean > firm.mean);
        assert!(
            (firm.mean - (200.0 + 40.0) / 22.0).abs() < 1e-12 && (forgetful.mean - (100.0 + 40.0) / 12.0).abs() < 1e-12
        );
    }

    proptest! {
        #[test]
        fn beliefs_stay_between_what_was_believed_and_what_was_heard(mean in 0.0..100.0, precision in 0.0..50.0,
            heard in 0.0..100.0, weight in 0.01..10.0, keep in 0.0..=1.0) {
            let after = WeightedMean { mean, precision }.update(heard, weight, keep, 30.0);
            prop_assert!(after.mean >= mean.min(heard) - 1e-9 && after.mean <= mean.max(heard) + 1e-9);
            prop_assert!(after.precision <= 30.0);
        }

        #[test]
        fn good_news_raises_a_chance(mean in 0.01..0.99, weight in 0.5..50.0, news in 0.1..5.0) {
            let prior = Counts::prior(mean, weight);
            prop_assert!(prior.observe(news, 0.0).mean() > mean && prior.observe(0.0, news).mean() < mean);
        }
    }
}
