//! What a submodel may read besides its district: this month's rules and last month's state of what all districts
//! share, so that districts can be worked through in any order.

use super::firm::Firm;
use super::tables::{DestinationTable, Tables};
use super::taste::MOST_DAYS;
use crate::base::draws::{Draws, WorldKey};
use crate::base::math::exp;
use crate::base::units::{Month, eur};
use crate::decision::employer::irregular_wage;
use crate::decision::horizon::annuity;
use crate::institution::Rules;
use crate::institution::corridor::Corridor;
use crate::institution::programme::Programme;
use crate::world::employer::{Employer, EmployerId};
use crate::world::state::{Market, Sector, World};
use crate::world::{District, HomeBook, Household, Yardstick};

/// A month as journeys are added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passed {
    /// Discount rate a month.
    pub rate: f64,
    /// Discounted months that have passed.
    pub months: f64,
    /// What one EUR of now counts.
    pub worth: f64,
}

impl Passed {
    /// Of a month.
    #[must_use]
    pub fn at(yardstick: Yardstick, now: Month) -> Self {
        let (rate, months) = (yardstick.rate, f64::from(now.since(yardstick.start)));
        Self { rate, months: annuity(months, rate), worth: exp(-rate * months) }
    }
}

/// A month as a district sees it.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The month.
    pub now: Month,
    /// First month of the run, burn-in included.
    pub start: Month,
    /// Draws of the replicate.
    pub key: WorldKey,
    /// Rules in force.
    pub rules: &'a Rules,
    /// What depends on the rules only.
    pub tables: &'a Tables,
    /// Home economy.
    pub book: &'a HomeBook,
    /// Sectors of work at home.
    pub sectors: &'a [Sector],
    /// Shared state of the destinations.
    pub markets: &'a [Market],
    /// Day wage without papers this month by destination, EUR.
    pub irregular_day_wage: &'a [f64],
    /// Days of work found without papers in this month by destination, by the average person.
    pub irregular_days: &'a [f64],
    /// One simulated person stands for so many.
    pub weight: f64,
    /// Residents of the sample at the start.
    pub residents: f64,
    /// The month as journeys are added up.
    pub passed: Passed,
}

impl<'a> Scene<'a> {
    /// Draws of a person of a district.
    #[inline]
    #[must_use]
    pub fn draws(&self, d: &District, person: u32) -> Draws {
        self.key.person(d.persons[person as usize].id)
    }

    /// Rules of a destination.
    #[inline]
    #[must_use]
    pub fn corridor(&self, position: usize) -> &'a Corridor {
        &self.rules.corridor.list[position].1
    }

    /// Tables of a destination.
    #[inline]
    #[must_use]
    pub fn destination(&self, position: usize) -> &'a DestinationTable {
        &self.tables.destinations[position]
    }

    /// The programme of a destination, if states have agreed on one.
    #[inline]
    #[must_use]
    pub fn programme(&self, position: usize) -> Option<&'a Programme> {
        self.corridor(position).agreement.programme()
    }

    /// What distinguishes an employer of a destination.
    #[must_use]
    pub const fn firm(&self, corridor: usize, id: EmployerId) -> Firm<'a> {
        Firm::new(&self.rules.employers, self.key, corridor, id)
    }

    /// An employer of a destination, if it is still there.
    #[inline]
    #[must_use]
    pub fn employer(&self, corridor: usize, id: EmployerId) -> Option<&'a Employer> {
        let employers = &self.markets[corridor].programme.employers;
        employers.get(usize::from(id.row)).filter(|employer| employer.generation == id.generation)
    }

    /// Monthly surplus over subsistence of an earner of a household at home that plans count with, EUR.
    #[inline]
    #[must_use]
    pub fn home_surplus(&self, household: &Household) -> f64 {
        self.book.lines[usize::from(household.line)].surplus + asset_share(household)
    }

    /// Mean monthly income of an earner of a household at home, EUR.
    #[inline]
    #[must_use]
    pub fn home_income(&self, household: &Household) -> f64 {
        self.book.lines[usize::from(household.line)].mean_income + asset_share(household)
    }

    /// Surplus of irregular work at the present wage of somebody with so many days relative to the average, EUR a
    /// month.
    #[inline]
    #[must_use]
    pub fn irregular_surplus(&self, position: usize, days_factor: f64) -> f64 {
        let living = self.corridor(position).labour.living_irregular_eur_month;
        days_factor * self.irregular_days[position] * self.irregular_day_wage[position] - living
    }

    /// What irregular work earns now relative to the start, for the average person.
    #[must_use]
    pub fn irregular_earnings_now(&self, position: usize) -> f64 {
        let labour = &self.corridor(position).labour;
        let start = labour.irregular_days_month * labour.wage_irregular_eur_day;
        if start > 0.0 { self.irregular_days[position] * self.irregular_day_wage[position] / start } else { 1.0 }
    }
}

