//! Sensitivity of a quantity to factors: Sobol's indices by the design of Saltelli, elementary effects by that of
//! Morris.

use super::{Interval, Moments, quantiles};
use rand::{Rng, RngExt};

/// A quantity at one row of Saltelli's design: at a point `a`, at a point `b`, and at `a` with each factor (or group of
/// factors) in turn as in `b`.
#[derive(Clone, Debug, PartialEq)]
pub struct SaltelliRow {
    /// At the first point.
    pub a: f64,
    /// At the second point.
    pub b: f64,
    /// At the first with one factor of the second.
    pub mixed: Vec<f64>,
}

/// Sobol's indices of a factor, with percentile intervals of the bootstrap over rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndex {
    /// Share of the variance that the factor makes by itself.
    pub first: Interval,
    /// Share of the variance that would be left if all others were known.
    pub total: Interval,
}

/// First order (Saltelli et al. 2010, table 2, row b) and total (Jansen 1999) of each factor, without intervals.
fn estimates<'a>(rows: impl Iterator<Item = &'a SaltelliRow> + Clone, factors: usize) -> Option<Vec<(f64, f64)>> {
    let mut all = Moments::default();
    rows.clone().for_each(|row| [row.a, row.b].into_iter().for_each(|y| all.push(y)));
    let (count, mean) = (all.count() as f64 / 2.0, all.mean()?);
    // The divisor is n, as in the references and in SALib.
    let variance = all.variance()? * (all.count() - 1) as f64 / all.count() as f64;
    if variance <= 0.0 || !variance.is_finite() {
        return None;
    }
    let of = |factor: usize| {
        let (first, total) = rows.clone().fold((0.0, 0.0), |(first, total), row| {
            let moved = row.mixed[factor] - row.a;
            (first + (row.b - mean) * moved, total + moved * moved)
        });
        (first / count / variance, total / (2.0 * count) / variance)
    };
    Some((0..factors).map(of).collect())
}

