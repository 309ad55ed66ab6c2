//! Reading a scenario: files, flags, checks, all faults at once.

use super::changes::{self, Change, Frame, Timeline};
use super::files::{Files, Location};
use super::flags::{self, Flag, Sets, rules_of};
use super::layers::{self, Chain, Layer};
use super::overlay::overlay;
use super::settings::{self, Head, META, Mechanisms, Population, Settings, Values};
use crate::base::diagnostics::{Diagnostics, Faulty, Origin, Severity, Sources};
use crate::base::node::Node;
use crate::base::param::{Name, Reader, Section, Shape};
use crate::base::units::Month;
use std::sync::Arc;

/// A scenario that can be run, and where everything in it came from.
#[derive(Clone, Debug)]
pub struct Loaded<R> {
    /// What it says beside the rules.
    pub settings: Settings,
    /// The rules over time.
    pub timeline: Timeline<R>,
    /// Rules of the burn-in: those of the root of the `extends` chain with its own changes up to then, without `--set`.
    /// So variants of one root start from one world.
    pub base: Arc<R>,
    /// Dated changes, numbered as `--set change.N` does.
    pub changes: Vec<Change>,
    /// The values written, settings and rules, each with its place.
    pub resolved: Node,
    /// The values written for the burn-in: rules only.
    pub base_values: Node,
    /// The texts that places point into.
    pub sources: Sources,
    /// The files of the chain, the scenario itself first.
    pub chain: Vec<Location>,
    /// What the user should look at.
    pub warnings: Diagnostics,
    /// Shape of the whole scenario.
    pub shape: Shape,
    /// Shape of the rules.
    pub rules_shape: Shape,
}

/// Reads the scenario at `path` (a file, or `circula:NAME` for a built-in one) with the values of the flags `--set`
/// laid over it.
///
/// # Errors
/// Everything found wrong, with the texts that the places point into.
pub fn load<R: Section>(
    files: &Files,
    path: &str,
    sets: impl Into<Sets>,
    mechanisms: Mechanisms,
) -> Result<Loaded<R>, Faulty> {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let mut chain = layers::read(files, path, &mut sources, &mut out);
    let syntax: Vec<(u16, usize)> =
        out.list.iter().filter(|d| d.help.is_none()).filter_map(|d| d.origin).map(|o| line(&sources, o)).collect();
    let kept = out.list.len();
    let flags = flags::parse(&sets.into(), &mut sources, &mut out);
    let result = assemble(files, &mut chain, flags, mechanisms, &sources, &mut out);
    // What is said of a line that could not be read only follows from that.
    let later = out.list.split_off(kept.min(out.list.len()));
    out.list.extend(later.into_iter().filter(|d| d.origin.is_none_or(|o| !syntax.contains(&line(&sources, o)))));
    match result {
        Some(mut loaded) if !out.has_errors() => {
            loaded.sources = sources;
            loaded.warnings = out;
            Ok(loaded)
        }
        _ => Err(Faulty { diagnostics: out, sources }),
    }
}

fn line(sources: &Sources, origin: Origin) -> (u16, usize) {
    (origin.source, sources.line_column(origin).0)
}

fn assemble<R: Section>(
    files: &Files,
    chain: &mut Chain,
    flags: Vec<Flag>,
    mechanisms: Mechanisms,
    sources: &Sources,
    out: &mut Diagnostics,
) -> Option<Loaded<R>> {
    let rules_shape = R::shape();
    let shape = settings::whole(mechanisms, &rules_shape);
    let keys = settings::keys(&rules_shape);
    let top = chain.layers.first()?.location.clone();
    let mut tree = merged(&chain.layers, &shape)?;
    let mut written = changes_of(&chain.layers);
    if chain.whole {
        flags::apply(&flags, &mut tree, &mut written, &shape, &rules_shape, out);
    }
    check_root(&tree, &shape, out);
    let values = settings::read(&tree, mechanisms, out);
    let others: Vec<&str> = settings::keys(&shape).into_iter().chain(META).filter(|k| !keys.contains(k)).collect();
    let rules = rules_of(&tree, &keys);
    let frame = Frame { shape: &rules_shape, rules: &rules, others: &others };
    let changes: Vec<Change> =
        written.iter().enumerate().filter_map(|(i, node)| changes::read(i + 1, node, &frame, out)).collect();
    changes::refuse_twice(&changes, &rules_shape, |o| sources.place(o), out);
    let timeline = changes::timeline(&rules, &changes, &rules_shape, out);
    let settings = resolve(files, chain, &top, values, &tree, out);
    let (base_values, base) = burn_in(&chain.layers, &rules_shape, &others, settings.first(), out);
    let own = |change: &&Change| place_in_top(change, chain);
    changes.iter().filter(own).for_each(|change| changes::outside(change, settings.run.start, settings.end(), out));
    flags::warn_of_overridden(&flags, &changes, &shape, |o| sources.place(o), out);
    let locations = chain.layers.iter().map(|l| l.location.clone()).collect();
    Some(Loaded {
        settings,
        timeline,
        base,
        changes,
        resolved: tree,
        base_values,
        sources: Sources::default(),
        chain: locations,
        warnings: Diagnostics::default(),
        shape,
        rules_shape,
    })
}

