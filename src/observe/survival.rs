//! How long spells last: Kaplan–Meier and Aalen–Johansen estimates in discrete months, from grouped whole-number
//! counts.
//!
//! *Kaplan–Meier*: S(t) = Π (1 − d/n), d exits among the n at risk in each month to t; variance by Greenwood.
//! *Aalen–Johansen*: the share that has left by t because of cause k, F_k(t) = Σ S(t−) d_k/n, with S as above, so that
//! Σ F_k = 1 − S exactly; variances by the Greenwood-type recursion of Allignol, Schumacher and Beyersmann (Biometrical
//! Journal 2010, 52:126–137), which is the binomial one when nobody is censored.
//!
//! Months count from the start of the spell (or from its authorised end), from 0. Within a month: who enters is at risk
//! in it, events come before censoring. The variance is that of independent persons: it is not the Monte Carlo error
//! over replicates, and people of one village are more alike.

use serde::{Deserialize, Serialize};

/// Counts of spells by month of duration. Whole numbers, so that the tallies of districts add to the same sum in any
/// order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exits {
    entries: Vec<u64>,
    // By month, then cause.
    events: Vec<Vec<u64>>,
    censored: Vec<u64>,
}

/// The counts do not describe spells: by `month` more have left than had entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("by month {month} more spells have ended or been censored than had begun")]
pub struct MoreExitsThanEntries {
    /// The first such month.
    pub month: usize,
}

impl Exits {
    /// `count` spells come under observation at the start of `month`; above 0 if they began unobserved.
    pub fn enter(&mut self, month: usize, count: u64) {
        *slot(&mut self.entries, month) += count;
    }

    /// `count` spells end in `month` because of `cause` (a small index that the caller gives meaning to).
    pub fn leave(&mut self, month: usize, cause: usize, count: u64) {
        *slot(slot(&mut self.events, month), cause) += count;
    }

    /// `count` spells are last seen in `month`, still going on: the observation ended.
    pub fn censor(&mut self, month: usize, count: u64) {
        *slot(&mut self.censored, month) += count;
    }

    /// Takes in the counts of another tally.
    pub fn add(&mut self, other: &Self) {
        other.entries.iter().enumerate().for_each(|(month, &count)| self.enter(month, count));
        other.censored.iter().enumerate().for_each(|(month, &count)| self.censor(month, count));
        for (month, by_cause) in other.events.iter().enumerate() {
            by_cause.iter().enumerate().for_each(|(cause, &count)| self.leave(month, cause, count));
        }
    }

    /// The same spells when only `cause` counts as an end and all others as censoring: what the Kaplan–Meier estimate
    /// of one cause takes.
    #[must_use]
    pub fn only(&self, cause: usize) -> Self {
        let mut exits = Self { entries: self.entries.clone(), events: Vec::new(), censored: self.censored.clone() };
        for (month, by_cause) in self.events.iter().enumerate() {
            for (other, &count) in by_cause.iter().enumerate() {
                if other == cause { exits.leave(month, 0, count) } else { exits.censor(month, count) }
            }
        }
        exits
    }

    /// Number of causes seen, the largest index plus one.
    #[must_use]
    pub fn causes(&self) -> usize {
        self.events.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Kaplan–Meier and Aalen–Johansen estimates together, one step for each month from 0 to the last with a count.
    ///
    /// # Errors
    /// [`MoreExitsThanEntries`] if the counts cannot be those of spells.
    pub fn curve(&self) -> Result<Vec<Step>, MoreExitsThanEntries> {
        let months = self.entries.len().max(self.events.len()).max(self.censored.len());
        let mut state = State {
            survival: 1.0,
            variance: 0.0,
            causes: vec![Incidence::default(); self.causes()],
            covariance: vec![0.0; self.causes()],
        };
        let mut at_risk = 0_u64;
        let mut steps = Vec::with_capacity(months);
        for month in 0..months {
            at_risk += self.entries.get(month).copied().unwrap_or(0);
            let by_cause = self.events.get(month).map_or(&[] as &[u64], Vec::as_slice);
            let events = by_cause.iter().sum::<u64>();
            let censored = self.censored.get(month).copied().unwrap_or(0);
            let left = at_risk
                .checked_sub(events)
                .and_then(|left| left.checked_sub(censored))
                .ok_or(MoreExitsThanEntries { month })?;
            state.pass(at_risk, events, by_cause);
            steps.push(Step {
                month,
                at_risk,
                events,
                censored,
                survival: state.survival,
                variance: state.variance,
                causes: state.causes.clone(),
            });
            at_risk = left;
        }
        Ok(steps)
    }
}

fn slot<T: Default + Clone>(values: &mut Vec<T>, index: usize) -> &mut T {
    if values.len() <= index {
        values.resize(index + 1, T::default());
    }
    &mut values[index]
}

/// The share that has left because of one cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Incidence {
    /// Aalen–Johansen estimate F_k(t), a share of all spells.
    pub share: f64,
    /// Its variance.
    pub variance: f64,
}

