//! The builder: samples, nesting, money, identities, refusals.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use circula::base::draws::WorldKey;
use circula::base::param::Grade;
use circula::journal::ledger::{Account, Flow};
use circula::journal::{Circle, Place, Status};
use circula::population::{BuildError, Sampling, estimate, villages};
use circula::world::person::NONE;
use circula::world::{District, Person, World};
use common::{START, build, changed, plan, rules, tables};
use std::collections::{BTreeMap, BTreeSet};

const KEY: WorldKey = WorldKey::new(7, 3);

fn world(one_in: u64) -> World {
    build(&tables(), &plan(one_in), &rules(), KEY).unwrap()
}

/// A person without positions that depend on the district; corridor, status, arrival and theta of the spell; class,
/// wealth and quintile of the household.
type Portrait = (Person, Option<(u8, Status, u16, u32)>, (u16, i32, u8));

/// What a village holds.
fn people(d: &District, village: usize) -> Vec<Portrait> {
    let everybody = d.persons.iter().filter(|p| usize::from(d.households[usize::from(p.household)].village) == village);
    everybody
        .map(|p| {
            let spell = (p.spell != NONE).then(|| {
                let s = &d.spells[p.spell as usize];
                (s.corridor, s.status, s.since.0, s.theta.to_bits())
            });
            let h = &d.households[usize::from(p.household)];
            (Person { household: 0, spell: 0, ..*p }, spell, (h.line, h.wealth, h.quintile))
        })
        .collect()
}

#[test]
fn a_village_has_the_same_people_in_every_sample() {
    let (few, many) = (world(60), world(7));
    let mut found = BTreeMap::new();
    for d in &many.districts {
        for (i, v) in d.villages.iter().enumerate() {
            found.insert(v.id, (d, i));
        }
    }
    let mut shared = 0;
    for d in &few.districts {
        for (i, v) in d.villages.iter().enumerate() {
            if let Some(&(other, j)) = found.get(&v.id) {
                shared += 1;
                assert_eq!(people(d, i), people(other, j), "village {}", v.id);
            }
        }
    }
    assert!(shared > 10, "{shared} villages in common");
    assert_ne!(people(&few.districts[0], 0), people(&few.districts[0], 1));
}

#[test]
fn the_world_does_not_depend_on_the_number_of_threads() {
    let digest = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| world(100).digest().unwrap())
    };
    assert_eq!(digest(1), digest(3));
    assert_ne!(digest(1), build(&tables(), &plan(100), &rules(), WorldKey::new(7, 4)).unwrap().digest().unwrap());
}

#[test]
fn balances_equal_what_is_stored() {
    let w = world(50);
    let ledger = w.ledger();
    let wealth: i64 = w.districts.iter().flat_map(|d| &d.households).map(|h| i64::from(h.wealth)).sum();
    // Who is away has his purse with him.
    let at_home = |of: fn(&circula::world::Person) -> i32| {
        w.districts.iter().flat_map(|d| &d.persons).map(|p| i64::from(of(p))).sum::<i64>()
    };
    let away = |of: fn(&circula::world::Spell) -> i32| {
        w.districts.iter().flat_map(|d| &d.spells).map(|s| i64::from(of(s))).sum::<i64>()
    };
    let (savings, debts) = (at_home(|p| p.savings) + away(|s| s.savings), at_home(|p| p.debt) + away(|s| s.debt));
    assert!(wealth > 0 && savings > 0 && debts > 0);
    assert_eq!(ledger.balance(Account::HouseholdWealth), wealth);
    assert_eq!(ledger.balance(Account::Savings), savings);
    assert_eq!(ledger.balance(Account::Debts), -debts);
    assert_eq!(ledger.at(Flow::OpeningWealth, Place::HOME), wealth);
}

