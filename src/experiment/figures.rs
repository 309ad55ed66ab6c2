//! What pictures show, as tables: long, a row a point, so that the data behind a picture can be stored beside it.

use super::analysis::Analysis;
use super::compare::{Comparison, Mean, cell, note};
use super::curves;
use super::design::Design;
use super::reading::{CohortMonth, Reading, Scope};
use super::stays;
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::table::Cell;
use crate::base::table::grouped_whole;
use crate::base::units::Month;
use crate::journal::ledger::PARTIES;
use crate::observe::monthly;
use std::borrow::Cow;

/// Months of a period of cohorts: so many that a point is not noise.
fn period(months: usize) -> usize {
    match months {
        0..=11 => 1,
        12..=47 => 3,
        _ => 6,
    }
}

const fn period_name(months: usize) -> &'static str {
    match months {
        1 => "month",
        3 => "quarter",
        _ => "half-year",
    }
}

fn months(comparison: &Comparison) -> usize {
    (0..comparison.names.len())
        .filter_map(|v| comparison.ended(v).map(|(_, r)| r.series.len()).max())
        .max()
        .unwrap_or(0)
}

fn start(comparison: &Comparison) -> Month {
    (0..comparison.names.len()).find_map(|v| comparison.ended(v).next().map(|(_, r)| r.start)).unwrap_or_default()
}

/// Names that figures may have.
pub const NAMES: [&str; 21] = [
    "return-and-overstay-by-cohort",
    "overstay-survival",
    "exits-after-the-end",
    "stocks-overseas",
    "arrivals-overseas",
    "money-by-party",
    "money-by-party-everywhere",
    super::gains::FIGURE,
    "effect-of-a-bond",
    curves::FIGURES[0],
    curves::FIGURES[1],
    curves::FIGURES[2],
    curves::FIGURES[3],
    curves::FIGURES[4],
    curves::FIGURES[5],
    curves::FIGURES[6],
    curves::FIGURES[7],
    curves::FIGURES[8],
    super::parts::FIGURE,
    super::influence::FIGURES[0],
    super::influence::FIGURES[1],
];

/// Every figure of a comparison; that of the effect of a bond only where a variant has a programme, curves over a value
/// only where one is varied. Of more variants than lines can be told apart there are the curves alone.
#[must_use]
pub fn all(design: &Design, comparison: &Comparison) -> Vec<Figure> {
    let swept = match &design.analysis {
        Analysis::Sweep(swept) => Some(Cow::Borrowed(swept)),
        _ => curves::read_off(design).map(Cow::Owned),
    };
    let over = swept.map(|swept| curves::figures(&swept, comparison)).unwrap_or_default();
    if !over.is_empty() && design.variants.len() > curves::MOST_LINES {
        return over;
    }
    let mut figures = vec![
        cohorts(comparison),
        stays::survival(comparison),
        stays::exits(comparison),
        stocks(comparison),
        flows(comparison),
        money(comparison, Scope::Overseas),
        money(comparison, Scope::Everywhere),
    ];
    figures.extend(super::gains::figure(comparison));
    figures.extend(super::bond::figure(design));
    figures.extend(over);
    figures
}

/// Return and overstay by cohort over time.
fn cohorts(comparison: &Comparison) -> Figure {
    /// Cases and, of them, the number that counts.
    type Counts = fn(&CohortMonth) -> (i64, i64);
    let kinds: [(&str, usize, Counts); 3] = [
        ("home within 12 months of arrival", 13, |c| c.home_12),
        ("still there 3 months after the authorised end", 4, |c| c.overstay_3),
        ("still there 12 months after the authorised end", 13, |c| c.overstay_12),
    ];
    let (all, first) = (months(comparison), start(comparison));
    let length = period(all);
    let mut table = points("Return and overstay by cohort", "month", "share");
    for (name, follow, of) in kinds {
        for (variant, series) in comparison.names.iter().enumerate() {
            // Only cohorts all of whose members can be followed to the end.
            for from in (0..all).step_by(length).take_while(|from| from + length + follow <= all + 1) {
                let share = |r: &Reading| {
                    let (whole, part) =
                        r.cohorts.get(from..from + length)?.iter().map(of).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
                    (whole > 0).then(|| part as f64 / whole as f64)
                };
                let middle = first.plus((from + length / 2) as i32).to_string();
                let value = within_a_share(cell(comparison.mean(variant, share), 3));
                table.row([Cell::Missing, Cell::text(name), Cell::text(series.clone()), Cell::text(middle), value]);
            }
        }
    }
    Figure {
        name: "return-and-overstay-by-cohort",
        form: Form::Grid,
        title: "Who comes home, and who stays when the right to stay has ended".to_owned(),
        subtitle: format!(
            "Shares of arrivals overseas and of authorised ends of stays overseas, by {} in which they fell. Lines: \
                means over replicates; bands: 95 % t intervals of the means, cut at 0 and 1.",
            period_name(length)
        ),
        note: note(
            comparison,
            &format!(
                "Persons of the sample, all replicates: arrivals {}; authorised ends {}. Cohorts that the run cannot \
                 follow to the end are left out. Bands are Monte Carlo error only.",
                cases(comparison, |c| c.home_12.0),
                cases(comparison, |c| c.overstay_12.0)
            ),
        ),
        scale: Scale::Calendar,
        x: format!("{} of arrival or of the authorised end", period_name(length)),
        y: "share".to_owned(),
        limits: None,
        legend: "Rules:".to_owned(),
        points: table,
    }
}

