//! `circula attribute`: what each institution adds to the difference between two scenarios.

use super::context::Context;
use super::error::CliError;
use super::execute::{self, Ensemble, Page};
use crate::experiment::attribution::{Attribution, MOST_PARTS, Part};
use crate::experiment::{Analysis, Design, Variant};
use crate::mechanism::MECHANISMS;
use crate::run::{Course, CourseError};
use crate::scenario::embedded;
use crate::scenario::mix::differing;
use clap::{Args, ValueHint};

/// Split the difference between two scenarios among the institutions in which they differ; the parts sum up to it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula attribute circula:state-led circula:free-circulation --reps 10
  circula attribute circula:state-led circula:free-circulation --group programme=selection,corridor.agreement")]
pub struct Attribute {
    /// The scenario that the difference is taken from: a file, or `circula:NAME`.
    #[arg(value_hint = ValueHint::FilePath)]
    pub first: String,
    /// The other scenario.
    #[arg(value_hint = ValueHint::FilePath)]
    pub second: String,
    /// How it is split and run.
    #[command(flatten)]
    pub split: Exchange,
}

/// How a difference is split, and run.
#[derive(Clone, Debug, Args)]
pub struct Exchange {
    /// Exchange several institutions together, as one part of this name; may be repeated.
    #[arg(long = "group", value_name = "NAME=KEY,KEY")]
    pub groups: Vec<String>,
    /// Of more than six parts, orders of exchange that are drawn; each is run in reverse too.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub orders: u32,
    /// Print every measure, not only those of the first page.
    #[arg(long)]
    pub all: bool,
    /// How it is run.
    #[command(flatten)]
    pub ensemble: Ensemble,
}

/// Runs the mixtures.
pub fn run(context: &mut Context, arguments: &Attribute) -> Result<u8, CliError> {
    let scenarios = [arguments.first.clone(), arguments.second.clone()];
    let pair = execute::open(context, &scenarios, &arguments.split.ensemble, false)?;
    between(context, pair, &arguments.split)
}

/// Runs the mixtures of two variants that start from one world.
pub fn between(context: &Context, pair: Design, split: &Exchange) -> Result<u8, CliError> {
    let design = mixtures(pair, split)?;
    execute::execute(context, design, &split.ensemble, Page::Measures { all: split.all })
}

/// The mixtures of two variants that start from one world.
fn mixtures(pair: Design, split: &Exchange) -> Result<Design, CliError> {
    let files = embedded::files();
    let seed = pair.seed();
    let mut list = pair.variants;
    let (Some(last), Some(first)) = (list.pop(), list.pop()) else {
        return Err(CliError::usage("two scenarios are wanted".to_owned(), "name another one"));
    };
    let (a, b) = (&first.course.loaded, &last.course.loaded);
    let differ = differing(a, b, MECHANISMS).map_err(|faulty| CourseError::from(Box::new(faulty)))?;
    let parts = parts(differ, &split.groups)?;
    let count = parts.len();
    let Some(of) = Attribution::of(parts, split.orders, seed) else {
        let message = match count {
            0 => format!("`{}` and `{}` do not differ", first.name, last.name),
            many => format!("`{}` and `{}` differ in {many} parts, more than {MOST_PARTS}", first.name, last.name),
        };
        return Err(CliError::usage(
            message,
            "see what tells them apart with `circula show A --diff B`; `--group` joins",
        ));
    };
    let wrong = |name: &str, error: CourseError| {
        let why = error.to_string();
        let message = format!("the mixture `{name}` cannot be run: {}", why.lines().next().unwrap_or(""));
        CliError::usage(message, "join institutions that need each other with `--group`")
    };
    let mut between = Vec::new();
    for mixed in of.between(a, b).map_err(|(name, faulty)| wrong(&name, Box::new(faulty).into()))? {
        let name = mixed.settings.name.clone();
        let course = Course::ready(&files, mixed).map_err(|error| wrong(&name, error))?;
        between.push(Variant::of(&files, course));
    }
    let variants = std::iter::once(first).chain(between).chain([last]).collect();
    let mut design = Design::compared(variants, false)?.analysed(Analysis::Attribution(of));
    design.series_asked = pair.series_asked;
    Ok(design)
}

/// The parts: the groups asked for, then every other institution by itself.
fn parts(mut differ: Vec<String>, groups: &[String]) -> Result<Vec<Part>, CliError> {
    let mut parts: Vec<Part> = Vec::new();
    for group in groups {
        let help = format!("as in `--group rules=KEY,KEY`; the scenarios differ in {}", differ.join(", "));
        let Some((name, keys)) = group.split_once('=').filter(|(name, _)| is_plain_name(name)) else {
            return Err(CliError::usage(format!("cannot read the group `{group}`: wanted NAME=KEY,KEY"), help));
        };
        if parts.iter().any(|part| part.name == name) {
            return Err(CliError::usage(format!("the group `{name}` stands twice"), help));
        }
        let mut institutions = Vec::new();
        for key in keys.split(',').map(str::trim) {
            let Some(at) = differ.iter().position(|one| one == key) else {
                let message = format!("the scenarios do not differ in `{key}`, or it is in another group");
                return Err(CliError::usage(message, help));
            };
            institutions.push(differ.remove(at));
        }
        parts.push(Part { name: name.to_owned(), institutions });
    }
    let alone = |key: String| Part { name: key.clone(), institutions: vec![key] };
    parts.extend(differ.into_iter().map(alone));
    Ok(parts)
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}
