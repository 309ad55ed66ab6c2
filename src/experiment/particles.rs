//! What a calibration found, laid under rows that are judged: every row is looked at with values drawn from the
//! posterior, so that its verdict carries what is not known of the parameters, not only how many replicates there were.

use super::asked::Asked;
use super::variant::Variant;
use super::verdict::{Judged, Verdict};
use crate::base::statistics::{Moments, quantiles};
use crate::base::stream::Stream;
use crate::base::table::{Cell, Column, Table};
use crate::scenario::Files;
use crate::scenario::show::rule_numbers;
use rand::RngExt;
use std::collections::BTreeSet;
use thiserror::Error;

/// Name of the column of weights.
pub const WEIGHT: &str = "weight";

/// Most draws.
pub const MOST_DRAWS: usize = 1_000;

/// Share of the draws in which a row must hold, or fail, to be said to.
const NEARLY_ALL: f64 = 0.9;

crate::purposes! {
    /// Which particles are taken.
    DRAWN = "posterior/draws";
}

/// Why a file is no posterior.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ParticlesError(String);

/// A posterior: points with weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Particles {
    /// Paths of the parameters.
    paths: Vec<String>,
    /// Weight and values of each point.
    list: Vec<(f64, Vec<f64>)>,
}

/// Values of parameters.
pub type Values = Vec<(String, f64)>;

impl Particles {
    /// Reads a table with a column `weight` and a column a parameter.
    ///
    /// # Errors
    /// Whatever makes it none.
    pub fn read(text: &str) -> Result<Self, ParticlesError> {
        let wrong = |why: String| ParticlesError(why);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().map_err(|error| wrong(error.to_string()))?.clone();
        let at = names.iter().position(|name| name == WEIGHT);
        let at = at.ok_or_else(|| wrong(format!("it has no column `{WEIGHT}`")))?;
        let paths: Vec<String> = names.iter().filter(|name| *name != WEIGHT).map(str::to_owned).collect();
        let mut list = Vec::new();
        for (row, record) in reader.records().enumerate() {
            let record = record.map_err(|error| wrong(error.to_string()))?;
            let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
            let values: Option<Vec<f64>> = record.iter().map(number).collect();
            let mut values = values.ok_or_else(|| wrong(format!("row {} holds no number somewhere", row + 1)))?;
            let weight = values.remove(at);
            if weight < 0.0 {
                return Err(wrong(format!("row {} has a weight below 0", row + 1)));
            }
            list.push((weight, values));
        }
        let sum: f64 = list.iter().map(|particle| particle.0).sum();
        if paths.is_empty() || !(sum > 0.0 && sum.is_finite()) {
            return Err(wrong("it has no parameter, or no weight above 0".to_owned()));
        }
        Ok(Self { paths, list })
    }

    /// So many draws by weight, as evenly as can be (systematic resampling): each particle is drawn as often as its
    /// weight says, give or take one.
    #[must_use]
    pub fn draws(&self, count: usize, seed: u64) -> Vec<Values> {
        let sum: f64 = self.list.iter().map(|particle| particle.0).sum();
        let first: f64 = Stream::of_experiment(seed, 0, DRAWN).random();
        let (mut at, mut below) = (0, self.list[0].0 / sum);
        let draw = |k: usize| {
            let place = (k as f64 + first) / count as f64;
            while place >= below && at + 1 < self.list.len() {
                at += 1;
                below += self.list[at].0 / sum;
            }
            self.paths.iter().cloned().zip(self.list[at].1.iter().copied()).collect()
        };
        (0..count).map(draw).collect()
    }
}

/// Numbers of a world that a calibration may move: in force there, and neither laid over it nor written by a scenario
/// that changes another one, for these describe the case.
#[must_use]
pub fn free_numbers(variant: &Variant, set: &[String]) -> BTreeSet<String> {
    let laid = |path: &str| set.iter().any(|set| set.split('=').next() == Some(path));
    let changes = variant.course.loaded.chain.len() > 1;
    let numbers = rule_numbers(&variant.course.loaded).into_iter();
    numbers.filter(|number| !(changes && number.own || laid(&number.path))).map(|number| number.path).collect()
}

