//! The initial population against what is known of the country, and against wrong tables.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use circula::base::draws::WorldKey;
use circula::population::{PopulationTables, Sampling, estimate};
use circula::world::World;
use common::measure::{checks, failing};
use common::{build, changed, plan, rules, tables};

const KEY: WorldKey = WorldKey::new(1, 0);

fn world(tables: &PopulationTables, one_in: u64) -> World {
    build(tables, &plan(one_in), &rules(), KEY).unwrap()
}

#[test]
fn the_population_agrees_with_what_is_known_of_the_country() {
    let t = tables();
    let w = world(&t, 20);
    for (name, value, low, high) in checks(&w, &t) {
        println!("{name}: {value:.4} in {low} to {high}");
    }
    assert_eq!(failing(&w, &t), Vec::<&str>::new());
}

#[test]
fn the_checks_do_not_rest_on_one_seed() {
    let (t, r) = (tables(), rules());
    for replicate in 1..12 {
        let w = build(&t, &plan(10), &r, WorldKey::new(5, replicate)).unwrap();
        assert_eq!(failing(&w, &t), Vec::<&str>::new(), "replicate {replicate}");
    }
}

/// Tables with some texts, separated by `|`, replaced in one file.
fn wrong(file: &str, from: &str, to: &str) -> PopulationTables {
    let replace = |name: &str, text: String| {
        if name != file {
            return text;
        }
        if file == "elapsed.csv" {
            // Other rows for a destination and a right of stay.
            let kept = text.lines().filter(|line| !line.starts_with(from)).map(|line| format!("{line}\n"));
            let rows = to.split('|').map(|row| format!("{from},{row},assumed,x\n"));
            return kept.chain(rows).collect();
        }
        from.split('|').zip(to.split('|')).fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{file} has no {from}");
            text.replace(from, to)
        })
    };
    let (tables, out, sources) = changed(&replace);
    assert!(!out.has_errors(), "{}", out.plain(&sources));
    tables
}

/// Those in Côte d'Ivoire, and those settled in France.
const IVORIAN: &str = "cote-divoire,free";
const SETTLED: &str = "france,settled";

#[test]
fn wrong_tables_are_rejected_by_the_check_that_is_meant_for_them() {
    let cases = [
        ("regions.csv", "Kayes,1993615", "Kayes,1993614", "census of April 2009"),
        ("regions.csv", "Kidal,67739,2009-04", "Kidal,67739,2009-03", "census of Kidal"),
        ("regions.csv", ",0.036,", ",0.010,", "residents at the start"),
        ("regions.csv", "2009-04,0.036,1.0", "2009-04,0.036,0.8", "urban share"),
        ("ages.csv", "\n0,0.180|\n15,0.105", "\n0,0.105|\n15,0.180", "residents of 15 to 64"),
        (
            "ages.csv",
            "20,0.084,0.80|25,0.074,0.80|30,0.062,0.80",
            "20,0.084,1.20|25,0.074,1.20|30,0.062,1.20",
            "men per woman at 20 to 34",
        ),
        ("ages.csv", ",1.08,", ",3.0,", "men among residents of 15 to 64"),
        ("regions.csv", ",0.153,", ",0.300,", "ever abroad"),
        ("stocks.csv", "Sikasso,60,190", "Sikasso,60,400", "people abroad"),
        ("population.csv", "network_sigma,1.3", "network_sigma,0.3", "households with somebody abroad"),
        ("destinations.csv", "capital,0.75,0,0.000,0.036", "capital,0.75,0,0.000,0.2", "people in the capital"),
        ("settings.csv", ",150,1.2", ",20,1.2", "the richest fifth posts 500 EUR from half of its wealth"),
        ("elapsed.csv", IVORIAN, "0,6,0.5|6,12,0.3|12,180,0.2", "Côte d'Ivoire: one to three years"),
        ("elapsed.csv", IVORIAN, "0,12,0.3|12,24,0.4|24,36,0.3", "Côte d'Ivoire: three years or more"),
        ("schooling.csv", "15,woman,0.58,0.28", "15,woman,0.18,0.68", "without schooling"),
        ("settings.csv", "town,4,", "town,1,", "with schooling in towns"),
        ("regions.csv", ",0.058,0.058,", ",0.1,0.1,", "ever abroad, Bamako to villages"),
        ("regions.csv", "0.153,0.103", "0.09,0.103", "ever abroad in Sikasso"),
        ("regions.csv", ",0.96,", ",1.4,", "household size"),
        ("regions.csv", ",0.03,1.5,", ",0.03,1.0,", "household size in Kayes"),
        ("settings.csv", ",150,1.2", ",80,1.2", "pays 500 EUR, villages"),
        ("settings.csv", "6,300,1.4", "6,150,1.2", "pays 500 EUR, Bamako"),
        ("population.csv", "debt_share,0.25", "debt_share,0.5", "households in debt"),
        ("stocks.csv", "Kayes,70,", "Kayes,10,", "men of Kayes elsewhere"),
        ("stocks.csv", "Sikasso,60,190", "Sikasso,60,40", "Côte d'Ivoire in the stock abroad"),
        ("stocks.csv", "30,3,45,8,6", "30,3,145,8,6", "OECD in the stock abroad"),
        ("destinations.csv", "cote-divoire,0.58", "cote-divoire,0.85", "men in Côte d'Ivoire"),
        ("destinations.csv", "spain,0.88,0.35", "spain,0.88,0.6", "Spain: without papers"),
        ("elapsed.csv", IVORIAN, "0,4,0.3|4,8,0.4|8,12,0.3", "Côte d'Ivoire: below a year"),
        ("elapsed.csv", SETTLED, "0,40,0.5|40,80,0.5", "France: below seven years"),
    ];
    for (file, from, to, check) in cases {
        let t = wrong(file, from, to);
        let failing = failing(&world(&t, 20), &t);
        assert!(failing.contains(&check), "{file}: {from} -> {to} passes `{check}`; fails {failing:?}");
    }
}

