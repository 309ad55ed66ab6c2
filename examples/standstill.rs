//! Fits what cannot be observed of the first world so that it stands still under constant base rules, and checks it on
//! another seed:
//!
//!     cargo run --release --example standstill -- 16 5 1 write
//!     cargo run --release --example standstill -- 1 5 2
//!
//! Rounds, one of so many villages, seed, then `write` (puts the values into `scenarios/`) and values as for `--set`.
//! Each round draws the world, lives ten years under base rules without burn-in and compares stocks per adult with
//! those drawn: leaving costs rise where a stock grows (its part without papers overseas), odds of a visa fall where
//! those with papers grow, and what is drawn of those away (months since departure by right of stay, share settled,
//! savings, months to the end of the plan) is what is found at the end. The last lines are the drift in per cent at 12,
//! 36, 60 and 120 months, other targets, and the price elasticity of the route.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool of the project, not of its users")]

use circula::base::math;
use circula::engine::{Tables, taste};
use circula::institution::corridor::{Irregular, Lawful};
use circula::journal::{Circle, Status, Way};
use circula::mechanism::InForce;
use circula::observe::placed::Quantity;
use circula::observe::tally::Tally;
use circula::population::tables::{Band, Destination};
use circula::run::{Course, replicate};
use circula::scenario::embedded;
use circula::world::person::Life;
use circula::world::{Spell, World};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Targets looked at beside the stocks.
const TARGETS: [&str; 11] = [
    "men_away@Kayes",
    "ever_abroad",
    "ever_abroad_to_villages@Bamako",
    "part_of_returns@cote-divoire",
    "oecd_in_stock",
    "home_within_12_irregular",
    "irregular_share_overseas",
    "departures_irregular",
    "arrivals_irregular",
    "arrivals_visa",
    "again_after_return",
];

fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |usual: u64| args.next().map_or(usual, |a| a.parse().unwrap());
    let (rounds, one_in, seed) = (number(1), number(20), number(2));
    let (orders, mut sets): (Vec<String>, Vec<String>) = args.partition(|a| a == "write");
    sets.extend([format!("population.sample.one_in={one_in}"), "run.burn_in_months=0".to_owned()]);
    let mut course = Course::open(&embedded::files(), "circula:base", &sets).unwrap();
    let mut rules: InForce = (*course.segments[0].1).clone();
    for round in 0..rounds {
        put(&mut course, &rules);
        let run = live(&course, seed);
        println!("round {round}");
        show(&course, &run);
        if round + 1 < rounds {
            update(&mut course, &mut rules, &run, seed);
        }
    }
    elasticity(&mut course, &rules, seed);
    if !orders.is_empty() {
        write(&course, &rules);
    }
}

/// The rules of the base and of the run alike.
fn put(course: &mut Course, rules: &InForce) {
    let rules = Arc::new(rules.clone());
    let start = course.segments[0].0;
    course.base = (rules.clone(), Tables::new(&rules));
    course.segments = vec![(start, rules.clone(), Tables::new(&rules))];
}

/// Ten years of a world.
struct Run {
    /// Those away per adult: `[month][destination × statuses + status]`.
    stocks: Vec<Vec<f64>>,
    /// How many they are at the start, in the sample.
    counts: Vec<i64>,
    tally: Tally,
    world: World,
}

fn stock(world: &World) -> Vec<i64> {
    let cells = world.corridors.len() * Status::COUNT;
    (0..cells).map(|c| world.districts.iter().map(|d| d.stock[c]).sum()).collect()
}

fn per_adult(world: &World) -> Vec<f64> {
    let adults = world.districts.iter().flat_map(|d| &d.persons).filter(|p| p.life == Life::Active).count();
    stock(world).iter().map(|&s| s as f64 / adults as f64).collect()
}

fn live(course: &Course, seed: u64) -> Run {
    let mut world = replicate::start(course, seed, 0, &AtomicBool::new(false)).unwrap();
    replicate::begin_rules(course, &mut world);
    let run = &course.loaded.settings.run;
    let mut tally = Tally::begin(&world, course.circles(), run.months as usize);
    let (counts, mut stocks) = (stock(&world), vec![per_adult(&world)]);
    for m in 0..run.months {
        replicate::month(course, &mut world, run.start.plus(m as i32));
        tally.fold(&world);
        stocks.push(per_adult(&world));
    }
    tally.end(&world);
    Run { stocks, counts, tally, world }
}

