//! The effect of a bond on the decision at term, worker by worker: a curve over the bond for several beliefs in recall,
//! work markets and debts, computed with the program's own decision functions.
//!
//! Every number is that of a scenario, at its first destination with a programme: of the first variant of the design
//! that has one, from the month on in which it has. Where no variant has a programme there is no figure, because the
//! question does not arise. Only the axes are the figure's own. The worker is average but for the taste for home: no
//! guarantor stands behind him, his own bond is part of his savings, and he finds the work that the panel says.

use super::design::Design;
use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::math::normal_quantile;
use crate::base::table::{Cell, Table, grouped};
use crate::decision::recall::RecallPromise;
use crate::decision::term::{Circumstances, Insolvency, return_chance};
use crate::engine::home::surplus_eur;
use crate::engine::tables::{DestinationTable, Tables};
use crate::institution::Rules;
use crate::institution::corridor::Corridor;
use crate::institution::programme::Programme;
use crate::journal::Status;
use crate::run::Course;
use crate::world::state::{LEVELS, Sector};

/// Days of irregular work a month and the day wage in EUR, with a word for them.
pub const MARKETS: [(f64, f64, &str); 3] = [(8.0, 25.0, "slump: "), (11.5, 30.0, ""), (15.0, 35.0, "boom: ")];
/// Believed chances of being asked back.
pub const RECALLS: [f64; 3] = [0.05, 0.5, 0.9];
/// Debts at the end of the contract, EUR.
pub const DEBTS: [f64; 2] = [0.0, 2_500.0];
/// Largest bond shown and the step between two, EUR.
pub const BONDS: (u32, u32) = (3_000, 100);

/// Fineness of the computation: nodes of the taste for home, each of which stands for the same share of workers.
const NODES: u32 = 11;

/// A point of the figure: a place on each of its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// Days of irregular work found in a month.
    pub days: f64,
    /// Wage of such a day, EUR.
    pub day_wage: f64,
    /// Believed chance of being asked back.
    pub recall: f64,
    /// Debt at the end of the contract, EUR.
    pub debt: f64,
    /// Bond lost by who stays, EUR.
    pub bond: f64,
}

/// A worker of a programme at the end of the contract, by the rules in force.
#[derive(Clone, Copy, Debug)]
pub struct Worker<'a> {
    rules: &'a Rules,
    /// The destination: its name, its rules, and what is worked out from them.
    name: &'a str,
    corridor: &'a Corridor,
    table: &'a DestinationTable,
    programme: &'a Programme,
    /// Income above needs at home in an ordinary year, EUR a month: the mean of the income classes, each with the
    /// weight of its sector's use for the work abroad, by which the agency chooses.
    home_surplus: f64,
    /// Share of workers who come home, as the village sees it.
    norm: f64,
}

impl<'a> Worker<'a> {
    /// At the first destination with a programme; none if there is none. `norm` is the share of workers who come home,
    /// as villages see it.
    #[must_use]
    pub fn new(rules: &'a Rules, tables: &'a Tables, sectors: &[Sector], norm: f64) -> Option<Self> {
        let at = *tables.programmes_in.first()?;
        let (name, corridor) = &rules.corridor.list[at];
        let (mut sum, mut weight) = (0.0, 0.0);
        for class in 0..sectors.len() * LEVELS.len() {
            let fit = sectors[class / LEVELS.len()].fit;
            sum += fit * surplus_eur(sectors, rules, class);
            weight += fit;
        }
        Some(Self {
            rules,
            name,
            corridor,
            table: &tables.destinations[at],
            programme: corridor.agreement.programme()?,
            home_surplus: if weight > 0.0 { sum / weight } else { rules.home.least_surplus_eur_month },
            norm,
        })
    }

    /// What is saved by the end of the contract, EUR: the surplus of the season less what is sent home and the
    /// employer's advance, which is taken back without interest.
    #[must_use]
    pub fn savings(&self) -> f64 {
        let kept = 1.0 - self.rules.remittance.propensity;
        self.table.season_months * self.table.contract_surplus * kept
            - self.programme.advance * self.programme.worker_cost_eur
    }

