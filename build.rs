//! What the program holds inside and nobody writes down twice: the shipped scenarios and tables, and what the files of
//! mechanisms say of themselves. Both are found by walking folders.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Folder of the shipped scenarios and tables.
const SCENARIOS: &str = "scenarios";
/// Folder of the mechanisms.
const MECHANISMS: &str = "src/mechanism";

fn main() -> io::Result<()> {
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("no {name}")));
    let (root, out) = (variable("CARGO_MANIFEST_DIR")?, variable("OUT_DIR")?);
    // Cargo looks into every folder below for files that came, went or changed.
    for folder in [SCENARIOS, MECHANISMS] {
        writeln!(io::stdout(), "cargo::rerun-if-changed={folder}")?;
    }
    fs::write(out.join("embedded.rs"), embedded(&root)?)?;
    fs::write(out.join("submodels.rs"), submodels(&root)?)
}

/// Files below a folder with one of the endings, by their path in it with `/`, sorted.
fn below(folder: &Path, endings: &[&str]) -> io::Result<Vec<String>> {
    let (mut list, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(place) = folders.pop() {
        for entry in fs::read_dir(place)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|e| ending == *e)) {
                let inside = path.strip_prefix(folder).map_err(io::Error::other)?;
                let name = inside.to_str().ok_or_else(|| io::Error::other(format!("{inside:?} is not UTF-8")))?;
                list.push(name.replace('\\', "/"));
            }
        }
    }
    list.sort();
    Ok(list)
}

/// A table of names below `scenarios/` and texts. Its paths begin where the package lies when it is compiled.
fn embedded(root: &Path) -> io::Result<String> {
    let mut out = String::from("&[\n");
    for name in below(&root.join(SCENARIOS), &["toml", "csv"])? {
        let path = format!("/{SCENARIOS}/{name}");
        writeln!(out, "({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),")
            .map_err(io::Error::other)?;
    }
    Ok(out + "]\n")
}

/// A table of files below `src/mechanism/` and the comments at their heads.
fn submodels(root: &Path) -> io::Result<String> {
    let folder = root.join(MECHANISMS);
    let mut out = String::from("&[\n");
    for name in below(&folder, &["rs"])? {
        let text = fs::read_to_string(folder.join(&name))?;
        let head = text.lines().map_while(|line| line.strip_prefix("//!"));
        let head: String = head.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
        writeln!(out, "({name:?}, {head:?}),").map_err(io::Error::other)?;
    }
    Ok(out + "]\n")
}
