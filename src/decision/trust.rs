//! Trust of the host in those it lets in, the quota that follows from it, and suspension.
//!
//! Trust is a Beta belief in the overstay share that decays toward its prior, so that even a closed programme is
//! forgiven in the end. The quota moves by the difference in log-odds between reference and believed share, within
//! bounds a year. Above a threshold the programme is suspended for a fixed time and then reopens on probation with a
//! part of its quota: nothing can be learnt from a closed programme, so only a time limit can end it. Source: no
//! published rule was found; `assumed`, derived in `docs/decisions.md`; run its parameters as a sensitivity. Overstay
//! is to be counted when it becomes known (months late), which is the caller's business.
use crate::base::math::{exp, ln};
use crate::decision::belief::Counts;

/// How a host reacts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reaction {
    /// Belief before any experience: overstays are what "happens" in it.
    pub prior: Counts,
    /// Share of experience kept a year (phi), 0 to 1.
    pub keep_year: f64,
    /// Overstay share at which the quota stays as it is (o_ref).
    pub reference: f64,
    /// Elasticity of the quota to the odds of overstay (eta).
    pub elasticity: f64,
    /// Least and most that the quota is multiplied by in a year.
    pub factor_year: (f64, f64),
    /// Overstay share believed above which the programme is suspended (o_hi).
    pub suspend_above: f64,
    /// Length of a suspension, months.
    pub suspension_months: u32,
    /// Length of probation, months.
    pub probation_months: u32,
    /// Part of the quota open on probation.
    pub probation_share: f64,
}

/// Whether the programme runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostStance {
    /// Runs normally.
    Open,
    /// Closed for so many months more.
    Suspended {
        /// Months to go.
        months_left: u32,
    },
    /// Open in part, watched for so many months more.
    Probation {
        /// Months to go.
        months_left: u32,
    },
}

/// A host's view of one programme, recruiter or employer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HostTrust {
    /// Experience with overstay, the prior included.
    pub experience: Counts,
    /// Whether it runs.
    pub standing: HostStance,
}

impl HostTrust {
    /// A host without experience.
    #[must_use]
    pub fn new(reaction: &Reaction) -> Self {
        Self { experience: reaction.prior, standing: HostStance::Open }
    }

    /// Believed share of overstayers.
    #[must_use]
    pub fn overstay_share(&self) -> f64 {
        self.experience.mean()
    }

    /// A month passes in which `returned` and `overstayed` become known; `keep_month` is the share of experience kept a
    /// month ([`Reaction::keep_month`], precomputed). During suspension late overstays still count.
    #[must_use]
    pub fn after_month(&self, reaction: &Reaction, keep_month: f64, returned: f64, overstayed: f64) -> Self {
        let experience = self.experience.forget(&reaction.prior, keep_month).observe(overstayed, returned);
        let bad = experience.mean() > reaction.suspend_above;
        let suspended = HostStance::Suspended { months_left: reaction.suspension_months };
        let standing = match self.standing {
            HostStance::Open if bad => suspended,
            HostStance::Open => HostStance::Open,
            HostStance::Suspended { months_left } if months_left > 1 => {
                HostStance::Suspended { months_left: months_left - 1 }
            }
            HostStance::Suspended { .. } => HostStance::Probation { months_left: reaction.probation_months },
            HostStance::Probation { months_left } if months_left > 1 => {
                HostStance::Probation { months_left: months_left - 1 }
            }
            HostStance::Probation { .. } if bad => suspended,
            HostStance::Probation { .. } => HostStance::Open,
        };
        Self { experience, standing }
    }

    /// Quota for the next year, persons: last year's times (odds of the reference over odds believed)^elasticity,
    /// within the yearly bounds and `least..=most`.
    #[must_use]
    pub fn next_quota(&self, reaction: &Reaction, quota: f64, least: f64, most: f64) -> f64 {
        let (lowest, highest) = reaction.factor_year;
        let factor = exp((reaction.elasticity * (log_odds(reaction.reference) - log_odds(self.overstay_share())))
            .clamp(-700.0, 700.0));
        (quota * factor.min(highest).max(lowest)).min(most).max(least)
    }

    /// Part of the quota that is open now.
    #[must_use]
    pub fn open_share(&self, reaction: &Reaction) -> f64 {
        match self.standing {
            HostStance::Open => 1.0,
            HostStance::Suspended { .. } => 0.0,
            HostStance::Probation { .. } => reaction.probation_share,
        }
    }
}

