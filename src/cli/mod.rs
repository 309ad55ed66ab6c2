//! Layer 9. The command line: one file a verb, each a thin user of the library. Results go to standard output, everything else to standard error.

mod arguments;
mod clock;
mod compare;
mod context;
mod demo;
mod error;
mod exit;
pub mod faults;
mod machine;
mod manual;
mod new;
mod progress;
mod schema;
mod show;
mod validate;
mod verify;

pub use error::CliError;

use arguments::{Arguments, Verb};
use clap::Parser;
use context::Context;
use std::ffi::OsString;

/// Does what the command line asks for; gives the exit code of the process.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        // Help is no error; a mistake in the arguments has exit code 2. Where nobody listens there is nothing more to do.
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
        Verb::Verify(arguments) => verify::run(&mut context, arguments),
        Verb::Completions { shell } => manual::completions(&mut context, *shell),
        Verb::Man { verb } => manual::man(&mut context, verb.as_deref()),
    };
    match done {
        Ok(code) => code,
        Err(error) => context.complain(&error),
    }
}
