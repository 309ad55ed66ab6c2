//! A figure before it is drawn: its words, its axes and its points as a table, a row a point, so that the data behind a
//! picture can be stored beside it.

use super::table::{Column, Table};

/// How a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Panels in rows and columns, a line a series.
    Grid,
    /// Steps with the number at risk below.
    Survival,
    /// Stacked areas, a panel a column, a layer a series from the bottom up.
    Areas,
    /// Horizontal bars, a group a row, a bar a series.
    Bars,
    /// Coloured cells, a panel a row, the series being the places on the vertical axis.
    Heat,
}

/// What the horizontal axis counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers.
    Number,
    /// Months of the calendar.
    Calendar,
    /// Months of duration.
    Duration,
}

/// A picture before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name of its files.
    pub name: &'static str,
    /// How it is drawn.
    pub form: Form,
    /// What it shows.
    pub title: String,
    /// What lines, areas, bars and bands are.
    pub subtitle: String,
    /// Reservations.
    pub note: String,
    /// What the horizontal axis counts.
    pub scale: Scale,
    /// Title of the horizontal axis, with its unit.
    pub x: String,
    /// Title of the vertical axis, with its unit; for bars, of the numbers.
    pub y: String,
    /// Ends of the vertical axis, if fixed.
    pub limits: Option<(f64, f64)>,
    /// Title of the legend, or of the numbers at risk.
    pub legend: String,
    /// The points: `row`, `column`, `series`, `x`, `value`, `at_risk`.
    pub points: Table,
}

/// An empty table of points.
#[must_use]
pub fn points(title: &str, x_unit: &str, unit: &str) -> Table {
    Table::new(title)
        .column(Column::text("row").defined("Row of panels, or group of bars."))
        .column(Column::text("column").defined("Column of panels."))
        .column(Column::text("series").defined("Line, area or bar."))
        .column(Column::number("x", x_unit).defined("Place on the horizontal axis."))
        .column(Column::estimate("value", unit).defined("Value with the ends of its band."))
        .column(Column::number("at_risk", "spells").defined("Number at risk, where the figure shows it."))
}
