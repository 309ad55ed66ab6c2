//! What `verify` finds wrong with a folder of results: each file is named once, as soon as it is found.

use super::context::Context;
use super::error::CliError;
use super::exit;
use crate::base::checksums::{CHECKSUMS_NAME, Checksums, Difference};
use crate::base::files::{FileError, is_plain, is_temporary, stands};
use crate::output::manifest::CIRCUMSTANCES_NAME;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

/// Fields of the manifest that are named when they are wrong.
const SHOWN: usize = 3;

/// What is wrong with a folder.
pub struct Findings<'a> {
    context: &'a Context,
    named: BTreeSet<String>,
    /// Files that stand in the folder without being part of the results, and may.
    pub allowed: BTreeSet<String>,
    /// Files that are in no list so far.
    unlisted: BTreeSet<String>,
    /// Files that a process was writing when it died.
    half: BTreeSet<String>,
}

impl<'a> Findings<'a> {
    /// Nothing yet.
    pub fn new(context: &'a Context) -> Self {
        let (named, unlisted, half) = Default::default();
        Self { context, named, unlisted, half, allowed: BTreeSet::from([CIRCUMSTANCES_NAME.to_owned()]) }
    }

    /// Whether nothing is wrong.
    pub fn none(&self) -> bool {
        self.named.is_empty() && self.unlisted.is_empty()
    }

    /// Tells what is wrong with a file, or with something else that has a name.
    pub fn tell(&mut self, name: &str, what: &str) -> Result<(), CliError> {
        if self.named.contains(name) { Ok(()) } else { self.add(name, what) }
    }

    /// Tells more of a file, be it named before or not.
    pub fn add(&mut self, name: &str, what: &str) -> Result<(), CliError> {
        self.named.insert(name.to_owned());
        self.context.print(&format!("{}: {}\n", shown(name), shown(what)))
    }

    /// Tells how a folder differs from a list of digests; `changed` says what it means that a file does. Files that are
    /// not in it are told at the end, unless another list names them.
    pub fn compare(&mut self, folder: &Path, sums: &Checksums, changed: &str) -> Result<(), CliError> {
        self.unlisted.clear();
        for (name, difference) in sums.check(folder)? {
            let what = match difference {
                Difference::Missing => "missing",
                Difference::Changed => changed,
                Difference::Unknown if name.rsplit('/').next().is_some_and(is_temporary) => {
                    self.half.insert(name);
                    continue;
                }
                Difference::Unknown => {
                    self.unlisted.extend(Some(name).filter(|name| !self.allowed.contains(name)));
                    continue;
                }
                Difference::NoFile => "wanted a regular file whose name is UTF-8 text",
            };
            self.tell(&name, what)?;
        }
        Ok(())
    }

    /// Tells how the list of digests in a folder differs from the one that belongs there.
    pub fn list(&mut self, found: &Checksums, expected: &Checksums) -> Result<(), CliError> {
        for (name, _) in found.iter().filter(|(name, _)| expected.get(name).is_none()) {
            self.tell(CHECKSUMS_NAME, &format!("names {name}, which is not of the results"))?;
        }
        for (name, digest) in expected.iter() {
            match found.get(name) {
                None => self.tell(CHECKSUMS_NAME, &format!("does not name {name}"))?,
                Some(other) if other != digest => self.tell(CHECKSUMS_NAME, &format!("another digest of {name}"))?,
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The last line and the exit code; `rest` are the runs that were not run again.
    pub fn end(mut self, rest: usize) -> Result<u8, CliError> {
        for name in std::mem::take(&mut self.unlisted) {
            self.tell(&name, "not of the results")?;
        }
        for name in &self.half {
            let what = "left by a process that was killed; the next run in this folder removes it";
            self.context.print(&format!("{}: {what}\n", shown(name)))?;
        }
        let (line, code) = match (self.none(), rest) {
            (false, _) => ("NOT verified\n".to_owned(), exit::MISMATCH),
            (true, 0) => ("verified\n".to_owned(), exit::DONE),
            (true, 1) => ("verified, but for 1 run that was not run again\n".to_owned(), exit::DONE),
            (true, _) => (format!("verified, but for {rest} runs that were not run again\n"), exit::DONE),
        };
        self.context.print(&line)?;
        Ok(code)
    }
}

/// Text of a folder on one line.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// What is wrong with a file that could not be read, if the file is to blame and not the system.
pub fn damage(path: &Path, error: &FileError) -> Option<String> {
    match error {
        FileError::Malformed { line: 0, reason, .. } => Some(reason.clone()),
        FileError::Malformed { line, reason, .. } => Some(format!("line {line}: {reason}")),
        FileError::Io { source, .. } if source.kind() == ErrorKind::NotFound => Some("missing".to_owned()),
        FileError::Io { .. } if stands(path) && !is_plain(path) => Some("wanted a regular file".to_owned()),
        FileError::Io { source, .. } if source.kind() == ErrorKind::InvalidData => Some("no UTF-8 text".to_owned()),
        FileError::Io { .. } | FileError::Locked { .. } => None,
    }
}

/// Where two JSON values differ, and how.
pub fn fields(found: &Value, expected: &Value) -> String {
    let mut list = Vec::new();
    differing(found, expected, String::new(), &mut list);
    let more = list.len().saturating_sub(SHOWN);
    list.truncate(SHOWN);
    match (list.is_empty(), more) {
        (true, _) => "not as it was written".to_owned(),
        (_, 0) => list.join("; "),
        (_, more) => format!("{}; and {more} more", list.join("; ")),
    }
}

fn differing(found: &Value, expected: &Value, at: String, list: &mut Vec<String>) {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let value = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                differing(&value(a), &value(b), path, list);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differing(a, b, format!("{at}[{index}]"), list);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            list.push(format!("`{at}` has {} entries, should have {}", a.len(), b.len()));
        }
        (a, b) if a != b => list.push(format!("`{at}` is {a}, should be {b}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_that_differ_are_named_with_both_values() {
        let expected = json!({"seed": 1, "runs": [{"digest": "a"}], "plans": [1, 2]});
        let found = json!({"seed": 2, "runs": [{"digest": "b"}], "plans": [1], "more": true});
        assert_eq!(
            fields(&found, &expected),
            "`more` is true, should be null; `plans` has 1 entries, should have 2; `runs[0].digest` is \"b\", should \
             be \"a\"; and 1 more"
        );
        assert_eq!(fields(&expected, &expected), "not as it was written");
        assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
    }
}
