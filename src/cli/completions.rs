//! `circula completions`: from the declaration of the arguments.

use super::context::Context;
use super::error::CliError;
use super::exit;
use clap::Args;
use clap_complete::Shell;

/// Print the completions of a shell
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula completions bash > ~/.local/share/bash-completion/completions/circula")]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Prints the completions of a shell.
pub fn run(context: &mut Context, arguments: &Completions) -> Result<u8, CliError> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "circula", &mut bytes);
    context.print(&String::from_utf8_lossy(&bytes))?;
    Ok(exit::DONE)
}