/// A world with drawn values, where they are free there; as it was where it cannot be opened, which is told later.
#[must_use]
pub fn moved(files: &Files, asked: &Asked, values: &Values) -> Asked {
    let Ok(variant) = Variant::open(files, &asked.scenario, &asked.set) else { return asked.clone() };
    let free = free_numbers(&variant, &asked.set);
    let sets = values.iter().filter(|(path, _)| free.contains(path)).map(|(path, value)| format!("{path}={value}"));
    Asked { set: asked.set.iter().cloned().chain(sets).collect(), ..asked.clone() }
}

/// What the draws say of a row.
fn verdict(of: &[&Judged]) -> Verdict {
    let share =
        |verdict: Verdict| of.iter().filter(|judged| judged.verdict == verdict).count() as f64 / of.len() as f64;
    if of.is_empty() || share(Verdict::NoValue) > 0.5 {
        Verdict::NoValue
    } else if share(Verdict::Holds) >= NEARLY_ALL {
        Verdict::Holds
    } else if share(Verdict::Fails) >= NEARLY_ALL {
        Verdict::Fails
    } else {
        Verdict::Undecided
    }
}

/// The table of rows over draws, from the name of each row and what is wanted, and what was judged of all rows at the
/// first draw, then at the second, and so on.
#[must_use]
pub fn table(title: &str, rows: &[(&str, String)], judged: &[&Judged]) -> Table {
    let mut table = Table::new(title)
        .column(Column::text("row"))
        .column(Column::text("wanted"))
        .column(Column::number("draws", "draws of the posterior"))
        .column(Column::number("holds", "share").defined("Share of the draws in which the row holds."))
        .column(Column::number("fails", "share").defined("Share of the draws in which it fails."))
        .column(Column::estimate("value", "as the measure").defined("Median of the means, with their 5 and 95 %."))
        .column(Column::number("between", "share").defined(
            "Share of the variance of a replicate that lies between draws: what is not known of the parameters.",
        ))
        .column(
            Column::text("verdict")
                .defined(format!("holds or fails: in at least {NEARLY_ALL} of the draws; undecided: else.")),
        );
    for (at, (id, wanted)) in rows.iter().enumerate() {
        let of: Vec<&Judged> = judged.iter().copied().skip(at).step_by(rows.len()).collect();
        let share = |verdict: Verdict| {
            Cell::number(
                of.iter().filter(|judged| judged.verdict == verdict).count() as f64 / of.len().max(1) as f64,
                2,
            )
        };
        let means: Vec<f64> = of.iter().filter_map(|judged| judged.value.map(|value| value.0)).collect();
        let value = match quantiles(&means, &[0.05, 0.5, 0.95])[..] {
            [low, middle, high] => Cell::estimate(middle, low, high, if middle.abs() >= 100.0 { 0 } else { 3 }),
            _ => Cell::Missing,
        };
        table.row([
            Cell::text(*id),
            Cell::text(wanted.clone()),
            Cell::whole(of.len()),
            share(Verdict::Holds),
            share(Verdict::Fails),
            value,
            between(&of).map_or(Cell::Missing, |share| Cell::number(share, 2)),
            Cell::text(verdict(&of).word()),
        ]);
    }
    table.note(
        "Each draw of the posterior is a set of values of parameters; a row is judged in each as it is by itself. \
         Wrong worlds are not run.",
    )
}

