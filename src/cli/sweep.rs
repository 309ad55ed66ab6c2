//! `circula sweep`: one scenario at many points, the same people with the same draws at each.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Laid, Page};
use crate::experiment::Analysis;
use crate::experiment::sweep::{Factor, SweepError, Swept};
use crate::experiment::sweep_plan::{SweepPlan, SweepPlanError};
use crate::scenario::embedded;
use crate::scenario::show::rule_numbers;
use clap::{Args, ValueHint};

/// Run one scenario over a range of values, a grid of several, or the points of a plan: tables, curves and maps
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula sweep circula:bonded bond.escrow.amount_eur=0..3000/7 --reps 10 --out results/bonds
  circula sweep circula:bonded bond.escrow.amount_eur=0..3000/4 bond.escrow.believed=0.3,0.6,0.9
  circula sweep circula:sweeps/deposits --reps 4")]
pub struct Sweep {
    /// Scenario file, or `circula:NAME` for a built-in one; without values to vary the file of a plan.
    #[arg(value_hint = ValueHint::FilePath, value_name = "SCENARIO|PLAN")]
    pub scenario: String,
    /// What is varied: `PATH=FROM..TO/N` for N evenly spaced values with both ends, `PATH=VALUE,VALUE` for a list; of
    /// several, every combination is run.
    #[arg(value_name = "PATH=VALUES")]
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
    let flags = &arguments.ensemble;
    let (scenario, sets, swept) =
        if arguments.factors.is_empty() { planned(context, arguments)? } else { on_the_line(arguments)? };
    let laid = |at: usize| {
        let own = [format!("name=\"{}\"", swept.name(at))];
        Laid { scenario: scenario.clone(), below: sets.clone(), sets: [swept.sets(at), own.into()].concat() }
    };
    let laid: Vec<Laid> = (0..swept.points.len()).map(laid).collect();
    let design = execute::open_laid(context, &laid, flags, false)?.analysed(Analysis::Sweep(swept));
    execute::execute(context, design, flags, Page::Measures { all: arguments.all })
}

/// Scenario, what is laid over it at all points, and the points.
type Asked = (String, Vec<String>, Swept);

fn on_the_line(arguments: &Sweep) -> Result<Asked, CliError> {
    let wrong = |error: SweepError| {
        let help = "as in `bond.escrow.amount_eur=0..3000/7` or `bond.escrow.believed=0.3,0.6,0.9`";
        CliError::usage(error.to_string(), help)
    };
    let factors: Vec<Factor> =
        arguments.factors.iter().map(|text| Factor::parse(text)).collect::<Result<_, _>>().map_err(wrong)?;
    Ok((arguments.scenario.clone(), Vec::new(), Swept::grid(&factors).map_err(wrong)?))
}

fn planned(context: &Context, arguments: &Sweep) -> Result<Asked, CliError> {
    let path = &arguments.scenario;
    let wrong = |error: SweepPlanError| {
        let help = "say what is varied, as in `bond.escrow.amount_eur=0..3000/7`, or name the file of a plan with a \
                    `scenario` and a table `[factor]`, as in `scenarios/sweeps/deposits.toml`";
        CliError::usage(format!("`{path}` is no plan of a sweep: {error}"), help)
    };
    let plan = SweepPlan::read(&embedded::files(), path).map_err(wrong)?;
    let base = Laid { scenario: plan.scenario.clone(), below: plan.sets.clone(), sets: Vec::new() };
    let base = execute::open_laid(context, &[base], &arguments.ensemble, true)?;
    let numbers = rule_numbers(&base.variants[0].course.loaded);
    let whole = |path: &str| numbers.iter().any(|number| number.path == path && number.spec.whole);
    let swept = plan.swept(&whole).map_err(|error| wrong(error.into()))?;
    Ok((plan.scenario, plan.sets, swept))
}
