//! `circula show`: every value in force and where it came from, or what differs between two scenarios.

use super::context::Context;
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use super::sections::{Line, sectioned};
use crate::base::diagnostics::nearest;
use crate::base::param::Grade;
use crate::base::table::{Cell, Column, MISSING, Table};
use crate::mechanism::{InForce, MECHANISMS};
use crate::output::json::to_json;
use crate::scenario::show::{DiffRow, ShowRow};
use crate::scenario::{Loaded, Sets, embedded, load, plan, show};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use serde_json::json;

/// Width of the text where no terminal says another.
const WIDTH: usize = 80;

/// Show every value in force and where it came from, or what differs between two scenarios
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula show scenarios/state-led.toml
  circula show circula:state-led --path preference --grade assumed
  circula show circula:state-led --diff circula:free-circulation")]
pub struct Show {
    /// Scenario file, or `circula:NAME`.
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Show only what differs from this scenario.
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub diff: Option<String>,
    /// Lay a value over every scenario named; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Show only paths that begin so, or that match a pattern with `*` and `?`; may be repeated.
    #[arg(long = "path", value_name = "PATH", conflicts_with = "plan")]
    pub paths: Vec<String>,
    /// Show only values of this grade; may be repeated.
    #[arg(long = "grade", value_parser = grades(), ignore_case = true, value_name = "GRADE")]
    #[arg(conflicts_with_all = ["plan", "diff"])]
    pub grades: Vec<Grade>,
    /// Print the frozen plan: one file with every value, which can be run.
    #[arg(long, conflicts_with = "diff")]
    pub plan: bool,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "plan")]
    pub json: bool,
}

/// The word by which the flag names a grade: the first of those that tables print.
fn flag(grade: Grade) -> &'static str {
    grade.word().split(' ').next().unwrap_or_default()
}

fn grades() -> impl TypedValueParser<Value = Grade> {
    let words = Grade::ALL.map(|(grade, meaning)| PossibleValue::new(flag(grade)).help(meaning));
    PossibleValuesParser::new(words).try_map(|word| {
        let named = Grade::ALL.into_iter().find(|(grade, _)| flag(*grade).eq_ignore_ascii_case(&word));
        named.map(|(grade, _)| grade).ok_or("no such grade")
    })
}

fn open(scenario: &str, sets: &[String], compared: bool) -> Result<Loaded<InForce>, CliError> {
    load::<InForce>(&embedded::files(), scenario, Sets::from(sets).compared(compared), MECHANISMS)
        .map_err(|faulty| CliError::Faulty(Box::new(faulty)))
}

/// Shows a scenario.
pub fn run(context: &mut Context, arguments: &Show) -> Result<u8, CliError> {
    let loaded = open(&arguments.scenario, &arguments.sets, arguments.diff.is_some())?;
    if !context.quiet {
        context.show_faults(&loaded.warnings, &loaded.sources);
    }
    if arguments.plan {
        context.print(&plan::to_toml(&loaded))?;
        return Ok(exit::DONE);
    }
    let width = context.width().unwrap_or(WIDTH);
    let (table, text) = match &arguments.diff {
        None => {
            let rows = picked(&loaded, arguments)?;
            let table = values(&loaded, &rows);
            let text = (!arguments.json).then(|| of_values(&table, &rows, width));
            (table, text)
        }
        Some(other) => {
            let other = open(other, &arguments.sets, true)?;
            let mut rows = show::diff(&loaded, &other);
            rows.retain(|row| matches(&arguments.paths, &row.path));
            let table = differences(&loaded, &other, &rows);
            let text = (!arguments.json).then(|| of_differences(&table, &rows, width));
            (table, text)
        }
    };
    context.print(&text.unwrap_or_else(|| document::text(DocumentKind::Values, json!({"table": to_json(&table)}))))?;
    Ok(exit::DONE)
}

/// Whether a path is asked for: nothing is asked, it begins so, or it matches.
fn matches(asked: &[String], path: &str) -> bool {
    asked.is_empty()
        || asked.iter().any(|a| if a.contains(['*', '?']) { is_like(a, path) } else { path.starts_with(a.as_str()) })
}

