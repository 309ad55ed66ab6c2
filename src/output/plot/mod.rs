//! Pictures as standalone SVG text, drawn from plain data; they know nothing of the model.
//!
//! Each picture says in words what it shows: a title, a subtitle (what the lines and the bands are), axis titles with
//! units, a legend and a note at the foot. Colours are those of Okabe and Ito, which colour-blind people can tell
//! apart; dash patterns and markers tell the series apart in grey. The same data give the same bytes on every machine:
//! no font is measured, widths of text are estimated from above. What is not a finite number is a gap, never a panic.

mod areas;
mod axis;
mod bars;
mod canvas;
mod grid;
mod heat;
mod lines;
mod measure;
mod page;
mod palette;
mod panel;
mod survival;

pub use areas::{AreaChart, AreaPanel, areas};
pub use axis::{Axis, month_number};
pub use bars::{Bar, BarChart, BarGroup, bars};
pub use grid::{GridPanel, LineGrid, line_grid};
pub use heat::{HeatChart, HeatPanel, heat};
pub use lines::{LineChart, Series, lines};
pub use survival::{SurvivalChart, SurvivalCurve, survival};

/// The words around a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the picture shows, in one line of plain words.
    pub title: String,
    /// What the lines, bars and bands are; how many replicates; which place and time.
    pub subtitle: String,
    /// Source and reservations, at the foot: "Bands: 95 % Monte Carlo error only."
    pub note: String,
}

impl Caption {
    /// The three texts.
    #[must_use]
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>, note: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: subtitle.into(), note: note.into() }
    }
}

/// A point of a line, perhaps with a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Horizontal value, in the unit of the axis; on a calendar axis a [`month_number`].
    pub x: f64,
    /// Vertical value; NaN leaves a gap.
    pub y: f64,
    /// Lower and upper end of the band.
    pub band: Option<(f64, f64)>,
}

impl Point {
    /// A point without a band.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, band: None }
    }

    /// A point with its band from `low` to `high`.
    #[must_use]
    pub fn with_band(x: f64, y: f64, low: f64, high: f64) -> Self {
        Self { x, y, band: Some((low, high)) }
    }

    fn drawable(self) -> bool {
        drawable(self.x) && drawable(self.y)
    }

    fn drawable_band(self) -> Option<(f64, f64)> {
        self.band.filter(|&(low, high)| self.drawable() && drawable(low) && drawable(high))
    }
}

/// Whether a value has a place on paper: finite, and far enough from the largest number that differences do not
/// overflow.
fn drawable(value: f64) -> bool {
    value.abs() < 1e100
}

#[cfg(test)]
mod samples;
