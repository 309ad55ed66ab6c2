//! What the verbs of judged rows share: running their worlds, printing and storing the table, and comparing its
//! verdicts with earlier ones.

use super::arguments::ProgressStyle;
use super::context::{self, Context};
use super::error::CliError;
use super::kept::KeptReplicates;
use super::progress::Reporter;
use super::{exit, machine};
use crate::base::files::{read_text, write_whole};
use crate::base::table::Table;
use crate::experiment::{Design, EnsembleError, Keep, Options};
use crate::output::csv::to_csv;
use crate::output::json::to_json;
use crate::run::Checks;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
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
    /// Threads; results do not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "list")]
    pub json: bool,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
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

/// Runs the worlds of rows with progress and interruption; replicates are kept where the user says.
pub fn run<T>(
    context: &Context,
    arguments: &RowArguments,
    design: &Design,
    work: impl FnOnce(&Options<'_>) -> Result<T, EnsembleError>,
) -> Result<Ran<T>, CliError> {
    let stop = context.listen()?;
    let threads = machine::threads(arguments.threads)?;
    let folder = arguments.keep.as_deref().map(|path| KeptReplicates::open(path, design)).transpose()?;
    let keep = folder.as_ref().map_or(&() as &dyn Keep, |folder| folder);
    let reporter = Reporter::new(design, arguments.progress, context.quiet);
    let (checks, memory) = (Checks::Usual, context::memory());
    let found = work(&Options { threads, checks, memory, stop: &stop, watch: &reporter, keep });
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
    if let Some(path) = &arguments.keep {
        context.say(&format!("{} of {} runs found in {}", reporter.kept(), reporter.ended(), path.display()));
    }
    Ok(Ran { found, failed: (reporter.failed(), reporter.ended()) })
}

/// Prints and stores the table of judged rows; exit code 4 if a run failed, 3 if a row that held is lost.
pub fn print<T>(
    context: &Context,
    arguments: &RowArguments,
    ran: &Ran<T>,
    table: impl FnOnce(&T) -> Table,
) -> Result<u8, CliError> {
    let table = &table(&ran.found);
    // What held before is read first: it may be the file that is written now.
    let before = arguments.held.as_deref().map(held).transpose()?;
    if let Some(path) = &arguments.out {
        write_whole(path, to_csv(table).as_bytes())?;
    }
    if arguments.json {
        context.print(&format!("{:#}\n", to_json(table)))?;
    } else {
        context.print_table(table)?;
    }
    let now = verdicts(&to_csv(table));
    let lost: Vec<String> = before
        .unwrap_or_default()
        .into_iter()
        .filter(|name| now.get(name).is_some_and(|verdict| verdict != HOLDS))
        .collect();
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
