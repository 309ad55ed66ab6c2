//! The month told again by somebody naive: one district after the other, every person looked at every month, every
//! household's income added up person by person, all applicants put in order, every purse kept by hand. It must agree
//! with the engine to the bit.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it leaves out")]

mod clerk;
#[path = "naive/firms.rs"]
mod firms;
mod guard;
#[path = "naive/host.rs"]
mod host;
#[path = "naive/places.rs"]
mod places;
#[path = "naive/talk.rs"]
mod talk;
#[path = "naive/who.rs"]
mod who;

use circula::base::units::{Month, cents};
use circula::engine::{Scene, Tables, home};
use circula::institution::Rules;
use circula::journal::Status;
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::mechanism::{Act, InForce, LIST, close, open};
use circula::run::{Course, replicate};
use circula::world::person::{Life, NONE};
use circula::world::state::LEVELS;
use circula::world::{District, World};
use clerk::Clerk;
use clerk::calendar::{agenda, reviewers};
use clerk::given::{Given, Step};
use guard::trial::{course, month, started};
use host::Host;
use std::collections::BTreeSet;

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

/// What the naive month has seen.
#[derive(Default)]
struct Seen {
    reviews: u64,
    selected: u64,
    refused: u64,
    connected: u64,
    earned: i64,
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
        assert_eq!(listed, agenda(d, scene.key, rules, t, m), "{t}: the agenda of month {m} of the half-year");
    }
    let who = reviewers(d, scene.key, rules, t);
    let looked_at: Vec<u16> = who.iter().map(|&i| d.persons[i as usize].household).collect();
    let (before, times) = (d.reviews, d.households.iter().map(|h| h.seen).collect::<Vec<_>>());
    let waiting = d.applications.len();
    act(d);
    assert_eq!(d.reviews - before, who.len() as u64, "{t}: number of reviews");
    for (i, h) in d.households.iter().enumerate() {
        let visited = looked_at.contains(&(i as u16));
        let as_it_should = if visited { h.seen == t } else { h.seen == times[i] };
        assert!(as_it_should, "{t}: household {i} {} visited", if visited { "was not" } else { "was" });
    }
    let acted = d.applications.iter().skip(waiting).map(|a| a.person).chain(d.departures.iter().map(|a| a.person));
    assert!(acted.into_iter().all(|p| who.contains(&p)), "{t}: somebody acted who does not review");
    seen.reviews += who.len() as u64;
}

