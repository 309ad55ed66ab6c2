//! What users read off a replicate: each measure declared once, with name, unit and definition. `None` where a variant
//! has nothing to measure; it is printed "–", never 0.

use super::tally::{Cohort, Tally};
use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Circle, Place, Status, Way};

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

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn years(t: &Tally) -> f64 {
    t.months as f64 / 12.0
}

/// Sum over cohorts of arrival that can be followed for `follow` months, overseas or in the region.
fn cohorts(t: &Tally, circle: Circle, follow: usize, ways: &[Way]) -> Cohort {
    let mut sum = Cohort::default();
    for month in t.cohorts.iter().take((t.months + 1).saturating_sub(follow.max(1))) {
        for way in ways {
            for corridor in t.positions(circle) {
                let c = &month[*way as usize * t.corridors + corridor];
                sum.arrived += c.arrived;
                sum.home_12 += c.home_12;
                sum.home_36 += c.home_36;
                sum.home += c.home;
            }
        }
    }
    sum
}

const ALL: &[Way] = &[Way::Programme, Way::Visa, Way::FreeMovement, Way::Capital, Way::Irregular];

/// Home within 12 months per arrival of some ways overseas.
#[must_use]
pub fn home_within_year(t: &Tally, ways: &[Way]) -> Option<f64> {
    let c = cohorts(t, Circle::Overseas, 12, ways);
    ratio(c.home_12, c.arrived)
}

/// Authorised ends overseas that can be followed for `follow` months, of some rights of stay, with those still there
/// after `at` months.
fn ends(t: &Tally, follow: usize, at: usize, statuses: &[Status]) -> (i64, i64) {
    let mut sum = (0, 0);
    for month in t.ended.iter().take(t.months.saturating_sub(follow)) {
        for &s in statuses {
            sum.0 += month[s as usize].ends;
            sum.1 += month[s as usize].staying(at);
        }
    }
    sum
}

const LAWFUL: &[Status] = &[Status::Contract, Status::Permit];

