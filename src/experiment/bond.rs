//! The effect of a bond on the decision at term, worker by worker: a curve over the bond for several beliefs in recall,
//! work markets and debts, computed with the program's own decision functions at round values for seasonal farm work
//! overseas around 2009.

use crate::base::figure::{Figure, Form, Scale, points};
use crate::base::math::{ln, normal_quantile};
use crate::base::table::{Cell, Table};
use crate::decision::horizon::Horizon;
use crate::decision::recall::{Cycle, RecallPromise};
use crate::decision::term::{Circumstances, Outlook, return_chance};

/// Days of irregular work a month and the day wage in EUR, with the words for them.
pub const MARKETS: [(f64, f64, &str); 3] = [
    (8.0, 25.0, "slump: 8 days a month at 25 EUR"),
    (11.5, 30.0, "11.5 days a month at 30 EUR"),
    (15.0, 35.0, "boom: 15 days a month at 35 EUR"),
];
/// Believed chances of being asked back.
pub const RECALLS: [f64; 3] = [0.05, 0.5, 0.9];
/// Debts at the end of the contract, EUR.
pub const DEBTS: [f64; 2] = [0.0, 2_500.0];
/// Largest bond shown and the step between two, EUR.
pub const BONDS: (u32, u32) = (3_000, 100);

/// Nodes of the taste for home; each stands for the same share of workers.
const NODES: u32 = 11;
/// Mean and standard deviation of the taste for home, log points.
const TASTE: (f64, f64) = (1.1, 0.3);
/// Scale of the noise in the choice, util-months.
const NOISE: f64 = 4.0;
/// Earnings and living under contract, EUR a month; months of a season; fixed cost of another one, EUR.
const SEASON: (f64, f64, f64, f64) = (770.0, 250.0, 6.0, 400.0);
/// Income and subsistence at home, EUR a month.
const HOME: (f64, f64) = (40.0, 20.0);
/// Living without papers, and income and living once regularised, EUR a month.
const ABROAD: (f64, f64, f64) = (250.0, 560.0, 300.0);
/// Removal a month; the loss it brings, EUR; regularisation a month after three years.
const RISKS: (f64, f64, f64) = (0.002, 400.0, 0.015);
/// Savings at the end of the contract and the fare home, EUR.
const PURSE: (f64, f64) = (3_000.0, 400.0);

/// Share of workers who go home at the end of the contract.
#[must_use]
pub fn return_share(irregular_days: f64, day_wage: f64, recall: f64, debt: f64, bond: f64) -> f64 {
    let horizon = Horizon::new(120, 0.06);
    let outlook = Outlook::new(&horizon, RISKS.0, 36, RISKS.2);
    let cycle = Cycle::new(&horizon, 6.0, 12.0, 6.0);
    let home_surplus = HOME.0 - HOME.1;
    let season_gain = SEASON.2 * (SEASON.0 - SEASON.1 - home_surplus) - SEASON.3;
    let promise = RecallPromise { chance: recall, season_gain, seasons_left: None };
    let at_node = |node: u32| {
        let taste = TASTE.0 + TASTE.1 * normal_quantile((f64::from(node) + 0.5) / f64::from(NODES));
        let person = Circumstances {
            home_surplus,
            surplus_abroad: irregular_days * day_wage - ABROAD.0,
            settled_surplus: ABROAD.1 - ABROAD.2,
            home_premium: taste + ln(1.0 / 0.45),
            wealth: PURSE.0 - debt,
            forfeited: bond,
            ticket: PURSE.1,
            removal_loss: RISKS.1,
            ..Circumstances::default()
        };
        return_chance(outlook.advantage_of_return(&person, &promise, &cycle), NOISE)
    };
    (0..NODES).map(at_node).sum::<f64>() / f64::from(NODES)
}

/// The curves as a table of points.
#[must_use]
pub fn curves() -> Table {
    let mut table = points("Effect of a bond", "EUR", "share");
    for debt in DEBTS {
        for (days, wage, market) in MARKETS {
            for recall in RECALLS {
                for bond in (0..=BONDS.0).step_by(BONDS.1 as usize) {
                    let share = return_share(days, wage, recall, debt, f64::from(bond));
                    let row = if debt == 0.0 {
                        "no debt".to_owned()
                    } else {
                        format!("debt of {} EUR", crate::base::table::grouped(debt, 0))
                    };
                    table.row([
                        Cell::text(row),
                        Cell::text(market),
                        Cell::text(format!("{recall}")),
                        Cell::whole(bond),
                        Cell::number(share, 3),
                    ]);
                }
            }
        }
    }
    table
}

/// The figure.
#[must_use]
pub fn figure() -> Figure {
    Figure {
        name: "effect-of-a-bond",
        form: Form::Grid,
        title: "What a bond does, and where the promise of another season does it already".to_owned(),
        subtitle: "Share of workers who go home at the end of a six-month contract, over the bond that they lose if they stay. Columns: irregular work to be had; rows: debt still open. \
                   Computed from the decision at term alone, for workers whose taste for home differs; no replicates, so no bands."
            .to_owned(),
        note: "Seasonal farm work overseas around 2009: 770 EUR a month under contract, savings of 3,000 EUR, removal 0.2 % a month, papers possible after three years. Assumed taste for home \
               (mean 1.1, standard deviation 0.3 log points); see docs/decisions.md."
            .to_owned(),
        scale: Scale::Number,
        x: "bond (EUR)".to_owned(),
        y: "goes home at term (share)".to_owned(),
        limits: Some((0.0, 1.0)),
        legend: "Believed chance of being asked back:".to_owned(),
        points: curves(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The independent table of the decision at term.
    #[test]
    fn the_curves_pass_through_the_independent_table() {
        let mut checked = 0;
        for line in include_str!("../../tests/data/return_decision.csv").lines() {
            let Some((case, value)) = line.strip_prefix("mali ").and_then(|l| l.rsplit_once(',')) else { continue };
            let number = |key: &str| {
                case.split(' ').find_map(|part| part.strip_prefix(key)).and_then(|v| v.parse::<f64>().ok()).unwrap()
            };
            let share =
                return_share(number("days="), number("wage="), number("recall="), number("debt="), number("bond="));
            assert!((share - value.parse::<f64>().unwrap()).abs() < 5.1e-5, "{line}: {share}");
            checked += 1;
        }
        assert_eq!(checked, 81);
    }
}
