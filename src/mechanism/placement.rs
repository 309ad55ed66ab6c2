//! The agency places clients in jobs at home: bounded by money, staff and the committees' approval.
//!
//! Rule: who is refused by a programme, turned back or removed is offered a placement, and a share wants one. A file
//! can be settled from `delay` months on; in a month the staff settles `staff × files` of those that wait longest, as
//! long as there is money for each. A placement adds to the client's income until the job ends, or he leaves; a share
//! of placements takes the job from somebody else and adds nothing. Who has left or waited too long is struck off.
//! Source: Keita 2010, p. 9-10 (staff, committees), p. 15 (partners for placement). Left out: courses, partners' own
//! places, placements in the region.

use crate::base::draws::{WorldKey, round_keyed};
use crate::base::units::{Month, cents, small};
use crate::engine::Backdrop;
use crate::institution::Rules;
use crate::institution::reintegration::{Placement, Placing};
use crate::journal::event::What;
use crate::journal::ledger::Flow;
use crate::journal::{AssetKind, Place};
use crate::world::treasury::Client;
use crate::world::{Asset, District, World};

crate::purposes! {
    /// Whether a client wants a placement.
    TAKES = "placement/takes";
    /// Order of files that came in one month.
    ORDER = "placement/order";
    /// Whether a placement takes somebody else's job.
    DISPLACES = "placement/displaces";
    /// Whether a part of a file is a whole one.
    SETTLED = "placement/settled";
}

/// The neutral value: nobody is placed.
pub fn switch_off(rules: &mut Rules) {
    rules.placement = Placement::None(crate::base::param::Empty {});
}

/// Whether something that happened makes somebody at home a client.
const fn client(what: What) -> bool {
    matches!(what, What::NotSelected(_) | What::Removed(_) | What::TurnedBack)
}

/// The month's clients and placements.
pub fn shared(world: &mut World, backdrop: &Backdrop<'_>) {
    let Placement::Agency(placing) = &backdrop.rules.placement else {
        return;
    };
    let World { key, weight, districts, treasury, .. } = world;
    let t = backdrop.now;
    for d in districts.iter_mut() {
        strike_off(d, placing, t);
        receive(d, placing, *key, t);
    }
    treasury.placements += cents(placing.budget_eur_year / 12.0 / *weight);
    let luck = key.region(0).unit(SETTLED, t.key(), 0);
    let files = round_keyed(placing.staff * placing.files_month / *weight, luck).max(0);
    let cost = cents(placing.cost_eur);
    let payable = files.min(treasury.placements / cost.max(1)) as usize;
    let approved = approved(districts, placing, *key, t);
    for &(since, _, id, at, person) in approved.iter().take(payable) {
        treasury.placements -= cost;
        let d = &mut districts[at];
        d.clients.retain(|client| client.person != person);
        let displaces = key.person(id).happens(placing.displaced, DISPLACES, t.key(), 0);
        place(d, placing, t, person, displaces);
        d.record(What::Placed, person, Place::HOME, t.since(since), cost);
    }
}

/// Who has left or waited too long waits no longer.
fn strike_off(d: &mut District, placing: &Placing, t: Month) {
    let clients = std::mem::take(&mut d.clients);
    for client in clients {
        let waited = t.since(client.since);
        if d.persons[client.person as usize].at_home() && waited <= placing.patience_months as i32 {
            d.clients.push(client);
        } else {
            d.record(What::ClientGone, client.person, Place::HOME, waited, 0);
        }
    }
}

/// Who has become a client this month and wants a placement; who waits already waits on.
fn receive(d: &mut District, placing: &Placing, key: WorldKey, t: Month) {
    let mut came: Vec<u32> = d.events.iter().filter(|e| client(e.what)).map(|e| e.person).collect();
    came.sort_unstable();
    came.dedup();
    let mut waiting: Vec<u32> = d.clients.iter().map(|client| client.person).collect();
    waiting.sort_unstable();
    for person in came {
        let somebody = &d.persons[person as usize];
        let wants = somebody.at_home() && key.person(somebody.id).happens(placing.takes, TAKES, t.key(), 0);
        if wants && waiting.binary_search(&person).is_err() {
            d.clients.push(Client { since: t, person });
            d.record(What::ClientCame, person, Place::HOME, 0, 0);
        }
    }
}

