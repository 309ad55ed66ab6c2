//! The folder of results: one process at a time, one plan a folder, every file whole or absent, every finished replicate kept.

use super::csv::{to_csv, write_rows};
use super::kept;
use super::manifest::{CIRCUMSTANCES_NAME, MANIFEST_NAME, Manifest, plan_path};
use crate::base::checksums::{CHECKSUMS_NAME, Checksums};
use crate::base::files::{FileError, FolderLock, LOCK_NAME, TEMPORARY_SUFFIX, create_folder, read_whole, write_whole, write_whole_with};
use crate::experiment::{Comparison, Design, Keep, figures, tables};
use crate::run::Outcome;
use crate::scenario::files::Location;
use crate::scenario::initial::FILES;
use crate::scenario::plan;
use std::fs;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Files that a folder of results has at its top, besides the manifest and the checksums.
const TABLES: [&str; 6] = ["design.csv", "runs.csv", "series.csv", "summary.csv", "comparison.csv", "codebook.csv"];
/// Folders in it.
const FOLDERS: [&str; 3] = ["plans", "plots", "runs"];

/// Why a folder cannot take results.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Reading or writing failed, or another process works in it.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is a file.
    #[error("`{}` is a file, wanted a folder: choose another with `--out`", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// It holds something else than results.
    #[error("`{}` is not empty and holds no results of this program: choose another folder with `--out`, or add the results to it with `--force`", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// It holds the results of another plan.
    #[error("`{}` holds the results of another plan ({what}): choose another folder with `--out`, or replace them with `--force`", path.display())]
    AnotherPlan {
        /// The folder.
        path: PathBuf,
        /// What differs.
        what: String,
    },
}

/// A folder of results held by this process.
#[derive(Debug)]
pub struct ResultFolder {
    path: PathBuf,
    manifest: Manifest,
    _lock: FolderLock,
}

impl ResultFolder {
    /// Takes a folder for a design: a new one, an empty one, or one that holds results of the same plan, whose finished replicates are then kept. `force` replaces the
    /// results of another plan; files of other origin are never removed.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn open(path: &Path, design: &Design, force: bool) -> Result<Self, FolderError> {
        if path.exists() && !path.is_dir() {
            return Err(FolderError::NotAFolder { path: path.to_owned() });
        }
        create_folder(path)?;
        let lock = FolderLock::acquire(path)?;
        let manifest = Manifest::of(design);
        sweep_temporary(path)?;
        match Manifest::read(path) {
            Ok(found) => {
                if let Some(what) = another(&found, &manifest) {
                    if !force {
                        return Err(FolderError::AnotherPlan { path: path.to_owned(), what });
                    }
                    clear(path)?;
                }
            }
            Err(_) if path.join(MANIFEST_NAME).exists() || !is_empty(path)? => {
                // What is there is of other origin and stays.
                if !force {
                    return Err(FolderError::Foreign { path: path.to_owned() });
                }
            }
            Err(_) => {}
        }
        // While it runs the old checksums would be wrong.
        remove(&path.join(CHECKSUMS_NAME))?;
        manifest.write(path)?;
        let folder = Self { path: path.to_owned(), manifest, _lock: lock };
        folder.write_plans(design)?;
        create_folder(&path.join("runs"))?;
        Ok(folder)
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn write_plans(&self, design: &Design) -> Result<(), FolderError> {
        for variant in &design.variants {
            let file = self.path.join(plan_path(&variant.name));
            let beside = file.parent().unwrap_or(&self.path);
            create_folder(beside)?;
            for attachment in plan::attachments(&variant.course.loaded) {
                copy(&attachment.location, &beside.join(attachment.name.trim_start_matches("./")))?;
            }
            write_whole(&file, variant.plan.as_bytes())?;
        }
        Ok(())
    }

    fn kept_path(&self, variant: usize, replicate: u64) -> PathBuf {
        let name = self.manifest.variants.get(variant).map_or("", |v| v.name.as_str());
        self.path.join(format!("runs/{name}-{replicate:05}.bin"))
    }

