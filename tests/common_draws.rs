//! Common random numbers: what a policy does not touch it does not change. Months before an unannounced change, the
//! start of all variants, other people's lives.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::journal::Place;
use circula::mechanism::demography::YOUNGEST;
use circula::run::Course;
use circula::world::person::{Life, NONE, Schooling};
use circula::world::{Household, Person, Spell, World};
use guard::trial::{course, length, months, samples, simulated, started, step, written};
use std::collections::BTreeMap;

const SMALL: &str = "population.sample.one_in=1200";

/// Unannounced changes from 2007-07 on: month 30 of a run that begins in 2005.
const CHANGES: [(&str, &str); 6] = [
    ("state-led", "bond.escrow.amount_eur = 800"),
    ("state-led", "corridor.spain.agreement.programme.quota_year = 200000"),
    ("guaranteed", "guarantor = \"none\""),
    ("free-circulation", "corridor.france.lawful.visa.odds = 0.01"),
    ("irregular-route", "corridor.france.irregular.route.interception = 0.9"),
    ("base", "attention.movers = 0.08"),
];

#[test]
fn an_unannounced_change_leaves_every_month_before_it_as_it_was() {
    for (name, set) in CHANGES {
        let run = ["population.sample.one_in=1000", "run.months=42", "trust.suspend_above=1", "preference.effort=2"];
        let plain = course(name, &run);
        let changed = written(
            &format!(
                "extends = \"circula:{name}\"\n[[change]]\nat = \"2007-07\"\nabout = \
            \"trial\"\n[change.set]\n{set}\n"
            ),
            &run,
        );
        let (mut a, mut b) = (started(&plain), started(&changed));
        let (before, after) = (months(&plain, &mut a, 0..30), months(&changed, &mut b, 0..30));
        assert_eq!(before, after, "{name}, {set}: a month before the change differs");
        // Equal worlds, equal results: what is remembered agrees month by month too.
        let (x, y) = (simulated(&plain, started(&plain)).tally, simulated(&changed, started(&changed)).tally);
        assert_eq!(
            (&x.events[..30], &x.stocks[..30], &x.money[..30]),
            (&y.events[..30], &y.stocks[..30], &y.money[..30]),
            "{name}, {set}"
        );
        let later = (30..42).find(|&m| step(&plain, &mut a, m) != step(&changed, &mut b, m));
        assert!(later.is_some(), "{name}, {set}: the change changed nothing, so this test tells nothing");
    }
}

#[test]
fn all_variants_start_from_one_world() {
    let run = ["run.months=1"];
    let first = started(&course("base", &[SMALL, "run.months=1"])).digest().unwrap();
    for name in samples() {
        let course = course(name, &[SMALL, run[0]]);
        assert_eq!(simulated(&course, started(&course)).start_digest, first, "{name}");
        let harder = guard::trial::course(
            name,
            &[SMALL, run[0], "corridor.spain.enforcement.removal=0.3", "preference.noise_leave=40"],
        );
        assert_eq!(started(&harder).digest().unwrap(), first, "{name} with other rules");
    }
    assert_ne!(started(&course("base", &[SMALL, "run.months=1", "run.seed=2"])).digest().unwrap(), first);
}

