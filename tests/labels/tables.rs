//! The tables of the folder: each column is held to what it says, worked out from the replicates simulated here.

use super::numbers::{deviation, estimate, mean, near, none, quantile, wrong};
use super::study::{MONTHS, NAMES, REPS, number, study};
use circula::base::units::Month;
use circula::experiment::welfare::{self, Lives};
use circula::journal::event::Kind;
use circula::journal::ledger::Flow;
use circula::journal::{Circle, Status};
use circula::observe::measure::{MEASURES, Measure, named};
use circula::observe::monthly::{self, MONTHLY};
use circula::observe::tally::Tally;
use std::collections::{BTreeMap, BTreeSet};

/// Columns of the runs that are no measures.
const OF_RUNS: [&str; 6] = ["variant", "replicate", "status", "reason", "start_digest", "digest"];

fn finite(measure: &Measure, tally: &Tally) -> Option<f64> {
    (measure.of)(tally).filter(|value| value.is_finite())
}

/// Values of a measure over the replicates of a variant that have it.
fn values(measure: &str, variant: usize) -> Vec<f64> {
    study().tallies(variant).filter_map(|tally| finite(named(measure).unwrap(), tally)).collect()
}

#[test]
fn every_column_of_the_runs_holds_the_measure_of_its_name() {
    let sheet = study().table("runs.csv");
    let names: Vec<&str> = OF_RUNS.iter().copied().chain(MEASURES.iter().map(|m| m.name)).collect();
    assert_eq!(sheet.names, names);
    assert_eq!(sheet.rows.len(), NAMES.len() * REPS);
    for (v, variant) in NAMES.into_iter().enumerate() {
        for (rep, outcome) in study().outcomes[v].iter().enumerate() {
            let row = sheet.only(&[("variant", variant), ("replicate", &rep.to_string())]);
            assert_eq!([&row["status"], &row["reason"]], ["ended", ""], "{variant} {rep}");
            assert_eq!([&row["start_digest"], &row["digest"]], [&outcome.start_digest, &outcome.digest]);
            for column in sheet.names.iter().filter(|name| !OF_RUNS.contains(&name.as_str())) {
                let wanted = finite(named(column).unwrap(), &outcome.tally);
                assert_eq!(number(&row[column]), wanted, "{column} of {variant}, replicate {rep}");
            }
        }
    }
}

/// A few columns worked out without the measures.
#[test]
fn some_columns_of_the_runs_are_what_can_be_counted_by_other_means() {
    let sheet = study().table("runs.csv");
    for (v, variant) in NAMES.into_iter().enumerate() {
        for (rep, t) in study().tallies(v).enumerate() {
            let years = MONTHS as f64 / 12.0;
            let overseas: Vec<usize> = (0..t.circles.len()).filter(|&k| t.circles[k] == Circle::Overseas).collect();
            let arrived: i64 = overseas
                .iter()
                .flat_map(|k| t.events.iter().map(move |m| m[Kind::Arrived as usize * (1 + t.corridors) + 1 + k]))
                .sum();
            let irregular: i64 =
                overseas.iter().flat_map(|k| t.stocks.iter().map(move |m| m[k * 5 + Status::Irregular as usize])).sum();
            let income: i64 = t.money.iter().map(|m| m[Flow::HomeIncome as usize]).sum();
            let row = sheet.only(&[("variant", variant), ("replicate", &rep.to_string())]);
            for (name, wanted) in [
                ("arrivals_overseas", arrived as f64 * t.weight() / years),
                ("irregular_months", irregular as f64 * t.weight() / years / 1e3),
                ("home_income", income as f64 / 100.0 / t.households as f64 / MONTHS as f64),
            ] {
                assert!(near(number(&row[name]).unwrap(), wanted), "{name} of {variant} {rep}: {} {wanted}", row[name]);
            }
        }
    }
}

