//! What a scenario says beside the rules: name, run, population, mechanisms switched off.

use super::files::Location;
use super::overlay::field;
use crate::base::diagnostics::{Diagnostics, nearest};
use crate::base::node::{Node, NodeEntry, Value};
use crate::base::param::{Empty, Reader, Section, Shape};
use crate::base::units::Month;
use crate::{dimension, params};

/// Names of mechanisms that a scenario may switch off, and what each is about.
pub type Mechanisms = &'static [(&'static str, &'static str)];

params! {
    /// The head of a scenario file: not handed down by `extends`.
    pub struct Head {
        /// Version of the file format.
        schema: Count = 1 in 1..=1, Setting "the first version";
        /// Name that tables, pictures and folders show; the file's name where none is given.
        name: Name = "", Setting "the file's name";
        /// What the scenario is about, in a sentence.
        about: Text = "", Setting "nothing said";
        /// Scenario that this one changes: a path relative to this file, or `circula:NAME` for a built-in one.
        extends: Text = "", Setting "stands by itself";
    }
}

dimension! {
    /// Whether the dated changes of the extended scenario apply here too.
    pub enum Inherited { Inherit(Empty) as "inherit", Own(Empty) as "own" }
}

params! {
    /// Beginning, length and repetition of a run.
    pub struct Run {
        /// First month; the burn-in lies before it.
        start: CalendarMonth = "2005-01", Setting "the statistics in use begin about then";
        /// Length of a run.
        months: Months = 120 in 1..=600, Setting "ten years";
        /// Ordinary months before the first, under the rules that all variants share.
        burn_in_months: Months = 12 in 0..=60, Setting "the world is drawn with its stocks; a year verifies them";
        /// Seed of all draws.
        seed: Seed = 1 in 0..=18446744073709551615.0, Setting "any number; never the clock";
        /// Replicates: runs that differ only in draws.
        reps: Count = 20 in 1..=100000, Setting "a first look; ask for a precision when it matters";
    }
}

params! {
    /// A sample of whole villages, every person with the same weight.
    pub struct Sample {
        /// One person in the model stands for so many.
        one_in: Count = 100 in 1..=1000000, Setting "seconds a run";
        /// Folder of the data tables: the bare name of a built-in one, or a path relative to this file.
        tables: Text = "mali", Setting "the country described";
    }
}

params! {
    /// A closed group at 1:1: a file of persons.
    pub struct Frame {
        /// File of the persons, relative to this file.
        file: Text = "", Setting "must be given";
        /// Folder of the data tables: the bare name of a built-in one, or a path relative to this file.
        tables: Text = "mali", Setting "the country described";
    }
}

dimension! {
    /// Who is simulated: `"1:100"` is short for a sample of one in a hundred.
    pub enum Population { Sample(Sample) as "sample", Frame(Frame) as "frame" }
}

/// What a scenario says beside the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Name, fit for a folder.
    pub name: String,
    /// What the scenario is about; may be empty.
    pub about: String,
    /// Beginning, length and repetition of a run.
    pub run: Run,
    /// Who is simulated.
    pub population: Population,
    /// Where the folder of the data tables is.
    pub tables: Location,
    /// Where the file of persons is, if the population is a closed group.
    pub frame: Option<Location>,
    /// Every mechanism with whether it is on, in the order of the list handed to `load`.
    pub mechanisms: Vec<(&'static str, bool)>,
}

impl Settings {
    /// How many persons one in the model stands for.
    #[must_use]
    pub const fn one_in(&self) -> u32 {
        match &self.population {
            Population::Sample(sample) => sample.one_in,
            Population::Frame(_) => 1,
        }
    }

    /// First month of the burn-in.
    #[must_use]
    pub const fn first(&self) -> Month {
        self.run.start.plus(-(self.run.burn_in_months as i32))
    }

    /// The month after the last.
    #[must_use]
    pub const fn end(&self) -> Month {
        self.run.start.plus(self.run.months as i32)
    }

    /// Whether a mechanism is on; one that is not in the list is.
    #[must_use]
    pub fn is_on(&self, mechanism: &str) -> bool {
        self.mechanisms.iter().all(|(name, on)| *name != mechanism || *on)
    }
}

/// The keys of a file that say how it is read; they are no values and not handed down.
pub(super) const META: [&str; 5] = ["schema", "extends", "changes", "change", "burn_in_rules"];

/// The shape of the settings: keys that may stand beside the rules.
#[must_use]
pub fn shape(mechanisms: Mechanisms) -> Vec<(&'static str, Shape)> {
    let head = |key| Head::SPECS.iter().find(|s| s.key == key).map(|s| (s.key, Shape::Leaf(s)));
    let switches = mechanisms
        .iter()
        .map(|(name, doc)| {
            (*name, Shape::OneOf { doc, variants: vec![("on", Empty::shape()), ("off", Empty::shape())] })
        })
        .collect();
    let mut fields: Vec<_> = [head("name"), head("about")].into_iter().flatten().collect();
    fields.push(("run", Run::shape()));
    fields.push(("population", Population::shape()));
    fields.push(("mechanism", Shape::Table { doc: "Mechanisms, each `\"on\"` or `\"off\"`.", fields: switches }));
    fields
}

