//! What a calibration found, as tables, pictures and a scenario; see [`calibration`](super::calibration).

use super::abc::{Particle, weighted_quantile};
use super::calibration::{BASE, Calibrated, Calibration};
use super::particles::WEIGHT;
use super::variant::Variant;
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, Table};
use crate::scenario::Files;
use crate::scenario::show::rule_numbers;
use std::collections::{BTreeMap, BTreeSet};

/// A parameter is informed by the targets if its posterior is narrower than its prior by this share; a convention of
/// this program, below which a population of some hundred particles does not tell a posterior from its prior.
pub const INFORMED: f64 = 0.2;

/// Values with their weights.
type Weighted = Vec<(f64, f64)>;

fn quantile_cells(values: &[(f64, f64)]) -> impl Iterator<Item = Cell> {
    [0.05, 0.5, 0.95]
        .map(|q| weighted_quantile(values, q).map_or(Cell::Missing, |value| Cell::number(value, 4)))
        .into_iter()
}

/// Values of a target: of the first population, which is the prior, and of the posterior.
fn of_target(found: &Calibrated, at: usize) -> [Weighted; 2] {
    let of = |list: &[Particle], weight: fn(&Particle) -> f64| {
        list.iter().filter_map(|one| Some((found.values[one.proposal][at]?, weight(one)))).collect()
    };
    let first = found.posterior.history.partition_point(|one| one.generation == 0);
    [of(&found.posterior.history[..first], |_| 1.0), of(&found.posterior.kept, |one| one.weight)]
}

impl Calibration {
    /// The posterior by parameter.
    #[must_use]
    pub fn posterior(&self, found: &Calibrated) -> Table {
        let informed = format!("Whether the targets inform it: narrower by {INFORMED} or more.");
        let mut table = Table::new("Posterior by parameter")
            .column(Column::text("parameter").defined("Path of the number."))
            .column(Column::number("prior_low", "by row").defined("Lower end of the uniform prior."))
            .column(Column::number("prior_high", "by row").defined("Upper end of the uniform prior."))
            .column(Column::number("q05", "by row").defined("Weighted quantile 0.05 of the posterior."))
            .column(Column::number("q50", "by row").defined("Weighted median of the posterior."))
            .column(Column::number("q95", "by row").defined("Weighted quantile 0.95 of the posterior."))
            .column(Column::number("nearest", "by row").defined("Value of the nearest particle."))
            .column(
                Column::number("narrower", "share")
                    .defined("1 less the posterior's standard deviation over the prior's."),
            )
            .column(Column::text("informed").defined(informed));
        for (at, parameter) in self.parameters.iter().enumerate() {
            let values: Vec<(f64, f64)> =
                found.posterior.kept.iter().map(|p| (parameter.at(p.place[at]), p.weight)).collect();
            let mean: f64 = values.iter().map(|(value, weight)| value * weight).sum();
            let variance: f64 = values.iter().map(|(value, weight)| weight * (value - mean) * (value - mean)).sum();
            let prior = (parameter.high - parameter.low) / 12.0_f64.sqrt();
            let narrower = 1.0 - variance.sqrt() / prior;
            let mut row = vec![
                Cell::text(parameter.path.clone()),
                Cell::number(parameter.low, 4),
                Cell::number(parameter.high, 4),
            ];
            row.extend(quantile_cells(&values));
            row.push(values.first().map_or(Cell::Missing, |first| Cell::number(first.0, 4)));
            row.push(Cell::number(narrower, 2));
            row.push(Cell::text(if narrower >= INFORMED { "yes" } else { "no" }));
            table.row(row);
        }
        table.note(format!(
            "{} particles that weigh as {:.0} equal ones, the largest distance {:.3}; each within its own \
             uncertainty of few replicates. A parameter that is not informed keeps its prior: these targets \
             say nothing of it.",
            found.posterior.kept.len(),
            1.0 / found.posterior.kept.iter().map(|p| p.weight * p.weight).sum::<f64>(),
            found.posterior.kept.last().map_or(f64::NAN, |last| last.distance)
        ))
    }