/// Rules under which nobody's life touches another's: no village talk, wages that no crowd lowers, no norm.
fn uncoupled(name: &str, more: &[&str]) -> Course {
    let mut sets = vec![
        SMALL.to_owned(),
        "run.months=72".into(),
        "information.kin_weight=0".into(),
        "information.account_weight=0".into(),
        "preference.norm=0".into(),
        "information.counter_weight=0".into(),
        "employers.referral=0".into(),
        "employers.default_loss_eur=0".into(),
    ];
    let names: Vec<String> = course(name, &[SMALL]).segments[0].1.corridor.list.iter().map(|c| c.0.clone()).collect();
    sets.extend(names.iter().map(|n| format!("corridor.{n}.labour.irregular_wage_elasticity=0")));
    sets.extend(more.iter().map(|s| (*s).to_owned()));
    course(name, &sets.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A programme with room for everybody, a host that never changes its mind, and nothing learned from
/// other workers.
const SLACK: [&str; 8] = [
    // Whoever takes a place leaves those of other employers to the next.
    "employers.number=1",
    "employers.closing_year=0",
    // Co-workers who leave tell of outside work, and by what became of its workers an employer lengthens contracts.
    "corridor.spain.labour.offers=0",
    "extension=none",
    "corridor.spain.agreement.programme.quota_year=10000000",
    "selection.profile.nepotism=0",
    "trust.sensitivity=0",
    "trust.suspend_above=1",
];

/// A person's record with position-free contents, and the spell.
type LifeStory = (Person, Option<Spell>);

/// What can be told of everybody at the end: by permanent id, positions left out.
fn stories(world: &World) -> BTreeMap<u64, LifeStory> {
    let mut all = BTreeMap::new();
    for d in &world.districts {
        for p in &d.persons {
            let spell = d.spells.get(p.spell as usize).filter(|_| p.spell != NONE).map(|s| Spell {
                contract: u32::from(s.contract != NONE),
                person: 0,
                ..*s
            });
            let person = Person { spell: u32::from(p.spell != NONE), ..*p };
            assert!(all.insert(p.id, (person, spell)).is_none(), "two persons have the id {}", p.id);
        }
    }
    all
}

fn end_of(course: &Course, world: &World) -> World {
    let mut world = world.clone();
    months(course, &mut world, 0..length(course));
    circula::engine::audit::full(&world).unwrap();
    world
}

/// Persons other than those of the list whose lives differ between two worlds, or who are in one only.
fn touched(a: &World, b: &World, but: &[u64]) -> Vec<u64> {
    let (a, b) = (stories(a), stories(b));
    let ids = a.keys().chain(b.keys().filter(|id| !a.contains_key(id)));
    ids.filter(|id| !but.contains(id) && a.get(id) != b.get(id)).copied().collect()
}

/// Adds young men, each in a household of his own that nobody else joins, to the last village. Gives their ids.
fn with_strangers(world: &World, number: u32, first: u32) -> (World, Vec<u64>) {
    let mut world = world.clone();
    let now = world.now;
    let d = world.districts.last_mut().unwrap();
    let village = d.villages.len() as u16 - 1;
    let like = *d.households.iter().rfind(|h| h.village == village && h.overseas < 200 && h.wealth > 50_000).unwrap();
    let mut ids = Vec::new();
    for k in 0..number {
        let birth = now.plus(-(YOUNGEST + 8) * 12);
        let id = Person::id_of(d.villages[usize::from(village)].id, birth, 0xf0_0000 + first + k);
        let household = d.households.len() as u16;
        d.touch(d.persons[0].household, &world.book, now);
        d.households.push(Household { earners: 1, away: 0, dependants: 0, seen: now, ..like });
        d.ledger.post(circula::journal::ledger::Flow::OpeningWealth, Place::HOME, i64::from(like.wealth));
        d.earners[usize::from(like.line)] += 1;
        d.persons.push(Person::new(
            id,
            household,
            birth,
            circula::world::person::Background { woman: false, child: false, schooling: Schooling::Primary, sector: 0 },
        ));
        ids.push(id);
    }
    // The calendar of a running half-year is listed again, as after loading.
    d.agenda_half = None;
    (world, ids)
}

/// Whether somebody has been away or is.
fn went(world: &World, id: u64) -> bool {
    stories(world)[&id].0.circuits > 0 || stories(world)[&id].1.is_some()
}

#[test]
fn one_person_more_changes_nobodys_life() {
    for (name, more) in [
        ("free-circulation", &[][..]),
        ("irregular-route", &[][..]),
        ("state-led", &SLACK[..]),
        ("repeat-entry", &SLACK[..]),
    ] {
        let course = uncoupled(name, more);
        let world = started(&course);
        let without = end_of(&course, &world);
        let mut acted = 0;
        for k in 0..6 {
            let (one_more, ids) = with_strangers(&world, 1, k);
            let with = end_of(&course, &one_more);
            assert_eq!(touched(&with, &without, &ids), Vec::<u64>::new(), "{name}: a stranger changed these lives");
            acted += i32::from(went(&with, ids[0]));
        }
        assert!(acted > 0, "{name}: no stranger did anything, so this test tells nothing");
    }
}

#[test]
fn one_person_less_changes_nobodys_life() {
    for (name, more) in [("free-circulation", &[][..]), ("state-led", &SLACK[..])] {
        let course = uncoupled(name, more);
        let world = started(&course);
        let without = end_of(&course, &world);
        // Somebody who lives alone, and later leaves.
        let d = &world.districts[0];
        let alone = |p: &Person| {
            p.at_home() && matches!(d.households[usize::from(p.household)], Household { earners: 1, away: 0, .. })
        };
        let away = |p: &Person| went(&without, p.id) && p.circuits == 0;
        let position = d.persons.iter().position(|p| alone(p) && away(p)).unwrap();
        let mut less = world.clone();
        let d = &mut less.districts[0];
        let person = d.persons[position];
        d.touch(person.household, &less.book, less.now);
        d.change_earners(person.household, -1);
        d.persons[position].life = Life::Dead;
        circula::engine::purse::estate(d, position as u32);
        // Relief and wealth of his house are his own affair; everybody else lives the same life.
        let house = d.persons.iter().filter(|p| p.household == person.household).map(|p| p.id).collect::<Vec<_>>();
        let later: Vec<u64> = stories(&without)
            .iter()
            .filter(|(id, s)| {
                !house.contains(id) && s.0.household == person.household && id_district(&without, **id) == 0
            })
            .map(|s| *s.0)
            .collect();
        let but: Vec<u64> = house.into_iter().chain(later).collect();
        assert_eq!(touched(&end_of(&course, &less), &without, &but), Vec::<u64>::new(), "{name}");
    }
}

fn id_district(world: &World, id: u64) -> usize {
    world.districts.iter().position(|d| d.persons.iter().any(|p| p.id == id)).unwrap()
}

#[test]
fn where_lives_are_coupled_strangers_are_felt() {
    // The wrong model: the same comparison with crowds that lower wages and villages that talk.
    let course = course(
        "irregular-route",
        &[
            "population.sample.one_in=600",
            "run.months=72",
            "corridor.spain.labour.irregular_wage_elasticity=1",
            "corridor.france.labour.irregular_wage_elasticity=1",
        ],
    );
    let world = started(&course);
    let (more, ids) = with_strangers(&world, 60, 0);
    assert!(!touched(&end_of(&course, &more), &end_of(&course, &world), &ids).is_empty());
    // And without room in the programme a stranger may take somebody's place.
    let tight = uncoupled(
        "state-led",
        &[
            "selection=lottery",
            "preference.effort=0",
            "trust.sensitivity=0",
            "trust.suspend_above=1",
            "corridor.spain.agreement.programme.quota_year=60000",
        ],
    );
    let (more, ids) = with_strangers(&started(&tight), 60, 0);
    assert!(!touched(&end_of(&tight, &more), &end_of(&tight, &started(&tight)), &ids).is_empty());
}

/// What free circulation has that state-led has not.
const OPEN_BORDERS: &str = "
[corridor.spain.lawful.visa]
odds = 0.5
renewal_odds = 0.85
return_odds = 0.9
[corridor.france.lawful.visa]
odds = 0.4
renewal_odds = 0.85
return_odds = 0.9
[corridor.other-oecd.lawful.visa]
odds = 0.3
renewal_odds = 0.85
return_odds = 0.9
";

/// What state-led has that free circulation has not, each as one dimension: with it, and without.
const STATE_LED: [(&str, &str); 4] = [
    ("selection = \"profile\"", "selection = \"lottery\""),
    ("preparation = \"training\"", "preparation = \"none\""),
    ("extension = \"employer\"", "extension = \"none\""),
    ("corridor.spain.agreement = { programme = { quota_year = 20000 } }", "corridor.spain.agreement = \"none\""),
];

fn bundle(root: &str, top: &str) -> Course {
    // A host that never suspends, so that the other dimensions have somebody to act on.
    written(
        &format!("extends = \"circula:{root}\"\n{top}\n[trust]\nsuspend_above = 1\n[preference]\neffort = 0\n"),
        &["population.sample.one_in=1000", "run.months=60"],
    )
}

#[test]
fn bundles_made_equal_dimension_by_dimension_give_equal_bits() {
    let result = |course: &Course| simulated(course, started(course)).digest;
    let join = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
        STATE_LED.iter().map(pick).collect::<Vec<_>>().join("\n")
    };
    // Free circulation with every institution of state-led, and state-led with open borders.
    let quota = "[corridor.spain.agreement.programme]\nquota_year = 20000\n";
    let (free, led) =
        (bundle("free-circulation", &join(|d| d.0)), bundle("state-led", &format!("{quota}{OPEN_BORDERS}")));
    assert_eq!(free.segments[0].1, led.segments[0].1);
    let both = result(&free);
    assert_eq!(both, result(&led));
    // State-led without its institutions and with open borders is free circulation.
    let undone = bundle("state-led", &format!("{}\n{OPEN_BORDERS}", join(|d| d.1)));
    assert_eq!(result(&undone), result(&bundle("free-circulation", "")));
    // And one dimension left as it was is seen.
    for (left, _) in STATE_LED.iter().enumerate() {
        let others: Vec<&str> = STATE_LED.iter().enumerate().map(|(i, d)| if i == left { d.1 } else { d.0 }).collect();
        assert_ne!(
            result(&bundle("free-circulation", &others.join("\n"))),
            both,
            "{} makes no difference",
            STATE_LED[left].0
        );
    }
    assert_ne!(result(&bundle("state-led", "")), both);
}
