//! Return or overstay at the end of a contract.
//!
//! The worker compares the best way home with the best plan "stay irregularly so many months more, then go home". While
//! away he earns the irregular surplus, later perhaps that of a regularised worker; he may be removed, which ends the
//! stay without a fare but with a loss. With G the discounted gain over a life at home and `a` the discounted months
//! away, a plan is worth `life ln(home + G/life) + premium (life - a)`, less what his people make him feel. Up to the
//! month from which regularisation is possible G is concave in `a`, so the best month is found by bisection; later
//! there can be a second peak (stay for good), found by a scan in growing strides and bisection. Sources: Dustmann
//! 2003, European Economic Review 47:353, for the life-cycle form; Djajic and Vinogradova 2015 (Overstaying guest
//! workers), for overstaying under a threat of loss; the monthly form with removal, regularisation and recall is
//! derived in `docs/decisions.md`. Left out: default by the stayer, a discounted date of the removal loss (it is
//! charged at today's value), a second trip after removal.
use crate::base::math::{exp, ln_1p, logistic};
use crate::decision::horizon::{Horizon, INFEASIBLE, LEAST_CONSUMPTION};
use crate::decision::recall::{Cycle, RecallPromise};

/// Most months between two looks of the scan behind the month of possible regularisation; it starts month by month,
/// because bends are sharpest there.
const LONGEST_STRIDE: u32 = 8;

/// State of a stay at the end of one of its months, in expectation at its start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stay {
    /// Discounted months present and irregular so far.
    pub irregular: f64,
    /// Discounted months present and regularised so far.
    pub settled: f64,
    /// Discount factor times the chance to be still there in this month: what one EUR of fare at its end costs today.
    pub fare: f64,
    /// Chance to have been removed.
    pub removed: f64,
}

/// What staying on in one corridor under one rule book means, month by month: computed once, read by every decision.
#[derive(Clone, Debug)]
pub struct Outlook {
    horizon: Horizon,
    stays: Vec<Stay>,
    /// Last month up to which the value of staying is concave in discounted months.
    single_peak_until: u32,
}

/// What decides for one person, at the end of the contract (EUR, EUR a month, util-months).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstances {
    /// Income above subsistence at home, EUR a month.
    pub home_surplus: f64,
    /// Income above subsistence abroad in the right of stay that staying on has at first (without papers: work days
    /// times day wage less living), EUR a month.
    pub surplus_abroad: f64,
    /// Income above subsistence once regularised, EUR a month.
    pub settled_surplus: f64,
    /// Worth of a month at home, log points (theta): taste for home plus ln(1/price ratio).
    pub home_premium: f64,
    /// Savings at the end of the contract, own money at stake included, debts taken off, EUR.
    pub wealth: f64,
    /// Own money that is lost by staying (bond, deferred pay), EUR.
    pub forfeited: f64,
    /// Own money at stake that a returner does not expect to see again: stake times (1 - belief in refund), EUR.
    pub distrusted: f64,
    /// What the rest of the contract would still leave above the home surplus, discounted EUR; 0 at term. With it the
    /// same comparison serves for running away before the end.
    pub contract_gain: f64,
    /// Discounted months that the rest of the contract takes; 0 at term.
    pub contract_away: f64,
    /// Fare home that an overstayer pays himself, EUR.
    pub ticket: f64,
    /// Loss on removal: fine, unpaid wages, things left behind, entry ban, EUR. Below the fare, enforcement works
    /// backwards: removal is a free ticket.
    pub removal_loss: f64,
    /// What staying costs among his people, util-months: tie times the guarantor's loss, the village's norm, being
    /// traced.
    pub social: f64,
    /// What becomes of a debt that cannot be served from home.
    pub insolvency: Insolvency,
}

/// Limited liability of a debtor who goes home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Insolvency {
    /// Debt outstanding, EUR; it is already taken off wealth.
    pub debt: f64,
    /// Share of the home surplus that a lender can press out of a debtor, over the horizon. `assumed` about one half.
    pub attachable: f64,
    /// Social price of default, util-months; `assumed` 1 to 3; infinite where default is unheard of.
    pub stigma: f64,
}

impl Insolvency {
    /// Debts are always paid.
    pub const NEVER: Self = Self { debt: 0.0, attachable: 1.0, stigma: f64::INFINITY };
}

impl Default for Circumstances {
    /// Nothing anywhere, and debts are always paid.
    fn default() -> Self {
        Self {
            home_surplus: 0.0,
            surplus_abroad: 0.0,
            settled_surplus: 0.0,
            home_premium: 0.0,
            wealth: 0.0,
            forfeited: 0.0,
            distrusted: 0.0,
            contract_gain: 0.0,
            contract_away: 0.0,
            ticket: 0.0,
            removal_loss: 0.0,
            social: 0.0,
            insolvency: Insolvency::NEVER,
        }
    }
}