    /// Writes tables, pictures, manifest and checksums; `circumstances` is the text of the file that tells when and where.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn finish(self, design: &Design, comparison: &Comparison, circumstances: &str) -> Result<(), FolderError> {
        let (runs, summary, series) = (tables::runs(comparison), tables::summary(comparison), tables::series());
        let (design_table, compared) = (tables::design(design), tables::comparison(comparison));
        let mut files = vec![("design.csv", &design_table), ("runs.csv", &runs), ("series.csv", &series), ("summary.csv", &summary)];
        if comparison.names.len() > 1 {
            files.push(("comparison.csv", &compared));
        }
        let codebook = tables::codebook(&files);
        files.push(("codebook.csv", &codebook));
        for (name, table) in files {
            if name == "series.csv" {
                write_whole_with(&self.path.join(name), |w| write_rows(&series, tables::series_rows(comparison), w))?;
            } else {
                write_whole(&self.path.join(name), to_csv(table).as_bytes())?;
            }
        }
        self.write_figures(comparison)?;
        self.manifest.clone().completed(comparison).write(&self.path)?;
        write_whole(&self.path.join(CIRCUMSTANCES_NAME), circumstances.as_bytes())?;
        Checksums::of(&self.path)?.without(CIRCUMSTANCES_NAME).write(&self.path.join(CHECKSUMS_NAME))?;
        Ok(())
    }

    /// Writes the points of each figure, and its picture where the program can draw.
    fn write_figures(&self, comparison: &Comparison) -> Result<(), FolderError> {
        let plots = self.path.join("plots");
        create_folder(&plots)?;
        for figure in figures::all(comparison) {
            write_whole(&plots.join(format!("{}.csv", figure.name)), to_csv(&figure.points).as_bytes())?;
            #[cfg(feature = "plots")]
            write_whole(&plots.join(format!("{}.svg", figure.name)), super::pictures::draw(&figure).as_bytes())?;
        }
        Ok(())
    }
}

impl Keep for ResultFolder {
    fn find(&self, variant: usize, replicate: u64) -> Option<Outcome> {
        let plan = self.manifest.variants.get(variant)?;
        kept::read(&self.kept_path(variant, replicate), &plan.plan_hash, replicate)
    }

    fn keep(&self, variant: usize, outcome: &Outcome) -> Result<(), FileError> {
        let hash = self.manifest.variants.get(variant).map_or("", |v| v.plan_hash.as_str());
        kept::write(&self.kept_path(variant, outcome.replicate), hash, outcome)
    }
}

/// What tells the plan of a folder from another; none if it can go on with it.
fn another(found: &Manifest, wanted: &Manifest) -> Option<String> {
    let names = |m: &Manifest| m.variants.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join(", ");
    if names(found) != names(wanted) {
        return Some(format!("it has {}, asked for are {}", names(found), names(wanted)));
    }
    if found.program.results_version != wanted.program.results_version {
        return Some(format!("of a program with results version {}, this one has {}", found.program.results_version, wanted.program.results_version));
    }
    if found.plan_hash != wanted.plan_hash {
        let changed = found.variants.iter().zip(&wanted.variants).find(|(a, b)| a.plan_hash != b.plan_hash);
        return Some(
            changed.map_or_else(|| "differently paired".to_owned(), |(a, _)| format!("`{}` has other values; see `{}` in the folder", a.name, a.plan)),
        );
    }
    (found.replicates > wanted.replicates).then(|| format!("it has {} replicates, asked for are {}", found.replicates, wanted.replicates))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = fs::read_dir(folder).map_err(|e| FileError::io("list", folder, e))?;
    entries.map(|entry| entry.map(|e| e.path()).map_err(|e| FileError::io("list", folder, e))).collect()
}

fn is_empty(folder: &Path) -> Result<bool, FileError> {
    Ok(list(folder)?.iter().all(|path| path.file_name().is_some_and(|name| name == LOCK_NAME)))
}

fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(FileError::io("remove", path, e)),
        _ => Ok(()),
    }
}

/// Removes what a process that died was writing.
fn sweep_temporary(folder: &Path) -> Result<(), FileError> {
    for place in std::iter::once(folder.to_owned()).chain(["plots", "runs"].map(|name| folder.join(name))).filter(|p| p.is_dir()) {
        for path in list(&place)? {
            let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            if name.starts_with('.') && name.ends_with(TEMPORARY_SUFFIX) {
                remove(&path)?;
            }
        }
    }
    Ok(())
}

/// Removes the results of another plan: only what this program writes.
fn clear(folder: &Path) -> Result<(), FileError> {
    for name in TABLES.into_iter().chain([MANIFEST_NAME, CIRCUMSTANCES_NAME, CHECKSUMS_NAME]) {
        remove(&folder.join(name))?;
    }
    for place in FOLDERS.map(|name| folder.join(name)).iter().filter(|place| place.is_dir()) {
        fs::remove_dir_all(place).map_err(|e| FileError::io("remove", place, e))?;
    }
    Ok(())
}

/// Copies a file, or the data tables of a folder.
fn copy(from: &Location, to: &Path) -> Result<(), FileError> {
    let Location::Disk(from) = from else { return Ok(()) };
    if from.is_dir() {
        create_folder(to)?;
        for name in FILES {
            write_whole(&to.join(name), &read_whole(&from.join(name))?)?;
        }
        return Ok(());
    }
    write_whole(to, &read_whole(from)?)
}
