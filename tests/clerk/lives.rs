//! Lives that end, begin or turn home, and what that costs; and the household's month.

use super::given::{Step, destination, place};
use super::purses::Books;
use circula::base::draws::{Purpose, label_hash};
use circula::base::units::{cents, whole};
use circula::institution::assets::Assets;
use circula::institution::reintegration::Reintegration;
use circula::journal::event::{Event, What};
use circula::journal::ledger::Flow;
use circula::journal::{AssetKind, Place, Status};
use circula::world::Asset;
use circula::world::person::{Life, NONE};

/// Goes through what happened in its order.
pub fn happened(books: &mut Books, s: &Step<'_>) {
    let (mut due, mut told) = (Vec::new(), Vec::new());
    for e in s.events() {
        let person = e.person as usize;
        let household = s.household(person);
        match e.what {
            What::CameOfAge => {
                books.touch(household);
                books.earners[household] += 1;
                books.members[household] += 1;
            }
            What::Retired | What::DiedHome => {
                books.touch(household);
                books.earners[household] -= 1;
                books.members[household] -= 1;
                if e.what == What::DiedHome {
                    books.estate(s, person);
                }
            }
            What::DiedAbroad(_) => {
                books.touch(household);
                books.members[household] -= 1;
                books.estate(s, person);
            }
            What::Returned(status) => {
                books.touch(household);
                // The employer pays the way home of who is under contract.
                if status != Status::Contract {
                    fare(books, s, e, 1.0);
                }
                holds(books, s, e);
            }
            What::Lapsed(Status::Contract) => {
                books.ledger.post(Flow::EmployerBond, e.place, cents(s.rules().employers.bond_eur));
            }
            What::Removed(_) => removed(books, s, e),
            What::RemovedTransit => fare(books, s, e, 1.0),
            What::HomeFromSpell(_) => {
                holds(books, s, e);
                due.extend(home(books, s, person).map(|sum| (person, sum)));
            }
            What::Defaulted => told.push((person, i64::from(e.value))),
            What::Visited(_) => {
                let both = 2.0 * s.given.corridor(destination(e)).distance.fare_eur;
                assert!(books.purse[person] >= cents(both), "{}: a visit that {person} cannot pay", s.say());
                fare(books, s, e, 2.0);
            }
            What::MovedOn(_) => moved_on(books, s, e),
            _ => {}
        }
    }
    assert_eq!(told, due, "{}: defaults told, and those that must be", s.say());
}

/// A fare (or two) between home and where somebody is.
fn fare(books: &mut Books, s: &Step<'_>, e: &Event, ways: f64) {
    let person = e.person as usize;
    let k = usize::from(s.spell(person).corridor);
    assert_eq!(e.place, place(k), "{}: {:?} of person {person} is not where he was", s.say(), e.what);
    books.pay(person, e.place, Flow::Fare, cents(ways * s.given.corridor(k).distance.fare_eur));
}

/// The event tells what the person holds.
fn holds(books: &Books, s: &Step<'_>, e: &Event) {
    let person = e.person as usize;
    assert_eq!(i64::from(e.value), books.purse[person], "{}: {:?} tells what {person} holds", s.say(), e.what);
}

/// What a removal takes from the removed and costs the host.
fn removed(books: &mut Books, s: &Step<'_>, e: &Event) {
    let person = e.person as usize;
    let k = usize::from(s.spell(person).corridor);
    assert_eq!(e.place, place(k), "{}: person {person} is removed from where he is not", s.say());
    books.touch(s.household(person));
    books.pay(person, e.place, Flow::RemovalLoss, cents(s.given.corridor(k).enforcement.removal_loss_eur));
    books.ledger.post(Flow::RemovalCost, e.place, cents(s.rules().agency.removal_cost_eur));
}

/// A move onward costs a part of the fare to the new destination.
fn moved_on(books: &mut Books, s: &Step<'_>, e: &Event) {
    let (person, to) = (e.person as usize, destination(e));
    assert!(s.spell(person).corridor as usize != to, "{}: {person} moved on to where he was", s.say());
    let distance = &s.given.corridor(to).distance;
    books.pay(person, e.place, Flow::Fare, cents(distance.fare_eur * distance.onward_fare));
}

/// Home: debts paid, what cannot be served from home written off (given back), the rest divided.
fn home(books: &mut Books, s: &Step<'_>, person: usize) -> Option<i64> {
    let household = s.household(person);
    books.wealth_of(s, household);
    books.earners[household] += 1;
    let repaid = books.debt[person].min(books.purse[person]);
    books.ledger.post(Flow::Repayment, Place::HOME, repaid);
    books.debt[person] -= repaid;
    let hopeless = books.debt[person] - s.serviceable(household, books.at_home(household));
    if hopeless > 0 {
        books.ledger.post(Flow::Default, Place::HOME, hopeless);
        books.debt[person] -= hopeless;
    }
    let left = books.purse[person] - repaid;
    let kept = (s.rules().home.kept_share * left as f64).round() as i64;
    books.ledger.post(Flow::BroughtHome, Place::HOME, kept);
    disposed(books, s, person, left - kept);
    books.wealth[household] += kept;
    books.purse[person] = 0;
    (hopeless > 0).then_some(hopeless)
}

