//! The tables of a result folder: runs, series, summary, comparison, design, and the codebook of their columns.

use super::compare::{Comparison, Mean, cell};
use super::design::Design;
use super::welfare::measures::WELFARE;
use crate::base::statistics::{Moments, quantiles};
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::MEASURES;
use crate::observe::monthly::MONTHLY;
use crate::scenario::show;
use std::collections::BTreeMap;

/// Quantiles over replicates that the summary gives.
pub const QUANTILES: [(f64, &str); 5] = [(0.05, "q05"), (0.25, "q25"), (0.5, "q50"), (0.75, "q75"), (0.95, "q95")];

/// Decimals in files are all there are; tables of files do not use them.
const ANY: usize = 6;

/// One row a run: variant, replicate, status, digests, every measure.
#[must_use]
pub fn runs(comparison: &Comparison) -> Table {
    let mut table = Table::new("Runs")
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::number("replicate", "number").defined("Replicate, from 0: equal numbers have equal draws."))
        .column(Column::text("status").defined("\"ended\", or \"failed\"."))
        .column(Column::text("reason").defined("Why a run failed."))
        .column(Column::text("start_digest").defined("BLAKE3 digest of the world at month 0."))
        .column(Column::text("digest").defined("BLAKE3 digest of everything told of the run."));
    for measure in MEASURES {
        table = table.column(Column::number(measure.name, measure.unit).defined(measure.definition));
    }
    for (name, list) in comparison.names.iter().zip(&comparison.readings) {
        for (at, reading) in list.iter().enumerate() {
            let mut row = vec![Cell::text(name.clone()), Cell::whole(at)];
            match reading {
                Ok(r) => {
                    row.extend([
                        Cell::text("ended"),
                        Cell::Missing,
                        Cell::text(r.start_digest.clone()),
                        Cell::text(r.digest.clone()),
                    ]);
                    row.extend(
                        r.measures.iter().map(|value| value.map_or(Cell::Missing, |v| Cell::number(v, ANY as u8))),
                    );
                }
                Err(reason) => row.extend([Cell::text("failed"), Cell::text(reason.clone())]),
            }
            table.row(row);
        }
    }
    table
}

/// The columns of the means of the series, without rows.
#[must_use]
pub fn series() -> Table {
    Table::new("Series: means over replicates")
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::text("month").defined("Month of the calendar."))
        .column(Column::text("observable").defined(
            "Name of the quantity; its unit and definition stand in the \
            codebook.",
        ))
        .column(Column::number("n", "replicates").defined("Replicates."))
        .column(
            Column::estimate("mean", "by observable")
                .defined("Mean over replicates, at full scale, with its 95 % t interval: Monte Carlo error only."),
        )
}

/// The rows of the means of the series, one a variant, month and quantity.
pub fn series_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell>> {
    let of = move |variant: usize| {
        let first = comparison.ended(variant).next().map(|(_, r)| (r.start, r.series.len()));
        let (start, months) = first.unwrap_or_default();
        let cells = (0..months).flat_map(move |month| (0..MONTHLY.len()).map(move |at| (month, at)));
        cells.map(move |(month, at)| {
            let mean = comparison.mean(variant, |r| r.series.get(month).map(|values| values[at]));
            vec![
                Cell::text(comparison.names[variant].clone()),
                Cell::text(start.plus(month as i32).to_string()),
                Cell::text(MONTHLY[at].name),
                Cell::whole(mean.map_or(0, |mean| mean.count)),
                cell(mean, ANY),
            ]
        })
    };
    (0..comparison.names.len()).flat_map(of)
}

/// The columns of the series of every run, without rows.
#[must_use]
pub fn series_of_runs() -> Table {
    Table::new("Series of every run")
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::number("replicate", "number").defined("Replicate, from 0."))
        .column(Column::text("month").defined("Month of the calendar."))
        .column(Column::text("observable").defined(
            "Name of the quantity; its unit and definition stand in the \
            codebook.",
        ))
        .column(Column::number("value", "by observable").defined("Value at full scale."))
}

