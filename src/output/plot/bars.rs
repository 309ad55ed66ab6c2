//! Money by party: horizontal bars in groups, with intervals and their numbers beside them.

use super::axis::{Axis, number};
use super::canvas::{Anchor, Area, Canvas, Ink};
use super::measure::{text_width, wrapped};
use super::page::{LABEL, LINE, MARGIN, Page, WIDTH, block, centred_block, plain, quiet};
use super::palette::{AXIS, BLACK, GREY, GRID, SAMPLE, WHITE, hatch, line_ink};
use super::panel::Panel;
use super::{Caption, drawable};

/// The bar of one variant in one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its length from zero, in the unit of the axis; NaN is shown as a dash.
    pub value: f64,
    /// Lower and upper end of the interval.
    pub interval: Option<(f64, f64)>,
}

impl Bar {
    /// A bar with its interval from `low` to `high`.
    #[must_use]
    pub fn new(value: f64, low: f64, high: f64) -> Self {
        Self { value, interval: Some((low, high)) }
    }

    fn ends(self) -> Option<(f64, f64)> {
        self.interval.filter(|&(low, high)| drawable(self.value) && drawable(low) && drawable(high))
    }
}

/// The bars of one party.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarGroup {
    /// Name of the party.
    pub name: String,
    /// One bar for each variant, in the order of [`BarChart::variants`]; none where the variant knows no such party.
    pub bars: Vec<Option<Bar>>,
}

/// What [`bars`] draws.
#[derive(Clone, Debug, PartialEq)]
pub struct BarChart {
    /// The words around it; the subtitle says what the intervals are and which sign means a gain.
    pub caption: Caption,
    /// The axis of the values; 0 is always in view.
    pub x: Axis,
    /// Heading of the numbers beside the bars: "EUR [95 % interval]".
    pub numbers_title: String,
    /// Decimal places of those numbers.
    pub decimals: u8,
    /// Names of the variants.
    pub variants: Vec<String>,
    /// The groups, from the top.
    pub groups: Vec<BarGroup>,
}

const THICKNESS: f64 = 15.0;
const PITCH: f64 = 19.0;
const GROUP_GAP: f64 = 16.0;

/// Grouped horizontal bars as an SVG document.
#[must_use]
pub fn bars(chart: &BarChart) -> String {
    let mut page = Page::new(&chart.caption);
    page.legend("", &chart.variants, |canvas, index, left, y| {
        bar(canvas, Area { left: left + 6.0, top: y - 7.0, width: SAMPLE - 10.0, height: 14.0 }, index);
    });
    let all = || chart.groups.iter().flat_map(|group| group.bars.iter().flatten());
    let values = all().flat_map(|bar| bar.ends().into_iter().flat_map(|(low, high)| [low, high]).chain([bar.value]));
    let x = chart.x.clone().from_zero().range(values, Some(6));
    let names: Vec<Vec<String>> = chart.groups.iter().map(|group| wrapped(&group.name, LABEL, false, 190.0)).collect();
    let names_width = names.iter().flatten().map(|line| text_width(line, LABEL, false)).fold(0.0, f64::max);
    let texts = all().map(|bar| text_width(&shown(Some(*bar), chart.decimals), LABEL, false)).fold(0.0, f64::max);
    let heading = wrapped(&chart.numbers_title, LABEL, false, texts.max(190.0));
    let numbers_width = heading.iter().map(|line| text_width(line, LABEL, false)).fold(texts, f64::max);
    let left = MARGIN + names_width + 14.0;
    let heights: Vec<f64> = chart
        .groups
        .iter()
        .zip(&names)
        .map(|(group, name)| (group.bars.len() as f64 * PITCH).max(name.len() as f64 * LINE))
        .collect();
    let height = (heights.iter().sum::<f64>() + heights.len() as f64 * GROUP_GAP).max(40.0);
    let top = page.y + heading.len() as f64 * LINE + 4.0;
    let area = Area { left, top, width: (WIDTH - MARGIN - numbers_width - 20.0 - left).max(80.0), height };
    let panel = Panel { area, x, y: Axis::number("").limits(0.0, 1.0).range(std::iter::empty(), None) };
    block(&mut page.canvas, &heading, WIDTH - MARGIN, page.y + LINE / 2.0, quiet(Anchor::End));
    grid(&mut page.canvas, &panel);
    let mut y = top + GROUP_GAP / 2.0;
    for ((group, name), height) in chart.groups.iter().zip(&names).zip(&heights) {
        centred_block(&mut page.canvas, name, left - 14.0, y + height / 2.0, plain(Anchor::End));
        let mut middle = y + (height - group.bars.len() as f64 * PITCH) / 2.0 + PITCH / 2.0;
        for (index, &bar) in group.bars.iter().enumerate() {
            one_bar(&mut page.canvas, &panel, bar, index, middle);
            page.canvas.text(&shown(bar, chart.decimals), WIDTH - MARGIN, middle, plain(Anchor::End));
            middle += PITCH;
        }
        y += height + GROUP_GAP;
    }
    zero(&mut page.canvas, &panel);
    if !all().any(|bar| drawable(bar.value)) {
        panel.nothing(&mut page.canvas);
    }
    panel.horizontal_axis(&mut page.canvas, true);
    page.y = area.bottom() + panel.horizontal_title(&mut page.canvas, &chart.x);
    page.finish()
}

