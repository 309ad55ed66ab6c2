//! Whom an event is about: whoever it names has changed as it says, where it says; and nobody changes of whom nothing
//! is told. Told of one mechanism at a time.

use super::clerk::given::Step;
use circula::base::units::Month;
use circula::journal::event::{Event, Kind, What};
use circula::journal::{Backer, Call, Place, Status, Way};
use circula::world::contract::BondState;
use circula::world::person::{Life, NONE, Standing};
use circula::world::spell::NEVER;
use circula::world::{Contract, Person, Spell};
use std::collections::BTreeMap;

/// Somebody before and after a mechanism.
struct Who<'a> {
    s: &'a Step<'a>,
    e: &'a Event,
    was: Person,
    is: Person,
    /// Spell before and after.
    from: Option<&'a Spell>,
    to: Option<&'a Spell>,
}

impl<'a> Who<'a> {
    fn of(s: &'a Step<'a>, e: &'a Event) -> Self {
        let (d, now) = (s.was(), s.is());
        let is = now.persons[e.person as usize];
        let was = d.persons.get(e.person as usize).copied().unwrap_or(is);
        let spell = |spells: &'a [Spell], p: &Person| spells.get(p.spell as usize).filter(|_| p.spell != NONE);
        Self { s, e, was, is, from: spell(&d.spells, &was), to: spell(&now.spells, &is) }
    }

    fn t(&self) -> Month {
        self.s.given.t
    }

    /// Whether he was away where the event is told of, with a right of stay.
    fn was_away(&self, status: Status) -> bool {
        self.from.is_some_and(|f| f.status == status && f.place() == self.e.place)
    }

    /// Months from a month until now, as events tell them.
    fn months(&self, since: Month) -> bool {
        i32::from(self.e.months) == self.t().since(since)
    }

    fn home(&self) -> bool {
        self.is.spell == NONE && self.is.life != Life::Dead
    }

    /// His contracts before and after: those of before stand where they stood.
    fn contracts(&self) -> impl Iterator<Item = (&'a Contract, &'a Contract)> {
        let (was, is) = (&self.s.was().contracts, &self.s.is().contracts);
        let person = self.e.person;
        was.iter().zip(is).filter(move |c| c.0.person == person)
    }

