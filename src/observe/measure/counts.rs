//! Sums of a tally of which measures are made.

use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Circle, Status, Way};
use crate::observe::tally::{After, Cohort, Ended, Tally};

/// All ways of leaving.
pub(super) const ALL: &[Way] = &Way::ALL;
/// Rights of stay that have an authorised end.
pub(super) const LAWFUL: &[Status] = &[Status::Contract, Status::Permit];
/// The right of stay of workers of a programme.
pub(super) const CONTRACT: &[Status] = &[Status::Contract];

pub(super) fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A count that must not be zero, for shares of it.
pub(super) fn some(number: i64) -> Option<f64> {
    (number > 0).then_some(number as f64)
}

/// A count over the whole run as persons a year at full scale.
pub(super) fn full_scale_year(t: &Tally, number: i64) -> Option<f64> {
    (t.months > 0).then(|| number as f64 * t.weight() / (t.months as f64 / 12.0))
}

/// Events of a kind over the whole run, wherever they happened.
pub(super) fn events(t: &Tally, kind: Kind) -> i64 {
    t.count(kind, |_| true)
}

/// Events of a kind over the whole run at destinations overseas.
pub(super) fn events_overseas(t: &Tally, kind: Kind) -> i64 {
    t.count(kind, |place| t.overseas(place))
}

/// Events of a kind over the whole run beyond the border.
pub(super) fn events_abroad(t: &Tally, kind: Kind) -> i64 {
    t.count(kind, |place| t.abroad(place))
}

/// Arrivals in a circle by some ways that can be followed for `follow` months, as the run goes on for so many after the
/// month of arrival, and what is counted of their cohorts.
fn cohorts(t: &Tally, circle: Circle, follow: usize, ways: &[Way], of: fn(&Cohort) -> i64) -> (i64, i64) {
    let mut sum = (0, 0);
    for month in t.cohorts.iter().take(t.months.saturating_sub(follow)) {
        for way in ways {
            for corridor in t.positions(circle) {
                let cohort = &month[*way as usize * t.corridors + corridor];
                sum.0 += cohort.arrived;
                sum.1 += of(cohort);
            }
        }
    }
    sum
}

/// Arrivals overseas by some ways over the whole run.
pub(super) fn arrived(t: &Tally, ways: &[Way]) -> i64 {
    cohorts(t, Circle::Overseas, 0, ways, |c| c.arrived).1
}

/// Home within 12 months per arrival of some ways in a circle.
pub(super) fn home_within_year(t: &Tally, circle: Circle, ways: &[Way]) -> Option<f64> {
    let (arrived, home) = cohorts(t, circle, 12, ways, |c| c.home_12);
    ratio(home, arrived)
}

/// Home within 36 months per arrival overseas.
pub(super) fn home_within_three_years(t: &Tally) -> Option<f64> {
    let (arrived, home) = cohorts(t, Circle::Overseas, 36, ALL, |c| c.home_36);
    ratio(home, arrived)
}

/// Authorised ends overseas that can be followed for `follow` months, of some rights of stay, with those still there
/// after `at` months.
pub(super) fn ends(t: &Tally, follow: usize, at: usize, statuses: &[Status]) -> (i64, i64) {
    let mut sum = (0, 0);
    for month in t.ended.iter().take(t.months.saturating_sub(follow)) {
        for &s in statuses {
            sum.0 += month[s as usize].ends;
            sum.1 += month[s as usize].staying(at);
        }
    }
    sum
}

/// Share still there so many months after an authorised end overseas: all ends that can be followed so long,
/// extensions, regularisations, deaths and removals being exits.
pub(super) fn overstay(t: &Tally, months: usize, statuses: &[Status]) -> Option<f64> {
    let (ends, staying) = ends(t, months, months, statuses);
    ratio(staying, ends)
}

/// Home by own will at most a month after an authorised end overseas: number, and all such ends that can be followed a
/// month.
fn returned_in_time(t: &Tally, statuses: &[Status]) -> (i64, i64) {
    let mut sum = (0, 0);
    for month in t.ended.iter().take(t.months.saturating_sub(1)) {
        for &s in statuses {
            let ended = &month[s as usize];
            sum.1 += ended.ends;
            sum.0 += (0..2).map(|m| ended.exits[m * Cause::COUNT + Cause::Return as usize]).sum::<i64>();
        }
    }
    sum
}

/// Home by own will before the authorised end, at it, or in the month after.
pub(super) fn home_in_time(t: &Tally) -> i64 {
    let late: i64 = t.ended.iter().flatten().map(|e| e.exits[Cause::COUNT + Cause::Return as usize]).sum();
    t.home_lawful + late
}

/// Stays authorised overseas: contracts of the selected, visas and permits given.
pub(super) fn authorised(t: &Tally) -> i64 {
    let given = events_overseas(t, Kind::VisaAsked) - events_overseas(t, Kind::VisaRefused);
    events_overseas(t, Kind::Selected) + given
}

