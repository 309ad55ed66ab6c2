//! `circula ablate`: what each mechanism adds to a scenario, by switching mechanisms off.

use super::attribute::{Exchange, between};
use super::context::Context;
use super::error::CliError;
use super::execute::{self, Laid};
use crate::base::diagnostics::nearest;
use crate::run::Course;
use crate::scenario::embedded;
use clap::{Args, ValueHint};

/// Switch mechanisms off, alone and together, and tell what each adds to every measure
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula ablate circula:bonded --reps 10
  circula ablate circula:bonded --mechanism trust,information --out results/without")]
pub struct Ablate {
    /// Scenario file, or `circula:NAME` for a built-in one.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Mechanisms to switch off [default: all that are on].
    #[arg(long = "mechanism", value_name = "NAME", value_delimiter = ',')]
    pub mechanisms: Vec<String>,
    /// How it is split and run.
    #[command(flatten)]
    pub split: Exchange,
}

/// Runs the scenario with mechanisms on and off.
pub fn run(context: &mut Context, arguments: &Ablate) -> Result<u8, CliError> {
    let scenario = &arguments.scenario;
    let switches = Course::open(&embedded::files(), scenario, &[])?.loaded.settings.mechanisms;
    let mut names: Vec<&str> = switches.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
    for asked in &arguments.mechanisms {
        if !names.contains(&asked.as_str()) {
            let near = nearest(asked, names.iter().copied()).map_or_else(String::new, |near| format!("`{near}`? "));
            let message = format!("no mechanism `{asked}` is on in `{scenario}`");
            return Err(CliError::usage(message, format!("{near}they are {}", names.join(", "))));
        }
    }
    if !arguments.mechanisms.is_empty() {
        names.retain(|name| arguments.mechanisms.iter().any(|asked| asked == name));
    }
    let off = names.iter().map(|name| format!("mechanism.{name}=off")).chain(["name=\"all-off\"".to_owned()]);
    let laid = [Vec::new(), off.collect()].map(|sets| Laid { scenario: scenario.clone(), below: Vec::new(), sets });
    let pair = execute::open_laid(context, &laid, &arguments.split.ensemble, false)?;
    between(context, pair, &arguments.split)
}
