//! Every kind of bad input: what is said, where, what is allowed, what to do.

use super::files::Location;
use super::settings::Population;
use super::trial::{ROOT, assert_has, cut, faults, load_files, load_path, load_with, said, said_of};

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    assert_has(
        &said("[review]\natention = 0.1\n"),
        &[
            "top.toml:2:1: error: unknown key `atention` in `review`",
            "help: a key with a similar name exists: \
            `attention`",
        ],
    );
    assert_has(&said("[revue]\n"), &["top.toml:1:2: error: unknown key `revue` in the scenario", "`review`"]);
    assert_has(&said("[mechanism]\nrumor = \"off\"\n"), &["unknown key `rumor` in `mechanism`", "`rumour`"]);
}

#[test]
fn a_wrong_kind_of_value_is_told() {
    let text = said("[review]\nattention = true\n[corridor]\nspain = 3\n");
    assert_has(
        &text,
        &[
            "top.toml:2:13: error: `review.attention` is true or false",
            "wanted a number from 0 to 1 (per month)",
            "`corridor.spain` is a whole number, wanted a table",
        ],
    );
    assert_has(&said("review = 3\n"), &["`review` is a whole number, wanted a table"]);
    assert_has(
        &said("mechanism.rumour = false\n"),
        &["`mechanism.rumour` is true or false", "exactly one of: on, off"],
    );
    assert_has(
        &said("run.start = 2007-01-01\n"),
        &["`run.start` is not a month of the calendar", "such as \"2009-07\""],
    );
}

#[test]
fn a_unit_in_the_value_is_told_to_be_in_the_key() {
    let text = said("[stake.escrow]\namount_eur = \"500 EUR\"\nterm_months = \"6\"\n");
    assert_has(
        &text,
        &[
            "top.toml:2:14: error: `stake.escrow.amount_eur` is a text",
            "units are part of the key, not of the value: \
            write `amount_eur = 500` (EUR)",
        ],
    );
    assert_has(&text, &["top.toml:3:15", "write the number without quotes: `term_months = 6` (months)"]);
    assert_has(
        &said_of(&["review.attention=5 EUR"]),
        &[
            "--set #1: error: `review.attention` is a text",
            "units are part of the key",
            "wanted a number from 0 to 1 (per month)",
        ],
    );
}

#[test]
fn numbers_that_are_none_are_refused() {
    assert_has(
        &said("review.attention = nan\n"),
        &[
            "top.toml:1:20: error: `review.attention` is NaN, not a finite \
        number",
            "allowed: 0 to 1 (per month)",
        ],
    );
    assert_has(&said("review.attention = -inf\n"), &["`review.attention` is -inf, not a finite number"]);
    assert_has(&said_of(&["review.attention=nan"]), &["--set #1: error: `review.attention` is NaN"]);
}

#[test]
fn a_value_out_of_range_is_told_with_the_range() {
    assert_has(
        &said("review.attention = 1.5\n"),
        &["top.toml:1:20: error: `review.attention` = 1.5 is out of range", "allowed: 0 to 1 (per month)"],
    );
    assert_has(&said("run.months = 0\n"), &["`run.months` = 0 is out of range", "allowed: 1 to 600 (months)"]);
    assert_has(&said("run.reps = 0\n"), &["`run.reps` = 0 is out of range", "allowed: 1 to 100000 (count)"]);
    assert_has(&said("run.burn_in_months = 2.5\n"), &["`run.burn_in_months` = 2.5 is not a whole number"]);
    assert_has(&said("run.seed = -1\n"), &["`run.seed` = -1 is out of range"]);
}

#[test]
fn a_duplicate_key_is_told_without_what_follows_from_it() {
    let text = said("[review]\nattention = 0.1\nattention = 0.2\n");
    assert_has(&text, &["top.toml:3:1: error: duplicate key"]);
    assert_eq!(text.matches("error").count(), 1, "{text}");
    let text = said("[review]\nattention = = 1\natention = 1\n");
    assert_has(&text, &["top.toml:2:13", "top.toml:3:1: error: unknown key `atention`"]);
}

