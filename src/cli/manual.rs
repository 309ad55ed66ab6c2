//! `circula completions` and `circula man`: from the declaration of the arguments.

use super::arguments::Arguments;
use super::context::Context;
use super::error::CliError;
use super::exit;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the completions of a shell.
pub fn completions(context: &mut Context, shell: Shell) -> Result<u8, CliError> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "circula", &mut bytes);
    context.print(&String::from_utf8_lossy(&bytes))?;
    Ok(exit::DONE)
}

/// Prints the manual page of the program, or of a verb.
pub fn man(context: &mut Context, verb: Option<&str>) -> Result<u8, CliError> {
    let mut whole = Arguments::command();
    whole.build();
    let page = match verb {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                let known: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
                return Err(CliError::usage(format!("no verb `{name}`"), format!("verbs: {}", known.join(", "))));
            }
        },
    };
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = clap_mangen::Man::new(page).render(&mut bytes);
    context.print(&String::from_utf8_lossy(&bytes))?;
    Ok(exit::DONE)
}
