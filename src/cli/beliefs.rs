//! `circula beliefs`: what people believe beside what happens.

use super::context::Context;
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use crate::experiment::beliefs::{self, Accuracy};
use crate::output::json::to_json;
use crate::output::text::to_text;
use crate::run::Course;
use crate::run::replicate::RunError;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use serde_json::json;

/// Show what people believe at the end of a run beside what happened in it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula beliefs circula:state-led
  circula beliefs circula:bonded --set bond.escrow.refunded=0.5 --reps 8")]
pub struct Beliefs {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Seed of the replicates.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Replicates.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub reps: u64,
    /// Lay a value over the scenario; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Runs the scenario and tells of beliefs; exit code 3 if one is off.
pub fn run(context: &mut Context, arguments: &Beliefs) -> Result<u8, CliError> {
    let course = Course::open(&embedded::files(), &arguments.scenario, &arguments.sets)?.refuse_coarse()?;
    let stop = context.listen()?;
    let rows = beliefs::run(&course, arguments.seed, arguments.reps, &stop).map_err(|error| match error {
        RunError::Stopped => CliError::Stopped,
        RunError::Build(error) => CliError::usage(error.to_string(), ""),
        other => CliError::failed(other.to_string(), ""),
    })?;
    context.settle()?;
    let settings = &course.loaded.settings;
    let title = format!(
        "{}: beliefs at the end of {} months, one person in {}, {} replicates from seed {}",
        settings.name,
        settings.run.months,
        settings.one_in(),
        arguments.reps,
        arguments.seed
    );
    let table = beliefs::table(title, &rows);
    context.print(&if arguments.json {
        document::text(DocumentKind::Rows, json!({"table": to_json(&table), "more": {}}))
    } else {
        to_text(&table, context.width())
    })?;
    let off = rows.iter().filter(|row| row.judged() == Accuracy::Off).count();
    Ok(if off > 0 { exit::MISMATCH } else { exit::DONE })
}