    /// His contract of this stay, after.
    fn contract(&self) -> Option<&'a Contract> {
        self.from.filter(|f| f.contract != NONE).map(|f| &self.s.is().contracts[f.contract as usize])
    }

    /// Whether he has applied here and waits.
    fn waits(&self) -> bool {
        self.s.was().applications.iter().any(|a| a.person == self.e.person && a.place() == self.e.place)
    }

    /// Whether he has decided to leave for here by a way, or waits for a place.
    fn leaves(&self, way: Way) -> bool {
        let d = self.s.was();
        let decided =
            d.departures.iter().any(|x| x.person == self.e.person && x.place() == self.e.place && x.way == way);
        self.was.at_home() && (decided || way == Way::Programme && self.waits())
    }

    /// Whether he has decided to leave by a way, wherever to.
    fn sets_out(&self, way: Way) -> bool {
        self.s.was().departures.iter().any(|x| x.person == self.e.person && x.way == way)
    }

    /// Whether the event is true of him; `None` if its meaning is not known here.
    fn true_of(&self) -> Option<bool> {
        let (e, was, is, t) = (self.e, &self.was, &self.is, self.t());
        Some(match e.what {
            What::CameOfAge => e.person as usize >= self.s.was().persons.len() && is.birth == t.plus(-180),
            What::Retired => was.life == Life::Active && is.life == Life::Elder && t.since(is.birth) >= 65 * 12,
            What::DiedHome => was.at_home() && is.life == Life::Dead,
            What::DiedRoute => self.leaves(Way::Irregular) && is.life == Life::Dead,
            What::DiedAbroad(status) => self.was_away(status) && is.life == Life::Dead,
            What::Applied(call) => {
                let d = self.s.is();
                let his = |a: &&circula::world::district::Application| a.person == e.person && a.place() == e.place;
                is.applied()
                    && is.waiting()
                    && was.at_home()
                    && d.applications.iter().find(his).is_some_and(|a| a.call == call)
            }
            What::NotSelected(call) | What::FileClosed(call) => {
                let mut waiting = self.s.was().applications.iter();
                let refused = matches!(e.what, What::NotSelected(_));
                let his = |a: &circula::world::district::Application| a.person == e.person && a.call == call;
                is.refused() >= refused && !is.waiting() && waiting.any(|a| his(a) && !a.answered)
            }
            What::Ineligible(call) => {
                let mut waiting = self.s.was().applications.iter();
                was.at_home() && waiting.any(|a| a.person == e.person && a.call == call)
            }
            What::Selected(call) | What::BondNotFunded(call) | What::Desisted(call) => {
                let mut waiting = self.s.was().applications.iter();
                let taken = self.to.is_some_and(|to| to.status == Status::Contract);
                waiting.any(|a| a.person == e.person && a.call == call)
                    && was.at_home()
                    && (matches!(e.what, What::Selected(_)) || !taken)
            }
            What::GuarantorRefused(_)
            | What::GuarantorExhausted(_)
            | What::GuarantorAccepted(_)
            | What::PremiumQuoted(_)
            | What::PremiumNotPayable(_) => self.waits(),
            _ => return self.true_of_journey(),
        })
    }

    fn true_of_journey(&self) -> Option<bool> {
        let (e, was, is, t) = (self.e, &self.was, &self.is, self.t());
        let arrived = |way| self.to.is_some_and(|to| to.way == way && to.since == t && to.place() == e.place);
        Some(match e.what {
            What::VisaAsked => self.leaves(Way::Visa),
            What::VisaRefused => self.leaves(Way::Visa) && is.refused() && self.home(),
            What::Departed(way) => self.leaves(way) && !is.refused(),
            What::RouteTried => self.leaves(Way::Irregular),
            What::Arrived(way) => was.at_home() && arrived(way),
            What::PlaceTaken(_) => arrived(Way::Programme) && self.to.is_some_and(|to| to.status == Status::Contract),
            What::Intercepted => self.leaves(Way::Irregular) && (is.forced() || is.life == Life::Dead),
            What::TurnedBack => self.leaves(Way::Irregular) && self.home() && is.returned == t,
            What::SetOutAgain(_) => was.returned != Month(0) && self.months(was.returned),
            What::Named | What::NotNamed => {
                let named = is.named == was.named.saturating_add(1);
                self.home() && self.is.standing != Standing::Barred && named == (e.what == What::Named)
            }
            What::SameEmployer => {
                let mut asked = self.s.was().applications.iter().filter(|a| a.person == e.person);
                let mut new = self.s.is().contracts.iter().skip(self.s.was().contracts.len());
                let with = new.find(|c| c.person == e.person).map(|c| c.employer);
                asked.any(|a| a.call == Call::ByName && Some(a.employer) == with)
            }
            What::RecalledHome => self.contracts().any(|(c, now)| c.recall <= t && now.recall == NEVER),
            What::BondPosted(backer) => {
                let new = self.s.is().contracts.iter().skip(self.s.was().contracts.len());
                let mut his = new.filter(|c| c.person == e.person);
                let part = |c: &Contract| if backer == Backer::Nobody { c.own } else { c.guaranteed };
                let fits = |c: &Contract| backer == Backer::Nobody || c.backer == backer;
                his.any(|c| fits(c) && c.bond == BondState::Posted && e.value == part(c))
            }
            What::BondRefunded | What::BondUnpaid => self.contracts().any(|(c, now)| {
                (c.bond, now.bond) == (BondState::Due, BondState::Closed) && c.own == e.value && c.place() == e.place
            }),
            What::BondForfeited => self
                .contracts()
                .any(|(c, now)| (c.bond, now.bond) == (BondState::Posted, BondState::Forfeited) && c.own == e.value),
            What::GuarantorCalled(backer) | What::GuarantorSettled(backer) => self.contracts().any(|(c, now)| {
                c.guaranteed > 0 && now.guaranteed == 0 && c.backer == backer && now.bond == BondState::Forfeited
            }),
            _ => return self.true_of_stay(),
        })
    }

    fn true_of_stay(&self) -> Option<bool> {
        let (e, t) = (self.e, self.t());
        let from = self.from;
        let stays = |f: &dyn Fn(&Spell, &Spell) -> bool| from.zip(self.to).is_some_and(|(a, b)| f(a, b));
        let since = |f: &Spell| self.months(f.since);
        Some(match e.what {
            What::Renewed(status) => {
                // Who is called home or moves on in the same month is away no more where it was renewed.
                self.was_away(status)
                    && from.is_some_and(since)
                    && (self.to.is_none() || stays(&|a, b| a.until != b.until))
            }
            What::Termed(status) => self.was_away(status) && from.is_some_and(since),
            What::Lapsed(status) => {
                self.was_away(status)
                    && stays(&|_, b| b.status == Status::Irregular && b.until == NEVER && b.ended == t)
            }
            What::Absconded => {
                self.was_away(Status::Contract)
                    && stays(&|_, b| b.status == Status::Irregular)
                    && self.contract().is_some_and(|c| c.until == Month(0))
            }
            What::Dismissed => {
                self.was_away(Status::Contract)
                    && self.contract().is_some_and(|c| c.until == t)
                    && from.is_some_and(|f| f.until > t)
            }
            What::ChangedEmployer => {
                let before = from.map(|f| self.s.was().contracts[f.contract as usize].wage_percent);
                self.was_away(Status::Contract)
                    && self.contract().is_some_and(|c| c.moved && Some(c.wage_percent) >= before)
            }
            What::Extended => {
                self.was_away(Status::Contract)
                    && stays(&|a, b| !a.extended && b.extended && b.until > t && b.ended == Month(0))
            }
            What::ExitedAfterEnd(_, status) => from.is_some_and(|f| {
                let (ended, as_) = if f.ended == Month(0) { (t, f.status) } else { (f.ended, f.ended_as) };
                // Who comes to the end in this month and leaves has exited at once.
                (self.months(ended) && as_ == status || e.months == 0 && f.status == status) && f.place() != Place::HOME
            }),
            What::Removed(status) => {
                let ban = self.s.given.corridor(e.place.position()?).enforcement.ban_months as i32;
                self.was_away(status) && self.home() && self.is.barred_until == t.plus(ban) && from.is_some_and(since)
            }
            What::RemovedTransit => self.home() && self.was_away(Status::Irregular),
            What::Regularised(status) => self.was_away(status) && stays(&|_, b| b.status == Status::Settled),
            What::Visited(status) => {
                self.was_away(status) && (self.to.is_none() || stays(&|a, b| a.corridor == b.corridor))
            }
            What::MovedOn(status) => {
                from.is_some_and(|f| f.status == status)
                    && stays(&|a, b| b.place() == e.place && a.corridor != b.corridor)
            }
            What::Returned(status) => self.was_away(status) && self.home() && from.is_some_and(since),
            What::HomeFromSpell(way) => {
                let came =
                    from.is_some_and(|f| f.way == way && Place::destination(usize::from(f.arrived_in)) == e.place);
                let counted = self.is.circuits == self.was.circuits.saturating_add(1);
                came && self.home() && counted && from.is_some_and(since) && self.season()
            }
            What::TargetReached(status) => self.was_away(status) && self.home() && from.is_some_and(|f| f.target > 0),
            // Away, or turned back on the way.
            What::Defaulted => self.home() && (from.is_some() || self.sets_out(Way::Irregular)),
            What::Settled => {
                self.was_away(Status::Permit) && (self.to.is_none() || stays(&|_, b| b.status == Status::Settled))
            }
            _ => return None,
        })
    }
}

