//! Coming of age, ageing out and death.
//!
//! Those who come of age in a village in a month are its entrants at the start, grown at the yearly rate, rounded by a
//! keyed draw; who they are depends on village, month and rank alone, so variants align for ever. Residents leave the
//! simulation at 65 (they are counted with their household) and die at a constant hazard, drawn for each half-year at
//! its start (a dated change of the death rate acts from the next half-year on). A first child at home comes at the
//! mean age of the sex, ±8 years. Left out: births (children are counts), marriage, differences of mortality by age.

use super::homecoming::{self, Exit};
use super::outside::Outside;
use crate::base::draws::{mix, round_keyed, to_unit};
use crate::base::math;
use crate::base::units::Month;
use crate::institution::Rules;
use crate::journal::event::What;
use crate::world::district::push_slowly;
use crate::world::person::{Life, NONE, Schooling};
use crate::world::state::LEVELS;
use crate::world::{District, Person};

crate::purposes! {
    /// How many come of age.
    ENTRANTS = "demography/entrants";
    /// Household, sex and schooling of one who comes of age.
    ENTRANT = "demography/entrant";
}

/// First age simulated.
pub const YOUNGEST: i32 = 15;
/// First age no longer simulated.
pub const OLDEST: i32 = 65;

/// The month's entries and exits; lists the half-year's reviews when a half-year begins.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, start: Month) {
    list_half_year(d, outside, rules, t);
    pass_away(d, outside, rules, t);
    come_of_age(d, outside, rules, t, start);
}

fn list_half_year(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    let half = super::calendar::HALF;
    if d.agenda_half == Some(t.0 / half) {
        return;
    }
    let first = Month(t.0 / half * half);
    let mut passing = vec![Vec::new(); usize::from(half)];
    let death = outside.tables.death_half;
    let ages = [rules.demography.first_child_men as i32, rules.demography.first_child_women as i32];
    outside.tables.calendar.list(d, outside.key, t, |person, position, word| {
        // Who came of age in this half-year is drawn for from the next on, whether the half-year is listed at its start
        // or in a world loaded in its midst.
        if person.birth.plus(YOUNGEST * 12) >= first {
            return;
        }
        let retires = person.birth.plus(OLDEST * 12).since(first);
        let dies = if to_unit(word) < death { (to_unit(mix(word)) * f64::from(half)) as i32 } else { i32::MAX };
        let out = retires.max(0).min(dies);
        if out < i32::from(half) && first.plus(out) >= t {
            passing[out as usize].push(position);
        }
        if !person.child() && person.age(first) >= ages[usize::from(person.woman())] + (mix(person.id) >> 60) as i32 - 8
        {
            person.mark_child();
        }
    });
    d.passing = passing;
}

fn pass_away(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    let due = std::mem::take(&mut d.passing[usize::from(t.0 % super::calendar::HALF)]);
    for position in due {
        let person = d.persons[position as usize];
        if person.life != Life::Active {
            continue;
        }
        let dies = person.age(t) < OLDEST;
        if person.spell != NONE {
            if dies {
                homecoming::die_abroad(d, outside, t, person.spell as usize);
            } else {
                homecoming::come_home(d, outside, rules, t, person.spell as usize, Exit::Return);
            }
        }
        if d.persons[position as usize].life == Life::Active {
            d.touch(person.household, outside.book, t);
            d.change_earners(person.household, -1);
            d.persons[position as usize].life = if dies { Life::Dead } else { Life::Elder };
            if dies {
                homecoming::estate(d, position);
            } else {
                let h = &mut d.households[usize::from(person.household)];
                h.dependants = h.dependants.saturating_add(1);
            }
            d.record(if dies { What::DiedHome } else { What::Retired }, position, 0, 0, 0, 0);
        }
    }
}

fn come_of_age(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, start: Month) {
    let years = f64::from(t.since(start)) / 12.0;
    let growth = rules.demography.entrants * math::pow(1.0 + rules.demography.growth_year, years);
    for v in 0..d.villages.len() {
        let village = &d.villages[v];
        let (id, households, school) = (village.id, village.households, village.entrant_school);
        let draws = outside.key.of(u64::from(id) | 1 << 63);
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
            let sector = d.households[usize::from(household)].class / LEVELS.len() as u8;
            let position = d.persons.len() as u32;
            let person =
                Person::new(Person::id_of(id, birth, rank), household, birth, word & 1 == 1, false, schooling, sector);
            d.touch(household, outside.book, t);
            push_slowly(&mut d.persons, person);
            d.change_earners(household, 1);
            let h = &mut d.households[usize::from(household)];
            h.dependants = h.dependants.saturating_sub(1);
            outside.tables.calendar.add(d, outside.key.of(person.id), position, t);
            d.record(What::CameOfAge, position, 0, 0, 0, 0);
        }
    }
}
