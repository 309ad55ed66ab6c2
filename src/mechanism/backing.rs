//! Who stands behind a chosen applicant: a guarantor where there is one to ask, else the applicant's own bond; and the
//! money that must be together before the contract is signed.
//!
//! Guarantors are asked in the order of the rules. A household (a relative, a notable) is one of the village's: of
//! those that the worker can ask the wealthiest, which answers with a part of its wealth, asks for nothing and does it
//! for the tie or not at all. A village, an association and a firm have a fund: the capital that the rules give it, and
//! what it has won and lost since. A fund quotes the premium that covers expected loss, tracing and capital with its
//! loading (`decision::guaranty`), and answers for what is free of it, from a least part of the sum on; the worker
//! posts the rest. A request fails out of doubt, for lack of capacity, or because the premium cannot be paid; each is
//! told. The village's experience moves the belief of whoever is asked there from where he began; associations and
//! firms have their own. Ties differ between pairs. Source: Keita 2010, p. 22 (recommendation 8). Left out: bargaining
//! over the premium, guarantors that share a sum, re-insurance.

use crate::base::math;
use crate::base::units::{cents, eur, small};
use crate::decision::guaranty::{GuarantyOffer, pledged};
use crate::engine::{Scene, purse, taste};
use crate::institution::guaranty::Surety;
use crate::institution::preparation::Preparation;
use crate::institution::programme::Programme;
use crate::journal::Backer;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::contract::{BondState, NO_SURETY};
use crate::world::district::Application;
use crate::world::employer::EmployerId;
use crate::world::spell::NEVER;
use crate::world::state::Fund;
use crate::world::{Contract, District};

crate::purposes! {
    /// Which households of the village a worker can ask.
    ASKED = "backing/asked";
    /// How close a guarantor and a worker are.
    CLOSENESS = "backing/closeness";
}

/// A place under contract and who is to have it.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// The chosen applicant.
    pub application: Application,
    /// With whom the place is.
    pub employer: EmployerId,
}

/// Funds of those who answer for workers of all villages, as they stand while places are given.
pub type Funds = [Fund; Backer::SHARED];

/// On what terms somebody leaves.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    /// The contract with its stake.
    pub contract: Contract,
    /// The guarantor's premium, cents.
    pub premium: i64,
    /// What of the worker's own bond is borrowed, cents.
    pub borrowed: i64,
}

/// A guarantor who would answer.
struct Answer {
    /// For how much, cents.
    sum: i64,
    /// For what premium, cents.
    premium: i64,
    /// How much of a full tie there is.
    tie: f64,
    /// The household that answers.
    household: u16,
}

/// The contract that a chosen applicant can have, if he can raise what is asked: money is raised and pledged, nothing
/// is posted yet.
pub fn terms(d: &mut District, scene: &Scene<'_>, offer: &Offer<'_>, funds: &mut Funds) -> Option<Signed> {
    let a = &offer.application;
    let posted = cents(scene.tables.stake.map_or(0.0, |s| s.posted_eur));
    let bare = Contract { own: small(posted), ..unbacked(d, scene, offer) };
    for (order, surety) in scene.tables.sureties.iter().enumerate() {
        let sum = if posted > 0 { posted } else { cents(surety.pledge_months * offer.programme.wage_eur_month) };
        let Some(pledge) = asked(d, scene, offer, (order, surety), sum, funds) else { continue };
        let mut contract = bare;
        back(&mut contract, surety, &pledge);
        contract.own = if posted > 0 { small(sum - pledge.sum) } else { 0 };
        match fund(d, scene, offer, &contract, pledge.premium) {
            Some(borrowed) => {
                d.record(What::GuarantorAccepted(surety.backer), a.person, a.place(), 0, pledge.sum);
                d.record(What::PremiumQuoted(surety.backer), a.person, a.place(), 0, pledge.premium);
                expose(d, &contract, funds, contract.guaranteed);
                return Some(Signed { contract, premium: pledge.premium, borrowed });
            }
            None => {
                d.record(What::PremiumNotPayable(surety.backer), a.person, a.place(), 0, pledge.premium);
            }
        }
    }
    let borrowed = fund(d, scene, offer, &bare, 0)?;
    Some(Signed { contract: bare, premium: 0, borrowed })
}