/// The estimates at the end of one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Month of duration, from 0.
    pub month: usize,
    /// Spells at risk in the month.
    pub at_risk: u64,
    /// Spells that ended in it, of whatever cause.
    pub events: u64,
    /// Spells last seen in it.
    pub censored: u64,
    /// Kaplan–Meier estimate S(t), the share that has not left.
    pub survival: f64,
    /// Greenwood's variance of it.
    pub variance: f64,
    /// Aalen–Johansen estimate of each cause.
    pub causes: Vec<Incidence>,
}

impl Step {
    /// Interval of S(t) with normal quantile `z` (1.96 for 95 %), formed on the scale log(−log S) so that it stays
    /// within 0 and 1. Where S is exactly 0 or 1 it has no width, which says little about the truth.
    #[must_use]
    pub fn survival_interval(&self, z: f64) -> (f64, f64) {
        log_log_interval(self.survival, self.variance, z)
    }

    /// Interval of the share that has left because of `cause`, formed likewise; none if no spell had such a cause.
    #[must_use]
    pub fn incidence_interval(&self, cause: usize, z: f64) -> Option<(f64, f64)> {
        let incidence = self.causes.get(cause)?;
        let (low, high) = log_log_interval(1.0 - incidence.share, incidence.variance, z);
        Some((1.0 - high, 1.0 - low))
    }
}

fn log_log_interval(survival: f64, variance: f64, z: f64) -> (f64, f64) {
    use crate::base::math::{exp, ln, pow};
    if survival <= 0.0 || survival >= 1.0 {
        return (survival, survival);
    }
    let half = z * variance.max(0.0).sqrt() / (survival * ln(survival)).abs();
    (pow(survival, exp(half)), pow(survival, exp(-half)))
}

struct State {
    survival: f64,
    variance: f64,
    causes: Vec<Incidence>,
    /// Of S and F_k.
    covariance: Vec<f64>,
}

