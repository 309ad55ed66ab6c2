//! From an experiment to its folder of results, and back: the manifest, the frozen plans, the replicates kept, the
//! tables and figures.

use super::kept::sound;
use crate::base::files::FileError;
use crate::experiment::ensemble::Finished;
use crate::experiment::{Comparison, Design, Keep, Variant, figures, tables};
use crate::observe::declarations;
use crate::output::folder::{Content, FolderError, Frozen, ResultFolder};
use crate::output::manifest::{FORMAT, InputFile, Manifest, PlanOf, Program, RunOf, plan_path};
use crate::population::FILES;
use crate::run::{Outcome, RESULTS_VERSION};
use crate::scenario::files::Location;
use crate::scenario::plan;
use std::path::Path;

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
        Ok(Self { folder: ResultFolder::open(path, manifest.clone(), &plans, force)?, manifest })
    }

    /// Writes everything that a finished experiment gives.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn finish(self, design: &Design, comparison: &Comparison, circumstances: String) -> Result<(), FolderError> {
        let (of_design, runs, series) = (tables::design(design), tables::runs(comparison), tables::series());
        let (summary, compared) = (tables::summary(comparison), tables::comparison(comparison));
        let mut list = vec![("design.csv", &of_design), ("runs.csv", &runs), ("summary.csv", &summary)];
        if comparison.names.len() > 1 {
            list.push(("comparison.csv", &compared));
        }
        let codebook = tables::codebook(&[&list[..], &[("series.csv", &series)]].concat());
        list.push(("codebook.csv", &codebook));
        self.folder.finish(Content {
            manifest: completed(self.manifest, comparison),
            tables: list,
            long: ("series.csv", &series, Box::new(tables::series_rows(comparison))),
            figures: figures::all(design, comparison),
            circumstances,
        })
    }
}

impl Keep for Results {
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        let outcome: Outcome = postcard::from_bytes(&self.folder.find(variant, replicate)?).ok()?;
        sound(&outcome, replicate).then_some(Finished { outcome, persons: None })
    }

    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        // A comparison follows no persons.
        let bytes = postcard::to_allocvec(&finished.outcome)
            .map_err(|e| FileError::io("serialise a replicate for", self.folder.path(), std::io::Error::other(e)))?;
        self.folder.keep(variant, finished.outcome.replicate, &bytes)
    }
}

/// The frozen plan of a variant, with the files on the disk that it needs beside it.
fn frozen(variant: &Variant) -> Frozen {
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
    });
    Manifest {
        format: FORMAT,
        status: "unfinished".to_owned(),
        program: Program::this(RESULTS_VERSION, declarations::digest()),
        plan_hash: design.hash.clone(),
        seed: design.seed(),
        replicates: design.reps(),
        paired: design.paired(),
        generator: GENERATOR.to_owned(),
        variants: variants.collect(),
        runs: Vec::new(),
        result_digest: None,
    }
}

/// The manifest of an experiment that has been run.
fn completed(mut manifest: Manifest, comparison: &Comparison) -> Manifest {
    manifest.status = "complete".to_owned();
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
            });
        }
    }
    manifest
}
