//! What keeps the house cheap to change: no circle of files longer than two, no function with more than six arguments,
//! one name for one type, and no decision that nobody uses without a word of it in the map.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use guard::source::{code, files, product, words};
use std::collections::{BTreeMap, BTreeSet};

/// Longest circle of files that import each other.
const LONGEST_CIRCLE: usize = 2;
/// Most arguments of a function, the object itself included.
const MOST_ARGUMENTS: usize = 6;

/// Path of a module: the file `b` of a folder `a` and the `mod` file of the folder `a/b` are `a::b`.
fn module_of(path: &str) -> String {
    let inner = path.strip_prefix("src/").unwrap().trim_end_matches(".rs");
    inner.trim_end_matches("/mod").replace('/', "::")
}

/// Paths that a text of a module names, from the root of the crate: `crate::a::B`, `super::c`, groups taken apart.
fn paths(module: &str, is_mod: bool, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code = code(text, false);
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || before == ':' || before == '$' {
                continue;
            }
            let mut base: Vec<&str> = if start == "crate::" { vec![] } else { module.split("::").collect() };
            let mut rest = &code[at..];
            if start == "crate::" {
                rest = &rest["crate::".len()..];
            } else if start == "self::" {
                rest = &rest["self::".len()..];
            } else {
                let mut ups = usize::from(is_mod);
                while let Some(after) = rest.strip_prefix("super::") {
                    rest = after;
                    ups += 1;
                }
                // A module's own `super` is its folder's: a file and a `mod.rs` stand one level apart.
                for _ in 0..ups - usize::from(is_mod) {
                    base.pop();
                }
            }
            expand(&base.join("::"), rest, &mut found);
        }
    }
    found
}

/// Takes `a::{b, c::{d, e}}` apart.
fn expand(prefix: &str, rest: &str, found: &mut BTreeSet<String>) {
    let join = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut part = String::new();
        for c in group.chars() {
            match c {
                '}' if depth == 0 => break,
                ',' if depth == 0 => {
                    expand(prefix, part.trim(), found);
                    part.clear();
                    continue;
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            part.push(c);
        }
        expand(prefix, part.trim(), found);
        return;
    }
    let Some(name) = words(rest).next().filter(|w| rest.starts_with(w)) else { return };
    match rest[name.len()..].strip_prefix("::") {
        Some(after) => expand(&join(name), after, found),
        None => drop(found.insert(join(name))),
    }
}

/// Names that a module hands on: `pub use a::{B, C}` as name → path.
fn handed_on(module: &str, is_mod: bool, text: &str) -> BTreeMap<String, String> {
    let code = code(text, false);
    let mut map = BTreeMap::new();
    for (at, mark) in code.match_indices("pub use ") {
        let rest = code[at + mark.len()..].split(';').next().unwrap();
        let (prefix, rest) = match rest.strip_prefix("crate::") {
            Some(rest) => (String::new(), rest),
            None if rest.starts_with("super::") => {
                let mut base: Vec<&str> = module.split("::").collect();
                if !is_mod {
                    base.pop();
                }
                (base.join("::"), &rest["super::".len()..])
            }
            None => (module.to_owned(), rest),
        };
        let mut found = BTreeSet::new();
        expand(&prefix, rest, &mut found);
        for path in found {
            map.insert(path.rsplit("::").next().unwrap().to_owned(), path);
        }
    }
    map
}

/// Imports between files, by module; what a module only hands on is no import of its own.
fn imports(all: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let modules: BTreeSet<String> = all.iter().map(|(path, _)| module_of(path)).collect();
    let hands: BTreeMap<String, BTreeMap<String, String>> = all
        .iter()
        .map(|(path, text)| {
            let module = module_of(path);
            let map = handed_on(&module, path.ends_with("/mod.rs"), text);
            (module, map)
        })
        .collect();
    let home = |path: &str| -> Option<String> {
        let mut path = path.to_owned();
        for _ in 0..4 {
            let parts: Vec<&str> = path.split("::").collect();
            let known = (1..=parts.len()).rev().find(|&n| modules.contains(&parts[..n].join("::")))?;
            let module = parts[..known].join("::");
            match parts.get(known).and_then(|name| hands[&module].get(*name)) {
                Some(further) if *further != path => path = further.clone(),
                _ => return Some(module),
            }
        }
        None
    };
    let without_handed_on = |text: &str| {
        let mut text = code(text, false);
        while let Some(at) = text.find("pub use ") {
            let end = text[at..].find(';').map_or(text.len(), |n| at + n + 1);
            text.replace_range(at..end, "");
        }
        text
    };
    all.iter()
        .map(|(path, text)| {
            let module = module_of(path);
            let named = paths(&module, path.ends_with("/mod.rs"), &without_handed_on(text));
            let to = named.iter().filter_map(|p| home(p)).filter(|m| *m != module).collect();
            (module, to)
        })
        .collect()
}

/// Modules that can be reached from one.
fn reached(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(module) = next.pop() {
        for to in graph.get(&module).into_iter().flatten() {
            if seen.insert(to.clone()) {
                next.push(to.clone());
            }
        }
    }
    seen
}

/// Groups of modules that all reach one another.
fn circles(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|m| (m, reached(graph, m))).collect();
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for (module, to) in &reach {
        let circle: Vec<String> =
            to.iter().filter(|other| reach.get(other).is_some_and(|back| back.contains(*module))).cloned().collect();
        if circle.len() > 1 {
            groups.insert(circle);
        }
    }
    groups.into_iter().collect()
}

