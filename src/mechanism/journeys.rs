//! What journeys bring and cost over a life, for welfare: added up as it happens, for those alone who leave or try.
//!
//! Household and purse are one: what passes between them is no gain and no loss, and neither is a loan or its
//! repayment. So what came in less what was spent between two looks is the change of savings less debt (of household
//! wealth too, where something is settled at home), with what was consumed or invested on the way added back. It counts
//! in the middle of the time between. At home a month would have brought the surplus of the household's class; away
//! each month weighs theta. Bonds and wages in escrow count when they are given back; a debt written off is a gain.
//! What setting out and trying takes out of people stands apart. At the end of a run a stay under way goes on as
//! planned, at what it brings now, and what is in escrow counts in full. Source: utility of a life as in the decisions
//! (`docs/decisions.md`, section 1). Left out: who of a household gets how much; what was lent to others; what an
//! asset brings or loses once it is bought (it counts at its cost), subsidies and public transfers.

use super::{InForce, work};
use crate::base::math::exp;
use crate::base::units::{Month, eur, small};
use crate::decision::horizon::annuity;
use crate::decision::target::months_to_target;
use crate::engine::{Backdrop, Passed, Scene, Tables};
use crate::journal::{Circle, Status};
use crate::world::contract::BondState;
use crate::world::{District, Journeys, OpenAccount, Spell, World, journey};

crate::purposes! {}

/// Savings less debt of a person, wherever the purse is, and wealth of the household, cents.
#[must_use]
pub fn together(d: &District, person: u32) -> i64 {
    let p = &d.persons[person as usize];
    let away = d.spells.get(p.spell as usize).map_or(0, |s| i64::from(s.savings) - i64::from(s.debt));
    let wealth = d.households[usize::from(p.household)].wealth;
    i64::from(wealth) + i64::from(p.savings) - i64::from(p.debt) + away
}

/// Something came in (or was spent, where negative), cents.
pub fn came_in(d: &mut District, scene: &Scene<'_>, person: u32, cents: i64) {
    if cents != 0 {
        let money = (scene.passed.worth * eur(cents)) as f32;
        d.note(Journeys { person, money, ..Journeys::default() });
    }
}

