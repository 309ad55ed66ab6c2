//! `circula resume`: an interrupted experiment goes on from its folder alone.

use super::arguments::Running;
use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use super::plans;
use super::shards::{self, Shard};
use crate::experiment::Design;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Go on with an interrupted `run`, `compare`, `sweep` or `demo` from its folder: finished replicates are kept
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula resume results/bonds
  circula resume results/first --threads 1 --json
  circula resume results/frozen --shard 2/8")]
pub struct Resume {
    /// Run part I of N only, into a folder of its own beside DIR, for `circula merge DIR`; `auto` takes I and N from a
    /// Slurm array.
    #[arg(long, value_name = "I/N|auto")]
    pub shard: Option<String>,
    /// What is gone on with, and how.
    #[command(flatten)]
    pub rest: GoOn,
}

/// Flags of what goes on with a folder.
#[derive(Clone, Debug, Args)]
pub struct GoOn {
    /// Result folder.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// Print the results as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// Threads and progress.
    #[command(flatten)]
    pub running: Running,
}

impl GoOn {
    /// Runs what is missing and writes the results.
    pub fn execute(&self, context: &Context, design: Design) -> Result<u8, CliError> {
        let out = Some(self.folder.clone());
        let flags = Ensemble { out, json: self.json, running: self.running, ..Ensemble::default() };
        execute::execute(context, design, &flags, Page::Measures { all: self.all })
    }
}

/// Runs what is missing in the folder and writes its results. Exit code 3 if its plans are not those that were begun.
pub fn run(context: &mut Context, arguments: &Resume) -> Result<u8, CliError> {
    let design = match plans::begun(context, &arguments.rest.folder)? {
        Ok(design) => design,
        Err(code) => return Ok(code),
    };
    if let Some(shard) = &arguments.shard {
        let shard = Shard::parse(shard, &|name| std::env::var(name).ok())?;
        return shards::run(context, &design, arguments, shard);
    }
    arguments.rest.execute(context, design)
}
