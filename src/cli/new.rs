//! `circula new`: a scenario to start from.

use super::context::Context;
use super::error::CliError;
use super::{exit, schema};
use crate::base::files::{FileError, read_text, write_whole};
use crate::base::param::Name;
use crate::base::units::Month;
use crate::institution::bonding::Bonding;
use crate::institution::programme::Agreement;
use crate::journal::Circle;
use crate::mechanism::InForce;
use crate::mechanism::MECHANISMS;
use crate::scenario::overlay::{self, quoted};
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
    let parent = load::<InForce>(&files, &format!("circula:{from}"), &Vec::new(), MECHANISMS)
        .map_err(|faulty| CliError::Faulty(Box::new(faulty)))?;
    let path = format!("{name}.toml");
    for file in [path.as_str(), SCHEMA] {
        if Path::new(file).exists()
            && !arguments.force
            && (file == path || read_text(Path::new(file)).is_ok_and(|old| old != schema::text()))
        {
            return Err(CliError::failed(
                format!("`{file}` exists"),
                "choose another name, or overwrite it with \
                `--force`",
            ));
        }
    }
    write_whole(Path::new(SCHEMA), schema::text().as_bytes()).map_err(here)?;
    write_whole(Path::new(&path), text(name, from, &parent).as_bytes()).map_err(here)?;
    context.print(&format!("wrote {path} and {SCHEMA}\n"))?;
    context.say(&format!(
        "next: circula validate {path}; circula show {path} --diff circula:{from}; circula compare \
        circula:{from} {path}"
    ));
    Ok(exit::DONE)
}

/// What a new scenario suggests, each in the form of lines that may be put in force alone or together.
fn suggestions(parent: &Loaded<InForce>) -> Vec<String> {
    let corridors = &parent.base.corridor.list;
    let now = &parent.timeline.in_force(parent.settings.run.start).corridor.list;
    // A programme is changed where there is one: a second one beside it would be another scenario.
    let with_programme = now.iter().find_map(|(name, corridor)| match &corridor.agreement {
        Agreement::Programme(programme) => Some((name, programme.quota_year)),
        Agreement::None(_) => None,
    });
    let overseas = corridors.iter().find(|(_, corridor)| corridor.circle.circle() == Circle::Overseas);
    let first = overseas.or(corridors.first()).map(|(name, _)| name);
    let place = quoted(with_programme.map(|(name, _)| name).or(first).map_or("name", String::as_str));
    let run = &parent.settings.run;
    let mut list = vec![format!(
        "[run]\n\
         months = {:<18}# length of a run\n\
         reps = {:<20}# replicates\n",
        run.months, run.reps
    )];
    let bond = match &parent.in_force(run.start).bond {
        Bonding::None(_) => Some(("escrow", "amount_eur = 500")),
        Bonding::Escrow(_) => Some(("escrow", "amount_eur = 800")),
        // Another kind of bond is what such a scenario is about.
        Bonding::Deferred(_) | Bonding::ExitFund(_) => None,
    };
    list.extend(bond.map(|(kind, amount)| {
        let heading = format!("[bond.{kind}]");
        format!("{heading:<27}# money that a worker under contract loses who does not come home\n{amount}\n")
    }));
    let quota = with_programme.map_or(6000.0, |(_, quota)| quota);
    let what = if with_programme.is_some() { "places a year" } else { "a programme of so many places a year" };
    list.push(format!(
        "[corridor.{place}.agreement.programme]\n\
         quota_year = {quota:<14}# {what}, for the whole country\n"
    ));
    list.push(change(parent, &place));
    list
}

