//! Rules that never worked: what a scenario puts in force and what then did not happen in any replicate, so that nobody
//! takes "without effect" for a finding. Each says the number and the parameter to look at.

use super::compare::Comparison;
use super::design::Design;
use super::reading::Reading;
use super::variant::Variant;
use crate::institution::assets::Assets;
use crate::institution::corridor::{Irregular, Lawful};
use crate::institution::extension::Extension;
use crate::institution::reentry::Reentry;
use crate::institution::reintegration::{Placement, Reintegration};
use crate::institution::tie::Tie;
use crate::journal::event::Kind;
use crate::mechanism::InForce;

/// Guarantors who accept less than this part of what they are asked, and programmes that fill less than this part of
/// their places, do as good as nothing.
const HARDLY: f64 = 0.05;
/// Part of the places below which it is said that they stay empty.
const HALF: f64 = 0.5;

/// A rule that did nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// The variant.
    pub variant: String,
    /// What did not happen, with the number.
    pub message: String,
    /// The parameter to look at.
    pub help: String,
}

/// What a variant had in force, and what happened in all its replicates together.
struct Seen<'a> {
    variant: &'a Variant,
    readings: Vec<&'a Reading>,
}

type Told = Option<(String, String)>;

impl<'a> Seen<'a> {
    fn n(&self, kind: Kind) -> i64 {
        self.readings.iter().map(|reading| reading.events[kind as usize]).sum()
    }

    /// Places of all programmes.
    fn places(&self) -> i64 {
        self.readings.iter().map(|reading| reading.places).sum()
    }

    /// Rules that are in force at some time of the run.
    fn rules(&self) -> impl Iterator<Item = &'a InForce> {
        self.variant.course.segments.iter().map(|segment| &*segment.1)
    }

    fn ever(&self, holds: impl Fn(&InForce) -> bool) -> bool {
        self.rules().any(holds)
    }

    /// A rule that is in force and whose event never came.
    fn never(&self, holds: impl Fn(&InForce) -> bool, kind: Kind, message: &str, help: &str) -> Told {
        (self.ever(holds) && self.n(kind) == 0).then(|| (message.to_owned(), help.to_owned()))
    }
}

fn guarantors(s: &Seen<'_>) -> Told {
    if !s.ever(|r| !r.guarantor.asked().is_empty()) {
        return None;
    }
    let [accepted, doubted, exhausted, dear] =
        [Kind::GuarantorAccepted, Kind::GuarantorRefused, Kind::GuarantorExhausted, Kind::PremiumNotPayable]
            .map(|kind| s.n(kind));
    let asked = accepted + doubted + exhausted + dear;
    let tag = s.rules().map(|r| r.guarantor.tag()).find(|tag| *tag != "none").unwrap_or("none");
    if asked == 0 {
        let help = "nobody was chosen for a programme: look at `corridor.*.agreement.programme`";
        return Some((format!("nobody asked a guarantor (`guarantor = \"{tag}\"`)"), help.to_owned()));
    }
    if accepted as f64 >= HARDLY * asked as f64 {
        return None;
    }
    let message = format!(
        "guarantors accepted {accepted} of {asked} requests: they refused {doubted} out of doubt and {exhausted} for \
         lack of capacity, and {dear} workers could not pay the premium"
    );
    let help = if dear > doubted.max(exhausted) {
        format!("look at `premium` and `loading` of `guarantor.{tag}`, and at the sum of the bond")
    } else if doubted > exhausted {
        format!(
            "look at `believed_default`, `loading` and `recovered` of `guarantor.{tag}`, and at the sum of the bond"
        )
    } else {
        format!("look at `capacity` of `guarantor.{tag}`, and at the sum of the bond")
    };
    Some((message, help))
}

