//! What 0 and 1 mean: a hazard of 0 never strikes, a share of 1 is everybody, and the word of the parameter tells whom.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::journal::Status;
use circula::journal::Way;
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::observe::tally::Tally;
use guard::levers::{agreements, common_start, outcome, overseas as places_overseas};
use guard::trial::course;

const SAMPLE: &str = "population.sample.one_in=500";
/// Room for a programme, where states have agreed on one.
const ROOM: [&str; 3] =
    ["corridor.spain.agreement.programme.quota_year=40000", "trust.suspend_above=1", "preference.effort=0"];

/// A limit: scenario, what is set, what must then be true.
struct Limit {
    scenario: &'static str,
    sets: Vec<String>,
    says: &'static str,
    holds: fn(&Tally) -> bool,
    /// Whether the sentence is false as shipped, so that only the limit makes it true.
    told: bool,
}

impl Limit {
    /// A sentence that is true as shipped too.
    fn anyway(self) -> Self {
        Self { told: false, ..self }
    }
}

fn limit(scenario: &'static str, sets: &[&str], says: &'static str, holds: fn(&Tally) -> bool) -> Limit {
    Limit { scenario, sets: sets.iter().map(|s| (*s).to_owned()).collect(), says, holds, told: true }
}

/// The same with a setting for every overseas destination.
fn overseas(scenario: &'static str, sets: &[&str], says: &'static str, holds: fn(&Tally) -> bool) -> Limit {
    let places = places_overseas(scenario);
    let sets = sets.iter().flat_map(|set| places.iter().map(move |place| format!("corridor.{place}.{set}"))).collect();
    Limit { scenario, sets, says, holds, told: true }
}

fn n(t: &Tally, kind: Kind) -> i64 {
    t.count(kind, |_| true)
}

fn abroad(t: &Tally, kind: Kind) -> i64 {
    t.count(kind, |p| t.overseas(p))
}

fn arrived(t: &Tally, way: Way) -> i64 {
    t.cohorts.iter().map(|m| (0..t.corridors).map(|c| m[way as usize * t.corridors + c].arrived).sum::<i64>()).sum()
}

/// Whether all those without papers at the end of a month, from the second on, lost them in that month.
fn just_lost(t: &Tally) -> bool {
    let lost = |m| [Kind::Lapsed, Kind::MovedOn].iter().map(|&w| t.in_month(m, w, &|_| true)).sum::<i64>();
    let there =
        |m: usize| (0..t.corridors).map(|c| t.stocks[m][c * Status::COUNT + Status::Irregular as usize]).sum::<i64>();
    (1..t.months).all(|m| there(m) <= lost(m))
}

fn paid(t: &Tally, flow: Flow) -> i64 {
    t.paid(flow, |_| true)
}

fn check(limits: Vec<Limit>) {
    let start = common_start(SAMPLE);
    for l in limits {
        let programme = !agreements(l.scenario).is_empty();
        let room = if programme { &ROOM[..] } else { &[] };
        let room = room.iter().filter(|r| !l.sets.iter().any(|s| s.split('=').next() == r.split('=').next()));
        let sets: Vec<&str> =
            [SAMPLE, "run.months=36"].iter().chain(room).copied().chain(l.sets.iter().map(String::as_str)).collect();
        let tally = outcome(&course(l.scenario, &sets), &start).tally;
        assert!((l.holds)(&tally), "{} with {:?}: {}", l.scenario, l.sets, l.says);
        // The limit says something: as shipped the same sentence is false, unless it is said to be true anyway.
        let plain: Vec<&str> =
            [SAMPLE, "run.months=36"].iter().chain(if programme { &ROOM[..] } else { &[] }).copied().collect();
        let plain = outcome(&course(l.scenario, &plain), &start).tally;
        let true_anyway = (l.holds)(&plain);
        assert!(!(true_anyway && l.told), "{} as shipped: {} — so this limit tells nothing", l.scenario, l.says);
        assert!(true_anyway || l.told, "{}: {} — false as shipped, so it need not be excused", l.scenario, l.says);
    }
}

