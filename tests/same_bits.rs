//! Same bits everywhere: on any number of threads, in any order of districts, through a saved file, in every build.
//!
//! The last is told by golden digests: `.ci/same-bits` runs this file in development and release builds, without
//! default features, and with FMA masked. A wanted change of results is blessed with `CIRCULA_BLESS=1 cargo test --test
//! same_bits`, which writes the digests and raises the version of the results.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod guard;

use circula::experiment::contrast::{self, Corners};
use circula::experiment::{Comparison, Design, Options, Variant, compare, gains};
use circula::journal::event::KINDS;
use circula::journal::ledger::FLOWS;
use circula::observe::measure::MEASURES;
use circula::output::text::to_markdown;
use circula::run::{Checks, Course, Outcome};
use circula::scenario::embedded;
use circula::world::World;
use guard::source::root;
use guard::trial::{course, length, months, samples, simulated, started, step};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

/// Districts enough for several threads.
const WIDE: &str = "population.sample.one_in=100";

/// Names of what happens and what is paid in a scenario, as far as a short run of a small sample has it, and whether
/// its rules change.
fn happenings(name: &str) -> BTreeSet<&'static str> {
    let course = course(name, &["population.sample.one_in=1000", "run.months=60"]);
    let tally = simulated(&course, started(&course)).tally;
    let events = KINDS.iter().filter(|kind| tally.count(kind.0, |_| true) > 0).map(|kind| kind.1);
    let flows = FLOWS.iter().filter(|flow| tally.paid(flow.0, |_| true) > 0).map(|flow| flow.1);
    events.chain(flows).chain((!course.loaded.changes.is_empty()).then_some("a dated change")).collect()
}

/// Shipped scenarios, as few as may be, that between them have everything that happens in any: each of them adds
/// something to those before it.
fn varied() -> &'static [&'static str] {
    static CHOSEN: OnceLock<Vec<&'static str>> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        let mut left: Vec<_> = samples().into_iter().map(|name| (name, happenings(name))).collect();
        let (mut chosen, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some(at) = (0..left.len()).max_by_key(|&i| left[i].1.difference(&seen).count()) {
            let (name, happenings) = left.swap_remove(at);
            if happenings.is_subset(&seen) {
                break;
            }
            seen.extend(happenings);
            chosen.push(name);
        }
        assert!(seen.len() > 60, "only {} kinds of events and flows", seen.len());
        chosen
    })
}

fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for &name in varied() {
        let course = course(name, &[WIDE, "run.months=36"]);
        let simulate = |threads| {
            on_threads(threads, || {
                let world = started(&course);
                assert!(world.districts.len() >= 6, "{} districts tell little", world.districts.len());
                simulated(&course, world)
            })
        };
        let one = simulate(1);
        assert!(one.tally.reviews > 1000);
        for threads in [2, 3, 8] {
            assert_eq!(simulate(threads).digest, one.digest, "{name} on {threads} threads");
        }
    }
}

/// Simulates a world whose districts were put in another order, and puts them back: the world at the end, and what is
/// remembered.
fn in_order(course: &Course, world: &World, order: &[usize]) -> (String, Outcome) {
    let mut world = world.clone();
    let mut districts: Vec<Option<_>> = world.districts.drain(..).map(Some).collect();
    world.districts = order.iter().map(|&i| districts[i].take().unwrap()).collect();
    let outcome = simulated(course, world.clone());
    months(course, &mut world, 0..length(course));
    let mut back: Vec<(usize, _)> = order.iter().copied().zip(world.districts.drain(..)).collect();
    back.sort_by_key(|d| d.0);
    world.districts = back.into_iter().map(|d| d.1).collect();
    (world.digest().unwrap(), outcome)
}

#[test]
fn any_order_of_districts_gives_the_same_bits() {
    for &name in varied() {
        let course = course(name, &[WIDE, "run.months=36"]);
        let world = started(&course);
        let n = world.districts.len();
        let straight: Vec<usize> = (0..n).collect();
        let (end, outcome) = in_order(&course, &world, &straight);
        let reversed: Vec<usize> = straight.iter().rev().copied().collect();
        // A stride without common divisor visits every district once.
        let stride = (n / 2 + 1..).find(|s| (2..=*s).all(|k| !s.is_multiple_of(k) || !n.is_multiple_of(k))).unwrap();
        let strided: Vec<usize> = (0..n).map(|i| (i * stride + 1) % n).collect();
        for order in [reversed, strided] {
            let (other_end, other) = in_order(&course, &world, &order);
            assert_eq!(other_end, end, "{name}: worlds differ in the order {order:?}");
            assert_eq!(other.tally, outcome.tally, "{name}: results differ in the order {order:?}");
        }
    }
}