fn show(course: &Course, run: &Run) {
    for (k, (name, _)) in course.segments[0].1.corridor.list.iter().enumerate() {
        for s in Status::ALL {
            let cell = k * Status::COUNT + s as usize;
            let people = run.counts[cell] as f64 * run.world.weight;
            if people > 0.0 {
                let at = |m: usize| 100.0 * (run.stocks[m][cell] / run.stocks[0][cell] - 1.0);
                let drifts = [12, 36, 60, 120].map(|m| format!("{:+6.1}", at(m.min(run.stocks.len() - 1))));
                println!("  {name:15} {:10} {people:7} {}", Status::NAMES[s as usize], drifts.join(" "));
            }
        }
    }
    for name in TARGETS {
        print!("  {name} {:.3}", Quantity::named(name).unwrap().of(&run.tally).unwrap_or(f64::NAN));
    }
    println!();
}

/// Arrivals by the route when its price is a tenth higher, over those when it is a tenth lower.
fn elasticity(course: &mut Course, rules: &InForce, seed: u64) {
    let arrivals = [0.9, 1.1].map(|factor| {
        let mut rules = rules.clone();
        for (_, c) in &mut rules.rules.corridor.list {
            if let Irregular::Route(route) = &mut c.irregular {
                route.passage_eur *= factor;
            }
        }
        let before = course.base.1.clone();
        // The same first world and the same prices in it.
        let arc = Arc::new(rules);
        course.segments[0] = (course.segments[0].0, arc.clone(), Tables::new(&arc));
        let run = live(course, seed);
        course.base.1 = before;
        Quantity::named("arrivals_irregular").unwrap().of(&run.tally).unwrap_or(f64::NAN)
    });
    println!(
        "price elasticity of arrivals by the route {:.2}",
        math::ln(arrivals[1] / arrivals[0]) / math::ln(1.1 / 0.9)
    );
    put(course, rules);
}

/// Mean of the logarithm of the drift of some cells at 36 months and at the end.
fn drift(run: &Run, cells: &[usize]) -> f64 {
    let at = |m: usize| cells.iter().map(|&c| run.stocks[m][c]).sum::<f64>();
    let last = run.stocks.len() - 1;
    let moved = |m: usize| math::ln((at(m) / at(0)).clamp(0.05, 20.0));
    0.5 * (moved(36.min(last)) + moved(last))
}

fn update(course: &mut Course, rules: &mut InForce, run: &Run, seed: u64) {
    for (k, (name, c)) in rules.rules.corridor.list.iter_mut().enumerate() {
        let cell = |s: Status| k * Status::COUNT + s as usize;
        let moved = match c.circle.circle() {
            Circle::Overseas => 9.0 * drift(run, &[cell(Status::Irregular)]),
            _ => 8.0 * drift(run, &[cell(Status::Free)]),
        };
        c.distance.leave_cost = (c.distance.leave_cost + moved).max(0.0);
        if let Lawful::Visa(visa) = &mut c.lawful {
            let papers = drift(run, &[cell(Status::Permit), cell(Status::Settled)]);
            visa.odds = (visa.odds * math::exp(-0.3 * papers)).clamp(0.005, 0.95);
        }
        let spent = rules.rules.home.spent_abroad;
        let there = run.world.districts.iter().flat_map(|d| &d.spells).filter(|s| usize::from(s.corridor) == k);
        let there: Vec<Spell> = there.filter(|s| s.status != Status::Gone).copied().collect();
        if let Some(d) = course.population.destinations.iter_mut().find(|d| d.name == *name) {
            found(d, &there, &run.world, spent);
        }
    }
    let first = replicate::start(course, seed, 0, &AtomicBool::new(false)).unwrap();
    let (drawn, seen) = (tastes(&first), tastes(&run.world));
    let n = &mut course.population.numbers;
    let lists = [
        &mut n.liking_internal,
        &mut n.liking_regional,
        &mut n.liking_overseas,
        &mut n.liking_route,
        &mut n.days_route,
    ];
    for (at, number) in lists.into_iter().enumerate() {
        *number += seen[at] - drawn[at];
    }
    course.population.numbers.savings_sigma = spread(run, rules.rules.home.spent_abroad);
}

