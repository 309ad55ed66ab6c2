//! What is computed once from the tables, so that a person costs two hashes and some look-ups.

use super::alias::Alias;
use super::movers::{Movers, ages_there};
use super::read::MOST_RESIDENTS;
use super::tables::{PopulationTables, Region};
use crate::base::draws::WorldKey;
use crate::base::math;
use crate::base::units::Month;
use crate::engine::taste::normal;
use crate::journal::Circle;
use crate::mechanism::InForce;

/// First age group of 15 and older.
pub const ADULTS: usize = 3;
/// First age group of 65 and older.
pub const ELDERS: usize = 13;

/// Two weights that mix independent standard normal numbers into one with a given correlation to the first.
#[derive(Clone, Copy, Debug)]
pub struct Mix(pub f64, pub f64);

impl Mix {
    /// For a correlation.
    #[must_use]
    pub fn new(correlation: f64) -> Self {
        Self(correlation, (1.0 - correlation * correlation).max(0.0).sqrt())
    }

    /// The mixture.
    #[inline]
    #[must_use]
    pub fn of(self, first: f64, own: f64) -> f64 {
        self.0 * first + self.1 * own
    }
}

/// The correlations of a household's standard normal numbers (a Gaussian copula).
#[derive(Clone, Copy, Debug)]
pub struct Mixes {
    /// Wealth from size.
    pub wealth: Mix,
    /// Schooling of a member from wealth.
    pub schooling: Mix,
    /// Networks from wealth, by circle.
    pub network: [Mix; Circle::COUNT],
    /// Level of income from wealth.
    pub income: Mix,
}

/// A region.
#[derive(Clone, Debug)]
pub struct RegionDistributions {
    /// Residents of a household: 1,024 equally probable values, ascending.
    pub sizes: Vec<u8>,
    /// Age and sex of the first member.
    pub head: Alias,
    /// Age and sex of the others.
    pub rest: Alias,
    /// Migrants per resident of a household with the average network, by circle, corrected for the correlation of
    /// networks with size.
    pub rate: [f64; Circle::COUNT],
    /// Destinations of a circle, by position in the tables, with cumulated shares.
    pub ways: [Vec<(usize, f64)>; Circle::COUNT],
    /// Who would ever move.
    pub movers: Movers,
    /// Chance of a past stay abroad in 4,096ths: villages and towns, by class of age and sex.
    pub ever: [Vec<u16>; 2],
    /// Mean of members' wealth number times the correlation with schooling: taken off, because large households are
    /// richer.
    pub schooling_shift: f64,
}

/// A kind of place.
#[derive(Clone, Debug)]
pub struct SettingDistributions {
    /// Bounds of the schooling number above primary, secondary, tertiary, by class of age and sex.
    pub schooling: Vec<[f64; 3]>,
    /// Cumulated shares of sectors by schooling.
    pub mix: [Vec<f64>; 4],
    /// Logarithm of the median wealth in cents.
    pub wealth_ln: f64,
    /// Spread of the logarithm.
    pub wealth_sigma: f64,
}

/// Everything that drawing needs.
#[derive(Debug)]
pub struct Distributions<'a> {
    /// PopulationTables.
    pub tables: &'a PopulationTables,
    /// Rules.
    pub rules: &'a InForce,
    /// Draws of the replicate.
    pub key: WorldKey,
    /// Month that is drawn.
    pub now: Month,
    /// Correlations.
    pub mixes: Mixes,
    /// Position of each destination of the tables among the corridors.
    pub corridor: Vec<Option<usize>>,
    /// Corridor that stands for "none known" in a circle.
    pub fallback: [u8; Circle::COUNT],
    /// Regions.
    pub regions: Vec<RegionDistributions>,
    /// Kinds of place.
    pub settings: Vec<SettingDistributions>,
    /// Bounds of the income number between levels, by sector.
    pub levels: Vec<[f64; 3]>,
    /// Position of the sector without own income, if there is one.
    pub dependent: Option<u8>,
    /// Persons aged 10 to 14 per resident and month of age, moved to the age of 15.
    pub entrants: f64,
    /// Upper bounds of wealth of the four lower quintiles, cents.
    pub quintiles: [i32; 4],
}