#[test]
fn quintiles_put_on_the_wrong_way_are_noticed() {
    let t = tables();
    let mut w = world(&t, 20);
    w.districts.iter_mut().flat_map(|d| &mut d.households).for_each(|h| h.quintile = 4 - h.quintile.max(1));
    let failing = failing(&w, &t);
    assert!(
        failing.iter().any(|c| c.starts_with("falls")) && failing.iter().any(|c| c.starts_with("largest gap")),
        "{failing:?}"
    );
}

#[test]
fn swapping_the_networks_of_two_regions_is_noticed() {
    let swap = |name: &str, text: String| match name {
        "stocks.csv" => {
            text.replace("\nKayes,", "\n?,").replace("\nSikasso,", "\nKayes,").replace("\n?,", "\nSikasso,")
        }
        _ => text,
    };
    let (t, out, _) = changed(&swap);
    assert!(!out.has_errors());
    let failing = failing(&world(&t, 20), &t);
    assert!(
        failing.contains(&"France among those abroad from Kayes")
            && failing.contains(
                &"Côte d'Ivoire among those \
        abroad from Sikasso"
            ),
        "{failing:?}"
    );
}

/// Seconds and bytes at ten million simulated persons; run in release with `-- --ignored --nocapture`.
#[test]
#[ignore = "takes a gigabyte"]
#[expect(clippy::disallowed_types, reason = "a measurement of speed")]
fn ten_million_persons() {
    let (t, r) = (tables(), rules());
    let p = Sampling { scale: 1.36, ..plan(1) };
    let guess = estimate(&t, &p);
    let began = std::time::Instant::now();
    let w = build(&t, &p, &r, WorldKey::new(1, 0)).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let (persons, bytes) = (w.persons(), w.bytes());
    println!(
        "{} residents, {persons} persons, {} districts, {seconds:.2} s, {:.1} ns a person",
        w.residents,
        w.districts.len(),
        seconds * 1e9 / persons as f64
    );
    println!(
        "{:.1} MB, {:.1} bytes a resident; estimated {:.1} MB, {:.0} persons",
        bytes as f64 / 1e6,
        bytes as f64 / w.residents as f64,
        guess.bytes / 1e6,
        guess.persons
    );
}
