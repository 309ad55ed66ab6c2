//! What goes wrong on the command line: a message that says where, what and how to mend it, and the exit code.

use super::exit;
use crate::base::diagnostics::Faulty;
use crate::base::files::FileError;
use crate::base::hidden::visible_lines;
use crate::experiment::{DesignError, EnsembleError};
use crate::output::folder::FolderError;
use crate::run::CourseError;
use std::io::{self, Write};

/// An error with its exit code.
#[derive(Debug)]
pub enum CliError {
    /// Faults of scenarios, told line by line.
    Faulty(Box<Faulty>),
    /// A message, with what to do about it.
    Told {
        /// What is wrong, and where.
        message: String,
        /// What is allowed, or what to do; may be empty.
        help: String,
        /// Exit code.
        code: u8,
    },
    /// The user asked to stop.
    Stopped,
    /// Nobody reads our output any more.
    Closed,
}

impl CliError {
    /// Wrong arguments.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Told { message: message.into(), help: help.into(), code: exit::USAGE }
    }

    /// A file or the system failed.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Told { message: message.into(), help: help.into(), code: exit::FAILED }
    }

    /// Writes it to standard error, if it has words; gives its exit code. A remedy names the flag
    /// with which the user named the `folder`.
    pub fn tell(&self, coloured: bool, folder: &str) -> u8 {
        match self {
            Self::Told { message, help, code } => {
                let mut err = io::stderr().lock();
                let (red, plain) = if coloured { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
                // Whether anybody reads it does not matter.
                let _ = writeln!(err, "{red}error{plain}: {}", visible_lines(message));
                if !help.is_empty() {
                    let help = help.replace(ANY_FOLDER, folder);
                    let _ = writeln!(err, "  help: {}", visible_lines(&help));
                }
                *code
            }
            Self::Faulty(_) => exit::USAGE,
            Self::Stopped => exit::INTERRUPTED,
            Self::Closed => exit::DONE,
        }
    }

    /// Standard output cannot be written.
    pub fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => {
                Self::failed(format!("cannot write to standard output: {error}"), "free some space or write elsewhere")
            }
        }
    }
}

/// The flags that name a folder, in remedies; whoever tells one names the flag that was typed.
pub const ANY_FOLDER: &str = "`--out` or `--keep`";

/// What to do about an error of the system.
fn remedy(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run the same command again: what has ended is kept; or choose another folder with \
             `--out` or `--keep`"
        }
        io::ErrorKind::FileTooLarge => {
            "a file may not grow so large here: raise the limit (`ulimit -f`) or choose another folder with `--out` \
             or `--keep`, and run the same command again: what has ended is kept"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to with `--out` or `--keep`"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file stands where a folder is wanted: choose another folder with `--out` or `--keep`"
        }
        io::ErrorKind::NotFound => "check the path",
        _ => "",
    }
}

impl From<FileError> for CliError {
    fn from(error: FileError) -> Self {
        let help = match &error {
            FileError::Io { source, .. } => remedy(source),
            FileError::Locked { .. } | FileError::Malformed { .. } => "",
        };
        Self::failed(error.to_string(), help)
    }
}

impl From<FolderError> for CliError {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::File(error) => error.into(),
            FolderError::Stopped => Self::Stopped,
            other => Self::failed(other.to_string(), ""),
        }
    }
}

impl From<CourseError> for CliError {
    fn from(error: CourseError) -> Self {
        match error {
            CourseError::Faulty(faulty) => Self::Faulty(faulty),
            CourseError::Build(error) => Self::usage(error.to_string(), ""),
        }
    }
}

impl From<DesignError> for CliError {
    fn from(error: DesignError) -> Self {
        Self::usage(error.to_string(), "")
    }
}

impl From<EnsembleError> for CliError {
    fn from(error: EnsembleError) -> Self {
        match error {
            EnsembleError::Stopped => Self::Stopped,
            EnsembleError::Keep(error) => error.into(),
            EnsembleError::Build(error) => Self::usage(error.to_string(), ""),
            other @ (EnsembleError::Threads(_) | EnsembleError::Unequal { .. }) => Self::failed(other.to_string(), ""),
        }
    }
}
