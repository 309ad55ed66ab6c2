//! Drought: a year in which the harvest of a region fails in part.
//!
//! Rule: each year, in the month in which the farm season begins, a region is struck with the yearly chance; from then
//! on, for the declared months, the part lost is missing from what the fields bring: `income × (1 − farm share of the
//! sector × part lost)`. It reaches households at once (their income; wealth and neighbours make up for consumption)
//! and plans (the mean surplus over their horizon). Regions are struck independently. Source: one mild drought in five
//! to seven years, one severe in ten to fifteen, farm income down by a quarter to a half (recalled, low confidence).
//! Left out: droughts that strike several regions at once, prices, food aid, herds that take years to come back.

use crate::engine::{Backdrop, home};
use crate::journal::Place;
use crate::journal::event::{Event, What};
use crate::world::World;

crate::purposes! {
    /// Whether a region is struck in a year.
    STRIKES = "drought/strikes";
}

crate::params! {
    /// A year in which the harvest of a region fails in part.
    pub struct Drought {
        /// Yearly chance that a region is struck.
        chance_year: Share = 0 in 0..=1, Assumed "off: the tables' incomes are those of an ordinary year, and what is \
            fitted is fitted without droughts; one year in five to fifteen where it is on (recalled)";
        /// Part of what the fields bring that is lost.
        lost: Share = 0.4 in 0..=1, Recalled "a quarter to a half of farm income, low confidence";
        /// Months for which it is missing.
        months: Months = 12 in 1..=120, Assumed "from one harvest to the next";
        /// Month in which the farm season begins and it shows.
        begins: MonthOfYear = 6 in 1..=12, Keita "box 2: farm season from June to November";
    }
}

impl Drought {
    /// The neutral value: no region is ever struck.
    pub const fn switch_off(&mut self) {
        self.chance_year = 0.0;
    }
}

/// Droughts of the month.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>, own: &Drought) {
    let t = backdrop.now;
    if t.of_year() as u32 + 1 != own.begins || own.chance_year <= 0.0 {
        return;
    }
    for region in 0..world.regions.len() {
        if world.key.region(region).happens(own.chance_year, STRIKES, t.key(), 0) {
            home::lose_harvest(world, backdrop, region, own.lost, t.plus(own.months as i32));
            let (person, place) = (region as u32, Place::HOME);
            world.events.push(Event { person, value: 0, months: 0, what: What::DroughtStruck, place, quintile: 0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::WorldKey;
    use crate::base::units::Month;
    use crate::engine::Tables;
    use crate::institution::Rules;
    use crate::world::HomeBook;
    use crate::world::state::{LEVELS, Sector};

    const YEARS: u16 = 400;

    /// Two regions whose only sector lives on the fields, with an income of 30 EUR in and off the season.
    fn world() -> World {
        let start = Month::new(2005, 1);
        let sector = Sector {
            name: String::new(),
            farm_season_eur: 30.0,
            dry_season_eur: 30.0,
            floor_eur: 0.0,
            farm: 1.0,
            fit: 0.5,
        };
        World {
            key: WorldKey::new(1, 0),
            now: start,
            weight: 1.0,
            residents: 0,
            sectors: vec![sector],
            regions: vec!["north".to_owned(), "south".to_owned()],
            corridors: Vec::new(),
            book: HomeBook::new(start, 2, LEVELS.len(), 0),
            yardstick: Default::default(),
            districts: Vec::new(),
            markets: Vec::new(),
            treasury: Default::default(),
            ledger: Default::default(),
            events: Vec::new(),
        }
    }

    /// Months in which each region's income is not the ordinary one, and the years in which it was struck.
    fn simulated(own: &Drought) -> ([u32; 2], [u32; 2]) {
        let (rules, mut world) = (Rules::default(), world());
        let (tables, start) = (Tables::new(&rules), world.now);
        let (mut dry, mut struck) = ([0; 2], [0; 2]);
        for m in 0..i32::from(YEARS) * 12 {
            let t = start.plus(m);
            home::open(&mut world, &rules, t);
            world.events.clear();
            let backdrop = Backdrop::new(&world, &rules, &tables, t, start);
            shared(&mut world, &backdrop, own);
            for region in 0..2 {
                let line = &world.book.lines[region * LEVELS.len() + 2];
                assert!(line.income == 3450 || line.income == 1725, "{t}: {}", line.income);
                dry[region] += u32::from(line.income == 1725);
                struck[region] += world.events.iter().filter(|e| e.person == region as u32).count() as u32;
            }
        }
        (dry, struck)
    }

    /// One year in five: 80 of 400, give or take three standard deviations of 8; each takes half the income of the
    /// fields for twelve months, and the regions are struck in years of their own.
    #[test]
    fn a_region_is_struck_at_the_yearly_chance_and_loses_the_part_for_the_months_declared() {
        let own = Drought { chance_year: 0.2, lost: 0.5, ..Drought::default() };
        let (dry, struck) = simulated(&own);
        for region in 0..2 {
            assert!((56..=104).contains(&struck[region]), "{struck:?}");
            // The last drought may outlast the run.
            assert!(dry[region] <= struck[region] * 12 && dry[region] + 12 > struck[region] * 12, "{dry:?} {struck:?}");
        }
        assert_ne!(struck[0], struck[1]);
    }

    #[test]
    fn at_the_limits_no_harvest_ever_fails_or_every_one() {
        let never = simulated(&Drought { chance_year: 0.0, lost: 0.5, ..Drought::default() });
        assert_eq!(never, ([0; 2], [0; 2]));
        let always = simulated(&Drought { chance_year: 1.0, lost: 0.5, ..Drought::default() });
        // From the first June on.
        assert_eq!(always, ([u32::from(YEARS) * 12 - 5; 2], [u32::from(YEARS); 2]));
        let harmless = simulated(&Drought { chance_year: 1.0, lost: 0.0, ..Drought::default() });
        assert_eq!(harmless.0, [0; 2]);
    }
}
