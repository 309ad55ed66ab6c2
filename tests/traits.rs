//! What distinguishes people for ever, and what the calendar makes of them, share no random bit: over 20,000 persons
//! any two traits are independent, in the large and bit by bit.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::base::draws::{Draws, WorldKey};
use circula::base::units::Month;
use circula::engine::calendar::{CANDIDATES, Calendar, THINNING};
use circula::engine::taste::{self, normal};
use circula::institution::Rules;
use circula::mechanism::backing::CLOSENESS;
use circula::mechanism::programme::ADMITTED;
use circula::mechanism::work::CHANNEL;
use circula::world::person::Background;
use circula::world::{District, Household, Person};
use guard::trial::course;

const PEOPLE: u64 = 20_000;
/// Random bits that a trait is told by.
const BITS: u32 = 10;

/// The half-year in which candidates and thinning are looked at.
const T: Month = Month::new(2006, 1);

/// A trait of everybody, as the number of its ten random bits (the highest tell most).
struct Trait {
    name: String,
    of: Vec<u64>,
}

/// Number of the place in the table of normal values.
fn place_of(x: f64, table: &[f64]) -> u64 {
    table.iter().position(|y| *y == x).unwrap_or_else(|| panic!("{x} is no value of the table")) as u64
}

/// The ten highest bits of a uniform number.
fn ten(x: f64) -> u64 {
    (x * f64::from(1 << BITS)) as u64
}

/// Ids as people have them: village, month of birth, rank.
fn ids() -> impl Iterator<Item = u64> {
    (0..PEOPLE).map(|i| {
        Person::id_of((i / 40) as u32, Month::new(1950 + (i % 40) as u16, 1 + (i % 12) as u16), (i % 3) as u32)
    })
}

/// Traits by the functions that the model reads them with, in spreads where a number is behind them.
fn all(rules: &Rules) -> Vec<Trait> {
    let table: Vec<f64> = (0..1024).map(normal).collect();
    let key = WorldKey::new(1, 0);
    let people: Vec<Draws> = ids().map(|id| key.of(id)).collect();
    let mut list = Vec::new();
    let mut add = |name: &str, of: &dyn Fn(Draws) -> u64| {
        list.push(Trait { name: name.to_owned(), of: people.iter().map(|d| of(*d)).collect() });
    };
    let spread = rules.information.personal_spread;
    add("home preference", &|d| place_of(taste::traits(d).home(), &table));
    add("work days", &|d| taste::traits(d).days_bits() as u64);
    add("accepted risk", &|d| taste::traits(d).risk_bits() as u64);
    let hopes: Vec<f64> = table.iter().map(|x| (1.0 + spread * x).max(0.05)).collect();
    add("optimism", &|d| place_of(taste::traits(d).optimism(rules), &hopes));
    for way in 0..5 {
        add(&format!("liking {way}"), &|d| place_of(taste::liking(taste::liking_word(d), way), &table));
    }
    for way in [0, 1, 3] {
        add(&format!("liking {way} elsewhere"), &|d| {
            place_of(taste::liking(taste::liking_elsewhere(d, 1), way), &table)
        });
    }
    add("remittance channel", &|d| ten(d.unit(CHANNEL, 0, 0)));
    add("capacity of kin", &|d| ten(d.unit(CLOSENESS, 0, 0)));
    add("admission by sex", &|d| ten(d.unit(ADMITTED, 0, 0)));
    add("admission by child", &|d| ten(d.unit(ADMITTED, 0, 1)));
    add("thinning", &|d| ten(d.unit(THINNING, T.key(), 0)));
    for month in 0..6 {
        add(&format!("candidate in month {month}"), &|d| (Calendar::word(d, T.0 / 6) >> (10 * month)) % 1024);
    }
    list.extend(targets(rules, &people));
    list.push(Trait { name: "fate of the half-year".into(), of: fates() });
    list
}

/// Whether and for what somebody saves: the first by who saves at rising shares of savers, the second by the sum.
fn targets(rules: &Rules, people: &[Draws]) -> Vec<Trait> {
    let saver = |share: f64, d: Draws| {
        let mut rules = rules.clone();
        rules.preference.target_share = share;
        taste::target_eur(&rules, d)
    };
    // The number behind who saves, found from outside by halving: ten halvings, ten bits.
    let threshold = |d: Draws| {
        (0..BITS).fold(0, |low, bit| {
            let half = 1 << (BITS - 1 - bit);
            let share = f64::from(low + half) / 1024.0;
            if saver(share, d).is_none() { low + half } else { low }
        })
    };
    let sums: Vec<f64> = people.iter().map(|d| saver(1.0, *d).unwrap()).collect();
    let mut order: Vec<f64> = sums.clone();
    order.sort_by(f64::total_cmp);
    order.dedup();
    assert_eq!(order.len(), 1024, "a sum has ten random bits");
    let sum = sums.iter().map(|x| order.partition_point(|y| y < x) as u64).collect();
    let share = people.iter().map(|d| threshold(*d) as u64).collect();
    vec![Trait { name: "whether to save".into(), of: share }, Trait { name: "what to save for".into(), of: sum }]
}

/// The second word of the half-year, by which people die: as the calendar hands it out.
fn fates() -> Vec<u64> {
    let household = Household {
        wealth: 0,
        assets: 0,
        asset_income: 0,
        seen: T,
        village: 0,
        line: 0,
        earners: 0,
        dependants: 0,
        away: 0,
        regional: 0,
        overseas: 0,
        kin_regional: 0,
        kin_overseas: 0,
        quintile: 0,
    };
    let mut d = District { households: vec![household], ..District::default() };
    for id in ids() {
        let background =
            Background { woman: false, child: false, schooling: circula::world::person::Schooling::None, sector: 0 };
        d.persons.push(Person::new(id, 0, Month::new(1980, 1), background));
    }
    let mut words = vec![0; PEOPLE as usize];
    Calendar::new(0.1).list(&mut d, WorldKey::new(1, 0), T, |_, position, word| {
        words[position as usize] = word >> (64 - BITS);
    });
    words
}

