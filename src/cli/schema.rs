//! `circula schema`: the JSON Schema of scenario files, and of documents for programs.

use super::context::Context;
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::exit;
use crate::mechanism::{InForce, MECHANISMS};
use crate::output::json::json_text;
use crate::scenario::schema::schema;
use clap::Args;

/// Print the JSON Schema of scenario files, or of what `--json` prints
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula schema > scenario.schema.json
  circula schema --of results")]
pub struct Schema {
    /// Of the documents of this kind, rather than of scenario files.
    #[arg(long, value_enum, value_name = "DOCUMENT")]
    pub of: Option<DocumentKind>,
}

/// The schema as text.
pub fn text() -> String {
    json_text(&schema::<InForce>(MECHANISMS))
}

/// Prints the schema.
pub fn run(context: &mut Context, arguments: &Schema) -> Result<u8, CliError> {
    context.print(&arguments.of.map_or_else(text, |kind| json_text(&document::schema(kind))))?;
    Ok(exit::DONE)
}
