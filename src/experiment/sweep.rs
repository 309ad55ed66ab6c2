//! One scenario at many points: what is varied, and where the points lie. A point is a variant, so that a sweep is run,
//! kept, checked and paired like any comparison: the same people with the same draws at every point.

use super::variant::Variant;
use crate::base::cube::{SobolSequence, latin_hypercube};
use crate::base::math;
use crate::base::stream::Stream;
use crate::scenario::Files;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most points of a sweep: every point keeps its runs in memory until the tables are written.
pub const MOST_POINTS: usize = 500;

crate::purposes! {
    /// Points of a Latin hypercube, and the shift of a Sobol sequence.
    SPREAD = "sweep/points";
}

/// Why something cannot be varied.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SweepError {
    /// No path and values.
    #[error("cannot read `{text}`: wanted PATH=FROM..TO/N or PATH=VALUE,VALUE")]
    Form {
        /// What was given.
        text: String,
    },
    /// A range without two different finite ends, or with fewer than two points.
    #[error("cannot read the range in `{text}`: wanted two numbers, the smaller first, and 2 to {MOST_POINTS} points")]
    Range {
        /// What was given.
        text: String,
    },
    /// A value twice.
    #[error("`{path}` has the value {value} twice")]
    Twice {
        /// What is varied.
        path: String,
        /// The value.
        value: String,
    },
    /// A path twice.
    #[error("`{path}` is varied twice")]
    SamePath {
        /// What is varied.
        path: String,
    },
    /// Too many points.
    #[error("{points} points are more than {MOST_POINTS}")]
    TooMany {
        /// How many.
        points: u128,
    },
    /// A list whose factors have different numbers of values.
    #[error("in a list every factor has as many values: `{first}` has {first_count}, `{second}` {second_count}")]
    Uneven {
        /// A factor.
        first: String,
        /// Its values.
        first_count: usize,
        /// Another.
        second: String,
        /// Its values.
        second_count: usize,
    },
    /// A grid or list with a range of which nobody says how many values.
    #[error("`{path}` has a range without `steps`: a grid or list needs them")]
    Steps {
        /// What is varied.
        path: String,
    },
    /// More factors than there are dimensions.
    #[error("{factors} factors are more than a design of this kind takes")]
    Dimensions {
        /// How many.
        factors: usize,
    },
}

/// What is varied, before it is known where the points lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Path of the value, as `--set` takes it; of a bundle its name.
    pub name: String,
    /// The values that it takes.
    pub values: Values,
}

/// The values that a factor takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// As `--set` takes them, two or more: numbers sorted, words in the order given.
    List(Vec<String>),
    /// Between two ends, in so many even steps if it is said.
    Range {
        /// Smallest.
        from: f64,
        /// Largest.
        to: f64,
        /// Values with both ends.
        steps: Option<usize>,
    },
    /// Settings that are laid over the scenario together.
    Bundle(Vec<Level>),
}

/// Settings that are laid over a scenario together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Name of the level.
    pub name: String,
    /// `path=value` of each.
    pub sets: Vec<String>,
}

impl Factor {
    /// Reads `PATH=FROM..TO/N`, which are N evenly spaced values with both ends, or `PATH=VALUE,VALUE`.
    ///
    /// # Errors
    /// [`SweepError`].
    pub fn parse(text: &str) -> Result<Self, SweepError> {
        let form = || SweepError::Form { text: text.to_owned() };
        let (path, list) = text.split_once('=').ok_or_else(form)?;
        let (path, list) = (path.trim().to_owned(), list.trim());
        if list.contains("..") {
            if path.is_empty() {
                return Err(form());
            }
            return Ok(Self { name: path, values: Values::List(spaced(text, list)?) });
        }
        Self::of_list(&path, list.split(',').map(|value| value.trim().to_owned()).collect()).map_err(
            |error| match error {
                SweepError::Form { .. } => form(),
                other => other,
            },
        )
    }

    /// Of a list of values: numbers are sorted.
    ///
    /// # Errors
    /// Where there are fewer than two, one is empty, or one stands twice.
    pub fn of_list(path: &str, values: Vec<String>) -> Result<Self, SweepError> {
        if path.is_empty() || values.len() < 2 || values.iter().any(String::is_empty) {
            return Err(SweepError::Form { text: format!("{path}={}", values.join(",")) });
        }
        let values = sorted(values);
        let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
        for (at, value) in values.iter().enumerate() {
            if values[..at].iter().any(|other| same(other, value)) {
                return Err(SweepError::Twice { path: path.to_owned(), value: value.clone() });
            }
        }
        Ok(Self { name: path.to_owned(), values: Values::List(values) })
    }

