//! Patterns: what the model must show, each a row of data with its source, and a *wrong world* in which it must fail. A
//! row that does not fail there teaches nothing.

use super::asked::{Asked, Worlds};
use super::ensemble::{self, EnsembleError, Options};
use super::rows::{Row, tables};
use super::verdict::{Judged, Verdict, Wanted, judge};
use crate::base::diagnostics::{Diagnostics, Faulty, Sources};
use crate::base::node::{Node, Value};
use crate::base::table::{Cell, Column, Table};
use crate::observe::placed::Quantity;
use crate::scenario::files::{Files, Location};

/// How a row is compared with another world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contrast {
    /// Value here less value there.
    Difference,
    /// Value here over value there.
    Ratio,
}

/// A pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Name.
    pub id: String,
    /// System or calibration target.
    pub system: String,
    /// What must be seen, in a sentence.
    pub about: String,
    /// The world.
    pub world: Asked,
    /// The world that it is compared with.
    pub against: Option<(Contrast, Asked)>,
    /// What is measured.
    pub measure: Quantity,
    /// What is wanted.
    pub wanted: Wanted,
    /// Publication and page.
    pub source: String,
    /// How well it is founded.
    pub grade: String,
    /// The world in which it must fail, and what it is compared with there; or why there is none.
    pub wrong: Result<(Asked, Option<Asked>), String>,
    /// What makes the world wrong.
    pub wrong_about: String,
}

impl Pattern {
    /// The row in other worlds, each made from its own; without a wrong one.
    #[must_use]
    pub fn moved(&self, to: impl Fn(&Asked) -> Asked) -> Self {
        Self {
            world: to(&self.world),
            against: self.against.as_ref().map(|(contrast, asked)| (*contrast, to(asked))),
            wrong: Err("not run over a posterior".to_owned()),
            ..self.clone()
        }
    }

    /// Whether the name contains a text or the system is called so.
    #[must_use]
    pub fn matches(&self, filter: &str) -> bool {
        self.id.contains(filter) || self.system == filter
    }
}

/// A pattern with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPattern {
    /// In its own world.
    pub here: Judged,
    /// In the wrong world; none where there is none.
    pub wrong: Option<Judged>,
    /// Why a world could not be run.
    pub trouble: Option<String>,
}

impl FoundPattern {
    /// Whether the row tells its own world from the wrong one: it fails there, or is undecided there (no difference at
    /// all is never surely a wrong sign) and the two intervals lie apart.
    #[must_use]
    pub fn informative(&self) -> bool {
        let apart = |wrong: &Judged| match (self.here.value, wrong.value) {
            (Some((_, low, high)), Some((_, least, most))) => high < least || most < low,
            _ => false,
        };
        self.wrong.as_ref().is_some_and(|w| w.verdict == Verdict::Fails || w.verdict == Verdict::Undecided && apart(w))
    }
}

const GRADES: [&str; 5] = ["seen", "Keita 2010", "derived", "recalled", "assumed"];
const KEYS: [&str; 16] = [
    "system",
    "about",
    "scenario",
    "set",
    "against",
    "measure",
    "low",
    "high",
    "record",
    "source",
    "grade",
    "reps",
    "sample",
    "wrong",
    "not_informative",
    "sign",
];

/// Reads pattern files.
///
/// # Errors
/// Every fault found.
pub fn read(files: &Files, paths: &[String]) -> Result<Vec<Pattern>, Box<Faulty>> {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let list = tables(files, paths, "pattern", &mut sources, &mut out);
    let patterns = list.iter().filter_map(|(id, node, from)| pattern(files, id, node, from, &mut out)).collect();
    if out.has_errors() { Err(Box::new(Faulty { diagnostics: out, sources })) } else { Ok(patterns) }
}

/// The world that a row is compared with, and how.
fn against(row: &mut Row<'_>, files: &Files, from: &Location, world: &Asked, sample: u64) -> Option<(Contrast, Asked)> {
    row.child("against", |r| {
        r.keys(&["scenario", "set", "as"]);
        let contrast = match r.text_if("as").as_deref() {
            None | Some("difference") => Contrast::Difference,
            Some("ratio") => Contrast::Ratio,
            Some(_) => {
                r.fault("as", "is neither \"difference\" nor \"ratio\"", None);
                Contrast::Difference
            }
        };
        (contrast, sampled(r.asked(files, from, Some(world), world.reps), sample))
    })
}

