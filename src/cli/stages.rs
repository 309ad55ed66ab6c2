//! An experiment in stages: once where it is said how many replicates there are, else again with more until what was
//! asked for is precise. What an earlier stage has run is found in the folder.

use super::arguments::Ensemble;
use super::context::Context;
use super::error::CliError;
use super::exit;
use super::progress::Reporter;
use super::results::Results;
use crate::base::diagnostics::nearest;
use crate::base::math::to_figures;
use crate::experiment::precision::{FIRST, Precision, PrecisionError, USUAL_MOST, Until, Wide};
use crate::experiment::{Comparison, Design, compare};
use crate::observe::measure::MEASURES;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What flags ask to be precise.
pub fn until(flags: &Ensemble) -> Result<Option<Until>, CliError> {
    if flags.until_ci.is_empty() {
        return Ok(None);
    }
    let wrong = |error: PrecisionError| {
        let near = match &error {
            PrecisionError::Measure(name) => nearest(name, MEASURES.iter().map(|measure| measure.name)),
            PrecisionError::Form(_) => None,
        };
        let usual = "as in `--until-ci return_per_end:0.01`; `circula docs` writes the list of measures".to_owned();
        let help = near.map_or(usual, |near| format!("one with a similar name exists: `{near}`"));
        CliError::usage(error.to_string(), help)
    };
    let precise = flags.until_ci.iter().map(|text| Precision::parse(text)).collect::<Result<_, _>>().map_err(wrong)?;
    let most = flags.max_reps.unwrap_or(USUAL_MOST);
    if most < FIRST || u32::try_from(most).is_err() {
        let message = format!("`--max-reps {most}` is out of range");
        return Err(CliError::usage(message, format!("the first look is after {FIRST} replicates, so at least these")));
    }
    Ok(Some(Until { precise, most }))
}

/// What an experiment leaves.
pub struct Stages {
    /// What was read.
    pub comparison: Comparison,
    /// The folder, to be finished.
    pub folder: Results,
    /// What was told of its last stage.
    pub reporter: Reporter,
    /// What is not precise, though there are to be no more replicates.
    pub wide: Option<Wide>,
}

/// Runs all stages; the design then asks for the replicates of the last one.
pub fn run(
    context: &Context,
    design: &mut Design,
    flags: &Ensemble,
    path: &Path,
    stop: &AtomicBool,
) -> Result<Stages, CliError> {
    let until = design.until.clone();
    if let Some(until) = &until {
        design.ask(design.reps().max(FIRST).min(until.most));
    }
    let mut force = flags.force;
    loop {
        let folder = Results::open(path, design, force)?;
        force = false;
        if until.is_none() && folder.keeps_more()? {
            let reps = design.reps();
            context.say(&format!(
                "the folder keeps more replicates of this plan: the first {reps} replicates are used, the others stay \
                 there"
            ));
        }
        let reporter = Reporter::new(design, flags.running.progress, context.quiet);
        let found = compare::run(design, &flags.running.options(stop, &reporter, &folder)?);
        reporter.finish();
        let comparison = found.map_err(|error| interrupted(context, error.into(), &reporter, path))?;
        let wide = until.as_ref().and_then(|until| comparison.widest(until));
        let next = until.as_ref().zip(wide.as_ref()).and_then(|(until, wide)| until.next(design.reps(), wide));
        let Some(next) = next else { return Ok(Stages { comparison, folder, reporter, wide }) };
        if let Some(wide) = &wide {
            context.say(&format!("{}: on to {next} replicates", told(design, wide)));
        }
        // The lock of the folder is given back before it is taken for more replicates.
        drop(folder);
        design.ask(next);
    }
}

/// The error of an experiment that did not end, after what is kept of it is told.
pub fn interrupted(context: &Context, error: CliError, reporter: &Reporter, path: &Path) -> CliError {
    if matches!(error, CliError::Stopped) {
        let line = format!(
            "interrupted: {} runs are kept in {}; run the same command again to go on",
            reporter.ended(),
            path.display()
        );
        context.say(&line);
    }
    error
}

/// Says what is not precise; the exit code of that.
pub fn complain(context: &Context, design: &Design, wide: &Wide) -> u8 {
    let help = format!("it looks as if {} replicates were needed: allow more with `--max-reps`", wide.needed);
    let error = CliError::Told { message: told(design, wide), help, code: exit::NOT_PRECISE };
    context.complain(&error)
}

fn told(design: &Design, wide: &Wide) -> String {
    let half = wide.half_width.map_or("no interval".to_owned(), |half| format!("±{}", to_figures(half, 3)));
    format!("{} of {} after {} replicates: {half}", wide.measure, wide.of, design.reps())
}
