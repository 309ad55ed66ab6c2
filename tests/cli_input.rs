//! What users hand in, read with limits and shown harmless: no file makes the program hang or swell, what `validate`
//! accepts `run` runs, remedies help, and no text does anything to a terminal or a spreadsheet.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use circula::scenario::embedded::EMBEDDED;
use cli_common::{Done, Place, SMALL, done};
use std::time::Duration;

/// Runs the program for at most ten seconds.
fn soon(place: &Place, arguments: &[&str]) -> Done {
    done(&place.command(arguments).timeout(Duration::from_secs(10)).output().unwrap())
}

/// Writes the shipped tables into `people/`, one of them changed, and a scenario that uses them.
fn tables(place: &Place, file: &str, change: impl Fn(String) -> String) {
    for name in circula::population::FILES {
        let text = EMBEDDED.iter().find(|e| e.0 == format!("mali/{name}")).unwrap().1.to_owned();
        place.write(&format!("people/{name}"), if name == file { change(text) } else { text });
    }
    let text = "extends = \"circula:base\"\n[population.sample]\none_in = 300\ntables = \"people\"\n";
    place.write("t.toml", text);
}

#[cfg(unix)]
#[test]
fn pipes_devices_sockets_and_folders_are_refused_wherever_a_file_is_read() {
    let place = Place::new();
    let pipe = |name: &str| {
        let _ = std::fs::remove_file(place.path(name));
        assert!(std::process::Command::new("mkfifo").arg(place.path(name)).status().unwrap().success());
    };
    pipe("pipe.toml");
    let _held = std::os::unix::net::UnixListener::bind(place.path("socket.toml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", place.path("zero.toml")).unwrap();
    for (name, word) in [("pipe.toml", "a pipe"), ("socket.toml", "a socket"), ("zero.toml", "a device")] {
        place.write("child.toml", format!("extends = \"{name}\"\n"));
        place.write("frame.toml", format!("extends = \"circula:pilot-2009\"\n[population.frame]\nfile = \"{name}\"\n"));
        for arguments in
            [&["validate", name][..], &["run", name], &["show", name], &["validate", "frame.toml"], &["patterns", name]]
        {
            let found = soon(&place, arguments);
            assert!(found.code == 2 && found.err.contains(name), "{arguments:?} {}", found.err);
            assert!(found.err.contains(word) || found.err.contains("out of the folder"), "{arguments:?} {}", found.err);
        }
    }
    tables(&place, "", |text| text);
    pipe("people/regions.csv");
    let found = soon(&place, &["run", "t.toml"]);
    assert!(found.code == 2 && found.err.contains("a pipe") && found.err.contains("regions.csv"), "{}", found.err);
    place.write("r/x", "");
    pipe("r/manifest.json");
    let found = soon(&place, &["verify", "r"]);
    assert!(
        found.code == 3 && found.out.contains("manifest.json: ") && found.out.contains("regular file"),
        "{}{}",
        found.out,
        found.err
    );
    place.write("l/x", "");
    pipe("l/.lock");
    let found = soon(&place, &[&["run", "circula:base", "--out", "l", "--force"][..], &SMALL].concat());
    assert!(found.code == 1 && found.err.contains("regular file") && found.err.contains(".lock"), "{}", found.err);
    // What stands in the place of a replicate that was kept is no file of this program, and stays.
    let run = [&["run", "circula:base", "--out", "k", "--reps", "1"][..], &SMALL].concat();
    assert_eq!(soon(&place, &run).code, 0);
    pipe("k/runs/base-00000.bin");
    let found = soon(&place, &run);
    assert!(found.code == 1 && found.err.contains("k/runs/base-00000.bin"), "{}", found.err);
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let place = Place::new();
    place.write("long.toml", vec![b'#'; (1 << 24) + 1]);
    place.refuses(&["validate", "long.toml"], 2, &["long.toml", "more than the 16777216 allowed"]);
}

#[test]
fn of_200_000_unknown_keys_the_first_hundred_are_told_and_how_many_more_without_delay() {
    let place = Place::new();
    for heading in ["", "[attention]\n", "[corridor.spain.labour]\n"] {
        let keys: String = (0..200_000).map(|i| format!("unknown_{i} = 1\n")).collect();
        place.write("many.toml", format!("extends = \"circula:base\"\n{heading}{keys}"));
        let limit = Duration::from_secs(5);
        let found = done(&place.command(&["validate", "many.toml"]).timeout(limit).output().unwrap());
        assert_eq!((found.code, found.err.matches("unknown key `").count()), (2, 100));
        assert!(found.err.contains("200000 errors (the first 100 are told, 199900 more are not)"), "{heading}");
    }
}

#[test]
fn faults_of_tables_are_told_with_file_line_and_column() {
    let line = |text: &str, begin: &str| text.lines().position(|l| l.starts_with(begin)).unwrap() + 1;
    let cases: [(&str, &str, &str, usize, &[&str]); 10] = [
        ("population.csv", "village_sigma,", "village_sigma,0.8,,assumed,x\nvillage_sigma,", 1, &["a second row"]),
        ("regions.csv", "Kayes,", "Ségou,1,2009-04,0,0,0,1,town,town,town,0,0,assumed,x\nKayes,", 4, &["a second row"]),
        ("sector-mix.csv", "rural-dry,primary", "rural-dry,none", 0, &["a second row for `rural-dry`, `none`"]),
        ("schooling.csv", "25,woman", "25,man", 0, &["a second row for `25`, `man`"]),
        (
            "elapsed.csv",
            "capital,free,0,",
            "capital,free,0,900,0,derived,x\ncapital,free,0,",
            0,
            &["900 is out of range"],
        ),
        ("departures.csv", "20,25", "21,25", 0, &["nothing is said of 20 to before 21"]),
        ("household-size.csv", "3,4", "3,5", 1, &["the range from 5 overlaps"]),
        ("departures.csv", "16,20,0.15", "16,20,0.25", 0, &["sum to 1.1000, not to one"]),
        ("settings.csv", "town,", "to\"wn,", 0, &["a quote inside a field"]),
        ("regions.csv", "Kayes,1993615,2009-04", "Kayes,1993615,1900-01", 0, &["`Kayes`, counted in 1900-01"]),
    ];
    for (file, from, to, below, words) in cases {
        let place = Place::new();
        tables(&place, file, |text| text.replacen(&format!("\n{from}"), &format!("\n{to}"), 1));
        let text = EMBEDDED.iter().find(|e| e.0 == format!("mali/{file}")).unwrap().1;
        let at = line(text, from) + below;
        for verb in ["validate", "run"] {
            let found = place.refuses(&[verb, "t.toml"], 2, words);
            assert!(found.err.contains(&format!("people/{file}:{at}:")), "{at}: {}", found.err);
        }
    }
}

/// Scenarios that are wrong, or only look so.
const SCENARIOS: &[&str] = &[
    "",
    "# nothing\n",
    "extends = \"circula:base\"\n",
    "extends = \"circula:bas\"\n",
    "extends = \"bad.toml\"\n",
    "extends = \"circula:base\"\nrun.months = \"2,000\"\n",
    "extends = \"circula:base\"\nattention.movers = nan\n",
    "extends = \"circula:base\"\nattention.young_man = 0.1\n",
    "extends = \"circula:base\"\n[corridor.\"a\\u001b\"]\ncircle = \"overseas\"\n",
    "extends = \"circula:base\"\n[corridor.canada]\ncircle = \"overseas\"\n",
    "extends = \"circula:base\"\n[bond.none]\n[bond.escrow]\n",
    "extends = \"circula:base\"\npopulation = \"1:1000000\"\n",
    "extends = \"circula:base\"\npopulation = \"frame\"\n",
    "extends = \"circula:base\"\nrun.start = \"2100-12\"\n",
    "extends = \"circula:base\"\nrun.start = \"1900-01\"\n",
    "extends = \"circula:pilot-2009\"\nrun.start = \"2060-01\"\n",
    "extends = \"circula:base\"\nrun.seed = 18446744073709551615\n",
    "extends = \"circula:base\"\nrun.seed = 18446744073709551616\n",
    "extends = \"circula:base\"\n[[change]]\nat = \"2005-02\"\nset.bond = \"escrow\"\n[[change]]\nat = \
     \"2005-02\"\nset.bond = \"none\"\n",
    "[population.sample]\none_in = 300\n[corridor.atlantis]\ncircle = \"overseas\"\n",
];

/// Changes of tables: file, what stands there, what is written instead.
const TABLES: &[(&str, &str, &str)] = &[
    ("", "", ""),
    ("regions.csv", "2009-04", "1900-01"),
    ("regions.csv", "2009-04", "2100-12"),
    ("regions.csv", "1993615", "2000000000"),
    ("regions.csv", "Kayes,", "=1+1,"),
    ("regions.csv", "Kayes,", "\"Kay\"es,"),
    ("stocks.csv", "Kayes,", "Kayo,"),
    ("destinations.csv", "\nspain,", "\natlantis,"),
    ("population.csv", "village_largest,7000", "village_largest,50"),
    ("population.csv", "village_residents,1000", "village_residents,50"),
    ("household-size.csv", "1,2,0.10", "1,2,0.11"),
    ("schooling.csv", "15,man", "16,man"),
];

#[test]
fn what_validate_accepts_run_runs_and_what_it_refuses_run_refuses() {
    let place = Place::new();
    let mut verdicts = Vec::new();
    let mut both = |name: &str, what: &str| {
        let small = &SMALL[if what.contains("one_in") || what.contains("population") { 2 } else { 0 }..];
        let validated = place.run(&[&["validate", name][..], small].concat());
        let ran = place.run(&[&["run", name, "--reps", "1", "--out", "r", "--force", "--quiet"][..], small].concat());
        assert_eq!(ran.code, validated.code, "{what}\n{}\n{}", validated.err, ran.err);
        verdicts.push(validated.code);
    };
    for text in SCENARIOS {
        both(&place.write("bad.toml", text), text);
    }
    for (file, from, to) in TABLES {
        tables(&place, file, |text| text.replacen(from, to, 1));
        both("t.toml", &format!("population: {file} {to}"));
    }
    // Both verdicts occur, else this compares nothing.
    assert!(verdicts.iter().all(|code| [0, 2].contains(code)), "{verdicts:?}");
    assert!([0, 2].iter().all(|code| verdicts.iter().filter(|v| *v == code).count() > 5), "{verdicts:?}");
}

#[test]
fn a_seed_is_any_whole_number_of_64_bits_in_flag_file_manifest_and_plan() {
    let place = Place::new();
    let manifest = |folder: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(place.path(&format!("{folder}/manifest.json"))).unwrap()).unwrap()
    };
    for seed in [u64::MAX, (1 << 63) + 1, (1 << 53) + 1] {
        place.write("s.toml", format!("extends = \"circula:base\"\nrun.seed = {seed}\n"));
        let number = seed.to_string();
        for (folder, more) in [("a", &["circula:base", "--seed", number.as_str()][..]), ("b", &["s.toml"])] {
            let found = place.small(&[&["run", "--reps", "1", "--out", folder, "--force"][..], more].concat());
            assert_eq!(found.code, 0, "{}", found.err);
            assert_eq!(manifest(folder)["seed"].as_u64(), Some(seed));
            assert_eq!(place.run(&["verify", folder]).code, 0);
        }
        assert_eq!(manifest("a")["runs"][0]["digest"], manifest("b")["runs"][0]["digest"]);
    }
    place.refuses(&["run", "circula:base", "--reps", "0"], 2, &["`run.reps` = 0", "--reps:1:10", "1 to 100000"]);
}

