//! Whether to leave, and how: the review of somebody at home.
//!
//! At a review the person compares staying with the ways open to him: the capital, the regional destination that the
//! household knows, and overseas a programme, a visa, or the route without papers. Each way is worth the gain of its
//! best trip over staying at home (`decision::lifecycle`, util-months), at the odds *as believed*, less what a failed
//! attempt loses, less the cost of setting out (lower with kin there), plus a permanent liking where the way opens,
//! less the effort of trying; one uniform number goes through nested logit probabilities. A way is open only if the
//! person can fund it: own savings, the usable share of the household's wealth, kin abroad, a moneylender. The route is
//! closed to those who would not take its risk of death (a reservation risk: Mbaye 2014). Left out: study, family
//! reunification, moves of whole families.

use super::homecoming;
use super::information;
use super::outside::Outside;
use super::tables::Place;
use super::taste;
use crate::base::units::{Month, eur};
use crate::decision::choice::Alternative;
use crate::decision::lifecycle::{AtHome, Trip, expected_gain};
use crate::institution::Rules;
use crate::institution::corridor::{Irregular, Lawful};
use crate::institution::reentry::Reentry;
use crate::world::district::{Departure, Way};
use crate::world::person::{Life, NONE, Standing};
use crate::world::{District, Person, Status};

crate::purposes! {
    /// The uniform number that goes through the choice probabilities.
    CHOICE = "intention/choice";
}

/// Ways that a review compares, staying first; the rest in the order of [`Way`].
const OPTIONS: usize = 1 + Way::COUNT;

/// What one way offers a person.
#[derive(Clone, Copy, Debug)]
struct Offer {
    gain: f64,
    odds: f64,
    away: f64,
    corridor: u8,
}

/// A person at a review.
struct Reviewer<'a> {
    home: AtHome,
    /// Money at hand, EUR.
    funds: f64,
    /// What lenders at home would lend, EUR.
    credit: f64,
    traits: taste::Traits,
    likings: u64,
    outside: &'a Outside<'a>,
    rules: &'a Rules,
}

/// Somebody who may review this month.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    position: u32,
    person: Person,
}

/// Reviews of this month in one district; leaves applications and departures. In steps that each read one kind of
/// record, so that the machine can fetch many at once: who may attend, who does, their households, their choices.
pub fn local(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month) {
    let month = usize::from(t.0 % super::calendar::HALF);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(d.agenda[month].len());
    candidates
        .extend(d.agenda[month].iter().map(|&position| Candidate { position, person: d.persons[position as usize] }));
    d.agenda[month].clear();
    let attention = &rules.attention;
    candidates.retain(|c| {
        let person = &c.person;
        if person.spell != NONE {
            d.spells[person.spell as usize].reviews = t;
            return false;
        }
        let age = person.age(t);
        let hazard = if person.forced() {
            attention.forced
        } else if !person.woman() && (18..36).contains(&age) {
            attention.young_men
        } else {
            attention.others
        };
        person.life == Life::Active && outside.tables.calendar.kept(outside.key.of(person.id), t, hazard)
    });
    for c in &mut candidates {
        d.touch(c.person.household, outside.book, t);
        if c.person.debt > 0 {
            homecoming::pay_back(d, rules, c.position as usize);
            c.person = d.persons[c.position as usize];
        }
    }
    d.reviews += candidates.len() as u64;
    for c in &candidates {
        review(d, outside, rules, t, c);
    }
}

/// What a season under contract is worth to somebody who is asked back, util-months. The household must have been
/// touched.
#[must_use]
pub fn season_gain(d: &District, outside: &Outside<'_>, rules: &Rules, position: u32, corridor: usize) -> f64 {
    let person = d.persons[position as usize];
    let village = usize::from(d.households[usize::from(person.household)].village);
    let who = Reviewer::new(d, outside, rules, &person);
    who.programme(corridor, Standing::Named, &d.villages[village].beliefs[corridor]).map_or(0.0, |offer| offer.gain)
}

