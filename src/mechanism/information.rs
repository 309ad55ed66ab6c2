//! What villages believe, and how they learn.
//!
//! A village holds beliefs of each destination: what irregular work earns (relative to the start), the risk of death on
//! a passage (whoever tries it is heard of, or is not any more), the odds of being selected by a programme, of being
//! asked back by name, of having a bond refunded. Each is a mean with a weight; an
//! account moves the mean in proportion to its weight, and old weight fades (`decision::belief::WeightedMean`).
//! Returnees tell when they come home; kin abroad tell when they send money, less credibly. Source: normal updating
//! with forgetting; ties as in Klabunde's network models.
//! Left out: rumour and campaigns (a mechanism of their own), personal beliefs beyond a permanent optimism.

use crate::decision::belief::{Counts, WeightedMean};
use crate::engine::Scene;
use crate::institution::Rules;
use crate::institution::corridor::Irregular;
use crate::institution::programme::Programme;
use crate::institution::reentry::Reentry;
use crate::world::state::ProgrammeState;
use crate::world::village::Belief;
use crate::world::{District, World};

crate::purposes! {}

/// The neutral values: nobody's account counts, and nothing is forgotten.
pub const fn switch_off(rules: &mut Rules) {
    rules.information.account_weight = 0.0;
    rules.information.kin_weight = 0.0;
    rules.information.memory = 1.0;
}

/// One of the beliefs of a village about a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What irregular work earns, relative to the start.
    Earnings,
    /// Risk of death on a passage.
    Death,
    /// Odds of selection.
    Selected,
    /// Odds of being asked back by name.
    Recalled,
    /// Odds of a refund.
    Refunded,
}

/// What somebody tells of a destination.
#[derive(Clone, Copy, Debug)]
pub struct News {
    /// Destination, by position.
    pub corridor: usize,
    /// What it is about.
    pub topic: Topic,
    /// What the teller has seen.
    pub heard: f64,
}

/// A village hears news that count for so many accounts.
pub fn inform(d: &mut District, rules: &Rules, village: usize, news: News, weight: f64) {
    learn(&mut d.villages[village].beliefs[news.corridor], rules, news, weight);
}

/// A person of the district tells his village.
pub fn account(d: &mut District, rules: &Rules, person: u32, news: News) {
    let village = usize::from(d.households[usize::from(d.persons[person as usize].household)].village);
    inform(d, rules, village, news, rules.information.account_weight);
}

fn learn(belief: &mut Belief, rules: &Rules, news: News, weight: f64) {
    let (mean, precision) = match news.topic {
        Topic::Earnings => (&mut belief.earnings, &mut belief.weight),
        Topic::Death => (&mut belief.death, &mut belief.death_weight),
        Topic::Selected => (&mut belief.selected, &mut belief.selected_weight),
        Topic::Recalled => (&mut belief.recalled, &mut belief.recalled_weight),
        Topic::Refunded => (&mut belief.refunded, &mut belief.refunded_weight),
    };
    let before = WeightedMean { mean: f64::from(*mean), precision: f64::from(*precision) };
    let after = before.update(news.heard, weight, 1.0, rules.information.most_weight);
    *mean = after.mean as f32;
    *precision = after.precision as f32;
}

/// What a village believes of a destination before anything is heard of it; `weight` is that of each belief.
#[must_use]
pub fn first_belief(rules: &Rules, corridor: usize, weight: f64) -> Belief {
    let weight = weight as f32;
    Belief {
        death: believed_death(rules, corridor) as f32,
        death_weight: weight,
        earnings: rules.information.start_bias as f32,
        weight,
        selected: rules.information.believed_selection as f32,
        selected_weight: weight,
        recalled: believed_recall(rules) as f32,
        recalled_weight: weight,
        refunded: believed_refund(rules) as f32,
        refunded_weight: weight,
    }
}

