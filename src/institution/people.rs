//! How people value, notice, learn, earn and send: what the decisions of persons rest on.

crate::params! {
    /// How people value and risk.
    pub struct Preference {
        /// Months over which plans are made.
        horizon_months: Months = 120 in 1..=600, Assumed "ten years; the log form with 1.1, 0.3 and 4 reproduces \
            return rates of four programmes";
        /// Discount rate, equal to the rate at which savings grow.
        discount_year: PerYear = 0.06 in 0..=2, Assumed "4 to 5 % in life-cycle work, 10 to 40 % for poor households; \
            6 % in the joint fit";
        /// What a child at home adds to the worth of a month there, and its lack takes off.
        child: LogPoints = 0.06 in 0..=5, Assumed "programmes that ask for mothers count on it (strawberry programme, \
            Keita 2010, p. 22); tuned on five programmes (docs/calibration.md)";
        /// Noise of the decision at term (logit scale).
        noise_term: UtilMonths = 2.42 in 0..=1000, Assumed "2 to 9; calibrated on five programmes \
            (docs/calibration.md)";
        /// Noise of the decision to leave (logit scale within a nest).
        noise_leave: UtilMonths = 4 in 0..=1000, Assumed "2 to 6";
        /// Effort of trying a way that may fail (a file, a queue, a journey to the coast), whatever comes of it.
        effort: UtilMonths = 12 in 0..=1000, Assumed "without it every review would be an application, since a ticket \
            in a lottery costs next to nothing";
        /// How alike the lawful and irregular ways to one place are (nest scale, 1 = not alike).
        nest: Share = 0.7 in 0.05..=1, Assumed "no figure found";
        /// Spread of permanent tastes for each way of leaving (standard deviation).
        taste_spread: UtilMonths = 6 in 0..=1000, Assumed "permanent differences, so that a monthly coin does not \
            make rare acts certain";
        /// Part of the cost of setting out that past journeys take off, once there are many.
        experience: Share = 0.3 in 0..=1, Assumed "59 % of Mexican migrants to the United States make more than one \
            move (Klabunde 2014, Ruhr Economic Papers 471); the size is tuned with the movers (docs/calibration.md)";
        /// What a need to be home must outweigh, at first: the utility given up at which one in three (1/e) goes.
        need_scale: UtilMonths = 120 in 0..=10000, Assumed "tuned on first trips that end within a year under a soft \
            border (docs/calibration.md)";
        /// Months abroad after which that is half as much.
        need_fades: Months = 24 in 1..=600, Assumed "who has been away for long is missed less; no figure found";
        /// What life made abroad takes off the worth of a month at home, for those with papers, in the long run.
        attachment: LogPoints = 0.9 in 0..=10, Assumed "families and work abroad: half of those with papers stay for \
            more than seven years";
        /// Months abroad in which 63 % of it has come.
        attachment_months: Months = 30 in 1..=600, Assumed "no figure found";
        /// Spread of the ends of plans around what was planned (standard deviation of the logarithm).
        plan_spread: Number = 0.5 in 0..=3, Assumed "work, family and fields move the month; no figure found";
        /// Share of migrants without papers who save for a target.
        target_share: Share = 0.35 in 0..=1, Assumed "Yang 2006, REStat 88(4): weakest response among those who \
            invest";
        /// Median target.
        target_eur: Eur = 3000 in 1..=1000000, Assumed "mill or house room 1,500 to 6,000, small business 3,000 to \
            7,000";
        /// Spread of targets (standard deviation of the logarithm).
        target_spread: Number = 0.5 in 0..=3, Assumed "no figure found";
        /// Median risk of death that people accept.
        accepted_death: Share = 0.06 in 0..=1, Assumed "median 25 % among would-be irregular migrants of Dakar (Mbaye \
            2013); 5 to 10 % guessed for all";
        /// Spread of accepted risk (standard deviation of the logarithm).
        accepted_death_spread: Number = 1 in 0..=5, Assumed "no figure found";
        /// What leaving a contract before its end costs: fear, friends and lodging left, a name lost.
        flight: UtilMonths = 19.4 in 0..=1000, Assumed "calibrated on the yearly absconding of tied workers \
            (docs/calibration.md)";
        /// Chance that somebody stays on at the end of a contract for reasons that the model does not know: marriage, \
        /// illness, a quarrel at home.
        private_reasons: Share = 0.0174 in 0..=1, Assumed "even of mothers asked back by name 1 to 5 in a hundred did \
            not return";
        /// Shame of defaulting on a debt at home.
        default_stigma: UtilMonths = 2 in 0..=1000, Assumed "1 to 3";
        /// Weight of the village's norm against those who do not come home.
        norm: UtilMonths = 1.45 in 0..=1000, Assumed "calibrated on five programmes (docs/calibration.md)";
        /// Last workers of the village whose ends of contract the norm remembers (each newer one weighs one part in so
        /// many).
        norm_memory: Number = 20 in 1..=100000, Assumed "no figure found";
    }
}

