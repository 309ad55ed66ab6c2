//! A panel: two axes and what lies between them.

use super::Point;
use super::axis::{Axis, Range};
use super::canvas::{Anchor, Area, Canvas, Ink};
use super::measure::{text_width, wrapped};
use super::page::{LABEL, LINE, block, plain, quiet, upright_title};
use super::palette::{AXIS, GRID, dash, line_ink, marker};

/// Least distance of the markers of a line.
const MARKERS_APART: f64 = 62.0;
/// Between an axis and the labels of its ticks.
const TICK_GAP: f64 = 7.0;

/// Room that the labels of the vertical axis take on the left of a panel of `height`, without the title.
pub(super) fn label_room(range: &Range, height: f64) -> f64 {
    range.ticks(vertical_ticks(height)).iter().map(|tick| text_width(&tick.label, LABEL, false)).fold(0.0, f64::max)
        + TICK_GAP
        + 4.0
}

/// About how many ticks a vertical axis of this height has.
pub(super) fn vertical_ticks(height: f64) -> usize {
    (height / 40.0).clamp(2.0, 8.0) as usize
}

/// Distance of panels beside one another at which the labels below them do not touch.
pub(super) fn gap(x: &Range) -> f64 {
    x.ticks(6).iter().map(|tick| text_width(&tick.label, LABEL, false)).fold(0.0, f64::max) + 8.0
}

/// Lines of an axis title along `length`.
pub(super) fn title_lines(axis: &Axis, length: f64) -> Vec<String> {
    wrapped(axis.title(), LABEL, false, length)
}

/// Where the values of two axes lie on the page.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    pub area: Area,
    pub x: Range,
    pub y: Range,
}

impl Panel {
    pub fn across(&self, x: f64) -> f64 {
        self.area.left + self.x.part(x) * self.area.width
    }