#[test]
fn two_variants_of_a_dimension_are_refused() {
    let text = said("[stake.none]\n[stake.escrow]\namount_eur = 5\n");
    assert_has(
        &text,
        &[
            "top.toml:2:8: error: `stake` has two variants, `none` and `escrow`",
            "exactly one of: none, \
        escrow",
        ],
    );
    assert_has(&said("stake = \"escow\"\n"), &["unknown variant `escow` of `stake`", "`escrow`"]);
    assert_has(&said("[stake]\n"), &["`stake` names no variant"]);
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let missing = faults(load_files(&[("topp.toml", b"x = 1")], &[]));
    assert_has(&missing, &["error: no file `", "top.toml`", "a file with a similar name exists: `", "topp.toml`"]);
    let folder = tempfile::tempdir().unwrap();
    assert_has(&cut(&faults(load_path(folder.path().to_str().unwrap(), &[]))), &["is a folder, wanted a file"]);
    assert_has(
        &faults(load_files(&[("top.toml", b"a = 1\nb = \"\xff\"")], &[])),
        &["is not UTF-8 text (line 2)", "save the file as UTF-8"],
    );
    assert_has(&said(" \n"), &["top.toml` is empty"]);
    assert_has(&faults(load_path("circula:bas", &[])), &["no built-in file `circula:bas`", "`circula:base`"]);
    let parent = b"extends = \"basis.toml\"\n".as_slice();
    assert_has(
        &faults(load_files(&[("top.toml", parent), ("base.toml", b"x = 1")], &[])),
        &[
            "top.toml:1:11: error: \
        cannot extend: no file `",
            "base.toml`",
        ],
    );
    assert_has(
        &faults(load_files(&[("top.toml", parent), ("basis.toml/x", b"")], &[])),
        &["top.toml:1:11: error: \
        cannot extend: `basis.toml` is a folder"],
    );
    assert_has(
        &faults(load_files(&[("top.toml", parent), ("basis.toml", b"\xff")], &[])),
        &["top.toml:1:11: error: \
        cannot extend: `basis.toml` is not UTF-8"],
    );
}

#[test]
fn a_circle_of_extends_is_shown() {
    let list: [(&str, &[u8]); 3] = [
        ("top.toml", b"extends = \"sub/a.toml\"\n"),
        ("sub/a.toml", b"extends = \"b.toml\"\n"),
        ("sub/b.toml", b"extends = \"../sub/./a.toml\"\n"),
    ];
    let text = faults(load_files(&list, &[]));
    assert_has(
        &text,
        &["sub/b.toml:1:11: error: cannot extend: `extends` runs in a circle: top.toml → sub/a.toml → \
        sub/b.toml → sub/a.toml"],
    );
    assert_has(&faults(load_with("extends = \"top.toml\"\n", &[])), &["circle: top.toml → top.toml"]);
}

#[test]
fn the_folder_of_the_scenario_is_not_left() {
    assert_has(
        &said("extends = \"../base.toml\"\n"),
        &[
            "top.toml:1:11: error: cannot extend: `../base.toml` leads \
        out of the folder",
            "circula:NAME",
        ],
    );
    assert_has(
        &said("extends = \"/etc/base.toml\"\n"),
        &[
            "`/etc/base.toml` is an absolute path",
            "relative to this \
        file",
        ],
    );
    assert_has(
        &said("[population.frame]\nfile = \"../p.csv\"\n"),
        &["top.toml:2:8: error: `population.frame.file`: \
        `../p.csv` leads out"],
    );
}

