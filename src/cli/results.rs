//! From an experiment to its folder of results, and back: the manifest, the frozen plans, the replicates kept, the
//! tables and figures.

use super::kept::sound;
use crate::base::files::FileError;
use crate::base::serial::to_bytes;
use crate::experiment::design::MonthsKept;
use crate::experiment::ensemble::Finished;
use crate::experiment::welfare::Welfare;
use crate::experiment::{Analysis, Comparison, Design, Keep, Variant, conclusion, figures, gains, tables};
use crate::observe::declarations;
use crate::output::content::{Content, Frozen, Long};
use crate::output::folder::{FolderError, ResultFolder};
use crate::output::manifest::{
    COMPLETE, FORMAT, InputFile, Manifest, PlanOf, Program, RunOf, TableForm, UNFINISHED, plan_path,
};
use crate::population::FILES;
use crate::run::{Outcome, RESULTS_VERSION};
use crate::scenario::files::Location;
use crate::scenario::plan;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The generator of all draws, as manifests name it.
pub const GENERATOR: &str = "keyed draws, two rounds of the 64-bit finaliser Mix13 (Stafford 2011), version 1";

/// A folder for the results of a design.
#[derive(Debug)]
pub struct Results {
    folder: ResultFolder,
    manifest: Manifest,
}

impl Results {
    /// Takes a folder for a design; see [`ResultFolder::open`].
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn open(path: &Path, design: &Design, force: bool) -> Result<Self, FolderError> {
        let manifest = manifest(design);
        let plans: Vec<Frozen> = design.variants.iter().map(frozen).collect();
        let folder = ResultFolder::open(path, manifest.clone(), &plans, &figures::NAMES, force)?;
        Ok(Self { folder, manifest })
    }

    /// Whether replicates after the first ones that are asked for are kept in the folder.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn keeps_more(&self) -> Result<bool, FolderError> {
        self.folder.keeps_more()
    }

    /// See [`ResultFolder::adopt`].
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn adopt(&self, variant: usize, replicate: u64, whole: &[u8]) -> Result<(), FileError> {
        self.folder.adopt(variant, replicate, whole)
    }

    /// Writes everything that a finished experiment gives, unless `stop` is set before.
    ///
    /// # Errors
    /// Where a file cannot be written; the folder is then as it was.
    pub fn finish(
        self,
        design: &Design,
        comparison: &Comparison,
        circumstances: &str,
        stop: &AtomicBool,
    ) -> Result<(), FolderError> {
        self.folder.finish(content(self.manifest, design, comparison), circumstances, stop)
    }
}

/// Everything that a finished experiment gives, from its manifest before it was run.
#[must_use]
pub fn content<'a>(manifest: Manifest, design: &Design, comparison: &'a Comparison) -> Content<'a> {
    let mut list = vec![("design", tables::design(design)), ("runs", tables::runs(comparison))];
    let lean = design.analysis.is_lean();
    if !lean {
        list.push(("summary", tables::summary(comparison)));
    }
    if comparison.names.len() > 1 && !lean {
        list.push(("comparison", tables::comparison(comparison)));
    }
    if gains::compared(comparison) {
        list.push(("welfare", gains::file(comparison)));
    }
    list.extend(conclusion::tables(design, comparison));
    let mut long: Vec<Long<'a>> = Vec::new();
    let series = design.series();
    if series != MonthsKept::None {
        long.push(("series", tables::series(), Box::new(tables::series_rows(comparison))));
    }
    if series == MonthsKept::All {
        long.push(("series-runs", tables::series_of_runs(), Box::new(tables::series_of_runs_rows(comparison))));
    }
    let form = manifest.tables.unwrap_or_default();
    let named = list.iter().map(|(name, table)| (form.file(name), table));
    let named: Vec<_> = named.chain(long.iter().map(|(name, table, _)| (form.file(name), table))).collect();
    let codebook = tables::codebook(&named);
    list.push(("codebook", codebook));
    Content {
        manifest: completed(manifest, comparison),
        tables: list,
        long,
        figures: conclusion::figures(design, comparison),
    }
}

