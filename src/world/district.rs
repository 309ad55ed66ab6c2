//! A district: some whole villages that are worked through together. It owns its people, households and villages;
//! nothing in it is touched by two threads.

use super::employer::{Conduct, EmployerId};
use super::person::{Life, NONE};
use super::treasury::Client;
use super::{Asset, Contract, HomeBook, Household, Journeys, OpenAccount, Person, Spell, Village, journey};
use crate::base::units::Month;
use crate::journal::event::{Event, What};
use crate::journal::ledger::{Flow, Ledger};
use crate::journal::{Backer, Call, Place, Status, Way};
use serde::{Deserialize, Serialize};

/// An application to a programme: a file that waits for a place until it is no longer valid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Person, by position in the district.
    pub person: u32,
    /// Destination, by position.
    pub corridor: u8,
    /// Wealth quintile of the household.
    pub quintile: u8,
    /// How the person comes to stand in line.
    pub call: Call,
    /// Employer who asks for the person by name.
    pub employer: EmployerId,
    /// Month from which the file is valid no more.
    pub until: Month,
    /// Whether the person counts among the well-connected.
    pub connected: bool,
    /// Whether a villager whom an employer knows vouches for the person, or others come on his word.
    pub referred: bool,
    /// What the agency can see of skill and ties, standardised.
    pub signal: f32,
    /// Whether it was decided on when places were given.
    pub answered: bool,
    /// Priority by lot.
    pub lot: u64,
}

/// A departure decided, to be carried out in the same month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Departure {
    /// Person, by position in the district.
    pub person: u32,
    /// Months that the person plans to stay.
    pub planned: u16,
    /// Destination, by position.
    pub corridor: u8,
    /// Way.
    pub way: Way,
    /// What setting out takes out of the person, util-months.
    pub toll: f32,
}

impl Application {
    /// Where the work is.
    #[inline]
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::destination(self.corridor as usize)
    }
}

impl Departure {
    /// Where to.
    #[inline]
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::destination(self.corridor as usize)
    }
}

/// Guaranties of one fund that ended in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedGuaranties {
    /// What is pledged no more, cents.
    pub freed: i64,
    /// Recovered from families less called and spent on tracing, cents.
    pub won: i64,
    /// Principals home in time.
    pub home: i64,
    /// Principals who were not.
    pub defaults: i64,
}

impl EndedGuaranties {
    /// Adds those of another district.
    pub fn add(&mut self, other: &Self) {
        self.freed += other.freed;
        self.won += other.won;
        self.home += other.home;
        self.defaults += other.defaults;
    }
}

/// A district.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct District {
    /// Villages.
    pub villages: Vec<Village>,
    /// Households.
    pub households: Vec<Household>,
    /// Persons; records are never moved or removed.
    pub persons: Vec<Person>,
    /// Those away.
    pub spells: Vec<Spell>,
    /// Assets that households work with.
    pub assets: Vec<Asset>,
    /// What they bring their owners in a month, cents.
    pub asset_income: i64,
    /// What those whom they employ earn by it in a month, cents.
    pub job_income: i64,
    /// Jobs of assets that nobody subsidises, then those of projects and of placements.
    pub jobs: [i64; 2],
    /// Those who wait for a placement in a job at home.
    pub clients: Vec<Client>,
    /// Contracts in force or with a bond still open.
    pub contracts: Vec<Contract>,
    /// Earners at home by line of the home economy.
    pub earners: Vec<i64>,
    /// Those away by destination and status: `[destination × statuses + status]`.
    pub stock: Vec<i64>,
    /// Spells that ended this month, by position.
    pub gone: Vec<u32>,
    /// Accounts of the stays under way, each at the position of its spell.
    pub open: Vec<OpenAccount>,
    /// Records of journeys, not yet put together by person.
    pub journeys: Vec<Journeys>,
    /// Records up to here have been put together.
    pub merged: u32,
    /// Persons whose journeys are added up: those on record when that began.
    pub fixed: u32,

    /// First month whose wages abroad are not yet booked.
    pub accounted: Month,
    /// Reviews so far.
    pub reviews: u64,
    /// Sums of money moved so far.
    pub ledger: Ledger,
    /// Events of this month.
    pub events: Vec<Event>,
    /// Applications of this month.
    pub applications: Vec<Application>,
    /// Departures on people's own ways decided this month.
    pub departures: Vec<Departure>,
    /// Contracts that ended this month by destination: home in time, overstayed.
    pub ends: Vec<(i64, i64)>,
    /// What became of workers this month, by destination and employer.
    pub conduct: Vec<(u8, EmployerId, Conduct)>,
    /// Guaranties of the shared funds that ended this month, by destination and fund.
    pub ended_guaranties: Vec<[EndedGuaranties; Backer::SHARED]>,
    /// Positions of persons whose life ends this half-year, or who turn 65, by month.
    #[serde(skip)]
    pub passing: Vec<Vec<u32>>,
    /// Months of possible reviews, rebuilt from the calendar: a ring of six months of positions.
    #[serde(skip)]
    pub agenda: Vec<Vec<u32>>,
    /// Half-year for which the agenda is built.
    #[serde(skip)]
    pub agenda_half: Option<u16>,
}

