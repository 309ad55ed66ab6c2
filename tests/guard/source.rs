//! The source tree as text: files, code without comments, code without tests.

use std::path::{Path, PathBuf};

/// The folder of the package.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder with an ending, as (path relative to the package with `/`, text), sorted.
pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut list = Vec::new();
    gather(&root().join(folder), ending, &mut list);
    list.sort();
    list
}

fn gather(folder: &Path, ending: &str, list: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            gather(&entry, ending, list);
        } else if entry.extension().is_some_and(|e| e == ending) {
            let name = entry.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            list.push((name, std::fs::read_to_string(&entry).unwrap()));
        }
    }
}

/// Folders directly below `src`, sorted.
pub fn folders() -> Vec<String> {
    let mut list: Vec<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().is_dir() && std::fs::read_dir(e.path()).unwrap().next().is_some())
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    list.sort();
    list
}

/// One piece of a Rust text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Code, with whitespace.
    Code(String),
    /// The inside of a string literal.
    Text(String),
    /// A comment, doc comments included.
    Comment(String),
}

/// A Rust text cut into code, string literals and comments. Character literals are code.
pub fn pieces(text: &str) -> Vec<Piece> {
    let c: Vec<char> = text.chars().collect();
    let (mut out, mut code, mut i) = (Vec::new(), String::new(), 0);
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    while i < c.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            let end = (i..c.len()).find(|&k| c[k] == '\n').unwrap_or(c.len());
            out.push(Piece::Code(std::mem::take(&mut code)));
            out.push(Piece::Comment(c[i..end].iter().collect()));
            i = end;
        } else if at(i) == '/' && at(i + 1) == '*' {
            let end = (i + 2..c.len()).find(|&k| at(k) == '*' && at(k + 1) == '/').map_or(c.len(), |k| k + 2);
            out.push(Piece::Code(std::mem::take(&mut code)));
            out.push(Piece::Comment(c[i..end].iter().collect()));
            i = end;
        } else if let Some((from, to, end)) = literal(&c, i) {
            out.push(Piece::Code(std::mem::take(&mut code)));
            out.push(Piece::Text(c[from..to].iter().collect()));
            i = end;
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            let end = (i + 3..c.len()).find(|&k| c[k] == '\'').map_or(c.len(), |k| k + 1);
            code.extend(&c[i..end]);
            i = end;
        } else if at(i) == '\'' && at(i + 2) == '\'' {
            code.extend(&c[i..i + 3]);
            i += 3;
        } else {
            code.push(c[i]);
            i += 1;
        }
    }
    out.push(Piece::Code(code));
    out
}

/// A string literal that begins at `i`: where its inside begins and ends, and where it ends.
fn literal(c: &[char], i: usize) -> Option<(usize, usize, usize)> {
    let joined = i > 0 && (c[i - 1].is_alphanumeric() || c[i - 1] == '_');
    let raw = c[i] == 'r' && !joined && matches!(c.get(i + 1), Some('"' | '#'));
    if raw {
        let hashes = c[i + 1..].iter().take_while(|&&h| h == '#').count();
        let from = i + 2 + hashes;
        if c.get(from - 1) != Some(&'"') {
            return None;
        }
        let close =
            |k: &usize| c[*k] == '"' && c[*k + 1..].iter().take(hashes).filter(|&&h| h == '#').count() == hashes;
        let to = (from..c.len()).find(close)?;
        return Some((from, to, to + 1 + hashes));
    }
    if c[i] != '"' {
        return None;
    }
    let mut to = i + 1;
    while to < c.len() && c[to] != '"' {
        to += if c[to] == '\\' { 2 } else { 1 };
    }
    Some((i + 1, to.min(c.len()), (to + 1).min(c.len())))
}

/// The text without comments; string literals stand in quotes if `texts`, else they are empty.
pub fn code(text: &str, texts: bool) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => out.push_str(&code),
            Piece::Text(inside) => out.push_str(&format!("\"{}\"", if texts { &inside } else { "" })),
            Piece::Comment(_) => {}
        }
    }
    out
}

/// The text up to its module of tests, which stands last.
pub fn untested(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests").map_or(text, |at| &text[..at])
}

/// Files of `src` that are not tests as a whole, without their modules of tests.
pub fn product() -> Vec<(String, String)> {
    let all = files("src", "rs");
    let only_tests: Vec<String> = all
        .iter()
        .flat_map(|(path, text)| {
            let folder = path.rsplit_once('/').unwrap().0.to_owned();
            let declared = text
                .match_indices("#[cfg(test)]\nmod ")
                .map(move |(at, mark)| text[at + mark.len()..].split([';', ' ']).next().unwrap().to_owned());
            declared.map(move |name| format!("{folder}/{name}.rs"))
        })
        .collect();
    let kept = all.into_iter().filter(|(path, _)| !only_tests.contains(path));
    kept.map(|(path, text)| (path, untested(&text).to_owned()))
        .filter(|(path, _)| !path.ends_with("_tests.rs"))
        .collect()
}

/// Words of a text: letters and digits with `_`.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}
