//! The tie of a permit to one employer.

use crate::base::param::Empty;

crate::params! {
    /// The worker may change employer.
    pub struct Portable {
        /// Monthly chance that a worker changes employer.
        change: Hazard = 0.03 in 0..=1, Assumed "portability doubled changes in the Emirates (Naidu, Nyarko and Wang \
            2016), from a low base";
        /// Gain of pay at a change.
        gain: Share = 0.1 in 0..=1, Seen "Naidu, Nyarko and Wang 2016, JPE 124(6): earnings +10 to 11 % after the \
            reform of 2011";
        /// Days of irregular work a month that somebody who knows the market finds beyond the others.
        contact_days: DaysMonth = 2.5 in 0..=31, Assumed "no figure found; it is what may make portability invite \
            absconding (Keita 2010, p. 22)";
    }
}

crate::dimension! {
    /// Whether a worker may change employer.
    pub enum Tie { Tied(Empty) as "tied", Portable(Portable) as "portable" }
}
