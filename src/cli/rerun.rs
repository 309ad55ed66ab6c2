//! The results of a folder once more, from its frozen plans: which replicates are run again and which are taken as they
//! are kept, and the digest that each file must have.

use super::error::CliError;
use super::results::{content, finished, frozen, kept_bytes, manifest};
use crate::base::checksums::{Checksums, Digesting};
use crate::base::files::{FileError, is_plain};
use crate::experiment::ensemble::Finished;
use crate::experiment::welfare::Welfare;
use crate::experiment::{Comparison, Design, Keep};
use crate::output::folder::place;
use crate::output::kept;
use crate::output::manifest::{InputFile, MANIFEST_NAME, Manifest};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Replicates of a folder: the first ones are to be run again, the others are taken as they are kept.
pub struct Rerun<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
    /// Replicates of each variant that are run again.
    first: u64,
    /// Digest that the file of each replicate must have, by name.
    digests: Mutex<BTreeMap<String, String>>,
}

fn hex(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

impl<'a> Rerun<'a> {
    /// Of a folder with this manifest.
    pub fn of(folder: &'a Path, manifest: &'a Manifest, first: u64) -> Self {
        Self { folder, manifest, first, digests: Mutex::default() }
    }

    /// What is kept of a replicate, if it is sound.
    fn kept(&self, variant: usize, replicate: u64) -> Option<Finished> {
        let (name, stamp) = place(self.manifest, variant, replicate)?;
        let path = self.folder.join(name);
        finished(&is_plain(&path).then(|| kept::read(&path, stamp)).flatten()?, replicate)
    }

    /// Names of the replicates that are to be taken as they are kept and cannot be: damaged, or of other digests than
    /// the manifest says.
    pub fn unsound(&self) -> Vec<String> {
        let mut list = Vec::new();
        for run in self.manifest.runs.iter().filter(|run| run.replicate >= self.first && run.digest.is_some()) {
            let Some(variant) = self.manifest.variants.iter().position(|v| v.name == run.variant) else { continue };
            let found = self.kept(variant, run.replicate);
            let same = found.is_some_and(|kept| {
                run.start_digest.as_ref() == Some(&kept.outcome.start_digest)
                    && run.digest.as_ref() == Some(&kept.outcome.digest)
                    && run.welfare_digest == kept.welfare.as_ref().map(Welfare::digest)
            });
            if !same {
                list.extend(place(self.manifest, variant, run.replicate).map(|place| place.0));
            }
        }
        list
    }

    fn note(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        let Some((name, stamp)) = place(self.manifest, variant, finished.outcome.replicate) else { return Ok(()) };
        let digest = hex(&kept::content(stamp, &kept_bytes(finished, self.folder)?));
        self.digests.lock().unwrap_or_else(PoisonError::into_inner).insert(name, digest);
        Ok(())
    }

    /// The manifest that belongs into the folder, and the digest of every file, its own included.
    pub fn expected(&self, design: &Design, comparison: &Comparison) -> Result<(Manifest, Checksums), CliError> {
        let mut sums = Checksums::default();
        let mut before = manifest(design);
        // Which build wrote the folder follows from nothing in it.
        before.program.version.clone_from(&self.manifest.program.version);
        before.program.commit.clone_from(&self.manifest.program.commit);
        for (variant, of) in design.variants.iter().zip(&mut before.variants) {
            for (path, bytes) in frozen(variant).files(&of.name)? {
                let blake3 = hex(&bytes);
                sums.insert(path.clone(), blake3.clone());
                of.files.push(InputFile { path, blake3 });
            }
        }
        let (whole, files) = content(before, design, comparison).files();
        for (name, fill) in files {
            let mut nowhere = io::sink();
            let mut digesting = Digesting::of(&mut nowhere);
            fill(&mut digesting).map_err(|e| FileError::io("write", Path::new(&name), e))?;
            sums.insert(name, digesting.digest());
        }
        for (name, digest) in self.digests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            sums.insert(name.clone(), digest.clone());
        }
        sums.insert(MANIFEST_NAME.to_owned(), hex(whole.text().as_bytes()));
        Ok((whole, sums))
    }
}

impl Keep for Rerun<'_> {
    fn find(&self, variant: usize, replicate: u64) -> Option<Finished> {
        let finished = (replicate >= self.first).then(|| self.kept(variant, replicate)).flatten()?;
        self.note(variant, &finished).is_ok().then_some(finished)
    }

    fn keep(&self, variant: usize, finished: &Finished) -> Result<(), FileError> {
        self.note(variant, finished)
    }
}
