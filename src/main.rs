//! The command-line program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(circula::cli::main(std::env::args_os()))
}