/// Adds to a list whose memory grows by a sixteenth at a time rather than doubling: people are most of the memory, and
/// few are added in a month.
pub fn push_slowly<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 16 + 16);
    }
    list.push(item);
}

impl District {
    /// Records an event.
    #[inline]
    pub fn record(&mut self, what: What, person: u32, place: Place, months: i32, value: i64) {
        let quintile = self.households[usize::from(self.persons[person as usize].household)].quintile;
        self.events.push(Event {
            person,
            value: crate::base::units::small(value),
            months: months.clamp(0, i32::from(u16::MAX)) as u16,
            what,
            place,
            quintile,
        });
    }

    /// Brings a household's wealth up to date for the start of month `t`. Where spending on departures has eaten what
    /// the lean season needs, neighbours help and the wealth is zero.
    #[inline]
    pub fn touch(&mut self, household: u16, book: &HomeBook, t: Month) {
        let h = &mut self.households[usize::from(household)];
        if h.seen == t {
            return;
        }
        h.add(i64::from(h.earners) * book.saved(h.line, h.seen, t));
        h.seen = t;
        if h.wealth < 0 {
            self.ledger.post(Flow::Relief, Place::HOME, -i64::from(h.wealth));
            h.wealth = 0;
        }
    }

    /// Wealth of a household in a month, cents, looked at without bringing it up to date.
    #[must_use]
    pub fn wealth_at(&self, household: u16, book: &HomeBook, t: Month) -> i64 {
        let h = &self.households[usize::from(household)];
        (i64::from(h.wealth) + i64::from(h.earners) * book.saved(h.line, h.seen, t)).max(0)
    }

    /// Changes the number of earners at home of a household that has been touched.
    pub fn change_earners(&mut self, household: u16, change: i32) {
        let h = &mut self.households[usize::from(household)];
        let before = i32::from(h.earners);
        let after = (before + change).clamp(0, 255);
        h.earners = after as u8;
        self.earners[usize::from(h.line)] += i64::from(after - before);
    }

    /// Puts a person on a spell away, with his purse. The household must have been touched.
    pub fn leave_home(&mut self, spell: Spell) {
        let person = &mut self.persons[spell.person as usize];
        person.spell = self.spells.len() as u32;
        let household = person.household;
        let (savings, debt) = (std::mem::take(&mut person.savings), std::mem::take(&mut person.debt));
        self.stock[usize::from(spell.corridor) * Status::COUNT + spell.status as usize] += 1;
        let spell = Spell { id: person.id, household, savings, debt, ..spell };
        push_slowly(&mut self.spells, spell);
        push_slowly(&mut self.open, OpenAccount::default());
        let h = &mut self.households[usize::from(household)];
        h.away = h.away.saturating_add(1);
        self.change_earners(household, -1);
    }

    /// Notes the months of the present status in the person's record, and begins a new status.
    pub fn change_status(&mut self, spell: usize, status: Status, t: Month) {
        let s = &mut self.spells[spell];
        let months = t.since(s.status_since).clamp(0, i32::from(u16::MAX)) as u16;
        let person = &mut self.persons[s.person as usize];
        let counter = if s.status.regular() { &mut person.months_regular } else { &mut person.months_irregular };
        *counter = counter.saturating_add(months);
        let row = usize::from(s.corridor) * Status::COUNT;
        self.stock[row + s.status as usize] -= 1;
        self.stock[row + status as usize] += 1;
        s.status = status;
        s.status_since = t;
    }

    /// Moves somebody away on to another destination.
    pub fn change_corridor(&mut self, spell: usize, corridor: u8) {
        let s = &mut self.spells[spell];
        self.stock[usize::from(s.corridor) * Status::COUNT + s.status as usize] -= 1;
        self.stock[usize::from(corridor) * Status::COUNT + s.status as usize] += 1;
        s.corridor = corridor;
    }

    /// Gives the purse of a spell back to its person, before the spell ends.
    pub fn unpack(&mut self, spell: usize) {
        let s = &mut self.spells[spell];
        let person = &mut self.persons[s.person as usize];
        person.savings = std::mem::take(&mut s.savings);
        person.debt = std::mem::take(&mut s.debt);
    }

    /// Adds to a person's savings, at home or away, cents.
    pub fn give(&mut self, person: u32, cents: i64) {
        let p = &mut self.persons[person as usize];
        let purse = if p.spell == NONE { &mut p.savings } else { &mut self.spells[p.spell as usize].savings };
        *purse = crate::base::units::small(i64::from(*purse) + cents);
    }

