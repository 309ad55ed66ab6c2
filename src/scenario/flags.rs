//! `--set path=value`: a value laid over the files, checked like them.

use super::changes::{self, Change};
use super::overlay::{in_force, join, overlay, part, quoted, tag, walk};
use super::settings::{META, below, near, write_out_population};
use crate::base::diagnostics::{Diagnostics, Origin, Sources, nearest};
use crate::base::node::{Node, NodeEntry, Value, parse_toml};
use crate::base::param::Shape;
use crate::base::units::Month;

/// Values laid over a scenario, each with the name of the flag that gave it.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// Name of the flag as messages show it, and `path=value`.
    list: Vec<(String, String)>,
    /// Whether they are laid over other scenarios too, with which this one is compared.
    compared: bool,
}

impl Sets {
    /// One more, given by a flag of its own: `--seed`.
    #[must_use]
    pub fn and(mut self, flag: &str, set: String) -> Self {
        self.list.push((flag.to_owned(), set));
        self
    }

    /// The same, laid over several scenarios that are compared: no remedy may then take away what tells them apart.
    #[must_use]
    pub const fn compared(mut self, compared: bool) -> Self {
        self.compared = compared;
        self
    }
}

impl From<&[String]> for Sets {
    fn from(sets: &[String]) -> Self {
        let list = sets.iter().enumerate().map(|(i, set)| (format!("--set #{}", i + 1), set.clone()));
        Self { list: list.collect(), compared: false }
    }
}

impl From<&Vec<String>> for Sets {
    fn from(sets: &Vec<String>) -> Self {
        sets.as_slice().into()
    }
}

impl<const N: usize> From<&[String; N]> for Sets {
    fn from(sets: &[String; N]) -> Self {
        sets.as_slice().into()
    }
}

/// A flag taken apart.
pub(super) struct Flag {
    /// Keys from the root.
    pub path: Vec<String>,
    /// The value.
    pub value: Node,
    /// Place of the path in the flag's text.
    pub at: Origin,
    /// Whether it is laid over other scenarios too, with which this one is compared.
    pub compared: bool,
}

impl Flag {
    fn dotted(&self) -> String {
        dotted(&self.path)
    }

    /// The value in tables for the keys from `depth` on.
    fn nested(&self, depth: usize) -> Node {
        self.path.iter().skip(depth).rev().fold(self.value.clone(), |node, key| {
            let entry = NodeEntry { key: key.clone(), at: self.at, node };
            Node { value: Value::Table(vec![entry]), origin: self.at }
        })
    }
}

fn dotted(keys: &[String]) -> String {
    keys.iter().fold(String::new(), |path, key| join(&path, &quoted(key)))
}

/// Takes the flags apart. Sorted by the length of the path, so that a variant is chosen before its values are set; the
/// order of equally long ones stays.
pub(super) fn parse(sets: &Sets, sources: &mut Sources, out: &mut Diagnostics) -> Vec<Flag> {
    let mut flags = Vec::new();
    for (flag, set) in &sets.list {
        let source = sources.add(flag.clone(), set.clone());
        flags.extend(parse_one(source, set, sources, out).map(|flag| Flag { compared: sets.compared, ..flag }));
    }
    flags.sort_by_key(|flag| flag.path.len());
    flags
}

fn parse_one(source: u16, set: &str, sources: &Sources, out: &mut Diagnostics) -> Option<Flag> {
    let whole = Origin { source, from: 0, to: set.len() as u32 };
    let wanted = "wanted path=value, as in `run.months=24` or `bond=escrow`";
    let parts = equals(set)
        .map(|at| set.split_at(at))
        .filter(|(key, value)| !key.trim().is_empty() && !value[1..].trim().is_empty());
    let Some((key, value)) = parts.filter(|_| !set.contains('\n')) else {
        out.error(Some(whole), format!("cannot read `{set}`"), wanted.to_owned());
        return None;
    };
    let Some(path) = keys(key) else {
        out.error(Some(whole), format!("`{}` is not a path of keys", key.trim()), wanted.to_owned());
        return None;
    };
    let at = Origin { source, from: 0, to: key.trim_end().len() as u32 };
    let mut faults = Diagnostics::default();
    let tree = parse_toml(source, sources, &mut faults);
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let value = value[1..].trim();
    let from = (set.trim_end().len() - value.len()) as u32;
    let origin = Origin { source, from, to: from + value.len() as u32 };
    let node = match tree.at(&names) {
        Some(node) if !faults.has_errors() => node.clone(),
        _ if value.starts_with(['"', '\'', '[', '{']) => {
            faults.list.into_iter().for_each(|f| out.error(f.origin, f.message, f.help));
            return None;
        }
        _ => Node { value: Value::Text(value.to_owned()), origin },
    };
    Some(Flag { path, value: node, at, compared: false })
}