impl Who<'_> {
    /// Whoever comes home under contract is in good standing; his season has counted since it began.
    fn season(&self) -> bool {
        let under_contract = self.from.is_some_and(|f| f.status == Status::Contract);
        let good = matches!(self.is.standing, Standing::Good | Standing::Named);
        !under_contract || good && self.is.seasons == self.was.seasons
    }

    /// Whether he comes home from a programme too late.
    fn late(&self) -> bool {
        let grace = self.s.given.stake().map_or(0, |stake| stake.grace_months as i32);
        let late = |f: &Spell| f.status != Status::Contract && f.ended != Month(0) && self.t().since(f.ended) > grace;
        self.from.is_some_and(|f| f.way == Way::Programme && late(f))
    }
}

/// What was found beside.
#[derive(Default)]
pub struct Found {
    /// Kinds whose meaning is not known here.
    pub unknown: Vec<Kind>,
    /// Workers who came home too late and are barred from programmes.
    pub late: u64,
}

/// Every event of a mechanism in one district is true of whom it names; every change is told.
pub fn check(s: &Step<'_>) -> Found {
    let mut found = Found::default();
    let mut told: BTreeMap<u32, Vec<Kind>> = BTreeMap::new();
    for e in s.events() {
        let who = Who::of(s, e);
        match who.true_of() {
            None => found.unknown.push(e.what.kind()),
            Some(true) if matches!(e.what, What::HomeFromSpell(_)) && who.late() => {
                assert_eq!(who.is.standing, Standing::Barred, "{}: {:?} after overstay", s.say(), who.is);
                found.late += 1;
            }
            Some(true) => {}
            Some(false) => panic!(
                "{}: {:?} at {:?} is told of person {}, of whom it is not true: {:?} from {:?} to {:?}",
                s.say(),
                e.what,
                e.place,
                e.person,
                (who.was, who.is),
                who.from,
                who.to
            ),
        }
        let household = &s.is().households[s.household(e.person as usize)];
        assert_eq!(e.quintile, household.quintile, "{}: {:?} tells of another household", s.say(), e.what);
        told.entry(e.person).or_default().push(e.what.kind());
    }
    let none = Vec::new();
    for p in 0..s.was().persons.len() {
        changed(s, p, told.get(&(p as u32)).unwrap_or(&none));
    }
    let (born, grown) = (s.is().persons.len() - s.was().persons.len(), s.events().iter());
    assert_eq!(grown.filter(|e| e.what == What::CameOfAge).count(), born, "{}: who came of age", s.say());
    for (c, now) in s.was().contracts.iter().zip(&s.is().contracts) {
        bond_changed(s, (c, now), told.get(&c.person).unwrap_or(&none));
    }
    found
}

