//! The home economy. Nobody at home is visited for it: income and consumption are booked once a month for all earners
//! of a class together, and a household's own wealth is brought up to date, exactly, when somebody looks at it
//! ([`District::touch`](crate::world::District::touch)).
//!
//! Rule: an earner of sector s and level l has income `sector income in the season × level` and consumes the same sum
//! every month, `(1 - saving share) × mean yearly income / 12`. So wealth rises after the harvest, falls in the lean
//! months and grows by the saving share over a year. Source: sector incomes of the population's table. Left out:
//! prices, droughts, and effects of absence on those who stay.

use super::tables::Tables;
use crate::base::units::{Month, cents};
use crate::institution::Rules;
use crate::journal::ledger::Flow;
use crate::world::World;
use crate::world::state::{LEVELS, Sector};

/// Whether a month is in the farm season, June to November (Keita 2010, box 2).
#[must_use]
pub const fn farm_season(t: Month) -> bool {
    let m = t.of_year();
    m >= 5 && m <= 10
}

/// Income of an earner of an income class in a month, cents.
#[must_use]
pub fn income(sectors: &[Sector], class: usize, t: Month) -> i64 {
    let s = &sectors[class / LEVELS.len()];
    cents(LEVELS[class % LEVELS.len()] * if farm_season(t) { s.farm_season_eur } else { s.dry_season_eur })
}

/// Mean monthly income of an earner of a class over a year, EUR.
#[must_use]
pub fn mean_income_eur(sectors: &[Sector], class: usize) -> f64 {
    let s = &sectors[class / LEVELS.len()];
    LEVELS[class % LEVELS.len()] * 0.5 * (s.farm_season_eur + s.dry_season_eur)
}

/// Mean monthly surplus over subsistence of an earner of a class, EUR, at least the least that plans count with.
#[must_use]
pub fn surplus_eur(sectors: &[Sector], rules: &Rules, class: usize) -> f64 {
    (mean_income_eur(sectors, class) - sectors[class / LEVELS.len()].floor_eur).max(rules.home.least_surplus_eur_month)
}

/// Books the month for everybody who earns at home, and what those away on expected earnings save.
pub fn shared(world: &mut World, rules: &Rules, tables: &Tables, t: Month) {
    let classes = world.sectors.len() * LEVELS.len();
    let monthly: Vec<(i64, i64)> = (0..classes)
        .map(|c| {
            (income(&world.sectors, c, t), cents((1.0 - rules.home.saving_share) * mean_income_eur(&world.sectors, c)))
        })
        .collect();
    let mut row = world.book.cumulated[t.since(world.book.start) as usize].clone();
    for (sum, (earned, spent)) in row.iter_mut().zip(&monthly) {
        *sum += (earned - spent) as i32;
    }
    world.book.cumulated.push(row);
    let mut away = world.book.away[t.since(world.book.start) as usize].clone();
    for (sum, place) in away.iter_mut().zip(&tables.places) {
        *sum += place.free.1 as i32;
    }
    world.book.away.push(away);
    for d in &mut world.districts {
        for (class, (earned, spent)) in monthly.iter().enumerate() {
            d.ledger.post(Flow::HomeIncome, 0, d.earners[class] * earned);
            d.ledger.post(Flow::HomeConsumption, 0, d.earners[class] * spent);
        }
    }
}
