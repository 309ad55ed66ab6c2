//! The arguments that all verbs share. Those of a verb, with its help and examples, stand in its own file.

use super::error::CliError;
use super::{Verb, context, exit, machine};
use crate::experiment::design::MonthsKept;
use crate::experiment::{Keep, Options, Watch};
use crate::output::manifest::TableForm;
use crate::run::Checks;
use clap::{Args, Parser, ValueEnum, ValueHint};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Circular labour migration, simulated: what becomes of people, money and rules under state-led and free circulation.
#[derive(Debug, Parser)]
#[command(
    name = "circula",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = format!("Start with: circula demo\n\n{}", exit::HELP)
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// Colours.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Colour::Auto,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    pub color: Colour,
    /// Say nothing but results and errors.
    #[arg(short, long, global = true, help_heading = "Output")]
    pub quiet: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set or CLICOLOR is 0.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Flags of whatever simulates.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Running {
    /// Threads [default: CIRCULA_THREADS, SLURM_CPUS_PER_TASK, RAYON_NUM_THREADS, else the machine's]; results do not
    /// depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
}

impl Running {
    /// How an experiment is run with these flags.
    pub fn options<'a>(
        self,
        stop: &'a AtomicBool,
        watch: &'a dyn Watch,
        keep: &'a dyn Keep,
    ) -> Result<Options<'a>, CliError> {
        let (threads, memory) = (machine::threads(self.threads)?, context::memory());
        Ok(Options { threads, checks: Checks::Usual, memory, stop, watch, keep })
    }
}

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, else plain lines.
    Auto,
    /// A bar.
    Bar,
    /// A line at each tenth of the way, and every half minute.
    Plain,
    /// One JSON object a line.
    Json,
    /// Not at all.
    None,
}

/// Flags of what runs replicates.
#[derive(Clone, Debug, Default, Args)]
pub struct Ensemble {
    /// Seed of all draws; the scenario's where none is given, never the clock.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Replicates: runs that differ only in draws.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub reps: Option<u64>,
    /// Lay a value over every scenario, or with `NAME:` before the path over the one of that name; may be repeated.
    #[arg(long = "set", value_name = "[NAME:]PATH=VALUE")]
    pub sets: Vec<String>,
    /// Run replicates until half of the 95 % interval of this measure is at most this, for the mean of every variant
    /// and every paired difference from the first; may be repeated.
    #[arg(long, value_name = "MEASURE:HALF_WIDTH", conflicts_with = "freeze")]
    pub until_ci: Vec<String>,
    /// Most replicates of `--until-ci` [default: 1000]; exit code 5 if they are not enough.
    #[arg(long, value_name = "N", requires = "until_ci")]
    pub max_reps: Option<u64>,
    /// Folder of the results; a folder of the same plan is gone on with.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Replace the results of another plan in the folder.
    #[arg(long)]
    pub force: bool,
    /// Threads and progress.
    #[command(flatten)]
    pub running: Running,
    /// Print the results as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// Monthly series that are written [default: `means`; `none` where many variants make one result].
    #[arg(long, value_name = "WHICH", value_parser = MonthsKept::ALL.map(MonthsKept::word))]
    pub series: Option<String>,
    /// How tables are stored.
    #[arg(long, value_name = "FORM", default_value = "csv",
        value_parser = TableForm::ALL.iter().map(|form| form.word()).collect::<Vec<_>>())]
    pub format: Option<String>,
    /// Only freeze the plans in the folder, for `circula resume DIR --shard I/N` to run them in parts.
    #[arg(long)]
    pub freeze: bool,
    /// Only say what would be run: persons, memory, time.
    #[arg(long)]
    pub dry_run: bool,
}
