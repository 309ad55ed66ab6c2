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
    let list: Vec<_> =
        list.into_iter().filter(|p| p.id.contains(&arguments.filter) || p.system == arguments.filter).collect();
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
    let found = rows::on_threads(context, arguments, |progress, stop| {
        patterns::run(&files, &list, &arguments.filter, progress, stop)
    })?;
    rows::print(context, arguments, &patterns::table(&found))
}
