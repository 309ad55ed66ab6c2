//! `circula events`: everything that happens to everybody in one run, month by month, as it happens; or to a share of
//! the people. A run is a function of its plan and number, so that the events of any run of a folder can be told at any
//! time, and nothing of them is kept.

use super::context::Context;
use super::error::CliError;
use super::findings::Findings;
use super::plans;
use super::{exit, machine};
use crate::base::files::{Staged, stands};
use crate::experiment::Variant;
use crate::experiment::told::{self, EventRows};
use crate::journal::event::{KINDS, Kind};
use crate::output::content::stored;
use crate::output::manifest::{MANIFEST_NAME, Manifest, TableForm};
use crate::run::replicate::{RunError, UnderWay, start};
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Tell every event of one run, as a table that is written while it runs
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula events circula:bonded --sample 0.01 --set population=1:300 > events.csv
  circula events results/first --variant state-led --replicate 3 --kind BondPosted,BondForfeited
  circula events circula:bonded --format parquet --out events.parquet")]
pub struct EventsOf {
    /// Scenario, or a folder of results.
    #[arg(value_hint = ValueHint::AnyPath, value_name = "SCENARIO|DIR")]
    pub of: String,
    /// Variant of the folder [default: the first].
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// Which replicate.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub replicate: u64,
    /// Lay a value over the scenario; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Share of the people whose events are told: the same people whatever the rules.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, allow_negative_numbers = true)]
    pub sample: f64,
    /// Only events of these kinds.
    #[arg(long = "kind", value_name = "NAME", value_delimiter = ',')]
    pub kinds: Vec<String>,
    /// How the table is written.
    #[arg(long, value_name = "FORM", default_value = "csv",
        value_parser = TableForm::ALL.iter().map(|form| form.word()).collect::<Vec<_>>())]
    pub format: String,
    /// File to be written, whole or not at all [default: standard output].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Threads.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
}

/// Runs the replicate and tells its events. Exit code 3 if it is not the run that the folder has.
pub fn run(context: &mut Context, arguments: &EventsOf) -> Result<u8, CliError> {
    if !(arguments.sample > 0.0 && arguments.sample <= 1.0) {
        return Err(CliError::usage("`--sample` is out of range", "wanted a share above 0 and at most 1"));
    }
    let kinds = kinds(&arguments.kinds)?;
    let folder = Path::new(&arguments.of);
    let (variant, digest) = if folder.join(MANIFEST_NAME).is_file() {
        match of_folder(context, folder, arguments)? {
            Ok(found) => found,
            Err(code) => return Ok(code),
        }
    } else {
        if arguments.variant.is_some() {
            return Err(CliError::usage("`--variant` belongs to a folder of results", "leave it out"));
        }
        (Variant::open(&embedded::files(), &arguments.of, &arguments.sets)?, None)
    };
    if let Some(path) = arguments.out.as_deref().filter(|path| stands(path)) {
        let message = format!("`{}` stands there", path.display());
        return Err(CliError::failed(message, "move it away, or name another file with `--out`"));
    }
    let stop = context.listen()?;
    let pool = machine::pool(arguments.threads)?;
    let found = pool.install(|| tell(arguments, &variant, &kinds, &stop))?;
    match digest {
        Some(digest) if digest != found => {
            context.complain(&CliError::failed(
                "the run is not that of the folder: its digest is another",
                "the folder is of another program, or damaged: see `circula verify`",
            ));
            Ok(exit::MISMATCH)
        }
        Some(_) => {
            context.say("the run has the digest that the folder has");
            Ok(exit::DONE)
        }
        None => Ok(exit::DONE),
    }
}

/// The kinds asked for; all where none is.
fn kinds(names: &[String]) -> Result<Vec<Kind>, CliError> {
    let of = |name: &String| {
        let known = KINDS.iter().find(|kind| kind.1.eq_ignore_ascii_case(name.trim())).map(|kind| kind.0);
        known.ok_or_else(|| {
            let near = crate::base::diagnostics::nearest(name, KINDS.iter().map(|kind| kind.1));
            let help = near.map_or_else(
                || "see them in `circula docs`, events".to_owned(),
                |near| format!("one with a similar name exists: `{near}`"),
            );
            CliError::usage(format!("no event is called `{name}`"), help)
        })
    };
    names.iter().map(of).collect()
}

/// A variant of a folder, and the digest that the run has there.
type OfFolder = (Variant, Option<String>);

fn of_folder(context: &Context, folder: &Path, arguments: &EventsOf) -> Result<Result<OfFolder, u8>, CliError> {
    if !arguments.sets.is_empty() {
        return Err(CliError::usage("a folder of results has frozen plans", "leave out `--set`, or name a scenario"));
    }
    let manifest = Manifest::read(folder)?;
    let mut found = Findings::new(context);
    let Some(design) = plans::design(&mut found, folder, &manifest)?.filter(|_| found.none()) else {
        return found.end(0).map(Err);
    };
    let names: Vec<String> = design.names().into_iter().map(str::to_owned).collect();
    let name = arguments.variant.clone().unwrap_or_else(|| names[0].clone());
    let Some(variant) = design.variants.into_iter().find(|variant| variant.name == name) else {
        let help = format!("they are {}", names.join(", "));
        return Err(CliError::usage(format!("no variant of the folder is called `{name}`"), help));
    };
    let run = manifest.runs.iter().find(|run| run.variant == name && run.replicate == arguments.replicate);
    let digest = run.and_then(|run| run.digest.clone());
    Ok(Ok((variant, digest)))
}

/// Runs the replicate, writing its events month by month; gives its digest.
fn tell(arguments: &EventsOf, variant: &Variant, kinds: &[Kind], stop: &AtomicBool) -> Result<String, CliError> {
    let course = &variant.course;
    let seed = course.loaded.settings.run.seed;
    let ended = |error: RunError| match error {
        RunError::Stopped => CliError::Stopped,
        other => CliError::failed(other.to_string(), "please report this with the scenario if it is a bug"),
    };
    let mut world = start(course, seed, arguments.replicate, stop).map_err(ended)?;
    let run = UnderWay::begin(course, &mut world, arguments.replicate).map_err(ended)?;
    let mut stream = EventRows::of(run, (kinds, arguments.sample), stop);
    let (table, form) = (told::columns(), TableForm::of(&arguments.format).unwrap_or_default());
    let mut fill = |writer: &mut dyn Write| {
        stored(form, &table, &mut stream, writer)?;
        // Half a run is no run: what stopped it is told, and nothing is put in place.
        if stream.trouble.is_some() { Err(io::Error::other("the run did not end")) } else { writer.flush() }
    };
    let written = match &arguments.out {
        Some(path) => Staged::write(path, &mut fill).map_err(CliError::from),
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let written = fill(&mut out);
            if let Some(error) = stream.trouble.take() {
                return Err(ended(error));
            }
            written.map_err(|error| CliError::output(&error))?;
            return stream.end().map(|outcome| outcome.digest).map_err(ended);
        }
    };
    if let Some(error) = stream.trouble.take() {
        return Err(ended(error));
    }
    let staged = written?;
    let digest = stream.end().map_err(ended)?.digest;
    staged.place()?;
    Ok(digest)
}
