//! What each way of leaving is worth to somebody at home.
//!
//! Each way is worth the gain of its best trip over staying at home (`decision::lifecycle`, util-months), at the odds
//! *as believed*, less what a failed attempt loses (own money, and of a loan what can be pressed out of the borrower),
//! less the cost of setting out: (c0 (1 - d (1 - e^-n)) - g kin)+ after n journeys. A permit may lapse at its renewals
//! and is good for ever after some years, and who has no papers may get them: with the best stay of the right of stay
//! on arrival is compared the best one beyond that. A way is open only to who would move to its circle at all (a type
//! for life), and who can fund it: own savings, the usable share of the household's wealth, kin abroad, a moneylender,
//! who lend for lawful ways and the route alike. The route is closed to those who would not take its risk of death.
//! Source: reservation risk after Mbaye 2014; plans after Dustmann 2003 (`docs/decisions.md`). Left out: what kin and
//! friends promise of work, staying on when a permit has lapsed.

use super::information::believed_selection;
use super::recall::{self, Asking};
use super::{backing, programme};
use crate::base::units::eur;
use crate::decision::lifecycle::{AtHome, Prospect, Trip, expected_gain};
use crate::decision::recall::worth_to_returner;
use crate::engine::tables::DestinationTable;
use crate::engine::{Scene, taste};
use crate::institution::corridor::{Irregular, Lawful};
use crate::institution::programme::Programme;
use crate::institution::reentry::Reentry;
use crate::journal::{Call, Circle, Status};
use crate::world::village::Belief;
use crate::world::{District, Person};

crate::purposes! {}

/// What one way offers a person.
#[derive(Clone, Copy, Debug)]
pub struct WayOffer {
    /// Gain expected over staying at home, util-months.
    pub gain: f64,
    /// What setting out takes out of the person, util-months; in the gain already.
    pub toll: f64,
    /// Chance that it opens, as believed.
    pub odds: f64,
    /// Months away that the plan has, as `decision::lifecycle` counts them.
    pub away: f64,
    /// DestinationTable, by position.
    pub corridor: u8,
}

/// A person at home who compares ways.
pub struct Reviewer<'a> {
    home: AtHome,
    /// Money at hand, EUR.
    funds: f64,
    /// Debts, EUR.
    debt: f64,
    /// What lenders at home would lend, EUR.
    credit: f64,
    /// What kin overseas would lend for a journey to where they are or near, EUR.
    kin_loan: f64,
    /// What is left of the cost of setting out after so many journeys.
    unfamiliar: f64,
    traits: taste::Traits,
    person: Person,
    /// Random word of the person's likings of ways.
    pub likings: u64,
    scene: &'a Scene<'a>,
}

/// What a season under contract, with those that it promises, is worth to somebody who is asked back, util-months;
/// `None` if he cannot pay for the journey. The household must have been touched.
#[must_use]
pub fn season_gain(d: &District, scene: &Scene<'_>, position: u32, corridor: usize) -> Option<f64> {
    let person = d.persons[position as usize];
    let village = usize::from(d.households[usize::from(person.household)].village);
    let who = Reviewer::new(d, scene, &person);
    who.programme(corridor, Call::ByName, &d.villages[village].beliefs[corridor]).map(|offer| offer.gain)
}

impl<'a> Reviewer<'a> {
    /// A person at home whose household has been touched.
    #[must_use]
    pub fn new(d: &District, scene: &'a Scene<'a>, person: &Person) -> Self {
        let draws = scene.key.person(person.id);
        let household = &d.households[usize::from(person.household)];
        let funds = eur(i64::from(person.savings)) + scene.rules.home.usable_share * eur(i64::from(household.wealth));
        let debt = eur(i64::from(person.debt));
        Self {
            home: AtHome::new(&scene.tables.horizon, scene.home_surplus(household), funds - debt, 0.0),
            funds,
            debt,
            unfamiliar: scene.tables.unfamiliar(person.circuits),
            credit: scene.rules.home.loan_months * scene.home_income(household) * f64::from(household.earners),
            kin_loan: f64::from(household.kin_overseas) / 255.0 * scene.rules.home.kin_loan_eur,
            traits: taste::traits(draws),
            person: *person,
            likings: taste::liking_word(draws),
            scene,
        }
    }