/// The rows of the series of every run, one a variant, replicate, month and quantity: too many to hold in a table.
pub fn series_of_runs_rows(comparison: &Comparison) -> impl Iterator<Item = Vec<Cell>> {
    let runs = comparison
        .names
        .iter()
        .enumerate()
        .flat_map(|(variant, name)| comparison.ended(variant).map(move |(replicate, r)| (name, replicate, r)));
    let months = runs.flat_map(|(name, replicate, r)| {
        r.series.iter().enumerate().map(move |(month, values)| (name, replicate, r.start.plus(month as i32), values))
    });
    months.flat_map(|(name, replicate, month, values)| {
        let date = month.to_string();
        MONTHLY.iter().zip(values).map(move |(monthly, value)| {
            vec![
                Cell::text(name.clone()),
                Cell::whole(replicate),
                Cell::text(date.clone()),
                Cell::text(monthly.name),
                Cell::number(*value, 0),
            ]
        })
    })
}

/// One row a variant and measure: mean, standard deviation, number, interval, quantiles over replicates.
#[must_use]
pub fn summary(comparison: &Comparison) -> Table {
    let mut table = Table::new("Summary over replicates")
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::text("measure").defined("Name of the measure; its definition stands in the codebook."))
        .column(Column::text("unit").defined("Unit of all numbers of the row."))
        .column(Column::number("n", "replicates").defined("Replicates that have the measure."))
        .column(Column::estimate("mean", "by row").defined(
            "Mean over replicates with its 95 % t interval: Monte \
            Carlo error only.",
        ))
        .column(Column::number("sd", "by row").defined("Standard deviation over replicates."));
    for (share, name) in QUANTILES {
        table = table.column(Column::number(name, "by row").defined(format!("Quantile {share} over replicates.")));
    }
    for (variant, name) in comparison.names.iter().enumerate() {
        for (at, measure) in MEASURES.iter().enumerate() {
            let values: Vec<f64> = comparison.ended(variant).filter_map(|(_, r)| r.measures[at]).collect();
            let sd = Moments::of(&values).standard_deviation();
            let mut row = vec![
                Cell::text(name.clone()),
                Cell::text(measure.name),
                Cell::text(measure.unit),
                Cell::whole(values.len()),
            ];
            row.extend([cell(Mean::of(&values), ANY), sd.map_or(Cell::Missing, |sd| Cell::number(sd, ANY as u8))]);
            row.extend(quantiles(&values, &QUANTILES.map(|q| q.0)).into_iter().map(|q| Cell::number(q, ANY as u8)));
            table.row(row);
        }
    }
    table
}

/// One row a variant and measure: the mean and its difference from the baseline, paired by replicate.
#[must_use]
pub fn comparison(found: &Comparison) -> Table {
    let mut table = Table::new("Comparison with the baseline")
        .column(Column::text("measure").defined("Name of the measure; its definition stands in the codebook."))
        .column(Column::text("unit").defined("Unit of all numbers of the row."))
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::text("baseline").defined("Name of the baseline: the first scenario named."))
        .column(Column::number("n", "replicates").defined("Replicates that have the measure."))
        .column(Column::estimate("mean", "by row").defined(
            "Mean over replicates with its 95 % t interval: Monte \
            Carlo error only.",
        ))
        .column(Column::number("pairs", "replicates").defined("Replicates in which both have the measure."))
        .column(Column::estimate("difference", "by row").defined(
            "Mean of variant less baseline, taken replicate by replicate, with its 95 % t interval; empty for the \
                baseline, and where one has nothing to measure.",
        ));
    for (at, measure) in MEASURES.iter().enumerate() {
        for (variant, name) in found.names.iter().enumerate() {
            let mean = found.mean(variant, |r| r.measures[at]);
            let difference = if variant > 0 { found.difference(variant, |r| r.measures[at]) } else { None };
            table.row([
                Cell::text(measure.name),
                Cell::text(measure.unit),
                Cell::text(name.clone()),
                Cell::text(found.names[0].clone()),
                Cell::whole(mean.map_or(0, |m| m.count)),
                cell(mean, ANY),
                Cell::whole(difference.map_or(0, |d| d.count)),
                cell(difference, ANY),
            ]);
        }
    }
    table
}