/// Position of the first `=` outside quotes.
fn equals(set: &str) -> Option<usize> {
    let mut quote = None;
    set.char_indices().find_map(|(at, c)| {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '=' => return Some(at),
            _ => {}
        }
        None
    })
}

fn keys(path: &str) -> Option<Vec<String>> {
    let mut sources = Sources::default();
    let source = sources.add("", format!("{path} = 0"));
    let mut faults = Diagnostics::default();
    let tree = parse_toml(source, &sources, &mut faults);
    let mut keys = Vec::new();
    let mut node = &tree;
    while let [entry] = node.entries() {
        keys.push(entry.key.clone());
        node = &entry.node;
    }
    (!faults.has_errors() && !keys.is_empty()).then_some(keys)
}

/// Lays the flags over the values and over the changes as written.
pub(super) fn apply(
    flags: &[Flag],
    tree: &mut Node,
    changes: &mut [Node],
    whole: &Shape,
    rules: &Shape,
    out: &mut Diagnostics,
) {
    for flag in flags {
        let first = flag.path.first().map_or("", String::as_str);
        if first == "change" {
            apply_to_change(flag, changes, rules, out);
        } else if META.contains(&first) {
            out.error(Some(flag.at), format!("`{first}` cannot be set by a flag"), "write it into the file".to_owned());
        } else if permitted(flag, 0, whole, Some(tree), out) {
            let mut nested = flag.nested(0);
            write_out_population(&mut nested, out);
            overlay(tree, nested, whole);
        }
    }
}

fn apply_to_change(flag: &Flag, changes: &mut [Node], rules: &Shape, out: &mut Diagnostics) {
    let count = changes.len();
    let number = flag.path.get(1).and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
    let Some(change) = number.and_then(|n| changes.get_mut(n)) else {
        let help = if count == 0 {
            "this scenario has no dated changes".to_owned()
        } else {
            format!("changes are numbered from 1 to {count}")
        };
        out.error(Some(flag.at), format!("no change `{}`", flag.dotted()), help);
        return;
    };
    match flag.path.get(2).map(String::as_str) {
        Some("at" | "announced" | "about") if flag.path.len() == 3 => {
            let mut nested = flag.nested(2);
            if let (Some(entry), Some(entries)) = (nested.entries_mut().and_then(Vec::pop), change.entries_mut()) {
                entries.retain(|e| e.key != entry.key);
                entries.push(entry);
            }
        }
        Some("set") if flag.path.len() > 3 => {
            if permitted(flag, 3, rules, change.get("set"), out)
                && let Some(entries) = change.entries_mut()
            {
                match entries.iter_mut().find(|e| e.key == "set") {
                    Some(set) => overlay(&mut set.node, flag.nested(3), rules),
                    None => entries.push(NodeEntry { key: "set".to_owned(), at: flag.at, node: flag.nested(3) }),
                }
            }
        }
        _ => {
            let help = "a change has `at`, `announced`, `about`, and rules under `set`, as in \
                `change.1.set.bond=escrow`"
                .to_owned();
            out.error(Some(flag.at), format!("unknown path `{}`", flag.dotted()), help);
        }
    }
}

/// Whether the path names something that is in force; if not, says what is and what to do.
fn permitted(flag: &Flag, depth: usize, root: &Shape, tree: Option<&Node>, out: &mut Diagnostics) -> bool {
    let (mut shape, mut node, mut path) = (root, tree, String::new());
    let partly = depth > 0;
    for (i, key) in flag.path.iter().enumerate().skip(depth) {
        if let Shape::OneOf { variants, .. } = shape {
            let now = in_force(node, variants);
            let known = variants.iter().any(|v| v.0 == key);
            // A change may choose a variant without saying so before: as in a file.
            if known && now != key && !(partly && node.is_none()) {
                let choice = format!("{}={key}", dotted(&flag.path[..i]));
                let help = if flag.compared {
                    format!(
                        "laid over all that are compared, `{choice}` would take away what tells them apart: write the \
                         value into the files of those that have `{key}`, or leave out those that do not"
                    )
                } else {
                    format!("choose it too: `--set {choice}`")
                };
                out.error(Some(flag.at), format!("`{}` is not in force: `{path}` is `{now}`", flag.dotted()), help);
                return false;
            }
        }
        let exists = !matches!(shape, Shape::Named { .. }) || partly || node.is_some_and(|n| n.get(key).is_some());
        let Some(next) = below(shape, key).filter(|_| exists) else {
            out.error(
                Some(flag.at),
                format!("unknown path `{}`", flag.dotted()),
                Some(advice(flag, i, shape, node, (root, tree))),
            );
            return false;
        };
        path = join(&path, &quoted(key));
        (shape, node) = (next, node.and_then(|n| n.get(key)));
    }
    let new = if partly { None } else { new_name(shape, node, &flag.value, &path) };
    new.inspect(|(path, near)| out.error(Some(flag.value.origin), format!("unknown path `{path}`"), near.clone()))
        .is_none()
}

