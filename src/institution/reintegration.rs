//! What the states do for those who come home: subsidies to their projects, and placement in jobs at home.

use crate::base::param::Empty;

crate::params! {
    /// Subsidies to projects of returners from overseas, matched to their own savings (Codev).
    pub struct Codev {
        /// Region whose returners are supported; nothing for all.
        region: Text = "", Setting "everywhere";
        /// Money a year at full scale.
        budget_eur_year: Eur = 150000 in 0..=1000000000, Keita "p. 18: more than 900,000 EUR raised from 2002 on, over \
            some six years";
        /// Subsidy per EUR of own savings.
        matched: Number = 1 in 0..=100, Assumed "matched: one for one; no rule given";
        /// Largest subsidy.
        most_eur: Eur = 3100 in 0..=1000000, Keita "p. 18-19: 900,000 EUR over 286 projects (858 jobs, three each)";
        /// Own savings that a project takes at least.
        least_own_eur: Eur = 500 in 0..=1000000, Assumed "a small trade";
        /// Part of projects in commerce and transport.
        trade: Share = 0.7 in 0..=1, Keita "p. 19: 70 %";
        /// What a project brings its owner in a month, as a part of what it cost.
        income: Share = 0.03 in 0..=1, Assumed "as any business";
        /// Jobs of a project.
        jobs: Number = 3 in 0..=50, Keita "p. 19: three";
        /// Chance to fail in a month, of an owner's household with one dependant an earner.
        fails: Hazard = 0.024 in 0..=1, Keita "p. 19: 75 % alive after a year (120 asked in June 2005)";
        /// Change of the log of that chance per dependant and earner more.
        burden: Number = 0 in -5..=5, Assumed "none: Keita 2010, p. 19, holds the family's burden decisive and gives \
            neither sign nor size";
    }
}

crate::dimension! {
    /// Whether returners' projects are supported.
    pub enum Reintegration { None(Empty) as "none", Codev(Codev) as "codev" }
}

crate::params! {
    /// The agency places clients in jobs at home.
    pub struct Placing {
        /// Money a year at full scale.
        budget_eur_year: Eur = 1000000 in 0..=1000000000, Assumed "a tenth of the 10 million EUR of the agency's first \
            phase (Keita 2010, p. 7-8) a year";
        /// What one placement costs.
        cost_eur: Eur = 600 in 1..=100000, Assumed "nobody gives a figure: read ratios at which results turn";
        /// What the job adds to the client's income.
        gain_eur_month: EurMonth = 20 in 0..=10000, Assumed "half of the informal earnings of Bamako of 38 EUR in 2004";
        /// Chance that the job ends in a month.
        ends: Hazard = 0.03 in 0..=1, Assumed "two years and nine months in the mean; no figure found";
        /// Part of placements that take a job from somebody else.
        displaced: Share = 0.3 in 0..=1, Assumed "displacement eats a good part of what placement gains (Crépon and \
            others 2013, France); no figure for here";
        /// Share of those offered who want it.
        takes: Share = 0.5 in 0..=1, Assumed "no figure found";
        /// Members of staff who work on it.
        staff: Number = 13 in 0..=10000, Keita "p. 9: about 40 in three services: a third";
        /// Files that one of them settles in a month.
        files_month: Number = 10 in 0..=1000, Assumed "two working days a file";
        /// Months until committees have approved a file.
        delay_months: Months = 3 in 0..=60, Assumed "committees of several ministries (Keita 2010, p. 9-10); no figure \
            found";
        /// Months after which somebody no longer waits.
        patience_months: Months = 12 in 1..=120, Assumed "as files of candidates";
    }
}

crate::dimension! {
    /// Whether the agency places those refused and those expelled in jobs at home.
    pub enum Placement { None(Empty) as "none", Agency(Placing) as "agency" }
}

impl Placement {
    /// Chance that the job of somebody placed ends in a month.
    #[must_use]
    pub const fn ends(&self) -> f64 {
        match self {
            Self::None(_) => 0.0,
            Self::Agency(placing) => placing.ends,
        }
    }
}
