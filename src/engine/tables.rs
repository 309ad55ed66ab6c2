//! What depends only on the rules in force, worked out once for each set of rules, so that no person pays for it.

use super::calendar::Calendar;
use super::prospects::{self, WayBack};
use super::taste;
use crate::base::draws::Draws;
use crate::base::math;
use crate::base::units::{Month, cents};
use crate::decision::choice::Scales;
use crate::decision::employer::EmployerBond;
use crate::decision::horizon::Horizon;
use crate::decision::lifecycle::StayLengths;
use crate::decision::recall::Cycle;
use crate::decision::term::{Outlook, Stay};
use crate::institution::Rules;
use crate::institution::bonding::Stake;
use crate::institution::corridor::Corridor;
use crate::institution::guaranty::Surety;
use crate::institution::programme::Programme;
use crate::journal::{Circle, Status};
use crate::world::Spell;

/// What somebody lives on where no permit is needed: nobody is followed through spells of unemployment there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Part of the regular wage that is earned in the mean (one less unemployment), cents a month.
    pub earned: i64,
    /// What is left of it after living, cents a month.
    pub saved: i64,
}

/// A destination under the rules in force.
#[derive(Clone, Debug)]
pub struct DestinationTable {
    /// How far away it is.
    pub circle: Circle,
    /// Wage per month by status while at work, cents; that without papers is worked out from days.
    pub wage: [i64; Status::COUNT],
    /// Living per month by status, cents.
    pub living: [i64; Status::COUNT],
    /// Expected surplus over living by status, EUR a month (unemployment counted; irregular: of the average person).
    pub surplus: [f64; Status::COUNT],
    /// What somebody lives on where no permit is needed.
    pub free: Expected,
    /// Factor on hazards that act at candidate months only (the inverse of the calendar's ceiling), with papers and
    /// without; 1 where they act every month because they are too high for that.
    pub rare: [Option<f64>; 2],
    /// Outlook without papers of those who are there already for 0, 12, 24 … months (regularisation asks for years of
    /// residence).
    irregular: Vec<Outlook>,
    /// Outlook with a permit of those who are there already for 0, 12, 24 … months (it may not be renewed, until it is
    /// for good).
    permit: Vec<Outlook>,
    /// Outlook with papers that do not end.
    pub regular: Outlook,
    /// Without papers from the arrival on: up to the month from which papers may come, and up to the horizon.
    pub irregular_ends: [Stay; 2],
    /// With a permit: up to the month from which it is renewed for good, and up to the horizon.
    pub permit_ends: [Stay; 2],
    /// Cycle of recalled seasons.
    pub season: Cycle,
    /// Wage under contract, EUR a month, as employers can pay it; none where bonds on them leave no wage at which they
    /// take anybody.
    pub legal_wage: Option<f64>,
    /// Month from which there is no programme any more, where that is known.
    pub programme_ends: Option<Month>,
    /// The option to come again of who goes home with papers.
    pub back_lawful: WayBack,
    /// The option to come again without papers, for who does not die on the way.
    back_irregular: WayBack,
    /// Monthly chance to lose a job that goes with unemployment and job finding.
    pub job_loss: f64,
    /// Monthly chance of a move to another overseas destination.
    pub onward: f64,
    /// Surplus under contract, EUR a month.
    pub contract_surplus: f64,
    /// Gain of one season over staying at home, before home surplus, EUR: months × surplus − cost.
    pub season_gain: f64,
    /// Months of a season.
    pub season_months: f64,
    /// Lengths that a stay can have where papers do not end.
    pub stay_lawful: StayLengths,
    /// With a permit, which may not be renewed.
    pub stay_permit: StayLengths,
    /// Without papers.
    pub stay_irregular: StayLengths,
    /// Under contract.
    pub stay_contract: StayLengths,
    /// Mean of theta (preference for home and price advantage), log points; its spread stands in the rules.
    pub theta: f64,
    /// Spread of theta between persons, log points.
    pub theta_spread: f64,
    /// What a child at home adds to theta, and its lack takes off, log points.
    child: f64,
    /// Own work days relative to the average, by ten random bits.
    pub days: Vec<f32>,
}

/// All tables of one set of rules.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Planning horizon.
    pub horizon: Horizon,
    /// Calendar of reviews.
    pub calendar: Calendar,
    /// Destinations.
    pub destinations: Vec<DestinationTable>,
    /// Cycle of stays for who may come back.
    pub circulation: Cycle,
    /// What is at stake for a worker of a programme.
    pub stake: Option<Stake>,
    /// Who may be asked for a guaranty, in order.
    pub sureties: Vec<Surety>,
    /// Part of the cost of setting out that is left after 0, 1, 2 … journeys.
    unfamiliar: [f64; 16],
    /// Part of savings, net of debt, that those abroad spend between two remittances beyond what living takes.
    pub spent: f64,
    /// Part of a belief's weight that remains after a month.
    pub memory_month: f64,
    /// Noise of the choice whether and how to leave.
    pub leave: Scales,
    /// Risk of death that somebody accepts at most, by ten random bits, a share.
    accepted_risks: Vec<f32>,
    /// Destinations with a programme, in their order.
    pub programmes_in: Vec<usize>,
    /// Destinations overseas, in their order.
    pub overseas: Vec<usize>,
    /// The first destination within the country.
    pub capital: Option<usize>,
}