crate::params! {
    /// How often people reconsider.
    pub struct Attention {
        /// Upper bound of all hazards of this table: the calendar of possible reviews. A setting of the computation
        /// that may not differ between variants.
        ceiling: Hazard = 0.0833333333 in 0..=1, Setting "once a year";
        /// Movers at home in the years in which most leave.
        movers: Hazard = 0.05 in 0..=1, Assumed "0.03 to 0.06";
        /// Movers at home before and after those years.
        older_movers: Hazard = 0.02 in 0..=1, Assumed "0.01 to 0.03";
        /// Stayers at home, who would leave under a programme alone; where there is none they never think of it.
        stayers: Hazard = 0.01 in 0..=1, Assumed "0.01";
        /// At home after a journey that ended by force, until the next one overseas.
        forced: Hazard = 0.0833333333 in 0..=1, Assumed "as often as the ceiling allows: of visitors of the agency, \
            mostly expelled, 95 % want to try again (Keita 2010, p. 17)";
        /// Age from which movers count among the young.
        young_from: Count = 16 in 15..=64, Assumed "first departures from 16 on";
        /// Age from which they count among the young no more.
        young_until: Count = 45 in 15..=65, Assumed "most departures fall before 45";
        /// Abroad without contract.
        abroad: Hazard = 0.03 in 0..=1, Assumed "0.02 to 0.04";
    }
}

crate::params! {
    /// Coming and going without a programme, as those who may come again plan it.
    pub struct Circulation {
        /// Months of one stay abroad.
        stay_months: Months = 12 in 1..=600, Assumed "a year: yearly permits and yearly seasons";
        /// Months at home between two stays.
        home_months: Months = 6 in 0..=600, Assumed "a farm season";
    }
}

crate::params! {
    /// Income, floors and credit at home. Incomes by sector and season are a table of the population.
    pub struct Home {
        /// Least surplus over subsistence that plans count with.
        least_surplus_eur_month: EurMonth = 8 in 0.01..=1000, Assumed "kin share what there is";
        /// Share of a household's wealth that one member may use.
        usable_share: Share = 0.5 in 0..=1, Assumed "one half";
        /// Part of yearly income that is saved.
        saving_share: Share = 0.01 in 0..=1, Assumed "with what migrants bring, wealth that can be sold stays about \
            what it is (docs/calibration.md)";
        /// Largest loan for a departure, in months of a household's income.
        loan_months: Number = 8 in 0..=120, Assumed "no figure found";
        /// Yearly interest of such a loan.
        loan_rate: PerYear = 0.4 in 0..=10, Recalled "moneylenders 20 to 60 % a year";
        /// What kin abroad lend for an overseas departure.
        kin_loan_eur: Eur = 900 in 0..=100000, Assumed "kin pay for Soninké; loans cover 20 to 50 % (recalled)";
        /// Share of the surplus at home that a lender can press out of a debtor.
        attachable_share: Share = 0.5 in 0..=1, Assumed "one half";
        /// Part of the monthly surplus abroad that goes into paying back a debt.
        repayment_share: Share = 0.5 in 0..=1, Assumed "no figure found";
        /// Part of their own savings, net of debt, that those abroad who save for nothing spend in a month beyond what
        /// living takes.
        spent_abroad: Hazard = 0.03 in 0..=1, Assumed "consumption rises with wealth, so that savings abroad have a \
            steady state of some 30 months of what is put aside; no figure found";
        /// Part of the savings brought home that becomes the household's wealth; the rest its assets: house, mill,
        /// business.
        kept_share: Share = 0.1 in 0..=1, Assumed "most goes into house, herd and business; at a half the wealth of \
            migrants' households rises fourfold in ten years";
    }
}

