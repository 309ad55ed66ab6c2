//! What depends only on the rules in force, worked out once for each set of rules, so that no person pays for it.

use super::calendar::Calendar;
use super::home;
use super::taste;
use crate::base::math;
use crate::base::units::cents;
use crate::decision::choice::Scales;
use crate::decision::horizon::Horizon;
use crate::decision::lifecycle::StayLengths;
use crate::decision::recall::Cycle;
use crate::decision::term::Outlook;
use crate::institution::Rules;
use crate::institution::bonding::Stake;
use crate::institution::corridor::{Circle, Enforcement, Irregular, Lawful};
use crate::institution::guaranty::Surety;
use crate::institution::programme::{Agreement, Programme};
use crate::institution::reentry::Reentry;
use crate::world::Status;
use crate::world::state::{LEVELS, Sector};

/// Months of a stay that somebody has in mind who may come back later (the cycle of free circulation).
const STAY_MONTHS: f64 = 12.0;
/// Months at home between two such stays.
const HOME_MONTHS: f64 = 6.0;

/// A destination under the rules in force.
#[derive(Clone, Debug)]
pub struct Place {
    /// Distance class: 0 internal, 1 regional, 2 overseas.
    pub circle: u8,
    /// Wage per month by status while at work, cents; that without papers is worked out from days.
    pub wage: [i64; Status::COUNT],
    /// Living per month by status, cents.
    pub living: [i64; Status::COUNT],
    /// Expected surplus over living by status, EUR a month (unemployment counted; irregular: of the average person).
    pub surplus: [f64; Status::COUNT],
    /// Part of the regular wage that somebody where no permit is needed earns in the mean (one less unemployment),
    /// cents a month; and what is left of it after living.
    pub free: (i64, i64),
    /// Factor on hazards that act at candidate months only (the inverse of the calendar's ceiling), with papers and
    /// without; 1 where they act every month because they are too high for that.
    pub rare: [Option<f64>; 2],
    /// Outlook without papers of those who are there already for 0, 12, 24 … months (regularisation asks for years of
    /// residence).
    irregular: Vec<Outlook>,
    /// Outlook with papers.
    pub regular: Outlook,
    /// Cycle of recalled seasons.
    pub season: Cycle,
    /// Chance to be let in again, and what it costs, for who goes home with papers (EUR).
    pub back_lawful: (f64, f64),
    /// Chance to get in again without papers, and what it costs.
    pub back_irregular: (f64, f64),
    /// Monthly chance to lose a job that goes with unemployment and job finding.
    pub job_loss: f64,
    /// Monthly chance of a visit home.
    pub visit: f64,
    /// Monthly chance of a move to another overseas destination.
    pub onward: f64,
    /// Surplus under contract, EUR a month.
    pub contract_surplus: f64,
    /// Gain of one season over staying at home, before home surplus, EUR: months × surplus − cost.
    pub season_gain: f64,
    /// Months of a season.
    pub season_months: f64,
    /// Lengths that a stay can have with papers, without, and under contract.
    pub stay_lawful: StayLengths,
    /// Without papers.
    pub stay_irregular: StayLengths,
    /// Under contract.
    pub stay_contract: StayLengths,
    /// Mean of theta (preference for home and price advantage), log points; its spread stands in the rules.
    pub theta: f64,
    /// Spread of theta between persons, log points.
    pub theta_spread: f64,
    /// Own work days relative to the average, by ten random bits.
    pub days: Vec<f32>,
    /// How many spreads above the median a person's accepted risk of death must be to take the passage as believed.
    pub risk_threshold: f64,
}

/// All tables of one set of rules.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Planning horizon.
    pub horizon: Horizon,
    /// Calendar of reviews.
    pub calendar: Calendar,
    /// Surplus at home by income class, EUR a month.
    pub home_surplus: Vec<f64>,
    /// Income at home by class, EUR a month.
    pub home_income: Vec<f64>,
    /// Destinations.
    pub places: Vec<Place>,
    /// Cycle of stays for who may come back.
    pub circulation: Cycle,
    /// What is at stake for a worker of a programme.
    pub stake: Option<Stake>,
    /// Who may be asked for a guaranty, in order.
    pub sureties: Vec<Surety>,
    /// Part of a belief's weight that remains after a month.
    pub memory_month: f64,
    /// Chance of death in half a year.
    pub death_half: f64,
    /// Noise of the choice whether and how to leave.
    pub leave: Scales,
    /// The first destination with a programme.
    pub programme_in: Option<usize>,
    /// The first destination within the country.
    pub capital: Option<usize>,
}

