//! Preparation: what the chosen are taught before they leave. Keita 2010, p. 22 (recommendation 9): matching and
//! preparation are each needed.

use crate::base::param::Empty;

crate::params! {
    /// A course on work, language and rights.
    pub struct Training {
        /// What it adds to the fit of a worker and a job.
        fit: Share = 0.35 in 0..=1, Assumed "no figure found";
        /// What it costs the agency.
        cost_eur: Eur = 120 in 0..=10000, Assumed "no figure found";
    }
}

crate::dimension! {
    /// What the chosen are taught.
    pub enum Preparation { None(Empty) as "none", Training(Training) as "training" }
}
