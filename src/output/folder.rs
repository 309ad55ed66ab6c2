//! The folder of results: one process at a time, one plan a folder, every file whole or absent, every finished
//! replicate kept.

use super::csv::{to_csv, write_rows};
use super::kept::{self, Stamp};
use super::manifest::{CIRCUMSTANCES_NAME, MANIFEST_NAME, Manifest};
use crate::base::checksums::{CHECKSUMS_NAME, Checksums};
use crate::base::figure::Figure;
use crate::base::files::{
    FileError, FolderLock, LOCK_NAME, TEMPORARY_SUFFIX, create_folder, read_whole, write_whole, write_whole_with,
};
use crate::base::table::{Cell, Table};
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
    #[error("`{}` is a file, wanted a folder: choose another with `{flag}`", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// The flag that names the folder.
        flag: &'static str,
    },
    /// It holds results, and is wanted for single replicates.
    #[error("`{}` holds the results of a `run` or `compare`: choose another folder with `--keep`", path.display())]
    Results {
        /// The folder.
        path: PathBuf,
    },
    /// It holds something else than results.
    #[error("`{}` is not empty and holds no results of this program: choose another folder with `--out`, or add the \
        results to it with `--force`", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// It holds the results of another plan.
    #[error("`{}` holds the results of another plan ({what}): choose another folder with `--out`, or replace them \
        with `--force`", path.display())]
    AnotherPlan {
        /// The folder.
        path: PathBuf,
        /// What differs.
        what: String,
    },
}

/// A frozen plan to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its text.
    pub text: String,
    /// Files to be copied beside it: name there, and where each is now.
    pub beside: Vec<(String, PathBuf)>,
}

/// What a finished experiment puts into its folder.
pub struct Content<'a> {
    /// The manifest when all has been run.
    pub manifest: Manifest,
    /// Tables by the name of their file.
    pub tables: Vec<(&'a str, &'a Table)>,
    /// A table too long to be held: name of its file, columns, rows.
    pub long: (&'a str, &'a Table, Box<dyn Iterator<Item = Vec<Cell>> + 'a>),
    /// Figures.
    pub figures: Vec<Figure>,
    /// Text of the file that tells when and where.
    pub circumstances: String,
}

/// A folder of results held by this process.
#[derive(Debug)]
pub struct ResultFolder {
    path: PathBuf,
    manifest: Manifest,
    _lock: FolderLock,
}

impl ResultFolder {
    /// Takes a folder for an experiment: a new one, an empty one, or one that holds results of the same plans, whose
    /// finished replicates are then kept. `force` replaces the results of other plans; files of other origin are never
    /// removed. `plans` are those of the manifest's variants, in their order.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn open(path: &Path, manifest: Manifest, plans: &[Frozen], force: bool) -> Result<Self, FolderError> {
        if path.exists() && !path.is_dir() {
            return Err(FolderError::NotAFolder { path: path.to_owned(), flag: "--out" });
        }
        create_folder(path)?;
        let lock = FolderLock::acquire(path)?;
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
        folder.write_plans(plans)?;
        create_folder(&path.join("runs"))?;
        Ok(folder)
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn write_plans(&self, plans: &[Frozen]) -> Result<(), FolderError> {
        for (variant, plan) in self.manifest.variants.iter().zip(plans) {
            let file = self.path.join(&variant.plan);
            let folder = file.parent().unwrap_or(&self.path);
            create_folder(folder)?;
            for (name, from) in &plan.beside {
                let to = folder.join(name);
                create_folder(to.parent().unwrap_or(folder))?;
                write_whole(&to, &read_whole(from)?)?;
            }
            write_whole(&file, plan.text.as_bytes())?;
        }
        Ok(())
    }

    /// File and stamp of a replicate of a variant.
    fn place(&self, variant: usize, replicate: u64) -> Option<(PathBuf, Stamp<'_>)> {
        let of = self.manifest.variants.get(variant)?;
        let stamp = Stamp { version: self.manifest.program.results_version, plan: &of.plan_hash };
        Some((self.path.join(format!("runs/{}-{replicate:05}.bin", of.name)), stamp))
    }

    /// What is kept of a replicate of a variant, if anything sound is.
    #[must_use]
    pub fn find(&self, variant: usize, replicate: u64) -> Option<Vec<u8>> {
        let (path, stamp) = self.place(variant, replicate)?;
        kept::read(&path, stamp)
    }

    /// Keeps a replicate of a variant.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, variant: usize, replicate: u64, bytes: &[u8]) -> Result<(), FileError> {
        self.place(variant, replicate).map_or(Ok(()), |(path, stamp)| kept::write(&path, stamp, bytes))
    }

    /// Writes tables, pictures, manifest and checksums.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn finish(self, content: Content<'_>) -> Result<(), FolderError> {
        for (name, table) in content.tables {
            write_whole(&self.path.join(name), to_csv(table).as_bytes())?;
        }
        let (name, columns, rows) = content.long;
        write_whole_with(&self.path.join(name), |w| write_rows(columns, rows, w))?;
        let plots = self.path.join("plots");
        create_folder(&plots)?;
        for figure in &content.figures {
            write_whole(&plots.join(format!("{}.csv", figure.name)), to_csv(&figure.points).as_bytes())?;
            #[cfg(feature = "plots")]
            write_whole(&plots.join(format!("{}.svg", figure.name)), super::pictures::draw(figure).as_bytes())?;
        }
        content.manifest.write(&self.path)?;
        write_whole(&self.path.join(CIRCUMSTANCES_NAME), content.circumstances.as_bytes())?;
        Checksums::of(&self.path)?.without(CIRCUMSTANCES_NAME).write(&self.path.join(CHECKSUMS_NAME))?;
        Ok(())
    }
}

/// What tells the plan of a folder from another; none if it can go on with it.
fn another(found: &Manifest, wanted: &Manifest) -> Option<String> {
    let names = |m: &Manifest| m.variants.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join(", ");
    if names(found) != names(wanted) {
        return Some(format!("it has {}, asked for are {}", names(found), names(wanted)));
    }
    if found.program.results_version != wanted.program.results_version {
        return Some(format!(
            "of a program with results version {}, this one has {}",
            found.program.results_version, wanted.program.results_version
        ));
    }
    if found.program.records != wanted.program.records {
        return Some("of a program that records other events, flows of money or measures".to_owned());
    }
    if found.plan_hash != wanted.plan_hash {
        let changed = found.variants.iter().zip(&wanted.variants).find(|(a, b)| a.plan_hash != b.plan_hash);
        return Some(changed.map_or_else(
            || "differently paired".to_owned(),
            |(a, _)| {
                format!(
                    "`{}` has other values; see `{}` \
                in the folder",
                    a.name, a.plan
                )
            },
        ));
    }
    (found.replicates > wanted.replicates)
        .then(|| format!("it has {} replicates, asked for are {}", found.replicates, wanted.replicates))
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
pub(super) fn sweep_temporary(folder: &Path) -> Result<(), FileError> {
    for place in
        std::iter::once(folder.to_owned()).chain(["plots", "runs"].map(|name| folder.join(name))).filter(|p| p.is_dir())
    {
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