/// Mean likings of those away of the way there (capital, region, overseas with papers, without), and mean own days of
/// work of those without papers, in spreads.
fn tastes(world: &World) -> [f64; 5] {
    let mut sums = [(0.0, 0.0); 5];
    for s in world.districts.iter().flat_map(|d| &d.spells) {
        let draws = world.key.person(s.id);
        let mut add = |at: usize, value: f64| sums[at] = (sums[at].0 + value, sums[at].1 + 1.0);
        let liking = |way: Way| taste::liking(taste::liking_word(draws), way as usize);
        match (s.way, s.status) {
            (Way::Capital, _) => add(0, liking(Way::Capital)),
            (Way::FreeMovement, _) => add(1, liking(Way::FreeMovement)),
            (Way::Visa, _) => add(2, liking(Way::Visa)),
            (_, Status::Irregular) => {
                add(3, liking(Way::Irregular));
                add(4, taste::normal(taste::traits(draws).days_bits() as u64));
            }
            _ => {}
        }
    }
    sums.map(|(sum, n)| sum / f64::max(n, 1.0))
}

/// What is drawn of those away becomes what is found.
fn found(d: &mut Destination, there: &[Spell], world: &World, spent: f64) {
    let months = |s: &Spell| world.now.since(s.since).clamp(0, 575) as u32;
    for status in Status::ALL {
        let list: Vec<u32> = there.iter().filter(|s| s.status == status).map(months).collect();
        if list.len() >= 20 && !d.elapsed[status as usize].is_empty() {
            d.elapsed[status as usize] = bands(list);
        }
    }
    let n = |status: Status| there.iter().filter(|s| s.status == status).count() as f64;
    let (permit, settled) = (n(Status::Permit), n(Status::Settled));
    if permit + settled > 0.0 {
        d.settled_share = 0.5 * (d.settled_share + settled / (permit + settled) * (1.0 - d.irregular_share));
    }
    for papers in [true, false] {
        let of: Vec<&Spell> = there.iter().filter(|s| (s.status != Status::Irregular) == papers).collect();
        if of.len() < 20 {
            continue;
        }
        let plan =
            of.iter().map(|s| f64::from(s.planned.since(world.now).clamp(1, 600))).sum::<f64>() / of.len() as f64;
        let saved: Vec<f64> = of.iter().filter_map(|s| long_run(s, world, spent)).collect();
        let (plans, savings) = if papers {
            (&mut d.plan_months, &mut d.savings_eur)
        } else {
            (&mut d.plan_irregular_months, &mut d.savings_irregular_eur)
        };
        *plans = plan;
        if saved.len() >= 20 {
            *savings = quantile(saved, 0.5);
        }
    }
}

/// What somebody's savings would come to in the long run, EUR; nothing of who saves for a target or has just come.
fn long_run(s: &Spell, world: &World, spent: f64) -> Option<f64> {
    let months = world.now.since(s.since);
    let reached = 1.0 - math::whole_power(1.0 - spent, months.max(0) as u32);
    (s.target == 0 && months > 6 && s.savings > 100).then(|| f64::from(s.savings) / 100.0 / reached)
}

/// Spread of the logarithm of savings of those overseas with papers, from quartiles.
fn spread(run: &Run, spent: f64) -> f64 {
    let mut logs = Vec::new();
    for k in run.tally.positions(Circle::Overseas) {
        let there = run.world.districts.iter().flat_map(|d| &d.spells).filter(|s| usize::from(s.corridor) == k);
        let list: Vec<f64> =
            there.filter(|s| s.status != Status::Irregular).filter_map(|s| long_run(s, &run.world, spent)).collect();
        if !list.is_empty() {
            let middle = math::ln(quantile(list.clone(), 0.5));
            logs.extend(list.iter().map(|x| math::ln(*x) - middle));
        }
    }
    (quantile(logs.clone(), 0.75) - quantile(logs, 0.25)) / 1.349
}

fn quantile(mut list: Vec<f64>, q: f64) -> f64 {
    list.sort_by(f64::total_cmp);
    list[((list.len() - 1) as f64 * q) as usize]
}

