//! Employers, told again: what they remember of workers, who closes, how many places each opens, and with whom somebody
//! works who is given a place.

use super::clerk::given::Given;
use circula::base::draws::{Draws, Purpose, label_hash};
use circula::base::math;
use circula::base::units::Month;
use circula::engine::taste;
use circula::institution::Rules;
use circula::institution::programme::Programme;
use circula::world::World;
use circula::world::employer::{Conduct, Employer, EmployerId};

fn draws(world: &World, corridor: usize) -> Draws {
    world.key.of(corridor as u64 | 1 << 62)
}

/// Size of an employer, and its demand in a month of the year: highest in its own, falling by a third of the swing a
/// month to the opposite one.
fn sized(world: &World, rules: &Rules, corridor: usize, (row, e): (usize, &Employer), t: Month) -> [f64; 2] {
    let r = &rules.employers;
    let traits = draws(world, corridor).bits(Purpose(label_hash("firm/traits")), u32::from(e.generation), row as u32);
    let size = math::exp(r.size_spread * taste::normal(traits));
    let peak = 12.0 * f64::from(row as u32 % r.sectors) / f64::from(r.sectors);
    let behind = (f64::from(t.0 % 12) - peak).rem_euclid(12.0);
    let apart = if behind > 6.0 { 12.0 - behind } else { behind };
    [size, size * (1.0 + r.swing * (1.0 - apart / 3.0))]
}

/// Places that employers want in a month at full scale, and the part of the months' places that each has.
pub fn wanted(world: &World, rules: &Rules, corridor: usize, p: &Programme, t: Month) -> (f64, Vec<f64>) {
    let employers = &world.markets[corridor].programme.employers;
    let all: Vec<[f64; 2]> = employers.iter().enumerate().map(|e| sized(world, rules, corridor, e, t)).collect();
    let sizes: f64 = all.iter().map(|s| s[0]).sum();
    let now: f64 = all.iter().map(|s| s[1]).sum();
    let usual = p.quota_year / f64::from(p.season_months);
    // Unemployment is that of the start in these runs.
    (usual * rules.employers.demand * (now / sizes), all.iter().map(|s| s[1] / now).collect())
}

/// Places of each employer: rounded down from what all before it have, with one draw.
pub fn shared_out(world: &World, corridor: usize, parts: &[f64], places: i64, t: Month) -> Vec<i64> {
    let draw = draws(world, corridor).unit(Purpose(label_hash("employers/shared out")), t.key(), 0);
    let mut until = Vec::new();
    let mut sum = 0.0;
    for part in parts {
        sum += part;
        until.push((places as f64 * sum + draw).floor() as i64);
    }
    if let Some(last) = until.last_mut() {
        *last = places;
    }
    (0..until.len()).map(|row| until[row] - if row == 0 { 0 } else { until[row - 1] }).collect()
}

/// With whom somebody works: who asks for him and has a place, else whose place it is if all open ones are put in a
/// row.
pub fn takes(world: &World, corridor: usize, open: &mut [i64], asks: EmployerId, id: u64, t: Month) -> EmployerId {
    let employers = &world.markets[corridor].programme.employers;
    let own = usize::from(asks.row);
    let row = if own < open.len() && employers[own].generation == asks.generation && open[own] > 0 {
        own
    } else {
        let places: Vec<usize> = (0..open.len()).flat_map(|row| vec![row; open[row] as usize]).collect();
        let lot = world.key.of(id).below(places.len() as u64, Purpose(label_hash("programme/employer")), t.key(), 0);
        places[lot as usize]
    };
    open[row] -= 1;
    EmployerId { row: row as u16, generation: employers[row].generation }
}

/// What employers remember after the month, and who is new among them.
pub fn remembered(given: &Given<'_>, before: &World, after: &World) {
    let (t, rules) = (given.t, &given.rules.employers);
    for corridor in 0..before.corridors.len() {
        let (was, is) = (&before.markets[corridor].programme.employers, &after.markets[corridor].programme.employers);
        if given.corridor(corridor).agreement.programme().is_none() {
            assert_eq!(was.len(), is.len(), "{t}: employers where there is no programme");
            continue;
        }
        assert_eq!(is.len(), rules.number as usize, "{t}");
        let keep = math::pow(given.rules.information.memory, 1.0 / 12.0) as f32;
        let closing = 1.0 - math::pow(1.0 - rules.closing_year, 1.0 / 12.0);
        for (row, e) in is.iter().enumerate() {
            let fresh = Employer { since: t, ..Employer::default() };
            let old = was.get(row).copied().unwrap_or(fresh);
            let closes = draws(before, corridor).unit(Purpose(label_hash("employers/closes")), t.key(), row as u32);
            if old.since < t && closes < closing {
                assert_eq!(*e, Employer { generation: old.generation.wrapping_add(1), ..fresh }, "{t}: {row} closes");
                continue;
            }
            let seen = |what: Conduct| {
                let told = before.districts.iter().flat_map(|d| &d.conduct);
                let its = told.filter(|c| {
                    usize::from(c.0) == corridor && usize::from(c.1.row) == row && c.1.generation == old.generation
                });
                its.filter(|c| c.2 == what).map(|_| before.weight as f32).sum::<f32>()
            };
            let near = |now: f32, then: f32, what| (now - (keep * then + seen(what))).abs() <= 1e-3 * now.max(1.0);
            assert!(
                near(e.home, old.home, Conduct::Home)
                    && near(e.overstayed, old.overstayed, Conduct::Overstayed)
                    && near(e.absconded, old.absconded, Conduct::Absconded),
                "{t}: what {row} remembers: {old:?} to {e:?}"
            );
        }
    }
    assert!(after.districts.iter().all(|d| d.conduct.is_empty()), "{t}: somebody is told of twice");
}
