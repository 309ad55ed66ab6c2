//! `circula patterns` and `circula propositions`: what the model must show, run and judged.

use super::arguments::Judged;
use super::clock::Clock;
use super::context::Context;
use super::error::CliError;
use super::{exit, machine};
use crate::base::table::Table;
use crate::experiment::patterns;
use crate::experiment::worlds::Stopped;
use crate::output::json::to_json;
use crate::scenario::embedded::{self, EMBEDDED};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The shipped files of a folder of rows, as built into the program.
fn shipped(folder: &str) -> Vec<String> {
    EMBEDDED.iter().filter_map(|(path, _)| path.strip_prefix(folder)?.strip_suffix(".toml").map(|name| format!("circula:{folder}{name}"))).collect()
}

/// Tells every tenth of the work.
fn teller<'a>(context: &'a Context, told: &'a AtomicUsize) -> impl Fn(usize, usize) + Sync + 'a {
    move |done, all| {
        let tenth = 10 * done / all.max(1);
        if told.fetch_max(tenth, Ordering::Relaxed) < tenth {
            context.say(&format!("{} %: {done} of {all} runs ended", 10 * tenth));
        }
    }
}

fn show(context: &Context, arguments: &Judged, table: &Table, clock: &Clock) -> Result<u8, CliError> {
    if arguments.json {
        context.print(&format!("{:#}\n", to_json(table)))?;
    } else {
        context.print_table(table)?;
    }
    context.say(&format!("{:.0} s", clock.seconds()));
    Ok(exit::DONE)
}

/// `circula patterns`.
pub fn run_patterns(context: &mut Context, arguments: &Judged) -> Result<u8, CliError> {
    let files = embedded::files();
    let paths = if arguments.files.is_empty() { shipped("patterns/") } else { arguments.files.clone() };
    let rows = patterns::read(&files, &paths).map_err(CliError::Faulty)?;
    let (stop, clock, told) = (context.listen()?, Clock::start(), AtomicUsize::new(0));
    let filter = arguments.filter.as_deref().unwrap_or("");
    let found = machine::pool(arguments.threads)?.install(|| patterns::run(&files, &rows, filter, &teller(context, &told), &stop));
    match found {
        Ok(found) => show(context, arguments, &patterns::table(&found), &clock),
        Err(Stopped::ByUser) => Err(CliError::Stopped),
    }
}
