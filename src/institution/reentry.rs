//! Repeat entry: whether who came home in time may come again. Keita 2010, p. 21-22 (recommendation 8).

use crate::base::param::Empty;

crate::params! {
    /// Who came home in time is asked back.
    pub struct Recall {
        /// Chance that an employer asks a worker back by name.
        named: Share = 0.7 in 0..=1, Recalled "70 to 80 % of requests in the Canadian seasonal programme (Basok 2007; \
            Preibisch)";
        /// Chance that one asked back accepts.
        accepted: Share = 0.9 in 0..=1, Assumed "first-timers back next season 45 to 57 % where named and quota bind \
            (Merwood 2012)";
        /// Months at home between two contracts.
        gap_months: Months = 6 in 0..=120, Assumed "six months abroad, six at home";
        /// Chance to be asked back that people believe in before anybody was.
        believed: Share = 0.3 in 0..=1, Assumed "a new rule is half believed";
        /// Chance to be given a place that one asked back by name counts with.
        taken: Share = 0.9 in 0..=1, Assumed "named workers come first; a few fail over papers or money";
        /// Further seasons that an applicant counts with at most.
        most_seasons: Number = 10 in 0..=600, Assumed "a planning horizon of ten years";
    }
}

crate::dimension! {
    /// Whether who came home may come again.
    pub enum Reentry { None(Empty) as "none", Recall(Recall) as "recall" }
}
