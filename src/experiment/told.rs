//! Everything that happens to everybody in one run, or to a share of the people: rows of a table that are made while
//! the run is simulated, so that no more than a month of events is held.

use crate::base::table::{Cell, Column, Table};
use crate::base::units::Month;
use crate::journal::Place;
use crate::journal::event::{Event, KINDS, Kind, What};
use crate::run::replicate::{Checks, Outcome, RunError, UnderWay};
use crate::world::World;
use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;

crate::purposes! {
    /// Whose events are told.
    TOLD = "events/sample";
}

/// The columns of a table of events.
#[must_use]
pub fn columns() -> Table {
    Table::new("Events")
        .column(Column::text("month").defined("Month in which it happened."))
        .column(Column::number("person", "").defined("Permanent number of the person; empty of what nobody did."))
        .column(Column::text("kind").defined("What happened, as in the list of events."))
        .column(Column::text("detail").defined("What else is known of it: way, right of stay, cause, backer."))
        .column(Column::text("place").defined("Where: home, or the destination."))
        .column(Column::number("months", "months").defined("Since the spell began or the authorised end, by kind."))
        .column(Column::number("value", "").defined("An amount in cents, or a mark, by kind."))
        .column(Column::number("fifth", "").defined("Fifth of the household by wealth, 1 the poorest."))
}

/// The rows of a run, simulated as they are asked for: no more than a month of events is held.
#[derive(Debug)]
pub struct EventRows<'a> {
    run: UnderWay<'a>,
    stop: &'a AtomicBool,
    kinds: &'a [Kind],
    share: f64,
    waiting: VecDeque<Vec<Cell>>,
    /// Why there are no more rows though the run has not ended.
    pub trouble: Option<RunError>,
    now: Month,
}

impl Iterator for EventRows<'_> {
    type Item = Vec<Cell>;

    fn next(&mut self) -> Option<Vec<Cell>> {
        while self.waiting.is_empty() && self.trouble.is_none() {
            match self.run.month(Checks::Usual, self.stop) {
                Ok(true) => self.take(),
                Ok(false) => return None,
                Err(error) => self.trouble = Some(error),
            }
        }
        self.waiting.pop_front()
    }
}

impl<'a> EventRows<'a> {
    /// The rows of a run that has just begun: of these kinds, or all where none is named, of this share of the people.
    #[must_use]
    pub fn of(run: UnderWay<'a>, (kinds, share): (&'a [Kind], f64), stop: &'a AtomicBool) -> Self {
        let now = run.world.now;
        Self { run, stop, kinds, share, waiting: VecDeque::new(), trouble: None, now }
    }

    /// What the run gives, when all rows have been taken.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn end(self) -> Result<Outcome, RunError> {
        self.run.end()
    }

    /// Takes the events of the month that has just been simulated.
    fn take(&mut self) {
        let world: &World = self.run.world;
        let wanted = |event: &&Event| self.kinds.is_empty() || self.kinds.contains(&event.what.kind());
        for district in &world.districts {
            for event in district.events.iter().filter(wanted) {
                let id = district.persons[event.person as usize].id;
                if self.share >= 1.0 || world.key.person(id).unit(TOLD, 0, 0) < self.share {
                    self.waiting.push_back(row(world, self.now, Some(id), event));
                }
            }
        }
        for event in world.events.iter().filter(wanted) {
            self.waiting.push_back(row(world, self.now, None, event));
        }
        self.now = self.now.plus(1);
    }
}

fn row(world: &World, month: Month, person: Option<u64>, event: &Event) -> Vec<Cell> {
    vec![
        Cell::text(month.to_string()),
        person.and_then(|id| i64::try_from(id).ok()).map_or(Cell::Missing, Cell::whole),
        Cell::text(KINDS[event.what.kind() as usize].1),
        Cell::text(detail(event.what)),
        Cell::text(place(world, event.place)),
        Cell::whole(i64::from(event.months)),
        Cell::whole(i64::from(event.value)),
        person.map_or(Cell::Missing, |_| Cell::whole(i64::from(event.quintile) + 1)),
    ]
}