fn review(d: &mut District, outside: &Outside<'_>, rules: &Rules, t: Month, candidate: &Candidate) {
    let Candidate { position, person } = *candidate;
    let draws = outside.key.of(person.id);
    let household = d.households[usize::from(person.household)];
    let who = Reviewer::new(d, outside, rules, &person);
    let mut options = [Alternative::CLOSED; OPTIONS];
    let mut offers = [None; OPTIONS];
    options[0] = Alternative { utility: 0.0, nest: 0 };
    let mut open = |way: Way, nest: u8, offer: Option<Offer>| {
        let Some(offer) = offer else { return };
        let at = 1 + way as usize;
        // What one likes of a way one has only if it opens; the effort of trying is spent in any case.
        let liking = offer.odds * rules.preference.taste_spread * taste::liking(who.likings, way as usize);
        options[at] = Alternative {
            utility: offer.gain + liking - if offer.odds < 1.0 { rules.preference.effort } else { 0.0 },
            nest,
        };
        offers[at] = Some(offer);
    };
    if let Some(capital) = outside.tables.capital {
        open(Way::Capital, 2, who.free_trip(capital, 0.0));
    }
    let (regional, overseas) = (usize::from(household.regional), usize::from(household.overseas));
    if regional < outside.tables.places.len() {
        open(Way::FreeMovement, 2, who.free_trip(regional, f64::from(household.kin_regional) / 255.0));
    }
    let barred = person.barred_until > t;
    let village = usize::from(household.village);
    let belief = |corridor: usize| d.villages[village].beliefs[corridor];
    if overseas < outside.tables.places.len() {
        let kin = f64::from(household.kin_overseas) / 255.0;
        if !barred {
            open(Way::Visa, 1, who.visa(overseas, kin));
        }
        open(Way::Irregular, 1, who.route(overseas, kin, f64::from(belief(overseas).earnings)));
    }
    if let Some(corridor) = outside.tables.programme_in
        && !barred
        && person.standing != Standing::Barred
        && person.standing != Standing::Named
    {
        open(Way::Programme, 1, who.programme(corridor, person.standing, &belief(corridor)));
    }
    let uniform = draws.unit(CHOICE, t.key(), 0);
    if outside.tables.leave.surely_first(uniform, &options) {
        return;
    }
    let Some(chosen) = outside.tables.leave.choose(uniform, &options).filter(|&c| c > 0) else { return };
    let Some(offer) = offers[chosen] else { return };
    let way = [Way::Programme, Way::Visa, Way::FreeMovement, Way::Capital, Way::Irregular][chosen - 1];
    if way == Way::Programme {
        let named = person.standing == Standing::Named;
        super::programme::apply(d, outside, rules, t, position, usize::from(offer.corridor), named, offer.gain);
    } else {
        let spell = match way {
            Way::Irregular => &outside.tables.places[usize::from(offer.corridor)].stay_irregular,
            _ => &outside.tables.places[usize::from(offer.corridor)].stay_lawful,
        };
        let planned = spell.months(offer.away) as u16;
        d.departures.push(Departure {
            person: position,
            planned,
            corridor: offer.corridor,
            way,
            gain: offer.gain as f32,
        });
    }
}

impl<'a> Reviewer<'a> {
    /// A person at home whose household has been touched.
    fn new(d: &District, outside: &'a Outside<'a>, rules: &'a Rules, person: &Person) -> Self {
        let draws = outside.key.of(person.id);
        let household = &d.households[usize::from(person.household)];
        let class = usize::from(household.class);
        let funds = eur(i64::from(person.savings)) + rules.home.usable_share * eur(i64::from(household.wealth));
        let wealth = funds - eur(i64::from(person.debt));
        Self {
            home: AtHome::new(&outside.tables.horizon, outside.tables.home_surplus[class], wealth, 0.0),
            funds,
            credit: rules.home.loan_months * outside.tables.home_income[class] * f64::from(household.earners),
            traits: taste::traits(draws),
            likings: taste::liking_word(draws),
            outside,
            rules,
        }
    }

    fn place(&self, corridor: usize) -> &Place {
        &self.outside.tables.places[corridor]
    }

    /// Life at home measured against a destination: its theta.
    fn against(&self, corridor: usize) -> AtHome {
        self.home.with_premium(self.place(corridor).theta_of(self.traits))
    }

    /// What setting out costs in util-months, kin taken into account.
    fn setting_out(&self, corridor: usize, kin: f64) -> f64 {
        let distance = &self.rules.corridor.list[corridor].1.distance;
        (distance.leave_cost - distance.network_gain * kin).max(0.0)
    }

    fn can_fund(&self, cost: f64, credit: f64) -> bool {
        self.funds + credit >= cost
    }

    /// Where no permit is needed.
    fn free_trip(&self, corridor: usize, kin: f64) -> Option<Offer> {
        let c = &self.rules.corridor.list[corridor].1;
        let Lawful::Free(free) = &c.lawful else { return None };
        let cost = free.fee_eur + c.distance.fare_eur;
        if !self.can_fund(cost, 0.0) {
            return None;
        }
        let place = self.place(corridor);
        let trip = Trip {
            surplus_abroad: place.surplus[Status::Free as usize],
            cost,
            ticket: c.distance.fare_eur,
            removal_loss: 0.0,
        };
        let best = place.stay_lawful.best(&self.against(corridor), &trip);
        Some(Offer {
            gain: best.gain - self.setting_out(corridor, kin),
            odds: 1.0,
            away: best.away,
            corridor: corridor as u8,
        })
    }

