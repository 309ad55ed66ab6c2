//! A destination: wages, prices, distance from home in the heart, ways in, and what happens to those without papers.

use super::programme::Agreement;
use crate::base::param::Empty;
use crate::journal::Circle;

crate::dimension! {
    /// How far the destination is from home, in rules and in the heart.
    pub enum Remoteness { Overseas(Empty) as "overseas", Regional(Empty) as "regional", Internal(Empty) as "internal" }
}

impl Remoteness {
    /// The circle in which the destination lies.
    #[must_use]
    pub const fn circle(&self) -> Circle {
        match self {
            Self::Internal(_) => Circle::Internal,
            Self::Regional(_) => Circle::Regional,
            Self::Overseas(_) => Circle::Overseas,
        }
    }
}

crate::params! {
    /// Work and living at the destination.
    pub struct Labour {
        /// Net monthly wage of a worker with papers.
        wage_regular_eur_month: EurMonth = 745 in 0..=20000, Recalled "Spanish farm pay 36 EUR a day, 22 days, 2009, \
            net of contributions; c.f. El País 13-02-2008 on 900 EUR a month gross in Huelva";
        /// Net monthly wage of one who was irregular and has been regularised.
        wage_settled_eur_month: EurMonth = 560 in 0..=20000, Assumed "registered work with spells of unemployment, \
            below the contract wage";
        /// Day wage without papers.
        wage_irregular_eur_day: EurDay = 30 in 0..=1000, Recalled "irregular farm day in Spain 25 EUR or less \
            (Solidaridad) to 35 (press), c. 2009";
        /// Days of work found in a month without papers, by somebody of average network.
        irregular_days_month: DaysMonth = 11.5 in 0..=31, Recalled "8 to 15 days a month, low confidence";
        /// Spread of those days between persons (standard deviation of the logarithm).
        irregular_days_spread: Number = 0.15 in 0..=2, Assumed "networks and skill differ; 0.1 to 0.2 keeps recurrent \
            schemes' overstay low";
        /// Monthly chance that a worker under contract is offered outside work that does not wait.
        offers: Hazard = 0.013 in 0..=1, Assumed "about one offer in six years; tuned on the yearly absconding of tied \
            workers (docs/calibration.md)";
        /// How much oftener that is for somebody whose household has kin there as much as any.
        offers_kin: Number = 1 in 0..=100, Assumed "no figure found";
        /// How much oftener that is where all co-workers left for such work.
        offers_coworkers: Number = 5 in 0..=100, Assumed "who leaves tells those whom he leaves; no figure found";
        /// Median of what is offered, relative to what the worker would earn without papers.
        offer_pay: Number = 0.75 in 0..=10, Assumed "who takes whom he does not know pays less; no figure found";
        /// Spread of what is offered (standard deviation of the logarithm).
        offer_spread: Number = 0.4 in 0..=2, Assumed "0.3 to 0.6, a usual spread of wage offers";
        /// Monthly cost of living of a worker with papers.
        living_regular_eur_month: EurMonth = 250 in 0..=20000, Recalled "shared lodging in Spain 180 to 350 EUR, c. \
            2009, low confidence";
        /// Monthly cost of living without papers.
        living_irregular_eur_month: EurMonth = 250 in 0..=20000, Recalled "shared lodging in Spain 180 to 350 EUR, c. \
            2009, low confidence";
        /// Monthly cost of living after regularisation.
        living_settled_eur_month: EurMonth = 300 in 0..=20000, Assumed "a little above shared lodging";
        /// Unemployment of migrants with papers outside a contract.
        unemployment_share: Share = 0.08 in 0..=1, Recalled "foreigners in Spain 11.8 % in 2007 (EPA); Malians 5.2 % \
            before 2008 (Keita 2010, p. 17)";
        /// Monthly chance that an unemployed migrant finds work.
        job_finding: Hazard = 0.14 in 0..=1, Assumed "12 to 20 % a month in 2007, with the unemployment rate giving \
            the loss of jobs";
        /// Months of wages that somebody with papers who is out of work counts as lost.
        idle_months: Number = 6 in 0..=120, Assumed "about the mean time to a job at the monthly chance above";
        /// Fall of the days of work found without papers per point of unemployment above its level when the run began
        /// (semi-elasticity).
        irregular_days_unemployment: Number = 3 in 0..=100, Assumed "who has no papers is dismissed first: days fall a \
            little faster than work with papers; no figure found";
        /// How much the irregular day wage falls when the irregular stock doubles from its start (elasticity).
        irregular_wage_elasticity: Number = 0.1 in 0..=5, Assumed "no figure found; reported as a sensitivity";
    }
}

