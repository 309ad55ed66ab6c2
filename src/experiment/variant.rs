//! A variant of an experiment: a scenario made ready, its frozen plan, and the digests of everything that it was read
//! from.

use crate::base::units::Month;
use crate::mechanism::InForce;
use crate::observe::declarations;
use crate::population::FILES;
use crate::run::{Course, CourseError};
use crate::scenario::files::{Files, Location};
use crate::scenario::{Loaded, Sets, plan, show};

/// A file that a variant was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it was, as the user or the scenario named it.
    pub path: String,
    /// BLAKE3 digest of its bytes, 64 hexadecimal digits.
    pub digest: String,
}

/// A scenario to be run, with what its results depend on.
#[derive(Debug)]
pub struct Variant {
    /// Name in tables, pictures and files; no two variants of a design have the same.
    pub name: String,
    /// The scenario made ready.
    pub course: Course,
    /// Replicates: those of the scenario, unless an experiment asks for another number.
    pub reps: u64,
    /// Whether every person is followed to the end of the run.
    pub followed: bool,
    /// The frozen plan, as TOML.
    pub plan: String,
    /// BLAKE3 digest of the frozen plan, of its data tables and of what the program records, the number of replicates
    /// left out: more replicates of a plan are the same plan, another set of events is another.
    pub plan_hash: String,
    /// Digest of the data tables.
    pub tables_hash: String,
    /// Every file of the `extends` chain, the frame and the data tables.
    pub inputs: Vec<Input>,
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Digest of a plan, of its data tables and of what the program records.
fn hash(plan: &str, tables: &str, recorded: &str) -> String {
    digest(&format!("{}{tables}\n{recorded}\n", without_replicates(plan)))
}

impl Variant {
    /// Reads the scenario at `path` (a file or `circula:NAME`) with the values of `--set` laid over it, and makes it
    /// ready.
    ///
    /// # Errors
    /// Every fault found in the scenario, or else in its tables; a sample too coarse to say anything.
    pub fn open(files: &Files, path: &str, sets: impl Into<Sets>) -> Result<Self, CourseError> {
        Ok(Self::of(files, Course::open(files, path, sets)?.refuse_coarse()?))
    }

    /// Wraps a scenario that is ready.
    #[must_use]
    pub fn of(files: &Files, course: Course) -> Self {
        let settings = &course.loaded.settings;
        let data: Vec<Location> =
            settings.frame.iter().cloned().chain(FILES.iter().map(|name| settings.tables.join(name))).collect();
        let read = |location: &Location| {
            let text = files.read(location).unwrap_or_default();
            Input { path: location.to_string(), digest: digest(&text) }
        };
        let tables: Vec<Input> = data.iter().map(read).collect();
        let tables_hash = digest(&tables.iter().map(|input| format!("{}\n", input.digest)).collect::<String>());
        let inputs = course.loaded.chain.iter().map(read).chain(tables).collect();
        let plan = plan::to_toml(&course.loaded);
        let plan_hash = hash(&plan, &tables_hash, &declarations::digest());
        let (name, reps) = (settings.name.clone(), u64::from(settings.run.reps));
        Self { name, plan, plan_hash, tables_hash, inputs, course, reps, followed: false }
    }

    /// Months that a run takes, its burn-in left out.
    #[must_use]
    pub fn months(&self) -> u64 {
        u64::from(self.course.loaded.settings.run.months)
    }

    /// Asks for another number of replicates: the plan is the same.
    pub fn ask(&mut self, reps: u32) {
        self.reps = u64::from(reps);
        self.course.loaded.settings.run.reps = reps;
        self.plan = with_replicates(&self.plan, reps);
    }

    /// Whether this variant is `other` under another name: the same rules over time, the same start, the same tables.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let (a, b) = (&self.course.loaded, &other.course.loaded);
        self.tables_hash == other.tables_hash && a.base == b.base && show::diff(a, b).is_empty()
    }

    /// Digest of its values over time, names left out: variants of other values have another.
    #[must_use]
    pub fn values_hash(&self) -> String {
        let rows = show::comparable(&self.course.loaded).into_iter();
        let rows = rows.filter(|row| row.path != "name" && row.path != "about");
        digest(&rows.map(|row| format!("{} {}\n", row.path, row.value)).collect::<String>())
    }

