//! Coming of age, ageing out and death.
//!
//! Those who come of age in a village in a month are its entrants at the start, grown at the yearly rate, rounded by a
//! keyed draw; who they are depends on village, month and rank alone, so variants align for ever. Residents leave the
//! simulation at 65 (they are counted with their household) and die at a constant hazard, drawn for each half-year at
//! its start (a dated change of the death rate acts from the next half-year on). A first child at home comes at the
//! mean age of the sex, ±8 years. Source: as declared with the parameters. Left out: births (children are counts),
//! marriage, differences of mortality by age.

use super::homecoming::{self, Exit};
use super::journeys;
use crate::base::draws::{Draws, mix, round_keyed, to_unit};
use crate::base::math;
use crate::base::units::Month;
use crate::engine::calendar::HALF;
use crate::engine::{Scene, purse};
use crate::journal::event::What;
use crate::journal::{Circle, Place};
use crate::world::district::push_slowly;
use crate::world::person::{Background, Life, NONE, Schooling};
use crate::world::state::LEVELS;
use crate::world::{District, Person, Village};

crate::params! {
    /// Births into working age and deaths.
    pub struct Demography {
        /// Yearly growth of those who come of age.
        growth_year: PerYear = 0.036 in -0.2..=0.2, Recalled "census 1998 to 2009: 9.81 to 14.53 million";
        /// Those who come of age, as a multiple of what the population's tables give.
        entrants: Number = 1 in 0..=10, Assumed "1: the tables as they are; a lever for what growth does";
        /// Mean age of men at their first child (a child counts as living at home).
        first_child_men: Count = 27 in 15..=64, Assumed "mean age of men at the first child living at home";
        /// Mean age of women at their first child (a child counts as living at home).
        first_child_women: Count = 19 in 15..=64, Assumed "Demographic and Health Surveys: median about 19 (recalled)";
        /// Yearly chance of death between 15 and 64.
        death_year: Share = 0.007 in 0..=1, Assumed "UN life tables of West Africa, order of magnitude";
    }
}

impl Demography {
    /// The neutral values: nobody comes of age, and nobody dies of age or illness.
    pub const fn switch_off(&mut self) {
        self.entrants = 0.0;
        self.death_year = 0.0;
    }

    /// Chance of death in half a year.
    #[must_use]
    pub fn death_half(&self) -> f64 {
        1.0 - (1.0 - self.death_year).sqrt()
    }

    /// Factor on the entrants of the tables after some years.
    #[must_use]
    pub fn growth(&self, years: f64) -> f64 {
        self.entrants * math::pow(1.0 + self.growth_year, years)
    }
}

crate::purposes! {
    /// How many come of age.
    ENTRANTS = "demography/entrants";
    /// Household, sex and schooling of one who comes of age.
    ENTRANT = "demography/entrant";
    /// Whether one who comes of age would ever move, by circle.
    MOVES = "demography/moves";
}

/// First age simulated.
pub const YOUNGEST: i32 = 15;
/// First age no longer simulated.
pub const OLDEST: i32 = 65;

/// The month's entries and exits; lists the half-year's reviews when a half-year begins.
pub fn local(d: &mut District, scene: &Scene<'_>, own: &Demography) {
    list_half_year(d, scene, own);
    pass_away(d, scene);
    come_of_age(d, scene, own);
}

fn list_half_year(d: &mut District, scene: &Scene<'_>, own: &Demography) {
    let t = scene.now;
    if d.agenda_half == Some(t.0 / HALF) {
        return;
    }
    let first = Month(t.0 / HALF * HALF);
    let mut passing = vec![Vec::new(); usize::from(HALF)];
    let death = own.death_half();
    let ages = [own.first_child_men as i32, own.first_child_women as i32];
    scene.tables.calendar.list(d, scene.key, t, |person, position, word| {
        // Who came of age in this half-year is drawn for from the next on, whether the half-year is listed at its start
        // or in a world loaded in its midst.
        if person.birth.plus(YOUNGEST * 12) >= first {
            return;
        }
        let retires = person.birth.plus(OLDEST * 12).since(first);
        let dies = if to_unit(word) < death { (to_unit(mix(word)) * f64::from(HALF)) as i32 } else { i32::MAX };
        let out = retires.max(0).min(dies);
        if out < i32::from(HALF) && first.plus(out) >= t {
            passing[out as usize].push(position);
        }
        let parent = ages[usize::from(person.woman())] + (mix(person.id) >> 60) as i32 - 8;
        if !person.child() && person.age(first) >= parent {
            person.mark_child();
        }
    });
    d.passing = passing;
}

