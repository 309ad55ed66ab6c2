//! Coming of age, and growing old at home and away.

use super::life::*;
use super::tiny::*;
use circula::base::draws::WorldKey;
use circula::base::units::Month;
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Status, Way};
use circula::world::person::{Life as Stage, NONE, Person, Schooling};

#[test]
fn who_comes_of_age_is_fifteen_earns_at_home_and_may_leave_in_the_same_month() {
    // The one who comes of age in the village in March is a man.
    let man = |key: WorldKey, _| bits(key.of(8 | 1 << 63), "demography/entrant", "2006-03", 1 << 31).is_multiple_of(2);
    let mut life = Life::drawn("2006-02", man);
    life.earners = 2;
    life.month("2006-02", &[], &[]);
    (life.household_mut().overseas, life.household_mut().kin_overseas) = (1, 1);
    life.change(|r| {
        visa(r, COAST, 1.0, 110.0, 12, 1.0);
        let a = &mut r.rules.attention;
        (a.movers, a.young_from, a.young_until) = (1.0, 15, 18);
        (r.own.demography.entrants, r.own.demography.growth_year) = (1.0, 0.0);
    });
    life.hero = 4;
    let told = [
        (CameOfAge, HOME, 0, 0),
        (VisaAsked, COAST, 0, 0),
        (Departed(Way::Visa), COAST, 0, 0),
        (Arrived(Way::Visa), COAST, 0, 0),
    ];
    let pays = [
        (Flow::TravelFunds, HOME, 550.0),
        (Flow::VisaFee, COAST, 110.0),
        (Flow::Fare, COAST, 440.0),
        (Flow::Wage, COAST, 750.0),
        (Flow::Living, COAST, 250.0),
        (Flow::RemittanceSent, COAST, 125.0),
        (Flow::RemittanceReceived, COAST, 106.25),
        (Flow::RemittanceConsumed, COAST, 85.0),
    ];
    life.month("2006-03", &told, &pays);
    let (p, born) = (life.person(), Month::new(1991, 3));
    assert_eq!((p.id, p.birth, p.age(Month::new(2006, 3))), (Person::id_of(8, born, 0), born, 15));
    assert_eq!((p.household, p.sector, p.schooling(), p.child()), (1, 1, Schooling::Tertiary, false));
    assert_eq!((life.household().dependants, life.household().away, life.wealth()), (2, 1, 1517.0 - 550.0 + 21.25));
    life.change(|r| r.own.demography.entrants = 0.0);
    life.quiet_until("2006-05", &pays[3..5]);
}

#[test]
fn at_65_one_is_counted_with_the_household_from_the_very_month_on() {
    let mut life = Life::new("2006-03");
    life.person_mut().birth = Month::new(1941, 8);
    life.quiet_until("2006-07", &[]);
    life.earners = 1;
    life.month("2006-08", &[(Retired, HOME, 0, 0)], &[]);
    assert_eq!((life.person().life, life.household().dependants), (Stage::Elder, 4));
    // 1,500 with three and two months of two earners.
    assert_eq!(life.wealth(), 1500.0 + 51.0 + 170.0);
    life.quiet_until("2007-06", &[]);
}

#[test]
fn who_turns_65_away_comes_home_first_with_what_was_saved_until_the_month_before() {
    let mut life = Life::new("2006-03");
    life.person_mut().birth = Month::new(1941, 6);
    life.household_mut().regional = 0;
    life.change(|r| {
        let a = &mut r.rules.attention;
        (a.movers, a.young_from, a.young_until) = (1.0, 60, 65);
    });
    life.earners = 1;
    let told = [(Departed(Way::FreeMovement), NEAR, 0, 0), (Arrived(Way::FreeMovement), NEAR, 0, 0)];
    let lives = [(Flow::Wage, NEAR, 190.0), (Flow::Living, NEAR, 110.0)];
    let pays = [
        (Flow::TravelFunds, HOME, 55.0),
        (Flow::VisaFee, NEAR, 15.0),
        (Flow::Fare, NEAR, 40.0),
        (Flow::RemittanceSent, NEAR, 20.0),
        (Flow::RemittanceReceived, NEAR, 17.0),
        (Flow::RemittanceConsumed, NEAR, 13.6),
    ];
    life.month("2006-03", &told, &[&pays[..], &lives].concat());
    life.reviews(false);
    life.quiet_until("2006-05", &lives);
    // 60 of March, 160 of April and May, the fare; nothing is earned in June.
    let told = [
        (Returned(Status::Free), NEAR, 3, cents(180.0)),
        (HomeFromSpell(Way::FreeMovement), NEAR, 3, cents(180.0)),
        (Retired, HOME, 0, 0),
    ];
    let pays = [(Flow::Fare, NEAR, 40.0), (Flow::BroughtHome, HOME, 108.0), (Flow::LaidBy, HOME, 72.0)];
    life.month("2006-06", &told, &pays);
    let (p, h) = (life.person(), life.household());
    assert_eq!((p.life, p.spell, p.savings, p.months_regular, p.circuits), (Stage::Elder, NONE, 0, 3, 1));
    assert_eq!((h.dependants, h.away, life.away(NEAR, Status::Free)), (4, 0, 0));
    assert_eq!(life.wealth(), 1500.0 - 55.0 + 3.4 + 25.5 + 108.0);
    life.quiet_until("2007-06", &[]);
    life.believes(BELIEVED, DEFAULT, NORM);
}
