//! What the verbs that run replicates share: their flags, the experiment, a table, a folder.

pub use super::arguments::Ensemble;
use super::arguments::ProgressStyle;
use super::clock::{self, Clock};
use super::context::{self, Context};
use super::document::{self, DocumentKind, with_ids};
use super::error::CliError;
use super::results::Results;
use super::stages::{self, Stages};
use super::{dry_run, exit, machine};
use crate::base::diagnostics::Diagnostic;
use crate::base::diagnostics::{Diagnostics, Sources};
use crate::base::table::Table;
use crate::experiment::contrast::{self, Corners};
use crate::experiment::design::MonthsKept;
use crate::experiment::idle::{self, Idle};
use crate::experiment::layout::layout;
use crate::experiment::{Analysis, Comparison, Design, EnsembleError, Variant, conclusion, gains};
use crate::output::json::{json_text, to_json};
use crate::output::manifest::TableForm;
use crate::scenario::{Sets, embedded};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A scenario to be opened, with what a verb lays over it.
#[derive(Clone, Debug)]
pub struct Laid {
    /// File, or `circula:NAME`.
    pub scenario: String,
    /// `path=value`, laid over the scenario below the flags that all variants share.
    pub below: Vec<String>,
    /// `path=value`, laid over those flags.
    pub sets: Vec<String>,
}

/// Reads the scenarios with the flags laid over them, and says what the user should look at.
pub fn open(context: &Context, scenarios: &[String], flags: &Ensemble, unpaired: bool) -> Result<Design, CliError> {
    let bare = |scenario: &String| Laid { scenario: scenario.clone(), below: Vec::new(), sets: Vec::new() };
    open_laid(context, &scenarios.iter().map(bare).collect::<Vec<_>>(), flags, unpaired)
}

/// `NAME:path=value` as name and the rest; none of a value for all variants. No path holds a colon.
fn of_one(set: &str) -> Option<(&str, &str)> {
    let (name, rest) = set.split_at(set.find([':', '='])?);
    let rest = rest.strip_prefix(':')?;
    (!name.starts_with(['"', '\''])).then_some((name.trim(), rest))
}

/// The same, each with values of its own.
pub fn open_laid(context: &Context, scenarios: &[Laid], flags: &Ensemble, unpaired: bool) -> Result<Design, CliError> {
    let (own, all): (Vec<_>, Vec<_>) = (1..).zip(&flags.sets).partition(|(_, set)| of_one(set).is_some());
    let compared = scenarios.iter().any(|one| one.scenario != scenarios[0].scenario);
    let mut shared: Vec<(String, String)> =
        all.iter().map(|(at, set)| (format!("--set #{at}"), (*set).clone())).collect();
    for (flag, key, value) in [("--seed", "run.seed", flags.seed), ("--reps", "run.reps", flags.reps)] {
        shared.extend(value.map(|value| (flag.to_owned(), format!("{key}={value}"))));
    }
    let files = embedded::files();
    let mut variants = Vec::with_capacity(scenarios.len());
    let mut names = Vec::with_capacity(scenarios.len());
    let mut warned = BTreeSet::new();
    for scenario in scenarios {
        let labelled = |label: &'static str, list: &[String]| -> Vec<(String, String)> {
            list.iter().map(|set| (label.to_owned(), set.clone())).collect()
        };
        let layers = [labelled("the plan", &scenario.below), shared.clone(), labelled("a point", &scenario.sets)];
        let mut sets = Sets::default().compared(compared);
        for (label, set) in layers.concat() {
            sets = sets.and(&label, set);
        }
        let mut variant = Variant::open(&files, &scenario.scenario, sets.clone())?;
        let name = variant.name.clone();
        let asked = own.iter().filter_map(|(at, set)| Some((at, of_one(set)?))).filter(|(_, of)| of.0 == name);
        let asked: Vec<_> = asked.collect();
        if !asked.is_empty() {
            for (at, (_, set)) in asked {
                sets = sets.and(&format!("--set #{at}"), set.to_owned());
            }
            variant = Variant::open(&files, &scenario.scenario, sets)?;
        }
        warn(context, &variant, flags.running.progress, &mut warned);
        variants.push(variant);
        names.push(name);
    }
    let mut design = Design::compared(variants, unpaired)?;
    design.series_asked = MonthsKept::ALL.into_iter().find(|series| flags.series.as_deref() == Some(series.word()));
    design.tables = flags.format.as_deref().and_then(TableForm::of).unwrap_or_default();
    design.until = stages::until(flags)?;
    for name in own.iter().filter_map(|(_, set)| Some(of_one(set)?.0)) {
        if !names.iter().any(|known| known == name) {
            let message = format!("`--set` names a scenario `{name}` that is not run");
            return Err(CliError::usage(message, format!("they are {}", names.join(", "))));
        }
    }
    warn_of_equal(context, &design);
    Ok(design)
}

