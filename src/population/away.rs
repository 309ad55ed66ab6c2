//! Draws the members of a household who are elsewhere at the start, with the time since they left.

use super::people::{Filling, HouseholdPlace, schooling};
use super::tables::Band;
use crate::base::draws::{Draws, round_keyed, to_unit};
use crate::base::math;
use crate::base::units::{Month, small};
use crate::engine::taste;
use crate::institution::corridor::Corridor;
use crate::journal::ledger::Flow;
use crate::journal::{Circle, Place, Status, Way};
use crate::world::district::District;
use crate::world::person::{Background, NONE, Person};
use crate::world::spell::{NEVER, Spell};

crate::purposes! {
    /// The destination that a household knows.
    WAY = "population/away/way";
    /// Whether a further migrant followed the first.
    FOLLOW = "population/away/follow";
    /// Age, sex, schooling of a migrant.
    MIGRANT = "population/away/migrant";
    /// Months since departure.
    ELAPSED = "population/away/elapsed";
    /// Kin elsewhere outside the household.
    KIN = "population/away/kin";
    /// Papers.
    PAPERS = "population/away/papers";
    /// Savings.
    SAVINGS = "population/away/savings";
    /// Work.
    WORK = "population/away/work";
}

/// Most members of a household in one circle.
const MOST: i64 = 24;
/// Youngest age of a migrant, months.
const YOUNGEST: i32 = 16 * 12;
/// First age that is no longer simulated, months.
const OLDEST: i32 = 65 * 12;

/// What the members elsewhere mean for their household.
pub struct Away {
    /// How many they are.
    pub members: u8,
    /// Known destination by circle, a position among the corridors.
    pub corridor: [u8; Circle::COUNT],
    /// Strength of the network by circle, 0 to 255.
    pub kin: [u8; Circle::COUNT],
    /// Factor on the household's wealth.
    pub wealth_factor: f64,
}

/// A number drawn from ranges by a uniform number; evenly within a range.
#[must_use]
pub fn within(bands: &[Band], unit: f64) -> u32 {
    let mut below = 0.0;
    for band in bands {
        if unit < below + band.share {
            return band.from + (((unit - below) / band.share) * f64::from(band.to - band.from)) as u32;
        }
        below += band.share;
    }
    bands.last().map_or(0, |b| b.to - 1)
}

/// Chance of somebody to be without papers at quantile `unit` of the time since departure: the newly come more often,
/// the mean is `share`.
#[must_use]
pub fn irregular_chance(share: f64, unit: f64) -> f64 {
    if share <= 0.5 { 2.0 * share * (1.0 - unit) } else { 1.0 - 2.0 * (1.0 - share) * unit }
}

