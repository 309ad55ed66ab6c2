//! Reading the files of patterns and propositions: strict, with the place of every fault, and all faults at once.

use super::asked::Asked;
use crate::base::diagnostics::{Diagnostics, Origin, Sources, nearest};
use crate::base::node::{Node, Value, parse_toml};
use crate::base::param::Reader;
use crate::observe::placed::Quantity;
use crate::scenario::files::{Files, Location};

/// Tables that stand under a heading of some files: name, node, location of the file.
pub type Rows = Vec<(String, Node, Location)>;

/// Reads the tables `[heading.NAME]` of files. The faults found go to `out`.
pub fn tables(files: &Files, paths: &[String], heading: &str, sources: &mut Sources, out: &mut Diagnostics) -> Rows {
    let mut rows: Rows = Vec::new();
    for path in paths {
        let location = Files::top(path);
        let text = match files.read(&location) {
            Ok(text) => text,
            Err(trouble) => {
                out.error(None, trouble.message, trouble.help);
                continue;
            }
        };
        let source = sources.add(location.to_string(), text);
        let tree = parse_toml(source, sources, out);
        Reader::new(Some(&tree), out).check_keys(&["schema", heading]);
        if tree.get("schema").map(|n| &n.value) != Some(&Value::Integer(1)) {
            let at = tree.get("schema").map(|n| n.origin);
            out.error(
                at,
                format!("`{location}` does not say which version of the format it has"),
                "write `schema = \
                1` at its head"
                    .to_owned(),
            );
        }
        for entry in tree.get(heading).map(Node::entries).unwrap_or_default() {
            if rows.iter().any(|r| r.0 == entry.key) {
                out.error(
                    Some(entry.at),
                    format!("`{heading}.{}` stands in two files", entry.key),
                    "give it another name".to_owned(),
                );
            }
            rows.push((entry.key.clone(), entry.node.clone(), location.clone()));
        }
    }
    rows
}

/// One table being read.
pub struct Row<'a> {
    /// The table.
    pub node: &'a Node,
    /// Its path, for messages.
    pub path: &'a str,
    /// Where faults go.
    pub out: &'a mut Diagnostics,
}

impl Row<'_> {
    /// Reports unknown keys.
    pub fn keys(&mut self, known: &[&str]) {
        for entry in self.node.entries().iter().filter(|e| !known.contains(&e.key.as_str())) {
            let help = nearest(&entry.key, known.iter().copied()).map_or_else(
                || format!("allowed here: {}", known.join(", ")),
                |n| {
                    format!(
                        "a key with a similar name \
                    exists: `{n}`"
                    )
                },
            );
            self.out.error(Some(entry.at), format!("unknown key `{}` in `{}`", entry.key, self.path), help);
        }
    }

    /// Reports a fault of a key.
    pub fn fault(&mut self, key: &str, message: &str, help: Option<String>) {
        let at = self.node.get(key).map_or(self.node.origin, |n| n.origin);
        self.out.error(Some(at), format!("`{}.{key}` {message}", self.path), help);
    }

    /// A text that must be there.
    pub fn text(&mut self, key: &str) -> String {
        match self.node.get(key) {
            Some(Node { value: Value::Text(text), .. }) if !text.trim().is_empty() => text.clone(),
            Some(_) => {
                self.fault(key, "is not a text", Some("wanted a text in quotes".to_owned()));
                String::new()
            }
            None => {
                self.fault(key, "is missing", None);
                String::new()
            }
        }
    }

    /// A text that may be there.
    pub fn text_if(&mut self, key: &str) -> Option<String> {
        self.node.get(key).is_some().then(|| self.text(key))
    }

    /// A finite number that may be there.
    pub fn number_if(&mut self, key: &str) -> Option<f64> {
        let number = match self.node.get(key).map(|n| &n.value)? {
            Value::Integer(i) => *i as f64,
            Value::Float(x) if x.is_finite() => *x,
            _ => {
                self.fault(key, "is not a finite number", None);
                return None;
            }
        };
        Some(number)
    }

    /// A whole number between two ends, or the default.
    pub fn whole(&mut self, key: &str, default: u64, low: u64, high: u64) -> u64 {
        match self.number_if(key) {
            None => default,
            Some(x) if x.fract() == 0.0 && x >= low as f64 && x <= high as f64 => x as u64,
            Some(_) => {
                self.fault(key, &format!("is not a whole number from {low} to {high}"), None);
                default
            }
        }
    }

    /// A list of texts, empty where nothing stands.
    pub fn list(&mut self, key: &str) -> Vec<String> {
        match self.node.get(key).map(|n| &n.value) {
            None => Vec::new(),
            Some(Value::Array(list)) if list.iter().all(|n| n.text().is_some()) => {
                list.iter().filter_map(Node::text).map(str::to_owned).collect()
            }
            Some(_) => {
                self.fault(key, "is not a list of texts", Some("wanted a list such as [\"bond=escrow\"]".to_owned()));
                Vec::new()
            }
        }
    }

    /// The table under a key.
    pub fn child<T>(&mut self, key: &str, read: impl FnOnce(&mut Row<'_>) -> T) -> Option<T> {
        let node = self.node.get(key)?;
        if !matches!(node.value, Value::Table(_)) {
            self.fault(key, "is not a table", None);
            return None;
        }
        let path = format!("{}.{key}", self.path);
        Some(read(&mut Row { node, path: &path, out: self.out }))
    }

    /// A measure.
    pub fn quantity(&mut self, key: &str) -> Option<Quantity> {
        let text = self.text(key);
        let found = Quantity::named(&text);
        if found.is_none() && !text.is_empty() {
            let name = text.split('@').next().unwrap_or(&text);
            let help = nearest(name, Quantity::names()).map(|n| format!("a measure with a similar name exists: `{n}`"));
            self.fault(key, &format!("= \"{text}\" names no measure"), help);
        }
        found
    }

    /// The scenario under `scenario` (the default where none is named) with the values under `set` behind those of
    /// `before`, checked by reading it.
    pub fn asked(&mut self, files: &Files, from: &Location, default: Option<&Asked>, reps: u64) -> Asked {
        let scenario = match (self.text_if("scenario"), default) {
            (Some(text), _) => located(from, &text),
            (None, Some(default)) => default.scenario.clone(),
            (None, None) => self.text("scenario"),
        };
        let asked = Asked { scenario, set: self.list("set"), reps };
        self.check(files, &asked);
        asked
    }

    /// Reports that a world cannot be run.
    pub fn check(&mut self, files: &Files, asked: &Asked) {
        if asked.scenario.is_empty() {
            return;
        }
        let loaded = crate::scenario::load::<crate::mechanism::InForce>(
            files,
            &asked.scenario,
            &asked.set,
            crate::mechanism::MECHANISMS,
        );
        if let Err(faulty) = loaded {
            let at: Option<Origin> = self.node.get("scenario").or_else(|| self.node.get("set")).map(|n| n.origin);
            let message = format!("the world of `{}` cannot be run:\n{faulty}", self.path);
            self.out.error(at.or(Some(self.node.origin)), message, None);
        }
    }
}

/// The path of a scenario as a file names it: built in if the file is, else beside it.
fn located(from: &Location, text: &str) -> String {
    match from {
        _ if text.starts_with("circula:") => text.to_owned(),
        Location::Embedded(_) => format!("circula:{text}"),
        Location::Disk(path) => {
            path.parent().map_or_else(|| text.to_owned(), |folder| folder.join(text).to_string_lossy().into_owned())
        }
    }
}
