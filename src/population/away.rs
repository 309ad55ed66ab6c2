//! Draws the members of a household who are elsewhere at the start, with the time since they left.

use super::people::{Filling, HouseholdPlace, schooling};
use super::tables::{Band, Destination};
use crate::base::draws::{Draws, round_keyed, to_unit};
use crate::base::math;
use crate::base::units::{Month, small};
use crate::engine::taste;
use crate::institution::corridor::{Corridor, Lawful};
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
    /// Whether a migrant has left a child at home.
    CHILD = "population/away/child";
    /// Papers.
    PAPERS = "population/away/papers";
    /// Savings.
    SAVINGS = "population/away/savings";
    /// Who of a few is away.
    WILLING = "population/away/willing";
    /// End of the plan.
    PLAN = "population/away/plan";
    /// Work.
    WORK = "population/away/work";
}

/// Of so many who might be away one is.
const CANDIDATES: usize = 4;
/// Most members of a household in one circle.
const MOST: i64 = 24;
/// Set in the number of a draw of a member elsewhere, which residents do not have.
const MIGRANTS: u32 = 1 << 16;
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

/// Share of what lies below a number; evenly within a range.
fn below(bands: &[Band], number: f64) -> f64 {
    let part = |b: &Band| ((number - f64::from(b.from)) / f64::from(b.to - b.from)).clamp(0.0, 1.0);
    bands.iter().map(|b| b.share * part(b)).sum()
}