    /// What the prior and the posterior give in each target.
    #[must_use]
    pub fn check(&self, found: &Calibrated) -> Table {
        let mut table = Table::new("Targets: what prior and posterior give")
            .column(Column::text("target").defined("Name of the row."))
            .column(Column::text("measure").defined("What is measured."))
            .column(Column::number("low", "by row").defined("Lower end of what was observed."))
            .column(Column::number("high", "by row").defined("Upper end of what was observed."));
        for (name, words) in [("prior", "first population, which is the prior"), ("posterior", "kept particles")] {
            for q in ["q05", "q50", "q95"] {
                let definition = format!("Quantile {} of the {words}.", q.replace('q', "0."));
                table = table.column(Column::number(format!("{name}_{q}"), "by row").defined(definition));
            }
        }
        table = table
            .column(Column::number("inside", "share").defined("Weight of the kept particles inside the two ends."))
            .column(Column::text("source").defined("Where the target is from."));
        for (at, target) in self.targets.iter().enumerate() {
            let [prior, kept] = of_target(found, at);
            let (low, high) = (target.middle - target.half, target.middle + target.half);
            let inside: f64 = kept.iter().filter(|(value, _)| (low..=high).contains(value)).map(|value| value.1).sum();
            let mut row = vec![
                Cell::text(target.row.id.clone()),
                Cell::text(target.row.measure.to_string()),
                Cell::number(low, 4),
                Cell::number(high, 4),
            ];
            row.extend(quantile_cells(&prior).chain(quantile_cells(&kept)));
            row.extend([Cell::number(inside, 2), Cell::text(target.row.source.clone())]);
            table.row(row);
        }
        table
    }

    /// Every proposal: when, how far, what was set, what came of it; and the weights of those kept.
    #[must_use]
    pub fn history(&self, found: &Calibrated) -> Table {
        let kept: BTreeMap<usize, f64> = found.posterior.kept.iter().map(|kept| (kept.proposal, kept.weight)).collect();
        let mut table = Table::new("Every proposal")
            .column(Column::number("proposal", "number").defined("Proposal, from 0."))
            .column(Column::number("generation", "number").defined("Population in which it was drawn."))
            .column(Column::number("distance", "half widths").defined("Distance from the targets; empty for none."))
            .column(Column::number("weight", "share").defined("Weight in the posterior; empty where not kept."));
        for parameter in &self.parameters {
            table =
                table.column(Column::number(parameter.path.clone(), "by column").defined("Value of the parameter."));
        }
        for target in &self.targets {
            let definition = format!("Mean over replicates of {}.", target.row.measure);
            table = table.column(Column::number(target.row.id.clone(), target.row.measure.unit()).defined(definition));
        }
        let number = |value: f64| if value.is_finite() { Cell::number(value, 6) } else { Cell::Missing };
        for (at, particle) in found.posterior.history.iter().enumerate() {
            let mut row = vec![Cell::whole(at), Cell::whole(particle.generation as usize), number(particle.distance)];
            row.push(kept.get(&at).map_or(Cell::Missing, |weight| Cell::number(*weight, 6)));
            row.extend(self.parameters.iter().zip(&particle.place).map(|(p, place)| number(p.at(*place))));
            row.extend(found.values[at].iter().map(|value| value.map_or(Cell::Missing, number)));
            table.row(row);
        }
        table
    }

    /// The posterior as points with weights.
    #[must_use]
    pub fn particles(&self, found: &Calibrated) -> Table {
        let mut table = Table::new("Posterior")
            .column(Column::number(WEIGHT, "share").defined("Weight of the particle; all together are 1."));
        for parameter in &self.parameters {
            table =
                table.column(Column::number(parameter.path.clone(), "by column").defined("Value of the parameter."));
        }
        let sum: f64 = found.posterior.kept.iter().map(|kept| kept.weight).sum();
        for kept in &found.posterior.kept {
            let values = self.parameters.iter().zip(&kept.place).map(|(p, place)| Cell::number(p.at(*place), 6));
            table.row(std::iter::once(Cell::number(kept.weight / sum, 6)).chain(values));
        }
        table
    }