/// Extensions are not ends of a stay: the share home in time of contracts that ended for good.
pub(super) fn return_at_term(t: &Tally, statuses: &[Status]) -> Option<f64> {
    let (home, ends) = returned_in_time(t, statuses);
    let extended: i64 = t
        .ended
        .iter()
        .take(t.months.saturating_sub(1))
        .map(|m| statuses.iter().map(|&s| m[s as usize].exits[Cause::Extension as usize]).sum::<i64>())
        .sum();
    ratio(home, ends - extended)
}

/// Those overseas at the end of some months whose right of stay is picked, added up: person-months.
pub(super) fn stock_months(t: &Tally, months: std::ops::Range<usize>, pick: impl Fn(Status) -> bool) -> i64 {
    let picked = |month: usize, k: usize| -> i64 {
        let statuses = Status::ALL.into_iter().filter(|&s| pick(s));
        statuses.map(|s| t.stocks[month][k * Status::COUNT + s as usize]).sum()
    };
    months.map(|month| t.positions(Circle::Overseas).map(|k| picked(month, k)).sum::<i64>()).sum()
}

/// Person-months lived overseas.
pub(super) fn months_overseas(t: &Tally) -> i64 {
    stock_months(t, 0..t.months, |_| true)
}

/// Person-months lived overseas without papers.
pub(super) fn irregular_months(t: &Tally) -> i64 {
    stock_months(t, 0..t.months, |s| s == Status::Irregular)
}

/// Part of some flows in all that is put into escrow against the worker's not coming home.
pub(super) fn funded(t: &Tally, flows: &[Flow]) -> Option<f64> {
    let all = [Flow::BondOwn, Flow::BondBorrowed, Flow::BondGuarantor, Flow::BondKin, Flow::Withheld, Flow::ExitFund];
    let sum = |flows: &[Flow]| flows.iter().map(|&flow| t.paid(flow, |_| true)).sum();
    ratio(sum(flows), sum(&all))
}

/// What states and the agency pay, cents.
pub(super) fn public_cost(t: &Tally) -> i64 {
    let flows = [
        Flow::ApplicantCost,
        Flow::PlacementCost,
        Flow::TrainingCost,
        Flow::RemovalCost,
        Flow::InterceptionCost,
        Flow::ExitCost,
    ];
    flows.iter().map(|&flow| t.paid(flow, |_| true)).sum()
}

/// Places under contract taken; none without any.
pub(super) fn taken(t: &Tally) -> Option<f64> {
    some(t.taken.as_flattened().iter().sum())
}

/// Workers whose contract had ended and whose spell came to an end by a cause, at any time. None without any contract.
pub(super) fn contract_exits(t: &Tally, cause: Cause) -> Option<f64> {
    taken(t)?;
    let exits = |e: &Ended| e.exits.iter().skip(cause as usize).step_by(Cause::COUNT).sum::<i64>();
    Some(t.ended.iter().map(|m| exits(&m[Status::Contract as usize])).sum::<i64>() as f64)
}

/// Workers whose contract had ended and who are still there when the run ends. None without any contract.
pub(super) fn contracts_open(t: &Tally) -> Option<f64> {
    taken(t)?;
    Some(t.ended.iter().map(|m| m[Status::Contract as usize].staying(usize::MAX)).sum::<i64>() as f64)
}

/// What came after journeys that can be followed so many months.
pub(super) fn after(t: &Tally, follow: usize, of: impl Fn(&After) -> (i64, i64)) -> Option<f64> {
    let followed = t.after.iter().take(t.months.saturating_sub(follow)).map(of);
    let (part, whole) = followed.fold((0, 0), |sum, more| (sum.0 + more.0, sum.1 + more.1));
    ratio(part, whole)
}

pub(super) fn share_of_quintile(t: &Tally, kind: Kind, quintile: usize) -> Option<f64> {
    let all: i64 = t.values[kind as usize].iter().map(|v| v.1).sum();
    ratio(t.values[kind as usize][quintile].1, all)
}

pub(super) fn per_household_month(t: &Tally, flow: Flow) -> Option<f64> {
    let sum = eur(t.paid(flow, |_| true));
    (t.households > 0 && t.months > 0).then(|| sum / t.households as f64 / t.months as f64)
}

/// Events a year and 1,000 persons of 15 to 64.
pub(super) fn per_thousand_years(t: &Tally, number: i64) -> Option<f64> {
    (t.person_months > 0).then(|| number as f64 * 12_000.0 / t.person_months as f64)
}

/// Places of programmes over the whole run.
pub(super) fn places(t: &Tally) -> i64 {
    t.places.iter().sum()
}

/// Mean months of spells that ended at home, of arrivals by a way.
pub(super) fn mean_stay(t: &Tally, way: Way) -> Option<f64> {
    let (months, number) = t.lengths[way as usize];
    ratio(months, number)
}
