//! `circula run`: the replicates of one scenario.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use clap::{Args, ValueHint};

/// Run the replicates of one scenario
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula run scenarios/state-led.toml --reps 20 --out results/state-led
  circula run circula:bonded --set bond.escrow.amount_eur=2000")]
pub struct RunOne {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Runs the scenario.
pub fn run(context: &mut Context, arguments: &RunOne) -> Result<u8, CliError> {
    let scenarios = std::slice::from_ref(&arguments.scenario);
    let design = execute::open(context, scenarios, &arguments.ensemble, false)?;
    execute::execute(context, design, &arguments.ensemble, Page::Measures { all: arguments.all })
}
