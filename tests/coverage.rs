//! Every kind of event occurs in some shipped scenario, as shipped: else a mechanism is decoration.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::journal::event::{KINDS, Kind};
use circula::journal::ledger::FLOWS;
use circula::observe::tally::Tally;
use guard::trial::{course, shipped, simulated};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Kinds that no shipped scenario can have, with the reason; a kind that does occur must not stand here.
const ABSENT: &[(Kind, &str)] = &[];

/// Flows of money that no shipped scenario can have, by name, with the reason.
const UNPAID: &[(&str, &str)] = &[];

/// What a replicate of a shipped scenario remembers.
fn of(name: &str, replicate: u64) -> Tally {
    let course = course(name, &[]);
    let world = circula::run::replicate::start(&course, 1, replicate, &AtomicBool::new(false)).unwrap();
    simulated(&course, world).tally
}

/// What three replicates of every shipped scenario remember, worked out once.
fn tallies() -> &'static [(&'static str, Tally)] {
    static ALL: OnceLock<Vec<(&'static str, Tally)>> = OnceLock::new();
    ALL.get_or_init(|| (0..3).flat_map(|rep| shipped().into_iter().map(move |name| (name, of(name, rep)))).collect())
}

#[test]
fn every_kind_of_event_and_flow_of_money_occurs_in_some_shipped_scenario() {
    let (mut missing, mut stale) = (Vec::new(), Vec::new());
    for &(what, name, _) in KINDS {
        let occurs = tallies().iter().any(|(_, t)| t.count(what, |_| true) > 0);
        match (occurs, ABSENT.iter().any(|a| a.0 == what)) {
            (false, false) => missing.push(name),
            (true, true) => stale.push(name),
            _ => {}
        }
    }
    for &(flow, name, ..) in FLOWS {
        let occurs = name.starts_with("Opening") || tallies().iter().any(|(_, t)| t.paid(flow, |_| true) > 0);
        match (occurs, UNPAID.iter().any(|u| u.0 == name)) {
            (false, false) => missing.push(name),
            (true, true) => stale.push(name),
            _ => {}
        }
    }
    assert!(missing.is_empty() && stale.is_empty(), "never: {missing:?}; said never to occur but does: {stale:?}");
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