#[test]
fn hazards_of_a_stay_mean_never_at_zero_and_at_once_at_one() {
    check(vec![
        overseas("irregular-route", &["enforcement.removal=0"], "nobody is removed", |t| n(t, Kind::Removed) == 0),
        overseas(
            "irregular-route",
            &["enforcement.removal=1"],
            "nobody is left without papers but who has just lost \
            them",
            |t| just_lost(t) && n(t, Kind::Removed) > 0,
        ),
        overseas(
            "irregular-route",
            &["enforcement.amnesty=1"],
            "everybody has papers but who has just lost them",
            |t| just_lost(t) && n(t, Kind::Regularised) > 0,
        ),
        overseas("irregular-route", &["enforcement.settle_hazard=0"], "nobody gets papers", |t| {
            n(t, Kind::Regularised) == 0
        }),
        overseas("free-circulation", &["distance.onward=0"], "nobody moves on", |t| n(t, Kind::MovedOn) == 0),
        limit(
            "base",
            &["corridor.cote-divoire.distance.need_home=1"],
            "nobody stays where no permit is needed and he is needed at home",
            |t| {
                let there = t.names.iter().position(|name| name == "cote-divoire").unwrap();
                t.stocks.last().unwrap()[there * Status::COUNT + Status::Free as usize] == 0
            },
        ),
        overseas("free-circulation", &["distance.need_home=0"], "nobody visits from overseas", |t| {
            abroad(t, Kind::Visited) == 0
        }),
        overseas(
            "free-circulation",
            &["labour.job_finding=1", "labour.unemployment_share=0"],
            "all who work and ask get their permit renewed or lapse never for want of work",
            |t| abroad(t, Kind::Renewed) > 0 && abroad(t, Kind::Lapsed) * 8 < abroad(t, Kind::Renewed),
        )
        .anyway(),
        limit("base", &["demography.death_year=0"], "nobody dies but on the way", |t| {
            n(t, Kind::DiedHome) + n(t, Kind::DiedAbroad) == 0
        }),
        limit("base", &["demography.death_year=1"], "only those who came of age this half-year are alive", |t| {
            t.persons_end < t.persons_start / 20
        }),
        limit("base", &["demography.growth_year=0"], "as many come of age as at the start", |t| {
            let (first, last): (i64, i64) = (
                (0..12).map(|m| t.in_month(m, Kind::CameOfAge, &|_| true)).sum(),
                (24..36).map(|m| t.in_month(m, Kind::CameOfAge, &|_| true)).sum(),
            );
            (first - last).abs() <= 12
        }),
    ]);
}

#[test]
fn odds_of_the_ways_in_mean_nobody_at_zero_and_everybody_at_one() {
    check(vec![
        overseas("irregular-route", &["irregular.route.death=1"], "nobody arrives by the route", |t| {
            arrived(t, Way::Irregular) == 0
                && n(t, Kind::DiedRoute) == n(t, Kind::RouteTried)
                && n(t, Kind::DiedRoute) > 0
        }),
        overseas("irregular-route", &["irregular.route.death=0"], "nobody dies on the way", |t| {
            n(t, Kind::DiedRoute) == 0
        }),
        overseas("irregular-route", &["irregular.route.interception=0"], "nobody is intercepted", |t| {
            n(t, Kind::Intercepted) == 0
        }),
        overseas(
            "irregular-route",
            &["irregular.route.interception=1", "irregular.route.death=0"],
            "nobody arrives by the route",
            |t| arrived(t, Way::Irregular) == 0,
        ),
        overseas("irregular-route", &["irregular.route.to_transit_share=0"], "all removals are home", |t| {
            n(t, Kind::RemovedTransit) == 0 && n(t, Kind::Removed) > 0
        }),
        overseas("irregular-route", &["irregular.route.to_transit_share=1"], "all removals are to transit", |t| {
            n(t, Kind::RemovedTransit) == n(t, Kind::Removed) && n(t, Kind::Removed) > 0
        })
        .anyway(),
        limit("irregular-route", &["preference.accepted_death=0"], "who accepts no risk does not set out", |t| {
            n(t, Kind::RouteTried) == 0
        }),
        overseas(
            "free-circulation",
            &["lawful.visa.odds=0", "lawful.visa.return_odds=0"],
            "nobody asks in vain",
            |t| n(t, Kind::VisaAsked) == 0,
        ),
        overseas("free-circulation", &["lawful.visa.odds=1"], "nobody is refused", |t| {
            n(t, Kind::VisaRefused) == 0 && n(t, Kind::VisaAsked) > 0
        }),
        overseas("free-circulation", &["lawful.visa.renewal_odds=0"], "no permit is renewed", |t| {
            abroad(t, Kind::Renewed) == 0 && abroad(t, Kind::Termed) > 0
        }),
        limit(
            "base",
            &["attention.movers=0", "attention.older_movers=0", "attention.stayers=0", "attention.forced=0"],
            "nobody reviews, so \
            nobody leaves",
            |t| t.reviews == 0 && n(t, Kind::Departed) == 0,
        ),
        limit("base", &["attention.ceiling=0"], "nobody reviews", |t| t.reviews == 0),
        limit(
            "base",
            &["home.usable_share=0", "home.loan_months=0", "home.kin_loan_eur=0"],
            "only who has savings \
            can leave",
            |t| n(t, Kind::RouteTried) == 0 && paid(t, Flow::TravelFunds) == 0,
        ),
    ]);
}