#[test]
fn counts_of_households_districts_and_markets_agree_with_persons() {
    let w = world(50);
    let mut irregular = vec![0; w.corridors.len()];
    for d in &w.districts {
        let (mut home, mut away, mut earners) =
            (vec![0u32; d.households.len()], vec![0u32; d.households.len()], vec![0i64; w.book.lines.len()]);
        for p in &d.persons {
            let h = usize::from(p.household);
            if p.at_home() {
                home[h] += 1;
                earners[usize::from(d.households[h].line)] += 1;
            } else {
                away[h] += 1;
                let spell = &d.spells[p.spell as usize];
                assert_eq!(d.persons[spell.person as usize].id, p.id);
                irregular[usize::from(spell.corridor)] += i64::from(spell.status == Status::Irregular);
                assert!(
                    spell.since <= w.now
                        && spell.status_since <= w.now
                        && spell.status_since >= spell.since
                        && spell.until > w.now
                );
            }
        }
        assert_eq!(d.earners, earners);
        let mut residents = vec![0u32; d.villages.len()];
        for (i, h) in d.households.iter().enumerate() {
            assert_eq!((u32::from(h.earners), u32::from(h.away)), (home[i], away[i]));
            residents[usize::from(h.village)] += u32::from(h.earners) + u32::from(h.dependants);
            assert_eq!(h.seen, w.now);
        }
        for (v, people) in d.villages.iter().zip(residents) {
            assert_eq!(v.residents, people);
            assert_eq!(v.beliefs.len(), w.corridors.len());
        }
    }
    assert_eq!(irregular, w.markets.iter().map(|m| m.irregular).collect::<Vec<_>>());
    assert!(irregular.iter().sum::<i64>() > 0);
}

#[test]
fn ids_are_unique_and_ages_are_simulated_ones() {
    let w = world(30);
    let mut ids = BTreeSet::new();
    for p in w.districts.iter().flat_map(|d| &d.persons) {
        assert!(ids.insert(p.id));
        assert!((181..780).contains(&w.now.since(p.birth)), "{}", w.now.since(p.birth));
        assert_eq!(p.circuits > 0, p.returned.0 > 0);
        assert!(p.circuits == 0 || p.ever_abroad());
    }
}

#[test]
fn kin_are_where_members_are() {
    let w = world(50);
    let rules = rules();
    for d in &w.districts {
        for s in &d.spells {
            let h = &d.households[usize::from(d.persons[s.person as usize].household)];
            let (known, kin) = match rules.corridor.list[usize::from(s.corridor)].1.circle.circle() {
                Circle::Internal => continue,
                Circle::Regional => (h.regional, h.kin_regional),
                Circle::Overseas => (h.overseas, h.kin_overseas),
            };
            assert!(kin >= 153);
            assert!(known == s.corridor || h.away > 1);
        }
    }
}

/// Correlation of pairs.
fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let mean = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
    let (xx, yy, xy) =
        (mean(&|p| (p.0 - x) * (p.0 - x)), mean(&|p| (p.1 - y) * (p.1 - y)), mean(&|p| (p.0 - x) * (p.1 - y)));
    xy / (xx * yy).sqrt()
}

/// Correlations in villages of one region: log wealth with size, with schooling of the members at home, with level of
/// income, with kin overseas.
fn correlations(w: &World) -> [f64; 4] {
    let mut pairs = [const { Vec::new() }; 4];
    for d in &w.districts {
        let mut schooled = vec![(0.0, 0.0); d.households.len()];
        for p in d.persons.iter().filter(|p| p.at_home()) {
            let s = &mut schooled[usize::from(p.household)];
            *s = (s.0 + f64::from(p.schooling() as u8), s.1 + 1.0);
        }
        for (h, s) in d.households.iter().zip(schooled) {
            let v = &d.villages[usize::from(h.village)];
            if !v.urban && w.regions[usize::from(v.region)] == "Kayes" && s.1 > 0.0 {
                let wealth = circula::base::math::ln(f64::from(h.wealth.max(1)));
                pairs[0].push((wealth, f64::from(h.earners) + f64::from(h.dependants)));
                pairs[1].push((wealth, s.0 / s.1));
                pairs[2].push((wealth, f64::from(h.line % 4)));
                pairs[3].push((wealth, f64::from(h.kin_overseas)));
            }
        }
    }
    pairs.map(|p| correlation(&p))
}

