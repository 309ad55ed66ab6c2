//! Dated changes of the rules, and the rules in force over time.

use super::overlay::{join, overlay, part, tag};
use super::settings;
use crate::base::diagnostics::{Diagnostics, Origin};
use crate::base::node::{Node, Value};
use crate::base::param::{Reader, Section, Shape};
use crate::base::units::Month;
use crate::params;
use std::sync::Arc;

params! {
    /// A change of the rules at a date.
    pub struct ChangeHead {
        /// First month in which the change is in force.
        at: CalendarMonth = "2005-01", Setting "must be given";
        /// Month from which people know of it; `at` where none is given.
        announced: CalendarMonth = "2005-01", Setting "`at`: nobody knows before";
        /// What the change is, in a sentence.
        about: Text = "", Setting "nothing said";
    }
}

/// A dated change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Number by which `--set change.N.…` addresses it, from 1: changes of the extended scenarios come first, each
    /// file's in the order written.
    pub number: usize,
    /// First month in which it is in force.
    pub at: Month,
    /// Month from which people know of it; never after `at`.
    pub announced: Month,
    /// What it is; may be empty.
    pub about: String,
    /// The values changed: a tree of the rules' shape.
    pub set: Node,
    /// The change as written, with the places of its parts.
    pub written: Node,
}

/// The rules over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline<R> {
    /// First month and rules, in order of time; the first is in force from the beginning of time. Each holds all
    /// changes before it; of several with one month, which set different values, the last holds all.
    pub segments: Vec<(Month, Arc<R>)>,
    /// When people come to know of a segment, in order of time: month, and position among the segments.
    pub announced: Vec<(Month, usize)>,
}

impl<R> Timeline<R> {
    /// Position of the segment in force in a month.
    #[must_use]
    pub fn index(&self, month: Month) -> usize {
        self.segments.partition_point(|s| s.0 <= month).saturating_sub(1)
    }

    /// The rules in force in a month.
    #[must_use]
    pub fn in_force(&self, month: Month) -> &Arc<R> {
        &self.segments[self.index(month)].1
    }

    /// Rules that will come into force after a month and are known in it, in order of their months.
    pub fn to_come(&self, month: Month) -> impl Iterator<Item = (Month, &Arc<R>)> {
        let known = move |i: usize| self.announced.iter().any(|(from, segment)| *segment == i && *from <= month);
        self.segments.iter().enumerate().filter(move |(i, s)| s.0 > month && known(*i)).map(|(_, s)| (s.0, &s.1))
    }
}

/// What changes are read against.
pub(super) struct Frame<'a> {
    /// Shape of the rules.
    pub shape: &'a Shape,
    /// Rules before any change.
    pub rules: &'a Node,
    /// Keys beside the rules.
    pub others: &'a [&'a str],
}

/// Reads one change; `None` if its date is missing or wrong.
pub(super) fn read(number: usize, written: &Node, frame: &Frame<'_>, out: &mut Diagnostics) -> Option<Change> {
    Reader::new(Some(written), out).check_keys(&["at", "announced", "about", "set"]);
    let before = out.list.len();
    let head = part(written, |key| key != "set" && ChangeHead::SPECS.iter().any(|s| s.key == key));
    let ChangeHead { at, announced, about } = ChangeHead::read(&mut Reader::new(Some(&head), out));
    if written.get("at").is_none() {
        out.error(
            Some(written.origin),
            "missing `at` of this change",
            "say from when on it is in force, as in `at = \
            \"2008-07\"`"
                .to_owned(),
        );
    }
    let dated = out.list.len() == before;
    let announcement = written.get("announced").map(|n| n.origin);
    if let (true, Some(place)) = (dated && announced > at, announcement) {
        out.error(
            Some(place),
            format!("announced in {announced}, after it is in force ({at})"),
            "`announced` may not \
            be later than `at`"
                .to_owned(),
        );
    }
    let set = changed(written, frame, out);
    strangers(frame.shape, Some(frame.rules), &set, "", out);
    let announced = if announcement.is_some() { announced.min(at) } else { at };
    dated.then(|| Change { number, at, announced, about, set, written: written.clone() })
}

/// Reports names that the rules do not have: tables may change by date, not appear.
fn strangers(shape: &Shape, rules: Option<&Node>, set: &Node, path: &str, out: &mut Diagnostics) {
    for entry in set.entries() {
        let old = rules.and_then(|n| n.get(&entry.key));
        if let (Shape::Named { .. }, None) = (shape, old) {
            let (names, near) = settings::near(&entry.key, shape, rules);
            let help = near.map_or_else(
                || format!("there are: {}", names.join(", ")),
                |n| {
                    format!(
                        "one with a \
                similar name exists: `{n}`"
                    )
                },
            );
            out.error(Some(entry.at), format!("no `{}` in `{path}`: a change cannot bring one in", entry.key), help);
        } else if let Some(shape) = settings::below(shape, &entry.key) {
            strangers(shape, old, &entry.node, &join(path, &entry.key), out);
        }
    }
}

