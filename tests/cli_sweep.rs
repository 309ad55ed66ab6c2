//! Sweeps of a plan: grids of numbers and bundles, spread points; what they write verifies and cannot be forged.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::{Place, files};

const PLAN: &str = "schema = 1
scenario = \"mine.toml\"
set = [\"population=1:300\", \"run.months=14\", \"run.burn_in_months=1\"]
[factor]
\"bond.escrow.amount_eur\" = [0, 500, 1000]
\"bond.escrow.believed\" = { from = 0.3, to = 0.9, steps = 3 }
[factor.visa]
none = [\"reentry=none\"]
recall = [\"reentry=recall\", \"attention.movers=0.02\"]
";

fn place() -> Place {
    let place = Place::new();
    place.write("plans/plan.toml", PLAN);
    place.write("plans/mine.toml", "extends = \"circula:bonded\"\n");
    place
}

#[test]
fn a_plan_is_run_told_by_factor_and_verified() {
    let place = place();
    let found = place.run(&["sweep", "plans/plan.toml", "--reps", "2", "--out", "a"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let mut points = csv::Reader::from_path(place.path("a/points.csv")).unwrap();
    let names: Vec<String> = points.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names, ["variant", "bond.escrow.amount_eur", "bond.escrow.believed", "visa"]);
    let rows: Vec<csv::StringRecord> = points.into_records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 18);
    assert_eq!(rows[1].iter().collect::<Vec<_>>(), ["amount_eur-0_believed-0.3_visa-recall", "0", "0.3", "recall"]);
    for name in ["dose-response-1.svg", "dose-response-2.svg", "levels.svg"] {
        assert!(place.path("a/plots").join(name).is_file(), "{name}");
    }
    assert!(std::fs::read_to_string(place.path("a/plots/levels.svg")).unwrap().contains("visa: recall against none"));
    assert_eq!(place.run(&["verify", "a", "--rerun", "1"]).code, 0);
    let before = files(&place.path("a"));
    assert_eq!(place.run(&["resume", "a", "--threads", "1"]).code, 0);
    assert!(files(&place.path("a")) == before);
    let manifest = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    // A level under another's name, a value that no plan has.
    for (from, to) in
        [("\"reentry=none\"", "\"reentry=recall\""), ("\"1000\"", "\"1001\""), ("\"grid\": true", "\"grid\": false")]
    {
        let forged = manifest.replacen(from, to, 1);
        assert_ne!(forged, manifest, "{from}");
        std::fs::write(place.path("a/manifest.json"), forged).unwrap();
        assert_eq!(place.run(&["verify", "a", "--rerun", "0"]).code, 3, "{from}");
    }
}

/// What the user says stands above what the plan says, and what is varied above both.
#[test]
fn a_value_of_the_command_line_stands_above_that_of_the_plan() {
    let place = place();
    let run = ["sweep", "plans/plan.toml", "--reps", "1", "--set", "run.months=5", "--out", "a"];
    assert_eq!(place.run(&run).code, 0);
    let plan = std::fs::read_to_string(place.path("a/plans/amount_eur-0_believed-0.3_visa-none/plan.toml")).unwrap();
    assert!(plan.contains("months = 5\n") && plan.contains("burn_in_months = 1\n"), "{plan}");
}

/// Values in every form that a setting has are known again; a name of a factor that is no path is not.
#[test]
fn a_sweep_of_words_shares_and_bundles_verifies_and_a_renamed_factor_does_not() {
    let place = place();
    let plan = "schema = 1\nscenario = \"mine.toml\"\nset = [\"population=1:300\", \"run.months=3\"]\n[factor]\n\
                \"mechanism.trust\" = [\"on\", \"off\"]\n\"attention.movers\" = [5e-2, 0.010]\n[factor.size]\n\
                a = [\"population=1:300\"]\nb = [\"population=1:300\", \"reentry=recall\"]\n";
    place.write("plans/words.toml", plan);
    let found = place.run(&["sweep", "plans/words.toml", "--reps", "1", "--out", "a"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let verified = place.run(&["verify", "a", "--rerun", "0"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let manifest = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    std::fs::write(place.path("a/manifest.json"), manifest.replacen("\"attention.movers\"", "\"attention.move\"", 1))
        .unwrap();
    // `verify` stops at the digest of the manifest; what goes on with a folder reads what it says.
    assert_eq!(place.run(&["verify", "a", "--rerun", "0"]).code, 3);
    let forged = place.run(&["resume", "a"]);
    assert!(forged.code == 3 && forged.out.contains("its analysis is none"), "{}", forged.out);
}

#[test]
fn two_numbers_make_a_map_and_spread_points_curves() {
    let place = place();
    let two = PLAN[..PLAN.find("[factor.visa]").unwrap()].to_owned();
    place.write("plans/two.toml", &two);
    assert_eq!(place.run(&["sweep", "plans/two.toml", "--reps", "1", "--out", "two"]).code, 0);
    let map = std::fs::read_to_string(place.path("two/plots/map.svg")).unwrap();
    assert!(map.contains("What changes with bond.escrow.amount_eur and bond.escrow.believed") && !map.contains("NaN"));
    for design in ["latin-hypercube", "sobol"] {
        let plan =
            PLAN.replace("set = ", &format!("design = \"{design}\"\npoints = 10\nset = ")).replace(", steps = 3", "");
        place.write("plans/spread.toml", &plan);
        let found = place.run(&["sweep", "plans/spread.toml", "--reps", "1", "--out", design]);
        assert_eq!(found.code, 0, "{}", found.err);
        let points = std::fs::read_to_string(place.path(design).join("points.csv")).unwrap();
        assert!(points.lines().count() == 11 && points.contains("point-010"), "{points}");
        assert_eq!(place.run(&["verify", design, "--rerun", "0"]).code, 0);
    }
}

#[test]
fn what_is_no_plan_is_refused_in_words() {
    let place = place();
    place.refuses(&["sweep", "circula:bonded"], 2, &["no plan of a sweep", "say what is varied", "[factor]"]);
    place.refuses(&["sweep", "plans/none.toml"], 2, &["plans/none.toml"]);
    place.write("plans/wrong.toml", PLAN.replace("bond.escrow.believed", "bond.escrow.belief"));
    place.refuses(&["sweep", "plans/wrong.toml"], 2, &["bond.escrow.belief"]);
    place.write("plans/wrong.toml", PLAN.replace("mine.toml", "nobodys.toml"));
    place.refuses(&["sweep", "plans/wrong.toml"], 2, &["nobodys.toml"]);
    place.write("plans/wrong.toml", PLAN.replace("steps = 3", "steps = 300"));
    place.refuses(&["sweep", "plans/wrong.toml"], 2, &["1800 points are more than 500"]);
}