    fn destination(&self, corridor: usize) -> &'a DestinationTable {
        self.scene.destination(corridor)
    }

    /// Life at home measured against a destination: its theta.
    fn against(&self, corridor: usize) -> AtHome {
        self.home.with_premium(self.destination(corridor).theta_of(self.traits, self.person.child()))
    }

    /// What setting out costs in util-months, kin taken into account.
    fn setting_out(&self, corridor: usize, kin: f64) -> f64 {
        let distance = &self.scene.corridor(corridor).distance;
        (distance.leave_cost * self.unfamiliar - distance.network_gain * kin).max(0.0)
    }

    /// Utility of a try that fails: money lost, and months without home income, util-months.
    fn failed(&self, home: &AtHome, cost: f64, months: f64) -> f64 {
        let rules = self.scene.rules;
        let (lost, defaults) = home.liability(cost, self.funds, self.debt, rules.home.attachable_share);
        home.failed_attempt(lost, months) - if defaults { rules.preference.default_stigma } else { 0.0 }
    }

    fn can_fund(&self, cost: f64, credit: f64) -> bool {
        self.funds + credit >= cost
    }

    /// Where no permit is needed.
    #[must_use]
    pub fn free_trip(&self, corridor: usize, kin: f64) -> Option<WayOffer> {
        let c = self.scene.corridor(corridor);
        let Lawful::Free(free) = &c.lawful else { return None };
        let cost = free.fee_eur + c.distance.fare_eur;
        let destination = self.destination(corridor);
        if !self.can_fund(cost, self.loan(destination.circle)) {
            return None;
        }
        let trip = Trip {
            surplus_abroad: destination.surplus[Status::Free as usize],
            cost,
            ticket: c.distance.fare_eur,
            removal_loss: 0.0,
        };
        let best = destination.stay_lawful.best(&self.against(corridor), &trip);
        let toll = self.setting_out(corridor, kin);
        Some(WayOffer { gain: best.gain - toll, toll, odds: 1.0, away: best.away, corridor: corridor as u8 })
    }

    /// With a visa or permit of one's own.
    #[must_use]
    pub fn visa(&self, corridor: usize, kin: f64) -> Option<WayOffer> {
        let c = self.scene.corridor(corridor);
        let Lawful::Visa(visa) = &c.lawful else { return None };
        let cost = visa.fee_eur + c.distance.fare_eur;
        let destination = self.destination(corridor);
        let odds = visa.odds_of(self.person.may_return_to(corridor));
        if odds <= 0.0 || !self.can_fund(cost, self.loan(destination.circle)) {
            return None;
        }
        let surplus = destination.surplus[Status::Permit as usize];
        // Whose permit lapses goes home at his own expense.
        let ticket = c.distance.fare_eur;
        let trip = Trip { surplus_abroad: surplus, cost, ticket, removal_loss: ticket };
        let home = self.against(corridor);
        let lengths = &destination.stay_permit;
        let best =
            better(lengths.best(&home, &trip), lengths.best_beyond(&home, &trip, &destination.permit_ends, surplus));
        let failed = self.failed(&home, visa.fee_eur, 0.0);
        let toll = self.setting_out(corridor, kin);
        let gain = expected_gain(best.gain - toll, odds, failed);
        Some(WayOffer { gain, toll, odds, away: best.away, corridor: corridor as u8 })
    }

    /// By the route without papers.
    #[must_use]
    pub fn route(&self, corridor: usize, kin: f64, belief: &Belief) -> Option<WayOffer> {
        let c = self.scene.corridor(corridor);
        let Irregular::Route(route) = &c.irregular else { return None };
        let destination = self.destination(corridor);
        if !self.can_fund(route.passage_eur, self.loan(destination.circle))
            || !self.scene.tables.accepts(self.traits, f64::from(belief.death))
        {
            return None;
        }
        let factor =
            destination.days_of(self.traits) * self.traits.optimism(self.scene.rules) * f64::from(belief.earnings);
        let labour = &c.labour;
        // The village judges by what it believed when the run began, corrected by what it has been told since.
        let earned = factor * labour.irregular_days_month * labour.wage_irregular_eur_day;
        let trip = Trip {
            surplus_abroad: earned - labour.living_irregular_eur_month,
            cost: route.passage_eur,
            ticket: c.distance.fare_eur,
            removal_loss: c.enforcement.removal_loss_eur,
        };
        let home = self.against(corridor);
        let lengths = &destination.stay_irregular;
        let settled = destination.surplus[Status::Settled as usize];
        let best =
            better(lengths.best(&home, &trip), lengths.best_beyond(&home, &trip, &destination.irregular_ends, settled));
        let failed = self.failed(&home, route.passage_eur, 1.0);
        let toll = self.setting_out(corridor, kin);
        let gain = expected_gain(best.gain - toll, 1.0 - route.interception, failed);
        Some(WayOffer {
            gain,
            toll,
            odds: (1.0 - route.interception).min(1.0 - 1e-9),
            away: best.away,
            corridor: corridor as u8,
        })
    }

    /// A contract of the programme.
    #[must_use]
    pub fn programme(&self, corridor: usize, call: Call, belief: &Belief) -> Option<WayOffer> {
        let programme = self.scene.programme(corridor)?;
        if programme::suspended(self.scene, corridor) || !programme::eligible(self.scene, &self.person) {
            return None;
        }
        let destination = self.destination(corridor);
        let stake = self.scene.tables.stake;
        let posted = stake.map_or(0.0, |s| s.posted_eur);
        // Whoever expects a guarantor need not post the bond himself, but pays the premium.
        let premium = self.expected_premium(programme, posted);
        let own_bond = if premium.is_some() { 0.0 } else { posted };
        let premium = premium.unwrap_or(0.0);
        let journey = programme.worker_cost_eur * (1.0 - programme.advance);
        let cash = programme.application_cost_eur + journey + own_bond + premium;
        if !self.can_fund(cash, self.loan(destination.circle)) {
            return None;
        }
        let wages = destination.legal_wage.unwrap_or(0.0) * destination.season_months;
        let refunded = f64::from(belief.refunded);
        // What is believed lost of his own money, less what the employer is believed to add to it.
        let lost =
            stake.map_or(0.0, |s| (1.0 - refunded) * (own_bond + s.withheld * wages) - refunded * s.added * wages);
        let trip = Trip {
            surplus_abroad: destination.contract_surplus,
            cost: programme.worker_cost_eur + premium + lost,
            ticket: 0.0,
            removal_loss: 0.0,
        };
        let home = self.against(corridor);
        let season = destination.stay_contract.best(&home, &trip);
        // A named worker expects to be taken; others share the village's belief.
        let odds = match &self.scene.rules.reentry {
            Reentry::Recall(recall) if call == Call::ByName => recall.taken,
            _ => {
                let state = &self.scene.markets[corridor].programme;
                believed_selection(self.scene.rules, state, programme, self.scene.weight, belief)
            }
        };
        let toll = recall::setting_out(programme.leave_cost, self.person.seasons);
        let gain = season.gain + self.further_seasons(corridor, belief, &home, &season) - toll;
        let failed = self.failed(&home, programme.application_cost_eur, 0.0);
        Some(WayOffer {
            gain: expected_gain(gain, odds, failed),
            toll,
            odds,
            away: season.away,
            corridor: corridor as u8,
        })
    }

    /// What the seasons after a first one promise to be worth, util-months.
    fn further_seasons(&self, corridor: usize, belief: &Belief, home: &AtHome, season: &Prospect) -> f64 {
        let (destination, life) = (self.destination(corridor), self.scene.tables.horizon.life());
        let asking = Asking {
            person: &self.person,
            seasons: self.person.seasons.saturating_add(1),
            home: self.scene.now.plus(destination.season_months as i32),
            home_surplus: home.surplus,
            home_premium: home.home_premium,
        };
        let promise = recall::promise(self.scene, belief, corridor, &asking);
        worth_to_returner(life, &destination.season, &promise, season.consumption, home.home_premium)
    }

    /// The premium that somebody expects who asks for a bond of so much (EUR): the least that a guarantor of the rules
    /// asks from an average worker, as he began. None if nobody would answer.
    fn expected_premium(&self, programme: &Programme, posted: f64) -> Option<f64> {
        let quotes = self.scene.tables.sureties.iter().filter(|surety| surety.capacity > 0.0).filter_map(|surety| {
            let sum = if posted > 0.0 { posted } else { surety.pledge_months * programme.wage_eur_month };
            let guaranty = backing::guaranty(surety, programme, sum, surety.believed_default, surety.tie);
            guaranty.quote(surety.premium * sum, surety.loading)
        });
        quotes.reduce(f64::min)
    }

    /// What others lend for a journey to a circle, EUR.
    fn loan(&self, circle: Circle) -> f64 {
        self.credit + if circle == Circle::Overseas { self.kin_loan } else { 0.0 }
    }
}

/// The better of two stays.
fn better(one: Prospect, other: Prospect) -> Prospect {
    if other.gain > one.gain { other } else { one }
}
