//! A sweep as a file: the scenario, what is varied, and where the points lie.

use super::sweep::{Factor, Level, MOST_POINTS, Spread, SweepError, Swept, Values};
use crate::scenario::Files;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// Version of the form.
const SCHEMA: u32 = 1;

/// Points of a spread where nobody says.
const USUAL_POINTS: usize = 32;

/// Why a file is no plan of a sweep.
#[derive(Debug, Error)]
pub enum SweepPlanError {
    /// It cannot be read.
    #[error("{0}")]
    File(String),
    /// It is no such TOML.
    #[error("{0}")]
    Form(String),
    /// A factor is none.
    #[error("`factor.{name}`: {why}")]
    Factor {
        /// Its name.
        name: String,
        /// What is wanted.
        why: &'static str,
    },
    /// Its points cannot be laid out.
    #[error(transparent)]
    Sweep(#[from] SweepError),
}

/// Where the points lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Layout {
    /// Every combination of the values.
    #[default]
    Grid,
    /// The first values of all, then the second ones.
    List,
    /// A Latin hypercube.
    LatinHypercube,
    /// A Sobol sequence.
    Sobol,
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: u32,
    scenario: String,
    #[serde(default)]
    design: Layout,
    points: Option<usize>,
    #[serde(default = "one")]
    seed: u64,
    #[serde(default)]
    set: Vec<String>,
    factor: toml::Table,
}

const fn one() -> u64 {
    1
}

/// A range as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    from: f64,
    to: f64,
    steps: Option<usize>,
}

/// A plan of a sweep.
#[derive(Debug)]
pub struct SweepPlan {
    /// The scenario, as it is opened.
    pub scenario: String,
    /// `path=value` laid over the scenario at all points.
    pub sets: Vec<String>,
    factors: Vec<Factor>,
    design: Layout,
    points: usize,
    seed: u64,
}

impl SweepPlan {
    /// Reads a plan: a file, or a built-in one.
    ///
    /// # Errors
    /// Where it cannot be read, or is none.
    pub fn read(files: &Files, path: &str) -> Result<Self, SweepPlanError> {
        let at = Files::top(path);
        let text = files.read(&at).map_err(|trouble| SweepPlanError::File(trouble.to_string()))?;
        let written: Written = toml::from_str(&text).map_err(|error| SweepPlanError::Form(error.to_string()))?;
        if written.schema != SCHEMA {
            let message = format!("`schema` is {}, this program reads {SCHEMA}", written.schema);
            return Err(SweepPlanError::Form(message));
        }
        if written.factor.is_empty() {
            return Err(SweepPlanError::Form("nothing is varied: wanted a table `[factor]`".to_owned()));
        }
        if written.points.is_some_and(|points| !(2..=MOST_POINTS).contains(&points)) {
            return Err(SweepPlanError::Form(format!("`points`: wanted 2 to {MOST_POINTS}")));
        }
        if written.points.is_some() && matches!(written.design, Layout::Grid | Layout::List) {
            let message = "`points` belongs to `design = \"latin-hypercube\"` and `\"sobol\"`; those of a grid or \
                           list follow from the values";
            return Err(SweepPlanError::Form(message.to_owned()));
        }
        let scenario = Files::resolve(&at, &at, &written.scenario)
            .map_err(|trouble| SweepPlanError::File(trouble.to_string()))?
            .to_string();
        let factors = written.factor.iter().map(|(name, value)| factor(name, value)).collect::<Result<_, _>>()?;
        let points = written.points.unwrap_or(USUAL_POINTS);
        Ok(Self { scenario, sets: written.set, factors, design: written.design, points, seed: written.seed })
    }

    /// Lays out the points; `whole` tells the paths that take whole numbers only.
    ///
    /// # Errors
    /// See [`SweepError`].
    pub fn swept(&self, whole: &dyn Fn(&str) -> bool) -> Result<Swept, SweepError> {
        match self.design {
            Layout::Grid => Swept::grid(&self.factors),
            Layout::List => Swept::list(&self.factors),
            Layout::LatinHypercube => {
                Swept::spread(&self.factors, Spread::LatinHypercube, self.points, self.seed, whole)
            }
            Layout::Sobol => Swept::spread(&self.factors, Spread::Sobol, self.points, self.seed, whole),
        }
    }
}

