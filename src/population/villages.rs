//! The villages of the country, the sample of them, and the districts that they are worked through in.
//!
//! A sample takes every n-th village of the list of all, which is ordered by villages before towns, region and size,
//! from a random start. So every village has the same chance 1/n, and as whole villages are taken, everybody in the
//! country has: one weight n is right for all. (Drawing villages with probability proportional to size would need
//! weights that differ, or only some households of each: with whole villages and one weight it would over-represent
//! those who live in large villages.)

use super::prepared::{residents, stock};
use super::tables::PopulationTables;
use crate::base::diagnostics::Diagnostics;
use crate::base::draws::{Draws, WorldKey};
use crate::base::math;
use crate::base::units::Month;

crate::purposes! {
    /// Size of a village.
    SIZE = "population/village size";
    /// Whether a village has irrigated land.
    IRRIGATED = "population/irrigated";
    /// Start of the systematic sample.
    START = "population/sample start";
}

/// Bits of a village's number within its region.
const INDEX_BITS: u32 = 18;
/// Added to the index of towns.
const TOWN: u32 = 1 << (INDEX_BITS - 1);

/// A village or quarter, before it has people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Permanent number: region, town or not, index.
    pub id: u32,
    /// Region, by position.
    pub region: u8,
    /// Whether a town or quarter of a town.
    pub urban: bool,
    /// Whether it has irrigated land.
    pub irrigated: bool,
    /// Residents of all ages.
    pub residents: u32,
}

/// Sizes of places: mean, spread of the logarithm, bounds.
struct Sizes {
    mean: f64,
    sigma: f64,
    low: f64,
    high: f64,
}

/// Splits residents over places: place i has the same size whatever the total, except the last.
fn split(total: u64, sizes: &Sizes, draws: impl Fn(u32) -> Draws, mut add: impl FnMut(u32, u32)) {
    // More have no numbers.
    let mu = math::ln(sizes.mean) - 0.5 * sizes.sigma * sizes.sigma;
    let (mut left, mut i) = (total, 0);
    while left > 0 && i <= TOWN {
        let drawn = math::exp(mu + sizes.sigma * draws(i).normal(SIZE, 0, 0));
        let mut size = drawn.clamp(sizes.low, sizes.high).round() as u64;
        if (left as f64) < size as f64 + sizes.low {
            size = left;
        }
        add(i, size as u32);
        left -= size;
        i += 1;
    }
}

/// All places of all regions in a month, times `scale`: a function of region and index, whatever sample is drawn of
/// them. `None` where a region has more places than numbers.
#[must_use]
pub fn all(tables: &PopulationTables, key: WorldKey, now: Month, scale: f64) -> Option<Vec<Vec<Settlement>>> {
    let n = &tables.numbers;
    let villages = Sizes {
        mean: n.village_residents,
        sigma: n.village_sigma,
        low: n.village_smallest,
        high: n.village_largest.max(n.village_smallest),
    };
    let quarters = Sizes {
        mean: n.quarter_residents,
        sigma: n.quarter_sigma,
        low: n.quarter_smallest,
        high: n.quarter_largest.max(n.quarter_smallest),
    };
    let mut country = Vec::new();
    for (r, region) in tables.regions.iter().enumerate() {
        let total = (residents(region, now) * scale).round();
        let urban = (total * region.urban_share).round();
        let mut list = Vec::new();
        for (town, people, sizes) in [(false, total - urban, &villages), (true, urban, &quarters)] {
            let id = |i: u32| ((r as u32) << INDEX_BITS) | if town { TOWN } else { 0 } | i;
            let draws = |i: u32| key.settlement(id(i));
            split(people as u64, sizes, draws, |i, residents| {
                let irrigated = !town && draws(i).happens(region.irrigated_share, IRRIGATED, 0, 0);
                list.push(Settlement { id: id(i), region: r as u8, urban: town, irrigated, residents });
            });
        }
        if list.len() >= TOWN as usize {
            return None;
        }
        country.push(list);
    }
    Some(country)
}

/// Most people of a region who live elsewhere, for each resident.
const MOST_AWAY: f64 = 10.0;

/// Refuses tables by which a region has, in the first month of a run, far more people elsewhere than at home, or more
/// places than can be numbered; this fault stands at the largest region.
pub fn check_growth(tables: &PopulationTables, now: Month, key: WorldKey, out: &mut Diagnostics) {
    for (region, origin) in tables.regions.iter().zip(&tables.counted) {
        let away: f64 = (0..tables.destinations.len()).map(|d| stock(tables, region, d, now)).sum();
        let (name, counted) = (&region.name, region.counted);
        if away > MOST_AWAY * residents(region, now) {
            let message = format!("`{name}`, counted in {counted}, would have {away:.0} people elsewhere in {now}");
            let help = format!(
                "at most {MOST_AWAY} times its residents are allowed, who would be {:.0}: check the month of the \
                 count, the stocks and their growth",
                residents(region, now)
            );
            out.error(Some(*origin), message, help);
        }
    }
    if out.has_errors() {
        return;
    }
    // A little more than the tables say: the places of each replicate are drawn.
    if all(tables, key, now, 1.02).is_some() {
        return;
    }
    let placed = tables.regions.iter().zip(&tables.counted);
    let largest = placed.max_by(|a, b| residents(a.0, now).total_cmp(&residents(b.0, now)));
    let Some((region, origin)) = largest else {
        return;
    };
    let message = format!(
        "`{}`, counted in {}, would have {:.0} residents in {now}, in more villages than can be numbered",
        region.name,
        region.counted,
        residents(region, now)
    );
    out.error(Some(*origin), message, "check the month of the count, the residents and their growth".to_owned());
}

/// A systematic sample, one in `n`, of the whole list, in the order of numbers. No region is given a place by hand: it
/// would have too much weight, and with few places much too much.
#[must_use]
pub fn sample(country: &[Vec<Settlement>], key: WorldKey, n: u64) -> Vec<Settlement> {
    let mut order: Vec<&Settlement> = country.iter().flatten().collect();
    // Sizes rise in one region and fall in the next: neighbours in the list are alike, so the sample is balanced.
    order.sort_by_key(|p| {
        (p.urban, p.region, if p.region % 2 == 0 { p.residents } else { u32::MAX - p.residents }, p.id)
    });
    let start = key.country().below(n, START, 0, 0);
    let skip = usize::try_from(start).unwrap_or(usize::MAX);
    let step = usize::try_from(n).unwrap_or(usize::MAX);
    let mut chosen: Vec<Settlement> = order.into_iter().skip(skip).step_by(step).copied().collect();
    chosen.sort_by_key(|p| p.id);
    chosen
}

/// Groups consecutive places into districts of at most `most` residents, unless one place alone has more.
#[must_use]
pub fn districts(places: &[Settlement], most: f64) -> Vec<&[Settlement]> {
    let mut list = Vec::new();
    let (mut from, mut people) = (0, 0.0);
    for (i, place) in places.iter().enumerate() {
        let more = f64::from(place.residents);
        if i > from && people + more > most {
            list.push(&places[from..i]);
            (from, people) = (i, 0.0);
        }
        people += more;
    }
    if from < places.len() {
        list.push(&places[from..]);
    }
    list
}