    /// Believed chance that a bond is given back: that of the rules, and certain where they know no bond.
    fn refund_believed(&self) -> f64 {
        self.rules.bond.stake().map_or(1.0, |stake| stake.believed)
    }

    /// Share of such workers who go home at the end of the contract.
    #[must_use]
    pub fn return_share(&self, case: &Case) -> f64 {
        let (rules, table, corridor) = (self.rules, self.table, self.corridor);
        let outlook = table.without_papers(table.season_months as i32);
        let promise = RecallPromise {
            chance: case.recall,
            season_gain: table.season_gain - table.season_months * self.home_surplus,
            seasons_left: None,
        };
        let at_node = |node: u32| {
            let person = Circumstances {
                home_surplus: self.home_surplus,
                surplus_abroad: case.days * case.day_wage - corridor.labour.living_irregular_eur_month,
                settled_surplus: table.surplus[Status::Settled as usize],
                home_premium: table.theta
                    + table.theta_spread * normal_quantile((f64::from(node) + 0.5) / f64::from(NODES)),
                wealth: self.savings() - case.debt,
                forfeited: case.bond,
                distrusted: case.bond * (1.0 - self.refund_believed()),
                ticket: corridor.distance.fare_eur,
                removal_loss: corridor.enforcement.removal_loss_eur,
                social: rules.preference.norm * self.norm,
                insolvency: Insolvency {
                    debt: case.debt,
                    attachable: rules.home.attachable_share,
                    stigma: rules.preference.default_stigma,
                },
                ..Circumstances::default()
            };
            return_chance(outlook.advantage_of_return(&person, &promise, &table.season), rules.preference.noise_term)
        };
        (0..NODES).map(at_node).sum::<f64>() / f64::from(NODES)
    }

    /// The curves as a table of points.
    #[must_use]
    pub fn curves(&self) -> Table {
        let mut table = points("Effect of a bond", "EUR", "share");
        for debt in DEBTS {
            let row = if debt == 0.0 { "no debt".to_owned() } else { format!("debt of {} EUR", grouped(debt, 0)) };
            for (days, day_wage, word) in MARKETS {
                for recall in RECALLS {
                    for bond in (0..=BONDS.0).step_by(BONDS.1 as usize) {
                        let case = Case { days, day_wage, recall, debt, bond: f64::from(bond) };
                        table.row([
                            Cell::text(&*row),
                            Cell::text(format!("{word}{days} days a month at {day_wage} EUR")),
                            Cell::text(format!("{recall}")),
                            Cell::whole(bond),
                            Cell::number(self.return_share(&case), 3),
                        ]);
                    }
                }
            }
        }
        table
    }

    /// The numbers that the curves rest on, in words.
    fn numbers(&self) -> String {
        let (p, e) = (&self.rules.preference, &self.corridor.enforcement);
        let percent = |share: f64| short(100.0 * share);
        let papers = if e.settle_hazard > 0.0 {
            let hazard = percent(e.settle_hazard);
            format!("papers {hazard} % a month after {} months", e.settle_after_months)
        } else {
            "no papers later".to_owned()
        };
        format!(
            "{} EUR a month under contract, {} to live on, {} EUR saved at term; {} EUR a month above needs at home; \
             removal {} % a month with a loss of {} EUR, {papers}. Taste for home: mean {}, standard deviation {} log \
             points; noise {} util-months; {} months ahead. Belief in the refund: {} %.",
            short(self.programme.wage_eur_month),
            short(self.programme.living_eur_month),
            grouped(self.savings(), 0),
            grouped(self.home_surplus, 0),
            percent(e.removal),
            grouped(e.removal_loss_eur, 0),
            short(self.corridor.distance.home_preference),
            short(self.corridor.distance.home_preference_spread),
            short(p.noise_term),
            p.horizon_months,
            percent(self.refund_believed()),
        )
    }
}

