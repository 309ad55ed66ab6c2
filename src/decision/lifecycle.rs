//! How long to go abroad, and whether at all: the life-cycle saver.
//!
//! A trip earns a surplus abroad, costs something at its start and a fare at its end, may end in removal, and keeps one
//! from home, where a month is worth `premium` log points. Months present are geometric, so lifetime gain is linear in
//! discounted months away `a`: consumption at the best length is `c* = slope/premium`, and that length follows from the
//! budget; one logarithm prices it. At home the value is `life ln(surplus + wealth/life) + premium life`. Source:
//! Dustmann 2003, European Economic Review 47:353 (idea and first-order conditions); closed forms derived in
//! `docs/decisions.md`. Papers to come count in stays that last beyond them (`best_beyond`); every length is
//! weighed where people are away ([`term`](crate::decision::term)). Left out: constant relative risk
//! aversion other than one.
use crate::base::math::{exp_m1, ln, whole_power};
use crate::decision::horizon::{Horizon, INFEASIBLE, LEAST_CONSUMPTION};
use crate::decision::term::Stay;

/// Best stay abroad of `horizon_months` without discounting (t*): T/theta - (wT + A)/(w* - w), within 0 and T. Months.
/// Wages are surpluses over subsistence, EUR a month; `wealth` (A) in EUR; `home_premium` (theta) in log points a
/// month.
#[must_use]
pub fn undiscounted_stay(horizon_months: f64, home_premium: f64, home_wage: f64, host_wage: f64, wealth: f64) -> f64 {
    let gap = host_wage - home_wage;
    if gap <= 0.0 {
        return if home_premium < 0.0 { horizon_months } else { 0.0 };
    }
    if home_premium <= 0.0 {
        return horizon_months;
    }
    (horizon_months / home_premium - (home_wage * horizon_months + wealth) / gap).clamp(0.0, horizon_months)
}

/// Consumption abroad of a migrant who chooses his stay (c*): (w* - w)/theta, EUR a month. Meaningful where both are
/// above zero.
#[must_use]
pub fn consumption_abroad(home_premium: f64, home_wage: f64, host_wage: f64) -> f64 {
    (host_wage - home_wage) / home_premium
}

/// One person's life at home: the measure of all his options, so its logarithm is taken once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtHome {
    /// Income above subsistence at home, EUR a month.
    pub surplus: f64,
    /// Wealth net of debts, EUR.
    pub wealth: f64,
    /// Worth of a month at home, log points (theta).
    pub home_premium: f64,
    /// Even consumption of staying for good, EUR a month.
    pub consumption: f64,
    life: f64,
}

impl AtHome {
    /// Life at home with `surplus` EUR a month and `wealth` EUR. Someone without a liveable surplus is priced at the
    /// least consumption, so that a gain over staying is always a finite number.
    #[must_use]
    pub fn new(horizon: &Horizon, surplus: f64, wealth: f64, home_premium: f64) -> Self {
        let consumption = horizon.consumption(surplus, wealth).max(LEAST_CONSUMPTION * (1.0 + 1e-12));
        Self { surplus, wealth, home_premium, consumption, life: horizon.life() }
    }

    /// Utility of staying for good, util-months.
    #[must_use]
    pub fn utility(&self) -> f64 {
        if self.life > 0.0 { self.life * (ln(self.consumption) + self.home_premium) } else { 0.0 }
    }

    /// The same life measured against another destination, where a month at home is worth `home_premium`: no logarithm.
    #[inline]
    #[must_use]
    pub fn with_premium(self, home_premium: f64) -> Self {
        Self { home_premium, ..self }
    }

    /// Lifetime resources, EUR.
    #[must_use]
    pub fn resources(&self) -> f64 {
        self.surplus * self.life + self.wealth
    }

    /// What a failed try that costs `cost` EUR takes from somebody with `funds` EUR at hand: own money, and of what was
    /// borrowed no more than a lender can press out of the surplus at home (`attachable`, a share of it over life)
    /// beyond older debts. Gives the loss, EUR, and whether a part of the loan is never paid.
    #[must_use]
    pub fn liability(&self, cost: f64, funds: f64, debt: f64, attachable: f64) -> (f64, bool) {
        let loan = (cost - funds.max(0.0)).max(0.0);
        let served = loan.min((attachable * self.surplus * self.life - debt).max(0.0));
        (cost - loan + served, served < loan)
    }

    /// Utility (zero or less, util-months) of a try that fails: `cost` EUR lost, and `months` without home income and
    /// away from home.
    #[must_use]
    pub fn failed_attempt(&self, cost: f64, months: f64) -> f64 {
        if self.life <= 0.0 {
            return 0.0;
        }
        let consumption = (self.resources() - cost - self.surplus * months) / self.life;
        if consumption > LEAST_CONSUMPTION {
            self.life * ln(consumption / self.consumption) - self.home_premium * months
        } else {
            INFEASIBLE
        }
    }
}

/// Lengths that a stay in one corridor under one rule book can have: computed once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StayLengths {
    horizon: Horizon,
    removal: f64,
    /// Loss of presence a discounted month: e^rate - 1 + removal.
    decay: f64,
    least_away: f64,
    most_away: f64,
    least_months: u32,
    most_months: u32,
}

/// What one person can have from one way abroad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    /// Income above subsistence abroad, EUR a month.
    pub surplus_abroad: f64,
    /// What is sunk at the start: fare, fee, smuggler; of a bond only what is not believed to come back. EUR.
    pub cost: f64,
    /// Fare home at the end unless removed, EUR.
    pub ticket: f64,
    /// Loss on removal, EUR.
    pub removal_loss: f64,
}