/// What has changed of somebody, and how often which kind of event must be told of it.
fn changed(s: &Step<'_>, p: usize, told: &[Kind]) {
    let (was, is) = (&s.was().persons[p], &s.is().persons[p]);
    let n = |kinds: &[Kind]| told.iter().filter(|k| kinds.contains(k)).count();
    let must = |change: bool, kinds: &[Kind]| {
        assert_eq!(n(kinds), usize::from(change), "{}: of person {p} {kinds:?} should be told as often", s.say());
    };
    let may = |change: bool, kinds: &[Kind]| {
        assert!(!change || n(kinds) > 0, "{}: person {p} changed, and none of {kinds:?} is told", s.say());
    };
    must(was.life != is.life && is.life == Life::Dead, &[Kind::DiedHome, Kind::DiedRoute, Kind::DiedAbroad]);
    must(was.life != is.life && is.life == Life::Elder, &[Kind::Retired]);
    must(was.spell == NONE && is.spell != NONE, &[Kind::Arrived]);
    must(was.spell != NONE && is.spell == NONE, &[Kind::HomeFromSpell, Kind::DiedAbroad]);
    must(was.circuits != is.circuits, &[Kind::HomeFromSpell]);
    may(!was.refused() && is.refused(), &[Kind::VisaRefused, Kind::NotSelected]);
    may(!was.waiting() && is.waiting(), &[Kind::Applied]);
    may(was.refused() && !is.refused(), &[Kind::Departed]);
    may(!was.applied() && is.applied(), &[Kind::Applied]);
    may(was.barred_until != is.barred_until, &[Kind::Removed]);
    may(was.returned != is.returned, &[Kind::HomeFromSpell, Kind::TurnedBack]);
    may(!was.forced() && is.forced(), &[Kind::Removed, Kind::Intercepted]);
    must(was.seasons != is.seasons, &[Kind::PlaceTaken]);
    let (Some(from), Some(to)) = (s.was().spells.get(was.spell as usize), s.is().spells.get(is.spell as usize)) else {
        return;
    };
    if was.spell == NONE || is.spell == NONE {
        return;
    }
    must(from.corridor != to.corridor, &[Kind::MovedOn]);
    must(from.status != to.status && to.status == Status::Settled, &[Kind::Regularised, Kind::Settled]);
    may(from.status != to.status && to.status == Status::Irregular, &[Kind::Lapsed, Kind::MovedOn]);
    may(from.status != to.status && to.status == Status::Permit, &[Kind::MovedOn]);
    must(!from.extended && to.extended, &[Kind::Extended]);
    may(from.until != to.until, &[Kind::Renewed, Kind::Lapsed, Kind::Extended, Kind::MovedOn]);
    may(from.ended != to.ended, &[Kind::Termed, Kind::Regularised, Kind::MovedOn]);
}

/// What has become of a bond, and what must be told of it.
fn bond_changed(s: &Step<'_>, (c, now): (&Contract, &Contract), told: &[Kind]) {
    let has = |kinds: &[Kind]| told.iter().any(|k| kinds.contains(k));
    let say = || format!("{}: {c:?} became {now:?}, and of the person is told {told:?}", s.say());
    match (c.bond, now.bond) {
        (BondState::Posted, BondState::Forfeited) => assert!(has(&[Kind::BondForfeited]), "{}", say()),
        (BondState::Posted, BondState::Due) => assert!(has(&[Kind::HomeFromSpell, Kind::DiedAbroad]), "{}", say()),
        (BondState::Due, BondState::Closed) => {
            assert!(c.own == 0 || has(&[Kind::BondRefunded, Kind::BondUnpaid]), "{}", say());
        }
        // The first wage that is kept back.
        (BondState::None, BondState::Posted) => assert!(now.own > 0, "{}", say()),
        (a, b) => assert_eq!(a, b, "{}", say()),
    }
    let died = has(&[Kind::DiedAbroad]) && c.bond == BondState::Posted;
    assert!(!died || now.bond == BondState::Due, "{}: and nobody loses a bond by a death", say());
    assert!(c.moved == now.moved || has(&[Kind::ChangedEmployer]), "{}", say());
    let called = c.guaranteed > 0 && now.bond == BondState::Forfeited && c.bond != now.bond;
    assert!(!called || has(&[Kind::GuarantorCalled]) && has(&[Kind::GuarantorSettled]), "{}", say());
}