/// A number with at most four decimals.
fn short(x: f64) -> String {
    format!("{}", (x * 1e4).round() / 1e4)
}

/// The worker of a scenario from the month on in which it has a programme.
fn of(course: &Course) -> Option<Worker<'_>> {
    let sectors: Vec<Sector> = course.population.sectors.iter().map(|row| row.sector.clone()).collect();
    let norm = course.population.numbers.norm;
    course.segments.iter().find_map(|(_, rules, tables)| Worker::new(rules, tables, &sectors, norm))
}

/// The figure, for the first variant that has a programme; none if no variant has one.
#[must_use]
pub fn figure(design: &Design) -> Option<Figure> {
    let (name, worker) = design.variants.iter().find_map(|v| of(&v.course).map(|worker| (&v.name, worker)))?;
    Some(Figure {
        name: "effect-of-a-bond",
        form: Form::Grid,
        title: "What a bond does, and where the promise of another season does it already".to_owned(),
        subtitle: format!(
            "Share of workers who go home at the end of a contract of {} months (destination {}, rules of {name}), \
             over the bond that they lose if they stay. Columns: irregular work to be had; rows: debt still open. \
             Computed from the decision at term alone, for workers whose taste for home differs; no replicates, so no \
             bands.",
            worker.programme.term_months, worker.name
        ),
        note: format!("{} See docs/decisions.md.", worker.numbers()),
        scale: Scale::Number,
        x: "bond (EUR)".to_owned(),
        y: "goes home at term (share)".to_owned(),
        limits: Some((0.0, 1.0)),
        legend: "Believed chance of being asked back:".to_owned(),
        points: worker.curves(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Variant;
    use crate::scenario::embedded;

    /// Values of the independent table of the decision at term; see `docs/decisions.md`, section 10.
    const TABLE: [&str; 25] = [
        "preference.horizon_months=120",
        "preference.discount_year=0.06",
        "preference.noise_term=4",
        "preference.norm=0",
        "home.least_surplus_eur_month=20",
        "corridor.spain.distance.home_preference=1.1",
        "corridor.spain.distance.home_preference_spread=0.3",
        "corridor.spain.distance.price_ratio=0.45",
        "corridor.spain.distance.fare_eur=400",
        "corridor.spain.labour.living_irregular_eur_month=250",
        "corridor.spain.labour.wage_settled_eur_month=560",
        "corridor.spain.labour.living_settled_eur_month=300",
        "corridor.spain.labour.unemployment_share=0",
        "corridor.spain.enforcement.removal=0.002",
        "corridor.spain.enforcement.removal_loss_eur=400",
        "corridor.spain.enforcement.settle_after_months=36",
        "corridor.spain.enforcement.settle_hazard=0.015",
        "corridor.spain.agreement.programme.term_months=6",
        "corridor.spain.agreement.programme.wage_eur_month=770",
        "corridor.spain.agreement.programme.living_eur_month=250",
        "corridor.spain.agreement.programme.worker_cost_eur=400",
        "corridor.spain.agreement.programme.advance=0.3",
        // 6 months of 520 EUR less the advance are 3,000 EUR.
        "remittance.propensity=0",
        "reentry=recall",
        "reentry.recall.gap_months=6",
    ];

    fn open(name: &str, sets: &[&str]) -> Variant {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        Variant::open(&embedded::files(), name, &sets).unwrap()
    }

    #[test]
    fn the_curves_pass_through_the_independent_table() {
        let mut rules = open("circula:state-led", &TABLE).course.segments[0].1.rules.clone();
        // The table knows no default.
        rules.preference.default_stigma = f64::INFINITY;
        let nothing = Sector {
            name: "none".to_owned(),
            farm_season_eur: 0.0,
            dry_season_eur: 0.0,
            floor_eur: 0.0,
            farm: 0.0,
            fit: 1.0,
        };
        let tables = Tables::new(&rules);
        let worker = Worker::new(&rules, &tables, &[nothing], 1.0).unwrap();
        assert!((worker.savings() - 3_000.0).abs() < 1e-9);
        let mut checked = 0;
        for line in include_str!("../../tests/data/return_decision.csv").lines() {
            let Some((case, value)) = line.strip_prefix("mali ").and_then(|l| l.rsplit_once(',')) else { continue };
            let number = |key: &str| {
                case.split(' ').find_map(|part| part.strip_prefix(key)).and_then(|v| v.parse::<f64>().ok()).unwrap()
            };
            let share = worker.return_share(&Case {
                days: number("days="),
                day_wage: number("wage="),
                recall: number("recall="),
                debt: number("debt="),
                bond: number("bond="),
            });
            assert!((share - value.parse::<f64>().unwrap()).abs() < 5.1e-5, "{line}: {share}");
            checked += 1;
        }
        assert_eq!(checked, 81);
    }

    /// Each of these values stands in the rules, and each moves the curves.
    #[test]
    fn the_curves_follow_the_rules() {
        let design = |sets: &[&str]| Design::apart(vec![open("circula:bonded", sets)]);
        let before = figure(&design(&[])).unwrap();
        for set in [
            "preference.horizon_months=60",
            "preference.discount_year=0.2",
            "preference.noise_term=5",
            "preference.norm=9",
            "preference.default_stigma=9",
            "home.least_surplus_eur_month=15",
            "home.attachable_share=0.9",
            "remittance.propensity=0.5",
            "bond.escrow.believed=0.2",
            "reentry=recall reentry.recall.gap_months=1",
            "corridor.spain.distance.home_preference=0.5",
            "corridor.spain.distance.home_preference_spread=0.6",
            "corridor.spain.distance.price_ratio=0.9",
            "corridor.spain.distance.fare_eur=900",
            "corridor.spain.labour.living_irregular_eur_month=300",
            "corridor.spain.labour.wage_settled_eur_month=700",
            "corridor.spain.labour.living_settled_eur_month=200",
            "corridor.spain.enforcement.removal=0.02",
            "corridor.spain.enforcement.removal_loss_eur=3000",
            "corridor.spain.enforcement.settle_after_months=12",
            "corridor.spain.enforcement.settle_hazard=0.1",
            "corridor.spain.agreement.programme.term_months=9",
            "corridor.spain.agreement.programme.wage_eur_month=900",
            "corridor.spain.agreement.programme.living_eur_month=300",
            "corridor.spain.agreement.programme.worker_cost_eur=900",
            "corridor.spain.agreement.programme.advance=0.1",
        ] {
            assert_ne!(figure(&design(&set.split(" ").collect::<Vec<_>>())).unwrap().points, before.points, "{set}");
        }
    }

    #[test]
    fn the_words_give_the_numbers_used() {
        let sets = ["corridor.spain.agreement.programme.wage_eur_month=801.5", "preference.noise_term=3.25"];
        let told = figure(&Design::apart(vec![open("circula:bonded", &sets)])).unwrap();
        for part in ["801.5 EUR a month under contract", "noise 3.25 util-months", "Belief in the refund: 60 %"] {
            assert!(told.note.contains(part), "{part}: {}", told.note);
        }
        assert!(told.subtitle.contains("6 months (destination spain, rules of bonded)"), "{}", told.subtitle);
    }

    #[test]
    fn the_first_variant_with_a_programme_is_shown_and_without_one_there_is_no_figure() {
        let design = |names: &[&str]| Design::apart(names.iter().map(|name| open(name, &[])).collect());
        let told = figure(&design(&["circula:base", "circula:bonded", "circula:state-led"])).unwrap();
        assert!(told.subtitle.contains("rules of bonded"), "{}", told.subtitle);
        assert_eq!(figure(&design(&["circula:base", "circula:free-circulation"])), None);
    }
}