/// A change of the rules in the middle of the run, in a month that has none yet.
fn change(parent: &Loaded<InForce>, place: &str) -> String {
    let run = &parent.settings.run;
    let middle = run.start.plus(run.months as i32 / 2);
    let free = |month: &Month| parent.changes.iter().all(|change| change.at != *month);
    let at = (0..12).map(|later| middle.plus(later)).find(free).unwrap_or(middle);
    format!(
        "[[change]]                 # a change of the rules at a date\n\
         at = \"{at}\"\n\
         announced = \"{}\"\n\
         about = \"unemployment rises\"\n\
         [change.set]\n\
         corridor.{place}.labour.unemployment_share = 0.2\n",
        at.plus(-6).max(run.start)
    )
}

/// The text of a new scenario; its suggestions are comments that fit the scenario that it extends.
#[must_use]
pub fn text(name: &str, from: &str, parent: &Loaded<InForce>) -> String {
    let mut text = format!(
        "#:schema ./{SCHEMA}\n\
         # What is not said here is as in `circula:{from}`. See all values with `circula show {name}.toml`.\n\
         schema = 1\n\
         name = {}\n\
         about = \"Say in a sentence what this scenario is about.\"\n\
         # {}\n\
         extends = \"circula:{from}\"\n",
        overlay::text(name),
        parent.settings.about
    );
    for suggestion in suggestions(parent) {
        text.push('\n');
        suggestion.lines().for_each(|line| text.push_str(&format!("# {line}\n")));
    }
    text
}

/// Files are written where the user is, and no flag says another place.
fn here(error: FileError) -> CliError {
    CliError::failed(error.to_string(), "change to a folder that you may write to and that has room")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Checks, Course};
    use std::sync::atomic::AtomicBool;

    /// Loads a text as a scenario of its own, says what it warns of, and runs it for a year.
    fn runs(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my \"own\".toml");
        std::fs::write(&path, text).unwrap();
        let course = Course::open(&embedded::files(), path.to_str().unwrap(), &Vec::new());
        let course = course.unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(course.loaded.settings.name, "my \"own\"");
        let told = course.loaded.warnings.plain(&course.loaded.sources);
        let small = ["run.months=13", "run.burn_in_months=0"].map(str::to_owned);
        let sample = course.frame.is_none().then(|| "population.sample.one_in=400".to_owned());
        let sets: Vec<String> = small.into_iter().chain(sample).collect();
        let course = Course::open(&embedded::files(), path.to_str().unwrap(), &sets).unwrap();
        let stop = AtomicBool::new(false);
        let world = crate::run::replicate::start(&course, 1, 0, &stop).unwrap();
        crate::run::replicate::simulate(&course, world, 0, Checks::Usual, &stop).unwrap();
        told
    }

    #[test]
    fn what_it_writes_runs_without_a_warning_with_each_of_its_suggestions_and_with_all() {
        for from in embedded::files().embedded().filter_map(|path| path.strip_suffix(".toml")) {
            if from.contains('/') {
                continue;
            }
            let parent =
                load::<InForce>(&embedded::files(), &format!("circula:{from}"), &Vec::new(), MECHANISMS).unwrap();
            let own = Course::open(&embedded::files(), &format!("circula:{from}"), &Vec::new()).unwrap().loaded;
            let before = own.warnings.plain(&own.sources);
            let written = text("my \"own\"", from, &parent);
            let list = suggestions(&parent);
            assert!((3..=4).contains(&list.len()) && list.iter().all(|s| written.contains(s.lines().next().unwrap())));
            let alone = list.iter().map(|suggestion| format!("{written}\n{suggestion}"));
            for text in alone.chain([written.clone(), format!("{written}\n{}", list.join("\n"))]) {
                assert_eq!(runs(&text), before, "{from}\n{text}");
            }
        }
    }

    #[test]
    fn a_programme_is_suggested_where_there_is_one() {
        for from in ["state-led", "pilot-2009"] {
            let parent =
                load::<InForce>(&embedded::files(), &format!("circula:{from}"), &Vec::new(), MECHANISMS).unwrap();
            let written = text("x", from, &parent);
            assert!(
                written.contains("# [corridor.spain.agreement.programme]") && !written.contains("france"),
                "{written}"
            );
        }
    }
}