/// Years from a count to a month.
fn years(from: Month, to: Month) -> f64 {
    f64::from(to.since(from)) / 12.0
}

/// Residents of a region in a month, persons, by constant growth to and from its count.
#[must_use]
pub fn residents(region: &Region, now: Month) -> f64 {
    region.residents * math::pow(1.0 + region.growth_year, years(region.counted, now))
}

/// People of a region at a destination in a month, persons.
#[must_use]
pub fn stock(tables: &PopulationTables, region: &Region, destination: usize, now: Month) -> f64 {
    region.stocks[destination]
        * math::pow(1.0 + tables.destinations[destination].growth_year, years(region.counted, now))
}

/// Share of men (0) or women (1) of an age group among all residents.
fn class_share(tables: &PopulationTables, group: usize, woman: usize) -> f64 {
    let g = &tables.ages[group];
    let men = g.men_per_woman / (1.0 + g.men_per_woman);
    g.share * if woman == 0 { men } else { 1.0 - men }
}

/// 1,024 equally probable household sizes of a region, ascending. A size times the region's factor is spread over the
/// two whole numbers around it.
fn sizes(tables: &PopulationTables, factor: f64) -> Vec<u8> {
    let most = MOST_RESIDENTS as usize;
    let mut mass = vec![0.0; most + 1];
    for band in &tables.sizes {
        for size in band.from..band.to {
            let share = band.share / f64::from(band.to - band.from);
            let scaled = (f64::from(size) * factor).clamp(1.0, most as f64);
            let low = scaled.floor();
            mass[low as usize] += share * (1.0 - (scaled - low));
            mass[(low as usize + 1).min(most)] += share * (scaled - low);
        }
    }
    let (mut size, mut below) = (1, mass[1]);
    (0..1024u32)
        .map(|i| {
            while below < (f64::from(i) + 0.5) / 1024.0 && size < most {
                size += 1;
                below += mass[size];
            }
            size as u8
        })
        .collect()
}

/// Age and sex of heads and of the others, so that together they give the pyramid.
fn heads_and_rest(tables: &PopulationTables, mean_size: f64) -> (Alias, Alias) {
    let classes = tables.ages.len() * 2;
    let total: Vec<f64> = (0..classes).map(|c| class_share(tables, c / 2, c % 2)).collect();
    let mut heads: Vec<f64> = (0..classes).map(|c| total[c] * tables.ages[c / 2].head[c % 2]).collect();
    // As many heads as households, but never more of a class than there are people of it: what is too much goes to the
    // other classes.
    for _ in 0..20 {
        let sum: f64 = heads.iter().sum();
        let raise = if sum > 0.0 { 1.0 / (mean_size * sum) } else { 0.0 };
        for (head, most) in heads.iter_mut().zip(&total) {
            *head = (*head * raise).min(0.98 * most);
        }
    }
    let rest: Vec<f64> = heads.iter().zip(&total).map(|(h, t)| t - h).collect();
    (Alias::new(&heads), Alias::new(&rest))
}

/// Mean over the tabulated normal numbers.
fn mean_normal(f: impl Fn(f64) -> f64) -> f64 {
    (0..1024).map(|i| f(normal(i))).sum::<f64>() / 1024.0
}

/// Mean over households weighted by size, `f` of the number that goes with the size.
fn mean_by_size(sizes: &[u8], f: impl Fn(f64) -> f64) -> f64 {
    let total: f64 = sizes.iter().map(|&s| f64::from(s)).sum();
    sizes.iter().zip(0..).map(|(&s, i)| f64::from(s) * f(normal(i))).sum::<f64>() / total
}

impl Mixes {
    fn new(tables: &PopulationTables) -> Self {
        let n = &tables.numbers;
        Self {
            wealth: Mix::new(n.wealth_size),
            schooling: Mix::new(n.wealth_schooling),
            network: [Mix::new(0.0), Mix::new(n.wealth_regional), Mix::new(n.wealth_overseas)],
            income: Mix::new(n.wealth_income),
        }
    }

