//! What users read off a replicate: each measure declared once, with name, unit and definition. `None` where a variant
//! has nothing to measure; it is printed "–", never 0.

use super::tally::Tally;

/// Declares a list of measures.
macro_rules! measures {
    (
        $(#[$doc:meta])* $list:ident:
        $($name:ident {
            unit: $unit:literal,
            decimals: $decimals:literal,
            headline: $headline:literal,
            definition: $definition:literal,
            of: |$t:ident| $of:expr,
        })*
    ) => {
        $(#[$doc])*
        pub(super) const $list: &[Measure] = &[$(Measure {
            name: stringify!($name),
            unit: $unit,
            definition: $definition,
            decimals: $decimals,
            headline: $headline,
            of: |$t: &Tally| $of,
        }),*];
    };
}

mod comparisons;
mod counts;
mod home;
mod published;

use comparisons::COMPARISONS;
use home::HOME;
use published::PUBLISHED;

/// A quantity of a replicate.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Name, `<quantity>_<place or party>`.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Definition in one sentence.
    pub definition: &'static str,
    /// Decimals worth printing.
    pub decimals: usize,
    /// Whether it stands in the table of the first page.
    pub headline: bool,
    /// How it is worked out.
    pub of: fn(&Tally) -> Option<f64>,
}

impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A measure by name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|m| m.name == name)
}

const COUNT: usize = COMPARISONS.len() + HOME.len() + PUBLISHED.len();

const fn joined() -> [Measure; COUNT] {
    let mut all = [COMPARISONS[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        let behind = at.saturating_sub(COMPARISONS.len());
        all[at] = match at {
            _ if at < COMPARISONS.len() => COMPARISONS[at],
            _ if behind < HOME.len() => HOME[behind],
            _ => PUBLISHED[behind - HOME.len()],
        };
        at += 1;
    }
    all
}

/// A few measures, one of each kind, where a picture has room for no more and nobody says which.
pub const FEW: [&str; 4] = ["return_per_end", "overstay_3_months", "irregular_months", "arrivals_overseas"];

/// Every measure.
pub const MEASURES: &[Measure] = &joined();

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Circle;

    #[test]
    fn names_are_unique_and_every_measure_says_what_it_is() {
        for (i, m) in MEASURES.iter().enumerate() {
            assert!(MEASURES[..i].iter().all(|n| n.name != m.name), "{}", m.name);
            assert!(m.definition.ends_with('.') && !m.unit.is_empty());
        }
    }

    #[test]
    fn an_empty_replicate_measures_nothing_rather_than_zero() {
        let empty = Tally {
            circles: vec![Circle::Overseas],
            corridors: 1,
            values: vec![[(0, 0); 5]; crate::journal::event::KIND_COUNT],
            books: vec![0; crate::journal::ledger::FLOW_COUNT * crate::journal::ledger::PLACES],
            ..Tally::default()
        };
        for m in MEASURES {
            assert_eq!((m.of)(&empty), None, "{}", m.name);
        }
    }
}