impl Filling<'_> {
    /// The destination of a circle that a household knows, by position in the tables; another for each `index`.
    pub fn way(&self, home: &HouseholdPlace, circle: Circle, index: u32) -> Option<usize> {
        let ways = &self.distributions.regions[usize::from(self.place.region)].ways[circle as usize];
        let unit = self.draws.unit(WAY, home.rank, index);
        ways.iter().find(|w| unit < w.1).or(ways.last()).map(|w| w.0)
    }

    /// Members in a circle whom a household has on average, given its size and network.
    pub fn expected(&self, home: &HouseholdPlace, circle: Circle) -> f64 {
        let rate = self.distributions.regions[usize::from(self.place.region)].rate[circle as usize];
        rate * f64::from(home.size)
            * math::exp(self.distributions.tables.numbers.network_sigma * home.network[circle as usize])
    }

    /// Nobody elsewhere, and nothing known of elsewhere.
    pub const fn nobody(&self) -> Away {
        Away { members: 0, corridor: self.distributions.fallback, kin: [0; Circle::COUNT], wealth_factor: 1.0 }
    }

    /// Adds the members of a household who are elsewhere.
    pub fn away(&mut self, district: &mut District, home: &HouseholdPlace, counts: u64) -> Away {
        let distributions = self.distributions;
        let mut away = self.nobody();
        for circle in Circle::ALL {
            let Some(own) = self.way(home, circle, circle as u32) else { continue };
            let expected = self.expected(home, circle);
            let unit = ((counts >> (16 * circle as usize)) & 0xffff) as f64 / 65536.0;
            let members = round_keyed(expected, unit).min(MOST);
            for k in 0..members as u32 {
                let index = (1 + k) * 4 + circle as u32;
                let follows =
                    k == 0 || self.draws.happens(distributions.tables.numbers.follow, FOLLOW, home.rank, index);
                let to = if follows { own } else { self.way(home, circle, index).unwrap_or(own) };
                away.wealth_factor = away.wealth_factor.max(distributions.tables.destinations[to].wealth_factor);
                self.migrant(district, home, circle, to, index);
            }
            away.members += members as u8;
            away.corridor[circle as usize] = distributions.corridor[own].unwrap_or(0) as u8;
            away.kin[circle as usize] = self.kin(home, circle, members, expected);
        }
        away
    }

    /// Strength of a household's network in a circle.
    pub fn kin(&self, home: &HouseholdPlace, circle: Circle, members: i64, expected: f64) -> u8 {
        let n = &self.distributions.tables.numbers;
        let bits = self.draws.bits(KIN, home.rank, circle as u32);
        let part = (bits & 0xffff) as f64 / 65536.0;
        let strength = if members > 0 {
            n.kin_member + (1.0 - n.kin_member) * part
        } else if to_unit(bits) < 1.0 - math::exp(-n.kin_group * expected) {
            n.kin_low + (n.kin_high - n.kin_low).max(0.0) * part
        } else {
            0.0
        };
        (strength * 255.0).ceil() as u8
    }

    /// Adds a member who is at a destination.
    fn migrant(&mut self, district: &mut District, home: &HouseholdPlace, circle: Circle, to: usize, index: u32) {
        let distributions = self.distributions;
        let destination = &distributions.tables.destinations[to];
        let bits = self.draws.bits(MIGRANT, home.rank, index);
        let part = |shift: u32| ((bits >> shift) & 0xffff) as f64 / 65536.0;
        let woman = part(0) >= destination.men_share;
        let left_at = within(&distributions.tables.departures, part(16)) as i32 * 12 + (part(32) * 12.0) as i32;
        let quantile = self.draws.unit(ELAPSED, home.rank, index);
        // Nobody is away for longer than lies between the ages of 16 and 65.
        let elapsed = (within(&destination.elapsed, quantile) as i32).min(OLDEST - 1 - YOUNGEST);
        let mut age = left_at.max(YOUNGEST) + elapsed;
        if age >= OLDEST {
            // Too old to have left so late: the last five years before 65, or as old as the time away demands.
            age = (OLDEST - 1 - (part(32) * 60.0) as i32).max(YOUNGEST + elapsed);
        }
        let class = (age / 60) as usize * 2 + usize::from(woman);
        let number = distributions.mixes.schooling.of(home.wealth, taste::normal(bits >> 48));
        let bounds = &distributions.settings[home.setting].schooling[class];
        let level = schooling(bounds, number);
        let birth = distributions.now.plus(-age);
        let id = Person::id_of(self.place.id, birth, self.rank);
        self.rank += 1;
        let mut person = Person::new(
            id,
            home.position,
            birth,
            Background { woman, child: false, schooling: level, sector: home.sector },
        );
        let draws = distributions.key.person(id);
        let position = distributions.corridor[to].unwrap_or(0);
        let corridor = &distributions.rules.corridor.list[position].1;
        let irregular = draws.happens(irregular_chance(destination.irregular_share, quantile), PAPERS, 0, 0);
        let mut spell = self.spell(district.persons.len() as u32, corridor, draws, (elapsed, circle, irregular));
        spell.corridor = position as u8;
        spell.arrived_in = position as u8;
        if circle.abroad() {
            person.mark_abroad();
        }
        let z = taste::normal(draws.bits(SAVINGS, 0, 0));
        spell.savings =
            small((100.0 * destination.savings_eur * math::exp(distributions.tables.numbers.savings_sigma * z)) as i64);
        district.ledger.post(Flow::OpeningSavings, Place::HOME, i64::from(spell.savings));
        spell.id = id;
        spell.household = home.position;
        person.spell = district.spells.len() as u32;
        district.spells.push(spell);
        district.persons.push(person);
    }

    /// The spell of a migrant who left `elapsed` months ago, without papers or with.
    fn spell(
        &self,
        person: u32,
        corridor: &Corridor,
        draws: Draws,
        (elapsed, circle, irregular): (i32, Circle, bool),
    ) -> Spell {
        let now = self.distributions.now;
        let since = now.plus(-elapsed);
        let settled_after = self.distributions.tables.numbers.settled_months as i32;
        let to_end = 1 + draws.below(12, PAPERS, 0, 1) as i32;
        let (status, status_since, until) = if irregular {
            (Status::Irregular, since, NEVER)
        } else if circle != Circle::Overseas {
            (Status::Free, since, NEVER)
        } else if elapsed >= settled_after {
            (Status::Settled, since.plus(settled_after), NEVER)
        } else {
            (Status::Permit, now.plus((to_end - 12).max(-elapsed)), now.plus(to_end))
        };
        Spell {
            id: 0,
            savings: 0,
            debt: 0,
            household: 0,
            person,
            contract: NONE,
            theta: taste::theta(corridor, draws) as f32,
            days_factor: taste::days_factor(corridor, draws) as f32,
            target: if circle == Circle::Overseas {
                taste::target_eur(self.distributions.rules, draws)
                    .map_or(0, |eur| small(crate::base::units::cents(eur)))
            } else {
                0
            },
            since,
            status_since,
            until,
            ended: Month(0),
            paid_to: now,
            planned: NEVER,
            corridor: 0,
            status,
            ended_as: status,
            way: match circle {
                Circle::Internal => Way::Capital,
                Circle::Overseas if irregular => Way::Irregular,
                Circle::Overseas => Way::Visa,
                Circle::Regional => Way::FreeMovement,
            },
            arrived_in: 0,
            employed: !draws.happens(corridor.labour.unemployment_share, WORK, 0, 0),
            reviews: Month(0),
            extended: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newly_come_lack_papers_more_often_and_the_share_is_kept() {
        for share in [0.0, 0.25, 0.5, 0.8, 1.0] {
            let chances: Vec<f64> = (0..1000).map(|i| irregular_chance(share, (f64::from(i) + 0.5) / 1000.0)).collect();
            assert!(chances.iter().all(|c| (0.0..=1.0).contains(c)));
            assert!((chances.iter().sum::<f64>() / 1000.0 - share).abs() < 1e-9);
            assert!(chances.windows(2).all(|c| c[1] <= c[0]));
        }
    }

    #[test]
    fn ranges_are_hit_in_their_shares_and_never_left() {
        let bands = [Band { from: 0, to: 12, share: 0.25 }, Band { from: 12, to: 60, share: 0.75 }];
        assert_eq!(
            [
                within(&bands, 0.0),
                within(&bands, 0.2499),
                within(&bands, 0.25),
                within(&bands, 0.999_999_9),
                within(&bands, 1.0)
            ],
            [0, 11, 12, 59, 59]
        );
        assert_eq!(within(&bands, 0.625), 36);
    }
}