fn bond(s: &Seen<'_>) -> Told {
    let sum = s.rules().filter_map(|r| r.bond.stake()).map(|stake| stake.posted_eur).fold(0.0, f64::max);
    if sum <= 0.0 || s.n(Kind::BondPosted) > 0 || s.places() == 0 {
        return None;
    }
    let (applied, poor) = (s.n(Kind::Applied), s.n(Kind::BondNotFunded));
    let message = format!(
        "nobody posted a bond of {sum} EUR: {applied} people applied, and {poor} of the chosen could not fund it"
    );
    Some((message, "look at `bond.escrow.amount_eur`, or let somebody answer with `guarantor`".to_owned()))
}

fn places(s: &Seen<'_>) -> Told {
    let places = s.places();
    let [taken, applied, ineligible, poor, desisted] =
        [Kind::PlaceTaken, Kind::Applied, Kind::Ineligible, Kind::BondNotFunded, Kind::Desisted].map(|kind| s.n(kind));
    if places == 0 || taken as f64 >= HALF * places as f64 {
        return None;
    }
    let message = format!(
        "{} of {places} places stayed empty: of {applied} applicants {ineligible} were not eligible any more, {poor} \
         could not fund bond or journey, {desisted} withdrew",
        places - taken
    );
    let help = if 2 * ineligible >= applied {
        "look at `eligibility`, at `corridor.*.agreement.programme` (wage, costs) and `information.believed_selection`"
    } else if poor > desisted && 2 * poor >= places - taken {
        "look at `corridor.*.agreement.programme.worker_cost_eur`, `advance`, and at the bond"
    } else {
        "look at `corridor.*.agreement.programme` (wage, costs, season) and `information.believed_selection`"
    };
    Some((message, help.to_owned()))
}

fn recall(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.reentry, Reentry::Recall(_)),
        Kind::RecalledHome,
        "nobody was asked back",
        "look at `employers.search_cost_eur` and at what a season is worth; without workers who come home in time \
         nobody is asked",
    )
}

fn extension(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.extension, Extension::Employer(_)),
        Kind::Extended,
        "no contract was lengthened",
        "look at `extension.employer.fee_eur`",
    )
}

fn tie(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.tie, Tie::Portable(_)),
        Kind::ChangedEmployer,
        "nobody changed employer",
        "look at `tie.portable.change`",
    )
}

fn visas(s: &Seen<'_>) -> Told {
    s.never(
        |r| r.corridor.list.iter().any(|c| matches!(c.1.lawful, Lawful::Visa(_))),
        Kind::VisaAsked,
        "nobody asked for a visa",
        "look at `corridor.*.lawful.visa` and `attention`",
    )
}

fn route(s: &Seen<'_>) -> Told {
    s.never(
        |r| r.corridor.list.iter().any(|c| matches!(c.1.irregular, Irregular::Route(_))),
        Kind::RouteTried,
        "nobody tried a route without papers",
        "look at `corridor.*.irregular.route` and `attention`",
    )
}

fn assets(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.assets, Assets::Worked(_)),
        Kind::AssetBought,
        "nobody bought an asset",
        "look at `assets.worked.livestock.least_eur` and at `home.kept_share`",
    )
}

fn projects(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.reintegration, Reintegration::Codev(_)),
        Kind::ProjectFounded,
        "no project of a returner was supported",
        "projects are founded on assets that returners from overseas buy: look at `assets`, at \
         `reintegration.codev.budget_eur_year` and at `reintegration.codev.region`",
    )
}

fn placements(s: &Seen<'_>) -> Told {
    s.never(
        |r| matches!(r.placement, Placement::Agency(_)),
        Kind::Placed,
        "nobody was placed in a job at home",
        "look at `placement.agency.budget_eur_year` and `placement.agency.staff`",
    )
}

fn works(s: &Seen<'_>) -> Told {
    s.never(
        |r| r.own.irrigation.budget_eur_year > 0.0,
        Kind::VillageIrrigated,
        "no village was irrigated",
        "the money must pay for all households of a village of the sample: look at `irrigation.budget_eur_year`, at \
         `irrigation.cost_eur` and at `irrigation.region`",
    )
}

