//! What a district may read of the world beyond it: all of it last month's state or this month's rules, so that
//! districts can be worked through in any order.

use super::tables::Tables;
use crate::base::draws::{Draws, WorldKey};
use crate::base::units::Month;
use crate::decision::employer::irregular_wage;
use crate::institution::Rules;
use crate::world::District;
use crate::world::district::HomeBook;
use crate::world::state::{Market, Sector, World};

/// The world beyond a district.
#[derive(Clone, Copy, Debug)]
pub struct Outside<'a> {
    /// Draws of the replicate.
    pub key: WorldKey,
    /// Home economy.
    pub book: &'a HomeBook,
    /// Sectors of work at home.
    pub sectors: &'a [Sector],
    /// What depends on the rules only.
    pub tables: &'a Tables,
    /// Day wage without papers this month by destination, EUR.
    pub irregular_day_wage: &'a [f64],
    /// The same when the run began, EUR.
    pub irregular_day_wage_start: &'a [f64],
    /// One simulated person stands for so many.
    pub weight: f64,
    /// Residents of the sample at the start.
    pub residents: f64,
    /// Whether each programme is suspended this month.
    pub markets: &'a [Market],
}

impl Outside<'_> {
    /// Draws of a person of a district.
    #[inline]
    #[must_use]
    pub fn draws(&self, d: &District, person: u32) -> Draws {
        self.key.of(d.persons[person as usize].id)
    }

    /// Surplus of irregular work of an average person at the present wage, EUR a month.
    #[inline]
    #[must_use]
    pub fn irregular_surplus(&self, rules: &Rules, corridor: usize, days_factor: f64) -> f64 {
        let l = &rules.corridor.list[corridor].1.labour;
        days_factor * l.irregular_days_month * self.irregular_day_wage[corridor] - l.living_irregular_eur_month
    }
}

/// The parts of the outside that are worked out once a month.
#[derive(Clone, Debug)]
pub struct OutsideParts<'a> {
    /// What depends on the rules only.
    pub tables: &'a Tables,
    key: WorldKey,
    wages: Vec<f64>,
    wages_start: Vec<f64>,
    weight: f64,
    residents: f64,
}

impl<'a> OutsideParts<'a> {
    /// For the state at the beginning of a month.
    #[must_use]
    pub fn new(world: &World, rules: &Rules, tables: &'a Tables) -> Self {
        Self {
            tables,
            key: world.key,
            wages: irregular_day_wages(world, rules),
            wages_start: rules.corridor.list.iter().map(|(_, c)| c.labour.wage_irregular_eur_day).collect(),
            weight: world.weight,
            residents: world.residents as f64,
        }
    }

    /// The outside as a district sees it.
    #[must_use]
    pub fn outside<'b>(&'b self, book: &'b HomeBook, sectors: &'b [Sector], markets: &'b [Market]) -> Outside<'b> {
        Outside {
            key: self.key,
            book,
            sectors,
            tables: self.tables,
            irregular_day_wage: &self.wages,
            irregular_day_wage_start: &self.wages_start,
            weight: self.weight,
            residents: self.residents,
            markets,
        }
    }
}

/// Day wages without papers this month: they fall as the irregular stock grows from its start (Djajić and Mesnard
/// 2015). Where there was no stock, one person per simulated one is taken as the start.
#[must_use]
pub fn irregular_day_wages(world: &World, rules: &Rules) -> Vec<f64> {
    world
        .markets
        .iter()
        .zip(&rules.corridor.list)
        .map(|(m, (_, c))| {
            let (start, now, elasticity) =
                (m.irregular_start.max(1) as f64, m.irregular as f64, c.labour.irregular_wage_elasticity);
            // The declared wage is that of the start, where the stock is as large as its base.
            irregular_wage(
                c.labour.wage_irregular_eur_day * crate::base::math::pow(2.0, elasticity),
                now,
                start,
                elasticity,
            )
        })
        .collect()
}

/// Calls `each` for every district, in parallel; districts share nothing, so their order cannot matter.
pub fn each_district(districts: &mut [District], t: Month, each: impl Fn(&mut District, Month) + Sync) {
    use rayon::prelude::*;
    if districts.len() == 1 {
        each(&mut districts[0], t);
    } else {
        districts.par_iter_mut().for_each(|d| each(d, t));
    }
}