#[test]
fn what_employers_do_means_nothing_at_zero_and_everything_at_one() {
    check(vec![
        limit("repeat-entry", &["employers.closing_year=1"], "nobody is asked back where no employer lasts", |t| {
            n(t, Kind::RecalledHome) == 0 && n(t, Kind::EmployerClosed) > n(t, Kind::PlaceTaken)
        }),
        limit("state-led", &["employers.closing_year=0"], "no employer closes", |t| n(t, Kind::EmployerClosed) == 0),
        limit("state-led", &["employers.transport_unpaid=1"], "no employer pays a journey", |t| {
            paid(t, Flow::EmployerFare) == 0 && n(t, Kind::PlaceTaken) > 0
        }),
        limit(
            "repeat-entry",
            &["employers.search_cost_eur=20000", "employers.closing_year=0"],
            "all who are home in time are named",
            |t| n(t, Kind::NotNamed) == 0 && n(t, Kind::Named) > 0,
        ),
        limit("state-led", &["employers.demand=0"], "nobody is wanted", |t| {
            n(t, Kind::PlaceTaken) == 0 && n(t, Kind::Applied) > 0
        }),
        limit("employer-bond", &["employers.bond_eur=100000"], "a bond that no wage covers ends legal work", |t| {
            n(t, Kind::PlaceTaken) == 0 && n(t, Kind::Applied) > 0
        }),
        limit("state-led", &["employers.fit_asked=0", "employers.fit_spread=0"], "nobody fits too little", |t| {
            n(t, Kind::Dismissed) == 0
        })
        .anyway(),
    ]);
}

