//! Figures of what comes after the authorised end of a stay: how long people are still there, and how they leave.

use super::compare::{Comparison, LEVEL, note};
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::math::normal_quantile;
use crate::base::table::{Cell, grouped_whole};
use crate::journal::Cause;
use crate::observe::survival::{Exits, Step};

/// How long people stay after the authorised end.
#[must_use]
pub fn survival(comparison: &Comparison) -> Figure {
    let z = normal_quantile(0.5 + LEVEL / 2.0);
    let mut table = points("Survival of overstay", "months", "share");
    for (variant, series) in comparison.names.iter().enumerate() {
        let mut exits = Exits::default();
        comparison.ended(variant).for_each(|(_, r)| exits.add(&r.after_end));
        // Counts are integers folded from one run each, so they are those of spells.
        let curve = exits.curve().unwrap_or_default();
        let mut row = |month: usize, value: Cell, at_risk: u64| {
            let name = Cell::text(series.clone());
            table.row([Cell::Missing, Cell::Missing, name, Cell::whole(month), value, Cell::whole(at_risk)]);
        };
        // Everybody is there when the right to stay ends; then comes who leaves in that month.
        if let Some(first) = curve.first().filter(|step| step.at_risk > 0) {
            row(0, Cell::number(1.0, 3), first.at_risk);
        }
        for Step { month, at_risk, survival, .. } in curve.iter().filter(|step| step.at_risk > 0) {
            let (low, high) = curve[*month].survival_interval(z);
            row(*month, Cell::estimate(*survival, low, high, 3), *at_risk);
        }
    }
    Figure {
        name: "overstay-survival",
        form: Form::Survival,
        title: "How long people stay after the authorised end of their stay".to_owned(),
        subtitle: "Kaplan–Meier share still there without a right of stay, of all stays overseas whose authorised \
                   end came (extended contracts and renewed permits are no ends), all replicates together. Bands: 95 % \
                   by Greenwood's variance on the log-log scale, as if persons were independent. The first fall is of \
                   those who leave in the month of the end; how people leave is in the picture of exits."
            .to_owned(),
        note: note(comparison, "Who is still there when the run ends is censored."),
        scale: Scale::Duration,
        x: "months after the authorised end".to_owned(),
        y: "share still there".to_owned(),
        limits: Some((0.0, 1.0)),
        legend: "Still there and under observation (spells of the sample, all replicates)".to_owned(),
        points: table,
    }
}

/// Exits after the authorised end as a reader calls them, in the order in which they are stacked above those still
/// there. Extensions are no ends.
const EXITS: [(Cause, &str); 5] = [
    (Cause::Regularisation, "has papers again"),
    (Cause::Onward, "moved on"),
    (Cause::Death, "died"),
    (Cause::Removal, "removed"),
    (Cause::Return, "home by own will"),
];

/// How people leave after the authorised end: what is left of all, and by which way the others went.
#[must_use]
pub fn exits(comparison: &Comparison) -> Figure {
    let mut table = points("Exits after the authorised end", "months", "share");
    for (variant, name) in comparison.names.iter().enumerate() {
        let mut exits = Exits::default();
        comparison.ended(variant).for_each(|(_, r)| exits.add(&r.after_end));
        let curve = exits.curve().unwrap_or_default();
        let steps: Vec<&Step> = curve.iter().filter(|step| step.at_risk > 0).collect();
        let ends = steps.first().map_or(0, |step| step.at_risk);
        let panel = format!("{name} (n = {})", grouped_whole(i64::try_from(ends).unwrap_or(i64::MAX)));
        let mut layer = |what: &str, of: &dyn Fn(&Step) -> f64| {
            for step in &steps {
                let (panel, what) = (Cell::text(panel.clone()), Cell::text(what));
                table.row([Cell::Missing, panel, what, Cell::whole(step.month), Cell::number(of(step), 3)]);
            }
        };
        layer("still there", &|step| step.survival);
        for (cause, what) in EXITS {
            layer(what, &|step| step.causes.get(cause as usize).map_or(0.0, |incidence| incidence.share));
        }
    }
    Figure {
        name: "exits-after-the-end",
        form: Form::Areas,
        title: "How people leave after the authorised end of their stay".to_owned(),
        subtitle: "Of all stays overseas whose authorised end came (extended contracts and renewed permits are no \
                   ends), the share still there without a right of stay and, above it, those who have left by then, \
                   by how they left (Aalen–Johansen); all replicates together; n: stays."
            .to_owned(),
        note: note(comparison, "Month 0 is that of the end. Who is still there when the run ends is censored."),
        scale: Scale::Duration,
        x: "months after the authorised end".to_owned(),
        y: "share".to_owned(),
        limits: Some((0.0, 1.0)),
        legend: String::new(),
        points: table,
    }
}
