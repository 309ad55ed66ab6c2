//! Employers of a programme: who there is, what they have seen of workers, how many places they open, whom they name
//! and keep.
//!
//! A destination with a programme has a list of employers of its own size, season, pay and manners (`engine::firm`).
//! Each month some close and others take their place; what became of workers is added, at full scale, to what each has
//! seen, and old experience fades. Together they open `demand × quota` places, each by its size and season; the month's
//! places are the fewer of those and what states allow, shared out by size and season with one uniform number, so that
//! their sum is right to one place in every sample. Of a worker who comes home in time they know seasons, fit and
//! conduct: he is named with the logit of what he is worth above a newcomer, lengthened with that of what his staying
//! saves (`decision::employer`). Where a bond on employers is asked, they can pay less. Source: Epstein, Hillman and
//! Weiss 1999 (answering for workers), Gibson and McKenzie 2014 (product of those who come again); forms derived in
//! `docs/decisions.md`, section 8.
//! Left out: bargaining, collusion, recruiters, housing, sizes that change.

use crate::base::draws::WorldKey;
use crate::base::math;
use crate::base::units::Month;
use crate::decision::belief::Counts;
use crate::decision::employer::{Incumbent, productivity};
use crate::decision::term::return_chance;
use crate::engine::firm::Firm;
use crate::engine::{Backdrop, Scene};
use crate::institution::Rules;
use crate::institution::extension::Lengthening;
use crate::institution::programme::Programme;
use crate::journal::Place;
use crate::journal::event::{Event, What};
use crate::world::employer::{Conduct, Employer, EmployerId};
use crate::world::{Contract, World};

/// Seasons that the belief in a newcomer is worth beside a worker's own.
const OWN_CONDUCT: f64 = 2.0;

crate::purposes! {
    /// Whether an employer closes.
    CLOSES = "employers/closes";
    /// Rounding of the month's places among employers.
    SHARED_OUT = "employers/shared out";
}

/// Employers' experience of workers, openings and closures, in every destination with a programme.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    for corridor in 0..world.corridors.len() {
        learn(world, backdrop, corridor);
        if backdrop.rules.corridor.list[corridor].1.agreement.programme().is_some() {
            open_and_close(world, backdrop, corridor);
        }
    }
    world.districts.iter_mut().for_each(|d| d.conduct.clear());
}

/// What became of workers this month, at full scale.
fn learn(world: &mut World, backdrop: &Backdrop<'_>, corridor: usize) {
    let (weight, keep) = (world.weight as f32, backdrop.tables.memory_month as f32);
    let employers = &mut world.markets[corridor].programme.employers;
    for e in employers.iter_mut() {
        (e.home, e.overstayed, e.absconded) = (e.home * keep, e.overstayed * keep, e.absconded * keep);
    }
    for &(_, id, conduct) in world.districts.iter().flat_map(|d| &d.conduct).filter(|c| usize::from(c.0) == corridor) {
        let Some(e) = employers.get_mut(usize::from(id.row)).filter(|e| e.generation == id.generation) else {
            continue;
        };
        *match conduct {
            Conduct::Home => &mut e.home,
            Conduct::Overstayed => &mut e.overstayed,
            Conduct::Absconded => &mut e.absconded,
        } += weight;
    }
}

fn open_and_close(world: &mut World, backdrop: &Backdrop<'_>, corridor: usize) {
    let (rules, t, draws) = (&backdrop.rules.employers, backdrop.now, world.key.corridor(corridor));
    let new = |generation| Employer { generation, since: t, ..Employer::default() };
    let employers = &mut world.markets[corridor].programme.employers;
    employers.resize(rules.number as usize, new(0));
    let closes = 1.0 - math::pow(1.0 - rules.closing_year, 1.0 / 12.0);
    for (row, employer) in employers.iter_mut().enumerate() {
        employer.open = 0;
        if employer.since < t && draws.happens(closes, CLOSES, t.key(), row as u32) {
            *employer = new(employer.generation.wrapping_add(1));
            let place = Place::destination(corridor);
            let what = What::EmployerClosed;
            world.events.push(Event { person: corridor as u32, value: 0, months: 0, what, place, quintile: 0 });
        }
    }
}

/// Sizes of the employers of a destination by season, and what they would open together relative to a usual month.
fn weights(rules: &Rules, key: WorldKey, corridor: usize, employers: &[Employer], t: Month) -> (Vec<f64>, f64) {
    let (mut sizes, mut all) = (0.0, 0.0);
    let weights = employers.iter().enumerate().map(|(row, e)| {
        let firm = Firm::new(&rules.employers, key, corridor, EmployerId { row: row as u16, generation: e.generation });
        let size = firm.size();
        let now = size * firm.season(t.of_year());
        sizes += size;
        all += now;
        now
    });
    (weights.collect(), if sizes > 0.0 { all / sizes } else { 0.0 })
}

/// Places that the employers of a destination would open this month, at full scale: what a usual month's places are
/// times their demand, by season and by unemployment.
#[must_use]
pub fn wanted(world: &World, backdrop: &Backdrop<'_>, corridor: usize, programme: &Programme) -> f64 {
    let (rules, market) = (backdrop.rules, &world.markets[corridor]);
    if backdrop.tables.destinations[corridor].legal_wage.is_none() {
        return 0.0;
    }
    let labour = &rules.corridor.list[corridor].1.labour;
    let rise = (labour.unemployment_share - market.unemployment_start).max(0.0);
    let employers = &market.programme.employers;
    let (_, season) = weights(rules, world.key, corridor, employers, backdrop.now);
    let usual = programme.quota_year / f64::from(programme.season_months);
    usual * rules.employers.demand * season * math::exp(-programme.demand_unemployment * rise)
}