crate::params! {
    /// How the destination compares with home in the heart and in prices.
    pub struct Distance {
        /// Extra utility of a month lived at home rather than here (symbol chi).
        home_preference: LogPoints = 1.1 in 0..=10, Assumed "about 1.1 for Spain, 0.8 for France, 0.1 to 0.3 for Côte \
            d'Ivoire: a joint fit of the decision at term to return rates of four programmes";
        /// Spread of that preference between persons (standard deviation).
        home_preference_spread: LogPoints = 0.3 in 0..=10, Assumed "same fit";
        /// Price level at home relative to here.
        price_ratio: Share = 0.45 in 0.01..=1, Recalled "purchasing power of a poor against a rich country 0.3 to 0.6";
        /// Fare of one lawful journey.
        fare_eur: Eur = 400 in 0..=10000, Recalled "Mali-Spain by air 400 to 700 EUR one way, low confidence";
        /// Psychic and search cost of setting out for here for one without kin there.
        leave_cost: UtilMonths = 20 in 0..=1000, Assumed "tuned on the share of men absent from Kayes and the mix of \
            destinations only";
        /// What a full network of kin at the destination takes off that cost.
        network_gain: UtilMonths = 8 in 0..=1000, Assumed "tuned on the same three figures";
        /// Part of a full network of kin that one member of the household here is, as long as he is here.
        member_network: Share = 0.1 in 0..=1, Assumed "the first who is there counts most, later ones add to it; no \
            figure found";
        /// Monthly chance that one without contract is needed at home: a marriage, a field, an illness. Those with
        /// papers visit; where no permit is needed one goes; those without papers weigh it against what coming back
        /// costs.
        need_home: Hazard = 0.04 in 0..=1, Assumed "elapsed absences of men of a Mossi village: a third under one \
            year, a third over three (ORSTOM 1965-68), ask for about 0.03 nearby; overseas tuned on first trips that \
            end within a year; irregular migrants visit about never (Vickstrom and Beauchemin 2016, Comparative \
            Migration Studies 4:15)";
        /// Part of the fare that a move onward from another overseas destination costs.
        onward_fare: Share = 0.25 in 0..=1, Assumed "by bus or train within a continent";
        /// Monthly chance that one without contract moves on to another overseas destination.
        onward: Hazard = 0.003 in 0..=1, Assumed "0.15 to 0.25 of spells of Senegalese in Spain and Italy began \
            elsewhere in Europe (Toma and Castagnone 2015, recalled)";
    }
}

crate::params! {
    /// Permits that are asked for.
    pub struct Visa {
        /// Chance that an application succeeds.
        odds: Share = 0.05 in 0..=1, Assumed "consular refusals of Malians 30 to 45 % of short visas (recalled); work \
            permits are far rarer";
        /// Fee and file.
        fee_eur: Eur = 110 in 0..=20000, Recalled "Schengen visa fee 60 EUR and papers";
        /// Months for which a permit is good.
        permit_months: Months = 12 in 1..=600, Assumed "yearly permits";
        /// Chance that a permit is renewed at its end.
        renewal_odds: Share = 0.7 in 0..=1, Assumed "needs work and lodging";
        /// Renewal odds of a holder out of work, relative to one at work.
        idle_renewal: Share = 0.9 in 0..=1, Assumed "a permit is mostly renewed once in a spell out of work";
        /// Months since arrival after which a renewal is for good.
        settled_months: Months = 60 in 0..=600, Assumed "permanent residence after five years (Directive \
            2003/109/EC)";
        /// Chance that an application of somebody succeeds who held a permit and went home by himself, where that is
        /// more than for others.
        return_odds: Share = 0.2 in 0..=1, Assumed "hard borders take away the option to come back";
    }
}

impl Visa {
    /// Chance that an application succeeds of somebody with or without a right of return.
    #[inline]
    #[must_use]
    pub fn odds_of(&self, may_return: bool) -> f64 {
        if may_return { self.odds.max(self.return_odds) } else { self.odds }
    }

