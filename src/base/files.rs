//! Files that appear whole or not at all, and one process a folder.
//!
//! A file is written under another name in the same folder, forced to the disk, and then renamed: whoever looks sees
//! the old file or the new one, never half of it, even after a power cut. A full disk is an error that names the file
//! and the cause.

use super::ordinary::{LARGEST_KEPT, LARGEST_TEXT, open_ordinary, read_limited};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Name of the file that [`FolderLock`] keeps in the folder.
pub const LOCK_NAME: &str = ".lock";
/// End of the names of files that are being written; whatever still has it after a crash may be deleted.
pub const TEMPORARY_SUFFIX: &str = ".tmp";

/// What can go wrong with a file; every message names the file and the cause.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb: "write", "rename".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Another process works in the folder.
    #[error("`{}` is in use by another process; wait for it to end or choose another folder", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// A file does not have the form it should have.
    #[error("`{}`{}: {reason}", path.display(), if *line > 0 { format!(", line {line}") } else { String::new() })]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, from 1; 0 where the file has no lines.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl FileError {
    /// The error `source` while `doing` something with `path`.
    #[must_use]
    pub fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }

    /// The file or folder concerned.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. } | Self::Locked { path } | Self::Malformed { path, .. } => path,
        }
    }
}

/// Writes `content` to `path`, whole or not at all; an existing file is replaced.
///
/// # Errors
/// [`FileError::Io`] if the folder does not exist or cannot be written, or the disk is full; `path` is then as it was
/// before.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), FileError> {
    write_whole_with(path, |writer| writer.write_all(content))
}

/// Writes to `path` what `fill` writes, whole or not at all; an existing file is replaced.
///
/// # Errors
/// [`FileError::Io`] if `fill` fails, the folder does not exist or cannot be written, or the disk is full; `path` is
/// then as it was before.
pub fn write_whole_with(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    Staged::write(path, fill)?.place()
}

/// Writes `content` to `path`, whole or not at all, without waiting for the disk: where the power fails the file may be
/// damaged or gone, so this is for what is checked when it is read and can be had again. A process that is killed does
/// no harm.
///
/// # Errors
/// [`FileError::Io`] if it cannot be written.
pub fn write_quickly(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let staged = Staged { temporary: temporary_name(path)?, path: path.to_owned() };
    fs::write(&staged.temporary, content).map_err(|source| FileError::io("write", path, source))?;
    fs::rename(&staged.temporary, path).map_err(|source| FileError::io("rename the finished file to", path, source))
}

/// Waits until a file that was written [quickly](write_quickly) is safe on the disk.
///
/// # Errors
/// [`FileError::Io`] if it cannot be opened or the disk fails.
pub fn settle(path: &Path) -> Result<(), FileError> {
    fs::File::open(path).and_then(|file| file.sync_all()).map_err(|source| FileError::io("sync", path, source))
}

/// A file that is safe on the disk under another name and waits to be put in its place; dropped, it leaves nothing.
#[derive(Debug)]
#[must_use]
pub struct Staged {
    temporary: PathBuf,
    path: PathBuf,
}

impl Staged {
    /// Writes what is to stand at `path` later.
    ///
    /// # Errors
    /// As [`write_whole_with`].
    pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Self, FileError> {
        let temporary = temporary_name(path)?;
        let staged = Self { temporary, path: path.to_owned() };
        write_temporary(&staged.temporary, fill).map_err(|source| FileError::io("write", path, source))?;
        Ok(staged)
    }

    /// Puts the file in its place; an existing one is replaced.
    ///
    /// # Errors
    /// [`FileError::Io`] if it cannot be renamed; what stood there stays.
    pub fn place(self) -> Result<(), FileError> {
        fs::rename(&self.temporary, &self.path)
            .map_err(|source| FileError::io("rename the finished file to", &self.path, source))?;
        sync_folder(folder_of(&self.path))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Once it is in its place there is no such file; a left-over one is harmless.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Whether a name is one that [`Staged`] gives to a file that is being written.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let inner = name.strip_prefix('.').and_then(|rest| rest.strip_suffix(TEMPORARY_SUFFIX));
    let numbers = inner.and_then(|inner| inner.rsplit_once('.')).and_then(|(_, numbers)| numbers.split_once('-'));
    numbers.is_some_and(|(process, count)| number(process) && number(count))
}

/// Whether a regular file stands at `path` itself: no folder, no link, nothing that could keep a reader waiting.
#[must_use]
pub fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// Whether anything stands at `path`, be it a link to nowhere.
#[must_use]
pub fn stands(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Makes `folder` and its parents and forces the entry of each new folder to the disk.
///
/// # Errors
/// [`FileError::Io`] if a folder cannot be made.
pub fn create_folder(folder: &Path) -> Result<(), FileError> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        create_folder(parent)?;
    }
    match fs::create_dir(folder) {
        Err(source) if !(source.kind() == io::ErrorKind::AlreadyExists && folder.is_dir()) => {
            Err(FileError::io("make the folder", folder, source))
        }
        _ => sync_folder(folder_of(folder)),
    }
}

