//! What is told of each month of a run: stocks, flows and money, each declared once with name, unit and definition. At
//! full scale, so that samples of different size can be laid side by side.

use super::tally::Tally;
use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::{BROUGHT_HOME, Flow, PUBLIC_AT_HOME};
use crate::journal::{Circle, Status, Way};

/// A quantity of a month.
#[derive(Clone, Copy)]
pub struct Monthly {
    /// Name, `<quantity>_<place or party>`.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Definition in one sentence.
    pub definition: &'static str,
    /// How it is worked out of a month, counted from 0.
    pub of: fn(&Tally, usize) -> f64,
}

impl std::fmt::Debug for Monthly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Position of a quantity by name.
#[must_use]
pub fn position(name: &str) -> Option<usize> {
    MONTHLY.iter().position(|m| m.name == name)
}

fn scaled(t: &Tally, count: i64) -> f64 {
    count as f64 * t.weight()
}

/// Those away at destinations of a distance class, of the statuses picked, at the end of a month.
fn stock(t: &Tally, month: usize, circle: Circle, pick: impl Fn(usize) -> bool) -> f64 {
    let places = t.positions(circle);
    scaled(
        t,
        places
            .map(|k| {
                (0..Status::COUNT).filter(|&s| pick(s)).map(|s| t.stocks[month][k * Status::COUNT + s]).sum::<i64>()
            })
            .sum(),
    )
}

fn status(t: &Tally, month: usize, status: Status) -> f64 {
    stock(t, month, Circle::Overseas, |s| s == status as usize)
}

/// Arrivals of a month by a way, everywhere.
fn arrived(t: &Tally, month: usize, way: Way) -> f64 {
    arrived_at(t, month, way, 0..t.corridors)
}

/// Arrivals of a month by a way, overseas.
fn arrived_overseas(t: &Tally, month: usize, way: Way) -> f64 {
    arrived_at(t, month, way, t.positions(Circle::Overseas))
}

fn arrived_at(t: &Tally, month: usize, way: Way, places: impl Iterator<Item = usize>) -> f64 {
    scaled(t, places.map(|k| t.cohorts[month][way as usize * t.corridors + k].arrived).sum())
}

fn recorded(t: &Tally, month: usize, kind: Kind) -> f64 {
    scaled(t, t.in_month(month, kind, &|_| true))
}

fn at_circle(t: &Tally, month: usize, kind: Kind, circle: Circle) -> f64 {
    scaled(t, t.in_month(month, kind, &|place| place.position().is_some_and(|k| t.circles[k] == circle)))
}

fn paid(t: &Tally, month: usize, flow: Flow) -> f64 {
    eur(t.money[month][flow as usize]) * t.weight()
}

macro_rules! monthly {
    ($($name:ident {
        unit: $unit:literal,
        definition: $definition:literal,
        of: |$t:ident, $m:ident| $of:expr,
    })*) => {
        /// Every quantity.
        pub const MONTHLY: &[Monthly] = &[$(Monthly {
            name: stringify!($name),
            unit: $unit,
            definition: $definition,
            of: |$t: &Tally, $m: usize| $of,
        }),*];
    };
}