impl Reaction {
    /// Share of experience kept a month: `keep_year` to the power 1/12.
    #[must_use]
    pub fn keep_month(&self) -> f64 {
        if self.keep_year > 0.0 { exp(ln(self.keep_year) / 12.0) } else { 0.0 }
    }
}

/// ln(share/(1 - share)), finite at 0 and 1.
fn log_odds(share: f64) -> f64 {
    let share = share.clamp(1e-9, 1.0 - 1e-9);
    ln(share / (1.0 - share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reaction() -> Reaction {
        Reaction {
            prior: Counts { happened: 1.0, failed: 19.0 },
            keep_year: 0.85,
            reference: 0.05,
            elasticity: 0.5,
            factor_year: (0.5, 1.5),
            suspend_above: 0.2,
            suspension_months: 24,
            probation_months: 12,
            probation_share: 0.25,
        }
    }

    #[test]
    fn suspension_ends_and_a_programme_that_mends_reopens() {
        let (rules, keep) = (reaction(), reaction().keep_month());
        let mut trust = HostTrust::new(&rules).after_month(&rules, keep, 20.0, 60.0);
        assert_eq!(trust.standing, HostStance::Suspended { months_left: 24 });
        assert_eq!(trust.open_share(&rules), 0.0);
        let mut months_closed = 0;
        while trust.open_share(&rules) == 0.0 {
            trust = trust.after_month(&rules, keep, 0.0, 0.0);
            months_closed += 1;
            assert!(months_closed <= 24, "suspension must not be absorbing");
        }
        assert_eq!(months_closed, 24);
        // On probation everyone returns: the next test is passed.
        for _ in 0..12 {
            assert_eq!(trust.open_share(&rules), 0.25);
            trust = trust.after_month(&rules, keep, 30.0, 0.0);
        }
        assert_eq!(trust.standing, HostStance::Open);
    }

    #[test]
    fn a_failed_probation_suspends_again() {
        let (rules, keep) = (reaction(), reaction().keep_month());
        let mut trust = HostTrust {
            experience: Counts { happened: 60.0, failed: 40.0 },
            standing: HostStance::Probation { months_left: 2 },
        };
        trust = trust.after_month(&rules, keep, 0.0, 10.0);
        assert_eq!(trust.standing, HostStance::Probation { months_left: 1 });
        assert_eq!(trust.after_month(&rules, keep, 0.0, 10.0).standing, HostStance::Suspended { months_left: 24 });
    }

    #[test]
    fn without_news_belief_moves_toward_the_prior() {
        let (rules, keep) = (reaction(), reaction().keep_month());
        let mut trust = HostTrust {
            experience: Counts { happened: 40.0, failed: 60.0 },
            standing: HostStance::Suspended { months_left: 600 },
        };
        let mut share = trust.overstay_share();
        for _ in 0..400 {
            trust = trust.after_month(&rules, keep, 0.0, 0.0);
            assert!(trust.overstay_share() < share);
            share = trust.overstay_share();
        }
        assert!((share - 0.05).abs() < 0.02, "{share}");
        assert!(trust.experience.weight() >= 20.0);
    }

    #[test]
    fn the_quota_moves_by_log_odds_within_its_bounds() {
        let rules = reaction();
        let at = |happened, failed| {
            HostTrust { experience: Counts { happened, failed }, standing: HostStance::Open }
                .next_quota(&rules, 1_000.0, 100.0, 5_000.0)
        };
        assert!((at(5.0, 95.0) - 1_000.0).abs() < 1e-9);
        assert_eq!(at(0.0, 50.0), 1_500.0);
        assert_eq!(at(50.0, 0.0), 500.0);
        // Twice the odds at elasticity one half: the quota falls by the square root of two.
        let odds = 2.0 * 0.05 / 0.95;
        assert!((at(odds, 1.0) - 1_000.0 / 2.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(HostTrust::new(&rules).next_quota(&rules, 10.0, 100.0, 5_000.0), 100.0);
    }

    #[test]
    fn keeping_nothing_and_everything_are_limits() {
        assert_eq!(Reaction { keep_year: 0.0, ..reaction() }.keep_month(), 0.0);
        assert_eq!(Reaction { keep_year: 1.0, ..reaction() }.keep_month(), 1.0);
    }

    proptest! {
        #[test]
        fn more_overstay_never_raises_the_quota(happened in 0.0..100.0, failed in 1.0..100.0, more in 0.0..50.0) {
            let rules = reaction();
            let quota = |happened| HostTrust { experience: Counts { happened, failed },
                standing: HostStance::Open }.next_quota(&rules, 1_000.0, 0.0, 1e9);
            prop_assert!(quota(happened + more) <= quota(happened) + 1e-9);
        }
    }
}
