//! Levers and their curves as tables, pictures and text.

use super::{Lever, Levers};
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, MISSING, Table, grouped_whole};
use crate::experiment::compare;
use crate::experiment::shape::{Curve, CurveShape};
use crate::experiment::verdict::Verdict;

impl Levers {
    /// The table of results: a row a measure of a lever.
    #[must_use]
    pub fn table(&self, curves: &[Result<Curve, String>]) -> Table {
        let mut table = Table::new("Doses")
            .column(Column::text("row").defined("Lever and measure."))
            .column(Column::text("doses"))
            .column(Column::text("curve").defined("Means at the doses, in their order."))
            .column(Column::text("wanted"))
            .column(
                Column::estimate("elasticity", "").defined(
                    "Slope of the logarithm of the measure over that of the dose, doses and values above zero.",
                ),
            )
            .column(Column::text("verdict").defined(
                "holds, fails or undecided: the path from the first dose to the last by its 95 % interval, a step \
                 against it by its 99 % interval and a tenth of the range; a cliff and a flat line fail unless the row \
                 says so.",
            ))
            .column(Column::text("found"))
            .note("Paired replicates: the same people and draws at every dose. Intervals are Monte Carlo error only.");
        for (row, curve) in self.rows.iter().zip(curves) {
            let lever = &self.levers[row.lever];
            let wanted = match row.demand.elasticity {
                None => row.demand.shape.word().to_owned(),
                Some((low, high)) => format!("{}, elasticity {low} to {high}", row.demand.shape.word()),
            };
            let mut cells =
                vec![Cell::text(self.name(row)), Cell::text(listed(lever.doses.iter().map(f64::to_string)))];
            match curve {
                Ok(curve) => cells.extend([
                    Cell::text(listed(
                        curve.points.iter().map(|point| point.map_or_else(|| MISSING.to_owned(), |m| shown(m.mean))),
                    )),
                    Cell::text(wanted),
                    compare::cell(curve.elasticity, 2),
                    Cell::text(row.verdict(curve)),
                    Cell::text(&*curve.finding),
                ]),
                Err(why) => cells.extend([
                    Cell::Missing,
                    Cell::text(wanted),
                    Cell::Missing,
                    Cell::text(Verdict::NoValue.word()),
                    Cell::text(&**why),
                ]),
            }
            table.row(cells);
        }
        table
    }

    /// One line that counts the verdicts.
    #[must_use]
    pub fn summary(&self, curves: &[Result<Curve, String>]) -> String {
        let words: Vec<&str> = self
            .rows
            .iter()
            .zip(curves)
            .map(|(row, curve)| curve.as_ref().map_or(Verdict::NoValue.word(), |curve| row.verdict(curve)))
            .collect();
        let count = |word: &str| words.iter().filter(|w| **w == word).count();
        format!(
            "{} of {} rows hold, {} fail, {} undecided, {} without a value, {} only recorded",
            count(Verdict::Holds.word()),
            words.len(),
            count(Verdict::Fails.word()),
            count(Verdict::Undecided.word()),
            count(Verdict::NoValue.word()),
            count(CurveShape::Recorded.word())
        )
    }

    /// Every point of every curve with its band, a row a point.
    #[must_use]
    pub fn points(&self, curves: &[Result<Curve, String>]) -> Table {
        let mut table = Table::new("Points of the curves")
            .column(Column::text("lever"))
            .column(Column::text("measure"))
            .column(Column::number("dose", ""))
            .column(Column::estimate("value", "as the measure"));
        for (row, curve) in self.rows.iter().zip(curves) {
            let lever = &self.levers[row.lever];
            for (dose, point) in lever.doses.iter().zip(curve.iter().flat_map(|curve| &curve.points)) {
                table.row([
                    Cell::text(&*lever.id),
                    Cell::text(row.measure.to_string()),
                    Cell::number(*dose, 9),
                    compare::cell(*point, decimals(*point)),
                ]);
            }
        }
        table
    }

    /// A picture a lever, with the lever's name: a panel a measure, the mean and its band over the dose.
    #[must_use]
    pub fn figures(&self, curves: &[Result<Curve, String>]) -> Vec<(String, Figure)> {
        let figure = |(at, lever): (usize, &Lever)| {
            let mut table = points(&lever.id, "", "as the measure");
            for (row, curve) in self.rows.iter().zip(curves).filter(|(row, _)| row.lever == at) {
                let Ok(curve) = curve else { continue };
                let unit = row.measure.unit();
                let title = row.measure.to_string().replace('_', " ");
                let panel = format!("{title}, {unit} (wanted: {}; {})", row.demand.shape.word(), row.verdict(curve));
                for (dose, point) in lever.doses.iter().zip(&curve.points) {
                    table.row([
                        Cell::text(panel.clone()),
                        Cell::Missing,
                        Cell::Missing,
                        Cell::number(*dose, 9),
                        compare::cell(*point, decimals(*point)),
                    ]);
                }
            }
            let size = lever.worlds.first().map_or(0, |asked| asked.reps);
            let figure = Figure {
                name: "dose-response",
                form: Form::Grid,
                title: format!("What changes with the {}", lever.about),
                subtitle: "Lines: means over replicates at each dose; bands: 95 % t intervals of the means. The same \
                           people have the same luck at every dose, so steps are surer than the bands say."
                    .to_owned(),
                note: format!(
                    "Scenario {}; {size} paired replicates. Bands are Monte Carlo error only. A simulation with \
                     assumed parameters, not a forecast.",
                    lever.worlds.first().map_or("", |asked| &asked.scenario)
                ),
                scale: Scale::Number,
                x: lever.about.clone(),
                y: String::new(),
                limits: None,
                legend: String::new(),
                points: table,
            };
            (lever.id.clone(), figure)
        };
        self.used().map(figure).collect()
    }

    /// The rows as Markdown: what is demanded, and why.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| lever | what is moved | scenario | doses | measure | must | reason |\n|---|---|---|---|---|---|---|\n",
        );
        for row in &self.rows {
            let lever = &self.levers[row.lever];
            let elasticity =
                row.demand.elasticity.map_or_else(String::new, |(a, b)| format!(", elasticity {a} to {b}"));
            let cliff = row.demand.cliff.as_ref().map_or_else(String::new, |why| format!(" (a cliff: {why})"));
            text.push_str(&format!(
                "| {} | {} | {} | {} | `{}` | {}{elasticity}{cliff} | {} |\n",
                lever.id,
                lever.about,
                lever.worlds.first().map_or("", |asked| asked.scenario.trim_start_matches("circula:")),
                listed(lever.doses.iter().map(f64::to_string)),
                row.measure,
                row.demand.shape.word(),
                row.reason
            ));
        }
        text
    }
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(" / ")
}

/// Decimals that show three figures.
fn decimals(point: Option<compare::Mean>) -> usize {
    match point.map_or(0.0, |mean| mean.mean.abs()) {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 3,
    }
}

fn shown(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 => grouped_whole(value.round() as i64),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}
