//! Fits what nobody has observed of workers under contract to the rates of five programmes (`scenarios/targets/`),
//! and checks it on another seed:
//!
//!     cargo run --release --example contracts -- 240 2 1
//!     cargo run --release --example contracts -- 1 8 2
//!
//! Trials, replicates of each target a trial, seed, then values as for `--set` from which to start. A search by keyed
//! draws: each trial moves every value a little from the best so far, and less and less; it is kept if the loss falls.
//! The loss of a target is none in the middle six tenths of its interval and grows with the square of the distance
//! beyond; leaving the first values costs a little. Prints every improvement, and at the end the best as values for
//! `--set`, to be written into `src/institution` and `scenarios/base.toml` by hand.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool of the project, not of its users")]

use circula::base::draws::{Draws, Purpose, WorldKey, label_hash};
use circula::base::math;
use circula::observe::placed::Quantity;
use circula::observe::tally::Tally;
use circula::run::{Course, replicate};
use circula::scenario::embedded;
use std::sync::atomic::AtomicBool;

/// Target, measure, interval.
const TARGETS: [(&str, &str, [f64; 2]); 5] = [
    ("c1", "return_at_term_contracts", [0.25, 0.54]),
    ("c2", "return_at_term_contracts", [0.93, 0.99]),
    ("c4", "overstay_3_contracts", [0.01, 0.035]),
    ("c5", "overstay_3_contracts", [0.30, 0.40]),
    ("c6", "abscondings", [2.5, 4.0]),
];

/// What is moved: path, first value, least, most.
const MOVED: [(&str, f64, f64, f64); 9] = [
    ("preference.noise_term", 2.15, 1.5, 4.0),
    ("preference.noise_leave", 4.0, 2.5, 6.0),
    ("preference.norm", 1.0, 0.0, 5.0),
    ("preference.private_reasons", 0.012, 0.008, 0.025),
    ("preference.flight", 17.4, 8.0, 20.0),
    ("preference.child", 0.06, 0.0, 0.3),
    ("employers.referral_tie", 18.0, 5.0, 25.0),
    ("corridor.spain.distance.home_preference", 0.87, 0.7, 1.2),
    ("corridor.spain.distance.home_preference_spread", 0.33, 0.2, 0.5),
];

fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |usual: u64| args.next().map_or(usual, |a| a.parse().unwrap());
    let (trials, replicates, seed) = (number(240), number(2), number(1));
    let sets: Vec<String> = args.collect();
    let given = |path: &str| sets.iter().find_map(|s| s.strip_prefix(&format!("{path}="))?.parse().ok());
    let mut best: Vec<f64> = MOVED.iter().map(|m| given(m.0).unwrap_or(m.1)).collect();
    let mut least = f64::INFINITY;
    for trial in 0..trials {
        let point =
            if trial == 0 { best.clone() } else { moved(&best, WorldKey::new(seed, 1).of(trial), trial, trials) };
        let seen = TARGETS.map(|target| mean(target, &point, &sets, (replicates, seed)));
        let loss = loss(&seen, &point);
        if loss < least {
            (least, best) = (loss, point);
            let shown: Vec<String> = seen.iter().zip(TARGETS).map(|(x, t)| format!("{} {x:.4}", t.0)).collect();
            println!("{trial:4} {loss:.4} {}", shown.join(" "));
        }
    }
    let shown: Vec<String> = MOVED.iter().zip(&best).map(|(m, x)| format!("{}={x:.3}", m.0)).collect();
    println!("{}", shown.join(" "));
}

/// Every value moved by a normal number times a part of its range, which falls to a tenth.
fn moved(from: &[f64], draws: Draws, trial: u64, trials: u64) -> Vec<f64> {
    let step = 0.15 * math::pow(0.1, trial as f64 / trials as f64);
    let z = |at: usize| math::normal_quantile(draws.unit(Purpose(label_hash("contracts/step")), 0, at as u32));
    let each = from.iter().zip(MOVED).enumerate();
    each.map(|(at, (x, (_, _, low, high)))| (x + step * (high - low) * z(at)).clamp(low, high)).collect()
}

/// Mean of a target's measure over replicates.
fn mean((name, measure, _): (&str, &str, [f64; 2]), point: &[f64], sets: &[String], (reps, seed): (u64, u64)) -> f64 {
    let mut sets = sets.to_vec();
    sets.push("population.sample.one_in=200".to_owned());
    sets.extend(MOVED.iter().zip(point).map(|(m, x)| format!("{}={x}", m.0)));
    let course = Course::open(&embedded::files(), &format!("circula:targets/{name}"), &sets).unwrap();
    let one = |replicate: u64| {
        let mut world = replicate::start(&course, seed, replicate, &AtomicBool::new(false)).unwrap();
        replicate::begin_rules(&course, &mut world);
        let run = &course.loaded.settings.run;
        let mut tally = Tally::begin(&world, course.circles(), run.months as usize);
        for m in 0..run.months {
            replicate::month(&course, &mut world, run.start.plus(m as i32));
            tally.fold(&world);
        }
        tally.end(&world);
        Quantity::named(measure).unwrap().of(&tally).unwrap_or(f64::NAN)
    };
    (0..reps).map(one).sum::<f64>() / reps as f64
}

/// How far the targets are missed, and the values from the first ones.
fn loss(seen: &[f64], point: &[f64]) -> f64 {
    let miss = |x: f64, [low, high]: [f64; 2]| {
        let place = ((x - 0.5 * (low + high)) / (0.5 * (high - low))).abs();
        (place - 0.6).max(0.0)
    };
    let missed: f64 = seen.iter().zip(TARGETS).map(|(x, t)| miss(*x, t.2) * miss(*x, t.2)).sum();
    let far = |x: f64, (_, first, low, high): (&str, f64, f64, f64)| (x - first) / (high - low);
    missed + 0.05 * point.iter().zip(MOVED).map(|(x, m)| far(*x, m) * far(*x, m)).sum::<f64>()
}
