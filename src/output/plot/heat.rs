//! A measure over two numbers at once: a coloured cell a point of the grid, and lines along which the measure is the
//! same. A panel a measure, each with its own scale.

use super::axis::{Axis, Range};
use super::canvas::{Anchor, Area, Canvas, Ink, Type};
use super::measure::{text_width, wrapped};
use super::page::{LABEL, LINE, MARGIN, Page, WIDTH, block, plain, quiet, upright_title};
use super::palette::{AXIS, BLACK, WHITE};
use super::panel::{Panel, label_room, title_lines};
use super::{Caption, drawable};
use plotters::style::RGBColor;

/// One panel of a [`HeatChart`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatPanel {
    /// Heading: the measure with its unit.
    pub name: String,
    /// Values `[place in y][place in x]`; one that is not finite is a gap.
    pub values: Vec<Vec<f64>>,
}

/// What [`heat`] draws.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatChart {
    /// The words around it.
    pub caption: Caption,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// Places of the columns, rising.
    pub at_x: Vec<f64>,
    /// Places of the rows, rising.
    pub at_y: Vec<f64>,
    /// The panels.
    pub panels: Vec<HeatPanel>,
}

/// Panels beside one another.
const COLUMNS: usize = 2;
/// Height of a panel.
const HEIGHT: f64 = 230.0;
/// Width of the scale beside a panel.
const SCALE: f64 = 14.0;
/// Steps of the colours of a scale.
const STEPS: usize = 48;
/// About how many lines of equal value.
const CONTOURS: usize = 6;

/// From low to high: dark to light, so that the order is seen in grey too (the colours of viridis).
const COLOURS: [(u8, u8, u8); 5] =
    [(0x44, 0x01, 0x54), (0x3b, 0x52, 0x8b), (0x21, 0x91, 0x8c), (0x5e, 0xc9, 0x62), (0xfd, 0xe7, 0x25)];

fn colour(part: f64) -> Ink {
    let place = part.clamp(0.0, 1.0) * (COLOURS.len() - 1) as f64;
    let below = (place.floor() as usize).min(COLOURS.len() - 2);
    let (a, b, along) = (COLOURS[below], COLOURS[below + 1], place - below as f64);
    let mix = |a: u8, b: u8| (f64::from(a) + along * (f64::from(b) - f64::from(a))).round() as u8;
    Ink::solid(RGBColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2)))
}

/// Ends of the cells about places: half way between neighbours, as far beyond the outermost.
fn edges(places: &[f64]) -> Vec<f64> {
    let between = places.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return Vec::new() };
    let half = |a: Option<&f64>, b: f64| a.map_or(0.5, |a| 0.5 * (a - b).abs());
    let low = first - half(places.get(1), *first);
    let high = last + half(places.len().checked_sub(2).and_then(|at| places.get(at)), *last);
    std::iter::once(low).chain(between).chain(std::iter::once(high)).collect()
}

/// Coloured cells as an SVG document.
#[must_use]
pub fn heat(chart: &HeatChart) -> String {
    let mut page = Page::new(&chart.caption);
    let (across, up) = (edges(&chart.at_x), edges(&chart.at_y));
    // The outermost cells end where the axes do.
    let range = |axis: &Axis, ends: &[f64]| match (ends.first(), ends.last()) {
        (Some(low), Some(high)) => axis.clone().limits(*low, *high).range(ends.iter().copied(), None),
        _ => axis.range(std::iter::empty(), None),
    };
    let (x, y) = (range(&chart.x, &across), range(&chart.y, &up));
    let left = title_lines(&chart.y, HEIGHT).len() as f64 * LINE + label_room(&y, HEIGHT);
    let right = SCALE + 14.0 + chart.panels.iter().map(scale_room).fold(0.0, f64::max);
    let width = (WIDTH - 2.0 * MARGIN) / COLUMNS as f64 - left - right;
    for row in chart.panels.chunks(COLUMNS) {
        let headings: Vec<Vec<String>> = row.iter().map(|panel| wrapped(&panel.name, LABEL, true, width)).collect();
        let deepest = headings.iter().map(Vec::len).max().unwrap_or(0) as f64 * LINE;
        let top = page.y + deepest + 8.0;
        let mut end = top + HEIGHT;
        for (column, data) in row.iter().enumerate() {
            let from = MARGIN + column as f64 * (left + width + right) + left;
            let panel = Panel { area: Area { left: from, top, width, height: HEIGHT }, x, y };
            let look = Type { bold: true, ..plain(Anchor::Start) };
            block(&mut page.canvas, &headings[column], from, page.y + LINE / 2.0, look);
            cells(&mut page.canvas, &panel, data, (&across, &up), chart);
            panel.horizontal_axis(&mut page.canvas, true);
            upright_labels(&mut page.canvas, &panel, chart);
            end = end.max(panel.area.bottom() + panel.horizontal_title(&mut page.canvas, &chart.x));
        }
        page.y = end + 16.0;
    }
    page.finish()
}