/// Income and consumption of every person at home, added up household by household, must be what the district has
/// booked by class.
fn accounts(world: &World, before: &[[i64; 2]], rules: &Rules, t: Month, seen: &mut Seen) {
    for (d, before) in world.districts.iter().zip(before) {
        let (mut earned, mut spent) = (0, 0);
        for p in d.persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE) {
            let household = &d.households[usize::from(p.household)];
            let (class, line) = (class_of(household), &world.book.lines[usize::from(household.line)]);
            let (sector, level) = (&world.sectors[class / 4], LEVELS[class % 4]);
            let farm = (5..=10).contains(&(t.0 % 12));
            let season = if farm { sector.farm_season_eur } else { sector.dry_season_eur };
            let lost = if t < line.lost_until { sector.farm * line.lost } else { 0.0 };
            earned += (level * season * (1.0 - lost) * 100.0).round() as i64;
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

/// Somebody who tells the months of a run again.
struct Naive {
    seen: Seen,
    clerk: Clerk,
    host: Host,
    /// Workers who came home too late and are barred.
    late: u64,
    /// Kinds of events whose meaning is not said, and mechanisms that nobody restates.
    new: BTreeSet<String>,
}

impl Naive {
    /// A mechanism has acted: whom its events are about, what it cost whom, and what else can be told again.
    fn look(&mut self, name: &str, given: &Given<'_>, before: &World, after: &World) {
        self.clerk.step(name, given, before, after);
        for at in 0..after.districts.len() {
            let s = Step { name, given, before, after, at };
            let found = who::check(&s);
            self.new.extend(found.unknown.iter().map(|kind| format!("{kind:?}")));
            self.late += found.late;
            self.host.count(&s);
            match name {
                "information" => talk::fades(&s),
                "refusal" => talk::refused(&s),
                _ => {}
            }
        }
        if name == "employers" {
            firms::remembered(given, before, after);
        }
        if name == "trust" {
            self.host.learn(given, before, after);
        }
        if !RESTATED.contains(&name) && !EXCUSED.iter().any(|e| e.0 == name) {
            self.new.insert(name.to_owned());
        }
    }

    /// The month's places, given to whom they must be given; told where nobody asks for a bond or a guarantor.
    fn places(&mut self, world: &mut World, in_force: &InForce, t: Month, act: &dyn Fn(&mut World)) {
        let spain = world.corridors.iter().position(|c| c == "spain").unwrap();
        if in_force.bond.stake().is_some() || !in_force.guarantor.asked().is_empty() {
            return act(world);
        }
        let expected = places::selected(world, in_force, spain, t, &mut self.seen.connected);
        let waiting: Vec<usize> = world.districts.iter().map(|d| d.applications.len()).collect();
        let contracts: Vec<usize> = world.districts.iter().map(|d| d.contracts.len()).collect();
        act(world);
        for (at, d) in world.districts.iter().enumerate() {
            let persons: Vec<u32> = expected[at].iter().map(|e| e.0).collect();
            assert_eq!(ids(d, Kind::Selected), persons, "{t}: the selected of district {at}");
            for c in &d.contracts[contracts[at]..] {
                let with = expected[at].iter().rfind(|e| e.0 == c.person).map(|e| e.1);
                assert_eq!(with, Some(c.employer), "{t}: with whom {} of district {at} works", c.person);
            }
            self.seen.selected += expected[at].len() as u64;
            self.seen.refused += (waiting[at] - expected[at].len()) as u64;
        }
    }

    /// One month: the mechanisms of the list one after the other, each district by itself, the last first: the order
    /// cannot matter.
    fn month(&mut self, world: &mut World, in_force: &InForce, tables: &Tables, (t, start): (Month, Month)) {
        let given = Given::new(world, in_force, t);
        self.clerk.begin(world, t);
        let backdrop = open(world, in_force, tables, t, start);
        for mechanism in LIST {
            let before = world.clone();
            match mechanism.act {
                Act::Helps => continue,
                Act::Local(act) => {
                    let (scene, districts) = backdrop.split(world);
                    for d in districts.iter_mut().rev() {
                        local(d, &scene, mechanism.name, &|d| act(d, &scene, &in_force.own), &mut self.seen);
                    }
                }
                Act::Shared(act) => match mechanism.name {
                    "programme" => self.places(world, in_force, t, &|world| act(world, &backdrop, &in_force.own)),
                    "home" => {
                        let booked =
                            |d: &District| [Flow::HomeIncome, Flow::HomeConsumption].map(|f| d.ledger.total(f));
                        let booked: Vec<[i64; 2]> = world.districts.iter().map(booked).collect();
                        act(world, &backdrop, &in_force.own);
                        accounts(world, &booked, in_force, t, &mut self.seen);
                    }
                    _ => act(world, &backdrop, &in_force.own),
                },
            }
            self.look(mechanism.name, &given, &before, world);
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
}

/// What the naive month restates: these names must be in the list, or nothing is restated.
const RESTATED: [&str; 11] = [
    "assets",
    "information",
    "intention",
    "suretyship",
    "departure",
    "work",
    "employers",
    "programme",
    "trust",
    "refusal",
    "home",
];

/// Of what it restates only money, events and persons, with the reason.
const EXCUSED: [(&str, &str); 2] = [
    ("demography", "who is born and who dies is drawn by village and half-year; what it does to purses is restated"),
    ("abroad", "what people decide there is told by the decisions' own tests; what comes of it is restated"),
];

#[test]
fn every_mechanism_that_is_restated_or_excused_acts_in_the_month_and_none_is_forgotten() {
    let acts = |name: &str| LIST.iter().any(|m| m.name == name && !matches!(m.act, Act::Helps));
    for name in RESTATED.iter().chain(EXCUSED.iter().map(|e| &e.0)) {
        assert!(acts(name), "{name} acts no more");
    }
    for m in LIST.iter().filter(|m| !matches!(m.act, Act::Helps)) {
        let (restated, excused) = (RESTATED.contains(&m.name), EXCUSED.iter().any(|e| e.0 == m.name));
        assert!(!(restated && excused), "{} is restated and needs no excuse", m.name);
        // A mechanism that the clerk does not know either is new: it runs without being restated, and that is said.
        assert!(restated || excused || !clerk::KEPT.contains(&m.name), "{} is restated no more", m.name);
        if !restated && !excused {
            println!("{} acts, and nobody restates it", m.name);
        }
    }
}

/// Simulates both worlds side by side for some months.
fn side_by_side(course: &Course, months: u32) -> Naive {
    let mut engine = started(course);
    let mut world = engine.clone();
    for world in [&mut engine, &mut world] {
        replicate::begin_rules(course, world);
    }
    let first = course.loaded.settings.first();
    let (clerk, host) = (Clerk::new(&world, course), Host::new(&world));
    let mut naive = Naive { seen: Seen::default(), clerk, host, late: 0, new: BTreeSet::new() };
    for m in 0..months {
        let t = month(course, m);
        let (rules, tables) = course.in_force(t);
        clerk::news(course, &mut world, t);
        naive.month(&mut world, rules, tables, (t, first));
        replicate::month(course, &mut engine, t);
        assert_eq!(world.digest().unwrap(), engine.digest().unwrap(), "{t}: the worlds differ");
        circula::engine::audit::full(&world).unwrap();
    }
    naive
}

#[test]
fn a_naive_restatement_of_visits_agenda_rivalry_and_accounts_agrees_to_the_bit() {
    let Naive { seen, host, .. } = side_by_side(&crowded(600, 80_000, 800), MONTHS);
    // Something was restated: visits, choices among rivals, favours, money, ends of contracts.
    let Seen { reviews, selected, refused, connected, earned } = seen;
    assert!(
        reviews > 500 && selected > 30 && refused > 30 && connected > 2 && earned > 0 && host.ends.0 > 20,
        "{reviews} {selected} {refused} {connected} {:?}",
        host.ends
    );
}

#[test]
fn purses_persons_and_what_hosts_learn_are_told_again_under_every_kind_of_rules() {
    let (mut ends, mut changes, mut recoveries, mut late) = (0, 0, 0, 0);
    for name in guard::trial::samples() {
        let busy = [
            "population.sample.one_in=1000",
            "run.start=2006-03",
            "preference.effort=2",
            "trust.suspend_above=0.11",
            "trust.prior_weight=300",
            "trust.suspend_months=5",
            "trust.probation_months=4",
            "demography.death_year=0.03",
        ];
        let mut sets = busy.to_vec();
        let agreed = course(name, &[]).segments[0].1.corridor.list.iter().any(|c| c.1.agreement.programme().is_some());
        if agreed {
            sets.extend([
                "corridor.spain.agreement.programme.quota_year=150000",
                "corridor.spain.agreement.programme.desistance=0.1",
                "corridor.spain.labour.offers=0.08",
                "corridor.spain.labour.offer_spread=1",
            ]);
        }
        let naive = side_by_side(&course(name, &sets), 40);
        if !naive.new.is_empty() {
            println!("{name}: not restated: {:?}", naive.new);
        }
        ends += naive.host.ends.0 + naive.host.ends.1;
        changes += naive.host.changes;
        recoveries += naive.clerk.known.recoveries;
        late += naive.late;
    }
    assert!(ends > 300 && changes > 3, "{ends} ends of contracts, {changes} suspensions and resumptions");
    assert!(recoveries > 10, "{recoveries} guarantors have recovered");
    assert!(late > 3, "{late}: hardly anybody overstays and comes home");
}

#[test]
fn places_that_the_first_in_line_cannot_take_go_down_the_whole_line() {
    let few = [
        "guarantor.kin-then-village.village.capacity=0",
        "guarantor.kin-then-village.kin.capacity=0.1",
        // All expect a relative to answer, of whom hardly any has so much.
        "guarantor.kin-then-village.kin.tie_value_eur=5000",
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
    let course = course("base", &["population.sample.one_in=1200"]);
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
