//! What is told of each month of a run: stocks, flows and money, each declared once with name, unit and definition. At
//! full scale, so that samples of different size can be laid side by side.

use super::tally::Tally;
use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::Flow;
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
    scaled(
        t,
        t.cohorts[month][way as usize * t.corridors..(way as usize + 1) * t.corridors].iter().map(|c| c.arrived).sum(),
    )
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
    ($($name:ident, $unit:literal, $definition:literal, |$t:ident, $m:ident| $of:expr;)*) => {
        /// Every quantity.
        pub const MONTHLY: &[Monthly] = &[$(Monthly { name: stringify!($name), unit: $unit, definition: $definition, of: |$t: &Tally, $m: usize| $of }),*];
    };
}

monthly! {
    stock_internal, "persons", "Away within the country at the end of the month.", |t, m| stock(t, m, Circle::Internal, |_| true);
    stock_regional, "persons", "Away at a regional destination at the end of the month.", |t, m| stock(t, m, Circle::Regional, |_| true);
    stock_overseas_contract, "persons", "Overseas under contract at the end of the month.", |t, m| status(t, m, Status::Contract);
    stock_overseas_permit, "persons", "Overseas with a permit of their own at the end of the month.", |t, m| status(t, m, Status::Permit);
    stock_overseas_free, "persons", "Overseas where no permit is needed at the end of the month.", |t, m| status(t, m, Status::Free);
    stock_overseas_settled, "persons", "Overseas with papers after a time without at the end of the month.", |t, m| status(t, m, Status::Settled);
    stock_overseas_irregular, "persons", "Overseas without papers at the end of the month.", |t, m| status(t, m, Status::Irregular);
    arrivals_programme, "persons a month", "Arrivals under contract.", |t, m| arrived(t, m, Way::Programme);
    arrivals_visa, "persons a month", "Arrivals overseas with a visa or permit of their own.", |t, m| arrived(t, m, Way::Visa);
    arrivals_irregular, "persons a month", "Arrivals overseas by the route without papers.", |t, m| arrived(t, m, Way::Irregular);
    arrivals_free_movement, "persons a month", "Arrivals under free movement.", |t, m| arrived(t, m, Way::FreeMovement);
    arrivals_capital, "persons a month", "Arrivals in the capital.", |t, m| arrived(t, m, Way::Capital);
    returns_overseas, "persons a month", "Home from overseas by own will.", |t, m| at_circle(t, m, Kind::Returned, Circle::Overseas);
    returns_regional, "persons a month", "Home from a regional destination by own will.", |t, m| at_circle(t, m, Kind::Returned, Circle::Regional);
    removals, "persons a month", "Removed home.", |t, m| recorded(t, m, Kind::Removed);
    regularised, "persons a month", "Given papers after a time without.", |t, m| recorded(t, m, Kind::Regularised);
    absconded, "persons a month", "Left a contract before its end and stayed.", |t, m| recorded(t, m, Kind::Absconded);
    lapsed, "persons a month", "Stayed on when the authorised end passed.", |t, m| recorded(t, m, Kind::Lapsed);
    applications, "a month", "Applications to programmes.", |t, m| recorded(t, m, Kind::Applied);
    places, "a month", "Places of programmes.", |t, m| scaled(t, t.places[m]);
    route_departures, "persons a month", "Set out on the route without papers.", |t, m| recorded(t, m, Kind::RouteTried);
    interceptions, "a month", "Passages intercepted.", |t, m| recorded(t, m, Kind::Intercepted);
    deaths_route, "persons a month", "Deaths on the way.", |t, m| recorded(t, m, Kind::DiedRoute);
    deaths_abroad, "persons a month", "Deaths abroad.", |t, m| recorded(t, m, Kind::DiedAbroad);
    home_income, "EUR a month", "Income of work at home, all households.", |t, m| paid(t, m, Flow::HomeIncome);
    wages, "EUR a month", "Wages of all those away.", |t, m| paid(t, m, Flow::Wage);
    remittances, "EUR a month", "Remittances received after fees.", |t, m| paid(t, m, Flow::RemittanceReceived);
    brought_home, "EUR a month", "Savings brought home by those who come back, what is invested included.", |t, m| paid(t, m, Flow::BroughtHome) + paid(t, m, Flow::Invested);
    fares, "EUR a month", "Lawful journeys paid by migrants and employers.", |t, m| paid(t, m, Flow::Fare) + paid(t, m, Flow::EmployerFare);
    passages, "EUR a month", "Passages paid to smugglers.", |t, m| paid(t, m, Flow::Passage);
    bonds_lost, "EUR a month", "Bonds and wages kept back that were lost, of workers and guarantors.", |t, m| paid(t, m, Flow::BondForfeited) + paid(t, m, Flow::BondCalled);
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
