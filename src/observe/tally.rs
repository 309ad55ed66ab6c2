//! What is remembered of a replicate: integer counts, so that they add exactly in any order.

use super::survey::Survey;
use crate::base::serial::{sparse, sparse_rows, to_bytes};
use crate::base::units::Month;
use crate::journal::event::{Event, KIND_COUNT, KINDS, Kind, What};
use crate::journal::ledger::{FLOW_COUNT, FLOWS, Flow, Ledger, PLACES};
use crate::journal::{AssetKind, Cause, Circle, Ending, Place, Status, Way};
use crate::world::World;
use serde::{Deserialize, Serialize};

/// Longest time after an authorised end that is told apart, months; the last class holds all later ones.
pub const LONGEST: usize = 60;

/// Arrivals of one month by way, and how many were home again later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Arrivals.
    pub arrived: i64,
    /// Home, by will or force, within 12 months.
    pub home_12: i64,
    /// Home within 36 months.
    pub home_36: i64,
    /// Home at any time in the run.
    pub home: i64,
}

/// Spells whose authorised end came in one month, of one right of stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Authorised ends.
    pub ends: i64,
    /// Exits by months after the end and cause: `[months × causes + cause]`.
    #[serde(with = "sparse")]
    pub exits: Vec<i64>,
}

impl Default for Ended {
    fn default() -> Self {
        Self { ends: 0, exits: vec![0; (LONGEST + 1) * Cause::COUNT] }
    }
}

impl Ended {
    /// Spells still there `months` after the end.
    #[must_use]
    pub fn staying(&self, months: usize) -> i64 {
        let upto = (months.min(LONGEST) + 1) * Cause::COUNT;
        self.ends - self.exits[..upto].iter().sum::<i64>()
    }
}

/// Journeys abroad that ended at home in one month, and what came after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Journeys ended, turned back ones included.
    pub ended: i64,
    /// Whose person set out abroad again within 36 months.
    pub again_36: i64,
    /// Those of them ended by removal or turned back.
    pub forced: i64,
    /// Whose person set out overseas again within 24 months.
    pub forced_again_24: i64,
}

/// Month of the run in whose stock overseas those are found who are followed for two years: a policy that changes then
/// finds the same people abroad in all variants.
pub const PRESENT: usize = 24;

/// All that is remembered of one replicate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// First month remembered.
    pub start: Month,
    /// Months remembered.
    pub months: usize,
    /// Destinations.
    pub corridors: usize,
    /// How far away each destination is.
    pub circles: Vec<Circle>,
    /// One simulated person stands for so many (millionths).
    pub weight_millionths: i64,
    /// Households and simulated persons at the start and at the end.
    pub households: i64,
    /// Simulated persons at the start.
    pub persons_start: i64,
    /// Simulated persons at the end.
    pub persons_end: i64,
    /// Person-months simulated.
    pub person_months: i64,
    /// Reviews at home.
    pub reviews: i64,
    /// Events: `[month][kind × places + place]`.
    #[serde(with = "sparse_rows")]
    pub events: Vec<Vec<i64>>,
    /// Sums of the events' values by kind and wealth quintile, and counts.
    pub values: Vec<[(i64, i64); 5]>,
    /// Those away at the end of each month: `[month][destination × statuses + status]`.
    pub stocks: Vec<Vec<i64>>,
    /// Money by flow in each month, cents.
    pub money: Vec<Vec<i64>>,
    /// Money over the whole run by flow and place, cents.
    pub books: Vec<i64>,
    /// Arrivals by month, way and destination: `[month][way × destinations + destination]`.
    pub cohorts: Vec<Vec<Cohort>>,
    /// Authorised ends by month and right of stay, overseas: `[month][status]`.
    pub ended: Vec<Vec<Ended>>,
    /// Months and number of spells that ended at home, by way.
    pub lengths: [(i64, i64); Way::COUNT],
    /// Quota of programmes in each month, places of the sample.
    pub places: Vec<i64>,
    /// Names of destinations.
    pub names: Vec<String>,
    /// Savings brought home from spells by way, cents.
    pub brought: [i64; Way::COUNT],
    /// Returns from overseas by own will of those whose right of stay still held or ended in that month, of spells that
    /// began in the run.
    pub home_lawful: i64,
    /// Programmes suspended in each month.
    pub suspended: Vec<i64>,
    /// Places under contract taken: `[asked back by name][woman]`.
    pub taken: [[i64; 2]; 2],
    /// Journeys abroad by the month of their end.
    pub after: Vec<After>,
    /// Overseas at the end of month [`PRESENT`], and of those home by own will within 24 months.
    pub present: (i64, i64),
    /// People at the end, by region.
    pub survey: Vec<Survey>,
    /// Projects of returners by month of founding: founded, failed within twelve months.
    pub projects: Vec<(i64, i64)>,
    /// Person-months of jobs at home: by assets that nobody subsidises, by projects and placements.
    pub job_months: [i64; 2],
    #[serde(skip)]
    pub(crate) before: Ledger,
    #[serde(skip)]
    pub(crate) opening: Ledger,
}

