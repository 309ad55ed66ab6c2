//! What journeys bring and cost is every cent that migrants and their households get or pay beside work and consumption
//! at home: nothing is left out and nothing counted twice, in every shipped scenario and every month.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::units::eur;
use circula::experiment::welfare::{Beginning, Lives, against_first};
use circula::journal::ledger::{Account, FLOWS, Flow, Ledger, Party};
use circula::run::{Course, replicate};
use circula::world::World;
use guard::trial::{course, length, month, samples, shipped, started};

/// Flows that are no gain or loss of a journey: what was there, work and consumption at home, what families consume of
/// what is sent and brought, what other households win or lose as guarantors, and what an asset brings or loses.
const APART: [Flow; 19] = [
    Flow::Irrigation,
    Flow::Transfer,
    Flow::Feast,
    Flow::AssetIncome,
    Flow::JobIncome,
    Flow::AssetLivedOn,
    Flow::AssetLost,
    Flow::Subsidy,
    Flow::BondKin,
    Flow::BondKinReleased,
    Flow::RecoveryKin,
    Flow::TracingKin,
    Flow::OpeningWealth,
    Flow::OpeningSavings,
    Flow::OpeningDebt,
    Flow::HomeIncome,
    Flow::HomeConsumption,
    Flow::RemittanceConsumed,
    Flow::SpentAbroad,
];

/// What migrants and households get less what they pay, and how much money that moved, EUR.
fn moved(ledger: &Ledger) -> (f64, f64) {
    let paid = |f: Flow| if APART.contains(&f) { 0 } else { ledger.total(f) };
    let net = Party::Migrants.net(paid) + Party::Households.net(paid);
    let touched = |party: Party| [Party::Migrants, Party::Households].contains(&party);
    let gross = FLOWS.iter().filter(|f| touched(f.2.party()) || touched(f.3.party())).map(|f| paid(f.0)).sum();
    (eur(net), eur(gross))
}

/// Money on all records, stays under way included, EUR.
fn recorded(world: &World) -> f64 {
    let mut sum = 0.0;
    for d in &world.districts {
        sum += d.journeys.iter().map(|r| f64::from(r.money)).sum::<f64>();
        for (s, open) in d.spells.iter().zip(&d.open) {
            let booked = world.book.saved_away(s.corridor, s.paid_to, d.accounted, 0);
            let purse = i64::from(s.savings) - i64::from(s.debt) + booked;
            sum += f64::from(open.money) + eur(purse - i64::from(open.mark));
        }
    }
    sum
}

fn every_cent_is_on_record(course: &Course, name: &str) {
    let mut world = started(course);
    world.begin_journeys(0.0);
    // Those who come of age later too.
    world.districts.iter_mut().for_each(|d| d.fixed = u32::MAX);
    replicate::begin_rules(course, &mut world);
    let before = moved(&world.ledger());
    for m in 0..length(course).min(48) {
        replicate::month(course, &mut world, month(course, m));
        assert!(world.districts.iter().all(|d| d.open.len() == d.spells.len()), "{name}, month {m}");
        let ledger = world.ledger();
        let (now, noted) = (moved(&ledger), recorded(&world));
        let (net, gross) = (now.0 - before.0, now.1 - before.1);
        assert!((net - noted).abs() < 1e-5 * gross + 0.1, "{name}, month {m}: {net} in the ledger, {noted} on record");
    }
    assert!(moved(&world.ledger()).1 > before.1, "{name}: nothing was moved");
    let relieved = world.ledger().total(Flow::Relief);
    assert!(relieved == 0 || Account::Relief.party() == Party::Households, "help among neighbours stays among them");
}

#[test]
fn every_cent_of_a_journey_is_on_record_in_every_scenario() {
    for name in shipped() {
        let sets: &[&str] = if samples().contains(&name) {
            &["population.sample.one_in=1000", "demography.death_year=0.03"]
        } else {
            &[]
        };
        every_cent_is_on_record(&course(name, sets), name);
    }
}

#[test]
fn it_is_where_bonds_are_lost_guarantors_recover_and_many_move_on() {
    let busy = [
        "population.sample.one_in=500",
        "corridor.spain.agreement.programme.quota_year=100000",
        "corridor.spain.agreement.programme.desistance=0.3",
        "corridor.spain.agreement.programme.application_cost_eur=60",
        "corridor.spain.distance.onward=0.02",
        "corridor.spain.enforcement.removal=0.05",
        "bond.escrow.refunded=0.5",
        "corridor.spain.labour.offers=0.08",
        "trust.suspend_above=1",
    ];
    every_cent_is_on_record(&course("guaranteed", &busy), "guaranteed and busy");
}

/// Lives of a small world under a scenario.
fn lives(name: &str, more: &[&str]) -> Lives {
    let sets = [&["population.sample.one_in=1000", "run.months=36"], more].concat();
    let course = course(name, &sets);
    let mut world = started(&course);
    let beginning = Beginning::of(&world, &course);
    let stop = std::sync::atomic::AtomicBool::new(false);
    replicate::simulate_watched(&course, &mut world, 0, replicate::Checks::Usual, &stop, &|| ()).unwrap();
    Lives::of(&mut world, &course, &beginning)
}

#[test]
fn the_population_is_the_same_under_all_rules_and_a_world_against_itself_is_worth_nothing() {
    let [led, free] = ["state-led", "free-circulation"].map(|name| lives(name, &[]));
    let numbers = |lives: &Lives| lives.all.map(|part| part.0);
    assert_eq!(numbers(&led), numbers(&free));
    assert!(led.travellers.windows(2).all(|two| two[0].id < two[1].id), "one record a person, by id");
    let itself = against_first(&[&led, &led]);
    assert_eq!((itself[1].everybody, itself[1].tried, itself[1].toll), (Some(0.0), Some(0.0), Some(0.0)));
    assert!(against_first(&[&led, &free])[1].everybody.unwrap() > 0.0, "visas for many are worth something");
}

/// Everything that the lives are made of is there: of nobody away, the sum over all is what home brings.
#[test]
fn where_nobody_leaves_a_life_is_worth_what_home_brings() {
    let sets = ["attention.movers=0", "attention.older_movers=0", "attention.stayers=0", "attention.forced=0"];
    let (still, moving) = (lives("base", &sets), lives("base", &[]));
    assert!(still.travellers.len() < moving.travellers.len());
    // Only those away from the beginning have left anything.
    assert!(still.travellers.iter().all(|t| !t.tried && !t.perished && t.toll == 0.0));
}
