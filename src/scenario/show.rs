//! Every value in force with where it came from, and what differs between two scenarios.

use super::changes::{ChangeHead, by_date};
use super::files::BUILT_IN;
use super::load::Loaded;
use super::overlay::{Stop, join, text, walk};
use crate::base::diagnostics::{Origin, Sources};
use crate::base::node::{Node, Value};
use crate::base::param::{Grade, Plain, Spec};

/// One value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowRow {
    /// Dotted path, as `--set` takes it.
    pub path: String,
    /// The value as TOML writes it; for a dimension the name of the variant.
    pub value: String,
    /// Unit in words; "variant" for a dimension.
    pub unit: &'static str,
    /// "file:line:column", "--set #1", or "default".
    pub from: String,
    /// What it means.
    pub doc: &'static str,
    /// How well the value is founded; none for a dimension that nobody but a shipped scenario has chosen.
    pub grade: Option<Grade>,
    /// What the value rests on: what the declaration says of a default, else the place where it is written.
    pub source: String,
}

/// A value that differs between two scenarios; `None` where one of them has no such parameter in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffRow {
    /// Dotted path; a value that a dated change sets is followed by " from " and the month.
    pub path: String,
    /// Value in the first.
    pub left: Option<String>,
    /// Value in the second.
    pub right: Option<String>,
    /// Unit in words.
    pub unit: &'static str,
    /// Where the first has it from.
    pub left_from: String,
    /// Where the second has it from.
    pub right_from: String,
}

/// The value of a leaf as TOML writes it: the one written, else the default.
#[must_use]
pub fn value_text(spec: &Spec, node: Option<&Node>) -> String {
    match (node.map(|n| &n.value), spec.default) {
        (Some(Value::Text(content)), _) => text(content),
        (Some(Value::Integer(whole)), _) if spec.whole => whole.to_string(),
        (Some(Value::Integer(whole)), _) => number(*whole as f64, spec.whole),
        (Some(Value::Float(decimal)), _) => number(*decimal, spec.whole),
        (Some(Value::Bool(truth)), _) => truth.to_string(),
        (_, Plain::Number(default)) => number(default, spec.whole),
        (_, Plain::Text(content)) => text(content),
    }
}

/// A number so that it reads back to the same bits.
fn number(number: f64, whole: bool) -> String {
    if whole { format!("{number}") } else { format!("{number:?}") }
}

fn from(node: Option<&Node>, sources: &Sources) -> String {
    node.map_or_else(|| "default".to_owned(), |n| sources.place(n.origin))
}

/// Whether a value is written by the user: in a file on the disk or a flag.
fn is_yours(origin: Origin, sources: &Sources) -> bool {
    !sources.name(origin.source).starts_with(BUILT_IN)
}

/// How well a value is founded, and on what: a shipped scenario that writes the default changes nothing of that.
fn founded(spec: &Spec, node: Option<&Node>, sources: &Sources) -> (Grade, String) {
    match node {
        Some(node) if is_yours(node.origin, sources) => (Grade::Yours, sources.place(node.origin)),
        Some(node) if spec.grade != Grade::Setting && value_text(spec, Some(node)) != value_text(spec, None) => {
            (Grade::Scenario, sources.place(node.origin))
        }
        Some(node) => (spec.grade, format!("{}; {}", spec.source, sources.place(node.origin))),
        None => (spec.grade, spec.source.to_owned()),
    }
}

fn row(path: &str, stop: &Stop<'_>, sources: &Sources) -> ShowRow {
    let path = path.to_owned();
    match *stop {
        Stop::Leaf(spec, node) => {
            let (grade, source) = founded(spec, node, sources);
            ShowRow {
                path,
                value: value_text(spec, node),
                unit: spec.unit,
                from: from(node, sources),
                doc: spec.doc.trim(),
                grade: Some(grade),
                source,
            }
        }
        Stop::Variant(tag, doc, node) => {
            // A table that chooses a variant is itself spread over the file: its key is where the choice was made.
            let chosen = node.map(|n| n.entries().first().map_or(n.origin, |e| e.at));
            let from = chosen.map_or_else(|| "default".to_owned(), |origin: Origin| sources.place(origin));
            let grade = chosen.filter(|origin| is_yours(*origin, sources)).map(|_| Grade::Yours);
            let source = chosen.map_or_else(String::new, |_| from.clone());
            ShowRow { path, value: tag.to_owned(), unit: "variant", from, doc: doc.trim(), grade, source }
        }
    }
}

