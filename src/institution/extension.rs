//! Extension: whether an employer may lengthen a contract.

use crate::base::param::Empty;

crate::params! {
    /// The employer may ask for more months.
    pub struct Employer {
        /// Chance that a worker at term is extended.
        share: Share = 0.155 in 0..=1, Keita "p. 15-16: 4 or 5 of 29";
        /// Months added.
        months: Months = 4 in 1..=60, Keita "p. 16: to April 2010";
    }
}

crate::dimension! {
    /// Whether an employer may lengthen a contract, once.
    pub enum Extension { None(Empty) as "none", Employer(Employer) as "employer" }
}
