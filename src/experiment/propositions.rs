//! Propositions: claims of the literature as paired comparisons that the program runs. Each is reported with its effect
//! and interval, never fixed. A proposition that might hold by a coded parameter alone ships an *ablation*: the values
//! under which it must no longer hold.
//!
//! Kinds: `level` (a value in one world), `contrast` (`with` less `base`), `ratio` (`with` over `base`), `interaction`
//! (`both` − `first` − `second` + `neither`). A contrast may follow the same persons: `who` says whom, and the measure
//! is then a measure of persons.

use super::asked::{Asked, Worlds};
use super::ensemble::{self, EnsembleError, Finished, Options};
use super::followed::{self, Followed, PERSON_MEASURES, PersonMeasure, Who};
use super::rows::{Row, tables};
use super::verdict::{Judged, Verdict, Wanted, judge};
use super::welfare::measures::WelfareMeasure;
use super::welfare::{self, Lives};
use crate::base::diagnostics::{Diagnostics, Faulty, Sources, nearest};
use crate::base::node::Node;
use crate::base::statistics::{holm, paired_test};
use crate::base::table::{Cell, Column, Table};
use crate::observe::placed::Quantity;
use crate::scenario::files::{Files, Location};

/// Worlds that a kind of proposition compares, and the coefficients of their values in the effect.
const KINDS: [(&str, &[(&str, f64)]); 4] = [
    ("level", &[("with", 1.0)]),
    ("contrast", &[("base", -1.0), ("with", 1.0)]),
    ("ratio", &[("base", -1.0), ("with", 1.0)]),
    ("interaction", &[("neither", 1.0), ("first", -1.0), ("second", -1.0), ("both", 1.0)]),
];

/// What is measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Metric {
    /// A measure of the replicate.
    Whole(Quantity),
    /// A measure of the same persons in two worlds.
    Persons(Who, PersonMeasure),
    /// What one world is worth to the persons of another.
    Welfare(WelfareMeasure),
}

/// A proposition.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposition {
    /// Name.
    pub id: String,
    /// Number in the source.
    pub number: String,
    /// The claim.
    pub claim: String,
    /// Kind, by name.
    pub kind: String,
    /// Worlds in the order of the kind, with their coefficients.
    pub worlds: Vec<(Asked, f64)>,
    /// What is measured.
    pub metric: Metric,
    /// What is claimed of the effect.
    pub wanted: Wanted,
    /// Publication and page.
    pub source: String,
    /// The same worlds without what the claim rests on, and which value that is.
    pub ablation: Option<(Vec<Asked>, String)>,
}

impl Proposition {
    /// The row in other worlds, each made from its own; without its ablation.
    #[must_use]
    pub fn moved(&self, to: impl Fn(&Asked) -> Asked) -> Self {
        let worlds = self.worlds.iter().map(|(asked, coefficient)| (to(asked), *coefficient)).collect();
        Self { worlds, ablation: None, ..self.clone() }
    }

