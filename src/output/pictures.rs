//! From the points of a figure to its picture.

use super::plot::{
    AreaChart, AreaPanel, Axis, Bar, BarChart, BarGroup, Caption, GridPanel, HeatChart, HeatPanel, LineGrid, Point,
    SurvivalChart, SurvivalCurve, areas, bars, heat, line_grid, survival,
};
use crate::base::figure::{Figure, Form, Scale};
use crate::base::table::Cell;
use crate::base::units::Month;

/// A point as the table has it.
struct Placed<'a> {
    row: &'a str,
    column: &'a str,
    series: &'a str,
    point: Point,
    at_risk: Option<u64>,
}

/// The picture as an SVG document.
#[must_use]
pub fn draw(figure: &Figure) -> String {
    let placed: Vec<Placed<'_>> = figure.points.rows.iter().map(|row| place(row)).collect();
    match figure.form {
        Form::Grid => grid(figure, &placed),
        Form::Survival => steps(figure, &placed),
        Form::Areas => stacked(figure, &placed),
        Form::Bars => grouped(figure, &placed),
        Form::Heat => cells(figure, &placed),
    }
}

fn words(cell: Option<&Cell>) -> &str {
    if let Some(Cell::Text(words)) = cell { words } else { "" }
}

fn place(row: &[Cell]) -> Placed<'_> {
    let x = match row.get(3) {
        Some(Cell::Whole(whole)) => *whole as f64,
        Some(Cell::Number { value, .. }) => *value,
        Some(Cell::Text(month)) => Month::parse(month).map_or(f64::NAN, |month| f64::from(month.0)),
        _ => 0.0,
    };
    let point = match row.get(4) {
        Some(Cell::Number { value, .. }) => Point::new(x, *value),
        Some(Cell::Whole(whole)) => Point::new(x, *whole as f64),
        Some(Cell::Estimate { mean, low, high, .. }) => Point::with_band(x, *mean, *low, *high),
        _ => Point::new(x, f64::NAN),
    };
    let at_risk = if let Some(Cell::Whole(count)) = row.get(5) { u64::try_from(*count).ok() } else { None };
    Placed { row: words(row.first()), column: words(row.get(1)), series: words(row.get(2)), point, at_risk }
}

/// Names in the order of their first appearance.
fn names<'a>(placed: &[Placed<'a>], of: impl Fn(&Placed<'a>) -> &'a str) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in placed.iter().map(of) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn caption(figure: &Figure) -> Caption {
    Caption::new(&*figure.title, &*figure.subtitle, &*figure.note)
}

fn horizontal(figure: &Figure) -> Axis {
    match figure.scale {
        Scale::Number => Axis::number(&*figure.x),
        Scale::Calendar => Axis::calendar(&*figure.x),
        Scale::Duration => Axis::duration(&*figure.x),
    }
}

fn vertical(figure: &Figure) -> Axis {
    let axis = Axis::number(&*figure.y).from_zero();
    figure.limits.map_or(axis.clone(), |(low, high)| axis.limits(low, high))
}

fn grid(figure: &Figure, placed: &[Placed<'_>]) -> String {
    let (rows, columns, series) = (names(placed, |p| p.row), names(placed, |p| p.column), names(placed, |p| p.series));
    let mut panels = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            let line = |name: &&str| {
                placed
                    .iter()
                    .filter(|p| p.row == *row && p.column == *column && p.series == *name)
                    .map(|p| p.point)
                    .collect()
            };
            panels.push(GridPanel { row: r, column: c, lines: series.iter().map(line).collect() });
        }
    }
    line_grid(&LineGrid {
        caption: caption(figure),
        x: horizontal(figure),
        y: vertical(figure),
        lines_title: figure.legend.clone(),
        lines: owned(&series),
        columns: owned(&columns),
        rows: if rows == [""] { vec![String::new()] } else { owned(&rows) },
        panels,
    })
}