/// Shares the month's places of a destination out among its employers.
pub fn share_out(world: &mut World, backdrop: &Backdrop<'_>, corridor: usize, places: i64) {
    let (t, key) = (backdrop.now, world.key);
    let employers = &mut world.markets[corridor].programme.employers;
    let (weights, _) = weights(backdrop.rules, key, corridor, employers, t);
    let (all, draw) = (weights.iter().sum::<f64>(), key.corridor(corridor).unit(SHARED_OUT, t.key(), 0));
    let (mut sum, mut given) = (0.0, 0);
    let last = employers.len().saturating_sub(1);
    for (row, (employer, weight)) in employers.iter_mut().zip(weights).enumerate() {
        sum += weight;
        // One uniform number for all: the sum is right to the last place.
        let until = if row == last { places } else { (places as f64 * sum / all + draw).floor() as i64 };
        employer.open = (until - given).max(0) as i32;
        given = given.max(until);
    }
}

/// The employer of whoever is given a place: who asks for him, if that one has a place open, else one of those who
/// have.
#[must_use]
pub fn of_place(employers: &[Employer], asks: EmployerId, lot: u64) -> EmployerId {
    let id = |row: usize| EmployerId { row: row as u16, generation: employers[row].generation };
    let own = employers.get(usize::from(asks.row));
    if own.is_some_and(|e| e.generation == asks.generation && e.open > 0) {
        return asks;
    }
    let open: u64 = employers.iter().map(|e| e.open.max(0) as u64).sum();
    let mut left = ((u128::from(lot) * u128::from(open)) >> 64) as u64;
    for (row, e) in employers.iter().enumerate() {
        let here = e.open.max(0) as u64;
        if left < here {
            return id(row);
        }
        left -= here;
    }
    EmployerId::NONE
}

/// A worker whom an employer knows, against a newcomer, for one season.
fn known(scene: &Scene<'_>, contract: &Contract, seasons: u8) -> Option<(Incumbent, f64)> {
    let (rules, corridor) = (&scene.rules.employers, usize::from(contract.corridor));
    let employer = scene.employer(corridor, contract.employer)?;
    let firm = scene.firm(corridor, contract.employer);
    let destination = scene.destination(corridor);
    let season = destination.legal_wage.unwrap_or(0.0) * destination.season_months;
    let first = season * f64::from(contract.fit) / 255.0;
    let newcomer = Counts::prior(scene.rules.trust.prior_overstay, rules.seen_weight)
        .observe(f64::from(employer.overstayed + employer.absconded), f64::from(employer.home));
    let seen = Counts::prior(newcomer.mean(), OWN_CONDUCT).observe(0.0, f64::from(seasons));
    let incumbent = Incumbent {
        productivity_gain: productivity(first, rules.product_gain, rules.product_pace, f64::from(seasons)) - first,
        search_cost: rules.search_cost_eur,
        default_belief: seen.mean(),
        newcomer_default_belief: newcomer.mean(),
        default_loss: rules.default_loss_eur + rules.bond_eur,
        wage_premium: season * (f64::from(contract.wage_percent) - f64::from(firm.paid_percent())) / 100.0,
    };
    Some((incumbent, firm.loyalty()))
}

/// Chance that the employer names a worker who is home in time; none where the employer is gone.
#[must_use]
pub fn names(scene: &Scene<'_>, contract: &Contract, seasons: u8) -> f64 {
    let scale = scene.rules.employers.reasons_eur;
    known(scene, contract, seasons)
        .map_or(0.0, |(worker, loyalty)| return_chance(worker.rehire_score() + loyalty, scale))
}

/// Chance that the employer lengthens a contract that has come to its term.
#[must_use]
pub fn lengthens(scene: &Scene<'_>, contract: &Contract, seasons: u8, terms: &Lengthening) -> f64 {
    let Some((worker, _)) = known(scene, contract, seasons) else { return 0.0 };
    let firm = scene.firm(usize::from(contract.corridor), contract.employer);
    let months = terms.months.max(1);
    let demand = (0..months).map(|m| firm.season(scene.now.plus(m as i32).of_year())).sum::<f64>() / f64::from(months);
    let score = worker.extension_score(terms.rotation_cost_eur, terms.fee_eur, worker.default_belief)
        + terms.work_left_eur * (demand - 1.0);
    return_chance(score, scene.rules.employers.reasons_eur)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn employers(open: &[i32]) -> Vec<Employer> {
        open.iter().map(|&open| Employer { open, ..Employer::default() }).collect()
    }

    #[test]
    fn a_place_is_with_who_asks_if_there_is_one_else_with_those_who_have_some() {
        let list = employers(&[0, 2, 0, 1]);
        let asks = |row| EmployerId { row, generation: 0 };
        assert_eq!(of_place(&list, asks(3), 0).row, 3);
        // Nothing open, another by that time, or nobody: one of the three places by lot.
        for other in [asks(0), EmployerId { row: 3, generation: 7 }, EmployerId::NONE] {
            let rows = [0, u64::MAX / 2, u64::MAX].map(|lot| of_place(&list, other, lot).row);
            assert_eq!(rows, [1, 1, 3]);
        }
        assert_eq!(of_place(&employers(&[0, 0]), asks(0), 5), EmployerId::NONE);
    }
}
