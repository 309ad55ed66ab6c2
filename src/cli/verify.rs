//! `circula verify`: are the files those that were written, does the program still give the same bits, and do tables
//! and pictures follow from them?

use super::arguments::Running;
use super::context::Context;
use super::error::CliError;
use super::findings::{Findings, damage, fields};
use super::plans;
use super::progress::Reporter;
use super::rerun::Rerun;
use super::results::finished;
use crate::base::checksums::{CHECKSUMS_NAME, Checksums, digest};
use crate::base::files::{FileError, is_plain, read_text, stands};
use crate::experiment::{Comparison, Design, EnsembleError, compare};
use crate::observe::declarations;
use crate::output::folder::later;
use crate::output::manifest::{COMPLETE, MANIFEST_NAME, Manifest};
use crate::run::RESULTS_VERSION;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// Check a result folder: its files against their digests, its runs, run again, and every table and picture
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula verify results/first
  circula verify results/first --rerun 2")]
pub struct Verify {
    /// Result folder.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Run only the first N replicates again and take the others as they are kept; 0 runs none.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub rerun: Option<u64>,
    /// Threads and progress.
    #[command(flatten)]
    pub running: Running,
}

/// Replicates kept for a larger experiment that are named.
const SHOWN: usize = 4;

/// Checks a folder; exit code 3 if something differs.
pub fn run(context: &mut Context, arguments: &Verify) -> Result<u8, CliError> {
    let folder = arguments.folder.as_path();
    let remedy = "name a folder that `circula run` or `circula compare` has written";
    if !folder.is_dir() {
        return Err(CliError::failed(format!("no folder `{}`", folder.display()), remedy));
    }
    let (path, list) = (folder.join(MANIFEST_NAME), folder.join(CHECKSUMS_NAME));
    if !stands(&path) && !stands(&list) {
        return Err(CliError::failed(
            format!("`{}` holds no results: there is no {MANIFEST_NAME}", folder.display()),
            remedy,
        ));
    }
    let mut found = Findings::new(context);
    let manifest = match Manifest::read(folder) {
        Ok(manifest) => manifest,
        Err(error) => {
            let Some(what) = damage(&path, &error) else { return Err(error.into()) };
            found.tell(MANIFEST_NAME, &what)?;
            return found.end(0);
        }
    };
    if manifest.status != COMPLETE && !stands(&list) {
        return Err(CliError::failed(
            format!("`{}` is unfinished: its experiment has not ended", folder.display()),
            "run the command that began it again; it goes on where it stopped",
        ));
    }
    let later = later(folder, &manifest)?.filter(|(_, replicate, bytes)| finished(bytes, *replicate).is_some());
    let later: Vec<String> = later.map(|kept| kept.0).collect();
    found.allowed.extend(later.iter().cloned());
    let list = check_files(context, &mut found, folder)?;
    if manifest.status != COMPLETE {
        found.add(MANIFEST_NAME, "says that the experiment has not ended; the same command again ends it")?;
        return found.end(0);
    }
    let rest = check_results(context, &mut found, arguments, &manifest, &list)?;
    if found.none() {
        for name in later.iter().take(SHOWN) {
            context.print(&format!("{name}: kept for a larger experiment, not of the results and not checked\n"))?;
        }
        if later.len() > SHOWN {
            context.print(&format!("and {} more replicates likewise\n", later.len() - SHOWN))?;
        }
    }
    found.end(rest)
}

/// Every file against its digest; the list of digests, empty where it cannot be read.
fn check_files(context: &Context, found: &mut Findings<'_>, folder: &Path) -> Result<Checksums, CliError> {
    let path = folder.join(CHECKSUMS_NAME);
    let read = if stands(&path) && !is_plain(&path) {
        Err(FileError::Malformed { path: path.clone(), line: 0, reason: "wanted a regular file".to_owned() })
    } else {
        Checksums::read(&path)
    };
    match read {
        Ok(list) => {
            found.compare(folder, &list, "changed")?;
            if found.none() {
                context.print("files: as they were written\n")?;
            }
            Ok(list)
        }
        Err(error) => {
            let Some(what) = damage(&path, &error) else { return Err(error.into()) };
            found.tell(CHECKSUMS_NAME, &what)?;
            Ok(Checksums::default())
        }
    }
}