/// A number of the rules in force before any dated change.
#[derive(Clone, Debug)]
pub struct RuleNumber {
    /// Dotted path, as `--set` takes it.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// Its declaration.
    pub spec: &'static Spec,
    /// Whether the scenario's own file writes it, not one that it extends, a flag or a declaration.
    pub own: bool,
}

/// Every number of the rules in force, in the order of the declarations; settings of the computation left out.
#[must_use]
pub fn rule_numbers<R>(loaded: &Loaded<R>) -> Vec<RuleNumber> {
    let mut list = Vec::new();
    walk(&loaded.rules_shape, Some(&loaded.resolved), "", false, &mut |path, stop| {
        let Stop::Leaf(spec, node) = stop else { return };
        let Plain::Number(default) = spec.default else { return };
        let value = match node.map(|node| &node.value) {
            None => default,
            Some(Value::Integer(whole)) => *whole as f64,
            Some(Value::Float(decimal)) => *decimal,
            Some(_) => return,
        };
        if spec.grade != Grade::Setting {
            // The scenario's own file is the first of the texts.
            let own = node.is_some_and(|node| node.origin.source == 0);
            list.push(RuleNumber { path: path.to_owned(), value, spec, own });
        }
    });
    list
}

/// Every value in force in the order of the declarations, then every dated change in the order of their numbers.
#[must_use]
pub fn show<R>(loaded: &Loaded<R>) -> Vec<ShowRow> {
    let mut rows = values(loaded);
    for change in &loaded.changes {
        let path = format!("change.{}", change.number);
        for spec in ChangeHead::SPECS {
            let node = change.written.get(spec.key);
            let value = match spec.key {
                "at" => text(&change.at.to_string()),
                "announced" => text(&change.announced.to_string()),
                _ => text(&change.about),
            };
            rows.push(ShowRow { value, ..row(&join(&path, spec.key), &Stop::Leaf(spec, node), &loaded.sources) });
        }
        let set = join(&path, "set");
        walk(&loaded.rules_shape, Some(&change.set), &set, true, &mut |path, stop| {
            rows.push(row(path, &stop, &loaded.sources))
        });
    }
    rows
}

/// The values before any change.
fn values<R>(loaded: &Loaded<R>) -> Vec<ShowRow> {
    let mut rows = Vec::new();
    walk(&loaded.shape, Some(&loaded.resolved), "", false, &mut |path, stop| {
        rows.push(row(path, &stop, &loaded.sources))
    });
    if let Some(name) = rows.iter_mut().find(|row| row.path == "name") {
        name.value = text(&loaded.settings.name);
    }
    rows
}

/// The same with the changes in order of time, under paths that can be compared between scenarios.
#[must_use]
pub fn comparable<R>(loaded: &Loaded<R>) -> Vec<ShowRow> {
    let mut rows = values(loaded);
    for change in by_date(&loaded.changes) {
        let (at, known) = (change.at, change.announced);
        let when = if known < at { format!(" from {at} (announced {known})") } else { format!(" from {at}") };
        walk(&loaded.rules_shape, Some(&change.set), "", true, &mut |path, stop| {
            let changed = row(&format!("{path}{when}"), &stop, &loaded.sources);
            // Of two changes of one value at one date, the later stands.
            rows.retain(|r| r.path != changed.path);
            rows.push(changed);
        });
    }
    rows
}