/// What the assets of a household bring each of its grown members in a month, EUR: whoever is away has a part in it as
/// who is at home, or leaving would make him richer.
#[inline]
#[must_use]
pub fn asset_share(household: &Household) -> f64 {
    if household.asset_income == 0 {
        return 0.0;
    }
    eur(i64::from(household.asset_income)) / (f64::from(household.earners) + f64::from(household.away)).max(1.0)
}

/// What is the same for all districts in a month: worked out once, before anything happens.
#[derive(Clone, Debug)]
pub struct Backdrop<'a> {
    /// The month.
    pub now: Month,
    /// First month of the run, burn-in included.
    pub start: Month,
    /// Rules in force.
    pub rules: &'a Rules,
    /// What depends on the rules only.
    pub tables: &'a Tables,
    key: WorldKey,
    wages: Vec<f64>,
    days: Vec<f64>,
    weight: f64,
    residents: f64,
    /// The month as journeys are added up.
    pub passed: Passed,
}

impl<'a> Backdrop<'a> {
    /// For the state at the beginning of a month.
    #[must_use]
    pub fn new(world: &World, rules: &'a Rules, tables: &'a Tables, now: Month, start: Month) -> Self {
        let (wages, days) = (irregular_day_wages(world, rules), irregular_days(world, rules));
        let passed = Passed::at(world.yardstick, now);
        let (key, residents) = (world.key, world.residents as f64);
        Self { now, start, rules, tables, key, wages, days, weight: world.weight, residents, passed }
    }

    /// The scene, and the districts that may be changed while it is looked at.
    #[must_use]
    pub fn split<'b>(&'b self, world: &'b mut World) -> (Scene<'b>, &'b mut [District]) {
        let World { districts, book, sectors, markets, .. } = world;
        let scene = Scene {
            now: self.now,
            start: self.start,
            key: self.key,
            rules: self.rules,
            tables: self.tables,
            book,
            sectors,
            markets,
            irregular_day_wage: &self.wages,
            irregular_days: &self.days,
            weight: self.weight,
            residents: self.residents,
            passed: self.passed,
        };
        (scene, districts)
    }
}

/// Day wages without papers this month: they fall as the irregular stock grows from its start (Djajić and Mesnard
/// 2015). Where nobody was at the start, nothing is known of crowding, and the wage stays as declared.
#[must_use]
pub fn irregular_day_wages(world: &World, rules: &Rules) -> Vec<f64> {
    world
        .markets
        .iter()
        .zip(&rules.corridor.list)
        .map(|(m, (_, c))| {
            if m.irregular_start == 0 {
                return c.labour.wage_irregular_eur_day;
            }
            let (start, now) = (m.irregular_start as f64, m.irregular as f64);
            let elasticity = c.labour.irregular_wage_elasticity;
            // The declared wage is that of the start, where the stock is as large as its base.
            let base = c.labour.wage_irregular_eur_day * crate::base::math::pow(2.0, elasticity);
            irregular_wage(base, now, start, elasticity)
        })
        .collect()
}

/// Days of work without papers this month: where unemployment is above what it was when the run began there are fewer,
/// by a semi-elasticity; never more than a full month.
#[must_use]
pub fn irregular_days(world: &World, rules: &Rules) -> Vec<f64> {
    let markets = world.markets.iter().zip(&rules.corridor.list);
    markets
        .map(|(m, (_, c))| {
            let labour = &c.labour;
            let above = labour.unemployment_share - m.unemployment_start;
            let most = MOST_DAYS.max(labour.irregular_days_month);
            (labour.irregular_days_month * exp(-labour.irregular_days_unemployment * above)).min(most)
        })
        .collect()
}

/// Calls `each` for every district, in parallel; districts share nothing, so their order cannot matter.
pub fn each_district(districts: &mut [District], each: impl Fn(&mut District) + Sync + Send) {
    use rayon::prelude::*;
    if districts.len() == 1 {
        each(&mut districts[0]);
    } else {
        districts.par_iter_mut().for_each(each);
    }
}