#[test]
fn populations_are_checked() {
    assert_has(
        &said("population = \"1:0\"\n"),
        &["top.toml:1:14: error: `population` = \"1:0\": a sample of nobody", "\"1:1\" (everybody) to \"1:1000000\""],
    );
    assert_has(&said("population.sample.one_in = 0\n"), &["`population.sample.one_in` = 0 is out of range"]);
    assert_has(&said("population = \"1:1000001\"\n"), &["out of range"]);
    assert_has(&said("population = \"all\"\n"), &["neither a sample nor a variant", "sample, frame"]);
    assert_has(&said("population = \"frame\"\n"), &["missing `population.frame.file`", "persons.csv"]);
    assert_has(&said("[population.frame]\nfile = \"cigem.csv\"\n"), &["`population.frame.file`: no file `cigem.csv`"]);
    assert_has(
        &said("population.sample.tables = \"malli\"\n"),
        &["`population.sample.tables`: no folder `", "a built-in one is `mali`"],
    );
    let list: [(&str, &[u8]); 3] = [
        ("top.toml", b"extends = \"sub/a.toml\"\n"),
        ("sub/a.toml", b"[population.frame]\nfile = \"p.csv\"\n"),
        ("sub/p.csv", b"x"),
    ];
    let loaded = load_files(&list, &[]).unwrap();
    assert!(
        matches!(&loaded.settings.frame, Some(Location::Disk(path)) if path.ends_with("in/sub/p.csv")),
        "{:?}",
        loaded.settings.frame
    );
    let loaded = load_with("[population.frame]\nfile = \"circula:cigem.csv\"\n", &[]).unwrap();
    assert_eq!(loaded.settings.frame, Some(Location::Embedded("cigem.csv".into())));
    assert!(matches!(load_with("population = \"1:1_000\"\n", &[]).unwrap().settings.population,
            Population::Sample(s) if s.one_in == 1000));
}

#[test]
fn changes_are_checked() {
    let change = |lines: &str| said(&format!("[[change]]\n{lines}"));
    assert_has(
        &change("at = \"2008-13\"\nset.stake = \"none\"\n"),
        &[
            "top.toml:2:6: error: `at` is not a month of \
        the calendar",
            "such as \"2009-07\"",
        ],
    );
    assert_has(&change("set.stake = \"none\"\n"), &["error: missing `at` of this change", "`at = \"2008-07\"`"]);
    let late = change("at = \"2008-01\"\nannounced = \"2008-02\"\nset.stake = \"none\"\n");
    assert_has(
        &late,
        &["top.toml:3:13: error: announced in 2008-02, after it is in force (2008-01)", "may not be later than `at`"],
    );
    assert_has(
        &change("at = \"2030-01\"\nset.stake = \"none\"\n"),
        &["top.toml:2:6: warning: the change of 2030-01 never comes into force", "2005-01 to 2014-12"],
    );
    assert_has(
        &change("at = \"2004-01\"\nset.stake = \"none\"\n"),
        &["warning: the change of 2004-01 is in force \
        from the first month on"],
    );
    assert_has(&change("at = \"2008-01\"\n"), &["warning: this change changes nothing"]);
    assert_has(
        &change("at = \"2008-01\"\nset.run.months = 3\n"),
        &["top.toml:3:5: error: `run` cannot change in the course of a run", "stake, review, corridor"],
    );
    assert_has(
        &change("at = \"2008-01\"\nset.reviw.attention = 3\n"),
        &["top.toml:3:5: error: unknown key `reviw`", "`review`"],
    );
    assert_has(
        &change("at = \"2008-01\"\nset.review.attention = 3\n"),
        &["top.toml:3:24: error: `review.attention` = \
        3 is out of range"],
    );
    assert_has(
        &change("at = \"2008-01\"\nset.corridor.spian.entry = \"quota\"\n"),
        &["top.toml:3:14: error: no `spian` in `corridor`: a change cannot bring one in"],
    );
    assert_has(
        &said_of(&["change.1.set.corridor.spian.entry=quota"]),
        &["--set #1: error: no `spian` in `corridor`", "similar name exists: `spain`"],
    );
    assert_has(&change("on = \"2008-01\"\n"), &["unknown key `on`", "missing `at`"]);
    assert_has(&said("[change]\nat = \"2008-01\"\n"), &["`change` is a table", "`[[change]]`"]);
    let overtaken = "[[change]]\nat = \"2008-07\"\nset.stake = \"escrow\"\n[[change]]\nat = \"2009-01\"\nannounced = \
        \"2008-01\"\nset.review.attention = 0.5\n";
    assert_has(
        &said(overtaken),
        &["top.toml:6:13: warning: announced in 2008-01, but known only from 2008-07 on, \
        when change 1 is"],
    );
}