/// The best plan of staying.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BestStay {
    /// Its utility, util-months; [`INFEASIBLE`] if no length of stay is feasible.
    pub utility: f64,
    /// Months to stay before going home.
    pub months: u32,
}

/// Coefficients of lifetime resources in the columns of [`Stay`], for one person.
struct Line<'a> {
    outlook: &'a Outlook,
    own: f64,
    irregular: f64,
    settled: f64,
    ticket: f64,
    removal_loss: f64,
    home_premium: f64,
    floor: f64,
}

impl Line<'_> {
    /// Lifetime resources (EUR) and discounted months away if he stays `months`.
    #[inline]
    fn at(&self, months: u32) -> (f64, f64) {
        let stay = &self.outlook.stays[months as usize];
        let earned = self.irregular * stay.irregular + self.settled * stay.settled;
        (self.own + earned - self.ticket * stay.fare - self.removal_loss * stay.removed, stay.irregular + stay.settled)
    }

    /// Whether another month on top of `months` is worth it. The logarithm of the ratio of resources is replaced by
    /// twice their difference over their sum: right to the third order, so at worst the neighbouring month is taken,
    /// and `polish` mends that.
    #[inline]
    fn rises(&self, months: u32) -> bool {
        let ((now, away), (then, longer)) = (self.at(months), self.at(months + 1));
        if now <= self.floor {
            then > now
        } else if then <= self.floor {
            false
        } else {
            2.0 * self.outlook.horizon.life() * (then - now) > self.home_premium * (longer - away) * (now + then)
        }
    }

    /// First month in `from..=to` after which staying on is not worth it, where that changes once.
    #[inline]
    fn peak(&self, from: u32, to: u32) -> u32 {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rises(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }

    #[inline]
    fn utility(&self, months: u32) -> f64 {
        let (resources, away) = self.at(months);
        let horizon = &self.outlook.horizon;
        horizon.utility(horizon.consumption(0.0, resources), self.home_premium, away)
    }

    /// Climbs from `months` to the nearest peak in `from..=to`, with exact logarithms.
    fn polish(&self, months: u32, from: u32, to: u32) -> BestStay {
        let mut best = BestStay { utility: self.utility(months), months };
        let mut climbed = false;
        while best.months < to {
            let next = self.utility(best.months + 1);
            if next <= best.utility {
                break;
            }
            best = BestStay { utility: next, months: best.months + 1 };
            climbed = true;
        }
        while !climbed && best.months > from {
            let next = self.utility(best.months - 1);
            if next <= best.utility {
                break;
            }
            best = BestStay { utility: next, months: best.months - 1 };
        }
        best
    }
}

impl Outlook {
    /// Prospects of staying on irregularly: `removal` is the hazard a month of being removed while irregular,
    /// `settle_hazard` that of being regularised in each month after the first `settle_after`.
    #[must_use]
    pub fn new(horizon: &Horizon, removal: f64, settle_after: u32, settle_hazard: f64) -> Self {
        let mut stays = vec![Stay { fare: 1.0, ..Stay::default() }];
        let (mut so_far, mut settled, mut present) = (Stay::default(), 0.0, 1.0);
        for month in 1..=horizon.months() {
            so_far.fare = exp(-horizon.rate() * f64::from(month)) * present;
            if month > settle_after {
                settled += (1.0 - settled) * settle_hazard;
            }
            so_far.irregular += so_far.fare * (1.0 - settled);
            so_far.settled += so_far.fare * settled;
            present *= 1.0 - removal * (1.0 - settled);
            so_far.removed = 1.0 - present;
            stays.push(so_far);
        }
        let single_peak_until =
            if settle_hazard > 0.0 { settle_after.clamp(1, horizon.months().max(1)) } else { horizon.months() };
        Self { horizon: *horizon, stays, single_peak_until: single_peak_until.min(horizon.months()) }
    }

    /// A stay up to the month from which regularisation is possible, and one up to the horizon.
    #[must_use]
    pub fn ends(&self) -> [Stay; 2] {
        [self.single_peak_until as usize, self.stays.len() - 1].map(|month| self.stays[month])
    }

    /// The horizon it was made for.
    #[must_use]
    pub fn horizon(&self) -> &Horizon {
        &self.horizon
    }