/// One bit of a trait of everybody, 64 persons a word.
fn column(of: &Trait, bit: u32) -> Vec<u64> {
    of.of.chunks(64).map(|c| c.iter().enumerate().fold(0, |w, (i, x)| w | ((x >> bit & 1) << i))).collect()
}

/// How far the agreement of two bits is from one half, in standard deviations.
fn agreement(a: &[u64], b: &[u64]) -> f64 {
    let n = PEOPLE as f64;
    let differ: u32 = a.iter().zip(b).map(|(x, y)| (x ^ y).count_ones()).sum();
    (f64::from(differ) - 0.5 * n) / (0.25 * n).sqrt()
}

/// Chi-square of two traits in eighths: 49 degrees of freedom, in standard deviations from its mean.
fn eighths(a: &Trait, b: &Trait) -> f64 {
    let mut counts = [[0.0; 8]; 8];
    let (mut rows, mut columns) = ([0.0; 8], [0.0; 8]);
    for (x, y) in a.of.iter().zip(&b.of) {
        let (i, j) = ((x >> (BITS - 3)) as usize, (y >> (BITS - 3)) as usize);
        counts[i][j] += 1.0;
        rows[i] += 1.0;
        columns[j] += 1.0;
    }
    let mut sum = 0.0;
    for i in 0..8 {
        for j in 0..8 {
            let expected = rows[i] * columns[j] / PEOPLE as f64;
            sum += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
        }
    }
    (sum - 49.0) / 98.0_f64.sqrt()
}

/// Pairs of traits that are not independent, with what tells it.
fn dependent(traits: &[Trait]) -> Vec<String> {
    let columns: Vec<Vec<Vec<u64>>> = traits.iter().map(|t| (0..BITS).map(|b| column(t, b)).collect()).collect();
    let mut found = Vec::new();
    for i in 0..traits.len() {
        for j in 0..i {
            let (a, b) = (&traits[i], &traits[j]);
            let chi = eighths(a, b);
            if chi > 6.0 {
                found.push(format!("{} and {}: {chi:.1} deviations in eighths", a.name, b.name));
            }
            for (x, y) in (0..BITS as usize).flat_map(|x| (0..BITS as usize).map(move |y| (x, y))) {
                let z = agreement(&columns[i][x], &columns[j][y]);
                if z.abs() > 5.5 {
                    found.push(format!("{} and {}: bits {x} and {y} agree, {z:.1}", a.name, b.name));
                }
            }
        }
    }
    found
}

fn rules() -> Rules {
    course("base", &[]).segments[0].1.rules.clone()
}

#[test]
fn no_two_traits_of_a_person_share_a_bit() {
    let traits = all(&rules());
    assert!(traits.len() >= 20);
    let found = dependent(&traits);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Each is what it says: even over its ten bits.
    for t in &traits {
        for bit in 0..BITS {
            let zero = vec![0; column(t, bit).len()];
            assert!(agreement(&column(t, bit), &zero).abs() < 5.5, "{}: bit {bit} is not even", t.name);
        }
    }
}

#[test]
fn traits_that_share_bits_would_be_found_however_few_they_share() {
    let key = WorldKey::new(1, 0);
    let word = |id: u64| key.of(id).bits(taste::TRAITS, 0, 0);
    let at = |name: &str, shift: u32| Trait {
        name: name.to_owned(),
        of: ids().map(|id| (word(id) >> shift) % 1024).collect(),
    };
    // One bit is shared: the lowest of one, the highest of the other.
    assert_eq!(dependent(&[at("a", 0), at("b", 9)]).len(), 1);
    assert!(dependent(&[at("a", 20), at("b", 25)]).len() >= 5);
    assert!(!dependent(&[at("a", 20), at("b", 20)]).is_empty());
    assert!(dependent(&[at("a", 20), at("b", 30)]).is_empty());
    // The word of the calendar where the traits should have one of their own, and one bit turned round.
    let candidates = |id: u64| key.of(id).bits(CANDIDATES, u32::from(T.0 / 6), 0);
    let (a, b): (Vec<u64>, Vec<u64>) = ids().map(|id| (candidates(id) % 1024, candidates(id) >> 3 & 1023 ^ 1)).unzip();
    let named = |name: &str, of: Vec<u64>| Trait { name: name.into(), of };
    assert!(dependent(&[named("a", a), named("b", b)]).len() >= 7);
}

#[test]
fn draws_of_other_months_share_no_bit_with_those_of_this() {
    let key = WorldKey::new(1, 0);
    let month = |t: Month| -> Vec<u64> { ids().map(|id| ten(key.of(id).unit(THINNING, t.key(), 0))).collect() };
    let named = |name: &str, of: Vec<u64>| Trait { name: name.into(), of };
    let half = |h: u16| -> Vec<u64> { ids().map(|id| Calendar::word(key.of(id), h) % 1024).collect() };
    let months = [
        named("thinning", month(T)),
        named("a month later", month(T.plus(1))),
        named("a year later", month(T.plus(12))),
        named("candidates", half(T.0 / 6)),
        named("half a year later", half(T.0 / 6 + 1)),
    ];
    let found = dependent(&months);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
