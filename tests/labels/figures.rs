//! The points of the pictures: each is held to the row, column and series under which it stands, worked out from the
//! replicates simulated here.

use super::numbers::{estimate, near, none, wrong};
use super::study::{MONTHS, NAMES, Sheet, number, study};
use circula::base::units::Month;
use circula::journal::ledger::{Account, FLOWS, PARTIES, PLACES, Party};
use circula::journal::{Cause, Circle, Place, Status, Way};
use circula::observe::tally::{LONGEST, Tally};
use std::collections::BTreeMap;

/// Months of a point: with 48 months or more, half a year.
const PERIOD: usize = 6;

fn points(name: &str) -> Sheet {
    let sheet = study().table(&format!("plots/{name}.csv"));
    let names = ["row", "column", "series", "x", "value", "value_low", "value_high", "at_risk"];
    assert_eq!(sheet.names, names, "{name}");
    sheet
}

/// The month of the middle of the period that begins with a month of the run.
fn middle(from: usize) -> String {
    Month::new(2005, 1).plus((from + PERIOD / 2) as i32).to_string()
}

/// Values in the order in which a sheet has them: column, series, x.
fn keys(sheet: &Sheet) -> Vec<[String; 3]> {
    sheet.rows.iter().map(|row| ["column", "series", "x"].map(|name| row[name].clone())).collect()
}

fn overseas(t: &Tally) -> Vec<usize> {
    (0..t.circles.len()).filter(|&k| t.circles[k] == Circle::Overseas).collect()
}

/// Arrivals overseas of a month and those home within 12 months.
fn arrived(t: &Tally, month: usize) -> [i64; 2] {
    let cells = (0..Way::COUNT).flat_map(|way| overseas(t).into_iter().map(move |k| way * t.corridors + k));
    cells.fold([0, 0], |sum, cell| {
        let c = &t.cohorts[month][cell];
        [sum[0] + c.arrived, sum[1] + c.home_12]
    })
}

/// Authorised ends of contracts and permits of a month, and those still there some months later.
fn ended(t: &Tally, month: usize, after: usize) -> [i64; 2] {
    [Status::Contract, Status::Permit].into_iter().fold([0, 0], |sum, status| {
        let e = &t.ended[month][status as usize];
        let left: i64 = (0..=after).flat_map(|m| (0..Cause::COUNT).map(move |c| e.exits[m * Cause::COUNT + c])).sum();
        [sum[0] + e.ends, sum[1] + e.ends - left]
    })
}

#[test]
fn return_and_overstay_stand_under_their_kind_variant_and_half_year() {
    type Counts = Box<dyn Fn(&Tally, usize) -> [i64; 2]>;
    let kinds: [(&str, usize, Counts); 3] = [
        ("home within 12 months of arrival", 12, Box::new(arrived)),
        ("still there 3 months after the authorised end", 3, Box::new(|t, m| ended(t, m, 3))),
        ("still there 12 months after the authorised end", 12, Box::new(|t, m| ended(t, m, 12))),
    ];
    let sheet = points("return-and-overstay-by-cohort");
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    for (kind, follow, of) in &kinds {
        for (v, variant) in NAMES.into_iter().enumerate() {
            // The last month of a period is followed to the last month of the run at most.
            for from in (0..MONTHS).step_by(PERIOD).filter(|from| from + PERIOD - 1 + follow < MONTHS) {
                let share = |t: &Tally| {
                    let [all, part] =
                        (from..from + PERIOD).map(|m| of(t, m)).fold([0, 0], |s, c| [s[0] + c[0], s[1] + c[1]]);
                    (all > 0).then(|| part as f64 / all as f64)
                };
                let mut value = estimate(&study().tallies(v).filter_map(share).collect::<Vec<_>>());
                value[1] = value[1].map(|low| low.max(0.0));
                value[2] = value[2].map(|high| high.min(1.0));
                let key = [(*kind).to_owned(), variant.to_owned(), middle(from)];
                let row = sheet.only(&[("column", kind), ("series", variant), ("x", &key[2])]);
                faults.extend(wrong(row, "value", value).into_iter().map(|w| format!("{key:?}: {w}")));
                wanted.push(key);
            }
        }
    }
    none("return and overstay", &faults);
    assert_eq!(keys(&sheet), wanted);
    assert!(sheet.rows.iter().filter(|row| row["value"].is_empty()).count() < sheet.rows.len() / 4);
}