#[test]
fn wealth_goes_with_size_schooling_income_and_kin_overseas_as_the_tables_say() {
    let [size, school, income, kin] = correlations(&world(10));
    assert!(
        (0.27..0.42).contains(&size)
            && (0.1..0.35).contains(&school)
            && (0.35..0.55).contains(&income)
            && (0.2..0.55).contains(&kin),
        "{size} {school} {income} {kin}"
    );
    let zero = |name: &str, text: String| match name {
        "population.csv" => text
            .replace("wealth_size,0.35", "wealth_size,0")
            .replace("wealth_schooling,0.30", "wealth_schooling,0")
            .replace("wealth_income,0.50", "wealth_income,0"),
        _ => text,
    };
    let [size, school, income, _] = correlations(&build(&changed(&zero).0, &plan(10), &rules(), KEY).unwrap());
    // Larger households have more members overseas, who send money: some correlation with size remains.
    assert!(size.abs() < 0.2 && school.abs() < 0.05 && income.abs() < 0.05, "{size} {school} {income}");
}

#[test]
fn every_village_has_the_same_chance_and_no_region_is_given_one() {
    let t = tables();
    let country = villages::all(&t, KEY, START, 1.0).unwrap();
    let places: usize = country.iter().map(Vec::len).sum();
    for n in [1, 20, 100, 1000, 100_000] {
        let sample = villages::sample(&country, KEY, n);
        let expected = places as f64 / n as f64;
        assert!((expected.floor()..=expected.ceil()).contains(&(sample.len() as f64)), "1:{n}: {}", sample.len());
    }
    // The samples of all starts have no place in common, and together take every place.
    let taken = |replicate| -> Vec<u32> {
        villages::sample(&country, WorldKey::new(1, replicate), 7).into_iter().map(|p| p.id).collect()
    };
    let starts: BTreeSet<Vec<u32>> = (0..100).map(taken).collect();
    let together: BTreeSet<u32> = starts.iter().flatten().copied().collect();
    assert_eq!((starts.len(), together.len()), (7, places));
    assert_eq!(starts.iter().map(Vec::len).sum::<usize>(), places);
    // Over many keys: small and large villages are drawn alike, so one weight is right for all.
    let (mut small, mut large) = (0, 0);
    for replicate in 0..400 {
        let key = WorldKey::new(1, replicate);
        let order = |list: &[villages::Settlement], low: u32, high: u32| {
            list.iter().filter(|p| !p.urban && (low..high).contains(&p.residents)).count()
        };
        let sample = villages::sample(&country, key, 50);
        small += order(&sample, 0, 400);
        large += order(&sample, 2000, 9000);
    }
    let all =
        |low, high| country.iter().flatten().filter(|p| !p.urban && (low..high).contains(&p.residents)).count() as f64;
    let (small, large) =
        (f64::from(small as u32) / (8.0 * all(0, 400)), f64::from(large as u32) / (8.0 * all(2000, 9000)));
    assert!((small - 1.0).abs() < 0.05 && (large - 1.0).abs() < 0.05, "{small} {large}");
}

#[test]
fn samples_estimate_the_residents_of_the_country() {
    let t = tables();
    for (n, spread) in [(20, 0.01), (100, 0.045), (400, 0.2)] {
        let errors: Vec<f64> = (0..100)
            .map(|replicate| {
                let key = WorldKey::new(1, replicate);
                let country = villages::all(&t, key, START, 1.0).unwrap();
                let people = |list: &[villages::Settlement]| list.iter().map(|p| f64::from(p.residents)).sum::<f64>();
                n as f64 * people(&villages::sample(&country, key, n)) / people(&country.concat()) - 1.0
            })
            .collect();
        let mean = errors.iter().sum::<f64>() / 100.0;
        let sd = (errors.iter().map(|e| e * e).sum::<f64>() / 100.0).sqrt();
        println!("1:{n}: mean error {mean:.4}, root mean square {sd:.4}");
        assert!(sd < spread, "1:{n}: {sd}");
        assert!(n > 100 || mean.abs() < 0.3 * spread, "1:{n}: {mean}");
    }
    let twice = build(&t, &Sampling { scale: 2.0, ..plan(100) }, &rules(), KEY).unwrap();
    assert_eq!(twice.weight, 50.0);
}

#[test]
fn memory_is_small_and_foretold() {
    let w = world(20);
    let per_resident = w.bytes() as f64 / w.residents as f64;
    assert!(per_resident < 64.0, "{per_resident}");
    let guess = estimate(&tables(), &plan(20));
    assert!((guess.persons / w.persons() as f64 - 1.0).abs() < 0.05, "{guess:?} {}", w.persons());
    assert!(guess.bytes > w.bytes() as f64 && guess.bytes < 1.3 * w.bytes() as f64, "{guess:?} {}", w.bytes());
}

