//! The folder of results: one process at a time, one plan a folder, every file whole or absent, every finished
//! replicate kept. A finished folder stays as it is until a larger experiment of the same plan has ended.

use super::content::{self, Content, Frozen, replicate_of, replicate_path};
use super::kept::{self, Stamp};
use super::manifest::{CIRCUMSTANCES_NAME, COMPLETE, InputFile, MANIFEST_NAME, Manifest, UNFINISHED};
use super::present::{Present, clear, is_empty, remove, replicates, sweep_temporary};
use crate::base::checksums::{CHECKSUMS_NAME, Checksums, Digesting, digest};
use crate::base::files::{FileError, FolderLock, Staged, create_folder, is_plain, settle, write_whole};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

/// Why a folder cannot take results.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Reading or writing failed, or another process works in it.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is a file.
    #[error("`{}` is a file, wanted a folder: choose another with `{flag}`", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
        /// The flag that names the folder.
        flag: &'static str,
    },
    /// It holds results, and is wanted for single replicates.
    #[error("`{}` holds the results of a `run` or `compare`: choose another folder with `--keep`", path.display())]
    Results {
        /// The folder.
        path: PathBuf,
    },
    /// It holds something else than results.
    #[error("`{}` is not empty and holds no results of this program: choose another folder with `--out`, or add the \
        results to it with `--force`", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// It holds the results of another plan.
    #[error("`{}` holds the results of another plan ({what}): choose another folder with `--out`, or replace them \
        with `--force`", path.display())]
    AnotherPlan {
        /// The folder.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// Something stands where results go.
    #[error(
        "{} where results go, but not as this program wrote {them} (somebody's own, or changed since): move {them} \
         away, or choose another folder with `--out`", standing(names), them = pronoun(names, "it", "them")
    )]
    InTheWay {
        /// What stands there.
        names: Vec<PathBuf>,
    },
    /// The user asked to stop.
    #[error("interrupted")]
    Stopped,
}

fn pronoun(names: &[PathBuf], one: &'static str, more: &'static str) -> &'static str {
    if names.len() == 1 { one } else { more }
}