#[test]
fn every_row_of_the_series_is_the_quantity_and_the_month_that_it_names() {
    let sheet = study().table("series-runs.csv");
    assert_eq!(sheet.names, ["variant", "replicate", "month", "observable", "value"]);
    let mut seen = BTreeSet::new();
    for row in &sheet.rows {
        let v = NAMES.iter().position(|name| *name == row["variant"]).unwrap();
        let rep: usize = row["replicate"].parse().unwrap();
        let t = &study().outcomes[v][rep].tally;
        let month = Month::parse(&row["month"]).unwrap().since(Month::new(2005, 1));
        let of = MONTHLY[monthly::position(&row["observable"]).unwrap()].of;
        assert_eq!(number(&row["value"]), Some(of(t, month as usize)), "{row:?}");
        seen.insert((v, rep, month, row["observable"].clone()));
    }
    assert_eq!((seen.len(), sheet.rows.len()), (NAMES.len() * REPS * MONTHS * MONTHLY.len(), seen.len()));
}

#[test]
fn every_row_of_the_means_of_the_series_is_the_mean_over_its_replicates() {
    let sheet = study().table("series.csv");
    assert_eq!(sheet.names, ["variant", "month", "observable", "n", "mean", "mean_low", "mean_high"]);
    assert_eq!(sheet.rows.len(), NAMES.len() * MONTHS * MONTHLY.len());
    let mut faults = Vec::new();
    for row in sheet.rows.iter().step_by(7) {
        let v = NAMES.iter().position(|name| *name == row["variant"]).unwrap();
        let month = Month::parse(&row["month"]).unwrap().since(Month::new(2005, 1)) as usize;
        let of = MONTHLY[monthly::position(&row["observable"]).unwrap()].of;
        let values: Vec<f64> = study().outcomes[v].iter().map(|outcome| of(&outcome.tally, month)).collect();
        assert_eq!(row["n"], values.len().to_string());
        faults.extend(wrong(row, "mean", estimate(&values)));
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_row_of_the_summary_is_of_the_measure_and_variant_that_it_names() {
    let sheet = study().table("summary.csv");
    let names = ["variant", "measure", "unit", "n", "mean", "mean_low", "mean_high", "sd"];
    assert_eq!(sheet.names[..8], names);
    assert_eq!(sheet.names[8..], ["q05", "q25", "q50", "q75", "q95"]);
    assert_eq!(sheet.rows.len(), NAMES.len() * MEASURES.len());
    let mut faults = Vec::new();
    for row in &sheet.rows {
        let v = NAMES.iter().position(|name| *name == row["variant"]).unwrap();
        let values = values(&row["measure"], v);
        let mut wrong = wrong(row, "mean", estimate(&values));
        let mut check = |name: &str, wanted: Option<f64>| {
            let is = number(&row[name]);
            if is.is_some() != wanted.is_some() || !near(is.unwrap_or(0.0), wanted.unwrap_or(0.0)) {
                wrong.push(format!("{name} is {is:?}, worked out {wanted:?}"));
            }
        };
        check("n", Some(values.len() as f64));
        check("sd", (values.len() > 1).then(|| deviation(&values)));
        for (q, name) in [(0.05, "q05"), (0.25, "q25"), (0.5, "q50"), (0.75, "q75"), (0.95, "q95")] {
            check(name, (!values.is_empty()).then(|| quantile(&values, q)));
        }
        assert_eq!(row["unit"], named(&row["measure"]).unwrap().unit, "{}", row["measure"]);
        faults.extend(wrong.into_iter().map(|w| format!("{} of {}: {w}", row["measure"], row["variant"])));
    }
    none("summary", &faults);
}

/// Differences of a measure from the first variant, replicate by replicate.
fn differences(measure: &str, variant: usize) -> Vec<f64> {
    let of = |v: usize, rep: usize| finite(named(measure).unwrap(), &study().outcomes[v][rep].tally);
    (0..REPS).filter_map(|rep| Some(of(variant, rep)? - of(0, rep)?)).collect()
}

#[test]
fn every_difference_is_the_variant_less_the_baseline() {
    let sheet = study().table("comparison.csv");
    assert_eq!(sheet.names[..6], ["measure", "unit", "variant", "baseline", "n", "mean"]);
    assert_eq!(sheet.names[6..], ["mean_low", "mean_high", "pairs", "difference", "difference_low", "difference_high"]);
    assert_eq!(sheet.rows.len(), NAMES.len() * MEASURES.len());
    let mut faults = Vec::new();
    for row in &sheet.rows {
        let measure = &row["measure"];
        let v = NAMES.iter().position(|name| *name == row["variant"]).unwrap();
        let (values, more) = (values(measure, v), if v > 0 { differences(measure, v) } else { vec![] });
        let mut wrong = wrong(row, "mean", estimate(&values));
        wrong.extend(super::numbers::wrong(row, "difference", estimate(&more)));
        assert_eq!([&row["n"], &row["pairs"]], [&values.len().to_string(), &more.len().to_string()], "{row:?}");
        assert_eq!([row["baseline"].as_str(), row["unit"].as_str()], [NAMES[0], named(measure).unwrap().unit]);
        faults.extend(wrong.into_iter().map(|w| format!("{measure} of {}: {w}", row["variant"])));
    }
    none("comparison", &faults);
}

/// Values of a frozen plan by path, as the plan writes them; a table with nothing in it is a value of its own.
fn plan(name: &str) -> BTreeMap<String, String> {
    let text = study().text(&format!("plans/{name}/plan.toml"));
    let (mut values, mut table) = (BTreeMap::new(), String::new());
    for line in text.lines().take_while(|line| *line != "[burn_in_rules]") {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            table = name.to_owned();
            values.insert(format!("{table}."), String::new());
        } else if let Some((key, value)) = line.split_once(" = ") {
            let path = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
            values.insert(path, value.to_owned());
        }
    }
    values
}

/// The variant of an institution that a plan has: the table within the table of that name.
fn chosen(plan: &BTreeMap<String, String>, path: &str) -> String {
    let within = |key: &String| {
        let rest = key.strip_prefix(path)?.strip_prefix('.')?.strip_suffix('.')?;
        (!rest.contains('.')).then(|| rest.to_owned())
    };
    let found: BTreeSet<String> = plan.keys().filter_map(within).collect();
    assert_eq!(found.len(), 1, "{path}: {found:?}");
    found.into_iter().next().unwrap()
}

#[test]
fn every_column_of_the_design_is_a_value_in_which_the_plans_differ() {
    let (sheet, book) = (study().table("design.csv"), study().table("codebook.csv"));
    assert_eq!(sheet.names[..4], ["variant", "scenario", "about", "plan_hash"]);
    let plans = NAMES.map(plan);
    for (row, (name, plan)) in sheet.rows.iter().zip(NAMES.into_iter().zip(&plans)) {
        assert_eq!([row["variant"].as_str(), row["scenario"].as_str()], [name, &format!("circula:{name}")]);
        assert_eq!(format!("\"{}\"", row["about"].replace('"', "\\\"")), plan["about"]);
        for path in &sheet.names[4..] {
            let said = book.only(&[("file", "design.csv"), ("name", path)]);
            let wanted = match said["unit"].as_str() {
                "variant" => chosen(plan, path),
                _ => plan.get(path).cloned().unwrap_or_default(),
            };
            assert_eq!(row[path], wanted, "{path} of {name}");
        }
    }
    // All that differs has a column, and nothing else has.
    let paths: BTreeSet<&String> = plans.iter().flat_map(BTreeMap::keys).filter(|path| !path.ends_with('.')).collect();
    let differs = |path: &&&String| plans.iter().any(|plan| plan.get(**path) != plans[0].get(**path));
    let differing: BTreeSet<&String> = paths.iter().filter(differs).copied().collect();
    let columns: BTreeSet<&String> = sheet.names[4..].iter().collect();
    let own = |path: &&&String| !columns.contains(**path) && !["name", "about"].contains(&path.as_str());
    let missing: Vec<_> = differing.iter().filter(own).collect();
    assert!(missing.is_empty() && differing.len() > 40, "no column for {missing:?}");
    for path in columns {
        let shown: BTreeSet<&String> = sheet.rows.iter().map(|row| &row[path]).collect();
        assert!(shown.len() > 1, "{path} differs in nothing");
    }
}

/// Definitions and units by name.
fn declared() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    MEASURES.iter().map(|m| (m.name, (m.unit, m.definition))).collect()
}