    /// Takes a person off a spell whose purse has been unpacked; the record goes at the end of the month. `home` tells
    /// whether the person is at home again (else dead). The household must have been touched.
    pub fn end_spell(&mut self, spell: usize, home: bool) {
        let s = &mut self.spells[spell];
        self.stock[usize::from(s.corridor) * Status::COUNT + s.status as usize] -= 1;
        s.status = Status::Gone;
        self.gone.push(spell as u32);
        let person = &mut self.persons[self.spells[spell].person as usize];
        person.spell = NONE;
        let household = person.household;
        if !home {
            person.life = Life::Dead;
        }
        let h = &mut self.households[usize::from(household)];
        h.away = h.away.saturating_sub(1);
        if home {
            self.change_earners(household, 1);
        }
    }

    /// A household owns an asset from now on.
    pub fn own(&mut self, asset: Asset) {
        let h = &mut self.households[usize::from(asset.household)];
        h.assets = crate::base::units::small(i64::from(h.assets) + i64::from(asset.cost));
        h.asset_income += asset.income;
        self.households[usize::from(asset.workers)].asset_income += asset.wages;
        self.asset_income += i64::from(asset.income);
        self.job_income += i64::from(asset.wages);
        self.jobs[usize::from(asset.kind.public())] += i64::from(asset.jobs);
        push_slowly(&mut self.assets, asset);
    }

    /// An asset, by position, becomes another of the same household.
    pub fn exchange(&mut self, position: usize, asset: Asset) {
        self.own(asset);
        self.disown(position);
    }

    /// A household owns an asset, by position, no more; the last takes its place.
    pub fn disown(&mut self, position: usize) -> Asset {
        let asset = self.assets.swap_remove(position);
        let h = &mut self.households[usize::from(asset.household)];
        h.assets -= asset.cost;
        h.asset_income -= asset.income;
        self.households[usize::from(asset.workers)].asset_income -= asset.wages;
        self.asset_income -= i64::from(asset.income);
        self.job_income -= i64::from(asset.wages);
        self.jobs[usize::from(asset.kind.public())] -= i64::from(asset.jobs);
        asset
    }

    /// Adds to the record of a person's journeys.
    pub fn note(&mut self, record: Journeys) {
        if record.person >= self.fixed {
            return;
        }
        push_slowly(&mut self.journeys, record);
        if self.journeys.len() > 2 * self.merged as usize + 64 {
            journey::merge(&mut self.journeys);
            self.merged = self.journeys.len() as u32;
        }
    }

    /// Begins to add up the journeys of all on record now.
    pub fn begin_journeys(&mut self, book: &HomeBook, start: Month) {
        self.fixed = self.persons.len() as u32;
        self.journeys.clear();
        self.merged = 0;
        let booked = |s: &Spell| book.saved_away(s.corridor, s.paid_to, start, 0);
        self.open = self.spells.iter().map(|s| OpenAccount::at_start(s, start, booked(s))).collect();
    }

    /// Removes the records of those no longer away and of contracts from which nothing more can come.
    pub fn sweep(&mut self) {
        self.sweep_contracts();
        self.sweep_spells();
    }

    /// The last record takes the place of one that goes: as much work as there are records that go.
    fn sweep_spells(&mut self) {
        let mut gone = std::mem::take(&mut self.gone);
        // From the back, so that what moves is never one that still has to go.
        gone.sort_unstable_by(|a, b| b.cmp(a));
        for i in gone {
            self.spells.swap_remove(i as usize);
            self.open.swap_remove(i as usize);
            if let Some(moved) = self.spells.get(i as usize) {
                self.persons[moved.person as usize].spell = i;
            }
        }
    }

    fn sweep_contracts(&mut self) {
        let mut kept = 0;
        for i in 0..self.contracts.len() {
            let c = self.contracts[i];
            let spell = self
                .spells
                .get_mut(self.persons[c.person as usize].spell as usize)
                .filter(|s| s.contract as usize == i);
            let at_work = spell.as_ref().is_some_and(|s| s.status == Status::Contract);
            let closed = c.closed(at_work);
            if let Some(spell) = spell {
                spell.contract = if closed { NONE } else { kept as u32 };
            }
            if !closed {
                self.contracts[kept] = c;
                kept += 1;
            }
        }
        self.contracts.truncate(kept);
    }

    /// Bytes of memory that the people, households and villages take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let beliefs: usize =
            self.villages.iter().map(|v| v.beliefs.capacity() * size_of::<super::village::Belief>()).sum();
        self.persons.capacity() * size_of::<Person>()
            + self.households.capacity() * size_of::<Household>()
            + self.spells.capacity() * size_of::<Spell>()
            + self.open.capacity() * size_of::<OpenAccount>()
            + self.journeys.capacity() * size_of::<Journeys>()
            + self.contracts.capacity() * size_of::<Contract>()
            + self.clients.capacity() * size_of::<Client>()
            + self.assets.capacity() * size_of::<Asset>()
            + self.villages.capacity() * size_of::<Village>()
            + beliefs
            + self.events.capacity() * size_of::<Event>()
            + self.applications.capacity() * size_of::<Application>()
            + self.agenda.iter().map(|m| m.capacity() * 4).sum::<usize>()
            + self.ledger.bytes()
    }
}
