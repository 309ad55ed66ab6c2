//! `circula patterns`: what the model must show, and where it must fail.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::rows::{self, OverPosterior, RowArguments};
use crate::experiment::particles::{self, moved};
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
    /// At which values.
    #[command(flatten)]
    pub over: OverPosterior,
}

/// Runs the patterns, or lists them.
pub fn run(context: &mut Context, arguments: &Patterns) -> Result<u8, CliError> {
    let (arguments, over) = (&arguments.rows, &arguments.over);
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
    if let Some(draws) = over.read()? {
        let all: Vec<_> =
            draws.iter().flat_map(|draw| list.iter().map(|p| p.moved(|a| moved(&files, a, draw)))).collect();
        let worlds = patterns::worlds(&files, &all);
        let ran = rows::run(context, arguments, &worlds.design, |options| patterns::run(&all, &worlds, options))?;
        return rows::print(context, arguments, ready, &ran, |found| {
            let rows: Vec<_> = list.iter().map(|p| (p.id.as_str(), patterns::in_words(&p.wanted))).collect();
            particles::table(
                "Patterns over a posterior",
                &rows,
                &found.iter().map(|row| &row.1.here).collect::<Vec<_>>(),
            )
        });
    }
    let worlds = patterns::worlds(&files, &list);
    let ran = rows::run(context, arguments, &worlds.design, |options| patterns::run(&list, &worlds, options))?;
    rows::print(context, arguments, ready, &ran, |found| patterns::table(found))
}