#[test]
fn the_codebook_names_every_column_in_its_order_with_the_unit_that_is_declared() {
    let book = study().table("codebook.csv");
    assert_eq!(book.names, ["file", "name", "unit", "definition"]);
    for file in
        ["design.csv", "runs.csv", "summary.csv", "comparison.csv", "welfare.csv", "series.csv", "series-runs.csv"]
    {
        let named: Vec<&String> = book.rows.iter().filter(|r| r["file"] == file).map(|r| &r["name"]).collect();
        assert_eq!(named, study().table(file).names.iter().collect::<Vec<_>>(), "{file}");
    }
    let declared = declared();
    let mut units: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &book.rows {
        let said = (row["unit"].as_str(), row["definition"].as_str());
        let wanted = match row["file"].as_str() {
            "runs.csv" | "summary.csv, comparison.csv: measure" => declared.get(row["name"].as_str()).copied(),
            "series.csv, series-runs.csv: observable" => {
                monthly::position(&row["name"]).map(|at| (MONTHLY[at].unit, MONTHLY[at].definition))
            }
            "welfare.csv: measure" => welfare::measures::named(&row["name"]).map(|m| (m.unit, m.definition)),
            _ => None,
        };
        if let Some(wanted) = wanted {
            assert_eq!(said, wanted, "{} in {}", row["name"], row["file"]);
            *units.entry(row["file"].as_str()).or_default() += 1;
        } else {
            assert!(!said.1.is_empty(), "{} in {} has no definition", row["name"], row["file"]);
        }
    }
    let wanted = [
        ("runs.csv", MEASURES.len()),
        ("series.csv, series-runs.csv: observable", MONTHLY.len()),
        ("summary.csv, comparison.csv: measure", MEASURES.len()),
        ("welfare.csv: measure", welfare::measures::WELFARE.len()),
    ];
    assert_eq!(units.into_iter().collect::<Vec<_>>(), wanted);
}

