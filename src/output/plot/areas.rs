//! Stocks by status: stacked areas, one panel for each variant, the same axes, one legend.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas, Ink, Type};
use super::measure::wrapped;
use super::page::{LABEL, LINE, MARGIN, Page, WIDTH, block, plain, upright_title};
use super::palette::{GREY, SAMPLE, WHITE, area_ink};
use super::panel::{Panel, gap, label_room, title_lines, vertical_ticks};
use super::{Caption, drawable};

/// One panel of an [`AreaChart`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaPanel {
    /// Heading: the name of the variant.
    pub name: String,
    /// Horizontal values, from left to right.
    pub x: Vec<f64>,
    /// Sizes of each layer at those places, in the order of [`AreaChart::layers`]. A size below 0 counts as 0; one that
    /// is not finite leaves a gap in all layers.
    pub layers: Vec<Vec<f64>>,
}

/// What [`areas`] draws.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaChart {
    /// The words around it.
    pub caption: Caption,
    /// Horizontal axis of every panel.
    pub x: Axis,
    /// Vertical axis of every panel; always from 0.
    pub y: Axis,
    /// Names of the layers, from the bottom up.
    pub layers: Vec<String>,
    /// The panels.
    pub panels: Vec<AreaPanel>,
}

/// Stacked areas as an SVG document.
#[must_use]
pub fn areas(chart: &AreaChart) -> String {
    let mut page = Page::new(&chart.caption);
    let names: Vec<String> = chart.layers.iter().rev().cloned().collect();
    // The legend reads from the top of the stack, as the eye does.
    page.legend("From the top:", &names, |canvas, index, left, y| swatch(canvas, names.len() - 1 - index, left, y));
    let x = chart.x.range(chart.panels.iter().flat_map(|panel| panel.x.iter().copied()), None);
    let tops = chart.panels.iter().flat_map(|panel| {
        (0..panel.x.len()).filter_map(|place| stack(panel, place)).filter_map(|stack| stack.last().copied())
    });
    let count = chart.panels.len().max(1);
    let columns = count.min(if count == 4 { 2 } else { 3 });
    let rows = count.div_ceil(columns);
    let height = if rows == 1 { 300.0 } else { 220.0 };
    let y = chart.y.clone().from_zero().range(tops, Some(vertical_ticks(height)));
    let gap = gap(&x);
    let left = MARGIN + title_lines(&chart.y, height).len() as f64 * LINE + label_room(&y, height);
    let width = (WIDTH - MARGIN - left - (columns - 1) as f64 * gap) / columns as f64;
    let nameless = AreaPanel::default();
    let mut panels: Vec<&AreaPanel> = chart.panels.iter().collect();
    if panels.is_empty() {
        panels.push(&nameless);
    }
    for (row, in_row) in panels.chunks(columns).enumerate() {
        let headings: Vec<Vec<String>> = in_row.iter().map(|panel| wrapped(&panel.name, LABEL, true, width)).collect();
        let deepest = headings.iter().map(Vec::len).max().unwrap_or(0) as f64 * LINE;
        let top = page.y + deepest + 8.0;
        let mut end = top + height;
        for (column, data) in in_row.iter().enumerate() {
            let panel = Panel { area: Area { left: left + column as f64 * (width + gap), top, width, height }, x, y };
            block(
                &mut page.canvas,
                &headings[column],
                panel.area.left,
                page.y + LINE / 2.0,
                Type { bold: true, ..plain(Anchor::Start) },
            );
            panel.vertical_axis(&mut page.canvas, column == 0);
            layers(&mut page.canvas, &panel, data);
            panel.horizontal_axis(&mut page.canvas, true);
            // Each column needs its title where its lowest panel ends.
            let below = (row + 1) * columns + column;
            end = end.max(
                panel.area.bottom()
                    + if below >= count {
                        panel.horizontal_title(&mut page.canvas, &chart.x)
                    } else {
                        7.0 + LINE + 14.0
                    },
            );
        }
        let area = Area { left, top, width, height };
        upright_title(&mut page.canvas, &title_lines(&chart.y, height), left - label_room(&y, height) - 2.0, area);
        page.y = end + if row + 1 < rows { 14.0 } else { 0.0 };
    }
    page.finish()
}

fn swatch(canvas: &mut Canvas, index: usize, left: f64, y: f64) {
    let area = Area { left: left + 6.0, top: y - 7.0, width: SAMPLE - 10.0, height: 14.0 };
    canvas.rectangle(
        Area { left: area.left - 0.75, top: area.top - 0.75, width: area.width + 1.5, height: area.height + 1.5 },
        Ink::solid(GREY),
    );
    canvas.rectangle(area, area_ink(index));
}

/// Heights of the tops of the layers at a place, from the bottom up; none where a size is missing.
fn stack(panel: &AreaPanel, place: usize) -> Option<Vec<f64>> {
    let mut top = 0.0;
    panel
        .layers
        .iter()
        .map(|layer| {
            top += layer.get(place).copied().filter(|&size| drawable(size))?.max(0.0);
            Some(top)
        })
        .collect()
}

fn layers(canvas: &mut Canvas, panel: &Panel, data: &AreaPanel) {
    let places: Vec<Option<(f64, Vec<f64>)>> = data
        .x
        .iter()
        .enumerate()
        .map(|(place, &x)| stack(data, place).filter(|stack| drawable(x) && !stack.is_empty()).map(|stack| (x, stack)))
        .collect();
    if places.iter().all(Option::is_none) {
        panel.nothing(canvas);
        return;
    }
    canvas.clipped(panel.area, |canvas| {
        for run in places.split(Option::is_none) {
            let run: Vec<&(f64, Vec<f64>)> = run.iter().flatten().collect();
            (0..data.layers.len()).for_each(|layer| one_layer(canvas, panel, &run, layer));
        }
    });
}

fn one_layer(canvas: &mut Canvas, panel: &Panel, run: &[&(f64, Vec<f64>)], layer: usize) {
    let bottom = |stack: &[f64]| layer.checked_sub(1).and_then(|below| stack.get(below)).copied().unwrap_or(0.0);
    let top = |stack: &[f64]| stack.get(layer).copied().unwrap_or(0.0);
    // A lone month is a narrow bar, else it would have no area.
    let half = if run.len() == 1 { 2.0 } else { 0.0 };
    let upper: Vec<(f64, f64)> = run
        .iter()
        .flat_map(|(x, stack)| [-half, half].map(|aside| (panel.across(*x) + aside, panel.up(top(stack)))))
        .collect();
    let lower = run
        .iter()
        .rev()
        .flat_map(|(x, stack)| [half, -half].map(|aside| (panel.across(*x) + aside, panel.up(bottom(stack)))));
    if upper.is_empty() {
        return;
    }
    let mut outline = upper.clone();
    outline.extend(lower);
    outline.dedup();
    canvas.polygon(&outline, area_ink(layer));
    canvas.path(&upper, Ink::solid(WHITE), 1.0, &[]);
}