/// Carries out something that is settled at home, and notes what it brought or cost; of who leaves by it on the account
/// of the stay, so that a journey is one record. The household must have been touched.
pub fn settled_at_home<T>(
    d: &mut District,
    scene: &Scene<'_>,
    person: u32,
    act: impl FnOnce(&mut District, &Scene<'_>) -> T,
) -> T {
    let before = together(d, person);
    let given = act(d, scene);
    let brought = together(d, person) - before;
    match d.open.get_mut(d.persons[person as usize].spell as usize) {
        Some(open) => open.money += (scene.passed.worth * eur(brought)) as f32,
        None => came_in(d, scene, person, brought),
    }
    given
}

/// Somebody tries to get somewhere, with an effort in util-months.
pub fn tries(d: &mut District, scene: &Scene<'_>, (person, corridor): (u32, u8), effort: f64) {
    let tried = scene.destination(usize::from(corridor)).circle == Circle::Overseas;
    if tried || effort > 0.0 {
        d.note(Journeys { person, tried, toll: (scene.passed.worth * effort) as f32, ..Journeys::default() });
    }
}

/// Somebody has died on the route.
pub fn perishes(d: &mut District, person: u32) {
    d.note(Journeys { person, perished: true, ..Journeys::default() });
}

/// Somebody has left home for the last spell on record: from now on he is away.
pub fn begin(d: &mut District, scene: &Scene<'_>, toll: f32) {
    let Some(s) = d.spells.last() else { return };
    let line = usize::from(d.households[usize::from(s.household)].line);
    let account = OpenAccount {
        home: scene.book.lines[line].brought as f32,
        since: scene.passed.months as f32,
        toll: (scene.passed.worth * f64::from(toll)) as f32,
        ..OpenAccount::at_start(s, scene.now, 0)
    };
    if let Some(open) = d.open.last_mut() {
        *open = account;
    }
}

/// What came into the purse of somebody away since the last look, EUR as counted.
fn since_last_look(open: &OpenAccount, purse: i64, scene: &Scene<'_>) -> f64 {
    let half = 0.5 * f64::from(scene.now.since(open.seen));
    eur(purse - i64::from(open.mark)) * scene.passed.worth * (1.0 + scene.passed.rate * half)
}

/// A look at the purse of somebody away, which is up to date; so many cents have gone from it to the household.
pub fn look(d: &mut District, scene: &Scene<'_>, spell: usize, home: i64) {
    let (s, open) = (&d.spells[spell], &mut d.open[spell]);
    let purse = i64::from(s.savings) - i64::from(s.debt);
    open.money += since_last_look(open, purse + home, scene) as f32;
    open.mark = small(purse);
    open.seen = scene.now;
}

/// Util-months away of an account by now, at the theta of its spell.
fn away(open: &OpenAccount, s: &Spell, scene: &Scene<'_>) -> f64 {
    f64::from(open.away) + f64::from(s.theta) * (scene.passed.months - f64::from(open.since))
}

/// Somebody away is about to move on: from now on another theta counts.
pub fn moves_on(d: &mut District, scene: &Scene<'_>, spell: usize) {
    let passed = away(&d.open[spell], &d.spells[spell], scene);
    let open = &mut d.open[spell];
    (open.away, open.since) = (passed as f32, scene.passed.months as f32);
}

/// What a stay has come to by now, money in the purse that is up to date.
fn so_far(d: &District, scene: &Scene<'_>, spell: usize, purse: i64) -> Journeys {
    let (s, open) = (&d.spells[spell], &d.open[spell]);
    let line = usize::from(d.households[usize::from(s.household)].line);
    Journeys {
        person: s.person,
        money: open.money + since_last_look(open, purse, scene) as f32,
        missed: (scene.book.lines[line].brought - f64::from(open.home)) as f32,
        away: away(open, s, scene) as f32,
        toll: open.toll,
        ..Journeys::default()
    }
}

/// What a stay has come to that ends, the purse being up to date and still with its spell.
#[must_use]
pub fn ended(d: &District, scene: &Scene<'_>, spell: usize) -> Journeys {
    let s = &d.spells[spell];
    so_far(d, scene, spell, i64::from(s.savings) - i64::from(s.debt))
}

/// Notes a stay that has ended, with what was settled at home after it, cents.
pub fn home_again(d: &mut District, scene: &Scene<'_>, stay: Journeys, settled: i64) {
    let money = stay.money + (scene.passed.worth * eur(settled)) as f32;
    d.note(Journeys { money, ..stay });
}

/// Months that somebody away means to stay on: to the end of the contract, until the target is reached, or as planned.
fn rest(s: &Spell, scene: &Scene<'_>, surplus: f64) -> f64 {
    let horizon = f64::from(scene.rules.preference.horizon_months);
    let to = |end: Month| f64::from(end.since(scene.now).max(0)).min(horizon);
    if s.status == Status::Contract {
        to(s.until)
    } else if s.target > 0 {
        let net = eur(i64::from(s.savings) - i64::from(s.debt));
        months_to_target(net, eur(i64::from(s.target)), surplus, 0.0, 0.0).map_or(0.0, |m| m.min(horizon))
    } else {
        to(s.planned)
    }
}

/// The rest of a stay under way as it is planned, at what it brings now, and the journey home.
fn ahead(d: &District, scene: &Scene<'_>, spell: usize) -> Journeys {
    let s = &d.spells[spell];
    let surplus = eur(work::surplus(scene, s));
    let months = rest(s, scene, surplus);
    let Passed { rate, worth, .. } = scene.passed;
    let counted = worth * annuity(months, rate);
    let line = usize::from(d.households[usize::from(s.household)].line);
    let fare =
        if s.status == Status::Contract { 0.0 } else { scene.corridor(usize::from(s.corridor)).distance.fare_eur };
    Journeys {
        person: s.person,
        money: (surplus * counted - fare * worth * exp(-rate * months)) as f32,
        missed: (scene.book.lines[line].left * counted) as f32,
        away: (f64::from(s.theta) * counted) as f32,
        ..Journeys::default()
    }
}

/// All journeys of those who are added up, by position of the person in each district, as they stand at the start of a
/// month: stays under way go on as planned, and what is in escrow counts in full.
#[must_use]
pub fn at_end(world: &mut World, in_force: &InForce, tables: &Tables, start: Month) -> Vec<Vec<Journeys>> {
    let backdrop = Backdrop::new(world, in_force, tables, world.now, start);
    let (scene, districts) = backdrop.split(world);
    districts.iter().map(|d| all_of(d, &scene)).collect()
}

fn all_of(d: &District, scene: &Scene<'_>) -> Vec<Journeys> {
    let mut list = d.journeys.clone();
    for (i, s) in d.spells.iter().enumerate() {
        let booked = scene.book.saved_away(s.corridor, s.paid_to, d.accounted, 0);
        let purse = i64::from(s.savings) - i64::from(s.debt) + booked;
        list.extend([so_far(d, scene, i, purse), ahead(d, scene, i)]);
    }
    for c in d.contracts.iter().filter(|c| matches!(c.bond, BondState::Posted | BondState::Due)) {
        let money = (scene.passed.worth * eur(i64::from(c.own))) as f32;
        list.push(Journeys { person: c.person, money, ..Journeys::default() });
    }
    list.retain(|record| record.person < d.fixed);
    journey::merge(&mut list);
    list
}
