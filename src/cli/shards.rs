//! Parts of a frozen design, each run by a process of its own into a folder of its own beside that of the results.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::progress::Reporter;
use super::results::{finished, kept_bytes};
use super::resume::Resume;
use crate::base::files::{FileError, read_text, write_whole};
use crate::experiment::ensemble::{Finished, run_part};
use crate::experiment::{Design, EnsembleError, Keep};
use crate::output::json::json_text;
use crate::output::replicates::ReplicateFolder;
use crate::run::RESULTS_VERSION;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Most parts.
const MOST: usize = 100_000;

/// Name of the file by which a part tells that it has ended.
const ENDED: &str = "shard.json";

/// Version of the form of that file.
const FORMAT: u32 = 1;

/// A part of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which, from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

/// What a part leaves when all its runs have ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartEnded {
    /// Version of the form.
    pub format: u32,
    /// The part.
    pub shard: Shard,
    /// Digest of the design.
    pub plan_hash: String,
    /// Replicates of each variant.
    pub replicates: u64,
    /// Runs that did not end: variant, replicate, why.
    pub failed: Vec<(String, u64, String)>,
}

impl Shard {
    /// Reads `I/N`, or takes both from the variables of a Slurm array.
    pub fn parse(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, CliError> {
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let help = "wanted I/N with I from 1 to N, as in `--shard 2/8`, or `auto` in a Slurm array from 1 to N";
        if text == "auto" {
            let of = |name: &str| variable(name).as_deref().and_then(number);
            let [id, least, most, count] =
                ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_COUNT"]
                    .map(of);
            // An array of which only some tasks are run again does not say how many parts there were.
            return match (id, least, most, count) {
                (Some(index), Some(1), Some(most), Some(count)) if most == count && (1..=most).contains(&index) => {
                    Ok(Self { index, of: most })
                }
                _ => Err(CliError::usage("`--shard auto`: this is no task of a whole Slurm array from 1", help)),
            };
        }
        let parts = text.split_once('/').and_then(|(index, of)| Some((number(index)?, number(of)?)));
        match parts {
            Some((index, of)) if (1..=of).contains(&index) && of <= MOST => Ok(Self { index, of }),
            _ => Err(CliError::usage(format!("cannot read the part `{text}`"), help)),
        }
    }
}

/// The folder beside that of the results that holds its parts.
pub fn beside(results: &Path) -> PathBuf {
    let mut name = results.components().collect::<PathBuf>().into_os_string();
    name.push(".shards");
    PathBuf::from(name)
}

/// The replicates of a part.
struct Part<'a> {
    folder: ReplicateFolder,
    design: &'a Design,
}

impl Keep for Part<'_> {
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        finished(&self.folder.find(&self.design.variants[variant].plan_hash, replicate)?, replicate)
    }

    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        let bytes = kept_bytes(finished, self.folder.path())?;
        self.folder.keep(&self.design.variants[variant].plan_hash, finished.outcome.replicate, &bytes)
    }
}

/// Runs a part and says so in its folder.
pub fn run(context: &Context, design: &Design, arguments: &Resume, shard: Shard) -> Result<u8, CliError> {
    let path = beside(&arguments.rest.folder).join(format!("{}-of-{}", shard.index, shard.of));
    let part = Part { folder: ReplicateFolder::open(&path, RESULTS_VERSION)?, design };
    let stop = context.listen()?;
    let reporter = Reporter::new(design, arguments.rest.running.progress, context.quiet);
    let options = arguments.rest.running.options(&stop, &reporter, &part)?;
    let found = run_part(design, &options, (shard.index - 1, shard.of));
    reporter.finish();
    let (failed, all) = found.map_err(|error| {
        if matches!(error, EnsembleError::Stopped) {
            context.say("interrupted: what has ended is kept; the same command goes on");
        }
        CliError::from(error)
    })?;
    let name = |(at, replicate, why): (usize, u64, String)| (design.variants[at].name.clone(), replicate, why);
    let failed: Vec<_> = failed.into_iter().map(name).collect();
    let ended = PartEnded { format: FORMAT, shard, plan_hash: design.hash.clone(), replicates: design.reps(), failed };
    write_whole(&path.join(ENDED), json_text(&ended).as_bytes())?;
    let (index, of, shown) = (shard.index, shard.of, path.display());
    context
        .print(&format!("part {index} of {of}: {all} runs, {} did not end; kept in {shown}\n", ended.failed.len()))?;
    for (variant, replicate, why) in ended.failed.iter().take(3) {
        context.say(&format!("replicate {replicate} of `{variant}` did not end: {why}"));
    }
    Ok(if ended.failed.is_empty() { exit::DONE } else { exit::SOME_FAILED })
}

/// What a part says of itself, if it has ended.
pub fn ended(folder: &Path) -> Option<PartEnded> {
    let ended: PartEnded = serde_json::from_str(&read_text(&folder.join(ENDED)).ok()?).ok()?;
    (ended.format == FORMAT).then_some(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_and_those_of_half_an_array_refused() {
        let none = |_: &str| None;
        assert_eq!(Shard::parse("2/8", &none).unwrap(), Shard { index: 2, of: 8 });
        for text in ["0/8", "9/8", "1", "1/0", "-1/3", "a/b", "1/999999999", "auto", ""] {
            assert!(Shard::parse(text, &none).is_err(), "{text}");
        }
        let array = |least: &'static str, most: &'static str, count: &'static str| {
            move |name: &str| {
                let value = match name {
                    "SLURM_ARRAY_TASK_ID" => "3",
                    "SLURM_ARRAY_TASK_MIN" => least,
                    "SLURM_ARRAY_TASK_MAX" => most,
                    _ => count,
                };
                Some(value.to_owned())
            }
        };
        assert_eq!(Shard::parse("auto", &array("1", "5", "5")).unwrap(), Shard { index: 3, of: 5 });
        for (least, most, count) in [("0", "4", "5"), ("1", "5", "2"), ("3", "3", "1"), ("1", "2", "2")] {
            assert!(Shard::parse("auto", &array(least, most, count)).is_err());
        }
    }
}