    /// Mean of the factor exp(sigma z - kappa y) over residents, the numbers z of the network and y of income being
    /// tied to size through wealth.
    fn network_mean(&self, circle: Circle, sigma: f64, kappa: f64, sizes: &[u8]) -> f64 {
        let (m, i) = (self.network[circle as usize], self.income);
        let of_wealth = sigma * m.0 - kappa * i.0;
        mean_by_size(sizes, |z| math::exp(of_wealth * self.wealth.0 * z))
            * mean_normal(|z| math::exp(of_wealth * self.wealth.1 * z))
            * mean_normal(|z| math::exp(sigma * m.1 * z))
            * mean_normal(|z| math::exp(kappa * i.1 * z))
    }
}

fn region_draws(
    tables: &PopulationTables,
    region: &Region,
    corridor: &[Option<usize>],
    rules: &InForce,
    mixes: &Mixes,
    now: Month,
) -> RegionDistributions {
    let sizes = sizes(tables, region.household_factor);
    let mean_size = sizes.iter().map(|&s| f64::from(s)).sum::<f64>() / 1024.0;
    let (head, rest) = heads_and_rest(tables, mean_size);
    let mut rate = [0.0; Circle::COUNT];
    let mut ways = [const { Vec::new() }; Circle::COUNT];
    let mut men = [0.0; Circle::COUNT];
    let mut by_age = vec![[0.0; Circle::COUNT]; tables.ages.len()];
    for (d, position) in corridor.iter().enumerate() {
        let Some(position) = *position else { continue };
        let c = rules.corridor.list[position].1.circle.circle() as usize;
        let stock = stock(tables, region, d, now);
        if stock > 0.0 {
            rate[c] += stock / residents(region, now);
            men[c] += stock / residents(region, now) * tables.destinations[d].men_share;
            let ages = ages_there(tables, &tables.destinations[d], c == Circle::Overseas as usize);
            by_age.iter_mut().zip(ages).for_each(|(all, age)| all[c] += stock / residents(region, now) * age);
            ways[c].push((d, rate[c]));
        }
    }
    let men = [0, 1, 2].map(|c| if rate[c] > 0.0 { men[c] / rate[c] } else { 0.5 });
    let ever = region.ever_abroad[0] * (1.0 - region.urban_share) + region.ever_abroad[1] * region.urban_share;
    let movers = Movers::new(tables, (rate, &by_age), men, ever);
    for c in Circle::ALL {
        for way in &mut ways[c as usize] {
            way.1 /= rate[c as usize];
        }
        rate[c as usize] /=
            mixes.network_mean(c, tables.numbers.network_sigma, tables.numbers.poorer()[c as usize], &sizes);
    }
    let adults: f64 = (ADULTS..tables.ages.len()).map(|g| tables.ages[g].share).sum();
    let relative: f64 = (ADULTS..tables.ages.len())
        .flat_map(|g| [0, 1].map(|w| class_share(tables, g, w) * tables.ages[g].ever[w]))
        .sum();
    let ever = region.ever_abroad.map(|share| {
        let scale = if relative > 0.0 { share * adults / relative * 4096.0 } else { 0.0 };
        (0..tables.ages.len() * 2)
            .map(|c| (tables.ages[c / 2].ever[c % 2] * scale).round().min(4096.0) as u16)
            .collect()
    });
    let schooling_shift = mixes.schooling.0 * mixes.wealth.0 * mean_by_size(&sizes, |z| z);
    RegionDistributions { sizes, head, rest, rate, ways, movers, ever, schooling_shift }
}

/// Residents at the counts by kind of place: the weights of a national table of schooling.
fn setting_weights(tables: &PopulationTables) -> Vec<f64> {
    let mut weights = vec![0.0; tables.settings.len()];
    for r in &tables.regions {
        let rural = r.residents * (1.0 - r.urban_share);
        let parts = [rural * (1.0 - r.irrigated_share), rural * r.irrigated_share, r.residents * r.urban_share];
        for (setting, part) in r.settings.iter().zip(parts) {
            weights[*setting] += part;
        }
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|w| w / sum).collect()
}