/// The first few names, and how many more.
fn standing(names: &[PathBuf]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{}`", name.display())).collect();
    let more = names.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest} {}", shown.join(", "), pronoun(names, "stands", "stand"))
}

/// A folder of results held by this process.
#[derive(Debug)]
pub struct ResultFolder {
    path: PathBuf,
    manifest: Manifest,
    /// Names that results may have besides plans and replicates.
    names: BTreeSet<String>,
    /// The files of the plans.
    plans: Vec<(String, Vec<u8>)>,
    /// The manifest of the finished results that the folder holds until those of this experiment are ready.
    finished: Option<Manifest>,
    _lock: FolderLock,
}

impl ResultFolder {
    /// Takes a folder for an experiment: a new one, an empty one, or one that holds results of the same plans, whose
    /// finished replicates are then kept. `force` replaces the results of other plans; files of other origin are never
    /// removed, replaced or signed. `plans` are those of the manifest's variants, in their order; `pictures` are the
    /// names that figures may have.
    ///
    /// # Errors
    /// See [`FolderError`]. A folder that is refused is left as it was.
    pub fn open(
        path: &Path,
        mut manifest: Manifest,
        plans: &[Frozen],
        pictures: &[&str],
        force: bool,
    ) -> Result<Self, FolderError> {
        if path.exists() && !path.is_dir() {
            return Err(FolderError::NotAFolder { path: path.to_owned(), flag: "--out" });
        }
        let mut texts = Vec::new();
        for (variant, plan) in manifest.variants.iter_mut().zip(plans) {
            let files = plan.files(&variant.name)?;
            let entry = |(name, bytes): &(String, Vec<u8>)| InputFile {
                path: name.clone(),
                blake3: blake3::hash(bytes).to_hex().to_string(),
            };
            variant.files = files.iter().map(entry).collect();
            texts.extend(files);
        }
        let asked = Asked { path, manifest: &manifest, names: content::names(pictures), plans: &texts, force };
        if path.is_dir() {
            asked.examine()?;
        }
        create_folder(path)?;
        let lock = FolderLock::acquire(path)?;
        sweep_temporary(path)?;
        // Another process may have written here until now.
        let (found, same) = asked.examine()?;
        let finished = found.manifest.clone().filter(|m| same && m.status == COMPLETE);
        if finished.is_none() {
            let mut old = if same { found.replaceable()? } else { found.removable()? };
            // Plans of the same experiment stand nowhere else, perhaps: there is no moment without them.
            old.retain(|name| !same || texts.iter().all(|(own, _)| own != name));
            clear(path, &old)?;
            if found.manifest.is_some() {
                remove(&path.join(CHECKSUMS_NAME))?;
            }
            manifest.write(path)?;
            for (name, bytes) in &texts {
                create_folder(path.join(name).parent().unwrap_or(path))?;
                write_whole(&path.join(name), bytes)?;
            }
        }
        create_folder(&path.join("runs"))?;
        let names = asked.names;
        Ok(Self { path: path.to_owned(), manifest, names, plans: texts, finished, _lock: lock })
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether replicates after the first ones that are asked for are kept in the folder.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn keeps_more(&self) -> Result<bool, FolderError> {
        Ok(later(&self.path, &self.manifest)?.next().is_some())
    }

    /// What is kept of a replicate of a variant, if anything sound is.
    #[must_use]
    pub fn find(&self, variant: usize, replicate: u64) -> Option<Vec<u8>> {
        let (name, stamp) = place(&self.manifest, variant, replicate)?;
        kept::read(&self.path.join(name), stamp)
    }

    /// Keeps a replicate of a variant.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, variant: usize, replicate: u64, bytes: &[u8]) -> Result<(), FileError> {
        let Some((name, stamp)) = place(&self.manifest, variant, replicate) else { return Ok(()) };
        kept::write(&self.path.join(name), stamp, bytes)
    }

    /// Takes over what [`kept::whole`] has read of a replicate of a variant elsewhere, unless a sound one is here.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn adopt(&self, variant: usize, replicate: u64, whole: &[u8]) -> Result<(), FileError> {
        let Some((name, stamp)) = place(&self.manifest, variant, replicate) else { return Ok(()) };
        let path = self.path.join(name);
        if kept::whole(&path, stamp).is_some() { Ok(()) } else { kept::copy(&path, whole) }
    }

    /// Writes tables, pictures, manifest and checksums: first all of them beside those that are there, which only then
    /// go.
    ///
    /// # Errors
    /// Where a file cannot be written, or something has come to stand in its place, or `stop` is set; the folder is
    /// then as it was.
    pub fn finish(self, content: Content<'_>, circumstances: &str, stop: &AtomicBool) -> Result<(), FolderError> {
        let (mut manifest, tables) = content.files();
        for (variant, own) in manifest.variants.iter_mut().zip(&self.manifest.variants) {
            variant.files.clone_from(&own.files);
        }
        let plans = self.plans.iter().map(|(name, bytes)| {
            let fill: content::Fill<'_> = Box::new(|writer: &mut dyn Write| writer.write_all(bytes));
            (name.clone(), fill)
        });
        let (mut staged, mut sums) = (Vec::new(), Checksums::default());
        for (name, fill) in tables.into_iter().chain(plans) {
            if stop.load(Ordering::Relaxed) {
                return Err(FolderError::Stopped);
            }
            let path = self.path.join(&name);
            create_folder(path.parent().unwrap_or(&self.path))?;
            let mut found = String::new();
            staged.push(Staged::write(&path, |writer| {
                let mut digesting = Digesting::of(writer);
                fill(&mut digesting)?;
                found = digesting.digest();
                Ok(())
            })?);
            sums.insert(name, found);
        }
        for name in self.ended(&manifest) {
            let path = self.path.join(&name);
            settle(&path)?;
            sums.insert(name, digest(&path)?);
        }
        sums.insert(MANIFEST_NAME.to_owned(), blake3::hash(manifest.text().as_bytes()).to_hex().to_string());
        let present = Present::of(&self.path, &self.names);
        let outside = [CHECKSUMS_NAME, CIRCUMSTANCES_NAME];
        refuse(&self.path, present.in_the_way(sums.iter().map(|(name, _)| name).chain(outside)))?;
        self.replace(&present, staged, &sums)?;
        write_whole(&self.path.join(CIRCUMSTANCES_NAME), circumstances.as_bytes())?;
        Ok(manifest.write(&self.path)?)
    }

    /// Puts what is ready into its place. Whatever stands in the folder in between is named by the list of digests that
    /// stands there too, so that a process that dies here leaves nothing that the next one takes for somebody else's.
    fn replace(&self, present: &Present, staged: Vec<Staged>, sums: &Checksums) -> Result<(), FolderError> {
        if let Some(finished) = &self.finished {
            Manifest { status: UNFINISHED.to_owned(), ..finished.clone() }.write(&self.path)?;
        }
        // Plans may stand nowhere else: those that stay as they are do not go first.
        let stays =
            |name: &String| self.plans.iter().any(|(own, bytes)| own == name && is_content(&self.path, own, bytes));
        for name in present.replaceable()?.iter().filter(|name| !stays(name)) {
            remove(&self.path.join(name))?;
        }
        sums.write(&self.path.join(CHECKSUMS_NAME))?;
        staged.into_iter().try_for_each(Staged::place)?;
        Ok(())
    }

    /// Names of the replicates that belong to the results.
    fn ended(&self, manifest: &Manifest) -> Vec<String> {
        let ended = manifest.runs.iter().filter(|run| run.digest.is_some());
        ended.map(|run| replicate_path(&run.variant, run.replicate)).collect()
    }
}

/// Whether a file of the folder holds these bytes.
fn is_content(folder: &Path, name: &str, bytes: &[u8]) -> bool {
    let path = folder.join(name);
    is_plain(&path) && digest(&path).is_ok_and(|found| found == blake3::hash(bytes).to_hex().as_str())
}

/// What is asked of a folder.
struct Asked<'a> {
    path: &'a Path,
    manifest: &'a Manifest,
    names: BTreeSet<String>,
    plans: &'a [(String, Vec<u8>)],
    force: bool,
}

impl Asked<'_> {
    /// What stands in the folder, and whether it can be gone on with.
    fn examine(&self) -> Result<(Present, bool), FolderError> {
        let present = Present::of(self.path, &self.names);
        let same = match &present.manifest {
            Some(found) => match another(found, self.manifest) {
                Some(what) if !self.force => {
                    return Err(FolderError::AnotherPlan { path: self.path.to_owned(), what });
                }
                other => other.is_none(),
            },
            None if !self.force && !is_empty(self.path)? => {
                return Err(FolderError::Foreign { path: self.path.to_owned() });
            }
            None => false,
        };
        let replicates = replicates(self.path)?;
        let wanted = replicates.iter().filter(|name| {
            replicate_of(name).is_some_and(|(variant, replicate)| {
                replicate < self.manifest.replicates && self.manifest.variants.iter().any(|v| v.name == variant)
            })
        });
        let plans = self.plans.iter().map(|(name, _)| name);
        // The folder of replicates is wanted even before there is one in it.
        let runs = "runs/".to_owned();
        let wanted = self.names.iter().chain(plans).chain(wanted).chain([&runs]);
        refuse(self.path, present.in_the_way(wanted.map(String::as_str)))?;
        Ok((present, same))
    }
}

fn refuse(folder: &Path, mut names: Vec<String>) -> Result<(), FolderError> {
    if names.is_empty() {
        return Ok(());
    }
    // Without a manifest nothing can be told to be of the results, so it is named first.
    names.sort_by_key(|name| name != MANIFEST_NAME);
    Err(FolderError::InTheWay { names: names.iter().map(|name| folder.join(name)).collect() })
}

/// Name and stamp of a replicate of a variant.
#[must_use]
pub fn place(manifest: &Manifest, variant: usize, replicate: u64) -> Option<(String, Stamp<'_>)> {
    let of = manifest.variants.get(variant)?;
    let stamp = Stamp { version: manifest.program.results_version, plan: &of.plan_hash };
    Some((replicate_path(&of.name, replicate), stamp))
}

/// Sound replicates in a folder that come after those of its results: names, variants, what is kept.
///
/// # Errors
/// Where the folder cannot be read.
pub fn later<'a>(
    folder: &'a Path,
    manifest: &'a Manifest,
) -> Result<impl Iterator<Item = (String, u64, Vec<u8>)> + 'a, FileError> {
    Ok(replicates(folder)?.into_iter().filter_map(|name| {
        let (variant, replicate) = replicate_of(&name).filter(|of| of.1 >= manifest.replicates)?;
        let at = manifest.variants.iter().position(|v| v.name == variant)?;
        let (_, stamp) = place(manifest, at, replicate)?;
        let path = folder.join(&name);
        let bytes = is_plain(&path).then(|| kept::read(&path, stamp)).flatten()?;
        Some((name, replicate, bytes))
    }))
}

/// What tells the plan of a folder from another; none if it can go on with it.
fn another(found: &Manifest, wanted: &Manifest) -> Option<String> {
    let names = |m: &Manifest| m.variants.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join(", ");
    if names(found) != names(wanted) {
        return Some(format!("it has {}, asked for are {}", names(found), names(wanted)));
    }
    if found.program.results_version != wanted.program.results_version {
        return Some(format!(
            "of a program with results version {}, this one has {}",
            found.program.results_version, wanted.program.results_version
        ));
    }
    if found.program.records != wanted.program.records {
        return Some("of a program that records other events, flows of money or measures".to_owned());
    }
    if found.plan_hash == wanted.plan_hash {
        return None;
    }
    let changed = found.variants.iter().zip(&wanted.variants).find(|(a, b)| a.plan_hash != b.plan_hash);
    Some(changed.map_or_else(
        || "differently paired".to_owned(),
        |(a, _)| format!("`{}` has other values; see `{}` in the folder", a.name, a.plan),
    ))
}
