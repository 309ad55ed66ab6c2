//! Welfare after the fact: what the lives of the same persons are worth under each of several variants.
//!
//! The population is fixed: everybody of 15 to 64 in the first month, at home or away. Over L discounted months (the
//! run and the horizon of plans after it) somebody has R = wealth at the start + surplus of home in the months there +
//! what journeys brought less what they cost, and his life is worth U = L ln(R/L) - theta x months away
//! (`mechanism::journeys` says what is in these sums). Of a variant we tell by how much the consumption of all would
//! have to change for ever under the baseline to be as good: exp(mean (U - U of the baseline) / L) - 1, over the same
//! persons. Whoever died on the route under any variant is left out under all, and the dead are counted apart; what
//! setting out and trying takes out of people is told apart too. Source: consumption equivalents after Lucas 1987,
//! *Models of Business Cycles*; the form of U is that of the decisions, `docs/decisions.md`, section 1. Left out: those
//! who come of age later, the welfare of families apart from the purse, of guarantors and of hosts.

pub mod measures;

use crate::base::math::{exp_m1, ln};
use crate::base::units::eur;
use crate::decision::horizon::{LEAST_CONSUMPTION, annuity};
use crate::mechanism::journeys;
use crate::run::Course;
use crate::world::person::Life;
use crate::world::{Journeys, World};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Wealth of everybody when the run begins, EUR, by district and position: own purse, and what may be used of the
/// household's wealth.
#[derive(Clone, Debug)]
pub struct Beginning(Vec<Vec<Option<f32>>>);

impl Beginning {
    /// Of the world before the first month.
    #[must_use]
    pub fn of(world: &World, course: &Course) -> Self {
        let usable = course.base.0.home.usable_share;
        let districts = world.districts.iter().map(|d| {
            let households: Vec<f64> = d
                .households
                .iter()
                .map(|h| i64::from(h.wealth) + i64::from(h.earners) * world.book.saved(h.line, h.seen, world.now))
                .map(|cents| usable * eur(cents.max(0)))
                .collect();
            let wealth = |p: &crate::world::Person| {
                let purse = d.spells.get(p.spell as usize).map_or((p.savings, p.debt), |s| (s.savings, s.debt));
                let own = eur(i64::from(purse.0) - i64::from(purse.1));
                (p.life == Life::Active).then_some((own + households[usize::from(p.household)]) as f32)
            };
            d.persons.iter().map(wealth).collect()
        });
        Self(districts.collect())
    }
}

/// Somebody who left or tried under a variant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traveller {
    /// Permanent id: the same person in all worlds.
    pub id: u64,
    /// Wealth at the start, EUR.
    pub wealth: f32,
    /// Line of the home economy.
    pub line: u16,
    /// Wealth quintile of the household at the start, 0 poorest.
    pub quintile: u8,
    /// Whether the person tried to go overseas.
    pub tried: bool,
    /// Whether the person died on the route.
    pub perished: bool,
    /// What the life is worth, util-months.
    pub utility: f64,
    /// What setting out and trying took out of the person, util-months.
    pub toll: f32,
}

/// The lives of a fixed population under one variant: one by one those of who left or tried, and sums over all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lives {
    /// Discounted months of a life.
    pub life: f64,
    /// What a life at home brings by line of the home economy, EUR.
    pub home: Vec<f64>,
    /// Persons by quintile, and the sum of what their lives are worth.
    pub all: [(u32, f64); 5],
    /// Those who left or tried, by id.
    pub travellers: Vec<Traveller>,
}

