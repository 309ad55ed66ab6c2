//! What a design of sensitivity tells: the influence of each factor on each measure, as tables and pictures.

use super::compare::{Comparison, Mean, cell, note};
use super::sensitivity::{Exploration, STEP, Sensitivity};
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::statistics::{Interval, Moments, SaltelliRow, SobolIndex, sobol_indices};
use crate::base::stream::Stream;
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::{MEASURES, Measure};

/// Name of the file.
pub const FILE: &str = "sensitivity";

/// Names of the pictures: the strongest influence, and the one with a sign or without others.
pub const FIGURES: [&str; 2] = ["influence", "tornado"];

/// Factors that a picture shows.
const SHOWN: usize = 14;

/// Bootstrap samples.
const RESAMPLES: usize = 1_000;

crate::purposes! {
    /// Resamples of the bootstrap.
    RESAMPLE = "sensitivity/resample";
}

/// What is known of the influence of a factor on a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Influence {
    /// Mean size of the elementary effect, or the total index.
    size: Option<Mean>,
    /// Mean elementary effect, or the index of first order; none for the sign of a group.
    own: Option<Mean>,
    /// Standard deviation of the elementary effect.
    spread: Option<f64>,
}

/// The influences of all factors on one measure, and its mean over all points.
struct OnMeasure {
    measure: &'static Measure,
    mean: f64,
    by_factor: Vec<Influence>,
}

impl OnMeasure {
    /// Factor that makes what pictures show of an influence: effects are shown in per cent of the mean.
    fn scale(&self, method: Exploration) -> f64 {
        if method == Exploration::Morris { 100.0 / self.mean.abs() } else { 1.0 }
    }
}

fn as_mean(interval: Interval, count: usize) -> Mean {
    Mean { mean: interval.mean, interval: Some(interval), count }
}

/// The value of a measure at each point: its mean over the replicates that have it.
fn at_points(found: &Comparison, measure: usize) -> Vec<Option<f64>> {
    (0..found.names.len()).map(|point| found.mean(point, |r| r.measures[measure]).map(|mean| mean.mean)).collect()
}

/// Whether a factor is one number, which has a direction, and not a group.
fn is_alone(of: &Sensitivity, factor: &str) -> bool {
    of.varied.iter().filter(|varied| varied.factor == factor).count() == 1
}

/// The steps of all trajectories: point before, factor that moves, and how far, as a share of its range with the sign;
/// of a group the size alone.
fn steps(of: &Sensitivity) -> Vec<(usize, usize, f64)> {
    let factors = of.factors();
    let alone: Vec<bool> = factors.iter().map(|factor| is_alone(of, factor)).collect();
    let places = of.places().unwrap_or_default();
    let mut list = Vec::new();
    for before in (0..places.len().saturating_sub(1)).filter(|before| (before + 1) % of.block() != 0) {
        let (from, to) = (&places[before], &places[before + 1]);
        let Some(moved) = (0..of.varied.len()).find(|&at| from[at] != to[at]) else { continue };
        let number = &of.varied[moved];
        let Some(factor) = factors.iter().position(|name| *name == number.factor) else { continue };
        // A whole number moves by whole steps; the numbers of a group each by the step, in directions of their own.
        let part = |places: &[f64]| (number.at(places[moved]) - number.low) / (number.high - number.low);
        list.push((before, factor, if alone[factor] { part(to) - part(from) } else { STEP }));
    }
    list
}

fn morris(of: &Sensitivity, steps: &[(usize, usize, f64)], values: &[Option<f64>]) -> Vec<Influence> {
    let factors = of.factors();
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); factors.len()];
    for &(before, factor, step) in steps {
        let (Some(from), Some(to)) = (values[before], values[before + 1]) else { continue };
        effects[factor].push((to - from) / step);
    }
    let of = |(factor, list): (&&str, &Vec<f64>)| {
        let alone = is_alone(of, factor);
        let sizes: Vec<f64> = list.iter().map(|effect| effect.abs()).collect();
        Influence {
            size: Mean::of(&sizes),
            own: if alone { Mean::of(list) } else { None },
            spread: if alone { Moments::of(list).standard_deviation() } else { None },
        }
    };
    factors.iter().zip(&effects).map(of).collect()
}

