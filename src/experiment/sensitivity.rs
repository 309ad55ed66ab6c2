//! Designs that ask which numbers of a scenario matter: Morris's elementary effects and Saltelli's design for Sobol's
//! indices. A point is a variant; in each replicate all points have the same people and draws.
//!
//! Morris 1991, *Factorial sampling plans for preliminary computational experiments*, Technometrics 33, with groups as
//! in Campolongo, Cariboni and Saltelli 2007, Environmental Modelling & Software 22; Saltelli et al. 2010, *Variance
//! based sensitivity analysis of model output*, Computer Physics Communications 181.

use super::variant::Variant;
use crate::base::cube::{MOST_DIMENSIONS, SobolSequence};
use crate::base::math::to_figures;
use crate::base::param::Grade;
use crate::base::stream::Stream;
use crate::scenario::show::{RuleNumber, rule_numbers};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most points of a design: each is a scenario of about a megabyte while it is run.
pub const MOST_RUNS: usize = 2_000;

/// Levels of Morris's grid.
const LEVELS: u32 = 4;

/// Figures of a value: so many that a reader can copy, and the same wherever it is read.
const FIGURES: usize = 9;

/// Length of a step on it: LEVELS / (2 (LEVELS − 1)), so that all levels are as likely.
pub const STEP: f64 = 2.0 / 3.0;

crate::purposes! {
    /// Points of a design.
    POINTS = "sensitivity/points";
}

/// How factors are explored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exploration {
    /// Trajectories on which one factor after the other moves.
    Morris,
    /// Pairs of points mixed factor by factor.
    Sobol,
}

/// A number that is varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Varied {
    /// Path, as `--set` takes it.
    pub path: String,
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    /// Factor that it belongs to: itself, or a group that moves together.
    pub factor: String,
}

impl Varied {
    /// The value at a place in [0, 1] of its range.
    #[must_use]
    pub fn at(&self, place: f64) -> f64 {
        if self.whole {
            // Every whole number has the same length of the range.
            let count = self.high - self.low + 1.0;
            return (self.low + (place * count).floor()).min(self.high);
        }
        to_figures(self.low + place * (self.high - self.low), FIGURES)
    }

    /// The setting that gives it a value.
    #[must_use]
    pub fn set(&self, value: f64) -> String {
        format!("{}={value}", self.path)
    }
}

/// How far numbers are varied about their value where nobody says, by grade: as a share of the value. Nobody's figures
/// (assumed): a figure that was read is surer than one that was derived or recalled, and an assumption may be off by
/// half. The ranges that are declared say what makes sense at all, and are far too wide to be probable.
#[must_use]
pub const fn usual_span(grade: Grade) -> f64 {
    match grade {
        Grade::Seen => 0.1,
        Grade::Keita | Grade::Derived => 0.2,
        Grade::Recalled => 0.3,
        Grade::Assumed | Grade::Setting | Grade::Scenario | Grade::Yours => 0.5,
    }
}

/// The usual range of a number: its value less and plus the span of its grade, within what is declared; none of a zero,
/// and where nothing is left to vary.
#[must_use]
pub fn usual_range(number: &RuleNumber, span: Option<f64>) -> Option<(f64, f64)> {
    let span = span.unwrap_or_else(|| usual_span(number.spec.grade)) * number.value.abs();
    let (mut low, mut high) = (number.value - span, number.value + span);
    if number.spec.whole {
        (low, high) = (low.floor(), high.ceil());
    }
    let (low, high) = (low.max(number.spec.low), high.min(number.spec.high));
    let (low, high) = (to_figures(low, FIGURES), to_figures(high, FIGURES));
    (number.value != 0.0 && low < high).then_some((low, high))
}

/// A design of sensitivity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// How factors are explored.
    pub method: Exploration,
    /// What is varied.
    pub varied: Vec<Varied>,
    /// Trajectories, or pairs of points.
    pub size: u32,
    /// Seed of the points.
    pub seed: u64,
    /// Measures that pictures show.
    pub measures: Vec<String>,
}

impl Sensitivity {
    /// Names of the factors, in the order of their first number.
    #[must_use]
    pub fn factors(&self) -> Vec<&str> {
        let mut list: Vec<&str> = Vec::new();
        for varied in &self.varied {
            if !list.contains(&varied.factor.as_str()) {
                list.push(&varied.factor);
            }
        }
        list
    }

    /// Points of one trajectory or pair.
    #[must_use]
    pub fn block(&self) -> usize {
        self.factors().len() + if self.method == Exploration::Morris { 1 } else { 2 }
    }