impl Place {
    /// Outlook without papers of somebody who has been there for some months; the begun year of residence does not
    /// count.
    #[inline]
    #[must_use]
    pub fn without_papers(&self, months_there: i32) -> &Outlook {
        &self.irregular[(months_there.max(0) as usize / 12).min(self.irregular.len() - 1)]
    }

    /// Theta of a person: utility of a month at home rather than here.
    #[inline]
    #[must_use]
    pub fn theta_of(&self, traits: taste::Traits) -> f64 {
        self.theta + self.theta_spread * traits.home()
    }

    /// Own work days of a person relative to the average.
    #[inline]
    #[must_use]
    pub fn days_of(&self, traits: taste::Traits) -> f64 {
        f64::from(self.days[traits.days_bits()])
    }
}

impl Tables {
    /// Works everything out.
    #[must_use]
    pub fn new(rules: &Rules, sectors: &[Sector]) -> Self {
        let p = &rules.preference;
        let horizon = Horizon::new(p.horizon_months, p.discount_year);
        let classes = sectors.len() * LEVELS.len();
        let calendar = Calendar::new(rules.attention.ceiling);
        Self {
            calendar,
            home_surplus: (0..classes).map(|c| home::surplus_eur(sectors, rules, c)).collect(),
            home_income: (0..classes).map(|c| home::mean_income_eur(sectors, c)).collect(),
            places: rules.corridor.list.iter().map(|(_, c)| place(rules, &horizon, &calendar, c)).collect(),
            circulation: Cycle::new(&horizon, HOME_MONTHS, HOME_MONTHS + STAY_MONTHS, STAY_MONTHS),
            stake: rules.bond.stake(),
            sureties: rules.guarantor.asked(),
            memory_month: math::pow(rules.information.memory, 1.0 / 12.0),
            death_half: 1.0 - (1.0 - rules.demography.death_year).sqrt(),
            leave: Scales::new(p.noise_leave, [1.0, p.nest, p.nest, 1.0]),
            programme_in: rules.corridor.list.iter().position(|(_, c)| matches!(c.agreement, Agreement::Programme(_))),
            capital: rules.corridor.list.iter().position(|(_, c)| matches!(c.circle, Circle::Internal(_))),
            horizon,
        }
    }

    /// Months until somebody who has decided to stay comes to the end of his plan. Who stays though his best plan is
    /// short does so for reasons of his own that the model does not see, and they last until he next thinks of it: a
    /// plan is no shorter than the time between two reviews abroad.
    #[must_use]
    pub fn plan(&self, rules: &Rules, months: u32) -> i32 {
        let between = if rules.attention.abroad > 0.0 {
            (1.0 / rules.attention.abroad).min(f64::from(self.horizon.months()))
        } else {
            0.0
        };
        (between.round() as i32).max(months as i32).max(1)
    }

    /// The programme of a destination, if states have agreed on one.
    #[must_use]
    pub fn programme<'a>(&self, rules: &'a Rules, corridor: usize) -> Option<&'a Programme> {
        match &rules.corridor.list[corridor].1.agreement {
            Agreement::Programme(p) => Some(p),
            Agreement::None(_) => None,
        }
    }
}

fn rare(calendar: &Calendar, hazards: f64) -> Option<f64> {
    let (ceiling, inverse) = calendar.ceiling();
    (hazards <= ceiling).then_some(inverse)
}

/// Distance class: 0 internal, 1 regional, 2 overseas.
const fn distance_class(circle: &Circle) -> u8 {
    match circle {
        Circle::Internal(_) => 0,
        Circle::Regional(_) => 1,
        Circle::Overseas(_) => 2,
    }
}

/// Outlooks without papers by whole years of residence: the nearer the regularisation, the better.
fn outlooks(horizon: &Horizon, e: &Enforcement) -> Vec<Outlook> {
    let ahead =
        |year: u32| Outlook::new(horizon, e.removal, e.settle_after_months.saturating_sub(12 * year), e.settle_hazard);
    (0..=e.settle_after_months.min(horizon.months()) / 12).map(ahead).collect()
}

