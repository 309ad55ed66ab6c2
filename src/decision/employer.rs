//! The employer: whom to name again, whether to extend, what a bond on the employer does to wages, and what irregular
//! work pays.
//!
//! Sources: Epstein, Hillman and Weiss 1999, Journal of Population Economics 12:3 (employers who answer for their
//! workers), in reduced form; Djajic and Mesnard 2015 (irregular wage falls with the irregular stock); productivity of
//! returning seasonal workers: Gibson and McKenzie 2014. Derivations: `docs/decisions.md`. Left out: bargaining between
//! worker and employer, collusion.
use crate::base::math::{exp, logistic, pow};

/// Productivity in EUR a season of a worker with `seasons` behind him: first (1 + gain (1 - e^(-seasons/pace))).
#[must_use]
pub fn productivity(first: f64, gain: f64, pace: f64, seasons: f64) -> f64 {
    if pace > 0.0 {
        first * (1.0 + gain * (1.0 - exp(-seasons / pace)))
    } else {
        first * (1.0 + if seasons > 0.0 { gain } else { 0.0 })
    }
}

/// A known worker against a new one, for one season (EUR).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incumbent {
    /// Productivity above a newcomer's, EUR a season.
    pub productivity_gain: f64,
    /// Cost of finding a newcomer, EUR.
    pub search_cost: f64,
    /// Believed chance that he does not return.
    pub default_belief: f64,
    /// The same of a newcomer.
    pub newcomer_default_belief: f64,
    /// What the employer loses by one who does not return: his bond and places of next year's quota, EUR.
    pub default_loss: f64,
    /// Wage above a newcomer's, EUR a season.
    pub wage_premium: f64,
}

impl Incumbent {
    /// What naming him again is worth over a newcomer, EUR a season.
    #[must_use]
    pub fn rehire_score(&self) -> f64 {
        self.productivity_gain + self.search_cost
            - (self.default_belief - self.newcomer_default_belief) * self.default_loss
            - self.wage_premium
    }

    /// Chance to be named when unobserved merits have a logistic scale of `scale` EUR; a step without.
    #[must_use]
    pub fn rehire_chance(&self, scale: f64) -> f64 {
        crate::decision::term::return_chance(self.rehire_score(), scale)
    }

    /// What extending him is worth over rotating in a newcomer, EUR: cost of rotation and skill kept, less the fee and
    /// `added_overstay` (rise in the chance that he stays for good) times the loss. Extended if above zero; the worker
    /// then decides anew at the new term.
    #[must_use]
    pub fn extension_score(&self, rotation_cost: f64, extension_fee: f64, added_overstay: f64) -> f64 {
        rotation_cost + self.productivity_gain - extension_fee - added_overstay * self.default_loss
    }
}

/// A labour market in which the employer answers for workers who vanish. All amounts EUR a month, chances a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EmployerBond {
    /// Marginal product (MP), EUR a month.
    pub product: f64,
    /// Bond lost with each worker who vanishes, EUR (B_e).
    pub bond: f64,
    /// Interest a month on the bond while it is posted.
    pub interest: f64,
    /// What a worker has by vanishing, EUR a month: irregular wage less expected cost of being caught and the worth of
    /// legality.
    pub outside: f64,
    /// Most that vanish in a month, however bad the wage.
    pub most_leaving: f64,
    /// Spread of workers' reasons, EUR a month; 0 is a step.
    pub spread: f64,
}

/// Outcome of free entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Legal wage that leaves the employer nothing, EUR a month.
    pub wage: f64,
    /// Chance a month that a worker vanishes at it.
    pub leaving: f64,
}

impl EmployerBond {
    /// Chance a month that a worker vanishes at `wage`: he does if what he has outside is more.
    #[must_use]
    pub fn leaving(&self, wage: f64) -> f64 {
        let outside_is_better = self.outside - wage;
        let share = if self.spread > 0.0 {
            logistic(outside_is_better / self.spread)
        } else {
            f64::from(outside_is_better > 0.0)
        };
        self.most_leaving * share
    }

    /// Wage an employer can pay when workers leave as they do at `wage`.
    fn affordable(&self, wage: f64) -> f64 {
        self.product - self.leaving(wage) * self.bond - self.interest * self.bond
    }

    /// Highest legal wage at which employers break even, or `None` if that is below `least_wage` (nobody would come, or
    /// the law forbids it). A lower wage makes more leave, which lowers the wage employers can pay: a larger bond can
    /// so make more vanish.
    #[must_use]
    pub fn free_entry(&self, least_wage: f64) -> Option<Terms> {
        // The affordable wage rises with the wage paid, so from the top the iteration falls to the highest fixed point
        // and cannot jump over it.
        let mut wage = self.product;
        for _ in 0..10_000 {
            let next = self.affordable(wage);
            let settled = wage - next < 1e-9;
            wage = next;
            if settled || wage < least_wage {
                break;
            }
        }
        (wage >= least_wage).then(|| Terms { wage, leaving: self.leaving(wage) })
    }
}

