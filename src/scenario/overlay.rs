//! Laying one tree of values over another, as the shape says: tables merge key by key, named tables name by name, a
//! dimension only within the same variant, and every leaf keeps the place where it was written.

use crate::base::hidden::is_hidden;
use crate::base::node::{Node, NodeEntry, Value};
use crate::base::param::Shape;
use std::collections::BTreeMap;

/// The variant that a node chooses: a bare name, or the only key of a table.
#[must_use]
pub fn tag(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(tag) => Some(tag),
        Value::Table(entries) if entries.len() == 1 => entries.first().map(|e| e.key.as_str()),
        _ => None,
    }
}

/// The variant in force: the one chosen, else the first.
#[must_use]
pub fn in_force<'a>(node: Option<&'a Node>, variants: &[(&'static str, Shape)]) -> &'a str {
    node.and_then(tag).unwrap_or_else(|| variants.first().map_or("", |v| v.0))
}

/// Lays `top` over `base`. Wrong keys and kinds of value are taken over as they are: whoever reads the result reports
/// them.
pub fn overlay(base: &mut Node, top: Node, shape: &Shape) {
    match shape {
        Shape::Leaf(_) => *base = top,
        Shape::OneOf { variants, .. } => {
            let same = tag(base).is_some() && tag(base) == tag(&top);
            match (&top.value, &base.value) {
                // A bare name of the variant in force changes none of its values.
                (Value::Text(_), Value::Table(_)) if same => {}
                (Value::Table(_), Value::Table(_)) if same => merge(base, top, |key| field(variants, key)),
                _ => *base = top,
            }
        }
        Shape::Table { fields, .. } => merge(base, top, |key| field(fields, key)),
        Shape::Named { each, .. } => merge(base, top, |_| Some(each)),
    }
}

/// The shape under a key.
#[must_use]
pub fn field<'s>(fields: &'s [(&'static str, Shape)], key: &str) -> Option<&'s Shape> {
    fields.iter().find(|f| f.0 == key).map(|f| &f.1)
}

fn merge<'s>(base: &mut Node, top: Node, find: impl Fn(&str) -> Option<&'s Shape>) {
    let Node { value, origin } = top;
    let Value::Table(entries) = value else {
        *base = Node { value, origin };
        return;
    };
    let Some(into) = base.entries_mut() else {
        *base = Node { value: Value::Table(entries), origin };
        return;
    };
    // Found by key, not by search: a file may have very many.
    let places: BTreeMap<String, usize> = into.iter().enumerate().map(|(at, old)| (old.key.clone(), at)).collect();
    for entry in entries {
        match (places.get(&entry.key).and_then(|&at| into.get_mut(at)), find(&entry.key)) {
            (Some(old), Some(shape)) => {
                if matches!(shape, Shape::Leaf(_)) {
                    old.at = entry.at;
                }
                overlay(&mut old.node, entry.node, shape);
            }
            (Some(old), None) => *old = entry,
            (None, _) => into.push(entry),
        }
    }
}

/// The entries of a table with the keys asked for.
#[must_use]
pub fn part(tree: &Node, wanted: impl Fn(&str) -> bool) -> Node {
    let entries: Vec<NodeEntry> = tree.entries().iter().filter(|e| wanted(&e.key)).cloned().collect();
    Node { value: Value::Table(entries), origin: tree.origin }
}

/// One stop of a walk over a shape with the values in force.
#[derive(Debug)]
pub enum Stop<'a> {
    /// A parameter and what was written for it, if anything.
    Leaf(&'static crate::base::param::Spec, Option<&'a Node>),
    /// A dimension, its variant in force, and what was written for it, if anything.
    Variant(&'a str, &'static str, Option<&'a Node>),
}

/// Walks over all parameters in force in the order of the shape, with their dotted paths. With `written`, only over
/// what stands in the tree.
pub fn walk<'a>(
    shape: &Shape,
    node: Option<&'a Node>,
    path: &str,
    written: bool,
    visit: &mut dyn FnMut(&str, Stop<'a>),
) {
    if written && node.is_none() {
        return;
    }
    match shape {
        Shape::Leaf(spec) => visit(path, Stop::Leaf(spec, node)),
        Shape::Table { fields, .. } => {
            for (key, shape) in fields {
                walk(shape, node.and_then(|n| n.get(key)), &join(path, key), written, visit);
            }
        }
        Shape::OneOf { doc, variants } => {
            let tag = in_force(node, variants);
            visit(path, Stop::Variant(tag, doc, node));
            if let Some(shape) = field(variants, tag) {
                walk(shape, node.and_then(|n| n.get(tag)), &join(path, tag), written, visit);
            }
        }
        Shape::Named { each, .. } => {
            for entry in node.map_or(&[][..], Node::entries) {
                walk(each, Some(&entry.node), &join(path, &quoted(&entry.key)), written, visit);
            }
        }
    }
}

/// A path and a key below it.
#[must_use]
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A key as TOML wants it: in quotes unless it is made of letters, digits, `_` and `-`.
#[must_use]
pub fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { key.to_owned() } else { text(key) }
}

/// A text in quotes as TOML and JSON write it.
#[must_use]
pub fn text(content: &str) -> String {
    let mut out = String::from('"');
    for c in content.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::trial::{parse, rules_shape};
    use super::*;

    fn laid(base: &str, top: &str) -> Vec<String> {
        let (mut tree, top) = (parse(base), parse(top));
        overlay(&mut tree, top, &rules_shape());
        let mut out = Vec::new();
        walk(&rules_shape(), Some(&tree), "", true, &mut |path, stop| {
            out.push(match stop {
                Stop::Leaf(_, node) => format!("{path} {:?}", node.map(|n| &n.value)),
                Stop::Variant(tag, ..) => format!("{path} {tag}"),
            });
        });
        out
    }

    const ESCROW: &str = "[stake.escrow]\namount_eur = 5\nterm_months = 2\n";

    #[test]
    fn the_same_variant_merges_and_another_one_replaces() {
        let merged = laid(ESCROW, "[stake.escrow]\namount_eur = 7\n");
        assert_eq!(
            merged,
            [
                "stake escrow",
                "stake.escrow.amount_eur Some(Integer(7))",
                "stake.escrow.term_months \
            Some(Integer(2))"
            ]
        );
        assert_eq!(laid(ESCROW, "stake = \"escrow\"\n").len(), 3);
        assert_eq!(laid(ESCROW, "stake = \"none\"\n"), ["stake none"]);
        assert_eq!(laid("stake = \"none\"\n", ESCROW).len(), 3);
        assert_eq!(laid("stake = \"escrow\"\n", ESCROW).len(), 3);
    }

    #[test]
    fn named_tables_merge_by_name_and_keep_the_order_of_the_base() {
        let base = "[corridor.spain.work]\nwage_eur_month = 900\n[corridor.france.work]\nwage_eur_month = 1000\n";
        let top = "[corridor.gabon.work]\nwage_eur_month = 300\n[corridor.spain.work]\nunemployment_share = 0.2\n";
        let paths: Vec<String> =
            laid(base, top).into_iter().map(|p| p.split(' ').next().unwrap_or("").to_owned()).collect();
        let spain = ["corridor.spain.work.wage_eur_month", "corridor.spain.work.unemployment_share"];
        assert_eq!(
            paths,
            [spain[0], spain[1], "corridor.france.work.wage_eur_month", "corridor.gabon.work.wage_eur_month"]
        );
    }

    #[test]
    fn every_leaf_keeps_its_own_place() {
        let (mut tree, mut top) = (parse(ESCROW), parse("[stake.escrow]\namount_eur = 7\n"));
        for entry in top.entries_mut().unwrap() {
            let leaf = &mut entry.node.entries_mut().unwrap()[0].node.entries_mut().unwrap()[0].node;
            leaf.origin.source = 9;
        }
        overlay(&mut tree, top, &rules_shape());
        assert_eq!(tree.at(&["stake", "escrow", "amount_eur"]).unwrap().origin.source, 9);
        assert_eq!(tree.at(&["stake", "escrow", "term_months"]).unwrap().origin.source, 0);
    }
}