#[test]
fn two_changes_of_one_value_at_one_date_are_refused() {
    let twice = |second: &str| {
        said(&format!(
            "[[change]]\nat = \"2008-07\"\nset.stake.escrow.amount_eur = 5\n[[change]]\nat = \"2008-07\"\n{second}\n"
        ))
    };
    assert_has(
        &twice("set.stake.escrow.amount_eur = 6"),
        &[
            "top.toml:6:31: error: `stake.escrow.amount_eur` changes twice in 2008-07",
            "change 1 (top.toml:2:6) sets it too",
            "help: leave one of them out",
        ],
    );
    assert_has(&twice("set.stake = \"none\""), &["top.toml:6:13: error: `stake` changes twice in 2008-07"]);
    assert_eq!(twice("set.stake.escrow.term_months = 6"), "");
    assert_eq!(twice("set.stake = \"escrow\"\nset.review.attention = 0.2"), "");
}

#[test]
fn heads_of_files_are_checked() {
    assert_has(
        &said("schema = 2\n"),
        &["top.toml:1:10: error: `schema` = 2: a version of the file format", "schema = 1"],
    );
    assert_has(&said("changes = \"mine\"\n"), &["unknown variant `mine` of `changes`", "inherit, own"]);
    assert_has(&said("name = \"a/b\"\n"), &["`name` cannot name files"]);
    assert_has(
        &said("[burn_in_rules.revue]\n"),
        &["top.toml:1:16: error: unknown key `revue` in `burn_in_rules`", "`review`"],
    );
    assert_has(&said("burn_in_rules = 3\n"), &["`burn_in_rules` is a whole number, wanted a table"]);
    assert_eq!(said("name = 3\n"), "top.toml:1:8: error: `name` is a whole number, wanted a text in quotes\n");
    assert_has(&said("extends = 3\n"), &["top.toml:1:11: error: `extends` is a whole number, wanted a text in quotes"]);
    assert_eq!(load_with("name = \"x\"\nabout = \"y\"\nschema = 1\n", &[]).unwrap().settings.name, "x");
}

#[test]
fn all_faults_are_told_at_once() {
    let text = said(
        "schema = 3\nextends = \"nowhere.toml\"\nrun.months = 0\nreview.atention = 1\npopulation = \
        \"1:0\"\n[[change]]\nat = \"x\"\n",
    );
    assert_eq!(text.matches("error:").count(), 6, "{text}");
}

mod anything {
    use super::{ROOT, faults, load_with};
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "stake",
        "escrow",
        "none",
        "corridor",
        "spain",
        "work",
        "review",
        "attention",
        "change",
        "set",
        "at",
        "announced",
        "population",
        "sample",
        "one_in",
        "run",
        "months",
        "burn_in_rules",
        "mechanism",
        "rumour",
        "extends",
        "name",
        ".",
        ".",
        ".",
        " = ",
        " = ",
        "=",
        "\n",
        "\n",
        "[",
        "]",
        "[[",
        "]]\n",
        "{",
        "}",
        "\"",
        "'",
        "\"2008-07\"",
        "\"1:100\"",
        "\"escrow\"",
        "0",
        "1",
        "-1",
        "nan",
        "1e400",
        "3.5",
        "é",
        "true",
        ",",
        "1.",
        "2.",
        "#",
        "\\",
        "circula:base",
    ];

    fn mixture() -> impl Strategy<Value = String> {
        proptest::collection::vec(proptest::sample::select(PIECES), 0..24).prop_map(|list| list.concat())
    }

    proptest! {
        #[test]
        fn any_text_and_any_flag_is_loaded_or_told_never_a_panic(text in mixture(), flag in mixture(),
            raw in ".{0,12}") {
            let told = faults(load_with(&text, &[&flag, &raw]));
            prop_assert!(told.is_empty() || told.contains("error") || told.contains("warning"));
            let _ = load_with(ROOT, &[&flag]);
        }
    }
}