impl Keep for Results {
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        finished(&self.folder.find(variant, replicate)?, replicate)
    }

    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        let bytes = kept_bytes(finished, self.folder.path())?;
        self.folder.keep(variant, finished.outcome.replicate, &bytes)
    }
}

/// What is kept of a replicate in a folder. A comparison follows no persons.
///
/// # Errors
/// Where it cannot be serialised.
pub fn kept_bytes(finished: &Finished, folder: &Path) -> Result<Vec<u8>, FileError> {
    to_bytes(&(&finished.outcome, &finished.welfare))
        .map_err(|e| FileError::io("serialise a replicate for", folder, std::io::Error::other(e)))
}

/// A replicate from what is kept of it, if it is one.
#[must_use]
pub fn finished(bytes: &[u8], replicate: u64) -> Option<Finished> {
    let (outcome, welfare): (Outcome, Option<Welfare>) = postcard::from_bytes(bytes).ok()?;
    sound(&outcome, replicate).then_some(Finished { outcome, persons: None, lives: None, welfare })
}

/// The frozen plan of a variant, with the files on the disk that it needs beside it.
#[must_use]
pub fn frozen(variant: &Variant) -> Frozen {
    let mut beside = Vec::new();
    for attachment in plan::attachments(&variant.course.loaded) {
        let Location::Disk(from) = &attachment.location else { continue };
        let name = attachment.name.trim_start_matches("./");
        if from.is_dir() {
            beside.extend(FILES.iter().map(|file| (format!("{name}/{file}"), from.join(file))));
        } else {
            beside.push((name.to_owned(), from.clone()));
        }
    }
    Frozen { text: variant.plan.clone(), beside }
}

/// The manifest of a design before it is run.
#[must_use]
pub fn manifest(design: &Design) -> Manifest {
    let variants = design.variants.iter().map(|v| PlanOf {
        name: v.name.clone(),
        plan: plan_path(&v.name),
        plan_hash: v.plan_hash.clone(),
        inputs: v.inputs.iter().map(|i| InputFile { path: i.path.clone(), blake3: i.digest.clone() }).collect(),
        files: Vec::new(),
    });
    Manifest {
        format: FORMAT,
        status: UNFINISHED.to_owned(),
        program: Program::this(RESULTS_VERSION, declarations::digest()),
        plan_hash: design.hash.clone(),
        seed: design.seed(),
        replicates: design.reps(),
        paired: design.paired(),
        generator: GENERATOR.to_owned(),
        analysis: (design.analysis != Analysis::Compare).then(|| serde_json::to_value(&design.analysis).ok()).flatten(),
        series: design.series_asked.map(|series| series.word().to_owned()),
        tables: (design.tables != TableForm::Csv).then_some(design.tables),
        until: design.until.as_ref().and_then(|until| serde_json::to_value(until).ok()),
        variants: variants.collect(),
        runs: Vec::new(),
        result_digest: None,
    }
}

/// The manifest of an experiment that has been run.
fn completed(mut manifest: Manifest, comparison: &Comparison) -> Manifest {
    manifest.status = COMPLETE.to_owned();
    manifest.result_digest = Some(comparison.digest());
    for (name, list) in comparison.names.iter().zip(&comparison.readings) {
        for (at, reading) in list.iter().enumerate() {
            let read = reading.as_ref().ok();
            manifest.runs.push(RunOf {
                variant: name.clone(),
                replicate: at as u64,
                status: if read.is_some() { "ended" } else { "failed" }.to_owned(),
                start_digest: read.map(|r| r.start_digest.clone()),
                digest: read.map(|r| r.digest.clone()),
                welfare_digest: read.and_then(|r| r.welfare.as_ref()).map(Welfare::digest),
            });
        }
    }
    manifest
}
