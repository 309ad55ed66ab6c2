//! One scenario at many points: what is varied, in which order, and the curves over it. A point is a variant, so that a
//! sweep is run, kept, checked and paired like any comparison: the same people with the same draws at every point.

use super::compare::{Comparison, MONTE_CARLO, cell, note};
use super::design::Design;
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::{MEASURES, Measure};
use crate::scenario::show;
use std::collections::BTreeMap;
use thiserror::Error;

/// Most points of a sweep: every point keeps its runs in memory until the tables are written.
pub const MOST_POINTS: usize = 500;

/// Name of the picture.
pub const FIGURE: &str = "dose-response";

/// Most variants that a picture of lines tells apart.
pub const MOST_LINES: usize = 8;

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
}

/// What is varied, and the values that it takes: numbers sorted, words in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Path of the value, as `--set` takes it.
    pub path: String,
    /// Its values, as `--set` takes them; two or more.
    pub values: Vec<String>,
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
        let values = if list.contains("..") { spaced(text, list)? } else { listed(list) };
        if path.is_empty() || values.len() < 2 || values.iter().any(String::is_empty) {
            return Err(form());
        }
        let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
        for (at, value) in values.iter().enumerate() {
            if values[..at].iter().any(|other| same(other, value)) {
                return Err(SweepError::Twice { path, value: value.clone() });
            }
        }
        Ok(Self { path, values })
    }
}

fn number(text: &str) -> Option<f64> {
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
    let step = (to - from) / (count - 1) as f64;
    let value = |at: usize| if at + 1 == count { to } else { from + step * at as f64 };
    Ok((0..count).map(|at| short(value(at))).collect())
}

/// Twelve figures: more than anybody asks for, and no trace of binary fractions.
fn short(value: f64) -> String {
    format!("{value:.11e}").parse::<f64>().unwrap_or(value).to_string()
}

fn listed(list: &str) -> Vec<String> {
    let mut values: Vec<String> = list.split(',').map(|value| value.trim().to_owned()).collect();
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    values
}

/// A point: its name, and what it sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridPoint {
    /// Name of the variant: `amount_eur-500`.
    pub name: String,
    /// `path=value` of each factor.
    pub sets: Vec<String>,
}

/// Every combination of the values, the first factor moving slowest.
///
/// # Errors
/// Where a path stands twice, or there are more than [`MOST_POINTS`].
pub fn grid(factors: &[Factor]) -> Result<Vec<GridPoint>, SweepError> {
    for (at, factor) in factors.iter().enumerate() {
        if factors[..at].iter().any(|other| other.path == factor.path) {
            return Err(SweepError::SamePath { path: factor.path.clone() });
        }
    }
    let all = factors.iter().fold(1_u128, |n, factor| n.saturating_mul(factor.values.len() as u128));
    if all > MOST_POINTS as u128 {
        return Err(SweepError::TooMany { points: all });
    }
    let mut list = vec![GridPoint { name: String::new(), sets: Vec::new() }];
    for factor in factors {
        let key = factor.path.rsplit('.').next().unwrap_or(&factor.path);
        let further = |point: &GridPoint, value: &String| {
            let between = if point.name.is_empty() { "" } else { "_" };
            let mut sets = point.sets.clone();
            sets.push(format!("{}={value}", factor.path));
            GridPoint { name: format!("{}{between}{key}-{value}", point.name), sets }
        };
        list = list.iter().flat_map(|point| factor.values.iter().map(move |value| further(point, value))).collect();
    }
    Ok(list)
}

/// What is varied in a design, read off its plans: a path and the value of each variant.
type Varied = (String, Vec<String>);

