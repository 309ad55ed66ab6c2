//! Variants side by side: means with intervals, and differences from the baseline taken replicate by replicate.

use super::design::Design;
use super::ensemble::{self, EnsembleError, Finished, Options, Readings};
use super::precision::{Precision, Until, Wide, needed, position};
use super::reading::Reading;
use super::welfare::Welfare;
use crate::base::statistics::{Interval, Moments, mean_interval};
use crate::base::table::{Cell, Column, Table};
use crate::observe::measure::{MEASURES, Measure};
use crate::run::RESULTS_VERSION;

/// Level of every interval.
pub const LEVEL: f64 = 0.95;

/// What stands under every table of intervals.
pub const MONTE_CARLO: &str = "Intervals are 95 % t intervals over replicates: Monte Carlo error only. They say how \
    sure the mean is for these parameters, not how sure the parameters are.";

/// A run that did not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Position of the variant.
    pub variant: usize,
    /// The replicate.
    pub replicate: u64,
    /// Why.
    pub reason: String,
}

/// What an experiment gives.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Names of the variants, the baseline first.
    pub names: Vec<String>,
    /// What each is about.
    pub abouts: Vec<String>,
    /// Whether differences are taken replicate by replicate.
    pub paired: bool,
    /// One line on what was run.
    pub what: String,
    /// What was read of each replicate, `[variant][replicate]`.
    pub readings: Readings<Reading>,
}

/// Runs a design.
///
/// # Errors
/// See [`EnsembleError`].
pub fn run(design: &Design, options: &Options<'_>) -> Result<Comparison, EnsembleError> {
    let lean = design.analysis.is_lean();
    let read = |_: usize, finished: &Finished| {
        let reading = Reading { welfare: finished.welfare.clone(), ..Reading::of(&finished.outcome) };
        if lean { reading.measures_only() } else { reading }
    };
    let readings = ensemble::run(design, options, read)?;
    let settings = design.variants.first().map(|variant| &variant.course.loaded.settings);
    let what = settings.map_or_else(String::new, |s| {
        let size = if s.one_in() == 1 { "every person".to_owned() } else { format!("one person in {}", s.one_in()) };
        let replicates = format!(
            "{} {}replicate{}",
            design.reps(),
            if design.paired() && design.variants.len() > 1 { "paired " } else { "" },
            if design.reps() == 1 { "" } else { "s" }
        );
        format!("{replicates}, {size}, {} months from {}, seed {}", s.run.months, s.run.start, design.seed())
    });
    Ok(Comparison {
        names: design.names().into_iter().map(str::to_owned).collect(),
        abouts: design.variants.iter().map(|variant| variant.course.loaded.settings.about.clone()).collect(),
        paired: design.paired(),
        what,
        readings,
    })
}

/// A mean with its interval; the number only where there is one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its interval, from two values on.
    pub interval: Option<Interval>,
    /// Values.
    pub count: usize,
}

impl Mean {
    /// Of values; none without values.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        Some(Self { mean: Moments::of(values).mean()?, interval: mean_interval(values, LEVEL), count: values.len() })
    }

    /// As a cell.
    #[must_use]
    pub fn cell(&self, decimals: usize) -> Cell {
        let decimals = u8::try_from(decimals).unwrap_or(u8::MAX);
        self.interval
            .map_or_else(|| Cell::number(self.mean, decimals), |i| Cell::estimate(self.mean, i.low, i.high, decimals))
    }
}

/// As a cell; a dash where there is none.
#[must_use]
pub fn cell(mean: Option<Mean>, decimals: usize) -> Cell {
    mean.map_or(Cell::Missing, |mean| mean.cell(decimals))
}

/// What stands under every picture, behind reservations of its own.
#[must_use]
pub fn note(comparison: &Comparison, more: &str) -> String {
    format!(
        "{}{}{}. A simulation with assumed parameters, not a forecast.",
        more,
        if more.is_empty() { "" } else { " " },
        comparison.what
    )
}

