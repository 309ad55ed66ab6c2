//! `circula compare`: several scenarios, the same people with the same draws under each.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use clap::{Args, ValueHint};

/// Compare scenarios, the first being the baseline: the same people with the same draws under each
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula compare scenarios/state-led.toml scenarios/free-circulation.toml --reps 20 --out results/first
  circula compare circula:state-led circula:bonded circula:guaranteed --set population=1:300")]
pub struct Compare {
    /// Scenario files, or `circula:NAME` for built-in ones; the first is the baseline.
    #[arg(required = true, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// Compare even if the scenarios do not start from the same world; then without differences.
    #[arg(long)]
    pub unpaired: bool,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Runs the scenarios.
pub fn run(context: &mut Context, arguments: &Compare) -> Result<u8, CliError> {
    let design = execute::open(context, &arguments.scenarios, &arguments.ensemble, arguments.unpaired)?;
    execute::execute(context, design, &arguments.ensemble, Page::Measures { all: arguments.all })
}
