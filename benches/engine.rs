//! Speed and memory of the engine, with the work done beside them, so that idling is not speed.
//!
//! `cargo bench` measures everything (some minutes); `cargo bench -- --short` is the form for continuous integration,
//! which only reports. Each case runs in a process of its own, so that peaks of memory do not mix. Instruction counts
//! come from valgrind where it is installed; where it is not, a line says so.
//!
//! Attention: the hazards of reconsidering at home are set to the value asked for, for everybody. Only the product of
//! attention and the wish to leave is identified by data, so the cost of setting out is raised by what was found, by
//! trial, to keep departures near those of the default world (they are printed beside).
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a program that measures"
)]

use circula::observe::tally::Tally;
use circula::run::Course;
use circula::run::replicate::{Checks, begin_rules, month, simulate, start};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Attention and the rise of the cost of setting out (util-months) that keeps departures near those of the default
/// world.
const COMPENSATION: [(&str, f64); 3] = [("0.0833333333", 24.0), ("0.1666666667", 32.0), ("0.0416666667", 16.0)];
/// Work below which a speed does not count: reviews, persons away, departures per person-month. Where there is no
/// programme only movers, about a quarter of those at home, have something to weigh.
const FLOORS: [(&str, f64); 3] = [("reviews at attention 1/12", 0.012), ("share away", 0.10), ("departures", 0.003)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let Some(case) = arguments.first().filter(|a| a.starts_with("case=")) {
        return run_case(case);
    }
    let short = arguments.iter().any(|a| a == "--short");
    println!(
        "one line a case: CPU and wall time per simulated person and month; reviews, departures, money posts and \
        persons away per person-month"
    );
    let million = if short { 0.014 } else { 0.136 };
    for scenario in ["state-led", "free-circulation"] {
        case(scenario, million, "default", 1, 120);
        for attention in ["0.0833333333", "0.1666666667", "0.0416666667"] {
            case(scenario, million, attention, 1, 120);
        }
        case(scenario, million, "0.0833333333", 2, 120);
        if !short {
            case(scenario, 1.36, "0.0833333333", 2, 24);
        }
    }
    ensemble(if short { 20 } else { 200 });
    instructions();
    help();
}

/// Runs a case in a process of its own.
fn case(scenario: &str, scale: f64, attention: &str, threads: usize, months: u32) {
    let text = format!("case={scenario},{scale},{attention},{threads},{months}");
    let done = Command::new(std::env::current_exe().unwrap()).arg(text).status().unwrap();
    assert!(done.success(), "the case failed");
}

fn course(scenario: &str, scale: f64, attention: &str) -> Course {
    let files = circula::scenario::embedded::files();
    let mut sets = vec!["population=\"1:1\"".to_owned(), "run.burn_in_months=0".to_owned()];
    if let Ok(hazard) = attention.parse::<f64>() {
        for key in ["ceiling", "movers", "older_movers", "stayers"] {
            sets.push(format!("attention.{key}={hazard}"));
        }
        let plain = Course::open(&files, &format!("circula:{scenario}"), &[]).unwrap();
        let rules = plain.in_force(plain.loaded.settings.run.start).0;
        for (name, corridor) in &rules.corridor.list {
            let more = COMPENSATION.iter().find(|c| c.0 == attention).map_or(0.0, |c| c.1);
            sets.push(format!("corridor.{name}.distance.leave_cost={}", corridor.distance.leave_cost + more));
        }
    }
    let mut course = Course::open(&files, &format!("circula:{scenario}"), &sets).unwrap_or_else(|e| panic!("{e}"));
    course.scale = scale;
    course
}