fn upright_labels(canvas: &mut Canvas, panel: &Panel, chart: &HeatChart) {
    for tick in panel.y.ticks(6) {
        let y = panel.up(tick.value);
        canvas.path(&[(panel.area.left - 4.0, y), (panel.area.left, y)], Ink::solid(AXIS), 1.0, &[]);
        canvas.text(&tick.label, panel.area.left - 7.0, y, quiet(Anchor::End));
    }
    let right = panel.area.left - label_room(&panel.y, HEIGHT) - 2.0;
    upright_title(canvas, &title_lines(&chart.y, HEIGHT), right, panel.area);
}

/// What the values of a panel range over.
fn values(panel: &HeatPanel) -> Range {
    let all = panel.values.iter().flatten().copied();
    Axis::number("").range(all, None)
}

/// Room of the labels of the scale.
fn scale_room(panel: &HeatPanel) -> f64 {
    let labels = values(panel).ticks(5);
    labels.iter().map(|tick| text_width(&tick.label, LABEL, false)).fold(0.0, f64::max) + 8.0
}

fn cells(canvas: &mut Canvas, panel: &Panel, data: &HeatPanel, (across, up): (&[f64], &[f64]), chart: &HeatChart) {
    let scale = values(data);
    let found = |row: usize, column: usize| {
        data.values.get(row).and_then(|row| row.get(column)).copied().filter(|value| drawable(*value))
    };
    if data.values.iter().flatten().all(|value| !drawable(*value)) {
        panel.nothing(canvas);
        return;
    }
    canvas.clipped(panel.area, |canvas| {
        for (row, y) in up.windows(2).enumerate() {
            for (column, x) in across.windows(2).enumerate() {
                let Some(value) = found(row, column) else { continue };
                let ((left, bottom), (right, top)) = (panel.at(x[0], y[0]), panel.at(x[1], y[1]));
                // A little over the next cell, so that no white line is seen between them.
                let area = Area { left, top, width: right - left + 0.25, height: bottom - top + 0.25 };
                canvas.rectangle(area, colour(scale.part(value)));
            }
        }
    });
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for tick in scale.ticks(CONTOURS).into_iter().filter(|tick| tick.value > scale.low && tick.value < scale.high) {
        let segments = contour(&chart.at_x, &chart.at_y, &found, tick.value);
        for (from, to) in &segments {
            canvas.path(&[panel.at(from.0, from.1), panel.at(to.0, to.1)], Ink::solid(WHITE).faint(0.75), 2.6, &[]);
        }
        for (from, to) in &segments {
            canvas.path(&[panel.at(from.0, from.1), panel.at(to.0, to.1)], Ink::solid(BLACK), 1.1, &[]);
        }
        // A label where it touches no other, near the middle of the line first.
        let middle = segments.len() / 2;
        let mut order: Vec<usize> = (0..segments.len()).collect();
        order.sort_by_key(|at| at.abs_diff(middle));
        let room = text_width(&tick.label, LABEL, false) / 2.0 + 4.0;
        let free = order.iter().map(|&at| segments[at]).map(|(a, b)| panel.at(0.5 * (a.0 + b.0), 0.5 * (a.1 + b.1)));
        let mut free = free.filter(|(x, y)| {
            let inside = *x - room > panel.area.left && *x + room < panel.area.right();
            inside && *y > panel.area.top + 9.0 && *y < panel.area.bottom() - 9.0
        });
        let apart = |x: f64, y: f64| taken.iter().all(|(a, b)| (a - x).abs() > 2.0 * room || (b - y).abs() > LINE);
        if let Some((x, y)) = free.find(|(x, y)| apart(*x, *y)) {
            let area = Area { left: x - room, top: y - 8.0, width: 2.0 * room, height: 16.0 };
            canvas.rectangle(area, Ink::solid(WHITE).faint(0.8));
            canvas.text(&tick.label, x, y, plain(Anchor::Middle));
            taken.push((x, y));
        }
    }
    beside(canvas, panel, &scale);
}

