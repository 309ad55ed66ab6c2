//! How the host state answers to overstay: trust as a belief that decays to its prior, a quota that follows it,
//! suspension with a time limit.

crate::params! {
    /// Trust of the host state and what follows from it.
    pub struct Trust {
        /// Weight of the prior, in contracts ended at full scale.
        prior_weight: Persons = 3000 in 1..=10000000, Assumed "half a year of contracts before a state changes its \
            mind";
        /// Overstay expected at the start.
        prior_overstay: Share = 0.08 in 0..=1, Assumed "no figure found";
        /// Part of what was learnt that is still held a year later.
        memory: Share = 0.85 in 0..=1, Assumed "0.8 to 0.95 a year";
        /// Overstay at which the quota stays as it is.
        reference_overstay: Share = 0.08 in 0.001..=0.999, Assumed "equal to the prior";
        /// Change of the quota's logarithm for a unit of log-odds of overstay, a year.
        sensitivity: Number = 0.6 in 0..=10, Assumed "no figure found; reported as a sensitivity";
        /// Least quota, part of the agreed one.
        quota_least: Share = 0.25 in 0..=1, Assumed "no figure found";
        /// Largest quota, multiple of the agreed one.
        quota_most: Number = 2 in 1..=100, Assumed "no figure found";
        /// Overstay above which the host suspends the programme.
        suspend_above: Share = 0.3 in 0..=1, Assumed "no rule published; collective bans exist (Vietnam-Korea 2012-18)";
        /// Months of a suspension.
        suspend_months: Months = 12 in 0..=600, Recalled "bans of up to four years (Samoa-New Zealand)";
        /// Part of the quota in the year after a suspension.
        probation: Share = 0.5 in 0..=1, Assumed "no figure found";
        /// Months of probation after a suspension.
        probation_months: Months = 12 in 0..=600, Assumed "a year";
        /// Months after which overstay is known.
        lag_months: Months = 3 in 0..=60, Assumed "1 to 12 months";
        /// Share of exits that the record misses.
        record_error: Share = 0.05 in 0..=1, Assumed "2 to 10 %";
    }
}
