//! Shapes that a measure may have over the doses of a lever, and the judgement of a curve.
//!
//! Replicates are paired over the doses: the same people with the same draws, so a step from one dose to the next is a
//! difference within a replicate. A curve *holds* its shape if its whole path, from the first dose to the last, goes
//! the right way (95 % interval) and no single step goes against it (99 %, and more than a tenth of the range, since a
//! curve has several steps of which one is likely to be noise). A lever that moves nothing fails: an effect below a
//! hundredth of the level is none. A *cliff* is one step of at least three that carries more than three quarters of
//! the path and is three times as steep as the rest; it fails too, unless the row explains it. An elasticity is the
//! slope of logarithms over the positive doses.

use super::compare::Mean;
use super::verdict::{LEVEL, Verdict, Wanted, judge};
use crate::base::math::ln;
use crate::base::statistics::{Interval, Moments, mean_interval};

/// Level at which a single step is said to go against a shape.
const STEP_LEVEL: f64 = 0.99;
/// Part of the range of a curve below which a step against its shape is not counted.
const STEP_PART: f64 = 0.1;
/// Part of the level below which an effect is none.
const NOTHING: f64 = 0.01;
/// Part of the level within which a curve counts as flat where flat is wanted.
const FLAT: f64 = 0.05;
/// Part of the path that makes a step a cliff, and how much steeper than the rest it then is.
const CLIFF: (f64, f64) = (0.75, 3.0);

/// What a curve must do from the first dose to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveShape {
    /// Goes up.
    Rises,
    /// Goes down.
    Falls,
    /// Does not go down.
    RisesOrFlat,
    /// Does not go up.
    FallsOrFlat,
    /// Stays within a twentieth of its level.
    Flat,
    /// Goes up to a dose within the range, and down from there.
    Hump,
    /// Nothing is demanded: what counts mixes effects of both signs.
    Recorded,
}

impl CurveShape {
    /// Every shape with the word for it in files.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Rises, "rises"),
        (Self::Falls, "falls"),
        (Self::RisesOrFlat, "rises or flat"),
        (Self::FallsOrFlat, "falls or flat"),
        (Self::Flat, "flat"),
        (Self::Hump, "hump"),
        (Self::Recorded, "recorded"),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|s| s.0 == self).map_or("", |s| s.1)
    }
}

/// What is asked of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Its shape.
    pub shape: CurveShape,
    /// Ends of the elasticity, where one is known.
    pub elasticity: Option<(f64, f64)>,
    /// Why one step may carry most of the path.
    pub cliff: Option<String>,
}

/// A curve and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Mean at each dose with its 95 % interval over replicates; none where no replicate has a value.
    pub points: Vec<Option<Mean>>,
    /// The elasticity with its interval, where it can be worked out.
    pub elasticity: Option<Mean>,
    /// The judgement of shape and elasticity.
    pub verdict: Verdict,
    /// What was found, in words.
    pub finding: String,
}

/// Judges the values of replicates, `[dose][replicate]`, at doses in their order.
#[must_use]
pub fn judge_curve(doses: &[f64], values: &[Vec<Option<f64>>], demand: &Demand) -> Curve {
    let points = values.iter().map(|at| Mean::of(&known(at))).collect();
    let path = Path::of(doses, values);
    let elasticity = elasticities(doses, values);
    let slope = Mean::of(&elasticity);
    let Some(path) = path else {
        let finding = "fewer than two doses have a value".to_owned();
        return Curve { points, elasticity: slope, verdict: Verdict::NoValue, finding };
    };
    let (mut verdict, mut finding) = path.judge(demand);
    if let Some((low, high)) = demand.elasticity {
        let judged = judge(&elasticity, &Wanted::Between(low, high));
        if judged.verdict != Verdict::Holds {
            finding = format!("{finding}; elasticity not within {low} to {high}");
            verdict = worse(verdict, judged.verdict);
        }
    }
    Curve { points, elasticity: slope, verdict, finding }
}

