//! `circula calibrate`: which values of parameters bring the model near what was observed.

use super::arguments::{ProgressStyle, Running};
use super::context::Context;
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use crate::base::files::{FileError, create_folder, read_text, stands, write_whole};
use crate::experiment::EnsembleError;
use crate::experiment::calibration::{Calibrated, Calibration, CalibrationError, Remember};
use crate::output::csv::to_csv;
use crate::output::json::{json_text, to_json};
use crate::output::pictures::draw;
use crate::output::present::{is_empty, sweep_temporary};
use crate::output::replicates::ReplicateFolder;
use crate::run::RESULTS_VERSION;
use crate::scenario::files::Location;
use crate::scenario::{Files, embedded};
use clap::{Args, ValueHint};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Name of the file that tells a folder of a calibration and its plan.
const MARK: &str = "calibration.json";

/// Find the values of parameters that bring the model near observed targets, with what the targets do not tell
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula calibrate scenarios/calibration/first-look.toml --out results/calibrated
  circula calibrate circula:calibration/term --dry-run")]
pub struct Calibrate {
    /// Plan: targets, parameters with their priors, how the population is led; a file, or `circula:calibration/NAME`.
    #[arg(value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Folder of the results; one of the same plan is gone on with [default: `results/calibration-` and the plan's
    /// digest].
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Threads and progress.
    #[command(flatten)]
    pub running: Running,
    /// Print the posterior and the targets as one JSON document.
    #[arg(long)]
    pub json: bool,
    /// Only say how many runs would be made.
    #[arg(long)]
    pub dry_run: bool,
}

/// Batches of proposals in a folder.
struct Batches<'a> {
    context: &'a Context,
    silent: bool,
    folder: ReplicateFolder,
    plan: String,
}

impl Remember for Batches<'_> {
    fn find(&self, batch: u64) -> Option<Vec<Vec<Option<f64>>>> {
        postcard::from_bytes(&self.folder.find(&self.plan, batch)?).ok()
    }

    fn keep(&self, batch: u64, values: &[Vec<Option<f64>>]) -> Result<(), EnsembleError> {
        let bytes = postcard::to_allocvec(values).map_err(|error| {
            FileError::io("serialise a batch for", self.folder.path(), std::io::Error::other(error))
        })?;
        Ok(self.folder.keep(&self.plan, batch, &bytes)?)
    }

    fn told(&self, generation: u32, proposals: usize, found: usize) {
        if !self.silent {
            let kept = if found > 0 { format!(" ({found} batches found in the folder)") } else { String::new() };
            self.context.say(&format!("population {generation}: {proposals} proposals{kept}"));
        }
    }
}

/// Runs the calibration.
pub fn run(context: &mut Context, arguments: &Calibrate) -> Result<u8, CliError> {
    let files = embedded::files();
    let location = Files::top(&arguments.plan.to_string_lossy());
    let text = match &location {
        Location::Disk(path) => read_text(path)?,
        Location::Embedded(_) => {
            let help = "the shipped ones are circula:calibration/term and circula:calibration/first-look";
            files
                .read(&location)
                .map_err(|trouble| CliError::usage(trouble.message, trouble.help.unwrap_or(help.into())))?
        }
    };
    let calibration = Calibration::read(&files, &text).map_err(|error| refused(&arguments.plan, error))?;
    let leading = calibration.leading;
    if arguments.dry_run {
        let new = (leading.particles - leading.kept) * (leading.generations as usize - 1);
        let most = leading.particles + new;
        context.print(&format!(
            "would look at {} to {most} proposals of {} parameters in {} targets, {} runs each: at most {} runs\n",
            leading.particles,
            calibration.parameters.len(),
            calibration.targets().count(),
            calibration.runs(),
            calibration.runs() * most as u64
        ))?;
        return Ok(exit::DONE);
    }
    let plan = calibration.hash();
    let usual = || Path::new("results").join(format!("calibration-{}", plan.get(..8).unwrap_or("")));
    let out = arguments.out.clone().unwrap_or_else(usual);
    take(&out, &plan)?;
    let stop = context.listen()?;
    let silent = context.quiet || arguments.running.progress == Some(ProgressStyle::None);
    let folder = ReplicateFolder::open(&out.join("kept"), RESULTS_VERSION)?;
    let batches = Batches { context, silent, folder, plan: plan.clone() };
    let options = arguments.running.options(&stop, &(), &())?;
    let found = calibration.run(&files, &options, &batches).map_err(|error| {
        if matches!(error, EnsembleError::Stopped) {
            context.say("interrupted: what was looked at is kept; run the same command again to go on");
        }
        CliError::from(error)
    })?;
    if found.posterior.kept.is_empty() {
        let help = "some target has nothing to measure at any of the proposals: widen the priors, or leave it out";
        return Err(CliError::failed("no proposal could be looked at in all targets", help));
    }
    write(&out, &plan, &calibration, &found, &text)?;
    let (posterior, check) = (calibration.posterior(&found), calibration.check(&found));
    if arguments.json {
        let document = json!({"folder": out.display().to_string(), "plan_hash": plan,
            "posterior": to_json(&posterior), "targets": to_json(&check)});
        context.print(&document::text(DocumentKind::Calibration, document))?;
    } else {
        context.print_table(&posterior)?;
        context.print("\n")?;
        context.print_table(&check)?;
    }
    context.say(&format!("tables, pictures and a scenario in {}", out.display()));
    Ok(exit::DONE)
}