fn sobol(of: &Sensitivity, values: &[Option<f64>], number: u64) -> Vec<Influence> {
    let factors = of.factors().len();
    let row = |block: &[Option<f64>]| {
        let values: Vec<f64> = block.iter().copied().collect::<Option<_>>()?;
        let [a, mixed @ .., b] = values.as_slice() else { return None };
        Some(SaltelliRow { a: *a, b: *b, mixed: mixed.to_vec() })
    };
    let rows: Vec<SaltelliRow> = values.chunks(of.block()).filter_map(row).collect();
    let mut rng = Stream::of_experiment(of.seed, number, RESAMPLE);
    let indices = sobol_indices(&rows, RESAMPLES, &mut rng);
    indices.map_or_else(
        || vec![Influence::default(); factors],
        |list| {
            let of = |index: SobolIndex| Influence {
                size: Some(as_mean(index.total, rows.len())),
                own: Some(as_mean(index.first, rows.len())),
                spread: None,
            };
            list.into_iter().map(of).collect()
        },
    )
}

fn influences(of: &Sensitivity, found: &Comparison, pick: impl Fn(&Measure) -> bool) -> Vec<OnMeasure> {
    let steps = if of.method == Exploration::Morris { steps(of) } else { Vec::new() };
    let one = |(at, measure): (usize, &'static Measure)| {
        let values = at_points(found, at);
        let mean = Moments::of(&values.iter().copied().flatten().collect::<Vec<_>>()).mean()?;
        let by_factor = match of.method {
            Exploration::Morris => morris(of, &steps, &values),
            Exploration::Sobol => sobol(of, &values, at as u64),
        };
        Some(OnMeasure { measure, mean, by_factor })
    };
    MEASURES.iter().enumerate().filter(|(_, measure)| pick(measure)).filter_map(one).collect()
}

/// The table: a row a measure and factor. For people, `most` factors of each measure, the strongest first.
#[must_use]
pub fn table(of: &Sensitivity, found: &Comparison, pick: impl Fn(&Measure) -> bool, most: Option<usize>) -> Table {
    let (size, own, how, note) = match of.method {
        Exploration::Morris => (
            "size",
            "effect",
            "elementary effects (Morris)",
            "size: mean size of the effect of moving the factor from one end of its range to the other, other factors \
             anywhere in theirs; effect: the same with its sign; spread: its standard deviation, large where it \
             depends on the others or is no straight line. Intervals are 95 % t intervals over trajectories.",
        ),
        Exploration::Sobol => (
            "total",
            "first_order",
            "shares of the variance (Sobol)",
            "first order: share of the variance that the factor makes by itself; total: with everything in which it \
             takes part. Intervals are 95 % percentile intervals of the bootstrap over pairs of points.",
        ),
    };
    let mut table = Table::new(format!("What matters: {how}, {} points: {}", found.names.len(), found.what))
        .column(Column::text("measure").defined("Name of the measure; its definition stands in the codebook."))
        .column(Column::text("unit").defined("Unit of the measure."))
        .column(Column::text("factor").defined("Number that is varied, or a group of them."))
        .column(Column::text("range").defined("Smallest and largest value; of a group how many numbers."))
        .column(Column::number("n", "trajectories or pairs").defined("Trajectories or pairs that have the measure."))
        .column(Column::estimate(size, "by method").defined(
            "Morris: mean size of the effect over the whole range, in the unit of the measure. Sobol: total index, a \
             share of the variance. With its 95 % interval.",
        ))
        .column(Column::estimate(own, "by method").defined(
            "Morris: mean effect over the whole range with its sign. Sobol: index of first order. With its 95 % \
             interval.",
        ))
        .column(Column::number("spread", "by row").defined("Morris: standard deviation of the effect."));
    let factors = of.factors();
    for on in influences(of, found, pick) {
        let digits = if of.method == Exploration::Morris { on.measure.decimals } else { 3 };
        let mut order: Vec<usize> = (0..factors.len()).collect();
        let size = |at: usize| on.by_factor[at].size.map_or(f64::NEG_INFINITY, |mean| mean.mean);
        if let Some(most) = most {
            order.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
            order.truncate(most);
        }
        for at in order {
            let influence = on.by_factor[at];
            table.row([
                Cell::text(on.measure.name),
                Cell::text(on.measure.unit),
                Cell::text(factors[at]),
                Cell::text(range(of, factors[at])),
                Cell::whole(influence.size.map_or(0, |mean| mean.count)),
                cell(influence.size, digits),
                cell(influence.own, digits),
                influence.spread.map_or(Cell::Missing, |spread| Cell::number(spread, digits as u8)),
            ]);
        }
    }
    table.note(note).note(
        "The quantity at a point is the mean over its replicates; all points have the same people and draws. It says \
         what matters in these ranges, in this model.",
    )
}

fn range(of: &Sensitivity, factor: &str) -> String {
    let members: Vec<_> = of.varied.iter().filter(|varied| varied.factor == factor).collect();
    match members.as_slice() {
        [one] => format!("{} to {}", one.low, one.high),
        many => format!("{} numbers", many.len()),
    }
}