/// The shape of a whole scenario: settings, then rules.
#[must_use]
pub fn whole(mechanisms: Mechanisms, rules: &Shape) -> Shape {
    let mut fields = shape(mechanisms);
    if let Shape::Table { fields: rules, .. } = rules {
        fields.extend(rules.iter().cloned());
    }
    Shape::Table { doc: "A scenario of circular labour migration.", fields }
}

/// Keys that the rules have.
pub(super) fn keys(shape: &Shape) -> Vec<&'static str> {
    match shape {
        Shape::Table { fields, .. } => fields.iter().map(|f| f.0).collect(),
        _ => Vec::new(),
    }
}

/// Writes `population = "1:100"` out as the table that it is short for.
pub(super) fn write_out_population(tree: &mut Node, out: &mut Diagnostics) {
    let Some(NodeEntry { key, at, node }) = tree.entries().iter().find(|e| e.key == "population").cloned() else {
        return;
    };
    let Some(text) = node.text() else { return };
    if Population::VARIANTS.contains(&text) {
        return;
    }
    let sample = text
        .split_once(':')
        .and_then(|(one, many)| (one.trim() == "1").then(|| many.trim().replace('_', "").parse::<i128>().ok())?);
    let allowed = "allowed: \"1:1\" (everybody) to \"1:1000000\"";
    let message = match sample {
        Some(many @ 1..=1_000_000) => {
            let leaf = |key: &str, value, origin| Node {
                value: Value::Table(vec![NodeEntry { key: key.to_owned(), at: origin, node: value }]),
                origin,
            };
            let written = leaf(
                "sample",
                leaf("one_in", Node { value: Value::Integer(many), origin: node.origin }, node.origin),
                node.origin,
            );
            tree.take("population");
            if let Some(entries) = tree.entries_mut() {
                entries.push(NodeEntry { key, at, node: written });
            }
            return;
        }
        Some(0) => format!("`population` = {text:?}: a sample of nobody"),
        Some(_) => format!("`population` = {text:?} is out of range"),
        None => format!("`population` = {text:?} is neither a sample nor a variant"),
    };
    out.error(
        Some(node.origin),
        message,
        format!("{allowed}, or one of the tables: {}", Population::VARIANTS.join(", ")),
    );
    tree.take("population");
}

/// The settings as read, before paths are resolved.
pub(super) struct Values {
    pub name: String,
    pub about: String,
    pub run: Run,
    pub population: Population,
    pub mechanisms: Vec<(&'static str, bool)>,
}

/// Reads the settings from a merged tree.
pub(super) fn read(tree: &Node, mechanisms: Mechanisms, out: &mut Diagnostics) -> Values {
    let head = super::overlay::part(tree, |key| key == "name" || key == "about");
    let Head { name, about, .. } = Head::read(&mut Reader::new(Some(&head), out));
    let mut root = Reader::new(Some(tree), out);
    let run = root.child("run", Run::read);
    let population = root.child("population", Population::read);
    let names: Vec<&'static str> = mechanisms.iter().map(|m| m.0).collect();
    let switches = root.child("mechanism", |at| {
        at.check_keys(&names);
        names.iter().map(|name| (*name, at.child(name, |at| at.variant(&["on", "off"])) != Some("off"))).collect()
    });
    Values { name, about, run, population, mechanisms: switches }
}

/// The keys below a node and the nearest of them to a wrong one.
pub(super) fn near(wrong: &str, shape: &Shape, node: Option<&Node>) -> (Vec<String>, Option<String>) {
    let keys: Vec<String> = match shape {
        Shape::Table { fields, .. } | Shape::OneOf { variants: fields, .. } => {
            fields.iter().map(|f| f.0.to_owned()).collect()
        }
        Shape::Named { .. } => node.map_or_else(Vec::new, |n| n.entries().iter().map(|e| e.key.clone()).collect()),
        Shape::Leaf(_) => Vec::new(),
    };
    let found = nearest(wrong, keys.iter().map(String::as_str)).map(str::to_owned);
    (keys, found)
}

/// The shape one key further down.
pub(super) fn below<'s>(shape: &'s Shape, key: &str) -> Option<&'s Shape> {
    match shape {
        Shape::Table { fields, .. } | Shape::OneOf { variants: fields, .. } => field(fields, key),
        Shape::Named { each, .. } => Some(each),
        Shape::Leaf(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_has_the_key_of_a_setting() {
        let rules = keys(&crate::mechanism::InForce::shape());
        let settings = shape(&[]);
        assert_eq!(
            rules.iter().filter(|key| META.contains(key) || settings.iter().any(|s| s.0 == **key)).collect::<Vec<_>>(),
            Vec::<&&str>::new()
        );
    }
}
