//! The guarantor: who answers for the worker's conduct and return. Keita 2010, p. 22: a natural or a legal person, so
//! that bonds do not favour rich families. Kin, another natural person, an association, the village community and a
//! firm are labels over the same numbers.

use crate::base::param::Empty;
use crate::journal::Backer;

/// Declares one kind of guarantor with its own starting values.
macro_rules! guarantor {
    ($(#[doc = $doc:literal])* $name:ident, tie $tie:literal, capacity $capacity:literal, recovered $recovered:literal,
     tracing $tracing:literal $(, { $($further:tt)* })?) => {
        crate::params! {
            $(#[doc = $doc])*
            pub struct $name {
                /// How much of the guarantor's loss the worker feels as his own.
                tie: Share = $tie in 0..=1, Assumed "no figure found; not identified by any target, so carry a range";
                /// What the guarantor can pledge: for kin and other natural persons a part of the household's wealth,
                /// all of it at most, for legal persons a capital per resident in EUR at full scale.
                capacity: Number = $capacity in 0..=1000, Assumed "no figure found";
                /// Share of a loss that the guarantor gets back from the family.
                recovered: Share = $recovered in 0..=1, Assumed "no figure found";
                /// How much the guarantor traces and shames who does not return (share of a full sanction).
                tracing: Share = $tracing in 0..=1, Assumed "Helland and Tabarrok 2004: commercial bondsmen who trace \
                    see fewer failures; size assumed";
                /// What a full sanction at home costs the worker.
                sanction: UtilMonths = 25 in 0..=1000, Assumed "no figure found; reported as a sensitivity";
                /// Default that the guarantor expects at the start.
                believed_default: Share = 0.08 in 0..=1, Assumed "no figure found";
                /// What tracing one worker costs the guarantor.
                tracing_cost_eur: Eur = 60 in 0..=10000, Assumed "no figure found";
                /// Yearly cost of the capital tied up.
                capital_cost: PerYear = 0.1 in 0..=2, Assumed "a bank's lending rate";
                /// What the guarantor values a full tie at.
                tie_value_eur: Eur = 150 in 0..=100000, Assumed "no figure found";
                /// How much ties and their worth differ between pairs of guarantor and worker (standard deviation of
                /// the logarithm).
                tie_spread: Number = 0.5 in 0..=3, Assumed "no figure found";
                /// Least part of the sum that the guarantor answers for; the worker posts the rest.
                least_part: Share = 0.25 in 0..=1, Assumed "a quarter is worth the papers";
                /// What the guarantor stands for where no bond is asked, in months of the contract's wage.
                pledge_months: Number = 0.5 in 0..=6, Assumed "no figure found";
                $($($further)*)?
            }
        }
    };
}

guarantor! {
    /// A relative.
    Kin, tie 0.6, capacity 0.5, recovered 0.3, tracing 0.1, {
        /// Households of the village that he can ask, of which the wealthiest answers.
        asked: Count = 3 in 1..=100, Assumed "brothers and uncles; no figure found";
    }
}
guarantor! {
    /// Another natural person: a trader, a notable.
    Notable, tie 0.3, capacity 0.8, recovered 0.5, tracing 0.3, {
        /// Households of the village that he can ask, of which the wealthiest answers.
        asked: Count = 12 in 1..=100, Assumed "those of standing in a village; no figure found";
    }
}
guarantor! {
    /// An association of migrants or returnees.
    Association, tie 0.35, capacity 0.6, recovered 0.3, tracing 0.5, {
        /// Least premium that the worker pays, part of the sum guaranteed.
        premium: Share = 0 in 0..=1, Assumed "what covers the risk is asked anyway";
        /// What is asked, as a multiple of the premium that covers expected loss, tracing and capital, less the worth
        /// of the tie.
        loading: Number = 1.05 in 0..=10, Assumed "covers its costs";
    }
}
guarantor! {
    /// The village community.
    Village, tie 0.5, capacity 0.5, recovered 0.4, tracing 0.6, {
        /// Least premium that the worker pays, part of the sum guaranteed.
        premium: Share = 0 in 0..=1, Assumed "what covers the risk is asked anyway";
        /// What is asked, as a multiple of the premium that covers expected loss, tracing and capital, less the worth
        /// of the tie.
        loading: Number = 1 in 0..=10, Assumed "asks what it costs";
    }
}
guarantor! {
    /// A firm: a recruiter, a bank, an employers' union.
    Firm, tie 0.1, capacity 1.5, recovered 0.5, tracing 0.8, {
        /// Least premium that the worker pays, part of the sum guaranteed.
        premium: Share = 0 in 0..=1, Assumed "what covers the risk is asked anyway";
        /// What is asked, as a multiple of the premium that covers expected loss, tracing and capital, less the worth
        /// of the tie.
        loading: Number = 1.2 in 0..=10, Assumed "a tenth to a third over cost is common in surety; size assumed";
    }
}

crate::sections! {
    /// A relative first, and a village community for whom no relative can or will answer.
    pub struct KinThenVillage {
        /// The relative.
        kin: Kin,
        /// The community.
        village: Village,
    }
}

crate::sections! {
    /// Every kind, one after another: a relative, the village community, an association, a firm.
    pub struct EveryKind {
        /// The relative.
        kin: Kin,
        /// The community.
        village: Village,
        /// The association.
        association: Association,
        /// The firm.
        firm: Firm,
    }
}

crate::dimension! {
    /// Who answers for the worker.
    pub enum Guaranty {
        None(Empty) as "none", Kin(Kin) as "kin", Notable(Notable) as "notable", Association(Association) as
            "association",
        Village(Village) as "village", Firm(Firm) as "firm", KinThenVillage(KinThenVillage) as "kin-then-village",
        EveryKind(EveryKind) as "every-kind",
    }
}

/// The numbers of a guarantor, whatever its label.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "documented where they are declared")]
pub struct Surety {
    pub backer: Backer,
    pub tie: f64,
    pub capacity: f64,
    pub recovered: f64,
    pub tracing: f64,
    pub sanction: f64,
    pub believed_default: f64,
    pub tracing_cost_eur: f64,
    pub capital_cost: f64,
    pub tie_value_eur: f64,
    pub premium: f64,
    pub pledge_months: f64,
    pub tie_spread: f64,
    pub least_part: f64,
    pub loading: f64,
    /// Households that can be asked, where a household answers.
    pub asked: u32,
}

macro_rules! surety {
    ($from:expr, $backer:ident, $asked:expr, $premium:expr, $loading:expr) => {{
        let g = $from;
        Surety {
            backer: Backer::$backer,
            tie: g.tie,
            capacity: g.capacity,
            recovered: g.recovered,
            tracing: g.tracing,
            sanction: g.sanction,
            believed_default: g.believed_default,
            tracing_cost_eur: g.tracing_cost_eur,
            capital_cost: g.capital_cost,
            tie_value_eur: g.tie_value_eur,
            premium: $premium,
            pledge_months: g.pledge_months,
            tie_spread: g.tie_spread,
            least_part: g.least_part,
            loading: $loading,
            asked: $asked,
        }
    }};
    // A household asks for nothing.
    (household $from:expr) => {
        surety!($from, Household, $from.asked, 0.0, 0.0)
    };
    (fund $from:expr, $backer:ident) => {
        surety!($from, $backer, 0, $from.premium, $from.loading)
    };
}

impl Guaranty {
    /// Who is asked, in this order.
    #[must_use]
    pub fn asked(&self) -> Vec<Surety> {
        match self {
            Self::None(_) => Vec::new(),
            Self::Kin(g) => vec![surety!(household g)],
            Self::Notable(g) => vec![surety!(household g)],
            Self::Association(g) => vec![surety!(fund g, Association)],
            Self::Village(g) => vec![surety!(fund g, Village)],
            Self::Firm(g) => vec![surety!(fund g, Firm)],
            Self::KinThenVillage(g) => vec![surety!(household & g.kin), surety!(fund & g.village, Village)],
            Self::EveryKind(g) => vec![
                surety!(household & g.kin),
                surety!(fund & g.village, Village),
                surety!(fund & g.association, Association),
                surety!(fund & g.firm, Firm),
            ],
        }
    }
}
