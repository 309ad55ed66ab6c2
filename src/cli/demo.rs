//! `circula demo`: state-led and free circulation, fairly compared, without any file.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use crate::experiment::contrast::{CORNERS, REPLICATES, SCENARIOS};
use clap::Args;
use std::path::PathBuf;

/// Compare state-led and free circulation fairly: no files needed, some seconds, tables and pictures
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula demo
  circula demo --out first-look --seed 7")]
pub struct Demo {
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

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
    let code = execute::execute(context, design, &flags, Page::Contrast(CORNERS))?;
    if !flags.dry_run {
        context.say("next: circula show circula:state-led --diff circula:free-circulation");
    }
    Ok(code)
}