impl Filling<'_> {
    /// The destination of a circle that a household knows, by position in the tables; another for each `index`.
    pub fn way(&self, home: &HouseholdPlace, circle: Circle, index: u32) -> Option<usize> {
        let ways = &self.distributions.regions[usize::from(self.place.region)].ways[circle as usize];
        let unit = self.draws.unit(WAY, home.rank, index);
        ways.iter().find(|w| unit < w.1).or(ways.last()).map(|w| w.0)
    }

    /// Members in a circle whom a household has on average, given its size, network and income.
    pub fn expected(&self, home: &HouseholdPlace, circle: Circle) -> f64 {
        let rate = self.distributions.regions[usize::from(self.place.region)].rate[circle as usize];
        let numbers = &self.distributions.tables.numbers;
        let network = numbers.network_sigma * home.network[circle as usize];
        rate * f64::from(home.size) * math::exp(network - numbers.poorer()[circle as usize] * home.income)
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
        let status = right_of_stay(destination, circle, self.draws.unit(PAPERS, home.rank, index));
        // Nobody is away for longer than lies between the ages of 16 and 65.
        let quantile = self.draws.unit(ELAPSED, home.rank, index);
        let elapsed = (within(&destination.elapsed[status as usize], quantile) as i32).min(OLDEST - 1 - YOUNGEST);
        let departures = &distributions.tables.departures;
        // Whoever is still there left young enough.
        let reached = below(departures, f64::from(OLDEST - elapsed) / 12.0);
        let left_at = within(departures, part(16) * reached) as i32 * 12 + (part(32) * 12.0) as i32;
        let age = (left_at.max(YOUNGEST) + elapsed).min(OLDEST - 1);
        let class = (age / 60) as usize * 2 + usize::from(woman);
        let number = distributions.mixes.schooling.of(home.wealth, taste::normal(bits >> 48));
        let bounds = &distributions.settings[home.setting].schooling[class];
        let level = schooling(bounds, number);
        let parents = distributions.tables.ages[class / 2].child[usize::from(woman)];
        let child = home.children > 0 && self.draws.unit(CHILD, home.rank, index) < parents;
        let birth = distributions.now.plus(-age);
        let id = self.willing(birth, circle, status, (home.rank, index));
        let mut person =
            Person::new(id, home.position, birth, Background { woman, child, schooling: level, sector: home.sector });
        self.moves(&mut person, home, index | MIGRANTS);
        person.mark_mover(circle, true);
        let draws = distributions.key.person(id);
        let position = distributions.corridor[to].unwrap_or(0);
        let corridor = &distributions.rules.corridor.list[position].1;
        let mut spell =
            self.spell(district.persons.len() as u32, (corridor, destination), draws, (elapsed, circle, status));
        spell.theta = taste::theta(distributions.rules, corridor, draws, child) as f32;
        spell.corridor = position as u8;
        spell.arrived_in = position as u8;
        if circle.abroad() {
            person.mark_abroad();
        }
        spell.savings = self.savings(destination, &spell, elapsed, draws);
        district.ledger.post(Flow::OpeningSavings, Place::HOME, i64::from(spell.savings));
        spell.id = id;
        spell.household = home.position;
        person.spell = district.spells.len() as u32;
        district.spells.push(spell);
        district.persons.push(person);
    }

    /// The permanent id of a member elsewhere: of a few who might be, one who likes it the more likely.
    fn willing(&mut self, birth: Month, circle: Circle, status: Status, (rank, index): (u32, u32)) -> u64 {
        let (numbers, key) = (&self.distributions.tables.numbers, self.distributions.key);
        let papers = status != Status::Irregular;
        let (way, liking) = numbers.liking(circle, papers);
        let ids: [u64; CANDIDATES] = std::array::from_fn(|k| Person::id_of(self.place.id, birth, self.rank + k as u32));
        let weights = ids.map(|id| {
            let draws = key.person(id);
            let days = if papers { 0.0 } else { numbers.days_route * normal_days(draws) };
            math::exp(liking * taste::liking(taste::liking_word(draws), way as usize) + days)
        });
        self.rank += CANDIDATES as u32;
        let mut left = self.draws.unit(WILLING, rank, index) * weights.iter().sum::<f64>();
        let chosen = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        ids[chosen.unwrap_or(CANDIDATES - 1)]
    }

    /// Savings of somebody away for `elapsed` months: they approach their long-run value as what is spent of them does
    /// what is put aside, and who saves for a target does not have it yet.
    fn savings(&self, destination: &Destination, spell: &Spell, elapsed: i32, draws: Draws) -> i32 {
        let median =
            if spell.status == Status::Irregular { destination.savings_irregular_eur } else { destination.savings_eur };
        let spent = self.distributions.rules.home.spent_abroad;
        let reached = 1.0 - math::whole_power(1.0 - spent, elapsed.max(0) as u32);
        let z = taste::normal(draws.bits(SAVINGS, 0, 0));
        let long_run = median * math::exp(self.distributions.tables.numbers.savings_sigma * z);
        let saved = small((100.0 * reached * long_run) as i64);
        if spell.target > 0 { saved.min((f64::from(spell.target) * draws.unit(SAVINGS, 0, 1)) as i32) } else { saved }
    }

    /// The spell of a migrant who left `elapsed` months ago, with a right of stay or without.
    fn spell(
        &self,
        person: u32,
        (corridor, destination): (&Corridor, &Destination),
        draws: Draws,
        (elapsed, circle, status): (i32, Circle, Status),
    ) -> Spell {
        let now = self.distributions.now;
        let since = now.plus(-elapsed);
        let irregular = status == Status::Irregular;
        let rules = self.distributions.rules;
        let (status_since, until) = match (&corridor.lawful, status) {
            // The next renewal, counted from the arrival.
            (Lawful::Visa(visa), Status::Permit) => {
                let permit = visa.permit_months as i32;
                (since, since.plus(permit * (elapsed / permit + 1)))
            }
            (Lawful::Visa(visa), Status::Settled) => (since.plus(elapsed.min(visa.settled_months as i32)), NEVER),
            _ => (since, NEVER),
        };
        // Who has stayed on has a plan that was made at some time since he last thought of it.
        let mean = if irregular { destination.plan_irregular_months } else { destination.plan_months };
        let planned = now.plus((2.0 * mean * draws.unit(PLAN, 0, 0)).ceil().max(1.0) as i32);
        Spell {
            id: 0,
            savings: 0,
            debt: 0,
            household: 0,
            person,
            contract: NONE,
            theta: 0.0,
            days_factor: taste::days_factor(corridor, draws) as f32,
            target: if irregular {
                taste::target_eur(rules, draws).map_or(0, |eur| small(crate::base::units::cents(eur)))
            } else {
                0
            },
            since,
            status_since,
            until,
            ended: Month(0),
            paid_to: now,
            planned,
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

/// A person's place in the distribution of own work days, in spreads.
fn normal_days(draws: Draws) -> f64 {
    taste::normal(taste::traits(draws).days_bits() as u64)
}

/// The right of stay of somebody at a destination, by a uniform number.
fn right_of_stay(destination: &Destination, circle: Circle, unit: f64) -> Status {
    if circle != Circle::Overseas {
        Status::Free
    } else if unit < destination.irregular_share {
        Status::Irregular
    } else if unit < destination.irregular_share + destination.settled_share {
        Status::Settled
    } else {
        Status::Permit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_of_stay_have_the_shares_of_the_table_where_papers_matter() {
        let there = Destination {
            name: "there".into(),
            men_share: 0.5,
            irregular_share: 0.25,
            settled_share: 0.5,
            growth_year: 0.0,
            wealth_factor: 1.0,
            savings_eur: 0.0,
            savings_irregular_eur: 0.0,
            plan_months: 1.0,
            plan_irregular_months: 1.0,
            elapsed: Default::default(),
        };
        let at = |unit| right_of_stay(&there, Circle::Overseas, unit);
        assert_eq!([0.0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].map(at), {
            use Status::{Irregular, Permit, Settled};
            [Irregular, Irregular, Settled, Settled, Permit, Permit]
        });
        assert_eq!(right_of_stay(&there, Circle::Regional, 0.1), Status::Free);
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
