//! A frozen plan: one file that holds every value in force, defaults included, so that nothing outside it can change
//! what it means.

use super::changes::by_date;
use super::files::Location;
use super::load::Loaded;
use super::overlay::{field, in_force, join, quoted, text};
use super::settings::Population;
use super::show::value_text;
use crate::base::node::{Node, Value};
use crate::base::param::Shape;

/// A file or folder that a plan names by its bare name: it must be put beside the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Name in the plan.
    pub name: String,
    /// Where it is now.
    pub location: Location,
}

/// Files and folders on the disk that must be copied beside the plan for it to load; built-in ones need no copy.
#[must_use]
pub fn attachments<R>(loaded: &Loaded<R>) -> Vec<Attachment> {
    let mut list = Vec::new();
    for location in [loaded.settings.frame.as_ref(), Some(&loaded.settings.tables)].into_iter().flatten() {
        if let Location::Disk(_) = location {
            list.push(Attachment { name: name_in_plan(location), location: location.clone() });
        }
    }
    list
}

fn name_in_plan(location: &Location) -> String {
    match location {
        Location::Disk(path) => {
            format!("./{}", path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()))
        }
        Location::Embedded(path) => format!("circula:{path}"),
    }
}

/// The plan as text: every value, in the order of the declarations; then the changes by date; then the rules of the
/// burn-in. It loads to the same settings, rules over time and rules of the burn-in, with [`attachments`] beside it.
#[must_use]
pub fn to_toml<R>(loaded: &Loaded<R>) -> String {
    let mut out = String::from(
        "# A frozen plan, written by circula: every value in force. Do not edit; change the \
        scenario and run it again.\nschema = 1\n",
    );
    let settings = placed(loaded);
    write(&loaded.shape, Some(&settings), "", false, &mut out);
    for change in by_date(&loaded.changes) {
        out.push_str(&format!(
            "\n[[change]]\nat = \"{}\"\nannounced = \"{}\"\nabout = {}\n",
            change.at,
            change.announced,
            text(&change.about)
        ));
        // An empty one is written too, so that the plan is as silent as the scenario was warned of.
        out.push_str("\n[change.set]\n");
        write(&loaded.rules_shape, Some(&change.set), "change.set", true, &mut out);
    }
    out.push_str("\n[burn_in_rules]\n");
    write(&loaded.rules_shape, Some(&loaded.base_values), "burn_in_rules", false, &mut out);
    out
}

/// The values with the name written out and the paths as the plan's folder has them.
fn placed<R>(loaded: &Loaded<R>) -> Node {
    let mut tree = loaded.resolved.clone();
    let settings = &loaded.settings;
    put(&mut tree, &["name"], &settings.name);
    let variant = match settings.population {
        Population::Sample(_) => "sample",
        Population::Frame(_) => "frame",
    };
    // The bare name of a built-in folder goes before a folder of that name beside the plan.
    let tables = name_in_plan(&settings.tables);
    put(&mut tree, &["population", variant, "tables"], tables.strip_prefix("circula:").unwrap_or(&tables));
    if let Some(frame) = &settings.frame {
        put(&mut tree, &["population", variant, "file"], &name_in_plan(frame));
    }
    tree
}

fn put(node: &mut Node, path: &[&str], value: &str) {
    let origin = node.origin;
    let Some((key, rest)) = path.split_first() else {
        node.value = Value::Text(value.to_owned());
        return;
    };
    if node.entries_mut().is_none() {
        node.value = Value::Table(Vec::new());
    }
    let Some(entries) = node.entries_mut() else { return };
    if let Some(entry) = entries.iter_mut().find(|e| e.key == *key) {
        return put(&mut entry.node, rest, value);
    }
    let mut inner = Node::table(origin);
    put(&mut inner, rest, value);
    entries.push(crate::base::node::NodeEntry { key: (*key).to_owned(), at: origin, node: inner });
}

/// Writes a table: first its own values, then the tables in it. With `written`, only what stands in the tree.
fn write(shape: &Shape, node: Option<&Node>, path: &str, written: bool, out: &mut String) {
    if written && node.is_none() {
        return;
    }
    let below = |key: &str| node.and_then(|n| n.get(key));
    match shape {
        Shape::Leaf(_) => {}
        Shape::Table { fields, .. } => {
            for (key, shape) in fields {
                if let (Shape::Leaf(spec), true) = (shape, !written || below(key).is_some()) {
                    out.push_str(&format!("{} = {}\n", quoted(key), value_text(spec, below(key))));
                }
            }
            for (key, shape) in fields {
                table(shape, below(key), &join(path, key), written, out);
            }
        }
        Shape::OneOf { variants, .. } => {
            let tag = in_force(node, variants);
            if let Some(shape) = field(variants, tag) {
                out.push_str(&format!("\n[{path}.{}]\n", quoted(tag)));
                write(
                    shape,
                    below(tag).or(Some(&Node::table(crate::base::diagnostics::Origin { source: 0, from: 0, to: 0 }))),
                    &join(path, tag),
                    written,
                    out,
                );
            }
        }
        Shape::Named { each, .. } => {
            for entry in node.map_or(&[][..], Node::entries) {
                table(each, Some(&entry.node), &join(path, &quoted(&entry.key)), written, out);
            }
        }
    }
}

