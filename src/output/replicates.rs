//! A folder of replicates of any plans: what rows of different worlds keep of each finished replicate, so that an
//! interrupted run goes on. It holds nothing but these files; results are kept in a [`ResultFolder`].
//!
//! [`ResultFolder`]: super::folder::ResultFolder

use super::folder::FolderError;
use super::kept::{self, Stamp};
use super::manifest::MANIFEST_NAME;
use super::present::sweep_temporary;
use crate::base::files::{FileError, FolderLock, create_folder};
use std::path::{Path, PathBuf};

/// Characters of the plan's digest in the name of a file; the whole digest stands inside.
const NAME: usize = 32;

/// Name of the file of a replicate of a plan.
#[must_use]
pub fn name_of(plan: &str, replicate: u64) -> String {
    format!("{}-{replicate:05}.bin", plan.get(..NAME).unwrap_or(plan))
}

/// A folder of replicates held by this process.
#[derive(Debug)]
pub struct ReplicateFolder {
    path: PathBuf,
    version: u32,
    _lock: FolderLock,
}

impl ReplicateFolder {
    /// Takes a folder, which is made if there is none, for replicates of a version of the results. What is there stays:
    /// files of other plans and versions are not read, files of other origin not touched.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub fn open(path: &Path, version: u32) -> Result<Self, FolderError> {
        if path.exists() && !path.is_dir() {
            return Err(FolderError::NotAFolder { path: path.to_owned(), flag: "--keep" });
        }
        if path.join(MANIFEST_NAME).exists() {
            return Err(FolderError::Results { path: path.to_owned() });
        }
        create_folder(path)?;
        let lock = FolderLock::acquire(path)?;
        sweep_temporary(path)?;
        Ok(Self { path: path.to_owned(), version, _lock: lock })
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn place<'a>(&self, plan: &'a str, replicate: u64) -> (PathBuf, Stamp<'a>) {
        (self.path.join(name_of(plan, replicate)), Stamp { version: self.version, plan })
    }

    /// What is kept of a replicate of a plan, if anything sound is.
    #[must_use]
    pub fn find(&self, plan: &str, replicate: u64) -> Option<Vec<u8>> {
        let (path, stamp) = self.place(plan, replicate);
        kept::read(&path, stamp)
    }

    /// Keeps a replicate of a plan.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, plan: &str, replicate: u64, bytes: &[u8]) -> Result<(), FileError> {
        let (path, stamp) = self.place(plan, replicate);
        kept::write(&path, stamp, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicates_of_many_plans_live_in_one_folder_which_one_process_holds() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a/b");
        let folder = ReplicateFolder::open(&path, 1).unwrap();
        // Two plans whose names begin alike.
        let (one, two) = ("a".repeat(64), format!("{}{}", "a".repeat(32), "b".repeat(32)));
        folder.keep(&one, 7, b"one").unwrap();
        assert_eq!(folder.find(&one, 7), Some(b"one".to_vec()));
        assert_eq!((folder.find(&one, 8), folder.find(&two, 7)), (None, None));
        assert!(matches!(ReplicateFolder::open(&path, 1), Err(FolderError::File(FileError::Locked { .. }))));
        drop(folder);
        std::fs::write(path.join(".x.1-1.tmp"), b"half").unwrap();
        let later = ReplicateFolder::open(&path, 2).unwrap();
        assert_eq!(later.find(&one, 7), None, "of another version");
        assert!(!path.join(".x.1-1.tmp").exists());
    }

    #[test]
    fn a_folder_of_results_and_a_file_are_refused() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join(MANIFEST_NAME), b"{}").unwrap();
        assert!(matches!(ReplicateFolder::open(place.path(), 1), Err(FolderError::Results { .. })));
        let file = place.path().join(MANIFEST_NAME);
        assert!(matches!(ReplicateFolder::open(&file, 1), Err(FolderError::NotAFolder { .. })));
    }
}
