//! What the program records of a run, as a digest: two programs that record other things never share a folder of
//! results.

use super::measure::{MEASURES, Measure};
use super::monthly::{MONTHLY, Monthly};
use super::placed::PLACED;
use crate::journal::event::{KINDS, Kind};
use crate::journal::ledger::{Account, FLOWS, Flow};
use crate::journal::{Cause, Status, Way};

/// BLAKE3 digest of the kinds of event, the flows of money with their accounts, the measures, the quantities of a month
/// and the classes by which they are counted, all in their order. Words that only explain are not in it.
#[must_use]
pub fn digest() -> String {
    let placed: Vec<&str> = PLACED.iter().map(|placed| placed.name).collect();
    of(KINDS, FLOWS, MEASURES, MONTHLY, &[&placed, &Way::NAMES, &Status::NAMES, &Cause::NAMES])
}

fn of(
    kinds: &[(Kind, &str, &str)],
    flows: &[(Flow, &str, Account, Account, &str)],
    measures: &[Measure],
    monthly: &[Monthly],
    classes: &[&[&str]],
) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    kinds.iter().for_each(|(_, name, _)| line(&format!("event {name}")));
    flows.iter().for_each(|(_, name, from, to, _)| line(&format!("flow {name} {from:?} {to:?}")));
    measures.iter().for_each(|m| line(&format!("measure {} {}", m.name, m.unit)));
    monthly.iter().for_each(|m| line(&format!("monthly {} {}", m.name, m.unit)));
    classes.iter().for_each(|names| line(&format!("class {}", names.join("|"))));
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list with its first two entries changed about.
    fn turned<T: Clone>(list: &[T]) -> Vec<T> {
        let mut list = list.to_vec();
        list.swap(0, 1);
        list
    }

    #[test]
    fn what_is_added_taken_away_or_put_in_another_order_is_another_digest() {
        let classes: &[&[&str]] = &[&["a", "b"], &["c"]];
        let (kinds, flows, measures, monthly) = (&KINDS[..3], &FLOWS[..3], &MEASURES[..3], &MONTHLY[..3]);
        let mut moved = flows.to_vec();
        moved[0].3 = Account::Lost;
        let all = [
            of(kinds, flows, measures, monthly, classes),
            of(&KINDS[..4], flows, measures, monthly, classes),
            of(&KINDS[..2], flows, measures, monthly, classes),
            of(&turned(kinds), flows, measures, monthly, classes),
            of(kinds, &FLOWS[..4], measures, monthly, classes),
            of(kinds, &turned(flows), measures, monthly, classes),
            of(kinds, &moved, measures, monthly, classes),
            of(kinds, flows, &MEASURES[..4], monthly, classes),
            of(kinds, flows, &turned(measures), monthly, classes),
            of(kinds, flows, measures, &MONTHLY[..4], classes),
            of(kinds, flows, measures, &turned(monthly), classes),
            of(kinds, flows, measures, monthly, &[&["b", "a"], &["c"]]),
            of(kinds, flows, measures, monthly, &[&["a", "b", "c"]]),
            digest(),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|other| other != one), "{i}");
        }
    }

    #[test]
    fn an_explanation_in_other_words_is_the_same_digest() {
        let mut kinds = KINDS.to_vec();
        kinds[0].2 = "In other words.";
        assert_eq!(of(&kinds, FLOWS, &[], &[], &[]), of(KINDS, FLOWS, &[], &[], &[]));
    }
}
