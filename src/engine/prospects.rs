//! What lies ahead of somebody abroad under the rules in force: outlooks by years of residence, and the option to come
//! again.

use crate::decision::horizon::Horizon;
use crate::decision::recall::Cycle;
use crate::decision::term::Outlook;
use crate::institution::Rules;
use crate::institution::corridor::{Corridor, Enforcement, Irregular, Lawful};
use crate::institution::reentry::Reentry;

/// The option to come again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayBack {
    /// Chance to get in again.
    pub odds: f64,
    /// What it costs, EUR.
    pub cost: f64,
}

/// Outlooks without papers by whole years of residence: the nearer the regularisation, the better.
#[must_use]
pub fn outlooks(horizon: &Horizon, e: &Enforcement) -> Vec<Outlook> {
    let ahead =
        |year: u32| Outlook::new(horizon, e.removal, e.settle_after_months.saturating_sub(12 * year), e.settle_hazard);
    (0..=e.settle_after_months.min(horizon.months()) / 12).map(ahead).collect()
}

/// Monthly chance that a permit ends because it is not renewed: with it permits last as long in the mean as with a
/// renewal at the end of each.
#[must_use]
pub fn lapse(c: &Corridor) -> f64 {
    match &c.lawful {
        Lawful::Visa(v) => (1.0 - v.renewal(c.labour.unemployment_share)) / f64::from(v.permit_months),
        Lawful::Free(_) | Lawful::Closed(_) => 0.0,
    }
}

/// Outlooks with a permit by whole years of residence: it may lapse at each renewal, until it is good for ever.
#[must_use]
pub fn permits(horizon: &Horizon, c: &Corridor) -> Vec<Outlook> {
    let settles = match &c.lawful {
        Lawful::Visa(v) => v.settled_months,
        Lawful::Free(_) | Lawful::Closed(_) => 0,
    };
    let ahead = |year: u32| Outlook::new(horizon, lapse(c), settles.saturating_sub(12 * year), 1.0);
    (0..=settles.min(horizon.months()) / 12).map(ahead).collect()
}

/// The cycle of who comes and goes without a programme.
#[must_use]
pub fn circulation(rules: &Rules, horizon: &Horizon) -> Cycle {
    let c = &rules.circulation;
    let (home, stay) = (f64::from(c.home_months), f64::from(c.stay_months));
    Cycle::new(horizon, home, home + stay, stay)
}

/// Months at home between two seasons.
#[must_use]
pub fn gap_months(rules: &Rules) -> f64 {
    match &rules.reentry {
        Reentry::Recall(r) => f64::from(r.gap_months),
        Reentry::None(_) => f64::from(rules.circulation.home_months),
    }
}

/// The option to come again of who goes home with papers.
#[must_use]
pub fn way_back_lawful(c: &Corridor) -> WayBack {
    match &c.lawful {
        Lawful::Closed(_) => WayBack { odds: 0.0, cost: 0.0 },
        Lawful::Visa(v) => WayBack { odds: v.odds_of(true), cost: v.fee_eur + c.distance.fare_eur },
        Lawful::Free(f) => WayBack { odds: 1.0, cost: f.fee_eur + c.distance.fare_eur },
    }
}

/// The option to come again without papers.
#[must_use]
pub fn way_back_irregular(c: &Corridor) -> WayBack {
    match &c.irregular {
        Irregular::None(_) => WayBack { odds: 0.0, cost: 0.0 },
        Irregular::Route(r) => WayBack { odds: 1.0 - r.interception, cost: r.passage_eur },
    }
}
