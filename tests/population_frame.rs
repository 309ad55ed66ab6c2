//! The closed frame: reading, building, and how the shipped one was made.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use circula::base::diagnostics::{Diagnostics, Sources};
use circula::base::draws::{Purpose, WorldKey, label_hash};
use circula::base::units::Month;
use circula::journal::ledger::Account;
use circula::population::{BuildError, ClosedFrame, Sampling, build_frame};
use circula::world::{Person, World};
use common::measure::everybody;
use common::{build, rules, tables, text};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bounds of the quintiles of the tables.
fn bounds() -> [i32; 4] {
    circula::population::wealth_bounds(&tables(), &rules(), PILOT).unwrap()
}

const FILE: &str = "cigem-candidates.csv";
const PILOT: Month = Month::new(2009, 7);
const KEY: WorldKey = WorldKey::new(2009, 0);

fn read(change: &dyn Fn(String) -> String) -> (ClosedFrame, String) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let frame = ClosedFrame::read(FILE, &|name| text(name).map(change), &tables(), &mut sources, &mut out);
    (frame, out.plain(&sources))
}

fn world() -> World {
    build_frame(&read(&|t| t).0, &tables(), (PILOT, bounds()), &rules(), KEY).unwrap()
}

/// Lines of a frame of about 2,000 candidates.
fn candidates() -> String {
    const VISIT: Purpose = Purpose(label_hash("frame/visit"));
    let w = build(&tables(), &Sampling { one_in: 150, scale: 1.0, first_month: PILOT, memory: None }, &rules(), KEY)
        .unwrap();
    let mut lines = String::from(
        "# title: People who might come to the agency for seasonal farm work in July 2009\n\
         # source: synthetic, drawn from the tables of this folder; men of 18 to 45 mostly, \
         as in the first round of 2009 (Keita 2010: no women among the chosen); by fit of work\n\
         # grade: assumed\n\
         id,village,household,sex,birth,schooling,sector,child,wealth_eur,region\n",
    );
    let (mut id, mut homes) = (0u32, BTreeMap::new());
    for (district, d) in w.districts.iter().enumerate() {
        for p in everybody(d).filter(|p| p.person.at_home() && (18..46).contains(&p.person.age(PILOT))) {
            let fit = w.sectors[usize::from(p.person.sector)].fit;
            let chance = 0.26 * fit * fit * if p.person.woman() { 0.03 } else { 1.0 };
            if !KEY.of(p.person.id).happens(chance, VISIT, 0, 0) {
                continue;
            }
            id += 1;
            let count = homes.len() + 1;
            let home = *homes.entry((district, p.person.household)).or_insert(count);
            let schooling = ["none", "primary", "secondary", "tertiary"][p.person.schooling() as usize];
            let (sex, child) =
                (if p.person.woman() { "woman" } else { "man" }, if p.person.child() { "yes" } else { "no" });
            let wealth = (f64::from(p.household.wealth) / 100.0).round();
            let (sector, region) =
                (&w.sectors[usize::from(p.person.sector)].name, &w.regions[usize::from(p.village.region)]);
            writeln!(
                lines,
                "{id},{},{home},{sex},{},{schooling},{sector},{child},{wealth},{region}",
                p.village.id, p.person.birth
            )
            .unwrap();
        }
    }
    lines
}

#[test]
#[ignore = "writes the frame into the scenario"]
fn write_candidates() {
    std::fs::write(format!("{}/scenarios/mali/{FILE}", env!("CARGO_MANIFEST_DIR")), candidates()).unwrap();
}

#[test]
fn the_shipped_frame_is_small_and_what_the_recorded_command_writes() {
    let shipped = text(FILE).unwrap();
    assert!(shipped.len() < 200_000, "{}", shipped.len());
    assert!(shipped == candidates(), "run: cargo test --test population_frame write_candidates -- --ignored");
}

#[test]
fn the_frame_becomes_a_world_at_one_to_one() {
    let (frame, faults) = read(&|t| t);
    assert_eq!(faults, "");
    let w = world();
    assert!((1_800..2_200).contains(&w.persons()), "{}", w.persons());
    assert_eq!((w.weight, w.persons(), w.now), (1.0, frame.persons.len() as i64, PILOT));
    let men = frame.persons.iter().filter(|p| !p.woman).count() as f64 / frame.persons.len() as f64;
    assert!(men > 0.9, "{men}");
    let wealth: i64 = w.districts.iter().flat_map(|d| &d.households).map(|h| i64::from(h.wealth)).sum();
    assert_eq!(w.ledger().balance(Account::HouseholdWealth), wealth);
    let first = &frame.persons[0];
    let id = Person::id_of(first.village, first.birth, first.id);
    assert!(
        w.districts
            .iter()
            .flat_map(|d| &d.persons)
            .any(|p| p.id == id && p.birth == first.birth && p.woman() == first.woman)
    );
    let people: i64 =
        w.districts.iter().flat_map(|d| &d.households).map(|h| i64::from(h.earners) + i64::from(h.dependants)).sum();
    assert_eq!(w.residents, people);
    let mut quintiles = [0; 5];
    w.districts.iter().flat_map(|d| &d.households).for_each(|h| quintiles[usize::from(h.quintile)] += 1);
    assert!(quintiles.iter().all(|q| *q > 50), "{quintiles:?}");
    assert_eq!(w.digest().unwrap(), world().digest().unwrap());
}

#[test]
fn faults_of_a_frame_are_told() {
    let (_, faults) = read(&|t| {
        t.replace("\n2,", "\n1,")
            .replacen(",cotton-farm,", ",coton-farm,", 1)
            .replace("\n5,", "\n5.5,")
            .replace(",wealth_eur,", ",wealth,")
    });
    for part in [
        "person 1 stands twice",
        "unknown sector `coton-farm`",
        "did you mean `cotton-farm`",
        "5.5 is not a whole number",
        "unknown column `wealth`",
        "has no column `wealth_eur`",
    ] {
        assert!(faults.contains(part), "lacks `{part}`:\n{}", &faults[..faults.len().min(2000)]);
    }
    let (frame, _) = read(&|t| t);
    let error = build_frame(&frame, &tables(), (Month::new(1995, 1), bounds()), &rules(), KEY).unwrap_err();
    assert!(matches!(error, BuildError::Age { .. }) && error.to_string().contains("1995-01"), "{error}");
}