/// The paths in which the variants differ, where all of them are one scenario with one or two numbers, or a number and
/// a word, moved: the number with the most values first. None of a comparison of other things.
fn varied(design: &Design) -> Option<(Varied, Option<Varied>)> {
    if design.variants.len() < 3 {
        return None;
    }
    let values = |at: usize| -> BTreeMap<String, String> {
        let rows = show::comparable(&design.variants[at].course.loaded).into_iter();
        rows.filter(|row| row.path != "name" && row.path != "about").map(|row| (row.path, row.value)).collect()
    };
    let all: Vec<BTreeMap<String, String>> = (0..design.variants.len()).map(values).collect();
    if all.iter().any(|of| !of.keys().eq(all[0].keys())) {
        return None;
    }
    let column = |path: &String| all.iter().map(|of| of[path].clone()).collect::<Vec<_>>();
    let differs = |values: &Vec<String>| values.iter().any(|value| *value != values[0]);
    let mut list: Vec<Varied> = all[0].keys().map(|p| (p.clone(), column(p))).filter(|v| differs(&v.1)).collect();
    let levels = |of: &Varied| {
        let numbers = of.1.iter().all(|value| number(value).is_some());
        let mut values = of.1.clone();
        values.sort();
        values.dedup();
        if numbers { values.len() } else { 0 }
    };
    list.sort_by_key(|of| std::cmp::Reverse(levels(of)));
    let dosed = list.first().is_some_and(|first| levels(first) >= 3);
    match list.len() {
        1 | 2 if dosed => {
            let mut list = list.into_iter();
            Some((list.next()?, list.next()))
        }
        _ => None,
    }
}

fn shown_measures(comparison: &Comparison) -> impl Iterator<Item = (usize, &'static Measure)> {
    let told =
        |at: usize| (0..comparison.names.len()).any(|v| comparison.ended(v).any(|(_, r)| r.measures[at].is_some()));
    MEASURES.iter().enumerate().filter(move |(at, measure)| measure.headline && told(*at))
}

/// The curve of every measure of the first page over what is varied; none where the variants are no sweep of a number.
#[must_use]
pub fn figure(design: &Design, comparison: &Comparison) -> Option<Figure> {
    let (dose, other) = varied(design)?;
    let mut table = points("Dose and response", "as the value varied", "as the measure");
    let value = |v: usize| number(&dose.1[v]).unwrap_or(0.0);
    let mut order: Vec<usize> = (0..comparison.names.len()).collect();
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    for (at, measure) in shown_measures(comparison) {
        let panel = format!("{}, {}", measure.name.replace('_', " "), measure.unit);
        for &v in &order {
            let value = cell(comparison.mean(v, |r| r.measures[at]), measure.decimals.max(3));
            let series = other.as_ref().map_or(Cell::Missing, |other| Cell::text(other.1[v].clone()));
            let x = number(&dose.1[v]).map_or(Cell::Missing, |x| Cell::number(x, 9));
            table.row([Cell::text(panel.clone()), Cell::Missing, series, x, value]);
        }
    }
    Some(Figure {
        name: FIGURE,
        form: Form::Grid,
        title: format!("What changes with {}", dose.0),
        subtitle: "Lines: means over replicates at each value; bands: 95 % t intervals of the means. The same people \
                   have the same draws at every value, so steps are surer than the bands say."
            .to_owned(),
        note: note(comparison, "Bands are Monte Carlo error only."),
        scale: Scale::Number,
        x: dose.0,
        y: String::new(),
        limits: None,
        legend: other.map_or_else(String::new, |other| format!("{}:", other.0)),
        points: table,
    })
}

