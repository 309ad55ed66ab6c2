//! Digests of the files of a folder, in the format that the program `b3sum` writes and checks.

use crate::base::files::{FileError, LOCK_NAME, read_text, write_whole};
use crate::base::ordinary::open_ordinary;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path};

/// Usual name of the file of digests in a result folder.
pub const CHECKSUMS_NAME: &str = "CHECKSUMS.b3";

/// Digests by path relative to the folder, with `/` between the parts on every system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksums {
    digests: BTreeMap<String, String>,
}

/// How what stands in a folder differs from a list of digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It has a digest and does not exist.
    Missing,
    /// Its content is another one.
    Changed,
    /// It exists and has no digest.
    Unknown,
    /// It is no regular file: a link, a device, a name that is no text.
    NoFile,
}

impl Checksums {
    /// Adds a file: its path relative to the folder, and its digest.
    pub fn insert(&mut self, name: String, digest: String) {
        self.digests.insert(name, digest);
    }

    /// The digest of a file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.digests.get(name).map(String::as_str)
    }

    /// Reads a file of digests.
    ///
    /// # Errors
    /// [`FileError::Io`] if it cannot be read, [`FileError::Malformed`] with the line if it has not the form "digest,
    /// two spaces, relative path".
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let mut digests = BTreeMap::new();
        for (index, line) in read_text(path)?.lines().enumerate() {
            let malformed = |reason: &str| FileError::Malformed {
                path: path.to_owned(),
                line: index + 1,
                reason: reason.to_owned(),
            };
            let (escaped, rest) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
            let (digest, name) = rest.split_once("  ").ok_or_else(|| {
                malformed(
                    "expected a digest, two spaces and a \
                path",
                )
            })?;
            if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
                return Err(malformed("expected a digest of 64 hexadecimal digits"));
            }
            let name = if escaped { unescape(name) } else { name.to_owned() };
            // A file from elsewhere must not make us read outside the folder.
            if name.is_empty() || !Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(malformed("expected a path inside the folder"));
            }
            if digests.insert(name, digest.to_owned()).is_some() {
                return Err(malformed("this file was named before"));
            }
        }
        Ok(Self { digests })
    }

    /// Writes the digests to `path`, whole or not at all.
    ///
    /// # Errors
    /// [`FileError::Io`] if `path` cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        write_whole(path, self.text().as_bytes())
    }

    /// Compares with what stands under `folder`, the lock and the list of digests at its top left out; empty if all is
    /// as it was. Sorted by path. What has no digest is not read.
    ///
    /// # Errors
    /// [`FileError::Io`] if a folder or a file that has a digest cannot be read.
    pub fn check(&self, folder: &Path) -> Result<Vec<(String, Difference)>, FileError> {
        let mut found = BTreeMap::new();
        collect(folder, "", &mut found)?;
        let mut differences = Vec::new();
        for (name, listed) in &self.digests {
            differences.extend(
                match found.remove(name) {
                    None => Some(Difference::Missing),
                    Some(false) => Some(Difference::NoFile),
                    Some(true) => (digest(&folder.join(name))? != *listed).then_some(Difference::Changed),
                }
                .map(|difference| (name.clone(), difference)),
            );
        }
        let unknown = |plain| if plain { Difference::Unknown } else { Difference::NoFile };
        differences.extend(found.into_iter().map(|(name, plain)| (name, unknown(plain))));
        differences.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(differences)
    }

    /// Relative path and digest (64 hexadecimal digits) of each file, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.digests.iter().map(|(name, digest)| (name.as_str(), digest.as_str()))
    }

    /// The content of the file of digests.
    #[must_use]
    pub fn text(&self) -> String {
        self.digests
            .iter()
            .map(|(name, digest)| {
                if name.contains(['\\', '\n', '\r']) {
                    format!("\\{digest}  {}\n", escape(name))
                } else {
                    format!("{digest}  {name}\n")
                }
            })
            .collect()
    }
}

/// Digest of one file, 64 hexadecimal digits.
///
/// # Errors
/// [`FileError::Io`] if it cannot be read.
pub fn digest(path: &Path) -> Result<String, FileError> {
    let mut hasher = blake3::Hasher::new();
    let file = open_ordinary(OpenOptions::new().read(true), path).map_err(|e| FileError::io("open", path, e))?;
    hasher.update_reader(file).map_err(|source| FileError::io("read", path, source))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Passes on what is written and digests it.
pub struct Digesting<'a> {
    writer: &'a mut dyn Write,
    hasher: blake3::Hasher,
}

