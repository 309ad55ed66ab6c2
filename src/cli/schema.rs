//! `circula schema`: the JSON Schema of scenario files.

use super::context::Context;
use super::error::CliError;
use super::exit;
use crate::mechanism::{InForce, MECHANISMS};
use crate::output::json::json_text;
use crate::scenario::schema::schema;
use clap::Args;

/// Print the JSON Schema of scenario files
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula schema > scenario.schema.json")]
pub struct Schema {}

/// The schema as text.
pub fn text() -> String {
    json_text(&schema::<InForce>(MECHANISMS))
}

/// Prints the schema.
pub fn run(context: &mut Context, _: &Schema) -> Result<u8, CliError> {
    context.print(&text())?;
    Ok(exit::DONE)
}