fn changed(written: &Node, frame: &Frame<'_>, out: &mut Diagnostics) -> Node {
    let (rules, settings) = (frame.shape, frame.others);
    let Some(set) = written.get("set") else {
        out.warning(
            Some(written.origin),
            "this change changes nothing",
            "name what changes in `[change.set.…]`".to_owned(),
        );
        return Node::table(written.origin);
    };
    if !matches!(set.value, Value::Table(_)) {
        out.error(Some(set.origin), format!("`set` of a change is {}, wanted a table", set.value.kind()), None);
        return Node::table(set.origin);
    }
    for entry in set.entries().iter().filter(|e| settings.contains(&e.key.as_str())) {
        let help = format!("only rules change by date: {}", settings::keys(rules).join(", "));
        out.error(Some(entry.at), format!("`{}` cannot change in the course of a run", entry.key), help);
    }
    part(set, |key| !settings.contains(&key))
}

/// The changes in order of their dates; those of one date stay in the order written.
pub(super) fn by_date(changes: &[Change]) -> Vec<&Change> {
    let mut order: Vec<&Change> = changes.iter().collect();
    order.sort_by_key(|c| c.at);
    order
}

/// Reads the rules and, change after change, all later ones; each is checked whole.
pub(super) fn timeline<R: Section>(
    rules: &Node,
    changes: &[Change],
    shape: &Shape,
    out: &mut Diagnostics,
) -> Timeline<R> {
    let mut tree = rules.clone();
    let mut line = Timeline {
        segments: vec![(Month(0), Arc::new(R::read(&mut Reader::new(Some(&tree), out))))],
        announced: vec![(Month(0), 0)],
    };
    let mut known = Month(0);
    let mut last: Option<&Change> = None;
    for change in by_date(changes) {
        overlay(&mut tree, change.set.clone(), shape);
        let read = Arc::new(R::read(&mut Reader::new(Some(&tree), out)));
        // A segment holds the changes before it too, so it cannot be known before them.
        if let Some(earlier) = last.filter(|_| change.announced < known) {
            let message = format!(
                "announced in {}, but known only from {known} on, when change {} is",
                change.announced, earlier.number
            );
            out.warning(
                place(change, "announced"),
                message,
                "announce the earlier change no later than this one".to_owned(),
            );
        }
        if change.announced >= known {
            (known, last) = (change.announced, Some(change));
        }
        line.segments.push((change.at, read));
        line.announced.push((known, line.segments.len() - 1));
    }
    line
}

/// Refuses two changes of one value at one date: which of them would stand is a matter of the order of lines.
pub(super) fn refuse_twice(changes: &[Change], shape: &Shape, from: impl Fn(Origin) -> String, out: &mut Diagnostics) {
    let ordered = by_date(changes);
    for same in ordered.chunk_by(|a, b| a.at == b.at) {
        for (i, later) in same.iter().enumerate() {
            for earlier in &same[..i] {
                let Some((path, at)) = twice(shape, &earlier.set, &later.set, "") else { continue };
                let place = place(earlier, "at").map_or_else(String::new, |origin| format!(" ({})", from(origin)));
                let message =
                    format!("`{path}` changes twice in {}: change {}{place} sets it too", later.at, earlier.number);
                let help = "leave one of them out, or give it another date; `changes = \"own\"` leaves out those of \
                            the scenario that this one extends";
                out.error(Some(at), message, help.to_owned());
            }
        }
    }
}

/// Path and place of the first value that both trees set.
fn twice(shape: &Shape, earlier: &Node, later: &Node, path: &str) -> Option<(String, Origin)> {
    match shape {
        Shape::Leaf(_) => Some((path.to_owned(), later.origin)),
        Shape::OneOf { .. } if tag(earlier) != tag(later) => Some((path.to_owned(), later.origin)),
        _ => later.entries().iter().find_map(|entry| {
            let before = earlier.get(&entry.key)?;
            twice(settings::below(shape, &entry.key)?, before, &entry.node, &join(path, &entry.key))
        }),
    }
}

/// Where a part of a change is written, else the change itself.
pub(super) fn place(change: &Change, key: &str) -> Option<Origin> {
    Some(change.written.get(key).map_or(change.written.origin, |n| n.origin))
}

/// Warns of changes that the run never sees beginning.
pub(super) fn outside(change: &Change, first: Month, end: Month, out: &mut Diagnostics) {
    let at = change.at;
    if at >= end {
        out.warning(
            place(change, "at"),
            format!("the change of {at} never comes into force: the run ends before"),
            format!("the run covers {first} to {}", end.plus(-1)),
        );
    } else if at < first {
        let help = format!(
            "the run begins in {first}; write the values into the rules themselves, or date the change \
            later"
        );
        out.warning(place(change, "at"), format!("the change of {at} is in force from the first month on"), help);
    }
}