/// Everything that follows from the plans; how many runs were not run again.
fn check_results(
    context: &Context,
    found: &mut Findings<'_>,
    arguments: &Verify,
    manifest: &Manifest,
    list: &Checksums,
) -> Result<usize, CliError> {
    let folder = arguments.folder.as_path();
    if let Some(what) = other_program(manifest) {
        let (name, version) = (&manifest.program.name, &manifest.program.version);
        let rest = "its bits cannot be reproduced by this program, only by";
        found.add(MANIFEST_NAME, &format!("of a program {what}: {rest} {name} {version}"))?;
        return Ok(0);
    }
    let Some(design) = plans::design(found, folder, manifest)? else { return Ok(0) };
    context.print("plans: as they were run\n")?;
    let first = arguments.rerun.unwrap_or(manifest.replicates).min(manifest.replicates);
    let rerun = Rerun::of(folder, manifest, first);
    let unsound = rerun.unsound();
    for name in &unsound {
        found.tell(name, "no replicate of this plan with the digests that the manifest has")?;
    }
    if !unsound.is_empty() {
        context.print("tables and pictures: not checked, because of these; without `--rerun` they are\n")?;
        return Ok(0);
    }
    let comparison = run_again(context, arguments, &design, &rerun)?;
    check_runs(context, found, manifest, &comparison, first)?;
    let (whole, sums) = rerun.expected(&design, &comparison)?;
    if sums.get(MANIFEST_NAME) != Some(digest(&folder.join(MANIFEST_NAME))?.as_str()) {
        let value = |text: &str| serde_json::from_str(text).unwrap_or(serde_json::Value::Null);
        let text = read_text(&folder.join(MANIFEST_NAME))?;
        let what = fields(&value(&text), &value(&whole.text()));
        found.add(MANIFEST_NAME, &what)?;
    }
    found.compare(folder, &sums, "not what follows from the runs")?;
    found.list(list, &sums)?;
    if found.none() {
        context.print("tables and pictures: as they follow from the runs\n")?;
        plans::tell_program(context, manifest)?;
    }
    Ok(comparison.readings.iter().map(|list| list.len().saturating_sub(first as usize)).sum())
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

/// Every run again, or the first few of each variant.
fn run_again(
    context: &Context,
    arguments: &Verify,
    design: &Design,
    rerun: &Rerun<'_>,
) -> Result<Comparison, CliError> {
    let stop = context.listen()?;
    let reporter = Reporter::new(design, arguments.running.progress, context.quiet);
    let comparison = compare::run(design, &arguments.running.options(&stop, &reporter, rerun)?);
    reporter.finish();
    if matches!(comparison, Err(EnsembleError::Stopped)) {
        context.say("interrupted: the folder is not verified");
    }
    let comparison = comparison?;
    context.settle()?;
    Ok(comparison)
}

/// The digests of the runs against those of the manifest.
fn check_runs(
    context: &Context,
    found: &mut Findings<'_>,
    manifest: &Manifest,
    comparison: &Comparison,
    first: u64,
) -> Result<(), CliError> {
    let mut same = true;
    for (variant, name) in comparison.names.iter().enumerate() {
        for (replicate, reading) in comparison.readings[variant].iter().enumerate() {
            let then = manifest.runs.iter().find(|run| run.variant == *name && run.replicate == replicate as u64);
            let now = reading.as_ref().ok().map(|r| r.digest.as_str());
            if then.map(|run| run.digest.as_deref()) != Some(now) {
                same = false;
                found.tell(&format!("{name}, replicate {replicate}"), "other bits")?;
            }
        }
    }
    if same {
        let all = manifest.runs.len();
        let again = comparison.readings.iter().map(|list| list.len().min(first as usize)).sum::<usize>();
        let rest = if again < all { format!("; {} taken as they are kept", all - again) } else { String::new() };
        context.print(&format!("runs: {again} of {all} run again, the same bits{rest}\n"))?;
    }
    Ok(())
}
