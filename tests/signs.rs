//! What must rise with what: in what people reckon with when they weigh leaving or coming home, person by person; and
//! in what comes of it, in pairs of small runs with the same draws. Every sign over at least three points.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;
#[path = "signs/outcomes.rs"]
mod outcomes;

use circula::engine::Scene;
use circula::journal::{Call, Status};
use circula::mechanism::circumstances::circumstances;
use circula::mechanism::open;
use circula::mechanism::ways::{Reviewer, WayOffer};
use circula::run::{Course, replicate};
use circula::world::{Contract, Village, World};
use guard::levers::{common_start, outcome};
use guard::trial::{course, months, started};
use outcomes::OUTCOMES;

/// Which way something moves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Rises,
    Falls,
}
use Sign::{Falls, Rises};

impl Sign {
    /// Whether two values in a row move this way, or not at all.
    fn allows(self, before: f64, after: f64) -> bool {
        let step = if self == Rises { after - before } else { before - after };
        step >= -1e-9 * (1.0 + before.abs())
    }
}

/// Better odds are better only for who wants what they are the odds of: gains of those who expect one.
fn wanted(points: &[Vec<Option<f64>>]) -> Vec<Vec<Option<f64>>> {
    let wants = |i: usize| points.iter().any(|p| p[i].is_some_and(|gain| gain > 0.0));
    points.iter().map(|p| (0..p.len()).map(|i| p[i].filter(|_| wants(i))).collect()).collect()
}

/// Values for each point and person, `None` where a way is closed: everybody's must move the right way or stay, the
/// mean of those who have one everywhere must move at each step, and a way must not open against the sign.
fn moves(name: &str, sign: Sign, points: &[Vec<Option<f64>>]) {
    assert!(points.len() >= 3, "{name}: {} points tell nothing", points.len());
    for two in points.windows(2) {
        let (mut sum, mut n) = (0.0, 0);
        for (before, after) in two[0].iter().zip(&two[1]) {
            match (before, after) {
                (Some(a), Some(b)) => {
                    assert!(sign.allows(*a, *b), "{name}: somebody's goes from {a} to {b}, though it {sign:?}");
                    sum += b - a;
                    n += 1;
                }
                (Some(_), None) => assert_eq!(sign, Falls, "{name}: a way closes"),
                (None, Some(_)) => assert_eq!(sign, Rises, "{name}: a way opens"),
                (None, None) => {}
            }
        }
        let opened = two[1].iter().flatten().count() != two[0].iter().flatten().count();
        assert!(n > 30 || opened, "{name}: only {n} persons tell of it");
        let mean = sum / f64::from(n.max(1));
        assert!(opened || mean.abs() > 1e-6 && sign.allows(0.0, mean), "{name}: the mean moves by {mean}");
    }
}

