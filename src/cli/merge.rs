//! `circula merge`: the parts of a frozen design as one result, equal in bits to one process.

use super::context::Context;
use super::error::CliError;
use super::machine;
use super::plans;
use super::results::Results;
use super::resume::GoOn;
use super::shards::{PartEnded, beside, ended};
use crate::experiment::{Design, Keep};
use crate::output::kept::{self, Stamp};
use crate::output::replicates::name_of;
use crate::run::RESULTS_VERSION;
use clap::Args;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Gaps and doubles that are named.
const NAMED: usize = 5;

/// Gather the parts that `resume DIR --shard I/N` has run, and write the results as if one process had
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula merge results/frozen")]
pub struct Merge {
    /// Run what is missing here, rather than name it.
    #[arg(long)]
    pub fill: bool,
    /// What is gone on with, and how; the parts stand beside the folder.
    #[command(flatten)]
    pub rest: GoOn,
}

/// Gathers the parts. Exit code 3 if the plans are not those that were frozen.
pub fn run(context: &mut Context, arguments: &Merge) -> Result<u8, CliError> {
    let design = match plans::begun(context, &arguments.rest.folder)? {
        Ok(design) => design,
        Err(code) => return Ok(code),
    };
    let parts = parts(&arguments.rest.folder, &design)?;
    let failed: BTreeSet<(&str, u64)> = parts
        .iter()
        .flat_map(|part| &part.ended.failed)
        .map(|(variant, replicate, _)| (variant.as_str(), *replicate))
        .collect();
    let results = Results::open(&arguments.rest.folder, &design, false)?;
    let gather = |(at, replicate): (usize, u64)| -> Result<Gathered, CliError> {
        let variant = &design.variants[at];
        let name = name_of(&variant.plan_hash, replicate);
        let stamp = Stamp { version: RESULTS_VERSION, plan: &variant.plan_hash };
        let sound = |path: PathBuf| Some((kept::whole(&path, stamp)?, path));
        let mut copies = parts.iter().filter_map(|part| sound(part.path.join(&name)));
        let Some((one, first)) = copies.next() else {
            let known = failed.contains(&(variant.name.as_str(), replicate)) || results.find(at, replicate).is_some();
            return Ok(Gathered {
                gap: (!known).then(|| format!("replicate {replicate} of `{}`", variant.name)),
                doubles: 0,
            });
        };
        let mut doubles = 0;
        for (copy, other) in copies {
            doubles += 1;
            if copy != one {
                let (a, b) = (first.display(), other.display());
                let message = format!("replicate {replicate} of `{}` differs between {a} and {b}", variant.name);
                return Err(CliError::failed(
                    message,
                    "one of them is of another program or machine fault: run it again",
                ));
            }
        }
        results.adopt(at, replicate, &one)?;
        Ok(Gathered { gap: None, doubles })
    };
    let runs: Vec<(usize, u64)> =
        design.variants.iter().enumerate().flat_map(|(at, variant)| (0..variant.reps).map(move |r| (at, r))).collect();
    let all = || runs.into_par_iter().map(gather).collect::<Result<Vec<Gathered>, _>>();
    let gathered = machine::pool(arguments.rest.running.threads)?.install(all)?;
    let doubles: usize = gathered.iter().map(|one| one.doubles).sum();
    let gaps: Vec<String> = gathered.into_iter().filter_map(|one| one.gap).collect();
    drop(results);
    if doubles > 0 {
        context.say(&format!("{doubles} runs stand in more than one part, with the same bits"));
    }
    if !gaps.is_empty() && !arguments.fill {
        let more = if gaps.len() > NAMED { format!(" and {} more", gaps.len() - NAMED) } else { String::new() };
        let message = format!("{} of {} runs are in no part: {}{more}", gaps.len(), design.runs(), named(&gaps));
        return Err(CliError::failed(message, "run the parts that are missing again, or run these here with `--fill`"));
    }
    arguments.rest.execute(context, design)
}

/// What was found of a run in the parts.
struct Gathered {
    /// The run, if it is in none.
    gap: Option<String>,
    /// Further copies of it.
    doubles: usize,
}

fn named(list: &[String]) -> String {
    list.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
}

/// A part with its folder.
struct PartFolder {
    path: PathBuf,
    ended: PartEnded,
}

/// The parts that have ended; refused where they are of another plan or of different numbers of parts.
fn parts(results: &Path, design: &Design) -> Result<Vec<PartFolder>, CliError> {
    let folder = beside(results);
    let shown = folder.display();
    let list = std::fs::read_dir(&folder).map_err(|error| {
        CliError::failed(format!("no parts in `{shown}`: {error}"), "run some with `circula resume DIR --shard I/N`")
    })?;
    let mut paths: Vec<PathBuf> =
        list.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    paths.sort();
    let parts: Vec<PartFolder> =
        paths.into_iter().filter_map(|path| Some(PartFolder { ended: ended(&path)?, path })).collect();
    for PartFolder { path, ended } in &parts {
        if ended.plan_hash != design.hash || ended.replicates != design.reps() {
            let message = format!("`{}` is a part of another plan", path.display());
            return Err(CliError::failed(message, "move it away, or merge the folder whose plans it has"));
        }
    }
    let of: BTreeSet<usize> = parts.iter().map(|part| part.ended.shard.of).collect();
    if of.len() > 1 {
        let message = format!("the parts in `{shown}` are of different numbers of parts: {of:?}");
        return Err(CliError::failed(message, "keep those of one number"));
    }
    Ok(parts)
}
