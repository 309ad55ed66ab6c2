//! Destinations that a scenario adds to those of its base: they open when the run begins, and everything that is
//! measured, drawn and kept has room for them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod cli_common;

use circula::base::units::Month;
use circula::experiment::{Design, Options, Variant, compare, curves};
use circula::journal::event::Kind;
use circula::journal::{Circle, Place};
use circula::run::Checks;
use circula::scenario::embedded;
use cli_common::Place as Folder;
use std::sync::atomic::AtomicBool;

const CIRCLES: [&str; 3] = ["internal", "regional", "overseas"];
const WAYS: [&str; 3] = ["closed", "visa", "free-movement"];

/// State-led circulation with so many more destinations, of each circle and lawful way in turn; those overseas have a
/// programme better paid than that of Spain, and the route.
fn text(more: usize) -> String {
    let mut text = "schema = 1\nextends = \"circula:state-led\"\n[population.sample]\none_in = 300\n\
                    [run]\nmonths = 30\nburn_in_months = 2\n"
        .to_owned();
    for k in 0..more {
        let (circle, way) = (CIRCLES[(k + 2) % 3], WAYS[(k / 3 + 1) % 3]);
        text.push_str(&format!(
            "[corridor.new-{k}]\ncircle = \"{circle}\"\nlawful = \"{way}\"\nirregular = \"route\"\n"
        ));
        if circle == "overseas" {
            let programme = "quota_year = 60000\nwage_eur_month = 1500\nseason_months = 12\n";
            text.push_str(&format!("[corridor.new-{k}.agreement.programme]\n{programme}"));
            text.push_str(&format!("[corridor.new-{k}.labour]\nwage_irregular_eur_day = 60\n"));
        }
    }
    text
}

fn variants(folder: &Folder) -> Vec<Variant> {
    let open = |more: usize| {
        let name = format!("more-{more}.toml");
        folder.write(&name, text(more));
        let path = folder.path(&name);
        Variant::open(&embedded::files(), path.to_str().unwrap(), &[]).unwrap()
    };
    [0, 1, 12].map(open).into()
}

#[test]
fn destinations_more_are_simulated_measured_and_start_from_the_same_world() {
    let folder = Folder::new();
    let design = Design::compared(variants(&folder), false).unwrap();
    let stop = AtomicBool::new(false);
    let options = Options { threads: 2, checks: Checks::Full, memory: None, stop: &stop, watch: &(), keep: &() };
    let found = compare::run(&design, &options).unwrap();
    assert!(found.failed().is_empty(), "{:?}", found.failed()[0].reason);
    let starts: Vec<&str> = found.readings.iter().map(|v| v[0].as_ref().unwrap().start_digest.as_str()).collect();
    assert!(starts.iter().all(|digest| *digest == starts[0]), "{starts:?}");
    let figures = circula::experiment::figures::all(&design, &found);
    // A comparison has every figure but the curves of a sweep.
    let influence = circula::experiment::influence::FIGURES;
    let others = [&curves::FIGURES[..], &[circula::experiment::parts::FIGURE], &influence[..]].concat();
    let names = circula::experiment::figures::NAMES.into_iter().filter(|name| !others.contains(name));
    assert_eq!(figures.iter().map(|f| f.name).collect::<Vec<_>>(), names.collect::<Vec<_>>());
}

#[test]
fn people_apply_to_the_programme_that_they_value_most() {
    let folder = Folder::new();
    let variant = variants(&folder).remove(1);
    let stop = AtomicBool::new(false);
    let course = &variant.course;
    let world = circula::run::replicate::start(course, 1, 0, &stop).unwrap();
    let tally = circula::run::replicate::simulate(course, world, 0, Checks::Full, &stop).unwrap().tally;
    let names = &course.in_force(Month::new(2006, 1)).0.corridor.list;
    let at = |name: &str| Place::destination(names.iter().position(|c| c.0 == name).unwrap());
    let applied = |place: Place| tally.count(Kind::Applied, |p| p == place);
    assert_eq!(tally.circles.len(), names.len());
    assert_eq!(tally.positions(Circle::Overseas).last(), at("new-0").position());
    assert!(
        applied(at("new-0")) > 3 * applied(at("spain")).max(1),
        "{} {}",
        applied(at("new-0")),
        applied(at("spain"))
    );
    assert!(tally.count(Kind::PlaceTaken, |p| p == at("new-0")) > 0);
}

#[test]
fn every_verb_takes_a_scenario_with_more_destinations() {
    let folder = Folder::new();
    for more in [1, 12] {
        folder.write("more.toml", text(more));
        let lines: [&[&str]; 6] = [
            &["validate", "more.toml"],
            &["show", "more.toml"],
            &["show", "more.toml", "--diff", "circula:state-led"],
            &["run", "more.toml", "--all", "--reps", "2", "--out", "one", "--force"],
            &[
                "compare",
                "circula:state-led",
                "more.toml",
                "--reps",
                "2",
                "--set",
                "population=1:300",
                "--set",
                "run.months=14",
                "--set",
                "run.burn_in_months=2",
                "--out",
                "two",
                "--force",
            ],
            &["verify", "two"],
        ];
        for line in lines {
            let done = folder.run(line);
            assert_eq!(done.code, 0, "{line:?}: {}{}", done.out, done.err);
            if more == 12 && line[0] == "run" {
                // Of those closed or with a programme nothing is said.
                for word in ["warning: `more`: nobody arrived at new-1", "programme, `corridor.new-1.agreement`"] {
                    assert!(done.err.contains(word), "{}", done.err);
                }
            }
        }
    }
    folder.write("more.toml", text(25));
    folder.refuses(&["validate", "more.toml"], 2, &["33 destinations are too many", "31"]);
    folder.refuses(&["run", "more.toml"], 2, &["33 destinations are too many", "31"]);
}
