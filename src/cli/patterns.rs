//! `circula patterns`: what the model must show, and where it must fail.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::rows::{self, RowArguments};
use crate::experiment::patterns;
use crate::scenario::embedded;
use clap::Args;

/// Run the patterns: what the model must show, and the wrong worlds in which it must not
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula patterns --list
  circula patterns --filter c1 --keep replicates --out patterns.csv
  circula patterns --filter c1 --held patterns.csv")]
pub struct Patterns {
    /// Which rows, and how they are run.
    #[command(flatten)]
    pub rows: RowArguments,
}

/// Runs the patterns, or lists them.
pub fn run(context: &mut Context, arguments: &Patterns) -> Result<u8, CliError> {
    let arguments = &arguments.rows;
    let files = embedded::files();
    let list = patterns::read(&files, &rows::paths(&arguments.files, embedded::PATTERNS)).map_err(CliError::Faulty)?;
    let list: Vec<_> = list.into_iter().filter(|p| p.matches(&arguments.filter)).collect();
    if list.is_empty() {
        return Err(CliError::usage(
            format!("no pattern has `{}` in its name, and no system is called so", arguments.filter),
            "see them with `circula patterns --list`",
        ));
    }
    if arguments.list {
        context.print(&patterns::markdown(&list))?;
        return Ok(exit::DONE);
    }
    let ready = rows::ready(arguments, list.iter().map(|row| row.id.as_str()))?;
    let worlds = patterns::worlds(&files, &list);
    let ran = rows::run(context, arguments, &worlds.design, |options| patterns::run(&list, &worlds, options))?;
    rows::print(context, arguments, ready, &ran, |found| patterns::table(found))
}
