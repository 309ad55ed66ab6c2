//! The people at the end of a run, asked where they have been: counts by region.

use crate::world::World;
use crate::world::person::Life;
use serde::{Deserialize, Serialize};

/// The people of a region at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Name of the region.
    pub region: String,
    /// Men of 15 to 64, at home and away.
    pub men: i64,
    /// Those of them away, within the country included.
    pub men_away: i64,
    /// Persons of 15 to 64 at home.
    pub residents: i64,
    /// Those of them who ever lived abroad, and elsewhere for six months or longer in all.
    pub returnees: i64,
    /// Residents of villages.
    pub rural: i64,
    /// Returnees among them.
    pub rural_returnees: i64,
    /// Persons, at home or away, who ever lived abroad without papers.
    pub irregular: i64,
    /// Those of them who also did so with papers.
    pub both: i64,
}

impl Survey {
    /// Asks everybody in the simulation, region by region.
    #[must_use]
    pub fn of(world: &World) -> Vec<Self> {
        let mut survey: Vec<Self> =
            world.regions.iter().map(|name| Self { region: name.clone(), ..Self::default() }).collect();
        for d in &world.districts {
            for p in d.persons.iter().filter(|p| p.life == Life::Active) {
                let village = &d.villages[usize::from(d.households[usize::from(p.household)].village)];
                let s = &mut survey[usize::from(village.region)];
                let spell = d.spells.get(p.spell as usize);
                let (mut regular, mut irregular) = (i64::from(p.months_regular), i64::from(p.months_irregular));
                if let Some(spell) = spell {
                    let months = i64::from(world.now.since(spell.status_since).max(0));
                    if spell.status.regular() { regular += months } else { irregular += months }
                }
                if !p.woman() {
                    s.men += 1;
                    s.men_away += i64::from(spell.is_some());
                }
                s.irregular += i64::from(irregular > 0);
                s.both += i64::from(irregular > 0 && regular > 0);
                if spell.is_none() {
                    let back = i64::from(p.ever_abroad() && regular + irregular >= 6);
                    s.residents += 1;
                    s.returnees += back;
                    if !village.urban {
                        s.rural += 1;
                        s.rural_returnees += back;
                    }
                }
            }
        }
        survey
    }
}
