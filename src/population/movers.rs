//! Who would ever move: everybody away, whoever once lived abroad, others at home with a chance in proportion to the
//! members whom their household has elsewhere. Of every age the same part are movers, home and away together; who comes
//! of age has the chance of the region.

use super::prepared::{ADULTS, ELDERS};
use super::tables::{Destination, PopulationTables};
use crate::journal::{Circle, Status};

/// Who of a region would ever move, by circle.
#[derive(Clone, Debug)]
pub struct Movers {
    /// Movers at home per member of a household elsewhere, those who once lived abroad apart.
    pub others: [f64; Circle::COUNT],
    /// Chance of one who comes of age: movers at home and away per adult.
    pub entrants: [f64; Circle::COUNT],
    /// That chance of men and of women, relative.
    pub of_sex: [[f64; Circle::COUNT]; 2],
    /// How much more often somebody at home of a group of age is a mover: where many of an age are away, fewer are
    /// left.
    pub of_age: Vec<[f64; Circle::COUNT]>,
}

/// Ages of those at a destination, as shares of groups of five years.
pub fn ages_there(tables: &PopulationTables, destination: &Destination, overseas: bool) -> Vec<f64> {
    let mut ages = vec![0.0; tables.ages.len()];
    for status in Status::ALL {
        let there = destination.share(status, overseas);
        for elapsed in &destination.elapsed[status as usize] {
            for (left, part) in tables.departures.iter().flat_map(|left| [0.25, 0.75].map(|part| (left, part))) {
                let years = f64::from(elapsed.from + elapsed.to) / 24.0;
                let age = f64::from(left.from) + part * f64::from(left.to - left.from) + years;
                let group = ((age / 5.0) as usize).clamp(ADULTS, ELDERS - 1);
                ages[group] += 0.5 * there * elapsed.share * left.share;
            }
        }
    }
    ages
}

impl Movers {
    /// From members elsewhere per resident (`away`), by age too, the share of men among them, and adults per resident,
    /// of whom `ever` once lived abroad.
    #[must_use]
    pub fn new(
        tables: &PopulationTables,
        (away, by_age): ([f64; Circle::COUNT], &[[f64; Circle::COUNT]]),
        men: [f64; Circle::COUNT],
        ever: f64,
    ) -> Self {
        let adults: f64 = (ADULTS..ELDERS).map(|g| tables.ages[g].share).sum();
        let numbers = &tables.numbers;
        let [_, regional, overseas] = away;
        let past = numbers.past_overseas * overseas;
        let part = if past + regional > 0.0 { past / (past + regional) } else { 0.0 };
        let returned = [0.0, 1.0 - part, part].map(|part| part * ever * adults);
        let all = adults + away.iter().sum::<f64>();
        let of_age = vec![[1.0; 3]; tables.ages.len()];
        let mut movers = Self { others: [0.0; 3], entrants: [0.0; 3], of_sex: [[1.0; 3]; 2], of_age };
        for (c, per_member) in numbers.movers().into_iter().enumerate().filter(|(c, _)| away[*c] > 0.0) {
            movers.others[c] = (per_member - returned[c] / away[c]).max(0.0);
            movers.entrants[c] = (away[c] * (1.0 + per_member.max(returned[c] / away[c]))) / all;
            movers.of_sex[0][c] = 2.0 * men[c];
            movers.of_sex[1][c] = 2.0 * (1.0 - men[c]);
            // Of every age, home and away together, the same part are movers.
            let all = away[c] * (1.0 + per_member) / (adults + away[c]);
            let left = |g: usize| (all * (tables.ages[g].share + by_age[g][c]) - by_age[g][c]).max(0.0);
            let mean = (ADULTS..ELDERS).map(left).sum::<f64>() / adults;
            for g in (ADULTS..ELDERS).filter(|_| mean > 0.0) {
                movers.of_age[g][c] = left(g) / tables.ages[g].share.max(1e-9) / mean;
            }
        }
        movers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostics::{Diagnostics, Sources};

    fn tables() -> PopulationTables {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/mali/");
        let text = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).map_err(|e| e.to_string());
        let tables = PopulationTables::read(&text, &mut sources, &mut out);
        assert!(!out.has_errors());
        tables
    }

    /// 0.02 of the region per resident and 0.01 of overseas, 1.7 and 3 movers at home for each; nobody once abroad.
    #[test]
    fn movers_at_home_are_in_proportion_to_those_away_and_at_all_ages_add_up_to_them() {
        let mut tables = tables();
        (tables.numbers.movers_regional, tables.numbers.movers_overseas) = (1.7, 3.0);
        let by_age = vec![[0.0; Circle::COUNT]; tables.ages.len()];
        let movers = Movers::new(&tables, ([0.0, 0.02, 0.01], &by_age), [0.5, 0.6, 0.75], 0.0);
        assert_eq!(movers.others, [0.0, 1.7, 3.0]);
        let adults: f64 = (ADULTS..ELDERS).map(|g| tables.ages[g].share).sum();
        assert!((movers.entrants[1] - 0.02 * 2.7 / (adults + 0.03)).abs() < 1e-12, "{:?}", movers.entrants);
        assert_eq!((movers.of_sex[0][2], movers.of_sex[1][2]), (1.5, 0.5));
        for g in ADULTS..ELDERS {
            assert!((movers.of_age[g][1] - 1.0).abs() < 1e-9, "nobody is away, so all ages are alike");
        }
    }

    /// Where half of an age are away, fewer movers of it are left at home.
    #[test]
    fn at_an_age_at_which_many_are_away_fewer_movers_are_left() {
        let tables = tables();
        let mut by_age = vec![[0.0; Circle::COUNT]; tables.ages.len()];
        by_age[5][1] = 0.02;
        let movers = Movers::new(&tables, ([0.0, 0.02, 0.0], &by_age), [0.5; 3], 0.0);
        assert!(movers.of_age[5][1] < 0.5 && movers.of_age[9][1] > 1.0, "{:?}", movers.of_age);
        let away = ages_there(&tables, &tables.destinations[1], false);
        assert!((away.iter().sum::<f64>() - 1.0).abs() < 1e-3, "{away:?}");
    }
}
