//! What stands in a folder before results go into it, and which of it this program has written. Only that may be
//! removed or replaced: what the manifest or the list of digests names and is as it was written, and replicates, which
//! say what they are. All else is somebody's own.

use super::content::replicate_of;
use super::kept;
use super::manifest::{CIRCUMSTANCES_NAME, MANIFEST_NAME, Manifest};
use crate::base::checksums::{CHECKSUMS_NAME, Checksums, digest};
use crate::base::files::{FileError, LOCK_NAME, is_plain, is_temporary, read_text, stands};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What stands in a folder.
#[derive(Debug)]
pub struct Present {
    folder: PathBuf,
    /// The manifest, if there is one of this program.
    pub manifest: Option<Manifest>,
    /// Digests of the files that were written into it; between two states of the folder a file may have either.
    written: BTreeMap<String, Vec<String>>,
}

impl Present {
    /// Looks at a folder, which need not exist; `known` are the names of results besides plans and replicates.
    #[must_use]
    pub fn of(folder: &Path, known: &BTreeSet<String>) -> Self {
        let manifest = Manifest::read(folder).ok();
        let mut written: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // A list of digests without a manifest may be anybody's; names of other files do not belong into ours.
        if let Some(manifest) = &manifest {
            let list = folder.join(CHECKSUMS_NAME);
            let list = if is_plain(&list) { Checksums::read(&list).unwrap_or_default() } else { Checksums::default() };
            let plans = manifest.variants.iter().flat_map(|variant| &variant.files);
            let plans = plans.map(|file| (file.path.as_str(), file.blake3.as_str()));
            for (name, digest) in list.iter().chain(plans.filter(|(name, _)| is_inside(name))) {
                if known.contains(name) || name.starts_with("plans/") || replicate_of(name).is_some() {
                    written.entry(name.to_owned()).or_default().push(digest.to_owned());
                }
            }
        }
        Self { folder: folder.to_owned(), manifest, written }
    }

    /// The first folder on the way to a file that is none, or a link to where others have their files.
    fn blocked<'a>(&self, name: &'a str) -> Option<&'a str> {
        name.match_indices('/').map(|(at, _)| &name[..at]).find(|folder| {
            let path = self.folder.join(folder);
            stands(&path) && !is_folder(&path)
        })
    }

    /// Whether a file may be removed or replaced.
    fn is_ours(&self, name: &str) -> bool {
        let path = self.folder.join(name);
        if !is_plain(&path) || self.blocked(name).is_some() {
            return false;
        }
        match name {
            MANIFEST_NAME | CHECKSUMS_NAME => self.manifest.is_some(),
            CIRCUMSTANCES_NAME => self.manifest.is_some() && tells_circumstances(&path),
            // A replicate that was damaged is still none of the user's.
            _ if replicate_of(name).is_some() => self.written.contains_key(name) || kept::begins(&path),
            _ => {
                self.written.get(name).is_some_and(|written| digest(&path).is_ok_and(|found| written.contains(&found)))
            }
        }
    }

    /// What stands where files of these names are to go and may not be replaced: names in the folder. A name that ends
    /// in `/` is a folder that is wanted.
    #[must_use]
    pub fn in_the_way<'a>(&self, wanted: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut found = BTreeSet::new();
        for name in wanted {
            if let Some(folder) = self.blocked(name) {
                found.insert(folder.to_owned());
            } else if !name.ends_with('/') && stands(&self.folder.join(name)) && !self.is_ours(name) {
                found.insert(name.to_owned());
            }
        }
        found.into_iter().collect()
    }

    /// The files of the results in the folder that may be removed, replicates included.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn removable(&self) -> Result<Vec<String>, FileError> {
        let Some(manifest) = &self.manifest else { return Ok(Vec::new()) };
        let variants: BTreeSet<&str> = manifest.variants.iter().map(|v| v.name.as_str()).collect();
        let kept = replicates(&self.folder)?;
        let kept = kept.into_iter().filter(|name| replicate_of(name).is_some_and(|of| variants.contains(of.0)));
        let names: BTreeSet<String> = self.written.keys().cloned().chain(kept).collect();
        let names = names.into_iter().chain([CIRCUMSTANCES_NAME.to_owned()]);
        Ok(names.filter(|name| name != MANIFEST_NAME && self.is_ours(name)).collect())
    }

    /// The files of the results in the folder that may be removed, without replicates.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn replaceable(&self) -> Result<Vec<String>, FileError> {
        let mut names = self.removable()?;
        names.retain(|name| replicate_of(name).is_none());
        Ok(names)
    }
}

/// Names of the files in the folder of replicates that have the name of one.
///
/// # Errors
/// Where it cannot be read; that there is none is no error.
pub fn replicates(folder: &Path) -> Result<Vec<String>, FileError> {
    let runs = folder.join("runs");
    if !is_folder(&runs) {
        return Ok(Vec::new());
    }
    let names = list(&runs)?.into_iter().filter_map(|path| Some(format!("runs/{}", path.file_name()?.to_str()?)));
    Ok(names.filter(|name| replicate_of(name).is_some()).collect())
}

/// Whether a path stays inside the folder that it is relative to.
fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether a folder stands at `path` itself, not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Whether a file tells when and where an experiment was run.
fn tells_circumstances(path: &Path) -> bool {
    let value = read_text(path).ok().and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    value.is_some_and(|value| ["started", "threads", "command"].iter().all(|key| value.get(key).is_some()))
}

/// What stands in a folder.
///
/// # Errors
/// Where it cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = fs::read_dir(folder).map_err(|e| FileError::io("list", folder, e))?;
    entries.map(|entry| entry.map(|e| e.path()).map_err(|e| FileError::io("list", folder, e))).collect()
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Whether nothing stands in a folder but what a process of this program leaves that died before it began.
///
/// # Errors
/// Where it cannot be read.
pub fn is_empty(folder: &Path) -> Result<bool, FileError> {
    Ok(list(folder)?.iter().map(|path| name(path)).all(|name| name == LOCK_NAME || is_temporary(&name)))
}

/// Removes what a process that died was writing.
///
/// # Errors
/// Where it cannot be removed.
pub fn sweep_temporary(folder: &Path) -> Result<(), FileError> {
    let mut places = vec![folder.join("plots"), folder.join("runs")];
    let plans = folder.join("plans");
    if is_folder(&plans) {
        places.extend(list(&plans)?);
    }
    places.retain(|place| is_folder(place));
    for place in std::iter::once(folder.to_owned()).chain(places) {
        for path in list(&place)?.iter().filter(|path| is_temporary(&name(path)) && is_plain(path)) {
            remove(path)?;
        }
    }
    Ok(())
}

/// Removes a file, if it is there.
///
/// # Errors
/// Where it cannot be removed.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(FileError::io("remove", path, e)),
        _ => Ok(()),
    }
}

/// Removes files of a folder, and the folders in it that are then empty.
///
/// # Errors
/// Where one cannot be removed.
pub fn clear(folder: &Path, names: &[String]) -> Result<(), FileError> {
    let mut folders = BTreeSet::new();
    for name in names {
        remove(&folder.join(name))?;
        folders.extend(name.match_indices('/').map(|(at, _)| &name[..at]));
    }
    // The inner ones first. One that holds something of somebody else stays.
    for inner in folders.into_iter().rev() {
        let _ = fs::remove_dir(folder.join(inner));
    }
    Ok(())
}