/// What differs between two scenarios, apart from name and description: in the order of the first, then what only the
/// second has.
#[must_use]
pub fn diff<R>(left: &Loaded<R>, right: &Loaded<R>) -> Vec<DiffRow> {
    let (mut a, mut b) = (comparable(left), comparable(right));
    a.retain(|row| row.path != "name" && row.path != "about");
    b.retain(|row| row.path != "name" && row.path != "about");
    let mut rows = Vec::new();
    for row in &a {
        let other = b.iter().find(|r| r.path == row.path);
        if other.is_none_or(|o| o.value != row.value) {
            rows.push(DiffRow {
                path: row.path.clone(),
                left: Some(row.value.clone()),
                right: other.map(|o| o.value.clone()),
                unit: row.unit,
                left_from: row.from.clone(),
                right_from: other.map_or_else(String::new, |o| o.from.clone()),
            });
        }
    }
    for row in b.into_iter().filter(|row| a.iter().all(|r| r.path != row.path)) {
        rows.push(DiffRow {
            path: row.path,
            left: None,
            right: Some(row.value),
            unit: row.unit,
            left_from: String::new(),
            right_from: row.from,
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::trial::{cut, load_with};
    use super::*;

    const TEXT: &str = "extends = \"circula:base\"\n[stake.escrow]\nterm_months = 3\n[[change]]\nat = \
        \"2009-01\"\nset.review.attention = 0.5\n";

    #[test]
    fn every_value_is_shown_with_where_it_came_from() {
        let rows = show(&load_with(TEXT, &["stake.escrow.amount_eur=7"]).unwrap());
        let told = |path: &str| {
            rows.iter()
                .find(|r| r.path == path)
                .map(|r| format!("{} | {} | {}", r.value, r.unit, cut(&r.from)))
                .unwrap()
        };
        assert_eq!(told("name"), "\"top\" | text | default");
        assert_eq!(told("run.start"), "\"2007-01\" | calendar month | circula:base:3:9");
        assert_eq!(told("run.months"), "120 | months | default");
        assert_eq!(told("population"), "sample | variant | default");
        assert_eq!(told("mechanism.rumour"), "on | variant | default");
        assert_eq!(told("stake"), "escrow | variant | top.toml:2:8");
        assert_eq!(told("stake.escrow.amount_eur"), "7.0 | EUR | --set #1");
        assert_eq!(told("stake.escrow.term_months"), "3 | months | top.toml:3:15");
        assert_eq!(told("corridor.\"côte d'ivoire\".work.wage_eur_month"), "60.0 | EUR per month | circula:base:9:18");
        assert_eq!(told("corridor.spain.work.unemployment_share"), "0.1 | share | default");
        assert_eq!(told("change.1.at"), "\"2008-07\" | calendar month | circula:base:11:6");
        assert_eq!(told("change.1.announced"), "\"2008-07\" | calendar month | default");
        assert_eq!(told("change.1.set.corridor.spain.work.unemployment_share"), "0.2 | share | circula:base:14:22");
        assert_eq!(told("change.2.set.review.attention"), "0.5 | per month | top.toml:6:24");
        let review = rows.iter().find(|r| r.path == "review.attention").unwrap();
        assert_eq!((review.grade.unwrap().word(), cut(&review.source)), ("scenario", "circula:base:5:13".to_owned()));
    }

    #[test]
    fn whoever_writes_a_value_sees_it_as_his_own_and_a_default_with_its_grade() {
        let rows = show(&load_with(TEXT, &["stake.escrow.amount_eur=500"]).unwrap());
        let told = |path: &str| {
            let row = rows.iter().find(|r| r.path == path).unwrap();
            format!("{} | {}", row.grade.map_or("–", Grade::word), cut(&row.source))
        };
        assert_eq!(told("stake"), "yours | top.toml:2:8");
        assert_eq!(told("stake.escrow.amount_eur"), "yours | --set #1", "also where it is the default");
        assert_eq!(told("stake.escrow.term_months"), "yours | top.toml:3:15");
        assert_eq!(told("corridor.spain.work.unemployment_share"), "seen | a survey");
        assert_eq!(told("corridor.spain.work.wage_eur_month"), "scenario | circula:base:7:18");
        assert_eq!(told("change.1.set.corridor.spain.work.unemployment_share"), "scenario | circula:base:14:22");
        assert_eq!(told("change.2.set.review.attention"), "yours | top.toml:6:24");
        assert_eq!(told("mechanism.rumour"), "– | ");
        assert_eq!(told("run.start"), "setting | the statistics in use begin about then; circula:base:3:9");
    }

    #[test]
    fn scenarios_differ_only_where_their_values_do() {
        let base = load_with("extends = \"circula:base\"\n", &[]).unwrap();
        assert_eq!(
            diff(
                &base,
                &load_with(
                    "name = \"x\"\nextends = \"circula:base\"\nreview.attention = 5e-2\n",
                    &["population=1:100"]
                )
                .unwrap()
            ),
            []
        );
        let rows: Vec<String> = diff(&base, &load_with(TEXT, &[]).unwrap())
            .iter()
            .map(|r| format!("{} {} {}", r.path, r.left.as_deref().unwrap_or("–"), r.right.as_deref().unwrap_or("–")))
            .collect();
        assert_eq!(
            rows,
            [
                "stake none escrow",
                "stake.escrow.amount_eur – 500.0",
                "stake.escrow.term_months – 3",
                "review.attention from 2009-01 – 0.5"
            ]
        );
    }
}
