//! `circula validate`: every fault of scenario files, all at once.

use super::context::{self, Context};
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use crate::base::diagnostics::{Diagnostics, Severity, Sources};
use crate::experiment::layout::too_large;
use crate::experiment::{Design, Variant};
use crate::run::CourseError;
use crate::scenario::embedded;
use clap::{Args, ValueHint};
use serde_json::{Value, json};

/// Check scenario files; tell every fault with its place and remedy
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula validate scenarios/*.toml
  circula validate my.toml --json")]
pub struct Validate {
    /// Scenario files, or `circula:NAME`.
    #[arg(required = true, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// Lay a value over every scenario named; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Print the faults as one JSON document.
    #[arg(long)]
    pub json: bool,
}

/// Checks files; exit code 2 if one of them cannot be run.
pub fn run(context: &mut Context, arguments: &Validate) -> Result<u8, CliError> {
    let files = embedded::files();
    let mut code = exit::DONE;
    let mut told: Vec<Value> = Vec::new();
    for scenario in &arguments.scenarios {
        let (faults, sources) = match Variant::open(&files, scenario, &arguments.sets) {
            Ok(variant) => fitting(variant),
            Err(CourseError::Faulty(faulty)) => (faulty.diagnostics, faulty.sources),
            Err(other) => return Err(other.into()),
        };
        let valid = !faults.has_errors();
        if !valid {
            code = exit::USAGE;
        }
        if arguments.json {
            let more = [Severity::Error, Severity::Warning].map(|severity| faults.more(severity));
            told.push(json!({"scenario": scenario, "valid": valid, "faults": list(&faults, &sources),
                "more_errors": more[0], "more_warnings": more[1]}));
            continue;
        }
        context.show_faults(&faults, &sources);
        if valid {
            context.print(&format!("{scenario}: valid\n"))?;
        }
    }
    if arguments.json {
        context.print(&document::text(DocumentKind::Faults, json!({"scenarios": told})))?;
    }
    Ok(code)
}

/// What is to be said of a scenario that can be read: its warnings, and whether this machine can hold its world, as
/// `run` asks too.
fn fitting(variant: Variant) -> (Diagnostics, Sources) {
    let (mut faults, sources) = (variant.course.loaded.warnings.clone(), variant.course.loaded.sources.clone());
    let place = variant.course.place_of_sample();
    let design = Design::apart(vec![variant]);
    if let Some(error) = too_large(&design, 0, context::memory()) {
        faults.error(place, error.to_string(), "`run` would refuse it on this machine too".to_owned());
    }
    (faults, sources)
}

fn list(faults: &Diagnostics, sources: &Sources) -> Vec<Value> {
    let of = |fault: &crate::base::diagnostics::Diagnostic| {
        let place = fault.origin.map(|origin| {
            let (line, column) = sources.line_column(origin);
            json!({"file": sources.name(origin.source), "line": line, "column": column})
        });
        let severity = if fault.severity == Severity::Error { "error" } else { "warning" };
        json!({"severity": severity, "place": place, "message": fault.message, "help": fault.help})
    };
    faults.list.iter().map(of).collect()
}
