//! Every kind of event occurs in some shipped scenario, as shipped: else a mechanism is decoration.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::journal::event::{KINDS, Kind};
use circula::journal::ledger::{Account, FLOWS, Flow};
use circula::observe::tally::Tally;
use guard::trial::{course, shipped, simulated};
use guard::unexcused;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Kinds of event and flows of money that no shipped scenario can have, by name, with the reason; what does occur, or
/// is no kind or flow, must not stand here.
const ABSENT: &[(&str, &str)] = &[];

/// Kind a replicate of a shipped scenario remembers.
fn of(name: &str, replicate: u64) -> Tally {
    let course = course(name, &[]);
    let world = circula::run::replicate::start(&course, 1, replicate, &AtomicBool::new(false)).unwrap();
    simulated(&course, world).tally
}

/// Kind three replicates of every shipped scenario remember, worked out once.
fn tallies() -> &'static [(&'static str, Tally)] {
    static ALL: OnceLock<Vec<(&'static str, Tally)>> = OnceLock::new();
    ALL.get_or_init(|| (0..3).flat_map(|rep| shipped().into_iter().map(move |name| (name, of(name, rep)))).collect())
}

#[test]
fn every_kind_of_event_and_flow_of_money_occurs_in_some_shipped_scenario() {
    let occurs = |holds: &dyn Fn(&Tally) -> bool| tallies().iter().any(|(_, t)| holds(t));
    let events = KINDS.iter().filter(|kind| !occurs(&|t| t.count(kind.0, |_| true) > 0)).map(|kind| kind.1);
    // Kind comes from outside the books is there before the run begins.
    let opening = |flow: &&(Flow, &str, Account, Account, &str)| [flow.2, flow.3].contains(&Account::Outside);
    let flows = FLOWS.iter().filter(|flow| !opening(flow) && !occurs(&|t| t.paid(flow.0, |_| true) > 0));
    let missing = events.chain(flows.map(|flow| flow.1)).map(str::to_owned).collect();
    let wrong = unexcused(missing, ABSENT);
    assert!(wrong.is_empty(), "never in any shipped scenario: {wrong:?}");
}

#[test]
fn an_exception_must_be_needed_and_a_fault_needs_one() {
    let faults = || vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(unexcused(faults(), &[("a", "why"), ("b", "why")]), Vec::<String>::new());
    assert_eq!(unexcused(faults(), &[("a", "why"), ("c", "why")]), ["b", "an exception that is not needed: c"]);
}

#[test]
fn guarantors_and_trust_bind_where_they_are_shipped() {
    let count = |name: &str, kind: Kind| {
        tallies().iter().filter(|t| t.0 == name).map(|t| t.1.count(kind, |_| true)).sum::<i64>()
    };
    for what in [
        Kind::GuarantorRefused,
        Kind::GuarantorExhausted,
        Kind::GuarantorAccepted,
        Kind::GuarantorCalled,
        Kind::GuarantorSettled,
        Kind::BondForfeited,
    ] {
        assert!(count("guaranteed", what) > 0, "{what:?} never occurs in guaranteed");
    }
    for what in [Kind::BondPosted, Kind::BondRefunded, Kind::BondUnpaid, Kind::BondForfeited] {
        assert!(count("bonded", what) > 0, "{what:?} never occurs in bonded");
    }
    for what in [Kind::Suspended, Kind::Resumed, Kind::Extended, Kind::Desisted] {
        assert!(count("state-led", what) > 0, "{what:?} never occurs in state-led");
    }
}