/// Share still there so many months after an authorised end overseas: all ends that can be followed so long,
/// extensions, regularisations, deaths and removals being exits.
#[must_use]
pub fn overstay(t: &Tally, months: usize, statuses: &[Status]) -> Option<f64> {
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
fn home_in_time(t: &Tally) -> i64 {
    let late: i64 = t.ended.iter().flatten().map(|e| e.exits[Cause::COUNT + Cause::Return as usize]).sum();
    t.home_lawful + late
}

/// Extensions are not ends of a stay: the share home in time of contracts that ended for good.
#[must_use]
pub fn return_at_term(t: &Tally, statuses: &[Status]) -> Option<f64> {
    let (home, ends) = returned_in_time(t, statuses);
    let extended: i64 = t
        .ended
        .iter()
        .take(t.months.saturating_sub(1))
        .map(|m| statuses.iter().map(|&s| m[s as usize].exits[Cause::Extension as usize]).sum::<i64>())
        .sum();
    ratio(home, ends - extended)
}

fn overseas_stock(t: &Tally, month: usize, pick: impl Fn(usize) -> bool) -> i64 {
    t.positions(Circle::Overseas)
        .map(|k| (0..Status::COUNT).filter(|&s| pick(s)).map(|s| t.stocks[month][k * Status::COUNT + s]).sum::<i64>())
        .sum()
}

fn irregular_months(t: &Tally) -> i64 {
    (0..t.months).map(|m| overseas_stock(t, m, |s| s == Status::Irregular as usize)).sum()
}

fn public_cost(t: &Tally) -> i64 {
    [
        Flow::ApplicantCost,
        Flow::PlacementCost,
        Flow::TrainingCost,
        Flow::RemovalCost,
        Flow::InterceptionCost,
        Flow::ExitCost,
    ]
    .iter()
    .map(|&f| t.paid(f, |_| true))
    .sum()
}

/// Mean consumption equivalent of those who tried to go overseas, of some quintiles: gains of those let in and losses
/// of the refused and intercepted.
#[must_use]
pub fn candidates_gain(t: &Tally, quintiles: std::ops::Range<usize>) -> Option<f64> {
    let (mut sum, mut number) = (0, 0);
    for what in [Kind::GainRealised, Kind::NotSelected, Kind::Ineligible, Kind::VisaRefused, Kind::Intercepted] {
        for q in quintiles.clone() {
            let (value, count) = t.values[what as usize][q];
            sum += value;
            number += count;
        }
    }
    (number > 0).then(|| sum as f64 / 1e6 / number as f64)
}

/// A count that must not be zero, for shares of it.
fn some(number: i64) -> Option<f64> {
    (number > 0).then_some(number as f64)
}

/// Workers whose contract had ended and whose spell came to an end by a cause, at any time. None without any contract.
fn contract_exits(t: &Tally, cause: Cause) -> Option<f64> {
    some(t.taken.as_flattened().iter().sum())?;
    let exits = |e: &super::tally::Ended| e.exits.iter().skip(cause as usize).step_by(Cause::COUNT).sum::<i64>();
    Some(t.ended.iter().map(|m| exits(&m[Status::Contract as usize])).sum::<i64>() as f64)
}

/// What came after journeys that can be followed so many months.
fn after(t: &Tally, follow: usize, of: impl Fn(&super::tally::After) -> (i64, i64)) -> Option<f64> {
    let (part, whole) =
        t.after.iter().take(t.months.saturating_sub(follow)).map(of).fold((0, 0), |s, x| (s.0 + x.0, s.1 + x.1));
    ratio(part, whole)
}

fn share_of_quintile(t: &Tally, kind: Kind, quintile: usize) -> Option<f64> {
    let all: i64 = t.values[kind as usize].iter().map(|v| v.1).sum();
    ratio(t.values[kind as usize][quintile].1, all)
}

fn per_household_month(t: &Tally, flow: Flow) -> Option<f64> {
    (t.households > 0 && t.months > 0).then(|| eur(t.paid(flow, |_| true)) / t.households as f64 / t.months as f64)
}

fn full_scale_year(t: &Tally, number: i64) -> Option<f64> {
    (t.months > 0).then(|| number as f64 * t.weight() / years(t))
}

macro_rules! measures {
    ($($name:ident, $unit:literal, $decimals:literal, $headline:literal, $definition:literal, |$t:ident| $of:expr;)*) => {
        /// Every measure.
        pub const MEASURES: &[Measure] = &[$(Measure { name: stringify!($name), unit: $unit, decimals: $decimals, headline: $headline, definition: $definition, of: |$t: &Tally| $of }),*];
    };
}

measures! {
    home_within_12_overseas, "share of arrivals", 3, true, "Arrivals overseas that are home again within 12 months, \
        by own will or force; cohorts followed for 12 months.", |t| home_within_year(t, ALL);
    home_within_36_overseas, "share of arrivals", 3, true, "Arrivals overseas that are home again within 36 months; \
        cohorts followed for 36 months.", |t| { let c = cohorts(t, Circle::Overseas, 36, ALL); ratio(c.home_36, c.arrived) };
    home_within_12_region, "share of arrivals", 3, false, "Arrivals at destinations of the region that are home again \
        within 12 months.", |t| { let c = cohorts(t, Circle::Regional, 12, ALL); ratio(c.home_12, c.arrived) };
    return_per_authorised, "share", 3, true, "Home by own will before the authorised end or at most a month after it, \
        per stay authorised overseas (contracts of the selected, visas and permits given); stays begun in the run.", |t| {
        ratio(home_in_time(t), t.count(Kind::Selected, |p| t.overseas(p)) + t.count(Kind::VisaAsked, |p| t.overseas(p)) - t.count(Kind::VisaRefused, |p| t.overseas(p))) };
    return_per_arrived, "share", 3, true, "The same per arrival overseas with an authorised stay.", |t| {
        let c = cohorts(t, Circle::Overseas, 1, &[Way::Programme, Way::Visa]);
        ratio(home_in_time(t), c.arrived) };
    return_per_end, "share", 3, true, "Home by own will at most a month after the authorised end, per authorised end \
        overseas that falls in the window; extended contracts are not ends.", |t| return_at_term(t, LAWFUL);
    return_by_stock, "share", 3, true, "One less the part without papers of all those overseas, in the mean month of \
        the last year.", |t| {
        let last = t.months.saturating_sub(12)..t.months;
        let all: i64 = last.clone().map(|m| overseas_stock(t, m, |_| true)).sum();
        ratio(all - last.map(|m| overseas_stock(t, m, |s| s == Status::Irregular as usize)).sum::<i64>(), all) };
    overstay_1_month, "share of ends", 3, true, "Still there one month after the authorised end, overseas.", |t| overstay(t, 1, LAWFUL);
    overstay_3_months, "share of ends", 3, true, "Still there three months after the authorised end.", |t| overstay(t, 3, LAWFUL);
    overstay_12_months, "share of ends", 3, true, "Still there twelve months after the authorised end.", |t| overstay(t, 12, LAWFUL);
    return_at_term_contracts, "share of ends", 3, false, "Contracts that ended for good (not extended) whose worker \
        is home by own will at most a month later.", |t| return_at_term(t, &[Status::Contract]);
    overstay_12_contracts, "share of ends", 3, false, "Still there twelve months after the end of a contract.", |t| overstay(t, 12, &[Status::Contract]);
    abscondings, "per 100 workers under contract and year", 2, true, "Workers who leave their contract before its end \
        and stay without papers.", |t| {
        let worked: i64 = (0..t.months).map(|m| overseas_stock(t, m, |s| s == Status::Contract as usize)).sum();
        (worked > 0).then(|| t.count(Kind::Absconded, |_| true) as f64 * 1200.0 / worked as f64) };
    failures_per_arrival, "share of arrivals under contract", 3, false, "Workers who abscond, are dismissed or stay \
        twelve months after the end, per arrival under contract.", |t| {
        let c = cohorts(t, Circle::Overseas, 1, &[Way::Programme]);
        ratio(t.count(Kind::Absconded, |_| true) + t.count(Kind::Dismissed, |_| true) + ends(t, 12, 12, &[Status::Contract]).1, c.arrived) };
    irregular_months, "thousand person-months a year, full scale", 1, true, "Months lived overseas without papers.", |t| full_scale_year(t, irregular_months(t)).map(|x| x / 1e3);
    irregular_share_overseas, "share", 3, false, "Part without papers of all those overseas, mean of all months.", |t| ratio(irregular_months(t), (0..t.months).map(|m| overseas_stock(t, m, |_| true)).sum());
    deaths_per_1000, "per 1,000 departures", 2, true, "Deaths on the way per 1,000 departures abroad by every way \
        (contracts, visas, free movement, route); natural deaths abroad are not counted.", |t| ratio(t.count(Kind::DiedRoute, |_| true) * 1000, t.count(Kind::Departed, |p| t.abroad(p)));
    route_deaths_per_1000, "per 1,000 departures by the route", 1, true, "Deaths on the route without papers per \
        1,000 departures by it.", |t| ratio(t.count(Kind::DiedRoute, |_| true) * 1000, route_departures(t));
    home_income, "EUR a month and household", 2, true, "Income of work at home, all households of the sample.", |t| per_household_month(t, Flow::HomeIncome);
    remittances, "EUR a month and household", 2, true, "Remittances received after fees, all households of the sample.", |t| per_household_month(t, Flow::RemittanceReceived);
    brought_home, "EUR a month and household", 2, false, "Savings brought home, all households of the sample.", |t| Some(per_household_month(t, Flow::BroughtHome)? + per_household_month(t, Flow::Invested)?);
    public_cost_per_return, "EUR", 0, true, "Public cost (applicants, placements, courses, exits recorded, removals, \
        interceptions) per return from overseas by own will.", |t| {
        let home = t.count(Kind::Returned, |p| t.overseas(p));
        (home > 0).then(|| eur(public_cost(t)) / home as f64) };
    candidates_gain, "consumption equivalent", 4, true, "Mean gain of those who tried to go overseas, refused and \
        intercepted ones included, as a lasting part of consumption; the dead are not in it.", |t| candidates_gain(t, 0..5);
    candidates_gain_poorest, "consumption equivalent", 4, false, "The same for the poorest fifth of households.", |t| candidates_gain(t, 0..1);
    arrivals_overseas, "persons a year, full scale", 0, true, "Arrivals overseas by every way.", |t| full_scale_year(t, t.count(Kind::Arrived, |p| t.overseas(p)));
    arrivals_programme, "persons a year, full scale", 0, false, "Arrivals under contract.", |t| full_scale_year(t, cohorts(t, Circle::Overseas, 1, &[Way::Programme]).arrived);
    arrivals_visa, "persons a year, full scale", 0, false, "Arrivals overseas with a visa or permit of their own.", |t| full_scale_year(t, cohorts(t, Circle::Overseas, 1, &[Way::Visa]).arrived);
    arrivals_irregular, "persons a year, full scale", 0, false, "Arrivals overseas by the route.", |t| full_scale_year(t, cohorts(t, Circle::Overseas, 1, &[Way::Irregular]).arrived);
    departures_irregular, "persons a year, full scale", 0, false, "Departures by the route, whatever came of them.", |t| full_scale_year(t, route_departures(t));
    interceptions, "a year, full scale", 0, false, "Passages intercepted.", |t| full_scale_year(t, t.count(Kind::Intercepted, |_| true));
    removals, "a year, full scale", 0, false, "Removals from the interior overseas.", |t| full_scale_year(t, t.count(Kind::Removed, |_| true));
    applicants_per_place, "applications per place", 1, false, "Applications to programmes per place.", |t| { let p: i64 = t.places.iter().sum(); ratio(t.count(Kind::Applied, |_| true), p) };
    vacancies_filled, "share of places", 3, false, "Places of programmes that were filled.", |t| { let p: i64 = t.places.iter().sum(); ratio(cohorts(t, Circle::Overseas, 1, &[Way::Programme]).arrived, p) };
    participants_poorest, "share", 3, false, "Workers under contract whose household is of the poorest fifth.", |t| share_of_quintile(t, Kind::PlaceTaken, 0);
    participants_richest, "share", 3, false, "Workers under contract whose household is of the richest fifth.", |t| share_of_quintile(t, Kind::PlaceTaken, 4);
    months_suspended, "months", 1, false, "Months in which a programme was suspended.", |t| { (t.count(Kind::Selected, |_| true) > 0).then(|| t.suspended.iter().filter(|&&n| n > 0).count() as f64) };
    circuits, "per 1,000 adults and year", 2, false, "Completed circuits abroad (departure and return), within the \
        country left out.", |t| {
        let home: i64 = t.count(Kind::Returned, |p| t.abroad(p)) + t.count(Kind::Removed, |p| t.abroad(p));
        (t.person_months > 0).then(|| home as f64 * 12_000.0 / t.person_months as f64) };
    seasons_repeat, "share", 3, false, "Workers under contract who were asked back by name, of all who left under \
        contract.", |t| ratio(t.taken[1].iter().sum(), t.taken.as_flattened().iter().sum());
    bonds_lost, "share of bonds", 3, false, "Bonds forfeited per bond posted.", |t| ratio(t.count(Kind::BondForfeited, |_| true), t.count(Kind::BondPosted, |_| true));
    guarantors_refuse, "share of requests", 3, false, "Requests that guarantors refuse, for doubt or for want of \
        capacity.", |t| {
        let no = t.count(Kind::GuarantorRefused, |_| true) + t.count(Kind::GuarantorExhausted, |_| true);
        ratio(no, no + t.count(Kind::GuarantorAccepted, |_| true)) };
    overstay_1_contracts, "share of ends", 3, false, "Still there one month after the end of a contract.", |t| overstay(t, 1, &[Status::Contract]);
    overstay_3_contracts, "share of ends", 3, false, "Still there three months after the end of a contract.", |t| overstay(t, 3, &[Status::Contract]);
    home_within_12_irregular, "share of arrivals", 3, false, "Home again, by own will or removed, within 12 months of \
        an arrival overseas by the route.", |t| home_within_year(t, &[Way::Irregular]);
    contracts_taken, "persons of the sample", 1, false, "Workers who left under contract.", |t| some(t.taken.as_flattened().iter().sum());
    contracts_taken_women, "persons of the sample", 1, false, "Women among them.", |t| { some(t.taken.as_flattened().iter().sum())?; Some((t.taken[0][1] + t.taken[1][1]) as f64) };
    contracts_home, "persons of the sample", 1, false, "Workers home by own will from a contract that had ended.", |t| contract_exits(t, Cause::Return);
    contracts_extended, "persons of the sample", 1, false, "Workers whose contract was lengthened.", |t| contract_exits(t, Cause::Extension);
    contracts_missing, "persons of the sample", 1, false, "Workers who absconded or stayed on after the end and are \
        still there when the run ends.", |t| {
        some(t.taken.as_flattened().iter().sum())?;
        Some(t.ended.iter().map(|m| m[Status::Contract as usize].staying(usize::MAX)).sum::<i64>() as f64) };
    places_year, "places a year, full scale", 0, false, "Places of programmes after what trust and demand leave of \
        the quota.", |t| { let p: i64 = t.places.iter().sum(); (p > 0).then_some(())?; full_scale_year(t, p) };
    savings_per_place, "EUR", 0, false, "Savings brought home from spells that began under contract, per place taken.", |t| { let n = some(t.taken.as_flattened().iter().sum())?; Some(eur(t.brought[Way::Programme as usize]) / n) };
    savings_per_worker, "EUR", 0, false, "The same per worker: places taken by those asked back by name are not \
        counted again.", |t| { let n = some(t.taken[0].iter().sum())?; Some(eur(t.brought[Way::Programme as usize]) / n) };
    again_after_force, "share", 3, false, "Removed or turned back, and set out overseas again within 24 months.", |t| after(t, 24, |a| (a.forced_again_24, a.forced));
    again_after_return, "share", 3, false, "Journeys abroad, turned back ones included, after which the person set \
        out abroad again within 36 months.", |t| after(t, 36, |a| (a.again_36, a.ended));
    route_after_refusal, "share", 3, false, "Part of the departures by the route made by persons whose visa or \
        application had been refused since their last departure.", |t| {
        let (refused, all) = t.values[Kind::RouteTried as usize].iter().fold((0, 0), |s, v| (s.0 + v.0, s.1 + v.1));
        ratio(refused, all) };
    both_statuses, "share", 3, false, "Part with months abroad or in the capital in lawful status too among those who \
        ever were overseas without papers.", |t| ratio(t.survey.iter().map(|s| s.both).sum(), t.survey.iter().map(|s| s.irregular).sum());
    moves_onward, "per 100 persons overseas and year", 2, false, "Moves to another overseas destination.", |t| {
        let there: i64 = (0..t.months).map(|m| overseas_stock(t, m, |_| true)).sum();
        (there > 0).then(|| t.count(Kind::MovedOn, |_| true) as f64 * 1200.0 / there as f64) };
    visits_lawful, "per person and year", 2, false, "Visits home of those overseas with papers and without contract.", |t| {
        let there: i64 = (0..t.months).map(|m| overseas_stock(t, m, |s| s != Status::Irregular as usize && s != Status::Contract as usize)).sum();
        (there > 0).then(|| t.count(Kind::Visited, |p| t.overseas(p)) as f64 * 12.0 / there as f64) };
    removals_transit, "a year, full scale", 0, false, "Removals to a transit country.", |t| full_scale_year(t, t.count(Kind::RemovedTransit, |_| true));
    loans_per_departure, "EUR", 0, false, "Loans taken for departures, per departure overseas by the route or with a \
        visa.", |t| {
        let n = t.count(Kind::RouteTried, |_| true) + t.count(Kind::VisaAsked, |_| true);
        (n > 0).then(|| eur(t.paid(Flow::Loan, |p| p == Place::HOME)) / n as f64) };
    home_of_present, "share", 3, false, "Of those overseas at the end of month 24 of the run, home by own will within \
        the next 24 months.", |t| ratio(t.present.1, t.present.0);
    ever_abroad, "share", 3, false, "Residents of 15 to 64 who ever lived abroad, six months or longer in all, at the \
        end.", |t| ratio(t.survey.iter().map(|s| s.returnees).sum(), t.survey.iter().map(|s| s.residents).sum());
    oecd_in_stock, "share", 3, false, "Part overseas of all who are abroad at the end.", |t| {
        let last = t.stocks.last()?;
        let abroad = |least: Circle| (0..last.len()).filter(|k| t.circles[k / Status::COUNT] >= least).map(|k| last[k]).sum::<i64>();
        ratio(abroad(Circle::Overseas), abroad(Circle::Regional)) };
    circuits_overseas, "per 1,000 adults and year", 3, false, "Completed circuits overseas (departure and return, by \
        will or force).", |t| {
        let home = t.count(Kind::HomeFromSpell, |p| t.overseas(p));
        (t.person_months > 0).then(|| home as f64 * 12_000.0 / t.person_months as f64) };
    mean_stay_irregular, "months", 1, false, "Mean length of completed spells of arrivals by the route.", |t| mean_stay(t, Way::Irregular);
}

fn route_departures(t: &Tally) -> i64 {
    t.count(Kind::RouteTried, |_| true)
}

/// Mean months of spells that ended at home, of arrivals by a way.
#[must_use]
pub fn mean_stay(t: &Tally, way: Way) -> Option<f64> {
    let (months, number) = t.lengths[way as usize];
    ratio(months, number)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            books: vec![0; 1000],
            ..Tally::default()
        };
        for m in MEASURES {
            assert_eq!((m.of)(&empty), None, "{}", m.name);
        }
    }
}
