//! What every verb has at hand: where to write, how it looks, whether to stop.

use super::arguments::{Arguments, Colour};
use super::error::CliError;
use super::faults::{self, Style};
use super::{exit, machine};
use crate::base::diagnostics::{Diagnostics, Sources};
use crate::base::hidden::visible_lines;
use crate::base::table::Table;
use crate::output::text::to_text;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Seconds that a program which was asked to stop may need until it does.
const GRACE: u64 = 10;

/// What every verb has at hand.
pub struct Context {
    /// Whether to say nothing but results and errors.
    pub quiet: bool,
    colour: Colour,
    /// The flag with which the user named a folder, as remedies name it.
    folder: &'static str,
    stop: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
    /// Whether the next signal ends the process without asking.
    at_once: Arc<AtomicBool>,
}

impl Context {
    /// From the arguments and the environment. A limit on the size of files is an error of writing from now on, not the
    /// end of the process.
    pub fn new(arguments: &Arguments) -> Result<Self, CliError> {
        #[cfg(unix)]
        flag::register(signal_hook::consts::SIGXFSZ, Arc::default()).map_err(deaf)?;
        let typed = |flag: &str| std::env::args_os().any(|a| a.to_string_lossy().split('=').next() == Some(flag));
        Ok(Self {
            quiet: arguments.quiet,
            colour: arguments.color,
            folder: if typed("--keep") && !typed("--out") { "`--keep`" } else { "`--out`" },
            stop: Arc::default(),
            signal: Arc::default(),
            at_once: Arc::default(),
        })
    }

    /// From now on a first SIGINT, SIGTERM or SIGHUP asks to stop, and a second one ends the process at once. The flag
    /// that is then set.
    pub fn listen(&self) -> Result<Arc<AtomicBool>, CliError> {
        for (signal, code) in signals() {
            // In this order: the second signal finds the flag set by the first.
            flag::register_conditional_shutdown(signal, i32::from(code), self.at_once.clone())
                .and_then(|_| flag::register_usize(signal, self.signal.clone(), usize::from(code)))
                .and_then(|_| flag::register(signal, self.stop.clone()))
                .and_then(|_| flag::register(signal, self.at_once.clone()))
                .map_err(deaf)?;
        }
        let (stop, signal) = (self.stop.clone(), self.signal.clone());
        // Whoever waits for a reader that does not read never looks at the flag. Files are whole at every moment.
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) || signal.load(Ordering::Relaxed) == 0 {
                std::thread::sleep(Duration::from_millis(200));
            }
            std::thread::sleep(Duration::from_secs(GRACE));
            std::process::exit(i32::from(code_of(&signal)));
        });
        Ok(self.stop.clone())
    }

    /// From now on nothing looks at the flag any more: the next signal ends the process.
    pub fn settle(&self) -> Result<(), CliError> {
        self.at_once.store(true, Ordering::SeqCst);
        if self.stop.load(Ordering::SeqCst) { Err(CliError::Stopped) } else { Ok(()) }
    }

    /// Writes a result.
    pub fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(visible_lines(text).as_bytes()).and_then(|()| out.flush()).map_err(|e| CliError::output(&e))
    }

    /// Writes a table as wide as the terminal.
    pub fn print_table(&self, table: &Table) -> Result<(), CliError> {
        self.print(&to_text(table, self.width()))
    }

    /// Columns of the terminal that results go to, if they go to one.
    pub fn width(&self) -> Option<usize> {
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0).max(40))
    }

    /// Says something beside the results. Whether anybody reads it does not matter.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", visible_lines(text));
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
        match error {
            CliError::Faulty(faulty) => {
                self.show_faults(&faulty.diagnostics, &faulty.sources);
                exit::USAGE
            }
            CliError::Stopped => code_of(&self.signal),
            other => other.tell(self.style().colour, self.folder),
        }
    }
}

/// Signals that ask to stop, and the exit code of each. A terminal that goes away asks nothing of whoever was told not
/// to mind it.
fn signals() -> Vec<(i32, u8)> {
    let mut list = vec![(SIGINT, exit::INTERRUPTED), (SIGTERM, exit::TERMINATED)];
    #[cfg(unix)]
    if !machine::ignores(signal_hook::consts::SIGHUP) {
        list.push((signal_hook::consts::SIGHUP, exit::HUNG_UP));
    }
    list
}

/// Exit code of the signal that came.
fn code_of(signal: &AtomicUsize) -> u8 {
    u8::try_from(signal.load(Ordering::Relaxed)).ok().filter(|code| *code > 0).unwrap_or(exit::INTERRUPTED)
}

fn deaf(error: io::Error) -> CliError {
    CliError::failed(format!("cannot listen for signals: {error}"), "")
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
