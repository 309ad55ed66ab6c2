//! The parts of a difference as a table and a picture; see [`attribution`](super::attribution).

use super::attribution::Attribution;
use super::compare::{Comparison, Mean, cell, note};
use super::design::Design;
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::{MEASURES, Measure};
use std::collections::BTreeMap;

/// Name of the file of the parts.
pub const FILE: &str = "attribution";

/// Name of the picture.
pub const FIGURE: &str = "parts-of-the-difference";

/// Parts that a picture shows by themselves.
const SHOWN_PARTS: usize = 7;

/// Measures that the picture shows: those whose difference is surest.
const SHOWN_MEASURES: usize = 6;

/// What is known of the parts of one measure.
struct Parts {
    measure: &'static Measure,
    /// Mean of the first scenario.
    first: Option<Mean>,
    /// Difference between the two.
    whole: Option<Mean>,
    /// Shapley's value of each, and what it adds first and last.
    each: Vec<[Option<Mean>; 3]>,
}

/// The parts of each measure for which `pick` is true.
fn parts(of: &Attribution, found: &Comparison, pick: impl Fn(&Measure) -> bool) -> Vec<Parts> {
    let place: BTreeMap<u64, usize> = of.mixtures.iter().enumerate().map(|(at, &mixture)| (mixture, at)).collect();
    let replicates = found.readings.first().map_or(0, Vec::len);
    let all = of.mixtures.last().copied().unwrap_or(0);
    let one = |(at, measure): (usize, &'static Measure)| {
        let value = |mixture: u64, replicate: usize| {
            found.readings[*place.get(&mixture)?].get(replicate)?.as_ref().ok()?.measures[at]
        };
        let over = |of: &dyn Fn(usize) -> Option<f64>| Mean::of(&(0..replicates).filter_map(of).collect::<Vec<_>>());
        let gain = |from: u64, to: u64| over(&|replicate| Some(value(to, replicate)? - value(from, replicate)?));
        let shapley: Vec<Option<Vec<f64>>> =
            (0..replicates).map(|replicate| of.shapley(|mixture| value(mixture, replicate))).collect();
        let each = (0..of.parts.len()).map(|part| {
            let own = 1 << part;
            let value = over(&|replicate| shapley[replicate].as_ref().map(|parts| parts[part]));
            [value, gain(0, own), gain(all & !own, all)]
        });
        let (first, whole) = (over(&|replicate| value(0, replicate)), gain(0, all));
        Parts { measure, first, whole, each: each.collect() }
    };
    MEASURES.iter().enumerate().filter(|(_, measure)| pick(measure)).map(one).collect()
}

/// The table for people, or all of it for a file: a row a measure and part.
#[must_use]
pub fn table(of: &Attribution, found: &Comparison, pick: impl Fn(&Measure) -> bool) -> Table {
    let (first, last) = (found.names.first(), found.names.last());
    let (first, last) = (first.map_or("", String::as_str), last.map_or("", String::as_str));
    let how = if of.orders.is_empty() {
        "every mixture of the two is run".to_owned()
    } else {
        format!("{} orders of exchange are run, half of them the others reversed", of.orders.len())
    };
    let mut table = Table::new(format!("What makes the difference from {first} to {last}: {}", found.what))
        .column(Column::text("measure").defined("Name of the measure; its definition stands in the codebook."))
        .column(Column::text("unit").defined("Unit of all numbers of the row."))
        .column(Column::text("part").defined("What is exchanged; `together` is the whole difference."))
        .column(Column::estimate("adds", "by row").defined(
            "Shapley's value of the part: what it adds in the mean over all orders of exchange, with its 95 % t \
             interval over replicates; the parts sum up to `together`.",
        ))
        .column(Column::estimate("alone", "by row").defined("What it adds exchanged first, by itself."))
        .column(Column::estimate("last", "by row").defined("What it adds exchanged last, after all others."));
    for parts in parts(of, found, pick) {
        let digits = parts.measure.decimals;
        let names = of.parts.iter().map(|part| part.name.as_str()).chain(["together"]);
        let rows = parts.each.iter().copied().chain([[parts.whole, None, None]]);
        for (name, [value, alone, after]) in names.zip(rows) {
            let words = [parts.measure.name, parts.measure.unit, name].map(Cell::text);
            table.row(words.into_iter().chain([value, alone, after].map(|mean| cell(mean, digits))));
        }
    }
    table.note(format!(
        "Shapley's values, replicate by replicate with the same people and draws in every mixture; {how}. – where a \
         mixture has nothing to measure. Intervals are Monte Carlo error only."
    ))
}

/// The parts of the measures whose difference is surest, as parts of the first scenario's value.
#[must_use]
pub fn figure(of: &Attribution, design: &Design, found: &Comparison) -> Figure {
    let mut all = parts(of, found, |measure| measure.headline);
    let surety = |parts: &Parts| {
        let whole = parts.whole?;
        let sure = whole.mean.abs() / whole.interval?.half_width().max(f64::MIN_POSITIVE);
        (parts.first?.mean != 0.0 && whole.mean != 0.0).then_some(sure)
    };
    all.retain(|parts| surety(parts).is_some());
    all.sort_by(|a, b| surety(b).unwrap_or(0.0).total_cmp(&surety(a).unwrap_or(0.0)));
    all.truncate(SHOWN_MEASURES);
    let percent = |mean: Option<Mean>, base: f64| {
        let scale = 100.0 / base.abs();
        mean.map_or(Cell::Missing, |mean| match mean.interval {
            Some(i) => Cell::estimate(mean.mean * scale, i.low * scale, i.high * scale, 1),
            None => Cell::number(mean.mean * scale, 1),
        })
    };
    let size = |part: usize| -> f64 {
        let of = |parts: &Parts| {
            let base = parts.first.map_or(1.0, |first| first.mean.abs());
            parts.each[part][0].map_or(0.0, |mean| mean.mean.abs() / base)
        };
        all.iter().map(of).sum()
    };
    let mut shown: Vec<usize> = (0..of.parts.len()).collect();
    shown.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
    let left_out = shown.split_off(shown.len().min(SHOWN_PARTS)).len();
    let mut table = points("Parts of the difference", "", "% of the first scenario");
    for parts in &all {
        let base = parts.first.map_or(1.0, |first| first.mean);
        let row = parts.measure.name.replace('_', " ");
        for (name, value) in
            shown.iter().map(|&at| (of.parts[at].name.as_str(), parts.each[at][0])).chain([("together", parts.whole)])
        {
            let cells = [Cell::text(row.clone()), Cell::Missing, Cell::text(name), Cell::Missing];
            table.row(cells.into_iter().chain([percent(value, base)]));
        }
    }
    let names = design.names();
    let (first, last) = (names.first().copied().unwrap_or(""), names.last().copied().unwrap_or(""));
    let more = if left_out == 0 { String::new() } else { format!("{left_out} smaller parts are left out. ") };
    Figure {
        name: FIGURE,
        form: Form::Bars,
        title: format!("What makes the difference from {first} to {last}"),
        subtitle: format!(
            "What each institution adds when it is exchanged, in the mean over all orders of exchange (Shapley's \
             value), in per cent of the value under {first}; `together` is the whole difference. Bars: means over \
             replicates; lines: 95 % t intervals."
        ),
        note: note(
            found,
            &format!("{more}The measures of the first page whose difference is surest. Monte Carlo error only."),
        ),
        scale: Scale::Number,
        x: format!("% of the value under {first}"),
        y: "% [95 % interval]".to_owned(),
        limits: None,
        legend: String::new(),
        points: table,
    }
}