fn pattern(files: &Files, id: &str, node: &Node, from: &Location, out: &mut Diagnostics) -> Option<Pattern> {
    let path = format!("pattern.{id}");
    let mut row = Row { node, path: &path, out };
    row.keys(&KEYS);
    let reps = row.whole("reps", 20, 2, 100_000);
    let sample = row.whole("sample", 0, 1, 1_000_000);
    let world = sampled(row.asked(files, from, None, reps), sample);
    let against = against(&mut row, files, from, &world, sample);
    let wanted = wanted(&mut row);
    let grade = row.text("grade");
    if !GRADES.contains(&grade.as_str()) {
        row.fault("grade", "is no grade", Some(format!("allowed: {}", GRADES.join(", "))));
    }
    let mut wrong_about = String::new();
    let wrong = row.child("wrong", |r| {
        r.keys(&["scenario", "set", "set_against", "about"]);
        wrong_about = r.text("about");
        let (replaced, set, set_against) = (r.node.get("scenario").is_some(), r.list("set"), r.list("set_against"));
        let over =
            |base: &Asked, set: &[String]| Asked { set: base.set.iter().chain(set).cloned().collect(), ..base.clone() };
        let first = if replaced { sampled(r.asked(files, from, None, reps), sample) } else { over(&world, &set) };
        let second = against.as_ref().map(|(_, a)| over(a, &set_against));
        for asked in std::iter::once(&first).chain(&second) {
            r.check(files, asked);
        }
        (first, second)
    });
    let measure = row.quantity("measure");
    let wrong = match (wrong, row.text_if("not_informative")) {
        (Some(worlds), None) => Ok(worlds),
        (None, Some(reason)) => Err(reason),
        _ => {
            row.fault(
                "wrong",
                "or `not_informative` must stand, one of them",
                Some(
                    "say in which world the row must \
                fail, or why there is none"
                        .to_owned(),
                ),
            );
            return None;
        }
    };
    let measure = measure?;
    let (system, about, source) = (row.text("system"), row.text("about"), row.text("source"));
    Some(Pattern {
        id: id.to_owned(),
        system,
        about,
        world,
        against,
        measure,
        wanted: wanted?,
        source,
        grade,
        wrong,
        wrong_about,
    })
}

/// A world at another sample size; 0 leaves the scenario's own.
fn sampled(mut asked: Asked, sample: u64) -> Asked {
    if sample > 0 {
        asked.set.push(format!("population.sample.one_in={sample}"));
    }
    asked
}

/// What a row wants.
pub(super) fn wanted(row: &mut Row<'_>) -> Option<Wanted> {
    let (low, high, sign) = (row.number_if("low"), row.number_if("high"), row.text_if("sign"));
    let record = row.node.get("record").map(|n| &n.value);
    match (low, high, sign.as_deref(), record) {
        (None, None, Some("+"), None) => Some(Wanted::Between(0.0, f64::INFINITY)),
        (None, None, Some("-"), None) => Some(Wanted::Between(f64::NEG_INFINITY, 0.0)),
        (None, None, None, Some(Value::Array(ends))) => match ends.iter().map(|n| &n.value).collect::<Vec<_>>()[..] {
            [Value::Integer(a), Value::Integer(b)] if a <= b => Some(Wanted::Record(*a as f64, *b as f64)),
            _ => {
                row.fault("record", "is not two whole numbers, the smaller first", None);
                None
            }
        },
        (low, high, None, None) if low.is_some() || high.is_some() => {
            Some(Wanted::Between(low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY)))
        }
        _ => {
            row.fault(
                "low",
                "is missing: say what is wanted",
                Some(
                    "`low` and `high` (or one of them), or `sign` \"+\" or \"-\", or `record = [from, to]`".to_owned(),
                ),
            );
            None
        }
    }
}

/// The worlds of patterns, opened.
#[must_use]
pub fn worlds(files: &Files, patterns: &[Pattern]) -> Worlds {
    Worlds::open(files, patterns.iter().flat_map(asked).map(|asked| (asked, false)))
}

/// Runs the worlds of patterns and judges each.
///
/// # Errors
/// See [`EnsembleError`]. A world that cannot be opened or run is the trouble of the patterns that need it.
pub fn run(
    patterns: &[Pattern],
    worlds: &Worlds,
    options: &Options<'_>,
) -> Result<Vec<(Pattern, FoundPattern)>, EnsembleError> {
    let mut quantities: Vec<&Quantity> = Vec::new();
    for p in patterns {
        if !quantities.contains(&&p.measure) {
            quantities.push(&p.measure);
        }
    }
    let readings = ensemble::run(&worlds.design, options, |_, finished| {
        quantities.iter().map(|q| q.of(&finished.outcome.tally)).collect::<Vec<_>>()
    })?;
    let values = |asked: &Asked, quantity: &Quantity| -> Result<Vec<Option<f64>>, String> {
        let column = quantities.iter().position(|q| *q == quantity);
        let replicates = worlds.replicates(&readings, asked)?;
        Ok(replicates.into_iter().map(|values| column.and_then(|column| values[column])).collect())
    };
    Ok(patterns.iter().map(|p| (p.clone(), found(p, values))).collect())
}

fn asked(p: &Pattern) -> Vec<Asked> {
    let own = std::iter::once(p.world.clone()).chain(p.against.as_ref().map(|a| a.1.clone()));
    let wrong = p
        .wrong
        .as_ref()
        .ok()
        .into_iter()
        .flat_map(|(first, second)| std::iter::once(first.clone()).chain(second.clone()));
    own.chain(wrong).collect()
}