/// Through a file and back.
fn saved(world: &World) -> World {
    postcard::from_bytes(&postcard::to_allocvec(world).unwrap()).unwrap()
}

#[test]
fn a_world_saved_and_loaded_in_any_month_goes_on_with_the_same_bits() {
    for &name in varied() {
        let course = course(name, &["population.sample.one_in=1200", "run.months=78"]);
        let mut world = started(&course);
        let mut loaded = Vec::new();
        for m in 0..length(&course) {
            // Month 60 as asked for, and months in the middle of a half-year, of which nothing is saved.
            if [1, 59, 60, 61, 62, 63, 64, 65].contains(&m) {
                loaded.push((m, saved(&world)));
            }
            let digest =
                if m == 0 { months(&course, &mut world, 0..1).remove(0) } else { step(&course, &mut world, m) };
            for (from, copy) in &mut loaded {
                assert_eq!(
                    step(&course, copy, m),
                    digest,
                    "{name}: saved before month {from}, the worlds part in \
                    month {m}"
                );
            }
        }
    }
}

/// Digests of some small runs by name.
fn golden() -> String {
    let mut text = String::from(
        "# Digests of results that every build and machine must give; see \
        tests/same_bits.rs.\n",
    );
    for (name, sets) in [
        ("guaranteed", ["population.sample.one_in=1000", "run.months=60"]),
        ("free-hardened", ["population.sample.one_in=1000", "run.months=60"]),
        ("irregular-route", ["population.sample.one_in=1100", "run.months=72"]),
    ] {
        let course = course(name, &sets);
        let outcome = simulated(&course, started(&course));
        text.push_str(&format!("{name} {} start {} result {}\n", sets.join(" "), outcome.start_digest, outcome.digest));
    }
    text
}

/// Versions of the results with the digests of their golden digests.
type Versions = Vec<(u32, String)>;

/// Digest of the golden digests of a text, comments left out.
fn digest(golden: &str) -> String {
    let lines = golden.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n"));
    blake3::hash(lines.collect::<String>().as_bytes()).to_hex().to_string()
}

/// What is wrong with the versions of a program that gives these golden digests.
fn fault(versions: &Versions, golden: &str) -> Option<String> {
    if versions.is_empty() || versions.iter().zip(1..).any(|(version, number)| version.0 != number) {
        return Some("versions are counted from 1, without a gap".to_owned());
    }
    if let Some(pair) = versions.windows(2).find(|pair| pair[0].1 == pair[1].1) {
        return Some(format!("version {} has the golden digests of version {}: it is none", pair[1].0, pair[0].0));
    }
    let (last, written) = versions.last().unwrap();
    (*written != digest(golden)).then(|| format!("version {last} has other golden digests: this is another version"))
}

/// The versions with the next one, where golden digests are not those of the last.
fn raised(mut versions: Versions, golden: &str) -> Versions {
    if versions.last().is_none_or(|(_, last)| *last != digest(golden)) {
        versions.push((versions.len() as u32 + 1, digest(golden)));
    }
    versions
}

/// The table of versions in a text: what stands before it, its rows, what stands after it.
fn table(source: &str) -> (&str, Versions, &str) {
    let start = source.find("= &[\n").unwrap() + "= &[\n".len();
    let end = start + source[start..].find("];\n").unwrap();
    let row = |line: &str| {
        let (number, digest) =
            line.trim().strip_prefix('(').unwrap().strip_suffix("\"),").unwrap().split_once(", \"").unwrap();
        (number.parse().unwrap(), digest.to_owned())
    };
    (&source[..start], source[start..end].lines().map(row).collect(), &source[end..])
}