fn refused(path: &Path, error: CalibrationError) -> CliError {
    let place = path.display();
    match error {
        CalibrationError::Form(words) => CliError::usage(
            format!("`{place}` is no plan of a calibration: {}", words.trim()),
            "see the README for one",
        ),
        CalibrationError::Wrong { message, help } => CliError::usage(format!("`{place}`: {message}"), help),
        CalibrationError::Targets(faulty) => CliError::Faulty(faulty),
    }
}

/// Takes a folder for a plan: one that is empty, or holds a calibration of the same plan.
fn take(out: &Path, plan: &str) -> Result<(), CliError> {
    create_folder(out)?;
    sweep_temporary(out)?;
    let mark = out.join(MARK);
    let text = json_text(&json!({"format": 1, "plan_hash": plan, "results_version": RESULTS_VERSION}));
    if stands(&mark) {
        let found: serde_json::Value = serde_json::from_str(&read_text(&mark)?).unwrap_or_default();
        if found["plan_hash"] == plan {
            return Ok(());
        }
        let message = format!("`{}` holds a calibration of another plan", out.display());
        return Err(CliError::failed(message, "name another folder with `--out`"));
    }
    if !is_empty(out)? {
        let message = format!("`{}` holds other files", out.display());
        return Err(CliError::failed(message, "name a new folder with `--out`"));
    }
    Ok(write_whole(&mark, text.as_bytes())?)
}

/// Writes tables, pictures and the scenario.
fn write(out: &Path, plan: &str, of: &Calibration, found: &Calibrated, text: &str) -> Result<(), CliError> {
    let mut list: Vec<(String, String)> = vec![
        ("plan.toml".to_owned(), text.to_owned()),
        ("posterior.csv".to_owned(), to_csv(&of.posterior(found))),
        ("particles.csv".to_owned(), to_csv(&of.particles(found))),
        ("targets.csv".to_owned(), to_csv(&of.check(found))),
        ("history.csv".to_owned(), to_csv(&of.history(found))),
        ("calibrated.toml".to_owned(), of.scenario(&embedded::files(), found)?),
    ];
    for figure in of.figures(found) {
        list.push((format!("{}.svg", figure.name), draw(&figure)));
    }
    let mut digests = serde_json::Map::new();
    for (name, content) in &list {
        write_whole(&out.join(name), content.as_bytes())?;
        digests.insert(name.clone(), blake3::hash(content.as_bytes()).to_hex().to_string().into());
    }
    let progress: Vec<_> = found
        .posterior
        .progress
        .iter()
        .map(|(distance, accepted)| json!({"largest_distance": distance, "accepted": accepted}))
        .collect();
    let mark = json!({"format": 1, "plan_hash": plan, "results_version": RESULTS_VERSION, "populations": progress,
        "blake3": digests});
    Ok(write_whole(&out.join(MARK), json_text(&mark).as_bytes())?)
}