/// The worse of two judgements.
fn worse(a: Verdict, b: Verdict) -> Verdict {
    let rank = |v| match v {
        Verdict::Holds => 0,
        Verdict::Undecided | Verdict::NoValue => 1,
        Verdict::Fails => 2,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn known(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().copied().flatten().collect()
}

/// The way of a curve through the doses that have a value.
struct Path<'a> {
    /// Positions of those doses.
    at: Vec<usize>,
    doses: &'a [f64],
    values: &'a [Vec<Option<f64>>],
    means: Vec<f64>,
}

impl<'a> Path<'a> {
    fn of(doses: &'a [f64], values: &'a [Vec<Option<f64>>]) -> Option<Self> {
        let at: Vec<usize> = (0..values.len()).filter(|&k| known(&values[k]).len() > 1).collect();
        let means = at.iter().filter_map(|&k| Moments::of(&known(&values[k])).mean()).collect();
        (at.len() > 1).then_some(Self { at, doses, values, means })
    }

    /// Differences within replicates from one of its places to another.
    fn differences(&self, from: usize, to: usize) -> Vec<f64> {
        let pairs = self.values[self.at[from]].iter().zip(&self.values[self.at[to]]);
        pairs.filter_map(|(a, b)| Some((*b)? - (*a)?)).collect()
    }

    fn change(&self, from: usize, to: usize) -> Option<Interval> {
        mean_interval(&self.differences(from, to), LEVEL)
    }

    fn last(&self) -> usize {
        self.at.len() - 1
    }

    /// The largest mean, whatever its sign: what effects are measured against.
    fn level(&self) -> f64 {
        self.means.iter().fold(0.0, |most: f64, mean| most.max(mean.abs()))
    }

    fn range(&self) -> f64 {
        let (low, high) = self
            .means
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &mean| (low.min(mean), high.max(mean)));
        high - low
    }

    /// The first step between places `from` and `to` that goes against a direction, in words.
    fn against(&self, up: bool, from: usize, to: usize) -> Option<String> {
        (from..to).find_map(|k| {
            let step = mean_interval(&self.differences(k, k + 1), STEP_LEVEL)?;
            let wrong = if up { step.high < 0.0 } else { step.low > 0.0 };
            let word = if up { "falls" } else { "rises" };
            (wrong && step.mean.abs() > STEP_PART * self.range())
                .then(|| format!("turns: {word} from {} to {}", self.doses[self.at[k]], self.doses[self.at[k + 1]]))
        })
    }

    /// The step that carries the path, in words.
    fn cliff(&self) -> Option<String> {
        let steps: Vec<f64> = self.means.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let whole: f64 = steps.iter().sum();
        let k = steps.iter().position(|step| steps.len() > 2 && *step > CLIFF.0 * whole)?;
        let dose = |place: usize| self.doses[self.at[place]];
        let (from, to) = (dose(k), dose(k + 1));
        let (wide, rest) = ((to - from).abs(), (dose(self.last()) - dose(0)).abs() - (to - from).abs());
        (steps[k] * rest > CLIFF.1 * (whole - steps[k]) * wide)
            .then(|| format!("cliff: {:.0} % of the path from {from} to {to}", 100.0 * steps[k] / whole))
    }

    fn judge(&self, demand: &Demand) -> (Verdict, String) {
        match demand.shape {
            CurveShape::Rises => self.goes(true, false, demand),
            CurveShape::Falls => self.goes(false, false, demand),
            CurveShape::RisesOrFlat => self.goes(true, true, demand),
            CurveShape::FallsOrFlat => self.goes(false, true, demand),
            CurveShape::Flat => self.stays(),
            CurveShape::Hump => self.humps(),
            CurveShape::Recorded => (Verdict::Holds, self.in_words()),
        }
    }

    /// Where the path goes, as far as it can be told.
    fn in_words(&self) -> String {
        let words = match self.change(0, self.last()) {
            Some(change) if change.low > 0.0 => "rises",
            Some(change) if change.high < 0.0 => "falls",
            _ => "goes neither way for sure",
        };
        words.to_owned()
    }

    fn goes(&self, up: bool, weakly: bool, demand: &Demand) -> (Verdict, String) {
        if let Some(turn) = self.against(up, 0, self.last()) {
            return (Verdict::Fails, turn);
        }
        let Some(change) = self.change(0, self.last()) else { return (Verdict::NoValue, "no pairs".to_owned()) };
        let (low, high) = if up { (change.low, change.high) } else { (-change.high, -change.low) };
        let nothing = NOTHING * self.level();
        let moves = low > 0.0 && (low > nothing || high > nothing);
        if moves {
            return match (self.cliff(), &demand.cliff) {
                (Some(cliff), None) => (Verdict::Fails, cliff),
                (Some(cliff), Some(why)) => (Verdict::Holds, format!("{cliff} ({why})")),
                (None, _) => (Verdict::Holds, self.in_words()),
            };
        }
        if high < -nothing {
            (Verdict::Fails, format!("{} instead", self.in_words()))
        } else if low >= -nothing && high <= nothing {
            (if weakly { Verdict::Holds } else { Verdict::Fails }, "flat".to_owned())
        } else if weakly && low >= -nothing {
            (Verdict::Holds, self.in_words())
        } else {
            (Verdict::Undecided, self.in_words())
        }
    }

    fn stays(&self) -> (Verdict, String) {
        let most = FLAT * self.level();
        let mut verdict = Verdict::Holds;
        for k in 1..self.at.len() {
            let Some(change) = self.change(0, k) else { continue };
            let here = if change.low >= -most && change.high <= most {
                Verdict::Holds
            } else if change.low > most || change.high < -most {
                Verdict::Fails
            } else {
                Verdict::Undecided
            };
            verdict = worse(verdict, here);
        }
        (verdict, if verdict == Verdict::Holds { "flat".to_owned() } else { self.in_words() })
    }

    fn humps(&self) -> (Verdict, String) {
        let last = self.last();
        let top = (0..=last).fold(0, |top, k| if self.means[k] > self.means[top] { k } else { top });
        let turn = self.against(true, 0, top).or_else(|| self.against(false, top, last));
        let (Some(up), Some(down)) = (self.change(0, top), self.change(top, last)) else {
            return (Verdict::NoValue, "no pairs".to_owned());
        };
        let words = format!("highest at {}", self.doses[self.at[top]]);
        match turn {
            Some(turn) => (Verdict::Fails, format!("{words}; {turn}")),
            None if up.low > 0.0 && down.high < 0.0 => (Verdict::Holds, words),
            // The top at an end of the range is no hump, if it stands out from the other end.
            None if (top == 0 && down.high < 0.0) || (top == last && up.low > 0.0) => (Verdict::Fails, words),
            None => (Verdict::Undecided, words),
        }
    }
}