impl Tally {
    /// Nothing remembered yet of so many months and destinations.
    pub(crate) fn blank(circles: Vec<Circle>, months: usize) -> Self {
        let corridors = circles.len();
        Self {
            corridors,
            circles,
            values: vec![[(0, 0); 5]; KIND_COUNT],
            events: Vec::with_capacity(months),
            cohorts: vec![vec![Cohort::default(); Way::COUNT * corridors]; months],
            ended: vec![vec![Ended::default(); Status::COUNT]; months],
            after: vec![After::default(); months],
            projects: vec![(0, 0); months],
            ..Self::default()
        }
    }

    /// Starts remembering at the state of a world, for so many months.
    #[must_use]
    pub fn begin(world: &World, circles: Vec<Circle>, months: usize) -> Self {
        let ledger = world.ledger();
        Self {
            start: world.now,
            weight_millionths: (world.weight * 1e6).round() as i64,
            households: world.districts.iter().map(|d| d.households.len() as i64).sum(),
            persons_start: world.persons(),
            names: world.corridors.clone(),
            reviews: -(world.districts.iter().map(|d| d.reviews as i64).sum::<i64>()),
            before: ledger.clone(),
            opening: ledger,
            ..Self::blank(circles, months)
        }
    }

    /// Remembers the month that a world has just gone through.
    pub fn fold(&mut self, world: &World) {
        self.begin_month();
        world.districts.iter().flat_map(|d| &d.events).chain(&world.events).for_each(|e| self.record(e));
        self.take_stock(world);
        let ledger = world.ledger();
        self.money.push(FLOWS.iter().map(|f| ledger.total(f.0) - self.before.total(f.0)).collect());
        self.before = ledger;
        let month = world.now.plus(-1);
        self.suspended.push(world.markets.iter().filter(|m| month < m.programme.suspended_until).count() as i64);
        self.places.push(world.markets.iter().map(|m| m.programme.places).sum());
        self.person_months += world.persons_now();
        for d in &world.districts {
            self.job_months = [self.job_months[0] + d.jobs[0], self.job_months[1] + d.jobs[1]];
        }
        self.end_month();
    }

    /// Makes room for the events of a month.
    pub(crate) fn begin_month(&mut self) {
        self.events.push(vec![0; KIND_COUNT * (1 + self.corridors)]);
    }

    /// Remembers an event of the month begun.
    pub(crate) fn record(&mut self, e: &Event) {
        let kind = e.what.kind() as usize;
        self.events[self.months][kind * (1 + self.corridors) + e.place.row()] += 1;
        let value = &mut self.values[kind][usize::from(e.quintile.min(4))];
        value.0 += i64::from(e.value);
        value.1 += 1;
        self.follow(e);
        self.journeys(e);
    }

    /// Ends the month begun.
    pub(crate) fn end_month(&mut self) {
        self.months += 1;
    }

