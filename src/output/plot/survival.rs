//! Survival curves: steps with bands, and the number at risk under the axis.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Type};
use super::lines::draw;
use super::measure::{text_width, wrapped};
use super::page::{LABEL, LINE, MARGIN, Page, SAMPLE_GAP, WIDTH, block, plain, quiet};
use super::palette::{SAMPLE, line_sample};
use super::panel::Panel;
use super::{Caption, Point};
use crate::base::table::grouped_whole;

/// A named curve of steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalCurve {
    /// Name, as the reader sees it.
    pub name: String,
    /// Where the curve takes a new value, from left to right: it is `y` from `x` on until the next point.
    pub steps: Vec<Point>,
    /// Number at risk: (x, number), from left to right; shown at the ticks of the axis, with the value of the last
    /// entry at or before the tick. Empty leaves the curve out of the table under the axis.
    pub at_risk: Vec<(f64, u64)>,
}

/// What [`survival`] draws.
#[derive(Clone, Debug, PartialEq)]
pub struct SurvivalChart {
    /// The words around it; the subtitle says what the bands are and what happened to the censored.
    pub caption: Caption,
    /// Horizontal axis: duration.
    pub x: Axis,
    /// Vertical axis: a share, usually with limits 0 and 1.
    pub y: Axis,
    /// What the numbers under the axis count: "Still abroad and under observation (persons)".
    pub at_risk_title: String,
    /// The curves, the most important first.
    pub curves: Vec<SurvivalCurve>,
}

/// Step curves with bands and the number at risk, as an SVG document.
#[must_use]
pub fn survival(chart: &SurvivalChart) -> String {
    let mut page = Page::new(&chart.caption);
    let names: Vec<String> = chart.curves.iter().map(|curve| curve.name.clone()).collect();
    let stairs: Vec<Vec<Point>> = chart.curves.iter().map(|curve| stairs(&curve.steps)).collect();
    let points: Vec<&[Point]> = stairs.iter().map(Vec::as_slice).collect();
    let panel = draw(&mut page, [&chart.x, &chart.y], &names, &points, |panel, canvas, points| {
        panel.series(canvas, points.iter().copied().enumerate());
    });
    page.y = panel.area.bottom() + panel.horizontal_title(&mut page.canvas, &chart.x);
    at_risk(&mut page, &panel, chart);
    page.finish()
}

/// The corners of the steps: before each new value, the old one is carried up to it.
fn stairs(steps: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::with_capacity(2 * steps.len());
    for &step in steps {
        if let Some(last) = corners.last().copied().filter(|last| last.drawable() && step.drawable()) {
            corners.push(Point { x: step.x, ..last });
        }
        corners.push(step);
    }
    corners
}

fn at_risk(page: &mut Page<'_>, panel: &Panel, chart: &SurvivalChart) {
    if chart.curves.iter().all(|curve| curve.at_risk.is_empty()) {
        return;
    }
    page.y += 14.0;
    for line in wrapped(&chart.at_risk_title, LABEL, true, WIDTH - 2.0 * MARGIN) {
        page.canvas.text(&line, MARGIN, page.y + LINE / 2.0, Type { bold: true, ..plain(Anchor::Start) });
        page.y += LINE;
    }
    page.y += 4.0;
    let ticks = readable(panel, chart);
    for (index, curve) in chart.curves.iter().enumerate().filter(|(_, curve)| !curve.at_risk.is_empty()) {
        let y = page.y + LINE / 2.0;
        // The numbers stand under their ticks, where the panel is; the name has the gutter on the right, as above.
        for &tick in &ticks {
            let number = number_at(curve, tick);
            // A long number at the right end must not run into the sample beside it.
            let x = panel.across(tick).min(panel.area.right() + 20.0 - text_width(&number, LABEL, false) / 2.0);
            page.canvas.text(&number, x, y, quiet(Anchor::Middle));
        }
        page.y = y - LINE / 2.0 + name(&mut page.canvas, panel, &curve.name, index, y) + 3.0;
    }
}

/// Writes the name of a row on its right with its sample; the height it took.
fn name(canvas: &mut Canvas, panel: &Panel, name: &str, index: usize, y: f64) -> f64 {
    let left = panel.area.right() + 26.0;
    line_sample(canvas, index, left, y);
    let lines = wrapped(name, LABEL, false, WIDTH - MARGIN - left - SAMPLE - SAMPLE_GAP + 1.0);
    block(canvas, &lines, left + SAMPLE + SAMPLE_GAP, y, plain(Anchor::Start));
    lines.len().max(1) as f64 * LINE
}

/// The ticks under which the numbers have room: all, or every second, third…
fn readable(panel: &Panel, chart: &SurvivalChart) -> Vec<f64> {
    let ticks: Vec<f64> = panel.horizontal_ticks().iter().map(|tick| tick.value).collect();
    let widest = chart
        .curves
        .iter()
        .flat_map(|curve| ticks.iter().map(|&tick| text_width(&number_at(curve, tick), LABEL, false)))
        .fold(0.0, f64::max);
    let apart = ticks.get(1).map_or(f64::INFINITY, |&second| panel.across(second) - panel.across(ticks[0]));
    let every = ((widest + 12.0) / apart).ceil().max(1.0) as usize;
    ticks.into_iter().step_by(every).collect()
}

fn number_at(curve: &SurvivalCurve, x: f64) -> String {
    let last = curve.at_risk.last().map_or(f64::NEG_INFINITY, |entry| entry.0);
    let entry = curve.at_risk.iter().rfind(|entry| entry.0 <= x + 1e-9).filter(|_| x <= last + 1e-9);
    entry.map_or_else(|| "–".to_owned(), |entry| grouped_whole(i64::try_from(entry.1).unwrap_or(i64::MAX)))
}