/// Says which variants are one scenario under two names: nothing can differ between them.
fn warn_of_equal(context: &Context, design: &Design) {
    if context.quiet {
        return;
    }
    let mut faults = Diagnostics::default();
    let mut known: BTreeMap<String, Vec<&Variant>> = BTreeMap::new();
    for variant in &design.variants {
        let candidates = known.entry(variant.values_hash()).or_default();
        if let Some(same) = candidates.iter().copied().find(|other: &&Variant| variant.is_same_as(other)) {
            let message =
                format!("`{}` and `{}` have the same values: nothing differs between them", same.name, variant.name);
            let help = "see what tells scenarios apart with `circula show A --diff B`";
            faults.warning(None, message, help.to_owned());
        }
        candidates.push(variant);
    }
    context.show_faults(&faults, &Sources::default());
}

/// Says what the user should look at, each thing once though several scenarios share it; to machines as they are told
/// of progress.
fn warn(context: &Context, variant: &Variant, progress: Option<ProgressStyle>, warned: &mut BTreeSet<String>) {
    let (warnings, sources) = (&variant.course.loaded.warnings, &variant.course.loaded.sources);
    let place = |warning: &Diagnostic| warning.origin.map(|origin| sources.place(origin));
    let mut new = warnings.clone();
    new.list.retain(|w| warned.insert(format!("{:?} {}", place(w), w.message)));
    if progress != Some(ProgressStyle::Json) {
        if !context.quiet {
            context.show_faults(&new, sources);
        }
        return;
    }
    for w in &new.list {
        let line = json!({"event": "warning", "place": place(w), "message": w.message, "help": w.help});
        context.say(&line.to_string());
    }
}

/// Where the results go if the user does not say: `results/`, the names, and the beginning of the plan's digest.
fn usual_folder(design: &Design) -> PathBuf {
    let names: Vec<&str> = design.names();
    let name = if names.len() > 3 { format!("{}-and-{}-more", names[0], names.len() - 1) } else { names.join("-vs-") };
    Path::new("results").join(format!("{name}-{}", design.hash.get(..8).unwrap_or("")))
}

/// What is printed of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What the analysis tells of the measures of the first page, or of all.
    Measures {
        /// All.
        all: bool,
    },
    /// People by the way in which they came, and what numbers and rules make.
    Contrast(Corners),
}

/// Runs a design and writes its results.
pub fn execute(context: &Context, mut design: Design, flags: &Ensemble, page: Page) -> Result<u8, CliError> {
    let path = flags.out.clone().unwrap_or_else(|| usual_folder(&design));
    if flags.dry_run {
        return dry_run::tell(context, &design, flags, &path);
    }
    let threads = machine::threads(flags.running.threads)?;
    layout(&design, threads, context::memory()).map_err(EnsembleError::from)?;
    let stop = context.listen()?;
    if flags.freeze {
        Results::open(&path, &design, flags.force)?;
        let (runs, shown) = (design.runs(), path.display());
        context
            .print(&format!("{runs} runs frozen in {shown}; run them with `circula resume {shown} --shard I/N`\n"))?;
        return Ok(exit::DONE);
    }
    let (clock, started) = (Clock::start(), clock::now());
    let Stages { comparison, folder, reporter, wide } = stages::run(context, &mut design, flags, &path, &stop)?;
    let seconds = clock.seconds();
    let circumstances = json!({
        "started": started,
        "ended": clock::now(),
        "simulation_seconds": seconds,
        "host": machine::host(),
        "threads": threads,
        "replicates_kept_from_before": reporter.kept(),
        "command": std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect::<Vec<_>>(),
    });
    folder
        .finish(&design, &comparison, &json_text(&circumstances), &stop)
        .map_err(|error| stages::interrupted(context, error.into(), &reporter, &path))?;
    context.settle()?;
    // A point of many is not looked at by itself.
    let idle = if design.analysis.is_lean() { Vec::new() } else { idle::idle(&design, &comparison) };
    print_results(context, (&design, &comparison), &idle, (flags, page, &path))
        .map_err(|error| kept_all_the_same(error, &path))?;
    warn_of_idle(context, &idle, flags.json);
    context.say(&format!(
        "{:.1} s of simulation on {threads} thread{}{}; tables and pictures in {}",
        seconds,
        if threads == 1 { "" } else { "s" },
        if reporter.kept() > 0 {
            format!(" ({} of {} runs found in the folder)", reporter.kept(), reporter.ended())
        } else {
            String::new()
        },
        path.display()
    ));
    let code = complain_of_failed(context, &comparison, &path)?;
    Ok(wide.map_or(code, |wide| stages::complain(context, &design, &wide).max(code)))
}

