//! Shipped scenarios made ready in small, and worlds started and simulated.

use circula::base::units::Month;
use circula::run::replicate::{self, Checks};
use circula::run::{Course, Outcome};
use circula::scenario::embedded;
use circula::world::World;
use std::sync::atomic::AtomicBool;

/// Sample in which a whole scenario is simulated in a fraction of a second.
pub const SMALL: &str = "population.sample.one_in=1200";

/// Names of the shipped scenarios that sample their population, those with a closed frame left out.
pub fn samples() -> Vec<&'static str> {
    shipped().into_iter().filter(|name| course(name, &[]).loaded.settings.frame.is_none()).collect()
}

/// Names of all shipped scenarios of the country, calibration targets left out.
pub fn shipped() -> Vec<&'static str> {
    embedded::scenarios().filter(|name| !name.contains('/')).collect()
}

/// A scenario of the disk or a shipped one by name, with values laid over it.
pub fn try_course(name: &str, sets: &[&str]) -> Result<Course, String> {
    let path = if name.ends_with(".toml") { name.to_owned() } else { format!("circula:{name}") };
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    Course::open(&embedded::files(), &path, &sets).map_err(|e| match e {
        circula::run::CourseError::Faulty(f) => f.diagnostics.plain(&f.sources),
        other => other.to_string(),
    })
}

/// The same where nothing can be wrong.
pub fn course(name: &str, sets: &[&str]) -> Course {
    try_course(name, sets).unwrap_or_else(|e| panic!("{name} {sets:?}: {e}"))
}

/// A scenario written for a test, laid over a shipped one.
pub fn written(text: &str, sets: &[&str]) -> Course {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trial.toml");
    std::fs::write(&path, text).unwrap();
    course(path.to_str().unwrap(), sets)
}

/// The world of a scenario at month 0 of the run.
pub fn started(course: &Course) -> World {
    replicate::start(course, course.loaded.settings.run.seed, 0, &AtomicBool::new(false)).unwrap()
}

/// Simulates a scenario from its start, all books checked every month.
pub fn simulated(course: &Course, world: World) -> Outcome {
    replicate::simulate(course, world, 0, Checks::Full, &AtomicBool::new(false)).unwrap()
}

/// Simulates some months, from month `from` of the run on, and tells the digest of the world after each.
pub fn months(course: &Course, world: &mut World, range: std::ops::Range<u32>) -> Vec<String> {
    if range.start == 0 {
        replicate::begin_rules(course, world);
    }
    range.map(|m| step(course, world, m)).collect()
}

/// Simulates one month of the run and tells the digest of the world after it.
pub fn step(course: &Course, world: &mut World, m: u32) -> String {
    replicate::month(course, world, month(course, m));
    world.digest().unwrap()
}

/// A month of the run by its number.
pub fn month(course: &Course, m: u32) -> Month {
    course.loaded.settings.run.start.plus(m as i32)
}

/// Simulated months of the run.
pub fn length(course: &Course) -> u32 {
    course.loaded.settings.run.months
}
