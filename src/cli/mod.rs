//! Layer 9. The command line: one file a verb, each a thin user of the library. Results go to standard output,
//! everything else to standard error.

mod arguments;
mod clock;
mod context;
mod document;
mod dry_run;
mod error;
mod execute;
mod exit;
pub mod faults;
mod findings;
mod kept;
mod machine;
mod plans;
mod progress;
mod rerun;
pub mod results;
mod rows;
mod sections;
mod shards;
mod stages;
mod yardstick;

mod ablate;
mod attribute;
mod beliefs;
mod bench;
mod calibrate;
mod compare;
mod completions;
mod demo;
pub mod docs;
mod doses;
mod events;
mod man;
mod merge;
mod new;
mod patterns;
mod propositions;
mod resume;
mod run;
mod schema;
mod sensitivity;
mod show;
mod slurm;
mod sweep;
mod validate;
mod verify;

pub use error::CliError;

use arguments::Arguments;
use clap::{Command, CommandFactory, Parser, Subcommand};
use context::Context;
use error::ANY_FOLDER;
use std::ffi::OsString;
use std::io::{self, Write};

/// Declares the verbs: the name of each, and its arguments, which stand with its help and its `run` in its own file.
macro_rules! verbs {
    ($($name:ident($module:ident::$arguments:ident);)*) => {
        /// The verbs.
        #[derive(Debug, Subcommand)]
        enum Verb { $($name($module::$arguments)),* }

        impl Verb {
            fn run(&self, context: &mut Context) -> Result<u8, CliError> {
                match self { $(Self::$name(arguments) => $module::run(context, arguments)),* }
            }
        }
    };
}

// In the order in which the help lists them.
verbs! {
    Demo(demo::Demo);
    Run(run::RunOne);
    Compare(compare::Compare);
    Sweep(sweep::Sweep);
    Attribute(attribute::Attribute);
    Ablate(ablate::Ablate);
    Sensitivity(sensitivity::SensitivityOf);
    Calibrate(calibrate::Calibrate);
    Resume(resume::Resume);
    Merge(merge::Merge);
    Slurm(slurm::Slurm);
    Validate(validate::Validate);
    Show(show::Show);
    New(new::New);
    Schema(schema::Schema);
    Patterns(patterns::Patterns);
    Propositions(propositions::Propositions);
    Doses(doses::Doses);
    Beliefs(beliefs::Beliefs);
    Bench(bench::Bench);
    Events(events::EventsOf);
    Verify(verify::Verify);
    Docs(docs::Docs);
    Completions(completions::Completions);
    Man(man::Man);
}

/// The declaration of all arguments, as completions, manual pages and tests read it.
#[must_use]
pub fn command() -> Command {
    Arguments::command()
}

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
        // A mistake in the arguments has exit code 2, whether anybody reads of it or not; help is a result.
        Err(told) if told.use_stderr() => {
            let _ = told.print();
            return exit::USAGE;
        }
        Err(told) => {
            let printed = told.print().and_then(|()| io::stdout().flush());
            return printed.map_or_else(|error| CliError::output(&error).tell(false, ANY_FOLDER), |()| exit::DONE);
        }
    };
    let mut context = match Context::new(&parsed) {
        Ok(context) => context,
        Err(error) => return error.tell(false, ANY_FOLDER),
    };
    match parsed.verb.run(&mut context) {
        Ok(code) => code,
        Err(error) => context.complain(&error),
    }
}