/// The table for people: a row a measure of the first page and a point, with its difference from the first point.
#[must_use]
pub fn table(comparison: &Comparison, all: bool) -> Table {
    let first = comparison.names.first().map_or("", String::as_str);
    let mut table = Table::new(format!("Sweep over {} points: {}", comparison.names.len(), comparison.what))
        .column(Column::text("measure"))
        .column(Column::text("unit"))
        .column(Column::text("point"))
        .column(Column::estimate("mean", ""))
        .column(Column::estimate(format!("less {first}"), ""));
    for (at, measure) in MEASURES.iter().enumerate().filter(|(_, measure)| all || measure.headline) {
        for (v, name) in comparison.names.iter().enumerate() {
            let of = |r: &super::Reading| r.measures[at];
            let difference = if v > 0 { comparison.difference(v, of) } else { None };
            table.row([
                Cell::text(measure.name.replace('_', " ")),
                Cell::text(measure.unit),
                Cell::text(name.clone()),
                cell(comparison.mean(v, of), measure.decimals),
                cell(difference, measure.decimals),
            ]);
        }
    }
    table.note(MONTE_CARLO).note(
        "Differences are taken replicate by replicate: the same people with the same draws at every point. – where \
         there is nothing to measure.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Variant;
    use crate::scenario::embedded;

    fn factor(text: &str) -> Factor {
        Factor::parse(text).unwrap()
    }

    #[test]
    fn ranges_have_both_ends_and_lists_are_sorted_if_they_are_numbers() {
        assert_eq!(factor("a.b=0..3000/7").values, ["0", "500", "1000", "1500", "2000", "2500", "3000"]);
        assert_eq!(factor("a=0..0.3/4").values, ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(factor("a=-1..1/2").values, ["-1", "1"]);
        assert_eq!(factor("a= 0.9, 0,0.5 ").values, ["0", "0.5", "0.9"]);
        assert_eq!(factor("bond=none,escrow").values, ["none", "escrow"]);
    }

    #[test]
    fn what_is_no_factor_is_refused() {
        for text in ["a", "a=", "=1,2", "a=1", "a=1,", "a=,"] {
            assert_eq!(Factor::parse(text), Err(SweepError::Form { text: text.to_owned() }), "{text}");
        }
        for text in ["a=0..1", "a=1..0/3", "a=1..1/3", "a=0..1/1", "a=0..1/501", "a=0..inf/3", "a=x..1/3", "a=0..1/-1"]
        {
            assert_eq!(Factor::parse(text), Err(SweepError::Range { text: text.to_owned() }), "{text}");
        }
        assert!(matches!(Factor::parse("a=1,1.0"), Err(SweepError::Twice { .. })));
    }

    #[test]
    fn points_are_every_combination_once() {
        let points = grid(&[factor("x.a=1,2"), factor("y.b=u,v")]).unwrap();
        let names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
        assert_eq!(names, ["a-1_b-u", "a-1_b-v", "a-2_b-u", "a-2_b-v"]);
        assert_eq!(points[2].sets, ["x.a=2", "y.b=u"]);
        let many = [factor("a=0..1/500"), factor("b=0..1/500")];
        assert_eq!(grid(&many), Err(SweepError::TooMany { points: 250_000 }));
        assert!(matches!(grid(&[factor("a=1,2"), factor("a=3,4")]), Err(SweepError::SamePath { .. })));
    }

    #[test]
    fn what_is_varied_is_read_off_the_plans() {
        let design = |name: &str, factors: &[&str]| {
            let factors: Vec<Factor> = factors.iter().map(|text| factor(text)).collect();
            let open = |point: GridPoint| Variant::open(&embedded::files(), name, &point.sets).unwrap();
            Design::compared(grid(&factors).unwrap().into_iter().map(open).collect(), false).unwrap()
        };
        let (dose, other) =
            varied(&design("circula:bonded", &["bond.escrow.believed=0.5,0.9", "bond.escrow.amount_eur=0..2000/3"]))
                .unwrap();
        assert_eq!(dose.0, "bond.escrow.amount_eur");
        assert_eq!(dose.1.iter().filter_map(|v| number(v)).collect::<Vec<_>>(), [0., 1000., 2000., 0., 1000., 2000.]);
        assert_eq!(other.unwrap().0, "bond.escrow.believed");
        assert!(varied(&design("circula:bonded", &["bond.escrow.amount_eur=0,500"])).is_none(), "two are no curve");
        let open = |name: &str| Variant::open(&embedded::files(), name, &[]).unwrap();
        let others = ["circula:state-led", "circula:bonded", "circula:free-circulation"].map(open);
        assert!(varied(&Design::compared(others.into(), false).unwrap()).is_none());
    }
}
