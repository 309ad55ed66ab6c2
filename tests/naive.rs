//! The month told again by somebody naive: one district after the other, every person looked at every month, every
//! household's income added up person by person, all applicants put in order. It must agree with the engine to the bit.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::draws::{Draws, Purpose, label_hash, round_keyed};
use circula::base::units::{Month, cents, eur};
use circula::engine::{Scene, Tables, home};
use circula::institution::Rules;
use circula::institution::programme::{Agreement, Programme};
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::journal::{Call, Status};
use circula::mechanism::{Act, InForce, LIST, close, open};
use circula::run::{Course, replicate};
use circula::world::district::Application;
use circula::world::person::{Life, NONE};
use circula::world::state::LEVELS;
use circula::world::{District, World};
use guard::trial::{course, month, started};
use std::collections::BTreeMap;

const MONTHS: u32 = 24;

/// A run that begins in the middle of a half-year, under crowded rules: a journey that few can pay, or one that many
/// can.
fn crowded(sample: u32, quota: u32, cost: u32) -> Course {
    let programme = "corridor.spain.agreement.programme";
    let sets = [
        format!("population.sample.one_in={sample}"),
        "run.start=2005-03".into(),
        "trust.suspend_above=1".into(),
        "selection.profile.nepotism=0.3".into(),
        "eligibility.women=0.5".into(),
        "preference.effort=2".into(),
        format!("{programme}.quota_year={quota}"),
        format!("{programme}.worker_cost_eur={cost}"),
        format!("{programme}.advance=0.2"),
        format!("{programme}.desistance=0.1"),
    ];
    course("repeat-entry", &sets.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Income class of a household: what is left of its line when the region is taken off.
fn class_of(h: &circula::world::Household) -> usize {
    usize::from(h.line) % (8 * LEVELS.len())
}

fn draw(draws: Draws, label: &str, t: u32, index: u32) -> f64 {
    draws.unit(Purpose(label_hash(label)), t, index)
}

/// Whether the calendar marks a month for a person: ten random bits of his half-year below the ceiling's 1,024ths.
fn candidate(draws: Draws, rules: &Rules, t: Month) -> bool {
    let word = draws.bits(Purpose(label_hash("calendar/candidates")), u32::from(t.0 / 6), 0);
    let ten = (word >> (10 * (t.0 % 6))) % 1024;
    (ten as f64) < (rules.attention.ceiling * 1024.0).ceil()
}

/// Whether somebody at home reviews in a month: a marked month that is kept at the hazard over the ceiling. Who came
/// home by force thinks of it most often.
fn reviews(draws: Draws, rules: &Rules, t: Month, young_man: bool, forced: bool) -> bool {
    let a = &rules.attention;
    let hazard = if forced {
        a.forced
    } else if young_man {
        a.young_men
    } else {
        a.others
    };
    let ceiling = (rules.attention.ceiling * 1024.0).ceil() / 1024.0;
    candidate(draws, rules, t) && draw(draws, "calendar/thinning", t.key(), 0) < hazard * (1.0 / ceiling)
}

/// What the naive month has seen.
#[derive(Default)]
struct Seen {
    reviews: u64,
    selected: u64,
    refused: u64,
    connected: u64,
    earned: i64,
}

/// Everybody of a district who reviews in a month, in order of position.
fn reviewers(d: &District, scene: &Scene<'_>, rules: &Rules, t: Month) -> Vec<u32> {
    let review = |p: &circula::world::Person| {
        let age = t.since(p.birth) / 12;
        reviews(scene.key.of(p.id), rules, t, !p.woman() && (18..=35).contains(&age), p.forced())
    };
    let home = |p: &circula::world::Person| p.life == Life::Active && p.spell == NONE;
    (0..d.persons.len()).filter(|&i| home(&d.persons[i]) && review(&d.persons[i])).map(|i| i as u32).collect()
}

/// The agenda of the rest of the half-year, from first principles.
fn agenda(d: &District, scene: &Scene<'_>, rules: &Rules, t: Month, m: u16) -> Vec<u32> {
    let then = Month(t.0 / 6 * 6 + m);
    let marked =
        |i: &usize| d.persons[*i].life == Life::Active && candidate(scene.key.of(d.persons[*i].id), rules, then);
    (0..d.persons.len()).filter(marked).map(|i| i as u32).collect()
}

/// One local mechanism in one district, with what can be said of it from first principles said before and after.
fn local(d: &mut District, scene: &Scene<'_>, name: &str, act: &dyn Fn(&mut District), seen: &mut Seen) {
    match name {
        "intention" => reviews_are_the_naive_ones(d, scene, act, seen),
        "suretyship" => {
            act(d);
            let mut applicants: Vec<u32> = d.applications.iter().map(|a| a.person).collect();
            applicants.sort_unstable();
            assert!(applicants.windows(2).all(|two| two[0] < two[1]), "{}: somebody applied twice", scene.now);
        }
        _ => act(d),
    }
}

/// Who reviews, who is visited for it, and who acts.
fn reviews_are_the_naive_ones(d: &mut District, scene: &Scene<'_>, act: &dyn Fn(&mut District), seen: &mut Seen) {
    let (rules, t) = (scene.rules, scene.now);
    for m in t.0 % 6..6 {
        let active = |i: &u32| d.persons[*i as usize].life == Life::Active;
        let listed = d.agenda[usize::from(m)].iter().copied().filter(active).collect::<Vec<_>>();
        assert_eq!(listed, agenda(d, scene, rules, t, m), "{t}: the agenda of month {m} of the half-year");
    }
    let who = reviewers(d, scene, rules, t);
    let looked_at: Vec<u16> = who.iter().map(|&i| d.persons[i as usize].household).collect();
    let (before, times) = (d.reviews, d.households.iter().map(|h| h.seen).collect::<Vec<_>>());
    act(d);
    assert_eq!(d.reviews - before, who.len() as u64, "{t}: number of reviews");
    for (i, h) in d.households.iter().enumerate() {
        let visited = looked_at.contains(&(i as u16));
        let as_it_should = if visited { h.seen == t } else { h.seen == times[i] };
        assert!(as_it_should, "{t}: household {i} {} visited", if visited { "was not" } else { "was" });
    }
    let acted = d.applications.iter().map(|a| a.person).chain(d.departures.iter().map(|a| a.person));
    assert!(acted.into_iter().all(|p| who.contains(&p)), "{t}: somebody acted who does not review");
    seen.reviews += who.len() as u64;
}

/// Places of a month: a part of the yearly quota at the scale of the sample, rounded by a draw.
fn places(world: &World, rules: &Rules, corridor: usize, p: &Programme, t: Month) -> i64 {
    let months_since = (i32::from(t.0 % 12) + 1 - p.season_start as i32).rem_euclid(12);
    let state = &world.markets[corridor].programme;
    if months_since >= p.season_months as i32 || t < state.suspended_until {
        return 0;
    }
    let probation = if t < state.probation_until { rules.trust.probation } else { 1.0 };
    let expected = p.quota_year / f64::from(p.season_months) * state.quota_factor * 1.0 * probation / world.weight;
    round_keyed(expected, draw(world.key.of(corridor as u64 | 1 << 62), "programme/places", t.key(), 0))
}

/// Applicants of a destination in order: those asked back, the well-connected as far as their part goes, the others;
/// each by score, then by id.
fn in_order<'a>(
    world: &'a World,
    rules: &Rules,
    corridor: usize,
    places: i64,
    t: Month,
    seen: &mut Seen,
) -> Vec<(usize, &'a Application)> {
    let (rigour, nepotism) = rules.selection.weights();
    let mut all: Vec<(f64, u64, usize, &Application)> = Vec::new();
    for (at, d) in world.districts.iter().enumerate() {
        for a in d.applications.iter().filter(|a| usize::from(a.corridor) == corridor && a.eligible) {
            let lot = (a.lot >> 40) as f64 / 16_777_216.0;
            all.push((
                rigour * f64::from(a.signal) + (1.0 - rigour) * (6.0 * lot - 3.0),
                d.persons[a.person as usize].id,
                at,
                a,
            ));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let part = round_keyed(
        nepotism * places as f64,
        draw(world.key.of(corridor as u64 | 1 << 62), "programme/connected", t.key(), 0),
    )
    .max(0) as usize;
    let favoured = |a: &Application| a.connected && a.call == Call::Open && nepotism > 0.0;
    let named = all.iter().filter(|x| x.3.call == Call::ByName);
    let connected: Vec<_> = all.iter().filter(|x| favoured(x.3)).take(part).collect();
    let taken: Vec<u64> = connected.iter().map(|x| x.1).collect();
    seen.connected += connected.len() as u64;
    let others = all.iter().filter(|x| x.3.call == Call::Open && !taken.contains(&x.1));
    named.chain(connected.iter().copied()).chain(others).map(|x| (x.2, x.3)).collect()
}

/// Who is selected: down the order until the places are gone, for who can pay his share of the journey out of savings,
/// household and loan.
fn selected(world: &World, rules: &Rules, corridor: usize, t: Month, seen: &mut Seen) -> Vec<Vec<u32>> {
    let mut chosen = vec![Vec::new(); world.districts.len()];
    let Agreement::Programme(p) = &rules.corridor.list[corridor].1.agreement else { return chosen };
    let mut left = places(world, rules, corridor, p, t);
    let mut wealth: BTreeMap<(usize, u16), i64> = BTreeMap::new();
    for (at, a) in in_order(world, rules, corridor, left, t, seen) {
        let d = &world.districts[at];
        let person = &d.persons[a.person as usize];
        if left == 0 {
            break;
        }
        if person.spell != NONE || person.life != Life::Active {
            continue;
        }
        let h = &d.households[usize::from(person.household)];
        let held = || (i64::from(h.wealth) + i64::from(h.earners) * world.book.saved(h.line, h.seen, t)).max(0);
        let own = wealth
            .entry((at, person.household))
            .or_insert_with(|| if h.seen == t { i64::from(h.wealth) } else { held() });
        let at_home = d
            .persons
            .iter()
            .filter(|q| q.household == person.household && q.life == Life::Active && q.spell == NONE)
            .count();
        let credit =
            cents(rules.home.loan_months * home::mean_income_eur(&world.sectors, class_of(h)) * at_home as f64);
        let missing = cents(p.worker_cost_eur * (1.0 - p.advance)) - i64::from(person.savings);
        let usable = cents(rules.home.usable_share * eur((*own).max(0)));
        if missing > usable + credit {
            continue;
        }
        *own -= missing.max(0).min(usable);
        chosen[at].push(a.person);
        left -= 1;
    }
    chosen
}

/// Income and consumption of every person at home, added up household by household, must be what the district has
/// booked by class.
fn accounts(world: &World, before: &[[i64; 2]], rules: &Rules, t: Month, seen: &mut Seen) {
    for (d, before) in world.districts.iter().zip(before) {
        let (mut earned, mut spent) = (0, 0);
        for p in d.persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE) {
            let class = class_of(&d.households[usize::from(p.household)]);
            let (sector, level) = (&world.sectors[class / 4], LEVELS[class % 4]);
            let farm = (5..=10).contains(&(t.0 % 12));
            earned +=
                (level * if farm { sector.farm_season_eur } else { sector.dry_season_eur } * 100.0).round() as i64;
            let mean = level * 0.5 * (sector.farm_season_eur + sector.dry_season_eur);
            spent += ((1.0 - rules.home.saving_share) * mean * 100.0).round() as i64;
        }
        assert_eq!(
            [d.ledger.total(Flow::HomeIncome) - before[0], d.ledger.total(Flow::HomeConsumption) - before[1]],
            [earned, spent],
            "{t}: home economy"
        );
        seen.earned += earned;
    }
}

fn ids(d: &District, kind: Kind) -> Vec<u32> {
    d.events.iter().filter(|e| e.what.kind() == kind).map(|e| e.person).collect()
}

/// One month: the mechanisms of the list one after the other, each district by itself, the last first: the order cannot
/// matter.
fn naive_month(world: &mut World, in_force: &InForce, tables: &Tables, (t, start): (Month, Month), seen: &mut Seen) {
    let backdrop = open(world, in_force, tables, t, start);
    for mechanism in LIST {
        match mechanism.act {
            Act::Helps => {}
            Act::Local(act) => {
                let (scene, districts) = backdrop.split(world);
                for d in districts.iter_mut().rev() {
                    local(d, &scene, mechanism.name, &|d| act(d, &scene, &in_force.own), seen);
                }
            }
            Act::Shared(act) => match mechanism.name {
                "programme" => {
                    let spain = world.corridors.iter().position(|c| c == "spain").unwrap();
                    let expected = selected(world, in_force, spain, t, seen);
                    let waiting: Vec<usize> = world.districts.iter().map(|d| d.applications.len()).collect();
                    act(world, &backdrop, &in_force.own);
                    for (at, d) in world.districts.iter().enumerate() {
                        assert_eq!(ids(d, Kind::Selected), expected[at], "{t}: the selected of district {at}");
                        seen.selected += expected[at].len() as u64;
                        seen.refused += (waiting[at] - expected[at].len()) as u64;
                    }
                }
                "home" => {
                    let booked = |d: &District| [Flow::HomeIncome, Flow::HomeConsumption].map(|f| d.ledger.total(f));
                    let before: Vec<[i64; 2]> = world.districts.iter().map(booked).collect();
                    act(world, &backdrop, &in_force.own);
                    accounts(world, &before, in_force, t, seen);
                }
                _ => act(world, &backdrop, &in_force.own),
            },
        }
    }
    close(world, &backdrop);
    for (corridor, market) in world.markets.iter().enumerate() {
        let there = |d: &District| {
            let here = d.spells.iter().filter(|s| usize::from(s.corridor) == corridor);
            here.filter(|s| s.status == Status::Irregular).count() as i64
        };
        let counted: i64 = world.districts.iter().map(there).sum();
        assert_eq!(market.irregular, counted, "{t}: without papers at destination {corridor}");
    }
}

/// What the naive month restates: these names must be in the list, or nothing is restated.
const RESTATED: [&str; 4] = ["intention", "suretyship", "programme", "home"];

#[test]
fn every_mechanism_that_is_restated_acts_in_the_month() {
    for name in RESTATED {
        assert!(LIST.iter().any(|m| m.name == name && !matches!(m.act, Act::Helps)), "{name} acts no more");
    }
}

/// Simulates both worlds side by side for some months.
fn side_by_side(course: &Course, months: u32) -> Seen {
    let mut engine = started(course);
    let mut naive = engine.clone();
    for world in [&mut engine, &mut naive] {
        replicate::begin_rules(course, world);
    }
    let (first, mut seen) = (course.loaded.settings.first(), Seen::default());
    for m in 0..months {
        let t = month(course, m);
        let (rules, tables) = course.in_force(t);
        naive_month(&mut naive, rules, tables, (t, first), &mut seen);
        replicate::month(course, &mut engine, t);
        assert_eq!(naive.digest().unwrap(), engine.digest().unwrap(), "{t}: the worlds differ");
        circula::engine::audit::full(&naive).unwrap();
    }
    seen
}

#[test]
fn a_naive_restatement_of_visits_agenda_rivalry_and_accounts_agrees_to_the_bit() {
    let seen = side_by_side(&crowded(3000, 80_000, 800), MONTHS);
    // Something was restated: visits, choices among rivals, favours, money.
    let Seen { reviews, selected, refused, connected, earned } = seen;
    assert!(
        reviews > 500 && selected > 30 && refused > 30 && connected > 2 && earned > 0,
        "{reviews} {selected} \
        {refused} {connected}"
    );
}

#[test]
fn places_that_the_first_in_line_cannot_take_go_down_the_whole_line() {
    let few = [
        "guarantor.kin-then-village.village.capacity=0",
        "guarantor.kin-then-village.kin.capacity=0.1",
        "bond.escrow.amount_eur=4000",
        "trust.suspend_above=1",
    ];
    let sets: Vec<&str> =
        ["population.sample.one_in=100", "run.months=8", "preference.effort=0"].into_iter().chain(few).collect();
    let course = course("guaranteed", &sets);
    let mut world = started(&course);
    replicate::begin_rules(&course, &mut world);
    let mut longest = 0;
    for m in 0..8 {
        replicate::month(&course, &mut world, month(&course, m));
        let recorded = |what| world.districts.iter().map(|d| ids(d, what).len() as i64).sum::<i64>();
        let places: i64 = world.markets.iter().map(|k| k.programme.places).sum();
        let (taken, tried) = (recorded(Kind::Selected), recorded(Kind::Selected) + recorded(Kind::BondNotFunded));
        assert!(taken <= places);
        if taken < places {
            assert_eq!(
                recorded(Kind::NotSelected),
                0,
                "month {m}: {taken} of {places} places are taken, yet somebody \
                is told that there was none"
            );
        }
        longest = longest.max(tried - 4 * places);
    }
    assert!(longest > 64, "no line is long enough to tell: {longest}");
}

#[test]
fn wealth_of_an_untouched_household_grows_by_what_its_members_save() {
    let course = course("base", &["population.sample.one_in=4000"]);
    let mut world = started(&course);
    let held = |w: &World| -> Vec<i64> {
        let all = w.districts.iter().flat_map(|d| &d.households);
        all.map(|h| i64::from(h.wealth) + i64::from(h.earners) * w.book.saved(h.line, h.seen, w.now)).collect()
    };
    let mut untouched = 0;
    for m in 0..MONTHS {
        let t = month(&course, m);
        let (before, seen) =
            (held(&world), world.districts.iter().flat_map(|d| &d.households).map(|h| h.seen).collect::<Vec<_>>());
        replicate::month(&course, &mut world, t);
        let after = held(&world);
        let mut i = 0;
        for d in &world.districts {
            let mut members = vec![0_i64; d.households.len()];
            for p in d.persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE) {
                members[usize::from(p.household)] += 1;
            }
            for (h, members) in d.households.iter().zip(members) {
                if h.seen == seen[i] {
                    let class = class_of(h);
                    let spent = cents(
                        (1.0 - course.segments[0].1.home.saving_share) * home::mean_income_eur(&world.sectors, class),
                    );
                    assert_eq!(
                        after[i] - before[i],
                        members * (cents(home::income_eur(&world.sectors, class, t)) - spent),
                        "{t}, household {i}"
                    );
                    untouched += 1;
                }
                i += 1;
            }
        }
    }
    assert!(untouched > 10_000);
}
