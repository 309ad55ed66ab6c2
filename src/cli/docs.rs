//! `circula docs`: the documents that the program writes of itself, from declarations, shipped files and the heads of
//! its mechanisms. Nothing of them is kept by hand.

use super::context::Context;
use super::error::CliError;
use super::exit;
use crate::base::diagnostics::{Diagnostics, Faulty, Sources};
use crate::base::files::{create_folder, read_text, write_whole};
use crate::base::param::Section;
use crate::experiment::{doses, patterns, propositions};
use crate::mechanism::{InForce, LIST, MECHANISMS};
use crate::observe::codebook;
use crate::population::PopulationTables;
use crate::scenario::files::Location;
use crate::scenario::{embedded, evidence, load, settings};
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Write what the program says of itself: every parameter, measure, event, flow, pattern and submodel, with sources
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula docs
  circula docs --out documents")]
pub struct Docs {
    /// Folder of the documents; those that are there are written anew.
    #[arg(long, value_name = "DIR", default_value = "circula-docs", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Overwrite files of these names that are no such documents.
    #[arg(long)]
    pub force: bool,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of its file.
    pub name: &'static str,
    /// What it says, in a line.
    pub about: &'static str,
    /// Its text, as Markdown.
    pub text: String,
}

/// By this line a document is known.
pub const MARK: &str = "Written by `circula docs`";

/// Files below `src/mechanism/` with the comments at their heads.
const HEADS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/submodels.rs"));

/// The mechanisms in the order of their list, each with the path of its file and the comment at its head.
pub fn heads() -> impl Iterator<Item = (String, &'static str)> {
    LIST.iter().filter_map(|mechanism| {
        let places = [format!("{}.rs", mechanism.name), format!("{}/mod.rs", mechanism.name)];
        let (name, head) = HEADS.iter().find(|(name, _)| places.iter().any(|place| place == name))?;
        Some((format!("src/mechanism/{name}"), *head))
    })
}

/// Writes the documents and prints their index.
pub fn run(context: &mut Context, arguments: &Docs) -> Result<u8, CliError> {
    let documents = documents()?;
    let path = |document: &Document| arguments.out.join(document.name);
    for document in documents.iter().filter(|_| !arguments.force) {
        // What is no document of this program is somebody's own.
        let path = path(document);
        if path.exists() && !read_text(&path).is_ok_and(|text| text.contains(MARK)) {
            return Err(CliError::failed(
                format!("`{}` exists and was not written by this verb", path.display()),
                "choose another folder with `--out`, or overwrite it with `--force`",
            ));
        }
    }
    create_folder(&arguments.out)?;
    for document in &documents {
        write_whole(&path(document), document.text.as_bytes())?;
        context.print(&format!("{}: {}\n", path(document).display(), document.about))?;
    }
    Ok(exit::DONE)
}

/// All documents.
///
/// # Errors
/// A fault of a shipped file.
pub fn documents() -> Result<Vec<Document>, CliError> {
    Ok(vec![
        Document {
            name: "parameters.md",
            about: "every parameter, data table and value of a shipped scenario, with grade and source",
            text: parameters()?,
        },
        Document {
            name: "measures.md",
            about: "every measure, quantity of a month, kind of event and flow of money",
            text: codebook::measures_markdown(),
        },
        Document {
            name: "patterns.md",
            about: "every pattern with the wrong world in which it must fail, and every proposition",
            text: judged()?,
        },
        Document {
            name: "doses.md",
            about: "every lever over its range, and what each measure must do along it",
            text: levers()?,
        },
        Document {
            name: "submodels.md",
            about: "what each mechanism models, by which rule, from which source, and what it leaves out",
            text: submodels(heads()),
        },
    ])
}

