//! `circula doses`: every lever over its range.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::rows::{self, RowArguments};
use crate::base::files::{FileError, is_plain, read_text, stands, write_whole};
use crate::experiment::doses::{self, Size};
use crate::output::csv::to_csv;
use crate::output::pictures::draw;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// Run every lever over its range, and judge what each measure does along it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula doses --list
  circula doses --filter wage: --pictures results/doses
  circula doses --filter bond: --sample 100 --reps 20 --out bond.csv")]
pub struct Doses {
    /// Which rows, and how they are run.
    #[command(flatten)]
    pub rows: RowArguments,
    /// One person in the model stands for so many, for every lever.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub sample: Option<u64>,
    /// Replicates, for every lever.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1000))]
    pub reps: Option<u64>,
    /// Write a picture of each lever, and the points behind it, into this folder; pictures of these names are
    /// replaced.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "list")]
    pub pictures: Option<PathBuf>,
}

/// Runs the levers, or lists them.
pub fn run(context: &mut Context, arguments: &Doses) -> Result<u8, CliError> {
    let files = embedded::files();
    let usual = Size::default();
    let size = (arguments.sample.is_some() || arguments.reps.is_some())
        .then(|| Size { one_in: arguments.sample.unwrap_or(usual.one_in), reps: arguments.reps.unwrap_or(usual.reps) });
    let paths = rows::paths(&arguments.rows.files, embedded::DOSES);
    let doses = doses::read(&files, &paths, size).map_err(CliError::Faulty)?.filtered(&arguments.rows.filter);
    if doses.rows.is_empty() {
        return Err(CliError::usage(
            format!("no lever or measure has `{}` in its name", arguments.rows.filter),
            "see them with `circula doses --list`; a row is called `lever:measure`",
        ));
    }
    if arguments.rows.list {
        context.print(&doses.markdown())?;
        return Ok(exit::DONE);
    }
    let names: Vec<String> = doses.rows.iter().map(|row| doses.name(row)).collect();
    let ready = rows::ready(&arguments.rows, names.iter().map(String::as_str))?;
    if let Some(folder) = &arguments.pictures {
        std::fs::create_dir_all(folder).map_err(|e| FileError::io("make", folder, e))?;
        doses.levers.iter().try_for_each(|lever| replaceable(&folder.join(format!("{}.svg", lever.id))))?;
        doses.levers.iter().try_for_each(|lever| replaceable(&folder.join(format!("{}.csv", lever.id))))?;
    }
    let worlds = doses.worlds(&files);
    let ran = rows::run(context, &arguments.rows, &worlds.design, |options| doses.run(&worlds, options))?;
    if let Some(folder) = &arguments.pictures {
        for (name, figure) in doses.figures(&ran.found) {
            write_whole(&folder.join(format!("{name}.svg")), draw(&figure).as_bytes())?;
            write_whole(&folder.join(format!("{name}.csv")), to_csv(&figure.points).as_bytes())?;
        }
    }
    let code = rows::print_with(context, &arguments.rows, ready, &ran, |found| {
        (doses.table(found), vec![("points", doses.points(found))])
    })?;
    context.say(&doses.summary(&ran.found));
    Ok(code)
}

/// Whether a picture, or its points, may be written to a path: over nothing but an earlier one.
fn replaceable(path: &Path) -> Result<(), CliError> {
    let ours = |text: &str| text.starts_with("<svg") || text.starts_with("row,column,series,x,");
    if stands(path) && !(is_plain(path) && read_text(path).is_ok_and(|text| ours(&text))) {
        let help = "move it away, or name another folder with `--pictures`";
        return Err(CliError::failed(format!("`{}` stands there and is no picture of a lever", path.display()), help));
    }
    Ok(())
}