impl Comparison {
    /// Replicates of a variant that ended, with their numbers.
    pub fn ended(&self, variant: usize) -> impl Iterator<Item = (usize, &Reading)> {
        self.readings[variant].iter().enumerate().filter_map(|(at, reading)| reading.as_ref().ok().map(|r| (at, r)))
    }

    /// Runs that did not end.
    #[must_use]
    pub fn failed(&self) -> Vec<Failed> {
        let of = |(variant, list): (usize, &Vec<Result<Reading, String>>)| {
            let failed = list
                .iter()
                .enumerate()
                .filter_map(|(at, reading)| reading.as_ref().err().map(|reason| (at, reason.clone())));
            failed.map(|(at, reason)| Failed { variant, replicate: at as u64, reason }).collect::<Vec<_>>()
        };
        self.readings.iter().enumerate().flat_map(of).collect()
    }

    /// Digest of all results: of name, replicate, digest and digest of welfare of every run in their order, and of the
    /// version of the results.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = format!("results {RESULTS_VERSION}\n");
        for (name, list) in self.names.iter().zip(&self.readings) {
            for (at, reading) in list.iter().enumerate() {
                let digest = reading.as_ref().map_or("failed", |r| r.digest.as_str());
                let welfare = reading.as_ref().ok().and_then(|r| r.welfare.as_ref()).map(Welfare::digest);
                text.push_str(&format!(
                    "{name} {at} {digest}{}\n",
                    welfare.map_or_else(String::new, |w| format!(" {w}"))
                ));
            }
        }
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }

    /// Mean of something read, over the replicates of a variant that have it.
    #[must_use]
    pub fn mean(&self, variant: usize, of: impl Fn(&Reading) -> Option<f64>) -> Option<Mean> {
        Mean::of(&self.ended(variant).filter_map(|(_, reading)| of(reading)).collect::<Vec<_>>())
    }

    /// Mean difference from the baseline of something read: paired over the replicates where both have it; none where
    /// the variants are not paired.
    #[must_use]
    pub fn difference(&self, variant: usize, of: impl Fn(&Reading) -> Option<f64>) -> Option<Mean> {
        if !self.paired {
            return None;
        }
        let both = self.readings[0].iter().zip(&self.readings[variant]);
        let differences: Vec<f64> =
            both.filter_map(|(a, b)| Some(of(b.as_ref().ok()?)? - of(a.as_ref().ok()?)?)).collect();
        Mean::of(&differences)
    }

    /// What is least precise among the means of all variants and, where they are paired, their differences from the
    /// first; none if all are as precise as they are to be. What no replicate has to measure is precise.
    #[must_use]
    pub fn widest(&self, until: &Until) -> Option<Wide> {
        let mut widest: Option<Wide> = None;
        for Precision { measure, half_width } in &until.precise {
            let Some(at) = position(measure) else { continue };
            let first = self.names.first().map_or("", String::as_str);
            for (variant, name) in self.names.iter().enumerate() {
                let of = |r: &Reading| r.measures[at];
                let mean = (name.clone(), self.mean(variant, of));
                let less = (variant > 0).then(|| (format!("{name} less {first}"), self.difference(variant, of)));
                for (of, found) in std::iter::once(mean).chain(less) {
                    let Some(found) = found else { continue };
                    let Some(needed) = needed(found.interval, found.count, *half_width) else { continue };
                    if widest.as_ref().is_none_or(|known| known.needed < needed) {
                        let half = found.interval.map(|interval| interval.half_width());
                        widest = Some(Wide { measure: measure.clone(), of, half_width: half, needed });
                    }
                }
            }
        }
        widest
    }

    /// The table for people: a row a measure, a column a variant, then a column a difference.
    #[must_use]
    pub fn table(&self, pick: impl Fn(&Measure) -> bool) -> Table {
        let mut table = Table::new(format!("{}: {}", self.names.join(" and "), self.what))
            .column(Column::text("measure"))
            .column(Column::text("unit"));
        for name in &self.names {
            table = table.column(Column::estimate(name.clone(), ""));
        }
        for name in self.names.iter().skip(1).filter(|_| self.paired) {
            table = table.column(Column::estimate(format!("{name} less {}", self.names[0]), ""));
        }
        for (at, measure) in MEASURES.iter().enumerate().filter(|m| pick(m.1)) {
            let mut row = vec![Cell::text(measure.name.replace('_', " ")), Cell::text(measure.unit)];
            row.extend(
                (0..self.names.len()).map(|variant| cell(self.mean(variant, |r| r.measures[at]), measure.decimals)),
            );
            if self.paired {
                row.extend(
                    (1..self.names.len())
                        .map(|variant| cell(self.difference(variant, |r| r.measures[at]), measure.decimals)),
                );
            }
            table.row(row);
        }
        self.noted(table)
    }

    fn noted(&self, table: Table) -> Table {
        let mut table = table.note(MONTE_CARLO);
        if self.names.len() > 1 {
            table = table.note(if self.paired {
                "Differences are taken replicate by replicate: the same people with the same draws under both rules. \
                    – where a variant has nothing to measure."
            } else {
                "The variants do not start from the same world, so no differences are given. – where a variant has \
                    nothing to measure."
            });
        }
        let failed = self.failed().len();
        if failed > 0 {
            table = table.note(format!(
                "{failed} of {} runs did not end and are left out.",
                self.readings.iter().map(Vec::len).sum::<usize>()
            ));
        }
        table
    }

    /// The headline table: the measures of the first page.
    #[must_use]
    pub fn headline(&self) -> Table {
        self.table(|measure| measure.headline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Month;

    fn reading(value: Option<f64>) -> Reading {
        Reading {
            start_digest: "s".to_owned(),
            digest: format!("{value:?}"),
            start: Month::new(2005, 1),
            measures: MEASURES.iter().map(|_| value).collect(),
            ..Reading::default()
        }
    }

    fn comparison(values: &[&[Option<f64>]]) -> Comparison {
        Comparison {
            names: (0..values.len()).map(|v| format!("v{v}")).collect(),
            abouts: vec![],
            paired: true,
            what: String::new(),
            readings: values.iter().map(|list| list.iter().map(|v| Ok(reading(*v))).collect()).collect(),
        }
    }

    /// By hand: differences 1, 3 have mean 2, standard error 1, t(1) = 12.7062.
    #[test]
    fn differences_are_paired_where_both_have_a_value() {
        let found = comparison(&[&[Some(1.0), Some(2.0), None], &[Some(2.0), Some(5.0), Some(9.0)]]);
        let difference = found.difference(1, |r| r.measures[0]).unwrap();
        assert_eq!((difference.mean, difference.count), (2.0, 2));
        assert!((difference.interval.unwrap().high - 14.7062).abs() < 1e-4);
    }

    #[test]
    fn where_a_variant_has_none_there_is_a_dash_and_no_difference() {
        let table = comparison(&[&[None, None], &[Some(2.0), Some(5.0)]]).headline();
        let shown: Vec<String> = table.rows[0].iter().map(Cell::shown).collect();
        assert_eq!((shown[2].as_str(), shown[4].as_str()), ("–", "–"));
        assert!(shown[3].starts_with("3.5"));
        assert!(table.notes[0].contains("Monte Carlo error only"));
    }

    #[test]
    fn the_digest_tells_runs_apart_and_failures_are_listed() {
        let mut a = comparison(&[&[Some(1.0), Some(2.0)]]);
        let b = comparison(&[&[Some(2.0), Some(1.0)]]);
        assert_ne!(a.digest(), b.digest());
        a.readings[0][1] = Err("broken".to_owned());
        assert_eq!(a.failed(), [Failed { variant: 0, replicate: 1, reason: "broken".to_owned() }]);
        assert!(a.headline().notes.iter().any(|n| n.contains("1 of 2 runs")));
    }
}
