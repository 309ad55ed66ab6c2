//! `circula man`: manual pages from the declaration of the arguments.

use super::context::Context;
use super::error::CliError;
use super::exit;
use clap::Args;

/// Print the manual page of the program or of a verb
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula man > circula.1
  circula man compare > circula-compare.1")]
pub struct Man {
    /// A verb; without, the program.
    pub verb: Option<String>,
}

/// Prints the manual page of the program, or of a verb.
pub fn run(context: &mut Context, arguments: &Man) -> Result<u8, CliError> {
    let mut whole = super::command();
    whole.build();
    let page = match arguments.verb.as_deref() {
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
