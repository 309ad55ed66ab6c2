//! `circula verify`: are the files those that were written, and does the program still give the same bits?

use super::arguments::ProgressStyle;
use super::context::{self, Context};
use super::error::CliError;
use super::progress::Reporter;
use super::{exit, machine};
use crate::base::checksums::{CHECKSUMS_NAME, Checksums, Difference};
use crate::experiment::{Design, Options, Variant, compare};
use crate::observe::declarations;
use crate::output::manifest::{CIRCUMSTANCES_NAME, Manifest};
use crate::run::{Checks, RESULTS_VERSION};
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// Check a result folder: its files against their digests, then its runs, run again, bit by bit
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula verify results/first
  circula verify results/first --rerun 2")]
pub struct Verify {
    /// Result folder.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Run only the first N replicates again.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub rerun: Option<u64>,
    /// Threads; results do not depend on them.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// How progress is told, on standard error.
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto")]
    pub progress: Option<ProgressStyle>,
}

/// Checks a folder; exit code 3 if something differs.
pub fn run(context: &mut Context, arguments: &Verify) -> Result<u8, CliError> {
    let folder = arguments.folder.as_path();
    if !folder.is_dir() {
        return Err(CliError::failed(
            format!("no folder `{}`", folder.display()),
            "name a folder that `circula run` or \
            `circula compare` has written",
        ));
    }
    let manifest = Manifest::read(folder)?;
    if manifest.status != "complete" {
        return Err(CliError::failed(
            format!("`{}` is unfinished: its experiment has not ended", folder.display()),
            "run the command that began it again; it goes on where it stopped",
        ));
    }
    let mut same = check_files(context, folder)?;
    if let Some(what) = other_program(&manifest) {
        let (name, version) = (&manifest.program.name, &manifest.program.version);
        context.print(&format!(
            "the folder was written by a program {what}: its bits cannot be reproduced by this program, only by {name} \
            {version}\n"
        ))?;
        return Ok(exit::MISMATCH);
    }
    let design = design(folder, &manifest, arguments)?;
    same &= check_plans(context, &manifest, &design)?;
    same &= check_runs(context, &manifest, &design, arguments)?;
    context.print(if same { "verified\n" } else { "NOT verified\n" })?;
    Ok(if same { exit::DONE } else { exit::MISMATCH })
}

/// What tells the program that wrote a folder from this one.
fn other_program(manifest: &Manifest) -> Option<String> {
    let then = &manifest.program;
    if then.results_version != RESULTS_VERSION {
        return Some(format!("with results version {}, this one has {RESULTS_VERSION}", then.results_version));
    }
    (then.records != declarations::digest())
        .then(|| "that records other events, flows of money or measures than this one".to_owned())
}

/// Every file against its digest.
fn check_files(context: &Context, folder: &Path) -> Result<bool, CliError> {
    let mut differences = Checksums::read(&folder.join(CHECKSUMS_NAME))?.check(folder)?;
    differences.retain(|(name, _)| name != CIRCUMSTANCES_NAME);
    for (name, difference) in &differences {
        let word = match difference {
            Difference::Missing => "missing",
            Difference::Changed => "changed",
            Difference::Unknown => "not of the results",
        };
        context.print(&format!("{name}: {word}\n"))?;
    }
    // A file that somebody has added changes no result.
    let same = differences.iter().all(|d| d.1 == Difference::Unknown);
    if same {
        context.print("files: as they were written\n")?;
    }
    Ok(same)
}

/// The design again, from the frozen plans.
fn design(folder: &Path, manifest: &Manifest, arguments: &Verify) -> Result<Design, CliError> {
    let files = embedded::files();
    let reps = arguments.rerun.map_or(manifest.replicates, |n| n.clamp(1, manifest.replicates));
    let sets = [format!("run.reps={reps}")];
    let mut variants = Vec::new();
    for of in &manifest.variants {
        let path = folder.join(&of.plan);
        let mut variant = Variant::open(&files, &path.to_string_lossy(), &sets)?;
        variant.name.clone_from(&of.name);
        variants.push(variant);
    }
    Ok(Design::compared(variants, !manifest.paired)?)
}

/// Whether the frozen plans still mean what they meant.
fn check_plans(context: &Context, manifest: &Manifest, design: &Design) -> Result<bool, CliError> {
    let mut same = true;
    for (of, variant) in manifest.variants.iter().zip(&design.variants) {
        if of.plan_hash != variant.plan_hash {
            same = false;
            context.print(&format!("{}: the plan or its data tables are others than when it was run\n", of.name))?;
        }
    }
    if same {
        context.print("plans: as they were run\n")?;
    }
    Ok(same)
}

/// Every run again, or the first few of each variant.
fn check_runs(context: &Context, manifest: &Manifest, design: &Design, arguments: &Verify) -> Result<bool, CliError> {
    let stop = context.listen()?;
    let reporter = Reporter::new(design, arguments.progress, context.quiet);
    let options = Options {
        threads: machine::threads(arguments.threads)?,
        checks: Checks::Usual,
        memory: context::memory(),
        stop: &stop,
        watch: &reporter,
        keep: &(),
    };
    let found = compare::run(design, &options);
    reporter.finish();
    let comparison = found?;
    let (mut compared, mut differing) = (0, 0);
    for (variant, name) in comparison.names.iter().enumerate() {
        for (replicate, reading) in comparison.readings[variant].iter().enumerate() {
            let then = manifest.runs.iter().find(|run| run.variant == *name && run.replicate == replicate as u64);
            let now = reading.as_ref().ok().map(|r| r.digest.as_str());
            compared += 1;
            if then.map(|run| run.digest.as_deref()) != Some(now) {
                differing += 1;
                context.print(&format!("{name}, replicate {replicate}: other bits\n"))?;
            }
        }
    }
    let all = comparison.readings.iter().map(Vec::len).sum::<usize>() == manifest.runs.len();
    let same_whole = !all || manifest.result_digest.as_deref() == Some(comparison.digest().as_str());
    if differing == 0 && same_whole {
        context.print(&format!("runs: {compared} of {} run again, the same bits\n", manifest.runs.len()))?;
    } else if !same_whole && differing == 0 {
        context.print("result digest: another\n")?;
    }
    Ok(differing == 0 && same_whole)
}
