//! The only file that speaks to the drawing library: shapes and text in picture units, as SVG text.
//!
//! The library rounds coordinates to whole units, so everything is drawn [`FINENESS`] times larger and the header
//! scales it back; and it knows neither dashes nor clipping nor descriptions, so its elements are taken one by one and
//! completed.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

/// Drawing units for one unit of the picture.
const FINENESS: f64 = 4.0;
/// Fonts in order of preference; the first that the viewer has is used.
const FONTS: &str = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// A colour and how much it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub colour: RGBColor,
    pub opacity: f64,
}

impl Ink {
    pub const fn solid(colour: RGBColor) -> Self {
        Self { colour, opacity: 1.0 }
    }

    pub const fn faint(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Look of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub size: f64,
    pub bold: bool,
    pub colour: RGBColor,
    pub anchor: Anchor,
    /// Reads from bottom to top.
    pub upright: bool,
}

/// A rectangle in picture units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// What has been drawn.
#[derive(Default)]
pub(super) struct Canvas {
    body: String,
}

impl Canvas {
    /// A line through `points`; `dash` holds lengths drawn and left out in turn, empty for a solid line.
    pub fn path(&mut self, points: &[(f64, f64)], ink: Ink, width: f64, dash: &[f64]) {
        let mut more = String::new();
        if !dash.is_empty() {
            let lengths: Vec<String> = dash.iter().map(|length| (length * FINENESS).to_string()).collect();
            more = format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        let style = ShapeStyle {
            color: ink.colour.mix(ink.opacity),
            filled: false,
            stroke_width: units(width).max(1).unsigned_abs(),
        };
        self.element(&more, |backend| backend.draw_path(points.iter().map(|&point| fine(point)), &style));
    }

    /// A filled shape.
    pub fn polygon(&mut self, points: &[(f64, f64)], ink: Ink) {
        let style = ShapeStyle { color: ink.colour.mix(ink.opacity), filled: true, stroke_width: 0 };
        self.element("", |backend| backend.fill_polygon(points.iter().map(|&point| fine(point)), &style));
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, area: Area, ink: Ink) {
        let style = ShapeStyle { color: ink.colour.mix(ink.opacity), filled: true, stroke_width: 0 };
        self.element("", |backend| {
            backend.draw_rect(fine((area.left, area.top)), fine((area.right(), area.bottom())), &style, true)
        });
    }

    /// A filled circle.
    pub fn circle(&mut self, centre: (f64, f64), radius: f64, ink: Ink) {
        let style = ShapeStyle { color: ink.colour.mix(ink.opacity), filled: true, stroke_width: 0 };
        self.element("", |backend| backend.draw_circle(fine(centre), units(radius).unsigned_abs(), &style, true));
    }

    /// One line of text; `y` is the middle of its height.
    pub fn text(&mut self, words: &str, x: f64, y: f64, look: Type) {
        let horizontal = match look.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontFamily::SansSerif.into_font().resize(library_size(look.size * FINENESS)).style(style);
        let mut style = TextStyle::from(font).color(&look.colour);
        style.pos = Pos::new(horizontal, VPos::Center);
        if look.upright {
            style = style.transform(FontTransform::Rotate270);
        }
        // Characters that XML forbids, and line ends, become spaces.
        let words: String = words
            .chars()
            .map(|c| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c })
            .collect();
        self.element("", |backend| backend.draw_text(&words, &style, fine((x, y))));
    }

    /// What `draw` draws, cut off at the edges of `area`.
    pub fn clipped(&mut self, area: Area, draw: impl FnOnce(&mut Self)) {
        let [left, top, width, height] = [area.left, area.top, area.width, area.height].map(units);
        // A nested picture clips without a name, so that several pictures can stand in one document.
        self.body.push_str(&format!(
            "<svg x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" \
            viewBox=\"{left} {top} {width} {height}\">\n"
        ));
        draw(self);
        self.body.push_str("</svg>\n");
    }

    /// The whole document, on white, with the texts that a screen reader speaks.
    pub fn finish(self, width: f64, height: f64, title: &str, description: &str) -> String {
        let mut paper = Self::default();
        paper.rectangle(Area { left: 0.0, top: 0.0, width, height }, Ink::solid(RGBColor(255, 255, 255)));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
                role=\"img\" font-family=\"{FONTS}\" \
                    stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>{}</desc>\n{}{}</svg>\n",
            units(width),
            units(height),
            escaped(title),
            escaped(description),
            paper.body,
            self.body
        )
    }

    /// One element by the library: its document around it is taken off, `more` attributes are put in, and what says
    /// nothing is left out.
    fn element<E>(&mut self, more: &str, draw: impl FnOnce(&mut SVGBackend) -> Result<(), E>) {
        let mut document = String::new();
        {
            let mut backend = SVGBackend::with_string(&mut document, (1, 1));
            // Writing into memory does not fail.
            let _ = draw(&mut backend);
            let _ = backend.present();
        }
        let element = document.split_once(">\n").map_or("", |(_, rest)| rest);
        let element = element
            .strip_suffix("</svg>\n")
            .unwrap_or(element)
            .replace(" font-family=\"sans-serif\"", "")
            .replace(" opacity=\"1\"", "")
            .replace(" \"/>", "\"/>");
        match element.split_once(' ') {
            Some((name, rest)) if !more.is_empty() => self.body.push_str(&format!("{name}{more} {rest}")),
            _ => self.body.push_str(&element),
        }
    }
}

/// The library divides sizes by 1.24; this is the number that it turns into `size` without a tail of digits.
fn library_size(size: f64) -> f64 {
    let about = size * 1.24;
    [about, about.next_up(), about.next_down()].into_iter().find(|asked| asked / 1.24 == size).unwrap_or(about)
}

fn units(length: f64) -> i32 {
    // Far outside the picture is as good as anywhere; NaN is kept out by the callers and would become 0.
    (length * FINENESS).round().clamp(-1e6, 1e6) as i32
}

fn fine((x, y): (f64, f64)) -> (i32, i32) {
    (units(x), units(y))
}

fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