/// The scale of the colours beside a panel.
fn beside(canvas: &mut Canvas, panel: &Panel, scale: &Range) {
    let left = panel.area.right() + 10.0;
    let step = panel.area.height / STEPS as f64;
    for at in 0..STEPS {
        let top = panel.area.bottom() - (at + 1) as f64 * step;
        let ink = colour((at as f64 + 0.5) / STEPS as f64);
        canvas.rectangle(Area { left, top, width: SCALE, height: step + 0.25 }, ink);
    }
    for tick in scale.ticks(5) {
        let y = panel.area.bottom() - scale.part(tick.value) * panel.area.height;
        canvas.path(&[(left + SCALE, y), (left + SCALE + 3.0, y)], Ink::solid(AXIS), 1.0, &[]);
        canvas.text(&tick.label, left + SCALE + 6.0, y, quiet(Anchor::Start));
    }
}

/// A place on a panel, in the units of its axes.
type At = (f64, f64);

/// Pieces of the line along which the values between the places of a grid are `level`: in each square between four
/// neighbours the straight line between where its edges have it. A square whose corners lie crosswise has two.
fn contour(at_x: &[f64], at_y: &[f64], found: &impl Fn(usize, usize) -> Option<f64>, level: f64) -> Vec<(At, At)> {
    let mut pieces = Vec::new();
    for row in 1..at_y.len() {
        for column in 1..at_x.len() {
            let corners = [(row - 1, column - 1), (row - 1, column), (row, column), (row, column - 1)];
            let values: Vec<f64> = corners.iter().filter_map(|&(r, c)| found(r, c)).collect();
            if values.len() < 4 {
                continue;
            }
            let place = |corner: usize| (at_x[corners[corner].1], at_y[corners[corner].0]);
            let mut crossings: Vec<At> = Vec::new();
            for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
                if (values[from] < level) == (values[to] < level) {
                    continue;
                }
                let along = (level - values[from]) / (values[to] - values[from]);
                let (a, b) = (place(from), place(to));
                crossings.push((a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1)));
            }
            pieces.extend(crossings.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_end_half_way_between_places() {
        assert_eq!(edges(&[0.0, 10.0, 40.0]), [-5.0, 5.0, 25.0, 55.0]);
        assert_eq!(edges(&[3.0]), [2.5, 3.5]);
        assert!(edges(&[]).is_empty());
    }

    /// On a plane x + y the lines of equal value are straight: every piece lies on x + y = 1.5.
    #[test]
    fn contours_of_a_plane_are_straight() {
        let at = [0.0, 1.0, 2.0];
        let plane = |row: usize, column: usize| Some(at[row] + at[column]);
        let pieces = contour(&at, &at, &plane, 1.5);
        assert_eq!(pieces.len(), 3);
        for (a, b) in pieces {
            assert!((a.0 + a.1 - 1.5).abs() < 1e-12 && (b.0 + b.1 - 1.5).abs() < 1e-12, "{a:?} {b:?}");
        }
        assert!(contour(&at, &at, &plane, 9.0).is_empty());
        assert!(contour(&at, &at, &|_, _| None, 1.5).is_empty());
    }

    #[test]
    fn every_cell_has_its_colour_and_every_panel_its_words() {
        let chart = HeatChart {
            caption: Caption::new("the title", "the subtitle", "the note"),
            x: Axis::number("the bond"),
            y: Axis::number("the belief"),
            at_x: vec![0.0, 500.0, 1000.0],
            at_y: vec![0.1, 0.5, 0.9],
            panels: vec![
                HeatPanel {
                    name: "return, share".to_owned(),
                    values: vec![vec![0.1, 0.2, 0.3], vec![0.2, 0.3, f64::NAN], vec![0.3, 0.4, 0.5]],
                },
                HeatPanel { name: "nothing".to_owned(), values: vec![vec![f64::NAN; 3]; 3] },
            ],
        };
        let svg = heat(&chart);
        for part in ["the title", "the note", "the bond", "the belief", "return, share", "nothing", "no data", "0.4"] {
            assert!(svg.contains(part), "{part}");
        }
        assert!(!svg.contains("NaN") && svg == heat(&chart));
        assert!(svg.matches("<rect").count() > 8 + STEPS);
    }
}
