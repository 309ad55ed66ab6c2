//! `circula demo`: state-led against free circulation, without any file.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble};
use clap::Args;
use std::path::PathBuf;

/// Compare state-led and free circulation: no files needed, some seconds, a table and pictures
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula demo
  circula demo --out first-look --seed 7")]
pub struct Demo {
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// The scenarios compared, the baseline first.
pub const SCENARIOS: [&str; 2] = ["circula:state-led", "circula:free-circulation"];
/// Replicates: as many as two cores of a laptop run in less than ten seconds.
pub const REPLICATES: u64 = 20;
/// Folder of the results.
pub const FOLDER: &str = "circula-demo";

/// Runs the demonstration.
pub fn run(context: &mut Context, arguments: &Demo) -> Result<u8, CliError> {
    let mut flags = arguments.ensemble.clone();
    flags.reps.get_or_insert(REPLICATES);
    flags.out.get_or_insert_with(|| PathBuf::from(FOLDER));
    let scenarios = SCENARIOS.map(str::to_owned);
    let design = execute::open(context, &scenarios, &flags, false)?;
    for variant in design.variants.iter().filter(|_| !flags.json) {
        context.say(&format!("{}: {}", variant.name, variant.course.loaded.settings.about));
    }
    let code = execute::execute(context, &design, &flags, false)?;
    if !flags.dry_run {
        context.say("next: circula show circula:state-led --diff circula:free-circulation");
    }
    Ok(code)
}