/// The scene of the month that comes next, under other rules, for a world that has heard of nothing new.
fn with_scene<R>(course: &Course, world: &World, read: impl FnOnce(&World, &Scene<'_>) -> R) -> R {
    let mut world = world.clone();
    let t = world.now;
    let (rules, tables) = course.in_force(t);
    let backdrop = open(&mut world, rules, tables, t, course.loaded.settings.first());
    let mut districts = world.clone();
    let (scene, _) = backdrop.split(&mut districts);
    read(&world, &scene)
}

/// What a way offers everybody at home.
fn offers(
    course: &Course,
    world: &World,
    of: fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer>,
) -> Vec<Option<f64>> {
    let place = |name: &str| world.corridors.iter().position(|c| c == name).unwrap();
    let spain = place("spain");
    with_scene(course, world, |world, scene| {
        let mut list = Vec::new();
        for d in &world.districts {
            for p in d.persons.iter().filter(|p| p.at_home()) {
                let village = &d.villages[usize::from(d.households[usize::from(p.household)].village)];
                list.push(of(&Reviewer::new(d, scene, p), spain, village).map(|offer| offer.gain));
            }
        }
        list
    })
}

const ROUTE: fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer> = |who, k, v| who.route(k, 0.5, &v.beliefs[k]);
const VISA: fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer> = |who, k, _| who.visa(k, 0.5);
const FREE: fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer> = |who, _, _| who.free_trip(1, 0.5);
const CONTRACT: fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer> =
    |who, k, v| who.programme(k, Call::Open, &v.beliefs[k]);

type Offered = fn(&Reviewer<'_>, usize, &Village) -> Option<WayOffer>;

/// What a way offers, by parameter: scenario, path, values in rising order.
const OFFERED: &[(&str, Offered, &str, &[f64], Sign)] = &[
    ("route", ROUTE, "corridor.spain.irregular.route.passage_eur", &[300.0, 500.0, 800.0, 1200.0], Falls),
    ("route", ROUTE, "corridor.spain.irregular.route.interception", &[0.05, 0.2, 0.5], Falls),
    ("route", ROUTE, "corridor.spain.irregular.route.believed_death", &[0.01, 0.04, 0.2], Falls),
    ("route", ROUTE, "corridor.spain.enforcement.removal", &[0.002, 0.02, 0.1], Falls),
    ("route", ROUTE, "corridor.spain.enforcement.removal_loss_eur", &[400.0, 900.0, 2000.0], Falls),
    ("route", ROUTE, "corridor.spain.labour.wage_irregular_eur_day", &[20.0, 30.0, 45.0], Rises),
    ("route", ROUTE, "corridor.spain.labour.irregular_days_month", &[8.0, 12.0, 18.0], Rises),
    ("route", ROUTE, "corridor.spain.labour.living_irregular_eur_month", &[150.0, 200.0, 300.0], Falls),
    ("route", ROUTE, "home.kin_loan_eur", &[0.0, 600.0, 1500.0], Rises),
    ("route", ROUTE, "home.loan_months", &[1.0, 6.0, 24.0], Rises),
    ("visa", VISA, "corridor.spain.lawful.visa.odds", &[0.1, 0.3, 0.8], Rises),
    ("visa", VISA, "corridor.spain.lawful.visa.fee_eur", &[60.0, 110.0, 300.0], Falls),
    ("visa", VISA, "corridor.spain.labour.wage_regular_eur_month", &[500.0, 700.0, 1000.0], Rises),
    ("visa", VISA, "corridor.spain.labour.unemployment_share", &[0.05, 0.1, 0.3], Falls),
    ("visa", VISA, "corridor.spain.labour.living_regular_eur_month", &[150.0, 250.0, 400.0], Falls),
    ("visa", VISA, "corridor.spain.distance.home_preference", &[0.3, 0.6, 1.2], Falls),
    ("visa", VISA, "corridor.spain.distance.price_ratio", &[0.3, 0.45, 0.8], Rises),
    ("visa", VISA, "corridor.spain.distance.leave_cost", &[20.0, 50.0, 100.0], Falls),
    ("free", FREE, "corridor.cote-divoire.distance.network_gain", &[0.0, 3.0, 8.0], Rises),
    ("free", FREE, "corridor.cote-divoire.distance.fare_eur", &[20.0, 45.0, 120.0], Falls),
    ("free", FREE, "corridor.cote-divoire.lawful.free-movement.fee_eur", &[5.0, 15.0, 60.0], Falls),
    ("contract", CONTRACT, "corridor.spain.agreement.programme.wage_eur_month", &[600.0, 745.0, 900.0], Rises),
    ("contract", CONTRACT, "corridor.spain.agreement.programme.living_eur_month", &[150.0, 250.0, 350.0], Falls),
    ("contract", CONTRACT, "corridor.spain.agreement.programme.worker_cost_eur", &[200.0, 400.0, 800.0], Falls),
    ("contract", CONTRACT, "corridor.spain.agreement.programme.leave_cost", &[5.0, 20.0, 45.0], Falls),
    ("contract", CONTRACT, "corridor.spain.agreement.programme.advance", &[0.0, 0.5, 1.0], Rises),
    ("contract", CONTRACT, "bond.escrow.amount_eur", &[100.0, 300.0, 700.0], Falls),
    ("contract", CONTRACT, "home.least_surplus_eur_month", &[1.0, 15.0, 60.0], Falls),
];

#[test]
fn what_a_way_offers_moves_with_wages_prices_odds_and_means_as_it_must() {
    let world = started(&course("base", &["population.sample.one_in=1200"]));
    for (name, of, path, values, sign) in OFFERED {
        let scenario = if *name == "contract" { "bonded" } else { "free-circulation" };
        // What may fail costs something by that alone: where nothing fails the price must count too.
        let sure = ["corridor.spain.irregular.route.interception=0", "corridor.spain.lawful.visa.odds=1"];
        let points: Vec<_> = values
            .iter()
            .map(|v| {
                let set = format!("{path}={v}");
                let course = course(scenario, &["population.sample.one_in=1200", sure[0], sure[1], set.as_str()]);
                let mut world = world.clone();
                replicate::begin_rules(&course, &mut world);
                offers(&course, &world, *of)
            })
            .collect();
        let odds = ["interception", "odds"].iter().any(|key| path.ends_with(key));
        moves(&format!("{name} by {path}"), *sign, &if odds { wanted(&points) } else { points });
    }
}

/// More means open ways, though who has them gains less by going.
#[test]
fn more_means_open_more_ways() {
    let world = started(&course("base", &["population.sample.one_in=1200"]));
    for (path, values) in [("home.usable_share", [0.02, 0.2, 0.9]), ("home.loan_months", [0.02, 0.6, 3.0])] {
        let open: Vec<usize> = values
            .iter()
            .map(|v| {
                let course = course("free-circulation", &["population.sample.one_in=1200", &format!("{path}={v}")]);
                [ROUTE, VISA, FREE].iter().map(|of| offers(&course, &world, *of).iter().flatten().count()).sum()
            })
            .collect();
        assert!(open.windows(2).all(|two| two[0] < two[1]), "{path}: {open:?}");
    }
}

/// What a way offers, by what the village believes and who has kin there.
#[test]
fn what_a_way_offers_moves_with_beliefs_and_kin_as_it_must() {
    let course = course("guaranteed", &["population.sample.one_in=1200", "reentry=recall", "guarantor=none"]);
    let mut world = started(&course);
    replicate::begin_rules(&course, &mut world);
    let believed = |set: fn(&mut Village, f32), x: f32| {
        let mut world = world.clone();
        world.districts.iter_mut().flat_map(|d| &mut d.villages).for_each(|v| set(v, x));
        world
    };
    for (name, set, of) in [
        ("selection", (|v, x| v.beliefs.iter_mut().for_each(|b| b.selected = x)) as fn(&mut Village, f32), CONTRACT),
        ("recall", |v, x| v.beliefs.iter_mut().for_each(|b| b.recalled = x), CONTRACT),
        ("refund", |v, x| v.beliefs.iter_mut().for_each(|b| b.refunded = x), CONTRACT),
        ("earnings", |v, x| v.beliefs.iter_mut().for_each(|b| b.earnings = 0.5 + x), ROUTE),
    ] {
        let points: Vec<_> = [0.1, 0.3, 0.6, 0.95].iter().map(|&x| offers(&course, &believed(set, x), of)).collect();
        moves(&format!("believed {name}"), Rises, &if name == "selection" { wanted(&points) } else { points });
    }
    let kin: [Offered; 3] =
        [|who, k, v| who.route(k, 0.0, &v.beliefs[k]), ROUTE, |who, k, v| who.route(k, 1.0, &v.beliefs[k])];
    let points: Vec<_> = kin.iter().map(|of| offers(&course, &world, *of)).collect();
    moves("kin overseas", Rises, &points);
}

/// The more there are without papers the less a day earns, and the more so the more wages give.
#[test]
fn a_day_s_wage_without_papers_falls_with_those_who_share_the_work() {
    let world = started(&course("base", &["population.sample.one_in=1200"]));
    let spain = world.corridors.iter().position(|c| c == "spain").unwrap();
    let wage = |elasticity: f64, stock: i64| {
        let set = format!("corridor.spain.labour.irregular_wage_elasticity={elasticity}");
        let mut world = world.clone();
        world.markets[spain].irregular = stock * world.markets[spain].irregular_start.max(1);
        with_scene(&course("base", &["population.sample.one_in=1200", &set]), &world, |_, scene| {
            scene.irregular_day_wage[spain]
        })
    };
    for elasticity in [0.05, 0.2, 1.0] {
        let wages = [0, 1, 3, 10].map(|stock| wage(elasticity, stock));
        assert!(wages.windows(2).all(|two| two[0] > two[1]), "elasticity {elasticity}: {wages:?}");
    }
    let steep = [0.0, 0.1, 0.5, 1.0].map(|elasticity| wage(elasticity, 5));
    assert!(steep.windows(2).all(|two| two[0] > two[1]), "{steep:?}");
    // At the start it is what is declared, whatever the elasticity.
    assert!((wage(0.7, 1) - wage(0.0, 1)).abs() < 1e-9);
}

/// A world in which many are under contract, with guarantors.
fn under_contract() -> World {
    let course = guaranteed(&[]);
    let mut world = started(&course);
    months(&course, &mut world, 0..14);
    world
}

fn guaranteed(more: &[&str]) -> Course {
    let sets = [
        "population.sample.one_in=1000",
        "corridor.spain.agreement.programme.quota_year=200000",
        "corridor.spain.agreement.programme.season_months=12",
        "trust.suspend_above=1",
        "preference.effort=0",
        "reentry=recall",
        "home.loan_months=24",
    ];
    course("guaranteed", &sets.iter().chain(more).copied().collect::<Vec<_>>())
}

/// Advantage of going home over staying for everybody under contract.
fn advantages(course: &Course, world: &World) -> Vec<Option<f64>> {
    with_scene(course, world, |world, scene| {
        let mut list = Vec::new();
        for d in &world.districts {
            for i in (0..d.spells.len()).filter(|&i| d.spells[i].status == Status::Contract) {
                let (now, recall) = circumstances(d, scene, i);
                let destination = scene.destination(usize::from(d.spells[i].corridor));
                let outlook = destination.without_papers(world.now.since(d.spells[i].since));
                list.push(Some(outlook.advantage_of_return(&now, &recall, &destination.season)));
            }
        }
        assert!(list.len() > 60, "only {} under contract", list.len());
        list
    })
}

/// A number of a contract, by name: how to set it, and at what.
type Stake = (&'static str, fn(&mut Contract, i32), [i32; 4]);
/// Something that a village believes.
type Believed = (&'static str, fn(&mut Village, f32));

/// Contracts with a guarantor of 400 EUR and 100 EUR of one's own, so that each number has something to act on.
fn contracts(world: &mut World, set: impl Fn(&mut Contract)) {
    for c in world.districts.iter_mut().flat_map(|d| &mut d.contracts) {
        (c.guaranteed, c.own, c.tie, c.tracing, c.sanction, c.recovered) = (40_000, 10_000, 500, 400, 100, 300);
        c.bond = circula::world::contract::BondState::Posted;
        set(c);
    }
}

#[test]
fn going_home_gains_with_what_is_at_stake_and_what_is_promised() {
    let (course, world) = (guaranteed(&[]), under_contract());
    let stakes: [Stake; 6] = [
        ("own bond", |c, x| c.own = x, [0, 10_000, 30_000, 90_000]),
        ("guarantor's bond", |c, x| c.guaranteed = x, [0, 20_000, 40_000, 90_000]),
        ("tie", |c, x| c.tie = x as u16, [0, 200, 500, 1000]),
        ("tracing", |c, x| c.tracing = x as u16, [0, 200, 500, 1000]),
        ("sanction", |c, x| c.sanction = x as u16, [0, 50, 200, 600]),
        ("cost of tracing", |c, x| c.tracing_cost = x as u16, [0, 60, 200, 600]),
    ];
    for (name, set, values) in stakes {
        let points: Vec<_> = values
            .iter()
            .map(|&x| {
                let mut world = world.clone();
                contracts(&mut world, |c| set(c, x));
                advantages(&course, &world)
            })
            .collect();
        moves(name, Rises, &points);
    }
    let beliefs: [Believed; 3] = [
        ("norm", |v, x| v.norm = x),
        ("belief in a refund", |v, x| v.beliefs.iter_mut().for_each(|b| b.refunded = x)),
        ("belief in recall", |v, x| v.beliefs.iter_mut().for_each(|b| b.recalled = x)),
    ];
    for (name, set) in beliefs {
        let points: Vec<_> = [0.0, 0.3, 0.6, 0.95]
            .iter()
            .map(|&x| {
                let mut world = world.clone();
                contracts(&mut world, |_| ());
                world.districts.iter_mut().flat_map(|d| &mut d.villages).for_each(|v| set(v, x));
                advantages(&course, &world)
            })
            .collect();
        moves(name, Rises, &points);
    }
}

#[test]
fn going_home_gains_with_the_host_s_hardness_and_loses_with_what_staying_earns() {
    let mut world = under_contract();
    contracts(&mut world, |_| ());
    let levers: [(&str, [f64; 3], Sign); 9] = [
        ("corridor.spain.labour.wage_irregular_eur_day", [20.0, 30.0, 45.0], Falls),
        ("corridor.spain.labour.irregular_days_month", [8.0, 12.0, 18.0], Falls),
        ("corridor.spain.labour.living_irregular_eur_month", [150.0, 250.0, 330.0], Rises),
        ("corridor.spain.enforcement.removal", [0.002, 0.02, 0.1], Rises),
        ("corridor.spain.enforcement.removal_loss_eur", [500.0, 900.0, 3000.0], Rises),
        ("corridor.spain.enforcement.settle_hazard", [0.0, 0.03, 0.2], Falls),
        ("preference.norm", [0.0, 2.0, 8.0], Rises),
        ("corridor.spain.agreement.programme.leave_cost", [0.0, 20.0, 60.0], Falls),
        ("corridor.spain.distance.fare_eur", [200.0, 400.0, 900.0], Rises),
    ];
    for (path, values, sign) in levers {
        // A plan is a length of stay that does not ask whether papers have come; removal, which only who has none need
        // fear, would act as if it did, and staying could gain by it. Where nobody gets papers it cannot.
        let papers = path.ends_with("removal").then_some("corridor.spain.enforcement.settle_hazard=0");
        let at = |v: &f64| {
            let set = format!("{path}={v}");
            let sets: Vec<&str> = papers.into_iter().chain([set.as_str()]).collect();
            advantages(&guaranteed(&sets), &world)
        };
        moves(path, sign, &values.iter().map(at).collect::<Vec<_>>());
    }
}

/// Sets of a lever at a value.
fn sets(path: &str, value: f64) -> Vec<String> {
    let mut parts = path.split(';');
    let path = parts.next().unwrap();
    let mut sets = match path.strip_prefix('*') {
        Some(rest) => {
            ["spain", "france", "other-oecd"].iter().map(|p| format!("corridor.{p}.{rest}={value}")).collect()
        }
        None if path.starts_with("agreement.") => vec![format!("corridor.spain.{path}={value}")],
        None => vec![format!("{path}={value}")],
    };
    sets.extend(parts.map(str::to_owned));
    sets
}

/// Room for a programme in a small sample, a host that never suspends it, workers who may run away.
const ROOM: [&str; 5] = [
    "corridor.spain.agreement.programme.quota_year=300000",
    "corridor.spain.labour.offer_spread=1.5",
    "trust.suspend_above=1",
    "preference.effort=0",
    "home.loan_months=12",
];

#[test]
fn what_comes_of_prices_odds_and_rules_moves_as_it_must() {
    const SAMPLE: &str = "population.sample.one_in=250";
    let start = common_start(SAMPLE);
    let mut wrong = Vec::new();
    for (scenario, path, values, sign, of) in OUTCOMES {
        let programme = !["irregular-route", "free-circulation"].contains(scenario);
        let room = ROOM.iter().filter(|_| programme).chain(&[SAMPLE, "run.months=48"]);
        let key = |set: &str| set.split('=').next().unwrap().to_owned();
        let at = |v: &f64| {
            // A path may be set once only.
            let own = sets(path, *v);
            let free = room.clone().filter(|r| own.iter().all(|set| key(set) != key(r))).map(|r| (*r).to_owned());
            let all: Vec<String> = free.chain(own.iter().cloned()).collect();
            of(&outcome(&course(scenario, &all.iter().map(String::as_str).collect::<Vec<_>>()), &start).tally)
        };
        let points: Vec<f64> = values.iter().map(at).collect();
        let right = points.windows(2).all(|two| two[0] != two[1] && sign.allows(two[0], two[1]));
        if points.len() < 3 || !right {
            wrong.push(format!("{scenario}: by {path} it {sign:?}, but from {values:?} come {points:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
