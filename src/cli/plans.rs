//! The design of a folder of results, again from its frozen plans, and whether these are those that were run.

use super::context::Context;
use super::error::CliError;
use super::findings::Findings;
use crate::base::files::is_plain;
use crate::base::param::Name;
use crate::experiment::design::MonthsKept;
use crate::experiment::precision::Until;
use crate::experiment::variant::{Input, Variant};
use crate::experiment::{Analysis, Design, conclusion};
use crate::output::manifest::{COMPLETE, InputFile, MANIFEST_NAME, Manifest, PlanOf, plan_path};
use crate::scenario::files::Files;
use crate::scenario::{embedded, files::Location};
use std::path::Path;

/// The design of a folder, to be gone on with; the exit code if its plans are not those that were begun, the reasons
/// being told.
pub fn begun(context: &Context, folder: &Path) -> Result<Result<Design, u8>, CliError> {
    let manifest = Manifest::read(folder)?;
    let mut found = Findings::new(context);
    match design(&mut found, folder, &manifest)?.filter(|_| found.none()) {
        Some(design) => Ok(Ok(design)),
        None => found.end(0).map(Err),
    }
}

/// The design again; none if its plans are not those of the manifest, which is then told.
pub fn design(found: &mut Findings<'_>, folder: &Path, manifest: &Manifest) -> Result<Option<Design>, CliError> {
    let files = embedded::files();
    let mut variants = Vec::new();
    for of in &manifest.variants {
        // A manifest from elsewhere must not make us read outside the folder.
        if !Name::allows(&of.name) || of.plan != plan_path(&of.name) {
            found.tell(MANIFEST_NAME, &format!("`{}` is not where the plan of `{}` stands", of.plan, of.name))?;
            return Ok(None);
        }
        if !is_plain(&folder.join(&of.plan)) {
            found.tell(&of.plan, "missing, or no regular file")?;
            return Ok(None);
        }
        let mut variant = match Variant::open(&files, &plan_text(folder, &of.plan)?, &[]) {
            Ok(variant) => variant,
            Err(error) => {
                let words = error.to_string();
                found.tell(&of.plan, &format!("no plan that can be run: {}", words.lines().next().unwrap_or("")))?;
                return Ok(None);
            }
        };
        if !same_inputs(&files, manifest, of, &variant) {
            let what = format!("the inputs of `{}` are not those that the plan has now", of.name);
            found.tell(MANIFEST_NAME, &what)?;
        }
        // Where the scenario was read from follows from nothing in the folder.
        let told = |input: &InputFile| Input { path: input.path.clone(), digest: input.blake3.clone() };
        variant.inputs = of.inputs.iter().map(told).collect();
        variants.push(variant);
    }
    let design = match Design::compared(variants, true) {
        Ok(design) => design,
        Err(error) => {
            found.tell(MANIFEST_NAME, &format!("its plans cannot be run together: {error}"))?;
            return Ok(None);
        }
    };
    let Some(analysis) = analysis(manifest, &design) else {
        found.tell(MANIFEST_NAME, "its analysis is none that this program knows, or not that of its plans")?;
        return Ok(None);
    };
    let mut design = design.analysed(analysis);
    if let Some(word) = &manifest.series {
        design.series_asked = MonthsKept::ALL.into_iter().find(|series| series.word() == word);
        if design.series_asked.is_none() {
            found.tell(MANIFEST_NAME, &format!("`{word}` are no series that are written"))?;
            return Ok(None);
        }
    }
    design.tables = manifest.tables.unwrap_or_default();
    if let Some(told) = &manifest.until {
        design.until = serde_json::from_value::<Until>(told.clone()).ok().filter(Until::is_sound);
        if design.until.is_none() {
            found.tell(MANIFEST_NAME, "the precision that was asked for is none that this program knows")?;
            return Ok(None);
        }
    }
    let same = same_plans(found, manifest, &design)?;
    Ok(same.then_some(design))
}