/// The elasticity of each replicate: slope of the logarithm of the value over that of the dose, by least squares over
/// the doses and values above zero. None for a replicate with fewer than two of them.
fn elasticities(doses: &[f64], values: &[Vec<Option<f64>>]) -> Vec<f64> {
    let replicates = values.iter().map(Vec::len).max().unwrap_or(0);
    let slope = |replicate: usize| {
        let points: Vec<(f64, f64)> = doses
            .iter()
            .zip(values)
            .filter_map(|(dose, at)| Some((*dose, at.get(replicate).copied().flatten()?)))
            .filter(|(dose, value)| *dose > 0.0 && *value > 0.0)
            .map(|(dose, value)| (ln(dose), ln(value)))
            .collect();
        let n = points.len() as f64;
        let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
        let (over, under) =
            points.iter().fold((0.0, 0.0), |(o, u), p| (o + (p.0 - x) * (p.1 - y), u + (p.0 - x) * (p.0 - x)));
        (under > 0.0).then(|| over / under)
    };
    (0..replicates).filter_map(slope).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOSES: [f64; 5] = [0.0, 1.0, 2.0, 4.0, 8.0];

    /// Three replicates whose values lie closely around a curve.
    fn around(curve: [f64; 5], noise: f64) -> Vec<Vec<Option<f64>>> {
        let wobble = |k: usize, r: usize| noise * ((k * 7 + r * 5) % 3) as f64 - noise;
        (0..5).map(|k| (0..3).map(|r| Some(curve[k] + wobble(k, r))).collect()).collect()
    }

    fn demand(shape: CurveShape) -> Demand {
        Demand { shape, elasticity: None, cliff: None }
    }

    fn verdicts(curve: [f64; 5], noise: f64) -> Vec<(&'static str, Verdict)> {
        let judged = |shape| judge_curve(&DOSES, &around(curve, noise), &demand(shape)).verdict;
        CurveShape::ALL.iter().map(|(shape, word)| (*word, judged(*shape))).collect()
    }

    #[test]
    fn each_shape_holds_for_its_own_curves_and_fails_for_others() {
        use Verdict::{Fails, Holds};
        let words = CurveShape::ALL.map(|shape| shape.1);
        let expect = |curve, noise, verdicts: [Verdict; 6]| {
            let wanted: Vec<_> = words.into_iter().zip(verdicts.into_iter().chain([Holds])).collect();
            assert_eq!(super::tests::verdicts(curve, noise), wanted, "{curve:?}");
        };
        // In the order: rises, falls, rises or flat, falls or flat, flat, hump.
        expect([1.0, 1.2, 1.4, 1.5, 1.6], 0.001, [Holds, Fails, Holds, Fails, Fails, Fails]);
        expect([1.6, 1.5, 1.4, 1.2, 1.0], 0.001, [Fails, Holds, Fails, Holds, Fails, Fails]);
        expect([1.0, 1.0, 1.0, 1.0, 1.0], 0.0, [Fails, Fails, Holds, Holds, Holds, Verdict::Undecided]);
        expect([1.0, 1.3, 1.5, 1.4, 1.1], 0.001, [Fails, Fails, Fails, Fails, Fails, Holds]);
        // A curve that comes back to where it began is not flat.
        expect([1.0, 0.8, 0.7, 0.8, 1.0], 0.001, [Fails; 6]);
    }

    #[test]
    fn noise_decides_nothing() {
        for (word, verdict) in verdicts([1.0, 1.01, 1.0, 1.02, 1.03], 0.5) {
            let wanted = if word == "recorded" { Verdict::Holds } else { Verdict::Undecided };
            assert_eq!(verdict, wanted, "{word}");
        }
    }

    #[test]
    fn one_step_that_carries_the_path_is_a_fault_until_it_is_explained() {
        let values = around([1.0, 1.01, 1.02, 1.03, 2.0], 0.001);
        let judged = judge_curve(&DOSES, &values, &demand(CurveShape::Rises));
        assert_eq!((judged.verdict, judged.finding.as_str()), (Verdict::Fails, "cliff: 97 % of the path from 4 to 8"));
        // A straight line is none, however far the last dose is.
        let line = judge_curve(
            &[0.0, 1.0, 2.0, 3.0, 30.0],
            &around([1.0, 1.1, 1.2, 1.3, 4.0], 0.001),
            &demand(CurveShape::Rises),
        );
        assert_eq!(line.verdict, Verdict::Holds);
        let explained = Demand { cliff: Some("a threshold".to_owned()), ..demand(CurveShape::Rises) };
        assert_eq!(judge_curve(&DOSES, &values, &explained).verdict, Verdict::Holds);
    }

    /// By hand: values 3 x^0.5 have the elasticity 0.5; the dose of nothing does not count.
    #[test]
    fn the_elasticity_is_the_slope_of_logarithms() {
        let curve = [9.0, 3.0, 3.0 * 2_f64.sqrt(), 6.0, 3.0 * 8_f64.sqrt()];
        let values: Vec<Vec<Option<f64>>> = curve.iter().map(|&v| vec![Some(v), Some(2.0 * v)]).collect();
        let of = |low, high| {
            let demand = Demand { elasticity: Some((low, high)), ..demand(CurveShape::Recorded) };
            judge_curve(&DOSES, &values, &demand)
        };
        let found = of(0.4, 0.6);
        assert!((found.elasticity.unwrap().mean - 0.5).abs() < 1e-12 && found.verdict == Verdict::Holds);
        let out = of(0.8, 1.2);
        assert!(out.verdict == Verdict::Fails && out.finding.ends_with("elasticity not within 0.8 to 1.2"), "{out:?}");
    }

    #[test]
    fn doses_without_a_value_are_passed_over() {
        let mut values = around([1.0, 1.2, 1.4, 1.5, 1.6], 0.001);
        values[4] = vec![None; 3];
        let judged = judge_curve(&DOSES, &values, &demand(CurveShape::Rises));
        assert!(judged.points[4].is_none() && judged.verdict == Verdict::Holds, "{judged:?}");
        let nothing = vec![vec![None; 3]; 5];
        assert_eq!(judge_curve(&DOSES, &nothing, &demand(CurveShape::Rises)).verdict, Verdict::NoValue);
    }
}
