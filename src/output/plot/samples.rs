//! Sample pictures: every kind of chart with ordinary and with odd data. The ignored test leaves them in a folder to be
//! looked at.

use super::*;
use crate::base::math::{exp, logistic};

fn wave(i: f64, phase: f64) -> f64 {
    // A yearly wave without a sine: triangles are enough for a sample.
    let part = (i / 12.0 + phase).rem_euclid(1.0);
    1.0 - 4.0 * (part - 0.5).abs()
}

const NOTE: &str = "Invented data. Bands and intervals: 95 % t intervals over 32 replicates, Monte Carlo error only; \
        what is uncertain about the world comes on top.";

fn line_chart() -> LineChart {
    let names = [
        "State-led: selection, tied contract, return visa",
        "Free circulation",
        "State-led without recall",
        "Free with an escrow bond of 1,500 EUR",
        "Status quo",
    ];
    let series = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let points = (0..72).map(|i| {
                let i = f64::from(i);
                let k = index as f64;
                let y = 0.8 - 0.08 * k * (1.0 - exp(-i / 20.0)) + 0.02 * wave(i, 0.1 * k);
                if index == 2 && (30.0..40.0).contains(&i) {
                    Point::new(month_number(2005, 1) + i, f64::NAN)
                } else {
                    Point::with_band(month_number(2005, 1) + i, y, y - 0.02 - i * 0.0003, y + 0.02 + i * 0.0003)
                }
            });
            Series::new(*name, points.collect())
        })
        .collect();
    LineChart {
        caption: Caption::new(
            "Fewer workers are back home within twelve months once circulation is free",
            "Share of authorised spells that ended with a return within 12 months of arrival, by month of arrival; \
                Colombia–Spain. Line: mean of 32 replicates; band: 95 % interval of that mean.",
            NOTE,
        ),
        x: Axis::calendar("month of arrival"),
        y: Axis::number("back home within 12 months (share of arrivals)").limits(0.0, 1.0),
        series,
    }
}

fn survival_chart() -> SurvivalChart {
    let curve = |name: &str, monthly: f64, people: f64| {
        let steps: Vec<Point> = (0..37)
            .map(|m| {
                let s = exp(-monthly * f64::from(m));
                let half = 0.05 * s * (1.0 - s) * 4.0;
                Point::with_band(f64::from(m), s, (s - half).max(0.0), (s + half).min(1.0))
            })
            .collect();
        let at_risk = steps.iter().map(|step| (step.x, (people * step.y) as u64)).collect();
        SurvivalCurve { name: name.to_owned(), steps, at_risk }
    };
    SurvivalChart {
        caption: Caption::new(
            "Overstay lasts longer when re-entry is closed",
            "Share still abroad after the authorised end (Kaplan–Meier; extension, regularisation, death and removal \
                are censored). Band: 95 % interval by Greenwood's formula.",
            NOTE,
        ),
        x: Axis::duration("months after the authorised end"),
        y: Axis::number("still abroad (share of spells)").limits(0.0, 1.0),
        at_risk_title: "Still abroad and under observation (persons)".to_owned(),
        curves: vec![
            curve("State-led", 0.25, 12_480.0),
            curve("Free circulation", 0.12, 9_310.0),
            curve("State-led without a guaranteed return visa for the next season", 0.05, 1_204.0),
        ],
    }
}

fn area_chart() -> AreaChart {
    let layers = [
        "in the programme",
        "abroad, regular otherwise",
        "abroad, irregular",
        "regularised",
        "back home after a spell",
    ];
    let panel = |name: &str, shift: f64| AreaPanel {
        name: name.to_owned(),
        x: (0..72).map(|i| month_number(2005, 1) + f64::from(i)).collect(),
        layers: (0..5)
            .map(|layer| {
                (0..72)
                    .map(|i| {
                        let (i, l) = (f64::from(i), f64::from(layer));
                        (2_000.0 + 1_500.0 * wave(i, 0.2 * l) * (1.0 - shift) + 30.0 * i * (l * shift + 0.2)).max(0.0)
                    })
                    .collect()
            })
            .collect(),
    };
    AreaChart {
        caption: Caption::new(
            "Where the participants are, month by month",
            "Persons by status, mean of 32 replicates; all variants have the same scale.",
            NOTE,
        ),
        x: Axis::calendar("month"),
        y: Axis::number("persons"),
        layers: layers.map(str::to_owned).to_vec(),
        panels: vec![
            panel("State-led", 0.1),
            panel("Free circulation", 0.9),
            panel(
                "Free circulation with an escrow \
            bond and a longer name",
                0.5,
            ),
        ],
    }
}

