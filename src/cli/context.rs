//! What every verb has at hand: where to write, how it looks, whether to stop.

use super::arguments::{Arguments, Colour};
use super::error::CliError;
use super::faults::{self, Style};
use super::{exit, machine};
use crate::base::diagnostics::{Diagnostics, Sources};
use crate::base::table::Table;
use crate::output::text::to_text;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What every verb has at hand.
pub struct Context {
    /// Whether to say nothing but results and errors.
    pub quiet: bool,
    colour: Colour,
    stop: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Context {
    /// From the arguments and the environment.
    pub fn new(arguments: &Arguments) -> Self {
        Self { quiet: arguments.quiet, colour: arguments.color, stop: Arc::default(), signal: Arc::default() }
    }

    /// From now on a first SIGINT or SIGTERM asks to stop, and a second one ends the process at once. The flag that is
    /// then set.
    pub fn listen(&self) -> Result<Arc<AtomicBool>, CliError> {
        for (signal, code) in [(SIGINT, exit::INTERRUPTED), (SIGTERM, exit::TERMINATED)] {
            // In this order: the second signal finds the flag set by the first.
            flag::register_conditional_shutdown(signal, i32::from(code), self.stop.clone())
                .and_then(|_| flag::register_usize(signal, self.signal.clone(), usize::from(code)))
                .and_then(|_| flag::register(signal, self.stop.clone()))
                .map_err(|e| CliError::failed(format!("cannot listen for signals: {e}"), ""))?;
        }
        Ok(self.stop.clone())
    }

    /// Exit code of the signal that came.
    fn signal_code(&self) -> u8 {
        u8::try_from(self.signal.load(Ordering::Relaxed)).ok().filter(|code| *code > 0).unwrap_or(exit::INTERRUPTED)
    }

    /// Writes a result.
    pub fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| CliError::output(&e))
    }

    /// Writes a table as wide as the terminal.
    pub fn print_table(&self, table: &Table) -> Result<(), CliError> {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0).max(40));
        self.print(&to_text(table, width))
    }

    /// Says something beside the results. Whether anybody reads it does not matter.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// How faults are drawn on standard error.
    pub fn style(&self) -> Style {
        let colour = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
                    || std::env::var_os("CLICOLOR").is_some_and(|v| v == "0");
                io::stderr().is_terminal() && !refused && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        };
        let width =
            terminal_size::terminal_size_of(io::stderr()).map_or(140, |(width, _)| usize::from(width.0).max(60));
        Style { colour, unicode: unicode(), width }
    }

    /// Shows faults on standard error.
    pub fn show_faults(&self, faults: &Diagnostics, sources: &Sources) {
        if !faults.list.is_empty() {
            let _ = writeln!(io::stderr(), "{}", faults::render(faults, sources, self.style()));
        }
    }

    /// Tells an error; gives its exit code.
    pub fn complain(&self, error: &CliError) -> u8 {
        let mut err = io::stderr().lock();
        match error {
            CliError::Faulty(faulty) => {
                drop(err);
                self.show_faults(&faulty.diagnostics, &faulty.sources);
                exit::USAGE
            }
            CliError::Told { message, help, code } => {
                let (red, plain) = if self.style().colour { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
                let _ = writeln!(err, "{red}error{plain}: {message}");
                if !help.is_empty() {
                    let _ = writeln!(err, "  help: {help}");
                }
                *code
            }
            CliError::Stopped => self.signal_code(),
            CliError::Closed => exit::DONE,
        }
    }
}

/// Whether the locale can show more than ASCII.
pub fn unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    set.is_some_and(|value| value.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

/// Bytes of memory that an experiment may take, where the system tells: nine tenths of what can still be had.
pub fn memory() -> Option<u64> {
    machine::memory().map(|bytes| bytes / 10 * 9)
}
