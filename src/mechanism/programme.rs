//! A programme: applications, eligibility, selection, guarantor and bond, desistance, departure under contract.
//!
//! Places of a month are the yearly quota over the months of the season, times what the host's trust and the demand for
//! labour leave of it, at the scale of the sample; fractions are rounded by a keyed draw and do not accumulate. Who was
//! asked back by name comes first. A part of the places goes to the well-connected, the rest by a score that mixes what
//! the agency sees with chance. The chosen must find a guarantor (where there is one to ask) or post the bond, and pay
//! their share of the journey; where they cannot the place goes to the next. Source: Keita 2010, p. 8-9, 14-16 and
//! 21-22. Left out: files and months of waiting, staff of the agency, placement at home.

use super::departure::{arrive, equivalent, loss, record_departure};
use super::homecoming::{pay_back, pay_up_to, raise};
use super::information::{self, Topic};
use super::outside::{Outside, OutsideParts};
use super::selection::{INELIGIBLE, Queued, places, rank};
use super::suretyship::{COMMON, HOUSEHOLD, NOBODY, VILLAGE};
use crate::base::draws::Draws;
use crate::base::units::{Month, cents, eur, small};
use crate::decision::guaranty::GuarantyOffer;
use crate::institution::Rules;
use crate::institution::guaranty::{Backer, Surety};
use crate::institution::preparation::Preparation;
use crate::institution::programme::Programme;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::world::contract::BondState;
use crate::world::district::{Application, Departure, Way};
use crate::world::person::Schooling;
use crate::world::spell::NEVER;
use crate::world::{Contract, District, Status, World};

crate::purposes! {
    /// Priority among equals.
    LOT = "programme/lot";
    /// Whether a share of applicants is admitted.
    ADMITTED = "programme/admitted";
    /// Whether a chosen applicant withdraws.
    DESISTS = "programme/desists";
    /// Capacity of a guarantor relative to the household.
    CAPACITY = "programme/capacity";
}

/// Leaves an application. `gain` is what the person expects of a contract, util-months.
#[allow(clippy::too_many_arguments, reason = "all of it is what makes an application")]
pub fn apply(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    position: u32,
    corridor: usize,
    named: bool,
    gain: f64,
) {
    let Some(programme) = outside.tables.programme(rules, corridor) else { return };
    let person = d.persons[position as usize];
    let household = d.households[usize::from(person.household)];
    let draws = outside.key.of(person.id);
    let e = &rules.eligibility;
    let age = person.age(t);
    let sex = if person.woman() { e.women } else { e.men };
    let family = if person.child() { 1.0 } else { e.without_child };
    let eligible = (e.age_low as i32..=e.age_high as i32).contains(&age)
        && draws.happens(sex, ADMITTED, 0, 0)
        && draws.happens(family, ADMITTED, 0, 1);
    d.ledger.post(Flow::Application, 0, cents(programme.application_cost_eur));
    d.households[usize::from(person.household)].add(-cents(programme.application_cost_eur));
    d.ledger.post(Flow::ApplicantCost, 1 + corridor, cents(rules.agency.applicant_cost_eur));
    d.persons[position as usize].mark_applied();
    d.record(What::Applied, position, 1 + corridor, u8::from(named), 0, 0);
    // What the agency can see: fitness of the trade, a child at home, an age past adventure; about one spread each.
    let signal = (outside.sectors[usize::from(person.sector)].fit - 0.5) / 0.25
        + if person.child() { 0.5 } else { -0.5 }
        + f64::from(age - 28) / 16.0;
    d.applications.push(Application {
        person: position,
        corridor: corridor as u8,
        quintile: household.quintile,
        named,
        eligible,
        connected: household.quintile == 4 && person.schooling() >= Schooling::Secondary,
        signal: signal as f32,
        gain: gain as f32,
        answered: false,
        lot: draws.bits(LOT, t.key(), 0),
    });
}