fn bar_chart() -> BarChart {
    let group = |name: &str, values: [f64; 3]| BarGroup {
        name: name.to_owned(),
        bars: values
            .map(|v| (v != 0.5).then(|| Bar::new(v, v - 150.0 - v.abs() * 0.08, v + 150.0 + v.abs() * 0.08)))
            .to_vec(),
    };
    BarChart {
        caption: Caption::new(
            "Who gains and who pays, for each worker and year",
            "Net of all posts of the ledger; right of zero is a gain. Bar: mean of 32 replicates; whisker: 95 % \
                interval of that mean.",
            NOTE,
        ),
        x: Axis::number("net gain (EUR per participant and year)"),
        numbers_title: "mean [95 % interval], EUR".to_owned(),
        decimals: 0,
        variants: ["State-led", "Free circulation", "Free circulation with an escrow bond"].map(str::to_owned).to_vec(),
        groups: vec![
            group("migrant's household", [4_820.0, 6_110.0, 5_650.0]),
            group("employer in the destination country", [2_300.0, 1_850.0, 1_900.0]),
            group("guarantor", [-120.0, 0.5, -640.0]),
            group("agency in the origin country and its partner organisations", [-1_450.0, -210.0, -260.0]),
            group("host state", [-900.0, 310.0, 120.0]),
            group("bank that holds the bonds", [0.5, f64::NAN, 12_000.0]),
        ],
    }
}

fn grid_chart() -> LineGrid {
    let beliefs = [0.0, 0.3, 0.6, 0.9];
    let panel = |row: usize, column: usize| GridPanel {
        row,
        column,
        lines: beliefs
            .iter()
            .map(|belief| {
                (0..=12)
                    .map(|i| {
                        let bond = f64::from(i) * 500.0;
                        Point::new(
                            bond,
                            logistic(-1.5 + bond / 1_500.0 + 2.5 * belief - 0.8 * row as f64 - 0.5 * column as f64),
                        )
                    })
                    .collect()
            })
            .collect(),
    };
    LineGrid {
        caption: Caption::new(
            "A bond replaces the hope of recall, up to a point",
            "Share of workers who go home at term, over the size of the bond, when they believe in recall with the \
                probability shown. Computed for one worker; no replicates.",
            NOTE,
        ),
        x: Axis::number("bond (EUR)"),
        y: Axis::number("returns at term (share)").limits(0.0, 1.0),
        lines_title: "Believed chance of recall".to_owned(),
        lines: beliefs.map(|belief| format!("{belief:.1}")).to_vec(),
        columns: ["wage 30 EUR/day", "wage 45 EUR/day", "wage 60 EUR/day"].map(str::to_owned).to_vec(),
        rows: ["irregular work 8 days/month", "irregular work 16 days/month"].map(str::to_owned).to_vec(),
        panels: (0..6).filter(|i| *i != 5).map(|i| panel(i / 3, i % 3)).collect(),
    }
}