/// The values of all files, the root's below; name and description are the first file's only.
fn merged(layers: &[Layer], shape: &Shape) -> Option<Node> {
    let mut from_root = layers.iter().enumerate().rev();
    let handed_down = |i: usize, layer: &Layer| {
        let mut tree = layer.tree.clone();
        if i > 0 {
            tree.take("name");
            tree.take("about");
        }
        tree
    };
    let (i, root) = from_root.next()?;
    // The root is laid over nothing too, so that a table written twice over is merged alike everywhere.
    let mut tree = Node::table(root.tree.origin);
    overlay(&mut tree, handed_down(i, root), shape);
    for (i, layer) in from_root {
        overlay(&mut tree, handed_down(i, layer), shape);
    }
    Some(tree)
}

/// All changes that apply, those of the root first.
fn changes_of(layers: &[Layer]) -> Vec<Node> {
    let own = layers.iter().position(|layer| !layer.inherits).map_or(layers.len(), |i| i + 1);
    layers.iter().take(own).rev().flat_map(|layer| layer.changes.iter().cloned()).collect()
}

fn check_root(tree: &Node, shape: &Shape, out: &mut Diagnostics) {
    let known: Vec<&str> = META.into_iter().chain(settings::keys(shape)).collect();
    Reader::new(Some(tree), out).check_keys(&known);
}

/// The values of the burn-in.
fn burn_in<R: Section>(
    layers: &[Layer],
    rules: &Shape,
    others: &[&str],
    first: Month,
    out: &mut Diagnostics,
) -> (Node, Arc<R>) {
    if let Some(stated) = layers.iter().find_map(|layer| layer.burn_in.as_ref()) {
        let base = Reader::new(Some(stated), out).child("burn_in_rules", R::read);
        return (stated.get("burn_in_rules").unwrap_or(stated).clone(), Arc::new(base));
    }
    let root = layers.last().map(|root| rules_of(&root.tree, &settings::keys(rules)));
    let mut tree = root.unwrap_or_else(|| Node::table(Origin { source: 0, from: 0, to: 0 }));
    let before = tree.clone();
    let frame = Frame { shape: rules, rules: &before, others };
    let written = layers.last().map_or(&[][..], |root| &root.changes);
    let list: Vec<Change> =
        written.iter().enumerate().filter_map(|(i, node)| changes::read(i + 1, node, &frame, out)).collect();
    for change in changes::by_date(&list).into_iter().filter(|c| c.at <= first) {
        overlay(&mut tree, change.set.clone(), rules);
    }
    let base = R::read(&mut Reader::new(Some(&tree), out));
    (tree, Arc::new(base))
}

/// Whether the date of a change stands in the scenario itself or in a flag.
fn place_in_top(change: &Change, chain: &Chain) -> bool {
    let source = changes::place(change, "at").map_or(0, |o| o.source);
    source == 0 || usize::from(source) >= chain.locations.len()
}

/// Finds the files that the settings name.
fn resolve(
    files: &Files,
    chain: &Chain,
    top: &Location,
    values: Values,
    tree: &Node,
    out: &mut Diagnostics,
) -> Settings {
    let Values { mut name, about, run, population, mechanisms } = values;
    if name.is_empty() {
        name = stem(top);
    }
    if about.trim().is_empty() && matches!(top, Location::Embedded(_)) {
        let help = format!(
            "{} is built in: write `about = \"…\"`, {}",
            top,
            Head::SPECS.iter().find(|s| s.key == "about").map_or("", |s| s.doc.trim())
        );
        out.error(None, "a built-in scenario must say what it is about", help);
    }
    let (variant, tables) = match &population {
        Population::Sample(sample) => ("sample", &sample.tables),
        Population::Frame(frame) => ("frame", &frame.tables),
    };
    let written = |key: &str| tree.at(&["population", variant, key]).map(|n| n.origin);
    // A flag stands in no file: its paths are relative to the scenario.
    let from = |at: Option<Origin>| at.and_then(|o| chain.locations.get(usize::from(o.source))).unwrap_or(top);
    let at = written("tables");
    let tables = files.folder(top, from(at), tables).unwrap_or_else(|trouble| {
        out.error(at, format!("`population.{variant}.tables`: {}", trouble.message), trouble.help);
        Location::Embedded(String::new())
    });
    let frame = match &population {
        Population::Sample(_) => None,
        Population::Frame(frame) if frame.file.trim().is_empty() => {
            let place = written("file").or_else(|| tree.at(&["population"]).map(|n| n.origin));
            out.error(
                place,
                "missing `population.frame.file`",
                "name the file of persons, as in `file = \
                \"persons.csv\"`"
                    .to_owned(),
            );
            None
        }
        Population::Frame(frame) => {
            let at = written("file");
            let found =
                Files::resolve(top, from(at), &frame.file).and_then(|found| files.check(&found).map(|()| found));
            found
                .map_err(|trouble| out.error(at, format!("`population.frame.file`: {}", trouble.message), trouble.help))
                .ok()
        }
    };
    Settings { name, about, run, population, tables, frame, mechanisms }
}

/// A name from the file's name.
fn stem(location: &Location) -> String {
    let stem = location.stem();
    if Name::allows(&stem) { stem } else { "scenario".to_owned() }
}

impl<R> Loaded<R> {
    /// The rules in force in a month.
    #[must_use]
    pub fn in_force(&self, month: Month) -> &Arc<R> {
        self.timeline.in_force(month)
    }

    /// Whether there is anything to warn of.
    #[must_use]
    pub fn has_warnings(&self) -> bool {
        self.warnings.list.iter().any(|d| d.severity == Severity::Warning)
    }
}
