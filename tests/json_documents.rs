//! Every document that `--json` prints has the form that `circula schema --of` publishes, and the names of measures in
//! it are those of the tables.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use cli_common::Place;
use jsonschema::Validator;
use serde_json::Value;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The schema of a kind, as the program prints it.
fn schema(place: &Place, kind: &str) -> Validator {
    let found = place.run(&["schema", "--of", kind]);
    assert_eq!(found.code, 0, "{}", found.err);
    jsonschema::validator_for(&parsed(&found.out)).unwrap()
}

/// The document that a command prints, which has the form of its kind.
#[track_caller]
fn checked(place: &Place, kind: &str, arguments: &[&str]) -> Value {
    let found = place.run(&[arguments, &["--json"]].concat());
    assert!(!found.out.is_empty(), "{arguments:?}: {}", found.err);
    let (document, schema) = (parsed(&found.out), schema(place, kind));
    let faults: Vec<String> =
        schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{arguments:?}: {faults:?}");
    assert_eq!(document["document"], kind);
    document
}

const SMALL: [&str; 8] =
    ["--set", "population=1:300", "--set", "run.months=14", "--set", "run.burn_in_months=1", "--reps", "2"];

#[test]
fn results_of_every_kind_of_experiment_have_one_form() {
    let place = Place::new();
    let verbs: [&[&str]; 6] = [
        &["run", "circula:bonded"],
        &["compare", "circula:state-led", "circula:bonded"],
        &["sweep", "circula:bonded", "bond.escrow.amount_eur=0,1000"],
        &["attribute", "circula:state-led", "circula:bonded"],
        &["ablate", "circula:bonded", "--mechanism", "trust"],
        &["sensitivity", "circula:bonded", "bond.escrow.amount_eur=0..1000", "--size", "2"],
    ];
    for (at, verb) in verbs.into_iter().enumerate() {
        let out = format!("r{at}");
        checked(&place, "results", &[verb, &SMALL, &["--out", &out]].concat());
        let resumed = checked(&place, "results", &["resume", &out]);
        assert_eq!(resumed["result_digest"].as_str().unwrap().len(), 64);
        checked(&place, "dry-run", &[verb, &SMALL, &["--dry-run"]].concat());
    }
}

#[test]
fn measures_and_variants_have_the_names_of_the_tables() {
    let place = Place::new();
    let compare = ["compare", "circula:state-led", "circula:bonded", "--all", "--out", "r"];
    let document = checked(&place, "results", &[&compare[..], &SMALL].concat());
    let rows = document["table"]["rows"].as_array().unwrap();
    let summary = csv::Reader::from_path(place.path("r/summary.csv")).unwrap();
    let of: Vec<csv::StringRecord> =
        summary.into_records().map(Result::unwrap).filter(|row| &row[0] == "bonded").collect();
    for row in rows {
        let id = row["id"].as_str().unwrap();
        let value = &row["bonded"];
        let stored = of.iter().find(|row| &row[1] == id).and_then(|row| row[4].parse::<f64>().ok());
        assert_eq!(value.as_f64().or_else(|| value["mean"].as_f64()), stored, "{id}");
    }
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let text = std::fs::read_to_string(place.path("r/codebook.csv")).unwrap();
    assert!(ids.iter().all(|id| text.contains(&format!(",{id},"))), "{ids:?}");
}

#[test]
fn other_documents_have_theirs_and_a_schema_refuses_another() {
    let place = Place::new();
    place.write("wrong.toml", "extends = \"circula:bonded\"\nbond.escrow.amount = 3\nrun.months = \"x\"\n");
    checked(&place, "faults", &["validate", "wrong.toml", "circula:state-led"]);
    checked(&place, "values", &["show", "circula:state-led"]);
    checked(&place, "values", &["show", "circula:state-led", "--diff", "circula:bonded"]);
    checked(&place, "bench", &["bench", "--rounds", "1"]);
    checked(&place, "rows", &["patterns", "--filter", "c1"]);
    checked(&place, "rows", &["doses", "--filter", "bond:absco", "--sample", "300", "--reps", "2"]);
    let plan = "schema = 1\ntargets = [\"circula:patterns/targets\"]\nonly = [\"c6\"]\n[parameter]\n\
                \"preference.flight\" = [5.0, 30.0]\n[run]\nparticles = 4\nkept = 2\ngenerations = 1\nreps = 1\n\
                sample = 300\nset = [\"run.months=20\"]\n";
    place.write("plan.toml", plan);
    checked(&place, "calibration", &["calibrate", "plan.toml", "--out", "c"]);
    let rows = schema(&place, "rows");
    let right = parsed("{\"document\": \"values\", \"format\": 1, \"table\": {}}");
    assert!(!rows.is_valid(&right));
    let values = schema(&place, "values");
    let table = |rows: &str| {
        parsed(&format!(
            "{{\"document\": \"values\", \"format\": 1, \"table\": {{\"title\": \"\", \"columns\": [], \"notes\": [], \
             \"rows\": {rows}}}}}"
        ))
    };
    assert!(values.is_valid(&table("[{\"a\": {\"mean\": 1, \"low\": 0, \"high\": 2}, \"b\": null, \"c\": \"x\"}]")));
    for wrong in ["[{\"a\": [1]}]", "[{\"a\": {\"mean\": \"1\", \"low\": 0, \"high\": 2}}]", "[3]", "{}"] {
        assert!(!values.is_valid(&table(wrong)), "{wrong}");
    }
}
