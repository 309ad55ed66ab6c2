//! Public investment in the places that people leave: villages are irrigated one after another, as money allows.
//!
//! Rule: a yearly sum is put aside month by month; rural villages of the region stand in a drawn order, and as long as
//! the money put aside pays for all households of the next one, it is irrigated: each household there gets a plot that
//! adds `gain × earners of then` a month to its income for good, whether the rain falls or not. Source: irrigated
//! villages of the Office du Niger attract people (Keita 2010, p. 21); size and cost as declared. Left out: newcomers
//! from other villages, upkeep, canals that silt, land disputes.

use crate::base::units::{cents, small};
use crate::engine::Backdrop;
use crate::journal::event::{Event, What};
use crate::journal::ledger::Flow;
use crate::journal::{AssetKind, Place};
use crate::world::person::NONE;
use crate::world::{Asset, District, World};

crate::purposes! {
    /// Which village is irrigated next.
    NEXT = "irrigation/next";
}

crate::params! {
    /// Irrigation of villages out of public money.
    pub struct Irrigation {
        /// Money a year at full scale.
        budget_eur_year: Eur = 0 in 0..=1000000000, Assumed "off; a sum to compare levers at where it is on";
        /// Region whose villages are irrigated; nothing for all.
        region: Text = "", Setting "everywhere";
        /// What it costs for one household.
        cost_eur: Eur = 2500 in 1..=1000000, Assumed "half a hectare at 5,000 EUR (Office du Niger, recalled)";
        /// What a plot adds to the income of an earner of its household.
        gain_eur_month: EurMonth = 10 in 0..=10000, Assumed "a second harvest; no figure found";
    }
}

impl Irrigation {
    /// The neutral value: nothing is spent.
    pub const fn switch_off(&mut self) {
        self.budget_eur_year = 0.0;
    }
}

/// The month's works.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>, own: &Irrigation) {
    if own.budget_eur_year <= 0.0 {
        return;
    }
    let World { key, weight, regions, districts, treasury, events, .. } = world;
    treasury.irrigation += cents(own.budget_eur_year / 12.0 / *weight);
    let mut line = Vec::new();
    for (at, d) in districts.iter().enumerate() {
        for (v, village) in d.villages.iter().enumerate() {
            let here = own.region.is_empty() || regions[usize::from(village.region)] == own.region;
            if here && !village.urban && !village.irrigated && village.households.1 > 0 {
                line.push((key.village(village.id).bits(NEXT, 0, 0), village.id, at, v));
            }
        }
    }
    line.sort_unstable();
    for (_, id, at, v) in line {
        let d = &mut districts[at];
        let cost = i64::from(d.villages[v].households.1) * cents(own.cost_eur);
        if cost > treasury.irrigation {
            break;
        }
        treasury.irrigation -= cost;
        irrigate(d, v, own, backdrop);
        let (value, place) = (i32::from(d.villages[v].households.1), Place::HOME);
        events.push(Event { person: id, value, months: 0, what: What::VillageIrrigated, place, quintile: 0 });
    }
}

/// Every household of a village gets a plot.
fn irrigate(d: &mut District, v: usize, own: &Irrigation, backdrop: &Backdrop<'_>) {
    d.villages[v].irrigated = true;
    let (first, number) = d.villages[v].households;
    for household in first..first + number {
        let earners = i64::from(d.households[usize::from(household)].earners);
        let wages = small(earners * cents(own.gain_eur_month));
        let (kind, since) = (AssetKind::Plot, backdrop.now);
        let cost = small(cents(own.cost_eur));
        d.own(Asset {
            owner: NONE,
            cost,
            income: wages,
            wages: 0,
            household,
            workers: household,
            since,
            kind,
            jobs: 0,
        });
        d.ledger.post(Flow::Irrigation, Place::HOME, i64::from(cost));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::WorldKey;
    use crate::base::units::Month;
    use crate::engine::Tables;
    use crate::institution::Rules;
    use crate::world::{HomeBook, Household, Village};

    /// Three villages of two households with two earners each: two rural ones and a town.
    fn world() -> World {
        let village = |id, urban, first| Village { id, urban, households: (first, 2), ..Village::default() };
        let d = District {
            villages: vec![village(1, false, 0), village(2, true, 2), village(3, false, 4)],
            households: vec![Household { earners: 2, ..Household::default() }; 6],
            ..District::default()
        };
        World {
            key: WorldKey::new(1, 0),
            now: Month::new(2008, 1),
            weight: 1.0,
            residents: 0,
            sectors: Vec::new(),
            regions: vec!["north".to_owned()],
            corridors: Vec::new(),
            book: HomeBook::new(Month::new(2008, 1), 1, 0, 0),
            yardstick: Default::default(),
            districts: vec![d],
            markets: Vec::new(),
            treasury: Default::default(),
            ledger: Default::default(),
            events: Vec::new(),
        }
    }

    fn after(months: i32, own: &Irrigation) -> World {
        let (rules, mut world) = (Rules::default(), world());
        let (tables, start) = (Tables::new(&rules), world.now);
        for m in 0..months {
            let backdrop = Backdrop::new(&world, &rules, &tables, start.plus(m), start);
            shared(&mut world, &backdrop, own);
        }
        world
    }

    fn own(budget_eur_year: f64) -> Irrigation {
        Irrigation { budget_eur_year, cost_eur: 600.0, gain_eur_month: 7.0, region: String::new() }
    }

    /// 300 EUR a month pay for a village of two households at 600 EUR in the fourth month and for the other in the
    /// eighth; each household has 14 EUR a month more, and the town waits for ever.
    #[test]
    fn a_village_is_irrigated_when_the_money_put_aside_pays_for_all_its_households() {
        for (months, villages) in [(3, 0), (4, 1), (7, 1), (8, 2), (60, 2)] {
            let d = &after(months, &own(3_600.0)).districts[0];
            assert_eq!(d.villages.iter().filter(|v| v.irrigated).count(), villages, "after {months} months");
            assert_eq!(d.asset_income, villages as i64 * 2 * 1_400);
            assert_eq!(d.ledger.total(Flow::Irrigation), villages as i64 * 120_000);
            assert!(!d.villages[1].irrigated);
        }
    }

    #[test]
    fn without_money_nothing_happens_with_plenty_everything_and_elsewhere_nothing() {
        assert_eq!(after(12, &own(0.0)).districts[0].assets.len(), 0);
        assert_eq!(after(1, &own(1e6)).districts[0].assets.len(), 4);
        let elsewhere = Irrigation { region: "south".to_owned(), ..own(1e6) };
        assert_eq!(after(1, &elsewhere).districts[0].assets.len(), 0);
    }
}
