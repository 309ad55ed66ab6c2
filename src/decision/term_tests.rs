//! Tests of the decision at term against a plain search over every month, and its limits.
use super::*;
use crate::base::math::ln;
use proptest::prelude::*;

fn season() -> (Outlook, Cycle) {
    let horizon = Horizon::new(120, 0.06);
    (Outlook::new(&horizon, 0.002, 36, 0.015), Cycle::new(&horizon, 6.0, 12.0, 6.0))
}

fn seasonal_worker() -> Circumstances {
    Circumstances {
        home_surplus: 20.0,
        surplus_abroad: 95.0,
        settled_surplus: 260.0,
        home_premium: 1.1 + ln(1.0 / 0.45),
        wealth: 3_000.0,
        ticket: 400.0,
        removal_loss: 400.0,
        ..Circumstances::default()
    }
}

/// The same man where work without papers is good: 14 days at 33 EUR.
fn tempted() -> Circumstances {
    Circumstances { surplus_abroad: 212.0, ..seasonal_worker() }
}

/// The decision written down month by month, with no table and no search: the reference of this file.
struct Plain {
    removal: f64,
    settle_after: u32,
    settle_hazard: f64,
    months: u32,
    rate: f64,
}

impl Plain {
    fn best_stay(&self, p: &Circumstances) -> (f64, u32) {
        let life = if self.rate == 0.0 {
            f64::from(self.months)
        } else {
            (1.0 - exp(-self.rate * f64::from(self.months))) / self.rate
        };
        let (mut best, mut months) = (-1e9, 0);
        let (mut gain, mut away, mut settled, mut present) = (0.0, 0.0, 0.0, 1.0);
        for t in 1..=self.months {
            let weight = exp(-self.rate * f64::from(t)) * present;
            if t > self.settle_after {
                settled += (1.0 - settled) * self.settle_hazard;
            }
            gain += weight * (settled * p.settled_surplus + (1.0 - settled) * p.surplus_abroad - p.home_surplus);
            away += weight;
            present *= 1.0 - self.removal * (1.0 - settled);
            let consumption = p.home_surplus
                + (p.wealth - p.forfeited + gain - p.ticket * weight - p.removal_loss * (1.0 - present)) / life;
            let utility =
                if consumption > 1.0 { life * ln(consumption) + p.home_premium * (life - away) } else { -1e9 };
            if utility > best {
                (best, months) = (utility, t);
            }
        }
        (best - p.social, months)
    }
}

