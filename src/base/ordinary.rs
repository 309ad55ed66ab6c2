//! Ordinary files, read with a limit: whatever stands where a file is wanted, nobody waits for it or reads without end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Most bytes that are read of a text: places in it are 32-bit numbers.
pub const LARGEST_TEXT: u64 = 1 << 28;
/// Most bytes that are read of what is kept of a replicate.
pub const LARGEST_KEPT: u64 = 1 << 32;

/// Reads a whole file, at most `most` bytes of it: whatever its length is said to be, no more is read.
///
/// # Errors
/// It does not exist, is no ordinary file, is longer, or cannot be read.
pub fn read_limited(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_ordinary(OpenOptions::new().read(true), path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(refused(format!("it has more than the {most} bytes allowed")));
    }
    Ok(bytes)
}

/// Opens an ordinary file. A pipe, a socket, a device or a folder is refused, and none of them is waited for: what
/// stands there is asked before it is opened, and once more of the opened file, should it have been exchanged.
///
/// # Errors
/// It does not exist, cannot be opened, or is no ordinary file.
pub fn open_ordinary(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    match fs::metadata(path) {
        Ok(found) => ordinary(&found)?,
        // Perhaps it is to be made.
        Err(source) if source.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(source),
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    ordinary(&file.metadata()?)?;
    Ok(file)
}

/// Refuses what is no ordinary file, in words.
fn ordinary(found: &fs::Metadata) -> io::Result<()> {
    let kind = found.file_type();
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(refused("it is a folder, wanted a file".to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Err(refused("it is a pipe, wanted a file: write what comes through it to a file first".to_owned()));
        }
        if kind.is_socket() {
            return Err(refused("it is a socket, wanted a file".to_owned()));
        }
    }
    Err(refused("it is a device, wanted a file".to_owned()))
}

fn refused(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::files::{FolderLock, LOCK_NAME, read_text};
    use super::*;

    #[test]
    fn only_an_ordinary_file_is_opened_and_no_more_of_it_read_than_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status();
        assert!(made.is_ok_and(|status| status.success()));
        let _held = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("device")).unwrap();
        for (name, word) in [("pipe", "a pipe"), ("socket", "a socket"), ("folder", "a folder"), ("device", "a device")]
        {
            let error = read_text(&at(name)).unwrap_err().to_string();
            assert!(error.contains(&format!("it is {word}")) && error.contains(name), "{error}");
            fs::create_dir(at(&format!("in-{name}"))).unwrap();
            fs::rename(at(name), at(&format!("in-{name}")).join(LOCK_NAME)).unwrap();
            let error = FolderLock::acquire(&at(&format!("in-{name}"))).unwrap_err().to_string();
            assert!(error.contains("a regular file is wanted") && error.contains(LOCK_NAME), "{error}");
        }
        fs::write(at("text"), "12345").unwrap();
        assert_eq!(read_limited(&at("text"), 5).unwrap(), b"12345");
        assert!(read_limited(&at("text"), 4).unwrap_err().to_string().contains("more than the 4 bytes allowed"));
    }
}