/// What must not break a picture.
fn odd_chart() -> LineChart {
    let long = "A name <with> \"quotes\" & ampersands, so long that it must be broken into several lines, \
        Averyveryveryverylongwordwithoutanyspaceinside";
    LineChart {
        caption: Caption::new(
            "Odd data: <one point>, equal values, huge values, gaps & an empty series, in a title so long that it \
                needs a second line",
            "No subtitle to speak of",
            "",
        ),
        x: Axis::number("bond (EUR)"),
        y: Axis::number("EUR"),
        series: vec![
            Series::new(long, vec![Point::with_band(3.0, 12_000_000.0, 11_000_000.0, 14_000_000.0)]),
            Series::new("equal", (0..10).map(|i| Point::new(f64::from(i), 5_000_000.0)).collect()),
            Series::new(
                "negative with gaps",
                (0..10)
                    .map(|i| Point::new(f64::from(i), if i % 3 == 2 { f64::NAN } else { -2_000_000.0 - f64::from(i) }))
                    .collect(),
            ),
            Series::new("empty", vec![]),
            Series::new("only holes", vec![Point::new(f64::NAN, f64::INFINITY)]),
            Series::new("near equal", (0..10).map(|i| Point::new(f64::from(i), 5_000_001.0)).collect()),
            Series::new("ends early", (0..5).map(|i| Point::new(f64::from(i), 8_000_000.0)).collect()),
        ],
    }
}

fn many_lines() -> LineChart {
    LineChart {
        series: (0..24)
            .map(|k| {
                Series::new(
                    format!("line {k}"),
                    (0..60)
                        .map(|i| Point::new(f64::from(i), f64::from(k) + f64::from(i) * 0.01 * f64::from(k % 5)))
                        .collect(),
                )
            })
            .collect(),
        x: Axis::number("month"),
        y: Axis::number("persons"),
        ..line_chart()
    }
}

fn samples() -> Vec<(&'static str, String)> {
    let empty = Caption::new("Nothing", "", "");
    let (x, y) = (Axis::number("x"), Axis::number("y"));
    vec![
        ("lines", lines(&line_chart())),
        ("survival", survival(&survival_chart())),
        ("areas", areas(&area_chart())),
        ("bars", bars(&bar_chart())),
        ("grid", line_grid(&grid_chart())),
        ("odd", lines(&odd_chart())),
        ("many", lines(&many_lines())),
        ("empty-lines", lines(&LineChart { caption: empty.clone(), x: x.clone(), y: y.clone(), series: vec![] })),
        (
            "empty-survival",
            survival(&SurvivalChart {
                caption: empty.clone(),
                x: x.clone(),
                y: y.clone(),
                at_risk_title: String::new(),
                curves: vec![SurvivalCurve::default()],
            }),
        ),
        (
            "empty-areas",
            areas(&AreaChart { caption: empty.clone(), x: x.clone(), y: y.clone(), layers: vec![], panels: vec![] }),
        ),
        (
            "five-areas",
            areas(&AreaChart { panels: area_chart().panels.iter().cycle().take(5).cloned().collect(), ..area_chart() }),
        ),
        (
            "empty-bars",
            bars(&BarChart {
                caption: empty.clone(),
                x: x.clone(),
                numbers_title: String::new(),
                decimals: 0,
                variants: vec![],
                groups: vec![],
            }),
        ),
        (
            "empty-grid",
            line_grid(&LineGrid {
                caption: empty,
                x,
                y,
                lines_title: String::new(),
                lines: vec![],
                columns: vec![],
                rows: vec![],
                panels: vec![],
            }),
        ),
    ]
}

#[test]
#[ignore = "writes pictures to be looked at into $CIRCULA_SAMPLES"]
fn write_samples() {
    let folder = std::path::PathBuf::from(std::env::var_os("CIRCULA_SAMPLES").expect("CIRCULA_SAMPLES names a folder"));
    for (name, svg) in samples() {
        crate::base::files::write_whole(&folder.join(format!("{name}.svg")), svg.as_bytes()).unwrap();
    }
}

#[test]
fn pictures_are_the_same_bytes_each_time_and_hold_no_nan() {
    for ((name, first), (_, second)) in samples().into_iter().zip(samples()) {
        assert!(first == second, "{name}");
        assert!(!first.contains("NaN") && !first.contains("inf\""), "{name}");
    }
}