/// Months at home between two seasons.
fn gap_months(rules: &Rules) -> f64 {
    match &rules.reentry {
        Reentry::Recall(r) => f64::from(r.gap_months),
        Reentry::None(_) => HOME_MONTHS,
    }
}

/// Chance to be let in again and what it costs: with papers, without; and the risk of death that must be accepted.
fn ways_back(rules: &Rules, c: &crate::institution::corridor::Corridor) -> ((f64, f64), (f64, f64), f64) {
    let lawful = match &c.lawful {
        Lawful::Closed(_) => (0.0, 0.0),
        Lawful::Visa(v) => (v.return_odds, v.fee_eur + c.distance.fare_eur),
        Lawful::Free(f) => (1.0, f.fee_eur + c.distance.fare_eur),
    };
    match &c.irregular {
        Irregular::None(_) => (lawful, (0.0, 0.0), f64::INFINITY),
        Irregular::Route(r) => {
            let odds = (1.0 - r.interception) * (1.0 - r.believed_death);
            (lawful, (odds, r.passage_eur), taste::risk_threshold(rules, r.believed_death))
        }
    }
}

fn place(rules: &Rules, horizon: &Horizon, calendar: &Calendar, c: &crate::institution::corridor::Corridor) -> Place {
    let l = &c.labour;
    let programme = match &c.agreement {
        Agreement::Programme(p) => Some(p),
        Agreement::None(_) => None,
    };
    let (contract_wage, contract_living, term) = programme
        .map_or((l.wage_regular_eur_month, l.living_regular_eur_month, 6), |p| {
            (p.wage_eur_month, p.living_eur_month, p.term_months)
        });
    let season_gap = gap_months(rules);
    let worker_cost = programme.map_or(0.0, |p| p.worker_cost_eur);
    let working = 1.0 - l.unemployment_share;
    let lawful = working * l.wage_regular_eur_month - l.living_regular_eur_month;
    let settled = working * l.wage_settled_eur_month - l.living_settled_eur_month;
    let irregular = l.irregular_days_month * l.wage_irregular_eur_day - l.living_irregular_eur_month;
    let e = &c.enforcement;
    let season_months = f64::from(term);
    let visit = (c.distance.visits_year / 12.0).min(1.0);
    let onward = if matches!(c.circle, Circle::Overseas(_)) { c.distance.onward } else { 0.0 };
    let (back_lawful, back_irregular, risk_threshold) = ways_back(rules, c);
    Place {
        circle: distance_class(&c.circle),
        wage: [
            cents(contract_wage),
            cents(l.wage_regular_eur_month),
            cents(l.wage_regular_eur_month),
            0,
            cents(l.wage_settled_eur_month),
        ],
        living: [
            cents(contract_living),
            cents(l.living_regular_eur_month),
            cents(l.living_regular_eur_month),
            cents(l.living_irregular_eur_month),
            cents(l.living_settled_eur_month),
        ],
        surplus: [contract_wage - contract_living, lawful, lawful, irregular, settled],
        free: {
            let earned = cents(working * l.wage_regular_eur_month);
            (earned, earned - cents(l.living_regular_eur_month))
        },
        rare: [
            rare(calendar, c.distance.call_home + onward + visit),
            rare(calendar, (e.removal + c.distance.call_home + onward).max(e.amnesty + e.settle_hazard)),
        ],
        irregular: outlooks(horizon, e),
        regular: Outlook::new(horizon, 0.0, 0, 0.0),
        season: Cycle::new(horizon, season_gap, season_gap + season_months, season_months),
        back_lawful,
        back_irregular,
        job_loss: if l.unemployment_share >= 1.0 {
            1.0
        } else {
            (l.job_finding * l.unemployment_share / (1.0 - l.unemployment_share)).min(1.0)
        },
        visit,
        onward,
        contract_surplus: contract_wage - contract_living,
        season_gain: season_months * (contract_wage - contract_living) - worker_cost,
        season_months,
        stay_lawful: StayLengths::new(horizon, 0.0, 1, horizon.months()),
        stay_irregular: StayLengths::new(horizon, e.removal, 1, horizon.months()),
        stay_contract: StayLengths::new(horizon, 0.0, term, term),
        theta: c.distance.home_preference - math::ln(c.distance.price_ratio),
        theta_spread: c.distance.home_preference_spread,
        days: taste::days_factors(c),
        risk_threshold,
    }
}