/// Reads a whole file of at most [`LARGEST_KEPT`] bytes.
///
/// # Errors
/// [`FileError::Io`] if it does not exist, is no ordinary file, is too long or cannot be read.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, FileError> {
    read_limited(path, LARGEST_KEPT).map_err(|source| FileError::io("read", path, source))
}

/// Reads a whole text file of at most [`LARGEST_TEXT`] bytes.
///
/// # Errors
/// [`FileError::Io`] if it does not exist, is no ordinary file, is too long, cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let bytes = read_limited(path, LARGEST_TEXT);
    let text = bytes.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
    });
    text.map_err(|source| FileError::io("read", path, source))
}

/// The right of one process to write in a folder; ends when dropped, and by itself when the process dies.
#[derive(Debug)]
pub struct FolderLock {
    // Held only for its lock, which the system releases with the file.
    _file: File,
    folder: PathBuf,
}

impl FolderLock {
    /// Takes the folder for this process, without waiting.
    ///
    /// # Errors
    /// [`FileError::Locked`] if another process, or another lock of this one, has it; [`FileError::Io`] if the folder
    /// does not exist, cannot be written or its file system knows no locks.
    pub fn acquire(folder: &Path) -> Result<Self, FileError> {
        let path = folder.join(LOCK_NAME);
        if stands(&path) && !is_plain(&path) {
            let reason = "a regular file is wanted here, and something else stands in its place: move it away";
            return Err(FileError::Malformed { path, line: 0, reason: reason.to_owned() });
        }
        let file = open_ordinary(OpenOptions::new().create(true).truncate(false).write(true), &path)
            .map_err(|source| FileError::io("open the lock", &path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file, folder: folder.to_owned() }),
            Err(TryLockError::WouldBlock) => Err(FileError::Locked { path: folder.to_owned() }),
            Err(TryLockError::Error(source)) => Err(FileError::io("lock", &path, source)),
        }
    }

    /// The folder that is held.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn write_temporary(temporary: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut writer = BufWriter::new(OpenOptions::new().write(true).create_new(true).open(temporary)?);
    fill(&mut writer)?;
    writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// A name in the same folder (a rename does not cross file systems) that no other process or thread uses.
fn temporary_name(path: &Path) -> Result<PathBuf, FileError> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let Some(name) = path.file_name() else {
        return Err(FileError::io(
            "write",
            path,
            io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"),
        ));
    };
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}-{}{TEMPORARY_SUFFIX}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
    Ok(path.with_file_name(hidden))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Forces the entries of a folder to the disk, where the system can; Windows has no such call.
fn sync_folder(folder: &Path) -> Result<(), FileError> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder).and_then(|handle| handle.sync_all()) {
        // Some network file systems do not offer it for folders; the file itself is safe.
        Err(source) if !matches!(source.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(FileError::io("force to disk", folder, source))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_whole_and_replaces_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_whole(&path, b"old and long").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(read_text(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_whole(&path, b"old").unwrap();
        let error = write_whole_with(&path, |writer| {
            writer.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        })
        .unwrap_err();
        assert!(error.to_string().starts_with(&format!("cannot write `{}`: ", path.display())), "{error}");
        assert_eq!(read_text(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        // A file in the place of the folder cannot be written into by anybody, the superuser included.
        let file = folder.path().join("file");
        write_whole(&file, b"").unwrap();
        for path in [file.join("a.txt"), folder.path().join("absent/a.txt")] {
            let error = write_whole(&path, b"x").unwrap_err();
            assert_eq!(error.path(), path);
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        }
        assert!(create_folder(&file.join("below")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_folder_is_an_error_where_permissions_count() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
        let superuser = File::create(folder.path().join("probe")).is_ok();
        if !superuser {
            assert!(matches!(
                write_whole(&folder.path().join("a.txt"), b"x"),
                Err(FileError::Io { doing: "write", .. })
            ));
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_with_its_cause() {
        // /dev/full cannot be renamed over, so the write itself is tried.
        let error =
            File::options().write(true).open("/dev/full").and_then(|mut full| full.write_all(b"x")).unwrap_err();
        let error = FileError::io("write", Path::new("results/runs.csv"), error);
        assert!(error.to_string().contains("results/runs.csv") && error.to_string().contains("space"), "{error}");
    }

    #[test]
    fn a_path_without_a_file_name_is_refused() {
        assert!(write_whole(Path::new("/"), b"x").is_err());
    }

    #[test]
    fn folders_are_made_with_their_parents() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        create_folder(&deep).unwrap();
        create_folder(&deep).unwrap();
        assert!(deep.is_dir());
    }

    #[test]
    fn one_lock_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::acquire(folder.path()).unwrap();
        let error = FolderLock::acquire(first.folder()).unwrap_err();
        assert!(matches!(error, FileError::Locked { .. }) && error.to_string().contains("in use"), "{error}");
        drop(first);
        FolderLock::acquire(folder.path()).unwrap();
        assert!(FolderLock::acquire(&folder.path().join("absent")).is_err());
    }
}
