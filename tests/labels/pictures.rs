//! The pictures read back: what is drawn in the colour of a legend's entry under a heading is what the points beside
//! the picture say of them.

use super::study::{NAMES, Sheet, number, study};
use super::svg::{Kind, Picture, Shape};
use circula::base::units::Month;
use std::collections::BTreeMap;

fn picture(name: &str) -> (Picture, Sheet) {
    let plots = format!("plots/{name}");
    (Picture::read(&study().text(&format!("{plots}.svg"))), study().table(&format!("{plots}.csv")))
}

/// Rows of the points with these values that have a value.
fn rows<'a>(sheet: &'a Sheet, wanted: &[(&str, &str)]) -> Vec<&'a BTreeMap<String, String>> {
    let fits = |row: &&BTreeMap<String, String>| wanted.iter().all(|(name, value)| row[*name] == *value);
    sheet.rows.iter().filter(fits).filter(|row| !row["value"].is_empty()).collect()
}

/// The horizontal value of a row: years for a month.
fn across(row: &BTreeMap<String, String>) -> f64 {
    let x = &row["x"];
    Month::parse(x).map_or_else(|| number(x).unwrap(), |month| f64::from(month.0) / 12.0)
}

/// Where the points of a row should stand and do not, given the scales, within a few units of drawing.
fn misplaced(
    rows: &[&BTreeMap<String, String>],
    points: &[(f64, f64)],
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
) -> Option<String> {
    if rows.len() != points.len() {
        return Some(format!("{} points are drawn for {}", points.len(), rows.len()));
    }
    let (far_x, far_y) = ((x(3.0) - x(0.0)).abs(), (y(3.0) - y(0.0)).abs());
    rows.iter().zip(points).find_map(|(row, point)| {
        let (wanted, drawn) = ((across(row), number(&row["value"]).unwrap()), (x(point.0), y(point.1)));
        let off = (wanted.0 - drawn.0).abs() > far_x || (wanted.1 - drawn.1).abs() > far_y;
        off.then(|| format!("{drawn:?} is drawn for {wanted:?}"))
    })
}