/// Selection and departure in every destination with a programme.
pub fn shared(world: &mut World, parts: &OutsideParts<'_>, rules: &Rules, t: Month) {
    for corridor in 0..world.corridors.len() {
        let Some(programme) = parts.tables.programme(rules, corridor) else { continue };
        let places = places(world, rules, corridor, programme, t);
        world.markets[corridor].programme.places = places;
        let (mut queue, enough) = rank(world, rules, corridor, places, t);
        let (first, rest) = queue.split_at_mut(enough);
        first.sort_unstable_by_key(|q| q.0);
        let left = fill(world, parts, rules, t, (corridor, programme), first, places);
        if left > 0 {
            rest.sort_unstable_by_key(|q| q.0);
            fill(world, parts, rules, t, (corridor, programme), rest, left);
        }
    }
}

/// Goes down a queue in order until the places are taken; gives the places that are left.
fn fill(
    world: &mut World,
    parts: &OutsideParts<'_>,
    rules: &Rules,
    t: Month,
    of: (usize, &Programme),
    queue: &[Queued],
    places: i64,
) -> i64 {
    let mut left = places;
    for &(rank, district, application) in queue {
        // The last class are those whom the rules do not let in.
        if left == 0 || rank.0 == INELIGIBLE {
            break;
        }
        if choose(world, parts, rules, t, of.0, of.1, (district, application)) {
            left -= 1;
        }
    }
    left
}

/// Those who were not taken hear of it: in every district by itself, after the places are gone.
pub fn refusals(d: &mut District, outside: &Outside<'_>, rules: &Rules) {
    for a in std::mem::take(&mut d.applications) {
        if a.answered {
            continue;
        }
        let corridor = usize::from(a.corridor);
        let cost = outside.tables.programme(rules, corridor).map_or(0.0, |p| p.application_cost_eur);
        let value = loss(d, outside, a.person, cost);
        d.persons[a.person as usize].mark_refused(true);
        d.record(
            if a.eligible { What::NotSelected } else { What::Ineligible },
            a.person,
            1 + corridor,
            u8::from(a.named),
            0,
            value,
        );
        information::account(d, rules, a.person, corridor, Topic::Selected, 0.0);
    }
}

/// Tries to send the applicant; gives whether a place was taken.
fn choose(
    world: &mut World,
    parts: &OutsideParts<'_>,
    rules: &Rules,
    t: Month,
    corridor: usize,
    programme: &Programme,
    who: (u32, u32),
) -> bool {
    let application = &mut world.districts[who.0 as usize].applications[who.1 as usize];
    application.answered = true;
    let a = *application;
    let World { districts, markets, book, sectors, .. } = world;
    let common = &mut markets[corridor].programme;
    let mut common = CommonBacker { exposure: common.exposure, believed: common.believed_default };
    let d = &mut districts[who.0 as usize];
    let outside = parts.outside(book, sectors, markets);
    let position = a.person as usize;
    if !d.persons[position].at_home() {
        return false;
    }
    let draws = outside.draws(d, a.person);
    d.touch(d.persons[position].household, outside.book, t);
    let Some((contract, premium)) = bond(d, &outside, rules, t, corridor, programme, &a, draws, &mut common) else {
        let place = 1 + corridor;
        d.record(What::BondNotFunded, a.person, place, u8::from(a.named), 0, 0);
        return false;
    };
    d.record(What::Selected, a.person, 1 + corridor, u8::from(a.named), 0, equivalent(&outside, f64::from(a.gain)));
    information::account(d, rules, a.person, corridor, if a.named { Topic::Recalled } else { Topic::Selected }, 1.0);
    d.ledger.post(Flow::PlacementCost, 1 + corridor, cents(rules.agency.placement_cost_eur));
    if draws.happens(programme.desistance, DESISTS, t.key(), 0) {
        // The place stays empty; the bond was never posted, and what the guarantor had pledged is free again.
        release_exposure(d, &contract, &mut common);
        pay_back(d, rules, position);
        d.record(What::Desisted, a.person, 1 + corridor, u8::from(a.named), 0, 0);
        return true;
    }
    pay_up_to(d, position, 1 + corridor, Flow::Premium, premium);
    send(d, &outside, rules, t, corridor, programme, &a, contract);
    let state = &mut markets[corridor].programme;
    state.exposure = common.exposure;
    true
}