/// Parameters of settings and rules, evidence of the shipped tables, values of the shipped scenarios.
fn parameters() -> Result<String, CliError> {
    let files = embedded::files();
    let mut text = evidence::parameters_markdown(&settings::whole(MECHANISMS, &InForce::shape()));
    for folder in embedded::tables() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let at = Location::Embedded(folder.to_owned());
        let read = |name: &str| files.read(&at.join(name)).map_err(|trouble| trouble.message);
        let tables = PopulationTables::read(&read, &mut sources, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(CliError::Faulty(Box::new(Faulty { diagnostics, sources })));
        }
        text.push_str(&evidence::tables_markdown(folder, tables.evidence()));
    }
    text.push_str(
        "\n# Values of the shipped scenarios\n\nWhat each file writes itself; everything else comes from the scenario \
        that it extends, or is the default above.\n",
    );
    for name in embedded::scenarios() {
        let loaded = load::<InForce>(&files, &format!("circula:{name}"), &[], MECHANISMS)
            .map_err(|faulty| CliError::Faulty(Box::new(faulty)))?;
        text.push_str(&evidence::written_markdown(&loaded));
    }
    Ok(text)
}

/// Patterns and propositions.
fn judged() -> Result<String, CliError> {
    let files = embedded::files();
    let patterns = patterns::read(&files, &embedded::rows(embedded::PATTERNS)).map_err(CliError::Faulty)?;
    let claims = propositions::read(&files, &embedded::rows(embedded::PROPOSITIONS)).map_err(CliError::Faulty)?;
    Ok(format!(
        "# Patterns\n\n{MARK} from `scenarios/patterns/`; do not edit. What the model must show, who says so, and the \
        wrong world in which the row must fail; a row without one is labelled *not informative*. `circula patterns` \
        runs and judges them.\n\n{}\n# Propositions\n\nFrom `scenarios/propositions/`: reported, never fixed. `circula \
        propositions` runs them.\n\n{}",
        patterns::markdown(&patterns),
        propositions::markdown(&claims)
    ))
}

/// Levers and their rows.
fn levers() -> Result<String, CliError> {
    let doses = doses::read(&embedded::files(), &embedded::rows(embedded::DOSES), None).map_err(CliError::Faulty)?;
    Ok(format!(
        "# Doses\n\n{MARK} from `scenarios/doses/`; do not edit. Every lever over its range, and what a measure must \
        do from the first dose to the last; *recorded* demands nothing. `circula doses` runs and judges them: a sign \
        that turns, a cliff or a flat line fails unless the row says so.\n\n{}",
        doses.markdown()
    ))
}

/// The heads of the mechanisms, a section a file.
fn submodels(heads: impl Iterator<Item = (String, &'static str)>) -> String {
    let mut text = format!(
        "# Submodels\n\n{MARK} from the heads of the files in `src/mechanism/`; do not edit. Those that act in a month \
        come first, in their order; the others help them. The economics of decisions stands in `docs/decisions.md`.\n"
    );
    for (path, head) in heads {
        text.push_str(&format!("\n## `{path}`\n\n"));
        for line in unlinked(head).lines() {
            // A heading of a head lies below the heading of its section.
            text.push_str(if line.starts_with('#') { "##" } else { "" });
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The text with links to items of the code replaced by their names.
fn unlinked(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, (name, after))) =
        rest.split_once("[`").and_then(|(before, after)| Some((before, after.split_once("`]")?)))
    {
        out.push_str(&format!("{before}`{name}`"));
        rest = after.strip_prefix('(').and_then(|after| after.split_once(')')).map_or(after, |link| link.1);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_become_sections_without_links_into_the_code() {
        let text = submodels(
            [(
                "src/mechanism/rumour.rs".to_owned(),
                "What people hear ([`hear`](crate::x::hear), [`tell`]).\n\n# Rule\n\nX.\n",
            )]
            .into_iter(),
        );
        assert!(
            text.ends_with("\n## `src/mechanism/rumour.rs`\n\nWhat people hear (`hear`, `tell`).\n\n### Rule\n\nX.\n"),
            "{text}"
        );
        assert_eq!(unlinked("a [`b"), "a [`b");
    }
}