    /// Points in all; none where there are more than [`MOST_RUNS`], no factors, or more dimensions than points are
    /// known in.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        let known = self.method == Exploration::Morris || 2 * self.varied.len() <= MOST_DIMENSIONS;
        let count = self.block().checked_mul(self.size as usize)?;
        (known && !self.varied.is_empty() && self.size > 1 && count <= MOST_RUNS).then_some(count)
    }

    /// Every point as places in [0, 1], number by number: trajectory by trajectory, the start first; or pair by pair,
    /// the first point, then it with each factor of the second, then the second. None as [`Sensitivity::count`].
    #[must_use]
    pub fn places(&self) -> Option<Vec<Vec<f64>>> {
        self.count()?;
        let factors = self.factors();
        let of: Vec<usize> =
            self.varied.iter().filter_map(|v| factors.iter().position(|factor| *factor == v.factor)).collect();
        let mut rng = Stream::of_experiment(self.seed, 0, POINTS);
        let mut list = Vec::new();
        match self.method {
            Exploration::Morris => (0..self.size).for_each(|_| trajectory(&of, factors.len(), &mut rng, &mut list)),
            Exploration::Sobol => {
                let sequence = SobolSequence::new(2 * of.len())?.shifted(&mut rng);
                for index in 0..self.size {
                    let point = sequence.point(index);
                    let (first, second) = point.split_at(of.len());
                    list.push(first.to_vec());
                    for factor in 0..factors.len() {
                        let mixed =
                            of.iter().enumerate().map(|(at, own)| if *own == factor { second } else { first }[at]);
                        list.push(mixed.collect());
                    }
                    list.push(second.to_vec());
                }
            }
        }
        Some(list)
    }

    /// The values of a point.
    #[must_use]
    pub fn values(&self, places: &[f64]) -> Vec<f64> {
        self.varied.iter().zip(places).map(|(varied, place)| varied.at(*place)).collect()
    }

    /// Name of a point.
    #[must_use]
    pub fn name(at: usize) -> String {
        format!("point-{at:04}")
    }

    /// Whether variants are the points of this design.
    #[must_use]
    pub fn is_of(&self, variants: &[Variant]) -> bool {
        let Some(places) = self.places().filter(|places| places.len() == variants.len()) else { return false };
        places.iter().zip(variants).all(|(places, variant)| {
            let numbers = rule_numbers(&variant.course.loaded).into_iter();
            let numbers: BTreeMap<String, f64> = numbers.map(|number| (number.path, number.value)).collect();
            self.varied.iter().zip(self.values(places)).all(|(v, value)| numbers.get(&v.path) == Some(&value))
        })
    }
}

/// A trajectory from a random point of the grid: one factor after the other, in random order, moves by [`STEP`].
fn trajectory(of: &[usize], factors: usize, rng: &mut impl Rng, list: &mut Vec<Vec<f64>>) {
    // The lower half of the levels moves up, the upper half down.
    let start: Vec<u32> = of.iter().map(|_| rng.random_range(0..LEVELS)).collect();
    let place = |level: u32| f64::from(level) / f64::from(LEVELS - 1);
    let moved = |level: u32| if level < LEVELS / 2 { level + LEVELS / 2 } else { level - LEVELS / 2 };
    let mut order: Vec<usize> = (0..factors).collect();
    order.shuffle(rng);
    let mut levels = start;
    list.push(levels.iter().map(|level| place(*level)).collect());
    for factor in order {
        for (level, own) in levels.iter_mut().zip(of) {
            if *own == factor {
                *level = moved(*level);
            }
        }
        list.push(levels.iter().map(|level| place(*level)).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(method: Exploration, numbers: usize, size: u32) -> Sensitivity {
        let varied = |at: usize| Varied {
            path: format!("a.b{at}"),
            low: 0.0,
            high: 10.0,
            whole: false,
            // The first two move together.
            factor: format!("f{}", at.max(1)),
        };
        Sensitivity { method, varied: (0..numbers).map(varied).collect(), size, seed: 1, measures: Vec::new() }
    }

    #[test]
    fn on_a_trajectory_each_factor_moves_once_by_the_step() {
        let of = design(Exploration::Morris, 5, 30);
        let places = of.places().unwrap();
        assert_eq!((of.factors(), places.len()), (vec!["f1", "f2", "f3", "f4"], 30 * 5));
        let mut levels = BTreeMap::new();
        for trajectory in places.chunks(5) {
            let mut moved = Vec::new();
            for pair in trajectory.windows(2) {
                let changed: Vec<usize> = (0..5).filter(|&at| pair[0][at] != pair[1][at]).collect();
                assert!(changed.iter().all(|&at| ((pair[1][at] - pair[0][at]).abs() - STEP).abs() < 1e-12));
                moved.push(changed);
            }
            moved.sort();
            assert_eq!(moved, [vec![0, 1], vec![2], vec![3], vec![4]]);
            trajectory.iter().flatten().for_each(|place| *levels.entry((place * 3.0).round() as u32).or_insert(0) += 1);
        }
        assert!(levels.len() == 4 && levels.values().all(|count| (130..250).contains(count)), "{levels:?}");
    }

    #[test]
    fn pairs_are_mixed_factor_by_factor() {
        let of = design(Exploration::Sobol, 4, 8);
        let places = of.places().unwrap();
        assert_eq!(places.len(), 8 * 5);
        for block in places.chunks(5) {
            let (first, second) = (&block[0], &block[4]);
            assert_eq!(block[1], [second[0], second[1], first[2], first[3]]);
            assert_eq!(block[3], [first[0], first[1], first[2], second[3]]);
        }
    }

    #[test]
    fn whole_numbers_have_equal_parts_of_the_range_and_values_their_ends() {
        let whole = Varied { path: "a".into(), low: 2.0, high: 5.0, whole: true, factor: "a".into() };
        let found: Vec<f64> = (0..8).map(|at| whole.at(f64::from(at) / 8.0)).collect();
        assert_eq!(found, [2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]);
        assert_eq!(whole.at(1.0), 5.0);
        let part = Varied { whole: false, ..whole };
        assert_eq!((part.at(0.0), part.at(1.0), part.at(0.5)), (2.0, 5.0, 3.5));
    }

    #[test]
    fn designs_without_factors_or_beyond_the_limits_are_none() {
        assert!(design(Exploration::Morris, 0, 10).count().is_none());
        assert!(design(Exploration::Morris, 5, 1).count().is_none());
        assert!(design(Exploration::Morris, 5, 401).count().is_none());
        assert!(design(Exploration::Sobol, 101, 2).count().is_none());
        assert!(design(Exploration::Sobol, 5, u32::MAX).count().is_none());
    }
}