fn grid(canvas: &mut Canvas, panel: &Panel) {
    for tick in panel.horizontal_ticks() {
        let x = panel.across(tick.value);
        canvas.path(&[(x, panel.area.top), (x, panel.area.bottom())], Ink::solid(GRID), 1.0, &[]);
    }
}

fn zero(canvas: &mut Canvas, panel: &Panel) {
    if panel.x.holds(0.0) {
        let x = panel.across(0.0);
        canvas.path(&[(x, panel.area.top), (x, panel.area.bottom())], Ink::solid(GREY), 1.25, &[]);
    }
}

/// A bar in the colour that lines of the same variant have, with a thin rim and a hatch that tells it from the others
/// in grey.
fn bar(canvas: &mut Canvas, area: Area, index: usize) {
    canvas.rectangle(
        Area { left: area.left - 0.5, top: area.top - 0.5, width: area.width + 1.0, height: area.height + 1.0 },
        Ink::solid(AXIS),
    );
    canvas.rectangle(area, line_ink(index));
    hatch(canvas, index, area);
}

fn one_bar(canvas: &mut Canvas, panel: &Panel, data: Option<Bar>, index: usize, middle: f64) {
    let Some(data) = data.filter(|bar| drawable(bar.value)) else { return };
    canvas.clipped(panel.area, |canvas| {
        // An axis with limits may leave out zero or the end: the bar then runs to the edge.
        let edge = |value: f64| panel.across(value).clamp(panel.area.left - 4.0, panel.area.right() + 4.0);
        let (zero, end) = (edge(0.0), edge(data.value));
        bar(
            canvas,
            Area { left: zero.min(end), top: middle - THICKNESS / 2.0, width: (end - zero).abs(), height: THICKNESS },
            index,
        );
        if let Some((low, high)) = data.ends() {
            let (low, high) = (panel.across(low), panel.across(high));
            // On a white rim, so that it is seen on dark bars too.
            for (ink, width) in [(Ink::solid(WHITE), 3.5), (Ink::solid(BLACK), 1.5)] {
                canvas.path(&[(low, middle), (high, middle)], ink, width, &[]);
                for end in [low, high] {
                    canvas.path(&[(end, middle - 3.5), (end, middle + 3.5)], ink, width, &[]);
                }
            }
        }
    });
}

fn shown(bar: Option<Bar>, decimals: u8) -> String {
    let Some(bar) = bar.filter(|bar| drawable(bar.value)) else { return "–".to_owned() };
    let value = number(bar.value, decimals);
    bar.ends().map_or_else(
        || value.clone(),
        |(low, high)| format!("{value} [{}, {}]", number(low, decimals), number(high, decimals)),
    )
}