/// The common capital behind associations and firms.
struct CommonBacker {
    exposure: i64,
    believed: (f64, f64),
}

/// The contract with its stake and the guarantor's premium (cents), if the person can raise what is asked: money is
/// raised, nothing is posted yet.
#[allow(clippy::too_many_arguments, reason = "the terms of a contract")]
fn bond(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    corridor: usize,
    programme: &Programme,
    a: &Application,
    draws: Draws,
    common: &mut CommonBacker,
) -> Option<(Contract, i64)> {
    let position = a.person as usize;
    let stake = outside.tables.stake;
    let posted = cents(stake.map_or(0.0, |s| s.posted_eur));
    let fit = outside.sectors[usize::from(d.persons[position].sector)].fit
        + match &rules.preparation {
            Preparation::Training(training) => training.fit,
            Preparation::None(_) => 0.0,
        };
    let mut contract = Contract {
        person: a.person,
        own: 0,
        guaranteed: 0,
        tie: 0,
        tracing: 0,
        recovered: 0,
        sanction: 0,
        until: t.plus(programme.term_months as i32),
        due: NEVER,
        recall: NEVER,
        tracing_cost: 0,
        bond: if stake.is_some() { BondState::Posted } else { BondState::None },
        backer: NOBODY,
        fit: (fit.clamp(0.0, 1.0) * 255.0).round() as u8,
        wage_percent: 100,
        corridor: corridor as u8,
        moved: false,
    };
    let mut premium = 0;
    for surety in &outside.tables.sureties {
        let sum = if posted > 0 { posted } else { cents(0.5 * programme.wage_eur_month) };
        if guarantee(d, outside, programme, a, surety, sum, draws, common) {
            backed_by(&mut contract, surety, sum);
            premium = cents(surety.premium * eur(sum));
            d.record(What::GuarantorAccepted, a.person, 1 + corridor, contract.backer, 0, sum);
            break;
        }
    }
    if contract.backer == NOBODY {
        contract.own = small(posted);
    }
    let needed = i64::from(contract.own) + premium + cents(programme.worker_cost_eur * (1.0 - programme.advance));
    let class = usize::from(d.households[usize::from(d.persons[position].household)].class);
    let earners = f64::from(d.households[usize::from(d.persons[position].household)].earners);
    let credit = cents(rules.home.loan_months * outside.tables.home_income[class] * earners);
    if !raise(d, rules, position, needed, credit) {
        release_exposure(d, &contract, common);
        return None;
    }
    Some((contract, premium))
}

/// Writes the guarantor's numbers into a contract.
fn backed_by(contract: &mut Contract, surety: &Surety, sum: i64) {
    contract.guaranteed = small(sum);
    contract.tie = (surety.tie * 1000.0).round() as u16;
    contract.tracing = (surety.tracing * 1000.0).round() as u16;
    contract.recovered = (surety.recovered * 1000.0).round() as u16;
    contract.sanction = (surety.sanction * 10.0).round() as u16;
    contract.tracing_cost = surety.tracing_cost_eur.round() as u16;
    contract.backer = match surety.backer {
        Backer::Household => HOUSEHOLD,
        Backer::Village => VILLAGE,
        Backer::Common => COMMON,
    };
    contract.bond = BondState::Posted;
}

fn release_exposure(d: &mut District, contract: &Contract, common: &mut CommonBacker) {
    match contract.backer {
        VILLAGE => {
            let village = usize::from(d.households[usize::from(d.persons[contract.person as usize].household)].village);
            d.villages[village].exposure -= i64::from(contract.guaranteed);
        }
        COMMON => common.exposure -= i64::from(contract.guaranteed),
        _ => {}
    }
}

