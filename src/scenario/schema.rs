//! JSON Schema (draft 2020-12) of a scenario file, from the declarations: editors complete and check with it.

use super::changes::ChangeHead;
use super::settings::{Head, Inherited, Mechanisms, keys, whole};
use crate::base::param::{Plain, Section, Shape, Spec};
use serde_json::{Map, Value, json};

/// The schema of scenarios with these rules and mechanisms.
#[must_use]
pub fn schema<R: Section>(mechanisms: Mechanisms) -> Value {
    let rules = R::shape();
    let rule_keys = keys(&rules);
    let mut properties = Map::new();
    for spec in Head::SPECS {
        properties.insert(spec.key.to_owned(), leaf(spec));
    }
    properties.insert("changes".to_owned(), of(&Inherited::shape()));
    if let Shape::Table { fields, .. } = whole(mechanisms, &rules) {
        for (key, shape) in fields {
            let schema = if rule_keys.contains(&key) {
                json!({ "$ref": format!("#/$defs/rules/properties/{key}") })
            } else {
                of(&shape)
            };
            properties.insert(key.to_owned(), schema);
        }
    }
    open_population(&mut properties);
    properties.insert(
        "change".to_owned(),
        json!({ "type": "array", "description": "Dated changes of the rules.",
        "items": change() }),
    );
    let burn_in = "Rules of the burn-in; where absent, those of the scenario at the root of the `extends` chain.";
    properties.insert("burn_in_rules".to_owned(), json!({ "description": burn_in, "$ref": "#/$defs/rules" }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "circula scenario",
        "description": "A scenario of circular labour migration.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": { "rules": of(&rules) },
    })
}

fn change() -> Value {
    let mut properties = Map::new();
    for spec in ChangeHead::SPECS {
        let mut schema = leaf(spec);
        if let Some(map) = schema.as_object_mut() {
            map.remove("default");
        }
        properties.insert(spec.key.to_owned(), schema);
    }
    properties.insert(
        "set".to_owned(),
        json!({ "description": "The rules that change, as they are written above.",
        "$ref": "#/$defs/rules" }),
    );
    json!({ "type": "object", "properties": properties, "required": ["at"], "additionalProperties": false })
}

/// Lets `population` be written as "1:100" too.
fn open_population(properties: &mut Map<String, Value>) {
    if let Some(Value::Array(forms)) = properties.get_mut("population").and_then(|p| p.get_mut("oneOf")) {
        forms
            .push(json!({ "type": "string", "pattern": "^1:[1-9][0-9_]*$", "description": "Short for a sample of one \
            in so many." }));
    }
}

/// The schema of a part.
fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Leaf(spec) => leaf(spec),
        Shape::Table { doc, fields } => {
            let properties: Map<String, Value> =
                fields.iter().map(|(key, shape)| ((*key).to_owned(), of(shape))).collect();
            json!({ "description": doc.trim(), "type": "object", "properties": properties,
                "additionalProperties": false })
        }
        Shape::OneOf { doc, variants } => {
            let names: Vec<&str> = variants.iter().map(|v| v.0).collect();
            let properties: Map<String, Value> =
                variants.iter().map(|(key, shape)| ((*key).to_owned(), of(shape))).collect();
            let table = json!({ "type": "object", "properties": properties, "additionalProperties": false,
                "minProperties": 1, "maxProperties": 1 });
            json!({ "description": doc.trim(), "oneOf": [{ "type": "string", "enum": names }, table],
                "default": names.first() })
        }
        Shape::Named { doc, each } => {
            json!({ "description": doc.trim(), "type": "object", "additionalProperties": of(each) })
        }
    }
}

fn leaf(spec: &Spec) -> Value {
    let mut map = Map::new();
    map.insert("description".to_owned(), json!(spec.doc.trim()));
    match spec.default {
        Plain::Number(default) => {
            map.insert("type".to_owned(), json!(if spec.whole { "integer" } else { "number" }));
            map.insert("minimum".to_owned(), number(spec.low));
            map.insert("maximum".to_owned(), number(spec.high));
            map.insert("default".to_owned(), number(default));
        }
        Plain::Text(default) => {
            map.insert("type".to_owned(), json!("string"));
            if !spec.pattern.is_empty() {
                map.insert("pattern".to_owned(), json!(spec.pattern));
            }
            if !default.is_empty() {
                map.insert("default".to_owned(), json!(default));
            }
        }
    }
    map.insert("x-unit".to_owned(), json!(spec.unit));
    map.insert("x-grade".to_owned(), json!(spec.grade.word()));
    map.insert("x-source".to_owned(), json!(spec.source));
    Value::Object(map)
}

/// Whole numbers without a decimal point.
fn number(number: f64) -> Value {
    if number >= u64::MAX as f64 {
        return json!(u64::MAX);
    }
    let exact = number == number.trunc() && number.abs() <= 9_007_199_254_740_991.0;
    if exact { json!(number as i64) } else { json!(number) }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{MECHANISMS, Rules};
    use super::*;

    #[test]
    fn the_schema_says_what_may_stand_where() {
        let schema = schema::<Rules>(MECHANISMS);
        let at = |path: &str| schema.pointer(path).cloned().unwrap_or_else(|| panic!("{path} in {schema:#}"));
        assert_eq!(at("/$schema"), json!("https://json-schema.org/draft/2020-12/schema"));
        assert_eq!(at("/additionalProperties"), json!(false));
        assert_eq!(at("/properties/stake/$ref"), json!("#/$defs/rules/properties/stake"));
        let stake = "/$defs/rules/properties/stake/oneOf";
        assert_eq!(at(&format!("{stake}/0/enum")), json!(["none", "escrow"]));
        assert_eq!(at(&format!("{stake}/1/maxProperties")), json!(1));
        let amount = at(&format!("{stake}/1/properties/escrow/properties/amount_eur"));
        assert_eq!(
            amount,
            json!({
                "description": "What is held back.", "type": "number", "minimum": 0, "maximum": 5000, "default": 500,
                "x-unit": "EUR", "x-grade": "recalled", "x-source": "somebody"
            })
        );
        assert_eq!(
            at(
                "/$defs/rules/properties/corridor/additionalProperties/properties/work/properties/wage_eur_month/x-unit"
            ),
            json!("EUR per month")
        );
        assert_eq!(at("/properties/run/properties/months/maximum"), json!(600));
        assert_eq!(at("/properties/run/properties/start/default"), json!("2005-01"));
        assert_eq!(at("/properties/mechanism/properties/rumour/oneOf/0/enum"), json!(["on", "off"]));
        assert_eq!(at("/properties/population/oneOf/2/type"), json!("string"));
        assert_eq!(at("/properties/change/items/required"), json!(["at"]));
        assert_eq!(at("/properties/schema/maximum"), json!(1));
    }
}
