//! `circula resume`: an interrupted experiment goes on from its folder alone.

use super::arguments::ProgressStyle;
use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use super::findings::Findings;
use super::plans;
use super::shards::{self, Shard};
use crate::output::manifest::Manifest;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Go on with an interrupted `run`, `compare`, `sweep` or `demo` from its folder: finished replicates are kept
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula resume results/bonds
  circula resume results/first --threads 1 --json
  circula resume results/frozen --shard 2/8")]
pub struct Resume {
    /// Result folder.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Run part I of N only, into a folder of its own beside DIR, for `circula merge DIR`; `auto` takes I and N from a
    /// Slurm array.
    #[arg(long, value_name = "I/N|auto")]
    pub shard: Option<String>,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// Threads; results do not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Print the results as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
}

/// Runs what is missing in the folder and writes its results. Exit code 3 if its plans are not those that were begun.
pub fn run(context: &mut Context, arguments: &Resume) -> Result<u8, CliError> {
    let manifest = Manifest::read(&arguments.folder)?;
    let mut found = Findings::new(context);
    let design = plans::design(&mut found, &arguments.folder, &manifest)?;
    let Some(design) = design.filter(|_| found.none()) else { return found.end(0) };
    if let Some(shard) = &arguments.shard {
        let shard = Shard::parse(shard, &|name| std::env::var(name).ok())?;
        return shards::run(context, &design, arguments, shard);
    }
    let flags = Ensemble {
        out: Some(arguments.folder.clone()),
        threads: arguments.threads,
        json: arguments.json,
        progress: arguments.progress,
        ..Ensemble::default()
    };
    execute::execute(context, &design, &flags, Page::Measures { all: arguments.all })
}
