//! What an experiment would take, without running it.

use super::arguments::Ensemble;
use super::context::{self, Context};
use super::document::{self, DocumentKind};
use super::error::CliError;
use super::{exit, machine};
use crate::experiment::layout::{expected, layout};
use crate::experiment::precision::FIRST;
use crate::experiment::{Design, EnsembleError};
use serde_json::json;
use std::path::Path;

/// Nanoseconds of one thread that a person-month takes, as measured on one machine; said to be rough.
const NANOSECONDS: f64 = 25.0;

/// Bytes on the disk that a run takes with its row in the tables, beside those of its months, as measured.
const RUN_BYTES: f64 = 2_800.0;

/// Bytes of tables and pictures whatever the number of runs.
const FOLDER_BYTES: f64 = 500_000.0;

/// Bytes that a month of a run takes there.
const MONTH_BYTES: f64 = 205.0;

/// Says what would be run.
pub fn tell(context: &Context, design: &Design, flags: &Ensemble, path: &Path) -> Result<u8, CliError> {
    let threads = machine::threads(flags.running.threads)?;
    let layout = layout(design, threads, context::memory()).map_err(EnsembleError::from)?;
    let expected = expected(design);
    let person_months = expected.persons * design.months() as f64;
    let used = (layout.workers * layout.inner).min(threads);
    let seconds = person_months * NANOSECONDS * 1e-9 / used as f64;
    let run_months: u64 = design.variants.iter().map(|variant| variant.reps * variant.months()).sum();
    let disk = FOLDER_BYTES + design.runs() as f64 * RUN_BYTES + run_months as f64 * MONTH_BYTES;
    if flags.json {
        let document = json!({
            "variants": design.names(),
            "replicates": design.reps(),
            "plan_hash": design.hash,
            "folder": path.display().to_string(),
            "persons": expected.persons.round(),
            "residents": expected.residents.round(),
            "person_months": person_months.round(),
            "most_replicates": design.until.as_ref().map(|until| until.most),
            "memory_bytes": layout.bytes.saturating_mul(layout.workers as u64),
            "disk_bytes": disk.round(),
            "seconds": seconds,
            "threads": threads,
            "replicates_at_a_time": layout.workers,
        });
        context.print(&document::text(DocumentKind::DryRun, document))?;
        return Ok(exit::DONE);
    }
    let text = format!(
        "would run {} replicates of {} into {}\n  \
         persons simulated   about {:.0} of {:.0} residents in each replicate\n  \
         work                about {:.1} million person-months\n  \
         memory              about {:.2} GB, {} replicate{} at a time\n  \
         disk                about {:.1} MB\n  \
         time                about {:.0} s on {threads} thread{} (a rough guess)\n{}",
        design.reps(),
        design.names().join(", "),
        path.display(),
        expected.persons,
        expected.residents,
        person_months / 1e6,
        layout.bytes as f64 * layout.workers as f64 / 1e9,
        layout.workers,
        if layout.workers == 1 { "" } else { "s" },
        disk / 1e6,
        seconds.max(1.0),
        if threads == 1 { "" } else { "s" },
        design.until.as_ref().map_or_else(String::new, |until| format!(
            "these are the replicates of the scenario; `--until-ci` begins with {FIRST} and ends with at most {}\n",
            until.most
        )),
    );
    context.print(&text)?;
    Ok(exit::DONE)
}