#[test]
fn no_circle_of_files_is_longer_than_two() {
    let graph = imports(&product());
    let edges: usize = graph.values().map(BTreeSet::len).sum();
    assert!(edges > 300, "only {edges} imports between files found");
    assert!(graph["mechanism::suretyship"].contains("mechanism::programme"), "an import is not found");
    assert!(graph["mechanism::work"].contains("journal::words"), "a name that is handed on is not followed");
    let long: Vec<_> = circles(&graph).into_iter().filter(|c| c.len() > LONGEST_CIRCLE).collect();
    assert!(long.is_empty(), "files that import each other in a circle: {long:#?}");
}

#[test]
fn a_circle_of_three_files_would_be_found() {
    let file = |name: &str, text: &str| (format!("src/a/{name}.rs"), text.to_owned());
    let all = [
        file("mod", "pub mod x; pub mod y; pub mod z; pub use x::Thing;"),
        file("x", "use super::y; pub struct Thing;"),
        file("y", "use crate::a::{z::{self, W}, z};"),
        file("z", "use super::Thing; pub struct W;"),
    ];
    let found = circles(&imports(&all));
    assert_eq!(found, [["a::x", "a::y", "a::z"].map(str::to_owned).to_vec()]);
}

/// Functions with more arguments than allowed, by name with their number.
fn crowded(text: &str) -> Vec<(String, usize)> {
    let code = code(text, false);
    let mut list = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        let Some(name) = words(&code[at + 3..]).next().filter(|w| code[at + 3..].starts_with(w)) else { continue };
        let head = &code[at + 3 + name.len()..];
        if before.is_alphanumeric() || before == '_' {
            continue;
        }
        // Generic parameters come before the arguments.
        let mut angle = 0_i32;
        let Some(open) = head.char_indices().find_map(|(i, c)| {
            angle += i32::from(c == '<') - i32::from(c == '>' && !head[..i].ends_with('-'));
            (c == '(' && angle == 0).then_some(i)
        }) else {
            continue;
        };
        let (mut depth, mut angle, mut number, mut any) = (0_i32, 0_i32, 0, false);
        let inside = &head[open + 1..];
        for (i, c) in inside.char_indices() {
            match c {
                ')' if depth == 0 => break,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                '<' => angle += 1,
                '>' if !inside[..i].ends_with('-') && !inside[..i].ends_with('=') => angle -= 1,
                ',' if depth == 0 && angle == 0 => {
                    number += usize::from(any);
                    any = false;
                }
                c if !c.is_whitespace() => any = true,
                _ => {}
            }
        }
        number += usize::from(any);
        if number > MOST_ARGUMENTS {
            list.push((name.to_owned(), number));
        }
    }
    list
}

