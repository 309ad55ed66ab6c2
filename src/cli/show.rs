//! `circula show`: every value in force and where it came from, or what differs between two scenarios.

use super::context::Context;
use super::error::CliError;
use super::exit;
use crate::base::table::{Cell, Column, Table};
use crate::mechanism::{InForce, MECHANISMS};
use crate::output::json::to_json;
use crate::scenario::{Loaded, embedded, load, plan, show};
use clap::{Args, ValueHint};

/// Show every value in force and where it came from, or what differs between two scenarios
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula show scenarios/state-led.toml
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
    /// Print the frozen plan: one file with every value, which can be run.
    #[arg(long, conflicts_with = "diff")]
    pub plan: bool,
    /// Print one JSON document.
    #[arg(long, conflicts_with = "plan")]
    pub json: bool,
}

fn open(scenario: &str, sets: &[String]) -> Result<Loaded<InForce>, CliError> {
    load::<InForce>(&embedded::files(), scenario, sets, MECHANISMS).map_err(|faulty| CliError::Faulty(Box::new(faulty)))
}

/// Shows a scenario.
pub fn run(context: &mut Context, arguments: &Show) -> Result<u8, CliError> {
    let loaded = open(&arguments.scenario, &arguments.sets)?;
    if !context.quiet {
        context.show_faults(&loaded.warnings, &loaded.sources);
    }
    if arguments.plan {
        context.print(&plan::to_toml(&loaded))?;
        return Ok(exit::DONE);
    }
    let table = match &arguments.diff {
        None => values(&loaded),
        Some(other) => differences(&loaded, &open(other, &arguments.sets)?),
    };
    if arguments.json {
        context.print(&format!("{:#}\n", to_json(&table)))?;
    } else {
        context.print_table(&table)?;
    }
    Ok(exit::DONE)
}

/// Every value in force.
#[must_use]
pub fn values(loaded: &Loaded<InForce>) -> Table {
    let mut table = Table::new(format!("{}: {}", loaded.settings.name, loaded.settings.about));
    for name in ["path", "value", "unit", "from", "grade"] {
        table = table.column(Column::text(name));
    }
    for row in show::show(loaded) {
        let grade = row.grade.map_or(Cell::Missing, |grade| Cell::text(grade.word()));
        table.row([Cell::text(row.path), Cell::text(row.value), Cell::text(row.unit), Cell::text(row.from), grade]);
    }
    table.note(
        "from: file:line:column, the flag, or the default of the declaration. grade: how well the default is founded; \
            sources stand in parameters.md, which `circula docs` writes.",
    )
}

/// What differs between two.
#[must_use]
pub fn differences(left: &Loaded<InForce>, right: &Loaded<InForce>) -> Table {
    let (a, b) = (&left.settings.name, &right.settings.name);
    let mut table = Table::new(format!("{a} and {b}: values that differ"));
    for name in ["path", a, b, "unit", "from", "and from"] {
        table = table.column(Column::text(name));
    }
    let value = |value: Option<String>| value.map_or(Cell::Missing, Cell::text);
    for row in show::diff(left, right) {
        table.row([
            Cell::text(row.path),
            value(row.left),
            value(row.right),
            Cell::text(row.unit),
            Cell::text(row.left_from),
            Cell::text(row.right_from),
        ]);
    }
    if table.rows.is_empty() {
        table.note("Nothing differs but name and description.")
    } else {
        table.note("– where a scenario has no such value in force.")
    }
}
