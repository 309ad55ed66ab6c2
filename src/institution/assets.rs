//! What becomes of savings brought home: things laid by, or assets that are worked, may fail and can be sold. What they
//! bring and how often they fail is declared by kind.

use crate::base::param::Empty;
use crate::journal::AssetKind;

macro_rules! kind_of_asset {
    ($doc:literal $name:ident:
        $taste:literal, $least:literal $least_source:literal, $income:literal $grade:ident $income_source:literal,
        $fails:literal $fails_grade:ident $fails_source:literal, $resale:literal, $jobs:literal) => {
        crate::params! {
            #[doc = $doc]
            pub struct $name {
                /// Weight among the kinds that a returner can pay for.
                taste: Number = $taste in 0..=1000, Assumed "what returners speak of: house, mill, shop, herd (Keita \
2010, boxes 1 and 2); no figure of the shares found";
                /// What one costs at least.
                least_eur: Eur = $least in 1..=1000000, Assumed $least_source;
                /// What it brings in a month, as a part of its cost.
                income: Share = $income in 0..=1, $grade $income_source;
                /// Chance to fail in a month.
                fails: Hazard = $fails in 0..=1, $fails_grade $fails_source;
                /// Part of its cost that is got back when it has failed.
                resale: Share = $resale in 0..=1, Assumed "no figure found; tools and stock lose most of their price";
                /// Jobs that it gives to others than the owner.
                jobs: Number = $jobs in 0..=50, Assumed "a miller or a shop hand; Codev's three a project (Keita 2010, \
p. 19) are those of supported projects";
            }
        }

        impl $name {
            /// As those of any kind.
            const fn rules(&self) -> KindRules {
                let Self { taste, least_eur, income, fails, resale, jobs } = *self;
                KindRules { taste, least_eur, income, fails, resale, jobs }
            }
        }
    };
}

kind_of_asset! {
    "Sheep, goats and cattle." Livestock:
    4, 30 "a sheep", 0.012 Assumed "a quarter to a third of a flock sold in a year less feed and losses of the young",
    0.01 Assumed "theft, disease, a dry year: one flock in nine a year", 0.3, 0
}

kind_of_asset! {
    "A house or rooms to let." House:
    3, 1500 "a room in hard brick, 1,500 to 6,000 EUR a house", 0.008 Assumed "ten years of rent pay for it",
    0.001 Assumed "mud walls fall, brick ones do not", 0.6, 0
}

kind_of_asset! {
    "A mill." Mill:
    1, 2000 "a diesel mill", 0.02 Assumed "pays for itself in four years",
    0.012 Assumed "engines break and are not mended", 0.3, 1
}

kind_of_asset! {
    "A shop, a transport, a workshop." Business:
    2, 500 "a small trade", 0.03 Assumed "5 % a month on the capital of small firms in Sri Lanka (de Mel, McKenzie and \
        Woodruff 2008) less the owner's work",
    0.024 Keita "p. 19: three in four of supported projects alive after a year", 0.2, 1
}

crate::params! {
    /// How savings brought home are divided before anything is bought.
    pub struct Sharing {
        /// Part that is given to others.
        gifts: Share = 0.05 in 0..=1, Assumed "who comes home brings something for everybody; no figure found";
        /// Part that is consumed.
        feast: Share = 0.1 in 0..=1, Assumed "weddings, pilgrimages, cloth; no figure found";
    }
}

crate::params! {
    /// What a job with the owner of an asset is worth.
    pub struct Jobs {
        /// What it adds to the income of a household of the village.
        gain_eur_month: EurMonth = 15 in 0..=10000, Assumed "half of the informal earnings of Bamako of 38 EUR in \
            2004, less what the worker earned on the fields";
    }
}

crate::sections! {
    /// Assets that are worked.
    pub struct Worked {
        /// What a job with the owner of an asset is worth.
        job: Jobs,
        /// How savings brought home are divided before anything is bought.
        sharing: Sharing,
        /// Sheep, goats and cattle.
        livestock: Livestock,
        /// A house or rooms to let.
        house: House,
        /// A mill.
        mill: Mill,
        /// A shop, a transport, a workshop.
        business: Business,
    }
}

crate::dimension! {
    /// What becomes of the savings brought home that the household does not keep at hand.
    pub enum Assets {
        Idle(Empty) as "idle",
        Worked(Worked) as "worked",
    }
}

/// A kind of asset as the rules have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KindRules {
    /// Weight among the kinds that can be paid for.
    pub taste: f64,
    /// Least cost, EUR.
    pub least_eur: f64,
    /// Part of the cost that it brings in a month.
    pub income: f64,
    /// Chance to fail in a month.
    pub fails: f64,
    /// Part of the cost got back after a failure.
    pub resale: f64,
    /// Jobs for others.
    pub jobs: f64,
}

impl Worked {
    /// The rules of a kind that households buy; of a project those of a business, which it is where nobody supports it
    /// any more.
    #[must_use]
    pub const fn of(&self, kind: AssetKind) -> KindRules {
        match kind {
            AssetKind::Livestock => self.livestock.rules(),
            AssetKind::House => self.house.rules(),
            AssetKind::Mill => self.mill.rules(),
            AssetKind::Business | AssetKind::Project | AssetKind::Post | AssetKind::Plot => self.business.rules(),
        }
    }
}

impl Assets {
    /// What a job with the owner of an asset adds to an income, EUR a month.
    #[must_use]
    pub const fn job_gain_eur(&self) -> f64 {
        match self {
            Self::Idle(_) => 0.0,
            Self::Worked(worked) => worked.job.gain_eur_month,
        }
    }
}
