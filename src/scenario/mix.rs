//! Two scenarios mixed: some institutions as in one of them, the others as in the other.
//!
//! An institution is a key of the rules (`bond`), a key that all destinations have (`corridor.lawful`, in all of them
//! together), a mechanism (`mechanism.rumour`), or `corridor`, the destinations that only one of the two has.

use super::changes::{self, Change};
use super::load::Loaded;
use super::settings::{self, Mechanisms};
use super::show;
use crate::base::diagnostics::{Diagnostics, Faulty, Origin};
use crate::base::node::{Node, NodeEntry, Value};
use crate::base::param::{Section, Shape};
use std::collections::BTreeSet;

/// Key of the destinations.
const CORRIDOR: &str = "corridor";
/// Key of the mechanisms.
const MECHANISM: &str = "mechanism";

/// What of the second scenario is taken, and which destinations both have.
struct Recipe<'a> {
    takes: &'a dyn Fn(&str) -> bool,
    both: BTreeSet<String>,
}

impl Recipe<'_> {
    fn mixed(&self, first: &Node, second: &Node) -> Node {
        mixed(first, second, |key, a, b| match key {
            CORRIDOR => Some(self.corridors(a, b)),
            MECHANISM => Some(self.each(MECHANISM, a, b)),
            key => if (self.takes)(key) { b } else { a }.cloned(),
        })
    }

    fn corridors(&self, first: Option<&Node>, second: Option<&Node>) -> Node {
        let empty = Node::table(Origin { source: 0, from: 0, to: 0 });
        mixed(first.unwrap_or(&empty), second.unwrap_or(&empty), |name, a, b| {
            if self.both.contains(name) {
                return Some(self.each(CORRIDOR, a, b));
            }
            if (self.takes)(CORRIDOR) { b } else { a }.cloned()
        })
    }

    /// The tables under two keys, key by key.
    fn each(&self, of: &str, first: Option<&Node>, second: Option<&Node>) -> Node {
        let empty = Node::table(Origin { source: 0, from: 0, to: 0 });
        mixed(first.unwrap_or(&empty), second.unwrap_or(&empty), |key, a, b| {
            if (self.takes)(&format!("{of}.{key}")) { b } else { a }.cloned()
        })
    }
}

/// A table of what `pick` gives for each key of two tables: those of the first in their order, then the others.
fn mixed(
    first: &Node,
    second: &Node,
    mut pick: impl FnMut(&str, Option<&Node>, Option<&Node>) -> Option<Node>,
) -> Node {
    let others = second.entries().iter().filter(|entry| first.get(&entry.key).is_none());
    let keys = first.entries().iter().chain(others);
    let entries = keys.filter_map(|NodeEntry { key, at, .. }| {
        let node = pick(key, first.get(key), second.get(key))?;
        // A table of which nothing is left is as if it were not written.
        let was = [first, second].iter().filter_map(|table| table.get(key)).any(|node| !node.entries().is_empty());
        let emptied = was && node.entries().is_empty() && matches!(node.value, Value::Table(_));
        (!emptied).then(|| NodeEntry { key: key.clone(), at: *at, node })
    });
    Node { value: Value::Table(entries.collect()), origin: first.origin }
}

/// The same values, all of them standing in one place: a tree knows the texts of one scenario only.
fn placed(node: &Node, origin: Origin) -> Node {
    let value = match &node.value {
        Value::Table(entries) => Value::Table(
            entries
                .iter()
                .map(|entry| NodeEntry { key: entry.key.clone(), at: origin, node: placed(&entry.node, origin) })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(|node| placed(node, origin)).collect()),
        other => other.clone(),
    };
    Node { value, origin }
}

fn names_of_corridors(tree: &Node) -> BTreeSet<String> {
    tree.get(CORRIDOR).map_or(&[][..], Node::entries).iter().map(|entry| entry.key.clone()).collect()
}

/// The first scenario with those institutions of the second for which `takes` is true, under a name of its own. Run,
/// population and the rules of the burn-in are those of the first.
///
/// # Errors
/// Rules that do not stand beside each other.
pub fn mix<R: Section + Clone>(
    (first, second): (&Loaded<R>, &Loaded<R>),
    takes: &dyn Fn(&str) -> bool,
    (name, about): (&str, &str),
    mechanisms: Mechanisms,
) -> Result<Loaded<R>, Faulty> {
    let origin = first.resolved.origin;
    let others = placed(&second.resolved, origin);
    let both = &names_of_corridors(&first.resolved) & &names_of_corridors(&others);
    let rules: BTreeSet<&str> = settings::keys(&first.rules_shape).into_iter().collect();
    let of_run = |key: &str| !rules.contains(key) && key != MECHANISM && key.split_once('.').is_none();
    let recipe = Recipe { takes: &|key| !of_run(key) && takes(key), both };
    let mut tree = recipe.mixed(&first.resolved, &others);
    for (key, text) in [("name", name), ("about", about)] {
        tree.take(key);
        let node = Node { value: Value::Text(text.to_owned()), origin };
        if let Some(entries) = tree.entries_mut() {
            entries.insert(0, NodeEntry { key: key.to_owned(), at: origin, node });
        }
    }
    let nothing = Node::table(origin);
    let kept = first.changes.iter().map(|change| (change, recipe.mixed(&change.set, &nothing)));
    let taken = second.changes.iter().map(|change| (change, recipe.mixed(&nothing, &placed(&change.set, origin))));
    let mut list: Vec<Change> = Vec::new();
    for (change, set) in kept.chain(taken).filter(|(_, set)| !set.entries().is_empty()) {
        let written = placed(&change.written, origin);
        list.push(Change { number: list.len() + 1, set, written, ..change.clone() });
    }
    let mut out = Diagnostics::default();
    let values = settings::read(&tree, mechanisms, &mut out);
    let rules = super::flags::rules_of(&tree, &settings::keys(&first.rules_shape));
    let timeline = changes::timeline(&rules, &list, &first.rules_shape, &mut out);
    if out.has_errors() {
        return Err(Faulty { diagnostics: out, sources: first.sources.clone() });
    }
    let mut mixed = first.clone();
    mixed.settings.mechanisms = values.mechanisms;
    (mixed.settings.name, mixed.settings.about) = (name.to_owned(), about.to_owned());
    (mixed.resolved, mixed.changes, mixed.timeline) = (tree, list, timeline);
    mixed.warnings = Diagnostics::default();
    mixed.chain.extend(second.chain.iter().filter(|location| !first.chain.contains(location)).cloned());
    Ok(mixed)
}

