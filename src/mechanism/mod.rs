//! Layer 4: the mechanisms, one submodel a file, and the month: the order in which they act.

pub mod audit;
pub mod calendar;
pub mod demography;
pub mod departure;
pub mod home;
pub mod homecoming;
pub mod information;
pub mod intention;
pub mod irregular;
pub mod outside;
pub mod programme;
pub mod selection;
pub mod stay;
pub mod suretyship;
pub mod tables;
pub mod taste;
pub mod term;
pub mod trust;
pub mod work;

use crate::base::draws::Purpose;
use crate::base::units::Month;
use crate::institution::Rules;
use crate::institution::programme::Agreement;
use crate::world::{Status, World};
use outside::{OutsideParts, each_district};
use tables::Tables;

/// One month under the rules in force. `start` is the first month of the run, burn-in included.
pub fn month(world: &mut World, rules: &Rules, tables: &Tables, t: Month, start: Month) {
    // The month's market and last month's buffers
    let parts = OutsideParts::new(world, rules, tables);
    world.events.clear();
    let World { districts, book, sectors, markets, .. } = world;
    let outside = parts.outside(book, sectors, markets);
    each_district(districts, t, |d, t| {
        d.events.clear();

        // Who is there
        demography::local(d, &outside, rules, t, start);

        // What people hear and intend
        information::local(d, &outside);
        intention::local(d, &outside, rules, t);
        suretyship::local(d, &outside, rules, t);

        // Own ways out
        departure::local(d, &outside, rules, t);

        // Life away
        work::local(d, &outside, rules, t);
        for i in 0..d.spells.len() {
            match d.spells[i].status {
                Status::Contract => term::month(d, &outside, rules, t, i),
                Status::Irregular => irregular::month(d, &outside, rules, t, i),
                Status::Permit | Status::Settled => stay::month(d, &outside, rules, t, i),
                Status::Free => stay::unpermitted(d, &outside, rules, t, i),
                Status::Gone => {}
            }
        }
    });

    // What people compete for
    programme::shared(world, &parts, rules, t);
    trust::shared(world, &parts, rules, t);

    // Accounts
    home::shared(world, rules, tables, t);
    world.now = t.plus(1);
    let World { districts, book, sectors, markets, .. } = world;
    let outside = parts.outside(book, sectors, markets);
    each_district(districts, t, |d, _| {
        programme::refusals(d, &outside, rules);
        d.sweep();
    });
    for corridor in 0..world.markets.len() {
        let cell = corridor * Status::COUNT + Status::Irregular as usize;
        world.markets[corridor].irregular = world.districts.iter().map(|d| d.stock[cell]).sum();
    }
}

/// Mechanisms that a scenario can switch off, with what is then missing.
pub const MECHANISMS: &[(&str, &str)] = &[
    ("demography", "nobody comes of age or dies a natural death at home"),
    ("information", "beliefs stay as they were at the start of the run"),
    ("intention", "nobody at home reconsiders"),
    ("programme", "states have agreed on nothing"),
    ("trust", "the host state learns nothing: the quota stays as agreed, there is no suspension"),
];

/// The rules with a mechanism switched off: a mechanism that is off is one whose parameters stand at their neutral
/// values, so no code runs differently.
pub fn switch_off(rules: &mut Rules, mechanism: &str) {
    match mechanism {
        "demography" => (rules.demography.entrants, rules.demography.death_year) = (0.0, 0.0),
        "information" => {
            (rules.information.account_weight, rules.information.kin_weight, rules.information.memory) = (0.0, 0.0, 1.0)
        }
        "intention" => (rules.attention.young_men, rules.attention.others, rules.attention.forced) = (0.0, 0.0, 0.0),
        "programme" => {
            for (_, corridor) in &mut rules.corridor.list {
                corridor.agreement = Agreement::default();
            }
        }
        "trust" => (rules.trust.sensitivity, rules.trust.suspend_above) = (0.0, 1.0),
        _ => {}
    }
}

/// Every purpose of a draw in the mechanisms, for the test that no two are alike.
pub const PURPOSES: &[&[(&str, Purpose)]] = &[
    calendar::PURPOSES,
    demography::PURPOSES,
    departure::PURPOSES,
    intention::PURPOSES,
    irregular::PURPOSES,
    programme::PURPOSES,
    selection::PURPOSES,
    stay::PURPOSES,
    suretyship::PURPOSES,
    taste::PURPOSES,
    term::PURPOSES,
    work::PURPOSES,
];
