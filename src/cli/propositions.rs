//! `circula propositions`: what the literature claims, and what the model says of it.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::rows::{self, OverPosterior, RowArguments};
use crate::experiment::particles::{self, moved};
use crate::experiment::patterns::in_words;
use crate::experiment::propositions;
use crate::scenario::embedded;
use clap::Args;

/// Run the propositions: what the literature claims of circulation, and what the model says of each
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula propositions --list
  circula propositions --filter P4 --out propositions.csv
  circula propositions --filter P4 --held propositions.csv")]
pub struct Propositions {
    /// Which rows, and how they are run.
    #[command(flatten)]
    pub rows: RowArguments,
    /// At which values.
    #[command(flatten)]
    pub over: OverPosterior,
}

/// Runs the propositions, or lists them.
pub fn run(context: &mut Context, arguments: &Propositions) -> Result<u8, CliError> {
    let (arguments, over) = (&arguments.rows, &arguments.over);
    let files = embedded::files();
    let list =
        propositions::read(&files, &rows::paths(&arguments.files, embedded::PROPOSITIONS)).map_err(CliError::Faulty)?;
    let list: Vec<_> = list.into_iter().filter(|p| p.matches(&arguments.filter)).collect();
    if list.is_empty() {
        return Err(CliError::usage(
            format!("no proposition has `{}` in its name, and none has that number", arguments.filter),
            "see them with `circula propositions --list`",
        ));
    }
    if arguments.list {
        context.print(&propositions::markdown(&list))?;
        return Ok(exit::DONE);
    }
    let ready = rows::ready(arguments, list.iter().map(|row| row.id.as_str()))?;
    if let Some(draws) = over.read()? {
        let all: Vec<_> =
            draws.iter().flat_map(|draw| list.iter().map(|p| p.moved(|a| moved(&files, a, draw)))).collect();
        let worlds = propositions::worlds(&files, &all);
        let ran = rows::run(context, arguments, &worlds.design, |options| propositions::run(&all, &worlds, options))?;
        return rows::print(context, arguments, ready, &ran, |found| {
            let rows: Vec<_> = list.iter().map(|p| (p.id.as_str(), in_words(&p.wanted))).collect();
            particles::table(
                "Propositions over a posterior",
                &rows,
                &found.iter().map(|row| &row.1.effect).collect::<Vec<_>>(),
            )
        });
    }
    let worlds = propositions::worlds(&files, &list);
    let ran = rows::run(context, arguments, &worlds.design, |options| propositions::run(&list, &worlds, options))?;
    rows::print(context, arguments, ready, &ran, |found| propositions::table(found))
}
