//! Measures of one named place, a region or a destination of the population's tables: written `name@place`.

use super::measure::{self, Measure};
use super::survey::Survey;
use super::tally::Tally;
use crate::journal::event::Kind;
use crate::journal::{Place, Status};

/// A quantity of a replicate at a named place.
#[derive(Clone, Copy)]
pub struct Placed {
    /// Name; the place follows it after an `@`.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Definition in one sentence.
    pub definition: &'static str,
    /// How it is worked out; `None` where there is no such place.
    pub of: fn(&Tally, &str) -> Option<f64>,
}

/// Every measure of a place.
pub const PLACED: &[Placed] = &[
    Placed {
        name: "men_away",
        unit: "share",
        definition: "Men of 15 to 64 of a region who are away at the end, within the country included.",
        of: |t, place| region(t, place).and_then(|s| ratio(s.men_away, s.men)),
    },
    Placed {
        name: "ever_abroad_to_villages",
        unit: "ratio",
        definition: "Residents of 15 to 64 of a region who ever lived abroad, six months or longer in all, as a \
            share, relative to the same share in all villages.",
        of: |t, place| {
            let here = region(t, place).and_then(|s| ratio(s.returnees, s.residents))?;
            let villages =
                ratio(t.survey.iter().map(|s| s.rural_returnees).sum(), t.survey.iter().map(|s| s.rural).sum())?;
            (villages > 0.0).then(|| here / villages)
        },
    },
    Placed {
        name: "part_of_returns",
        unit: "share",
        definition: "Spells at a destination abroad among all completed spells abroad.",
        of: |t, place| {
            let position = t.names.iter().position(|n| n == place)?;
            let here = Some(Place::destination(position)).filter(|&p| t.abroad(p))?;
            ratio(t.count(Kind::HomeFromSpell, |p| p == here), t.count(Kind::HomeFromSpell, |p| t.abroad(p)))
        },
    },
    Placed {
        name: "drift",
        unit: "share",
        definition: "Those at a destination under a right of stay (`destination:right`) at the end, per adult, over \
            those at the end of the first month, less one.",
        of: drift,
    },
];

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// By how much a stock per adult has moved in a run.
fn drift(t: &Tally, place: &str) -> Option<f64> {
    let (destination, right) = place.split_once(':')?;
    let status = Status::NAMES.iter().position(|name| *name == right)?;
    let cell = t.names.iter().position(|n| n == destination)? * Status::COUNT + status;
    let (first, last) = (t.stocks.first()?.get(cell)?, t.stocks.last()?.get(cell)?);
    let grown = ratio(t.persons_end, t.persons_start)?;
    Some(ratio(*last, *first)? / grown - 1.0)
}

fn region<'a>(t: &'a Tally, name: &str) -> Option<&'a Survey> {
    t.survey.iter().find(|s| s.region == name)
}

/// A measure as a table of results names it: plain, or of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    name: String,
    place: Option<String>,
}

impl Quantity {
    /// From `name` or `name@place`; `None` if no measure has this name.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let (name, place) = text.split_once('@').map_or((text, None), |(name, place)| (name, Some(place.to_owned())));
        let known =
            if place.is_some() { PLACED.iter().any(|p| p.name == name) } else { measure::named(name).is_some() };
        known.then(|| Self { name: name.to_owned(), place })
    }

    /// The names that [`Quantity::named`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        measure::MEASURES.iter().map(|m| m.name).chain(PLACED.iter().map(|p| p.name))
    }

    /// The value in a replicate.
    #[must_use]
    pub fn of(&self, tally: &Tally) -> Option<f64> {
        match &self.place {
            Some(place) => self.placed().and_then(|p| (p.of)(tally, place)),
            None => self.plain().and_then(|m| (m.of)(tally)),
        }
    }

    /// Unit of the value.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        self.placed().map(|p| p.unit).or_else(|| self.plain().map(|m| m.unit)).unwrap_or("")
    }

    fn plain(&self) -> Option<&'static Measure> {
        self.place.is_none().then(|| measure::named(&self.name)).flatten()
    }

    fn placed(&self) -> Option<&'static Placed> {
        self.place.as_ref().and_then(|_| PLACED.iter().find(|p| p.name == self.name))
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}@{place}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
