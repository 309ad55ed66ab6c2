//! Names of classes against the numbers that they stand for.

use super::study::study;
use circula::journal::event::{KINDS, What};
use circula::journal::ledger::FLOWS;
use circula::journal::{Call, Cause, Circle, Status, Way};
use circula::observe::codebook::measures_markdown;

const WAYS: [(Way, &str); 5] = [
    (Way::Programme, "programme"),
    (Way::Visa, "visa"),
    (Way::FreeMovement, "free movement"),
    (Way::Capital, "capital"),
    (Way::Irregular, "irregular"),
];
const STATUSES: [(Status, &str); 5] = [
    (Status::Contract, "contract"),
    (Status::Permit, "permit"),
    (Status::Free, "free"),
    (Status::Irregular, "irregular"),
    (Status::Settled, "settled"),
];
const CAUSES: [(Cause, &str); 6] = [
    (Cause::Return, "return"),
    (Cause::Extension, "extension"),
    (Cause::Regularisation, "regularisation"),
    (Cause::Death, "death"),
    (Cause::Removal, "removal"),
    (Cause::Onward, "onward move"),
];

/// Names by the number that each class has.
fn by_number<T: Copy, const N: usize>(
    classes: [(T, &'static str); N],
    number: impl Fn(T) -> usize,
) -> [&'static str; N] {
    let mut names = [""; N];
    classes.into_iter().for_each(|(class, name)| names[number(class)] = name);
    names
}

#[test]
fn names_of_ways_rights_of_stay_and_causes_stand_at_their_numbers() {
    let (ways, statuses) = (by_number(WAYS, |w| w as usize), by_number(STATUSES, |s| s as usize));
    let causes = by_number(CAUSES, |c| c as usize);
    assert_eq!((Way::NAMES, Status::NAMES, Cause::NAMES), (ways, statuses, causes));
    let book = measures_markdown();
    for (class, names) in [
        ("way of leaving", ways.as_slice()),
        ("right of stay", &statuses),
        ("cause of exit after an authorised end", &causes),
    ] {
        let line = format!("| {class} | {} |", names.join(", "));
        assert!(book.lines().any(|l| l == line), "no line `{line}` in the codebook");
    }
    assert_eq!([Call::Open as usize, Call::ByName as usize], [0, 1]);
    assert_eq!([Circle::Internal, Circle::Regional, Circle::Overseas].map(Circle::abroad), [false, true, true]);
}

/// The name of a kind is that of the event which has it.
#[test]
fn kinds_of_events_and_flows_stand_at_their_numbers_under_their_own_names() {
    for (at, (kind, name, meaning)) in KINDS.iter().enumerate() {
        assert_eq!((*kind as usize, format!("{kind:?}").as_str()), (at, *name));
        assert!(meaning.ends_with('.'), "{name}: {meaning}");
    }
    for (what, name) in [
        (What::Termed(Status::Permit), "Termed"),
        (What::ExitedAfterEnd(Cause::Death, Status::Contract), "ExitedAfterEnd"),
        (What::Removed(Status::Irregular), "Removed"),
        (What::RemovedTransit, "RemovedTransit"),
        (What::Resumed, "Resumed"),
    ] {
        assert_eq!(KINDS[what.kind() as usize].1, name, "{what:?}");
    }
    for (at, (flow, name, ..)) in FLOWS.iter().enumerate() {
        assert_eq!((*flow as usize, format!("{flow:?}").as_str()), (at, *name));
    }
}

/// In the world that is drawn, people within the country and in the region are away without permit, those overseas
/// have papers or none; nobody stands under another circle.
#[test]
fn destinations_stand_in_the_circle_that_their_scenario_names() {
    for tally in study().tallies(0) {
        let circle = |name: &str| tally.circles[tally.names.iter().position(|n| n == name).unwrap()];
        for (name, wanted) in [
            ("capital", Circle::Internal),
            ("cote-divoire", Circle::Regional),
            ("spain", Circle::Overseas),
            ("france", Circle::Overseas),
        ] {
            assert_eq!(circle(name), wanted, "{name}");
        }
        for (k, circle) in tally.circles.iter().enumerate() {
            let stock = &tally.stocks[0][k * Status::COUNT..(k + 1) * Status::COUNT];
            let free = stock[Status::Free as usize];
            let others = stock.iter().sum::<i64>() - free;
            let fits = if *circle == Circle::Overseas { free == 0 && others > 0 } else { others == 0 };
            assert!(fits, "{}, {circle:?}: {stock:?}", tally.names[k]);
        }
    }
}