impl State {
    /// One month: the row (S, F_1, …) is multiplied by I + ΔA; its covariance is carried through, plus that of the
    /// multinomial increment.
    fn pass(&mut self, at_risk: u64, events: u64, by_cause: &[u64]) {
        if at_risk == 0 || events == 0 {
            return;
        }
        let n = at_risk as f64;
        let stay = (at_risk - events) as f64 / n;
        let scale = self.survival * self.survival / n;
        for ((incidence, covariance), &count) in self.causes.iter_mut().zip(&mut self.covariance).zip(by_cause) {
            let hazard = count as f64 / n;
            incidence.variance +=
                2.0 * hazard * *covariance + hazard * hazard * self.variance + scale * hazard * (1.0 - hazard);
            incidence.share += self.survival * hazard;
            *covariance = stay * (*covariance + hazard * self.variance) - scale * hazard * stay;
        }
        // A cause that does not yet appear in this month's counts still has its covariance scaled.
        self.covariance.iter_mut().skip(by_cause.len()).for_each(|covariance| *covariance *= stay);
        self.variance = stay * stay * self.variance + scale * stay * (1.0 - stay);
        self.survival *= stay;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Freireich et al. (Blood 1963), 6-mercaptopurine arm, 21 patients, weeks of remission; estimates and standard
    /// errors as in Cox and Oakes, *Analysis of Survival Data* (1984), and R's `survfit`.
    #[test]
    fn the_remissions_of_freireich() {
        let mut exits = Exits::default();
        exits.enter(0, 21);
        [6, 6, 6, 7, 10, 13, 16, 22, 23].iter().for_each(|&week| exits.leave(week, 0, 1));
        [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].iter().for_each(|&week| exits.censor(week, 1));
        let curve = exits.curve().unwrap();
        for (week, at_risk, survival, error) in [
            (6, 21, 0.857, 0.0764),
            (7, 17, 0.807, 0.0869),
            (10, 15, 0.753, 0.0963),
            (13, 12, 0.690, 0.1068),
            (16, 11, 0.627, 0.1141),
            (22, 7, 0.538, 0.1282),
            (23, 6, 0.448, 0.1346),
            (35, 1, 0.448, 0.1346),
        ] {
            let step = &curve[week];
            assert_eq!((step.month, step.at_risk), (week, at_risk));
            assert!((step.survival - survival).abs() < 5e-4, "{week}: {}", step.survival);
            assert!((step.variance.sqrt() - error).abs() < 5e-5, "{week}: {}", step.variance.sqrt());
        }
        assert_eq!(curve[5].survival, 1.0);
        // R: survfit(..., conf.type = "log-log") at week 10: 0.503 to 0.889.
        let (low, high) = curve[10].survival_interval(1.959_964);
        assert!((low - 0.503).abs() < 5e-4 && (high - 0.889).abs() < 5e-4, "{low} {high}");
    }

    /// Worked by hand. Ten spells; month 1: two return, one is removed; month 2 (7 at risk): one returns, one is
    /// censored; month 3 (5 at risk): two are removed, one enters late in month 3 so that 6 are at risk. S: 0.7, 0.6,
    /// 0.4; returned: 0.2, 0.3, 0.3; removed: 0.1, 0.1, 0.1 + 0.6 · 2/6 = 0.3.
    #[test]
    fn competing_ends_share_out_what_has_left() {
        let mut exits = Exits::default();
        exits.enter(0, 10);
        exits.leave(1, 0, 2);
        exits.leave(1, 1, 1);
        exits.leave(2, 0, 1);
        exits.censor(2, 1);
        exits.enter(3, 1);
        exits.leave(3, 1, 2);
        let curve = exits.curve().unwrap();
        let expected = [(10, 1.0, 0.0, 0.0), (10, 0.7, 0.2, 0.1), (7, 0.6, 0.3, 0.1), (6, 0.4, 0.3, 0.3)];
        for (step, (at_risk, survival, returned, removed)) in curve.iter().zip(expected) {
            assert_eq!(step.at_risk, at_risk);
            assert!(
                (step.survival - survival).abs() < 1e-15
                    && (step.causes[0].share - returned).abs() < 1e-15
                    && (step.causes[1].share - removed).abs() < 1e-15
            );
        }
        // Before any censoring the estimates are plain shares with binomial variances.
        assert!((curve[1].variance - 0.7 * 0.3 / 10.0).abs() < 1e-15);
        assert!((curve[1].causes[0].variance - 0.2 * 0.8 / 10.0).abs() < 1e-15);
        // Kaplan–Meier of the return alone, removal as censoring: 0.8, then 0.8 · 6/7.
        let alone = exits.only(0).curve().unwrap();
        assert!((alone[2].survival - 0.8 * 6.0 / 7.0).abs() < 1e-15);
    }

    /// The same spells. S at the end 0.4, of variance 0.4² (3/(10·7) + 1/(7·6) + 2/(6·4)) = 0.024. With R what is still
    /// to come of F_k, its variance is the sum over months of R² d/(n (n − d)) + S(t−)² d_k (n − d_k)/n³ − 2 R S(t−)
    /// d_k/n². Returned after month 2, R = 0.1 and 0: 0.01·3/70 + 2·8/1000 − 2·0.1·2/100 + 0.7²·6/7³ = 0.021. Removed
    /// after month 2, R = 0: 9/1000. Removed at the end, R = 0.2, 0.2, 0: 0.04·3/70 + 9/1000 − 2·0.2/100 + 0.04/42 +
    /// 0.6²·2·4/6³ = 0.021.
    #[test]
    fn variances_and_intervals_of_competing_ends_are_what_they_are_by_hand() {
        let mut exits = Exits::default();
        exits.enter(0, 10);
        exits.leave(1, 0, 2);
        exits.leave(1, 1, 1);
        exits.leave(2, 0, 1);
        exits.censor(2, 1);
        exits.enter(3, 1);
        exits.leave(3, 1, 2);
        let curve = exits.curve().unwrap();
        let variances = |month: usize| {
            let step = &curve[month];
            [step.variance, step.causes[0].variance, step.causes[1].variance]
        };
        for (month, wanted) in [(2, [0.024, 0.021, 0.009]), (3, [0.024, 0.021, 0.021])] {
            for (is, wanted) in variances(month).into_iter().zip(wanted) {
                assert!((is - wanted).abs() < 1e-15, "month {month}: {:?}", variances(month));
            }
        }
        // z √0.024 / (0.4 |ln 0.4|) = 0.8285 on the scale log(−log S), and z √0.021 / (0.7 |ln 0.7|) = 1.1376.
        let near = |is: (f64, f64), wanted: (f64, f64)| (is.0 - wanted.0).abs() + (is.1 - wanted.1).abs() < 1e-4;
        let survival = curve[3].survival_interval(1.96);
        assert!(near(survival, (0.12269, 0.67021)), "{survival:?}");
        let removed = curve[3].incidence_interval(1, 1.96).unwrap();
        assert!(near(removed, (0.10805, 0.67129)), "{removed:?}");
        assert_eq!(curve[3].incidence_interval(2, 1.96), None);
    }

    #[test]
    fn one_spell_that_ends_leaves_nobody_and_a_curve_reaches_to_its_last_count_of_any_kind() {
        let mut one = Exits::default();
        one.enter(0, 1);
        one.leave(1, 1, 1);
        let curve = one.curve().unwrap();
        let last = curve.last().unwrap();
        let share = |cause: usize| (last.causes[cause].share, last.causes[cause].variance);
        assert_eq!(
            (last.month, last.survival, last.variance, share(0), share(1)),
            (1, 0.0, 0.0, (0.0, 0.0), (1.0, 0.0))
        );
        // Only entries, entries and a last look, entries and an end.
        let steps = |fill: fn(&mut Exits)| {
            let mut exits = Exits::default();
            fill(&mut exits);
            (exits.curve().unwrap().len(), exits.causes())
        };
        assert_eq!(steps(|e| e.enter(5, 2)), (6, 0));
        let seen = |e: &mut Exits| {
            e.enter(0, 2);
            e.censor(7, 1);
        };
        let left = |e: &mut Exits| {
            e.enter(0, 2);
            e.leave(3, 2, 1);
        };
        assert_eq!((steps(seen), steps(left)), ((8, 0), (4, 3)));
    }

    #[test]
    fn without_spells_there_is_no_curve_and_impossible_counts_are_refused() {
        assert_eq!(Exits::default().curve().unwrap(), []);
        let mut exits = Exits::default();
        exits.enter(0, 1);
        exits.leave(2, 0, 1);
        exits.censor(2, 1);
        assert_eq!(exits.curve(), Err(MoreExitsThanEntries { month: 2 }));
        assert_eq!(
            Step { month: 0, at_risk: 1, events: 1, censored: 0, survival: 0.0, variance: 0.0, causes: vec![] }
                .survival_interval(2.0),
            (0.0, 0.0)
        );
    }

    proptest! {
        #[test]
        fn what_left_and_what_stays_are_all_and_tallies_add(
            spells in prop::collection::vec((0_usize..12, 0_usize..4), 1..200),
            cut in 0_usize..200,
        ) {
            let tally = |spells: &[(usize, usize)]| {
                let mut exits = Exits::default();
                for &(month, cause) in spells {
                    exits.enter(0, 1);
                    if cause == 3 { exits.censor(month, 1) } else { exits.leave(month, cause, 1) }
                }
                exits
            };
            let whole = tally(&spells);
            let cut = cut.min(spells.len());
            let mut sum = tally(&spells[cut..]);
            sum.add(&tally(&spells[..cut]));
            prop_assert_eq!(sum.curve().unwrap(), whole.curve().unwrap());
            for step in whole.curve().unwrap() {
                let left: f64 = step.causes.iter().map(|cause| cause.share).sum();
                prop_assert!((left + step.survival - 1.0).abs() < 1e-12);
                prop_assert!(step.variance >= 0.0 && step.causes.iter().all(|cause| cause.variance >= -1e-15));
            }
        }

        #[test]
        fn without_censoring_the_variances_are_binomial(
            spells in prop::collection::vec((0_usize..12, 0_usize..3), 1..100),
        ) {
            let mut exits = Exits::default();
            exits.enter(0, spells.len() as u64);
            spells.iter().for_each(|&(month, cause)| exits.leave(month, cause, 1));
            let n = spells.len() as f64;
            for step in exits.curve().unwrap() {
                prop_assert!((step.variance - step.survival * (1.0 - step.survival) / n).abs() < 1e-12);
                for cause in step.causes {
                    prop_assert!((cause.variance - cause.share * (1.0 - cause.share) / n).abs() < 1e-12);
                }
            }
        }
    }
}
