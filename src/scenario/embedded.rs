//! The shipped scenarios and tables, inside the program: every `.toml` and `.csv` file below `scenarios/`, found when
//! the program is built.

use super::files::Files;

/// Paths relative to `scenarios/`, sorted, and texts.
pub const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Folder of the patterns: rows that are judged, no scenarios.
pub const PATTERNS: &str = "patterns";
/// Folder of the propositions, likewise.
pub const PROPOSITIONS: &str = "propositions";
/// Folder of the levers, likewise.
pub const DOSES: &str = "doses";
/// Folder of the plans of calibrations, likewise.
pub const CALIBRATION: &str = "calibration";
/// Folder of the plans of sweeps, likewise.
pub const SWEEPS: &str = "sweeps";

/// Folders that hold no scenarios.
const OTHERS: [&str; 5] = [PATTERNS, PROPOSITIONS, DOSES, CALIBRATION, SWEEPS];

/// Files of the disk and the embedded ones.
#[must_use]
pub const fn files() -> Files {
    Files::new(EMBEDDED)
}

/// Names of the shipped scenarios, as in `circula:NAME`.
pub fn scenarios() -> impl Iterator<Item = &'static str> {
    let names = EMBEDDED.iter().filter_map(|(path, _)| path.strip_suffix(".toml"));
    names.filter(|name| name.split_once('/').is_none_or(|(folder, _)| !OTHERS.contains(&folder)))
}

/// The shipped files of rows in a folder, as `circula:NAME`.
#[must_use]
pub fn rows(folder: &str) -> Vec<String> {
    let names = EMBEDDED.iter().filter_map(|(path, _)| path.strip_suffix(".toml"));
    names
        .filter(|name| name.split_once('/').is_some_and(|n| n.0 == folder))
        .map(|name| format!("circula:{name}"))
        .collect()
}

/// Folders of shipped tables, each once.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    let tables = EMBEDDED.iter().filter(|(path, _)| path.ends_with(".csv"));
    let mut folders: Vec<&str> = tables.filter_map(|(path, _)| path.rsplit_once('/').map(|parts| parts.0)).collect();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_and_tables_are_told_from_rows_that_are_judged() {
        let names: Vec<&str> = scenarios().collect();
        assert!(names.contains(&"base") && names.contains(&"targets/c1"), "{names:?}");
        assert!(names.iter().all(|name| !name.starts_with("patterns/") && !name.starts_with("propositions/")));
        assert_eq!(tables(), ["mali"]);
        assert!(rows(PATTERNS).contains(&"circula:patterns/pilot".to_owned()) && !rows(PROPOSITIONS).is_empty());
    }
}
