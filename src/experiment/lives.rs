//! What became of each person, so that the same people can be compared in two worlds.

use crate::world::World;
use crate::world::person::Life as State;

/// One person at the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Permanent id: the same person in all worlds.
    pub id: u64,
    /// Whether the person ever applied to a programme.
    pub applied: bool,
    /// Whether the person ever left under contract.
    pub participated: bool,
    /// Whether the person died before 65.
    pub dead: bool,
    /// Months away without papers.
    pub irregular: u16,
    /// Months away with papers.
    pub regular: u16,
    /// Completed circuits.
    pub circuits: u8,
}

/// Whom a comparison follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Those who applied to a programme.
    Applicants,
    /// Those who left under contract.
    Participants,
}

/// What of a life is compared.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Name in files.
    pub name: &'static str,
    /// Unit of the mean over persons.
    pub unit: &'static str,
    /// The value of one life.
    pub of: fn(&Life) -> f64,
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Every outcome.
pub const OUTCOMES: &[Outcome] = &[
    Outcome { name: "deaths", unit: "per 1,000 persons", of: |l| 1000.0 * f64::from(u8::from(l.dead)) },
    Outcome { name: "months_irregular", unit: "months a person", of: |l| f64::from(l.irregular) },
    Outcome { name: "months_regular", unit: "months a person", of: |l| f64::from(l.regular) },
    Outcome { name: "circuits", unit: "a person", of: |l| f64::from(l.circuits) },
];

/// The lives of a world, by id.
#[must_use]
pub fn lives(world: &World) -> Vec<Life> {
    let mut lives = Vec::new();
    for d in &world.districts {
        for p in &d.persons {
            let spell = d.spells.get(p.spell as usize);
            let (regular, irregular) = spell.map_or((0, 0), |s| {
                let months = world.now.since(s.status_since).clamp(0, i32::from(u16::MAX)) as u16;
                if s.status.regular() { (months, 0) } else { (0, months) }
            });
            let contract = spell.is_some_and(|s| s.contract != crate::world::person::NONE);
            lives.push(Life {
                id: p.id,
                applied: p.applied(),
                participated: p.seasons > 0 || contract,
                dead: p.life == State::Dead,
                irregular: p.months_irregular.saturating_add(irregular),
                regular: p.months_regular.saturating_add(regular),
                circuits: p.circuits,
            });
        }
    }
    lives.sort_unstable_by_key(|l| l.id);
    lives
}

/// Mean difference of an outcome, `with` less `base`, over those whom `with` makes one of `who`; persons who are not in
/// both worlds are left out.
#[must_use]
pub fn paired(base: &[Life], with: &[Life], who: Who, outcome: &Outcome) -> Option<f64> {
    let (mut sum, mut number) = (0.0, 0_u32);
    for life in with.iter().filter(|l| if who == Who::Applicants { l.applied } else { l.participated }) {
        let Ok(at) = base.binary_search_by_key(&life.id, |l| l.id) else { continue };
        sum += (outcome.of)(life) - (outcome.of)(&base[at]);
        number += 1;
    }
    (number > 0).then(|| sum / f64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_persons_are_compared() {
        let life = |id, applied, irregular| Life {
            id,
            applied,
            participated: false,
            dead: false,
            irregular,
            regular: 0,
            circuits: 0,
        };
        let base = [life(1, false, 10), life(2, false, 20), life(4, false, 5)];
        let with = [life(1, true, 4), life(2, false, 0), life(3, true, 99), life(4, true, 5)];
        assert_eq!(paired(&base, &with, Who::Applicants, &OUTCOMES[1]), Some(-3.0));
        assert_eq!(paired(&base, &with, Who::Participants, &OUTCOMES[1]), None);
    }
}
