//! Designs of sensitivity: run, verified, resumed, not forged; wrong factors refused in words.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::{Done, Place, files};

const FACTORS: [&str; 3] = ["bond.escrow.amount_eur=0..2000", "preference.horizon_months", "attention.movers=0..0.1"];

fn sensitivity(place: &Place, out: &str, more: &[&str]) -> Done {
    let own = ["sensitivity", "circula:bonded", "--reps", "1", "--size", "4", "--out", out];
    let found = place.small(&[&own[..], &FACTORS, more].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    found
}

fn rows(place: &Place, name: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(place.path(name)).unwrap().into_records().map(Result::unwrap).collect()
}

#[test]
fn effects_have_the_sign_that_the_model_gives_and_results_verify() {
    let place = Place::new();
    let found = sensitivity(&place, "a", &["--measure", "arrivals_overseas", "--threads", "1"]);
    assert!(found.out.contains("attention.movers") && found.out.contains("spread"), "{}", found.out);
    let rows = rows(&place, "a/sensitivity.csv");
    let of = |factor: &str| rows.iter().find(|row| &row[0] == "arrivals_overseas" && &row[2] == factor).unwrap();
    let effect = |factor: &str| of(factor)[8].parse::<f64>().unwrap();
    assert!(effect("attention.movers") > 0.0, "whoever thinks of leaving more often leaves more often");
    assert_eq!(&of("attention.movers")[4], "4");
    for name in ["plots/influence.svg", "plots/tornado.svg", "design.csv", "runs.csv"] {
        assert!(place.path("a").join(name).is_file(), "{name}");
    }
    assert!(!place.path("a/series.csv").exists());
    let before = files(&place.path("a"));
    sensitivity(&place, "b", &["--measure", "arrivals_overseas", "--threads", "3"]);
    assert!(files(&place.path("b")) == before);
    assert_eq!(place.run(&["resume", "a"]).code, 0);
    assert!(files(&place.path("a")) == before);
    let verified = place.run(&["verify", "a"]);
    assert!(verified.code == 0 && verified.out.ends_with("verified\n"), "{}", verified.out);
    let manifest = std::fs::read_to_string(place.path("a/manifest.json")).unwrap();
    for (from, to) in [("\"high\": 2000.0", "\"high\": 3000.0"), ("\"method\": \"morris\"", "\"method\": \"sobol\"")] {
        let forged = manifest.replacen(from, to, 1);
        assert_ne!(forged, manifest, "{from}");
        std::fs::write(place.path("a/manifest.json"), forged).unwrap();
        assert_eq!(place.run(&["verify", "a", "--rerun", "0"]).code, 3, "{from}");
    }
}

#[test]
fn indices_are_shares_with_intervals() {
    let place = Place::new();
    sensitivity(&place, "s", &["--method", "sobol", "--group", "people=preference,attention"]);
    let rows = rows(&place, "s/sensitivity.csv");
    let names: std::collections::BTreeSet<&str> = rows.iter().map(|row| &row[2]).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["bond.escrow.amount_eur", "people"]);
    for row in rows.iter().filter(|row| !row[5].is_empty()) {
        let [value, low, high] = [5, 6, 7].map(|at| row[at].parse::<f64>().unwrap());
        assert!(value >= 0.0 && low <= high, "{row:?}");
    }
}

#[test]
fn wrong_factors_are_refused_in_words() {
    let place = Place::new();
    for (more, words) in [
        (&["bond.escrow.amount=0..1"][..], &["`bond.escrow.amount_eur`"][..]),
        (&["bond.escrow.amount_eur=5..1"], &["cannot read the range", "smaller first"]),
        (&["bond.escrow.amount_eur=0..1e99"], &["within 0 to"]),
        (&["selection.profile.nepotism=0..nan"], &["cannot read the range"]),
        (&["bond.escrow.believed", "bond.escrow.believed"], &["varied twice"]),
        (&["--grade", "guessed"], &["no grade is called `guessed`", "recalled"]),
        (&["--series", "all"], &["writes no monthly series"]),
        (&["--span", "0"], &["`--span` is out of range"]),
        (&["--measure", "returns"], &["no measure is called `returns`"]),
        (&["--group", "x=nowhere"], &["no number that is varied stands at `nowhere`"]),
        (&["--size", "400"], &["points; allowed are 2 to"]),
        (&["--size", "1", "bond.escrow.believed"], &["a size of two or more"]),
    ] {
        place.refuses(&[&["sensitivity", "circula:bonded"], more].concat(), 2, words);
    }
}

/// The estimators are those of SALib, and the points of Sobol those of SciPy, where Python has them.
#[test]
fn indices_and_points_are_those_of_salib_and_scipy() {
    use circula::base::cube::SobolSequence;
    use circula::base::draws::{Purpose, label_hash};
    use circula::base::statistics::{SaltelliRow, sobol_indices};
    use circula::base::stream::Stream;
    let python = std::env::var("CIRCULA_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let sequence = SobolSequence::new(8).unwrap();
    let model = |x: &[f64]| x[0] + 2.0 * x[1] * x[2] - x[3] * x[3] + 0.5 * x[0] * x[3];
    let mut told = Vec::new();
    let row = |index: u32| {
        let point = sequence.point(index);
        let (a, b) = point.split_at(4);
        let mixed: Vec<f64> =
            (0..4).map(|f| model(&(0..4).map(|i| if i == f { b[i] } else { a[i] }).collect::<Vec<_>>())).collect();
        SaltelliRow { a: model(a), b: model(b), mixed }
    };
    let rows: Vec<SaltelliRow> = (1..257).map(row).collect();
    for row in &rows {
        told.push(row.a);
        told.extend(&row.mixed);
        told.push(row.b);
    }
    let script = "import sys, json\n\
        try:\n    import numpy as np; from SALib.analyze import sobol; from scipy.stats import qmc\n\
        except ImportError:\n    sys.exit(77)\n\
        y = np.array(json.load(sys.stdin)); p = {'num_vars': 4, 'names': list('abcd'), 'bounds': [[0, 1]] * 4}\n\
        s = sobol.analyze(p, y, calc_second_order=False, num_resamples=10)\n\
        x = qmc.Sobol(8, scramble=False).random(64)\n\
        print(json.dumps([list(s['S1']), list(s['ST']), [list(r) for r in x]]))";
    let spawned = std::process::Command::new(&python)
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else { return println!("skipped: no `{python}`") };
    let text = serde_json::to_string(&told).unwrap();
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes());
    let output = child.wait_with_output().unwrap();
    if output.status.code() == Some(77) {
        return println!("skipped: `{python}` has no SALib and SciPy; CIRCULA_PYTHON names one that has");
    }
    let found: (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) = serde_json::from_slice(&output.stdout).unwrap();
    let ours = sobol_indices(&rows, 0, &mut Stream::of_experiment(1, 0, Purpose(label_hash("test")))).unwrap();
    for (at, index) in ours.iter().enumerate() {
        // SALib takes the mean of the mixed points into the centre too, which moves the last digits.
        assert!((index.first.mean - found.0[at]).abs() < 1e-4, "{index:?} {}", found.0[at]);
        assert!((index.total.mean - found.1[at]).abs() < 1e-9, "{index:?} {}", found.1[at]);
    }
    assert_eq!((0..64).map(|index| sequence.point(index)).collect::<Vec<_>>(), found.2);
}
