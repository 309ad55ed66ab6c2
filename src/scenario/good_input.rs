//! What is laid over what: files, flags, dated changes; and what is said of flags that cannot be.

use super::changes::Timeline;
use super::files::Location;
use super::trial::{Entry, ROOT, Rules, Stake, assert_has, load_path, load_with, said_of};
use crate::base::units::Month;

#[test]
fn defaults_files_and_flags_are_laid_over_one_another() {
    let text = "extends = \"circula:base\"\nstake = \"escrow\"\n[run]\nmonths = 24\n[mechanism]\nrumour = \"off\"\n";
    let loaded =
        load_with(text, &["stake.escrow.amount_eur=70", "corridor.spain.entry=quota", "population=1:25"]).unwrap();
    assert!(!loaded.has_warnings(), "{}", loaded.warnings.plain(&loaded.sources));
    let rules: &Rules = loaded.in_force(Month::new(2007, 1));
    assert_eq!(rules.stake.tag(), "escrow");
    assert!(matches!(&rules.stake, Stake::Escrow(e) if e.amount_eur == 70.0 && e.term_months == 6));
    let spain = &rules.corridor.list[0];
    assert_eq!((spain.0.as_str(), spain.1.work.wage_eur_month, spain.1.work.unemployment_share), ("spain", 900.0, 0.1));
    assert_eq!(spain.1.entry.tag(), "quota");
    assert!(matches!(&spain.1.entry, Entry::Quota(q) if q.places == 100.0));
    let s = &loaded.settings;
    assert_eq!((s.run.start, s.run.months, s.run.reps, s.one_in()), (Month::new(2007, 1), 24, 20, 25));
    assert_eq!((s.name.as_str(), s.about.as_str()), ("top", ""));
    assert_eq!((s.is_on("rumour"), s.is_on("demography")), (false, true));
    assert_eq!(s.tables, Location::Embedded("mali".into()));
    assert_eq!(loaded.base.stake.tag(), "none");
    assert_eq!(loaded.base.corridor.list[0].1.work.wage_eur_month, 900.0);
}

#[test]
fn the_base_of_the_burn_in_holds_no_contrast() {
    let plain = load_with(ROOT, &[]).unwrap();
    let other = load_with("extends = \"circula:base\"\nstake = \"escrow\"\n", &["review.attention=1"]).unwrap();
    assert_eq!(plain.base, other.base);
    assert_ne!(plain.timeline, other.timeline);
    let late = load_with(ROOT, &["run.start=2010-01"]).unwrap();
    assert_eq!(late.base.corridor.list[0].1.work.unemployment_share, 0.2);
    assert_eq!(plain.base.corridor.list[0].1.work.unemployment_share, 0.1);
}

fn unemployment(line: &Timeline<Rules>, year: u16, month: u16) -> f64 {
    line.in_force(Month::new(year, month)).corridor.list[0].1.work.unemployment_share
}

#[test]
fn changes_accumulate_by_date_and_are_known_when_announced() {
    let text = "extends = \"circula:base\"\n[[change]]\nat = \"2010-01\"\nset.stake = \"escrow\"\n[[change]]\n\
        at = \"2009-01\"\nannounced = \"2008-10\"\n\
                [change.set.corridor.spain.work]\nunemployment_share = 0.3\n";
    let loaded = load_with(text, &[]).unwrap();
    let line = &loaded.timeline;
    assert_eq!(line.segments.len(), 4);
    assert_eq!(
        [
            unemployment(line, 2008, 6),
            unemployment(line, 2008, 7),
            unemployment(line, 2009, 1),
            unemployment(line, 2015, 1)
        ],
        [0.1, 0.2, 0.3, 0.3]
    );
    assert_eq!(
        [line.in_force(Month::new(2009, 12)).stake.tag(), line.in_force(Month::new(2010, 1)).stake.tag()],
        ["none", "escrow"]
    );
    let known = |year, month| line.to_come(Month::new(year, month)).map(|(at, _)| at.to_string()).collect::<Vec<_>>();
    assert_eq!([known(2008, 9), known(2008, 10), known(2009, 1)], [vec![], vec!["2009-01".to_owned()], vec![]]);
    assert_eq!(
        loaded.changes.iter().map(|c| (c.number, c.at.to_string())).collect::<Vec<_>>()[2],
        (3, "2009-01".to_owned())
    );
    let own = load_with("extends = \"circula:base\"\nchanges = \"own\"\n", &[]).unwrap();
    assert_eq!(own.timeline.segments.len(), 1);
    assert_eq!(load_path("circula:own", &[]).unwrap().timeline.segments.len(), 1);
}

