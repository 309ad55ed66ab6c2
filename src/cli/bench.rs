//! `circula bench`: fixed work, its digests and its speed, for machines that watch over a change.

use super::clock::Clock;
use super::context::{self, Context};
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use super::yardstick::{self, YardstickEnd};
use crate::base::files::read_text;
use crate::base::statistics::median;
use crate::base::table::{Cell, Column, Table};
use crate::experiment::ensemble::{Finished, Options, run as run_ensemble};
use crate::experiment::{Design, EnsembleError, Variant};
use crate::run::{Checks, RESULTS_VERSION};
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

/// People and months of the yardstick in each round.
const YARDSTICK: (usize, u32) = (100_000, 60);

/// Fixed work: name, scenario, what is laid over it.
type Work = (&'static str, &'static str, &'static [&'static str]);

/// What is run: each kind of rules once in a world of some size, one of everybody's own ways, and many small worlds,
/// whose making is most of the work.
const FIXED: [Work; 5] = [
    ("state-led", "circula:state-led", &["population=1:100", "run.months=24", "run.burn_in_months=2", "run.reps=1"]),
    ("free", "circula:free-circulation", &["population=1:100", "run.months=24", "run.burn_in_months=2", "run.reps=1"]),
    ("guaranteed", "circula:guaranteed", &["population=1:100", "run.months=24", "run.burn_in_months=2", "run.reps=1"]),
    ("bonded", "circula:employer-bond", &["population=1:100", "run.months=24", "run.burn_in_months=2", "run.reps=1"]),
    ("small", "circula:state-led", &["population=1:320", "run.months=12", "run.burn_in_months=0", "run.reps=8"]),
];

/// Run fixed work; tell its digests, and its speed as a multiple of a yardstick run in the same rounds
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula bench
  circula bench --json --rounds 9
  circula bench --check bench.json --slower 0.3
  circula bench my-study.toml --check study.json")]
pub struct Bench {
    /// Scenarios of your own, as they are, rather than the fixed work.
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// Hold digests against those of an earlier `bench --json`; exit code 3 where a bit has changed.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub check: Option<PathBuf>,
    /// With `--check`: exit code 3 also where something takes more than this share longer than then, by the yardstick
    /// or by instructions.
    #[arg(long, value_name = "SHARE", requires = "check", allow_negative_numbers = true)]
    pub slower: Option<f64>,
    /// Rounds; each runs the yardstick and then all work.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub rounds: u32,
    /// Count instructions with valgrind, where it is installed: some minutes more.
    #[arg(long)]
    pub instructions: bool,
    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
    /// Only do the work of this name once: for a process that is watched.
    #[arg(long, hide = true)]
    pub only: Option<String>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Measured {
    /// What the document is.
    document: String,
    /// Version of its form.
    format: u32,
    /// Program that ran.
    program: String,
    /// Version of its results.
    results_version: u32,
    /// The yardstick.
    yardstick: Yardstick,
    /// Work in its order.
    work: Vec<Done>,
}

/// The yardstick as it ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Yardstick {
    persons: usize,
    months: u32,
    /// Departures and savings at the end, which no machine and no build may change.
    departures: u64,
    savings: u64,
    /// Of one thread, median of the rounds.
    nanoseconds_per_person_month: f64,
}

/// A piece of work as it ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Done {
    name: String,
    /// Digest of all its runs.
    digest: String,
    runs: u64,
    person_months: i64,
    /// Of one thread, start of the worlds included, median of the rounds.
    nanoseconds_per_person_month: f64,
    /// Times the yardstick of the same round, median of the rounds.
    ratio: f64,
    /// Least and most of the rounds.
    ratio_least: f64,
    ratio_most: f64,
    /// Instructions of the whole process, if they were counted.
    #[serde(default)]
    instructions: Option<u64>,
}

