//! Small multiples of lines: panels in rows and columns with the same axes, one legend for all. In a single row, where
//! the shared axis would press one panel flat, each has a vertical axis of its own.

use super::axis::{Axis, Range};
use super::canvas::{Anchor, Area, Type};
use super::measure::wrapped;
use super::page::{LABEL, LINE, MARGIN, Page, WIDTH, block, plain, upright_title};
use super::palette::line_sample;
use super::panel::{Panel, gap, label_room, title_lines, vertical_ticks};
use super::{Caption, Point};

/// One panel of a [`LineGrid`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridPanel {
    /// Place in [`LineGrid::rows`], from 0.
    pub row: usize,
    /// Place in [`LineGrid::columns`], from 0.
    pub column: usize,
    /// Points of each line, in the order of [`LineGrid::lines`].
    pub lines: Vec<Vec<Point>>,
}

/// What [`line_grid`] draws: an effect (such as the return share over the bond) under several circumstances.
#[derive(Clone, Debug, PartialEq)]
pub struct LineGrid {
    /// The words around it.
    pub caption: Caption,
    /// Horizontal axis of every panel.
    pub x: Axis,
    /// Vertical axis of every panel, or the kind of each panel's own.
    pub y: Axis,
    /// What tells the lines apart: "Believed chance of recall".
    pub lines_title: String,
    /// Names of the lines.
    pub lines: Vec<String>,
    /// Headings of the columns, each a whole phrase: "wage 40 EUR/day".
    pub columns: Vec<String>,
    /// Headings of the rows, each a whole phrase: "irregular work 10 days/month".
    pub rows: Vec<String>,
    /// The panels; a place without a panel says "no data".
    pub panels: Vec<GridPanel>,
}

/// Between rows.
const GAP: f64 = 26.0;

/// Panels of lines with shared axes as an SVG document.
#[must_use]
pub fn line_grid(grid: &LineGrid) -> String {
    let mut page = Page::new(&grid.caption);
    page.legend(&grid.lines_title, &grid.lines, line_sample);
    let points = || grid.panels.iter().flat_map(|panel| panel.lines.iter().flatten());
    let (rows, columns) = (grid.rows.len().max(1), grid.columns.len().max(1));
    let x = grid.x.range(points().filter(|point| super::drawable(point.y)).map(|point| point.x), None);
    let ys = vertical(grid, rows, columns);
    let layout = Layout::new(&page, grid, (&x, &ys), rows);
    for (column, heading) in grid.columns.iter().enumerate() {
        let area = layout.area(0, column);
        let lines = wrapped(heading, LABEL, true, area.width);
        block(
            &mut page.canvas,
            &lines,
            area.left + area.width / 2.0,
            area.top - 8.0 - (lines.len() as f64 - 0.5) * LINE,
            Type { bold: true, ..plain(Anchor::Middle) },
        );
    }
    for (row, heading) in grid.rows.iter().enumerate() {
        let area = layout.area(row, 0);
        let lines = wrapped(heading, LABEL, true, area.height + GAP - 4.0);
        for (index, line) in lines.iter().enumerate() {
            let at = layout.area(row, columns - 1).right() + 10.0 + (index as f64 + 0.5) * LINE;
            page.canvas.text(
                line,
                at,
                area.top + area.height / 2.0,
                Type { bold: true, upright: true, ..plain(Anchor::Middle) },
            );
        }
    }
    for row in 0..rows {
        for (column, &y) in ys.iter().enumerate() {
            let panel = Panel { area: layout.area(row, column), x, y };
            panel.vertical_axis(&mut page.canvas, column == 0 || layout.own);
            panel.horizontal_axis(&mut page.canvas, row + 1 == rows);
            let lines: Vec<&[Point]> = grid
                .panels
                .iter()
                .find(|panel| panel.row == row && panel.column == column)
                .map_or_else(Vec::new, |panel| panel.lines.iter().map(Vec::as_slice).collect());
            if lines.iter().any(|points| points.iter().any(|point| point.drawable())) {
                panel.series(&mut page.canvas, lines.iter().copied().enumerate());
            } else {
                panel.nothing(&mut page.canvas);
            }
        }
    }
    layout.titles(&mut page, grid, x, ys[0]);
    page.finish()
}