#[test]
fn no_remedy_makes_the_scenarios_compared_equal_and_equal_ones_are_warned_of() {
    let place = Place::new();
    let set = ["--set", "bond.escrow.amount_eur=800"];
    let names = ["compare", "circula:state-led", "circula:bonded", "--dry-run"];
    let found =
        place.refuses(&[&names[..], &set].concat(), 2, &["`bond` is `none`", "take away what tells them apart"]);
    assert!(!found.err.contains("choose it too"), "{}", found.err);
    place.refuses(&[&["run", "circula:state-led"][..], &set].concat(), 2, &["choose it too: `--set bond=escrow`"]);
    let equal = place.run(&[&names[..], &set, &["--set", "bond=escrow"]].concat());
    assert!(equal.code == 0 && equal.err.contains("`state-led` and `bonded` have the same values"), "{}", equal.err);
    assert!(!place.run(&names).err.contains("same values"));
}

#[test]
fn texts_of_a_scenario_do_nothing_to_a_terminal_a_spreadsheet_or_a_reader() {
    let place = Place::new();
    let text = "name = \"=1+1\"\nabout = \"\\t=1 \\u001b[2J \\u009b2J \\u202e \\u007f\"\nextends = \"circula:base\"\n";
    place.write("a.toml", text);
    place.write("b\u{1b}[2J.toml", "x = 1\n");
    let told = [
        place.small(&["run", "a.toml", "--reps", "1", "--out", "r"]),
        place.run(&["show", "a.toml"]),
        place.run(&["show", "a.toml", "--json"]),
        place.run(&["show", "a.toml", "--plan"]),
        place.run(&["validate", "b\u{1b}[2J.toml"]),
        place.run(&["validate", "b\u{1b}[2J.toml", "--json"]),
        place.run(&["validate", "c\u{1b}[2J.toml"]),
    ];
    let hidden = |text: &str| text.chars().any(|c| circula::base::hidden::is_hidden(c) && !matches!(c, '\n' | '\t'));
    for found in &told {
        assert!(!hidden(&found.out) && !hidden(&found.err), "{:?}\n{:?}", found.out, found.err);
    }
    assert_eq!(told[0].code, 0, "{}", told[0].err);
    for (name, bytes) in cli_common::files(&place.path("r")) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert!(name.ends_with(".bin") || !hidden(&text), "{name}");
        let formula = |line: &str| line.split(',').any(|field| field.trim_start_matches('"').starts_with(['=', '\t']));
        assert!(!name.ends_with(".csv") || !text.lines().any(formula), "{name}\n{text}");
    }
    let plan = std::fs::read_to_string(place.path("r/plans/=1+1/plan.toml")).unwrap();
    assert!(plan.contains("name = \"=1+1\"") && plan.contains("\\u009b2J \\u202e"), "{plan}");
}