prop_compose! {
    fn anybody()(home in 5.0..250.0, irregular in -50.0..900.0, settled in 0.0..900.0, premium in -0.2..3.0,
        wealth in -3_000.0..20_000.0,
        forfeited in 0.0..3_000.0, ticket in 0.0..1_500.0, loss in 0.0..2_000.0, social in 0.0..5.0) -> Circumstances {
        Circumstances { home_surplus: home, surplus_abroad: irregular, settled_surplus: settled, home_premium: premium,
            wealth, forfeited, ticket,
            removal_loss: loss, social, ..Circumstances::default() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn the_search_finds_what_trying_every_month_finds(p in anybody(), removal in 0.0..0.05, after in 0_u32..140,
        hazard in 0.0..0.1, months in 1_u32..140, rate in 0.0..0.3) {
        let plain = Plain { removal, settle_after: after, settle_hazard: hazard, months, rate: rate / 12.0 };
        let plan = Outlook::new(&Horizon::new(months, rate), removal, after, hazard).best_stay(&p);
        let (best, _) = plain.best_stay(&p);
        prop_assert!(plan.utility <= best + 1e-7, "found {} above the best {}", plan.utility, best);
        prop_assert!(best - plan.utility < 1e-7, "lost {} util-months", best - plan.utility);
    }

    #[test]
    fn more_at_stake_and_more_shame_never_make_staying_better(p in anybody(), more in 0.0..2_000.0) {
        let (outlook, _) = season();
        let stay = outlook.best_stay(&p).utility;
        prop_assert!(outlook.best_stay(&Circumstances { forfeited: p.forfeited + more, ..p }).utility <= stay + 1e-9,
            "moves the wrong way");
        prop_assert!(outlook.best_stay(&Circumstances { social: p.social + more, ..p }).utility <= stay - more + 1e-6,
            "moves the wrong way");
        prop_assert!(outlook.best_stay(&Circumstances { removal_loss: p.removal_loss + more,
            ..p }).utility <= stay + 1e-9,
            "moves the wrong way");
        prop_assert!(outlook.best_stay(&Circumstances { surplus_abroad: p.surplus_abroad + more,
            ..p }).utility >= stay - 1e-9,
            "moves the wrong way");
    }

    #[test]
    fn a_better_promise_never_makes_return_worse(p in anybody(), chance in 0.0..0.9, more in 0.0..0.1) {
        let (outlook, cycle) = season();
        let value = |chance| outlook.value_of_return(&p, &RecallPromise { chance, season_gain: 2_000.0,
            seasons_left: None }, &cycle);
        prop_assert!(value(chance + more) >= value(chance) - 1e-9);
    }
}

/// Draws of a fixed generator, so that the same thousand people are tried every time.
fn draws(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
fn the_worst_loss_of_the_search_in_shipped_corridors_is_nothing() {
    let (outlook, _) = season();
    let plain = Plain { removal: 0.002, settle_after: 36, settle_hazard: 0.015, months: 120, rate: 0.005 };
    let (mut state, mut worst, mut second_peaks) = (1_u64, 0.0_f64, 0);
    for _ in 0..20_000 {
        let p = Circumstances {
            home_surplus: 5.0 + 60.0 * draws(&mut state),
            surplus_abroad: 400.0 * draws(&mut state),
            settled_surplus: 600.0 * draws(&mut state),
            home_premium: 0.5 + 2.5 * draws(&mut state),
            wealth: 8_000.0 * draws(&mut state) - 1_500.0,
            forfeited: 2_000.0 * draws(&mut state),
            ..seasonal_worker()
        };
        let (plan, (best, _)) = (outlook.best_stay(&p), plain.best_stay(&p));
        worst = worst.max((best - plan.utility).abs());
        second_peaks += u32::from(plan.months > 36 && plan.months < 120);
    }
    assert!(worst < 1e-9, "{worst}");
    assert!(second_peaks > 500, "the people tried must include those who stay for long: {second_peaks}");
}

#[test]
fn stay_is_searched_in_the_limits_of_every_rule() {
    let person = seasonal_worker();
    for removal in [0.0, 1.0] {
        for hazard in [0.0, 1.0] {
            for after in [0, 1, 36, 119, 120, 500] {
                for months in [1, 2, 120] {
                    for rate in [0.0, 0.06] {
                        let plain =
                            Plain { removal, settle_after: after, settle_hazard: hazard, months, rate: rate / 12.0 };
                        let plan = Outlook::new(&Horizon::new(months, rate), removal, after, hazard).best_stay(&person);
                        let (best, _) = plain.best_stay(&person);
                        assert!(
                            (plan.utility - best).abs() < 1e-9,
                            "{removal} {hazard} {after} {months} {rate}: {} \
                            {best}",
                            plan.utility
                        );
                    }
                }
            }
        }
    }
    assert_eq!(Outlook::new(&Horizon::new(0, 0.06), 0.0, 36, 0.0).best_stay(&person).months, 0);
}

#[test]
fn removal_that_costs_less_than_the_fare_invites_staying() {
    let horizon = Horizon::new(120, 0.06);
    let (strict, lax) = (Outlook::new(&horizon, 0.03, 36, 0.0), Outlook::new(&horizon, 0.0, 36, 0.0));
    let free_ride = Circumstances { removal_loss: 0.0, ..tempted() };
    assert!(strict.best_stay(&free_ride).utility > lax.best_stay(&free_ride).utility);
    let costly = Circumstances { removal_loss: 1_500.0, ..free_ride };
    assert!(strict.best_stay(&costly).utility < lax.best_stay(&costly).utility);
}

#[test]
fn savings_make_him_go_home() {
    let (outlook, cycle) = season();
    let advantage =
        |wealth: f64| outlook.advantage_of_return(&Circumstances { wealth, ..tempted() }, &RecallPromise::NONE, &cycle);
    assert!(
        advantage(500.0) < advantage(1_500.0)
            && advantage(1_500.0) < advantage(3_000.0)
            && advantage(3_000.0) < advantage(5_000.0)
    );
    assert!(advantage(500.0) < 0.0 && advantage(5_000.0) > 0.0);
}

#[test]
fn distrust_of_the_refund_takes_the_bite_from_a_bond() {
    let (outlook, cycle) = season();
    let advantage = |distrusted| {
        outlook.advantage_of_return(
            &Circumstances { forfeited: 1_000.0, distrusted, ..tempted() },
            &RecallPromise::NONE,
            &cycle,
        )
    };
    let without_bond = outlook.advantage_of_return(&tempted(), &RecallPromise::NONE, &cycle);
    assert!(advantage(0.0) > advantage(500.0) && advantage(500.0) > advantage(1_000.0));
    assert!(advantage(0.0) > without_bond + 1.0);
    // A bond that nobody expects back only makes him poorer, and the poorer stay more.
    assert!(advantage(1_000.0) < without_bond);
}

#[test]
fn default_with_a_social_price_opens_the_way_home() {
    let (outlook, cycle) = season();
    let indebted = Circumstances { wealth: 3_000.0 - 5_500.0, ..seasonal_worker() };
    let with = |stigma, debt| Circumstances { insolvency: Insolvency { debt, attachable: 0.5, stigma }, ..indebted };
    let value = |p: &Circumstances| outlook.value_of_return(p, &RecallPromise::NONE, &cycle);
    // 5,500 owed, 3,000 in hand, 10 a month attachable: life at home on 20 less the rest of the debt is infeasible; in
    // default it can.
    assert_eq!(value(&indebted), INFEASIBLE);
    let horizon = outlook.horizon();
    let expected = horizon.utility(10.0, indebted.home_premium, 0.0) - 2.0;
    assert!((value(&with(2.0, 5_500.0)) - expected).abs() < 1e-9);
    assert!((value(&with(1.0, 5_500.0)) - value(&with(3.0, 5_500.0)) - 2.0).abs() < 1e-9);
    assert_eq!(value(&with(f64::INFINITY, 5_500.0)), INFEASIBLE);
    // A debt that can be served is served.
    let solvent = Circumstances {
        wealth: 2_800.0,
        insolvency: Insolvency { debt: 200.0, attachable: 0.5, stigma: 0.0 },
        ..seasonal_worker()
    };
    assert_eq!(value(&solvent), value(&Circumstances { insolvency: Insolvency::NEVER, ..solvent }));
}

#[test]
fn the_rest_of_a_good_contract_keeps_him_in_it() {
    let (outlook, cycle) = season();
    let horizon = outlook.horizon();
    let advantage = |contract_gain, months: f64| {
        let person =
            Circumstances { contract_gain, contract_away: horizon.annuity(months), wealth: 500.0, ..tempted() };
        outlook.advantage_of_return(&person, &RecallPromise::NONE, &cycle)
    };
    // Four months at 500 EUR above home are worth the absence to a poor man; unpaid they are only absence.
    assert!(advantage(4.0 * 500.0, 4.0) > advantage(0.0, 0.0) + 5.0);
    let absence = advantage(0.0, 0.0) - advantage(0.0, 4.0);
    assert!((absence - tempted().home_premium * horizon.annuity(4.0)).abs() < 1e-9);
}

#[test]
fn chance_of_return_has_its_limits() {
    assert_eq!(return_chance(3.0, 0.0), 1.0);
    assert_eq!(return_chance(-3.0, 0.0), 0.0);
    assert_eq!(return_chance(0.0, 0.0), 0.5);
    assert_eq!(return_chance(0.0, 4.0), 0.5);
    assert!((return_chance(4.0, 4.0) - 0.731_058_578_630_004_9).abs() < 1e-15);
    assert_eq!(return_chance(-INFEASIBLE, 4.0), 1.0);
}

/// Run by hand for the cost of a call: `cargo test --release -- --ignored --nocapture nanoseconds`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_types, reason = "a stopwatch is the point")]
fn nanoseconds_of_a_decision_at_term() {
    let (outlook, cycle) = season();
    let mut state = 7_u64;
    let people: Vec<Circumstances> = (0..4_096)
        .map(|_| Circumstances {
            surplus_abroad: 60.0 + 250.0 * draws(&mut state),
            home_premium: 1.2 + 1.6 * draws(&mut state),
            wealth: 4_000.0 * draws(&mut state),
            ..seasonal_worker()
        })
        .collect();
    let recall = RecallPromise { chance: 0.3, season_gain: 2_600.0, seasons_left: Some(8) };
    let (start, mut sum) = (std::time::Instant::now(), 0.0);
    for _ in 0..200 {
        for person in &people {
            sum += outlook.advantage_of_return(std::hint::black_box(person), &recall, &cycle);
        }
    }
    let calls = 200.0 * people.len() as f64;
    println!("{:.0} ns a decision (sum {sum:.3})", start.elapsed().as_nanos() as f64 / calls);
}

/// Run by hand for the worst loss of the search under any rules: `cargo test --release -- --ignored --nocapture
/// wildest`.
#[test]
#[ignore = "a measurement"]
fn worst_loss_of_the_search_under_the_wildest_rules() {
    let (mut state, mut worst, mut missed, tries) = (3_u64, 0.0_f64, 0_u32, 2_000_000_u32);
    for _ in 0..tries {
        let mut between = |low: f64, high: f64| low + (high - low) * draws(&mut state);
        let p = Circumstances {
            home_surplus: between(5.0, 250.0),
            surplus_abroad: between(-50.0, 900.0),
            settled_surplus: between(0.0, 900.0),
            home_premium: between(-0.2, 3.0),
            wealth: between(-3_000.0, 20_000.0),
            ticket: between(0.0, 1_500.0),
            removal_loss: between(0.0, 2_000.0),
            ..Circumstances::default()
        };
        let (removal, after, hazard) = (between(0.0, 0.05), between(0.0, 140.0) as u32, between(0.0, 0.1));
        let (months, rate) = (between(1.0, 140.0) as u32, between(0.0, 0.3));
        let plain = Plain { removal, settle_after: after, settle_hazard: hazard, months, rate: rate / 12.0 };
        let lost = plain.best_stay(&p).0
            - Outlook::new(&Horizon::new(months, rate), removal, after, hazard).best_stay(&p).utility;
        worst = worst.max(lost);
        missed += u32::from(lost > 1e-7);
    }
    println!("worst loss {worst:.2e} util-months, {missed} of {tries} off");
}
