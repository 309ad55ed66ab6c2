//! What follows from a sweep: its table for people, curves of each measure over a number, a map over two, bars over
//! levels.

use super::compare::{Comparison, MONTE_CARLO, Mean, cell, note};
use super::design::Design;
use super::sweep::{Swept, SweptFactor, number};
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::{FEW, MEASURES, Measure};
use crate::scenario::show;
use std::collections::BTreeMap;

/// Names of the pictures: the curves over one number, a map over two, bars over levels, and the curves over each of
/// several numbers.
pub const FIGURES: [&str; 9] = [
    "dose-response",
    "map",
    "levels",
    "dose-response-1",
    "dose-response-2",
    "dose-response-3",
    "dose-response-4",
    "dose-response-5",
    "dose-response-6",
];

/// Most variants that a picture of lines tells apart.
pub const MOST_LINES: usize = 8;

/// Most points of a curve over spread points; more are joined.
const MOST_DOSES: usize = 8;

/// Name of the table of points.
pub const FILE: &str = "points";

/// What is varied where variants are one scenario with one or two numbers, or a number and a word, moved, read off
/// their plans; none of a comparison of other things.
#[must_use]
pub fn read_off(design: &Design) -> Option<Swept> {
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
    let differs = |path: &&String| all.iter().any(|of| of[*path] != all[0][*path]);
    let paths: Vec<&String> = all[0].keys().filter(differs).collect();
    let factors = paths.iter().map(|path| SweptFactor { name: (*path).clone(), levels: Vec::new() }).collect();
    let points: Vec<Vec<String>> = all.iter().map(|of| paths.iter().map(|path| of[*path].clone()).collect()).collect();
    let mut swept = Swept { factors, points, grid: false };
    let counts: Vec<usize> = (0..paths.len()).map(|at| distinct(&swept, at).len()).collect();
    let mut once = swept.points.clone();
    once.sort();
    once.dedup();
    swept.grid = counts.iter().product::<usize>() == design.variants.len() && once.len() == design.variants.len();
    (swept.grid && paths.len() <= 2 && (0..paths.len()).any(|at| is_dose(&swept, at))).then_some(swept)
}

/// The values of a factor: numbers sorted, words in the order in which they appear.
fn distinct(swept: &Swept, factor: usize) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for point in &swept.points {
        if !list.contains(&point[factor]) {
            list.push(point[factor].clone());
        }
    }
    if list.iter().all(|value| number(value).is_some()) {
        list.sort_by(|a, b| number(a).unwrap_or(0.0).total_cmp(&number(b).unwrap_or(0.0)));
    }
    list
}

/// Whether a factor is a number with a curve over it.
fn is_dose(swept: &Swept, factor: usize) -> bool {
    let values = distinct(swept, factor);
    values.len() >= 3 && values.iter().all(|value| number(value).is_some())
}

fn shown_measures(comparison: &Comparison) -> impl Iterator<Item = (usize, &'static Measure)> {
    let told =
        |at: usize| (0..comparison.names.len()).any(|v| comparison.ended(v).any(|(_, r)| r.measures[at].is_some()));
    MEASURES.iter().enumerate().filter(move |(at, measure)| measure.headline && told(*at))
}

fn panel(measure: &Measure) -> String {
    format!("{}, {}", measure.name.replace('_', " "), measure.unit)
}

/// Mean of a measure over points together: the mean over points in each replicate, then over replicates.
fn joint(comparison: &Comparison, variants: &[usize], measure: usize) -> Option<Mean> {
    Mean::of(&by_replicate(comparison, variants, measure).into_iter().flatten().collect::<Vec<_>>())
}