/// What the manifest says is concluded from its plans, if it can be.
fn analysis(manifest: &Manifest, design: &Design) -> Option<Analysis> {
    let Some(told) = &manifest.analysis else { return Some(Analysis::Compare) };
    let analysis: Analysis = serde_json::from_value(told.clone()).ok()?;
    (analysis != Analysis::Compare && conclusion::misfit(&embedded::files(), &analysis, design).is_none())
        .then_some(analysis)
}

/// Whether names, plans and numbers of replicates are those of the manifest.
fn same_plans(found: &mut Findings<'_>, manifest: &Manifest, design: &Design) -> Result<bool, CliError> {
    let mut same = true;
    for (of, variant) in manifest.variants.iter().zip(&design.variants) {
        if of.name != variant.name {
            same = false;
            found.tell(MANIFEST_NAME, &format!("names `{}` what its plan calls `{}`", of.name, variant.name))?;
        }
        if of.plan_hash != variant.plan_hash {
            same = false;
            let what = format!("{}: the plan or its data tables are others than when it was run", of.name);
            found.add(MANIFEST_NAME, &what)?;
            found.tell(&of.plan, "not the plan that the manifest has, or its data tables are not")?;
        }
    }
    let runs = manifest.variants.iter().flat_map(|of| (0..manifest.replicates).map(move |r| (of.name.as_str(), r)));
    let told = manifest.runs.iter().map(|run| (run.variant.as_str(), run.replicate));
    // Before the experiment has ended the manifest names no runs.
    let unfinished = manifest.status != COMPLETE && manifest.runs.is_empty();
    if manifest.replicates != design.reps() || !unfinished && !told.eq(runs) {
        same = false;
        let (reps, all) = (design.reps(), design.runs());
        let what = format!("its plans ask for {reps} replicates; it does not have these and their {all} runs in order");
        found.tell(MANIFEST_NAME, &what)?;
    }
    Ok(same)
}

/// The path of a plan as text that is never taken for the name of a built-in scenario.
fn plan_text(folder: &Path, plan: &str) -> Result<String, CliError> {
    let path = if folder.is_absolute() { folder.join(plan) } else { Path::new(".").join(folder).join(plan) };
    path.into_os_string().into_string().map_err(|path| {
        CliError::usage(
            format!("the path `{}` is no UTF-8 text", path.to_string_lossy()),
            "go into the folder and verify `.`, or give the folder another name",
        )
    })
}

/// Whether the inputs that the manifest names are those of the plan: the data tables always, what is built in where
/// this program is of the version that wrote the folder.
fn same_inputs(files: &Files, manifest: &Manifest, of: &PlanOf, variant: &Variant) -> bool {
    let data = variant.inputs.get(variant.course.loaded.chain.len()..).unwrap_or_default();
    let Some(chain) = of.inputs.len().checked_sub(data.len()).filter(|chain| *chain > 0) else { return false };
    let (chain, told) = of.inputs.split_at(chain);
    let built_in = |path: &str| path.starts_with("circula:");
    let fits = |(now, then): (&Input, &InputFile)| {
        now.digest == then.blake3 && (now.path == then.path || !built_in(&now.path) && !built_in(&then.path))
    };
    let shipped = |input: &InputFile| {
        let location = Files::top(&input.path);
        let text = matches!(location, Location::Embedded(_)).then(|| files.read(&location));
        text.is_none_or(|text| text.is_ok_and(|text| blake3::hash(text.as_bytes()).to_hex().as_str() == input.blake3))
    };
    let same_version = manifest.program.version == env!("CARGO_PKG_VERSION");
    data.iter().zip(told).all(fits) && (!same_version || chain.iter().all(shipped))
}

/// Says if another build of the program wrote the folder.
pub fn tell_program(context: &Context, manifest: &Manifest) -> Result<(), CliError> {
    let (then, now) = (&manifest.program.version, env!("CARGO_PKG_VERSION"));
    if then == now {
        return Ok(());
    }
    context.print(&format!("program: the folder says that version {then} wrote it, this one is {now}\n"))
}