/// Units of columns that are no measures: a count of replicates, of none, by the row.
#[test]
fn other_columns_have_the_unit_of_what_they_hold() {
    let book = study().table("codebook.csv");
    for (file, name, unit) in [
        ("runs.csv", "replicate", "number"),
        ("runs.csv", "digest", ""),
        ("summary.csv", "n", "replicates"),
        ("summary.csv", "mean_low", "by row"),
        ("summary.csv", "sd", "by row"),
        ("comparison.csv", "pairs", "replicates"),
        ("comparison.csv", "difference_high", "by row"),
        ("series.csv", "mean_low", "by observable"),
        ("series-runs.csv", "value", "by observable"),
        ("design.csv", "bond", "variant"),
        ("design.csv", "bond.escrow.amount_eur", "EUR"),
        ("design.csv", "corridor.spain.lawful.visa.odds", "share"),
        ("design.csv", "corridor.spain.agreement.programme.term_months", "months"),
    ] {
        assert_eq!(book.only(&[("file", file), ("name", name)])["unit"], unit, "{name} in {file}");
    }
}

/// Rows of a printed table: measure, unit, one column a variant, one a difference.
#[test]
fn the_table_that_is_told_has_each_variant_and_difference_under_its_name() {
    let table = &study().told["table"];
    let names: Vec<&str> = table["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    let less = |name: &str| format!("{name} less {}", NAMES[0]);
    let (first, second) = (less(NAMES[1]), less(NAMES[2]));
    assert_eq!(names, ["measure", "unit", NAMES[0], NAMES[1], NAMES[2], &first, &second]);
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), MEASURES.len());
    for (row, measure) in rows.iter().zip(MEASURES) {
        assert_eq!(
            (row["measure"].as_str(), row["unit"].as_str()),
            (Some(&*measure.name.replace('_', " ")), Some(measure.unit))
        );
        for (v, variant) in NAMES.into_iter().enumerate() {
            let columns =
                [(variant.to_owned(), values(measure.name, v)), (less(variant), differences(measure.name, v))];
            for (column, values) in columns.into_iter().take(1 + usize::from(v > 0)) {
                let cell = &row[&column];
                let is = if cell.is_object() { cell["mean"].as_f64() } else { cell.as_f64() };
                let wanted = (!values.is_empty()).then(|| mean(&values));
                assert!(
                    is.is_some() == wanted.is_some() && near(is.unwrap_or(0.0), wanted.unwrap_or(0.0)),
                    "{} under {column}: {cell}, worked out {wanted:?}",
                    measure.name
                );
                if let [_, Some(low), Some(high)] = estimate(&values) {
                    let ends = [cell["low"].as_f64().unwrap(), cell["high"].as_f64().unwrap()];
                    assert!(near(ends[0], low) && near(ends[1], high), "{} under {column}: {cell}", measure.name);
                }
            }
        }
    }
}

