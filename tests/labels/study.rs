//! The comparison that everything is read from: its folder, and the same replicates simulated here.

use super::cli_common::Place;
use circula::experiment::welfare::{Beginning, Lives};
use circula::observe::tally::Tally;
use circula::run::replicate::{Checks, simulate_watched, start};
use circula::run::{Course, Outcome};
use circula::scenario::embedded;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Names of the variants, in the order of the command.
pub const NAMES: [&str; 3] = ["state-led", "free-circulation", "guaranteed"];
pub const REPS: usize = 3;
pub const MONTHS: usize = 52;
/// Values laid over all scenarios.
pub const SETS: [&str; 7] = [
    "population=1:200",
    "run.months=52",
    "run.burn_in_months=6",
    "run.seed=7",
    // Who could come again would go home, and there would be nobody to follow.
    "corridor.france.lawful.visa.return_odds=0.1",
    "corridor.spain.lawful.visa.return_odds=0.1",
    "corridor.other-oecd.lawful.visa.return_odds=0.1",
];

/// A comparison that has been run.
pub struct Study {
    pub place: Place,
    /// `[variant][replicate]`, simulated here.
    pub outcomes: Vec<Vec<Outcome>>,
    /// Lives of the same, simulated here.
    pub lives: Vec<Vec<Lives>>,
    /// What the program printed with `--json`.
    pub told: serde_json::Value,
    /// What it printed for people.
    pub printed: String,
}

impl Study {
    /// Text of a file of the folder.
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.place.path("r").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// A table of the folder.
    pub fn table(&self, name: &str) -> Sheet {
        Sheet::read(&self.text(name))
    }

    /// What the replicates of a variant remember.
    pub fn tallies(&self, variant: usize) -> impl Iterator<Item = &Tally> {
        self.outcomes[variant].iter().map(|outcome| &outcome.tally)
    }
}

/// A CSV file read by names of columns.
pub struct Sheet {
    pub names: Vec<String>,
    pub rows: Vec<BTreeMap<String, String>>,
}

impl Sheet {
    pub fn read(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let row = |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        let rows = reader.records().map(|record| row(record.unwrap())).collect();
        Self { names, rows }
    }

    /// The only row with these values.
    pub fn only(&self, wanted: &[(&str, &str)]) -> &BTreeMap<String, String> {
        let fits = |row: &&BTreeMap<String, String>| wanted.iter().all(|(name, value)| row[*name] == *value);
        let found: Vec<_> = self.rows.iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "rows with {wanted:?}");
        found[0]
    }
}

/// The number in a field; none where it is empty.
pub fn number(field: &str) -> Option<f64> {
    (!field.is_empty()).then(|| field.parse().unwrap_or_else(|_| panic!("`{field}` is no number")))
}

fn command(more: &[&str]) -> Vec<String> {
    let scenarios = NAMES.map(|name| format!("circula:{name}"));
    let mut list: Vec<String> = std::iter::once("compare".to_owned()).chain(scenarios).collect();
    list.extend(SETS.iter().flat_map(|set| ["--set".to_owned(), (*set).to_owned()]));
    list.extend(["--reps", "3", "--out", "r", "--series", "all"].iter().chain(more).map(|s| (*s).to_owned()));
    list
}

fn outcome(name: &str, replicate: usize) -> (Outcome, Lives) {
    let sets: Vec<String> = SETS.iter().map(|s| (*s).to_owned()).collect();
    let course = Course::open(&embedded::files(), &format!("circula:{name}"), &sets).unwrap();
    let (seed, stop) = (course.loaded.settings.run.seed, AtomicBool::new(false));
    let mut world = start(&course, seed, replicate as u64, &stop).unwrap();
    let began = Beginning::of(&world, &course);
    let outcome = simulate_watched(&course, &mut world, replicate as u64, Checks::Usual, &stop, &|| ()).unwrap();
    (outcome, Lives::of(&mut world, &course, &began))
}

/// The comparison, run once.
pub fn study() -> &'static Study {
    static STUDY: OnceLock<Study> = OnceLock::new();
    STUDY.get_or_init(|| {
        let place = Place::new();
        let run = |more: &[&str]| {
            let command = command(more);
            let done = place.run(&command.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(done.code, 0, "{}", done.err);
            done.out
        };
        let told = serde_json::from_str(&run(&["--json", "--all"])).unwrap();
        let printed = run(&[]);
        let (outcomes, lives) = NAMES.iter().map(|name| (0..REPS).map(|rep| outcome(name, rep)).unzip()).unzip();
        Study { place, outcomes, lives, told, printed }
    })
}
