//! What an experiment remembers of a replicate: small, so that thousands fit into memory.

use super::welfare::Welfare;
use crate::base::units::{Month, eur};
use crate::journal::event::{KINDS, Kind};
use crate::journal::ledger::PARTIES;
use crate::journal::{Cause, Circle, Place, Status, Way};
use crate::observe::measure::MEASURES;
use crate::observe::monthly::MONTHLY;
use crate::observe::survival::Exits;
use crate::observe::tally::{LONGEST, Tally};
use crate::run::Outcome;

/// What became of those who arrived overseas, and of authorised ends overseas, in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CohortMonth {
    /// Arrivals overseas by any way, and how many were home within 12 months.
    pub home_12: (i64, i64),
    /// Authorised ends, and how many were still there three months later.
    pub overstay_3: (i64, i64),
    /// Authorised ends, and how many were still there twelve months later.
    pub overstay_12: (i64, i64),
}

/// Places whose money is added up by party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The destinations overseas.
    Overseas,
    /// Home and all destinations.
    Everywhere,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Overseas, Self::Everywhere];

    fn holds(self, t: &Tally, place: Place) -> bool {
        self == Self::Everywhere || t.overseas(place)
    }
}

/// What is remembered of a replicate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Digest of the world at month 0.
    pub start_digest: String,
    /// Digest of everything told.
    pub digest: String,
    /// First month.
    pub start: Month,
    /// One value for each of [`MEASURES`]; none where there is nothing to measure.
    pub measures: Vec<Option<f64>>,
    /// Quantities of each month: `[month][position in MONTHLY]`.
    pub series: Vec<Vec<f64>>,
    /// What became of the cohorts of each month.
    pub cohorts: Vec<CohortMonth>,
    /// Spells overseas after their authorised end, by months and cause; extended contracts are no ends.
    pub after_end: Exits,
    /// What each party gets less what it pays, EUR per 1,000 adults and year: `[scope][position in PARTIES]`.
    pub money: Vec<Vec<f64>>,
    /// Events of the whole run by kind, in the order of `KINDS`, in the sample.
    pub events: Vec<i64>,
    /// Places of all programmes, in the sample.
    pub places: i64,
    /// Arrivals by destination, in the sample.
    pub arrived: Vec<i64>,
    /// Welfare against the baseline, where persons are compared.
    pub welfare: Option<Welfare>,
}

impl Reading {
    /// Reads an outcome.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        let t = &outcome.tally;
        Self {
            start_digest: outcome.start_digest.clone(),
            digest: outcome.digest.clone(),
            start: t.start,
            measures: MEASURES.iter().map(|m| (m.of)(t).filter(|value| value.is_finite())).collect(),
            series: (0..t.months).map(|month| MONTHLY.iter().map(|m| (m.of)(t, month)).collect()).collect(),
            cohorts: (0..t.months).map(|month| cohort(t, month)).collect(),
            after_end: after_end(t),
            money: Scope::ALL.iter().map(|scope| money(t, *scope)).collect(),
            events: KINDS.iter().map(|kind| t.count(kind.0, |_| true)).collect(),
            places: t.places.iter().sum(),
            arrived: (0..t.corridors).map(|k| t.count(Kind::Arrived, |place| place.position() == Some(k))).collect(),
            welfare: None,
        }
    }

    /// The same without what is only told of few variants: months, cohorts, exits, money.
    #[must_use]
    pub fn measures_only(self) -> Self {
        Self { series: Vec::new(), cohorts: Vec::new(), after_end: Exits::default(), money: Vec::new(), ..self }
    }
}

/// Rights of stay that end.
const LAWFUL: [Status; 2] = [Status::Contract, Status::Permit];

fn cohort(t: &Tally, month: usize) -> CohortMonth {
    let mut sum = CohortMonth::default();
    for way in 0..Way::COUNT {
        for corridor in t.positions(Circle::Overseas) {
            let c = &t.cohorts[month][way * t.corridors + corridor];
            sum.home_12.0 += c.arrived;
            sum.home_12.1 += c.home_12;
        }
    }
    for status in LAWFUL {
        let ended = &t.ended[month][status as usize];
        sum.overstay_3.0 += ended.ends;
        sum.overstay_3.1 += ended.staying(3);
        sum.overstay_12.0 += ended.ends;
        sum.overstay_12.1 += ended.staying(12);
    }
    sum
}

/// Exits after an authorised end. Those that are still there when the run ends are censored; so is, at the last month
/// told apart, who left later.
fn after_end(t: &Tally) -> Exits {
    let mut exits = Exits::default();
    for (month, by_status) in t.ended.iter().enumerate().take(t.months) {
        let last = (t.months - 1 - month).min(LONGEST - 1);
        for status in LAWFUL {
            let ended = &by_status[status as usize];
            let at = |after: usize, cause: usize| u64::try_from(ended.exits[after * Cause::COUNT + cause]).unwrap_or(0);
            let extended: u64 = (0..=LONGEST).map(|after| at(after, Cause::Extension as usize)).sum();
            let entered = u64::try_from(ended.ends).unwrap_or(0).saturating_sub(extended);
            exits.enter(0, entered);
            let mut staying = entered;
            for after in 0..=last {
                for cause in (0..Cause::COUNT).filter(|&cause| cause != Cause::Extension as usize) {
                    let left = at(after, cause).min(staying);
                    exits.leave(after, cause, left);
                    staying -= left;
                }
            }
            exits.censor(last, staying);
        }
    }
    exits
}

/// What each party gets less what it pays at the places of a scope, cents; together nothing.
#[must_use]
pub fn nets(t: &Tally, scope: Scope) -> Vec<i64> {
    let paid = |flow| t.paid(flow, |place| scope.holds(t, place));
    PARTIES.iter().map(|(party, ..)| party.net(paid)).collect()
}

fn money(t: &Tally, scope: Scope) -> Vec<f64> {
    let thousand_adult_years = t.person_months as f64 / 12_000.0;
    let rate = |cents| if thousand_adult_years > 0.0 { eur(cents) / thousand_adult_years } else { 0.0 };
    nets(t, scope).into_iter().map(rate).collect()
}