    /// Counts those away at the end of the month begun.
    fn take_stock(&mut self, world: &World) {
        let mut stock = vec![0; self.corridors * Status::COUNT];
        for d in &world.districts {
            for (sum, n) in stock.iter_mut().zip(&d.stock) {
                *sum += n;
            }
        }
        if self.months + 1 == PRESENT {
            let overseas = |k: &usize| self.circles[*k / Status::COUNT] == Circle::Overseas;
            self.present.0 = (0..stock.len()).filter(overseas).map(|k| stock[k]).sum();
        }
        self.stocks.push(stock);
    }

    /// Follows a project of a returner.
    fn project(&mut self, e: &Event) {
        match e.what {
            What::ProjectFounded => self.projects[self.months].0 += 1,
            What::AssetFailed(AssetKind::Project) if e.months <= 12 => {
                let Some(founded) = self.months.checked_sub(usize::from(e.months)) else { return };
                self.projects[founded].1 += 1;
            }
            _ => {}
        }
    }

    /// Follows a spell: its cohort of arrival, its authorised end.
    fn follow(&mut self, e: &Event) {
        self.project(e);
        let Some(corridor) = e.place.position() else { return };
        let (now, overseas) = (self.months, self.circles[corridor] == Circle::Overseas);
        let then = now.checked_sub(usize::from(e.months));
        match e.what {
            What::Returned(Status::Contract | Status::Permit) if overseas && then.is_some() => self.home_lawful += 1,
            What::Arrived(way) => self.cohorts[now][way as usize * self.corridors + corridor].arrived += 1,
            What::HomeFromSpell(way) => {
                let length = &mut self.lengths[way as usize];
                length.0 += i64::from(e.months);
                length.1 += 1;
                let Some(then) = then else { return };
                let cohort = &mut self.cohorts[then][way as usize * self.corridors + corridor];
                cohort.home += 1;
                cohort.home_12 += i64::from(e.months <= 12);
                cohort.home_36 += i64::from(e.months <= 36);
            }
            What::Termed(status) if overseas => self.ended[now][status as usize].ends += 1,
            What::ExitedAfterEnd(cause, status) if overseas => {
                let Some(then) = then else { return };
                let months = usize::from(e.months).min(LONGEST);
                self.ended[then][status as usize].exits[months * Cause::COUNT + cause as usize] += 1;
            }
            _ => {}
        }
    }

    /// Follows journeys abroad: who set out again, and how soon.
    fn journeys(&mut self, e: &Event) {
        let now = self.months;
        if let What::PlaceTaken(call) = e.what {
            self.taken[call as usize][usize::from(e.value > 0)] += 1;
        }
        let Some(circle) = e.place.position().map(|k| self.circles[k]).filter(|c| c.abroad()) else { return };
        let overseas = circle == Circle::Overseas;
        match e.what {
            What::HomeFromSpell(way) => {
                self.brought[way as usize] += i64::from(e.value);
                self.after[now].ended += 1;
            }
            What::Returned(_)
                if overseas && (PRESENT..2 * PRESENT).contains(&now) && now < PRESENT + usize::from(e.months) =>
            {
                self.present.1 += 1;
            }
            What::Removed(_) => self.after[now].forced += 1,
            What::TurnedBack => {
                self.after[now].ended += 1;
                self.after[now].forced += 1;
            }
            What::SetOutAgain(ending) => {
                let Some(then) = now.checked_sub(usize::from(e.months)) else { return };
                self.after[then].again_36 += i64::from(e.months <= 36);
                let forced = ending == Ending::Forced && overseas && e.months <= 24;
                self.after[then].forced_again_24 += i64::from(forced);
            }
            _ => {}
        }
    }

    /// Closes the books.
    pub fn end(&mut self, world: &World) {
        self.survey = Survey::of(world);
        let ledger = world.ledger();
        let paid = |flow: Flow| Place::all(PLACES - 1).map(move |place| (flow, place));
        let cells = FLOWS.iter().flat_map(|flow| paid(flow.0));
        self.books = cells.map(|(flow, place)| ledger.at(flow, place) - self.opening.at(flow, place)).collect();
        self.persons_end = world.persons();
        self.reviews += world.districts.iter().map(|d| d.reviews as i64).sum::<i64>();
    }

