//! What villages believe, and how they learn.
//!
//! A village holds beliefs of each destination: what irregular work earns (relative to the start), the odds of being
//! selected by a programme, of being asked back by name, of having a bond refunded. Each is a mean with a weight; an
//! account moves the mean in proportion to its weight, and old weight fades (`decision::belief::WeightedMean`).
//! Returnees tell when they come home; kin abroad tell when they send money, less credibly. Sources: normal updating
//! with forgetting; ties as in Klabunde's network models. Left out: rumour and campaigns (a mechanism of their own),
//! personal beliefs beyond a permanent optimism.

use super::outside::Outside;
use crate::decision::belief::WeightedMean;
use crate::institution::Rules;
use crate::institution::reentry::Reentry;
use crate::world::{District, World};

/// Odds of being taken that somebody asked back by name counts with.
pub const NAMED_ODDS: f64 = 0.9;

/// One of the beliefs of a village about a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What irregular work earns, relative to the start.
    Earnings,
    /// Odds of selection.
    Selected,
    /// Odds of being asked back by name.
    Recalled,
    /// Odds of a refund.
    Refunded,
}

/// Somebody tells the village something. The weight counts accounts.
pub fn inform(d: &mut District, rules: &Rules, village: usize, corridor: usize, topic: Topic, heard: f64, weight: f64) {
    let belief = &mut d.villages[village].beliefs[corridor];
    let (mean, precision) = match topic {
        Topic::Earnings => (&mut belief.earnings, &mut belief.weight),
        Topic::Selected => (&mut belief.selected, &mut belief.selected_weight),
        Topic::Recalled => (&mut belief.recalled, &mut belief.recalled_weight),
        Topic::Refunded => (&mut belief.refunded, &mut belief.refunded_weight),
    };
    let updated = WeightedMean { mean: f64::from(*mean), precision: f64::from(*precision) }.update(
        heard,
        weight,
        1.0,
        rules.information.most_weight,
    );
    *mean = updated.mean as f32;
    *precision = updated.precision as f32;
}

/// A person of the district tells his village.
pub fn account(d: &mut District, rules: &Rules, person: u32, corridor: usize, topic: Topic, heard: f64) {
    let village = usize::from(d.households[usize::from(d.persons[person as usize].household)].village);
    inform(d, rules, village, corridor, topic, heard, rules.information.account_weight);
}

/// What the earnings of irregular work are now relative to the start, for the average person.
#[must_use]
pub fn earnings_now(outside: &Outside<'_>, corridor: usize) -> f64 {
    let start = outside.irregular_day_wage_start[corridor];
    if start > 0.0 { outside.irregular_day_wage[corridor] / start } else { 1.0 }
}

/// At the start of a run, and when rules change, people hear of rules that were not there before: what they hope to
/// earn, what they believe of being selected, of being asked back, of refunds, and what guarantors expect.
pub fn news_of_rules(world: &mut World, before: &Rules, now: &Rules) {
    let (recalled, refunded) = (believed_recall(now), believed_refund(now));
    let default = now.guarantor.asked().first().map(|g| g.believed_default);
    let new_guarantor = now.guarantor != before.guarantor;
    for village in world.districts.iter_mut().flat_map(|d| &mut d.villages) {
        for belief in &mut village.beliefs {
            if now.information.start_bias != before.information.start_bias {
                belief.earnings =
                    (belief.earnings + (now.information.start_bias - before.information.start_bias) as f32).max(0.0);
            }
            if now.information.believed_selection != before.information.believed_selection {
                belief.selected = now.information.believed_selection as f32;
            }
            if now.reentry != before.reentry {
                belief.recalled = recalled as f32;
            }
            if now.bond != before.bond {
                belief.refunded = refunded as f32;
            }
        }
        if let Some(default) = default.filter(|_| new_guarantor) {
            village.believed_default = default as f32;
        }
    }
    if let Some(default) = default.filter(|_| new_guarantor) {
        for market in &mut world.markets {
            market.programme.believed_default = (default, now.information.most_weight);
        }
    }
}

fn believed_recall(rules: &Rules) -> f64 {
    match &rules.reentry {
        Reentry::Recall(r) => r.believed,
        Reentry::None(_) => 0.0,
    }
}

fn believed_refund(rules: &Rules) -> f64 {
    rules.bond.stake().map_or(1.0, |s| s.believed)
}

/// Beliefs fade.
pub fn local(d: &mut District, outside: &Outside<'_>) {
    let keep = outside.tables.memory_month as f32;
    for village in &mut d.villages {
        for b in &mut village.beliefs {
            b.weight *= keep;
            b.selected_weight *= keep;
            b.recalled_weight *= keep;
            b.refunded_weight *= keep;
        }
    }
}
