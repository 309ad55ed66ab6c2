//! A fair contrast of state-led and free circulation: people by the way in which they came, and what of a difference
//! goes with how many are admitted and what with the rules.
//!
//! The two differ in both. Two more sets of rules stand between them: the permits of free circulation for as few as the
//! programme admits, and the contracts of the programme for as many as free circulation admits. From one corner to the
//! opposite one there are two ways, by numbers first and by rules first; the part of each is the mean of what it makes
//! on the two (Shapley value of two factors). Source: Shapley 1953, *A Value for n-Person Games*. Left out: parts of
//! single rules.

use super::compare::{Comparison, MONTE_CARLO, Mean, cell};
use super::reading::Reading;
use crate::base::table::{Cell, Column, Table, grouped};
use crate::observe::measure::MEASURES;

/// Positions of the four variants between which numbers and rules are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corners {
    /// Few admitted, under the first rules: the baseline.
    pub few: usize,
    /// As few, under the other rules.
    pub few_otherwise: usize,
    /// Many, under the first rules.
    pub many: usize,
    /// As many, under the other rules.
    pub many_otherwise: usize,
}

/// The scenarios of the contrast: what is arranged by states, the same as recommended, what is left to people; then the
/// other two cells of {own permits rare, often given} x {no programme, a programme}; and the two with as many admitted.
pub const SCENARIOS: [&str; 7] = [
    "circula:state-led",
    "circula:recommended",
    "circula:free-circulation",
    "circula:closed-borders",
    "circula:free-with-programme",
    "circula:free-by-lot",
    "circula:programme-at-scale",
];

/// Replicates of the demonstration: as many as two cores of a laptop run in about ten seconds.
pub const REPLICATES: u64 = 8;

/// Their corners.
pub const CORNERS: Corners = Corners { few: 0, few_otherwise: 5, many: 6, many_otherwise: 2 };

/// A difference and its two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Many under the other rules less few under the first.
    pub whole: Mean,
    /// What goes with how many are admitted.
    pub numbers: Mean,
    /// What goes with the rules.
    pub rules: Mean,
}

/// A line of the table: the way, what is told, decimals, and where it is read.
type Line = (&'static str, &'static str, usize, fn(&Reading) -> Option<f64>);

fn read(reading: &Reading, name: &str) -> Option<f64> {
    let at = MEASURES.iter().position(|m| m.name == name)?;
    reading.measures.get(at).copied().flatten()
}

const LINES: [Line; 12] = [
    ("contracts", "arrivals a year", 0, |r| read(r, "arrivals_programme")),
    ("contracts", "home within 12 months", 3, |r| read(r, "home_within_12_contracts")),
    ("contracts", "overstay after 12 months", 3, |r| read(r, "overstay_12_contracts")),
    ("own permits", "arrivals a year", 0, |r| read(r, "arrivals_visa")),
    ("own permits", "home within 12 months", 3, |r| read(r, "home_within_12_permits")),
    ("own permits", "overstay after 12 months", 3, |r| read(r, "overstay_12_permits")),
    ("route", "arrivals a year", 0, |r| read(r, "arrivals_irregular")),
    ("route", "home within 12 months", 3, |r| read(r, "home_within_12_irregular")),
    ("all", "admitted a year", 0, admitted),
    ("all", "home within 12 months", 3, |r| read(r, HOME)),
    ("all", "overstay after 12 months", 3, |r| read(r, OVERSTAY)),
    ("all", "died on the route a year", 0, died),
];

const HOME: &str = "home_within_12_overseas";
const OVERSTAY: &str = "overstay_12_months";

/// Arrivals with papers, a year at full scale.
fn admitted(reading: &Reading) -> Option<f64> {
    Some(read(reading, "arrivals_programme")? + read(reading, "arrivals_visa")?)
}

/// Deaths on the route, a year at full scale.
fn died(reading: &Reading) -> Option<f64> {
    let departures = read(reading, "departures_irregular")?;
    Some(read(reading, "route_deaths_per_1000").unwrap_or(0.0) * departures / 1000.0)
}

/// The table of people by the way in which they came, a column a variant, with the sentence under it.
#[must_use]
pub fn table(comparison: &Comparison, corners: Option<Corners>) -> Table {
    let mut table = Table::new(format!("Who comes how, and who goes: {}", comparison.what))
        .column(Column::text("came by"))
        .column(Column::text("overseas"));
    for name in &comparison.names {
        table = table.column(Column::estimate(name.clone(), ""));
    }
    for (way, told, decimals, of) in LINES {
        let mut row = vec![Cell::text(way), Cell::text(told)];
        row.extend((0..comparison.names.len()).map(|variant| cell(comparison.mean(variant, of), decimals)));
        table.row(row);
    }
    if let Some(sentence) = corners.and_then(|corners| sentence(comparison, corners)) {
        table = table.note(sentence);
    }
    table.note(MONTE_CARLO).note(
        "Home and overstay are shares of arrivals and of authorised ends. Who came by the route never had a right of \
         stay whose end could pass.",
    )
}