/// Words of a picture: title, subtitle, axis.
type Words = [&'static str; 3];

/// Morris, how much.
const SIZE: Words = [
    "Which numbers matter",
    "Mean size of the effect of moving each number from one end of its range (beside its name) to the other, whatever \
     the others are, in per cent of the measure's mean. Bars: means over trajectories; lines: 95 % t intervals.",
    "% of the measure's mean",
];

/// Morris, which way.
const DIRECTION: Words = [
    "In which direction numbers move the measures",
    "Mean effect of raising each number from the lower end of its range (beside its name) to the upper, whatever the \
     others are, in per cent of the measure's mean; a group has no direction. Bars: means over trajectories; lines: \
     95 % t intervals.",
    "% of the measure's mean",
];

/// Sobol, all in all.
const TOTAL: Words = [
    "Which numbers matter, with everything in which they take part",
    "Total index: share of the variance of the measure that would be left if all other numbers were known. Ranges \
     stand beside the names. Lines: 95 % intervals of the bootstrap.",
    "share of the variance",
];

/// Sobol, by itself.
const ALONE: Words = [
    "Which numbers matter by themselves",
    "Index of first order: share of the variance of the measure that would go if the number were known. Ranges stand \
     beside the names. Lines: 95 % intervals of the bootstrap.",
    "share of the variance",
];

/// The pictures: influence by factor on the measures asked for; and with its sign, or of first order.
#[must_use]
pub fn figures(of: &Sensitivity, found: &Comparison) -> Vec<Figure> {
    let list = influences(of, found, |measure| of.measures.iter().any(|name| name == measure.name));
    let factors = of.factors();
    let strength = |on: &OnMeasure, at: usize| {
        on.by_factor[at].size.filter(|_| on.scale(of.method).is_finite()).map_or(0.0, |m| m.mean * on.scale(of.method))
    };
    let strongest = |at: usize| list.iter().map(|on| strength(on, at)).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..factors.len()).collect();
    order.sort_by(|a, b| strongest(*b).total_cmp(&strongest(*a)));
    let left_out = order.split_off(order.len().min(SHOWN)).len();
    let more =
        if left_out == 0 { String::new() } else { format!("{left_out} factors that matter less are left out. ") };
    let [influence, tornado] = FIGURES;
    let (both, what) = ((of, found), (order.as_slice(), list.as_slice()));
    match of.method {
        Exploration::Morris => vec![
            picture(both, what, (influence, SIZE, &more), |influence| influence.size),
            picture(both, what, (tornado, DIRECTION, &more), |influence| influence.own),
        ],
        Exploration::Sobol => vec![
            picture(both, what, (influence, TOTAL, &more), |influence| influence.size),
            picture(both, what, (tornado, ALONE, &more), |influence| influence.own),
        ],
    }
}

/// A picture of one kind of influence: a row a factor, a bar a measure.
fn picture(
    (of, found): (&Sensitivity, &Comparison),
    (order, list): (&[usize], &[OnMeasure]),
    (name, words, more): (&'static str, Words, &str),
    of_factor: impl Fn(&Influence) -> Option<Mean>,
) -> Figure {
    let factors = of.factors();
    let mut table = points("Influence", "", words[2]);
    for &at in order {
        let row = format!("{}: {}", factors[at], range(of, factors[at]));
        for on in list {
            let scale = on.scale(of.method);
            let digits = if of.method == Exploration::Morris { 1 } else { 2 };
            let value = of_factor(&on.by_factor[at]).filter(|_| scale.is_finite()).map_or(Cell::Missing, |mean| {
                let value = mean.mean * scale;
                match mean.interval {
                    Some(i) => Cell::estimate(value, i.low * scale, i.high * scale, digits),
                    None => Cell::number(value, digits),
                }
            });
            let series = Cell::text(on.measure.name.replace('_', " "));
            table.row([Cell::text(row.clone()), Cell::Missing, series, Cell::Missing, value]);
        }
    }
    Figure {
        name,
        form: Form::Bars,
        title: words[0].to_owned(),
        subtitle: words[1].to_owned(),
        note: note(found, &format!("{more}What matters in these ranges, in this model.")),
        scale: Scale::Number,
        x: words[2].to_owned(),
        y: format!("{} [95 % interval]", if of.method == Exploration::Morris { "%" } else { "index" }),
        limits: None,
        legend: String::new(),
        points: table,
    }
}

#[cfg(test)]
#[path = "influence_tests.rs"]
mod tests;
