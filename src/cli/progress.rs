//! Progress on standard error: a bar on a terminal, lines elsewhere, JSON for machines.

use super::arguments::ProgressStyle;
use super::clock::Clock;
use super::context::unicode;
use crate::experiment::{Design, Variant, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Seconds between two plain lines.
const PATIENCE: f64 = 30.0;

/// Percent to be told now, at each tenth of the way and when it has been long since the last; none if it is not yet
/// time.
fn due(told: &Mutex<Told>, done: u64, all: u64, seconds: f64) -> Option<u64> {
    let tenths = (10 * done).checked_div(all).unwrap_or(0);
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    if tenths <= told.tenths && seconds - told.at <= PATIENCE {
        return None;
    }
    *told = Told { tenths: tenths.max(told.tenths), at: seconds };
    Some((100 * done).checked_div(all).unwrap_or(100))
}

/// How progress is shown once that is decided.
enum Shown {
    Bar(ProgressBar),
    Plain(Mutex<Told>),
    Json,
    Nothing,
}

/// What has been told in plain lines.
struct Told {
    tenths: u64,
    at: f64,
}

/// Follows an experiment.
pub struct Reporter {
    shown: Shown,
    names: Vec<String>,
    /// Months that one run of a variant takes.
    months: Vec<u64>,
    runs: u64,
    total: u64,
    simulated: AtomicU64,
    ended: AtomicU64,
    kept: AtomicU64,
    failed: AtomicU64,
    clock: Clock,
}

impl Reporter {
    /// For a design.
    pub fn new(design: &Design, how: Option<ProgressStyle>, quiet: bool) -> Self {
        let total = design.months();
        Self {
            shown: shown(how.unwrap_or(ProgressStyle::Auto), quiet, total),
            names: design.names().into_iter().map(str::to_owned).collect(),
            runs: design.runs(),
            months: design.variants.iter().map(Variant::months).collect(),
            total,
            simulated: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            clock: Clock::start(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    /// Replicates found from an earlier run, over all variants.
    pub fn kept(&self) -> u64 {
        self.kept.load(Ordering::Relaxed)
    }

    /// Runs that did not end.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Runs that have ended, failed or were found.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    fn advance(&self, months: u64) {
        let simulated = self.simulated.fetch_add(months, Ordering::Relaxed) + months;
        match &self.shown {
            Shown::Bar(bar) => bar.inc(months),
            Shown::Plain(told) => self.plain(told, simulated),
            Shown::Json | Shown::Nothing => {}
        }
    }

    fn plain(&self, told: &Mutex<Told>, simulated: u64) {
        let seconds = self.clock.seconds();
        if let Some(percent) = due(told, simulated, self.total, seconds) {
            let _ = writeln!(
                io::stderr(),
                "{percent} % after {seconds:.0} s: {} of {} runs ended",
                self.ended(),
                self.runs
            );
        }
    }
}

fn shown(how: ProgressStyle, quiet: bool, total: u64) -> Shown {
    let terminal = io::stderr().is_terminal() && std::env::var_os("TERM").is_some_and(|t| t != "dumb");
    match how {
        _ if quiet => Shown::Nothing,
        ProgressStyle::None => Shown::Nothing,
        ProgressStyle::Json => Shown::Json,
        ProgressStyle::Bar => bar(total),
        ProgressStyle::Auto if terminal => bar(total),
        ProgressStyle::Auto | ProgressStyle::Plain => Shown::Plain(Mutex::new(Told { tenths: 0, at: 0.0 })),
    }
}

fn bar(total: u64) -> Shown {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
    let template = "{percent:>3} % {bar:40} {msg}, {elapsed} gone, {eta} to go";
    // The template is fixed text; were it wrong, the plain bar would do.
    let style =
        indicatif::ProgressStyle::with_template(template).unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
    bar.set_style(style.progress_chars(if unicode() { "█▉▊▋▌▍▎▏ " } else { "=>-" }));
    bar.set_message("0 runs ended");
    Shown::Bar(bar)
}

impl Watch for Reporter {
    fn month(&self) {
        self.advance(1);
    }

    fn ended(&self, variant: usize, replicate: u64, kept: bool, failed: Option<&str>) {
        let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        if failed.is_some() {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
        if kept {
            self.kept.fetch_add(1, Ordering::Relaxed);
            self.advance(self.months[variant]);
        }
        if ended == self.runs {
            // The burn-in of who was found is not simulated, nor the rest of who failed.
            self.advance(self.total.saturating_sub(self.simulated.load(Ordering::Relaxed)));
        }
        match &self.shown {
            Shown::Bar(bar) => {
                let failures = if self.failed() > 0 { format!(", {} failed", self.failed()) } else { String::new() };
                bar.set_message(format!("{ended} of {} runs ended{failures}", self.runs));
            }
            Shown::Json => {
                let line = json!({
                    "event": if failed.is_some() { "failed" } else { "ended" },
                    "variant": self.names[variant],
                    "replicate": replicate,
                    "kept": kept,
                    "reason": failed,
                    "done": ended,
                    "of": self.runs,
                    "seconds": self.clock.seconds(),
                });
                let _ = writeln!(io::stderr(), "{line}");
            }
            Shown::Plain(_) | Shown::Nothing => {}
        }
    }
}
