//! The chain of files behind a scenario: itself, the one it extends, and so on.

use super::files::{Files, Location, Trouble};
use super::overlay::part;
use super::settings::{Head, Inherited, META, write_out_population};
use crate::base::diagnostics::{Diagnostics, Origin, Sources};
use crate::base::node::{Node, Value, parse_toml};
use crate::base::param::{Reader, Section};

/// One file of the chain.
pub(super) struct Layer {
    /// Where it is.
    pub location: Location,
    /// Whether the changes of the files below it apply.
    pub inherits: bool,
    /// Its dated changes, as written.
    pub changes: Vec<Node>,
    /// A table that holds the rules of the burn-in under `burn_in_rules`, if the file states them.
    pub burn_in: Option<Node>,
    /// Values: settings and rules.
    pub tree: Node,
}

/// The files of a scenario, itself first.
pub(super) struct Chain {
    /// The files; empty if the first could not be read.
    pub layers: Vec<Layer>,
    /// Where each source lies, by its number.
    pub locations: Vec<Location>,
    /// Whether every file named could be read.
    pub whole: bool,
}

/// Reads a scenario and all that it extends.
pub(super) fn read(files: &Files, path: &str, sources: &mut Sources, out: &mut Diagnostics) -> Chain {
    let top = Files::top(path);
    let mut chain = Chain { layers: Vec::new(), locations: Vec::new(), whole: false };
    let mut next = Some((top.clone(), None));
    while let Some((location, at)) = next.take() {
        let text = match files.read(&location).and_then(|text| not_empty(text, &location)) {
            Ok(text) => text,
            Err(trouble) => {
                refuse(at, trouble, out);
                return chain;
            }
        };
        let source = sources.add(location.to_string(), text);
        chain.locations.push(location.clone());
        let (layer, extends) = layer(source, location, sources, out);
        chain.layers.push(layer);
        let Some((name, origin)) = extends else { continue };
        match follow(&chain, &top, &name) {
            Ok(below) => next = Some((below, Some(origin))),
            Err(trouble) => {
                refuse(Some(origin), trouble, out);
                return chain;
            }
        }
    }
    chain.whole = true;
    chain
}

fn refuse(at: Option<Origin>, trouble: Trouble, out: &mut Diagnostics) {
    let message = if at.is_some() { format!("cannot extend: {}", trouble.message) } else { trouble.message };
    out.error(at, message, trouble.help);
}

fn not_empty(text: String, location: &Location) -> Result<String, Trouble> {
    if text.trim().is_empty() {
        let help = Some("a scenario has at least one line, such as `extends = \"circula:base\"`".to_owned());
        return Err(Trouble { message: format!("`{location}` is empty"), help });
    }
    Ok(text)
}

/// The next file of the chain; a file that is already in it is refused.
fn follow(chain: &Chain, top: &Location, name: &str) -> Result<Location, Trouble> {
    let Some(from) = chain.layers.last() else { return Ok(top.clone()) };
    let below = Files::resolve(top, &from.location, name)?;
    let key = Files::key(&below);
    if chain.layers.iter().all(|layer| Files::key(&layer.location) != key) {
        return Ok(below);
    }
    let mut names: Vec<String> = chain.layers.iter().map(|layer| layer.location.to_string()).collect();
    names.push(below.to_string());
    Err(Trouble {
        message: format!("`extends` runs in a circle: {}", names.join(" → ")),
        help: Some("leave out one `extends`".to_owned()),
    })
}

/// Takes a file apart; gives what it extends and where that is said.
fn layer(
    source: u16,
    location: Location,
    sources: &Sources,
    out: &mut Diagnostics,
) -> (Layer, Option<(String, Origin)>) {
    let mut tree = parse_toml(source, sources, out);
    version(&mut tree, out);
    let head = part(&tree, |key| Head::SPECS.iter().any(|s| s.key == key));
    let extends = Head::read(&mut Reader::new(Some(&head), out)).extends;
    let origin = head.get("extends").map(|n| n.origin);
    let inherits = Reader::new(Some(&tree), out).child("changes", Inherited::read);
    let changes = list_of_changes(tree.take("change").map(|e| e.node), out);
    // Kept under its key, so that faults name it.
    let burn_in = tree.get("burn_in_rules").map(|_| part(&tree, |key| key == "burn_in_rules"));
    for key in META {
        tree.take(key);
    }
    write_out_population(&mut tree, out);
    let layer = Layer { location, inherits: matches!(inherits, Inherited::Inherit(_)), changes, burn_in, tree };
    (layer, origin.map(|at| (extends, at)))
}

/// Refuses a file of another version in words of its own.
fn version(tree: &mut Node, out: &mut Diagnostics) {
    if let Some(Node { value: Value::Integer(other), origin }) = tree.get("schema")
        && *other != 1
    {
        let help = "this program reads `schema = 1`; a newer program may read this file".to_owned();
        out.error(
            Some(*origin),
            format!(
                "`schema` = {other}: a version of the file format that this program does not \
            know"
            ),
            help,
        );
        tree.take("schema");
    }
}

fn list_of_changes(node: Option<Node>, out: &mut Diagnostics) -> Vec<Node> {
    let Some(Node { value, origin }) = node else { return Vec::new() };
    let wanted = "wanted a list of tables: write `[[change]]` in double brackets in front of each".to_owned();
    match value {
        Value::Array(list) => {
            let (tables, others): (Vec<_>, Vec<_>) = list.into_iter().partition(|n| matches!(n.value, Value::Table(_)));
            for other in others {
                out.error(Some(other.origin), format!("a `change` is {}", other.value.kind()), wanted.clone());
            }
            tables
        }
        other => {
            out.error(Some(origin), format!("`change` is {}", other.kind()), wanted);
            Vec::new()
        }
    }
}