/// Sobol's indices of each factor from rows of Saltelli's design; 95 % intervals from `resamples` bootstrap samples of
/// the rows. None below two rows, where rows differ in length, or where the quantity does not vary.
#[must_use]
pub fn sobol_indices(rows: &[SaltelliRow], resamples: usize, rng: &mut impl Rng) -> Option<Vec<SobolIndex>> {
    let factors = rows.first()?.mixed.len();
    if rows.len() < 2 || rows.iter().any(|row| row.mixed.len() != factors) {
        return None;
    }
    let found = estimates(rows.iter(), factors)?;
    let resample =
        || -> Vec<usize> { (0..rows.len()).map(|_| rng.random_range(0..rows.len() as u64) as usize).collect() };
    let picks = std::iter::repeat_with(resample).take(resamples);
    let again: Vec<Vec<(f64, f64)>> =
        picks.filter_map(|picked| estimates(picked.iter().map(|&at| &rows[at]), factors)).collect();
    let interval = |value: f64, list: Vec<f64>| {
        let ends = quantiles(&list, &[0.025, 0.975]);
        let (low, high) = (ends.first().copied().unwrap_or(value), ends.last().copied().unwrap_or(value));
        Interval { mean: value, low, high }
    };
    let of = |(factor, &(first, total)): (usize, &(f64, f64))| SobolIndex {
        first: interval(first, again.iter().map(|found| found[factor].0).collect()),
        total: interval(total, again.iter().map(|found| found[factor].1).collect()),
    };
    Some(found.iter().enumerate().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::cube::SobolSequence;
    use super::super::super::draws::{Purpose, label_hash};
    use super::super::super::math;
    use super::super::super::stream::Stream;
    use super::*;
    use std::f64::consts::PI;

    type Function = fn(&[f64]) -> f64;

    /// Ishigami and Homma 1990 with a = 7, b = 0.1 over [−π, π]³.
    fn ishigami(x: &[f64]) -> f64 {
        let at = |i: usize| -PI + 2.0 * PI * x[i];
        let sin = |x: f64| libm::sin(x);
        sin(at(0)) + 7.0 * sin(at(1)) * sin(at(1)) + 0.1 * math::whole_power(at(2), 4) * sin(at(0))
    }
    /// Its closed form: first order and total.
    fn ishigami_indices() -> [(f64, f64); 3] {
        let (a, b) = (7.0_f64, 0.1_f64);
        let v1 = 0.5 * math::whole_power(1.0 + b * math::whole_power(PI, 4) / 5.0, 2);
        let v2 = a * a / 8.0;
        let v13 = b * b * math::whole_power(PI, 8) * (1.0 / 18.0 - 1.0 / 50.0);
        let v = v1 + v2 + v13;
        [(v1 / v, (v1 + v13) / v), (v2 / v, v2 / v), (0.0, v13 / v)]
    }

    const G: [f64; 6] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    /// Sobol's g function.
    fn g(x: &[f64]) -> f64 {
        x.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
    }
    fn g_indices() -> Vec<(f64, f64)> {
        let part = |a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a));
        let all: f64 = G.iter().map(|a| 1.0 + part(*a)).product::<f64>() - 1.0;
        let others =
            |at: usize| G.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, a)| 1.0 + part(*a)).product::<f64>();
        (0..G.len()).map(|at| (part(G[at]) / all, part(G[at]) * others(at) / all)).collect()
    }

    fn rng(number: u64) -> Stream {
        Stream::of_experiment(3, number, Purpose(label_hash("test/indices")))
    }

    fn rows(function: Function, factors: usize, from: u32, count: u32, sequence: &SobolSequence) -> Vec<SaltelliRow> {
        let row = |index: u32| {
            let point = sequence.point(index);
            let (a, b) = point.split_at(factors);
            let mixed = (0..factors).map(|factor| {
                let mut x = a.to_vec();
                x[factor] = b[factor];
                function(&x)
            });
            SaltelliRow { a: function(a), b: function(b), mixed: mixed.collect() }
        };
        (from..from + count).map(row).collect()
    }

    #[test]
    fn indices_of_ishigami_and_of_sobols_g_are_their_closed_forms() {
        for (function, wanted) in [(ishigami as Function, ishigami_indices().to_vec()), (g, g_indices())] {
            let sequence = SobolSequence::new(2 * wanted.len()).unwrap().shifted(&mut rng(1));
            let found = sobol_indices(&rows(function, wanted.len(), 0, 4096, &sequence), 0, &mut rng(2)).unwrap();
            for (found, (first, total)) in found.iter().zip(wanted) {
                assert!((found.first.mean - first).abs() < 0.02, "{found:?} {first}");
                assert!((found.total.mean - total).abs() < 0.02, "{found:?} {total}");
            }
        }
    }

    /// Over 200 random designs of 256 rows, the 95 % intervals of the bootstrap hold the truth about as often as they
    /// say; intervals of half that width do not.
    #[test]
    fn intervals_of_the_bootstrap_cover_as_often_as_they_say() {
        let truth = ishigami_indices();
        let (mut held, mut half, mut cases) = (0, 0, 0);
        for number in 0..200 {
            let mut random = rng(100 + number);
            let row = |_| {
                let x: Vec<f64> = (0..6).map(|_| random.random()).collect();
                let mixed =
                    (0..3).map(|at| ishigami(&(0..3).map(|i| x[if i == at { 3 + i } else { i }]).collect::<Vec<_>>()));
                SaltelliRow { a: ishigami(&x[..3]), b: ishigami(&x[3..]), mixed: mixed.collect() }
            };
            let rows: Vec<SaltelliRow> = (0..256).map(row).collect();
            for (found, (first, total)) in sobol_indices(&rows, 200, &mut random).unwrap().iter().zip(truth) {
                for (interval, truth) in [(found.first, first), (found.total, total)] {
                    cases += 1;
                    held += u32::from((interval.low..=interval.high).contains(&truth));
                    let middle = (interval.low + interval.high) / 2.0;
                    half += u32::from((truth - middle).abs() <= (interval.high - interval.low) / 4.0);
                }
            }
        }
        let share = |n: u32| f64::from(n) / f64::from(cases);
        assert!((0.91..0.98).contains(&share(held)), "{}", share(held));
        assert!(share(half) < 0.8, "{}", share(half));
    }

    #[test]
    fn what_has_no_indices_has_none() {
        let flat = |_: &[f64]| 1.0;
        let sequence = SobolSequence::new(4).unwrap();
        assert!(sobol_indices(&rows(flat, 2, 0, 64, &sequence), 10, &mut rng(4)).is_none());
        assert!(sobol_indices(&[], 10, &mut rng(4)).is_none());
        let short = [SaltelliRow { a: 1.0, b: 2.0, mixed: vec![1.0] }, SaltelliRow { a: 1.0, b: 2.0, mixed: vec![] }];
        assert!(sobol_indices(&short, 10, &mut rng(4)).is_none());
    }
}