/// The words in which an event carries more than its kind: `Applied(Fresh)` gives `Fresh`.
fn detail(what: What) -> String {
    let text = format!("{what:?}");
    text.split_once('(').map_or_else(String::new, |(_, rest)| rest.trim_end_matches(')').to_owned())
}

fn place(world: &World, place: Place) -> String {
    place.position().and_then(|at| world.corridors.get(at)).map_or_else(|| "home".to_owned(), |name| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Variant;
    use crate::run::replicate::{simulate, start};
    use crate::scenario::embedded;

    const SETS: [&str; 3] = ["population=1:300", "run.months=14", "run.burn_in_months=1"];

    fn rows(share: f64, kinds: &[Kind]) -> (Vec<Vec<Cell>>, Outcome) {
        let sets: Vec<String> = SETS.iter().map(|set| (*set).to_owned()).collect();
        let variant = Variant::open(&embedded::files(), "circula:bonded", &sets).unwrap();
        let stop = AtomicBool::new(false);
        let mut world = start(&variant.course, 1, 0, &stop).unwrap();
        let run = UnderWay::begin(&variant.course, &mut world, 0).unwrap();
        let mut stream = EventRows::of(run, (kinds, share), &stop);
        let list = stream.by_ref().collect();
        assert!(stream.trouble.is_none());
        (list, stream.end().unwrap())
    }

    #[test]
    fn every_event_of_the_run_is_told_once_and_the_run_is_the_same() {
        let (list, outcome) = rows(1.0, &[]);
        let counted: i64 = outcome.tally.events.iter().flatten().sum();
        assert_eq!(list.len() as i64, counted);
        let sets: Vec<String> = SETS.iter().map(|set| (*set).to_owned()).collect();
        let variant = Variant::open(&embedded::files(), "circula:bonded", &sets).unwrap();
        let stop = AtomicBool::new(false);
        let world = start(&variant.course, 1, 0, &stop).unwrap();
        let alone = simulate(&variant.course, world, 0, Checks::Usual, &stop).unwrap();
        assert_eq!(alone, outcome);
        let posted = list.iter().filter(|row| row[2] == Cell::text("BondPosted")).count() as i64;
        assert!(posted > 0 && posted == outcome.tally.count(Kind::BondPosted, |_| true));
        let first = |row: &Vec<Cell>| row[0].clone();
        assert_eq!(list.first().map(first), Some(Cell::text("2005-01")));
        assert_eq!(list.last().map(first), Some(Cell::text("2006-02")));
    }

    /// Of a share of the people the whole lives are told, and the same people's whatever is asked for.
    #[test]
    fn a_sample_is_of_people_not_of_events() {
        let (all, _) = rows(1.0, &[]);
        let (some, _) = rows(0.2, &[]);
        let person = |row: &Vec<Cell>| if let Cell::Whole(id) = row[1] { Some(id) } else { None };
        let people: std::collections::BTreeSet<i64> = some.iter().filter_map(person).collect();
        let of_them: Vec<&Vec<Cell>> =
            all.iter().filter(|row| person(row).is_none_or(|id| people.contains(&id))).collect();
        assert_eq!(some.iter().collect::<Vec<_>>(), of_them);
        let everybody = all.iter().filter_map(person).collect::<std::collections::BTreeSet<_>>().len();
        assert!((0.15..0.25).contains(&(people.len() as f64 / everybody as f64)));
        let (kinds, _) = rows(1.0, &[Kind::BondPosted, Kind::Named]);
        let wanted = [Cell::text("BondPosted"), Cell::text("Named")];
        assert_eq!(kinds.len(), all.iter().filter(|row| wanted.contains(&row[2])).count());
    }
}
