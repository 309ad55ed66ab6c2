//! The arguments that all verbs share. Those of a verb, with its help and examples, stand in its own file.

use super::error::CliError;
use super::{Verb, context, exit, machine};
use crate::experiment::{Keep, Options, Watch};
use crate::run::Checks;
use clap::{Args, Parser, ValueEnum};
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
