//! Repeat entry: whether who came home in time may come again. Keita 2010, p. 21-22 (recommendation 8).

use crate::base::param::Empty;

crate::params! {
    /// Who came home in time is asked back.
    pub struct Recall {
        /// Months at home between two contracts.
        gap_months: Months = 6 in 0..=120, Assumed "six months abroad, six at home";
        /// Chance to be asked back that people believe in before anybody was.
        believed: Share = 0.3 in 0..=1, Assumed "a new rule is half believed";
        /// Chance to be given a place that one asked back by name counts with.
        taken: Share = 0.9 in 0..=1, Assumed "named workers come first; a few fail over papers or money";
    }
}

crate::dimension! {
    /// Whether who came home may come again.
    pub enum Reentry { None(Empty) as "none", Recall(Recall) as "recall" }
}
