//! What the host state learns, told again: ends of contracts counted by whoever saw them, known some months late and
//! with errors, weighed against what was believed; the quota and suspensions that follow.

use super::clerk::given::{Given, Step};
use circula::base::math::{exp, ln, pow};
use circula::base::units::Month;
use circula::journal::event::What;
use circula::journal::{Backer, Status};
use circula::world::World;
use circula::world::state::ProgrammeState;

/// Ends of contracts by destination: home in time, overstayed; of the month that runs, and of those not yet known.
pub struct Host {
    now: Vec<(i64, i64)>,
    unknown: Vec<Vec<(i64, i64)>>,
    /// Ends counted in all.
    pub ends: (i64, i64),
    /// Suspensions and resumptions seen.
    pub changes: u64,
}

impl Host {
    /// Takes over what is not yet known.
    pub fn new(world: &World) -> Self {
        let unknown = world.markets.iter().map(|m| m.programme.unknown.clone()).collect();
        Self { now: vec![(0, 0); world.markets.len()], unknown, ends: (0, 0), changes: 0 }
    }

    /// Counts the ends of contracts that a mechanism has told of in a district.
    pub fn count(&mut self, s: &Step<'_>) {
        for e in s.events() {
            let Some(k) = e.place.position() else { continue };
            let (home, over) = match e.what {
                What::Returned(Status::Contract) => (1, 0),
                What::Lapsed(Status::Contract) => (0, 1),
                _ => continue,
            };
            self.now[k] = (self.now[k].0 + home, self.now[k].1 + over);
            self.ends = (self.ends.0 + home, self.ends.1 + over);
        }
    }

    /// The month's lesson.
    pub fn learn(&mut self, given: &Given<'_>, before: &World, after: &World) {
        for k in 0..after.markets.len() {
            let ended = std::mem::take(&mut self.now[k]);
            let (was, is) = (&before.markets[k].programme, &after.markets[k].programme);
            let say = format!("{}, {}", given.t, after.corridors[k]);
            for backer in [Backer::Association, Backer::Firm] {
                let all = after.districts.iter().flat_map(|d| &d.contracts);
                let pledged: i64 = all
                    .filter(|c| c.backer == backer && usize::from(c.corridor) == k)
                    .map(|c| i64::from(c.guaranteed))
                    .sum();
                assert_eq!(is.funds[backer.shared().unwrap()].exposure, pledged, "{say}: what {backer:?} answers for");
            }
            if given.corridor(k).agreement.programme().is_none() {
                continue;
            }
            let lag = given.rules.trust.lag_months as usize;
            self.unknown[k].push(ended);
            let known = if self.unknown[k].len() > lag { self.unknown[k].remove(0) } else { (0, 0) };
            assert_eq!(is.unknown, self.unknown[k], "{say}: ends of contracts that are not yet known");
            believes(given, after.weight, (was, is), known, &say);
            self.changes += u64::from(stance(given, (was, is), &say));
            quota(given, (was, is), &say);
        }
    }
}

fn near(a: f64, b: f64, say: &str) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{say}: {a}, and not {b}");
}

/// What was believed falls back towards the prior; what has become known counts at full scale, exits that the record
/// misses as overstays.
fn believes(
    given: &Given<'_>,
    weight: f64,
    (was, is): (&ProgrammeState, &ProgrammeState),
    known: (i64, i64),
    say: &str,
) {
    let rules = &given.rules.trust;
    let prior = (rules.prior_weight * (1.0 - rules.prior_overstay), rules.prior_weight * rules.prior_overstay);
    let (home, over) = if was.begun { (was.returned, was.overstayed) } else { prior };
    let keep = pow(rules.memory, 1.0 / 12.0);
    let missed = rules.record_error * known.0 as f64;
    near(
        is.returned,
        prior.0 + keep * (home - prior.0) + (known.0 as f64 - missed) * weight,
        &format!("{say}: contracts known to have ended at home"),
    );
    near(
        is.overstayed,
        prior.1 + keep * (over - prior.1) + (known.1 as f64 + missed) * weight,
        &format!("{say}: contracts known to have ended in overstay"),
    );
}

/// Overstay that the host believes in.
fn share(p: &ProgrammeState) -> f64 {
    p.overstayed / (p.overstayed + p.returned)
}

/// Too much overstay closes the programme for a time, and then opens it on probation; gives whether anything changed.
fn stance(given: &Given<'_>, (was, is): (&ProgrammeState, &ProgrammeState), say: &str) -> bool {
    let (rules, t) = (&given.rules.trust, given.t);
    let closed = t < was.suspended_until;
    // On probation the last month decides.
    let watched = !closed && t < was.probation_until.plus(-1);
    let closes = !closed && !watched && share(is) > rules.suspend_above;
    let months = rules.suspend_months.max(1) as i32;
    let (until, probation) = if closes {
        (t.plus(1 + months), t.plus(1 + months + rules.probation_months as i32))
    } else {
        (was.suspended_until, was.probation_until)
    };
    assert_eq!((is.suspended_until, is.probation_until), (until, probation), "{say}: suspension and probation");
    closes || is.suspended_until == t.plus(1) && closed && is.suspended_until != Month(0)
}

/// In December the quota follows the log-odds of the overstay believed.
fn quota(given: &Given<'_>, (was, is): (&ProgrammeState, &ProgrammeState), say: &str) {
    let rules = &given.rules.trust;
    let before = if was.begun { was.quota_factor } else { 1.0 };
    let odds = |share: f64| {
        let share = share.clamp(1e-9, 1.0 - 1e-9);
        ln(share / (1.0 - share))
    };
    let expected = if given.t.of_year() == 11 {
        let change = exp(rules.sensitivity * (odds(rules.reference_overstay) - odds(share(is))));
        let change = change.clamp(rules.quota_least, rules.quota_most);
        (before * change).clamp(rules.quota_least, rules.quota_most)
    } else {
        before
    };
    near(is.quota_factor, expected, &format!("{say}: quota relative to the agreed one"));
}