/// Raises what must be together: own bond, premium and the worker's part of the journey. Gives what of the bond is
/// borrowed: a loan is for the bond first.
fn fund(d: &mut District, scene: &Scene<'_>, offer: &Offer<'_>, contract: &Contract, premium: i64) -> Option<i64> {
    let (position, programme) = (offer.application.person as usize, offer.programme);
    // What the employer advances is taken off in cents, so that both parts together pay the whole fare.
    let journey = cents(programme.worker_cost_eur) - cents(programme.worker_cost_eur * programme.advance);
    let needed = i64::from(contract.own) + premium + journey;
    let circle = scene.destination(usize::from(offer.application.corridor)).circle;
    let credit = purse::credit(scene, &d.households[usize::from(d.persons[position].household)], circle);
    let loan = purse::raise(d, scene.rules, position, needed, credit)?;
    Some(loan.min(i64::from(contract.own)))
}

/// A contract that nobody stands behind.
fn unbacked(d: &District, scene: &Scene<'_>, offer: &Offer<'_>) -> Contract {
    let a = &offer.application;
    let taught = match &scene.rules.preparation {
        Preparation::Training(training) => training.fit,
        Preparation::None(_) => 0.0,
    };
    let fit = scene.sectors[usize::from(d.persons[a.person as usize].sector)].fit + taught;
    Contract {
        person: a.person,
        own: 0,
        guaranteed: 0,
        surety: NO_SURETY,
        tie: 0,
        tracing: 0,
        recovered: 0,
        sanction: 0,
        until: scene.now.plus(offer.programme.term_months as i32),
        due: NEVER,
        recall: NEVER,
        tracing_cost: 0,
        bond: if scene.tables.stake.is_some() { BondState::Posted } else { BondState::None },
        backer: Backer::Nobody,
        fit: (fit.clamp(0.0, 1.0) * 255.0).round() as u8,
        wage_percent: scene.firm(usize::from(a.corridor), offer.employer).paid_percent(),
        corridor: a.corridor,
        employer: offer.employer,
        moved: false,
        referred: a.referred,
    }
}

/// Writes the guarantor's numbers into a contract.
fn back(contract: &mut Contract, surety: &Surety, pledge: &Answer) {
    contract.guaranteed = small(pledge.sum);
    contract.surety = pledge.household;
    contract.tie = (pledge.tie * 1000.0).round() as u16;
    contract.tracing = (surety.tracing * 1000.0).round() as u16;
    contract.recovered = (surety.recovered * 1000.0).round() as u16;
    contract.sanction = (surety.sanction * 10.0).round() as u16;
    contract.tracing_cost = surety.tracing_cost_eur.round() as u16;
    contract.backer = surety.backer;
    contract.bond = BondState::Posted;
}

fn village_of(d: &District, person: u32) -> usize {
    usize::from(d.households[usize::from(d.persons[person as usize].household)].village)
}

/// Takes up a fund's capacity; with a sum below nothing frees it again.
fn expose(d: &mut District, contract: &Contract, funds: &mut Funds, sum: i32) {
    if contract.backer == Backer::Village {
        let village = village_of(d, contract.person);
        d.villages[village].exposure += i64::from(sum);
    } else if let Some(fund) = contract.backer.shared() {
        funds[fund].exposure += i64::from(sum);
    }
}

/// Frees what was pledged for a contract that does not come about.
pub fn release(d: &mut District, contract: &Contract, funds: &mut Funds) {
    expose(d, contract, funds, -contract.guaranteed);
}

/// The worker leaves: his own bond, the guarantor's and the premium are paid.
pub fn post(d: &mut District, scene: &Scene<'_>, terms: &Signed, funds: &mut Funds) {
    let (c, position) = (&terms.contract, terms.contract.person as usize);
    let (place, guaranteed) = (c.place(), i64::from(c.guaranteed));
    let premium = purse::pay_at_home(d, position, place, Flow::Premium, terms.premium);
    purse::pay_at_home(d, position, place, Flow::BondBorrowed, terms.borrowed);
    purse::pay_at_home(d, position, place, Flow::BondOwn, i64::from(c.own) - terms.borrowed);
    if c.backer == Backer::Household {
        d.touch(c.surety, scene.book, scene.now);
        d.ledger.post(Flow::BondKin, place, guaranteed);
        d.households[usize::from(c.surety)].add(-guaranteed);
    } else {
        d.ledger.post(Flow::BondGuarantor, place, guaranteed);
    }
    if c.backer == Backer::Village {
        let village = village_of(d, c.person);
        d.villages[village].fund += premium;
    } else if let Some(fund) = c.backer.shared() {
        funds[fund].balance += premium;
    }
    if c.bond == BondState::Posted && (c.own > 0 || c.backer == Backer::Nobody) {
        d.record(What::BondPosted(Backer::Nobody), c.person, place, 0, i64::from(c.own));
    }
    if guaranteed > 0 {
        d.record(What::BondPosted(c.backer), c.person, place, 0, guaranteed);
    }
}

