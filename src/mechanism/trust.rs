//! The host state's trust in a programme: what it learns of overstay, late and with errors; quota and suspension.
//!
//! Ends of contracts become known some months later, and the exit record misses a part of the exits, which then count
//! as overstay. The belief decays to its prior, the quota follows the log-odds of overstay within bounds once a year,
//! and too much overstay suspends the programme for a limited time, after which it is on probation
//! (`decision::trust`; forms derived). Everybody sees whether the programme is open: that belief fades to its prior as
//! others do. Counts are at full scale, so that small samples do not learn slower.
//! Source: none; no published rule was found, so that its parameters are assumed.
//! Left out: elections, the press, what one host learns from another.

use super::information;
use crate::decision::belief::Counts;
use crate::decision::trust::{HostStance, HostTrust, Reaction};
use crate::engine::Backdrop;
use crate::institution::Rules;
use crate::institution::trust::Trust;
use crate::journal::event::{Event, What};
use crate::journal::{Backer, Place};
use crate::world::World;
use crate::world::district::EndedGuaranties;

crate::purposes! {}

/// The neutral values: overstay does not move the quota, and nothing is overstay enough to suspend.
pub const fn switch_off(rules: &mut Rules) {
    rules.trust.sensitivity = 0.0;
    rules.trust.suspend_above = 1.0;
}

/// How a host reacts under the rules in force.
#[must_use]
pub fn reaction(rules: &Trust) -> Reaction {
    Reaction {
        prior: Counts::prior(rules.prior_overstay, rules.prior_weight),
        keep_year: rules.memory,
        reference: rules.reference_overstay,
        elasticity: rules.sensitivity,
        factor_year: (rules.quota_least.max(1e-9), rules.quota_most),
        suspend_above: rules.suspend_above,
        suspension_months: rules.suspend_months.max(1),
        probation_months: rules.probation_months,
        probation_share: rules.probation,
    }
}

/// Trust of every host after the month's ends of contracts.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    let rules = backdrop.rules;
    for corridor in 0..world.corridors.len() {
        let (mut home, mut over) = (0, 0);
        let mut ended = [EndedGuaranties::default(); Backer::SHARED];
        for d in &mut world.districts {
            let ends = std::mem::take(&mut d.ends[corridor]);
            home += ends.0;
            over += ends.1;
            for (all, here) in ended.iter_mut().zip(std::mem::take(&mut d.ended_guaranties[corridor])) {
                all.add(&here);
            }
        }
        let state = &mut world.markets[corridor].programme;
        for (fund, ended) in state.funds.iter_mut().zip(&ended) {
            fund.exposure -= ended.freed;
            fund.balance += ended.won;
            let belief = Counts::prior(fund.believed_default, fund.default_weight)
                .observe(ended.defaults as f64, ended.home as f64);
            fund.believed_default = belief.mean();
            fund.default_weight = belief.weight().min(rules.information.most_weight * 10.0);
        }
        if rules.corridor.list[corridor].1.agreement.programme().is_some() {
            learn(world, backdrop, corridor, (home, over));
        }
    }
}

fn learn(world: &mut World, backdrop: &Backdrop<'_>, corridor: usize, ends: (i64, i64)) {
    let (rules, t, memory_month) = (backdrop.rules, backdrop.now, backdrop.tables.memory_month);
    let (weight, reaction) = (world.weight, reaction(&rules.trust));
    let state = &mut world.markets[corridor].programme;
    if !state.begun {
        state.begun = true;
        state.overstayed = reaction.prior.happened;
        state.returned = reaction.prior.failed;
        state.quota_factor = 1.0;
        let open = information::open_at_first(rules);
        state.open = (open.happened, open.failed);
    }
    state.unknown.push(ends);
    let (home, over) =
        if state.unknown.len() > rules.trust.lag_months as usize { state.unknown.remove(0) } else { (0, 0) };
    let missed = rules.trust.record_error * home as f64;
    let (returned, overstayed) = ((home as f64 - missed) * weight, (over as f64 + missed) * weight);
    let suspended = t < state.suspended_until;
    let known = Counts { happened: state.open.0, failed: state.open.1 }
        .forget(&information::open_at_first(rules), memory_month)
        .observe(f64::from(u8::from(!suspended)), f64::from(u8::from(suspended)));
    state.open = (known.happened, known.failed);
    let probation = !suspended && t < state.probation_until;
    let standing = if suspended {
        HostStance::Suspended { months_left: state.suspended_until.since(t) as u32 }
    } else if probation {
        HostStance::Probation { months_left: state.probation_until.since(t) as u32 }
    } else {
        HostStance::Open
    };
    let before = HostTrust { experience: Counts { happened: state.overstayed, failed: state.returned }, standing };
    let after = before.after_month(&reaction, reaction.keep_month(), returned, overstayed);
    state.overstayed = after.experience.happened;
    state.returned = after.experience.failed;
    let newly = !matches!(standing, HostStance::Suspended { .. });
    match after.standing {
        HostStance::Suspended { months_left } if newly => {
            state.suspended_until = t.plus(1 + months_left as i32);
            state.probation_until = t.plus(1 + months_left as i32 + reaction.probation_months as i32);
            record(world, corridor, What::Suspended);
        }
        HostStance::Probation { .. } if suspended => record(world, corridor, What::Resumed),
        _ => {}
    }
    if t.of_year() == 11 {
        let state = &mut world.markets[corridor].programme;
        state.quota_factor =
            after.next_quota(&reaction, state.quota_factor, rules.trust.quota_least, rules.trust.quota_most);
    }
}

fn record(world: &mut World, corridor: usize, what: What) {
    let place = Place::destination(corridor);
    world.events.push(Event { person: corridor as u32, value: 0, months: 0, what, place, quintile: 0 });
}