/// What a trip promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    /// Gain over staying at home for good, util-months; about [`INFEASIBLE`] if it is infeasible.
    pub gain: f64,
    /// Discounted months that it keeps one away.
    pub away: f64,
    /// Even consumption that it allows, EUR a month.
    pub consumption: f64,
}

impl StayLengths {
    /// Stays of `least_months` to `most_months` (contract term, or the horizon) with hazard `removal` a month.
    #[must_use]
    pub fn new(horizon: &Horizon, removal: f64, least_months: u32, most_months: u32) -> Self {
        let most_months = most_months.min(horizon.months());
        let least_months = least_months.min(most_months);
        let decay = exp_m1(horizon.rate()) + removal;
        let mut spell =
            Self { horizon: *horizon, removal, decay, least_away: 0.0, most_away: 0.0, least_months, most_months };
        spell.least_away = spell.away(least_months);
        spell.most_away = spell.away(most_months);
        spell
    }

    /// Chance to be still there after a month, discounted.
    fn kept(&self) -> f64 {
        self.horizon.discount(1.0) * (1.0 - self.removal)
    }

    /// Discounted months present in a stay planned for `months`.
    #[must_use]
    pub fn away(&self, months: u32) -> f64 {
        if self.decay < 1e-12 { f64::from(months) } else { (1.0 - whole_power(self.kept(), months)) / self.decay }
    }

    /// Planned months of a stay of `away` discounted months present (to the nearest): a logarithm, so ask only for the
    /// plan that is carried out.
    #[must_use]
    pub fn months(&self, away: f64) -> u32 {
        let remaining = 1.0 - self.decay * away;
        let months = if self.decay < 1e-12 {
            away
        } else if self.kept() <= 0.0 || remaining <= 0.0 {
            f64::from(self.most_months)
        } else {
            ln(remaining) / ln(self.kept())
        };
        ((months + 0.5) as u32).clamp(self.least_months, self.most_months)
    }

    /// Utility over staying at home of being `away` discounted months. util-months.
    #[must_use]
    pub fn gain(&self, home: &AtHome, trip: &Trip, away: f64) -> Prospect {
        let (start, slope) = self.line(home, trip);
        self.priced(home, start + slope * away, away)
    }

    /// Lifetime resources at no stay at all, and what a discounted month adds, EUR.
    #[inline]
    fn line(&self, home: &AtHome, trip: &Trip) -> (f64, f64) {
        // The fare is paid with discounted chance 1 - decay*away; removals happen removal*away times, discounted.
        let slope = trip.surplus_abroad - home.surplus + trip.ticket * self.decay - trip.removal_loss * self.removal;
        (home.resources() - trip.cost - trip.ticket, slope)
    }

    #[inline]
    fn priced(&self, home: &AtHome, resources: f64, away: f64) -> Prospect {
        let consumption = self.horizon.consumption(0.0, resources);
        // One logarithm of a ratio in place of two.
        let gain = if home.life <= 0.0 {
            0.0
        } else if consumption > LEAST_CONSUMPTION {
            home.life * ln(consumption / home.consumption) - home.home_premium * away
        } else {
            INFEASIBLE
        };
        Prospect { gain, away, consumption }
    }

    /// The best stay that lasts beyond the month from which papers for good may come, up to the horizon, with what
    /// somebody with such papers has then (`settled_surplus`, EUR a month): one logarithm. `ends` are a stay up to that
    /// month and one up to the horizon; between them resources are taken as linear in the months away.
    #[must_use]
    pub fn best_beyond(&self, home: &AtHome, trip: &Trip, ends: &[Stay; 2], settled_surplus: f64) -> Prospect {
        let at = |stay: &Stay| {
            let gained =
                (trip.surplus_abroad - home.surplus) * stay.irregular + (settled_surplus - home.surplus) * stay.settled;
            let lost = trip.cost + trip.ticket * stay.fare + trip.removal_loss * stay.removed;
            (stay.irregular + stay.settled, home.resources() + gained - lost)
        };
        let ((shortest, first), (longest, last)) = (at(&ends[0]), at(&ends[1]));
        if longest <= shortest {
            return self.priced(home, last, longest);
        }
        let slope = (last - first) / (longest - shortest);
        let start = first - slope * shortest;
        let away = self.best_away(home, (start, slope), (shortest, longest));
        self.priced(home, start + slope * away, away)
    }

    /// Where utility is highest between a least and a most number of months away, if resources are linear in them.
    #[inline]
    fn best_away(&self, home: &AtHome, (start, slope): (f64, f64), (least, most): (f64, f64)) -> f64 {
        let premium = home.home_premium;
        // Utility is concave in `away`; its slope is life-free: slope/consumption - premium.
        if slope > 0.0 && premium <= 0.0 {
            most
        } else if slope <= 0.0 && premium >= 0.0 {
            least
        } else {
            ((self.horizon.life() * slope / premium - start) / slope).clamp(least, most)
        }
    }

    /// The best stay of this trip: one logarithm.
    #[must_use]
    pub fn best(&self, home: &AtHome, trip: &Trip) -> Prospect {
        let (start, slope) = self.line(home, trip);
        let away = self.best_away(home, (start, slope), (self.least_away, self.most_away));
        self.priced(home, start + slope * away, away)
    }
}

/// Expected gain of a way abroad that opens with chance `odds` (as believed) and otherwise costs `failure` util-months
/// (zero or less).
#[must_use]
pub fn expected_gain(gain: f64, odds: f64, failure: f64) -> f64 {
    // A certain outcome must not be spoilt by an infeasible alternative.
    if odds >= 1.0 {
        gain
    } else if odds <= 0.0 {
        failure
    } else {
        odds * gain + (1.0 - odds) * failure
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