#[test]
fn shares_of_a_programme_mean_none_at_zero_and_all_at_one() {
    let spain = |key: &str| format!("corridor.spain.agreement.programme.{key}");
    let programme = |key: &str, says, holds| limit("guaranteed", &[&spain(key)], says, holds);
    check(vec![
        programme("desistance=1", "no contract begins", |t| {
            n(t, Kind::PlaceTaken) == 0 && n(t, Kind::Selected) > 0 && n(t, Kind::Selected) == n(t, Kind::Desisted)
        }),
        programme("desistance=0", "nobody withdraws", |t| n(t, Kind::Desisted) == 0 && n(t, Kind::PlaceTaken) > 0),
        programme("dismissal=0", "nobody is dismissed", |t| n(t, Kind::Dismissed) == 0).anyway(),
        limit(
            "guaranteed",
            &["preparation=none", "employers.fit_asked=1", "employers.fit_spread=0", &spain("dismissal=1")],
            "most of the untaught are dismissed",
            |t| n(t, Kind::Dismissed) * 2 > n(t, Kind::PlaceTaken),
        ),
        programme("quota_year=0", "nobody is chosen", |t| n(t, Kind::Selected) == 0 && n(t, Kind::Applied) > 0),
        limit("guaranteed", &["eligibility.women=0", "eligibility.men=0"], "nobody is eligible", |t| {
            n(t, Kind::Applied) == 0
        }),
        limit("guaranteed", &["extension.employer.fee_eur=100000"], "no contract is lengthened", |t| {
            n(t, Kind::Extended) == 0
        }),
        limit(
            "guaranteed",
            &[
                "extension.employer.rotation_cost_eur=100000",
                "employers.closing_year=0",
                "corridor.spain.labour.offers=0",
                &spain("dismissal=0"),
            ],
            "every contract that ends was lengthened",
            |t| {
                let ends: i64 = t.ended.iter().map(|m| m[Status::Contract as usize].ends).sum();
                n(t, Kind::Extended) * 2 >= ends && n(t, Kind::Extended) > 0
            },
        ),
        limit(
            "guaranteed",
            &["guarantor.kin-then-village.kin.capacity=0", "guarantor.kin-then-village.village.capacity=0"],
            "no guarantor has anything to pledge",
            |t| n(t, Kind::GuarantorAccepted) == 0 && n(t, Kind::GuarantorExhausted) > 0,
        ),
        limit("bonded", &["bond.escrow.refunded=0"], "no bond is given back", |t| {
            n(t, Kind::BondRefunded) == 0 && n(t, Kind::BondUnpaid) > 0
        }),
        limit("bonded", &["bond.escrow.refunded=1"], "every bond due is given back", |t| {
            n(t, Kind::BondUnpaid) == 0 && n(t, Kind::BondRefunded) > 0
        }),
        limit("bonded", &["bond=deferred", "bond.deferred.withheld=0"], "nothing is kept back", |t| {
            paid(t, Flow::Withheld) == 0 && paid(t, Flow::BondOwn) == 0 && n(t, Kind::PlaceTaken) > 0
        }),
        limit(
            "bonded",
            &["bond=deferred", "bond.deferred.withheld=1", "remittance.propensity=0", "corridor.spain.labour.offers=0"],
            "all that is left of the wage is kept back",
            |t| paid(t, Flow::Withheld) > 0 && paid(t, Flow::BondOwn) == 0,
        ),
        limit("state-led", &["trust.suspend_above=0"], "the host suspends at once", |t| {
            n(t, Kind::Suspended) > 0 && t.places[2..12].iter().all(|&p| p == 0)
        }),
        limit("state-led", &["preparation=none"], "nobody is taught", |t| {
            paid(t, Flow::TrainingCost) == 0 && n(t, Kind::PlaceTaken) > 0
        }),
    ]);
}

#[test]
fn shares_of_money_mean_nothing_at_zero_and_all_at_one() {
    check(vec![
        limit("base", &["remittance.propensity=0"], "nothing is sent", |t| paid(t, Flow::RemittanceSent) == 0),
        limit("base", &["remittance.bank_fee=1", "remittance.informal_fee=1"], "nothing arrives", |t| {
            paid(t, Flow::RemittanceReceived) == 0 && paid(t, Flow::RemittanceSent) > 0
        }),
        limit("base", &["remittance.bank_fee=0", "remittance.informal_fee=0"], "all arrives", |t| {
            paid(t, Flow::RemittanceReceived) == paid(t, Flow::RemittanceSent)
        }),
        limit("base", &["remittance.consumed=1"], "all is consumed", |t| {
            paid(t, Flow::RemittanceConsumed) == paid(t, Flow::RemittanceReceived)
        }),
        limit("base", &["remittance.consumed=0"], "nothing is consumed", |t| paid(t, Flow::RemittanceConsumed) == 0),
        limit("base", &["home.saving_share=1"], "nothing is consumed at home", |t| paid(t, Flow::HomeConsumption) == 0),
        limit("base", &["home.kept_share=1"], "all that is brought home is kept", |t| paid(t, Flow::LaidBy) == 0),
        limit("base", &["home.kept_share=0"], "all that is brought home is invested", |t| {
            paid(t, Flow::BroughtHome) == 0 && paid(t, Flow::LaidBy) > 0
        }),
        limit("base", &["home.loan_rate=0"], "loans bear no interest", |t| paid(t, Flow::Interest) == 0),
        overseas("irregular-route", &["enforcement.removal_loss_eur=0"], "a removal costs the removed nothing", |t| {
            paid(t, Flow::RemovalLoss) == 0 && n(t, Kind::Removed) > 0
        }),
    ]);
}
