//! Doses: every lever of policy or nature over its range, and what a measure must do along it.
//!
//! A pattern looks at one point, and a model whose signs turn between two points can hold all of them. A row here is a
//! *lever* (a parameter, or several moved together), the doses, a measure and the shape that economics or the sources
//! demand ([`shape`](super::shape)). All doses start from one world and have the same draws, so that a step is a paired
//! difference. The rows stand in `scenarios/doses/`.

mod read;
mod show;

use super::asked::{Asked, Worlds};
use super::ensemble::{self, EnsembleError, Options};
use super::shape::{Curve, CurveShape, Demand, judge_curve};
use super::verdict::Verdict;
use super::welfare::measures::WelfareMeasure;
use super::welfare::{self, Lives};
use crate::observe::placed::Quantity;
use crate::scenario::files::Files;
pub use read::{Size, read};

/// A lever over its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Name.
    pub id: String,
    /// What is moved, with its unit.
    pub about: String,
    /// The doses, in the order of the axis.
    pub doses: Vec<f64>,
    /// The world at each dose.
    pub worlds: Vec<Asked>,
    /// Paths of the parameters that it moves.
    pub moves: Vec<String>,
}

/// What a measure must do along a lever.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// Position of the lever.
    pub lever: usize,
    /// What is measured.
    pub measure: Measured,
    /// What is demanded.
    pub demand: Demand,
    /// Why.
    pub reason: String,
}

/// What is measured along a lever.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// A quantity of a replicate.
    Whole(Quantity),
    /// Welfare of the same persons against the first dose.
    Welfare(WelfareMeasure),
}

impl Measured {
    /// Unit of the value.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Whole(quantity) => quantity.unit(),
            Self::Welfare(measure) => measure.unit,
        }
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(quantity) => quantity.fmt(f),
            Self::Welfare(measure) => f.write_str(measure.name),
        }
    }
}

/// Levers and what is demanded of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levers {
    /// The levers.
    pub levers: Vec<Lever>,
    /// The rows.
    pub rows: Vec<Dose>,
}

impl Dose {
    /// The word of a judgement; a row that demands nothing is only recorded.
    #[must_use]
    pub fn verdict(&self, curve: &Curve) -> &'static str {
        let demands = self.demand.shape != CurveShape::Recorded || self.demand.elasticity.is_some();
        if demands || curve.verdict == Verdict::NoValue { curve.verdict.word() } else { CurveShape::Recorded.word() }
    }
}

impl Levers {
    /// Name of a row.
    #[must_use]
    pub fn name(&self, row: &Dose) -> String {
        format!("{}:{}", self.levers[row.lever].id, row.measure)
    }

    /// The rows whose name contains a text, with their levers.
    #[must_use]
    pub fn filtered(mut self, text: &str) -> Self {
        let kept: Vec<bool> = self.rows.iter().map(|row| self.name(row).contains(text)).collect();
        let mut keep = kept.into_iter();
        self.rows.retain(|_| keep.next().unwrap_or(false));
        self
    }

    /// Levers that have a row.
    fn used(&self) -> impl Iterator<Item = (usize, &Lever)> {
        self.levers.iter().enumerate().filter(|(at, _)| self.rows.iter().any(|row| row.lever == *at))
    }

    /// Whether welfare is measured along a lever, so that its persons must be followed.
    fn follows(&self, lever: usize) -> bool {
        self.rows.iter().any(|row| row.lever == lever && matches!(row.measure, Measured::Welfare(_)))
    }

    /// Their worlds, opened.
    #[must_use]
    pub fn worlds(&self, files: &Files) -> Worlds {
        let of = |(at, lever): (usize, &'_ Lever)| {
            let follows = self.follows(at);
            lever.worlds.iter().map(move |asked| (asked.clone(), follows)).collect::<Vec<_>>()
        };
        Worlds::open(files, self.used().flat_map(of))
    }

    /// Runs the worlds and judges each row; a world that cannot be opened or run is the trouble of the rows that need
    /// it.
    ///
    /// # Errors
    /// See [`EnsembleError`].
    pub fn run(&self, worlds: &Worlds, options: &Options<'_>) -> Result<Vec<Result<Curve, String>>, EnsembleError> {
        let mut quantities: Vec<&Quantity> = Vec::new();
        for row in &self.rows {
            if let Measured::Whole(quantity) = &row.measure
                && !quantities.contains(&quantity)
            {
                quantities.push(quantity);
            }
        }
        let readings = ensemble::run(&worlds.design, options, |_, finished| Values {
            whole: quantities.iter().map(|q| q.of(&finished.outcome.tally).filter(|v| v.is_finite())).collect(),
            lives: finished.lives.clone(),
        })?;
        let curve = |row: &Dose| {
            let lever = &self.levers[row.lever];
            let at = |asked: &Asked| worlds.replicates(&readings, asked);
            let values: Vec<Vec<&Values>> = lever.worlds.iter().map(at).collect::<Result<_, _>>()?;
            let values = match &row.measure {
                Measured::Whole(quantity) => {
                    let column = quantities.iter().position(|q| *q == quantity);
                    let of = |values: &&Values| column.and_then(|column| values.whole[column]);
                    values.iter().map(|replicates| replicates.iter().map(of).collect()).collect()
                }
                Measured::Welfare(measure) => welfare_of(&values, measure),
            };
            Ok(judge_curve(&lever.doses, &values, &row.demand))
        };
        Ok(self.rows.iter().map(curve).collect())
    }
}

/// What is read of a replicate.
struct Values {
    /// One for each quantity.
    whole: Vec<Option<f64>>,
    /// What lives are worth, where welfare is measured.
    lives: Option<Lives>,
}

/// Welfare at each dose and replicate against the first dose, which has none.
fn welfare_of(values: &[Vec<&Values>], measure: &WelfareMeasure) -> Vec<Vec<Option<f64>>> {
    let replicates = values.iter().map(Vec::len).min().unwrap_or(0);
    let mut found = vec![vec![None; replicates]; values.len()];
    for replicate in 0..replicates {
        let lives = values.iter().map(|dose| dose[replicate].lives.as_ref());
        let Some(lives) = lives.collect::<Option<Vec<&Lives>>>() else { continue };
        for (dose, welfare) in welfare::against_first(&lives).iter().enumerate() {
            found[dose][replicate] = (measure.of)(welfare).or((dose == 0).then_some(0.0));
        }
    }
    found
}