fn steps(figure: &Figure, placed: &[Placed<'_>]) -> String {
    let curve = |name: &&str| {
        let own = || placed.iter().filter(move |p| p.series == *name);
        SurvivalCurve {
            name: (*name).to_owned(),
            steps: own().map(|p| p.point).collect(),
            at_risk: own().filter_map(|p| p.at_risk.map(|count| (p.point.x, count))).collect(),
        }
    };
    survival(&SurvivalChart {
        caption: caption(figure),
        x: horizontal(figure),
        y: vertical(figure),
        at_risk_title: figure.legend.clone(),
        curves: names(placed, |p| p.series).iter().map(curve).collect(),
    })
}

fn stacked(figure: &Figure, placed: &[Placed<'_>]) -> String {
    let layers = names(placed, |p| p.series);
    let panel = |name: &&str| {
        let of = |layer: &str| {
            placed.iter().filter(|p| p.column == *name && p.series == layer).map(|p| p.point).collect::<Vec<_>>()
        };
        let sizes: Vec<Vec<Point>> = layers.iter().map(|layer| of(layer)).collect();
        AreaPanel {
            name: (*name).to_owned(),
            x: sizes.first().map_or_else(Vec::new, |points| points.iter().map(|p| p.x).collect()),
            layers: sizes.iter().map(|points| points.iter().map(|p| p.y).collect()).collect(),
        }
    };
    areas(&AreaChart {
        caption: caption(figure),
        x: horizontal(figure),
        y: vertical(figure),
        panels: names(placed, |p| p.column).iter().map(panel).collect(),
        layers: owned(&layers),
    })
}

/// Numbers in their order, each once.
fn places(of: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut list: Vec<f64> = of.filter(|x| x.is_finite()).collect();
    list.sort_by(f64::total_cmp);
    list.dedup();
    list
}

fn cells(figure: &Figure, placed: &[Placed<'_>]) -> String {
    let y = |p: &Placed<'_>| p.series.parse::<f64>().unwrap_or(f64::NAN);
    let (at_x, at_y) = (places(placed.iter().map(|p| p.point.x)), places(placed.iter().map(y)));
    let panel = |name: &&str| {
        let value = |at_y: f64, at_x: f64| {
            let of = |p: &&Placed<'_>| p.row == *name && p.point.x == at_x && y(p) == at_y;
            placed.iter().find(of).map_or(f64::NAN, |p| p.point.y)
        };
        let row = |y: &f64| at_x.iter().map(|x| value(*y, *x)).collect();
        HeatPanel { name: (*name).to_owned(), values: at_y.iter().map(row).collect() }
    };
    heat(&HeatChart {
        caption: caption(figure),
        x: horizontal(figure),
        y: Axis::number(&*figure.y),
        panels: names(placed, |p| p.row).iter().map(panel).collect(),
        at_x,
        at_y,
    })
}

/// Decimals worth printing of the values of a figure.
fn decimals(figure: &Figure) -> u8 {
    let of = |row: &Vec<Cell>| match row.get(4) {
        Some(Cell::Number { decimals, .. } | Cell::Estimate { decimals, .. }) => *decimals,
        _ => 0,
    };
    figure.points.rows.iter().map(of).max().unwrap_or(0)
}

fn grouped(figure: &Figure, placed: &[Placed<'_>]) -> String {
    let variants = names(placed, |p| p.series);
    let group = |name: &&str| {
        let bar = |variant: &&str| {
            let found = placed.iter().find(|p| p.row == *name && p.series == *variant && p.point.y.is_finite());
            found.map(|p| Bar { value: p.point.y, interval: p.point.band })
        };
        BarGroup { name: (*name).to_owned(), bars: variants.iter().map(bar).collect() }
    };
    bars(&BarChart {
        caption: caption(figure),
        x: horizontal(figure),
        numbers_title: figure.y.clone(),
        decimals: decimals(figure),
        groups: names(placed, |p| p.row).iter().map(group).collect(),
        variants: owned(&variants),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::figure::points;

    #[test]
    fn every_form_is_drawn_with_every_heading() {
        let mut table = points("t", "month", "share");
        for (row, column) in [("no debt", "slump"), ("debt", "slump"), ("no debt", "boom"), ("debt", "boom")] {
            for (month, value) in [("2005-01", 0.25), ("2005-07", 0.5)] {
                table.row([
                    Cell::text(row),
                    Cell::text(column),
                    Cell::text("line one"),
                    Cell::text(month),
                    Cell::estimate(value, 0.1, 0.9, 2),
                    Cell::whole(7),
                ]);
            }
        }
        for form in [Form::Grid, Form::Survival, Form::Areas, Form::Bars] {
            let figure = Figure {
                name: "n",
                form,
                title: "the title".to_owned(),
                subtitle: "the subtitle".to_owned(),
                note: "the note".to_owned(),
                scale: Scale::Calendar,
                x: "the month".to_owned(),
                y: "the share".to_owned(),
                limits: None,
                legend: "the legend".to_owned(),
                points: table.clone(),
            };
            let svg = draw(&figure);
            let headings: &[&str] = match form {
                Form::Grid => &["no debt", "debt", "slump", "boom", "line one", "the legend", "the month", "the share"],
                Form::Survival => &["line one", "the legend", "the month", "the share"],
                Form::Areas => &["slump", "boom", "line one", "the month", "the share"],
                Form::Bars => &["no debt", "debt", "line one", "the share"],
                Form::Heat => &[],
            };
            for part in [headings, &["the title", "the subtitle", "the note"]].concat() {
                assert!(svg.contains(part), "{form:?}: {part}");
            }
            assert!(!svg.contains("NaN") && !svg.contains("no data"), "{form:?}");
        }
    }
}
