//! The manifest of a result folder: everything that its figures depend on, and the digests by which they can be
//! checked. What does not matter for the results (when, where, on how many threads) stands in another file, outside
//! every digest.

use super::json::json_text;
use crate::base::files::{FileError, is_plain, read_text, stands, write_whole};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name of the manifest in a result folder.
pub const MANIFEST_NAME: &str = "manifest.json";
/// Name of the file that tells when, where and how fast.
pub const CIRCUMSTANCES_NAME: &str = "circumstances.json";
/// Status of an experiment that has been run.
pub const COMPLETE: &str = "complete";
/// Status of one that runs, or was interrupted.
pub const UNFINISHED: &str = "unfinished";
/// Version of the form of the manifest.
pub const FORMAT: u32 = 1;
/// How tables are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableForm {
    /// Comma-separated values.
    #[default]
    Csv,
    /// Parquet.
    Parquet,
}

impl TableForm {
    /// All of them that this program writes.
    #[cfg(feature = "parquet")]
    pub const ALL: &[Self] = &[Self::Csv, Self::Parquet];
    /// All of them that this program writes.
    #[cfg(not(feature = "parquet"))]
    pub const ALL: &[Self] = &[Self::Csv];

    /// The word for it, which is the ending of the names of its files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// The form of a word, if this program writes it.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.word() == word)
    }

    /// Name of the file of a table of this name, `runs` for one.
    #[must_use]
    pub fn file(self, table: &str) -> String {
        format!("{table}.{}", self.word())
    }
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Commit that it was built from, if the build was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Version of the results: equal versions give equal bits.
    pub results_version: u32,
    /// Digest of what it records of a run: events, flows of money, measures. Part of every digest of a plan.
    #[serde(default)]
    pub records: String,
    /// Features that it was built with.
    pub features: Vec<String>,
}

impl Program {
    /// This program, with the version of its results and the digest of what it records.
    #[must_use]
    pub fn this(results_version: u32, records: String) -> Self {
        let features = [("cli", cfg!(feature = "cli")), ("plots", cfg!(feature = "plots"))];
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("CIRCULA_COMMIT").map(str::to_owned),
            results_version,
            records,
            features: features.into_iter().filter(|f| f.1).map(|f| f.0.to_owned()).collect(),
        }
    }
}

/// A file that was read, or is there to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Where it was, or is.
    pub path: String,
    /// Its BLAKE3 digest.
    pub blake3: String,
}

/// A variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOf {
    /// Name.
    pub name: String,
    /// Frozen plan, relative to the folder.
    pub plan: String,
    /// Digest of the frozen plan, its data tables and what the program records, the number of replicates left out.
    pub plan_hash: String,
    /// Every file of the `extends` chain and every data table.
    pub inputs: Vec<InputFile>,
    /// The files of the frozen plan, relative to the folder.
    #[serde(default)]
    pub files: Vec<InputFile>,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOf {
    /// Variant.
    pub variant: String,
    /// Replicate.
    pub replicate: u64,
    /// "ended" or "failed".
    pub status: String,
    /// Digest of the world at month 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_digest: Option<String>,
    /// Digest of everything told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Digest of its welfare against the baseline, where persons are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare_digest: Option<String>,
}

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the form.
    pub format: u32,
    /// [`COMPLETE`], or [`UNFINISHED`] while it runs and after an interruption.
    pub status: String,
    /// The program.
    pub program: Program,
    /// Digest of all plans in their order.
    pub plan_hash: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Replicates of each variant.
    pub replicates: u64,
    /// Whether all variants start from one world in each replicate.
    pub paired: bool,
    /// The generator.
    pub generator: String,
    /// What is concluded from all variants together, where it is more than a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<serde_json::Value>,
    /// Which monthly series are written, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// How tables are stored, where not as CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<TableForm>,
    /// Until when there were more replicates, where it was not said how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<serde_json::Value>,
    /// The variants, the baseline first.
    pub variants: Vec<PlanOf>,
    /// Every run.
    pub runs: Vec<RunOf>,
    /// Digest of all runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_digest: Option<String>,
}

/// Where the frozen plan of a variant stands in the folder.
#[must_use]
pub fn plan_path(name: &str) -> String {
    format!("plans/{name}/plan.toml")
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// Where there is none, or it has not the form of one.
    pub fn read(folder: &Path) -> Result<Self, FileError> {
        let path = folder.join(MANIFEST_NAME);
        let malformed = |line: usize, reason: String| FileError::Malformed { path: path.clone(), line, reason };
        if stands(&path) && !is_plain(&path) {
            return Err(malformed(0, "wanted a regular file".to_owned()));
        }
        let text = read_text(&path)?;
        let manifest: Self = serde_json::from_str(&text).map_err(|e| malformed(e.line(), e.to_string()))?;
        if manifest.format != FORMAT {
            return Err(malformed(0, format!("its form has version {}, this program reads {FORMAT}", manifest.format)));
        }
        Ok(manifest)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), FileError> {
        write_whole(&folder.join(MANIFEST_NAME), self.text().as_bytes())
    }

    /// The content of its file.
    #[must_use]
    pub fn text(&self) -> String {
        json_text(self)
    }
}