/// Left and right end of the panels of a picture: those of the lines that lie level in the place of the axis.
fn panels(svg: &str) -> Vec<(f64, f64)> {
    let mut ends: Vec<(f64, f64)> = svg
        .lines()
        .filter(|line| line.starts_with("<polyline") && line.contains("stroke=\"#888888\""))
        .filter_map(|line| {
            let points = line.split_once("points=\"")?.1.split('"').next()?;
            let (a, b) = points.split_once(' ')?;
            let ((x1, y1), (x2, y2)) = (a.split_once(',')?, b.split_once(',')?);
            (y1 == y2).then(|| (x1.parse::<f64>().unwrap(), x2.parse::<f64>().unwrap()))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    ends.dedup();
    ends
}

/// The lines of a grid without rows against its points.
fn grid(name: &str) {
    let (drawn, sheet) = picture(name);
    let columns: Vec<&String> = sheet.rows.iter().map(|row| &row["column"]).collect();
    let panels = panels(&study().text(&format!("plots/{name}.svg")));
    let mut found = Vec::new();
    for (left, right) in panels {
        let heading = drawn.heading((left + right) / 2.0);
        assert!(columns.contains(&&heading), "{name}: no points for the heading `{heading}`");
        let (x, y) = (Picture::scale(&drawn.horizontal(left, right)), Picture::scale(&drawn.vertical(left)));
        for variant in NAMES {
            let colour = drawn.colour_of(variant, Kind::Line);
            let within =
                |s: &&Shape| s.colour == colour && s.points.iter().all(|p| p.0 >= left - 1.0 && p.0 <= right + 1.0);
            let lines: Vec<(f64, f64)> =
                drawn.large(Kind::Line, 125.0).filter(within).flat_map(|s| s.points.clone()).collect();
            let rows = rows(&sheet, &[("column", &heading), ("series", variant)]);
            if let Some(wrong) = misplaced(&rows, &lines, &x, &y) {
                panic!("{name}, {heading}, {variant} in {colour}: {wrong}");
            }
        }
        found.push(heading);
    }
    let mut wanted: Vec<String> = columns.into_iter().cloned().collect();
    wanted.dedup();
    assert_eq!(found, wanted, "headings of {name}");
}

#[test]
fn lines_of_arrivals_are_drawn_in_the_colour_of_their_variant_under_their_heading() {
    grid("arrivals-overseas");
}

#[test]
fn lines_of_return_and_overstay_are_drawn_in_the_colour_of_their_variant_under_their_heading() {
    grid("return-and-overstay-by-cohort");
}

#[test]
fn steps_of_overstay_are_drawn_in_the_colour_of_their_variant_over_those_at_risk() {
    let (drawn, sheet) = picture("overstay-survival");
    let panels = panels(&study().text("plots/overstay-survival.svg"));
    let (left, right) = panels[0];
    let (x, y) = (Picture::scale(&drawn.horizontal(left, right)), Picture::scale(&drawn.vertical(left)));
    for variant in NAMES {
        let rows = rows(&sheet, &[("series", variant)]);
        // The name stands beside the curve and beside the numbers at risk, in one colour.
        let named: Vec<_> = drawn.texts.iter().filter(|t| t.words == variant && t.anchor == "start").collect();
        assert_eq!(named.len(), 2, "{variant}");
        let sample = |y: f64| {
            let beside = |s: &&Shape| s.kind == Kind::Line && s.points[0].0 > right && (s.points[0].1 - y).abs() < 1.0;
            drawn.shapes.iter().find(beside).map(|s| s.colour.clone())
        };
        let colour = sample(named[0].y).unwrap();
        assert_eq!(sample(named[1].y), Some(colour.clone()), "{variant}: colour of the row at risk");
        let curves: Vec<&Shape> = drawn.large(Kind::Line, 500.0).filter(|s| s.colour == colour).collect();
        assert_eq!(curves.len(), 1, "curves in {colour}");
        // Between two months the curve is level: every second corner is a value of its own.
        let corners: Vec<(f64, f64)> = curves[0].points.iter().step_by(2).copied().collect();
        if let Some(wrong) = misplaced(&rows, &corners, &x, &y) {
            panic!("{variant} in {colour}: {wrong}");
        }
        for text in drawn.texts.iter().filter(|t| t.y == named[1].y && t.anchor == "middle" && t.words != "–") {
            let month = (x(text.x)).round().to_string();
            // The first month has two rows: everybody, and who is left of them.
            let row = sheet.rows.iter().rfind(|row| row["series"] == variant && row["x"] == month).unwrap();
            assert_eq!(text.words.replace(',', ""), row["at_risk"], "at risk of {variant} after {month} months");
        }
    }
}

/// Layers lie upon each other in the order of the points; the legend reads them from the top.
#[test]
fn layers_of_stocks_are_drawn_in_the_colour_of_their_right_of_stay_upon_each_other() {
    let (drawn, sheet) = picture("stocks-overseas");
    let mut layers: Vec<&str> = sheet.rows.iter().map(|row| row["series"].as_str()).collect();
    layers.dedup();
    layers.truncate(layers.len() / NAMES.len());
    let legend: Vec<&str> =
        drawn.texts.iter().map(|t| t.words.as_str()).filter(|words| layers.contains(words)).collect();
    assert_eq!(legend, layers.iter().rev().copied().collect::<Vec<_>>(), "the legend, from the top");
    let panels = panels(&study().text("plots/stocks-overseas.svg"));
    assert_eq!(panels.len(), NAMES.len());
    let y = Picture::scale(&drawn.vertical(panels[0].0));
    for (left, right) in panels {
        let heading: Vec<&str> = drawn
            .texts
            .iter()
            .filter(|t| t.bold && t.anchor == "start" && (t.x - left).abs() < 2.0 && NAMES.contains(&t.words.as_str()))
            .map(|t| t.words.as_str())
            .collect();
        assert_eq!(heading.len(), 1, "heading over the panel at {left}");
        let x = Picture::scale(&drawn.horizontal(left, right));
        let mut below: BTreeMap<String, f64> = BTreeMap::new();
        for layer in &layers {
            let colour = drawn.colour_of(layer, Kind::Bar);
            let within = |s: &&Shape| {
                s.kind == Kind::Area && s.colour == colour && (left - 1.0..=right + 1.0).contains(&s.points[0].0)
            };
            let areas: Vec<&Shape> = drawn.shapes.iter().filter(within).collect();
            assert_eq!(areas.len(), 1, "areas in {colour} under {heading:?}");
            let rows = rows(&sheet, &[("column", heading[0]), ("series", layer)]);
            // The upper edge from left to right, then the lower one back.
            for (row, point) in rows.iter().zip(&areas[0].points) {
                let top = below.entry(row["x"].clone()).or_default();
                *top += number(&row["value"]).unwrap();
                let (wanted, is) = ((across(row), *top), (x(point.0), y(point.1)));
                let far = (y(3.0) - y(0.0)).abs();
                assert!(
                    (wanted.0 - is.0).abs() < 0.02 && (wanted.1 - is.1).abs() < far,
                    "{layer} of {heading:?}: {is:?} is drawn for {wanted:?}"
                );
            }
        }
    }
}

/// The bar of a variant in the colour of the legend; beside it the number, left of it the name of its group.
#[test]
fn bars_of_money_are_drawn_in_the_colour_of_their_variant_beside_their_number_and_party() {
    bars("money-by-party");
    bars("money-by-party-everywhere");
}

fn bars(name: &str) {
    let (drawn, sheet) = picture(name);
    let mut parties: Vec<&str> = sheet.rows.iter().map(|row| row["row"].as_str()).collect();
    parties.dedup();
    // The names of parties left of the bars, from the top, broken into lines.
    let bars: Vec<&Shape> = drawn.shapes.iter().filter(|s| s.kind == Kind::Bar && s.points[0].1 > 600.0).collect();
    let numbers: Vec<_> = drawn.texts.iter().filter(|t| t.anchor == "end" && t.words.contains(" [")).collect();
    assert_eq!(numbers.len(), 1 + sheet.rows.iter().filter(|row| !row["value_low"].is_empty()).count());
    let names: Vec<_> = drawn.texts.iter().filter(|t| t.anchor == "end" && !t.words.contains(['[', ']'])).collect();
    let said = names.iter().map(|t| t.words.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(said, parties.join(" "), "names of parties, from the top");
    for (party, group) in parties.iter().zip(0..) {
        for (v, variant) in NAMES.into_iter().enumerate() {
            let row = sheet.only(&[("row", party), ("series", variant)]);
            let value = number(&row["value"]).unwrap();
            let text = numbers[1 + group * NAMES.len() + v];
            let shown = circula::base::table::grouped(value, 0).replace('-', "−");
            assert!(text.words.starts_with(&format!("{shown} [")), "{party}, {variant}: {} for {value}", text.words);
            let colour = drawn.colour_of(variant, Kind::Bar);
            let beside = |s: &&&Shape| s.points[0].1 < text.y && text.y < s.points[1].1;
            let own: Vec<&&Shape> = bars.iter().filter(beside).collect();
            assert!(own.iter().all(|s| s.colour == colour) && own.len() <= 1, "{party}, {variant}: {own:?}");
            let nearest = names.iter().min_by(|a, b| (a.y - text.y).abs().total_cmp(&(b.y - text.y).abs())).unwrap();
            assert!(party.contains(nearest.words.as_str()), "{party} stands beside {}", nearest.words);
        }
    }
}

#[test]
fn lines_of_the_effect_of_a_bond_are_drawn_under_their_market_beside_their_debt_in_the_colour_of_their_promise() {
    let (drawn, sheet) = picture("effect-of-a-bond");
    let svg = study().text("plots/effect-of-a-bond.svg");
    let (mut places, mut series) = (Vec::new(), Vec::new());
    for row in &sheet.rows {
        places.push((row["row"].clone(), row["column"].clone()));
        series.push(row["series"].clone());
    }
    places.dedup();
    series.dedup();
    series.truncate(3);
    let windows: Vec<[f64; 4]> = svg
        .lines()
        .filter(|line| line.starts_with("<svg x="))
        .map(|line| {
            let part = line.split("viewBox=\"").nth(1).unwrap().split('"').next().unwrap();
            let numbers: Vec<f64> = part.split(' ').map(|n| n.parse().unwrap()).collect();
            [numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]]
        })
        .collect();
    assert_eq!(windows.len(), places.len(), "panels");
    let ticks = drawn.vertical(windows.iter().map(|w| w[0]).fold(f64::INFINITY, f64::min));
    for (window, (row, column)) in windows.iter().zip(&places) {
        let [left, top, right, bottom] = *window;
        let heading = drawn.heading((left + right) / 2.0);
        assert_eq!(&heading, column);
        let beside = |t: &&super::svg::Text| t.upright && t.bold && (t.y - (top + bottom) / 2.0).abs() < 2.0;
        let words: Vec<&str> = drawn.texts.iter().filter(beside).map(|t| t.words.as_str()).collect();
        assert_eq!(words.join(" "), *row, "words beside the panel");
        let inside: Vec<(f64, f64)> = ticks.iter().filter(|tick| (top..=bottom).contains(&tick.0)).copied().collect();
        let (x, y) = (Picture::scale(&drawn.horizontal(left, right)), Picture::scale(&inside));
        for name in &series {
            let colour = drawn.colour_of(name, Kind::Line);
            let within = |s: &&Shape| {
                let all = |p: &(f64, f64)| p.0 >= left && p.0 <= right && p.1 >= top && p.1 <= bottom;
                s.colour == colour && s.points.iter().all(all)
            };
            let line: Vec<(f64, f64)> =
                drawn.large(Kind::Line, 125.0).filter(within).flat_map(|s| s.points.clone()).collect();
            let rows = rows(&sheet, &[("row", row), ("column", column), ("series", name)]);
            if let Some(wrong) = misplaced(&rows, &line, &x, &y) {
                panic!("{row}, {column}, {name} in {colour}: {wrong}");
            }
        }
    }
}
