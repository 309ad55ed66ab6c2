//! What savings brought home are made into, and what becomes of it.
//!
//! Rule: of what is not kept at hand a part is given away and a part consumed; the rest buys one asset of a kind that
//! it can pay for, drawn by the weights of the kinds (what pays for none is given away too). An asset brings
//! `income share × cost` a month, on which the household lives, and which counts in its plans like what it works for;
//! its jobs go to a household of the village, drawn by lot, and add to what that one has. It fails in a month with the
//! chance of its kind; then the household gets `resale share × cost` and the rest is lost. Where assets are idle, what
//! is not kept is laid by at its cost and neither earns nor fails. Projects and placements (`reintegration.rs`,
//! `placement.rs`) end here too. Source: as declared with the kinds (`institution/assets.rs`).
//! Left out: assets that were there before the run (what they bring is in the incomes of the tables), returns that fall
//! with size, prices, drought that kills herds, savings out of what assets bring.

use crate::base::draws::round_keyed;
use crate::base::param::Empty;
use crate::base::units::{cents, small, whole};
use crate::engine::Scene;
use crate::institution::Rules;
use crate::institution::assets::{Assets, Worked};
use crate::institution::reintegration::Reintegration;
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{AssetKind, Place};
use crate::world::{Asset, District};

crate::purposes! {
    /// What a returner buys.
    BOUGHT = "assets/bought";
    /// Whether an asset fails.
    FAILS = "assets/fails";
    /// Whether a part of a job is a whole one.
    JOBS = "assets/jobs";
    /// Who gets the jobs.
    WORKERS = "assets/workers";
}

/// The neutral value: nothing is worked.
pub fn switch_off(rules: &mut Rules) {
    rules.assets = Assets::Idle(Empty {});
}

/// The flow of money that buys an asset of a kind.
const fn buys(kind: AssetKind) -> Flow {
    match kind {
        AssetKind::Livestock => Flow::Livestock,
        AssetKind::House => Flow::House,
        AssetKind::Mill => Flow::Mill,
        AssetKind::Business | AssetKind::Project | AssetKind::Post | AssetKind::Plot => Flow::Business,
    }
}

/// The kind that somebody buys for a sum; none where it pays for none that anybody wants.
#[must_use]
pub fn choose(worked: &Worked, sum: i64, unit: f64) -> Option<AssetKind> {
    let weight = |kind: AssetKind| {
        let rules = worked.of(kind);
        if cents(rules.least_eur) <= sum { rules.taste } else { 0.0 }
    };
    let mut left = unit * AssetKind::BOUGHT.into_iter().map(weight).sum::<f64>();
    AssetKind::BOUGHT.into_iter().find(|&kind| {
        left -= weight(kind);
        left < 0.0
    })
}

/// Somebody home again has so much left that the household does not keep at hand, cents: it leaves his savings.
pub fn dispose(d: &mut District, scene: &Scene<'_>, position: usize, sum: i64) {
    let household = d.persons[position].household;
    let Assets::Worked(worked) = &scene.rules.assets else {
        d.ledger.post(Flow::LaidBy, Place::HOME, sum);
        let owner = &mut d.households[usize::from(household)];
        owner.assets = small(i64::from(owner.assets) + sum);
        return;
    };
    let (owner, t) = (position as u32, scene.now);
    let draws = scene.draws(d, owner);
    let feast = whole(sum as f64 * worked.sharing.feast);
    let mut gifts = whole(sum as f64 * worked.sharing.gifts).min(sum - feast);
    let rest = sum - feast - gifts;
    if let Some(kind) = choose(worked, rest, draws.unit(BOUGHT, t.key(), 0)) {
        d.ledger.post(buys(kind), Place::HOME, rest);
        let rules = worked.of(kind);
        let jobs = round_keyed(rules.jobs, draws.unit(JOBS, t.key(), 0)).clamp(0, 255) as u8;
        let income = small(whole(rest as f64 * rules.income));
        let of = d.villages[usize::from(d.households[usize::from(household)].village)].households;
        let workers = of.0 + draws.below(u64::from(of.1), WORKERS, t.key(), 0) as u16;
        let wages = small(i64::from(jobs) * cents(worked.job.gain_eur_month));
        d.own(Asset { owner, cost: small(rest), income, wages, household, workers, since: t, kind, jobs });
        d.record(What::AssetBought(kind), owner, Place::HOME, 0, i64::from(income));
        (0..jobs).for_each(|_| d.record(What::Hired, owner, Place::HOME, 0, 0));
    } else {
        gifts += rest;
    }
    d.ledger.post(Flow::Feast, Place::HOME, feast);
    d.ledger.post(Flow::Gifts, Place::HOME, gifts);
}