/// What a returner does not keep at hand: laid by, or shared out and made into the kind of thing that his draw falls on
/// among those that he can pay for.
fn disposed(books: &mut Books, s: &Step<'_>, person: usize, sum: i64) {
    let Assets::Worked(worked) = &s.rules().assets else {
        return books.ledger.post(Flow::LaidBy, Place::HOME, sum);
    };
    let feast = whole(sum as f64 * worked.sharing.feast);
    let gifts = whole(sum as f64 * worked.sharing.gifts).min(sum - feast);
    let rest = sum - feast - gifts;
    let kinds = [
        (Flow::Livestock, worked.of(AssetKind::Livestock)),
        (Flow::House, worked.of(AssetKind::House)),
        (Flow::Mill, worked.of(AssetKind::Mill)),
        (Flow::Business, worked.of(AssetKind::Business)),
    ];
    let payable: Vec<_> = kinds.into_iter().filter(|(_, kind)| cents(kind.least_eur) <= rest).collect();
    let t = s.given.t.key();
    let mark = s.draw(person, "assets/bought", t, 0) * payable.iter().map(|(_, kind)| kind.taste).sum::<f64>();
    let mut passed = 0.0;
    let bought = payable.iter().find(|(_, kind)| {
        passed += kind.taste;
        mark < passed
    });
    books.ledger.post(Flow::Feast, Place::HOME, feast);
    match bought {
        Some(&(flow, kind)) => {
            books.ledger.post(flow, Place::HOME, rest);
            books.ledger.post(Flow::Gifts, Place::HOME, gifts);
            books.brings[s.household(person)] += whole(rest as f64 * kind.income);
            let jobs = kind.jobs.floor() + f64::from(s.draw(person, "assets/jobs", t, 0) < kind.jobs.fract());
            let households = s.is().villages[usize::from(s.is().households[s.household(person)].village)].households;
            let purpose = Purpose(label_hash("assets/workers"));
            let workers = u64::from(households.0) + s.draws(person).below(u64::from(households.1), purpose, t, 0);
            books.brings[workers as usize] += jobs as i64 * cents(worked.job.gain_eur_month);
        }
        None => books.ledger.post(Flow::Gifts, Place::HOME, gifts + rest),
    }
}

/// Some assets fail: a part of what they cost is got back, the rest is lost. The job of somebody placed ends without
/// money, and an irrigated plot stays.
pub fn assets(books: &mut Books, s: &Step<'_>) {
    for asset in s.was().assets.iter().filter(|asset| asset.kind != AssetKind::Plot) {
        let (fails, resale) = ending(s, asset);
        if s.draw(asset.owner as usize, "assets/fails", s.given.t.key(), asset.since.key()) >= fails {
            continue;
        }
        let household = usize::from(asset.household);
        books.brings[household] -= i64::from(asset.income);
        books.brings[usize::from(asset.workers)] -= i64::from(asset.wages);
        books.touch(household);
        let back = whole(f64::from(asset.cost) * resale);
        books.wealth[household] += back;
        books.ledger.post(Flow::AssetSold, Place::HOME, back);
        books.ledger.post(Flow::AssetLost, Place::HOME, i64::from(asset.cost) - back);
    }
}

/// Chance that an asset or a job ends this month, and the part of its cost that is got back.
fn ending(s: &Step<'_>, asset: &Asset) -> (f64, f64) {
    let rules = s.rules();
    if asset.kind == AssetKind::Post {
        let at_home = s.was().persons[asset.owner as usize].at_home();
        return (if at_home { rules.placement.ends() } else { 1.0 }, 0.0);
    }
    let Assets::Worked(worked) = &rules.assets else { return (0.0, 0.0) };
    let fails = match &rules.reintegration {
        Reintegration::Codev(codev) if asset.kind == AssetKind::Project => codev.fails,
        _ => worked.of(asset.kind).fails,
    };
    (fails, worked.of(asset.kind).resale)
}

/// Everybody at home earns and consumes, and so does who lives by an asset.
pub fn at_home(books: &mut Books, s: &Step<'_>) {
    for p in s.was().persons.iter().filter(|p| p.life == Life::Active && p.spell == NONE) {
        let household = usize::from(p.household);
        let (earned, spent) = s.income(household);
        books.ledger.post(Flow::HomeIncome, Place::HOME, earned);
        books.ledger.post(Flow::HomeConsumption, Place::HOME, spent);
        books.wealth[household] += earned - spent;
    }
    for asset in &s.was().assets {
        books.ledger.post(Flow::AssetIncome, Place::HOME, i64::from(asset.income));
        books.ledger.post(Flow::JobIncome, Place::HOME, i64::from(asset.wages));
        books.ledger.post(Flow::AssetLivedOn, Place::HOME, i64::from(asset.income) + i64::from(asset.wages));
    }
}
