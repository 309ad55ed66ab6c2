//! When people may reconsider. The calendar is a pure function of person and month: one keyed draw per person and
//! half-year marks *candidate* months at the ceiling of all attention hazards; at a candidate month the review happens
//! with probability hazard / ceiling (thinning). Nothing that happened before moves it, so two policies review the same
//! people in the same months wherever their hazards agree. The agenda of a district is this calendar listed by month,
//! and is never part of the state.

use crate::base::draws::{Draws, WorldKey, mix};
use crate::base::units::Month;
use crate::world::District;
use crate::world::person::Life;

crate::purposes! {
    /// Candidate months of a half-year.
    CANDIDATES = "calendar/candidates";
    /// Whether a candidate month is a review.
    THINNING = "calendar/thinning";
}

/// Months of one stretch of the calendar.
pub const HALF: u16 = 6;
const STEPS: u64 = 1024;

/// Candidate months at a ceiling: the ceiling rounded up to a 1,024th, which thinning makes exact again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calendar {
    steps: u64,
    inverse: f64,
}

impl Calendar {
    /// For a ceiling hazard per month.
    #[must_use]
    pub fn new(ceiling: f64) -> Self {
        let steps = (ceiling.clamp(0.0, 1.0) * STEPS as f64).ceil() as u64;
        Self { steps, inverse: if steps == 0 { 0.0 } else { STEPS as f64 / steps as f64 } }
    }

    /// The random word of a person's half-year.
    #[inline]
    #[must_use]
    pub const fn word(draws: Draws, half: u16) -> u64 {
        draws.bits(CANDIDATES, half as u32, 0)
    }

    /// Whether the month number `in_half` (0–5) of the half-year of `word` is a candidate.
    #[inline]
    #[must_use]
    pub const fn marks(&self, word: u64, in_half: u16) -> bool {
        (word >> (10 * in_half)) & (STEPS - 1) < self.steps
    }

    /// Candidate months of a half-year as six bits, without branches.
    #[inline]
    #[must_use]
    pub const fn marked(&self, word: u64) -> u32 {
        let mut mask = 0;
        let mut m = 0;
        while m < HALF {
            mask |= (((word >> (10 * m)) & (STEPS - 1) < self.steps) as u32) << m;
            m += 1;
        }
        mask
    }

    /// The ceiling as candidates have it, per month, and its inverse (0 for a ceiling of 0): what happens at candidate
    /// months only, at hazard × inverse, happens at the hazard.
    #[must_use]
    pub fn ceiling(&self) -> (f64, f64) {
        (self.steps as f64 / STEPS as f64, self.inverse)
    }

    /// Whether a person reviews in a month at a hazard: candidate, and kept by thinning.
    #[inline]
    #[must_use]
    pub fn reviews(&self, draws: Draws, t: Month, hazard: f64) -> bool {
        self.marks(Self::word(draws, t.0 / HALF), t.0 % HALF) && self.kept(draws, t, hazard)
    }

    /// Whether a candidate month is kept at a hazard.
    #[inline]
    #[must_use]
    pub fn kept(&self, draws: Draws, t: Month, hazard: f64) -> bool {
        draws.unit(THINNING, t.key(), 0) < hazard * self.inverse
    }

    /// Lists the candidates of the half-year of `t` by month, in the order of positions; and calls `each` for every
    /// active person with a second random word of the half-year, for what else is decided half-yearly.
    pub fn list(
        &self,
        d: &mut District,
        key: WorldKey,
        t: Month,
        mut each: impl FnMut(&mut crate::world::Person, u32, u64),
    ) {
        let half = t.0 / HALF;
        if d.agenda_half == Some(half) {
            return;
        }
        d.agenda_half = Some(half);
        d.agenda.resize(usize::from(HALF), Vec::new());
        d.agenda.iter_mut().for_each(Vec::clear);
        let from = t.0 % HALF;
        for (i, person) in d.persons.iter_mut().enumerate() {
            if person.life != Life::Active {
                continue;
            }
            let word = Self::word(key.person(person.id), half);
            let mut mask = self.marked(word) >> from << from;
            while mask != 0 {
                d.agenda[mask.trailing_zeros() as usize].push(i as u32);
                mask &= mask - 1;
            }
            each(person, i as u32, mix(word ^ 0x5851_f42d_4c95_7f2d));
        }
    }

    /// Adds a person who appears in month `t` to the agenda of the rest of the half-year.
    pub fn add(&self, d: &mut District, draws: Draws, position: u32, t: Month) {
        let word = Self::word(draws, t.0 / HALF);
        for m in t.0 % HALF..HALF {
            if self.marks(word, m) {
                d.agenda[usize::from(m)].push(position);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_happen_at_the_hazard_asked_for_and_never_or_always_at_its_limits() {
        let key = WorldKey::new(3, 0);
        for (ceiling, hazard) in
            [(1.0 / 12.0, 0.045), (1.0 / 12.0, 1.0 / 12.0), (0.5, 0.01), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
        {
            let calendar = Calendar::new(ceiling);
            let n = 2000 * 120;
            let mut seen = 0;
            for p in 0..2000 {
                for m in 0..120 {
                    seen += i32::from(calendar.reviews(key.of(p), Month(24000 + m), hazard));
                }
            }
            let share = f64::from(seen) / f64::from(n);
            let sd = (hazard * (1.0 - hazard) / f64::from(n)).sqrt();
            assert!((share - hazard).abs() <= 4.5 * sd, "{ceiling} {hazard}: {share}");
        }
    }
}