fn pass_away(d: &mut District, scene: &Scene<'_>) {
    let t = scene.now;
    let due = std::mem::take(&mut d.passing[usize::from(t.0 % HALF)]);
    for position in due {
        let person = d.persons[position as usize];
        if person.life != Life::Active {
            continue;
        }
        let dies = person.age(t) < OLDEST;
        if person.spell != NONE {
            if dies {
                homecoming::die_abroad(d, scene, person.spell as usize);
            } else {
                homecoming::come_home(d, scene, person.spell as usize, Exit::Return);
            }
        }
        if d.persons[position as usize].life == Life::Active {
            d.touch(person.household, scene.book, t);
            d.change_earners(person.household, -1);
            d.persons[position as usize].life = if dies { Life::Dead } else { Life::Elder };
            if dies {
                journeys::settled_at_home(d, scene, position, |d, _| purse::estate(d, position));
            } else {
                let h = &mut d.households[usize::from(person.household)];
                h.dependants = h.dependants.saturating_add(1);
            }
            d.record(if dies { What::DiedHome } else { What::Retired }, position, Place::HOME, 0, 0);
        }
    }
}

fn come_of_age(d: &mut District, scene: &Scene<'_>, own: &Demography) {
    let t = scene.now;
    let growth = own.growth(f64::from(t.since(scene.start)) / 12.0);
    for v in 0..d.villages.len() {
        let village = &d.villages[v];
        let (id, households, school) = (village.id, village.households, village.entrant_school);
        let draws = scene.key.village(id);
        let number = round_keyed(f64::from(village.entrants_month) * growth, draws.unit(ENTRANTS, t.key(), 0));
        if households.1 == 0 {
            continue;
        }
        let birth = t.plus(-YOUNGEST * 12);
        for rank in 0..number.max(0) as u32 {
            let household = households.0 + draws.below(u64::from(households.1), ENTRANT, t.key(), rank) as u16;
            let word = draws.bits(ENTRANT, t.key(), rank | 1 << 31);
            let level = ((word >> 1) & 255) as u8;
            let schooling = match school.iter().position(|&share| level < share) {
                Some(0) => Schooling::None,
                Some(1) => Schooling::Primary,
                Some(_) => Schooling::Secondary,
                None => Schooling::Tertiary,
            };
            let line = d.households[usize::from(household)].line;
            let sector = scene.book.class(line) / LEVELS.len() as u8;
            let id = Person::id_of(id, birth, rank);
            let mut person =
                Person::new(id, household, birth, Background { woman: word & 1 == 1, child: false, schooling, sector });
            move_or_stay(
                &mut person,
                &d.villages[v],
                d.households[usize::from(household)].kin_overseas,
                draws,
                (t, rank),
            );
            enter(d, scene, person);
        }
    }
}

/// Draws to which circles one who comes of age would ever move, given the strength of the household's network overseas.
fn move_or_stay(person: &mut Person, village: &Village, kin: u8, draws: Draws, (t, rank): (Month, u32)) {
    let bits = draws.bits(MOVES, t.key(), rank);
    let strength = f64::from(kin) / 255.0;
    for circle in Circle::ALL {
        let chance = f64::from(village.entrant_moves[usize::from(person.woman())][circle as usize]);
        let network = if circle == Circle::Overseas { strength * strength } else { 1.0 };
        person.mark_mover(circle, ((bits >> (16 * circle as u32)) & 0xffff) as f64 / 65536.0 < chance * network);
    }
}

/// Somebody who comes of age joins the household and the calendar.
fn enter(d: &mut District, scene: &Scene<'_>, person: Person) {
    let position = d.persons.len() as u32;
    d.touch(person.household, scene.book, scene.now);
    push_slowly(&mut d.persons, person);
    d.change_earners(person.household, 1);
    let h = &mut d.households[usize::from(person.household)];
    h.dependants = h.dependants.saturating_sub(1);
    scene.tables.calendar.add(d, scene.key.person(person.id), position, scene.now);
    d.record(What::CameOfAge, position, Place::HOME, 0, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3.6 % a year: 2 % of a half-year's chance of death when the year's is 3.96 %.
    #[test]
    fn growth_compounds_by_years_and_two_half_years_of_death_make_the_year() {
        let own = Demography { growth_year: 0.036, death_year: 0.0396, ..Demography::default() };
        assert!((own.growth(2.0) - 1.073_296).abs() < 1e-9);
        assert!((own.death_half() - 0.02).abs() < 1e-12);
    }

    #[test]
    fn at_the_limits_nobody_dies_or_everybody_does_and_nobody_comes() {
        assert_eq!(Demography { death_year: 0.0, ..Demography::default() }.death_half(), 0.0);
        assert_eq!(Demography { death_year: 1.0, ..Demography::default() }.death_half(), 1.0);
        assert_eq!(Demography { entrants: 0.0, ..Demography::default() }.growth(9.0), 0.0);
        assert_eq!(Demography { growth_year: 0.0, ..Demography::default() }.growth(9.0), 1.0);
    }
}