    /// A scenario with the values of the nearest particle, for those parameters that the base scenario has.
    ///
    /// # Errors
    /// Where the base scenario cannot be opened.
    pub fn scenario(&self, files: &Files, found: &Calibrated) -> Result<String, crate::run::CourseError> {
        let base = Variant::open(files, BASE, &Vec::new())?;
        let known: BTreeSet<String> = rule_numbers(&base.course.loaded).into_iter().map(|number| number.path).collect();
        let distance = found.posterior.kept.first().map_or(f64::NAN, |first| first.distance);
        let mut text = format!(
            "# The nearest particle of a calibration: distance {distance:.4} from {} targets.\n",
            self.targets.len()
        );
        text.push_str("schema = 1\nname = \"calibrated\"\nabout = \"The base world with calibrated values.\"\n");
        text.push_str(&format!("extends = \"{BASE}\"\n\n"));
        for (at, parameter) in self.parameters.iter().enumerate() {
            let Some(first) = found.posterior.kept.first() else { continue };
            let (comment, value) =
                (if known.contains(&parameter.path) { "" } else { "# " }, parameter.at(first.place[at]));
            text.push_str(&format!("{comment}{} = {value}\n", parameter.path));
        }
        Ok(text)
    }

    /// The pictures: parameters, and targets.
    #[must_use]
    pub fn figures(&self, found: &Calibrated) -> [Figure; 2] {
        let estimate = |values: &[(f64, f64)]| {
            let [low, middle, high] = [0.05, 0.5, 0.95].map(|q| weighted_quantile(values, q));
            match (low, middle, high) {
                (Some(low), Some(middle), Some(high)) => Cell::estimate(middle, low, high, 2),
                _ => Cell::Missing,
            }
        };
        let mut parameters = points("Parameters", "", "share of the prior's range");
        for (at, parameter) in self.parameters.iter().enumerate() {
            let row = format!("{}: {} to {}", parameter.path, parameter.low, parameter.high);
            let kept: Vec<(f64, f64)> = found.posterior.kept.iter().map(|p| (p.place[at], p.weight)).collect();
            let prior = Cell::estimate(0.5, 0.05, 0.95, 2);
            for (series, value) in [("prior", prior), ("posterior", estimate(&kept))] {
                parameters.row([Cell::text(row.clone()), Cell::Missing, Cell::text(series), Cell::Missing, value]);
            }
        }
        let mut targets = points("Targets", "", "half widths from the middle");
        for (at, target) in self.targets.iter().enumerate() {
            let [prior, kept] = of_target(found, at);
            let (low, high) = (target.middle - target.half, target.middle + target.half);
            let row = format!("{}: {low:.3} to {high:.3}", target.row.id);
            for (series, list) in [("prior", prior), ("posterior", kept)] {
                let scaled: Vec<(f64, f64)> =
                    list.iter().map(|(value, weight)| ((value - target.middle) / target.half, *weight)).collect();
                let cells = [Cell::text(row.clone()), Cell::Missing, Cell::text(series), Cell::Missing];
                targets.row(cells.into_iter().chain([estimate(&scaled)]));
            }
        }
        let note = format!(
            "{} particles kept of {} proposals; distances up to {:.2}. A simulation with assumed parameters.",
            found.posterior.kept.len(),
            found.posterior.history.len(),
            found.posterior.kept.last().map_or(f64::NAN, |last| last.distance)
        );
        let figure = |name, title: &str, subtitle: &str, x: &str, limits, points| Figure {
            name,
            form: Form::Bars,
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            note: note.clone(),
            scale: Scale::Number,
            x: x.to_owned(),
            y: "median [5 to 95 %]".to_owned(),
            limits,
            legend: String::new(),
            points,
        };
        [
            figure(
                "posterior",
                "What the targets say of the parameters",
                "Where in its prior range (beside its name) each parameter lies: bars to the median, lines from the \
                 5 % to the 95 % quantile. Where both lines are alike, the targets say nothing of the parameter.",
                "share of the prior's range",
                Some((0.0, 1.0)),
                parameters,
            ),
            figure(
                "targets",
                "How near prior and posterior come to what was observed",
                "Distance from the middle of what was observed (ends beside the name) in half widths: between −1 and \
                 1 lies inside. Bars to the median, lines from the 5 % to the 95 % quantile.",
                "half widths from the middle of what was observed",
                None,
                targets,
            ),
        ]
    }
}