    /// Events of a kind over the whole run, at places that pass a filter.
    #[must_use]
    pub fn count(&self, kind: Kind, at: impl Fn(Place) -> bool) -> i64 {
        (0..self.months).map(|m| self.in_month(m, kind, &at)).sum()
    }

    /// Events of a kind in one month.
    #[must_use]
    pub fn in_month(&self, month: usize, kind: Kind, at: &impl Fn(Place) -> bool) -> i64 {
        let rows = kind as usize * (1 + self.corridors);
        Place::all(self.corridors).filter(|&p| at(p)).map(|p| self.events[month][rows + p.row()]).sum()
    }

    /// Money over the whole run along a flow, cents, at all places or at those that pass a filter.
    #[must_use]
    pub fn paid(&self, flow: Flow, at: impl Fn(Place) -> bool) -> i64 {
        let places = Place::all(PLACES - 1).filter(|&p| at(p));
        places.map(|p| self.books[flow as usize * PLACES + p.row()]).sum()
    }

    /// Whether a place lies beyond the border.
    #[must_use]
    pub fn abroad(&self, place: Place) -> bool {
        place.position().and_then(|k| self.circles.get(k)).is_some_and(|c| c.abroad())
    }

    /// Whether a place is an overseas destination.
    #[must_use]
    pub fn overseas(&self, place: Place) -> bool {
        place.position().and_then(|k| self.circles.get(k)).is_some_and(|c| *c == Circle::Overseas)
    }

    /// Positions of the destinations in a circle.
    pub fn positions(&self, circle: Circle) -> impl Iterator<Item = usize> {
        (0..self.circles.len()).filter(move |&k| self.circles[k] == circle)
    }

    /// One simulated person stands for so many.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight_millionths as f64 / 1e6
    }

    /// What does not enter the digest by name: all fields in their order, empty where it does. Borrowed, for it is most
    /// of what is remembered.
    fn unnamed(&self) -> impl Serialize + '_ {
        let none: &[i64] = &[];
        let size = (&self.households, &self.persons_start, &self.persons_end, &self.person_months, &self.reviews);
        let head = (&self.start, &self.months, &self.corridors, &self.circles, &self.weight_millionths, size);
        let named = (none, none, &self.stocks, none, none);
        let spells = (&self.cohorts, &self.ended, &self.lengths, &self.places, &self.names, &self.brought);
        let rest = (&self.home_lawful, &self.suspended, &self.taken, &self.after, &self.present, &self.survey);
        (head, named, spells, rest, (&self.projects, &self.job_months))
    }

    /// Digest of everything remembered: equal digests, equal results. Events and flows enter by name, those that
    /// occurred only, so that a kind that a newer program knows and that did not occur changes nothing.
    ///
    /// # Errors
    /// Where the tally cannot be serialised, which would be a bug.
    pub fn digest(&self) -> Result<String, postcard::Error> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&to_bytes(&self.unnamed())?);
        let places = 1 + self.corridors;
        let mut kinds: Vec<_> = KINDS.iter().collect();
        kinds.sort_by_key(|kind| kind.1);
        for &&(kind, name, _) in &kinds {
            let at = kind as usize;
            let months: Vec<&[i64]> = self.events.iter().map(|row| &row[at * places..(at + 1) * places]).collect();
            if months.iter().any(|row| row.iter().any(|&n| n != 0)) {
                hasher.update(&to_bytes(&(name, months, self.values[at]))?);
            }
        }
        let mut flows: Vec<_> = FLOWS.iter().collect();
        flows.sort_by_key(|flow| flow.1);
        for &&(flow, name, ..) in &flows {
            let at = flow as usize;
            let (months, books): (Vec<i64>, &[i64]) =
                (self.money.iter().map(|row| row[at]).collect(), &self.books[at * PLACES..at * PLACES + places]);
            if months.iter().chain(books).any(|&cents| cents != 0) {
                hasher.update(&to_bytes(&(name, months, books))?);
            }
        }
        Ok(hasher.finalize().to_hex().to_string())
    }
}

const _: () = assert!(FLOW_COUNT < 256);