    /// The values of a grid or list: of a range those of its steps, of a bundle the names of its levels.
    fn listed(&self) -> Result<Vec<String>, SweepError> {
        match &self.values {
            Values::List(list) => Ok(list.clone()),
            Values::Bundle(levels) => Ok(levels.iter().map(|level| level.name.clone()).collect()),
            Values::Range { from, to, steps: Some(steps) } => Ok(even(*from, *to, *steps)),
            Values::Range { .. } => Err(SweepError::Steps { path: self.name.clone() }),
        }
    }

    /// The value at a place in [0, 1).
    fn at(&self, place: f64, whole: bool) -> String {
        let of = |list: &[String]| list[((place * list.len() as f64) as usize).min(list.len() - 1)].clone();
        match &self.values {
            Values::List(list) => of(list),
            Values::Bundle(levels) => of(&levels.iter().map(|level| level.name.clone()).collect::<Vec<_>>()),
            // Every whole number has the same length of the range.
            Values::Range { from, to, .. } if whole => {
                (from + (place * (to - from + 1.0)).floor()).min(*to).to_string()
            }
            Values::Range { from, to, .. } => short(from + place * (to - from)),
        }
    }
}

/// A text as a finite number, if it is one.
pub(super) fn number(text: &str) -> Option<f64> {
    text.replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite())
}

fn spaced(text: &str, list: &str) -> Result<Vec<String>, SweepError> {
    let read = || {
        let (from, rest) = list.split_once("..")?;
        let (to, count) = rest.split_once('/')?;
        let (from, to) = (number(from.trim())?, number(to.trim())?);
        let count = count.trim().parse::<usize>().ok().filter(|n| (2..=MOST_POINTS).contains(n))?;
        (from < to && (to - from).is_finite()).then_some((from, to, count))
    };
    let (from, to, count) = read().ok_or_else(|| SweepError::Range { text: text.to_owned() })?;
    Ok(even(from, to, count))
}

/// So many evenly spaced values with both ends.
fn even(from: f64, to: f64, count: usize) -> Vec<String> {
    let step = (to - from) / (count - 1) as f64;
    let value = |at: usize| if at + 1 == count { to } else { from + step * at as f64 };
    (0..count).map(|at| short(value(at))).collect()
}

/// Twelve figures: more than anybody asks for, and no trace of binary fractions.
fn short(value: f64) -> String {
    math::to_figures(value, 12).to_string()
}

fn sorted(mut values: Vec<String>) -> Vec<String> {
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    values
}

/// Where points may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// A Latin hypercube.
    LatinHypercube,
    /// A Sobol sequence, shifted at random.
    Sobol,
}

/// A sweep: what is varied, and the values at each point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swept {
    /// What is varied.
    pub factors: Vec<SweptFactor>,
    /// Value of each factor at each point; of a bundle the name of its level.
    pub points: Vec<Vec<String>>,
    /// Whether the points are every combination of the values.
    pub grid: bool,
}

/// What is varied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweptFactor {
    /// Path of the value; of a bundle its name.
    pub name: String,
    /// Levels of a bundle; empty of a path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

/// What is varied, each path once.
fn factors(list: &[Factor]) -> Result<Vec<SweptFactor>, SweepError> {
    for (at, factor) in list.iter().enumerate() {
        if list[..at].iter().any(|other| other.name == factor.name) {
            return Err(SweepError::SamePath { path: factor.name.clone() });
        }
    }
    let levels = |factor: &Factor| match &factor.values {
        Values::Bundle(levels) => levels.clone(),
        _ => Vec::new(),
    };
    Ok(list.iter().map(|factor| SweptFactor { name: factor.name.clone(), levels: levels(factor) }).collect())
}

impl Swept {
    /// Every combination of the values, the first factor moving slowest.
    ///
    /// # Errors
    /// Where a path stands twice, or there are more than [`MOST_POINTS`].
    pub fn grid(list: &[Factor]) -> Result<Self, SweepError> {
        let factors = factors(list)?;
        let values: Vec<Vec<String>> = list.iter().map(Factor::listed).collect::<Result<_, _>>()?;
        let all = values.iter().fold(1_u128, |n, values| n.saturating_mul(values.len() as u128));
        if all > MOST_POINTS as u128 {
            return Err(SweepError::TooMany { points: all });
        }
        let mut points = vec![Vec::new()];
        for values in &values {
            let further = |point: &Vec<String>, value: &String| [&point[..], std::slice::from_ref(value)].concat();
            points = points.iter().flat_map(|point| values.iter().map(move |value| further(point, value))).collect();
        }
        Ok(Self { factors, points, grid: true })
    }

