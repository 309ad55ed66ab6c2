//! `circula demo`: state-led against free circulation, without any file.

use super::arguments::Ensemble;
use super::compare;
use super::context::Context;
use super::error::CliError;
use std::path::PathBuf;

/// The scenarios compared, the baseline first.
pub const SCENARIOS: [&str; 2] = ["circula:state-led", "circula:free-circulation"];
/// Replicates: as many as two cores of a laptop run in less than ten seconds.
pub const REPLICATES: u64 = 20;
/// Folder of the results.
pub const FOLDER: &str = "circula-demo";

/// Runs the demonstration.
pub fn run(context: &mut Context, arguments: &Ensemble) -> Result<u8, CliError> {
    let mut flags = arguments.clone();
    flags.reps.get_or_insert(REPLICATES);
    flags.out.get_or_insert_with(|| PathBuf::from(FOLDER));
    let scenarios = SCENARIOS.map(str::to_owned);
    let design = compare::open(context, &scenarios, &flags, false)?;
    for variant in design.variants.iter().filter(|_| !flags.json) {
        context.say(&format!("{}: {}", variant.name, variant.course.loaded.settings.about));
    }
    let code = compare::execute(context, &design, &flags, false)?;
    if !flags.dry_run {
        context.say("next: circula show circula:state-led --diff circula:free-circulation");
    }
    Ok(code)
}