#[test]
fn show_fits_eighty_columns_and_filters_by_path_and_grade() {
    let place = Place::new();
    place.write("mine.toml", "extends = \"circula:bonded\"\nbond.escrow.amount_eur = 700\n");
    let show = |more: &[&str]| {
        let found = place.run(&[&["show", "mine.toml"][..], more].concat());
        assert_eq!(found.code, 0, "{}", found.err);
        let widest = found.out.lines().map(circula::output::text::width).max().unwrap();
        assert!(widest <= 80, "{widest}\n{}", found.out);
        found.out
    };
    let all = show(&[]);
    assert!(all.contains("\nkey ") && all.contains(" grade ") && all.contains(" source\n"), "{all}");
    let row = |text: &str, key: &str| {
        text.lines().find(|line| line.trim_start().starts_with(&format!("{key} "))).unwrap_or_default().to_owned()
    };
    let bond = show(&["--path", "bond"]);
    assert!(row(&bond, "amount_eur").contains("700.0 EUR") && row(&bond, "amount_eur").contains("yours"), "{bond}");
    assert!(
        row(&bond, "amount_eur").contains("mine.toml:2:26") && row(&bond, "refunded").contains("assumed"),
        "{bond}"
    );
    assert!(!bond.contains("attention"));
    let fares = show(&["--path", "*.fare_eur"]);
    assert!(fares.contains("corridor.spain.distance\n") && !fares.contains("leave_cost"), "{fares}");
    let yours = show(&["--grade", "yours"]);
    assert_eq!(yours.matches(" yours ").count(), 1, "{yours}");
    let assumed = show(&["--grade", "assumed"]);
    assert!(
        assumed.contains(" assumed ") && !assumed.contains(" recalled ") && !assumed.contains(" yours "),
        "{assumed}"
    );
    show(&["--diff", "circula:free-circulation"]);
    place.refuses(&["show", "mine.toml", "--path", "bnd"], 2, &["no value has the path `bnd`", "similar name exists"]);
}
