//! Small multiples of lines: panels in rows and columns with the same axes, one legend for all. In a single row, where
//! the shared axis would press one panel flat, each has a vertical axis of its own; panels that stand one above another
//! show different things, so each has its own axis and its heading above it.

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
    let layout = Layout::new(&page, grid, (&x, &ys));
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
        if layout.stacked() {
            let lines = wrapped(heading, LABEL, true, area.width);
            let top = area.top - 8.0 - (lines.len() as f64 - 0.5) * LINE;
            block(&mut page.canvas, &lines, area.left, top, Type { bold: true, ..plain(Anchor::Start) });
            continue;
        }
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
    for (row, of_row) in ys.iter().enumerate() {
        for (column, &y) in of_row.iter().enumerate() {
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
    layout.titles(&mut page, grid, x, ys[0][0]);
    page.finish()
}

/// A panel lower than this part of the highest is flat on a shared axis.
const FLAT: f64 = 0.25;

/// The vertical range of each panel, row by row.
fn vertical(grid: &LineGrid, rows: usize, columns: usize) -> Vec<Vec<Range>> {
    let values = |row: Option<usize>, column: Option<usize>| {
        let panels = grid.panels.iter().filter(move |panel| {
            row.is_none_or(|row| panel.row == row) && column.is_none_or(|column| panel.column == column)
        });
        panels
            .flat_map(|panel| panel.lines.iter().flatten())
            .flat_map(|point| point.drawable_band().into_iter().flat_map(|(low, high)| [low, high]).chain([point.y]))
    };
    let range = |row, column| grid.y.range(values(row, column), Some(vertical_ticks(height(rows))));
    let highest =
        |column| values(None, column).filter(|y| super::drawable(*y)).fold(0.0, |most: f64, y| most.max(y.abs()));
    let flat = |column| (f64::MIN_POSITIVE..FLAT * highest(None)).contains(&highest(Some(column)));
    if rows > 1 && columns == 1 && !grid.y.is_fixed() {
        return (0..rows).map(|row| vec![range(Some(row), None)]).collect();
    }
    if rows == 1 && !grid.y.is_fixed() && (0..columns).any(flat) {
        return vec![(0..columns).map(|column| range(None, Some(column))).collect()];
    }
    vec![vec![range(None, None); columns]; rows]
}

/// Height of a panel when there are so many rows.
fn height(rows: usize) -> f64 {
    if rows == 1 { 300.0 } else { 190.0 }
}

struct Layout {
    first: Area,
    /// Between columns and between rows.
    gaps: (f64, f64),
    rows: usize,
    columns: usize,
    /// Whether each column has a vertical axis of its own.
    own: bool,
}

impl Layout {
    fn new(page: &Page<'_>, grid: &LineGrid, (x, ys): (&Range, &[Vec<Range>])) -> Self {
        let (rows, columns) = (ys.len(), ys[0].len());
        let (height, first) = (height(rows), &ys[0]);
        let stacked = columns == 1 && rows > 1;
        let own = first.iter().any(|y| *y != first[0]);
        let whole = rows as f64 * height + (rows - 1) as f64 * GAP;
        let most = ys.iter().map(|row| label_room(&row[0], height)).fold(0.0, f64::max);
        let left = MARGIN + title_lines(&grid.y, whole).len() as f64 * LINE + most;
        let headings = |room: f64, names: &[String]| {
            names.iter().map(|name| wrapped(name, LABEL, true, room).len()).max().unwrap_or(0) as f64 * LINE
        };
        let row_room = if stacked { 10.0 } else { headings(height + GAP - 4.0, &grid.rows) + 10.0 };
        let labels = first.iter().skip(1).map(|y| label_room(y, height) + 10.0).fold(0.0, f64::max);
        let between = if own { gap(x).max(labels) } else { gap(x) };
        let width = ((WIDTH - MARGIN - row_room - left - (columns - 1) as f64 * between) / columns as f64).max(30.0);
        let above = if stacked { headings(width, &grid.rows) } else { 0.0 };
        let top = page.y + headings(width, &grid.columns) + above + 10.0;
        Self { first: Area { left, top, width, height }, gaps: (between, GAP + above), rows, columns, own }
    }

    /// Whether the panels stand one above another.
    fn stacked(&self) -> bool {
        self.columns == 1 && self.rows > 1
    }

    fn area(&self, row: usize, column: usize) -> Area {
        let Area { left, top, width, height } = self.first;
        Area {
            left: left + column as f64 * (width + self.gaps.0),
            top: top + row as f64 * (height + self.gaps.1),
            width,
            height,
        }
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
