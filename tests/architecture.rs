//! The house: imports point to lower layers only, the map names every room, no regime and no country is written into
//! the code, no two draws share a purpose.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::draws::label_hash;
use guard::source::{Piece, code, files, folders, pieces, product, root, words};
use guard::unexcused;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Layer of a folder of `src`, as the map says. Folders of one layer do not know each other.
fn layer(folder: &str) -> u8 {
    *map().get(folder).unwrap_or_else(|| panic!("src/{folder} is in no layer: write it into the map of src/lib.rs"))
}

/// Macros that the crate exports: a path `crate::name!` is no import of a folder.
fn macros() -> BTreeSet<String> {
    let all = files("src", "rs");
    let names = all.iter().flat_map(|(_, text)| {
        text.match_indices("#[macro_export]").filter_map(|(at, _)| {
            text[at..].split_once("macro_rules! ").and_then(|(_, rest)| words(rest).next()).map(str::to_owned)
        })
    });
    names.collect()
}

/// Folders of `src` that a file imports: `crate::a::…`, `crate::{a, b::c}`, and `super::super::a` as far as it leads to
/// the root.
fn imports(path: &str, text: &str) -> BTreeSet<String> {
    let text = code(text, false);
    let first = |rest: &str| words(rest).next().unwrap_or("").to_owned();
    let mut found = BTreeSet::new();
    let depth = path.split('/').count() - usize::from(path.ends_with("/mod.rs")) - 1;
    let up = "super::".repeat(depth);
    for start in ["crate::", up.as_str()] {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at + start.len()..];
            let before = text[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || before == ':' || rest.starts_with("super::") {
                continue;
            }
            match rest.strip_prefix('{') {
                None => drop(found.insert((start, first(rest)))),
                Some(group) => {
                    let mut depth = 0;
                    let end = group.find(|c| {
                        depth += i32::from(c == '{') - i32::from(c == '}');
                        depth < 0
                    });
                    let mut nested = 0;
                    for part in group[..end.unwrap()].split(',') {
                        if nested == 0 {
                            found.insert((start, first(part)));
                        }
                        nested += part.matches('{').count() as i32 - part.matches('}').count() as i32;
                    }
                }
            }
        }
    }
    let macros = macros();
    // Within a module inside a file one more `super` stays in the folder: then it is no name of a folder.
    let meant = |(start, name): (&str, String)| {
        (!name.is_empty() && !macros.contains(&name) && (start == "crate::" || map().contains_key(&name)))
            .then_some(name)
    };
    found.into_iter().filter_map(meant).collect()
}

/// Every import between two folders, as (file, folder, imported).
fn edges() -> Vec<(String, String, String)> {
    let mut list = Vec::new();
    for (path, text) in files("src", "rs") {
        let Some((folder, _)) = path.strip_prefix("src/").unwrap().split_once('/') else { continue };
        list.extend(
            imports(&path, &text).into_iter().filter(|to| to != folder).map(|to| (path.clone(), folder.to_owned(), to)),
        );
    }
    list
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::world::{District, Person};\nuse crate::{base::units::{Month, cents}, journal};\nfn f(x: \
        &super::super::output::X) {} // crate::cli\nlet s = \"crate::run\";\nsuper::own();";
    assert_eq!(
        imports("src/decision/a.rs", text).into_iter().collect::<Vec<_>>(),
        ["base", "journal", "output", "world"]
    );
    assert_eq!(
        imports("src/scenario/initial/a.rs", "super::super::load(); super::super::super::run::x(); crate::params! {}")
            .into_iter()
            .collect::<Vec<_>>(),
        ["run"]
    );
}

