//! The home economy's lines in a month: income, consumption, and the surplus that plans count with, by region and
//! income class.
//!
//! Rule: an earner of sector s and level l has income `sector income in the season × level` and consumes the same sum
//! every month, `(1 - saving share) × mean yearly income / 12`. So wealth rises after the harvest, falls in the lean
//! months and grows by the saving share over a year. Where a harvest fails, income falls by the part that the fields
//! bring times the part lost, and consumption does not: wealth, then neighbours, make up for it. Plans count with the
//! mean surplus over their horizon, the bad months included. Source: sector incomes of the population's table. Left
//! out: prices, consumption that follows income, effects of absence on those who stay.

use super::scene::Backdrop;
use crate::base::units::{Month, cents};
use crate::institution::Rules;
use crate::world::state::{LEVELS, Sector};
use crate::world::{HomeBook, HomeLine, World};

/// Whether a month is in the farm season, June to November (Keita 2010, box 2).
#[must_use]
pub const fn farm_season(t: Month) -> bool {
    let m = t.of_year();
    m >= 5 && m <= 10
}

/// Sector and factor of the level of an income class.
fn sector_and_level(sectors: &[Sector], class: usize) -> (&Sector, f64) {
    (&sectors[class / LEVELS.len()], LEVELS[class % LEVELS.len()])
}

/// Income of an earner of an income class in a month of an ordinary year, EUR.
#[must_use]
pub fn income_eur(sectors: &[Sector], class: usize, t: Month) -> f64 {
    let (s, level) = sector_and_level(sectors, class);
    level * if farm_season(t) { s.farm_season_eur } else { s.dry_season_eur }
}

/// Mean monthly income of an earner of a class over an ordinary year, EUR.
#[must_use]
pub fn mean_income_eur(sectors: &[Sector], class: usize) -> f64 {
    let (s, level) = sector_and_level(sectors, class);
    level * 0.5 * (s.farm_season_eur + s.dry_season_eur)
}

/// What an income leaves over subsistence that plans count with, EUR a month.
fn above_needs(sector: &Sector, rules: &Rules, income: f64) -> f64 {
    (income - sector.floor_eur).max(rules.home.least_surplus_eur_month)
}

/// Mean monthly surplus of an earner of a class over subsistence that plans count with in an ordinary year, EUR.
#[must_use]
pub fn surplus_eur(sectors: &[Sector], rules: &Rules, class: usize) -> f64 {
    above_needs(sector_and_level(sectors, class).0, rules, mean_income_eur(sectors, class))
}

/// What an earner of a class consumes in a month, cents.
#[must_use]
pub fn consumption(sectors: &[Sector], rules: &Rules, class: usize) -> i64 {
    cents((1.0 - rules.home.saving_share) * mean_income_eur(sectors, class))
}

/// Works the lines out for a month; comes before anything that reads them.
pub fn open(world: &mut World, rules: &Rules, t: Month) {
    let World { book, sectors, .. } = world;
    let HomeBook { classes, lines, .. } = book;
    for (i, line) in lines.iter_mut().enumerate() {
        work_out(line, sectors, rules, i % usize::from(*classes), t);
    }
}

fn work_out(line: &mut HomeLine, sectors: &[Sector], rules: &Rules, class: usize, t: Month) {
    let (sector, mean) = (&sectors[class / LEVELS.len()], mean_income_eur(sectors, class));
    let months_left = line.lost_until.since(t).max(0);
    let lost = if months_left > 0 { sector.farm * line.lost } else { 0.0 };
    let horizon = rules.preference.horizon_months;
    let part = f64::from((months_left as u32).min(horizon)) / f64::from(horizon);
    line.income = cents(income_eur(sectors, class, t) * (1.0 - lost));
    line.consumption = consumption(sectors, rules, class);
    line.mean_income = mean * (1.0 - lost);
    line.surplus = above_needs(sector, rules, mean * (1.0 - lost * part));
    line.left = above_needs(sector, rules, line.mean_income);
}

/// A part of what the fields of a region bring is lost until a month: reaches households and plans from this month on.
pub fn lose_harvest(world: &mut World, backdrop: &Backdrop<'_>, region: usize, lost: f64, until: Month) {
    let World { book, sectors, .. } = world;
    for (class, line) in book.of_region(region).iter_mut().enumerate() {
        line.lost = lost;
        line.lost_until = until;
        work_out(line, sectors, backdrop.rules, class, backdrop.now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sectors() -> Vec<Sector> {
        let sector = |farm_season_eur, dry_season_eur, floor_eur, farm| Sector {
            name: String::new(),
            farm_season_eur,
            dry_season_eur,
            floor_eur,
            farm,
            fit: 0.5,
        };
        vec![sector(20.0, 10.0, 5.0, 0.8), sector(40.0, 40.0, 30.0, 0.0)]
    }

    fn worked(lost: f64, months: i32, class: usize) -> HomeLine {
        let t = Month::new(2006, 7);
        let mut line = HomeLine { lost, lost_until: t.plus(months), ..HomeLine::default() };
        work_out(&mut line, &sectors(), &Rules::default(), class, t);
        line
    }

    /// Level 1.15 of the first sector: 23 EUR in the season, 17.25 in the mean, floor 5. Half of the harvest lost for
    /// 12 months of a horizon of 120: 0.8 × 0.5 of the income, a tenth of that in the mean of the horizon.
    #[test]
    fn a_lost_harvest_lowers_income_now_and_plans_by_its_part_of_the_horizon() {
        let line = worked(0.5, 12, 2);
        assert_eq!(line.income, 1380);
        assert!((line.mean_income - 17.25 * 0.6).abs() < 1e-12);
        assert!((line.surplus - (17.25 * 0.96 - 5.0)).abs() < 1e-12);
        // What is consumed does not follow.
        assert_eq!(line.consumption, cents(0.99 * 17.25));
    }

    #[test]
    fn nothing_lost_a_loss_that_is_over_and_work_off_the_fields_leave_income_as_it_is() {
        let ordinary = worked(0.0, 12, 2);
        assert_eq!((ordinary.income, ordinary.surplus), (2300, 17.25 - 5.0));
        assert_eq!(surplus_eur(&sectors(), &Rules::default(), 2), ordinary.surplus);
        let same = |line: HomeLine| (line.income, line.surplus) == (ordinary.income, ordinary.surplus);
        assert!(same(worked(1.0, 0, 2)));
        assert_eq!(worked(1.0, 12, 5).income, cents(40.0 * 0.85));
    }

    #[test]
    fn everything_lost_leaves_what_comes_from_elsewhere_and_the_least_that_plans_count_with() {
        let line = worked(1.0, 600, 2);
        assert_eq!(line.income, cents(23.0 * 0.2));
        assert_eq!(line.surplus, Rules::default().home.least_surplus_eur_month);
    }
}