/// At the start of a run, and when rules change, people hear of rules that were not there before: what they hope to
/// earn, what they believe of being selected, of being asked back, of refunds, and what guarantors expect.
pub fn news_of_rules(world: &mut World, before: &Rules, now: &Rules) {
    let (recalled, refunded) = (believed_recall(now), believed_refund(now));
    let default = now.guarantor.asked().first().map(|g| g.believed_default);
    let new_guarantor = now.guarantor != before.guarantor;
    for village in world.districts.iter_mut().flat_map(|d| &mut d.villages) {
        for (corridor, belief) in village.beliefs.iter_mut().enumerate() {
            let death = believed_death(now, corridor);
            if death != believed_death(before, corridor) {
                belief.death = death as f32;
            }
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
    for surety in now.guarantor.asked().iter().filter(|_| new_guarantor) {
        let Some(fund) = surety.backer.shared() else { continue };
        for market in &mut world.markets {
            let fund = &mut market.programme.funds[fund];
            fund.believed_default = surety.believed_default;
            fund.default_weight = now.information.most_weight;
        }
    }
}

/// Believed chance that a programme is open when somebody wants to come again: what everybody knows of its months.
#[must_use]
pub fn open_believed(scene: &Scene<'_>, corridor: usize) -> f64 {
    let state = &scene.markets[corridor].programme;
    if state.begun {
        Counts { happened: state.open.0, failed: state.open.1 }.mean()
    } else {
        scene.rules.information.believed_open
    }
}

/// Chance of a place as long as a file is valid: what a village believes, beside what the counter tells, the places of
/// that time for each file. `weight` is for how many persons one stands.
#[must_use]
pub fn believed_selection(
    rules: &Rules,
    state: &ProgrammeState,
    programme: &Programme,
    weight: f64,
    belief: &Belief,
) -> f64 {
    let years = f64::from(programme.file_months) / 12.0;
    let places = programme.quota_year * years * state.quota_factor / weight;
    let counter = if places > 0.0 { places / places.max(state.files as f64 + 1.0) } else { 0.0 };
    let (of_counter, village) = (rules.information.counter_weight, f64::from(belief.selected_weight));
    let all = of_counter + village;
    if all > 0.0 { (of_counter * counter + village * f64::from(belief.selected)) / all } else { counter }
}

/// What is believed of a programme's being open before any month of it has been seen.
#[must_use]
pub fn open_at_first(rules: &Rules) -> Counts {
    Counts::prior(rules.information.believed_open, rules.information.most_weight)
}

fn believed_death(rules: &Rules, corridor: usize) -> f64 {
    match rules.corridor.list.get(corridor).map(|(_, c)| &c.irregular) {
        Some(Irregular::Route(route)) => route.believed_death,
        Some(Irregular::None(_)) | None => 0.0,
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
pub fn local(d: &mut District, scene: &Scene<'_>) {
    let keep = scene.tables.memory_month as f32;
    for village in &mut d.villages {
        for b in &mut village.beliefs {
            b.weight *= keep;
            b.death_weight *= keep;
            b.selected_weight *= keep;
            b.recalled_weight *= keep;
            b.refunded_weight *= keep;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(weight: f64) -> Belief {
        let mut belief =
            Belief { refunded: 0.5, refunded_weight: 1.5, selected: 0.25, selected_weight: 4.0, ..Belief::default() };
        let news = News { corridor: 0, topic: Topic::Refunded, heard: 1.0 };
        learn(&mut belief, &Rules::default(), news, weight);
        belief
    }

    /// A weight of 1.5 at 0.5 and one of 0.5 at 1: the mean is 0.625, the weight 2. Other topics are not touched.
    #[test]
    fn an_account_moves_the_mean_of_its_topic_in_proportion_to_its_weight() {
        let belief = told(0.5);
        assert!((belief.refunded - 0.625).abs() < 1e-6 && (belief.refunded_weight - 2.0).abs() < 1e-6);
        assert_eq!((belief.selected, belief.selected_weight), (0.25, 4.0));
    }

    #[test]
    fn an_account_without_weight_changes_nothing_and_one_of_great_weight_is_believed() {
        assert_eq!(told(0.0).refunded, 0.5);
        let sure = told(1e9);
        assert!((sure.refunded - 1.0).abs() < 1e-6);
        // The weight of a belief has a bound: people go on learning.
        assert!(f64::from(sure.refunded_weight) <= Rules::default().information.most_weight);
    }
}
