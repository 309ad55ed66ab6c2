//! Tables as JSON: title, columns with unit and definition, one object a row, notes. An estimate is `{"mean", "low",
//! "high"}`, a missing value `null`.

use crate::base::hidden::is_hidden;
use crate::base::table::{Cell, Column, Table};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A document as text over several lines, ending in a newline. Whatever moves a cursor or turns a text is written as an
/// escape, also where JSON itself would let it stand.
#[must_use]
pub fn json_text(document: &impl Serialize) -> String {
    let mut text = String::new();
    // A document of texts and numbers is always written.
    for character in serde_json::to_string_pretty(document).unwrap_or_default().chars() {
        if is_hidden(character) && character != '\n' {
            text.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    text
}

/// `table` as a JSON value; the keys are in the order of the table.
#[must_use]
pub fn to_json(table: &Table) -> Value {
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|Column { name, unit, definition, .. }| json!({"name": name, "unit": unit, "definition": definition}))
        .collect();
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            table
                .columns
                .iter()
                .zip(row)
                .map(|(column, cell)| (column.name.clone(), value(cell)))
                .collect::<Map<_, _>>()
        })
        .map(Value::Object)
        .collect();
    json!({"title": table.title, "columns": columns, "rows": rows, "notes": table.notes})
}

fn value(cell: &Cell) -> Value {
    match cell.clone().finite() {
        Cell::Text(words) => words.into(),
        Cell::Whole(count) => count.into(),
        Cell::Number { value, .. } => value.into(),
        Cell::Estimate { mean, low, high, .. } => json!({"mean": mean, "low": low, "high": high}),
        Cell::Missing => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escapes_and_read_back() {
        let names = "a\u{1b}[2J\n\u{7f}\u{9b}\u{202e}é\u{1F600}";
        let text = json_text(&json!({ "name": names }));
        assert!(!text.trim_end().contains(|c: char| is_hidden(c) && c != '\n'), "{text:?}");
        assert!(text.contains("\\u009b\\u202eé"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["name"], names);
    }

    #[test]
    fn a_table_becomes_json_in_the_order_of_its_columns() {
        let mut table = Table::new("t")
            .column(Column::text("variant"))
            .column(Column::estimate("a_share", "share").defined("d"))
            .note("n");
        table.row([Cell::text("free"), Cell::estimate(0.5, 0.25, 0.75, 1)]);
        table.row([Cell::text("none"), Cell::Missing]);
        assert_eq!(
            to_json(&table).to_string(),
            concat!(
                r#"{"title":"t","columns":[{"name":"variant","unit":"","definition":""},"#,
                r#"{"name":"a_share","unit":"share","definition":"d"}],"rows":["#,
                r#"{"variant":"free","a_share":{"mean":0.5,"low":0.25,"high":0.75}},"#,
                r#"{"variant":"none","a_share":null}],"notes":["n"]}"#
            )
        );
    }
}