    /// Chance that a permit is renewed at its end, in the mean of those at work and a share out of work.
    #[must_use]
    pub fn renewal(&self, unemployment: f64) -> f64 {
        self.renewal_odds * (1.0 - unemployment * (1.0 - self.idle_renewal))
    }
}

crate::params! {
    /// Movement without permit.
    pub struct FreeMovement {
        /// Papers and bribes on the way.
        fee_eur: Eur = 15 in 0..=20000, Recalled "5,000 to 15,000 CFA francs of bribes between Bamako and Abidjan, \
            low confidence";
    }
}

crate::dimension! {
    /// The lawful own way in.
    pub enum Lawful { Closed(Empty) as "closed", Visa(Visa) as "visa", Free(FreeMovement) as "free-movement" }
}

crate::params! {
    /// The route without papers.
    pub struct Route {
        /// Price of one passage.
        passage_eur: Eur = 900 in 0..=50000, Recalled "boat from Mauritania or Senegal to the Canaries about 1,000 \
            EUR in 2006 (Red Cross), 500 to 1,500";
        /// Chance to be intercepted on one passage.
        interception: Share = 0.1 in 0..=1, Derived "a guess of 0.1 for 2006; 0.37 in January-June 2009: 762 of 2,080 \
            (Frontex, Guardia Civil)";
        /// Chance to die on one passage.
        death: Share = 0.03 in 0..=1, Derived "550 of 19,550 in 2006, a lower bound (Red Cross, Guardian 2006); 0.02 \
            to 0.08";
        /// Most passages tried in one journey.
        most_tries: Count = 5 in 1..=1000, Assumed "no figure found; the money mostly ends before";
        /// Share of the intercepted who are put back in a transit country rather than home.
        to_transit_share: Share = 0.6 in 0..=1, Assumed "most are turned back at sea or left in Mauritania or Morocco";
        /// Chance of dying on one passage as people believe it.
        believed_death: Share = 0.05 in 0..=1, Assumed "candidates overestimate it (Bah and Batista, Gambia 2018-20)";
    }
}

crate::dimension! {
    /// The way in without papers.
    pub enum Irregular { None(Empty) as "none", Route(Route) as "route" }
}

crate::params! {
    /// What the host state does to those without papers.
    pub struct Enforcement {
        /// Monthly chance to be removed from the interior.
        removal: Hazard = 0.002 in 0..=1, Derived "9,467 expelled in 2007 (Cinco Días 10-01-2008) over 0.3 to 0.9 \
            million irregular: 0.09 to 0.27 % a month";
        /// Chance that the departure of a worker whose contract ends is seen to.
        departure_check: Share = 0 in 0..=1, Assumed "nobody is taken to the airport; where workers are, some leave \
            before the end";
        /// What a removal costs the removed: wages owed, goods left, the ban.
        removal_loss_eur: Eur = 900 in 0..=100000, Assumed "600 to 1,500; it must exceed the ticket, or removal is a \
            free journey home";
        /// Months for which a removed person cannot enter lawfully.
        ban_months: Months = 60 in 0..=600, Recalled "entry bans of up to five years";
        /// Months since arrival after which regularisation by residence is possible.
        settle_after_months: Months = 36 in 0..=600, Recalled "Spanish arraigo after three years of residence";
        /// Monthly chance of regularisation after that.
        settle_hazard: Hazard = 0.015 in 0..=1, Recalled "1 to 2 % a month, low confidence";
        /// Monthly chance of regularisation for everybody without papers (amnesties; a dated pulse).
        amnesty: Hazard = 0 in 0..=1, Recalled "pulses in 1991, 1996, 2000-01, 2005, with 0.75 to 0.84 approved; none \
            by default";
    }
}

crate::sections! {
    /// A destination.
    pub struct Corridor {
        /// Distance class.
        circle: Remoteness,
        /// Work and living.
        labour: Labour,
        /// Home in the heart and on the map.
        distance: Distance,
        /// The lawful own way in.
        lawful: Lawful,
        /// The way in without papers.
        irregular: Irregular,
        /// What the host state does to those without papers.
        enforcement: Enforcement,
        /// Whether states have agreed on a programme of circulation.
        agreement: Agreement,
    }
}
