//! A toy of circular migration that never changes, run beside the engine: what the engine takes is told as a multiple
//! of what this takes, so that a figure of one machine can be held on another.
//!
//! N people in a vector, one random number each and month. At home they leave with a chance that falls with age and
//! savings, at most N/100 of them in a month; abroad they save under a contract of 24 months, then stay on without
//! papers or go home. It is nobody's model of anything, and no part of the engine.

use crate::base::math::exp;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Months of a contract.
const CONTRACT: u32 = 24;

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Whereabouts {
    Home,
    Contract,
    Irregular,
}

/// Somebody: 24 bytes, as many as a line of the cache holds two and a half of.
#[derive(Clone, Copy, Debug)]
struct Figure24 {
    savings: f64,
    age_months: f64,
    months: u32,
    whereabouts: Whereabouts,
    returned: bool,
}

const _: () = assert!(size_of::<Figure24>() == 24);

/// What a run of the yardstick leaves: the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YardstickEnd {
    /// People at home, under contract and without papers.
    pub places: [u64; 3],
    /// Departures.
    pub departures: u64,
    /// Savings of all, in thousandths.
    pub savings: u64,
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Simulates so many people for so many months.
#[must_use]
pub fn run(persons: usize, months: u32) -> YardstickEnd {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut draw = || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let born = |at: usize| 180.0 + (at * 7919 % 420) as f64;
    let newcomer = |at| Figure24 {
        savings: 0.0,
        age_months: born(at),
        months: 0,
        whereabouts: Whereabouts::Home,
        returned: false,
    };
    let mut list: Vec<Figure24> = (0..persons).map(newcomer).collect();
    let mut departures = 0;
    for _ in 0..months {
        let mut left = 0;
        for person in &mut list {
            let u = draw();
            step(person, u, &mut left, persons / 100);
        }
        departures += left as u64;
    }
    let place = |at: Whereabouts| list.iter().filter(|person| person.whereabouts == at).count() as u64;
    YardstickEnd {
        places: [Whereabouts::Home, Whereabouts::Contract, Whereabouts::Irregular].map(place),
        departures,
        savings: (list.iter().map(|person| person.savings).sum::<f64>() * 1000.0).round() as u64,
    }
}

/// A month of somebody.
fn step(person: &mut Figure24, u: f64, left: &mut usize, most: usize) {
    person.age_months += 1.0;
    match person.whereabouts {
        Whereabouts::Home => {
            let age = (person.age_months - 300.0) / 100.0;
            let again = if person.returned { 0.8 } else { 0.0 };
            if *left < most && u < logistic(-3.9 - 0.15 * age * age - 0.05 * person.savings + again) {
                *left += 1;
                (person.whereabouts, person.months) = (Whereabouts::Contract, 0);
            }
            person.savings *= 0.98;
        }
        Whereabouts::Contract => {
            person.savings += 1.0;
            person.months += 1;
            if person.months >= CONTRACT {
                let stays = u < logistic(-0.3 + 0.10 * (26.0 - person.savings) - 1.0);
                person.whereabouts = if stays { Whereabouts::Irregular } else { Whereabouts::Home };
                person.returned |= !stays;
            }
        }
        Whereabouts::Irregular => {
            person.savings += 0.6;
            if u < 0.02 {
                (person.whereabouts, person.returned) = (Whereabouts::Home, true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another algorithm, another constant or another order would make other multiples of everything.
    #[test]
    fn the_yardstick_is_what_it_was() {
        let found = run(10_000, 60);
        assert_eq!(found.places.iter().sum::<u64>(), 10_000);
        assert_eq!(found, GOLDEN);
    }
    const GOLDEN: YardstickEnd = YardstickEnd { places: [7165, 2204, 631], departures: 5757, savings: 101_041_654 };

    /// By hand: nobody leaves in a world of fewer than a hundred, where at most none may.
    #[test]
    fn at_most_a_hundredth_leaves_in_a_month() {
        assert_eq!(run(99, 120), YardstickEnd { places: [99, 0, 0], departures: 0, savings: 0 });
        assert!(run(1_000, 12).departures <= 120);
    }
}