/// At risk, and share still there, by months after the end: all replicates together; extended contracts are no ends;
/// who is there when the run ends is last seen then.
fn survival(variant: usize) -> Vec<(i64, f64)> {
    let (mut left, mut seen, mut entered) = (vec![0; LONGEST], vec![0; LONGEST], 0);
    for t in study().tallies(variant) {
        for month in 0..MONTHS {
            for status in [Status::Contract, Status::Permit] {
                let e = &t.ended[month][status as usize];
                let by = |cause: usize| (0..=LONGEST).map(move |m| e.exits[m * Cause::COUNT + cause]);
                let entries = e.ends - by(Cause::Extension as usize).sum::<i64>();
                let mut staying = entries;
                for cause in (0..Cause::COUNT).filter(|&c| c != Cause::Extension as usize) {
                    for (after, n) in by(cause).enumerate() {
                        left[after.min(LONGEST - 1)] += n;
                        staying -= n;
                    }
                }
                entered += entries;
                seen[MONTHS - 1 - month] += staying;
            }
        }
    }
    let (mut at_risk, mut share, mut curve) = (entered, 1.0, Vec::new());
    for month in 0..MONTHS {
        if at_risk > 0 {
            share *= 1.0 - left[month] as f64 / at_risk as f64;
            curve.push((at_risk, share));
        }
        at_risk -= left[month] + seen[month];
    }
    curve
}

#[test]
fn the_curve_of_overstay_is_that_of_the_variant_named_with_those_at_risk() {
    let sheet = points("overstay-survival");
    let mut rows = sheet.rows.iter();
    for (v, variant) in NAMES.into_iter().enumerate() {
        let curve = survival(v);
        assert!(curve.len() > 12 && curve[0].0 > 50, "{variant}: {curve:?}");
        // Everybody is there at first.
        let first = rows.next().unwrap();
        let shown = ["series", "x", "value", "value_low", "at_risk"].map(|name| first[name].as_str());
        assert_eq!(shown, [variant, "0", "1", "", &curve[0].0.to_string()]);
        for (month, (at_risk, share)) in curve.into_iter().enumerate() {
            let row = rows.next().unwrap();
            assert_eq!([&row["series"], &row["x"]], [variant, &month.to_string()]);
            assert_eq!(row["at_risk"], at_risk.to_string(), "at risk, {variant} after {month} months");
            let fields = ["value_low", "value", "value_high"].map(|name| number(&row[name]).unwrap());
            assert!(near(fields[1], share), "{variant} after {month} months: {} for {share}", fields[1]);
            assert!(fields[0] <= fields[1] && fields[1] <= fields[2], "{row:?}");
        }
    }
    assert_eq!(rows.next(), None);
}

/// Months after the end by which so many had left by each cause, all replicates of a variant together, as long as
/// nobody's observation has ended: plain shares.
#[test]
fn those_who_have_left_are_stacked_by_how_they_left_and_all_layers_are_everybody() {
    let sheet = points("exits-after-the-end");
    let layers = [
        ("has papers again", Cause::Regularisation),
        ("moved on", Cause::Onward),
        ("died", Cause::Death),
        ("removed", Cause::Removal),
        ("home by own will", Cause::Return),
    ];
    for (v, variant) in NAMES.into_iter().enumerate() {
        let curve = survival(v);
        let panel = format!("{variant} (n = {})", circula::base::table::grouped_whole(curve[0].0));
        let value = |layer: &str, month: usize| {
            let row = sheet.only(&[("column", &panel), ("series", layer), ("x", &month.to_string())]);
            number(&row["value"]).unwrap()
        };
        for (month, (_, share)) in curve.iter().enumerate() {
            assert!(near(value("still there", month), *share), "{variant} after {month} months");
            let sum: f64 = value("still there", month) + layers.iter().map(|l| value(l.0, month)).sum::<f64>();
            assert!((sum - 1.0).abs() < 1e-9, "{variant} after {month} months: {sum}");
        }
        // In the month of the end nobody's observation has ended.
        for (layer, cause) in layers {
            let left = |t: &Tally| -> i64 {
                let at = |s: Status| t.ended.iter().map(|m| m[s as usize].exits[cause as usize]).sum::<i64>();
                at(Status::Contract) + at(Status::Permit)
            };
            let share = study().tallies(v).map(left).sum::<i64>() as f64 / curve[0].0 as f64;
            assert!(near(value(layer, 0), share), "{variant}: {layer} is {} for {share}", value(layer, 0));
        }
    }
    assert_eq!(sheet.rows.len(), (0..NAMES.len()).map(|v| 6 * survival(v).len()).sum::<usize>());
}

