//! The scenario layer with the rules of the model.

use circula::base::units::Month;
use circula::mechanism::InForce;
use circula::scenario::{Files, Loaded, evidence, load, plan, schema, show};

const MECHANISMS: &[(&str, &str)] = &[("information", "What people hear.")];
const BUILT_IN: &[(&str, &str)] = &[
    ("base.toml", "about = 'A base.'\n[corridor.spain]\n[corridor.france]\n"),
    (
        "top.toml",
        "about = 'A contrast.'\nextends = 'base.toml'\n[[change]]\nat = '2008-07'\nannounced = \
        '2008-01'\n[change.set]\nBOND\n",
    ),
    ("mali/regions.csv", "region\n"),
];

fn loaded(files: &[(&'static str, &'static str)], path: &str) -> Loaded<InForce> {
    let files = Files::new(files.to_vec().leak());
    load(&files, path, &[], MECHANISMS).unwrap_or_else(|faulty| panic!("{faulty}"))
}

/// A dimension of the rules with its second variant in force by a dated change.
fn with_change() -> Vec<(&'static str, &'static str)> {
    let variant = circula::institution::bonding::Bonding::VARIANTS[1];
    let top = BUILT_IN[1].1.replace("BOND", &format!("bond = '{variant}'"));
    vec![BUILT_IN[0], ("top.toml", top.leak()), BUILT_IN[2]]
}

#[test]
fn the_rules_come_back_from_a_frozen_plan() {
    let mut files = with_change();
    let first = loaded(&files, "circula:top");
    assert_ne!(first.in_force(Month::new(2008, 6)).bond, first.in_force(Month::new(2008, 7)).bond);
    files.push(("plan.toml", plan::to_toml(&first).leak()));
    let again = loaded(&files, "circula:plan");
    assert_eq!(again.timeline, first.timeline);
    assert_eq!(again.base, first.base);
    assert_eq!(again.settings.name, "top");
    assert_eq!(show::diff(&first, &again), []);
}

#[test]
fn every_parameter_is_shown_and_is_in_the_schema_and_in_the_document() {
    let loaded = loaded(&with_change(), "circula:top");
    let schema = schema::schema::<InForce>(MECHANISMS).to_string();
    let document = evidence::parameters_markdown(&loaded.shape);
    for (path, spec) in evidence::parameters(&loaded.shape) {
        assert!(schema.contains(&format!("\"{}\":{{", spec.key)), "{path}");
        assert_eq!(document.matches(&format!("| `{path}` |")).count(), 1, "{path}");
        assert!(!spec.source.trim().is_empty() && !spec.doc.trim().is_empty(), "{path}");
    }
    let shown = show::show(&loaded);
    assert!(shown.iter().filter(|r| r.path.starts_with("corridor.france.")).count() > 20);
    assert!(evidence::evidence(&loaded.rules_shape).counts.iter().map(|c| c.1).sum::<usize>() > 100);
}