fn run_case(case: &str) {
    let parts: Vec<&str> = case.trim_start_matches("case=").split(',').collect();
    let (scale, threads, months): (f64, usize, u32) =
        (parts[1].parse().unwrap(), parts[3].parse().unwrap(), parts[4].parse().unwrap());
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().unwrap();
    let course = course(parts[0], scale, parts[2]);
    let stop = AtomicBool::new(false);
    let clock = Instant::now();
    let mut world = start(&course, 1, 0, &stop).unwrap();
    let built = clock.elapsed().as_secs_f64();
    let bytes_built = world.bytes() as f64 / world.residents as f64;
    begin_rules(&course, &mut world);
    let mut tally = Tally::begin(&world, course.circles(), months as usize);
    let (clock, cpu) = (Instant::now(), cpu_seconds());
    for m in 0..months {
        month(&course, &mut world, course.loaded.settings.run.start.plus(m as i32));
        tally.fold(&world);
    }
    let (wall, cpu) = (clock.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    tally.end(&world);
    let person_months = tally.person_months as f64;
    let per = |n: f64| n / person_months;
    let departures = per(tally.count(circula::journal::event::Kind::Departed, |_| true) as f64);
    let away = world.districts.iter().map(|d| d.spells.len()).sum::<usize>() as f64 / world.persons_now() as f64;
    let reviews = per(tally.reviews as f64);
    let events: i64 = tally.events.iter().flatten().sum();
    println!(
        "{:16} attention {:>12} threads {threads} persons {:>9}: {:6.2} ns CPU, {:6.2} ns wall | reviews {reviews:.4} \
            departures {departures:.4} events {:.4} away {away:.3} | built {built:.2} s, \
            {bytes_built:.1} then {:.1} bytes a resident, peak {:.2} GB",
        parts[0],
        parts[2],
        tally.persons_start,
        per(cpu * 1e9),
        per(wall * 1e9),
        per(events as f64),
        world.bytes() as f64 / world.residents as f64,
        peak_bytes() / 1e9,
    );
    let idle = [reviews < FLOORS[0].1 && parts[2].starts_with("0.0833"), away < FLOORS[1].1, departures < FLOORS[2].1];
    if let Some(((name, floor), _)) = FLOORS.iter().zip(idle).find(|(_, idle)| *idle) {
        println!("below the floor of {floor} for {name}: this speed does not count");
        std::process::exit(1);
    }
}

/// An ensemble of small worlds, replicates in parallel.
fn ensemble(replicates: u64) {
    use rayon::prelude::*;
    let files = circula::scenario::embedded::files();
    let mut course = Course::open(
        &files,
        "circula:state-led",
        &["population=\"1:1\"".to_owned(), "run.burn_in_months=0".to_owned()],
    )
    .unwrap();
    course.scale = 0.00068;
    let clock = Instant::now();
    let stop = AtomicBool::new(false);
    let persons: Vec<i64> = (0..replicates)
        .into_par_iter()
        .map(|r| {
            simulate(&course, start(&course, 1, r, &stop).unwrap(), r, Checks::Usual, &stop)
                .unwrap()
                .tally
                .persons_start
        })
        .collect();
    let mean = persons.iter().sum::<i64>() / persons.len() as i64;
    println!(
        "ensemble: {replicates} replicates of {mean} persons x 120 months in {:.2} s",
        clock.elapsed().as_secs_f64()
    );
}

/// Instructions per person-month, from valgrind.
fn instructions() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instruction counts: skipped, valgrind is not installed");
        return;
    }
    let count = |months: u32| -> Option<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .arg(format!("case=state-led,0.0027,0.0833333333,1,{months}"))
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().find_map(|l| l.split("Collected :").nth(1)).and_then(|n| n.trim().parse().ok())
    };
    match (count(12), count(36)) {
        (Some(less), Some(more)) => {
            println!(
                "instructions: {:.0} million for 24 months of about 22,000 persons (state-led, attention 1/12)",
                (more - less) / 1e6
            )
        }
        _ => println!("instruction counts: valgrind gave none"),
    }
}

/// Time of `--help`.
fn help() {
    let program = env!("CARGO_BIN_EXE_circula");
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let clock = Instant::now();
        let _ = Command::new(program).arg("--help").output().unwrap();
        best = best.min(clock.elapsed().as_secs_f64());
    }
    println!("--help: {:.1} ms", best * 1e3);
}

/// CPU time of this process so far, seconds; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or("");
    let field = |n: usize| after.split_whitespace().nth(n).and_then(|s| s.parse::<f64>().ok()).unwrap_or(0.0);
    (field(11) + field(12)) / 100.0
}

/// Peak memory of this process, bytes; 0 where the system does not tell.
fn peak_bytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|s| s.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}
