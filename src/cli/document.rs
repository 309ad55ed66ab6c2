//! Documents for programs: every `--json` document says what it is and which version its form has, and each has a JSON
//! Schema that is printed by `circula schema --of NAME` and held by a test.

use crate::output::json::json_text;
use clap::ValueEnum;
use serde_json::{Map, Value, json};

/// Version of the forms of all documents.
pub const FORMAT: u32 = 1;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocumentKind {
    /// Of `run`, `compare`, `sweep`, `attribute`, `ablate`, `sensitivity`, `demo`, `resume` and `merge`.
    Results,
    /// Of the same with `--dry-run`.
    DryRun,
    /// Of `calibrate`.
    Calibration,
    /// Of `patterns`, `propositions`, `doses` and `beliefs`.
    Rows,
    /// Of `show`.
    Values,
    /// Of `validate`.
    Faults,
    /// Of `bench`.
    Bench,
}

impl DocumentKind {
    /// The word for it.
    pub fn word(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// A document as text: what it is, the version of its form, and its body, which is an object.
pub fn text(kind: DocumentKind, body: Value) -> String {
    let head = [("document", json!(kind.word())), ("format", json!(FORMAT))];
    let mut whole: Map<String, Value> = head.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    if let Value::Object(body) = body {
        whole.extend(body);
    }
    json_text(&whole)
}

/// The table of measures with the name of each as in the files of the results, beside the words for people.
pub fn with_ids(mut table: Value) -> Value {
    for row in table["rows"].as_array_mut().into_iter().flatten() {
        let Some(words) = row["measure"].as_str() else { continue };
        let id = json!(words.replace(' ', "_"));
        if let Some(row) = row.as_object_mut() {
            let rest = std::mem::take(row);
            row.insert("id".to_owned(), id);
            row.extend(rest);
        }
    }
    table
}

/// Every property required, no other allowed.
fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({"type": "object", "required": names, "properties": properties, "additionalProperties": false})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn or_null(value: Value) -> Value {
    json!({"anyOf": [value, {"type": "null"}]})
}

/// The JSON Schema of a kind of document.
pub fn schema(kind: DocumentKind) -> Value {
    let (text, number, whole) = (json!({"type": "string"}), json!({"type": "number"}), json!({"type": "integer"}));
    let (truth, table) = (json!({"type": "boolean"}), json!({"$ref": "#/$defs/table"}));
    let body = match kind {
        DocumentKind::Results => vec![
            ("folder", text.clone()),
            ("result_digest", json!({"type": "string", "pattern": "^[0-9a-f]{64}$"})),
            ("failed", list(object(&[("variant", text.clone()), ("replicate", whole), ("reason", text.clone())]))),
            ("warnings", list(object(&[("variant", text.clone()), ("message", text.clone()), ("help", text)]))),
            ("table", table.clone()),
            ("welfare", or_null(table)),
        ],
        DocumentKind::DryRun => vec![
            ("variants", list(text.clone())),
            ("replicates", whole.clone()),
            ("plan_hash", text.clone()),
            ("folder", text),
            ("persons", number.clone()),
            ("residents", number.clone()),
            ("person_months", number.clone()),
            ("most_replicates", or_null(whole.clone())),
            ("memory_bytes", whole.clone()),
            ("disk_bytes", number.clone()),
            ("seconds", number),
            ("threads", whole.clone()),
            ("replicates_at_a_time", whole),
        ],
        DocumentKind::Calibration => {
            vec![("folder", text.clone()), ("plan_hash", text), ("posterior", table.clone()), ("targets", table)]
        }
        DocumentKind::Rows => vec![
            ("table", table.clone()),
            (
                "more",
                json!({"type": "object",
            "additionalProperties": table}),
            ),
        ],
        DocumentKind::Values => vec![("table", table)],
        DocumentKind::Faults => {
            let place = object(&[("file", text.clone()), ("line", whole.clone()), ("column", whole.clone())]);
            let fault = object(&[
                ("severity", json!({"enum": ["error", "warning"]})),
                ("place", or_null(place)),
                ("message", text.clone()),
                ("help", text.clone()),
            ]);
            vec![(
                "scenarios",
                list(object(&[
                    ("scenario", text),
                    ("valid", truth),
                    ("faults", list(fault)),
                    ("more_errors", whole.clone()),
                    ("more_warnings", whole),
                ])),
            )]
        }
        DocumentKind::Bench => measured(),
    };
    whole_schema(kind, body)
}

/// The body of a document of `bench`.
fn measured() -> Vec<(&'static str, Value)> {
    let (text, number, whole) = (json!({"type": "string"}), json!({"type": "number"}), json!({"type": "integer"}));
    let toy = object(&[
        ("persons", whole.clone()),
        ("months", whole.clone()),
        ("departures", whole.clone()),
        ("savings", whole.clone()),
        ("nanoseconds_per_person_month", number.clone()),
    ]);
    let work = object(&[
        ("name", text.clone()),
        ("digest", text.clone()),
        ("runs", whole.clone()),
        ("person_months", whole.clone()),
        ("nanoseconds_per_person_month", number.clone()),
        ("ratio", number.clone()),
        ("ratio_least", number.clone()),
        ("ratio_most", number),
        ("instructions", or_null(whole.clone())),
    ]);
    vec![("program", text), ("results_version", whole), ("yardstick", toy), ("work", list(work))]
}

fn whole_schema(kind: DocumentKind, body: Vec<(&str, Value)>) -> Value {
    let text = json!({"type": "string"});
    let number = json!({"type": "number"});
    let estimate = object(&[("mean", number.clone()), ("low", number.clone()), ("high", number.clone())]);
    let cell = json!({"anyOf": [text, number, {"type": "null"}, estimate]});
    let column = object(&[("name", text.clone()), ("unit", text.clone()), ("definition", text.clone())]);
    let row = json!({"type": "object", "additionalProperties": cell});
    let head = [("document", json!({"const": kind.word()})), ("format", json!({"const": FORMAT}))];
    let mut schema = object(&head.into_iter().chain(body).collect::<Vec<_>>());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(format!("circula {}", kind.word()));
    let table =
        object(&[("title", text.clone()), ("columns", list(column)), ("rows", list(row)), ("notes", list(text))]);
    schema["$defs"] = json!({ "table": table });
    schema
}