/// Every institution that scenarios of a shape may have, in the order of the declarations.
fn institutions(shape: &Shape) -> Vec<String> {
    let fields = |shape: &Shape| match shape {
        Shape::Table { fields, .. } => fields.clone(),
        _ => Vec::new(),
    };
    let mut list = Vec::new();
    for (key, below) in fields(shape) {
        match (key, below) {
            (CORRIDOR, Shape::Named { each, .. }) => {
                list.push(CORRIDOR.to_owned());
                list.extend(fields(&each).iter().map(|field| format!("{CORRIDOR}.{}", field.0)));
            }
            (MECHANISM, below) => list.extend(fields(&below).iter().map(|field| format!("{MECHANISM}.{}", field.0))),
            ("name" | "about" | "run" | "population", _) => {}
            (key, _) => list.push(key.to_owned()),
        }
    }
    list
}

/// The institutions in which two scenarios differ.
///
/// # Errors
/// As [`mix`].
pub fn differing<R: Section + Clone>(
    first: &Loaded<R>,
    second: &Loaded<R>,
    mechanisms: Mechanisms,
) -> Result<Vec<String>, Faulty> {
    let mut list = Vec::new();
    for institution in institutions(&first.shape) {
        let one = mix((first, second), &|key| key == institution, ("one", ""), mechanisms)?;
        if !show::diff(first, &one).is_empty() {
            list.push(institution);
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{MECHANISMS, load_with};
    use super::*;
    use crate::scenario::plan;

    const FIRST: &str = "extends = \"circula:base\"\n[stake.escrow]\namount_eur = 300\n\
        [[change]]\nat = \"2009-01\"\nset.review.attention = 0.5\nset.corridor.spain.work.wage_eur_month = 700\n";
    const SECOND: &str = "extends = \"circula:base\"\nchanges = \"own\"\n[review]\nattention = 0.2\n\
        [mechanism]\nrumour = \"off\"\n[corridor.spain]\nentry = \"quota\"\n\
        [[change]]\nat = \"2010-01\"\nset.stake = \"escrow\"\n";

    #[test]
    fn all_of_the_second_is_the_second_and_nothing_of_it_is_the_first() {
        let (a, b) = (load_with(FIRST, &[]).unwrap(), load_with(SECOND, &[]).unwrap());
        let mixed = |takes: bool| mix((&a, &b), &|_| takes, ("m", ""), MECHANISMS).unwrap();
        assert_eq!((mixed(false).timeline, mixed(true).timeline), (a.timeline.clone(), b.timeline.clone()));
        assert_eq!((show::diff(&a, &mixed(false)), show::diff(&b, &mixed(true))), (vec![], vec![]));
        assert_eq!(mixed(true).settings.mechanisms, b.settings.mechanisms);
    }

    #[test]
    fn institutions_move_one_by_one_with_their_dated_changes() {
        let (a, b) = (load_with(FIRST, &[]).unwrap(), load_with(SECOND, &[]).unwrap());
        let differ = differing(&a, &b, MECHANISMS).unwrap();
        assert_eq!(differ, ["mechanism.rumour", "stake", "review", "corridor.work", "corridor.entry"]);
        let moved = |what: &str| {
            let one = mix((&a, &b), &|key| key == what, ("m", ""), MECHANISMS).unwrap();
            show::diff(&a, &one).into_iter().map(|row| row.path).collect::<Vec<_>>()
        };
        assert_eq!(moved("review"), ["review.attention", "review.attention from 2009-01"]);
        assert_eq!(moved("mechanism.rumour"), ["mechanism.rumour"]);
        assert_eq!(
            moved("stake"),
            [
                "stake",
                "stake.escrow.amount_eur",
                "stake.escrow.term_months",
                "stake from 2010-01",
                "stake.escrow.amount_eur from 2010-01"
            ][..moved("stake").len()]
        );
        // What is mixed can be frozen and read again.
        let one = mix((&a, &b), &|key| key == "stake", ("m", "x"), MECHANISMS).unwrap();
        let again = load_with(&plan::to_toml(&one), &[]).unwrap();
        assert_eq!((again.timeline, again.base), (one.timeline, one.base));
    }
}
