//! Colours, dashes and markers of the series: each series has all three, so that it can be told apart in grey and by
//! the colour-blind.

use super::canvas::{Area, Canvas, Ink};
use plotters::style::RGBColor;

/// Text.
pub(super) const BLACK: RGBColor = RGBColor(0x1a, 0x1a, 0x1a);
/// Text that stands back.
pub(super) const GREY: RGBColor = RGBColor(0x55, 0x55, 0x55);
/// Axis lines.
pub(super) const AXIS: RGBColor = RGBColor(0x88, 0x88, 0x88);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);
pub(super) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// Okabe and Ito's colours for lines; their yellow is too light for a line on white, a brown stands for it.
const LINES: [RGBColor; 8] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x00, 0x00, 0x00),
    RGBColor(0x8a, 0x5a, 0x2b),
];
/// The same for areas, dark and light in turn so that neighbours differ in grey.
const AREAS: [RGBColor; 8] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xf0, 0xe4, 0x42),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x33, 0x33, 0x33),
    RGBColor(0xcc, 0x79, 0xa7),
];
const DASHES: [&[f64]; 8] = [
    &[],
    &[8.0, 3.0],
    &[2.0, 2.5],
    &[9.0, 3.0, 2.0, 3.0],
    &[5.0, 2.0],
    &[12.0, 3.0, 2.0, 3.0, 2.0, 3.0],
    &[16.0, 4.0],
    &[4.0, 6.0],
];
const MARKERS: u64 = 8;

/// Colour of line `index`.
pub(super) fn line_ink(index: usize) -> Ink {
    Ink::solid(LINES[index % LINES.len()])
}

/// Colour of area `index`.
pub(super) fn area_ink(index: usize) -> Ink {
    Ink::solid(AREAS[index % AREAS.len()])
}

/// Dashes of line `index`. Shifted at each round of the colours, so that 64 lines are all different, and eight differ
/// in colour as well as in dash.
pub(super) fn dash(index: usize) -> &'static [f64] {
    DASHES[(index + index / LINES.len()) % DASHES.len()]
}

/// Draws the marker of line `index`: circle, square, triangle, diamond, triangle downwards, cross, hourglass, triangle
/// to the left; on a white rim, so that it stands out.
pub(super) fn marker(canvas: &mut Canvas, index: usize, (x, y): (f64, f64)) {
    let ink = line_ink(index);
    let shape = |r: f64| match (index + index / LINES.len()) as u64 % MARKERS {
        1 => vec![(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        2 => vec![(x, y - 1.3 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)],
        3 => vec![(x, y - 1.4 * r), (x + 1.4 * r, y), (x, y + 1.4 * r), (x - 1.4 * r, y)],
        4 => vec![(x, y + 1.3 * r), (x + 1.2 * r, y - r), (x - 1.2 * r, y - r)],
        5 => {
            let t = 0.45 * r;
            let q = 1.3 * r;
            [(-t, -q), (t, -q), (t, -t), (q, -t), (q, t), (t, t), (t, q), (-t, q), (-t, t), (-q, t), (-q, -t), (-t, -t)]
                .map(|(dx, dy)| (x + dx, y + dy))
                .to_vec()
        }
        6 => vec![(x - r, y - 1.3 * r), (x + r, y - 1.3 * r), (x - r, y + 1.3 * r), (x + r, y + 1.3 * r)],
        7 => vec![(x - 1.3 * r, y), (x + r, y - 1.2 * r), (x + r, y + 1.2 * r)],
        _ => Vec::new(),
    };
    for (radius, ink) in [(4.6, Ink::solid(WHITE)), (3.2, ink)] {
        let corners = shape(radius);
        if corners.is_empty() { canvas.circle((x, y), radius * 1.1, ink) } else { canvas.polygon(&corners, ink) }
    }
}

/// Draws the hatch of bar `index` over it: none, rising, falling, upright, level and crossed white strokes.
pub(super) fn hatch(canvas: &mut Canvas, index: usize, area: Area) {
    const APART: f64 = 6.0;
    let kind = (index + index / LINES.len()) % 6;
    if kind == 0 || area.width < 1.0 {
        return;
    }
    let (lean, level) = (area.height, kind == 4);
    let leans: &[f64] = match kind {
        1 => &[1.0],
        2 => &[-1.0],
        3 => &[0.0],
        4 => &[],
        _ => &[1.0, -1.0],
    };
    let ink = Ink::solid(WHITE).faint(0.75);
    canvas.clipped(area, |canvas| {
        // The strokes stand at fixed places on the page, so that those of stacked bars agree.
        let first = ((area.left - lean) / APART).floor();
        let count = ((area.width + 2.0 * lean) / APART).ceil() as u32 + 1;
        for place in (0..count).map(|stroke| (first + f64::from(stroke)) * APART) {
            for side in leans {
                let aside = side * lean / 2.0;
                canvas.path(&[(place - aside, area.bottom()), (place + aside, area.top)], ink, 1.25, &[]);
            }
        }
        if level {
            for part in [0.2, 0.5, 0.8] {
                let y = area.top + part * area.height;
                canvas.path(&[(area.left, y), (area.right(), y)], ink, 1.25, &[]);
            }
        }
    });
}

/// A short piece of line `index` with its marker, for legends; from `left` at height `y`.
pub(super) fn line_sample(canvas: &mut Canvas, index: usize, left: f64, y: f64) {
    canvas.path(&[(left, y), (left + SAMPLE, y)], line_ink(index), 2.0, dash(index));
    marker(canvas, index, (left + SAMPLE / 2.0, y));
}

/// Width of a sample in a legend.
pub(super) const SAMPLE: f64 = 30.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_lines_differ_in_colour_and_in_dash_and_sixty_four_in_one_of_them() {
        let colour = |i: usize| LINES[i % LINES.len()];
        for (a, b) in (0..8).flat_map(|a| (0..a).map(move |b| (a, b))) {
            assert!(colour(a) != colour(b) && dash(a) != dash(b), "{a} and {b}");
        }
        for (a, b) in (0..64).flat_map(|a| (0..a).map(move |b| (a, b))) {
            assert!(colour(a) != colour(b) || dash(a) != dash(b), "{a} and {b}");
        }
    }
}