/// An output that takes nothing harms no results.
fn kept_all_the_same(error: CliError, path: &Path) -> CliError {
    match error {
        CliError::Told { message, help, code } => {
            let help = format!("{help}; tables and pictures are complete in {}", path.display());
            CliError::Told { message, help, code }
        }
        other => other,
    }
}

/// Prints the results.
fn print_results(
    context: &Context,
    (design, comparison): (&Design, &Comparison),
    idle: &[Idle],
    (flags, page, path): (&Ensemble, Page, &Path),
) -> Result<(), CliError> {
    let table: Table = match page {
        Page::Measures { all } => conclusion::page(design, comparison, all),
        Page::Contrast(corners) => contrast::table(comparison, Some(corners)),
    };
    let beside = gains::compared(comparison) && design.analysis == Analysis::Compare;
    let welfare = beside.then(|| gains::table(comparison, page == Page::Measures { all: true }));
    if !flags.json {
        context.print_table(&table)?;
        return welfare.map_or(Ok(()), |welfare| {
            context.print("\n")?;
            context.print_table(&welfare)
        });
    }
    let failed: Vec<_> = comparison
        .failed()
        .into_iter()
        .map(|f| {
            json!({"variant": comparison.names[f.variant], "replicate": f.replicate,
            "reason": f.reason})
        })
        .collect();
    let document = json!({"folder": path.display().to_string(), "result_digest": comparison.digest(), "failed": failed,
        "warnings": idle.iter().map(|i| json!({"variant": i.variant, "message": i.message, "help": i.help}))
            .collect::<Vec<_>>(),
        "table": with_ids(to_json(&table)), "welfare": welfare.as_ref().map(to_json).map(with_ids)});
    context.print(&document::text(DocumentKind::Results, document))
}

/// Says which rules never worked, so that nobody takes them for rules without effect; in a document they stand by
/// themselves.
fn warn_of_idle(context: &Context, idle: &[Idle], json: bool) {
    if json {
        return;
    }
    // Of many variants the same is said again and again.
    for Idle { variant, message, help } in idle.iter().take(MOST_IDLE) {
        context.say(&format!("warning: `{variant}`: {message}\n  help: {help}"));
    }
    if idle.len() > MOST_IDLE {
        context.say(&format!("warning: and {} more rules without effect", idle.len() - MOST_IDLE));
    }
}

/// Rules without effect that are named.
const MOST_IDLE: usize = 8;

/// Names the runs that did not end and how to see one again.
fn complain_of_failed(context: &Context, comparison: &Comparison, path: &Path) -> Result<u8, CliError> {
    let failed = comparison.failed();
    let Some(first) = failed.first() else { return Ok(exit::DONE) };
    context.complain(&CliError::failed(
        format!(
            "{} of {} runs did not end; the first is replicate {} of `{}`: {}",
            failed.len(),
            comparison.readings.iter().map(Vec::len).sum::<usize>(),
            first.replicate,
            comparison.names[first.variant],
            first.reason
        ),
        format!(
            "the others are kept in {}; please report this with the folder's manifest.json and plans",
            path.display()
        ),
    ));
    Ok(exit::SOME_FAILED)
}
