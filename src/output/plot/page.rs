//! The page around the panels: title and subtitle above, legend, note below, and blocks of text.

use super::Caption;
use super::canvas::{Anchor, Area, Canvas, Type};
use super::measure::{text_width, wrapped};
use super::palette::{BLACK, GREY, SAMPLE};
use plotters::style::RGBColor;

/// Width of every picture.
pub(super) const WIDTH: f64 = 960.0;
/// Free space at the edges.
pub(super) const MARGIN: f64 = 24.0;
/// Size of the labels of ticks, series and groups.
pub(super) const LABEL: f64 = 13.0;
/// Height of a line of labels.
pub(super) const LINE: f64 = 17.0;
const TITLE: f64 = 20.0;
const SUBTITLE: f64 = 14.0;
const NOTE: f64 = 12.0;
/// Between a sample and its name.
pub(super) const SAMPLE_GAP: f64 = 7.0;

/// Plain text.
pub(super) const fn plain(anchor: Anchor) -> Type {
    Type { size: LABEL, bold: false, colour: BLACK, anchor, upright: false }
}

/// Text that stands back.
pub(super) const fn quiet(anchor: Anchor) -> Type {
    Type { colour: GREY, ..plain(anchor) }
}

/// Draws lines of text under one another, the first centred at height `y`.
pub(super) fn block(canvas: &mut Canvas, lines: &[String], x: f64, y: f64, look: Type) {
    for (index, line) in lines.iter().enumerate() {
        canvas.text(line, x, y + index as f64 * LINE, look);
    }
}

/// Draws lines of text centred about height `y`.
pub(super) fn centred_block(canvas: &mut Canvas, lines: &[String], x: f64, y: f64, look: Type) {
    block(canvas, lines, x, y - (lines.len().saturating_sub(1)) as f64 * LINE / 2.0, look);
}

/// Draws the title of a vertical axis, upright, in as many lines as it needs; `right` is the edge it must not pass.
pub(super) fn upright_title(canvas: &mut Canvas, lines: &[String], right: f64, area: Area) {
    for (index, line) in lines.iter().enumerate() {
        let x = right - (lines.len() - index) as f64 * LINE + LINE / 2.0;
        canvas.text(line, x, area.top + area.height / 2.0, Type { upright: true, ..plain(Anchor::Middle) });
    }
}

/// A page that grows downwards while it is drawn.
pub(super) struct Page<'a> {
    pub canvas: Canvas,
    /// Where the next thing begins.
    pub y: f64,
    caption: &'a Caption,
}

impl<'a> Page<'a> {
    /// A page with title and subtitle.
    pub fn new(caption: &'a Caption) -> Self {
        let mut page = Self { canvas: Canvas::default(), y: MARGIN - 4.0, caption };
        page.paragraph(&caption.title, TITLE, true, BLACK);
        page.paragraph(&caption.subtitle, SUBTITLE, false, GREY);
        page.y += 10.0;
        page
    }

    fn paragraph(&mut self, text: &str, size: f64, bold: bool, colour: RGBColor) {
        for line in wrapped(text, size, bold, WIDTH - 2.0 * MARGIN) {
            let height = size * 1.35;
            self.canvas.text(
                &line,
                MARGIN,
                self.y + height / 2.0,
                Type { size, bold, colour, anchor: Anchor::Start, upright: false },
            );
            self.y += height;
        }
    }

    /// A legend in rows: `sample` draws the sign of entry `index` from a left end at a height.
    pub fn legend(&mut self, title: &str, names: &[String], sample: impl Fn(&mut Canvas, usize, f64, f64)) {
        const BETWEEN: f64 = 18.0;
        // One thing without a name needs no sign of its own.
        if names.iter().all(String::is_empty) {
            return;
        }
        let mut x = MARGIN;
        let mut rows = 1.0;
        if !title.is_empty() {
            let lines = wrapped(title, LABEL, true, WIDTH - 2.0 * MARGIN);
            let width = lines.iter().map(|line| text_width(line, LABEL, true)).fold(0.0, f64::max);
            block(&mut self.canvas, &lines, x, self.y + LINE / 2.0, Type { bold: true, ..plain(Anchor::Start) });
            if lines.len() > 1 || width > WIDTH / 2.0 {
                self.y += lines.len() as f64 * LINE + 3.0;
            } else {
                x += width + BETWEEN / 2.0;
            }
        }
        for (index, name) in names.iter().enumerate() {
            let room = WIDTH - 2.0 * MARGIN - SAMPLE - SAMPLE_GAP;
            let lines = wrapped(name, LABEL, false, room);
            let width =
                SAMPLE + SAMPLE_GAP + lines.iter().map(|line| text_width(line, LABEL, false)).fold(0.0, f64::max);
            if x > MARGIN && x + width > WIDTH - MARGIN {
                x = MARGIN;
                self.y += rows * LINE + 3.0;
                rows = 1.0;
            }
            sample(&mut self.canvas, index, x, self.y + LINE / 2.0);
            block(&mut self.canvas, &lines, x + SAMPLE + SAMPLE_GAP, self.y + LINE / 2.0, plain(Anchor::Start));
            rows = f64::max(rows, lines.len() as f64);
            x += width + BETWEEN;
        }
        self.y += rows * LINE + 12.0;
    }

    /// Ends the page with the note and gives the document.
    pub fn finish(mut self) -> String {
        self.y += 10.0;
        let note = &self.caption.note;
        self.paragraph(note, NOTE, false, GREY);
        let description = format!("{} {}", self.caption.subtitle, note);
        self.canvas.finish(WIDTH, (self.y + MARGIN - 8.0).ceil(), &self.caption.title, description.trim())
    }
}
