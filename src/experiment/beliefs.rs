//! What people believe at the end of a run, beside what has happened in it.
//!
//! Of each destination: earnings without papers relative to the start, the risk of death on a passage, the odds of a
//! visa, of arriving by the route, of a place, of being asked back, of a refund. Beliefs are those of villages,
//! weighted with their residents, with their tenth, middle and ninetieth centile; what everybody knows (odds of a visa,
//! of the route) is the same in all. A belief is *off* where its mean lies further from what happened than its declared
//! bias, [`TOLERANCE`], and twice the standard error over replicates together allow.

use crate::base::table::{Cell, Column, MISSING, Table};
use crate::engine::scene::{irregular_day_wages, irregular_days};
use crate::institution::corridor::{Irregular, Lawful};
use crate::institution::reentry::Reentry;
use crate::journal::event::Kind;
use crate::journal::{Place, Status, Way};
use crate::mechanism::InForce;
use crate::mechanism::information::believed_selection;
use crate::observe::tally::Tally;
use crate::run::replicate::{RunError, simulate_watched, start};
use crate::run::{Checks, Course};
use crate::world::World;
use crate::world::village::Belief;
use std::sync::atomic::AtomicBool;

/// How far a belief may lie from what happens beyond its declared bias: nobody counts to the last per cent.
pub const TOLERANCE: f64 = 0.1;

/// Fewer cases than this in all replicates tell nothing of a chance.
const FEWEST: i64 = 30;

/// A belief of a destination, in one replicate.
struct HeldBelief {
    /// Tenth, middle and ninetieth centile of villages, and the mean of their residents.
    centiles: [f64; 3],
    mean: f64,
    /// What happened, and in how many cases.
    happened: Option<(f64, i64)>,
}

/// What is asked: its name, the declared bias, what a village believes, and what happened in how many cases.
struct BeliefQuestion<'a> {
    name: &'static str,
    bias: f64,
    believed: Box<dyn Fn(&Belief) -> f64 + 'a>,
    happened: Option<(f64, i64)>,
}

/// A belief and what happened, over replicates.
pub struct BeliefRow {
    /// Destination.
    pub destination: String,
    /// What is believed.
    pub belief: &'static str,
    /// Declared bias.
    pub bias: f64,
    held: Vec<HeldBelief>,
}

/// Beliefs of a scenario, over replicates.
///
/// # Errors
/// See [`RunError`].
pub fn run(course: &Course, seed: u64, replicates: u64, stop: &AtomicBool) -> Result<Vec<BeliefRow>, RunError> {
    let mut rows: Vec<BeliefRow> = Vec::new();
    for replicate in 0..replicates {
        let mut world = start(course, seed, replicate, stop)?;
        let tally = simulate_watched(course, &mut world, replicate, Checks::Usual, stop, &|| ())?.tally;
        let (rules, _) = course.in_force(world.now.plus(-1));
        for corridor in 0..world.corridors.len() {
            for question in questions(&world, rules, &tally, corridor) {
                let held = held(&world, corridor, &question);
                let name = &world.corridors[corridor];
                match rows.iter_mut().find(|row| row.destination == *name && row.belief == question.name) {
                    Some(row) => row.held.push(held),
                    None => rows.push(BeliefRow {
                        destination: name.clone(),
                        belief: question.name,
                        bias: question.bias,
                        held: vec![held],
                    }),
                }
            }
        }
    }
    Ok(rows)
}

/// How far off a belief is declared to be before anything is known.
fn first(believed: f64, happened: Option<(f64, i64)>) -> f64 {
    happened.map_or(0.0, |(happened, _)| (believed - happened).abs())
}

/// A share of so many of so many; none of nobody.
fn share(part: i64, all: i64) -> Option<(f64, i64)> {
    (all > 0).then(|| (part as f64 / all as f64, all))
}

/// What can be believed of a destination.
fn questions<'a>(world: &'a World, rules: &'a InForce, tally: &Tally, corridor: usize) -> Vec<BeliefQuestion<'a>> {
    let c = &rules.corridor.list[corridor].1;
    let place = Place::destination(corridor);
    let n = |kind: Kind| tally.count(kind, |at| at == place);
    let mut list: Vec<BeliefQuestion<'a>> = Vec::new();
    let mut ask = |name, bias, happened, believed: Box<dyn Fn(&Belief) -> f64 + 'a>| {
        list.push(BeliefQuestion { name, bias, believed, happened });
    };
    if let Lawful::Visa(visa) = &c.lawful {
        let asked = n(Kind::VisaAsked);
        // Who has a right of return is let in more easily, and knows it.
        let bias = (visa.return_odds - visa.odds).max(0.0);
        ask("odds of a visa", bias, share(asked - n(Kind::VisaRefused), asked), Box::new(|_| visa.odds));
    }
    if let Irregular::Route(route) = &c.irregular {
        let tried = n(Kind::RouteTried);
        let arrived = tally
            .cohorts
            .iter()
            .map(|month| month[Way::Irregular as usize * tally.corridors + corridor].arrived)
            .sum::<i64>();
        // What is believed is of one try; some try again, some die.
        let happened = share(arrived, tried);
        ask("odds of the route", route.believed_death, happened, Box::new(|_| 1.0 - route.interception));
        let tries = arrived + n(Kind::DiedRoute) + n(Kind::Intercepted);
        let bias = (route.believed_death - route.death).abs();
        ask("death on a passage", bias, share(n(Kind::DiedRoute), tries), Box::new(|b| f64::from(b.death)));
        let earned = earned(world, rules, corridor);
        let bias = (rules.information.start_bias - 1.0).abs();
        ask("earnings without papers", bias, earned, Box::new(|b| f64::from(b.earnings)));
    }
    if let Some(programme) = c.agreement.programme() {
        let state = &world.markets[corridor].programme;
        let decided = n(Kind::Selected) + n(Kind::NotSelected) + n(Kind::BondNotFunded);
        let believed = move |b: &Belief| believed_selection(rules, state, programme, world.weight, b);
        let happened = share(n(Kind::Selected), decided);
        ask("odds of a place", first(rules.information.believed_selection, happened), happened, Box::new(believed));
        if let Reentry::Recall(recall) = &rules.reentry {
            let named = n(Kind::Named);
            let happened = share(named, named + n(Kind::NotNamed));
            let bias = first(recall.believed, happened);
            ask("odds of being asked back", bias, happened, Box::new(|b| f64::from(b.recalled)));
        }
        if let Some(stake) = rules.bond.stake() {
            let back = n(Kind::BondRefunded);
            let happened = share(back, back + n(Kind::BondUnpaid));
            let bias = (stake.believed - stake.refunded).abs();
            ask("odds of a refund", bias, happened, Box::new(|b| f64::from(b.refunded)));
        }
    }
    list
}

