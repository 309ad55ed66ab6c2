//! Lines with bands: one panel, each line named at its right end.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas};
use super::measure::{text_width, wrapped};
use super::page::{LABEL, LINE, MARGIN, Page, SAMPLE_GAP, WIDTH, centred_block, plain};
use super::palette::{SAMPLE, line_ink, line_sample};
use super::panel::{Panel, label_room, title_lines, vertical_ticks};
use super::{Caption, Point};

/// A named line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Name, as the reader sees it.
    pub name: String,
    /// Points from left to right.
    pub points: Vec<Point>,
}

impl Series {
    /// A line of this name through `points`.
    #[must_use]
    pub fn new(name: impl Into<String>, points: Vec<Point>) -> Self {
        Self { name: name.into(), points }
    }
}

/// What [`lines`] draws.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// The words around it; the subtitle says what the bands are.
    pub caption: Caption,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// The lines, the most important first.
    pub series: Vec<Series>,
}

/// Lines with bands as an SVG document.
#[must_use]
pub fn lines(chart: &LineChart) -> String {
    let mut page = Page::new(&chart.caption);
    let names: Vec<String> = chart.series.iter().map(|series| series.name.clone()).collect();
    let points: Vec<&[Point]> = chart.series.iter().map(|series| series.points.as_slice()).collect();
    let panel = draw(&mut page, [&chart.x, &chart.y], &names, &points, Panel::series_of);
    page.y = panel.area.bottom() + panel.horizontal_title(&mut page.canvas, &chart.x);
    page.finish()
}

impl Panel {
    fn series_of(&self, canvas: &mut Canvas, points: &[&[Point]]) {
        self.series(canvas, points.iter().copied().enumerate());
    }
}

/// Draws the one panel of a page with named lines: axes, what `fill` draws, and the names on the right.
pub(super) fn draw(
    page: &mut Page<'_>,
    [x, y]: [&Axis; 2],
    names: &[String],
    points: &[&[Point]],
    fill: impl Fn(&Panel, &mut Canvas, &[&[Point]]),
) -> Panel {
    let labels: Vec<Vec<String>> = names.iter().zip(points).map(|(name, points)| label(name, points)).collect();
    let gutter = labels.iter().flatten().map(|line| text_width(line, LABEL, false)).fold(0.0, f64::max)
        + SAMPLE
        + SAMPLE_GAP
        + LEADER;
    let height = labels.iter().map(|lines| label_height(lines)).sum::<f64>().max(360.0);
    let all = || points.iter().flat_map(|points| points.iter());
    let x_range = x.range(all().filter(|point| super::drawable(point.y)).map(|point| point.x), None);
    let y_range = y.range(
        all().flat_map(|point| point.drawable_band().into_iter().flat_map(|(low, high)| [low, high]).chain([point.y])),
        Some(vertical_ticks(height)),
    );
    let left = MARGIN + title_lines(y, height).len() as f64 * LINE + label_room(&y_range, height);
    let area = Area { left, top: page.y + 8.0, width: WIDTH - MARGIN - gutter - left, height };
    let panel = Panel { area, x: x_range, y: y_range };
    panel.vertical_axis(&mut page.canvas, true);
    panel.horizontal_axis(&mut page.canvas, true);
    panel.vertical_title(&mut page.canvas, y);
    if all().any(|point| point.drawable()) {
        fill(&panel, &mut page.canvas, points);
    } else {
        panel.nothing(&mut page.canvas);
    }
    name_lines(&mut page.canvas, &panel, &labels, points);
    panel
}

/// Space between the panel and the samples, for the leaders from the ends of the lines.
const LEADER: f64 = 26.0;

fn label(name: &str, points: &[Point]) -> Vec<String> {
    let name = if points.iter().any(|point| point.drawable()) { name.to_owned() } else { format!("{name} (no data)") };
    wrapped(&name, LABEL, false, 190.0)
}

fn label_height(lines: &[String]) -> f64 {
    lines.len().max(1) as f64 * LINE + 5.0
}

/// Writes the names beside the ends of the lines, as near to them as they can stand without touching.
fn name_lines(canvas: &mut Canvas, panel: &Panel, labels: &[Vec<String>], points: &[&[Point]]) {
    let ends: Vec<Option<(f64, f64)>> = points
        .iter()
        .map(|points| {
            points
                .iter()
                .rfind(|point| point.drawable())
                .map(|point| (panel.across(point.x), panel.up(point.y).clamp(panel.area.top, panel.area.bottom())))
        })
        .collect();
    let wanted: Vec<f64> = ends.iter().map(|end| end.map_or(panel.area.bottom(), |(_, y)| y)).collect();
    let heights: Vec<f64> = labels.iter().map(|lines| label_height(lines)).collect();
    let places = spread(&wanted, &heights, panel.area.top, panel.area.bottom());
    let left = panel.area.right() + LEADER;
    for (index, (lines, &y)) in labels.iter().zip(&places).enumerate() {
        // A line that ends early is not led to its name: the leader would read as data.
        if let Some((x, end)) = ends[index].filter(|&(x, _)| x >= panel.area.right() - 12.0) {
            canvas.path(
                &[(x + 5.0, end), (panel.area.right() + 8.0, end), (left - 4.0, y)],
                line_ink(index).faint(0.55),
                1.0,
                &[],
            );
        }
        line_sample(canvas, index, left, y);
        centred_block(canvas, lines, left + SAMPLE + SAMPLE_GAP, y, plain(Anchor::Start));
    }
}

/// Middles of labels of the given heights between `top` and `bottom`, in the order of the heights wanted, without
/// overlap, if there is room.
fn spread(wanted: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    let mut places = wanted.to_vec();
    let mut free = f64::NEG_INFINITY;
    for &index in &order {
        places[index] = wanted[index].max(free + heights[index] / 2.0).max(top);
        free = places[index] + heights[index] / 2.0;
    }
    let mut free = bottom + heights.iter().copied().fold(0.0, f64::max) / 2.0;
    for &index in order.iter().rev() {
        places[index] = places[index].min(free - heights[index] / 2.0);
        free = places[index] - heights[index] / 2.0;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_overlap_and_stay_inside() {
        let heights = [20.0, 40.0, 20.0, 20.0];
        for wanted in [[50.0, 50.0, 50.0, 50.0], [0.0, 300.0, 300.0, 0.0], [299.0, 10.0, 298.0, 100.0]] {
            let places = spread(&wanted, &heights, 0.0, 300.0);
            let mut ends: Vec<(f64, f64)> =
                places.iter().zip(heights).map(|(&y, height)| (y - height / 2.0, y + height / 2.0)).collect();
            ends.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(ends.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 1e-9), "{ends:?}");
            assert!(ends[0].0 >= -20.0 && ends[3].1 <= 320.0);
        }
    }
}