    fn line<'a>(&'a self, person: &Circumstances) -> Line<'a> {
        Line {
            outlook: self,
            own: person.home_surplus * self.horizon.life() + person.wealth - person.forfeited,
            irregular: person.surplus_abroad - person.home_surplus,
            settled: person.settled_surplus - person.home_surplus,
            ticket: person.ticket,
            removal_loss: person.removal_loss,
            home_premium: person.home_premium,
            floor: LEAST_CONSUMPTION * self.horizon.life(),
        }
    }

    /// Utility of staying exactly `months` more (at least one, at most the horizon), util-months.
    #[must_use]
    pub fn value_of_stay(&self, person: &Circumstances, months: u32) -> f64 {
        if self.horizon.months() == 0 {
            return INFEASIBLE;
        }
        self.line(person).utility(months.clamp(1, self.horizon.months())) - person.social
    }

    /// The best stay of at least a month.
    #[must_use]
    pub fn best_stay(&self, person: &Circumstances) -> BestStay {
        let (bend, last) = (self.single_peak_until, self.horizon.months());
        if last == 0 {
            return BestStay { utility: INFEASIBLE, months: 0 };
        }
        let line = self.line(person);
        // One month past the bend, where the approximate sign may have erred.
        let mut best = line.polish(line.peak(1, bend), 1, (bend + 1).min(last));
        let (mut before, mut rose) = (bend, bend < last && line.rises(bend));
        while before < last {
            // A peak lies in a stretch if staying on pays at its start and no longer at its end; the last month is an
            // end of its own.
            let after = (before + (1 + (before - bend) / 4).min(LONGEST_STRIDE)).min(last);
            let rises_on = after < last && line.rises(after);
            if !rises_on && (rose || after == last && line.rises(last - 1)) {
                let from = if rose { before } else { last - 1 };
                let peak = line.polish(line.peak(from, after), bend, last);
                if peak.utility > best.utility {
                    best = peak;
                }
            }
            (before, rose) = (after, rises_on);
        }
        best.utility -= person.social;
        best
    }

    /// The best way home (at the end of the contract), util-months: back to as many of the seasons that are offered as
    /// are worth it, none if none is; or in default of the debts.
    #[must_use]
    pub fn value_of_return(&self, person: &Circumstances, recall: &RecallPromise, cycle: &Cycle) -> f64 {
        let horizon = &self.horizon;
        let (wealth, away) = (person.wealth - person.distrusted + person.contract_gain, person.contract_away);
        let resources = person.home_surplus * horizon.life() + wealth;
        let seasons = recall.taken(horizon.life(), cycle, resources, person.home_premium);
        let consumption = horizon.consumption(person.home_surplus, wealth + seasons * recall.season_gain);
        let mut best = horizon.utility(consumption, person.home_premium, away + cycle.absence() * seasons);
        let Insolvency { debt, attachable, stigma } = person.insolvency;
        if debt > 0.0 && stigma < f64::INFINITY {
            let gross = wealth + debt;
            let served = debt.min(gross.max(0.0) + attachable * person.home_surplus * horizon.life());
            if served < debt {
                // A defaulter is not asked back: what a season earned would be the lender's.
                let consumption = horizon.consumption(person.home_surplus, gross - served);
                best = best.max(horizon.utility(consumption, person.home_premium, away) - stigma);
            }
        }
        best
    }

    /// Utility of the best way home less that of the best stay, util-months: below zero he would rather overstay.
    #[must_use]
    pub fn advantage_of_return(&self, person: &Circumstances, recall: &RecallPromise, cycle: &Cycle) -> f64 {
        self.value_of_return(person, recall, cycle) - self.best_stay(person).utility
    }
}

/// Chance to go home at an `advantage` (util-months) when unobserved motives have a logistic scale of `scale`
/// util-months; without noise, a step.
#[must_use]
pub fn return_chance(advantage: f64, scale: f64) -> f64 {
    if scale > 0.0 {
        logistic(advantage / scale)
    } else if advantage > 0.0 {
        1.0
    } else if advantage < 0.0 {
        0.0
    } else {
        0.5
    }
}

/// What the end of a contract is worth ahead of it, util-months: the better of home and staying with unobserved motives
/// of a logistic `scale`, or home alone where the departure is seen to, with chance `checked`.
#[must_use]
pub fn value_at_term(home: f64, stay: f64, checked: f64, scale: f64) -> f64 {
    let best = home.max(stay);
    let free = if scale > 0.0 { best + scale * ln_1p(exp(-(home - stay).abs() / scale)) } else { best };
    (1.0 - checked) * free + checked * home
}

#[cfg(test)]
#[path = "term_tests.rs"]
mod tests;