impl<'a> Digesting<'a> {
    /// Into a writer.
    pub fn of(writer: &'a mut dyn Write) -> Self {
        Self { writer, hasher: blake3::Hasher::new() }
    }

    /// Digest of what has been written, 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Everything under a folder but folders, and whether it is a regular file with a name that is text.
fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, bool>) -> Result<(), FileError> {
    let entries = fs::read_dir(folder).map_err(|source| FileError::io("list", folder, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| FileError::io("list", folder, source))?;
        let path = entry.path();
        let (name, text) = match entry.file_name().into_string() {
            Ok(name) => (name, true),
            Err(bytes) => (bytes.to_string_lossy().into_owned(), false),
        };
        if prefix.is_empty() && (name == LOCK_NAME || name == CHECKSUMS_NAME) {
            continue;
        }
        let kind = entry.file_type().map_err(|source| FileError::io("inspect", &path, source))?;
        // Links are not followed: they may lead outside or in a circle.
        if kind.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else {
            found.insert(format!("{prefix}{name}"), kind.is_file() && text);
        }
    }
    Ok(())
}

fn escape(name: &str) -> String {
    name.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescape(name: &str) -> String {
    let mut text = String::new();
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('r')) => text.push('\r'),
            ('\\', Some(other)) => text.push(other),
            (other, _) => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::create_folder;

    fn filled() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        create_folder(&folder.path().join("plots")).unwrap();
        for (name, content) in [("runs.csv", "a,b\n"), ("plots/one.svg", "<svg/>"), (".lock", "")] {
            write_whole(&folder.path().join(name), content.as_bytes()).unwrap();
        }
        folder
    }

    fn listed(folder: &Path, names: &[&str]) -> Checksums {
        let mut sums = Checksums::default();
        names.iter().for_each(|name| sums.insert((*name).to_owned(), digest(&folder.join(name)).unwrap()));
        sums
    }

    #[test]
    fn what_is_passed_on_is_digested() {
        let (mut out, whole) = (Vec::new(), blake3::hash(b"one and two").to_hex().to_string());
        let mut digesting = Digesting::of(&mut out);
        digesting.write_all(b"one ").unwrap();
        digesting.write_all(b"and two").unwrap();
        assert_eq!(digesting.digest(), whole);
        assert_eq!(out, b"one and two");
    }

    #[test]
    fn the_digest_is_blake3() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty");
        write_whole(&path, b"").unwrap();
        // The empty input in the test vectors of the BLAKE3 specification.
        assert_eq!(digest(&path).unwrap(), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    }

    #[test]
    fn what_changed_is_found() {
        let folder = filled();
        let path = folder.path().join(CHECKSUMS_NAME);
        listed(folder.path(), &["runs.csv", "plots/one.svg"]).write(&path).unwrap();
        let sums = Checksums::read(&path).unwrap();
        assert_eq!(sums.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["plots/one.svg", "runs.csv"]);
        assert_eq!(sums.check(folder.path()).unwrap(), []);
        write_whole(&folder.path().join("runs.csv"), b"a,c\n").unwrap();
        write_whole(&folder.path().join("a.txt"), b"").unwrap();
        fs::remove_file(folder.path().join("plots/one.svg")).unwrap();
        write_whole(&folder.path().join("plots/.lock"), b"").unwrap();
        let expected = [
            ("a.txt", Difference::Unknown),
            ("plots/.lock", Difference::Unknown),
            ("plots/one.svg", Difference::Missing),
            ("runs.csv", Difference::Changed),
        ];
        assert_eq!(
            sums.check(folder.path()).unwrap(),
            expected.map(|(name, difference)| (name.to_owned(), difference))
        );
    }

    #[test]
    fn a_wrong_file_of_digests_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(CHECKSUMS_NAME);
        let good = "0".repeat(64);
        for bad in [
            "nonsense".to_owned(),
            "12  a".to_owned(),
            format!("{good}  ../a"),
            format!("{good}  /etc/passwd"),
            format!("{good}  a\n{good}  a"),
        ] {
            write_whole(&path, format!("{good}  fine\n{bad}\n").as_bytes()).unwrap();
            assert!(matches!(Checksums::read(&path), Err(FileError::Malformed { line: 2 | 3, .. })), "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn odd_names_survive() {
        let folder = tempfile::tempdir().unwrap();
        write_whole(&folder.path().join("a\\b\nc\\n"), b"x").unwrap();
        let sums = listed(folder.path(), &["a\\b\nc\\n"]);
        let path = folder.path().join(CHECKSUMS_NAME);
        sums.write(&path).unwrap();
        assert_eq!(Checksums::read(&path).unwrap(), sums);
    }
}