/// Runs the work.
pub fn run(context: &mut Context, arguments: &Bench) -> Result<u8, CliError> {
    if arguments.slower.is_some_and(|share| !(share.is_finite() && share >= 0.0)) {
        return Err(CliError::usage("`--slower` is out of range", "wanted a share from 0, as in `--slower 0.3`"));
    }
    let known = arguments.check.as_deref().map(read).transpose()?;
    let stop = context.listen()?;
    let designs = designs(&arguments.scenarios)?;
    if let Some(only) = &arguments.only {
        let asked = designs.iter().filter(|(name, _)| name == only);
        return asked.map(|(_, design)| once(design, &stop)).try_fold(exit::DONE, |code, once| once.map(|_| code));
    }
    let mut rounds: Vec<Vec<(Once, f64)>> = designs.iter().map(|_| Vec::new()).collect();
    let mut yardsticks = Vec::new();
    let mut toy = YardstickEnd::default();
    for _ in 0..arguments.rounds {
        let clock = Clock::start();
        toy = yardstick::run(YARDSTICK.0, YARDSTICK.1);
        let beside = clock.seconds() * 1e9 / (YARDSTICK.0 as f64 * f64::from(YARDSTICK.1));
        yardsticks.push(beside);
        for ((_, design), rounds) in designs.iter().zip(&mut rounds) {
            rounds.push((once(design, &stop)?, beside));
        }
    }
    let mut work = Vec::new();
    for ((name, design), rounds) in designs.iter().zip(&rounds) {
        work.push(Done { instructions: counted(context, arguments, name)?, ..done(name, design, rounds)? });
    }
    let measured = Measured {
        document: DocumentKind::Bench.word(),
        format: document::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results_version: RESULTS_VERSION,
        yardstick: Yardstick {
            persons: YARDSTICK.0,
            months: YARDSTICK.1,
            departures: toy.departures,
            savings: toy.savings,
            nanoseconds_per_person_month: median(&yardsticks).unwrap_or(0.0),
        },
        work,
    };
    if arguments.json {
        let body = serde_json::to_value(&measured).unwrap_or_default();
        context.print(&document::text(DocumentKind::Bench, body))?;
    } else {
        context.print_table(&table(&measured, known.as_ref()))?;
    }
    match known {
        Some(known) => check(context, arguments, &measured, &known),
        None => Ok(exit::DONE),
    }
}

fn designs(scenarios: &[String]) -> Result<Vec<(String, Design)>, CliError> {
    let files = embedded::files();
    let open = |scenario: &str, sets: &[String]| -> Result<Design, CliError> {
        Ok(Design::apart(vec![Variant::open(&files, scenario, sets)?]))
    };
    if scenarios.is_empty() {
        let fixed = FIXED.iter().map(|(name, scenario, sets)| {
            let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
            Ok(((*name).to_owned(), open(scenario, &sets)?))
        });
        return fixed.collect();
    }
    scenarios.iter().map(|scenario| Ok((scenario.clone(), open(scenario, &[])?))).collect()
}

/// One round of a piece of work.
#[derive(Clone, Debug, PartialEq)]
struct Once {
    digest: String,
    person_months: i64,
    seconds: f64,
}

/// Runs a piece of work with one thread; what is read of a run is its digest alone.
fn once(design: &Design, stop: &AtomicBool) -> Result<Once, CliError> {
    let options = Options { threads: 1, checks: Checks::Usual, memory: context::memory(), stop, watch: &(), keep: &() };
    let clock = Clock::start();
    let read = |_: usize, finished: &Finished| (finished.outcome.digest.clone(), finished.outcome.tally.person_months);
    let found = run_ensemble(design, &options, read)?;
    let seconds = clock.seconds();
    let mut text = format!("results {RESULTS_VERSION}\n");
    let mut person_months = 0;
    for (at, run) in found.iter().flatten().enumerate() {
        let (digest, months) = run.as_ref().map_err(|why| {
            CliError::failed(format!("replicate {at} did not end: {why}"), "please report this with the scenario")
        })?;
        text.push_str(&format!("{at} {digest}\n"));
        person_months += months;
    }
    Ok(Once { digest: blake3::hash(text.as_bytes()).to_hex().to_string(), person_months, seconds })
}

fn done(name: &str, design: &Design, rounds: &[(Once, f64)]) -> Result<Done, CliError> {
    let Some((first, _)) = rounds.first() else { return Err(EnsembleError::Stopped.into()) };
    if rounds.iter().any(|(once, _)| once.digest != first.digest) {
        let message = format!("`{name}` has other bits in another round");
        return Err(CliError::failed(
            message,
            "this is a bug of the program or a fault of the machine; please report it",
        ));
    }
    let each = |once: &Once| once.seconds * 1e9 / once.person_months.max(1) as f64;
    let nanoseconds: Vec<f64> = rounds.iter().map(|(once, _)| each(once)).collect();
    let ratios: Vec<f64> = rounds.iter().map(|(once, beside)| each(once) / beside).collect();
    Ok(Done {
        name: name.to_owned(),
        digest: first.digest.clone(),
        runs: design.runs(),
        person_months: first.person_months,
        nanoseconds_per_person_month: median(&nanoseconds).unwrap_or(0.0),
        ratio: median(&ratios).unwrap_or(0.0),
        ratio_least: ratios.iter().copied().fold(f64::INFINITY, f64::min),
        ratio_most: ratios.iter().copied().fold(0.0, f64::max),
        instructions: None,
    })
}

