//! Samples of every size tell the same of the country: villages are the n, so the spread between samples of one size
//! says how far those of another may lie from the whole (the design effect of whole villages).
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail and say why")]

mod guard;

use circula::base::statistics::Moments;
use circula::journal::{Circle, Way};
use circula::run::Course;
use circula::run::replicate::{Checks, simulate, start};
use guard::trial::course;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// Months simulated.
const MONTHS: &str = "run.months=12";
/// What is compared.
const WHAT: [&str; 4] = ["residents", "stock in the region", "stock overseas", "arrivals overseas in a year"];
/// Standard errors that a difference may have.
const WIDE: f64 = 3.5;

/// What one sample says of the whole country.
fn told(course: &Course, replicate: u64) -> [f64; 4] {
    let stop = AtomicBool::new(false);
    let world = start(course, 1, replicate, &stop).unwrap();
    let residents = world.residents as f64 * world.weight;
    let tally = simulate(course, world, replicate, Checks::Usual, &stop).unwrap().tally;
    let stock = |circle| {
        let states = tally.stocks[0].len() / tally.corridors;
        let at = |k: usize| tally.stocks[0][k * states..(k + 1) * states].iter().sum::<i64>();
        tally.positions(circle).map(at).sum::<i64>() as f64 * tally.weight()
    };
    let arrived = tally.cohorts.iter().flat_map(|month| {
        let ways = [Way::Programme, Way::Visa, Way::Irregular];
        ways.into_iter().flat_map(move |way| month[way as usize * tally.corridors..].iter().take(tally.corridors))
    });
    let arrivals = arrived.map(|cohort| cohort.arrived).sum::<i64>() as f64 * tally.weight();
    [residents, stock(Circle::Regional), stock(Circle::Overseas), arrivals]
}

/// Samples of one size: what they say, each a row.
fn samples(one_in: u64, number: u64) -> Vec<[f64; 4]> {
    let size = format!("population.sample.one_in={one_in}");
    let course = course("state-led", &[&size, MONTHS, "run.burn_in_months=0"]);
    (0..number).into_par_iter().map(|replicate| told(&course, replicate)).collect()
}

fn column(rows: &[[f64; 4]], k: usize) -> Moments {
    Moments::of(&rows.iter().map(|row| row[k]).collect::<Vec<f64>>())
}

/// Samples of all sizes, each one in so many and so often, against the largest, which stands for the whole.
fn compare(whole: (u64, u64), coarsest: u64, others: &[(u64, u64)]) {
    let (reference, coarse) = (samples(whole.0, whole.1), samples(1000, coarsest));
    let others: Vec<_> = others.iter().map(|&(n, number)| (n, samples(n, number))).collect();
    for (k, what) in WHAT.iter().enumerate() {
        // A sample of 1:n has n times this variance.
        let unit = column(&coarse, k).variance().unwrap() / 1000.0;
        let whole_country = column(&reference, k).mean().unwrap();
        let close = |n: u64, rows: &[[f64; 4]]| {
            let found = column(rows, k).mean().unwrap();
            let error = (unit * (n as f64 / rows.len() as f64 + whole.0 as f64 / whole.1 as f64)).sqrt();
            let off = (found - whole_country) / error;
            println!("{what}: 1:{n}: {found:.0} for {whole_country:.0}, {off:.1} standard errors of {error:.0}");
            assert!(off.abs() < WIDE, "{what} at 1:{n}: {found:.0} for {whole_country:.0}, {off:.1} standard errors");
            // A test that would also let pass what is a third too much says nothing.
            assert!(n < 1000 || WIDE * error < 0.33 * whole_country, "{what}: {error} is too wide");
        };
        close(1000, &coarse);
        others.iter().for_each(|(n, rows)| close(*n, rows));
    }
}

#[test]
fn samples_of_all_sizes_agree_with_large_ones() {
    compare((20, 3), 150, &[(300, 20), (50, 3)]);
}

#[test]
#[ignore = "slow, named in the README: a gigabyte, half a minute in a release build"]
fn samples_of_all_sizes_agree_with_the_whole_country() {
    compare((1, 1), 1000, &[(300, 100), (200, 50), (100, 20), (50, 10)]);
}
