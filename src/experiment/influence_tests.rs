use super::super::Reading;
use super::super::sensitivity::Varied;
use super::*;

const MEASURE: &str = "return_per_end";

fn design(method: Exploration, size: u32) -> Sensitivity {
    let varied = |(at, factor): (usize, &str)| Varied {
        path: format!("a.b{at}"),
        low: 0.0,
        high: 1.0,
        whole: false,
        factor: factor.to_owned(),
    };
    let factors = ["steep", "curved", "pair", "pair", "idle"];
    Sensitivity {
        method,
        varied: factors.into_iter().enumerate().map(varied).collect(),
        size,
        seed: 1,
        measures: vec![MEASURE.to_owned()],
    }
}

/// What a model tells at every point; nothing where `breaks` says so.
fn told(of: &Sensitivity, model: impl Fn(&[f64]) -> f64, breaks: impl Fn(usize) -> bool) -> Comparison {
    let at = MEASURES.iter().position(|measure| measure.name == MEASURE).unwrap();
    let reading = |value: f64| {
        let mut measures = vec![None; MEASURES.len()];
        measures[at] = Some(value);
        Ok(Reading { measures, ..Reading::default() })
    };
    let places = of.places().unwrap();
    let readings = places.iter().enumerate().map(|(point, places)| {
        let value = model(&of.values(places));
        let list = vec![reading(value - 0.5), reading(value + 0.5)];
        if breaks(point) { list.into_iter().map(|_| Err("broken".to_owned())).collect() } else { list }
    });
    Comparison {
        names: (0..places.len()).map(Sensitivity::name).collect(),
        abouts: Vec::new(),
        paired: true,
        what: String::new(),
        readings: readings.collect(),
    }
}

fn of_measure(of: &Sensitivity, found: &Comparison) -> Vec<Influence> {
    let list = influences(of, found, |measure| measure.name == MEASURE);
    list.into_iter().next().unwrap().by_factor
}

fn model(x: &[f64]) -> f64 {
    10.0 - 6.0 * x[0] + 3.0 * x[1] * x[1] + x[2] + 2.0 * x[3]
}

/// By hand: a straight line has its slope as effect everywhere, and 3x² one of 3 (x + x') at a step from x to x'.
#[test]
fn effects_of_straight_lines_are_their_slopes_and_others_spread() {
    let of = design(Exploration::Morris, 20);
    let found = of_measure(&of, &told(&of, model, |_| false));
    let steep = found[0].own.unwrap();
    assert!((steep.mean + 6.0).abs() < 1e-9 && (found[0].size.unwrap().mean - 6.0).abs() < 1e-9);
    assert!(found[0].spread.unwrap() < 1e-9 && steep.interval.unwrap().half_width() < 1e-9 && steep.count == 20);
    assert!((2.0..4.0).contains(&found[1].own.unwrap().mean) && found[1].spread.unwrap() > 0.5);
    assert!(found[2].own.is_none() && found[2].size.unwrap().mean > 0.5, "a group has no direction");
    assert_eq!(found[3].size.unwrap().mean, 0.0, "what does nothing has no effect");
}

/// By hand: variances of the parts are 36/12, 9 (1/5 − 1/9) = 0.8 and (1 + 4)/12.
#[test]
fn indices_of_a_sum_are_the_shares_of_its_parts() {
    let of = design(Exploration::Sobol, 256);
    let found = of_measure(&of, &told(&of, model, |_| false));
    let parts = [3.0, 0.8, 5.0 / 12.0, 0.0];
    let whole: f64 = parts.iter().sum();
    for (influence, part) in found.iter().zip(parts) {
        let [first, total] = [influence.own.unwrap(), influence.size.unwrap()];
        assert!((first.mean - part / whole).abs() < 0.03 && (total.mean - part / whole).abs() < 0.03, "{influence:?}");
        let interval = total.interval.unwrap();
        assert!(interval.low <= total.mean && total.mean <= interval.high);
    }
}

#[test]
fn points_that_did_not_end_are_left_out_and_counted() {
    let of = design(Exploration::Morris, 20);
    let found = of_measure(&of, &told(&of, model, |point| point == 7));
    assert!(found.iter().any(|influence| influence.size.unwrap().count == 19));
    assert!((found[0].own.unwrap().mean + 6.0).abs() < 1e-9);
    let of = design(Exploration::Sobol, 32);
    let found = of_measure(&of, &told(&of, model, |point| point < 12));
    assert!(found.iter().all(|influence| influence.size.unwrap().count == 30));
}

#[test]
fn tables_and_pictures_name_the_strongest_first() {
    let of = design(Exploration::Morris, 20);
    let found = told(&of, model, |_| false);
    let shown = table(&of, &found, |measure| measure.name == MEASURE, Some(2));
    let factors: Vec<String> = shown.rows.iter().map(|row| row[2].shown()).collect();
    assert_eq!(factors, ["steep", "curved"]);
    let figures = figures(&of, &found);
    assert_eq!(figures.iter().map(|figure| figure.name).collect::<Vec<_>>(), FIGURES);
    assert_eq!(figures[0].points.rows[0][0].shown(), "steep: 0 to 1");
}
