//! What the verbs of judged rows share: running their worlds, printing and storing the table, and comparing its
//! verdicts with earlier ones.

use super::arguments::Running;
use super::context::Context;
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use super::kept::KeptReplicates;
use super::progress::Reporter;
use crate::base::files::{Staged, is_plain, read_text, stands, write_whole};
use crate::base::table::Table;
use crate::experiment::particles::{MOST_DRAWS, Particles, Values};
use crate::experiment::{Design, EnsembleError, Keep, Options};
use crate::output::csv::to_csv;
use crate::output::json::to_json;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Flags of what runs judged rows.
#[derive(Clone, Debug, Args)]
pub struct RowArguments {
    /// Files of rows; without, the built-in ones.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<String>,
    /// Only rows whose name contains this, or whose system or number it is.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub filter: String,
    /// List the rows with their sources, as Markdown, without running anything.
    #[arg(long)]
    pub list: bool,
    /// Write the table to this file, as CSV.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Exit with code 3 if a row that held in this table, written earlier with `--out`, holds no more.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub held: Option<PathBuf>,
    /// Keep each replicate in this folder when it has ended, and take those that are there: so an interrupted run goes
    /// on, and a row that asks for the same world does not wait for it again.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub keep: Option<PathBuf>,
    /// Threads and progress.
    #[command(flatten)]
    pub running: Running,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "list")]
    pub json: bool,
}

/// Flags of rows that can be judged over a posterior.
#[derive(Clone, Debug, Args)]
pub struct OverPosterior {
    /// Judge each row at values drawn from this table of particles, as `calibrate` writes it, rather than at those of
    /// the scenarios.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub posterior: Option<PathBuf>,
    /// How many draws; each takes as long as all rows by themselves.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "posterior")]
    pub draws: usize,
    /// Seed of the draws.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "posterior")]
    pub draws_seed: u64,
}

impl OverPosterior {
    /// The values of each draw; none where no posterior is named.
    pub fn read(&self) -> Result<Option<Vec<Values>>, CliError> {
        let Some(path) = &self.posterior else { return Ok(None) };
        if !(1..=MOST_DRAWS).contains(&self.draws) {
            return Err(CliError::usage("`--draws` is out of range", format!("wanted 1 to {MOST_DRAWS}")));
        }
        let particles = Particles::read(&read_text(path)?).map_err(|error| {
            let message = format!("`{}` is no posterior: {error}", path.display());
            CliError::usage(message, "name the `particles.csv` of a folder that `circula calibrate` has written")
        })?;
        Ok(Some(particles.draws(self.draws, self.draws_seed)))
    }
}

/// Word of a verdict that a row may not lose.
const HOLDS: &str = "holds";
/// Column of the verdict.
const VERDICT: &str = "verdict";

/// The files named, or the built-in ones of a folder.
pub fn paths(named: &[String], folder: &str) -> Vec<String> {
    if named.is_empty() { embedded::rows(folder) } else { named.to_vec() }
}

/// Rows that have been run.
pub struct Ran<T> {
    /// What was found.
    pub found: T,
    /// Runs that did not end, and all runs.
    failed: (u64, u64),
}

/// What is checked before work begins: the rows that held, and where the table goes.
pub struct Ready {
    /// Names of the rows that held in the table of `--held`.
    held: Vec<String>,
}

/// Checks what can be checked before the rows of these names are run.
pub fn ready<'a>(arguments: &RowArguments, names: impl Iterator<Item = &'a str>) -> Result<Ready, CliError> {
    let held = arguments.held.as_deref().map(held).transpose()?.unwrap_or_default();
    let names: Vec<&str> = names.collect();
    let missing: Vec<&str> = held.iter().map(String::as_str).filter(|name| !names.contains(name)).collect();
    if let (Some(path), false) = (&arguments.held, missing.is_empty()) {
        return Err(CliError::usage(
            format!("rows that held in `{}` would not be run: {}", path.display(), missing.join(", ")),
            "run them too (the same files, and a `--filter` that lets them through or none), or name a table that was \
             written for these rows",
        ));
    }
    arguments.out.as_deref().map_or(Ok(()), writable)?;
    Ok(Ready { held })
}