#[test]
fn no_function_has_more_than_six_arguments() {
    let all: Vec<_> = product()
        .into_iter()
        .flat_map(|(path, text)| crowded(&text).into_iter().map(move |f| (path.clone(), f)))
        .collect();
    assert!(all.is_empty(), "put together what belongs together: {all:#?}");
}

#[test]
fn a_crowded_function_would_be_found() {
    let text = "fn few(&self, a: [u8; 3], b: (u8, u8), c: Vec<(u8, u8)>, d: impl Fn(u8, u8) -> u8, e: u8,) {}\n\
                pub const fn many<T: Into<Vec<(u8, u8)>>>(a: u8, b: T, c: u8, d: u8, e: u8, f: u8, g: u8) -> u8 {}";
    assert_eq!(crowded(text), [("many".to_owned(), 7)]);
}

/// Names of types declared in code, macros of the project included.
fn types(text: &str) -> Vec<String> {
    let code = code(text, false);
    let mut list = Vec::new();
    for word in ["struct ", "enum ", "trait ", "union "] {
        for (at, _) in code.match_indices(word) {
            let public = code[..at].trim_end().ends_with("pub");
            let name = words(&code[at + word.len()..]).next().unwrap_or("").to_owned();
            if public && name.starts_with(char::is_uppercase) {
                list.push(name);
            }
        }
    }
    list
}

#[test]
fn one_name_stands_for_one_type() {
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in product() {
        for name in types(&text) {
            by_name.entry(name).or_default().push(path.clone());
        }
    }
    assert!(by_name.len() > 150, "only {} types found", by_name.len());
    let twice: Vec<_> = by_name.into_iter().filter(|(_, paths)| paths.len() > 1).collect();
    assert!(twice.is_empty(), "two types of one name: {twice:#?}");
}

/// The part of the map that says which decisions wait for their mechanism, or check others in tests.
fn waiting() -> String {
    let (_, text) = files("src", "rs").into_iter().find(|(path, _)| path == "src/lib.rs").unwrap();
    let part = text.split("//! # Waiting").nth(1).unwrap();
    part.split("\n//! # ").next().unwrap().to_owned()
}

#[test]
fn a_decision_that_nobody_uses_is_named_in_the_map_and_no_other() {
    let all = product();
    let used: BTreeSet<String> = all
        .iter()
        .filter(|(path, _)| !path.starts_with("src/decision/"))
        .flat_map(|(_, text)| words(&code(text, false)).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let said: BTreeSet<String> = waiting().split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let (mut silent, mut stale) = (Vec::new(), said.clone());
    for (path, text) in all.iter().filter(|(path, _)| path.starts_with("src/decision/")) {
        let file = path.trim_start_matches("src/").trim_end_matches(".rs").to_owned();
        let own = code(text, false);
        let names: BTreeSet<String> = types(&own).into_iter().collect();
        let idle: Vec<&String> = names.iter().filter(|n| !used.contains(*n)).collect();
        // A type that only other decisions use serves them.
        let served = |name: &str| {
            all.iter()
                .filter(|(p, _)| p.starts_with("src/decision/") && p != path)
                .any(|(_, text)| words(&code(text, false)).any(|w| w == name))
        };
        // So does one that a function in use gives.
        let given = |name: &str| {
            own.match_indices("-> ").any(|(at, _)| {
                let gives = own[at..].split(['{', ';']).next().unwrap();
                let function = own[..at].rsplit("fn ").next().and_then(|head| words(head).next());
                words(gives).any(|w| w == name) && function.is_some_and(|f| used.contains(f))
            })
        };
        for name in idle.into_iter().filter(|n| !served(n) && !given(n)) {
            stale.remove(name);
            if !said.contains(name) {
                silent.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(
        silent.is_empty() && stale.is_empty(),
        "unused, not in the map: {silent:?}; in the map, but used: {stale:?}"
    );
}
