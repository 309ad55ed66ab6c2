//! What a folder of results holds: every file with its name and what writes it. Whoever writes a folder and whoever
//! checks one ask here, so a file that is written is a file that is checked.

use super::csv::{to_csv, write_rows};
use super::manifest::{CIRCUMSTANCES_NAME, Manifest, TableForm, plan_path};
use crate::base::checksums::CHECKSUMS_NAME;
use crate::base::figure::Figure;
use crate::base::files::{FileError, read_whole};
use crate::base::table::{Cell, Table};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Tables that a folder of results may have at its top, without the ending that says how they are stored.
const TABLES: [&str; 11] = [
    "design",
    "runs",
    "series",
    "series-runs",
    "summary",
    "comparison",
    "welfare",
    "attribution",
    "points",
    "sensitivity",
    "codebook",
];

/// A frozen plan to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its text.
    pub text: String,
    /// Files to be copied beside it: name there, and where each is now.
    pub beside: Vec<(String, PathBuf)>,
}

impl Frozen {
    /// The plan of a variant of this name and the files beside it: names in the folder of results, and bytes.
    ///
    /// # Errors
    /// Where a file beside it cannot be read.
    pub fn files(&self, variant: &str) -> Result<Vec<(String, Vec<u8>)>, FileError> {
        let plan = plan_path(variant);
        let folder = plan.rsplit_once('/').map_or("", |parts| parts.0);
        let beside = self.beside.iter().map(|(name, from)| Ok((format!("{folder}/{name}"), read_whole(from)?)));
        beside.chain(std::iter::once(Ok((plan.clone(), self.text.clone().into_bytes())))).collect()
    }
}

/// A table too long to be held: name, columns, rows.
pub type Long<'a> = (&'static str, Table, Box<dyn Iterator<Item = Vec<Cell>> + 'a>);

/// What a finished experiment puts into its folder besides plans and replicates.
pub struct Content<'a> {
    /// The manifest when all has been run.
    pub manifest: Manifest,
    /// Tables by name.
    pub tables: Vec<(&'static str, Table)>,
    /// Tables too long to be held.
    pub long: Vec<Long<'a>>,
    /// Figures.
    pub figures: Vec<Figure>,
}

/// Writes a file.
pub type Fill<'a> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'a>;

impl<'a> Content<'a> {
    /// The manifest, and every table and picture with its name in the folder.
    #[must_use]
    pub fn files(self) -> (Manifest, Vec<(String, Fill<'a>)>) {
        let form = self.manifest.tables.unwrap_or_default();
        let mut list: Vec<(String, Fill<'a>)> = Vec::new();
        for (name, table) in self.tables {
            list.push((
                form.file(name),
                Box::new(move |writer: &mut dyn Write| stored(form, &table, &mut table.rows.iter().cloned(), writer)),
            ));
        }
        let mut text = |name: String, text: String| {
            list.push((name, Box::new(move |writer: &mut dyn Write| writer.write_all(text.as_bytes()))));
        };
        for figure in &self.figures {
            text(format!("plots/{}.csv", figure.name), to_csv(&figure.points));
            #[cfg(feature = "plots")]
            text(format!("plots/{}.svg", figure.name), super::pictures::draw(figure));
        }
        for (name, columns, mut rows) in self.long {
            let write = move |writer: &mut dyn Write| stored(form, &columns, &mut *rows, writer);
            list.push((form.file(name), Box::new(write)));
        }
        (self.manifest, list)
    }
}

/// Writes a table as it is to be stored; its rows need not stand in memory all at once.
///
/// # Errors
/// Whatever `writer` gives; where this program was built without that form.
pub fn stored(
    form: TableForm,
    table: &Table,
    rows: &mut dyn Iterator<Item = Vec<Cell>>,
    writer: &mut dyn Write,
) -> io::Result<()> {
    match form {
        TableForm::Csv => write_rows(table, rows, writer),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => super::parquet::write_rows(table, rows, writer),
        #[cfg(not(feature = "parquet"))]
        TableForm::Parquet => Err(io::Error::other("this program was built without Parquet")),
    }
}

/// Name of the file of a replicate of a variant.
#[must_use]
pub fn replicate_path(variant: &str, replicate: u64) -> String {
    format!("runs/{variant}-{replicate:05}.bin")
}

/// Variant and number of the replicate that a file of this name holds; the inverse of [`replicate_path`].
#[must_use]
pub fn replicate_of(name: &str) -> Option<(&str, u64)> {
    let (variant, number) = name.strip_prefix("runs/")?.strip_suffix(".bin")?.rsplit_once('-')?;
    let replicate = number.parse().ok()?;
    (replicate_path(variant, replicate) == name).then_some((variant, replicate))
}

/// Every name that results may need at the top and among the pictures: what stands there under another one is never
/// theirs. `pictures` are the names that figures may have.
#[must_use]
pub fn names(pictures: &[&str]) -> BTreeSet<String> {
    let tables = [TableForm::Csv, TableForm::Parquet].into_iter().flat_map(|form| TABLES.map(|name| form.file(name)));
    let top = [CIRCUMSTANCES_NAME, CHECKSUMS_NAME, super::manifest::MANIFEST_NAME];
    let pictures = pictures.iter().flat_map(|name| ["csv", "svg"].map(|form| format!("plots/{name}.{form}")));
    top.into_iter().map(str::to_owned).chain(tables).chain(pictures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_replicate_tells_which_it_is() {
        for (variant, replicate) in [("state-led", 0), ("a-00001", 7), ("é x", 123_456)] {
            assert_eq!(replicate_of(&replicate_path(variant, replicate)), Some((variant, replicate)));
        }
        for other in ["runs/a-1.bin", "runs/a-00001.bi", "a-00001.bin", "runs/a-+0001.bin", "runs/00001.bin"] {
            assert_eq!(replicate_of(other), None, "{other}");
        }
    }
}