/// Mean of a measure over points in each replicate; none where no point has it.
fn by_replicate(comparison: &Comparison, variants: &[usize], measure: usize) -> Vec<Option<f64>> {
    let most = variants.iter().map(|v| comparison.readings[*v].len()).max().unwrap_or(0);
    let of = |replicate: usize| {
        let values = variants.iter().filter_map(|v| comparison.readings[*v].get(replicate)?.as_ref().ok());
        let values: Vec<f64> = values.filter_map(|reading| reading.measures[measure]).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    (0..most).map(of).collect()
}

/// Every picture of a sweep.
#[must_use]
pub fn figures(swept: &Swept, comparison: &Comparison) -> Vec<Figure> {
    let doses: Vec<usize> = (0..swept.factors.len()).filter(|at| is_dose(swept, *at)).collect();
    let others: Vec<usize> = (0..swept.factors.len()).filter(|at| !is_dose(swept, *at)).collect();
    let mut list = Vec::new();
    let first = doses.iter().copied().max_by_key(|at| (distinct(swept, *at).len(), std::cmp::Reverse(*at)));
    let second = (0..swept.factors.len()).find(|at| Some(*at) != first);
    let few = second.is_none_or(|at| distinct(swept, at).len() <= MOST_LINES);
    if let Some(dose) = first.filter(|_| swept.grid && swept.factors.len() <= 2 && few) {
        list.push(curves(swept, comparison, dose, second));
    } else {
        let names = FIGURES[3..].iter().copied();
        list.extend(doses.iter().zip(names).map(|(at, name)| by_itself(swept, comparison, *at, name)));
    }
    if let ([x, y], []) = (doses.as_slice(), others.as_slice())
        && swept.grid
    {
        list.push(map(swept, comparison, *x, *y));
    }
    if !others.is_empty() && (first.is_none() || swept.factors.len() > 2) {
        list.extend(levels(swept, comparison, &others));
    }
    list
}

/// The curve of every measure of the first page over a number, a line a value of the other factor.
fn curves(swept: &Swept, comparison: &Comparison, dose: usize, other: Option<usize>) -> Figure {
    let mut table = points("Dose and response", "as the value varied", "as the measure");
    let mut order: Vec<usize> = (0..comparison.names.len()).collect();
    let value = |v: usize| number(&swept.points[v][dose]).unwrap_or(0.0);
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    for (at, measure) in shown_measures(comparison) {
        for &v in &order {
            let mean = cell(comparison.mean(v, |r| r.measures[at]), measure.decimals.max(3));
            let series = other.map_or(Cell::Missing, |other| Cell::text(swept.points[v][other].clone()));
            table.row([Cell::text(panel(measure)), Cell::Missing, series, Cell::number(value(v), 9), mean]);
        }
    }
    Figure {
        name: FIGURES[0],
        form: Form::Grid,
        title: format!("What changes with {}", swept.factors[dose].name),
        subtitle: "Lines: means over replicates at each value; bands: 95 % t intervals of the means. The same people \
                   have the same draws at every value, so steps are surer than the bands say."
            .to_owned(),
        note: note(comparison, "Bands are Monte Carlo error only."),
        scale: Scale::Number,
        x: swept.factors[dose].name.clone(),
        y: String::new(),
        limits: None,
        legend: other.map_or_else(String::new, |other| format!("{}:", swept.factors[other].name)),
        points: table,
    }
}

/// Points with nearly the same value of a number, with that value: each value by itself where there are few, else as
/// many points in each part as in any other.
fn parts(swept: &Swept, factor: usize) -> Vec<(f64, Vec<usize>)> {
    let value = |v: usize| number(&swept.points[v][factor]).unwrap_or(0.0);
    let values = distinct(swept, factor);
    if swept.grid || values.len() <= MOST_DOSES {
        let with = |text: &String| (0..swept.points.len()).filter(|v| swept.points[*v][factor] == *text).collect();
        return values.iter().map(|text| (number(text).unwrap_or(0.0), with(text))).collect();
    }
    let mut order: Vec<usize> = (0..swept.points.len()).collect();
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    let part = |at: usize| {
        let from = at * order.len() / MOST_DOSES;
        let members = order[from..(at + 1) * order.len() / MOST_DOSES].to_vec();
        (members.iter().map(|v| value(*v)).sum::<f64>() / members.len() as f64, members)
    };
    (0..MOST_DOSES).map(part).collect()
}

/// The curve of every measure of the first page over one number of several, the others being what they are.
fn by_itself(swept: &Swept, comparison: &Comparison, factor: usize, name: &'static str) -> Figure {
    let mut table = points("Dose and response", "as the value varied", "as the measure");
    let parts = parts(swept, factor);
    for (at, measure) in shown_measures(comparison) {
        for (x, members) in &parts {
            let mean = cell(joint(comparison, members, at), measure.decimals.max(3));
            table.row([Cell::text(panel(measure)), Cell::Missing, Cell::Missing, Cell::number(*x, 9), mean]);
        }
    }
    let others: Vec<&str> =
        swept.factors.iter().enumerate().filter(|of| of.0 != factor).map(|of| of.1.name.as_str()).collect();
    let joined = if swept.grid { "all points with each value" } else { "points of nearly the same value" };
    Figure {
        name,
        form: Form::Grid,
        title: format!("What changes with {}", swept.factors[factor].name),
        subtitle: format!(
            "Lines: means over {joined} and over replicates, whatever {} are there; bands: 95 % t intervals over \
             replicates.",
            others.join(", ")
        ),
        note: note(comparison, "Bands are Monte Carlo error only."),
        scale: Scale::Number,
        x: swept.factors[factor].name.clone(),
        y: String::new(),
        limits: None,
        legend: String::new(),
        points: table,
    }
}

/// Every measure of the first page over two numbers at once.
fn map(swept: &Swept, comparison: &Comparison, x: usize, y: usize) -> Figure {
    let mut table = points("Two numbers and a measure", "as the value varied", "as the measure");
    for (at, measure) in shown_measures(comparison) {
        for (v, point) in swept.points.iter().enumerate() {
            let mean = comparison.mean(v, |r| r.measures[at]);
            let place = number(&point[x]).map_or(Cell::Missing, |x| Cell::number(x, 9));
            let up = number(&point[y]).map_or_else(String::new, |y| y.to_string());
            let value = mean.map_or(Cell::Missing, |mean| Cell::number(mean.mean, measure.decimals.max(3) as u8));
            table.row([Cell::text(panel(measure)), Cell::Missing, Cell::text(up), place, value]);
        }
    }
    let [across, up] = [x, y].map(|at| swept.factors[at].name.clone());
    Figure {
        name: FIGURES[1],
        form: Form::Heat,
        title: format!("What changes with {across} and {up}"),
        subtitle: "Colours: means over replicates at each point; lines: where the measure is the same, straight \
                   between neighbouring points. Each panel has a scale of its own."
            .to_owned(),
        note: note(comparison, "Intervals stand in the table of the summary."),
        scale: Scale::Number,
        x: across,
        y: up,
        limits: None,
        legend: String::new(),
        points: table,
    }
}

/// What each level of words does to measures against the first level, whatever the other factors are.
fn levels(swept: &Swept, comparison: &Comparison, factors: &[usize]) -> Option<Figure> {
    let mut table = points("Levels", "", "% of the measure's mean");
    let mut measures: Vec<(usize, &Measure)> = shown_measures(comparison).collect();
    measures.sort_by_key(|(at, measure)| (!FEW.contains(&measure.name), *at));
    measures.truncate(FEW.len());
    for &factor in factors {
        let values = distinct(swept, factor);
        let with = |value: &String| -> Vec<usize> {
            (0..swept.points.len()).filter(|v| swept.points[*v][factor] == *value).collect()
        };
        let first = with(values.first()?);
        for value in &values[1..] {
            let row = format!("{}: {value} against {}", swept.factors[factor].name, values[0]);
            let members = with(value);
            for (at, measure) in &measures {
                let scale =
                    joint(comparison, &first, *at).filter(|mean| mean.mean != 0.0).map(|m| 100.0 / m.mean.abs());
                let [then, now] = [&first, &members].map(|members| by_replicate(comparison, members, *at));
                let differences = then.iter().zip(&now).filter_map(|(a, b)| Some(((*b)? - (*a)?) * scale?));
                let mean = Mean::of(&differences.collect::<Vec<_>>());
                let series = Cell::text(measure.name.replace('_', " "));
                table.row([Cell::text(row.clone()), Cell::Missing, series, Cell::Missing, cell(mean, 1)]);
            }
        }
    }
    Some(Figure {
        name: FIGURES[2],
        form: Form::Bars,
        title: "What changes with each level".to_owned(),
        subtitle: "Difference of each level from the first of its factor, in per cent of the measure under that first \
                   level, over all values of the other factors. Replicate by replicate; lines: 95 % t intervals."
            .to_owned(),
        note: note(comparison, "Intervals are Monte Carlo error only."),
        scale: Scale::Number,
        x: "% of the measure under the first level".to_owned(),
        y: "% [95 % interval]".to_owned(),
        limits: None,
        legend: String::new(),
        points: table,
    })
}

/// Where the points lie: a row a point, a column a factor.
#[must_use]
pub fn places(swept: &Swept, names: &[String]) -> Table {
    let mut table =
        Table::new("Points of the sweep").column(Column::text("variant").defined("Name of the point in all tables."));
    for factor in &swept.factors {
        let words = if factor.levels.is_empty() { "Value set at the point." } else { "Level of the bundle." };
        table = table.column(Column::text(factor.name.clone()).defined(words));
    }
    for (name, point) in names.iter().zip(&swept.points) {
        let value = |text: &String| number(text).map_or_else(|| Cell::text(text.clone()), |x| Cell::number(x, 9));
        table.row(std::iter::once(Cell::text(name.clone())).chain(point.iter().map(value)));
    }
    table
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
#[path = "curves_tests.rs"]
mod tests;
