//! Persons followed to the end of a run, so that the same people can be compared in two worlds.

use crate::world::World;
use crate::world::person::Life;
use serde::{Deserialize, Serialize};

/// What became of one person by the end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
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

/// What of a person is compared.
#[derive(Clone, Copy, Debug)]
pub struct PersonMeasure {
    /// Name in files.
    pub name: &'static str,
    /// Unit of the mean over persons.
    pub unit: &'static str,
    /// The value of one person.
    pub of: fn(&Followed) -> f64,
}

impl PartialEq for PersonMeasure {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Every measure of persons.
pub const PERSON_MEASURES: &[PersonMeasure] = &[
    PersonMeasure { name: "deaths", unit: "per 1,000 persons", of: |p| 1000.0 * f64::from(u8::from(p.dead)) },
    PersonMeasure { name: "months_irregular", unit: "months a person", of: |p| f64::from(p.irregular) },
    PersonMeasure { name: "months_regular", unit: "months a person", of: |p| f64::from(p.regular) },
    PersonMeasure { name: "circuits", unit: "a person", of: |p| f64::from(p.circuits) },
];

/// The persons of a world, by id.
#[must_use]
pub fn persons(world: &World) -> Vec<Followed> {
    let mut list = Vec::new();
    for d in &world.districts {
        for p in &d.persons {
            let spell = d.spells.get(p.spell as usize);
            let (regular, irregular) = spell.map_or((0, 0), |s| {
                let months = world.now.since(s.status_since).clamp(0, i32::from(u16::MAX)) as u16;
                if s.status.regular() { (months, 0) } else { (0, months) }
            });
            list.push(Followed {
                id: p.id,
                applied: p.applied(),
                participated: p.seasons > 0,
                dead: p.life == Life::Dead,
                irregular: p.months_irregular.saturating_add(irregular),
                regular: p.months_regular.saturating_add(regular),
                circuits: p.circuits,
            });
        }
    }
    list.sort_unstable_by_key(|p| p.id);
    list
}

/// Mean difference of a measure, `with` less `base`, over those whom `with` makes one of `who`; persons who are not in
/// both worlds are left out. Both lists are in the order of ids.
#[must_use]
pub fn paired(base: &[Followed], with: &[Followed], who: Who, measure: &PersonMeasure) -> Option<f64> {
    let (mut sum, mut number) = (0.0, 0_u32);
    for person in with.iter().filter(|p| if who == Who::Applicants { p.applied } else { p.participated }) {
        let Ok(at) = base.binary_search_by_key(&person.id, |p| p.id) else { continue };
        sum += (measure.of)(person) - (measure.of)(&base[at]);
        number += 1;
    }
    (number > 0).then(|| sum / f64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_persons_are_compared() {
        let person = |id, applied, irregular| Followed {
            id,
            applied,
            participated: false,
            dead: false,
            irregular,
            regular: 0,
            circuits: 0,
        };
        let base = [person(1, false, 10), person(2, false, 20), person(4, false, 5)];
        let with = [person(1, true, 4), person(2, false, 0), person(3, true, 99), person(4, true, 5)];
        assert_eq!(paired(&base, &with, Who::Applicants, &PERSON_MEASURES[1]), Some(-3.0));
        assert_eq!(paired(&base, &with, Who::Participants, &PERSON_MEASURES[1]), None);
    }
}