/// Tags of the document, in order, opened and closed.
fn balanced(svg: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or("");
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or(""));
        }
    }
    open.is_empty()
}

#[test]
fn pictures_are_well_formed_and_speak() {
    for (name, svg) in samples() {
        assert!(balanced(&svg), "{name}");
        assert!(svg.contains("role=\"img\"") && svg.contains("<title>") && svg.contains("<desc>"), "{name}");
        assert!(!svg.contains("<with>") && !svg.contains(" & "), "{name}");
    }
}

#[test]
fn every_name_number_and_unit_is_in_the_picture() {
    let svg = bars(&bar_chart());
    for part in [
        "12,000 [10,890, 13,110]",
        "−640",
        "guarantor",
        "net gain (EUR per participant and year)",
        "Monte Carlo error only",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    let svg = lines(&line_chart());
    for part in ["\n2005\n", "month of arrival", "Status quo", "stroke-dasharray"] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(survival(&survival_chart()).contains("12,480"));
    assert!(line_grid(&grid_chart()).contains("no data"));
}

mod whatever_the_data {
    use super::*;
    use proptest::prelude::*;

    fn any_points() -> impl Strategy<Value = Vec<Point>> {
        let point = (any::<f64>(), any::<f64>(), proptest::option::of((any::<f64>(), any::<f64>())))
            .prop_map(|(x, y, band)| Point { x, y, band });
        prop::collection::vec(prop_oneof![point, (0.0..40.0, -1e6..1e6).prop_map(|(x, y)| Point::new(x, y))], 0..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn there_is_a_picture(series in prop::collection::vec(("\\PC{0,60}", any_points()), 0..6), low in any::<f64>(),
            high in any::<f64>(), words in
            "\\PC{0,200}") {
            let axes = [Axis::number(&*words).limits(low, high), Axis::calendar(&*words), Axis::duration(&*words),
                Axis::number(&*words).from_zero()];
            let caption = Caption::new(&*words, &*words, &*words);
            let names: Vec<String> = series.iter().map(|(name, _)| name.clone()).collect();
            let points: Vec<Vec<Point>> = series.iter().map(|(_, points)| points.clone()).collect();
            for x in &axes {
                let y = &axes[0];
                let named = points.iter().zip(&names).map(|(points, name)| Series::new(&**name,
                    points.clone())).collect();
                let curves = points.iter().map(|points| SurvivalCurve { name: words.clone(), steps: points.clone(),
                    at_risk: points.iter().map(|point| (point.x, u64::MAX)).collect() }).collect();
                let layers: Vec<Vec<f64>> = points.iter().map(|points| points.iter().map(|point|
                    point.y).collect()).collect();
                let panel = AreaPanel { name: words.clone(), x: points.first().map_or_else(Vec::new, |points|
                    points.iter().map(|point| point.x).collect()), layers };
                let group = BarGroup { name: words.clone(), bars: points.iter().flatten().map(|point|
                    Some(Bar { value: point.y, interval: point.band })).collect() };
                let cell = GridPanel { row: 0, column: 1, lines: points.clone() };
                for svg in [
                    lines(&LineChart { caption: caption.clone(), x: x.clone(), y: y.clone(), series: named }),
                    survival(&SurvivalChart { caption: caption.clone(), x: x.clone(), y: y.clone(),
                        at_risk_title: words.clone(), curves }),
                    areas(&AreaChart { caption: caption.clone(), x: x.clone(), y: y.clone(), layers: names.clone(),
                        panels: vec![panel] }),
                    bars(&BarChart { caption: caption.clone(), x: x.clone(), numbers_title: words.clone(), decimals: 1,
                        variants: names.clone(), groups: vec![group] }),
                    line_grid(&LineGrid { caption: caption.clone(), x: x.clone(), y: y.clone(),
                        lines_title: words.clone(), lines: names.clone(), columns: names.clone(), rows: names.clone(),
                            panels: vec![cell] }),
                ] {
                    prop_assert!(balanced(&svg) && svg.ends_with("</svg>\n"));
                }
            }
        }
    }
}
