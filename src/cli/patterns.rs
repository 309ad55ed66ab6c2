//! `circula patterns`: what the model must show, and where it must fail.

use super::arguments::RowArguments;
use super::context::Context;
use super::error::CliError;
use super::{exit, rows};
use crate::experiment::patterns;
use crate::scenario::embedded;

/// Runs the patterns, or lists them.
pub fn run(context: &mut Context, arguments: &RowArguments) -> Result<u8, CliError> {
    let files = embedded::files();
    let list = patterns::read(&files, &rows::paths(&files, &arguments.files, "patterns")).map_err(CliError::Faulty)?;
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
    let worlds = patterns::worlds(&files, &list);
    let ran = rows::run(context, arguments, &worlds.design, |options| patterns::run(&list, &worlds, options))?;
    rows::print(context, arguments, &ran, |found| patterns::table(found))
}
