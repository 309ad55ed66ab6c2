//! Welfare as tables and as a picture.

use super::compare::{Comparison, MONTE_CARLO, Mean, cell, note};
use super::reading::Reading;
use super::welfare::Welfare;
use super::welfare::measures::{WELFARE, WelfareMeasure, named};
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::{Cell, Column, Table};

fn mean(comparison: &Comparison, variant: usize, measure: &WelfareMeasure) -> Option<Mean> {
    let of = |r: &Reading| r.welfare.as_ref().and_then(|w: &Welfare| (measure.of)(w));
    comparison.mean(variant, of)
}

/// Whether persons were compared.
#[must_use]
pub fn compared(comparison: &Comparison) -> bool {
    (0..comparison.names.len()).any(|v| comparison.ended(v).any(|(_, r)| r.welfare.is_some()))
}

/// The table for people: a row a measure, a column a variant.
#[must_use]
pub fn table(comparison: &Comparison, all: bool) -> Table {
    let base = comparison.names.first().map_or("", String::as_str);
    let mut table = Table::new(format!("Welfare of the same persons, against {base}"))
        .column(Column::text("measure"))
        .column(Column::text("unit"));
    for name in &comparison.names {
        table = table.column(Column::estimate(name.clone(), ""));
    }
    for measure in WELFARE.iter().filter(|m| all || m.headline) {
        let mut row = vec![Cell::text(measure.name.replace('_', " ")), Cell::text(measure.unit)];
        let means = (0..comparison.names.len()).map(|v| cell(mean(comparison, v, measure), measure.decimals));
        row.extend(means);
        table.row(row);
    }
    table.note(MONTE_CARLO).note(
        "All adults of the first month, after the fact: what they had, earned and spent to the end of the run and \
         would by their plans after it, and how long they were away. Who died on the route is counted apart and left \
         out.",
    )
}

/// One row a variant and measure, for a file.
#[must_use]
pub fn file(comparison: &Comparison) -> Table {
    let mut table = Table::new("Welfare against the baseline")
        .column(Column::text("measure").defined("Name of the measure; its definition stands in the codebook."))
        .column(Column::text("unit").defined("Unit of all numbers of the row."))
        .column(Column::text("variant").defined("Name of the variant."))
        .column(Column::text("baseline").defined("Name of the baseline: the first scenario named."))
        .column(Column::number("n", "replicates").defined("Replicates that have the measure."))
        .column(Column::estimate("mean", "by row").defined(
            "Mean over replicates, in each of which the same persons are compared, with its 95 % t interval: Monte \
                Carlo error only.",
        ));
    let base = comparison.names.first().map_or("", String::as_str);
    for measure in &WELFARE {
        for (variant, name) in comparison.names.iter().enumerate() {
            let found = mean(comparison, variant, measure);
            table.row([
                Cell::text(measure.name),
                Cell::text(measure.unit),
                Cell::text(name.clone()),
                Cell::text(base),
                Cell::whole(found.map_or(0, |m| m.count)),
                cell(found, 6),
            ]);
        }
    }
    table
}

/// Groups of the picture.
const GROUPS: [(&str, &str); 6] = [
    ("all adults", "welfare"),
    ("poorest fifth", "welfare_poorest"),
    ("second fifth", "welfare_second"),
    ("third fifth", "welfare_third"),
    ("fourth fifth", "welfare_fourth"),
    ("richest fifth", "welfare_richest"),
];

/// Name of the picture.
pub const FIGURE: &str = "welfare-by-fifth";

/// Welfare by wealth quintile, a bar a variant; none where persons were not compared.
#[must_use]
pub fn figure(comparison: &Comparison) -> Option<Figure> {
    if !compared(comparison) {
        return None;
    }
    let base = comparison.names.first()?;
    let mut table = points("Welfare by wealth quintile", "", "% of consumption");
    for (group, name) in GROUPS {
        let Some(measure) = named(name) else { continue };
        for (variant, name) in comparison.names.iter().enumerate().skip(1) {
            let found = cell(mean(comparison, variant, measure), 2);
            table.row([Cell::text(group), Cell::Missing, Cell::text(name.clone()), Cell::Missing, found]);
        }
    }
    let perished = named("died_on_the_route").map(|measure| {
        let dead = comparison.names.iter().enumerate().map(|(variant, name)| {
            let found = mean(comparison, variant, measure);
            format!("{name} {}", found.map_or_else(|| "–".to_owned(), |m| format!("{:.0}", m.mean)))
        });
        dead.collect::<Vec<_>>().join(", ")
    });
    let dead = format!(
        "Who died on the route is left out and counted apart, per 100,000 adults: {}. Intervals are Monte Carlo error \
         only.",
        perished.unwrap_or_default()
    );
    Some(Figure {
        name: FIGURE,
        form: Form::Bars,
        title: format!("Who is better off than under {base}"),
        subtitle:
            "By how much the consumption of all adults of the first month would have to change for ever under the \
            first rules to be as good as the others were for the same persons, by wealth at the start. Means over \
            replicates; whiskers: 95 % t intervals."
                .to_owned(),
        note: note(comparison, &dead),
        scale: Scale::Number,
        x: "% of consumption".to_owned(),
        y: "% [95 % interval]".to_owned(),
        limits: None,
        legend: String::new(),
        points: table,
    })
}