/// Share of the variance of the mean of a draw that is not Monte Carlo error; none of fewer than two draws, or without
/// variance.
fn between(of: &[&Judged]) -> Option<f64> {
    // Half of a 95 % interval is about 1.96 standard errors; the exact quantile differs little where it matters.
    let error = |judged: &&&Judged| judged.value.map(|(_, low, high)| (high - low) / 3.92);
    let means: Vec<f64> = of.iter().filter_map(|judged| judged.value.map(|value| value.0)).collect();
    let all = Moments::of(&means).variance().filter(|variance| *variance > 0.0)?;
    let errors: Vec<f64> = of.iter().filter_map(|judged| error(&judged)).map(|error| error * error).collect();
    Some((1.0 - Moments::of(&errors).mean()? / all).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    const TEXT: &str = "weight,preference.norm,a.b\n0.5,1,7\n0.25,2,8\n0.25,3,9\n";

    #[test]
    fn particles_are_drawn_as_often_as_they_weigh() {
        let found = Particles::read(TEXT).unwrap();
        let draws = found.draws(8, 1);
        let count = |value: f64| draws.iter().filter(|draw| draw[0].1 == value).count();
        assert_eq!([1.0, 2.0, 3.0].map(count), [4, 2, 2]);
        assert_eq!(draws[0], [("preference.norm".to_owned(), 1.0), ("a.b".to_owned(), 7.0)]);
        assert_eq!(draws, found.draws(8, 1));
        let places: Vec<f64> = (0..50).map(|seed| found.draws(1, seed)[0][0].1).collect();
        assert!([1.0, 2.0, 3.0].iter().all(|value| places.contains(value)), "one draw may be any of them");
    }

    #[test]
    fn what_is_no_posterior_is_refused() {
        for (text, words) in [
            ("", "no column `weight`"),
            ("a,b\n1,2\n", "no column `weight`"),
            ("weight,a\n", "no weight above 0"),
            ("weight\n1\n", "no parameter"),
            ("weight,a\n1,x\n", "row 1"),
            ("weight,a\n-1,2\n", "below 0"),
        ] {
            let said = Particles::read(text).unwrap_err().to_string();
            assert!(said.contains(words), "{text:?}: {said}");
        }
    }

    #[test]
    fn only_what_is_free_is_moved() {
        let files = embedded::files();
        let asked =
            Asked { scenario: "circula:state-led".to_owned(), set: vec!["preference.flight=9".to_owned()], reps: 2 };
        let values = [("preference.norm", 2.5), ("preference.flight", 1.0), ("bond.escrow.amount_eur", 3.0)];
        let values: Values = values.map(|(path, value)| (path.to_owned(), value)).into();
        assert_eq!(moved(&files, &asked, &values).set, ["preference.flight=9", "preference.norm=2.5"]);
    }

    /// By hand: ten draws, nine hold: holds; eight: undecided. Means 1 and 3 with errors of 0.5 have variance 2, of
    /// which 0.25 is Monte Carlo error.
    #[test]
    fn a_verdict_over_draws_wants_nearly_all() {
        let judged =
            |mean: f64, half: f64, verdict| Judged { value: Some((mean, mean - half, mean + half)), n: 9, verdict };
        let (holds, fails) = (judged(1.0, 0.98, Verdict::Holds), judged(3.0, 0.98, Verdict::Fails));
        let of = |good: usize| [vec![&holds; good], vec![&fails; 10 - good]].concat();
        assert_eq!(verdict(&of(9)), Verdict::Holds);
        assert_eq!(verdict(&of(8)), Verdict::Undecided);
        assert_eq!(verdict(&of(1)), Verdict::Fails);
        assert!((between(&[&holds, &fails]).unwrap() - (1.0 - 0.25 / 2.0)).abs() < 1e-12);
        let table = table("t", &[("row", "positive".to_owned())], &of(8));
        let shown: Vec<String> = table.rows[0].iter().map(Cell::shown).collect();
        assert_eq!((shown[3].as_str(), shown[4].as_str(), shown[7].as_str()), ("0.80", "0.20", "undecided"));
    }
}