/// An interval of a count, cut at 0.
fn not_below_zero(value: Cell) -> Cell {
    match value {
        Cell::Estimate { mean, low, high, decimals } => Cell::estimate(mean, low.max(0.0), high, decimals),
        other => other,
    }
}

/// Cases over all replicates of each variant, in words: "state-led 1,234, bonded 56".
fn cases(comparison: &Comparison, of: impl Fn(&CohortMonth) -> i64) -> String {
    let number = |variant: usize| comparison.ended(variant).flat_map(|(_, r)| &r.cohorts).map(&of).sum::<i64>();
    let words = comparison.names.iter().enumerate().map(|(v, name)| format!("{name} {}", grouped_whole(number(v))));
    words.collect::<Vec<_>>().join(", ")
}

/// An interval of a share, cut at 0 and 1.
fn within_a_share(value: Cell) -> Cell {
    match value {
        Cell::Estimate { mean, low, high, decimals } => Cell::estimate(mean, low.max(0.0), high.min(1.0), decimals),
        other => other,
    }
}

fn mean_of(comparison: &Comparison, variant: usize, of: impl Fn(&Reading) -> f64) -> Option<Mean> {
    comparison.mean(variant, |r| Some(of(r)))
}

/// Who is overseas, by right of stay.
fn stocks(comparison: &Comparison) -> Figure {
    let layers = [
        ("under contract", "stock_overseas_contract"),
        ("with a permit of their own", "stock_overseas_permit"),
        ("with papers after a time without", "stock_overseas_settled"),
        ("without papers", "stock_overseas_irregular"),
    ];
    let (all, first) = (months(comparison), start(comparison));
    let mut table = points("Stocks overseas by right of stay", "month", "persons");
    for (variant, name) in comparison.names.iter().enumerate() {
        for (layer, observable) in layers {
            let Some(at) = monthly::position(observable) else { continue };
            for month in 0..all {
                let mean = mean_of(comparison, variant, |r| r.series.get(month).map_or(0.0, |m| m[at]));
                let plain = mean.map_or(Cell::Missing, |m| Cell::number(m.mean, 0));
                table.row([
                    Cell::Missing,
                    Cell::text(name.clone()),
                    Cell::text(layer),
                    Cell::text(first.plus(month as i32).to_string()),
                    plain,
                ]);
            }
        }
    }
    Figure {
        name: "stocks-overseas",
        form: Form::Areas,
        title: "Who is overseas, by right of stay".to_owned(),
        subtitle: "All migrants overseas at the end of each month, at full scale; means over replicates. One panel \
            for each set of rules."
            .to_owned(),
        note: note(comparison, ""),
        scale: Scale::Calendar,
        x: "month".to_owned(),
        y: "persons".to_owned(),
        limits: None,
        legend: String::new(),
        points: table,
    }
}

