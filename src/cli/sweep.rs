//! `circula sweep`: one scenario at many points, the same people with the same draws at each.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Laid, Page};
use crate::experiment::Analysis;
use crate::experiment::sweep::{Factor, GridPoint, SweepError, grid};
use clap::{Args, ValueHint};

/// Run one scenario over a range of values, or a grid of several: tables by point, and the curve of each measure
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula sweep circula:bonded bond.escrow.amount_eur=0..3000/7 --reps 10 --out results/bonds
  circula sweep circula:bonded bond.escrow.amount_eur=0..3000/4 bond.escrow.believed=0.3,0.6,0.9")]
pub struct Sweep {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// What is varied: `PATH=FROM..TO/N` for N evenly spaced values with both ends, `PATH=VALUE,VALUE` for a list; of
    /// several, every combination is run.
    #[arg(required = true, value_name = "PATH=VALUES")]
    pub factors: Vec<String>,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Runs the points.
pub fn run(context: &mut Context, arguments: &Sweep) -> Result<u8, CliError> {
    let wrong = |error: SweepError| {
        let help = "as in `bond.escrow.amount_eur=0..3000/7` or `bond.escrow.believed=0.3,0.6,0.9`";
        CliError::usage(error.to_string(), help)
    };
    let factors: Vec<Factor> =
        arguments.factors.iter().map(|text| Factor::parse(text)).collect::<Result<_, _>>().map_err(wrong)?;
    let points = grid(&factors).map_err(wrong)?;
    let laid = |point: GridPoint| {
        let name = format!("name=\"{}\"", point.name);
        Laid { scenario: arguments.scenario.clone(), sets: point.sets.into_iter().chain([name]).collect() }
    };
    let laid: Vec<Laid> = points.into_iter().map(laid).collect();
    let design = execute::open_laid(context, &laid, &arguments.ensemble, false)?;
    let design = design.analysed(Analysis::Sweep);
    execute::execute(context, design, &arguments.ensemble, Page::Measures { all: arguments.all })
}