/// Rights of stay by the words of the legend, from the bottom up.
const LAYERS: [(&str, Status); 4] = [
    ("under contract", Status::Contract),
    ("with a permit of their own", Status::Permit),
    ("with papers after a time without", Status::Settled),
    ("without papers", Status::Irregular),
];

#[test]
fn each_layer_of_the_stocks_is_of_the_right_of_stay_that_it_names_and_together_they_are_all() {
    let sheet = points("stocks-overseas");
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
    for (v, variant) in NAMES.into_iter().enumerate() {
        for (layer, status) in LAYERS {
            for month in 0..MONTHS {
                let of = |t: &Tally| {
                    let there = overseas(t).into_iter().map(|k| t.stocks[month][k * Status::COUNT + status as usize]);
                    there.sum::<i64>() as f64 * t.weight()
                };
                let value = super::numbers::mean(&study().tallies(v).map(of).collect::<Vec<_>>());
                let date = Month::new(2005, 1).plus(month as i32).to_string();
                let row = sheet.only(&[("column", variant), ("series", layer), ("x", &date)]);
                let is = number(&row["value"]).unwrap();
                if !near(is, value) {
                    faults.push(format!("{layer} of {variant} in {date} is {is}, worked out {value}"));
                }
                *sums.entry((variant.to_owned(), date.clone())).or_default() += is;
                wanted.push([variant.to_owned(), layer.to_owned(), date]);
            }
        }
    }
    none("stocks", &faults);
    assert_eq!(keys(&sheet), wanted);
    for ((variant, date), sum) in sums {
        let v = NAMES.iter().position(|name| *name == variant).unwrap();
        let month = Month::parse(&date).unwrap().since(Month::new(2005, 1)) as usize;
        let all = |t: &Tally| {
            let there = overseas(t).into_iter().flat_map(|k| (0..Status::COUNT).map(move |s| k * Status::COUNT + s));
            there.map(|cell| t.stocks[month][cell]).sum::<i64>() as f64 * t.weight()
        };
        let wanted = super::numbers::mean(&study().tallies(v).map(all).collect::<Vec<_>>());
        assert!(near(sum, wanted), "{variant} in {date}: the layers are {sum} of {wanted} overseas");
    }
}

#[test]
fn arrivals_stand_under_their_way_variant_and_half_year() {
    let ways = [
        ("under contract of a programme", Way::Programme),
        ("with a visa or permit of their own", Way::Visa),
        ("by the route without papers", Way::Irregular),
    ];
    let sheet = points("arrivals-overseas");
    let (mut wanted, mut faults) = (Vec::new(), Vec::new());
    for (words, way) in ways {
        for (v, variant) in NAMES.into_iter().enumerate() {
            for from in (0..MONTHS).step_by(PERIOD).filter(|from| from + PERIOD <= MONTHS) {
                let a_year = |t: &Tally| {
                    let cells = (from..from + PERIOD).flat_map(|m| overseas(t).into_iter().map(move |k| (m, k)));
                    let arrived = cells.map(|(m, k)| t.cohorts[m][way as usize * t.corridors + k].arrived);
                    arrived.sum::<i64>() as f64 * t.weight() * 12.0 / PERIOD as f64
                };
                let key = [words.to_owned(), variant.to_owned(), middle(from)];
                let row = sheet.only(&[("column", words), ("series", variant), ("x", &key[2])]);
                let mut value = estimate(&study().tallies(v).map(a_year).collect::<Vec<_>>());
                value[1] = value[1].map(|low| low.max(0.0));
                faults.extend(wrong(row, "value", value).into_iter().map(|w| format!("{key:?}: {w}")));
                wanted.push(key);
            }
        }
    }
    none("arrivals", &faults);
    assert_eq!(keys(&sheet), wanted);
}