#[test]
fn results_are_those_written_down_and_have_a_version_of_their_own() {
    let (golden_path, version_path) = (root().join("tests/data/golden.txt"), root().join("src/run/version.rs"));
    let (now, source) = (golden(), std::fs::read_to_string(&version_path).unwrap());
    if std::env::var_os("CIRCULA_BLESS").is_some() {
        std::fs::write(&golden_path, &now).unwrap();
        let (before, versions, after) = table(&source);
        let rows =
            raised(versions, &now).into_iter().map(|(number, digest)| format!("    ({number}, \"{digest}\"),\n"));
        std::fs::write(&version_path, format!("{before}{}{after}", rows.collect::<String>())).unwrap();
    }
    let written = std::fs::read_to_string(&golden_path).unwrap();
    assert_eq!(now, written, "a result changed: bless it if it was meant, else find the build that differs");
    let versions = table(&std::fs::read_to_string(&version_path).unwrap()).1;
    assert_eq!(fault(&versions, &now), None, "bless it: digests and version are written together");
}

#[test]
fn a_version_stands_for_its_golden_digests_and_no_others() {
    let (first, second) = ("# a\nx start 1 result 2\n", "# a\nx start 1 result 3\n");
    let one = raised(Vec::new(), first);
    assert_eq!((one.len(), fault(&one, first)), (1, None));
    // Another comment changes nothing; the same digests are no new version.
    assert_eq!(raised(one.clone(), &first.replace("# a", "# b")), one);
    // New digests without a new version, and a new version without new digests.
    assert!(fault(&one, second).unwrap().contains("version 1 has other golden digests"));
    let by_hand = [one.clone(), vec![(2, one[0].1.clone())]].concat();
    assert!(fault(&by_hand, first).unwrap().contains("version 2 has the golden digests of version 1"));
    assert!(fault(&vec![(2, one[0].1.clone())], first).unwrap().contains("without a gap"));
    let two = raised(one, second);
    assert_eq!((two.len(), two[1].0, fault(&two, second)), (2, 2, None));
    assert!(fault(&two, first).is_some());
}

#[test]
fn the_program_has_the_last_version_written_down() {
    let (versions, now) = (table(include_str!("../src/run/version.rs")).1, circula::run::RESULTS_VERSION);
    assert_eq!(versions.last().map(|v| v.0), Some(now));
    assert_eq!(versions.len(), circula::run::version::VERSIONS.len());
}

/// What stands around the tables of the README.
const AROUND: [&str; 2] = ["<!-- contrast -->\n", "<!-- end of contrast -->"];

/// A mean of the contrast over its replicates.
fn mean(found: &Comparison, variant: usize, names: &[&str]) -> f64 {
    let at = |name: &str| MEASURES.iter().position(|m| m.name == name).unwrap();
    let of = |name: &&str| found.mean(variant, |r| r.measures[at(name)]).map_or(0.0, |mean| mean.mean);
    names.iter().map(of).sum()
}

/// The README shows what the demonstration prints; and the two columns that are to differ from others in the rules
/// alone admit about as many.
#[test]
fn the_readme_shows_the_contrast_and_equal_admissions_are_about_equal() {
    let open = |name: &str| Variant::open(&embedded::files(), name, &Vec::<String>::new()).unwrap();
    let of = |name| Variant { reps: contrast::REPLICATES, ..open(name) };
    let design = Design::compared(contrast::SCENARIOS.map(of).into_iter().collect(), false).unwrap();
    let stop = AtomicBool::new(false);
    let options = Options { threads: 2, checks: Checks::Usual, memory: None, stop: &stop, watch: &(), keep: &() };
    let found = compare::run(&design, &options).unwrap();
    let Corners { few, few_otherwise, many, many_otherwise } = contrast::CORNERS;
    let admitted = |variant| mean(&found, variant, &["arrivals_programme", "arrivals_visa"]);
    let (small, large) = (admitted(few_otherwise) / admitted(few), admitted(many) / admitted(many_otherwise));
    assert!((0.5..2.0).contains(&small) && (0.7..1.4).contains(&large), "{small} and {large} times as many admitted");
    let tables = [contrast::table(&found, Some(contrast::CORNERS)), gains::table(&found, false)];
    let now: String = tables.iter().map(|table| to_markdown(table) + "\n").collect();
    let path = root().join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(AROUND[0]).unwrap();
    let (written, after) = rest.split_once(AROUND[1]).unwrap();
    if std::env::var_os("CIRCULA_BLESS").is_some() {
        std::fs::write(&path, [before, AROUND[0], &now, AROUND[1], after].concat()).unwrap();
    } else {
        assert_eq!(written, now, "the README shows another contrast: bless it");
    }
}