fn drought(s: &Seen<'_>) -> Told {
    s.never(
        |r| r.own.drought.chance_year > 0.0,
        Kind::DroughtStruck,
        "no region was struck by a drought",
        "look at `drought.chance_year`, or run longer",
    )
}

fn destinations(s: &Seen<'_>) -> Told {
    let last = s.variant.course.segments.last()?;
    let known: Vec<&str> = s.variant.course.population.destinations.iter().map(|d| d.name.as_str()).collect();
    let empty = last.1.corridor.list.iter().enumerate().filter(|(k, (name, c))| {
        let open = !matches!(c.lawful, Lawful::Closed(_))
            || matches!(c.irregular, Irregular::Route(_))
            || c.agreement.programme().is_some();
        // Of one that the tables know a small sample may have nobody.
        !known.contains(&name.as_str())
            && open
            && s.readings.iter().all(|reading| reading.arrived.get(*k).is_none_or(|n| *n == 0))
    });
    let names: Vec<&str> = empty.map(|(_, (name, _))| name.as_str()).collect();
    (!names.is_empty()).then(|| {
        let help = format!(
            "on their own people go to destinations that the tables of the population know ({}); to others by a \
             programme, `corridor.{}.agreement`",
            known.join(", "),
            names[0]
        );
        (format!("nobody arrived at {}", names.join(", ")), help)
    })
}