/// What a party gets less what it pays at places that pass a filter, EUR per 1,000 adults and year: by its accounts.
fn net(t: &Tally, party: Party, at: impl Fn(Place) -> bool) -> f64 {
    let sign = |account: Account| i64::from(account.party() == party);
    let cents: i64 = FLOWS
        .iter()
        .map(|&(flow, _, from, to, _)| {
            let paid = Place::all(t.corridors).filter(|&p| at(p)).map(|p| t.books[flow as usize * PLACES + p.row()]);
            (sign(to) - sign(from)) * paid.sum::<i64>()
        })
        .sum();
    cents as f64 / 100.0 / (t.person_months as f64 / 12_000.0)
}

#[test]
fn money_stands_under_its_party_and_variant() {
    for (name, everywhere) in [("money-by-party", false), ("money-by-party-everywhere", true)] {
        let sheet = points(name);
        let at = |t: &Tally, place: Place| {
            everywhere || place.position().is_some_and(|k| t.circles.get(k) == Some(&Circle::Overseas))
        };
        let (mut wanted, mut faults) = (Vec::new(), Vec::new());
        for &(party, title, _) in PARTIES {
            let all = |v: usize| -> Vec<f64> { study().tallies(v).map(|t| net(t, party, |p| at(t, p))).collect() };
            let shown = (0..NAMES.len()).any(|v| all(v).iter().any(|x| *x != 0.0));
            for (v, variant) in NAMES.into_iter().enumerate().filter(|_| shown) {
                let row = sheet.only(&[("row", title), ("series", variant)]);
                let wrong = wrong(row, "value", estimate(&all(v)));
                faults.extend(wrong.into_iter().map(|w| format!("{title}, {variant}: {w}")));
                wanted.push([title, variant]);
            }
        }
        none(name, &faults);
        let keys: Vec<[&str; 2]> = sheet.rows.iter().map(|row| ["row", "series"].map(|n| row[n].as_str())).collect();
        assert_eq!(keys, wanted, "{name}");
        assert!(keys.len() >= 10 * NAMES.len(), "{name}: {keys:?}");
    }
}

/// Whatever the numbers, a worker goes home the rather the more he believes to be asked back, the less work without
/// papers there is, and the greater the bond: so rows, columns and series are not taken for each other.
#[test]
fn the_effect_of_a_bond_rises_with_the_bond_and_the_promise_and_falls_with_the_work_to_be_had() {
    let sheet = points("effect-of-a-bond");
    let of = |row: &str, column: &str, series: &str, bond: &str| {
        let fits = |r: &&BTreeMap<String, String>| {
            r["row"] == row && r["column"].contains(column) && r["series"] == series && r["x"] == bond
        };
        let found: Vec<f64> = sheet.rows.iter().filter(fits).map(|r| number(&r["value"]).unwrap()).collect();
        assert_eq!(found.len(), 1, "{row}, {column}, {series}, {bond}");
        found[0]
    };
    let rising = |values: [f64; 3], what: &str| {
        assert!(values[0] <= values[1] && values[1] <= values[2] && values[0] < values[2], "{what}: {values:?}");
    };
    let markets = ["boom: 15 days a month at 35 EUR", "11.5 days a month at 30 EUR", "slump: 8 days a month at 25 EUR"];
    for row in ["no debt", "debt of 2,500 EUR"] {
        for market in markets {
            rising(["0.05", "0.5", "0.9"].map(|recall| of(row, market, recall, "0")), "by chance of being asked back");
        }
        for recall in ["0.05", "0.5", "0.9"] {
            rising(markets.map(|market| of(row, market, recall, "0")), "from boom to slump");
            rising(["0", "1500", "3000"].map(|bond| of(row, markets[0], recall, bond)), "by bond");
        }
    }
    for recall in ["0.05", "0.5"] {
        let [without, with] = ["no debt", "debt of 2,500 EUR"].map(|row| of(row, markets[0], recall, "0"));
        assert!(with < without, "who owes money stays where work is good: {with} and {without} at {recall}");
    }
}
