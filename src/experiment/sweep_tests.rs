use super::*;
use crate::scenario::embedded;

fn factor(text: &str) -> Factor {
    Factor::parse(text).unwrap()
}

fn values(text: &str) -> Vec<String> {
    factor(text).listed().unwrap()
}

#[test]
fn ranges_have_both_ends_and_lists_are_sorted_if_they_are_numbers() {
    assert_eq!(values("a.b=0..3000/7"), ["0", "500", "1000", "1500", "2000", "2500", "3000"]);
    assert_eq!(values("a=0..0.3/4"), ["0", "0.1", "0.2", "0.3"]);
    assert_eq!(values("a=-1..1/2"), ["-1", "1"]);
    assert_eq!(values("a= 0.9, 0,0.5 "), ["0", "0.5", "0.9"]);
    assert_eq!(values("bond=none,escrow"), ["none", "escrow"]);
}

#[test]
fn what_is_no_factor_is_refused() {
    for text in ["a", "a=", "=1,2", "a=1", "a=1,", "a=,"] {
        assert_eq!(Factor::parse(text), Err(SweepError::Form { text: text.to_owned() }), "{text}");
    }
    for text in ["a=0..1", "a=1..0/3", "a=1..1/3", "a=0..1/1", "a=0..1/501", "a=0..inf/3", "a=x..1/3", "a=0..1/-1"] {
        assert_eq!(Factor::parse(text), Err(SweepError::Range { text: text.to_owned() }), "{text}");
    }
    assert!(matches!(Factor::parse("a=1,1.0"), Err(SweepError::Twice { .. })));
}

#[test]
fn points_are_every_combination_once() {
    let swept = Swept::grid(&[factor("x.a=1,2"), factor("y.b=u,v")]).unwrap();
    let names: Vec<String> = (0..4).map(|at| swept.name(at)).collect();
    assert_eq!(names, ["a-1_b-u", "a-1_b-v", "a-2_b-u", "a-2_b-v"]);
    assert_eq!(swept.sets(2), ["x.a=2", "y.b=u"]);
    let many = [factor("a=0..1/500"), factor("b=0..1/500")];
    assert_eq!(Swept::grid(&many), Err(SweepError::TooMany { points: 250_000 }));
    assert!(matches!(Swept::grid(&[factor("a=1,2"), factor("a=3,4")]), Err(SweepError::SamePath { .. })));
}

fn bundle() -> Factor {
    let level = |name: &str, sets: &[&str]| Level {
        name: name.to_owned(),
        sets: sets.iter().map(|set| (*set).to_owned()).collect(),
    };
    let levels = vec![level("none", &["bond=none"]), level("high", &["bond.escrow.amount_eur=2000"])];
    Factor { name: "deposit".to_owned(), values: Values::Bundle(levels) }
}

#[test]
fn a_list_goes_through_all_factors_at_once() {
    let swept = Swept::list(&[bundle(), factor("a=1,2")]).unwrap();
    assert_eq!(swept.points, [["none", "1"], ["high", "2"]]);
    assert_eq!(swept.sets(1), ["bond.escrow.amount_eur=2000", "a=2"]);
    assert_eq!(swept.name(1), "point-002");
    assert!(matches!(Swept::list(&[bundle(), factor("a=1,2,3")]), Err(SweepError::Uneven { .. })));
}

/// In each twentieth of a range lies one point of a hypercube; levels have equal parts; whole numbers stay whole.
#[test]
fn points_are_spread_over_ranges_and_levels() {
    let range =
        |name: &str, to: f64| Factor { name: name.to_owned(), values: Values::Range { from: 0.0, to, steps: None } };
    let list = [range("a", 20.0), range("n", 3.0), bundle()];
    let of = |spread, seed| Swept::spread(&list, spread, 20, seed, &|path| path == "n").unwrap();
    let cube = of(Spread::LatinHypercube, 1);
    let mut strata: Vec<usize> = cube.points.iter().map(|point| point[0].parse::<f64>().unwrap() as usize).collect();
    strata.sort_unstable();
    assert_eq!(strata, (0..20).collect::<Vec<_>>());
    let count = |at: usize, value: &str| cube.points.iter().filter(|point| point[at] == value).count();
    assert_eq!(["0", "1", "2", "3"].map(|value| count(1, value)), [5; 4]);
    assert_eq!(["none", "high"].map(|value| count(2, value)), [10; 2]);
    assert_eq!(cube, of(Spread::LatinHypercube, 1));
    assert_ne!(cube, of(Spread::LatinHypercube, 2));
    assert_ne!(cube, of(Spread::Sobol, 1));
    assert!(matches!(Swept::grid(&list), Err(SweepError::Steps { .. })));
}

#[test]
fn a_sweep_knows_its_variants() {
    let swept = Swept::grid(&[bundle(), factor("attention.movers=0.01,0.02")]).unwrap();
    let files = embedded::files();
    let open = |at: usize| Variant::open(&files, "circula:bonded", &swept.sets(at)).unwrap();
    let variants: Vec<Variant> = (0..4).map(open).collect();
    assert!(swept.is_of(&files, &variants) && !swept.is_of(&files, &variants[..3]));
    let mut other = swept.clone();
    other.points.swap(0, 1);
    assert!(!other.is_of(&files, &variants));
    other.points[0] = vec!["lofty".to_owned(), "0.01".to_owned()];
    assert!(!other.is_of(&files, &variants));
}