/// A factor: a list of values, a range, or a bundle of settings by level.
fn factor(name: &str, value: &toml::Value) -> Result<Factor, SweepPlanError> {
    let wrong = |why| SweepPlanError::Factor { name: name.to_owned(), why };
    let usual = "wanted a list of two or more values, `{ from = 0, to = 1, steps = 5 }`, or a table of levels, each a \
                 list of settings";
    let values = match value {
        toml::Value::Array(list) => {
            let texts: Vec<String> = list.iter().map(text).collect::<Option<_>>().ok_or_else(|| wrong(usual))?;
            // The line of commands has the same rules: sorted numbers, no value twice.
            return Ok(Factor::of_list(name, texts)?);
        }
        toml::Value::Table(table) if table.contains_key("from") => {
            let range: Range = value.clone().try_into().map_err(|_| wrong(usual))?;
            let sound = range.from < range.to && (range.to - range.from).is_finite();
            if !sound || range.steps.is_some_and(|steps| !(2..=MOST_POINTS).contains(&steps)) {
                return Err(wrong("wanted `from` below `to`, and two or more `steps`"));
            }
            Values::Range { from: range.from, to: range.to, steps: range.steps }
        }
        toml::Value::Table(table) => {
            let levels: BTreeMap<String, Vec<String>> = value.clone().try_into().map_err(|_| wrong(usual))?;
            let level = |name: &String| Level { name: name.clone(), sets: levels[name].clone() };
            let sound = |name: &String| levels[name].iter().all(|set| set.contains('='));
            if table.len() < 2 || !table.keys().all(sound) {
                return Err(wrong("wanted two or more levels, each a list of `path=value`"));
            }
            Values::Bundle(table.keys().map(level).collect())
        }
        _ => return Err(wrong(usual)),
    };
    Ok(Factor { name: name.to_owned(), values })
}

/// A value as a setting takes it.
fn text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(whole) => Some(whole.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    fn read(text: &str) -> Result<SweepPlan, SweepPlanError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        std::fs::write(&path, text).unwrap();
        SweepPlan::read(&embedded::files(), path.to_str().unwrap())
    }

    #[test]
    fn a_plan_has_lists_ranges_and_bundles() {
        let plan = read(
            "schema = 1\nscenario = \"circula:bonded\"\nset = [\"run.months=36\"]\n[factor]\n\
             \"bond.escrow.amount_eur\" = [500, 0, 1000]\n\
             \"bond.escrow.believed\" = { from = 0.1, to = 0.9, steps = 3 }\n\
             [factor.border]\nopen = []\nhard = [\"corridor.spain.route.patrols=2\"]\n",
        )
        .unwrap();
        let swept = plan.swept(&|_| false).unwrap();
        assert_eq!(swept.points.len(), 18);
        assert_eq!(swept.points[0], ["0", "0.1", "open"], "in the order of the file, numbers sorted");
        assert_eq!(
            swept.sets(1),
            ["bond.escrow.amount_eur=0", "bond.escrow.believed=0.1", "corridor.spain.route.patrols=2"]
        );
        assert_eq!((plan.scenario.as_str(), plan.sets.len()), ("circula:bonded", 1));
    }

    #[test]
    fn what_is_no_plan_is_refused_in_words() {
        let head = "schema = 1\nscenario = \"circula:bonded\"\n";
        for (text, words) in [
            ("", "schema"),
            ("schema = 2\nscenario = \"a\"\n[factor]\na = [1, 2]\n", "this program reads 1"),
            (head, "factor"),
            (&format!("{head}[factor]\n"), "nothing is varied"),
            (&format!("{head}design = \"cube\"\n[factor]\na = [1, 2]\n"), "latin-hypercube"),
            (&format!("{head}points = 9\n[factor]\na = [1, 2]\n"), "`points` belongs"),
            (&format!("{head}design = \"sobol\"\npoints = 9000\n[factor]\na = [1, 2]\n"), "2 to 500"),
            (&format!("{head}[factor]\na = [1]\n"), "wanted"),
            (&format!("{head}[factor]\na = [1, 1.0]\n"), "twice"),
            (&format!("{head}[factor]\na = 3\n"), "`factor.a`"),
            (&format!("{head}[factor]\na = {{ from = 2, to = 1 }}\n"), "below"),
            (&format!("{head}[factor]\na = {{ from = 1, to = 2, stops = 3 }}\n"), "wanted"),
            (&format!("{head}[factor.a]\nu = [\"x\"]\nv = []\n"), "path=value"),
            (&format!("{head}[factor.a]\nu = []\n"), "two or more levels"),
        ] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains(words), "{text}\n{said}");
        }
    }
}