    fn visa(&self, corridor: usize, kin: f64) -> Option<Offer> {
        let c = &self.rules.corridor.list[corridor].1;
        let Lawful::Visa(visa) = &c.lawful else { return None };
        let cost = visa.fee_eur + c.distance.fare_eur;
        if visa.odds <= 0.0 || !self.can_fund(cost, self.kin_loan(kin)) {
            return None;
        }
        let place = self.place(corridor);
        let trip = Trip {
            surplus_abroad: place.surplus[Status::Permit as usize],
            cost,
            ticket: c.distance.fare_eur,
            removal_loss: 0.0,
        };
        let home = self.against(corridor);
        let best = place.stay_lawful.best(&home, &trip);
        let failed = home.failed_attempt(visa.fee_eur, 0.0);
        let gain = expected_gain(best.gain - self.setting_out(corridor, kin), visa.odds, failed);
        Some(Offer { gain, odds: visa.odds, away: best.away, corridor: corridor as u8 })
    }

    fn route(&self, corridor: usize, kin: f64, believed_earnings: f64) -> Option<Offer> {
        let c = &self.rules.corridor.list[corridor].1;
        let Irregular::Route(route) = &c.irregular else { return None };
        let place = self.place(corridor);
        if !self.can_fund(route.passage_eur, self.kin_loan(kin) + self.credit)
            || self.traits.risk() < place.risk_threshold
        {
            return None;
        }
        let factor = place.days_of(self.traits) * self.traits.optimism(self.rules) * believed_earnings;
        let labour = &c.labour;
        // The village judges by what it believed when the run began, corrected by what it has been told since.
        let earned = factor * labour.irregular_days_month * self.outside.irregular_day_wage_start[corridor];
        let trip = Trip {
            surplus_abroad: earned - labour.living_irregular_eur_month,
            cost: route.passage_eur,
            ticket: c.distance.fare_eur,
            removal_loss: c.enforcement.removal_loss_eur,
        };
        let home = self.against(corridor);
        let best = place.stay_irregular.best(&home, &trip);
        let failed = home.failed_attempt(route.passage_eur, 1.0);
        let gain = expected_gain(best.gain - self.setting_out(corridor, kin), 1.0 - route.interception, failed);
        Some(Offer {
            gain,
            odds: (1.0 - route.interception).min(1.0 - 1e-9),
            away: best.away,
            corridor: corridor as u8,
        })
    }

    fn programme(&self, corridor: usize, standing: Standing, belief: &crate::world::village::Belief) -> Option<Offer> {
        let programme = self.outside.tables.programme(self.rules, corridor)?;
        let place = self.place(corridor);
        let stake = self.outside.tables.stake;
        let posted = stake.map_or(0.0, |s| s.posted_eur);
        // Whoever has a guarantor to ask need not post the bond himself.
        let own_bond = if self.outside.tables.sureties.is_empty() { posted } else { 0.0 };
        let cash = programme.application_cost_eur + programme.worker_cost_eur * (1.0 - programme.advance) + own_bond;
        if !self.can_fund(cash, self.credit) {
            return None;
        }
        let lost = stake.map_or(0.0, |s| {
            (1.0 - f64::from(belief.refunded))
                * (own_bond + s.withheld * programme.wage_eur_month * place.season_months)
        });
        let trip = Trip {
            surplus_abroad: place.contract_surplus,
            cost: programme.worker_cost_eur + lost,
            ticket: 0.0,
            removal_loss: 0.0,
        };
        let home = self.against(corridor);
        let season = place.stay_contract.best(&home, &trip);
        // A named worker expects to be taken; others share the village's belief. Later seasons count at the believed
        // recall.
        let odds = if standing == Standing::Named { information::NAMED_ODDS } else { f64::from(belief.selected) };
        let further = match &self.rules.reentry {
            Reentry::Recall(_) => place.season.expected_seasons(f64::from(belief.recalled), None),
            Reentry::None(_) => 0.0,
        };
        let gain = season.gain * (1.0 + if season.gain > 0.0 { further.min(10.0) } else { 0.0 }) - programme.leave_cost;
        let failed = home.failed_attempt(programme.application_cost_eur, 0.0);
        Some(Offer { gain: expected_gain(gain, odds, failed), odds, away: season.away, corridor: corridor as u8 })
    }

    fn kin_loan(&self, kin: f64) -> f64 {
        kin * self.rules.home.kin_loan_eur
    }
}