impl DestinationTable {
    /// Outlook without papers of somebody who has been there for some months; the begun year of residence does not
    /// count.
    #[inline]
    #[must_use]
    pub fn without_papers(&self, months_there: i32) -> &Outlook {
        &self.irregular[(months_there.max(0) as usize / 12).min(self.irregular.len() - 1)]
    }

    /// Outlook with papers of somebody who has been there for some months under a right of stay.
    #[inline]
    #[must_use]
    pub fn with_papers(&self, status: Status, months_there: i32) -> &Outlook {
        match status {
            Status::Permit => &self.permit[(months_there.max(0) as usize / 12).min(self.permit.len() - 1)],
            _ => &self.regular,
        }
    }

    /// The option to come again without papers of somebody who believes in a risk of death on the way.
    #[inline]
    #[must_use]
    pub fn back_irregular(&self, death: f64) -> WayBack {
        WayBack { odds: self.back_irregular.odds * (1.0 - death), ..self.back_irregular }
    }

    /// The right of stay by whose wage and living somebody is paid: who has settled on a permit earns as before, who
    /// was regularised what the regularised earn.
    #[inline]
    #[must_use]
    pub fn paid_as(s: &Spell) -> Status {
        if s.status == Status::Settled && s.ended_as != Status::Irregular { Status::Permit } else { s.status }
    }

    /// Theta of a person with or without a child at home: utility of a month at home rather than here.
    #[inline]
    #[must_use]
    pub fn theta_of(&self, traits: taste::Traits, child: bool) -> f64 {
        self.theta + self.theta_spread * traits.home() + if child { self.child } else { -self.child }
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
    pub fn new(rules: &Rules) -> Self {
        let p = &rules.preference;
        let horizon = Horizon::new(p.horizon_months, p.discount_year);
        let calendar = Calendar::new(rules.attention.ceiling);
        Self {
            calendar,
            destinations: rules.corridor.list.iter().map(|(_, c)| destination(rules, &horizon, &calendar, c)).collect(),
            circulation: prospects::circulation(rules, &horizon),
            stake: rules.bond.stake(),
            sureties: rules.guarantor.asked(),
            unfamiliar: std::array::from_fn(|n| 1.0 - p.experience * (1.0 - math::exp(-(n as f64)))),
            spent: 1.0 - math::whole_power(1.0 - rules.home.spent_abroad, rules.remittance.every_months),
            memory_month: math::pow(rules.information.memory, 1.0 / 12.0),
            leave: Scales::new(p.noise_leave, [1.0, p.nest, p.nest, 1.0]),
            accepted_risks: taste::accepted_risks(rules),
            programmes_in: (0..rules.corridor.list.len())
                .filter(|&k| rules.corridor.list[k].1.agreement.programme().is_some())
                .collect(),
            overseas: (0..rules.corridor.list.len())
                .filter(|&k| rules.corridor.list[k].1.circle.circle() == Circle::Overseas)
                .collect(),
            capital: rules.corridor.list.iter().position(|(_, c)| c.circle.circle() == Circle::Internal),
            horizon,
        }
    }

    /// Takes in what people know of rules to come, in order of their months.
    pub fn announce<'a>(&mut self, to_come: impl Iterator<Item = (Month, &'a Rules)>) {
        for (month, rules) in to_come {
            for (table, (_, corridor)) in self.destinations.iter_mut().zip(&rules.corridor.list) {
                if corridor.agreement.programme().is_none() {
                    table.programme_ends.get_or_insert(month);
                }
            }
        }
    }

    /// Whether somebody takes a risk of death, a share; nobody a certain one.
    #[inline]
    #[must_use]
    pub fn accepts(&self, traits: taste::Traits, risk: f64) -> bool {
        risk <= f64::from(self.accepted_risks[traits.risk_bits()]) && risk < 1.0
    }

    /// Part of the cost of setting out that is left after so many journeys.
    #[inline]
    #[must_use]
    pub fn unfamiliar(&self, journeys: u8) -> f64 {
        self.unfamiliar[usize::from(journeys).min(self.unfamiliar.len() - 1)]
    }

    /// Month in which a plan made in month `t` to stay for `months` comes to its end, give or take.
    #[must_use]
    pub fn end_of_plan(&self, rules: &Rules, draws: Draws, t: Month, months: i32) -> Month {
        let planned = f64::from(months) * taste::plan_factor(rules, draws, t);
        t.plus((planned.round() as i32).clamp(1, 2 * self.horizon.months() as i32))
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
}

fn rare(calendar: &Calendar, hazards: f64) -> Option<f64> {
    let (ceiling, inverse) = calendar.ceiling();
    (hazards <= ceiling).then_some(inverse)
}

