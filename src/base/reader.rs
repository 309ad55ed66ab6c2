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
                // Of thousands of wrong keys not every one is compared with all that are right.
                let help = (!self.out.is_full()).then(|| {
                    nearest(key, known.iter().copied()).map_or_else(
                        || format!("allowed here: {}", known.join(", ")),
                        |n| format!("a key with a similar name exists: `{n}`"),
                    )
                });
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
                let wanted = || format!("wanted a number from {} ({})", spec.range(), spec.unit);
                let help = node.text().and_then(|text| number_in_text(text, spec)).unwrap_or_else(wanted);
                self.out.error(Some(node.origin), format!("`{}` is {}", self.path, node.value.kind()), help);
                return default;
            }
        };
        let help = || format!("allowed: {} ({})", spec.range(), spec.unit);
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

/// How to mend a number that was written as a text ("500", "500 EUR", "2,000", "10 %"): only what would be accepted is
/// advised.
fn number_in_text(text: &str, spec: &Spec) -> Option<String> {
    let fits = |number: &f64| {
        number.is_finite() && (spec.low..=spec.high).contains(number) && !(spec.whole && number.fract() != 0.0)
    };
    let read = |text: &str| text.replace('_', "").parse::<f64>().ok().filter(fits);
    let text = text.trim();
    if let Some(number) = read(text) {
        return Some(format!("write the number without quotes: `{} = {number}` ({})", spec.key, spec.unit));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-._, ".contains(c))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let (number, rest) = (number.trim(), rest.trim());
    if rest.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if number.contains([',', ' ']) {
        return separated(number).into_iter().find_map(|n| read(&n)).map(|number| {
            format!("a number has neither commas nor blanks: write `{} = {number}` ({})", spec.key, spec.unit)
        });
    }
    if rest == "%" && spec.unit == "share" {
        let share = number.parse::<f64>().ok().map(|percent| percent / 100.0).filter(fits)?;
        return Some(format!("a share is a part of one: write `{} = {share}`", spec.key));
    }
    if rest.is_empty() || rest == "%" || number.parse::<f64>().is_err() {
        return None;
    }
    let Some(number) = read(number) else {
        let (range, unit) = (spec.range(), spec.unit);
        return Some(format!("units are part of the key, not of the value; wanted a number from {range} ({unit})"));
    };
    Some(format!("units are part of the key, not of the value: write `{} = {number}` ({})", spec.key, spec.unit))
}

/// What a number with commas or blanks may mean: thousands set apart, or else a decimal comma.
fn separated(number: &str) -> Option<String> {
    let unsigned = number.trim_start_matches(['+', '-']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if fraction.contains([',', ' ', '.']) {
        return None;
    }
    let mut groups = whole.split([',', ' ']);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    if first && groups.all(|group| group.len() == 3) {
        return Some(number.replace([',', ' '], ""));
    }
    (number.matches([',', ' ', '.']).count() == 1).then(|| number.replace(',', "."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::param::Grade;

    fn advice(text: &str, unit: &'static str, whole: bool, high: f64) -> String {
        let (doc, pattern, source) = ("", "", "");
        let (default, grade) = (Plain::Number(0.0), Grade::Assumed);
        let spec = Spec { key: "x", doc, unit, whole, low: 0.0, high, pattern, default, grade, source };
        number_in_text(text, &spec).unwrap_or_default()
    }

    #[test]
    fn a_number_in_a_text_is_advised_as_it_was_meant_or_not_at_all() {
        for (text, number) in [
            ("2,000", "2000"),
            ("1 234 567", "1234567"),
            ("2,5", "2.5"),
            ("1,000.5", "1000.5"),
            ("500 EUR", "500"),
            ("2,000 EUR", "2000"),
            ("1_000", "1000"),
            ("1e3", "1000"),
        ] {
            let told = advice(text, "EUR", false, 1e7);
            assert!(told.contains(&format!("`x = {number}`")), "{text}: {told}");
        }
        assert!(advice("10 %", "share", false, 1.0).contains("`x = 0.1`"));
        // Nothing that would be refused, and no guess.
        assert_eq!(advice("2,000", "months", true, 600.0), "");
        assert_eq!(advice("2,5", "months", true, 600.0), "");
        for text in ["0x10", "5-10", "1.000,50", "1,00,0", "10 %", "ten", "", ",", "5 of 10"] {
            assert_eq!(advice(text, "EUR", false, 1e7), "", "{text}");
        }
    }
}