/// What those without papers earn relative to the average at the start, in the last month, and how many they are.
fn earned(world: &World, rules: &InForce, corridor: usize) -> Option<(f64, i64)> {
    let labour = &rules.corridor.list[corridor].1.labour;
    let now = irregular_days(world, rules)[corridor] * irregular_day_wages(world, rules)[corridor];
    let start = labour.irregular_days_month * labour.wage_irregular_eur_day;
    let there = world.districts.iter().flat_map(|d| &d.spells);
    let factors: Vec<f64> = there
        .filter(|s| usize::from(s.corridor) == corridor && s.status == Status::Irregular)
        .map(|s| f64::from(s.days_factor))
        .collect();
    let mean = factors.iter().sum::<f64>() / factors.len().max(1) as f64;
    (start > 0.0 && !factors.is_empty()).then(|| (mean * now / start, factors.len() as i64))
}

fn held(world: &World, corridor: usize, question: &BeliefQuestion<'_>) -> HeldBelief {
    let villages = world.districts.iter().flat_map(|d| &d.villages);
    let mut all: Vec<(f64, f64)> =
        villages.map(|v| ((question.believed)(&v.beliefs[corridor]), f64::from(v.residents))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |q: f64| all.get(((all.len() as f64 - 1.0) * q).round() as usize).map_or(0.0, |v| v.0);
    let residents: f64 = all.iter().map(|v| v.1).sum();
    let mean = all.iter().map(|v| v.0 * v.1).sum::<f64>() / residents.max(1.0);
    HeldBelief { centiles: [0.1, 0.5, 0.9].map(at), mean, happened: question.happened }
}

fn mean(list: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = list.len().max(1) as f64;
    list.sum::<f64>() / n
}

/// What is said of a belief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accuracy {
    /// It lies where it may.
    Right,
    /// It lies further from what happened.
    Off,
    /// Too little has happened.
    Untold,
}

impl BeliefRow {
    /// Mean of what is believed.
    #[must_use]
    pub fn believed(&self) -> f64 {
        mean(self.held.iter().map(|h| h.mean))
    }

    /// What happened in all replicates, with the standard error of its mean; none where nothing did.
    #[must_use]
    pub fn happened(&self) -> Option<(f64, f64)> {
        let seen: Vec<(f64, i64)> = self.held.iter().filter_map(|h| h.happened).collect();
        let cases: i64 = seen.iter().map(|s| s.1).sum();
        if cases < FEWEST {
            return None;
        }
        let happened = seen.iter().map(|s| s.0 * s.1 as f64).sum::<f64>() / cases as f64;
        let spread = mean(seen.iter().map(|s| (s.0 - happened) * (s.0 - happened))).sqrt();
        Some((happened, spread / (seen.len() as f64).sqrt()))
    }

    /// Whether the belief lies where it may.
    #[must_use]
    pub fn judged(&self) -> Accuracy {
        match self.happened() {
            None => Accuracy::Untold,
            Some((happened, error)) => {
                let off = (self.believed() - happened).abs() > self.bias + TOLERANCE + 2.0 * error;
                if off { Accuracy::Off } else { Accuracy::Right }
            }
        }
    }
}

/// All rows as a table.
#[must_use]
pub fn table(title: String, rows: &[BeliefRow]) -> Table {
    let mut table = Table::new(title)
        .column(Column::text("destination"))
        .column(Column::text("belief"))
        .column(Column::number("low", "").defined("Belief of the village at the tenth centile."))
        .column(Column::number("middle", "").defined("Belief of the village in the middle."))
        .column(Column::number("high", "").defined("Belief of the village at the ninetieth centile."))
        .column(Column::number("believed", "").defined("Mean over residents at the end of the run."))
        .column(Column::number("happened", "").defined("What happened in the run."))
        .column(Column::number("bias", "").defined("Bias that the parameters declare."))
        .column(Column::text("judged"))
        .note(format!(
            "off: believed and happened differ by more than the declared bias, {TOLERANCE}, and two standard errors"
        ));
    for row in rows {
        let centile = |at: usize| Cell::number(mean(row.held.iter().map(|h| h.centiles[at])), 3);
        let happened = row.happened().map_or_else(|| Cell::text(MISSING), |(value, _)| Cell::number(value, 3));
        table.row([
            Cell::text(row.destination.as_str()),
            Cell::text(row.belief),
            centile(0),
            centile(1),
            centile(2),
            Cell::number(row.believed(), 3),
            happened,
            Cell::number(row.bias, 3),
            Cell::text(match row.judged() {
                Accuracy::Right => "right",
                Accuracy::Off => "off",
                Accuracy::Untold => "too little happened",
            }),
        ]);
    }
    table
}