/// Irregular wage when `stock` irregular migrants are there: base (1 + stock/base stock)^(-elasticity), EUR in the unit
/// of `base`.
#[must_use]
pub fn irregular_wage(base: f64, stock: f64, base_stock: f64, elasticity: f64) -> f64 {
    if base_stock > 0.0 { base * pow(1.0 + stock.max(0.0) / base_stock, -elasticity) } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MARKET: EmployerBond =
        EmployerBond { product: 1_000.0, bond: 0.0, interest: 0.005, outside: 850.0, most_leaving: 0.3, spread: 40.0 };

    fn with(bond: f64) -> EmployerBond {
        EmployerBond { bond, ..MARKET }
    }

    /// Highest wage on a fine grid at which employers do not lose.
    fn searched(market: &EmployerBond) -> f64 {
        (0..=1_000_000)
            .map(|i| market.product - f64::from(i) * 0.001)
            .find(|&wage| market.affordable(wage) >= wage)
            .unwrap_or(f64::NEG_INFINITY)
    }

    #[test]
    fn a_bond_on_the_employer_lowers_the_wage_and_can_drive_workers_away() {
        let (none, some) = (with(0.0).free_entry(0.0).unwrap(), with(300.0).free_entry(0.0).unwrap());
        assert!((none.wage - 1_000.0).abs() < 1e-9);
        assert!(some.wage < none.wage && some.leaving > none.leaving);
        // A bond somewhat larger lets the legal wage fall below the worker's alternative altogether, and legal work
        // unravels.
        let (much, too_much) = (with(1_800.0).free_entry(0.0).unwrap(), with(2_100.0).free_entry(0.0).unwrap());
        assert!(
            much.wage > 900.0 && too_much.wage < 400.0 && too_much.leaving > 10.0 * much.leaving,
            "{much:?} {too_much:?}"
        );
        assert_eq!(with(2_100.0).free_entry(400.0), None);
    }

    #[test]
    fn the_fixed_point_is_the_highest_wage_that_breaks_even() {
        for bond in [0.0, 300.0, 900.0, 1_500.0, 1_800.0, 2_100.0] {
            let market = with(bond);
            let wage = market.free_entry(0.0).unwrap().wage;
            assert!((market.affordable(wage) - wage).abs() < 1e-6);
            assert!((wage - searched(&market)).abs() < 0.01, "{bond}: {wage} {}", searched(&market));
        }
    }

    #[test]
    fn without_spread_workers_leave_as_one() {
        let market = EmployerBond { spread: 0.0, ..with(100.0) };
        let terms = market.free_entry(0.0).unwrap();
        assert_eq!(terms.leaving, 0.0);
        assert!((terms.wage - 999.5).abs() < 1e-9);
        assert_eq!(EmployerBond { outside: 1_100.0, ..market }.free_entry(0.0).unwrap().leaving, 0.3);
    }

    #[test]
    fn the_rehire_score_adds_up() {
        let worker = Incumbent {
            productivity_gain: 400.0,
            search_cost: 150.0,
            default_belief: 0.1,
            newcomer_default_belief: 0.2,
            default_loss: 1_000.0,
            wage_premium: 50.0,
        };
        assert!((worker.rehire_score() - 600.0).abs() < 1e-9);
        assert_eq!(worker.rehire_chance(0.0), 1.0);
        assert!(worker.rehire_chance(300.0) > 0.8 && worker.rehire_chance(300.0) < 0.9);
        // A suspected overstayer is not named, however good.
        assert!(Incumbent { default_belief: 0.9, ..worker }.rehire_score() < 0.0);
    }

    #[test]
    fn extension_saves_rotation_and_risks_overstay() {
        let worker = Incumbent {
            productivity_gain: 100.0,
            search_cost: 150.0,
            default_belief: 0.1,
            newcomer_default_belief: 0.2,
            default_loss: 1_000.0,
            wage_premium: 0.0,
        };
        assert!((worker.extension_score(300.0, 120.0, 0.1) - 180.0).abs() < 1e-9);
        assert!(worker.extension_score(300.0, 120.0, 0.4) < 0.0);
    }

    #[test]
    fn skill_grows_to_its_limit() {
        assert_eq!(productivity(1_000.0, 0.3, 2.0, 0.0), 1_000.0);
        assert!((productivity(1_000.0, 0.3, 2.0, 200.0) - 1_300.0).abs() < 1e-9);
        assert_eq!(productivity(1_000.0, 0.3, 0.0, 1.0), 1_300.0);
        assert!((productivity(1_000.0, 0.3, 2.0, 2.0) - 1_189.636).abs() < 1e-3);
    }

    #[test]
    fn the_irregular_wage_has_its_limits() {
        assert_eq!(irregular_wage(30.0, 0.0, 1_000.0, 0.3), 30.0);
        assert_eq!(irregular_wage(30.0, 500.0, 1_000.0, 0.0), 30.0);
        assert_eq!(irregular_wage(30.0, 500.0, 0.0, 0.3), 30.0);
        assert!((irregular_wage(30.0, 1_000.0, 1_000.0, 1.0) - 15.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn a_larger_bond_never_raises_the_wage(bond in 0.0..900.0, more in 1.0..300.0) {
            let wage = |bond| with(bond).free_entry(f64::NEG_INFINITY).unwrap().wage;
            prop_assert!(wage(bond + more) < wage(bond));
        }

        #[test]
        fn more_irregular_workers_earn_less(stock in 0.0..1e5, more in 1.0..1e4, elasticity in 0.01..1.0) {
            prop_assert!(irregular_wage(30.0, stock + more, 1e4, elasticity) < irregular_wage(30.0, stock, 1e4,
                elasticity));
        }
    }
}