    /// The first values of all factors, then the second ones, and so on.
    ///
    /// # Errors
    /// Where a path stands twice, or factors have different numbers of values.
    pub fn list(list: &[Factor]) -> Result<Self, SweepError> {
        let factors = factors(list)?;
        let values: Vec<Vec<String>> = list.iter().map(Factor::listed).collect::<Result<_, _>>()?;
        let count = values.first().map_or(0, Vec::len);
        if let Some(other) = values.iter().position(|values| values.len() != count) {
            return Err(SweepError::Uneven {
                first: list[0].name.clone(),
                first_count: count,
                second: list[other].name.clone(),
                second_count: values[other].len(),
            });
        }
        let points = (0..count).map(|at| values.iter().map(|values| values[at].clone()).collect()).collect();
        Ok(Self { factors, points, grid: false })
    }

    /// So many points spread over the ranges; `whole` tells the paths that take whole numbers only.
    ///
    /// # Errors
    /// Where a path stands twice, or there are too many points or factors.
    pub fn spread(
        list: &[Factor],
        spread: Spread,
        count: usize,
        seed: u64,
        whole: &dyn Fn(&str) -> bool,
    ) -> Result<Self, SweepError> {
        let factors = factors(list)?;
        if count > MOST_POINTS {
            return Err(SweepError::TooMany { points: count as u128 });
        }
        let mut rng = Stream::of_experiment(seed, 0, SPREAD);
        let places = match spread {
            Spread::LatinHypercube => latin_hypercube(count, list.len(), &mut rng),
            Spread::Sobol => {
                let wrong = SweepError::Dimensions { factors: list.len() };
                let sequence = SobolSequence::new(list.len()).ok_or(wrong)?.shifted(&mut rng);
                (0..count as u32).map(|index| sequence.point(index)).collect()
            }
        };
        let value = |(factor, place): (&Factor, &f64)| factor.at(*place, whole(&factor.name));
        let points = places.iter().map(|places| list.iter().zip(places).map(value).collect()).collect();
        Ok(Self { factors, points, grid: false })
    }

    /// Name of a point: of a grid its values, else its number.
    #[must_use]
    pub fn name(&self, at: usize) -> String {
        if !self.grid {
            return format!("point-{:03}", at + 1);
        }
        let key = |factor: &SweptFactor| factor.name.rsplit('.').next().unwrap_or(&factor.name).to_owned();
        let part = |(factor, value): (&SweptFactor, &String)| format!("{}-{value}", key(factor));
        self.factors.iter().zip(&self.points[at]).map(part).collect::<Vec<_>>().join("_")
    }

    /// `path=value` of everything that a point sets.
    #[must_use]
    pub fn sets(&self, at: usize) -> Vec<String> {
        let of = |(factor, value): (&SweptFactor, &String)| {
            let level = factor.levels.iter().find(|level| level.name == *value);
            level.map_or_else(|| vec![format!("{}={value}", factor.name)], |level| level.sets.clone())
        };
        self.factors.iter().zip(&self.points[at]).flat_map(of).collect()
    }

    /// Whether variants are the points of this sweep: as many, and what its point sets changes nothing in any of them.
    /// Each is opened again for that, so that every form of a setting is known that can be set.
    #[must_use]
    pub fn is_of(&self, files: &Files, variants: &[Variant]) -> bool {
        let set_already = |(at, variant): (usize, &Variant)| {
            let plan = variant.course.loaded.chain.first().map(ToString::to_string).unwrap_or_default();
            let again = Variant::open(files, &plan, &self.sets(at));
            again.is_ok_and(|again| again.is_same_as(variant))
        };
        let known = |point: &Vec<String>| {
            let fits = |(factor, value): (&SweptFactor, &String)| {
                factor.levels.is_empty() || factor.levels.iter().any(|level| level.name == *value)
            };
            point.len() == self.factors.len() && self.factors.iter().zip(point).all(fits)
        };
        self.points.len() == variants.len()
            && self.points.iter().all(known)
            && variants.iter().enumerate().all(set_already)
    }
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
