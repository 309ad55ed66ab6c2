//! Where scenarios and their data come from: the disk, or texts built into the program. One way to resolve a path for
//! both, so that a shipped scenario runs without any file.

use crate::base::diagnostics::nearest;
use crate::base::ordinary::{LARGEST_TEXT, open_ordinary, read_limited};
use std::fmt;
use std::fs::OpenOptions;
use std::path::{Component, Path, PathBuf};

/// In front of the name of a built-in file: `circula:base` is the built-in `base.toml`.
pub(super) const BUILT_IN: &str = "circula:";
/// Most bytes that are read of a scenario, or of another TOML text.
const LARGEST_SCENARIO: u64 = 1 << 24;

/// Most bytes that are read of a file.
fn most(path: &Path) -> u64 {
    if path.extension().is_some_and(|ending| ending == "csv") { LARGEST_TEXT } else { LARGEST_SCENARIO }
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// On the disk.
    Disk(PathBuf),
    /// Built in, under this path.
    Embedded(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(path) => write!(f, "{}", path.display()),
            Self::Embedded(path) => write!(f, "{BUILT_IN}{}", path.strip_suffix(".toml").unwrap_or(path)),
        }
    }
}

impl Location {
    /// A file in this folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        match self {
            Self::Disk(folder) => Self::Disk(folder.join(name)),
            Self::Embedded(folder) if folder.is_empty() => Self::Embedded(name.to_owned()),
            Self::Embedded(folder) => Self::Embedded(format!("{folder}/{name}")),
        }
    }

    /// File name without folder and ending.
    #[must_use]
    pub fn stem(&self) -> String {
        let path = match self {
            Self::Disk(path) => path,
            Self::Embedded(path) => Path::new(path),
        };
        path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    fn folder(&self) -> PathBuf {
        let path = match self {
            Self::Disk(path) => path,
            Self::Embedded(path) => Path::new(path),
        };
        path.parent().map(tidy).unwrap_or_default()
    }
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Trouble {
    /// What is wrong, with the path.
    pub message: String,
    /// What is allowed, or the nearest name that exists.
    pub help: Option<String>,
}

impl Trouble {
    fn new(message: impl Into<String>, help: impl Into<Option<String>>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// The disk, and the texts built into the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files {
    embedded: &'static [(&'static str, &'static str)],
}

impl Files {
    /// The disk and a list of built-in files: paths with `/`, and texts.
    #[must_use]
    pub const fn new(embedded: &'static [(&'static str, &'static str)]) -> Self {
        Self { embedded }
    }

    /// Paths of the built-in files.
    pub fn embedded(&self) -> impl Iterator<Item = &'static str> {
        self.embedded.iter().map(|(path, _)| *path)
    }

    /// The location of a scenario named by the user: a path, or `circula:NAME`.
    #[must_use]
    pub fn top(path: &str) -> Location {
        built_in(path).map_or_else(|| Location::Disk(PathBuf::from(path)), Location::Embedded)
    }

    /// Resolves a path written in the file `from`. It may not leave the folder of `top`, the scenario that was asked
    /// for.
    ///
    /// # Errors
    /// An empty or absolute path, or one that leaves the folder.
    pub fn resolve(top: &Location, from: &Location, text: &str) -> Result<Location, Trouble> {
        if let Some(path) = built_in(text) {
            return Ok(Location::Embedded(path));
        }
        let path = Path::new(text);
        if text.trim().is_empty() {
            return Err(Trouble::new(
                "the path is empty",
                "wanted a path relative to this file, or `circula:base`".to_owned(),
            ));
        }
        if path.has_root() || matches!(path.components().next(), Some(Component::Prefix(_))) {
            let help = "wanted a path relative to this file: scenarios must work on another machine".to_owned();
            return Err(Trouble::new(format!("`{text}` is an absolute path"), help));
        }
        let fence = if matches!(from, Location::Embedded(_)) { PathBuf::new() } else { top.folder() };
        let path = tidy(&from.folder().join(path));
        let leaves =
            path.strip_prefix(&fence).map_or(true, |rest| rest.components().any(|c| c == Component::ParentDir));
        let disk = matches!(from, Location::Disk(_));
        if leaves || (disk && link_leaves(&fence, &path)) {
            let help = "put the file into the scenario's folder or below; built-in files are reached as `circula:NAME`"
                .to_owned();
            return Err(Trouble::new(format!("`{text}` leads out of the folder of the scenario"), help));
        }
        Ok(if disk { Location::Disk(path) } else { Location::Embedded(path.to_string_lossy().replace('\\', "/")) })
    }

    /// Resolves the name of a folder of data tables: a built-in folder by its bare name, else a path as in
    /// [`Files::resolve`].
    ///
    /// # Errors
    /// As for [`Files::resolve`], or no such folder.
    pub fn folder(&self, top: &Location, from: &Location, text: &str) -> Result<Location, Trouble> {
        let name = text.strip_prefix(BUILT_IN).unwrap_or(text);
        if self.has_folder(name) {
            return Ok(Location::Embedded(name.to_owned()));
        }
        let names = || nearest(name, self.embedded().filter_map(|p| p.split_once('/').map(|(folder, _)| folder)));
        let help = || {
            names().map_or_else(
                || "wanted a folder beside this file, or the name of a built-in one".to_owned(),
                |n| format!("a built-in one is `{n}`"),
            )
        };
        if text.starts_with(BUILT_IN) {
            return Err(Trouble::new(format!("no built-in folder `{text}`"), help()));
        }
        match Self::resolve(top, from, text)? {
            Location::Disk(path) if path.is_dir() => Ok(Location::Disk(path)),
            Location::Disk(path) if path.exists() => {
                Err(Trouble::new(format!("`{}` is a file, wanted a folder", path.display()), help()))
            }
            other => Err(Trouble::new(format!("no folder `{other}`"), help())),
        }
    }

    fn has_folder(&self, name: &str) -> bool {
        self.embedded().any(|path| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// No such file (with the nearest name), a folder, a pipe, a socket or a device, not UTF-8, larger than 16 MiB (a
    /// table: 256 MiB), or refused by the system.
    pub fn read(&self, location: &Location) -> Result<String, Trouble> {
        self.check(location)?;
        match location {
            Location::Embedded(path) => Ok(self
                .embedded
                .iter()
                .find(|(p, _)| p == path)
                .map_or_else(String::new, |(_, text)| (*text).to_owned())),
            Location::Disk(path) => {
                let shown = path.display();
                let bytes = read_limited(path, most(path))
                    .map_err(|e| Trouble::new(format!("cannot read `{shown}`: {e}"), None))?;
                String::from_utf8(bytes).map_err(|e| {
                    let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
                    let line = good.iter().filter(|b| **b == b'\n').count() + 1;
                    Trouble::new(
                        format!("`{shown}` is not UTF-8 text (line {line})"),
                        "save the file as UTF-8".to_owned(),
                    )
                })
            }
        }
    }

    /// Whether a text can be read, as far as can be told without reading it.
    ///
    /// # Errors
    /// As for [`Files::read`].
    pub fn check(&self, location: &Location) -> Result<(), Trouble> {
        match location {
            Location::Embedded(path) if self.embedded().any(|p| p == path) => Ok(()),
            Location::Embedded(path) => {
                let help = nearest(path, self.embedded()).map_or_else(
                    || {
                        format!(
                            "built in: {}",
                            self.embedded().filter(|p| p.ends_with(".toml")).map(short).collect::<Vec<_>>().join(", ")
                        )
                    },
                    |n| format!("a built-in file with a similar name exists: `{}`", short(n)),
                );
                Err(Trouble::new(format!("no built-in file `{}`", short(path)), help))
            }
            Location::Disk(path) => check_disk(path),
        }
    }

    /// The same for two spellings of one file.
    pub(super) fn key(location: &Location) -> Location {
        match location {
            Location::Disk(path) => Location::Disk(std::fs::canonicalize(path).unwrap_or_else(|_| tidy(path))),
            Location::Embedded(_) => location.clone(),
        }
    }
}

fn short(path: &str) -> String {
    Location::Embedded(path.to_owned()).to_string()
}

fn built_in(text: &str) -> Option<String> {
    let name = text.strip_prefix(BUILT_IN)?;
    Some(if Path::new(name).extension().is_some() { name.to_owned() } else { format!("{name}.toml") })
}

fn check_disk(path: &Path) -> Result<(), Trouble> {
    let shown = path.display();
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let help = neighbour(path).unwrap_or_else(|| {
                "check the path; a built-in scenario is named as in \
                `circula:state-led`"
                    .to_owned()
            });
            return Err(Trouble::new(format!("no file `{shown}`"), help));
        }
        Err(e) => return Err(Trouble::new(format!("cannot read `{shown}`: {e}"), None)),
    };
    if found.is_dir() {
        return Err(Trouble::new(format!("`{shown}` is a folder, wanted a file"), None));
    }
    if found.len() > most(path) {
        return Err(Trouble::new(
            format!("`{shown}` has {} bytes, more than the {} allowed", found.len(), most(path)),
            None,
        ));
    }
    // Opened once, so that a pipe or a device is refused here too.
    open_ordinary(OpenOptions::new().read(true), path)
        .map(drop)
        .map_err(|e| Trouble::new(format!("cannot read `{shown}`: {e}"), None))
}

/// The file in the same folder with the nearest name.
fn neighbour(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let Ok(list) = std::fs::read_dir(folder) else {
        return Some(format!(
            "the folder `{}` does not exist or cannot be \
        read",
            folder.display()
        ));
    };
    let mut names: Vec<String> = list.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(format!("a file with a similar name exists: `{}`", path.with_file_name(near).display()))
}

/// The path without `.` and with `..` worked off as far as the names go; `..` in front stay.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether links on the disk take a path out of the folder, although its name does not.
fn link_leaves(fence: &Path, path: &Path) -> bool {
    let here = if fence.as_os_str().is_empty() { Path::new(".") } else { fence };
    match (std::fs::canonicalize(here), std::fs::canonicalize(path)) {
        (Ok(fence), Ok(path)) => !path.starts_with(fence),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &[(&str, &str)] = &[("base.toml", "x = 1"), ("mali/regions.csv", "a,b")];

    fn disk(path: &str) -> Location {
        Location::Disk(PathBuf::from(path))
    }

    #[test]
    fn paths_are_relative_to_their_file_and_stay_in_the_folder() {
        let top = disk("s/free.toml");
        assert_eq!(Files::resolve(&top, &top, "sub/./a.toml"), Ok(disk("s/sub/a.toml")));
        assert_eq!(Files::resolve(&top, &disk("s/sub/a.toml"), "../b.toml"), Ok(disk("s/b.toml")));
        assert_eq!(Files::resolve(&top, &top, "circula:base"), Ok(Location::Embedded("base.toml".into())));
        for (from, out) in [
            ("s/free.toml", "../b.toml"),
            ("s/sub/a.toml", "../../b.toml"),
            ("s/free.toml", "/etc/passwd"),
            ("s/free.toml", "sub/../../s2/x"),
        ] {
            assert!(Files::resolve(&top, &disk(from), out).is_err(), "{out}");
        }
        for top in ["a.toml", "../a.toml", "../../a.toml"] {
            assert!(Files::resolve(&disk(top), &disk(top), "../b.toml").is_err(), "{top}");
            assert!(Files::resolve(&disk(top), &disk(top), "b.toml").is_ok(), "{top}");
        }
        let inside = Location::Embedded("mali/x.toml".into());
        assert_eq!(Files::resolve(&top, &inside, "../base.toml"), Ok(Location::Embedded("base.toml".into())));
        assert!(Files::resolve(&top, &inside, "../../base.toml").is_err());
    }

    #[test]
    fn built_in_folders_go_by_their_bare_name() {
        let files = Files::new(BUILT);
        let top = disk("nowhere/free.toml");
        assert_eq!(files.folder(&top, &top, "mali").unwrap(), Location::Embedded("mali".into()));
        assert_eq!(files.read(&files.folder(&top, &top, "circula:mali").unwrap().join("regions.csv")).unwrap(), "a,b");
        assert!(files.folder(&top, &top, "malli").unwrap_err().help.unwrap().contains("`mali`"));
        assert!(files.read(&Files::top("circula:bas")).unwrap_err().help.unwrap().contains("`circula:base`"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_folder_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        let inside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("b.toml"), "x = 1").unwrap();
        std::os::unix::fs::symlink(outside.path().join("b.toml"), inside.path().join("b.toml")).unwrap();
        let top = Location::Disk(inside.path().join("a.toml"));
        assert!(Files::resolve(&top, &top, "b.toml").unwrap_err().message.contains("out of the folder"));
    }
}
