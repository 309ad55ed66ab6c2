//! `circula new`: a scenario to start from.

use super::context::Context;
use super::error::CliError;
use super::{exit, schema};
use crate::base::files::write_whole;
use crate::base::param::Name;
use crate::journal::Circle;
use crate::mechanism::InForce;
use crate::mechanism::MECHANISMS;
use crate::scenario::{Files, Loaded, embedded, load};
use clap::Args;
use std::path::Path;

/// Write a new scenario that extends another, with comments, and the schema for editors beside it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula new my-corridor
  circula new my-bond --from bonded")]
pub struct New {
    /// Name of the scenario; its file is NAME.toml in this folder.
    pub name: String,
    /// Built-in scenario that it extends.
    #[arg(long, value_name = "NAME", default_value = "base")]
    pub from: String,
    /// Overwrite files of these names.
    #[arg(long)]
    pub force: bool,
}

/// Name of the schema beside the scenario.
const SCHEMA: &str = "scenario.schema.json";

/// Writes NAME.toml and the schema into this folder.
pub fn run(context: &mut Context, arguments: &New) -> Result<u8, CliError> {
    let name = arguments.name.strip_suffix(".toml").unwrap_or(&arguments.name);
    if !Name::allows(name) {
        return Err(CliError::usage(
            format!("`{name}` cannot name a scenario"),
            "wanted 1 to 80 characters without `/`, `\\` and control characters, and no dot in front",
        ));
    }
    let files = embedded::files();
    let from = arguments.from.strip_prefix("circula:").unwrap_or(&arguments.from);
    files
        .check(&Files::top(&format!("circula:{from}")))
        .map_err(|t| CliError::usage(t.message, t.help.unwrap_or_default()))?;
    let parent = load::<InForce>(&files, &format!("circula:{from}"), &[], MECHANISMS)
        .map_err(|faulty| CliError::Faulty(Box::new(faulty)))?;
    let path = format!("{name}.toml");
    for file in [path.as_str(), SCHEMA] {
        if Path::new(file).exists()
            && !arguments.force
            && (file == path || std::fs::read_to_string(file).is_ok_and(|old| old != schema::text()))
        {
            return Err(CliError::failed(
                format!("`{file}` exists"),
                "choose another name, or overwrite it with \
                `--force`",
            ));
        }
    }
    write_whole(Path::new(SCHEMA), schema::text().as_bytes())?;
    write_whole(Path::new(&path), text(name, from, &parent).as_bytes())?;
    context.print(&format!("wrote {path} and {SCHEMA}\n"))?;
    context.say(&format!(
        "next: circula validate {path}; circula show {path} --diff circula:{from}; circula compare \
        circula:{from} {path}"
    ));
    Ok(exit::DONE)
}

/// The text of a new scenario; its suggestions name a destination of the scenario that it extends.
#[must_use]
pub fn text(name: &str, from: &str, parent: &Loaded<InForce>) -> String {
    let quoted = toml::Value::String(name.to_owned());
    let about = &parent.settings.about;
    let corridors = &parent.base.corridor.list;
    let overseas = corridors.iter().find(|(_, corridor)| corridor.circle.circle() == Circle::Overseas);
    let place = overseas.or(corridors.first()).map_or("name", |(name, _)| name.as_str());
    format!(
        "#:schema ./{SCHEMA}\n\
         # What is not said here is as in `circula:{from}`. See all values with `circula show {name}.toml`.\n\
         schema = 1\n\
         name = {quoted}\n\
         about = \"Say in a sentence what this scenario is about.\"\n\
         # {about}\n\
         extends = \"circula:{from}\"\n\
         \n\
         # [run]\n\
         # months = 120               # length of a run\n\
         # reps = 20                  # replicates\n\
         \n\
         # [bond.escrow]              # money that the worker loses who does not come home\n\
         # amount_eur = 500\n\
         \n\
         # [corridor.{place}.agreement.programme]\n\
         # quota_year = 6000          # places a year for the whole country\n\
         \n\
         # [[change]]                 # a change of the rules at a date\n\
         # at = \"2008-07\"\n\
         # announced = \"2008-01\"\n\
         # about = \"unemployment rises\"\n\
         # [change.set]\n\
         # corridor.{place}.labour.unemployment_share = 0.2\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with every line of the template in force.
    fn uncommented(text: &str) -> String {
        text.lines()
            .map(|line| line.strip_prefix("# ").filter(|rest| rest.contains(['=', '['])).unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect()
    }

    #[test]
    fn what_it_writes_is_valid_with_and_without_its_suggestions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my \"own\".toml");
        let parent = load::<InForce>(&embedded::files(), "circula:state-led", &[], MECHANISMS).unwrap();
        let written = text("my \"own\"", "state-led", &parent);
        for text in [written.clone(), uncommented(&written)] {
            std::fs::write(&path, text).unwrap();
            let loaded = load::<InForce>(&embedded::files(), path.to_str().unwrap(), &[], MECHANISMS)
                .unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(loaded.settings.name, "my \"own\"");
        }
    }
}
