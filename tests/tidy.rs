//! Style that a reader may rely on: short files and functions, documented modules, no leftovers, no text that names
//! what does not exist.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use guard::source::{Piece, code, files, pieces, root};

/// Longest file: about 400 lines of at most 120 columns, tests 500.
const LONGEST: (usize, usize) = (420, 500);
/// Longest function, lines.
const LONGEST_FUNCTION: usize = 70;

fn rust() -> Vec<(String, String)> {
    let folders = ["src", "tests", "benches", "examples"];
    let build = std::fs::read_to_string(root().join("build.rs")).unwrap();
    folders.iter().flat_map(|folder| files(folder, "rs")).chain([("build.rs".to_owned(), build)]).collect()
}

fn texts() -> Vec<(String, String)> {
    let mut list = rust();
    for (folder, ending) in [("scenarios", "toml"), ("docs", "md"), (".github", "yml"), ("tests", "toml")] {
        list.extend(files(folder, ending));
    }
    for name in ["README.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml", ".ci/run", ".ci/same-bits"] {
        if let Ok(text) = std::fs::read_to_string(root().join(name)) {
            list.push((name.to_owned(), text));
        }
    }
    list
}

#[test]
fn files_are_short() {
    let limit = |path: &str| if path.starts_with("src/") { LONGEST.0 } else { LONGEST.1 };
    let long: Vec<_> = rust()
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, path)| *lines > limit(path))
        .collect();
    assert!(long.is_empty(), "split by meaning: {long:?}");
}

/// Functions of a text longer than the limit, by name with their length. A function ends at the line that closes its
/// indentation.
fn long_functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let rest = line.trim_start();
        let indent = line.len() - rest.len();
        let words: Vec<&str> = rest.split_whitespace().collect();
        let head = words.iter().position(|w| *w == "fn").filter(|&at| {
            words[..at]
                .iter()
                .all(|w| ["pub", "const", "unsafe", "extern", "async"].contains(w) || w.starts_with("pub("))
        });
        let Some(at) = head else { continue };
        if rest.ends_with('}') || rest.ends_with(';') {
            continue;
        }
        let close = lines[i + 1..].iter().position(|l| {
            l.trim_end() == format!("{}}}", " ".repeat(indent)) || l.trim_end() == format!("{}}})", " ".repeat(indent))
        });
        let length = close.map_or(lines.len() - i, |n| n + 2);
        if length > LONGEST_FUNCTION {
            long.push((words.get(at + 1).unwrap_or(&"?").split(['(', '<']).next().unwrap().to_owned(), length));
        }
    }
    long
}

#[test]
fn functions_are_short() {
    let long: Vec<_> = rust()
        .into_iter()
        .flat_map(|(path, text)| long_functions(&text).into_iter().map(move |f| (path.clone(), f)))
        .collect();
    assert!(long.is_empty(), "split by meaning: {long:?}");
}

#[test]
fn a_long_function_would_be_found() {
    let body = "    x();\n".repeat(LONGEST_FUNCTION - 1);
    assert_eq!(
        long_functions(&format!("pub(super) fn long(a: u8) {{\n{body}}}\n")),
        [("long".to_owned(), LONGEST_FUNCTION + 1)]
    );
    assert_eq!(
        long_functions(&format!("fn fits() {{\n{}}}\nfn next() {{\n}}\n", "    x();\n".repeat(LONGEST_FUNCTION - 2))),
        []
    );
}

#[test]
fn no_tabs_no_trailing_blanks_and_one_newline_at_the_end() {
    for (path, text) in texts() {
        for (i, line) in text.lines().enumerate() {
            assert!(!line.contains('\t') && line.trim_end() == line, "{path}:{}: a tab or a blank at the end", i + 1);
        }
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}: wants exactly one newline at the end");
    }
}

/// Longest line of code and comments, characters.
const WIDEST: usize = 120;

#[test]
fn lines_fit_on_the_screen() {
    let mut wide = Vec::new();
    for (path, text) in rust() {
        let lines = text.lines().enumerate().filter(|(_, line)| line.chars().count() > WIDEST);
        wide.extend(lines.map(|(i, _)| format!("{path}:{}", i + 1)));
    }
    assert!(wide.is_empty(), "wider than {WIDEST} columns: {wide:#?}");
}

#[test]
fn nothing_is_left_over() {
    // Written apart, so that this file passes.
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["dbg", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["X", "XX"].concat(),
        ["../", "shared"].concat(),
        ["/wo", "rk/h-"].concat(),
        ["/wo", "rk/main"].concat(),
    ];
    for (path, text) in texts() {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{path}: {mark}");
        }
    }
}

#[test]
fn every_exception_to_a_lint_gives_its_reason() {
    for (path, text) in rust() {
        let code = code(&text, false);
        for attribute in ["[allow(", "[expect("] {
            for (at, _) in code.match_indices(attribute) {
                let rest = &code[at..];
                assert!(rest[..rest.find(']').unwrap()].contains("reason = "), "{path}: {attribute} without a reason");
            }
        }
    }
}

#[test]
fn every_public_module_says_what_it_is() {
    let all = files("src", "rs");
    for (path, text) in &all {
        assert!(path.ends_with("tests.rs") || text.starts_with("//!"), "{path}: no line that says what the file is");
        let folder = path.rsplit_once('/').unwrap().0;
        for line in text.lines().filter_map(|l| l.strip_prefix("pub mod ")).filter_map(|l| l.strip_suffix(';')) {
            let places = [format!("{folder}/{line}.rs"), format!("{folder}/{line}/mod.rs")];
            let module = all.iter().find(|(p, _)| places.contains(p)).unwrap_or_else(|| {
                panic!(
                    "{path}: no module \
                {line}"
                )
            });
            assert!(module.1.starts_with("//! "), "{}: a public module without documentation", module.0);
        }
    }
}

/// Words of a text that look like paths of this repository.
fn paths(text: &str) -> Vec<String> {
    let inside = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    let words = text.split(|c: char| !inside(c)).map(|w| w.trim_end_matches(['.', '-', '/']));
    let starts = ["src/", "tests/", "docs/", "scenarios/", "benches/", "examples/", ".ci/", ".github/"];
    words.filter(|w| starts.iter().any(|s| w.starts_with(s)) && !w.contains("..")).map(str::to_owned).collect()
}

#[test]
fn texts_name_only_paths_that_exist() {
    assert_eq!(paths("see `docs/a.md`, (src/b/mod.rs). Not and/or."), ["docs/a.md", "src/b/mod.rs"]);
    for (path, text) in texts() {
        // In code only comments name files for a reader.
        let said: Vec<String> = if path.ends_with(".rs") {
            pieces(&text).into_iter().filter_map(|p| if let Piece::Comment(c) = p { Some(c) } else { None }).collect()
        } else {
            vec![text]
        };
        for named in said.iter().flat_map(|s| paths(s)) {
            assert!(root().join(&named).exists(), "{path} names {named}, which does not exist");
        }
    }
}

#[test]
fn tests_are_named_by_sentences() {
    for (path, text) in files("tests", "rs") {
        for (at, _) in text.match_indices("#[test]\n") {
            // Tools that are run by hand are called what they do.
            if text[at..].starts_with("#[test]\n#[ignore") {
                continue;
            }
            let name = text[at..].split_once("fn ").unwrap().1.split('(').next().unwrap();
            assert!(name.matches('_').count() >= 2, "{path}: {name} is no sentence");
        }
    }
}