#[test]
fn flags_are_checked_like_files() {
    assert_has(
        &said_of(&["reviw.attention=0.1"]),
        &["--set #1: error: unknown path `reviw.attention`", "`review.attention`"],
    );
    assert_has(&said_of(&["amount_eur=5"]), &["unknown path `amount_eur`"]);
    assert_has(
        &said_of(&["review.attention.x=5"]),
        &[
            "unknown path `review.attention.x`",
            "`review.attention` is a \
        single value",
        ],
    );
    assert_has(
        &said_of(&["corridor.spian.entry=quota"]),
        &["unknown path `corridor.spian.entry`", "`corridor.spain.entry`"],
    );
    assert_has(
        &said_of(&["corridor={spian={entry='quota'}}"]),
        &["--set #1: error: unknown path `corridor.spian`", "`corridor.spain`"],
    );
    assert_has(
        &said_of(&["run.months=6", "review.attention=7"]),
        &["--set #2: error: `review.attention` = 7 is out \
        of range"],
    );
    assert_has(&said_of(&["months"]), &["--set #1: error: cannot read `months`", "path=value"]);
    assert_has(&said_of(&["run.months="]), &["cannot read `run.months=`"]);
    assert_has(&said_of(&["run..x=1"]), &["is not a path of keys"]);
    assert_has(&said_of(&["review={attention=1"]), &["--set #1: error"]);
    assert_has(&said_of(&["extends=x"]), &["`extends` cannot be set by a flag"]);
    assert_has(&said_of(&["name=a/b"]), &["`name` cannot name files"]);
    assert_has(&said_of(&["population=1:0"]), &["--set #1: error", "nobody"]);
    assert_has(&said_of(&["review=3"]), &["`review` is a whole number, wanted a table"]);
    let named =
        load_with(ROOT, &["corridor.\"côte d'ivoire\".work.wage_eur_month=70", "name=x=y", "run.start=2006-07"])
            .unwrap();
    assert_eq!(
        (named.in_force(Month(0)).corridor.list[1].1.work.wage_eur_month, named.settings.name.as_str()),
        (70.0, "x=y")
    );
    assert_eq!(named.settings.run.start, Month::new(2006, 7));
}

#[test]
fn a_value_of_a_variant_not_in_force_is_refused_with_the_remedy() {
    let text = said_of(&["stake.escrow.amount_eur=500"]);
    assert_has(
        &text,
        &[
            "--set #1: error: `stake.escrow.amount_eur` is not in force: `stake` is `none`",
            "choose it too: `--set stake=escrow`",
        ],
    );
    for sets in [["stake=escrow", "stake.escrow.amount_eur=5"], ["stake.escrow.amount_eur=5", "stake=escrow"]] {
        assert!(
            matches!(&load_with(ROOT, &sets).unwrap().in_force(Month(0)).stake, Stake::Escrow(e) if e.amount_eur == 5.0)
        );
    }
    assert_has(&said_of(&["population.frame.file=x.csv"]), &["is not in force: `population` is `sample`"]);
}

#[test]
fn flags_and_changes_of_the_same_value_are_sorted_out() {
    let text = said_of(&["corridor.spain.work.unemployment_share=0.5"]);
    assert_has(
        &text,
        &[
            "--set #1: warning: `corridor.spain.work.unemployment_share` stands only until 2008-07: change 1 \
                (circula:base:",
            "`--set change.1.set.corridor.spain.work.unemployment_share=…`",
        ],
    );
    assert_eq!(said_of(&["corridor.spain.work.wage_eur_month=5"]), "");
    let loaded = load_with(
        ROOT,
        &[
            "change.1.set.corridor.spain.work.unemployment_share=0.5",
            "change.1.at=2008-01",
            "change.1.set.stake.escrow.amount_eur=9",
        ],
    )
    .unwrap();
    assert_eq!([unemployment(&loaded.timeline, 2007, 12), unemployment(&loaded.timeline, 2008, 1)], [0.1, 0.5]);
    assert!(matches!(&loaded.in_force(Month::new(2008, 1)).stake, Stake::Escrow(e) if e.amount_eur == 9.0));
    assert_has(&said_of(&["change.2.at=2008-01"]), &["no change `change.2.at`", "numbered from 1 to 1"]);
    assert_has(&said_of(&["change.1.when=2008-01"]), &["unknown path `change.1.when`"]);
    assert_has(&said_of(&["change.1.set.reviw.attention=1"]), &["unknown path", "`change.1.set.review.attention`"]);
    assert_has(
        &said_of(&["change.1.at=2005-01"]),
        &["--set #1: warning: the change of 2005-01 is in force from the \
        first month on"],
    );
}