/// Tells numbers and rules apart, replicate by replicate; none where no replicate has all four.
#[must_use]
pub fn split(comparison: &Comparison, at: Corners, of: impl Fn(&Reading) -> Option<f64>) -> Option<Split> {
    let corners = [at.few, at.few_otherwise, at.many, at.many_otherwise];
    let reps = corners.iter().map(|&v| comparison.readings[v].len()).min()?;
    let value = |variant: usize, rep: usize| of(comparison.readings[variant][rep].as_ref().ok()?);
    let (mut whole, mut numbers, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for rep in 0..reps {
        let [Some(few), Some(few_otherwise), Some(many), Some(many_otherwise)] = corners.map(|v| value(v, rep)) else {
            continue;
        };
        whole.push(many_otherwise - few);
        numbers.push(0.5 * ((many - few) + (many_otherwise - few_otherwise)));
        rules.push(0.5 * ((few_otherwise - few) + (many_otherwise - many)));
    }
    Some(Split { whole: Mean::of(&whole)?, numbers: Mean::of(&numbers)?, rules: Mean::of(&rules)? })
}

fn signed(mean: Mean, decimals: u8) -> String {
    let number = |x: f64| {
        let text = grouped(x, decimals);
        if x > 0.0 { format!("+{text}") } else { text }
    };
    let interval = mean.interval.map(|i| format!(" [{}, {}]", number(i.low), number(i.high)));
    format!("{}{}", number(mean.mean), interval.unwrap_or_default())
}

/// What differs by the numbers admitted and what by the rules.
fn sentence(comparison: &Comparison, at: Corners) -> Option<String> {
    let clause = |what: &str, decimals: u8, of: &dyn Fn(&Reading) -> Option<f64>| {
        let Split { whole, numbers, rules } = split(comparison, at, of)?;
        Some(format!(
            "{what} {}, of which {} by the numbers admitted and {} by the rules",
            signed(whole, decimals),
            signed(numbers, decimals),
            signed(rules, decimals)
        ))
    };
    let clauses = [
        clause("home within 12 months differs by", 3, &|r| read(r, HOME)),
        clause("overstay after 12 months by", 3, &|r| read(r, OVERSTAY)),
    ];
    let told: Vec<String> = clauses.into_iter().flatten().collect();
    let (other, first) = (&comparison.names[at.many_otherwise], &comparison.names[at.few]);
    (!told.is_empty()).then(|| format!("From {first} to {other}: {}.", told.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn reading(values: &[(&str, f64)]) -> Reading {
        let values: BTreeMap<&str, f64> = values.iter().copied().collect();
        Reading { measures: MEASURES.iter().map(|m| values.get(m.name).copied()).collect(), ..Reading::default() }
    }

    fn comparison(home: [f64; 4]) -> Comparison {
        let reading = |home: f64| reading(&[(HOME, home), ("arrivals_programme", 100.0), ("arrivals_visa", 20.0)]);
        Comparison {
            names: ["led", "lot", "large", "free"].map(str::to_owned).to_vec(),
            abouts: vec![],
            paired: true,
            what: String::new(),
            readings: home.iter().map(|home| vec![Ok(reading(*home)), Ok(reading(home + 0.01))]).collect(),
        }
    }

    const AT: Corners = Corners { few: 0, few_otherwise: 1, many: 2, many_otherwise: 3 };

    /// From .44 to .69: by numbers .26 at the first rules and .29 at the other, by rules -.04 and -.01.
    #[test]
    fn numbers_and_rules_are_the_mean_of_both_orders_and_add_up() {
        let found = split(&comparison([0.44, 0.40, 0.70, 0.69]), AT, |r| read(r, HOME)).unwrap();
        let near = |mean: Mean, by_hand: f64| (mean.mean - by_hand).abs() < 1e-12;
        assert!(near(found.whole, 0.25) && near(found.numbers, 0.275) && near(found.rules, -0.025), "{found:?}");
    }

    #[test]
    fn the_sentence_is_computed_from_the_cells() {
        let text = |home| table(&comparison(home), Some(AT)).notes[0].clone();
        let numbers = text([0.44, 0.44, 0.69, 0.69]);
        assert!(numbers.contains("by +0.250") && numbers.contains("of which +0.250 [+0.250, +0.250] by the numbers"));
        let rules = text([0.44, 0.69, 0.44, 0.69]);
        assert!(rules.contains("and +0.250 [+0.250, +0.250] by the rules") && rules.contains("From led to free"));
        assert!(table(&comparison([0.1; 4]), None).notes[0].contains("Monte Carlo"));
    }

    #[test]
    fn what_nobody_has_is_a_dash_and_no_part() {
        let table = table(&comparison([0.44, 0.40, 0.70, 0.69]), Some(AT));
        let row = |way: &str, told: &str| {
            let found = table.rows.iter().find(|row| row[0].shown() == way && row[1].shown() == told).unwrap();
            found[2].shown()
        };
        assert_eq!(row("route", "home within 12 months"), "–");
        assert!(row("all", "admitted a year").starts_with("120"));
        assert_eq!(split(&comparison([0.1; 4]), AT, |r| read(r, OVERSTAY)), None);
    }
}