#[test]
fn imports_point_only_to_lower_layers() {
    let edges = edges();
    assert!(edges.len() > 60, "only {} imports found", edges.len());
    let wrong: Vec<_> = edges.iter().filter(|(_, from, to)| layer(to) >= layer(from)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn decisions_and_outputs_know_nothing_of_the_model() {
    let wrong: Vec<_> =
        edges().into_iter().filter(|(_, from, to)| (from == "decision" || from == "output") && to != "base").collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_main_file_is_small_and_uses_only_the_command_line() {
    let (_, text) = files("src", "rs").into_iter().find(|(path, _)| path == "src/main.rs").unwrap();
    assert!(text.lines().count() < 60);
    let code = code(&text, false);
    let others: Vec<_> = code
        .match_indices("circula::")
        .map(|(at, m)| words(&code[at + m.len()..]).next().unwrap_or("").to_owned())
        .collect();
    assert!(others.iter().all(|o| o == "cli"), "{others:?}");
}

/// Rows of the map in `src/lib.rs`: `//! | 3 | [`institution`] | … |`.
fn map() -> &'static BTreeMap<String, u8> {
    static MAP: OnceLock<BTreeMap<String, u8>> = OnceLock::new();
    MAP.get_or_init(read_map)
}

fn read_map() -> BTreeMap<String, u8> {
    let (_, text) = files("src", "rs").into_iter().find(|(path, _)| path == "src/lib.rs").unwrap();
    let cells = text.lines().filter_map(|l| l.strip_prefix("//! | ")).filter_map(|l| {
        let mut cells = l.split('|').map(str::trim);
        let layer = cells.next()?.parse().ok()?;
        let folder = cells.next()?.strip_prefix("[`")?.strip_suffix("`]")?.to_owned();
        Some((folder, layer))
    });
    cells.collect()
}

#[test]
fn the_map_names_every_folder_with_its_layer_and_no_other() {
    let here: BTreeSet<String> = folders().into_iter().collect();
    assert_eq!(map().keys().cloned().collect::<BTreeSet<_>>(), here);
    let (_, text) = files("src", "rs").into_iter().find(|(path, _)| path == "src/lib.rs").unwrap();
    for folder in &here {
        assert!(text.contains(&format!("pub mod {folder};")), "{folder} is no module of the library");
    }
    for heading in ["# Flow", "# Layers", "# Glossary", "# To add something", "# Deliberately absent"] {
        assert!(text.contains(heading), "the map has no part {heading}");
    }
}

#[test]
fn the_code_knows_no_regime() {
    for (path, text) in product() {
        // A literal may name a file of data that exists.
        let named = pieces(&text).into_iter().map(|p| match p {
            Piece::Code(code) => code,
            Piece::Text(inside) if !root().join("scenarios").join(&inside).exists() => inside,
            _ => String::new(),
        });
        let said = named.collect::<Vec<_>>().join(" ").to_lowercase();
        let found = words(&said).any(|w| w.split('_').any(|part| part == "regime" || part == "regimes"));
        assert!(!found, "{path}: a regime is a file of data, not a word of the code");
    }
}

/// Countries and their people, some towns and offices: what only data may know.
const NAMES: &str = "\
    mali malian malians spain spanish spaniard france french italy italian portugal portuguese germany \
    german morocco moroccan moroccans mauritania mauritanian senegal senegalese algeria algerian libya \
    libyan tunisia gabon congo niger nigeria burkina ghana gambia guinea cameroon divoire ivoire maghreb \
    ecowas cedeao europe european africa african mexico mexican canada canadian korea korean bamako \
    kayes sikasso dakar huelva canaries cigem frontex schengen";

const GRADES: &[&str] = &["Seen", "Keita", "Derived", "Recalled", "Assumed", "Setting"];

/// Words of code and of string literals in which a country stands; comments and sources of parameters may name them,
/// and a literal may name a file of data that exists.
fn named_countries(path: &str, text: &str) -> Vec<String> {
    let shipped: BTreeSet<String> = files("scenarios", "csv")
        .into_iter()
        .chain(files("scenarios", "toml"))
        .map(|(p, _)| p.trim_start_matches("scenarios/").to_owned())
        .collect();
    let data = |text: &str| shipped.iter().any(|p| p == text || p.starts_with(&format!("{text}/")));
    let (mut found, mut last) = (Vec::new(), String::new());
    for piece in pieces(text) {
        let inside = match &piece {
            Piece::Comment(_) => continue,
            Piece::Text(inside) => inside,
            Piece::Code(code) => code,
        };
        let source = matches!(piece, Piece::Text(_)) && GRADES.iter().any(|g| words(&last).last() == Some(g));
        if !source && !data(inside) {
            found.extend(
                words(&inside.to_lowercase())
                    .flat_map(|w| w.split('_'))
                    .filter(|w| NAMES.split_whitespace().any(|n| n == *w))
                    .map(|w| format!("{path}: {w} in {inside:?}")),
            );
        }
        if let Piece::Code(code) = piece
            && !code.trim().is_empty()
        {
            last = code;
        }
    }
    found
}

#[test]
fn no_country_or_nationality_is_written_into_the_code() {
    let wrong: Vec<String> = product().iter().flat_map(|(path, text)| named_countries(path, text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_country_in_the_code_would_be_found() {
    assert_eq!(named_countries("a.rs", "if corridor == \"spain\" { x }").len(), 1);
    assert_eq!(named_countries("a.rs", "let wage_spain = 3;").len(), 1);
    assert_eq!(named_countries("a.rs", "wage: Eur = 3 in 0..=9, Assumed \"farm pay in Spain\"; // Spain").len(), 0);
    assert_eq!(
        named_countries("a.rs", "tables: Text = \"mali\", Setting \"x\"; const F: &str = \"mali/ages.csv\";").len(),
        0
    );
}

/// Labels of draws declared in the code: `NAME = "file/what";` within `purposes!`.
fn declared_labels() -> Vec<String> {
    let mut list = Vec::new();
    for (_, text) in product() {
        let mut inside = false;
        for piece in pieces(&text) {
            match piece {
                Piece::Code(code) => {
                    let opened = code
                        .rfind("purposes!")
                        .filter(|&at| code[at..].contains('{') && !code[at..].contains("macro_rules"));
                    inside = opened.map_or(inside && !code.contains('}'), |at| !code[at..].contains('}'));
                }
                Piece::Text(label) if inside => list.push(label),
                _ => {}
            }
        }
    }
    list.sort();
    list
}

#[test]
fn no_two_draws_have_the_same_purpose() {
    let labels = declared_labels();
    // A list that the program keeps is found whole, so the others are too.
    for (label, purpose) in circula::population::people::PURPOSES {
        assert!(labels.iter().any(|l| l == label), "{label} was not found");
        assert_eq!(purpose.0, label_hash(label));
    }
    assert!(labels.len() > 40, "only {} purposes found", labels.len());
    let values: BTreeSet<u64> = labels.iter().map(|label| label_hash(label)).collect();
    let twice: Vec<_> = labels.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
    assert!(twice.is_empty() && values.len() == labels.len(), "two purposes are alike: {twice:?}");
}

/// Files that key draws by a bare word, with the reason; one that does not must not stand here.
const BARE: &[(&str, &str)] = &[];

#[test]
fn draws_are_keyed_by_declared_kinds_of_things_only() {
    let bare = |text: &str| code(text, false).split_whitespace().collect::<String>().contains("key.of(");
    assert!(bare("let x = world.key\n    .of(3);") && !bare("let x = world.key.person(3); // key.of(3)"));
    let files = product().into_iter().filter(|(path, text)| path != "src/base/draws.rs" && bare(text));
    let wrong = unexcused(files.map(|(path, _)| format!("{path} keys draws by a bare word")).collect(), BARE);
    assert!(wrong.is_empty(), "use a function of `WorldKey` that names the kind of thing: {wrong:#?}");
}

#[test]
fn a_rust_text_is_cut_into_code_literals_and_comments() {
    let text = "let a = 'x'; // say \"no\"\nlet b = \"// not \\\" this\"; let c: &'static str = r#\"a \" b\"#; /* off \
        */ let d = '\"'; f('\\'')";
    let texts: Vec<String> =
        pieces(text).into_iter().filter_map(|p| if let Piece::Text(t) = p { Some(t) } else { None }).collect();
    assert_eq!(texts, ["// not \\\" this", "a \" b"]);
    assert_eq!(code(text, false), "let a = 'x'; \nlet b = \"\"; let c: &'static str = \"\";  let d = '\"'; f('\\'')");
}
