//! Whether to leave, and how: the review of somebody at home.
//!
//! At a review the person compares staying with the ways open to him: the capital, the regional destination that the
//! household knows, and overseas free movement, a visa, the route without papers or a programme, to each destination
//! there (`ways.rs`), each with a permanent liking where the way opens, less the effort of trying; one uniform number
//! goes through nested logit probabilities (`decision::choice`). Source: random utility after McFadden 1978; attention
//! as declared with the rules.
//! Left out: study, family reunification, moves of whole families.

use super::ways::{Reviewer, WayOffer};
use super::{journeys, programme};
use crate::decision::choice::{Alternative, MOST_OPTIONS};
use crate::engine::calendar::HALF;
use crate::engine::{Scene, purse, taste};
use crate::institution::Rules;
use crate::institution::people::Attention;
use crate::journal::{Call, Circle, Way};
use crate::world::district::Departure;
use crate::world::employer::EmployerId;
use crate::world::person::{Life, NONE, Standing};
use crate::world::{District, Person};

crate::purposes! {
    /// The uniform number that goes through the choice probabilities.
    CHOICE = "intention/choice";
}

/// The neutral values: nobody at home reconsiders.
pub const fn switch_off(rules: &mut Rules) {
    rules.attention.movers = 0.0;
    rules.attention.older_movers = 0.0;
    rules.attention.stayers = 0.0;
    rules.attention.forced = 0.0;
}

/// Somebody who may review this month.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    position: u32,
    person: Person,
}

/// Reviews of this month in one district; leaves applications and departures. In steps that each read one kind of
/// record, so that the machine can fetch many at once: who may attend, who does, their households, their choices.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let t = scene.now;
    let month = usize::from(t.0 % HALF);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(d.agenda[month].len());
    candidates
        .extend(d.agenda[month].iter().map(|&position| Candidate { position, person: d.persons[position as usize] }));
    d.agenda[month].clear();
    candidates.retain(|c| {
        let person = &c.person;
        if person.spell != NONE {
            d.spells[person.spell as usize].reviews = t;
            return false;
        }
        let programmes = !scene.tables.programmes_in.is_empty();
        let hazard = attention(&scene.rules.attention, person, person.age(t), programmes);
        person.life == Life::Active && scene.tables.calendar.kept(scene.key.person(person.id), t, hazard)
    });
    for c in &mut candidates {
        d.touch(c.person.household, scene.book, t);
        if c.person.debt > 0 {
            purse::pay_back(d, scene.rules, c.position as usize);
            c.person = d.persons[c.position as usize];
        }
    }
    d.reviews += candidates.len() as u64;
    for c in &candidates {
        review(d, scene, c);
    }
}

/// Hazard a month that somebody at home of an age reconsiders; a stayer has a programme to weigh, or nothing.
fn attention(rules: &Attention, person: &Person, age: i32, programmes: bool) -> f64 {
    if person.forced() {
        rules.forced
    } else if !person.mover() {
        if programmes { rules.stayers } else { 0.0 }
    } else if (rules.young_from as i32..rules.young_until as i32).contains(&age) {
        rules.movers
    } else {
        rules.older_movers
    }
}

/// The ways that are open to somebody, and what each offers; staying first.
struct Comparison {
    options: [Alternative; MOST_OPTIONS],
    offers: [Option<(Way, WayOffer)>; MOST_OPTIONS],
    number: usize,
}

impl Comparison {
    /// Staying is open to everybody.
    const fn new() -> Self {
        let mut options = [Alternative::CLOSED; MOST_OPTIONS];
        options[0] = Alternative { utility: 0.0, nest: 0 };
        Self { options, offers: [None; MOST_OPTIONS], number: 1 }
    }