impl Lives {
    /// What the lives that began in a world are worth at the end of its run.
    #[must_use]
    pub fn of(world: &mut World, course: &Course, beginning: &Beginning) -> Self {
        let (yard, now) = (world.yardstick, world.now);
        let (in_force, tables) = course.in_force(now.plus(-1));
        let journeys = journeys::at_end(world, in_force, tables, course.loaded.settings.first());
        let horizon = f64::from(course.base.0.preference.horizon_months);
        let passed = f64::from(now.since(yard.start));
        let life = annuity(passed + horizon, yard.rate);
        let later = life - annuity(passed, yard.rate);
        let home = world.book.lines.iter().map(|line| line.brought + later * line.left).collect();
        let mut lives = Self { life, home, ..Self::default() };
        for ((d, began), journeys) in world.districts.iter().zip(&beginning.0).zip(&journeys) {
            let mut records = journeys.iter().peekable();
            for (position, (person, wealth)) in d.persons.iter().zip(began).enumerate() {
                let record = records.next_if(|r| r.person as usize == position);
                let Some(wealth) = *wealth else { continue };
                let household = &d.households[usize::from(person.household)];
                lives.add((person.id, household.line, household.quintile.min(4)), wealth, record);
            }
        }
        lives.travellers.sort_unstable_by_key(|t| t.id);
        lives
    }

    /// Adds somebody, with the record of journeys if there is one.
    fn add(&mut self, (id, line, quintile): (u64, u16, u8), wealth: f32, record: Option<&Journeys>) {
        let utility = self.worth(wealth, line, record);
        let sum = &mut self.all[usize::from(quintile)];
        *sum = (sum.0 + 1, sum.1 + utility);
        if let Some(&Journeys { tried, perished, toll, .. }) = record {
            self.travellers.push(Traveller { id, wealth, line, quintile, tried, perished, utility, toll });
        }
    }

    /// What a life is worth, util-months.
    #[must_use]
    pub fn worth(&self, wealth: f32, line: u16, record: Option<&Journeys>) -> f64 {
        let (money, away) =
            record.map_or((0.0, 0.0), |r| (f64::from(r.money) - f64::from(r.missed), f64::from(r.away)));
        let resources = f64::from(wealth) + self.home[usize::from(line)] + money;
        self.life * ln((resources / self.life).max(LEAST_CONSUMPTION)) - away
    }

    /// What the life of somebody is worth who left or tried under some variant, here perhaps not.
    fn of_traveller(&self, who: &Traveller) -> (f64, f64) {
        let found = self.travellers.binary_search_by_key(&who.id, |t| t.id).ok().map(|at| &self.travellers[at]);
        found.map_or_else(|| (self.worth(who.wealth, who.line, None), 0.0), |own| (own.utility, f64::from(own.toll)))
    }
}

/// What a variant is worth to the fixed population in one replicate, against the baseline; shares of consumption.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Welfare {
    /// Of everybody.
    pub everybody: Option<f64>,
    /// Of everybody by wealth quintile, the poorest first.
    pub quintiles: [Option<f64>; 5],
    /// Of those who tried to go overseas under any variant.
    pub tried: Option<f64>,
    /// Of these by wealth quintile.
    pub tried_quintiles: [Option<f64>; 5],
    /// Share of everybody who tried under any variant.
    pub part_tried: Option<f64>,
    /// Share of everybody who died on the route under this variant.
    pub perished: Option<f64>,
    /// What setting out and trying took out of everybody, as the share of consumption that would make up for it.
    pub toll: Option<f64>,
}

impl Welfare {
    /// Digest of all its numbers to the last bit.
    #[must_use]
    pub fn digest(&self) -> String {
        blake3::hash(format!("{self:?}").as_bytes()).to_hex().to_string()
    }
}

/// Mean gain a person as a share of consumption for ever.
fn equivalent(sum: f64, persons: u32, life: f64) -> Option<f64> {
    (persons > 0 && life > 0.0).then(|| exp_m1(sum / f64::from(persons) / life))
}

/// Welfare under each of several variants against the first, person by person, in one replicate: the population of all
/// must be one. The first is told nothing of but its dead and how many tried.
#[must_use]
pub fn against_first(variants: &[&Lives]) -> Vec<Welfare> {
    let Some(base) = variants.first() else { return Vec::new() };
    let travellers: BTreeMap<u64, &Traveller> =
        variants.iter().flat_map(|lives| &lives.travellers).map(|t| (t.id, t)).collect();
    let ids = |pick: fn(&Traveller) -> bool| -> BTreeSet<u64> {
        variants.iter().flat_map(|lives| &lives.travellers).filter(|t| pick(t)).map(|t| t.id).collect()
    };
    let (dead, tried) = (ids(|t| t.perished), ids(|t| t.tried));
    let mut list: Vec<Welfare> =
        variants.iter().map(|lives| against(base, lives, &travellers, (&dead, &tried))).collect();
    if let Some(first) = list.first_mut() {
        *first = Welfare { part_tried: first.part_tried, perished: first.perished, ..Welfare::default() };
    }
    list
}