monthly! {
    stock_internal {
        unit: "persons",
        definition: "Away within the country at the end of the month.",
        of: |t, m| stock(t, m, Circle::Internal, |_| true),
    }
    stock_regional {
        unit: "persons",
        definition: "Away at a regional destination at the end of the month.",
        of: |t, m| stock(t, m, Circle::Regional, |_| true),
    }
    stock_overseas_contract {
        unit: "persons",
        definition: "Overseas under contract at the end of the month.",
        of: |t, m| status(t, m, Status::Contract),
    }
    stock_overseas_permit {
        unit: "persons",
        definition: "Overseas with a permit of their own at the end of the month.",
        of: |t, m| status(t, m, Status::Permit),
    }
    stock_overseas_free {
        unit: "persons",
        definition: "Overseas where no permit is needed at the end of the month.",
        of: |t, m| status(t, m, Status::Free),
    }
    stock_overseas_settled {
        unit: "persons",
        definition: "Overseas with papers after a time without at the end of the month.",
        of: |t, m| status(t, m, Status::Settled),
    }
    stock_overseas_irregular {
        unit: "persons",
        definition: "Overseas without papers at the end of the month.",
        of: |t, m| status(t, m, Status::Irregular),
    }
    arrivals_programme {
        unit: "persons a month",
        definition: "Arrivals under contract.",
        of: |t, m| arrived(t, m, Way::Programme),
    }
    arrivals_visa {
        unit: "persons a month",
        definition: "Arrivals overseas with a visa or permit of their own.",
        of: |t, m| arrived_overseas(t, m, Way::Visa),
    }
    arrivals_irregular {
        unit: "persons a month",
        definition: "Arrivals overseas by the route without papers.",
        of: |t, m| arrived_overseas(t, m, Way::Irregular),
    }
    arrivals_free_movement {
        unit: "persons a month",
        definition: "Arrivals under free movement.",
        of: |t, m| arrived(t, m, Way::FreeMovement),
    }
    arrivals_capital {
        unit: "persons a month",
        definition: "Arrivals in the capital.",
        of: |t, m| arrived(t, m, Way::Capital),
    }
    returns_overseas {
        unit: "persons a month",
        definition: "Home from overseas by own will.",
        of: |t, m| at_circle(t, m, Kind::Returned, Circle::Overseas),
    }
    returns_regional {
        unit: "persons a month",
        definition: "Home from a regional destination by own will.",
        of: |t, m| at_circle(t, m, Kind::Returned, Circle::Regional),
    }
    removals {
        unit: "persons a month",
        definition: "Removed home.",
        of: |t, m| recorded(t, m, Kind::Removed),
    }
    regularised {
        unit: "persons a month",
        definition: "Given papers after a time without.",
        of: |t, m| recorded(t, m, Kind::Regularised),
    }
    absconded {
        unit: "persons a month",
        definition: "Left a contract before its end and stayed.",
        of: |t, m| recorded(t, m, Kind::Absconded),
    }
    lapsed {
        unit: "persons a month",
        definition: "Stayed on when the authorised end passed.",
        of: |t, m| recorded(t, m, Kind::Lapsed),
    }
    applications {
        unit: "a month",
        definition: "Applications to programmes.",
        of: |t, m| recorded(t, m, Kind::Applied),
    }
    places {
        unit: "a month",
        definition: "Places of programmes.",
        of: |t, m| scaled(t, t.places[m]),
    }
    guaranties_refused {
        unit: "a month",
        definition: "Requests that came to nothing: guarantors refused out of doubt or for lack of capacity, or the \
            premium could not be paid.",
        of: |t, m| {
            let kinds = [Kind::GuarantorRefused, Kind::GuarantorExhausted, Kind::PremiumNotPayable];
            kinds.into_iter().map(|kind| recorded(t, m, kind)).sum()
        },
    }
    route_departures {
        unit: "persons a month",
        definition: "Set out on the route without papers.",
        of: |t, m| recorded(t, m, Kind::RouteTried),
    }
    interceptions {
        unit: "a month",
        definition: "Passages intercepted.",
        of: |t, m| recorded(t, m, Kind::Intercepted),
    }
    deaths_route {
        unit: "persons a month",
        definition: "Deaths on the way.",
        of: |t, m| recorded(t, m, Kind::DiedRoute),
    }
    deaths_abroad {
        unit: "persons a month",
        definition: "Deaths abroad.",
        of: |t, m| scaled(t, t.in_month(m, Kind::DiedAbroad, &|place| t.abroad(place))),
    }
    home_income {
        unit: "EUR a month",
        definition: "Income of work at home, all households.",
        of: |t, m| paid(t, m, Flow::HomeIncome),
    }
    wages {
        unit: "EUR a month",
        definition: "Wages of all those away.",
        of: |t, m| paid(t, m, Flow::Wage),
    }
    remittances {
        unit: "EUR a month",
        definition: "Remittances received after fees.",
        of: |t, m| paid(t, m, Flow::RemittanceReceived),
    }
    brought_home {
        unit: "EUR a month",
        definition: "Savings brought home by those who come back.",
        of: |t, m| BROUGHT_HOME.iter().map(|&flow| paid(t, m, flow)).sum(),
    }
    sent_by_bank {
        unit: "EUR a month",
        definition: "Remittances sent through banks.",
        of: |t, m| paid(t, m, Flow::SentByBank),
    }
    asset_income {
        unit: "EUR a month",
        definition: "What assets bring their owners.",
        of: |t, m| paid(t, m, Flow::AssetIncome),
    }
    clients_came {
        unit: "persons a month",
        definition: "Those who came to the agency for a placement at home.",
        of: |t, m| scaled(t, t.in_month(m, Kind::ClientCame, &|_| true)),
    }
    placed {
        unit: "persons a month",
        definition: "Clients placed in jobs at home.",
        of: |t, m| scaled(t, t.in_month(m, Kind::Placed, &|_| true)),
    }
    public_money_at_home {
        unit: "EUR a month",
        definition: "What the origin state spends on projects, placements, irrigation and transfers at home.",
        of: |t, m| PUBLIC_AT_HOME.iter().map(|&flow| paid(t, m, flow)).sum(),
    }
    fares {
        unit: "EUR a month",
        definition: "Lawful journeys paid by migrants and employers.",
        of: |t, m| paid(t, m, Flow::Fare) + paid(t, m, Flow::EmployerFare),
    }
    passages {
        unit: "EUR a month",
        definition: "Passages paid to smugglers.",
        of: |t, m| paid(t, m, Flow::Passage),
    }
    bonds_lost {
        unit: "EUR a month",
        definition: "Bonds and wages kept back that were lost, of workers and guarantors.",
        of: |t, m| paid(t, m, Flow::BondForfeited) + paid(t, m, Flow::BondCalled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_quantity_says_what_it_is() {
        for (i, m) in MONTHLY.iter().enumerate() {
            assert!(MONTHLY[..i].iter().all(|n| n.name != m.name), "{}", m.name);
            assert!(m.definition.ends_with('.') && !m.unit.is_empty());
        }
        assert_eq!(position("removals").map(|at| MONTHLY[at].name), Some("removals"));
    }
}