/// Chance that an asset fails, or the job of somebody placed ends, in a month.
fn chance(d: &District, rules: &Rules, asset: &Asset) -> f64 {
    match (asset.kind, &rules.assets, &rules.reintegration) {
        (AssetKind::Post, _, _) if !d.persons[asset.owner as usize].at_home() => 1.0,
        (AssetKind::Post, _, _) => rules.placement.ends(),
        (AssetKind::Project, _, Reintegration::Codev(codev)) => {
            super::reintegration::fails(codev, &d.households[usize::from(asset.household)])
        }
        (kind, Assets::Worked(worked), _) => worked.of(kind).fails,
        (_, Assets::Idle(_), _) => 0.0,
    }
}

/// Assets of a district in a month: some fail.
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let t = scene.now;
    let mut i = 0;
    while i < d.assets.len() {
        let asset = d.assets[i];
        if asset.kind == AssetKind::Plot {
            i += 1;
        } else if scene.draws(d, asset.owner).unit(FAILS, t.key(), asset.since.key()) < chance(d, scene.rules, &asset) {
            fail(d, scene, i);
        } else {
            i += 1;
        }
    }
}

/// An asset fails, and a part of its cost is got back; or the job of somebody placed ends.
fn fail(d: &mut District, scene: &Scene<'_>, i: usize) {
    d.touch(d.assets[i].household, scene.book, scene.now);
    let asset = d.disown(i);
    let age = scene.now.since(asset.since);
    if asset.kind == AssetKind::Post {
        d.record(What::PostEnded, asset.owner, Place::HOME, age, 0);
        return;
    }
    let resale = match &scene.rules.assets {
        Assets::Worked(worked) => worked.of(asset.kind).resale,
        Assets::Idle(_) => 0.0,
    };
    let back = whole(f64::from(asset.cost) * resale);
    d.ledger.post(Flow::AssetSold, Place::HOME, back);
    d.ledger.post(Flow::AssetLost, Place::HOME, i64::from(asset.cost) - back);
    d.households[usize::from(asset.household)].add(back);
    d.record(What::AssetFailed(asset.kind), asset.owner, Place::HOME, age, i64::from(asset.income));
    (0..asset.jobs).for_each(|_| d.record(What::LaidOff, asset.owner, Place::HOME, age, 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked() -> Worked {
        crate::base::param::defaults()
    }

    /// 600 EUR pay for livestock (weight 4) and a business (2): two thirds of the draws buy the one, one third the
    /// other; 29 EUR pay for nothing.
    #[test]
    fn who_comes_home_buys_what_his_savings_pay_for_by_the_weights_of_the_kinds() {
        let at = |unit| choose(&worked(), 60_000, unit);
        assert_eq!((at(0.0), at(0.66)), (Some(AssetKind::Livestock), Some(AssetKind::Livestock)));
        assert_eq!((at(0.67), at(0.999_999)), (Some(AssetKind::Business), Some(AssetKind::Business)));
        assert_eq!(choose(&worked(), 2_900, 0.5), None);
    }

    #[test]
    fn at_the_limits_nobody_wants_anything_or_one_kind_alone() {
        let mut none = worked();
        for taste in [&mut none.livestock.taste, &mut none.house.taste, &mut none.mill.taste, &mut none.business.taste]
        {
            *taste = 0.0;
        }
        assert_eq!(choose(&none, 1_000_000, 0.5), None);
        none.mill.taste = 1.0;
        for unit in [0.0, 0.5, 0.999_999] {
            assert_eq!(choose(&none, 1_000_000, unit), Some(AssetKind::Mill));
        }
    }
}