fn found(p: &Pattern, values: impl Fn(&Asked, &Quantity) -> Result<Vec<Option<f64>>, String>) -> FoundPattern {
    let judged = |first: &Asked, second: Option<&Asked>| -> Result<Judged, String> {
        let first = values(first, &p.measure)?;
        let effect: Vec<f64> = match (second, p.against.as_ref().map(|a| a.0)) {
            (Some(second), Some(contrast)) => {
                let pairs = first.into_iter().zip(values(second, &p.measure)?);
                pairs
                    .filter_map(|(a, b)| {
                        if contrast == Contrast::Ratio {
                            b.filter(|b| *b != 0.0).and_then(|b| Some(a? / b))
                        } else {
                            Some(a? - b?)
                        }
                    })
                    .collect()
            }
            _ => first.into_iter().flatten().collect(),
        };
        Ok(judge(&effect, &p.wanted))
    };
    let nothing = Judged { value: None, n: 0, verdict: Verdict::NoValue };
    let mut trouble = None;
    let mut or_trouble = |result: Result<Judged, String>| {
        result.unwrap_or_else(|why| {
            trouble = Some(why);
            nothing
        })
    };
    let here = or_trouble(judged(&p.world, p.against.as_ref().map(|a| &a.1)));
    let wrong = p.wrong.as_ref().ok().map(|(first, second)| or_trouble(judged(first, second.as_ref())));
    FoundPattern { here, wrong, trouble }
}

/// What is wanted, in words.
#[must_use]
pub fn in_words(wanted: &Wanted) -> String {
    let open = |x: f64| if x.is_finite() { format!("{x}") } else { String::new() };
    match *wanted {
        Wanted::Between(low, high) if low == 0.0 && high == f64::INFINITY => "positive".to_owned(),
        Wanted::Between(low, high) if high == 0.0 && low == f64::NEG_INFINITY => "negative".to_owned(),
        Wanted::Between(low, high) if !high.is_finite() => format!("at least {}", open(low)),
        Wanted::Between(low, high) if !low.is_finite() => format!("at most {}", open(high)),
        Wanted::Between(low, high) => format!("{}–{}", open(low), open(high)),
        Wanted::Record(low, high) if low == high => format!("record {low}"),
        Wanted::Record(low, high) => format!("record {low} or {high}"),
    }
}

/// A value with its interval.
pub(super) fn cell(judged: &Judged) -> Cell {
    judged.value.map_or(Cell::Missing, |(mean, low, high)| {
        Cell::estimate(mean, low, high, if mean.abs() >= 100.0 { 0 } else { 3 })
    })
}

/// The table of results.
#[must_use]
pub fn table(results: &[(Pattern, FoundPattern)]) -> Table {
    let mut table = Table::new("Patterns")
        .column(Column::text("pattern"))
        .column(Column::text("system"))
        .column(Column::text("measure").defined(
            "What is measured; with a contrast, the difference or ratio of two \
            worlds.",
        ))
        .column(Column::text("wanted"))
        .column(Column::estimate("value", "as the measure"))
        .column(Column::text("verdict").defined(
            "holds: the interval lies inside what is wanted; fails: outside; \
            undecided: astride.",
        ))
        .column(Column::estimate("in_the_wrong_world", "as the measure"))
        .column(
            Column::text("informative")
                .defined("yes: the pattern fails in its wrong world, or is undecided there and far from here."),
        )
        .note("Intervals of 95 % over replicates: Monte Carlo error only.");
    for (p, f) in results {
        let contrast = match &p.against {
            None => String::new(),
            Some((Contrast::Difference, _)) => ", difference".to_owned(),
            Some((Contrast::Ratio, _)) => ", ratio".to_owned(),
        };
        let informative = match (&p.wrong, f.informative()) {
            (Err(_), _) => "not informative",
            (Ok(_), true) => "yes",
            (Ok(_), false) => "NO: does not fail there",
        };
        table.row([
            Cell::text(&*p.id),
            Cell::text(&*p.system),
            Cell::text(format!("{}{contrast}", p.measure)),
            Cell::text(in_words(&p.wanted)),
            cell(&f.here),
            Cell::text(f.here.verdict.word()),
            f.wrong.as_ref().map_or(Cell::Missing, cell),
            Cell::text(informative),
        ]);
        if let Some(why) = &f.trouble {
            table.notes.push(format!("{}: {why}", p.id));
        }
    }
    table
}

/// The rows themselves as Markdown: what is claimed, by whom, and in which world it must fail.
#[must_use]
pub fn markdown(patterns: &[Pattern]) -> String {
    let mut text = String::from(
        "| pattern | system | must be seen | measure | wanted | source | grade | must fail in \
        |\n|---|---|---|---|---|---|---|---|\n",
    );
    for p in patterns {
        let wrong = match &p.wrong {
            Ok(_) => p.wrong_about.clone(),
            Err(reason) => format!("not informative: {reason}"),
        };
        text.push_str(&format!(
            "| {} | {} | {} | `{}` | {} | {} | {} | {wrong} |\n",
            p.id,
            p.system,
            p.about,
            p.measure,
            in_words(&p.wanted),
            p.source,
            p.grade
        ));
    }
    text
}