/// How a rule is looked at.
type Look = fn(&Seen<'_>) -> Told;

/// Every rule that is looked at, with its dimension or mechanism; a test holds that no dimension is forgotten.
const RULES: &[(&str, Look)] = &[
    ("guarantor", guarantors),
    ("bond", bond),
    ("programme", places),
    ("reentry", recall),
    ("extension", extension),
    ("tie", tie),
    ("visa", visas),
    ("route", route),
    ("drought", drought),
    ("assets", assets),
    ("reintegration", projects),
    ("placement", placements),
    ("irrigation", works),
    ("corridor", destinations),
];

/// Rules that did nothing in any replicate of their variant, in the order of variants.
#[must_use]
pub fn idle(design: &Design, comparison: &Comparison) -> Vec<Idle> {
    let mut found = Vec::new();
    for (at, variant) in design.variants.iter().enumerate() {
        let seen = Seen { variant, readings: comparison.ended(at).map(|(_, reading)| reading).collect() };
        if seen.readings.is_empty() {
            continue;
        }
        let told = RULES.iter().filter_map(|(_, look)| look(&seen));
        found.extend(told.map(|(message, help)| Idle { variant: variant.name.clone(), message, help }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::param::{Section, Shape};
    use crate::experiment::compare;
    use crate::experiment::ensemble::Options;
    use crate::run::Checks;
    use crate::scenario::embedded;
    use std::sync::atomic::AtomicBool;

    /// What is said of a shipped scenario with values laid over it.
    fn told(name: &str, sets: &[&str]) -> Vec<String> {
        let small = ["population=1:300", "run.months=24", "run.burn_in_months=1", "run.reps=1"];
        let sets: Vec<String> = small.iter().chain(sets).map(|set| (*set).to_owned()).collect();
        let variant = Variant::open(&embedded::files(), &format!("circula:{name}"), &sets).unwrap();
        let design = Design::apart(vec![variant]);
        let stop = AtomicBool::new(false);
        let options = Options { threads: 1, checks: Checks::Usual, memory: None, stop: &stop, watch: &(), keep: &() };
        let found = compare::run(&design, &options).unwrap();
        idle(&design, &found).into_iter().map(|i| format!("{} | {}", i.message, i.help)).collect()
    }

    /// One saying holds all the words.
    fn says(told: &[String], words: &[&str]) -> bool {
        told.iter().any(|line| words.iter().all(|word| line.contains(word)))
    }

    #[test]
    fn rules_that_work_are_not_told() {
        for name in ["state-led", "repeat-entry", "irregular-route"] {
            let many = ["corridor.spain.agreement.programme.quota_year=60000"];
            let told = told(name, if name == "irregular-route" { &[] } else { &many });
            assert!(told.is_empty(), "{name}: {told:?}");
        }
    }

    #[test]
    fn each_rule_that_does_nothing_is_told_with_number_and_parameter() {
        let many = "corridor.spain.agreement.programme.quota_year=60000";
        let kin = "guarantor.kin-then-village";
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "guaranteed",
                &[
                    many,
                    &format!("{kin}.kin.believed_default=1"),
                    &format!("{kin}.kin.tie_spread=0"),
                    &format!("{kin}.kin.capacity=1000"),
                    &format!("{kin}.village.believed_default=1"),
                    &format!("{kin}.village.capacity=1000"),
                    &format!("{kin}.village.tie_spread=0"),
                    &format!("{kin}.village.loading=0"),
                ],
                &["guarantors accepted", "out of doubt", "believed_default"],
            ),
            (
                "guaranteed",
                &[many, &format!("{kin}.kin.capacity=0"), &format!("{kin}.village.capacity=0")],
                &["guarantors accepted", "lack of capacity", "`capacity`"],
            ),
            ("guaranteed", &["corridor.spain.agreement.programme.quota_year=0"], &["nobody asked a guarantor"]),
            ("bonded", &[many, "bond.escrow.amount_eur=100000"], &["nobody posted a bond of 100000 EUR", "amount_eur"]),
            (
                "state-led",
                &[many, "corridor.spain.agreement.programme.wage_eur_month=10"],
                &["places stayed empty", "believed_selection"],
            ),
            (
                "state-led",
                &[many, "eligibility.age_low=64"],
                &["places stayed empty", "of 0 applicants", "`eligibility`"],
            ),
            ("repeat-entry", &["employers.closing_year=1"], &["nobody was asked back", "search_cost_eur"]),
            ("guaranteed", &["extension.employer.fee_eur=100000"], &["no contract was lengthened", "fee_eur"]),
            ("portable", &["tie.portable.change=0"], &["nobody changed employer", "change"]),
            (
                "free-circulation",
                &["attention.movers=0", "attention.older_movers=0", "attention.stayers=0", "attention.forced=0"],
                &["nobody asked for a visa", "lawful.visa"],
            ),
            (
                "irregular-route",
                &["attention.movers=0", "attention.older_movers=0", "attention.stayers=0", "attention.forced=0"],
                &["nobody tried a route", "irregular.route"],
            ),
            ("remittances", &["home.kept_share=1"], &["nobody bought an asset", "kept_share"]),
            ("codev", &["reintegration.codev.budget_eur_year=0"], &["no project", "budget"]),
            ("double-niche", &["placement.agency.staff=0"], &["nobody was placed", "staff"]),
            ("irrigation", &["irrigation.cost_eur=1000000"], &["no village was irrigated", "cost_eur"]),
            ("drought", &["drought.chance_year=0.0000001"], &["no region was struck", "chance_year"]),
        ];
        for (name, sets, words) in cases {
            let told = told(name, sets);
            assert!(says(&told, words), "{name} {sets:?}: no {words:?} in {told:?}");
        }
    }

    #[test]
    fn every_dimension_is_looked_at_or_does_its_work_by_itself() {
        // Training happens to whoever leaves, selection to whoever applies: their events are those of the programme.
        let by_itself = ["preparation", "selection"];
        let Shape::Table { fields, .. } = InForce::shape() else { panic!("rules are a table") };
        let dimension = |field: &(&'static str, Shape)| matches!(field.1, Shape::OneOf { .. }).then_some(field.0);
        let names: Vec<&str> = fields.iter().filter_map(dimension).collect();
        assert!(names.len() > 5, "{names:?}");
        for name in names {
            let looked_at = RULES.iter().any(|rule| rule.0 == name);
            assert!(looked_at != by_itself.contains(&name), "{name}");
        }
    }
}
