//! The bond (caution): money that the worker loses who does not come home. Keita 2010, p. 22, proposes one that equals
//! the states' cost.

use crate::base::param::Empty;

crate::params! {
    /// A sum posted before departure and given back after return.
    pub struct Escrow {
        /// Sum.
        amount_eur: Eur = 500 in 0..=100000, Assumed "about two thirds of a month of Spanish net pay";
        /// Share of bonds due that are really given back.
        refunded: Share = 0.95 in 0..=1, Assumed "one in twenty is lost in the office";
        /// Chance of refund that people believe in at the start.
        believed: Share = 0.6 in 0..=1, Assumed "0.3 to 0.7; the Bracero fund of 1942-49 was largely never repaid \
            (Los Angeles Times)";
        /// Months from return to refund.
        delay_months: Months = 2 in 0..=120, Assumed "no figure found";
        /// Months after the end of the term in which a return still frees the bond.
        grace_months: Months = 1 in 0..=60, Recalled "Spain: return shown at the consulate within a month";
    }
}

crate::params! {
    /// A part of the wage that is kept back each month and paid after return.
    pub struct Deferred {
        /// Part of the wage kept back.
        withheld: Share = 0.15 in 0..=1, Assumed "10 to 20 %; Bracero 10 %, Korean severance 8.3 %";
        /// Share of sums due that are really paid.
        refunded: Share = 0.95 in 0..=1, Assumed "as for a bond";
        /// Chance of payment that people believe in at the start.
        believed: Share = 0.6 in 0..=1, Assumed "as for a bond";
        /// Months from return to payment.
        delay_months: Months = 2 in 0..=120, Assumed "no figure found";
        /// Months after the end of the term in which a return still frees the sum.
        grace_months: Months = 1 in 0..=60, Recalled "Spain: return shown at the consulate within a month";
    }
}

crate::params! {
    /// A fund into which the employer pays beside the wage, and which the worker gets when he has left.
    pub struct ExitFund {
        /// What the employer pays in, as a part of the wage.
        added: Share = 0.083 in 0..=1, Recalled "Korea: severance of 8.3 % of pay, paid after exit; Israel: about 700 \
            shekels a month, paid at exit";
        /// Share of sums due that are really paid.
        refunded: Share = 0.95 in 0..=1, Assumed "as for a bond";
        /// Chance of payment that people believe in at the start.
        believed: Share = 0.6 in 0..=1, Assumed "as for a bond";
        /// Months from return to payment.
        delay_months: Months = 1 in 0..=120, Assumed "no figure found";
        /// Months after the end of the term in which a return still frees the fund.
        grace_months: Months = 6 in 0..=60, Recalled "Israel: lost after about six months";
    }
}

crate::dimension! {
    /// What money the worker loses who does not come home.
    pub enum Bonding {
        None(Empty) as "none",
        Escrow(Escrow) as "escrow",
        Deferred(Deferred) as "deferred",
        ExitFund(ExitFund) as "exit-fund",
    }
}

/// What a stake of either kind has in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stake {
    /// Sum posted before departure, EUR.
    pub posted_eur: f64,
    /// Part of the wage kept back, share.
    pub withheld: f64,
    /// What the employer pays in beside the wage, share of it.
    pub added: f64,
    /// Share of what is due that is paid.
    pub refunded: f64,
    /// Believed at the start.
    pub believed: f64,
    /// Months from return to payment.
    pub delay_months: u32,
    /// Months after the term in which a return still frees it.
    pub grace_months: u32,
}

impl Bonding {
    /// The stake, if there is one.
    #[must_use]
    pub const fn stake(&self) -> Option<Stake> {
        match self {
            Self::None(_) => None,
            Self::Escrow(e) => Some(Stake {
                posted_eur: e.amount_eur,
                withheld: 0.0,
                added: 0.0,
                refunded: e.refunded,
                believed: e.believed,
                delay_months: e.delay_months,
                grace_months: e.grace_months,
            }),
            Self::Deferred(d) => Some(Stake {
                posted_eur: 0.0,
                withheld: d.withheld,
                added: 0.0,
                refunded: d.refunded,
                believed: d.believed,
                delay_months: d.delay_months,
                grace_months: d.grace_months,
            }),
            Self::ExitFund(f) => Some(Stake {
                posted_eur: 0.0,
                withheld: 0.0,
                added: f.added,
                refunded: f.refunded,
                believed: f.believed,
                delay_months: f.delay_months,
                grace_months: f.grace_months,
            }),
        }
    }
}