/// Asks one guarantor; takes up its capacity where it accepts.
#[allow(clippy::too_many_arguments, reason = "the two sides of a guaranty")]
fn guarantee(
    d: &mut District,
    outside: &Outside<'_>,
    programme: &Programme,
    a: &Application,
    surety: &Surety,
    sum: i64,
    draws: Draws,
    common: &mut CommonBacker,
) -> bool {
    let household = d.households[usize::from(d.persons[a.person as usize].household)];
    let village = usize::from(household.village);
    let v = &d.villages[village];
    // The village's experience moves the belief of whoever is asked from where he began.
    let first = outside.tables.sureties.first().map_or(0.0, |s| s.believed_default);
    let of_village = (f64::from(v.believed_default) + surety.believed_default - first).clamp(0.0, 1.0);
    let (free, believed) = match surety.backer {
        // A relative is about as rich as the family: half to twice its wealth.
        Backer::Household => {
            let likeness = 0.5 + 1.5 * draws.unit(CAPACITY, 0, 0);
            (surety.capacity * likeness * eur(i64::from(household.wealth)), of_village)
        }
        Backer::Village => (surety.capacity * f64::from(v.residents) - eur(v.exposure), of_village),
        Backer::Common => (surety.capacity * outside.residents - eur(common.exposure), common.believed.0),
    };
    let offer = GuarantyOffer {
        exposure: eur(sum),
        default_belief: believed,
        recovered: surety.recovered,
        tracing: surety.tracing * surety.tracing_cost_eur,
        capital_cost: surety.capital_cost * f64::from(programme.term_months) / 12.0,
        risk_aversion: 0.0,
        tie_value: surety.tie * surety.tie_value_eur,
    };
    let accepted = offer.accepts(surety.premium * eur(sum), free);
    if !accepted {
        let what = if offer.exposure > free { What::GuarantorExhausted } else { What::GuarantorRefused };
        d.record(what, a.person, 1 + usize::from(a.corridor), surety.backer as u8 + 1, 0, sum);
        return false;
    }
    match surety.backer {
        Backer::Village => d.villages[village].exposure += sum,
        Backer::Common => common.exposure += sum,
        Backer::Household => {}
    }
    true
}

/// The worker leaves: bond posted, journey paid, contract begun.
#[allow(clippy::too_many_arguments, reason = "what a departure under contract needs")]
fn send(
    d: &mut District,
    outside: &Outside<'_>,
    rules: &Rules,
    t: Month,
    corridor: usize,
    programme: &Programme,
    a: &Application,
    contract: Contract,
) {
    let (place, position) = (1 + corridor, a.person as usize);
    let advance = cents(programme.worker_cost_eur * programme.advance);
    d.ledger.post(Flow::Loan, place, advance);
    let person = &mut d.persons[position];
    person.savings = small(i64::from(person.savings) + advance);
    person.debt = small(i64::from(person.debt) + advance);
    pay_up_to(d, position, place, Flow::Fare, cents(programme.worker_cost_eur));
    d.ledger.post(Flow::EmployerFare, place, cents(programme.employer_cost_eur));
    if let Preparation::Training(training) = &rules.preparation {
        d.ledger.post(Flow::TrainingCost, place, cents(training.cost_eur));
    }
    if contract.own > 0 {
        pay_up_to(d, position, place, Flow::BondOwn, i64::from(contract.own));
    }
    d.ledger.post(Flow::BondGuarantor, place, i64::from(contract.guaranteed));
    if contract.bond == BondState::Posted {
        d.record(
            What::BondPosted,
            a.person,
            place,
            contract.backer,
            0,
            i64::from(contract.own) + i64::from(contract.guaranteed),
        );
    }
    d.ledger.post(Flow::ExitCost, place, cents(rules.agency.exit_record_cost_eur));
    let departure = Departure {
        person: a.person,
        planned: programme.term_months as u16,
        corridor: corridor as u8,
        way: Way::Programme,
        gain: a.gain,
    };
    record_departure(d, outside, t, a.person, place, Way::Programme as u8);
    d.record(What::PlaceTaken, a.person, place, u8::from(a.named), 0, i64::from(d.persons[position].woman()));
    d.contracts.push(contract);
    let at = d.contracts.len() as u32 - 1;
    arrive(d, outside, rules, t, &departure, Status::Contract, contract.until, at);
}