/// Whether a table can be written to a path: into a folder, and over nothing but an earlier table.
fn writable(path: &Path) -> Result<(), CliError> {
    let shown = path.display();
    if path.is_dir() {
        return Err(CliError::failed(format!("`{shown}` is a folder, wanted a file"), "name a file with `--out`"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let help = "make the folder first, or name another file with `--out`";
        return Err(CliError::failed(format!("cannot write `{shown}`: no folder `{}`", folder.display()), help));
    }
    if stands(path) && !(is_plain(path) && read_text(path).is_ok_and(|text| text.is_empty() || is_table(&text))) {
        let help = "move it away, or name another file with `--out`";
        return Err(CliError::failed(format!("`{shown}` stands there and is no table of judged rows"), help));
    }
    // That nothing can be written there is better known now than when the work is done.
    drop(Staged::write(path, |_| Ok(()))?);
    Ok(())
}

/// Runs the worlds of rows with progress and interruption; replicates are kept where the user says.
pub fn run<T>(
    context: &Context,
    arguments: &RowArguments,
    design: &Design,
    work: impl FnOnce(&Options<'_>) -> Result<T, EnsembleError>,
) -> Result<Ran<T>, CliError> {
    let stop = context.listen()?;
    let folder = arguments.keep.as_deref().map(|path| KeptReplicates::open(path, design)).transpose()?;
    let keep = folder.as_ref().map_or(&() as &dyn Keep, |folder| folder);
    let reporter = Reporter::new(design, arguments.running.progress, context.quiet);
    let found = work(&arguments.running.options(&stop, &reporter, keep)?);
    reporter.finish();
    let found = found.map_err(|error| {
        if matches!(error, EnsembleError::Stopped) {
            context.say(&match &arguments.keep {
                None => "interrupted: nothing is kept; with `--keep DIR` a later run goes on".to_owned(),
                Some(path) => format!(
                    "interrupted: {} runs are kept in {}; run the same command again to go on",
                    reporter.ended() - reporter.failed(),
                    path.display()
                ),
            });
        }
        CliError::from(error)
    })?;
    context.settle()?;
    if let Some(path) = &arguments.keep {
        context.say(&format!("{} of {} runs found in {}", reporter.kept(), reporter.ended(), path.display()));
    }
    Ok(Ran { found, failed: (reporter.failed(), reporter.ended()) })
}

/// Prints and stores the table of judged rows; exit code 4 if a run failed, 3 if a row that held is lost.
pub fn print<T>(
    context: &Context,
    arguments: &RowArguments,
    ready: Ready,
    ran: &Ran<T>,
    table: impl FnOnce(&T) -> Table,
) -> Result<u8, CliError> {
    print_with(context, arguments, ready, ran, |found| (table(found), Vec::new()))
}

/// The same with further tables, which stand beside that of the rows in a JSON document and nowhere else.
pub fn print_with<T>(
    context: &Context,
    arguments: &RowArguments,
    ready: Ready,
    ran: &Ran<T>,
    tables: impl FnOnce(&T) -> (Table, Vec<(&'static str, Table)>),
) -> Result<u8, CliError> {
    let (table, more) = &tables(&ran.found);
    if let Some(path) = &arguments.out {
        write_whole(path, to_csv(table).as_bytes())?;
    }
    if arguments.json {
        let more: Map<String, Value> = more.iter().map(|(name, table)| ((*name).to_owned(), to_json(table))).collect();
        let body = json!({"table": to_json(table), "more": more});
        context.print(&document::text(DocumentKind::Rows, body))?;
    } else {
        context.print_table(table)?;
    }
    let now = verdicts(&to_csv(table));
    let lost: Vec<String> =
        ready.held.into_iter().filter(|name| now.get(name).is_none_or(|verdict| verdict != HOLDS)).collect();
    if !lost.is_empty() {
        context.say(&format!("held before and no more: {}", lost.join(", ")));
    }
    if ran.failed.0 > 0 {
        context.complain(&CliError::failed(
            format!("{} of {} runs did not end", ran.failed.0, ran.failed.1),
            "the notes under the table say why; rows that need them have no verdict",
        ));
        return Ok(exit::SOME_FAILED);
    }
    Ok(if lost.is_empty() { exit::DONE } else { exit::MISMATCH })
}

/// Whether a text is a table of judged rows.
fn is_table(text: &str) -> bool {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.headers().is_ok_and(|names| names.iter().any(|name| name == VERDICT))
}

/// Verdicts by the name of the row, which stands in the first column.
fn verdicts(text: &str) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let Some(at) = reader.headers().ok().and_then(|names| names.iter().position(|name| name == VERDICT)) else {
        return BTreeMap::new();
    };
    let rows = reader.records().filter_map(Result::ok);
    rows.filter_map(|row| Some((row.get(0)?.to_owned(), row.get(at)?.to_owned()))).collect()
}

/// Names of the rows that held in a table written earlier.
fn held(path: &Path) -> Result<Vec<String>, CliError> {
    let found = verdicts(&read_text(path)?);
    if found.is_empty() {
        return Err(CliError::usage(
            format!("`{}` is no table of judged rows", path.display()),
            "name a file that this verb has written with `--out`",
        ));
    }
    Ok(found.into_iter().filter(|row| row.1 == HOLDS).map(|row| row.0).collect())
}
