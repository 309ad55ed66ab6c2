//! Guaranties of villages and of the common capital, followed from the pledge to the end, whatever the end: what is
//! pledged is free again when the contract no longer binds it, to the cent, and beliefs about default move by one for
//! each principal who came home or did not.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod clerk;
mod guard;

use circula::base::units::Month;
use circula::journal::event::{Event, Kind, What};
use circula::journal::ledger::Account;
use circula::journal::{Backer, Status};
use circula::run::Course;
use circula::world::contract::BondState;
use circula::world::person::NONE;
use circula::world::{Contract, District, World};
use clerk::given::Given;
use guard::trial::{started, written};
use std::collections::BTreeMap;

const MONTHS: u32 = 72;

/// Month from which there is no more agreement, or no more bond and guarantor.
const ENDED: Month = Month::new(2009, 1);

macro_rules! ends {
    ($($name:ident,)*) => {
        /// Every way in which a guaranty can end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        enum End { $($name,)* }
        const ENDS: &[End] = &[$(End::$name),*];
    };
}

ends! {
    HomeAtTerm,
    HomeAfterExtension,
    DismissedAndHome,
    LateWithinGrace,
    RetiredAway,
    RemovedWithinGrace,
    RegularisedAndHomeWithinGrace,
    DiedAbroad,
    Overstayed,
    DismissedAndStayed,
    Absconded,
    RegularisedAndStayed,
    MovedOn,
    RemovedTooLate,
    ProgrammeEndedAndHome,
    ProgrammeEndedAndStayed,
    Desisted,
}
use End::*;