    #[inline]
    fn open(&mut self, likings: u64, rules: &Rules, (way, nest): (Way, u8), offer: Option<WayOffer>) {
        let Some(offer) = offer else { return };
        let preference = &rules.preference;
        // What one likes of a way one has only if it opens; the effort of trying is spent in any case.
        let liking = offer.odds * preference.taste_spread * taste::liking(likings, way as usize);
        let effort = if offer.odds < 1.0 { preference.effort } else { 0.0 };
        let utility = offer.gain + liking - effort;
        let at = if self.number < MOST_OPTIONS {
            self.number += 1;
            self.number - 1
        } else {
            // More than can be weighed at once: in place of the one worth least, if that is worth less.
            let worth = |&at: &usize| self.options[at].utility;
            let least = (1..MOST_OPTIONS).min_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or(1);
            if worth(&least) >= utility {
                return;
            }
            least
        };
        self.options[at] = Alternative { utility, nest };
        self.offers[at] = Some((way, offer));
    }

    /// What is open, staying first.
    fn options(&self) -> &[Alternative] {
        &self.options[..self.number]
    }

    #[inline]
    fn fill(&mut self, d: &District, scene: &Scene<'_>, person: &Person) {
        let household = d.households[usize::from(person.household)];
        let (who, rules) = (&Reviewer::new(d, scene, person), scene.rules);
        if let Some(capital) = scene.tables.capital.filter(|_| person.moves_to(Circle::Internal)) {
            self.open(who.likings, rules, (Way::Capital, 2), who.free_trip(capital, 0.0));
        }
        let (regional, overseas) = (usize::from(household.regional), usize::from(household.overseas));
        if regional < scene.tables.destinations.len() && person.moves_to(Circle::Regional) {
            let kin = f64::from(household.kin_regional) / 255.0;
            self.open(who.likings, rules, (Way::FreeMovement, 2), who.free_trip(regional, kin));
        }
        let barred = person.barred_until > scene.now;
        let beliefs = &d.villages[usize::from(household.village)].beliefs;
        if person.moves_to(Circle::Overseas) {
            for &corridor in &scene.tables.overseas {
                // Elsewhere than where kin are ways are liked otherwise.
                let (kin, likings) = if corridor == overseas {
                    (f64::from(household.kin_overseas) / 255.0, who.likings)
                } else {
                    (0.0, taste::liking_elsewhere(scene.key.person(person.id), corridor))
                };
                if !barred {
                    self.open(likings, rules, (Way::FreeMovement, 1), who.free_trip(corridor, kin));
                    self.open(likings, rules, (Way::Visa, 1), who.visa(corridor, kin));
                }
                self.open(likings, rules, (Way::Irregular, 1), who.route(corridor, kin, &beliefs[corridor]));
            }
        }
        // Who is asked back by name waits for that.
        let may_apply = !matches!(person.standing, Standing::Barred | Standing::Named);
        if !barred && may_apply && !person.waiting() {
            for &corridor in &scene.tables.programmes_in {
                let offer = who.programme(corridor, Call::Open, &beliefs[corridor]);
                self.open(who.likings, rules, (Way::Programme, 1), offer);
            }
        }
    }
}

fn review(d: &mut District, scene: &Scene<'_>, candidate: &Candidate) {
    let Candidate { position, person } = *candidate;
    let mut compared = Comparison::new();
    compared.fill(d, scene, &person);
    let uniform = scene.key.person(person.id).unit(CHOICE, scene.now.key(), 0);
    if scene.tables.leave.surely_first(uniform, compared.options()) {
        return;
    }
    let Some(chosen) = scene.tables.leave.choose(uniform, compared.options()) else { return };
    let Some((way, offer)) = compared.offers[chosen] else { return };
    let destination = scene.destination(usize::from(offer.corridor));
    let effort = if offer.odds < 1.0 { scene.rules.preference.effort } else { 0.0 };
    journeys::tries(d, scene, (position, offer.corridor), effort);
    if way == Way::Programme {
        return programme::apply(d, scene, position, usize::from(offer.corridor), (Call::Open, EmployerId::NONE));
    }
    let lengths = match way {
        Way::Irregular => &destination.stay_irregular,
        Way::Visa => &destination.stay_permit,
        Way::FreeMovement | Way::Capital | Way::Programme => &destination.stay_lawful,
    };
    let planned = lengths.months(offer.away) as u16;
    d.departures.push(Departure { person: position, planned, corridor: offer.corridor, way, toll: offer.toll as f32 });
}
