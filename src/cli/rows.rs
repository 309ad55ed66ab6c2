//! What the verbs of judged rows share: running on a pool of threads, printing and storing the table, and comparing its
//! verdicts with earlier ones.

use super::arguments::ProgressStyle;
use super::context::Context;
use super::error::CliError;
use super::progress::Counter;
use super::{exit, machine};
use crate::base::files::{read_text, write_whole};
use crate::base::table::Table;
use crate::experiment::worlds::Stopped;
use crate::output::csv::to_csv;
use crate::output::json::to_json;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

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

/// Runs worlds on as many threads as asked for, with progress and interruption.
pub fn on_threads<T: Send>(
    context: &Context,
    arguments: &RowArguments,
    run: impl FnOnce(&(dyn Fn(usize, usize) + Sync), &AtomicBool) -> Result<T, Stopped> + Send,
) -> Result<T, CliError> {
    let stop = context.listen()?;
    let threads = machine::threads(arguments.threads)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| CliError::failed(format!("cannot start threads: {e}"), ""))?;
    let counter = Counter::new(arguments.progress, context.quiet);
    let found = pool.install(|| run(&|done, all| counter.count(done, all), &stop));
    counter.finish();
    found.map_err(|Stopped::ByUser| CliError::Stopped)
}

/// Prints and stores a table of judged rows; exit code 3 if one that held is lost.
pub fn print(context: &Context, arguments: &RowArguments, table: &Table) -> Result<u8, CliError> {
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
    if lost.is_empty() {
        return Ok(exit::DONE);
    }
    context.say(&format!("held before and no more: {}", lost.join(", ")));
    Ok(exit::MISMATCH)
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
            "name a file that this \
            verb has written with `--out`",
        ));
    }
    Ok(found.into_iter().filter(|row| row.1 == HOLDS).map(|row| row.0).collect())
}