/// Months since departure, in bands that begin at quantiles.
fn bands(mut months: Vec<u32>) -> Vec<Band> {
    months.sort_unstable();
    let n = months.len();
    let mut edges = vec![0];
    for q in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0] {
        let edge = if q < 1.0 { months[(n as f64 * q) as usize] } else { months[n - 1] + 1 };
        edges.push(edge.max(edges[edges.len() - 1] + 1));
    }
    let share = |e: &[u32]| months.iter().filter(|m| (e[0]..e[1]).contains(*m)).count() as f64 / n as f64;
    edges.windows(2).map(|e| Band { from: e[0], to: e[1], share: share(e) }).collect()
}

/// Puts the values into the files of the base scenario and of its population.
fn write(course: &Course, rules: &InForce) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/");
    let change = |name: &str, change: &mut dyn FnMut(&str) -> String| {
        let text = std::fs::read_to_string(format!("{folder}{name}")).unwrap();
        let lines: Vec<String> = text.lines().map(change).collect();
        std::fs::write(format!("{folder}{name}"), lines.join("\n") + "\n").unwrap();
    };
    let mut here = String::new();
    change("base.toml", &mut |line| {
        if let Some(name) = line.strip_prefix("[corridor.") {
            here = name.trim_end_matches(']').to_owned();
        }
        let Some((_, c)) = rules.rules.corridor.list.iter().find(|(name, _)| *name == here) else { return line.into() };
        let line = replaced(line, "leave_cost = ", &format!("{:.1}", c.distance.leave_cost));
        match &c.lawful {
            Lawful::Visa(visa) => replaced(&line, "visa = { odds = ", &format!("{:.3}", visa.odds)),
            _ => line,
        }
    });
    change("mali/destinations.csv", &mut |line| {
        let mut cells: Vec<String> = line.splitn(11, ',').map(str::to_owned).collect();
        let Some(d) = course.population.destinations.iter().find(|d| d.name == cells[0]) else { return line.into() };
        cells[3] = format!("{:.3}", d.settled_share);
        for (at, value) in
            [(6, d.savings_eur), (7, d.savings_irregular_eur), (8, d.plan_months), (9, d.plan_irregular_months)]
        {
            cells[at] = format!("{value:.0}");
        }
        cells.join(",")
    });
    let n = &course.population.numbers;
    let numbers = [
        ("savings_sigma", n.savings_sigma),
        ("liking_internal", n.liking_internal),
        ("liking_regional", n.liking_regional),
        ("liking_overseas", n.liking_overseas),
        ("liking_route", n.liking_route),
        ("days_route", n.days_route),
    ];
    change("mali/population.csv", &mut |line| {
        let (key, rest) = line.split_once(',').unwrap_or((line, ""));
        match numbers.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => format!("{key},{value:.2},{}", rest.split_once(',').unwrap().1),
            None => line.into(),
        }
    });
    let mut text = String::from(
        "# title: Months since departure of those who are elsewhere at the start, by right of stay\n\
         # source: found in the model itself after years under constant base rules (examples/standstill.rs), so that \
         the first world stands still; a third of the absent of a Mossi village below one year, a third three years or \
         more (Dakola, ORSTOM 1965-68), and a median of 7 years in Europe stand beside it as checks\n\
         # grade: derived\ndestination,right,months_from,months_to,share,grade,source\n",
    );
    for d in &course.population.destinations {
        for (status, bands) in Status::NAMES.iter().zip(&d.elapsed) {
            let mut left = 1.0;
            for (i, b) in bands.iter().enumerate() {
                let share = if i + 1 == bands.len() { left } else { (b.share * 1e4).round() / 1e4 };
                left -= share;
                writeln!(text, "{},{status},{},{},{share:.4},derived,\"own survivor function\"", d.name, b.from, b.to)
                    .unwrap();
            }
        }
    }
    std::fs::write(format!("{folder}mali/elapsed.csv"), text).unwrap();
}

/// A line with the number after a text replaced.
fn replaced(line: &str, before: &str, number: &str) -> String {
    let Some(at) = line.find(before).map(|at| at + before.len()) else { return line.into() };
    let old = line[at..].find([',', ' ', '}']).map_or(line.len(), |end| at + end);
    format!("{}{number}{}", &line[..at], &line[old..])
}