    pub fn up(&self, y: f64) -> f64 {
        self.area.bottom() - self.y.part(y) * self.area.height
    }

    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.across(x), self.up(y))
    }

    /// Grid lines and the labels of the vertical axis, if asked for.
    pub fn vertical_axis(&self, canvas: &mut Canvas, labels: bool) {
        for tick in self.y.ticks(vertical_ticks(self.area.height)) {
            let y = self.up(tick.value);
            let ink = if tick.value == 0.0 { AXIS } else { GRID };
            canvas.path(&[(self.area.left, y), (self.area.right(), y)], Ink::solid(ink), 1.0, &[]);
            if labels {
                canvas.text(&tick.label, self.area.left - TICK_GAP, y, quiet(Anchor::End));
            }
        }
    }

    /// The line of the horizontal axis with ticks, and their labels if asked for; those that would touch their
    /// neighbour are left out.
    pub fn horizontal_axis(&self, canvas: &mut Canvas, labels: bool) {
        let bottom = self.area.bottom();
        canvas.path(&[(self.area.left, bottom), (self.area.right(), bottom)], Ink::solid(AXIS), 1.0, &[]);
        for tick in self.horizontal_ticks() {
            let x = self.across(tick.value);
            canvas.path(&[(x, bottom), (x, bottom + 4.0)], Ink::solid(AXIS), 1.0, &[]);
            if labels {
                canvas.text(&tick.label, x, bottom + TICK_GAP + LINE / 2.0, quiet(Anchor::Middle));
            }
        }
    }

    /// Ticks of the horizontal axis, so few that their labels do not touch.
    pub fn horizontal_ticks(&self) -> Vec<super::axis::Tick> {
        let mut ticks = self.x.ticks(2);
        for most in 3..=14 {
            let more = self.x.ticks(most);
            let widest = more.iter().map(|tick| text_width(&tick.label, LABEL, false)).fold(0.0, f64::max);
            let apart = match more.as_slice() {
                [first, second, ..] => self.across(second.value) - self.across(first.value),
                _ => f64::INFINITY,
            };
            if apart >= widest + 18.0 {
                ticks = more;
            }
        }
        ticks
    }

    /// The title of the horizontal axis below its labels; the height down to its end, from the bottom of the panel.
    pub fn horizontal_title(&self, canvas: &mut Canvas, axis: &Axis) -> f64 {
        let lines = title_lines(axis, self.area.width.max(200.0));
        let top = TICK_GAP + LINE + 6.0;
        block(
            canvas,
            &lines,
            self.area.left + self.area.width / 2.0,
            self.area.bottom() + top + LINE / 2.0,
            plain(Anchor::Middle),
        );
        top + lines.len() as f64 * LINE
    }

    /// The title of the vertical axis on the left of its labels.
    pub fn vertical_title(&self, canvas: &mut Canvas, axis: &Axis) {
        let right = self.area.left - label_room(&self.y, self.area.height) - 2.0;
        upright_title(canvas, &title_lines(axis, self.area.height), right, self.area);
    }

    /// Words in the middle of a panel that has nothing to show.
    pub fn nothing(&self, canvas: &mut Canvas) {
        canvas.text(
            "no data",
            self.area.left + self.area.width / 2.0,
            self.area.top + self.area.height / 2.0,
            quiet(Anchor::Middle),
        );
    }

    /// The band of a series: a shape as `faint` as is asked along each unbroken run, an upright bar where a point
    /// stands alone.
    pub fn band(&self, canvas: &mut Canvas, points: &[Point], index: usize, faint: f64) {
        for run in runs(points, |point| point.drawable_band().is_some()) {
            let ends: Vec<(f64, f64, f64)> = run
                .iter()
                .filter_map(|point| {
                    point.drawable_band().map(|(low, high)| (self.across(point.x), self.up(low), self.up(high)))
                })
                .collect();
            if let [(x, low, high)] = ends[..] {
                canvas.path(&[(x, low), (x, high)], line_ink(index), 1.5, &[]);
                continue;
            }
            let upper = ends.iter().map(|&(x, _, high)| (x, high));
            let lower = ends.iter().rev().map(|&(x, low, _)| (x, low));
            let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
            canvas.polygon(&outline, line_ink(index).faint(faint));
        }
    }

    /// The line of a series, broken at gaps.
    pub fn line(&self, canvas: &mut Canvas, points: &[Point], index: usize) {
        for run in runs(points, |point| point.drawable()) {
            let path: Vec<(f64, f64)> = run.iter().map(|point| self.at(point.x, point.y)).collect();
            if path.len() > 1 {
                canvas.path(&path, line_ink(index), 2.0, dash(index));
            }
        }
    }

    /// Markers of a series, not nearer to one another than `MARKERS_APART` and not at the same places as its
    /// neighbours'; always at lone points.
    pub fn markers(&self, canvas: &mut Canvas, points: &[Point], index: usize) {
        let drawable = points.iter().filter(|point| point.drawable()).map(|point| self.across(point.x));
        let (from, to) =
            drawable.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), x| (from.min(x), to.max(x)));
        let apart = ((to - from) / drawable.count().max(1) as f64).max(0.1);
        let every = (MARKERS_APART / apart).clamp(1.0, points.len().max(1) as f64) as usize;
        let first = index * every / 3 % every;
        let alone = |place: usize| {
            let missing =
                |place: Option<usize>| place.and_then(|place| points.get(place)).is_none_or(|point| !point.drawable());
            missing(place.checked_sub(1)) && missing(Some(place + 1))
        };
        for (place, point) in points.iter().enumerate() {
            let seen = point.drawable() && self.x.holds(point.x) && self.y.holds(point.y);
            if seen && (place % every == first || alone(place)) {
                marker(canvas, index, self.at(point.x, point.y));
            }
        }
    }

    /// Bands, then lines, then markers of all series. The first line is solid and lies below, so that a dashed one that
    /// runs along it is seen on it.
    pub fn series<'a>(&self, canvas: &mut Canvas, series: impl Iterator<Item = (usize, &'a [Point])> + Clone) {
        // A little more than the panel, so that a line along its edge has its whole width.
        let Area { left, top, width, height } = self.area;
        canvas.clipped(Area { left: left - 2.0, top: top - 2.0, width: width + 4.0, height: height + 4.0 }, |canvas| {
            let faint = band_strength(series.clone().count());
            series.clone().for_each(|(index, points)| self.band(canvas, points, index, faint));
            series.clone().for_each(|(index, points)| self.line(canvas, points, index));
        });
        series.for_each(|(index, points)| self.markers(canvas, points, index));
    }
}

/// How strong bands are when there are so many: together they cover no more than two do, so that lines are seen.
fn band_strength(series: usize) -> f64 {
    0.16 * (2.0 / series.max(2) as f64)
}

/// The unbroken runs of points that are `good`.
pub(super) fn runs(points: &[Point], good: impl Fn(&Point) -> bool) -> impl Iterator<Item = &[Point]> {
    points.split(move |point| !good(point)).filter(|run| !run.is_empty())
}