/// One row a variant, one column for each value in which the variants differ.
#[must_use]
pub fn design(design: &Design) -> Table {
    let mut table = Table::new("Design: values in which the variants differ")
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::text("scenario").defined("File or name that it was read from."))
        .column(Column::text("about").defined("What it is about."))
        .column(Column::text("plan_hash").defined("BLAKE3 digest of the frozen plan and its data tables."));
    let rows: Vec<BTreeMap<String, (String, &'static str, &'static str)>> = design
        .variants
        .iter()
        .map(|v| {
            show::comparable(&v.course.loaded)
                .into_iter()
                .map(|row| (row.path, (row.value, row.unit, row.doc)))
                .collect()
        })
        .collect();
    // By path: a value, what it is, whether all values seen are the same, and how many variants have one.
    let mut seen: BTreeMap<&String, (&String, &'static str, &'static str, bool, usize)> = BTreeMap::new();
    for (path, (value, unit, doc)) in rows.iter().flatten() {
        let entry = seen.entry(path).or_insert((value, unit, doc, true, 0));
        (entry.3, entry.4) = (entry.3 && entry.0 == value, entry.4 + 1);
    }
    let differs =
        |path: &String, same: bool, count: usize| path != "name" && path != "about" && !(same && count == rows.len());
    let paths: Vec<(&String, &'static str, &'static str)> = seen
        .into_iter()
        .filter(|(path, (.., same, count))| differs(path, *same, *count))
        .map(|(path, (_, unit, doc, ..))| (path, unit, doc))
        .collect();
    for (path, unit, doc) in &paths {
        table = table.column(Column::number((*path).clone(), *unit).defined(format!(
            "{doc} Empty where the variant \
            has no such value."
        )));
    }
    for (variant, row) in design.variants.iter().zip(&rows) {
        let loaded = &variant.course.loaded;
        let scenario = variant.inputs.first().map_or_else(String::new, |input| input.path.clone());
        let mut cells = vec![
            Cell::text(variant.name.clone()),
            Cell::text(scenario),
            Cell::text(loaded.settings.about.clone()),
            Cell::text(variant.plan_hash.clone()),
        ];
        cells.extend(
            paths
                .iter()
                .map(|(path, ..)| row.get(*path).map_or(Cell::Missing, |(value, ..)| Cell::text(value.clone()))),
        );
        table.row(cells);
    }
    table
}

/// The columns of every file, then the quantities of the series: file, name, unit, definition.
#[must_use]
pub fn codebook(files: &[(String, &Table)]) -> Table {
    let mut book = Table::new("Codebook")
        .column(Column::text("file"))
        .column(Column::text("name"))
        .column(Column::text("unit"))
        .column(Column::text("definition"));
    for (file, table) in files {
        for row in table.codebook().rows {
            let mut cells = vec![Cell::text(file.clone())];
            cells.extend(row);
            book.row(cells);
        }
    }
    for monthly in MONTHLY {
        book.row([
            Cell::text("series.csv, series-runs.csv: observable"),
            Cell::text(monthly.name),
            Cell::text(monthly.unit),
            Cell::text(monthly.definition),
        ]);
    }
    for measure in MEASURES {
        book.row([
            Cell::text("summary.csv, comparison.csv: measure"),
            Cell::text(measure.name),
            Cell::text(measure.unit),
            Cell::text(measure.definition),
        ]);
    }
    for measure in &WELFARE {
        book.row([
            Cell::text("welfare.csv: measure"),
            Cell::text(measure.name),
            Cell::text(measure.unit),
            Cell::text(measure.definition),
        ]);
    }
    book
}
