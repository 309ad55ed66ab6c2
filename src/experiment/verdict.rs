//! What replicates say of a claim.
//!
//! An interval or a sign *holds* if the 95 % interval of the mean lies wholly inside, *fails* if wholly outside, else
//! it is *undecided*. The interval is of Monte Carlo error only. A record of one small group (24 of 29) is judged by
//! predictive probability: it *holds* if replicates as extreme on either side are not rare.

use crate::base::statistics::{mean_interval, wilson};

/// Level of intervals.
pub const LEVEL: f64 = 0.95;

/// What is wanted of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// A mean between two ends; an end may be infinite.
    Between(f64, f64),
    /// A record of one case, between two readings of it.
    Record(f64, f64),
}

/// A judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Wholly inside.
    Holds,
    /// Wholly outside.
    Fails,
    /// The interval straddles an end.
    Undecided,
    /// There is nothing to judge.
    NoValue,
}

impl Verdict {
    /// The word that tables print.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Undecided => "undecided",
            Self::NoValue => "no value",
        }
    }
}

/// A mean with its interval, and what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Mean, low and high end of the interval; none without values.
    pub value: Option<(f64, f64, f64)>,
    /// Replicates with a value.
    pub n: usize,
    /// The judgement.
    pub verdict: Verdict,
}

/// Judges the values of replicates.
#[must_use]
pub fn judge(values: &[f64], wanted: &Wanted) -> Judged {
    let n = values.len();
    let Some(mean) = mean_interval(values, LEVEL) else { return Judged { value: None, n, verdict: Verdict::NoValue } };
    let verdict = match *wanted {
        Wanted::Between(low, high) => inside(mean.low, mean.high, low, high),
        Wanted::Record(low, high) => record(values, low, high),
    };
    Judged { value: Some((mean.mean, mean.low, mean.high)), n, verdict }
}

fn inside(low: f64, high: f64, from: f64, to: f64) -> Verdict {
    // A value that never moves off an open end does not have the sign.
    let above = low > from || (low == from && high > from) || (from.is_finite() && to.is_finite() && low >= from);
    let below = high < to || (high == to && low < to) || (from.is_finite() && to.is_finite() && high <= to);
    if (above || from == f64::NEG_INFINITY) && (below || to == f64::INFINITY) {
        Verdict::Holds
    } else if high < from || low > to || (low == high && (low <= from || high >= to)) {
        Verdict::Fails
    } else {
        Verdict::Undecided
    }
}

/// Twice the share of replicates at least as extreme as the record, on the side where they are fewer; undecided where
/// the number of replicates cannot tell it from 5 %.
fn record(values: &[f64], low: f64, high: f64) -> Verdict {
    let n = values.len() as u64;
    let up_to = values.iter().filter(|v| **v <= high).count() as u64;
    let from = values.iter().filter(|v| **v >= low).count() as u64;
    let rare = 0.5 * (1.0 - LEVEL);
    match wilson(up_to.min(from), n, LEVEL) {
        None => Verdict::NoValue,
        Some(share) if share.low > rare => Verdict::Holds,
        Some(share) if share.high < rare || up_to.min(from) == 0 && n >= 100 => Verdict::Fails,
        Some(_) => Verdict::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_inside_holds_one_outside_fails_and_one_astride_decides_nothing() {
        let wanted = Wanted::Between(0.25, 0.54);
        for (values, verdict) in [
            ([0.40, 0.42, 0.41], Verdict::Holds),
            ([0.60, 0.62, 0.61], Verdict::Fails),
            ([0.53, 0.56, 0.54], Verdict::Undecided),
            ([0.25, 0.25, 0.25], Verdict::Holds),
        ] {
            assert_eq!(judge(&values, &wanted).verdict, verdict, "{values:?}");
        }
        assert_eq!(judge(&[], &wanted).verdict, Verdict::NoValue);
    }

    #[test]
    fn no_effect_has_no_sign() {
        let positive = Wanted::Between(0.0, f64::INFINITY);
        assert_eq!(judge(&[0.0, 0.0, 0.0], &positive).verdict, Verdict::Fails);
        assert_eq!(judge(&[0.1, 0.12, 0.09], &positive).verdict, Verdict::Holds);
        assert_eq!(judge(&[-0.1, -0.12, -0.09], &positive).verdict, Verdict::Fails);
        assert_eq!(judge(&[-0.1, 0.12, 0.0], &positive).verdict, Verdict::Undecided);
    }

    #[test]
    fn a_record_is_judged_by_how_rare_it_is() {
        let of = |share: f64| -> Vec<f64> {
            (0..200).map(|i| if f64::from(i) < 200.0 * share { 24.0 } else { 28.0 }).collect()
        };
        assert_eq!(judge(&of(0.4), &Wanted::Record(24.0, 25.0)).verdict, Verdict::Holds);
        assert_eq!(judge(&of(0.0), &Wanted::Record(24.0, 25.0)).verdict, Verdict::Fails);
        assert_eq!(judge(&of(0.03), &Wanted::Record(24.0, 25.0)).verdict, Verdict::Undecided);
    }
}
