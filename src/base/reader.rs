//! Reading one tree of values into checked parameters: every fault goes to a list with its place, and defaults stand
//! in.

use super::diagnostics::{Diagnostics, nearest};
use super::node::{Node, NodeEntry, Value};
use super::param::{Plain, Spec};
use super::units::Month;

/// A place in the tree being read, with the list of faults.
#[derive(Debug)]
pub struct Reader<'a> {
    node: Option<&'a Node>,
    path: String,
    out: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// At the root of a tree; `None` reads nothing but defaults.
    pub fn new(node: Option<&'a Node>, out: &'a mut Diagnostics) -> Self {
        Self { node, path: String::new(), out }
    }

    /// The path so far, dotted.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The node here.
    #[must_use]
    pub const fn node(&self) -> Option<&'a Node> {
        self.node
    }

    /// Where faults go.
    pub const fn out(&mut self) -> &mut Diagnostics {
        self.out
    }

    /// Steps into a key, whether or not it is there.
    pub fn child<R>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> R) -> R {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let node = self.node.and_then(|n| n.get(key));
        read(&mut Reader { node, path, out: self.out })
    }

    /// Reports keys that are not among `known`, with the nearest, and a value that is no table.
    pub fn check_keys(&mut self, known: &[&str]) {
        let Some(node) = self.node else { return };
        if !matches!(node.value, Value::Table(_)) {
            self.out.error(
                Some(node.origin),
                format!("`{}` is {}, wanted a table", self.path, node.value.kind()),
                None,
            );
            return;
        }
        for NodeEntry { key, at, .. } in node.entries() {
            if !known.contains(&key.as_str()) {
                let help = nearest(key, known.iter().copied()).map_or_else(
                    || format!("allowed here: {}", known.join(", ")),
                    |n| {
                        format!(
                            "a key with a similar \
                        name exists: `{n}`"
                        )
                    },
                );
                let place = if self.path.is_empty() { "the scenario".to_owned() } else { format!("`{}`", self.path) };
                self.out.error(Some(*at), format!("unknown key `{key}` in {place}"), help);
            }
        }
    }

    /// Reads a number for a spec: in range, finite, whole where asked; the default where it is missing or wrong.
    pub fn number(&mut self, spec: &Spec) -> f64 {
        let Plain::Number(default) = spec.default else { return 0.0 };
        let Some(node) = self.node else { return default };
        let number = match node.value {
            Value::Integer(i) => i as f64,
            Value::Float(x) => x,
            _ => {
                let wanted = || format!("wanted a number from {} to {} ({})", spec.low, spec.high, spec.unit);
                let help = node.text().and_then(|text| number_in_text(text, spec)).unwrap_or_else(wanted);
                self.out.error(Some(node.origin), format!("`{}` is {}", self.path, node.value.kind()), help);
                return default;
            }
        };
        let help = || format!("allowed: {} to {} ({})", spec.low, spec.high, spec.unit);
        if !number.is_finite() {
            self.out.error(Some(node.origin), format!("`{}` is {number}, not a finite number", self.path), help());
            default
        } else if number < spec.low || number > spec.high {
            self.out.error(Some(node.origin), format!("`{}` = {number} is out of range", self.path), help());
            default
        } else if spec.whole && number != number.trunc() {
            self.out.error(Some(node.origin), format!("`{}` = {number} is not a whole number", self.path), help());
            default
        } else {
            number
        }
    }

    /// Reads a text, or the default.
    pub fn text(&mut self, default: &str) -> String {
        match self.node.map(|n| (&n.value, n.origin)) {
            None => default.to_owned(),
            Some((Value::Text(text), _)) => text.clone(),
            Some((other, origin)) => {
                let message = format!("`{}` is {}, wanted a text in quotes", self.path, other.kind());
                self.out.error(Some(origin), message, None);
                default.to_owned()
            }
        }
    }

    /// Reads a month of the calendar ("2009-07"), or the default.
    pub fn month(&mut self, default: Month) -> Month {
        let Some(node) = self.node else { return default };
        let month = match &node.value {
            Value::Text(text) => Month::parse(text),
            _ => None,
        };
        month.unwrap_or_else(|| {
            let message = format!("`{}` is not a month of the calendar", self.path);
            self.out.error(
                Some(node.origin),
                message,
                "wanted a text such as \"2009-07\", from 1900-01 to 2100-12".to_owned(),
            );
            default
        })
    }

    /// Reads which variant of a dimension stands here: `[bond.escrow]`, or `bond = "escrow"` with its defaults. `None`
    /// where nothing or nothing valid stands.
    pub fn variant(&mut self, names: &[&'static str]) -> Option<&'static str> {
        let node = self.node?;
        let allowed = || format!("exactly one of: {}", names.join(", "));
        let (tag, at) = match &node.value {
            Value::Text(text) => (text, node.origin),
            Value::Table(entries) => match entries.as_slice() {
                [] => {
                    self.out.error(Some(node.origin), format!("`{}` names no variant", self.path), allowed());
                    return None;
                }
                [one] => (&one.key, one.at),
                [_, second, ..] => {
                    let message =
                        format!("`{}` has two variants, `{}` and `{}`", self.path, entries[0].key, second.key);
                    self.out.error(Some(second.at), message, allowed());
                    return None;
                }
            },
            other => {
                self.out.error(Some(node.origin), format!("`{}` is {}", self.path, other.kind()), allowed());
                return None;
            }
        };
        let found = names.iter().copied().find(|n| n == tag);
        if found.is_none() {
            let help = nearest(tag, names.iter().copied()).map_or_else(allowed, |n| {
                format!(
                    "a variant with a similar \
                name exists: `{n}`; {}",
                    allowed()
                )
            });
            self.out.error(Some(at), format!("unknown variant `{tag}` of `{}`", self.path), help);
        }
        found
    }

    /// Steps into the table of a variant; a bare name has no table and reads as defaults.
    pub fn within_variant<R>(&mut self, name: &str, read: impl FnOnce(&mut Reader<'_>) -> R) -> R {
        self.child(name, read)
    }
}

/// How to mend a number that was written as a text ("500", "500 EUR").
fn number_in_text(text: &str, spec: &Spec) -> Option<String> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-._".contains(c))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    number.replace('_', "").parse::<f64>().ok()?;
    Some(if rest.is_empty() {
        format!("write the number without quotes: `{} = {number}` ({})", spec.key, spec.unit)
    } else {
        format!("units are part of the key, not of the value: write `{} = {number}` ({})", spec.key, spec.unit)
    })
}
