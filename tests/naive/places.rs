//! Who is given a place, told again: places of the month, all who want one put in order, and down the line for who can
//! pay.

use super::clerk::given::eligible;
use super::{class_of, firms};
use circula::base::draws::{Draws, Purpose, label_hash, round_keyed};
use circula::base::units::{Month, cents, eur};
use circula::engine::home;
use circula::institution::Rules;
use circula::institution::programme::{Agreement, Programme};
use circula::journal::Call;
use circula::world::World;
use circula::world::district::Application;
use circula::world::employer::EmployerId;
use circula::world::person::{Life, NONE};
use std::collections::BTreeMap;

fn draw(draws: Draws, label: &str, t: u32, index: u32) -> f64 {
    draws.unit(Purpose(label_hash(label)), t, index)
}

/// Places of a month: a part of the yearly quota, or what employers want if that is less, at the scale of the sample,
/// rounded by a draw.
fn places(world: &World, rules: &Rules, corridor: usize, p: &Programme, (t, wanted): (Month, f64)) -> i64 {
    let months_since = (i32::from(t.0 % 12) + 1 - p.season_start as i32).rem_euclid(12);
    let state = &world.markets[corridor].programme;
    if months_since >= p.season_months as i32 || t < state.suspended_until {
        return 0;
    }
    let probation = if t < state.probation_until { rules.trust.probation } else { 1.0 };
    let allowed = p.quota_year / f64::from(p.season_months) * state.quota_factor * probation;
    let expected = allowed.min(wanted) / world.weight;
    round_keyed(expected, draw(world.key.of(corridor as u64 | 1 << 62), "programme/places", t.key(), 0))
}

/// Applicants of a destination in order: those asked back, the well-connected as far as their part goes, those vouched
/// for, the others; each by score, then by id.
fn in_order<'a>(
    world: &'a World,
    rules: &Rules,
    corridor: usize,
    places: i64,
    t: Month,
    favours: &mut u64,
) -> Vec<(usize, &'a Application)> {
    let (rigour, nepotism) = rules.selection.weights();
    let mut all: Vec<(f64, u64, usize, &Application)> = Vec::new();
    for (at, d) in world.districts.iter().enumerate() {
        for a in d.applications.iter().filter(|a| usize::from(a.corridor) == corridor) {
            let lot = (a.lot >> 40) as f64 / 16_777_216.0;
            all.push((
                rigour * f64::from(a.signal) + (1.0 - rigour) * (6.0 * lot - 3.0),
                d.persons[a.person as usize].id,
                at,
                a,
            ));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let part = round_keyed(
        nepotism * places as f64,
        draw(world.key.of(corridor as u64 | 1 << 62), "programme/connected", t.key(), 0),
    )
    .max(0) as usize;
    let favoured = |a: &Application| a.connected && a.call == Call::Open && nepotism > 0.0;
    let named = all.iter().filter(|x| x.3.call == Call::ByName);
    let connected: Vec<_> = all.iter().filter(|x| favoured(x.3)).take(part).collect();
    let taken: Vec<u64> = connected.iter().map(|x| x.1).collect();
    *favours += connected.len() as u64;
    let rest = |vouched: bool| {
        let open = all.iter().filter(move |x| x.3.call == Call::Open && x.3.referred == vouched);
        open.filter(|x| !taken.contains(&x.1)).collect::<Vec<_>>()
    };
    let (vouched, others) = (rest(true), rest(false));
    named.chain(connected.iter().copied()).chain(vouched).chain(others).map(|x| (x.2, x.3)).collect()
}

/// Who is selected: down the order until the places are gone, for who can pay his share of the journey out of savings,
/// household and loan; each with the employer.
pub fn selected(
    world: &World,
    rules: &Rules,
    corridor: usize,
    t: Month,
    favours: &mut u64,
) -> Vec<Vec<(u32, EmployerId)>> {
    let mut chosen = vec![Vec::new(); world.districts.len()];
    let Agreement::Programme(p) = &rules.corridor.list[corridor].1.agreement else { return chosen };
    let (wanted, parts) = firms::wanted(world, rules, corridor, p, t);
    let mut left = places(world, rules, corridor, p, (t, wanted));
    let mut open = firms::shared_out(world, corridor, &parts, left, t);
    assert_eq!(open.iter().sum::<i64>(), left, "{t}: places of all employers");
    let mut wealth: BTreeMap<(usize, u16), i64> = BTreeMap::new();
    let mut gone: BTreeMap<(usize, u16), usize> = BTreeMap::new();
    for (at, a) in in_order(world, rules, corridor, left, t, favours) {
        let d = &world.districts[at];
        let person = &d.persons[a.person as usize];
        if left == 0 {
            break;
        }
        if person.spell != NONE
            || person.life != Life::Active
            || person.barred_until > t
            || !eligible(world.key, rules, person, t)
        {
            continue;
        }
        let h = &d.households[usize::from(person.household)];
        let held = || (i64::from(h.wealth) + i64::from(h.earners) * world.book.saved(h.line, h.seen, t)).max(0);
        let own = wealth
            .entry((at, person.household))
            .or_insert_with(|| if h.seen == t { i64::from(h.wealth) } else { held() });
        let at_home = d
            .persons
            .iter()
            .filter(|q| q.household == person.household && q.life == Life::Active && q.spell == NONE)
            .count();
        // Who has just left earns nothing at home that a loan could be measured by.
        let at_home = at_home - gone.get(&(at, person.household)).copied().unwrap_or(0);
        let credit =
            cents(rules.home.loan_months * home::mean_income_eur(&world.sectors, class_of(h)) * at_home as f64)
                + cents(f64::from(h.kin_overseas) / 255.0 * rules.home.kin_loan_eur);
        let missing = cents(p.worker_cost_eur) - cents(p.worker_cost_eur * p.advance) - i64::from(person.savings);
        let usable = cents(rules.home.usable_share * eur((*own).max(0)));
        if missing > usable + credit {
            continue;
        }
        *own -= missing.max(0).min(usable);
        chosen[at].push((a.person, firms::takes(world, corridor, &mut open, a.employer, person.id, t)));
        let desists = draw(world.key.of(person.id), "programme/desists", t.key(), 0) < p.desistance;
        *gone.entry((at, person.household)).or_default() += usize::from(!desists);
        left -= 1;
    }
    chosen
}
