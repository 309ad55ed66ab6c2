//! The program as its users run it, in a folder of its own.
#![allow(dead_code, reason = "each test file uses a part")]

use assert_cmd::Command;
use circula::scenario::embedded::EMBEDDED;
use std::path::{Path, PathBuf};

/// Flags that make a run small: a second or less.
pub const SMALL: [&str; 6] = ["--set", "population=1:300", "--set", "run.months=14", "--set", "run.burn_in_months=1"];

/// A folder of its own, and the program in it.
pub struct Place {
    pub folder: tempfile::TempDir,
}

/// What the program did.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        name.to_owned()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("circula").unwrap();
        command.current_dir(self.folder.path()).args(arguments);
        for name in ["CIRCULA_THREADS", "SLURM_CPUS_PER_TASK", "RAYON_NUM_THREADS", "NO_COLOR", "CLICOLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command.env("LANG", "C.UTF-8").env_remove("LC_ALL");
        command
    }

    /// Runs the program; it never panics.
    pub fn run(&self, arguments: &[&str]) -> Done {
        done(&self.command(arguments).output().unwrap())
    }

    /// Runs with the flags of a small run.
    pub fn small(&self, arguments: &[&str]) -> Done {
        self.run(&[arguments, &SMALL].concat())
    }

    /// The arguments are refused with this code and all these words.
    #[track_caller]
    pub fn refuses(&self, arguments: &[&str], code: i32, words: &[&str]) -> Done {
        let found = self.run(arguments);
        assert_eq!(found.code, code, "{arguments:?}\n{}\n{}", found.out, found.err);
        for word in words {
            assert!(found.err.contains(word), "{arguments:?}: no `{word}` in\n{}", found.err);
        }
        found
    }
}

pub fn done(output: &std::process::Output) -> Done {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let found = Done { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) };
    assert!(!found.err.contains("panicked") && !found.err.contains("internal error"), "{}", found.err);
    found
}

/// Every file below a folder with its bytes, without the lock and what may differ from run to run.
pub fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(place) = folders.pop() {
        for entry in std::fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != ".lock" && name != "circumstances.json" {
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The two folders hold the same files, byte for byte.
#[track_caller]
pub fn same_files(a: &Path, b: &Path) {
    let (a, b) = (files(a), files(b));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{name} differs");
    }
}

/// Writes a scenario of so many people that no machine holds them; gives the name of its file.
pub fn enormous(place: &Place) -> String {
    let table = |name: &str| EMBEDDED.iter().find(|e| e.0 == format!("mali/{name}")).unwrap().1;
    let rows = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
    let regions = table("regions.csv");
    let column = rows(regions).next().unwrap().split(',').position(|c| c.starts_with("residents")).unwrap();
    // Every region with three hundred times its residents, in villages so large that they can be numbered.
    let grown = rows(regions).enumerate().map(|(at, row)| {
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        if at > 0 {
            cells[column] = format!("{}", 300.0 * cells[column].trim().parse::<f64>().unwrap());
        }
        cells.join(",") + "\n"
    });
    let comments: String = regions.lines().filter(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect();
    for name in circula::population::FILES {
        place.write(&format!("people/{name}"), table(name));
    }
    let villages = table("population.csv").replacen("village_residents,1000,", "village_residents,20000,", 1);
    place.write("people/population.csv", villages.replacen("village_largest,7000,", "village_largest,30000,", 1));
    place.write("people/regions.csv", comments + &grown.collect::<String>());
    let text = "extends = \"circula:base\"\n[population.sample]\none_in = 1\ntables = \"people\"\n";
    place.write("enormous.toml", text)
}
