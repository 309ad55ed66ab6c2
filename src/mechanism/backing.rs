//! Who stands behind a chosen applicant: a guarantor where there is one to ask, else the applicant's own bond; and the
//! money that must be together before the contract is signed.
//!
//! Guarantors are asked in the order of the rules; each accepts if the premium covers what he expects to lose and the
//! sum is within what he can still pledge (`decision::guaranty`). The village's experience moves the belief of whoever
//! is asked from where he began; the common capital has its own. Source: Keita 2010, p. 22 (recommendation 8). Left
//! out: bargaining over the premium, guarantors that share a sum, bonds paid in parts.

use crate::base::units::{cents, eur, small};
use crate::decision::guaranty::GuarantyOffer;
use crate::engine::{Scene, purse};
use crate::institution::guaranty::Surety;
use crate::institution::preparation::Preparation;
use crate::institution::programme::Programme;
use crate::journal::Backer;
use crate::journal::event::What;
use crate::world::contract::BondState;
use crate::world::district::Application;
use crate::world::employer::EmployerId;
use crate::world::spell::NEVER;
use crate::world::{Contract, District};

crate::purposes! {
    /// Capacity of a guarantor relative to the household.
    CAPACITY = "programme/capacity";
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

/// The common capital behind associations and firms, as it stands while places are given.
#[derive(Clone, Copy, Debug)]
pub struct CommonCapital {
    /// Guaranties in force, cents.
    pub exposure: i64,
    /// Default as it is believed.
    pub believed_default: f64,
}

/// The contract with its stake and the guarantor's premium (cents), if the person can raise what is asked: money is
/// raised, nothing is posted yet.
pub fn terms(
    d: &mut District,
    scene: &Scene<'_>,
    offer: &Offer<'_>,
    common: &mut CommonCapital,
) -> Option<(Contract, i64)> {
    let (a, programme) = (&offer.application, offer.programme);
    let position = a.person as usize;
    let posted = cents(scene.tables.stake.map_or(0.0, |s| s.posted_eur));
    let mut contract = unbacked(d, scene, offer);
    let mut premium = 0;
    for surety in &scene.tables.sureties {
        let sum = if posted > 0 { posted } else { cents(surety.pledge_months * programme.wage_eur_month) };
        if pledges(d, scene, offer, surety, sum, common) {
            back(&mut contract, surety, sum);
            premium = cents(surety.premium * eur(sum));
            d.record(What::GuarantorAccepted(contract.backer), a.person, a.place(), 0, sum);
            break;
        }
    }
    if contract.backer == Backer::Nobody {
        contract.own = small(posted);
    }
    // What the employer advances is taken off in cents, so that both parts together pay the whole fare.
    let journey = cents(programme.worker_cost_eur) - cents(programme.worker_cost_eur * programme.advance);
    let needed = i64::from(contract.own) + premium + journey;
    let credit = purse::credit(scene, &d.households[usize::from(d.persons[position].household)]);
    if !purse::raise(d, scene.rules, position, needed, credit) {
        release(d, &contract, common);
        return None;
    }
    Some((contract, premium))
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
    }
}

/// Writes the guarantor's numbers into a contract.
fn back(contract: &mut Contract, surety: &Surety, sum: i64) {
    contract.guaranteed = small(sum);
    contract.tie = (surety.tie * 1000.0).round() as u16;
    contract.tracing = (surety.tracing * 1000.0).round() as u16;
    contract.recovered = (surety.recovered * 1000.0).round() as u16;
    contract.sanction = (surety.sanction * 10.0).round() as u16;
    contract.tracing_cost = surety.tracing_cost_eur.round() as u16;
    contract.backer = surety.backer;
    contract.bond = BondState::Posted;
}

/// Frees what was pledged for a contract that does not come about.
pub fn release(d: &mut District, contract: &Contract, common: &mut CommonCapital) {
    match contract.backer {
        Backer::Village => {
            let household = usize::from(d.persons[contract.person as usize].household);
            let village = usize::from(d.households[household].village);
            d.villages[village].exposure -= i64::from(contract.guaranteed);
        }
        Backer::Common => common.exposure -= i64::from(contract.guaranteed),
        Backer::Household | Backer::Nobody => {}
    }
}

/// Asks one guarantor for a sum (cents); takes up its capacity where it accepts.
fn pledges(
    d: &mut District,
    scene: &Scene<'_>,
    offer: &Offer<'_>,
    surety: &Surety,
    sum: i64,
    common: &mut CommonCapital,
) -> bool {
    let a = &offer.application;
    let household = d.households[usize::from(d.persons[a.person as usize].household)];
    let village = usize::from(household.village);
    let v = &d.villages[village];
    let first = scene.tables.sureties.first().map_or(0.0, |s| s.believed_default);
    let of_village = (f64::from(v.believed_default) + surety.believed_default - first).clamp(0.0, 1.0);
    let (free, believed) = match surety.backer {
        Backer::Household | Backer::Nobody => {
            let (least, most) = surety.means;
            let means = least + (most - least) * scene.draws(d, a.person).unit(CAPACITY, 0, 0);
            (surety.capacity * means * eur(i64::from(household.wealth)), of_village)
        }
        Backer::Village => (surety.capacity * f64::from(v.residents) - eur(v.exposure), of_village),
        Backer::Common => (surety.capacity * scene.residents - eur(common.exposure), common.believed_default),
    };
    let guaranty = GuarantyOffer {
        exposure: eur(sum),
        default_belief: believed,
        recovered: surety.recovered,
        tracing: surety.tracing * surety.tracing_cost_eur,
        capital_cost: surety.capital_cost * f64::from(offer.programme.term_months) / 12.0,
        risk_aversion: 0.0,
        tie_value: surety.tie * surety.tie_value_eur,
    };
    if !guaranty.accepts(surety.premium * eur(sum), free) {
        let exhausted = guaranty.exposure > free;
        let backer = surety.backer;
        let what = if exhausted { What::GuarantorExhausted(backer) } else { What::GuarantorRefused(backer) };
        d.record(what, a.person, a.place(), 0, sum);
        return false;
    }
    match surety.backer {
        Backer::Village => d.villages[village].exposure += sum,
        Backer::Common => common.exposure += sum,
        Backer::Household | Backer::Nobody => {}
    }
    true
}
