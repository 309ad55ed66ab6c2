//! A tree of input values in which every leaf remembers where it was written. Read from TOML with all syntax errors at
//! once.

use super::diagnostics::{Diagnostics, Origin, Sources};

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub origin: Origin,
}

/// An entry of a table: key, place of the key, value.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeEntry {
    /// Key.
    pub key: String,
    /// Where the key stands.
    pub at: Origin,
    /// What it holds.
    pub node: Node,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys in the order written.
    Table(Vec<NodeEntry>),
    /// A list.
    Array(Vec<Node>),
    /// A string.
    Text(String),
    /// A whole number of 64 bits, with or without a sign.
    Integer(i128),
    /// A decimal number, NaN and infinity included: whoever reads it rejects them.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A TOML date or time, as written.
    Date(String),
}

impl Value {
    /// What a user would call this kind of value.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "a list",
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a decimal number",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a TOML date",
        }
    }
}

impl Node {
    /// An empty table that stands at `origin`.
    #[must_use]
    pub const fn table(origin: Origin) -> Self {
        Self { value: Value::Table(Vec::new()), origin }
    }

    /// The entries, if this is a table.
    #[must_use]
    pub fn entries(&self) -> &[NodeEntry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The entries to be changed, if this is a table.
    pub fn entries_mut(&mut self) -> Option<&mut Vec<NodeEntry>> {
        match &mut self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|e| e.key == key).map(|e| &e.node)
    }

    /// The value under a path of keys.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text, if this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Takes the value of a key out of a table.
    pub fn take(&mut self, key: &str) -> Option<NodeEntry> {
        let entries = self.entries_mut()?;
        let at = entries.iter().position(|e| e.key == key)?;
        Some(entries.remove(at))
    }
}

/// Reads a TOML text. Syntax errors (duplicate keys among them) go to `out`; what could be read is returned.
pub fn parse_toml(source: u16, sources: &Sources, out: &mut Diagnostics) -> Node {
    let text = sources.text(source);
    let whole = Origin { source, from: 0, to: text.len() as u32 };
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(whole, |s| span(source, s));
        out.error(Some(at), error.message().to_owned(), None);
    }
    Node { value: convert_table(source, table.get_ref(), out), origin: whole }
}

fn span(source: u16, range: std::ops::Range<usize>) -> Origin {
    Origin { source, from: range.start as u32, to: range.end as u32 }
}

fn convert_table(source: u16, table: &toml::de::DeTable<'_>, out: &mut Diagnostics) -> Value {
    Value::Table(
        table
            .iter()
            .map(|(key, value)| NodeEntry {
                key: key.get_ref().to_string(),
                at: span(source, key.span()),
                node: convert(source, value, out),
            })
            .collect(),
    )
}

fn convert(source: u16, value: &toml::Spanned<toml::de::DeValue<'_>>, out: &mut Diagnostics) -> Node {
    use toml::de::DeValue;
    let origin = span(source, value.span());
    let converted = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(list) => Value::Array(list.iter().map(|v| convert(source, v, out)).collect()),
        DeValue::Table(table) => convert_table(source, table, out),
        DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(whole) if (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&whole) => Value::Integer(whole),
            _ => {
                out.error(Some(origin), "this whole number does not fit in 64 bits", None);
                Value::Integer(0)
            }
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(decimal) => Value::Float(decimal),
            Err(_) => {
                out.error(Some(origin), "this is not a decimal number", None);
                Value::Float(0.0)
            }
        },
    };
    Node { value: converted, origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Node, Diagnostics) {
        let mut sources = Sources::default();
        let s = sources.add("t.toml", text);
        let mut out = Diagnostics::default();
        let node = parse_toml(s, &sources, &mut out);
        (node, out)
    }

    #[test]
    fn leaves_remember_their_places() {
        let (node, out) = parse("a = 1_000\n[b.c]\nd = \"x\"\ne = nan\n");
        assert!(!out.has_errors());
        let d = node.at(&["b", "c", "d"]).unwrap();
        assert_eq!((d.text(), d.origin.from), (Some("x"), 20));
        assert_eq!(node.get("a").unwrap().value, Value::Integer(1000));
        assert!(matches!(node.at(&["b", "c", "e"]).unwrap().value, Value::Float(x) if x.is_nan()));
    }

    #[test]
    fn duplicate_keys_and_several_syntax_errors_are_all_reported() {
        let (_, out) = parse("a = 1\na = 2\nb = = 3\nc = 4\nd = 'x\n");
        assert!(out.list.len() >= 3, "{:?}", out.list);
        assert!(out.list.iter().any(|d| d.message.contains("duplicate")), "{:?}", out.list);
    }
}