/// Arrivals overseas by way.
fn flows(comparison: &Comparison) -> Figure {
    let ways = [
        ("under contract of a programme", "arrivals_programme"),
        ("with a visa or permit of their own", "arrivals_visa"),
        ("by the route without papers", "arrivals_irregular"),
    ];
    let (all, first) = (months(comparison), start(comparison));
    let length = period(all);
    let mut table = points("Arrivals overseas by way", "month", "persons a year");
    for (way, observable) in ways {
        let Some(at) = monthly::position(observable) else { continue };
        for (variant, name) in comparison.names.iter().enumerate() {
            for from in (0..all).step_by(length).take_while(|from| from + length <= all) {
                let mean = comparison.mean(variant, |r| {
                    Some(r.series.get(from..from + length)?.iter().map(|m| m[at]).sum::<f64>() * 12.0 / length as f64)
                });
                let middle = first.plus((from + length / 2) as i32).to_string();
                table.row([
                    Cell::Missing,
                    Cell::text(way),
                    Cell::text(name.clone()),
                    Cell::text(middle),
                    not_below_zero(cell(mean, 0)),
                ]);
            }
        }
    }
    Figure {
        name: "arrivals-overseas",
        form: Form::Grid,
        title: "How people come overseas".to_owned(),
        subtitle: format!(
            "Arrivals overseas by way, at full scale, yearly rates of each {}. Lines: means over replicates; bands: \
                95 % t intervals of the means, cut at 0. Where one way would be flat beside another, each has an axis \
                of its own.",
            period_name(length)
        ),
        note: note(comparison, "Bands are Monte Carlo error only."),
        scale: Scale::Calendar,
        x: format!("{} of arrival", period_name(length)),
        y: "persons a year".to_owned(),
        limits: None,
        legend: "Rules:".to_owned(),
        points: table,
    }
}

/// Who gets and who pays: every party of the ledger, so that the bars of one colour sum to zero.
fn money(comparison: &Comparison, scope: Scope) -> Figure {
    let (name, title, what) = match scope {
        Scope::Overseas => (
            "money-by-party",
            "Who gets and who pays: money of migration overseas",
            "Money of destinations overseas. What is booked at home (money taken along and brought home, loans, \
            interest, what is written off) is in the picture of all places.",
        ),
        Scope::Everywhere => (
            "money-by-party-everywhere",
            "Who gets and who pays: at home and at all destinations",
            "Money of all places, work and consumption at home included.",
        ),
    };
    let mut table = points(title, "", "EUR per 1,000 adults and year");
    let mut idle = Vec::new();
    for (at, (_, party, _)) in PARTIES.iter().enumerate() {
        let of = |r: &Reading| r.money.get(scope as usize).and_then(|money| money.get(at)).copied().unwrap_or(0.0);
        // Who has no part under any of the rules is named only.
        if (0..comparison.names.len()).all(|variant| comparison.ended(variant).all(|(_, r)| of(r) == 0.0)) {
            idle.push(*party);
            continue;
        }
        for (variant, name) in comparison.names.iter().enumerate() {
            let mean = mean_of(comparison, variant, of);
            table.row([Cell::text(*party), Cell::Missing, Cell::text(name.clone()), Cell::Missing, cell(mean, 0)]);
        }
    }
    let left_out =
        if idle.is_empty() { String::new() } else { format!(" Neither get nor pay here: {}.", idle.join(", ")) };
    Figure {
        name,
        form: Form::Bars,
        title: title.to_owned(),
        subtitle: "What each party gets less what it pays, per 1,000 adults of the origin country and year; below \
            zero it pays. All parties together are zero. Means over replicates; whiskers: 95 % t intervals."
            .to_owned(),
        note: note(comparison, &format!("{what}{left_out} Intervals are Monte Carlo error only.")),
        scale: Scale::Number,
        x: "EUR per 1,000 adults and year".to_owned(),
        y: "EUR [95 % interval]".to_owned(),
        limits: None,
        legend: String::new(),
        points: table,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(money: &[Vec<f64>]) -> Reading {
        Reading { start: Month::new(2005, 1), money: money.to_vec(), ..Reading::default() }
    }

    #[test]
    fn a_party_is_shown_if_it_gets_or_pays_under_any_rules_and_named_if_it_does_not() {
        let mut all = vec![0.0; PARTIES.len()];
        (all[0], all[4]) = (30.0, -30.0);
        let (nothing, some) = (vec![0.0; PARTIES.len()], all);
        let comparison = Comparison {
            names: vec!["a".to_owned(), "b".to_owned()],
            abouts: vec![],
            paired: true,
            what: String::new(),
            readings: vec![vec![Ok(reading(&[nothing.clone(), some.clone()]))], vec![Ok(reading(&[some, nothing]))]],
        };
        for scope in Scope::ALL {
            let figure = money(&comparison, scope);
            let shown = |row: &Vec<Cell>| row[0].shown();
            let names: Vec<String> = figure.points.rows.iter().map(shown).collect();
            assert_eq!(names, [PARTIES[0].1, PARTIES[0].1, PARTIES[4].1, PARTIES[4].1]);
            for (at, (_, title, _)) in PARTIES.iter().enumerate() {
                let said = figure.note.contains(&format!(" {title},")) || figure.note.contains(&format!(" {title}."));
                assert_eq!(said, ![0, 4].contains(&at), "{title} in {}", figure.note);
            }
        }
    }
}