/// Writes a table with its heading; without it if it has nothing but tables, whose headings name it.
fn table(shape: &Shape, node: Option<&Node>, path: &str, written: bool, out: &mut String) {
    if written && node.is_none() {
        return;
    }
    let mut inside = String::new();
    write(shape, node, path, written, &mut inside);
    let heads = match shape {
        Shape::Table { .. } | Shape::Named { .. } => inside.is_empty() || !inside.starts_with('\n'),
        Shape::Leaf(_) | Shape::OneOf { .. } => false,
    };
    if heads {
        out.push_str(&format!("\n[{path}]\n"));
    }
    out.push_str(&inside);
}

#[cfg(test)]
mod tests {
    use super::super::trial::{load_files, load_with};
    use super::*;

    #[track_caller]
    fn comes_back(text: &str, sets: &[&str]) -> String {
        let first = load_with(text, sets).unwrap();
        let plan = to_toml(&first);
        let again = load_with(&plan, &[]).unwrap_or_else(|e| panic!("{e}\n{plan}"));
        assert_eq!(again.timeline, first.timeline, "{plan}");
        assert_eq!(again.base, first.base, "{plan}");
        let plain = |s: &super::super::settings::Settings| {
            (
                s.name.clone(),
                s.about.clone(),
                s.run.clone(),
                s.one_in(),
                s.tables.clone(),
                s.frame.clone(),
                s.mechanisms.clone(),
            )
        };
        assert_eq!(plain(&again.settings), plain(&first.settings));
        assert_eq!(to_toml(&again), plan);
        plan
    }

    #[test]
    fn a_plan_loads_to_the_same_values_and_is_written_the_same_again() {
        let plan = comes_back("about = \"all defaults \\\"quoted\\\" \\\\ \\n é\"\n", &[]);
        assert!(
            plan.contains("\n[stake.none]\n")
                && plan.contains("attention = 0.083\n")
                && plan.contains("about = \"all defaults \\\"quoted\\\""),
            "{plan}"
        );
        comes_back("extends = \"circula:base\"\n", &[]);
        let text = "extends = \"circula:base\"\n[stake.escrow]\n[corridor.gabon]\nentry = \"quota\"\n[mechanism]\n\
            rumour = \"off\"\n\
                    [[change]]\nat = \"2010-01\"\nannounced = \"2009-05\"\nset.stake = \"none\"\n[[change]]\n\
                    at = \"2009-01\"\n\
                            set.stake.escrow.amount_eur = 1e-7\n\
                    [[change]]\nat = \"2009-01\"\nset.corridor.spain.entry.quota.places = \
                        3\nset.corridor.gabon.work.wage_eur_month = 0.1\n";
        let plan = comes_back(text, &["review.attention=0.1", "population=1:7", "run.start=2008-02"]);
        assert!(
            plan.contains("one_in = 7")
                && plan.contains("[change.set.stake.none]")
                && plan.contains("amount_eur = 1e-7"),
            "{plan}"
        );
        comes_back("[population.frame]\nfile = \"circula:cigem.csv\"\n", &[]);
    }

    #[test]
    fn files_on_the_disk_go_beside_the_plan() {
        let list: [(&str, &[u8]); 3] = [
            ("top.toml", b"[population.frame]\nfile = \"data/p.csv\"\ntables = \"data/t\"\n"),
            ("data/p.csv", b"x"),
            ("data/t/a.csv", b"y"),
        ];
        let loaded = load_files(&list, &[]).unwrap();
        let plan = to_toml(&loaded);
        assert_eq!(attachments(&loaded).into_iter().map(|a| a.name).collect::<Vec<_>>(), ["./p.csv", "./t"]);
        let beside: [(&str, &[u8]); 3] = [("top.toml", plan.as_bytes()), ("p.csv", b"x"), ("t/a.csv", b"y")];
        assert!(matches!(load_files(&beside, &[]).unwrap().settings.frame,
                Some(Location::Disk(path)) if path.ends_with("in/p.csv")));
    }
}