/// Instructions of a process that does this work once, by valgrind, if they are to be counted.
fn counted(context: &Context, arguments: &Bench, name: &str) -> Result<Option<u64>, CliError> {
    if !arguments.instructions {
        return Ok(None);
    }
    let missing = || CliError::failed("valgrind does not run".to_owned(), "install it, or leave out `--instructions`");
    let program = std::env::current_exe().map_err(|_| missing())?;
    context.say(&format!("counting the instructions of `{name}`"));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(["bench", "--only", name]);
    command.args(arguments.scenarios.iter().filter(|scenario| *scenario == name));
    let output = command.output().map_err(|_| missing())?;
    let text = String::from_utf8_lossy(&output.stderr);
    let found = text.lines().find_map(|line| line.split("Collected :").nth(1));
    found.and_then(|number| number.trim().parse().ok()).map(Some).ok_or_else(missing)
}

fn read(path: &Path) -> Result<Measured, CliError> {
    let wrong = |why: String| {
        let message = format!("`{}` is no document of `circula bench --json`: {why}", path.display());
        CliError::usage(message, "write one with `circula bench --json`")
    };
    let measured: Measured = serde_json::from_str(&read_text(path)?).map_err(|error| wrong(error.to_string()))?;
    if measured.format != document::FORMAT {
        let (then, now) = (measured.format, document::FORMAT);
        return Err(wrong(format!("its form has version {then}, this program reads {now}")));
    }
    Ok(measured)
}

fn table(measured: &Measured, known: Option<&Measured>) -> Table {
    let toy = &measured.yardstick;
    let mut table = Table::new(format!("Fixed work of version {}", measured.program))
        .column(Column::text("work"))
        .column(Column::text("digest"))
        .column(Column::number("runs", ""))
        .column(Column::number("million person-months", ""))
        .column(Column::number("ns a person-month", ""))
        .column(Column::estimate("times the yardstick", ""))
        .column(Column::number("million instructions", ""))
        .column(Column::number("times then", ""));
    for done in &measured.work {
        let then = known.and_then(|known| known.work.iter().find(|then| then.name == done.name));
        table.row([
            Cell::text(done.name.clone()),
            Cell::text(done.digest.get(..12).unwrap_or("").to_owned()),
            Cell::whole(i64::try_from(done.runs).unwrap_or(i64::MAX)),
            Cell::number(done.person_months as f64 / 1e6, 2),
            Cell::number(done.nanoseconds_per_person_month, 1),
            Cell::estimate(done.ratio, done.ratio_least, done.ratio_most, 2),
            done.instructions.map_or(Cell::Missing, |n| Cell::number(n as f64 / 1e6, 0)),
            then.map_or(Cell::Missing, |then| Cell::number(done.ratio / then.ratio, 2)),
        ]);
    }
    table.note(format!(
        "One thread, making of the worlds included. The yardstick is a toy of {} people and {} months that never \
         changes: {:.1} ns a person-month here. In brackets the least and the most of the rounds.",
        toy.persons, toy.months, toy.nanoseconds_per_person_month
    ))
}

/// Holds what was measured against what was then.
fn check(context: &Context, arguments: &Bench, now: &Measured, then: &Measured) -> Result<u8, CliError> {
    let mut faults = Vec::new();
    let toy = |of: &Yardstick| (of.persons, of.months, of.departures, of.savings);
    if toy(&now.yardstick) != toy(&then.yardstick) {
        faults.push("the yardstick is another: speeds cannot be compared".to_owned());
    }
    for done in &now.work {
        let name = &done.name;
        let Some(before) = then.work.iter().find(|before| before.name == *name) else {
            faults.push(format!("`{name}` is not in the file"));
            continue;
        };
        if before.digest != done.digest {
            faults.push(format!("`{name}` gives other bits"));
        }
        let times = [
            Some(("times the yardstick", done.ratio, before.ratio)),
            done.instructions.zip(before.instructions).map(|(a, b)| ("instructions", a as f64, b as f64)),
        ];
        for (what, a, b) in times.into_iter().flatten() {
            if arguments.slower.is_some_and(|share| a > b * (1.0 + share)) {
                faults.push(format!("`{name}` takes {a:.2} {what}, then {b:.2}"));
            }
        }
    }
    for gone in then.work.iter().filter(|before| now.work.iter().all(|done| done.name != before.name)) {
        faults.push(format!("`{}` of the file is not run", gone.name));
    }
    if faults.is_empty() {
        context.say("the same bits as in the file");
        return Ok(exit::DONE);
    }
    let versions = if now.results_version == then.results_version {
        String::new()
    } else {
        let [then, now] = [then.results_version, now.results_version];
        format!("; results have version {now}, in the file {then}: they are meant to differ")
    };
    context.complain(&CliError::Told {
        message: format!("{}{versions}", faults.join("; ")),
        help: "write a change that is meant with `circula bench --json`".to_owned(),
        code: exit::MISMATCH,
    });
    Ok(exit::MISMATCH)
}