/// Whether a text matches a pattern: `*` stands for any characters, `?` for one.
fn is_like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut p, mut star) = (0, 0, None);
    while at < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, at));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == '?' || *c == text[at]) {
            (p, at) = (p + 1, at + 1);
        } else if let Some((before, from)) = star {
            // The last `*` stands for one character more.
            star = Some((before, from + 1));
            (p, at) = (before + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The rows asked for.
fn picked(loaded: &Loaded<InForce>, arguments: &Show) -> Result<Vec<ShowRow>, CliError> {
    let mut rows = show::show(loaded);
    let near = arguments.paths.iter().find_map(|path| nearest(path, rows.iter().map(|row| row.path.as_str())));
    let help = near.map_or_else(
        || "see all paths with `circula show` and the scenario alone".to_owned(),
        |near| format!("a path with a similar name exists: `{near}`"),
    );
    rows.retain(|row| matches(&arguments.paths, &row.path));
    if rows.is_empty() {
        return Err(CliError::usage(format!("no value has the path `{}`", arguments.paths.join("` or `")), help));
    }
    let of_grade = |row: &ShowRow| row.grade.is_some_and(|grade| arguments.grades.contains(&grade));
    rows.retain(|row| arguments.grades.is_empty() || of_grade(row));
    Ok(rows)
}

/// Every value asked for.
#[must_use]
pub fn values(loaded: &Loaded<InForce>, rows: &[ShowRow]) -> Table {
    let mut table = Table::new(format!("{}: {}", loaded.settings.name, loaded.settings.about));
    for name in ["path", "value", "unit", "grade", "source", "from"] {
        table = table.column(Column::text(name));
    }
    for row in rows {
        let grade = row.grade.map_or(Cell::Missing, |grade| Cell::text(grade.word()));
        let [path, value, source, from] =
            [&row.path, &row.value, &row.source, &row.from].map(|t| Cell::text(t.clone()));
        table.row([path, value, Cell::text(row.unit), grade, source, from]);
    }
    let table = if rows.is_empty() { table.note("No value has this grade.") } else { table };
    table.note(
        "grade: how well a default is founded; scenario: written in a shipped scenario; yours: written by you. source: \
         what a default rests on, or the place where the value is written.",
    )
}

/// What differs between two.
#[must_use]
pub fn differences(left: &Loaded<InForce>, right: &Loaded<InForce>, rows: &[DiffRow]) -> Table {
    let (a, b) = (&left.settings.name, &right.settings.name);
    let mut table = Table::new(format!("{a} and {b}: values that differ"));
    let b = if a == b { &format!("{b} (second)") } else { b };
    for name in ["path", a, b, "unit", "from", "and from"] {
        table = table.column(Column::text(name));
    }
    let value = |value: &Option<String>| value.clone().map_or(Cell::Missing, Cell::text);
    for row in rows {
        table.row([
            Cell::text(row.path.clone()),
            value(&row.left),
            value(&row.right),
            Cell::text(row.unit),
            Cell::text(row.left_from.clone()),
            Cell::text(row.right_from.clone()),
        ]);
    }
    if table.rows.is_empty() {
        table.note("Nothing differs but name and description.")
    } else {
        table.note("– where a scenario has no such value in force.")
    }
}

fn of_values(table: &Table, rows: &[ShowRow], width: usize) -> String {
    let lines: Vec<Line> = rows
        .iter()
        .map(|row| Line {
            path: &row.path,
            cells: vec![
                with_unit(&row.value, row.unit),
                row.grade.map_or(MISSING, Grade::word).to_owned(),
                row.source.clone(),
            ],
        })
        .collect();
    sectioned(table, &["value", "grade", "source"], &[Some(15), Some(10), None], &lines, width)
}

fn of_differences(table: &Table, rows: &[DiffRow], width: usize) -> String {
    let side = |value: &Option<String>, unit: &str, from: &str| {
        value.as_ref().map_or_else(|| MISSING.to_owned(), |value| format!("{}; {from}", with_unit(value, unit)))
    };
    let lines: Vec<Line> = rows
        .iter()
        .map(|row| Line {
            path: &row.path,
            cells: vec![side(&row.left, row.unit, &row.left_from), side(&row.right, row.unit, &row.right_from)],
        })
        .collect();
    let names: Vec<&str> = table.columns.iter().skip(1).take(2).map(|column| column.name.as_str()).collect();
    sectioned(table, &names, &[None, None], &lines, width)
}

fn with_unit(value: &str, unit: &str) -> String {
    if matches!(unit, "text" | "variant" | "number" | "count" | "seed" | "calendar month") {
        value.to_owned()
    } else {
        format!("{value} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_asked_for_by_their_beginning_or_by_a_pattern() {
        let asked = |asked: &str, path: &str| matches(&[asked.to_owned()], path);
        assert!(asked("corridor.spain", "corridor.spain.labour") && !asked("spain", "corridor.spain.labour"));
        assert!(asked("*.fare_eur", "corridor.spain.distance.fare_eur") && !asked("*.fare", "a.fare_eur"));
        assert!(asked("a*b?d*", "axxbxbcd") && !asked("a*b?d", "abd") && asked("*", "") && matches(&[], "x"));
        assert!(!asked("*a*a*a*a*a*a*a*b", &"a".repeat(5000)));
    }
}