/// A panel lower than this part of the highest is flat on a shared axis.
const FLAT: f64 = 0.25;

/// The vertical range of each column.
fn vertical(grid: &LineGrid, rows: usize, columns: usize) -> Vec<Range> {
    let values = |column: Option<usize>| {
        let panels = grid.panels.iter().filter(move |panel| column.is_none_or(|column| panel.column == column));
        panels
            .flat_map(|panel| panel.lines.iter().flatten())
            .flat_map(|point| point.drawable_band().into_iter().flat_map(|(low, high)| [low, high]).chain([point.y]))
    };
    let range = |column| grid.y.range(values(column), Some(vertical_ticks(height(rows))));
    let highest = |column| values(column).filter(|y| super::drawable(*y)).fold(0.0, |most: f64, y| most.max(y.abs()));
    let flat = |column| (f64::MIN_POSITIVE..FLAT * highest(None)).contains(&highest(Some(column)));
    if rows == 1 && !grid.y.is_fixed() && (0..columns).any(flat) {
        return (0..columns).map(|column| range(Some(column))).collect();
    }
    vec![range(None); columns]
}

/// Height of a panel when there are so many rows.
fn height(rows: usize) -> f64 {
    if rows == 1 { 300.0 } else { 190.0 }
}

struct Layout {
    first: Area,
    gap: f64,
    rows: usize,
    columns: usize,
    /// Whether each column has a vertical axis of its own.
    own: bool,
}

impl Layout {
    fn new(page: &Page<'_>, grid: &LineGrid, (x, ys): (&Range, &[Range]), rows: usize) -> Self {
        let (height, columns) = (height(rows), ys.len());
        let own = ys.iter().any(|y| *y != ys[0]);
        let whole = rows as f64 * height + (rows - 1) as f64 * GAP;
        let left = MARGIN + title_lines(&grid.y, whole).len() as f64 * LINE + label_room(&ys[0], height);
        let row_room =
            grid.rows.iter().map(|row| wrapped(row, LABEL, true, height + GAP - 4.0).len()).max().unwrap_or(0) as f64
                * LINE
                + 10.0;
        let labels = ys.iter().skip(1).map(|y| label_room(y, height) + 10.0).fold(0.0, f64::max);
        let gap = if own { gap(x).max(labels) } else { gap(x) };
        let width = ((WIDTH - MARGIN - row_room - left - (columns - 1) as f64 * gap) / columns as f64).max(30.0);
        let heading = grid.columns.iter().map(|column| wrapped(column, LABEL, true, width).len()).max().unwrap_or(0)
            as f64
            * LINE;
        Self { first: Area { left, top: page.y + heading + 10.0, width, height }, gap, rows, columns, own }
    }

    fn area(&self, row: usize, column: usize) -> Area {
        let Area { left, top, width, height } = self.first;
        Area { left: left + column as f64 * (width + self.gap), top: top + row as f64 * (height + GAP), width, height }
    }

    /// One title for all horizontal axes, one for all vertical ones.
    fn titles(&self, page: &mut Page<'_>, grid: &LineGrid, x: Range, y: Range) {
        let last = self.area(self.rows - 1, self.columns - 1);
        let whole = Area {
            left: self.first.left,
            top: self.first.top,
            width: last.right() - self.first.left,
            height: last.bottom() - self.first.top,
        };
        page.y = whole.bottom() + Panel { area: whole, x, y }.horizontal_title(&mut page.canvas, &grid.x);
        let right = self.first.left - label_room(&y, self.first.height) - 2.0;
        upright_title(&mut page.canvas, &title_lines(&grid.y, whole.height), right, whole);
    }
}
