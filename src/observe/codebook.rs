//! The codebook of results as a document: every measure, quantity of a month, kind of event and flow of money with what
//! it means.

use super::measure::{MEASURES, Measure};
use super::monthly::MONTHLY;
use super::placed::PLACED;
use crate::journal::Cause;
use crate::journal::Status;
use crate::journal::Way;
use crate::journal::event::KINDS;
use crate::journal::ledger::{ACCOUNTS, FLOWS, PARTIES};

/// The document of measures, quantities, events and flows.
#[must_use]
pub fn measures_markdown() -> String {
    let mut out = String::from(HEAD);
    let line = |m: &Measure| {
        format!("| `{}` | {} | {}{} |\n", m.name, m.unit, m.definition, if m.headline { " *Headline.*" } else { "" })
    };
    out.push_str(&format!("## {} measures\n\n| name | unit | definition |\n|---|---|---|\n", MEASURES.len()));
    MEASURES.iter().for_each(|m| out.push_str(&line(m)));
    out.push_str(&format!("\n## {} measures of a place\n\n{PLACES}| name | unit | definition |\n", PLACED.len()));
    out.push_str("|---|---|---|\n");
    PLACED.iter().for_each(|m| out.push_str(&format!("| `{}` | {} | {} |\n", m.name, m.unit, m.definition)));
    out.push_str(&format!(
        "\n## {} quantities of a month\n\nAt full scale.\n\n| name | unit | definition \
        |\n|---|---|---|\n",
        MONTHLY.len()
    ));
    MONTHLY.iter().for_each(|m| out.push_str(&format!("| `{}` | {} | {} |\n", m.name, m.unit, m.definition)));
    out.push_str(&format!("\n## {} kinds of event\n\n{EVENTS}| event | meaning |\n|---|---|\n", KINDS.len()));
    KINDS.iter().for_each(|(_, name, doc)| out.push_str(&format!("| {name} | {doc} |\n")));
    out.push_str(&format!(
        "\n## {} flows of money\n\n{MONEY}| flow | from | to | meaning |\n|---|---|---|---|\n",
        FLOWS.len()
    ));
    FLOWS
        .iter()
        .for_each(|(_, name, from, to, doc)| out.push_str(&format!("| {name} | {from:?} | {to:?} | {doc} |\n")));
    out.push_str(&format!(
        "\n## {} parties to the money\n\n{PARTY}| party | who | accounts |\n|---|---|---|\n",
        PARTIES.len()
    ));
    for (party, title, doc) in PARTIES {
        let own: Vec<String> =
            ACCOUNTS.iter().filter(|a| a.2 == *party).map(|(_, name, _, doc)| format!("{name} ({doc})")).collect();
        out.push_str(&format!("| {title} | {doc} | {} |\n", own.join("; ")));
    }
    out.push_str("\n## Classes\n\n| class | values, from 0 |\n|---|---|\n");
    for (class, names) in [
        ("way of leaving", Way::NAMES.as_slice()),
        ("right of stay", &Status::NAMES),
        ("cause of exit after an authorised end", &Cause::NAMES),
    ] {
        out.push_str(&format!("| {class} | {} |\n", names.join(", ")));
    }
    out
}

const HEAD: &str = "# Measures: the codebook of results

Written by `circula docs` from the declarations in the program; do not edit.

A measure is a quantity of one replicate. Where a variant has nothing to measure it has no value and is printed as a \
dash, never as 0. *Full scale* counts are those of
the sample times the people that one simulated person stands for. *Overseas* are the destinations whose distance class \
is `overseas`; the capital and the region are told
apart from them. An interval printed beside a mean over replicates is Monte Carlo error only: see `docs/limits.md`.

";

const PLACES: &str = "Written `name@place`, for a region or a destination of the population's tables.

";

const EVENTS: &str =
    "Events are counted by month and place (home, or a destination). Values and quintiles of wealth are those of the \
    person's household at the start.

";

const PARTY: &str =
    "Pictures of money show what each party gets less what it pays, whatever the flow: what comes into its accounts less
what goes out of them. All parties together are zero.

";

const MONEY: &str =
    "Cents, by month and by place. A flow takes from one account and gives to another; the accounts of households, \
    savings, debts and escrow must agree with what is
stored in the world, or the run stops.

";
