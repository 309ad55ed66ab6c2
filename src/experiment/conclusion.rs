//! What follows from all variants of a design together, by what it is for: a table for people, tables and pictures.

use super::analysis::Analysis;
use super::compare::Comparison;
use super::design::Design;
use super::variant::Variant;
use super::{curves, figures, influence, parts};
use crate::base::figure::Figure;
use crate::base::table::Table;
use crate::mechanism::InForce;
use crate::scenario::{Files, Loaded, show};

/// Why an analysis cannot be that of a design, as where it was read from a manifest that somebody wrote; none if it
/// can.
#[must_use]
pub fn misfit(files: &Files, analysis: &Analysis, design: &Design) -> Option<&'static str> {
    match analysis {
        Analysis::Compare => None,
        Analysis::Sweep(of) if of.is_of(files, &design.variants) => None,
        Analysis::Sweep(_) => Some("its points are not those of its plans"),
        Analysis::Attribution(of) => {
            let variants = &design.variants;
            let wrong = Some("its parts are not those of its plans");
            if !of.is_sound(variants.len()) || !design.paired() {
                return wrong;
            }
            let (first, last) = (&variants[0].course.loaded, &variants[variants.len() - 1].course.loaded);
            let Ok(between) = of.between(first, last) else { return wrong };
            let same =
                |(mixed, variant): (&Loaded<InForce>, &Variant)| show::diff(mixed, &variant.course.loaded).is_empty();
            if between.iter().zip(&variants[1..]).all(same) { None } else { wrong }
        }
        Analysis::Sensitivity(of) => (!of.is_of(&design.variants)).then_some("its points are not those of its plans"),
    }
}

/// Factors of a measure that the table for people has.
const STRONGEST: usize = 6;

/// The table for people: of the measures of the first page, or of all.
#[must_use]
pub fn page(design: &Design, comparison: &Comparison, all: bool) -> Table {
    match &design.analysis {
        Analysis::Compare => comparison.table(|measure| all || measure.headline),
        Analysis::Sweep(_) => curves::table(comparison, all),
        Analysis::Attribution(of) => parts::table(of, comparison, |measure| all || measure.headline),
        Analysis::Sensitivity(of) => {
            let shown = |name: &str| of.measures.iter().any(|shown| shown == name);
            influence::table(of, comparison, |measure| all || shown(measure.name), Some(STRONGEST).filter(|_| !all))
        }
    }
}

/// Tables of the folder beside those of every experiment, by the name of their file.
#[must_use]
pub fn tables(design: &Design, comparison: &Comparison) -> Vec<(&'static str, Table)> {
    match &design.analysis {
        Analysis::Compare => Vec::new(),
        Analysis::Sweep(of) => vec![(curves::FILE, curves::places(of, &comparison.names))],
        Analysis::Attribution(of) => vec![(parts::FILE, parts::table(of, comparison, |_| true))],
        Analysis::Sensitivity(of) => vec![(influence::FILE, influence::table(of, comparison, |_| true, None))],
    }
}

/// Every picture.
#[must_use]
pub fn figures(design: &Design, comparison: &Comparison) -> Vec<Figure> {
    match &design.analysis {
        Analysis::Compare | Analysis::Sweep(_) => figures::all(design, comparison),
        Analysis::Attribution(of) => vec![parts::figure(of, design, comparison)],
        Analysis::Sensitivity(of) => influence::figures(of, comparison),
    }
}
