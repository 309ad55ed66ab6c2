use super::*;
use crate::experiment::sweep::Factor;
use crate::experiment::{Reading, Variant};
use crate::scenario::embedded;

fn factors(list: &[&str]) -> Vec<Factor> {
    list.iter().map(|text| Factor::parse(text).unwrap()).collect()
}

/// Readings at the points of a sweep in which every measure is a function of the point and the replicate.
fn found(swept: &Swept, of: impl Fn(&[String], f64) -> f64) -> Comparison {
    let reading = |point: &Vec<String>, replicate: usize| {
        let value = of(point, replicate as f64);
        Ok(Reading { measures: MEASURES.iter().map(|_| Some(value)).collect(), ..Reading::default() })
    };
    Comparison {
        names: (0..swept.points.len()).map(|at| swept.name(at)).collect(),
        abouts: Vec::new(),
        paired: true,
        what: String::new(),
        readings: swept.points.iter().map(|point| (0..3).map(|r| reading(point, r)).collect()).collect(),
    }
}

fn names(list: &[Figure]) -> Vec<&'static str> {
    list.iter().map(|figure| figure.name).collect()
}

fn value(text: &str) -> f64 {
    number(text).unwrap()
}

#[test]
fn the_pictures_fit_what_is_varied() {
    let pictures = |list: &[&str]| {
        let swept = Swept::grid(&factors(list)).unwrap();
        names(&figures(&swept, &found(&swept, |_, r| r)))
    };
    assert_eq!(pictures(&["a=0..1/5"]), ["dose-response"]);
    assert_eq!(pictures(&["a=0..1/5", "b=u,v"]), ["dose-response"]);
    assert_eq!(pictures(&["a=0..1/5", "b=1..3/3"]), ["dose-response", "map"]);
    assert_eq!(pictures(&["a=0..1/12", "b=1..9/9"]), ["dose-response-1", "dose-response-2", "map"]);
    assert_eq!(pictures(&["a=0..1/3", "b=0..1/3", "c=u,v"]), ["dose-response-1", "dose-response-2", "levels"]);
    assert_eq!(pictures(&["b=u,v,w"]), ["levels"]);
    assert_eq!(pictures(&["a=1,2"]), ["levels"]);
}

/// By hand: the measure is a + 10 b + replicate; over b = 0, 1, 2 its mean at a is a + 10 + replicate.
#[test]
fn a_curve_over_one_of_several_numbers_is_the_mean_over_the_others() {
    let swept = Swept::grid(&factors(&["a=0,1,5", "b=0,1,2", "c=u,v"])).unwrap();
    let found = found(&swept, |point, r| value(&point[0]) + 10.0 * value(&point[1]) + r);
    let list = figures(&swept, &found);
    let row = |at: usize| match &list[0].points.rows[at][4] {
        Cell::Estimate { mean, low, high, .. } => (*mean, high - low),
        other => panic!("{other:?}"),
    };
    // Replicates 0, 1, 2: mean 1, standard error 1/sqrt(3), t(2) = 4.302653.
    for (at, mean) in [(0, 11.0), (1, 12.0), (2, 16.0)] {
        assert!((row(at).0 - mean).abs() < 1e-12 && (row(at).1 - 2.0 * 2.484_138).abs() < 1e-5, "{:?}", row(at));
    }
}

/// By hand: under `u` the measure is 10 + replicate, mean 11; `v` adds 2.2 in every replicate: 20 % with no scatter.
#[test]
fn levels_are_told_against_the_first() {
    let swept = Swept::grid(&factors(&["b=u,v", "c=x,y,z"])).unwrap();
    let found = found(&swept, |point, r| 10.0 + r + if point[0] == "v" { 2.2 } else { 0.0 });
    let list = figures(&swept, &found);
    let told = |at: usize| (list[0].points.rows[at][0].shown(), list[0].points.rows[at][4].clone());
    let (row, cell) = told(0);
    let Cell::Estimate { mean, low, high, .. } = cell else { panic!("{cell:?}") };
    assert!(row == "b: v against u" && (mean - 20.0).abs() < 1e-9 && (high - low) < 1e-9, "{row} {mean}");
    assert!(matches!(told(4).1, Cell::Estimate { mean, .. } if mean.abs() < 1e-9), "c changes nothing");
}

/// Spread points are joined, eight and eight, in the order of their values.
#[test]
fn many_points_are_joined_to_a_readable_curve() {
    let points = (0..64).map(|at| vec![((at * 37 % 64) as f64 / 64.0).to_string()]).collect();
    let factors = vec![SweptFactor { name: "a".to_owned(), levels: Vec::new() }];
    let swept = Swept { factors, points, grid: false };
    let found = parts(&swept, 0);
    assert_eq!(found.len(), 8);
    assert!(found.iter().all(|(_, members)| members.len() == 8));
    assert!((found[0].0 - 3.5 / 64.0).abs() < 1e-12 && (found[7].0 - 59.5 / 64.0).abs() < 1e-12);
}

#[test]
fn what_is_varied_is_read_off_the_plans() {
    let design = |name: &str, list: &[&str]| {
        let swept = Swept::grid(&factors(list)).unwrap();
        let open = |at: usize| Variant::open(&embedded::files(), name, &swept.sets(at)).unwrap();
        Design::compared((0..swept.points.len()).map(open).collect(), false).unwrap()
    };
    let found =
        read_off(&design("circula:bonded", &["bond.escrow.believed=0.5,0.9", "bond.escrow.amount_eur=0..2000/3"]));
    let found = found.unwrap();
    let paths: Vec<&str> = found.factors.iter().map(|factor| factor.name.as_str()).collect();
    assert_eq!(paths, ["bond.escrow.amount_eur", "bond.escrow.believed"]);
    assert!(found.grid && found.points.len() == 6);
    assert!(read_off(&design("circula:bonded", &["bond.escrow.amount_eur=0,500"])).is_none(), "two are no curve");
    let open = |name: &str| Variant::open(&embedded::files(), name, &[]).unwrap();
    let others = ["circula:state-led", "circula:bonded", "circula:free-circulation"].map(open);
    assert!(read_off(&Design::compared(others.into(), false).unwrap()).is_none());
}