/// The first page: measures in their order with the decimals worth printing.
const HEADLINE: [(&str, u8); 17] = [
    ("home_within_12_overseas", 3),
    ("home_within_36_overseas", 3),
    ("return_per_authorised", 3),
    ("return_per_arrived", 3),
    ("return_per_end", 3),
    ("return_by_stock", 3),
    ("overstay_1_month", 3),
    ("overstay_3_months", 3),
    ("overstay_12_months", 3),
    ("abscondings", 2),
    ("irregular_months", 1),
    ("deaths_per_1000", 2),
    ("route_deaths_per_1000", 1),
    ("home_income", 2),
    ("remittances", 2),
    ("public_cost_per_return", 0),
    ("arrivals_overseas", 0),
];

/// Each line of the printed table that begins with a measure's name: unit, then every mean in the order of the columns.
#[test]
fn the_headline_prints_the_measures_of_the_first_page_in_their_order_and_decimals() {
    let spoken = |name: &str| name.replace('_', " ");
    let all: Vec<String> = MEASURES.iter().map(|m| format!("{}  ", spoken(m.name))).collect();
    let lines = study().printed.lines().filter(|line| all.iter().any(|name| line.starts_with(name)));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), HEADLINE.len(), "{lines:#?}");
    for (line, (name, decimals)) in lines.into_iter().zip(HEADLINE) {
        let unit = format!("{}  ", named(name).unwrap().unit);
        let begin = line.strip_prefix(&spoken(name)).unwrap_or_else(|| panic!("{name} is not the line\n{line}"));
        let mut rest = begin.trim_start().strip_prefix(&unit).unwrap_or_else(|| panic!("no {unit} in\n{line}"));
        let of_variants = (0..NAMES.len()).map(|v| values(name, v));
        for values in of_variants.chain((1..NAMES.len()).map(|v| differences(name, v))) {
            let shown = |value: f64| circula::base::table::grouped(value, decimals);
            let mean = if values.is_empty() { "–".to_owned() } else { shown(mean(&values)) };
            rest = rest.trim_start();
            rest = rest.strip_prefix(&mean).unwrap_or_else(|| panic!("no {mean} at `{rest}` in\n{line}"));
            if rest.starts_with(" [") {
                rest = rest.split_once(']').unwrap().1;
            }
            assert!(rest.is_empty() || rest.starts_with(' '), "{name}: more than {mean} before `{rest}` in\n{line}");
        }
    }
}

/// Welfare of a variant is worked out again from the lives of the persons of each replicate.
#[test]
fn welfare_is_that_of_the_lives_simulated() {
    let sheet = study().table("welfare.csv");
    assert_eq!(sheet.rows.len(), welfare::measures::WELFARE.len() * NAMES.len());
    let of_replicate = |rep: usize| {
        let lives: Vec<&Lives> = study().lives.iter().map(|of| &of[rep]).collect();
        welfare::against_first(&lives)
    };
    let found: Vec<_> = (0..REPS).map(of_replicate).collect();
    let mut told = 0;
    for measure in &welfare::measures::WELFARE {
        for (v, name) in NAMES.into_iter().enumerate() {
            let row = sheet.only(&[("measure", measure.name), ("variant", name)]);
            let values: Vec<f64> = found.iter().filter_map(|of| (measure.of)(&of[v])).collect();
            assert_eq!((row["n"].as_str(), row["unit"].as_str()), (&*values.len().to_string(), measure.unit));
            let faults = wrong(row, "mean", estimate(&values));
            assert!(faults.is_empty(), "{} {name}: {faults:?}", measure.name);
            told += values.len();
        }
    }
    // Everything of both variants, and of the baseline its dead and how many tried.
    assert_eq!(told, REPS * (2 * welfare::measures::WELFARE.len() + 2));
}
