//! Support of returners' projects (Codev): a subsidy matched to own savings, as long as there is money.
//!
//! Rule: who comes home from overseas to a supported region and puts at least the least sum into an asset may have
//! `min(matched × own, most)` on top. The requests of a month are met in a drawn order until one cannot be paid; what
//! is left of the money stays for later months. The asset becomes a project of `own + subsidy` with jobs of its own, in
//! trade with the share declared. Each month it fails with `fails × exp(burden × (dependants per earner − 1))`.
//! Source: Keita 2010, p. 18-19. Left out: refusals on merit, visits of advisers, money that comes late.

use crate::base::draws::round_keyed;
use crate::base::math::exp;
use crate::base::units::{cents, small, whole};
use crate::engine::Backdrop;
use crate::institution::Rules;
use crate::institution::reintegration::{Codev, Reintegration};
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{AssetKind, Circle, Place};
use crate::world::{Asset, District, Household, World};

crate::purposes! {
    /// Order of requests.
    ORDER = "reintegration/order";
    /// Whether a project is in trade.
    TRADE = "reintegration/trade";
    /// Whether a part of a job is a whole one.
    JOBS = "reintegration/jobs";
}

/// The neutral value: nobody is supported.
pub fn switch_off(rules: &mut Rules) {
    rules.reintegration = Reintegration::None(crate::base::param::Empty {});
}

/// Chance that a project of a household fails in a month.
#[must_use]
pub fn fails(codev: &Codev, household: &Household) -> f64 {
    if codev.burden == 0.0 {
        return codev.fails;
    }
    let burden = f64::from(household.dependants) / f64::from(household.earners.max(1)) - 1.0;
    (codev.fails * exp(codev.burden * burden)).min(1.0)
}

/// Subsidy to a project for which somebody has so much of his own, cents; none where that is too little, or nothing
/// would be added to it.
#[must_use]
pub fn subsidy(codev: &Codev, own: i64) -> Option<i64> {
    let added = whole(own as f64 * codev.matched).min(cents(codev.most_eur));
    (own >= cents(codev.least_own_eur) && added > 0).then_some(added)
}

/// Assets bought this month with savings from overseas, by position.
fn bought(d: &District, backdrop: &Backdrop<'_>) -> Vec<usize> {
    let mut from_overseas = None;
    let mut list = Vec::new();
    for e in &d.events {
        match (e.what, e.place.position()) {
            (What::HomeFromSpell(_), Some(k)) => {
                let overseas = backdrop.tables.destinations[k].circle == Circle::Overseas;
                from_overseas = overseas.then_some(e.person);
            }
            (What::AssetBought(_), _) if from_overseas == Some(e.person) => {
                let own = |a: &Asset| a.owner == e.person && a.since == backdrop.now && a.kind.of_households();
                list.extend(d.assets.iter().rposition(own));
            }
            _ => {}
        }
    }
    list
}

/// The month's requests.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    let Reintegration::Codev(codev) = &backdrop.rules.reintegration else {
        return;
    };
    let World { key, weight, regions, districts, treasury, .. } = world;
    treasury.projects += cents(codev.budget_eur_year / 12.0 / *weight);
    let t = backdrop.now;
    let supported = |d: &District, asset: &Asset| {
        let village = usize::from(d.households[usize::from(asset.household)].village);
        codev.region.is_empty() || regions[usize::from(d.villages[village].region)] == codev.region
    };
    let mut requests = Vec::new();
    for (at, d) in districts.iter().enumerate() {
        for i in bought(d, backdrop) {
            let asset = &d.assets[i];
            if supported(d, asset) && subsidy(codev, i64::from(asset.cost)).is_some() {
                let id = d.persons[asset.owner as usize].id;
                requests.push((key.person(id).bits(ORDER, t.key(), 0), id, at, i));
            }
        }
    }
    requests.sort_unstable();
    for (_, id, at, i) in requests {
        let d = &mut districts[at];
        let asset = d.assets[i];
        let grant = subsidy(codev, i64::from(asset.cost)).unwrap_or(0);
        if grant > treasury.projects {
            break;
        }
        treasury.projects -= grant;
        let draws = key.person(id);
        let jobs = round_keyed(codev.jobs, draws.unit(JOBS, t.key(), 0)).clamp(0, 255) as u8;
        found(d, codev, backdrop, (i, grant, jobs));
        if draws.happens(codev.trade, TRADE, t.key(), 0) {
            d.record(What::TradeFounded, asset.owner, Place::HOME, 0, grant);
        }
    }
}

/// An asset becomes a project with a subsidy.
fn found(d: &mut District, codev: &Codev, backdrop: &Backdrop<'_>, (i, grant, jobs): (usize, i64, u8)) {
    let asset = d.assets[i];
    let cost = i64::from(asset.cost) + grant;
    let wages = small(i64::from(jobs) * cents(backdrop.rules.assets.job_gain_eur()));
    let income = small(whole(cost as f64 * codev.income));
    d.exchange(i, Asset { cost: small(cost), income, wages, kind: AssetKind::Project, jobs, ..asset });
    d.ledger.post(Flow::Subsidy, Place::HOME, grant);
    d.record(What::ProjectFounded, asset.owner, Place::HOME, 0, grant);
    (asset.jobs..jobs).for_each(|_| d.record(What::Hired, asset.owner, Place::HOME, 0, 0));
    (jobs..asset.jobs).for_each(|_| d.record(What::LaidOff, asset.owner, Place::HOME, 0, 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codev() -> Codev {
        Codev { matched: 1.5, most_eur: 3000.0, least_own_eur: 500.0, ..crate::base::param::defaults() }
    }

    /// 1.5 EUR for each of 1,000, at most 3,000 for 2,500, nothing below 500.
    #[test]
    fn a_subsidy_matches_own_savings_up_to_the_largest() {
        assert_eq!(subsidy(&codev(), 100_000), Some(150_000));
        assert_eq!(subsidy(&codev(), 250_000), Some(300_000));
        assert_eq!(subsidy(&Codev { matched: 0.0, ..codev() }, 100_000), None);
        assert_eq!((subsidy(&codev(), 49_999), subsidy(&codev(), 50_000)), (None, Some(75_000)));
    }

    #[test]
    fn a_burden_raises_the_chance_to_fail_lowers_it_or_does_nothing() {
        let household = |dependants, earners| Household { dependants, earners, ..Household::default() };
        let of = |burden, dependants| fails(&Codev { burden, ..codev() }, &household(dependants, 2));
        assert_eq!((of(0.0, 9), of(0.5, 2)), (0.024, 0.024));
        // Three dependants an earner, two more than one: exp(2 × 0.5).
        assert!((of(0.5, 6) - 0.024 * exp(1.0)).abs() < 1e-12 && of(-0.5, 6) < 0.024);
        assert_eq!(of(5.0, 200), 1.0);
        assert!(fails(&Codev { burden: 0.5, ..codev() }, &household(3, 0)).is_finite());
    }
}