/// Odds of any schooling where the relative odds are 1, so that the country has the share `any`; by halving of the
/// interval.
fn base_odds(any: f64, tables: &PopulationTables, weights: &[f64]) -> f64 {
    let share = |odds: f64| {
        tables
            .settings
            .iter()
            .zip(weights)
            .map(|(s, w)| w * (odds * s.schooling_odds) / (1.0 + odds * s.schooling_odds))
            .sum::<f64>()
    };
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if share(middle) < any {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn setting_draws(tables: &PopulationTables, position: usize, weights: &[f64]) -> SettingDistributions {
    let s = &tables.settings[position];
    let schooling = (0..tables.ages.len() * 2)
        .map(|class| {
            let age = tables.ages[class / 2].from.max(15);
            let row =
                tables.schooling.iter().filter(|r| r.woman == (class % 2 == 1) && r.from <= age).max_by_key(|r| r.from);
            let shares = row.map_or([1.0, 0.0, 0.0, 0.0], |r| r.shares);
            let any = 1.0 - shares[0];
            if any <= 0.0 {
                return [f64::INFINITY; 3];
            }
            let odds = base_odds(any, tables, weights) * s.schooling_odds;
            let here = odds / (1.0 + odds);
            let above = [here, here * (shares[2] + shares[3]) / any, here * shares[3] / any];
            above.map(|share| if share > 0.0 { -math::normal_quantile(share) } else { f64::INFINITY })
        })
        .collect();
    let mix = [0, 1, 2, 3].map(|level| {
        let mut sum = 0.0;
        s.mix[level]
            .iter()
            .map(|share| {
                sum += share;
                sum
            })
            .collect()
    });
    SettingDistributions {
        schooling,
        mix,
        wealth_ln: math::ln(100.0 * s.wealth_median_eur),
        wealth_sigma: s.wealth_sigma,
    }
}

/// Bounds between levels of income: the log-normal income of mean 1 and the sector's variation takes the level that is
/// nearest.
fn level_bounds(cv: f64) -> [f64; 3] {
    let levels = crate::world::state::LEVELS;
    let variance = math::ln(1.0 + cv * cv);
    let sigma = variance.sqrt().max(1e-9);
    [0, 1, 2].map(|i| (math::ln(0.5 * (levels[i] + levels[i + 1])) + 0.5 * variance) / sigma)
}

impl<'a> Distributions<'a> {
    /// Prepares everything but the bounds of quintiles.
    #[must_use]
    pub fn new(tables: &'a PopulationTables, rules: &'a InForce, key: WorldKey, now: Month) -> Self {
        let mixes = Mixes::new(tables);
        let corridor: Vec<Option<usize>> =
            tables.destinations.iter().map(|d| rules.corridor.position(&d.name)).collect();
        let weights = setting_weights(tables);
        let first = |c: Circle| rules.corridor.list.iter().position(|(_, k)| k.circle.circle() == c).unwrap_or(0) as u8;
        let share_10_14 = tables.ages.get(2).map_or(0.0, |g| g.share);
        Self {
            regions: tables.regions.iter().map(|r| region_draws(tables, r, &corridor, rules, &mixes, now)).collect(),
            settings: (0..tables.settings.len()).map(|s| setting_draws(tables, s, &weights)).collect(),
            levels: tables.sectors.iter().map(|s| level_bounds(s.cv)).collect(),
            dependent: tables.sectors.iter().position(|s| s.dependent).map(|s| s as u8),
            fallback: Circle::ALL.map(first),
            // The group is 2.5 years younger on average: growth makes it larger than the cohort that is 15 now.
            entrants: share_10_14 / 60.0 * math::pow(1.0 + rules.own.demography.growth_year, -2.5),
            quintiles: [i32::MAX; 4],
            tables,
            rules,
            key,
            now,
            mixes,
            corridor,
        }
    }
}