/// The wage under contract: what the programme says, or where employers owe a bond for workers what free entry leaves
/// of it, EUR a month (Epstein, Hillman and Weiss 1999): the product is what is paid without a bond, the outside is
/// work without papers.
#[must_use]
pub fn legal_wage(rules: &Rules, c: &Corridor, programme: &Programme) -> Option<f64> {
    let bond = rules.employers.bond_eur;
    if bond <= 0.0 {
        return Some(programme.wage_eur_month);
    }
    let outside = c.labour.irregular_days_month * c.labour.wage_irregular_eur_day;
    let market = EmployerBond {
        product: programme.wage_eur_month,
        bond,
        interest: rules.employers.bond_interest / 12.0,
        outside: c.labour.offer_pay * outside,
        most_leaving: c.labour.offers,
        spread: c.labour.offer_pay * outside * c.labour.offer_spread,
    };
    market.free_entry(programme.living_eur_month).map(|terms| terms.wage)
}

/// Wages and living by right of stay, cents a month, and what is expected to remain, EUR.
struct Pay {
    wage: [i64; Status::COUNT],
    living: [i64; Status::COUNT],
    surplus: [f64; Status::COUNT],
    free: Expected,
}

fn pay(rules: &Rules, c: &Corridor) -> Pay {
    let l = &c.labour;
    let (contract_wage, contract_living) =
        c.agreement.programme().map_or((l.wage_regular_eur_month, l.living_regular_eur_month), |p| {
            (legal_wage(rules, c, p).unwrap_or(p.wage_eur_month), p.living_eur_month)
        });
    let working = 1.0 - l.unemployment_share;
    let regular = cents(l.wage_regular_eur_month);
    let living = cents(l.living_regular_eur_month);
    let lawful = working * l.wage_regular_eur_month - l.living_regular_eur_month;
    let settled = working * l.wage_settled_eur_month - l.living_settled_eur_month;
    let irregular = l.irregular_days_month * l.wage_irregular_eur_day - l.living_irregular_eur_month;
    let earned = cents(working * l.wage_regular_eur_month);
    Pay {
        wage: [cents(contract_wage), regular, regular, 0, cents(l.wage_settled_eur_month)],
        living: [
            cents(contract_living),
            living,
            living,
            cents(l.living_irregular_eur_month),
            cents(l.living_settled_eur_month),
        ],
        surplus: [contract_wage - contract_living, lawful, lawful, irregular, settled],
        free: Expected { earned, saved: earned - living },
    }
}

fn destination(rules: &Rules, horizon: &Horizon, calendar: &Calendar, c: &Corridor) -> DestinationTable {
    let (l, e, circle) = (&c.labour, &c.enforcement, c.circle.circle());
    let Pay { wage, living, surplus, free } = pay(rules, c);
    let programme = c.agreement.programme();
    let term = programme.map_or(6, |p| p.term_months);
    let season_gap = prospects::gap_months(rules);
    let season_months = f64::from(term);
    let contract_surplus = surplus[Status::Contract as usize];
    let onward = if circle == Circle::Overseas { c.distance.onward } else { 0.0 };
    let (irregular, permit) = (prospects::outlooks(horizon, e), prospects::permits(horizon, c));
    DestinationTable {
        circle,
        wage,
        living,
        surplus,
        free,
        rare: [
            rare(calendar, c.distance.need_home + onward),
            rare(calendar, (e.removal + c.distance.need_home + onward).max(e.amnesty + e.settle_hazard)),
        ],
        irregular_ends: irregular[0].ends(),
        irregular,
        permit_ends: permit[0].ends(),
        permit,
        regular: Outlook::new(horizon, 0.0, 0, 0.0),
        season: Cycle::new(horizon, season_gap, season_gap + season_months, season_months),
        legal_wage: programme.and_then(|p| legal_wage(rules, c, p)),
        programme_ends: None,
        back_lawful: prospects::way_back_lawful(c),
        back_irregular: prospects::way_back_irregular(c),
        job_loss: if l.unemployment_share >= 1.0 {
            1.0
        } else {
            (l.job_finding * l.unemployment_share / (1.0 - l.unemployment_share)).min(1.0)
        },
        onward,
        contract_surplus,
        season_gain: season_months * contract_surplus - programme.map_or(0.0, |p| p.worker_cost_eur),
        season_months,
        stay_lawful: StayLengths::new(horizon, 0.0, 1, horizon.months()),
        stay_permit: StayLengths::new(horizon, prospects::lapse(c), 1, horizon.months()),
        stay_irregular: StayLengths::new(horizon, e.removal, 1, horizon.months()),
        stay_contract: StayLengths::new(horizon, 0.0, term, term),
        theta: c.distance.home_preference - math::ln(c.distance.price_ratio),
        theta_spread: c.distance.home_preference_spread,
        child: rules.preference.child,
        days: taste::days_factors(c),
    }
}
