//! `circula propositions`: what the literature claims, and what the model says of it.

use super::arguments::RowArguments;
use super::context::Context;
use super::error::CliError;
use super::{exit, rows};
use crate::experiment::propositions;
use crate::scenario::embedded;

/// Runs the propositions, or lists them.
pub fn run(context: &mut Context, arguments: &RowArguments) -> Result<u8, CliError> {
    let files = embedded::files();
    let list =
        propositions::read(&files, &rows::paths(&files, &arguments.files, "propositions")).map_err(CliError::Faulty)?;
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
    let worlds = propositions::worlds(&files, &list);
    let ran = rows::run(context, arguments, &worlds.design, |options| propositions::run(&list, &worlds, options))?;
    rows::print(context, arguments, &ran, |found| propositions::table(found))
}