/// A programme with a guarantor who always accepts, in which everything happens often; and then its rules end.
fn busy(guarantor: &str, ending: &str) -> Course {
    let programme = "corridor.spain.agreement.programme";
    let later = format!(
        "extends = \"circula:guaranteed\"\n[[change]]\nat = \"{ENDED}\"\nabout = \"an end\"\n\
        [change.set]\n{ending}\n"
    );
    let mut sets: Vec<String> = [
        "population.sample.one_in=150",
        "trust.suspend_above=1",
        "preference.effort=0",
        "preference.noise_term=12",
        "preference.accepted_death=0.3",
        "attention.older_movers=0.08",
        "corridor.spain.labour.offers=0.05",
        "eligibility.age_high=64",
        "selection.profile.age_spread=1",
        "bond.escrow.amount_eur=311.27",
        "bond.escrow.grace_months=6",
        "bond.escrow.delay_months=2",
        "extension.employer.fee_eur=500",
        "home.loan_months=3",
        "demography.death_year=0.06",
        "corridor.spain.enforcement.removal=0.06",
        "corridor.spain.enforcement.amnesty=0.08",
        "corridor.spain.distance.onward=0.06",
        "corridor.spain.distance.need_home=0.09",
        "corridor.spain.labour.offer_spread=1.2",
    ]
    .map(str::to_owned)
    .to_vec();
    sets.extend(
        ["quota_year=400000", "dismissal=0.3", "desistance=0.1", "term_months=7", "worker_cost_eur=300", "advance=0.3"]
            .map(|set| format!("{programme}.{set}")),
    );
    sets.push(format!("guarantor={guarantor}"));
    sets.extend(
        ["premium=0.5", "capital_cost=0", "capacity=900", "recovered=0.4"]
            .map(|set| format!("guarantor.{guarantor}.{set}")),
    );
    written(&later, &sets.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What is followed of everybody: what has happened since he left under contract.
#[derive(Default)]
struct Watch {
    since: BTreeMap<(usize, u32), Vec<Kind>>,
    ends: BTreeMap<End, u64>,
    /// Months in which the common capital took somebody's death for a return, and in which it did not.
    deaths: [u64; 2],
}

/// Village of a person.
fn village(d: &District, person: u32) -> usize {
    usize::from(d.households[usize::from(d.persons[person as usize].household)].village)
}

/// Guaranties in force as contracts have them: by village of a district.
fn pledged_by_villages(d: &District) -> Vec<i64> {
    let mut sums = vec![0; d.villages.len()];
    for c in d.contracts.iter().filter(|c| c.backer == Backer::Village) {
        sums[village(d, c.person)] += i64::from(c.guaranteed);
    }
    sums
}

/// The same of an association by destination.
fn pledged_in_common(world: &World, k: usize) -> i64 {
    let all = world.districts.iter().flat_map(|d| &d.contracts);
    let of_association = all.filter(|c| c.backer == Backer::Association && usize::from(c.corridor) == k);
    of_association.map(|c| i64::from(c.guaranteed)).sum()
}

/// What funds have won and lost: the money of guarantors as the ledger has it, less what lies in escrow.
fn won(world: &World) -> i64 {
    let held = world.districts.iter().flat_map(|d| &d.contracts).filter(|c| c.backer != Backer::Household);
    world.ledger().balance(Account::Guarantors) + held.map(|c| i64::from(c.guaranteed)).sum::<i64>()
}

impl Watch {
    /// One month of one district: the ends of guaranties, named.
    fn district(&mut self, at: usize, t: Month, start: &District, end: &District) {
        for e in &end.events {
            let lives = self.since.entry((at, e.person)).or_default();
            if matches!(e.what, What::PlaceTaken(_)) {
                lives.clear();
            }
            lives.push(e.what.kind());
            let chosen = |what: &Event| what.person == e.person && matches!(what.what, What::GuarantorAccepted(_));
            let how = match e.what {
                What::Desisted(_) => Desisted,
                _ => continue,
            };
            if end.events.iter().any(chosen) {
                *self.ends.entry(how).or_default() += 1;
                let left = end.contracts.iter().skip(start.contracts.len()).any(|c| c.person == e.person);
                assert!(!left, "{t}: {how:?}, and yet a contract binds the guarantor");
            }
        }
        for (c, now) in start.contracts.iter().zip(&end.contracts) {
            assert_eq!((c.person, c.backer), (now.person, now.backer), "{t}: contracts change places within a month");
            if c.guaranteed > 0 && now.guaranteed == 0 {
                let how = self.how(at, t, now);
                *self.ends.entry(how).or_default() += 1;
            } else {
                let open = matches!(now.bond, BondState::Posted | BondState::Due);
                assert_eq!(now.guaranteed > 0, c.guaranteed > 0 && open, "{t}: {now:?} binds what it should not");
            }
        }
    }

    /// How a guaranty has ended: by what happened from the departure until the person was home again.
    fn how(&self, at: usize, t: Month, c: &Contract) -> End {
        let life = &self.since[&(at, c.person)];
        let home = life.iter().position(|k| *k == Kind::HomeFromSpell).unwrap_or(life.len());
        let has = |kind: Kind| life[..home].contains(&kind);
        let ended = t >= ENDED;
        if c.bond == BondState::Closed {
            return match () {
                () if has(Kind::DiedAbroad) => DiedAbroad,
                () if life.get(home + 1) == Some(&Kind::Retired) => RetiredAway,
                () if has(Kind::Regularised) => RegularisedAndHomeWithinGrace,
                () if has(Kind::Removed) => RemovedWithinGrace,
                () if has(Kind::Lapsed) => LateWithinGrace,
                () if has(Kind::Dismissed) => DismissedAndHome,
                () if ended => ProgrammeEndedAndHome,
                () if has(Kind::Extended) => HomeAfterExtension,
                () => HomeAtTerm,
            };
        }
        assert_eq!(c.bond, BondState::Forfeited, "{t}: a guaranty ends, and {c:?}");
        if has(Kind::MovedOn) {
            return MovedOn;
        }
        assert!(!has(Kind::DiedAbroad), "{t}: nobody loses a bond by a death, and yet {c:?}");
        match () {
            () if has(Kind::Regularised) => RegularisedAndStayed,
            () if has(Kind::Removed) => RemovedTooLate,
            () if has(Kind::Absconded) => Absconded,
            () if has(Kind::Dismissed) => DismissedAndStayed,
            () if ended => ProgrammeEndedAndStayed,
            () => Overstayed,
        }
    }
}

/// A belief about default: mean and weight.
type Belief = (f64, f64);

/// Principals who came home and who did not are counted.
fn learnt(before: Belief, home: f64, default: f64) -> Belief {
    let (bad, good) = (before.0 * before.1 + default, (1.0 - before.0) * before.1 + home);
    (if bad + good > 0.0 { bad / (bad + good) } else { 0.5 }, bad + good)
}

/// The month's principals of a district, in the order in which their villages hear of them: village, and whether it
/// was a default.
fn heard(given: &Given<'_>, start: &District, end: &District) -> Vec<(usize, bool)> {
    let grace = given.stake().map_or(0, |s| s.grace_months as i32);
    let mut list = Vec::new();
    let mut status = BTreeMap::new();
    for e in &end.events {
        match e.what {
            What::BondForfeited => list.push((village(end, e.person), true)),
            What::Returned(s) | What::Removed(s) => drop(status.insert(e.person, s)),
            What::HomeFromSpell(_) => {
                // Who has set out in this very month is under no contract.
                let spell = start.spells.get(start.persons[e.person as usize].spell as usize);
                let Some(spell) = spell.filter(|s| s.contract != NONE) else { continue };
                let until = end.contracts[spell.contract as usize].until;
                if status[&e.person] == Status::Contract || given.t.since(until) <= grace {
                    list.push((village(end, e.person), false));
                }
            }
            _ => {}
        }
    }
    list
}

/// Beliefs of villages about default after the month.
fn villages_learn(given: &Given<'_>, start: &District, end: &District) {
    let most = given.rules.information.most_weight;
    let mut beliefs: Vec<(f32, f32)> = start.villages.iter().map(|v| (v.believed_default, v.default_weight)).collect();
    for (village, default) in heard(given, start, end) {
        let of = &mut beliefs[village];
        let counts = if default { (0.0, 1.0) } else { (1.0, 0.0) };
        let (mean, weight) = learnt((f64::from(of.0), f64::from(of.1)), counts.0, counts.1);
        *of = (mean as f32, weight.min(most) as f32);
    }
    let now: Vec<(f32, f32)> = end.villages.iter().map(|v| (v.believed_default, v.default_weight)).collect();
    assert_eq!(now, beliefs, "{}: what villages believe of default", given.t);
}

impl Watch {
    /// Guaranties of the common capital that ended in the month: homes, deaths, defaults.
    fn common_ends(&self, t: Month, start: &World, end: &World, k: usize) -> [f64; 3] {
        let mut ends = [0.0; 3];
        for (at, (was, is)) in start.districts.iter().zip(&end.districts).enumerate() {
            for (c, now) in was.contracts.iter().zip(&is.contracts) {
                let of_common = c.backer == Backer::Association && usize::from(c.corridor) == k;
                if of_common && c.guaranteed > 0 && now.guaranteed == 0 {
                    let died = self.how(at, t, now) == DiedAbroad;
                    ends[if now.bond == BondState::Forfeited { 2 } else { usize::from(died) }] += 1.0;
                }
            }
        }
        ends
    }

    /// Belief of the common capital about default after the month.
    fn common_learns(&mut self, given: &Given<'_>, start: &World, end: &World, k: usize) {
        let most = given.rules.information.most_weight * 10.0;
        let [home, died, default] = self.common_ends(given.t, start, end, k);
        let capped = |b: Belief| (b.0, b.1.min(most));
        let belief = |world: &World| {
            let fund = world.markets[k].programme.funds[Backer::Association.shared().unwrap()];
            (fund.believed_default, fund.default_weight)
        };
        let (before, now) = (belief(start), belief(end));
        let without = capped(learnt(before, home, default));
        let with = capped(learnt(before, home + died, default));
        // Known to be wrong: who died away counts as one who came home, though villages count him as neither.
        if died > 0.0 {
            self.deaths[usize::from(now == without)] += 1;
            assert!(now == with || now == without, "{}: common belief {now:?} after {died} deaths", given.t);
        } else {
            assert_eq!(now, with, "{}: common belief after {home} homes and {default} defaults", given.t);
        }
    }

    /// A month as a whole.
    fn month(&mut self, given: &Given<'_>, start: &World, end: &World) {
        for (at, (was, is)) in start.districts.iter().zip(&end.districts).enumerate() {
            self.district(at, given.t, was, is);
            let exposure: Vec<i64> = is.villages.iter().map(|v| v.exposure).collect();
            assert_eq!(exposure, pledged_by_villages(is), "{}: pledged by the villages of district {at}", given.t);
            villages_learn(given, was, is);
        }
        for k in 0..end.markets.len() {
            let exposure = end.markets[k].programme.funds[Backer::Association.shared().unwrap()].exposure;
            assert_eq!(exposure, pledged_in_common(end, k), "{}: pledged in common for destination {k}", given.t);
            self.common_learns(given, start, end, k);
        }
        let villages: i64 = end.districts.iter().flat_map(|d| &d.villages).map(|v| v.fund).sum();
        let shared: i64 = end.markets.iter().flat_map(|m| &m.programme.funds).map(|fund| fund.balance).sum();
        assert_eq!(villages + shared, won(end), "{}: what funds have won", given.t);
    }
}

/// Follows every guaranty of a run with one kind of guarantor.
fn followed(guarantor: &str, ending: &str) -> (Watch, World) {
    let course = busy(guarantor, ending);
    let mut world = started(&course);
    let mut watch = Watch::default();
    clerk::watched(&course, &mut world, MONTHS, |given, start, end| watch.month(given, start, end));
    let missing: Vec<_> = ENDS.iter().filter(|e| !watch.ends.contains_key(e)).collect();
    assert!(missing.is_empty(), "{guarantor}: nobody's guaranty ends like this: {missing:?}");
    (watch, world)
}

const NO_AGREEMENT: &str = "corridor.spain.agreement = \"none\"";
const NO_BOND: &str = "bond = \"none\"\nguarantor = \"none\"";

/// Nothing is pledged any more when all have come home or are overdue.
fn all_free(world: &World) {
    assert!(world.districts.iter().all(|d| d.contracts.iter().all(|c| c.guaranteed == 0)), "contracts are still open");
    assert!(world.districts.iter().flat_map(|d| &d.villages).all(|v| v.exposure == 0), "a village is still bound");
    assert!(
        world.markets.iter().all(|m| m.programme.funds.iter().all(|f| f.exposure == 0)),
        "the common capital is still bound"
    );
}

#[test]
fn a_village_is_free_again_after_every_way_in_which_a_contract_can_end() {
    let (watch, world) = followed("village", NO_AGREEMENT);
    assert_eq!(watch.deaths, [0, 0]);
    all_free(&world);
}

#[test]
fn the_common_capital_is_free_again_after_every_way_in_which_a_contract_can_end() {
    let (watch, world) = followed("association", NO_AGREEMENT);
    assert!(watch.deaths[0] > 0 && watch.deaths[1] == 0, "deaths count as they should: say so here");
    all_free(&world);
}

#[test]
fn guaranties_outlive_the_rules_under_which_they_were_given_and_end_as_they_must() {
    let bound = |world: &World| world.districts.iter().flat_map(|d| &d.contracts).any(|c| c.guaranteed > 0);
    for guarantor in ["village", "association"] {
        let (_, world) = followed(guarantor, NO_BOND);
        assert!(!bound(&world) && world.districts.iter().any(|d| !d.contracts.is_empty()), "{guarantor}");
        all_free(&world);
    }
}