/// A name in the value of a flag that no file has given: a slip of the pen, not a new table.
fn new_name(shape: &Shape, node: Option<&Node>, value: &Node, path: &str) -> Option<(String, Option<String>)> {
    value.entries().iter().find_map(|entry| {
        let (here, old) = (join(path, &quoted(&entry.key)), node.and_then(|n| n.get(&entry.key)));
        if matches!(shape, Shape::Named { .. }) && old.is_none() {
            let (names, near) = near(&entry.key, shape, node);
            let help = near.map_or_else(
                || format!("allowed: {}", names.join(", ")),
                |n| {
                    format!(
                        "a path with a similar name \
                    exists: `{}`",
                        join(path, &quoted(&n))
                    )
                },
            );
            return Some((here, Some(help)));
        }
        new_name(below(shape, &entry.key)?, old, &entry.node, &here)
    })
}

/// The nearest path to one that does not exist.
fn advice(flag: &Flag, wrong: usize, shape: &Shape, node: Option<&Node>, root: (&Shape, Option<&Node>)) -> String {
    let before = dotted(&flag.path[..wrong]);
    if matches!(shape, Shape::Leaf(_)) {
        return format!("`{before}` is a single value");
    }
    let (keys, found) = near(&flag.path[wrong], shape, node);
    if let Some(found) = found {
        let mut mended = flag.path.clone();
        mended[wrong] = found;
        return format!("a path with a similar name exists: `{}`", dotted(&mended));
    }
    let mut leaves = Vec::new();
    walk(root.0, root.1, "", false, &mut |path, _| leaves.push(path.to_owned()));
    let last = flag.path.last().map_or("", String::as_str);
    let same = leaves.iter().find(|leaf| leaf.rsplit('.').next() == Some(last)).map(String::as_str);
    match same.or_else(|| nearest(&flag.dotted(), leaves.iter().map(String::as_str)).filter(|_| wrong == 0)) {
        Some(leaf) => format!("a path with a similar name exists: `{leaf}`"),
        None if before.is_empty() => format!("allowed: {}", keys.join(", ")),
        None => format!("allowed below `{before}`: {}", keys.join(", ")),
    }
}

/// Warns of flags whose value a later change replaces.
pub(super) fn warn_of_overridden(
    flags: &[Flag],
    list: &[Change],
    whole: &Shape,
    from: impl Fn(Origin) -> String,
    out: &mut Diagnostics,
) {
    for flag in flags {
        let mut nested = flag.nested(0);
        write_out_population(&mut nested, &mut Diagnostics::default());
        for change in changes::by_date(list) {
            if replaces(whole, &nested, &change.set) {
                let (place, month): (String, Month) = (from(change.written.origin), change.at);
                let message = format!(
                    "`{}` stands only until {month}: change {} ({place}) sets it again",
                    flag.dotted(),
                    change.number
                );
                let help = format!("to set the later value: `--set change.{}.set.{}=…`", change.number, flag.dotted());
                out.warning(Some(flag.at), message, help);
            }
        }
    }
}

/// Whether a later tree sets something that an earlier one sets.
fn replaces(shape: &Shape, earlier: &Node, later: &Node) -> bool {
    match shape {
        Shape::Leaf(_) => true,
        Shape::OneOf { .. } if tag(earlier) != tag(later) => true,
        _ => later.entries().iter().any(|entry| match (earlier.get(&entry.key), below(shape, &entry.key)) {
            (Some(before), Some(shape)) => replaces(shape, before, &entry.node),
            _ => false,
        }),
    }
}

/// The entries that belong to the rules.
pub(super) fn rules_of(tree: &Node, keys: &[&str]) -> Node {
    part(tree, |key| keys.contains(&key))
}
