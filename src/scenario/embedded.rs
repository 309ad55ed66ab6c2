//! The shipped scenarios and tables, inside the program: the same files as in `scenarios/`.

use super::files::Files;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Paths relative to `scenarios/`, and texts.
        pub const EMBEDDED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../scenarios/", $name)))),*];
    };
}

embedded! {
    "base.toml",
    "bonded.toml",
    "free-circulation.toml",
    "free-hardened.toml",
    "guaranteed.toml",
    "irregular-route.toml",
    "pilot-2009.toml",
    "portable.toml",
    "repeat-entry.toml",
    "state-led.toml",
    "targets/c1.toml",
    "targets/c2.toml",
    "targets/c4.toml",
    "targets/c5.toml",
    "targets/option-lost.toml",
    "targets/route-hardened.toml",
    "patterns/pilot.toml",
    "patterns/regimes.toml",
    "patterns/targets.toml",
    "propositions/seed.toml",
    "mali/ages.csv",
    "mali/cigem-candidates.csv",
    "mali/departures.csv",
    "mali/destinations.csv",
    "mali/elapsed.csv",
    "mali/household-size.csv",
    "mali/population.csv",
    "mali/regions.csv",
    "mali/schooling.csv",
    "mali/sector-mix.csv",
    "mali/sectors.csv",
    "mali/settings.csv",
    "mali/stocks.csv",
}

/// Files of the disk and the embedded ones.
#[must_use]
pub const fn files() -> Files {
    Files::new(EMBEDDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_embedded() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    assert!(EMBEDDED.iter().any(|e| e.0 == name), "{name} is not embedded");
                }
            }
        }
    }
}