/// A guaranty as the guarantor sees it: a sum (EUR), the default that he believes in, and the tie between him and the
/// worker.
#[must_use]
pub fn guaranty(surety: &Surety, programme: &Programme, sum: f64, believed: f64, tie: f64) -> GuarantyOffer {
    GuarantyOffer {
        exposure: sum,
        default_belief: believed,
        recovered: surety.recovered,
        tracing: surety.tracing * surety.tracing_cost_eur,
        capital_cost: surety.capital_cost * f64::from(programme.term_months) / 12.0,
        risk_aversion: 0.0,
        tie_value: tie * surety.tie_value_eur,
    }
}

/// Asks one guarantor for a sum (cents); tells why he refuses.
fn asked(
    d: &mut District,
    scene: &Scene<'_>,
    offer: &Offer<'_>,
    (order, surety): (usize, &Surety),
    sum: i64,
    funds: &Funds,
) -> Option<Answer> {
    let a = &offer.application;
    let village = village_of(d, a.person);
    let first = scene.tables.sureties.first().map_or(0.0, |s| s.believed_default);
    let of_village =
        (f64::from(d.villages[village].believed_default) + surety.believed_default - first).clamp(0.0, 1.0);
    let (household, free, believed) = match surety.backer {
        Backer::Household | Backer::Nobody => {
            let best = wealthiest_asked(d, scene, a.person, (order, surety.asked));
            let (household, wealth) = best.unwrap_or((NO_SURETY, 0));
            (household, surety.capacity.min(1.0) * eur(wealth), of_village)
        }
        Backer::Village => {
            let v = &d.villages[village];
            (NO_SURETY, surety.capacity * f64::from(v.residents) + eur(v.fund - v.exposure), of_village)
        }
        Backer::Association | Backer::Firm => {
            let fund = surety.backer.shared().map_or_else(Fund::default, |fund| funds[fund]);
            let free = surety.capacity * scene.residents + eur(fund.balance - fund.exposure);
            (NO_SURETY, free, fund.believed_default)
        }
    };
    let refused = |d: &mut District, what: What| d.record(what, a.person, a.place(), 0, sum);
    let Some(part) = pledged(eur(sum), free, surety.least_part) else {
        refused(d, What::GuarantorExhausted(surety.backer));
        return None;
    };
    let normal = taste::normal(scene.draws(d, a.person).bits(CLOSENESS, 0, order as u32));
    let spread = surety.tie_spread;
    let tie = surety.tie * math::exp(spread * normal - 0.5 * spread * spread);
    let guaranty = guaranty(surety, offer.programme, part, believed, tie);
    let Some(premium) = guaranty.quote(surety.premium * part, surety.loading) else {
        refused(d, What::GuarantorRefused(surety.backer));
        return None;
    };
    Some(Answer { sum: cents(part), premium: cents(premium), tie: tie.min(1.0), household })
}

/// The wealthiest of the households of the village that a worker can ask, his own left out, and what it has.
fn wealthiest_asked(d: &District, scene: &Scene<'_>, person: u32, (order, asked): (usize, u32)) -> Option<(u16, i64)> {
    let own = d.persons[person as usize].household;
    let (first, count) = d.villages[village_of(d, person)].households;
    let draws = scene.draws(d, person);
    let mut best: Option<(u16, i64)> = None;
    for n in 0..asked {
        let household = first + (draws.bits(ASKED, 0, order as u32 * 256 + n) % u64::from(count.max(1))) as u16;
        let h = &d.households[usize::from(household)];
        let wealth = i64::from(h.wealth) + i64::from(h.earners) * scene.book.saved(h.line, h.seen, scene.now);
        if household != own && best.is_none_or(|b| b.1 < wealth) {
            best = Some((household, wealth));
        }
    }
    best
}
