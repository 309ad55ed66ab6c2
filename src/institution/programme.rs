//! The programme of two states: places, seasons, contracts; and what the agency costs.

use crate::base::param::Empty;

crate::params! {
    /// Circulation that origin and host state have agreed on.
    pub struct Programme {
        /// Contracts a year at full scale, before trust and demand change them.
        quota_year: Persons = 6000 in 0..=10000000, Assumed "half of the about 12,000 Moroccan women a year of Keita \
            2010, p. 5";
        /// First month of the year in which workers leave.
        season_start: MonthOfYear = 1 in 1..=12, Assumed "departures all year";
        /// Number of months of the year in which workers leave, in equal parts.
        season_months: Months = 12 in 1..=12, Assumed "departures all year";
        /// Length of a contract.
        term_months: Months = 6 in 1..=120, Keita "p. 2: not more than six months";
        /// Net monthly wage under contract.
        wage_eur_month: EurMonth = 745 in 0..=20000, Recalled "36 EUR a day, 22 days, net of contributions, c. 2009";
        /// Monthly cost of living under contract.
        living_eur_month: EurMonth = 250 in 0..=20000, Recalled "180 to 350 EUR, low confidence";
        /// What the worker pays to go (share of fare, papers).
        worker_cost_eur: Eur = 400 in 0..=50000, Recalled "about half a month of foreign pay; one month in KNOMAD/ILO \
            surveys of Spain and Korea";
        /// Part of the worker's share that the employer advances and takes back from the wages.
        advance: Share = 0.75 in 0..=1, Assumed "Catalonia: the worker repays a part of the ticket (semana.com); no \
            figure found for Mali";
        /// Psychic cost of leaving under contract the first time; work, lodging and journey are found by others. With
        /// each season behind somebody it falls, as one (1 + seasons)th.
        leave_cost: UtilMonths = 20 in 0..=1000, Assumed "far below that of setting out on one's own; at 45 the worlds \
            of the targets fill less than half of their places without recall; 65 to 86 applicants per post in Senegal \
            and its neighbours, 2024-25 (EFE, El País), are not tuned on";
        /// What the employer pays for the journey of a worker.
        employer_cost_eur: Eur = 400 in 0..=50000, Recalled "employer one way or half each";
        /// Cost of applying: papers and a journey to the agency.
        application_cost_eur: Eur = 10 in 0..=5000, Assumed "5 to 15 EUR and a day";
        /// Months for which an application is valid.
        file_months: Months = 12 in 1..=120, Assumed "the agency kept the files of candidates for the next offers \
            (Keita 2010, p. 14-15); no period found";
        /// Chance that a selected worker withdraws before leaving.
        desistance: Share = 0.033 in 0..=1, Keita "p. 15: 1 of 30 authorised";
        /// Fall of demand for contracts per point of unemployment above its level at the start (semi-elasticity).
        demand_unemployment: Number = 8 in 0..=100, Assumed "Huelva contracts about -80 % while unemployment rose by \
            20 points (recalled)";
        /// Monthly chance that a worker who does not fit the job is dismissed.
        dismissal: Hazard = 0.08 in 0..=1, Assumed "no figure found; half of the ill-matched within a season and a \
            half";
    }
}

crate::dimension! {
    /// Whether origin and host state have a programme.
    pub enum Agreement { None(Empty) as "none", Programme(Programme) as "programme" }
}

impl Agreement {
    /// The programme, if there is one.
    #[must_use]
    pub const fn programme(&self) -> Option<&Programme> {
        match self {
            Self::Programme(programme) => Some(programme),
            Self::None(_) => None,
        }
    }
}

crate::params! {
    /// What circulation costs the states.
    pub struct Agency {
        /// Cost of receiving and screening an applicant.
        applicant_cost_eur: Eur = 20 in 0..=10000, Assumed "staff of about 40 (Keita 2010, p. 9) over some tens of \
            thousands of visits";
        /// Cost of placing a worker (files, visas, follow-up).
        placement_cost_eur: Eur = 250 in 0..=10000, Assumed "no figure found";
        /// Cost to the host state of removing a person.
        removal_cost_eur: Eur = 1500 in 0..=100000, Assumed "escort and ticket; no figure found";
        /// Cost to the host state of one interception.
        interception_cost_eur: Eur = 800 in 0..=100000, Assumed "patrols over persons; no figure found";
        /// Cost to the host state of recording one exit.
        exit_record_cost_eur: Eur = 5 in 0..=10000, Assumed "no figure found";
    }
}