    /// Why this variant would not start from the same world as `baseline`; none if it would.
    #[must_use]
    pub fn differs_at_start(&self, baseline: &Self) -> Option<String> {
        let (a, b) = (&baseline.course.loaded, &self.course.loaded);
        let (first, second) = (&a.settings, &b.settings);
        let unequal = |what: &str, x: String, y: String| (x != y).then(|| format!("{what}: {x} and {y}"));
        unequal("run.seed", first.run.seed.to_string(), second.run.seed.to_string())
            .or_else(|| unequal("population: one in", first.one_in().to_string(), second.one_in().to_string()))
            .or_else(|| unequal("run.start", first.run.start.to_string(), second.run.start.to_string()))
            .or_else(|| {
                unequal(
                    "run.burn_in_months",
                    first.run.burn_in_months.to_string(),
                    second.run.burn_in_months.to_string(),
                )
            })
            .or_else(|| unequal("run.months", first.run.months.to_string(), second.run.months.to_string()))
            .or_else(|| {
                (self.tables_hash != baseline.tables_hash).then(|| "the data tables of the population".to_owned())
            })
            .or_else(|| {
                let what = "the rules of the burn-in, which are those of the root of the `extends` chain";
                (a.base != b.base).then(|| what.to_owned())
            })
            .or_else(|| unequal("attention.ceiling, which lays out everybody's calendar", ceilings(a), ceilings(b)))
    }
}

/// The ceiling of attention over time. Two calendars mark other months, in which nobody has the same draws.
fn ceilings(loaded: &Loaded<InForce>) -> String {
    let mut told: Vec<(Month, f64)> = Vec::new();
    for (at, rules) in &loaded.timeline.segments {
        if told.last().is_none_or(|last| last.1 != rules.attention.ceiling) {
            told.push((*at, rules.attention.ceiling));
        }
    }
    let words = told.iter().enumerate().map(|(i, (at, ceiling))| match i {
        0 => ceiling.to_string(),
        _ => format!("{ceiling} from {at}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A plan without the line that says how many replicates there are.
fn without_replicates(plan: &str) -> String {
    lines_with(plan, "")
}

/// A plan that asks for so many replicates.
fn with_replicates(plan: &str, reps: u32) -> String {
    lines_with(plan, &format!("reps = {reps}\n"))
}

/// The lines of a plan, with another one where it says how many replicates there are.
fn lines_with(plan: &str, reps: &str) -> String {
    let mut in_run = false;
    let line = |line: &str| {
        if line.starts_with('[') {
            in_run = line == "[run]";
        }
        if in_run && line.starts_with("reps = ") { reps.to_owned() } else { format!("{line}\n") }
    };
    plan.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    fn open(name: &str, sets: &[&str]) -> Variant {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        Variant::open(&embedded::files(), name, &sets).unwrap()
    }

    #[test]
    fn more_replicates_are_the_same_plan_and_another_seed_is_not() {
        let few = open("circula:state-led", &["run.reps=2"]);
        assert_eq!(few.plan_hash, open("circula:state-led", &["run.reps=3"]).plan_hash);
        assert_ne!(few.plan_hash, open("circula:state-led", &["run.reps=2", "run.seed=2"]).plan_hash);
        assert!(few.inputs.iter().any(|input| input.path == "circula:base") && few.inputs.len() == 2 + FILES.len());
    }

    #[test]
    fn a_plan_that_asks_for_more_replicates_later_is_that_which_asked_at_once() {
        let (mut few, many) = (open("circula:state-led", &["run.reps=2"]), open("circula:state-led", &["run.reps=70"]));
        few.ask(70);
        assert_eq!((few.plan, few.reps, few.plan_hash), (many.plan, many.reps, many.plan_hash));
        assert_eq!(few.course.loaded.settings.run.reps, 70);
    }

    #[test]
    fn a_plan_of_a_program_that_records_other_things_is_another_plan() {
        let one = open("circula:state-led", &["run.reps=2"]);
        let hash = |recorded: &str| hash(&one.plan, &one.tables_hash, recorded);
        assert_eq!(one.plan_hash, hash(&declarations::digest()));
        assert_ne!(one.plan_hash, hash("another set of events"));
    }

    #[test]
    fn variants_of_one_root_start_from_one_world() {
        let base = open("circula:state-led", &[]);
        assert_eq!(open("circula:free-circulation", &["attention.movers=0.2"]).differs_at_start(&base), None);
        let other = open("circula:free-circulation", &["population=1:300"]).differs_at_start(&base);
        assert_eq!(other.as_deref(), Some("population: one in: 200 and 300"));
    }

    /// The calendar of reviews is a function of person and ceiling: with another ceiling the same people think in other
    /// months, and nothing is left of common draws.
    #[test]
    fn variants_of_other_calendars_are_not_paired() {
        let base = open("circula:state-led", &[]);
        let other = open("circula:state-led", &["attention.ceiling=0.2", "attention.forced=0.05"]);
        let said = other.differs_at_start(&base).unwrap();
        assert!(said.contains("attention.ceiling") && said.contains("0.0833333333 and 0.2"), "{said}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later.toml");
        let text = "extends = \"circula:state-led\"\n[[change]]\nat = \"2007-01\"\nset.attention.ceiling = 0.3\n";
        std::fs::write(&path, text).unwrap();
        let said = open(path.to_str().unwrap(), &[]).differs_at_start(&base).unwrap();
        assert!(said.contains("0.0833333333 and 0.0833333333, 0.3 from 2007-01"), "{said}");
    }
}