/// A file that can be settled: since when, place in line, person, district and position there.
type Approved = (Month, u64, u64, usize, u32);

/// Files that committees have approved, those that wait longest first, and by lot among those of a month.
fn approved(districts: &[District], placing: &Placing, key: WorldKey, t: Month) -> Vec<Approved> {
    let file = |(at, client): (usize, &Client)| {
        let id = districts[at].persons[client.person as usize].id;
        (client.since, key.person(id).bits(ORDER, client.since.key(), 0), id, at, client.person)
    };
    let waiting = districts.iter().enumerate().flat_map(|(at, d)| d.clients.iter().map(move |client| (at, client)));
    let due = waiting.filter(|(_, client)| t.since(client.since) >= placing.delay_months as i32);
    let mut list: Vec<Approved> = due.map(file).collect();
    list.sort_unstable();
    list
}

/// Places somebody in a job: one more, or somebody else's.
fn place(d: &mut District, placing: &Placing, t: Month, person: u32, displaces: bool) {
    d.ledger.post(Flow::Placing, Place::HOME, cents(placing.cost_eur));
    if displaces {
        d.record(What::JobDisplaced, person, Place::HOME, 0, 0);
        return;
    }
    let household = d.persons[person as usize].household;
    d.own(Asset {
        owner: person,
        cost: 0,
        income: 0,
        wages: small(cents(placing.gain_eur_month)),
        household,
        workers: household,
        since: t,
        kind: AssetKind::Post,
        jobs: 1,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::param::defaults;
    use crate::journal::event::Event;
    use crate::world::person::{Background, Schooling};
    use crate::world::{Household, Person, Village};

    const START: Month = Month::new(2008, 1);

    /// A district of so many people in one household, all of them refused this month.
    fn refused(people: u32) -> District {
        let birth = START.plus(-30 * 12);
        let background = Background { woman: false, child: false, schooling: Schooling::None, sector: 0 };
        let person = |rank| Person::new(Person::id_of(1, birth, rank), 0, birth, background);
        let mut d = District { persons: (0..people).map(person).collect(), ..District::default() };
        d.households.push(Household::default());
        d.villages.push(Village::default());
        for person in 0..people {
            let what = What::NotSelected(crate::journal::Call::Open);
            d.events.push(Event { person, value: 0, months: 0, what, place: Place::HOME, quintile: 0 });
        }
        d
    }

    fn placing() -> Placing {
        Placing { takes: 1.0, delay_months: 3, patience_months: 6, ..defaults() }
    }

    /// Nobody can be placed before committees have approved, everybody from then on, and after six months nobody waits.
    #[test]
    fn a_file_waits_for_its_approval_and_not_for_ever() {
        let key = WorldKey::new(1, 0);
        let mut d = refused(5);
        receive(&mut d, &placing(), key, START);
        receive(&mut d, &placing(), key, START);
        assert_eq!(d.clients.len(), 5, "who waits does not come twice");
        for (months, due) in [(0, 0), (2, 0), (3, 5), (6, 5)] {
            strike_off(&mut d, &placing(), START.plus(months));
            let list = approved(std::slice::from_ref(&d), &placing(), key, START.plus(months));
            assert_eq!(list.len(), due, "after {months} months");
        }
        strike_off(&mut d, &placing(), START.plus(7));
        assert!(d.clients.is_empty());
    }

    #[test]
    fn nobody_or_everybody_wants_a_placement_and_one_that_displaces_makes_no_job() {
        let key = WorldKey::new(1, 0);
        let mut d = refused(5);
        receive(&mut d, &Placing { takes: 0.0, ..placing() }, key, START);
        assert!(d.clients.is_empty());
        place(&mut d, &placing(), START, 0, true);
        assert_eq!((d.jobs, d.job_income), ([0, 0], 0));
        place(&mut d, &placing(), START, 0, false);
        assert_eq!((d.jobs, d.job_income, d.ledger.total(Flow::Placing)), ([0, 1], 2_000, 120_000));
    }
}