    /// Whether the name contains a text or the number in the source is this.
    #[must_use]
    pub fn matches(&self, filter: &str) -> bool {
        self.id.contains(filter) || self.number == filter
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundProposition {
    /// Effect and verdict.
    pub effect: Judged,
    /// Probability of such an effect if there were none (or, for a margin, if it lay on the margin).
    pub p: Option<f64>,
    /// The effect without what the claim rests on.
    pub ablated: Option<Judged>,
    /// Why a world could not be run.
    pub trouble: Option<String>,
}

/// Reads proposition files.
///
/// # Errors
/// Every fault found.
pub fn read(files: &Files, paths: &[String]) -> Result<Vec<Proposition>, Box<Faulty>> {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let list = tables(files, paths, "proposition", &mut sources, &mut out);
    let found = list.iter().filter_map(|(id, node, from)| proposition(files, id, node, from, &mut out)).collect();
    if out.has_errors() { Err(Box::new(Faulty { diagnostics: out, sources })) } else { Ok(found) }
}

fn proposition(files: &Files, id: &str, node: &Node, from: &Location, out: &mut Diagnostics) -> Option<Proposition> {
    let path = format!("proposition.{id}");
    let mut row = Row { node, path: &path, out };
    let kind = row.text("kind");
    let Some((_, roles)) = KINDS.iter().find(|k| k.0 == kind) else {
        let help = KINDS.iter().map(|k| k.0).collect::<Vec<_>>().join(", ");
        row.fault("kind", "is none", Some(format!("allowed: {help}")));
        return None;
    };
    let mut known = vec![
        "number", "claim", "kind", "measure", "who", "sign", "low", "high", "source", "reps", "sample", "ablation",
    ];
    known.extend(roles.iter().map(|r| r.0));
    row.keys(&known);
    let reps = row.whole("reps", 20, 20, 100_000);
    let sample = row.whole("sample", 100, 1, 1_000_000);
    let mut worlds: Vec<(Asked, f64)> = Vec::new();
    for (role, coefficient) in *roles {
        let Some(mut asked) = row.child(role, |r| {
            r.keys(&["scenario", "set"]);
            r.asked(files, from, None, reps)
        }) else {
            row.fault(role, "is missing", Some("wanted a table such as { scenario = \"state-led\" }".to_owned()));
            return None;
        };
        asked.set.push(format!("population.sample.one_in={sample}"));
        worlds.push((asked, *coefficient));
    }
    let ablation = row.child("ablation", |r| {
        let mut known = vec!["about"];
        known.extend(roles.iter().map(|r| r.0));
        r.keys(&known);
        let about = r.text("about");
        let changed = worlds.iter().zip(*roles).map(|((world, _), (role, _))| {
            let mut world = world.clone();
            world.set.extend(r.list(role));
            r.check(files, &world);
            world
        });
        (changed.collect(), about)
    });
    let metric = metric(&mut row)?;
    if kind != "contrast" {
        match metric {
            Metric::Persons(..) => row.fault("who", "follows persons in two worlds: only a `contrast` has them", None),
            Metric::Welfare(_) => row.fault("measure", "compares persons: only a `contrast` has them twice", None),
            Metric::Whole(_) => {}
        }
    }
    let wanted = super::patterns::wanted(&mut row)?;
    let (number, claim, source) = (row.text("number"), row.text("claim"), row.text("source"));
    Some(Proposition { id: id.to_owned(), number, claim, kind, worlds, metric, wanted, source, ablation })
}

fn metric(row: &mut Row<'_>) -> Option<Metric> {
    let who = match row.text_if("who").as_deref() {
        None => {
            let name = row.node.get("measure").and_then(Node::text);
            return match name.and_then(welfare::measures::named) {
                Some(measure) => Some(Metric::Welfare(*measure)),
                None => row.quantity("measure").map(Metric::Whole),
            };
        }
        Some("applicants") => Who::Applicants,
        Some("participants") => Who::Participants,
        Some(_) => {
            row.fault("who", "is neither \"applicants\" nor \"participants\"", None);
            return None;
        }
    };
    let name = row.text("measure");
    let found = PERSON_MEASURES.iter().find(|m| m.name == name);
    if found.is_none() {
        let help = nearest(&name, PERSON_MEASURES.iter().map(|m| m.name))
            .map(|n| format!("a measure with a similar name exists: `{n}`"));
        row.fault("measure", "names no measure of persons", help);
    }
    found.map(|m| Metric::Persons(who, *m))
}

/// The propositions themselves as Markdown.
#[must_use]
pub fn markdown(list: &[Proposition]) -> String {
    let mut text = String::from(
        "| proposition | claim | kind | measure | claimed | source | ablation \
        |\n|---|---|---|---|---|---|---|\n",
    );
    for p in list {
        let (claimed, ablation) = (super::patterns::in_words(&p.wanted), p.ablation.as_ref().map_or("", |a| &a.1));
        text.push_str(&format!(
            "| {} | {} | {} | `{}` | {claimed} | {} | {ablation} |\n",
            p.id,
            p.claim,
            p.kind,
            metric_words(&p.metric),
            p.source
        ));
    }
    text
}

fn metric_words(metric: &Metric) -> String {
    match metric {
        Metric::Whole(q) => q.to_string(),
        Metric::Persons(Who::Applicants, m) => format!("{} of applicants", m.name),
        Metric::Persons(Who::Participants, m) => format!("{} of participants", m.name),
        Metric::Welfare(m) => m.name.to_owned(),
    }
}

/// What is read of a replicate.
struct Values {
    /// One for each quantity.
    whole: Vec<Option<f64>>,
    /// Every person, where somebody compares persons.
    persons: Vec<Followed>,
    /// What their lives are worth.
    lives: Option<Lives>,
}

/// The worlds of a proposition, those of its ablation last.
fn asked(p: &Proposition) -> impl Iterator<Item = &Asked> {
    p.worlds.iter().map(|w| &w.0).chain(p.ablation.iter().flat_map(|a| &a.0))
}

/// The worlds of propositions, opened.
#[must_use]
pub fn worlds(files: &Files, list: &[Proposition]) -> Worlds {
    let wanted = |p| asked(p).map(|asked| (asked.clone(), !matches!(p.metric, Metric::Whole(_))));
    Worlds::open(files, list.iter().flat_map(wanted))
}

/// Runs the worlds of propositions and judges each.
///
/// # Errors
/// See [`EnsembleError`]. A world that cannot be opened or run is the trouble of the propositions that need it.
pub fn run(
    list: &[Proposition],
    worlds: &Worlds,
    options: &Options<'_>,
) -> Result<Vec<(Proposition, FoundProposition)>, EnsembleError> {
    let mut quantities: Vec<&Quantity> = Vec::new();
    for p in list {
        if let Metric::Whole(q) = &p.metric
            && !quantities.contains(&q)
        {
            quantities.push(q);
        }
    }
    let read = |world: usize, finished: &Finished| Values {
        whole: quantities.iter().map(|q| q.of(&finished.outcome.tally)).collect(),
        persons: finished.persons.clone().filter(|_| worlds.design.variants[world].followed).unwrap_or_default(),
        lives: finished.lives.clone(),
    };
    let readings = ensemble::run(&worlds.design, options, read)?;
    let effects = |p: &Proposition, own: &[&Asked]| -> Result<Vec<f64>, String> {
        let values: Vec<Vec<&Values>> =
            own.iter().map(|asked| worlds.replicates(&readings, asked)).collect::<Result<_, _>>()?;
        let reps = values.iter().map(Vec::len).min().unwrap_or(0);
        let of = |rep: usize| effect(p, &values.iter().map(|v| v[rep]).collect::<Vec<_>>(), &quantities);
        Ok((0..reps).filter_map(of).collect())
    };
    Ok(list.iter().map(|p| (p.clone(), found(p, effects))).collect())
}

fn effect(p: &Proposition, values: &[&Values], quantities: &[&Quantity]) -> Option<f64> {
    match &p.metric {
        Metric::Persons(who, measure) => followed::paired(&values[0].persons, &values[1].persons, *who, measure),
        Metric::Welfare(measure) => {
            let both = welfare::against_first(&[values[0].lives.as_ref()?, values[1].lives.as_ref()?]);
            both.get(1).and_then(measure.of)
        }
        Metric::Whole(q) => {
            let column = quantities.iter().position(|other| other == &q)?;
            if p.kind == "ratio" {
                let base = values[0].whole[column]?;
                return (base != 0.0).then_some(values[1].whole[column]? / base);
            }
            values
                .iter()
                .zip(&p.worlds)
                .try_fold(0.0, |sum, (v, (_, coefficient))| Some(sum + coefficient * v.whole[column]?))
        }
    }
}

fn found(p: &Proposition, effects: impl Fn(&Proposition, &[&Asked]) -> Result<Vec<f64>, String>) -> FoundProposition {
    let nothing = Judged { value: None, n: 0, verdict: Verdict::NoValue };
    let own: Vec<&Asked> = p.worlds.iter().map(|w| &w.0).collect();
    let (values, mut trouble) = match effects(p, &own) {
        Ok(values) => (values, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let bound = match p.wanted {
        Wanted::Between(low, _) if low.is_finite() => low,
        Wanted::Between(_, high) if high.is_finite() => high,
        _ => 0.0,
    };
    let raw = paired_test(&vec![bound; values.len()], &values);
    let ablated = p.ablation.as_ref().map(|(worlds, _)| match effects(p, &worlds.iter().collect::<Vec<_>>()) {
        Ok(values) => judge(&values, &p.wanted),
        Err(why) => {
            trouble = Some(why);
            nothing
        }
    });
    FoundProposition { effect: judge(&values, &p.wanted), p: raw, ablated, trouble }
}

/// The table of results.
#[must_use]
pub fn table(results: &[(Proposition, FoundProposition)]) -> Table {
    let mut table = Table::new("Propositions")
        .column(Column::text("proposition"))
        .column(Column::text("claim"))
        .column(Column::text("measure").defined("With `of`: the same persons in both worlds."))
        .column(Column::text("kind"))
        .column(Column::text("claimed"))
        .column(Column::estimate("effect", "as the measure"))
        .column(Column::number("p", "probability").defined(
            "Two-sided t test over pairs that the effect is none, or \
            on the margin.",
        ))
        .column(Column::number("p_holm", "probability").defined(
            "The same, adjusted by Holm for all rows of this \
            table.",
        ))
        .column(Column::text("verdict"))
        .column(Column::estimate("ablated", "as the measure").defined("The effect without what the claim rests on."))
        .column(Column::text("ablation"))
        .note("Intervals of 95 % over pairs of replicates: Monte Carlo error only.");
    let adjusted = holm(&results.iter().map(|r| r.1.p.unwrap_or(f64::NAN)).collect::<Vec<_>>());
    for ((p, f), adjusted) in results.iter().zip(adjusted) {
        let measure = metric_words(&p.metric);
        let ablation = match (&p.ablation, &f.ablated) {
            (Some((_, about)), Some(a)) if a.verdict == Verdict::Holds => format!("{about}: STILL HOLDS"),
            (Some((_, about)), _) => about.clone(),
            _ => String::new(),
        };
        table.row([
            Cell::text(&*p.id),
            Cell::text(&*p.claim),
            Cell::text(measure),
            Cell::text(&*p.kind),
            Cell::text(super::patterns::in_words(&p.wanted)),
            super::patterns::cell(&f.effect),
            f.p.map_or(Cell::Missing, |x| Cell::number(x, 4)),
            Cell::number(adjusted, 4),
            Cell::text(f.effect.verdict.word()),
            f.ablated.as_ref().map_or(Cell::Missing, super::patterns::cell),
            Cell::text(ablation),
        ]);
        if let Some(why) = &f.trouble {
            table.notes.push(format!("{}: {why}", p.id));
        }
    }
    table
}
