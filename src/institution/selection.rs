//! Who may apply to a programme, and how the agency chooses.

crate::params! {
    /// Who may apply.
    pub struct Eligibility {
        /// Share of women admitted.
        women: Share = 1 in 0..=1, Assumed "both sexes; the pilot of 2009 had no women among 30 (Keita 2010, p. 5)";
        /// Share of men admitted.
        men: Share = 1 in 0..=1, Assumed "both sexes";
        /// Share of those without a child at home who are admitted.
        without_child: Share = 1 in 0..=1, Assumed "no child asked; strawberry programme: mothers only (Keita 2010, \
            p. 5)";
        /// Youngest age.
        age_low: Count = 18 in 15..=64, Assumed "adults";
        /// Oldest age.
        age_high: Count = 45 in 15..=64, Assumed "farm work";
    }
}

crate::params! {
    /// Names are drawn.
    pub struct Lottery {
        /// Part of the places that goes to the well-connected.
        nepotism: Share = 0 in 0..=1, Assumed "none; Keita 2010, note 11, tells of sons of the powerful";
    }
}

crate::params! {
    /// Names are chosen by profile.
    pub struct Profile {
        /// Weight of what the agency sees of skill and ties against chance.
        rigour: Share = 0.7 in 0..=1, Assumed "no figure found";
        /// Part of the places that goes to the well-connected.
        nepotism: Share = 0.05 in 0..=1, Assumed "Keita 2010, note 11, tells of sons of the powerful";
        /// Difference of fit that counts as one spread of the score.
        fit_spread: Number = 0.25 in 0.01..=10, Assumed "about the spread of fits among trades";
        /// What a child at home adds to the score, and its lack takes off, in spreads.
        child: Number = 0.5 in 0..=10, Assumed "ties are asked for; no figure found";
        /// Years of age that count as one spread.
        age_spread: Number = 16 in 0.1..=1000, Assumed "no figure found";
    }
}

crate::dimension! {
    /// How the agency chooses among applicants.
    pub enum Selection { Lottery(Lottery) as "lottery", Profile(Profile) as "profile" }
}

/// Fit and age at which they count neither for nor against. They shift all scores alike and so change no order: no
/// parameters.
const MIDDLE_FIT: f64 = 0.5;
const MIDDLE_AGE: i32 = 28;

impl Selection {
    /// Weight of profile, and part of the places for the well-connected.
    #[must_use]
    pub const fn weights(&self) -> (f64, f64) {
        match self {
            Self::Lottery(l) => (0.0, l.nepotism),
            Self::Profile(p) => (p.rigour, p.nepotism),
        }
    }

    /// What the agency sees of an applicant, standardised: fitness of the trade, a child at home, an age past
    /// adventure.
    #[must_use]
    pub fn signal(&self, fit: f64, child: bool, age: i32) -> f64 {
        match self {
            Self::Lottery(_) => 0.0,
            Self::Profile(p) => {
                (fit - MIDDLE_FIT) / p.fit_spread
                    + if child { p.child } else { -p.child }
                    + f64::from(age - MIDDLE_AGE) / p.age_spread
            }
        }
    }
}