#[test]
fn what_cannot_be_built_is_refused_with_a_reason() {
    let (t, r) = (tables(), rules());
    let small = Sampling { memory: Some(50_000_000), ..plan(1) };
    let error = build(&t, &small, &r, KEY).unwrap_err();
    assert!(matches!(error, BuildError::Memory { .. }));
    let text = error.to_string();
    assert!(text.contains("1:1") && text.contains("GB") && text.contains("smaller sample"), "{text}");
    for p in [
        Sampling { one_in: 0, ..plan(1) },
        Sampling { scale: f64::NAN, ..plan(100) },
        Sampling { scale: 0.0, ..plan(100) },
    ] {
        assert!(matches!(build(&t, &p, &r, KEY), Err(BuildError::Sampling { .. })));
    }
    assert!(matches!(build(&t, &plan(100), &Default::default(), KEY), Err(BuildError::Corridors { known: 0, .. })));
}

#[test]
fn a_destination_that_the_rules_do_not_know_is_left_out_with_a_warning() {
    let (t, mut r) = (tables(), rules());
    r.rules.corridor.list.retain(|c| c.0 != "france");
    let mut out = circula::base::diagnostics::Diagnostics::default();
    t.check(&r, &mut out);
    assert!(
        !out.has_errors() && out.list.len() == 1 && out.list[0].message.contains("`france`: 72900 people"),
        "{:?}",
        out.list
    );
    let (with, without) = (world(100), build(&t, &plan(100), &r, KEY).unwrap());
    assert!(without.persons() < with.persons());
    assert!(!without.corridors.contains(&"france".to_owned()));
}

#[test]
fn every_fault_of_the_tables_is_told_at_once_with_file_line_and_column() {
    let spoil = |name: &str, text: String| match name {
        "regions.csv" => text
            .replace("1993615", "many")
            .replace("2422108", "NaN")
            .replace("town,0.12", "twon,0.12")
            .replace("growth_year", "growht_year"),
        "stocks.csv" => text.replace("cote-divoire", "cote-d-ivoire").replace("\nGao,", "\nGoa,"),
        "sector-mix.csv" => text.replace("0.76", "0.86").replace("dry-farm", "dry-frm"),
        "elapsed.csv" => text.replacen("capital,free", "capitol,free", 1),
        "sectors.csv" => text.replace("trade,work,20", "trade,work,-20"),
        "ages.csv" => text.replace(",recalled,", ",guessed,"),
        _ => text,
    };
    let (_, out, sources) = changed(&spoil);
    let text = out.plain(&sources);
    for part in [
        "regions.csv:5:7: error: `many` is not a finite number",
        "regions.csv:6:11: error: `NaN` is not a finite number",
        "unknown setting `twon`",
        "did you mean `town`",
        "unknown column `growht_year`",
        "has no column `growth_year`",
        "unknown destination `cote-d-ivoire`",
        "did you mean `cote-divoire`",
        "unknown region `Goa`",
        "has no row for region `Gao`",
        "sector-mix.csv:5:1: error: the shares of sectors",
        "unknown sector `dry-frm`",
        "unknown destination `capitol`",
        "-20 is out of range",
        "`guessed` is no grade",
    ] {
        assert!(text.contains(part), "lacks `{part}`:\n{text}");
    }
    let (mut sources, mut out) = Default::default();
    circula::population::PopulationTables::read(&|_| Err("not there".to_owned()), &mut sources, &mut out);
    assert!(out.list.iter().filter(|d| d.message.contains("cannot be read: not there")).count() == 12);
}

#[test]
fn grades_and_sources_are_shown() {
    let t = tables();
    let list = t.evidence();
    assert!(
        list.iter().any(|e| e.table == "stocks.csv" && e.grade == Grade::Assumed && e.source.contains("World Bank"))
    );
    assert!(list.iter().any(|e| e.table == "elapsed.csv" && e.grade == Grade::Derived && e.source.contains("Dakola")));
    for name in circula::population::FILES {
        assert!(list.iter().any(|e| e.table == name), "{name}");
    }
}
