//! Same bits everywhere: on any number of threads, in any order of districts, through a saved file, in every build.
//!
//! The last is told by golden digests: `.ci/same-bits` runs this file in development and release builds, without
//! default features, and with FMA masked. A wanted change of results is blessed with `CIRCULA_BLESS=1 cargo test --test
//! same_bits`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::run::{Course, Outcome};
use circula::world::World;
use guard::source::root;
use guard::trial::{course, length, months, samples, simulated, started, step};

/// Districts enough for several threads.
const WIDE: &str = "population.sample.one_in=100";

fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for name in samples() {
        let course = course(name, &[WIDE, "run.months=36"]);
        let simulate = |threads| {
            on_threads(threads, || {
                let world = started(&course);
                assert!(world.districts.len() >= 6, "{} districts tell little", world.districts.len());
                simulated(&course, world)
            })
        };
        let one = simulate(1);
        assert!(one.tally.reviews > 1000);
        for threads in [2, 3, 8] {
            assert_eq!(simulate(threads).digest, one.digest, "{name} on {threads} threads");
        }
    }
}

/// Simulates a world whose districts were put in another order, and puts them back: the world at the end, and what is
/// remembered.
fn in_order(course: &Course, world: &World, order: &[usize]) -> (String, Outcome) {
    let mut world = world.clone();
    let mut districts: Vec<Option<_>> = world.districts.drain(..).map(Some).collect();
    world.districts = order.iter().map(|&i| districts[i].take().unwrap()).collect();
    let outcome = simulated(course, world.clone());
    months(course, &mut world, 0..length(course));
    let mut back: Vec<(usize, _)> = order.iter().copied().zip(world.districts.drain(..)).collect();
    back.sort_by_key(|d| d.0);
    world.districts = back.into_iter().map(|d| d.1).collect();
    (world.digest().unwrap(), outcome)
}

#[test]
fn any_order_of_districts_gives_the_same_bits() {
    for name in samples() {
        let course = course(name, &[WIDE, "run.months=36"]);
        let world = started(&course);
        let n = world.districts.len();
        let straight: Vec<usize> = (0..n).collect();
        let (end, outcome) = in_order(&course, &world, &straight);
        let reversed: Vec<usize> = straight.iter().rev().copied().collect();
        // A stride without common divisor visits every district once.
        let stride = (n / 2 + 1..).find(|s| (2..=*s).all(|k| !s.is_multiple_of(k) || !n.is_multiple_of(k))).unwrap();
        let strided: Vec<usize> = (0..n).map(|i| (i * stride + 1) % n).collect();
        for order in [reversed, strided] {
            let (other_end, other) = in_order(&course, &world, &order);
            assert_eq!(other_end, end, "{name}: worlds differ in the order {order:?}");
            assert_eq!(other.tally, outcome.tally, "{name}: results differ in the order {order:?}");
        }
    }
}

/// Through a file and back.
fn saved(world: &World) -> World {
    postcard::from_bytes(&postcard::to_allocvec(world).unwrap()).unwrap()
}

#[test]
fn a_world_saved_and_loaded_in_any_month_goes_on_with_the_same_bits() {
    for name in samples() {
        let course = course(name, &["population.sample.one_in=4000", "run.months=78"]);
        let mut world = started(&course);
        let mut loaded = Vec::new();
        for m in 0..length(&course) {
            // Month 60 as asked for, and months in the middle of a half-year, of which nothing is saved.
            if [1, 59, 60, 61, 62, 63, 64, 65].contains(&m) {
                loaded.push((m, saved(&world)));
            }
            let digest =
                if m == 0 { months(&course, &mut world, 0..1).remove(0) } else { step(&course, &mut world, m) };
            for (from, copy) in &mut loaded {
                assert_eq!(
                    step(&course, copy, m),
                    digest,
                    "{name}: saved before month {from}, the worlds part in \
                    month {m}"
                );
            }
        }
    }
}

/// Digests of some small runs by name.
fn golden() -> String {
    let mut text = String::from(
        "# Digests of results that every build and machine must give; see \
        tests/same_bits.rs.\n",
    );
    for (name, sets) in [
        ("guaranteed", ["population.sample.one_in=2000", "run.months=60"]),
        ("free-hardened", ["population.sample.one_in=2000", "run.months=60"]),
        ("irregular-route", ["population.sample.one_in=3000", "run.months=72"]),
    ] {
        let course = course(name, &sets);
        let outcome = simulated(&course, started(&course));
        text.push_str(&format!("{name} {} start {} result {}\n", sets.join(" "), outcome.start_digest, outcome.digest));
    }
    text
}

#[test]
fn results_are_those_written_down() {
    let (path, now) = (root().join("tests/data/golden.txt"), golden());
    if std::env::var_os("CIRCULA_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(now, written, "a result changed: bless it if it was meant, else find the build that differs");
}
