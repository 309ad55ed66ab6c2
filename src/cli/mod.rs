//! Layer 9. The command line: one file a verb, each a thin user of the library. Results go to standard output,
//! everything else to standard error.

mod arguments;
mod clock;
mod compare;
mod context;
mod demo;
mod error;
mod exit;
pub mod faults;
mod kept;
mod machine;
mod manual;
mod new;
mod patterns;
mod progress;
mod propositions;
pub mod results;
mod rows;
mod schema;
mod show;
mod validate;
mod verify;

pub use error::CliError;

use arguments::{Arguments, Verb};
use clap::Parser;
use context::Context;
use std::ffi::OsString;
use std::io::{self, Write};

/// Does what the command line asks for; gives the exit code of the process. A bug is told in one line with where it
/// happened, never as a trace over the terminal.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    std::panic::set_hook(Box::new(|bug| {
        let place = bug.location().map_or_else(String::new, ToString::to_string);
        let words = bug
            .payload()
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| bug.payload().downcast_ref::<&str>().copied())
            .unwrap_or("");
        let help = "this is a bug of the program; please report it with the command that you gave";
        let _ = writeln!(io::stderr(), "internal error at {place}: {words}\n  help: {help}");
    }));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    std::panic::catch_unwind(|| obey(arguments)).unwrap_or(exit::FAILED)
}

fn obey(arguments: Vec<OsString>) -> u8 {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        // Help is no error; a mistake in the arguments has exit code 2. Where nobody listens there is nothing more to
        // do.
        Err(told) => {
            let _ = told.print();
            return if told.use_stderr() { exit::USAGE } else { exit::DONE };
        }
    };
    let mut context = Context::new(&parsed);
    let done = match &parsed.verb {
        Verb::Demo(arguments) => demo::run(&mut context, arguments),
        Verb::Run(arguments) => compare::run_one(&mut context, arguments),
        Verb::Compare(arguments) => compare::run(&mut context, arguments),
        Verb::Validate(arguments) => validate::run(&mut context, arguments),
        Verb::Show(arguments) => show::run(&mut context, arguments),
        Verb::New(arguments) => new::run(&mut context, arguments),
        Verb::Schema => schema::run(&mut context),
        Verb::Patterns(arguments) => patterns::run(&mut context, arguments),
        Verb::Propositions(arguments) => propositions::run(&mut context, arguments),
        Verb::Verify(arguments) => verify::run(&mut context, arguments),
        Verb::Completions { shell } => manual::completions(&mut context, *shell),
        Verb::Man { verb } => manual::man(&mut context, verb.as_deref()),
    };
    match done {
        Ok(code) => code,
        Err(error) => context.complain(&error),
    }
}