fn against(
    base: &Lives,
    lives: &Lives,
    travellers: &BTreeMap<u64, &Traveller>,
    (dead, tried): (&BTreeSet<u64>, &BTreeSet<u64>),
) -> Welfare {
    let mut all: [(u32, f64); 5] = std::array::from_fn(|q| (base.all[q].0, lives.all[q].1 - base.all[q].1));
    let (mut of_tried, mut toll) = ([(0_u32, 0.0); 5], 0.0);
    for (id, who) in travellers {
        let (now, then) = (lives.of_traveller(who), base.of_traveller(who));
        let quintile = usize::from(who.quintile);
        if dead.contains(id) {
            all[quintile] = (all[quintile].0 - 1, all[quintile].1 - (now.0 - then.0));
            continue;
        }
        toll += now.1 - then.1;
        if tried.contains(id) {
            of_tried[quintile] = (of_tried[quintile].0 + 1, of_tried[quintile].1 + now.0 - then.0);
        }
    }
    let sum = |parts: &[(u32, f64); 5]| parts.iter().fold((0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let whole = |(persons, gain): (u32, f64)| equivalent(gain, persons, lives.life);
    let (living, everybody) = (sum(&all), base.all.iter().map(|part| part.0).sum::<u32>());
    let part = |number: u32, of: u32| (of > 0).then(|| f64::from(number) / f64::from(of));
    Welfare {
        everybody: whole(living),
        quintiles: all.map(whole),
        tried: whole(sum(&of_tried)),
        tried_quintiles: of_tried.map(whole),
        part_tried: part(sum(&of_tried).0, living.0),
        perished: part(lives.travellers.iter().filter(|t| t.perished).count() as u32, everybody),
        toll: equivalent(toll, living.0, lives.life),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten years undiscounted; 60 EUR a month at home for the first line, 80 for the second.
    fn lives() -> Lives {
        Lives { life: 120.0, home: vec![7_200.0, 9_600.0], ..Lives::default() }
    }

    fn ended(mut lives: Lives) -> Lives {
        lives.travellers.sort_unstable_by_key(|t| t.id);
        lives
    }

    fn record(money: f32, missed: f32, away: f32) -> Journeys {
        Journeys { tried: true, money, missed, away, ..Journeys::default() }
    }

    const AT_HOME: (u64, u16, u8) = (1, 0, 0);
    const LEAVES: (u64, u16, u8) = (2, 0, 0);
    const STAYS: (u64, u16, u8) = (3, 1, 4);
    const DIES: (u64, u16, u8) = (4, 1, 4);

    /// Under the first rules nobody leaves. Under the second one leaves for 36 months at 500 EUR with 1,050 spent and
    /// 36 times 60 missed, at theta 0.2; one stays for 100 months at 300 EUR, 80 missed, at theta 0.5; one dies.
    fn two() -> [Lives; 2] {
        let (mut first, mut second) = (lives(), lives());
        for who in [AT_HOME, LEAVES, STAYS, DIES] {
            first.add(who, 1_200.0, None);
        }
        second.add(AT_HOME, 1_200.0, None);
        second.add(LEAVES, 1_200.0, Some(&record(36.0 * 500.0 - 1_050.0, 36.0 * 60.0, 36.0 * 0.2)));
        second.add(STAYS, 1_200.0, Some(&record(100.0 * 300.0, 100.0 * 80.0, 100.0 * 0.5)));
        second.add(DIES, 1_200.0, Some(&Journeys { perished: true, ..record(-900.0, 0.0, 0.0) }));
        [ended(first), ended(second)]
    }

    fn near(found: Option<f64>, by_hand: f64) {
        assert!(found.is_some_and(|x| (x - by_hand).abs() < 1e-7), "{found:?}, by hand {by_hand}");
    }

    /// At home 8,400/120 = 70 EUR a month, or 10,800/120 = 90. Who leaves has 8,400 + 16,950 - 2,160 = 23,190; who
    /// stays 10,800 + 30,000 - 8,000 = 32,800.
    #[test]
    fn the_same_persons_are_compared_and_the_dead_are_left_out_and_counted() {
        let [first, second] = two();
        let leaves = 120.0 * ln(23_190.0 / 8_400.0) - 7.2;
        let stays = 120.0 * ln(32_800.0 / 10_800.0) - 50.0;
        let found = against_first(&[&first, &second]);
        near(found[1].everybody, exp_m1((leaves + stays) / 3.0 / 120.0));
        near(found[1].quintiles[0], exp_m1(leaves / 2.0 / 120.0));
        near(found[1].quintiles[4], exp_m1(stays / 120.0));
        assert_eq!(found[1].quintiles[2], None, "nobody is of the third fifth");
        near(found[1].tried, exp_m1((leaves + stays) / 2.0 / 120.0));
        near(found[1].part_tried, 2.0 / 3.0);
        assert_eq!((found[0].perished, found[1].perished), (Some(0.0), Some(0.25)));
        assert_eq!((found[0].everybody, found[0].toll), (None, None), "the baseline against itself");
        // The other way round the same persons lose what they gained, the dead of one being left out of both.
        let back = against_first(&[&second, &first]);
        near(back[1].everybody, exp_m1(-(leaves + stays) / 3.0 / 120.0));
        near(back[1].tried, exp_m1(-(leaves + stays) / 2.0 / 120.0));
    }

    /// A measure that adds up tries, or averages over whoever tried under each rule by itself, would move with them.
    #[test]
    fn one_who_tries_often_is_one_person_and_one_who_tries_elsewhere_counts_here() {
        let [first, second] = two();
        let mut third = lives();
        third.add(AT_HOME, 1_200.0, None);
        // Three tries at 200 EUR each, put together.
        let mut tries = vec![record(-200.0, 0.0, 0.0); 3];
        crate::world::journey::merge(&mut tries);
        third.add(LEAVES, 1_200.0, Some(&tries[0]));
        third.add(STAYS, 1_200.0, None);
        third.add(DIES, 1_200.0, None);
        let found = against_first(&[&first, &second, &ended(third)]);
        let loss = 120.0 * ln(7_800.0 / 8_400.0);
        near(found[2].everybody, exp_m1(loss / 3.0 / 120.0));
        near(found[2].tried, exp_m1(loss / 2.0 / 120.0));
        near(found[2].part_tried, 2.0 / 3.0);
        assert_eq!(found[2].part_tried, found[1].part_tried, "those who tried under any variant");
    }

    #[test]
    fn worse_times_at_home_reach_those_who_never_leave_and_ruin_stops_at_the_least_consumption() {
        let [first, _] = two();
        let mut poorer = Lives { home: vec![3_600.0, 9_600.0], ..lives() };
        for who in [AT_HOME, LEAVES, STAYS, DIES] {
            poorer.add(who, 1_200.0, None);
        }
        let found = against_first(&[&first, &ended(poorer)]);
        near(found[1].quintiles[0], exp_m1(ln(4_800.0 / 8_400.0)));
        near(found[1].quintiles[4], 0.0);
        assert_eq!(lives().worth(0.0, 0, Some(&record(-1e6, 0.0, 0.0))), 0.0, "120 ln 1");
    }

    /// 20 util-months for one of three who live, of a life of 120.
    #[test]
    fn what_setting_out_takes_out_of_people_stands_apart() {
        let [first, second] = two();
        let mut tired = second.clone();
        tired.travellers.iter_mut().filter(|t| t.id == LEAVES.0).for_each(|t| t.toll = 20.0);
        let [plain, toll] = [&second, &tired].map(|with| against_first(&[&first, with])[1].clone());
        near(toll.toll, exp_m1(20.0 / 3.0 / 120.0));
        assert_eq!(Welfare { toll: plain.toll, ..toll }, plain);
    }
}