crate::params! {
    /// What people hear and how they learn.
    pub struct Information {
        /// Weight of one returnee's account against a belief.
        account_weight: Number = 0.5 in 0..=100, Assumed "no figure found";
        /// Weight of the news that goes with one remittance.
        kin_weight: Number = 0.15 in 0..=100, Assumed "no figure found";
        /// Largest weight of a belief.
        most_weight: Number = 20 in 0.1..=10000, Assumed "no figure found";
        /// Part of a belief's weight that remains after a year.
        memory: Share = 0.8 in 0..=1, Assumed "no figure found";
        /// Believed earnings of irregular work at the start, as part of the true ones.
        start_bias: Number = 1.1 in 0..=10, Assumed "hopes run a little ahead";
        /// Spread of personal beliefs around the village's (standard deviation of the logarithm).
        personal_spread: Number = 0.1 in 0..=3, Assumed "no figure found";
        /// Weight of a season of one's own against the village's belief in being asked back, in accounts.
        own_weight: Number = 6 in 0..=1000, Assumed "what one has lived through counts more than what one is told";
        /// Believed chance, before anything is known, that a programme is open when one wants to come again.
        believed_open: Share = 0.95 in 0..=1, Assumed "states that have agreed mostly go on; bans and crises happen";
        /// Weight of what the agency's counter tells of places and files against the village's belief in being
        /// selected, in accounts.
        counter_weight: Number = 10 in 0..=1000, Assumed "who applies sees the queue; no figure found";
        /// Believed chance to be selected by a programme at the start.
        believed_selection: Share = 0.1 in 0..=1, Assumed "no figure found";
    }
}

crate::params! {
    /// What migrants send home and what sending costs.
    pub struct Remittance {
        /// Part of the monthly surplus sent home by those who work abroad.
        propensity: Share = 0.25 in 0..=1, Assumed "10 to 25 % of net income while abroad (recalled)";
        /// Months between two remittances.
        every_months: Months = 3 in 1..=60, Assumed "sent a few times a year; kin abroad tell their news with it";
        /// Share of senders with a bank in reach who use informal channels at the usual gap of fees.
        informal_share: Share = 0.7 in 0..=1, Recalled "73 % of the French flow informal (African Development Bank \
            2008)";
        /// Fee of a bank.
        bank_fee: Share = 0.155 in 0..=1, Keita "p. 9: 14 to 17 %";
        /// Fee of an informal carrier.
        informal_fee: Share = 0.05 in 0..=1, Keita "p. 9: 5 %";
        /// Gap between the fees at which that share is seen.
        usual_gap: Number = 0.105 in -1..=1, Keita "p. 9: 14 to 17 % less 5 %";
        /// Change of the log odds of informal channels per point by which banks become dearer against them.
        fee_response: Number = 0 in 0..=10, Assumed "off: a habit that no fee moves; where it is on, 0.1 halves the \
            odds for seven points; senders answer to fees, and no figure of this flow is known";
        /// Share of rural households that have somebody within reach of a bank.
        bank_reach_rural: Share = 1 in 0..=1, Assumed "off: the share above is of all senders; 0.5 where it is on, no \
            figure found";
        /// What is sent more after a bad harvest, per part of the household's income that is missing.
        insurance: Number = 0 in 0..=20, Assumed "off; 1 where it is on: the sign is known for Kayes (Azam and Gubert \
            2005), no size that could be carried over";
        /// Part of what a household receives that it consumes at once.
        consumed: Share = 0.97 in 0..=1, Assumed "food first; at 0.8 the wealth of migrants' households rises \
            fourfold in ten years";
    }
}
