//! A picture read back: texts, lines, areas and bars with their places, in drawing units.

/// A text; several lines at one place are several texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub x: f64,
    pub y: f64,
    pub anchor: String,
    pub bold: bool,
    pub upright: bool,
    pub words: String,
}

/// Something with a colour: a line through points, an area within them, a rectangle by its corners.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub kind: Kind,
    pub colour: String,
    pub points: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of a series: those of axes and whiskers are thinner or grey.
    Line,
    Area,
    Bar,
}

#[derive(Debug, Default)]
pub struct Picture {
    pub texts: Vec<Text>,
    pub shapes: Vec<Shape>,
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn value(element: &str, name: &str) -> f64 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no {name} in {element}"))
}

fn points(element: &str) -> Vec<(f64, f64)> {
    let pair = |pair: &str| {
        let (x, y) = pair.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    attribute(element, "points").unwrap().split(' ').map(pair).collect()
}

const GREYS: [&str; 6] = ["#FFFFFF", "#1A1A1A", "#555555", "#888888", "#E4E4E4", "none"];

impl Picture {
    pub fn read(svg: &str) -> Self {
        let mut picture = Self::default();
        let mut lines = svg.lines();
        while let Some(line) = lines.next() {
            let colour = |name: &str| attribute(line, name).unwrap_or("none").to_owned();
            if line.starts_with("<text") {
                let words = lines.next().unwrap().replace("&apos;", "'").replace("&amp;", "&");
                picture.texts.push(Text {
                    x: value(line, "x"),
                    y: value(line, "y"),
                    anchor: attribute(line, "text-anchor").unwrap().to_owned(),
                    bold: line.contains("font-weight=\"bold\""),
                    upright: line.contains("transform=\"rotate(270"),
                    words,
                });
            } else if line.starts_with("<polyline") && !GREYS.contains(&colour("stroke").as_str()) {
                picture.shapes.push(Shape { kind: Kind::Line, colour: colour("stroke"), points: points(line) });
            } else if line.starts_with("<polygon") && !line.contains("opacity") {
                picture.shapes.push(Shape { kind: Kind::Area, colour: colour("fill"), points: points(line) });
            } else if line.starts_with("<rect") {
                let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| value(line, name));
                let points = vec![(x, y), (x + width, y + height)];
                picture.shapes.push(Shape { kind: Kind::Bar, colour: colour("fill"), points });
            }
        }
        picture.shapes.retain(|shape| !GREYS.contains(&shape.colour.as_str()));
        picture
    }

    /// Shapes of a kind that reach over more than so many units: those of legends and markers do not.
    pub fn large(&self, kind: Kind, width: f64) -> impl Iterator<Item = &Shape> {
        self.shapes.iter().filter(move |s| s.kind == kind && s.points.last().unwrap().0 - s.points[0].0 > width)
    }

    /// The colour of a legend's sample: that of the nearest small shape of a kind to the left of the words.
    pub fn colour_of(&self, words: &str, kind: Kind) -> &str {
        let text = self.texts.iter().find(|t| t.words == words && t.anchor == "start" && !t.bold).unwrap();
        let beside = |s: &&Shape| {
            let (x, y) = s.points[0];
            s.kind == kind && x < text.x && x > text.x - 200.0 && (y - text.y).abs() < 60.0
        };
        let found: Vec<&Shape> = self.shapes.iter().filter(beside).collect();
        assert_eq!(found.len(), 1, "samples beside {words}: {found:?}");
        &found[0].colour
    }

    /// The scale of an axis: value at a place, from the numbers that stand at its ticks.
    pub fn scale(ticks: &[(f64, f64)]) -> impl Fn(f64) -> f64 + use<> {
        let (first, last) = (ticks[0], *ticks.last().unwrap());
        assert!(first.0 != last.0 && first.1 != last.1, "an axis wants two ticks: {ticks:?}");
        move |at| first.1 + (at - first.0) * (last.1 - first.1) / (last.0 - first.0)
    }

    /// Ticks of the vertical axis of a panel that begins at a place: places and numbers of the nearest labels that end
    /// left of it.
    pub fn vertical(&self, left: f64) -> Vec<(f64, f64)> {
        let number = |t: &Text| t.words.replace(',', "").parse::<f64>().ok().map(|n| (t.y, n));
        let labels = self.texts.iter().filter(|t| t.anchor == "end" && !t.bold && t.x < left);
        let labels = labels.filter(|t| number(t).is_some());
        let x = labels.clone().map(|t| t.x).fold(f64::NEG_INFINITY, f64::max);
        labels.filter(|t| t.x == x).filter_map(number).collect()
    }

    /// Ticks of the horizontal axes between two places: places and numbers of labels in the middle of their place.
    pub fn horizontal(&self, from: f64, to: f64) -> Vec<(f64, f64)> {
        let number = |t: &Text| t.words.replace(',', "").parse::<f64>().ok().map(|n| (t.x, n));
        let within = |t: &&Text| t.anchor == "middle" && !t.bold && !t.upright && t.x >= from - 1.0 && t.x <= to + 1.0;
        let ticks: Vec<&Text> = self.texts.iter().filter(within).filter(|t| number(t).is_some()).collect();
        let highest = ticks.iter().map(|t| t.y).fold(f64::INFINITY, f64::min);
        ticks.into_iter().filter(|t| t.y == highest).filter_map(number).collect()
    }

    /// Words in bold around a horizontal place, line by line.
    pub fn heading(&self, x: f64) -> String {
        let mut lines: Vec<&Text> = self
            .texts
            .iter()
            .filter(|t| t.bold && !t.upright && t.anchor == "middle" && (t.x - x).abs() < 2.0)
            .collect();
        lines.sort_by(|a, b| a.y.total_cmp(&b.y));
        lines.iter().map(|t| t.words.as_str()).collect::<Vec<_>>().join(" ")
    }
}
