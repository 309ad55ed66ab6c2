//! Replicates kept for the verbs of judged rows, and what makes a kept replicate sound.

use super::error::CliError;
use crate::base::files::FileError;
use crate::base::serial::to_bytes;
use crate::experiment::ensemble::Finished;
use crate::experiment::{Design, Keep};
use crate::output::replicates::ReplicateFolder;
use crate::run::{Outcome, RESULTS_VERSION};
use std::path::Path;

/// Whether an outcome that was kept is of this replicate and has the digest that it says.
pub fn sound(outcome: &Outcome, replicate: u64) -> bool {
    outcome.replicate == replicate && outcome.tally.digest().is_ok_and(|digest| digest == outcome.digest)
}

/// The replicates of a design in a folder that other designs may share: each stands under the digest of its plan.
#[derive(Debug)]
pub struct KeptReplicates {
    folder: ReplicateFolder,
    /// Digest of the plan of each variant.
    plans: Vec<String>,
}

impl KeptReplicates {
    /// Takes the folder; see [`ReplicateFolder::open`].
    pub fn open(path: &Path, design: &Design) -> Result<Self, CliError> {
        let plans = design.variants.iter().map(|variant| variant.plan_hash.clone()).collect();
        Ok(Self { folder: ReplicateFolder::open(path, RESULTS_VERSION)?, plans })
    }
}

impl Keep for KeptReplicates {
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        let finished: Finished = postcard::from_bytes(&self.folder.find(&self.plans[variant], replicate)?).ok()?;
        sound(&finished.outcome, replicate).then_some(finished)
    }

    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        let bytes = to_bytes(finished)
            .map_err(|e| FileError::io("serialise a replicate for", self.folder.path(), std::io::Error::other(e)))?;
        self.folder.keep(&self.plans[variant], finished.outcome.replicate, &bytes)
    }
}
