//! Forms that can be worked out by hand: spells that only removal ends are geometric, a stationary stock is flow times
//! mean stay, ages at the first child are those declared. Each test has a wrong model that it rejects.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::units::Month;
use circula::journal::Circle;
use circula::journal::Status;
use circula::journal::Way;
use circula::journal::event::Kind;
use circula::run::{Course, replicate};
use circula::world::World;
use circula::world::person::NONE;
use circula::world::spell::NEVER;
use guard::trial::{course, month, simulated, started};

/// Rules under which nothing but removal ends a stay without papers.
fn only_removal(hazard: f64) -> Course {
    let mut sets = vec![
        "population.sample.one_in=150".to_owned(),
        "run.months=60".into(),
        "attention.movers=0".into(),
        "attention.older_movers=0".into(),
        "attention.stayers=0".into(),
        "attention.forced=0".into(),
        "attention.abroad=0".into(),
        "demography.death_year=0".into(),
    ];
    for place in ["spain", "france", "other-oecd"] {
        let corridor = format!("corridor.{place}");
        sets.extend(
            ["distance.need_home=0", "distance.onward=0", "enforcement.settle_hazard=0", "enforcement.amnesty=0"]
                .map(|s| format!("{corridor}.{s}")),
        );
        sets.push(format!("{corridor}.enforcement.removal={hazard}"));
    }
    course("irregular-route", &sets.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Puts everybody who is away into one destination without papers, aged 25, just arrived, without plan or target.
fn all_without_papers(world: &mut World) -> usize {
    let spain = world.corridors.iter().position(|c| c == "spain").unwrap() as u8;
    let now = world.now;
    for d in &mut world.districts {
        for s in &mut d.spells {
            (s.corridor, s.status, s.contract, s.target, s.planned, s.since, s.ended) =
                (spain, Status::Irregular, NONE, 0, NEVER, now, Month(0));
            d.persons[s.person as usize].birth = now.plus(-25 * 12);
        }
        d.stock.iter_mut().for_each(|n| *n = 0);
        d.stock[usize::from(spain) * Status::COUNT + Status::Irregular as usize] = d.spells.len() as i64;
        d.agenda_half = None;
    }
    world.districts.iter().map(|d| d.spells.len()).sum()
}

/// Spells that end in each month.
fn removals(hazard: f64) -> (usize, Vec<f64>) {
    let course = only_removal(hazard);
    let mut world = started(&course);
    let number = all_without_papers(&mut world);
    let ends = (0..60).map(|m| {
        replicate::month(&course, &mut world, month(&course, m));
        world.districts.iter().flat_map(|d| &d.events).filter(|e| e.what.kind() == Kind::Removed).count() as f64
    });
    (number, ends.collect())
}

/// Chi-square of the ends of spells against a geometric law, with its degrees of freedom: months with less than eight
/// expected are put together.
fn chi_square(number: usize, ends: &[f64], hazard: f64) -> (f64, f64) {
    let (mut left, mut sum, mut classes, mut tail) = (number as f64, 0.0, 0.0, (0.0, 0.0));
    for &seen in ends {
        let expected = left * hazard;
        left -= expected;
        if expected >= 8.0 {
            sum += (seen - expected) * (seen - expected) / expected;
            classes += 1.0;
        } else {
            tail = (tail.0 + seen, tail.1 + expected);
        }
    }
    // Who is still there at the end is a class too.
    let gone: f64 = ends.iter().sum();
    let rest = (tail.0 + number as f64 - gone, tail.1 + left);
    (sum + (rest.0 - rest.1) * (rest.0 - rest.1) / rest.1.max(1e-9), classes)
}

#[test]
fn stays_that_only_removal_ends_are_geometric() {
    // The first hazard is below the ceiling of the calendar, so that it acts at candidate months; the second above, so
    // that it is drawn for every month.
    for hazard in [0.04, 0.2] {
        let (number, ends) = removals(hazard);
        assert!(number > 1000, "{number} spells");
        let (x, freedom) = chi_square(number, &ends, hazard);
        assert!(
            (x - freedom).abs() < 4.0 * (2.0 * freedom).sqrt(),
            "hazard {hazard}: chi-square {x} with {freedom} \
            degrees of freedom"
        );
        for wrong in [0.85 * hazard, 1.15 * hazard] {
            let (x, freedom) = chi_square(number, &ends, wrong);
            assert!(
                x > freedom + 6.0 * (2.0 * freedom).sqrt(),
                "a hazard of {wrong} instead of {hazard} is not \
                rejected: {x}"
            );
        }
    }
}

#[test]
fn a_stationary_stock_is_flow_times_mean_stay() {
    let sets = ["population.sample.one_in=1000", "run.months=480", "demography.growth_year=0", "run.burn_in_months=12"];
    let course = course("base", &sets);
    let tally = simulated(&course, started(&course)).tally;
    let way = Way::FreeMovement as usize;
    // The second half of the run: arrivals a month, and months of stay of those who came home in it.
    let window = 240..480;
    let regional: Vec<usize> = (0..tally.corridors).filter(|&c| tally.circles[c] == Circle::Regional).collect();
    let months = window.len() as f64;
    let stock: i64 = window
        .clone()
        .map(|m| {
            regional
                .iter()
                .map(|c| (0..Status::COUNT).map(|s| tally.stocks[m][c * Status::COUNT + s]).sum::<i64>())
                .sum::<i64>()
        })
        .sum();
    let arrivals: i64 = window
        .clone()
        .map(|m| regional.iter().map(|c| tally.cohorts[m][way * tally.corridors + c].arrived).sum::<i64>())
        .sum();
    let (length, ended) = tally.lengths[way];
    let (l, flow, stay) = (stock as f64 / months, arrivals as f64 / months, length as f64 / ended as f64);
    assert!(arrivals > 1000);
    let ratio = l / (flow * stay);
    assert!((ratio - 1.0).abs() < 0.08, "stock {l}, flow {flow}, mean stay {stay}: ratio {ratio}");
    // The wrong model: a stay a fifth longer.
    assert!((l / (flow * 1.2 * stay) - 1.0).abs() > 0.08);
}

/// Mean age at the first child of those who had none at 15, by sex (0 men, 1 women).
fn ages_at_first_child(sets: &[&str]) -> [f64; 2] {
    let sets: Vec<&str> = [
        "population.sample.one_in=1000",
        "run.months=480",
        "demography.death_year=0",
        "attention.movers=0",
        "attention.older_movers=0",
        "attention.stayers=0",
        "attention.forced=0",
    ]
    .iter()
    .chain(sets)
    .copied()
    .collect();
    let course = course("base", &sets);
    let mut world = started(&course);
    let born = world.now.plus(-16 * 12);
    let (mut sum, mut number) = ([0.0; 2], [0.0; 2]);
    let mut known: Vec<Vec<bool>> =
        world.districts.iter().map(|d| d.persons.iter().map(|p| p.child()).collect()).collect();
    for m in 0..480 {
        replicate::month(&course, &mut world, month(&course, m));
        for (d, known) in world.districts.iter().zip(&mut known) {
            known.resize(d.persons.len(), false);
            for (p, known) in d.persons.iter().zip(known) {
                if p.child() && !*known {
                    *known = true;
                    if p.birth >= born && p.birth <= born.plus(60) {
                        let sex = usize::from(p.woman());
                        sum[sex] += f64::from(month(&course, m).since(p.birth)) / 12.0;
                        number[sex] += 1.0;
                    }
                }
            }
        }
    }
    assert!(number.iter().all(|n| *n > 100.0), "{number:?}");
    [sum[0] / number[0], sum[1] / number[1]]
}

#[test]
fn the_first_child_comes_at_the_age_declared() {
    let [men, women] = ages_at_first_child(&["demography.first_child_men=29", "demography.first_child_women=25"]);
    assert!((men - 29.0).abs() < 0.8 && (women - 25.0).abs() < 0.8, "men {men}, women {women}");
}
