//! Seasons under contract: asked back, lengthened, cut short, with another employer, with wages kept back.

use super::life::*;
use super::season::*;
use super::tiny::*;
use circula::base::units::Month;
use circula::institution::bonding::{Bonding, Deferred};
use circula::institution::extension::{Extension, Lengthening};
use circula::institution::guaranty::Guaranty;
use circula::institution::reentry::{Recall, Reentry};
use circula::institution::tie::{Portable, Tie};
use circula::journal::event::What::*;
use circula::journal::ledger::Flow;
use circula::journal::{Backer, Call, Cause, Status};
use circula::world::contract::BondState;
use circula::world::person::{NONE, Standing};
use circula::world::spell::NEVER;

/// What is sent of the surplus of so many months: a quarter; 15 % is the bank's, 80 % of the rest is consumed.
fn sends(months: f64) -> [Paid; 3] {
    [
        (Flow::RemittanceSent, COAST, months * 110.0),
        (Flow::RemittanceReceived, COAST, months * 93.5),
        (Flow::RemittanceConsumed, COAST, months * 74.8),
    ]
}

/// Whoever is home in time may be asked back after four months.
fn recall() -> Reentry {
    Reentry::Recall(Recall { gap_months: 4, believed: 0.3, taken: 0.9 })
}

/// Six months under a contract that a relative stands behind.
fn first_season(life: &mut Life) {
    life.change(|r| (r.rules.bond, r.rules.guarantor, r.rules.reentry) = (bond(1), kin(), recall()));
    life.reviews(true);
    // At home 120 × 60 + half of 1,500: 7,950. The season: 6 × (440 - 60) less 360: 9,870, six months at theta ln 1.25,
    // 6 util-months of effort. Half of those who come home are believed to be named again, and the programme to be open
    // with .95: x = .475 a season, of which 12 begin in 114 months, every ten, the first after four: N = x (1 -
    // x^12)/(1
    // - x) = .9046, all taken, worth 120 ln(1 + 1920 N/9870) - 6 N ln 1.25. One in two is taken, else 12 are lost:
    // √(9870/7950 × (1 + 1920 N/9870) × 0.8^(.05 (1 + N)) × e^-0.05 × 7938/7950) - 1.
    life.earners = 1;
    let begins = [
        (Applied(Call::Open), COAST, 0, 0),
        (GuarantorAccepted(Backer::Household), COAST, 0, cents(500.0)),
        (PremiumQuoted(Backer::Household), COAST, 0, 0),
    ];
    let pays = [(Flow::TravelFunds, HOME, 90.0), (Flow::BondKin, COAST, 500.0)];
    let told = [&begins[..], &departs(Call::Open, Backer::Household, None)].concat();
    life.month("2006-01", &told, &[&LEAVES[..], &pays].concat());
    assert_eq!((life.wealth(), life.spell().savings, life.spell().debt), (1398.0, 0, cents(270.0)));
    let c = life.contract();
    assert_eq!((c.until, c.bond, c.own, c.guaranteed), (Month::new(2006, 7), BondState::Posted, 0, cents(500.0)));
    // The relatives' 500 lie in escrow.
    assert_eq!((c.surety, life.relatives()), (2, 1000.0));
    assert_eq!((life.person().standing, life.away(COAST, Status::Contract)), (Standing::New, 1));
    life.reviews(false);
    life.month("2006-02", &[], &work(&PAYS_BACK[0]));
    life.month("2006-03", &[], &work(&[&PAYS_BACK[1][..], &sends(2.0)].concat()));
    life.quiet_until("2006-05", &work(&[]));
    life.month("2006-06", &[], &work(&sends(3.0)));
    assert_eq!((life.spell().savings, life.spell().debt), (cents(1370.16), 0));
    // Out of work without papers one would earn 4 × 30 × √2 less 240: nobody stays for that.
    life.change(|r| corridor(r, COAST).labour.irregular_days_month = 4.0);
    life.earners = 2;
    let home = [(Flow::BroughtHome, HOME, 1086.1), (Flow::LaidBy, HOME, 724.06)];
    life.month("2006-07", &[&home_at_term(6, 1810.16)[..], &[(Named, COAST, 0, 0)]].concat(), &work(&home));
    // 1,398 with 17 saved and 37.40 sent by March, 25.50 and 56.10 by June, 42.50 by July, and what he brings.
    assert_eq!(life.wealth(), 2662.6);
    let p = life.person();
    assert_eq!((p.standing, p.circuits, p.seasons, p.months_regular), (Standing::Named, 1, 1, 6));
    let c = life.contract();
    assert_eq!((c.bond, c.due, c.recall), (BondState::Due, Month::new(2006, 9), Month::new(2006, 11)));
    // One account each: selected, nine in ten home, the norm a twentieth of the way.
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]], (0.9 / 10.0, 10.0), 0.81);
    life.quiet_until("2006-08", &[]);
    life.month("2006-09", &[], &[(Flow::BondKinReleased, COAST, 500.0)]);
    assert_eq!(life.relatives(), 1500.0);
    life.quiet_until("2006-10", &[]);
    // Twenty are given away, so that the next season begins with round sums.
    life.household_has(life.wealth() - 20.0);
}

/// Asked back by name, now with a bond of his own, which he gets back.
fn second_season(life: &mut Life) {
    life.change(|r| r.rules.guarantor = Guaranty::default());
    life.earners = 1;
    // Wealth 2,982.60 with 340 of the harvest: 8,691.30 at home, 360 and two fifths of the bond the season's cost,
    // nine in ten sure of the place, and half of the effort. Named once in one season: (6 × .5 + 6)/12, and open in 29
    // months of 30: x = .725 a season.
    let begins = [(RecalledHome, COAST, 0, 0), (Applied(Call::ByName), COAST, 0, 0)];
    let told = [&begins[..], &departs(Call::ByName, Backer::Nobody, Some(4))].concat();
    let pays = [(Flow::TravelFunds, HOME, 590.0), (Flow::BondOwn, COAST, 500.0)];
    life.month("2006-11", &told, &[&LEAVES[..], &pays].concat());
    assert_eq!((life.wealth(), life.person().standing), (2380.6, Standing::Good));
    life.month("2006-12", &[], &work(&[&PAYS_BACK[0][..], &sends(1.0)].concat()));
    life.month("2007-01", &[], &work(&PAYS_BACK[1]));
    life.quiet_until("2007-02", &work(&[]));
    life.month("2007-03", &[], &work(&sends(3.0)));
    life.quiet_until("2007-04", &work(&[]));
    life.earners = 2;
    let home = [(Flow::BroughtHome, HOME, 1152.1), (Flow::LaidBy, HOME, 768.06)];
    life.month("2007-05", &[&home_at_term(6, 1920.16)[..], &[(Named, COAST, 0, 0)]].concat(), &work(&home));
    assert_eq!((life.wealth(), life.person().standing), (3692.5, Standing::Named));
    life.quiet_until("2007-06", &[]);
    life.month("2007-07", &[(BondRefunded, COAST, 0, cents(500.0))], &[(Flow::BondRefunded, COAST, 500.0)]);
    assert_eq!((life.person().savings, life.contract().bond), (cents(500.0), BondState::Closed));
    life.believes(
        [BELIEVED[0], (2.5 / 4.5, 4.5), (2.5 / 4.5, 4.5), (2.9 / 4.5, 4.5)],
        (0.9 / 11.0, 11.0),
        0.81 + 0.19 / 20.0,
    );
    life.quiet_until("2007-08", &[]);
}

/// Asked back again; this time the bond is not given back, and nobody asks for him.
fn third_season(life: &mut Life) {
    life.earners = 1;
    let begins = [(RecalledHome, COAST, 0, 0), (Applied(Call::ByName), COAST, 0, 0)];
    let told = [&begins[..], &departs(Call::ByName, Backer::Nobody, Some(4))].concat();
    // The 500 that came back are in his purse: 90 are missing.
    let pays = [(Flow::TravelFunds, HOME, 90.0), (Flow::BondOwn, COAST, 500.0)];
    life.month("2007-09", &told, &[&LEAVES[..], &pays].concat());
    assert_eq!(life.wealth(), 3862.5);
    life.month("2007-10", &[], &work(&PAYS_BACK[0]));
    life.month("2007-11", &[], &work(&PAYS_BACK[1]));
    life.month("2007-12", &[], &work(&sends(3.0)));
    life.quiet_until("2008-01", &work(&[]));
    // The employer closes: nobody is left to name him.
    life.change(|r| r.rules.employers.closing_year = 1.0);
    life.beside = vec![(HOST, (EmployerClosed, COAST, 0, 0))];
    life.month("2008-02", &[], &work(&[]));
    life.change(|r| r.rules.employers.closing_year = 0.0);
    life.earners = 2;
    let home = [(Flow::BroughtHome, HOME, 1020.1), (Flow::LaidBy, HOME, 680.06)];
    let told = [&home_at_term(6, 1700.16)[..], &[(NotNamed, COAST, 0, 0)]].concat();
    life.month("2008-03", &told, &work(&[&sends(3.0)[..], &home].concat()));
    assert_eq!((life.wealth(), life.contract().recall), (5147.8, NEVER));
    life.change(|r| {
        let Bonding::Escrow(escrow) = &mut r.rules.bond else { panic!("no bond") };
        escrow.refunded = 0.0;
    });
    life.quiet_until("2008-04", &[]);
    life.month("2008-05", &[(BondUnpaid, COAST, 0, cents(500.0))], &[(Flow::BondUnpaid, COAST, 500.0)]);
    life.quiet_until("2009-12", &[]);
    let p = life.person();
    assert_eq!((p.spell, p.standing, p.circuits, p.seasons, p.months_regular), (NONE, Standing::Good, 3, 3, 18));
    assert_eq!((p.savings, p.debt, life.contracts()), (0, 0, 0));
    // Recalled: twice by name, once not. Refunded: once, and once not.
    life.believes(
        [BELIEVED[0], (2.5 / 4.5, 4.5), (3.0 / 5.5, 5.5), (2.9 / 5.0, 5.0)],
        (0.9 / 12.0, 12.0),
        1.0 - 0.2 * 0.95 * 0.95 * 0.95,
    );
}

#[test]
fn a_worker_asked_back_twice_circulates_for_three_seasons_to_the_cent() {
    let mut life = Life::new("2006-01");
    first_season(&mut life);
    second_season(&mut life);
    third_season(&mut life);
    assert_eq!(life.world.districts[1].reviews, 1);
}

#[test]
fn an_extension_records_an_end_moves_the_term_and_spares_the_bond_until_then() {
    let mut life = Life::new("2006-01");
    leaves_with_bond(&mut life, 1);
    life.change(|r| {
        r.rules.extension =
            Extension::Employer(Lengthening { fee_eur: 0.0, rotation_cost_eur: 400.0, work_left_eur: 0.0, months: 4 });
        little_work(r);
    });
    pays_back(&mut life);
    life.quiet_until("2006-06", &work(&[]));
    let extended = [
        (Termed(Status::Contract), COAST, 6, 0),
        (ExitedAfterEnd(Cause::Extension, Status::Contract), COAST, 0, 0),
        (Extended, COAST, 6, 0),
    ];
    life.month("2006-07", &extended, &work(&[]));
    let (s, c) = (life.spell(), life.contract());
    assert_eq!((s.until, s.ended, s.extended, s.status), (Month::new(2006, 11), Month(0), true, Status::Contract));
    assert_eq!((c.until, c.bond, c.own), (Month::new(2006, 11), BondState::Posted, cents(500.0)));
    life.quiet_until("2006-10", &work(&[]));
    // The employer lengthens a contract once: now he goes home, 440 × 8 and 380.16 and 220 in the purse.
    life.earners = 2;
    let home = [(Flow::BroughtHome, HOME, 2472.1), (Flow::LaidBy, HOME, 1648.06)];
    life.month("2006-11", &home_at_term(10, 4120.16), &work(&home));
    assert_eq!((life.wealth(), life.contract().due), (898.0 + 42.5 + 212.5 + 2472.1, Month::new(2007, 1)));
    life.quiet_until("2006-12", &[]);
    life.month("2007-01", &[(BondRefunded, COAST, 0, cents(500.0))], &[(Flow::BondRefunded, COAST, 500.0)]);
    life.quiet_until("2007-06", &[]);
    let p = life.person();
    assert_eq!((p.savings, p.seasons, p.months_regular, life.contracts()), (cents(500.0), 1, 10, 0));
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], (2.9 / 4.5, 4.5)], (0.9 / 10.0, 10.0), 0.81);
}

/// A worker whose trade teaches nothing is dismissed as soon as anybody is.
fn dismissed_in_april(life: &mut Life, grace_months: u32) {
    life.world.sectors[1].fit = 0.0;
    leaves_with_bond(life, grace_months);
    pays_back(life);
    life.change(|r| programme(r).dismissal = 1.0);
}

#[test]
fn a_dismissal_is_an_early_end_of_the_term_for_stay_bond_and_grace() {
    let mut life = Life::new("2006-01");
    dismissed_in_april(&mut life, 1);
    life.change(little_work);
    life.earners = 2;
    let told = [&[(Dismissed, COAST, 3, 0)], &home_at_term(3, 1040.16)[..]].concat();
    let home = [(Flow::BroughtHome, HOME, 624.1), (Flow::LaidBy, HOME, 416.06)];
    life.month("2006-04", &told, &work(&home));
    let c = life.contract();
    assert_eq!((c.until, c.due, life.wealth()), (Month::new(2006, 4), Month::new(2006, 6), 898.0 + 25.5 + 624.1));
    life.quiet_until("2006-05", &[]);
    life.month("2006-06", &[(BondRefunded, COAST, 0, cents(500.0))], &[(Flow::BondRefunded, COAST, 500.0)]);
    life.quiet_until("2006-12", &[]);
    assert_eq!((life.person().standing, life.person().months_regular), (Standing::Good, 3));

    // Another who stays; without months of grace the bond is lost in the month after the dismissal.
    let mut life = Life::new("2006-01");
    dismissed_in_april(&mut life, 0);
    let told =
        [(Dismissed, COAST, 3, 0), (Termed(Status::Contract), COAST, 3, 0), (Lapsed(Status::Contract), COAST, 3, 0)];
    life.month("2006-04", &told, &work(&[]));
    let lost = [&OUTSIDE[..], &[(Flow::BondForfeited, COAST, 500.0)]].concat();
    life.month("2006-05", &[(BondForfeited, COAST, 0, cents(500.0))], &lost);
    life.quiet_until("2006-11", &OUTSIDE);
    assert_eq!((life.contracts(), life.spell().contract), (0, NONE));
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], BELIEVED[3]], (1.9 / 10.0, 10.0), 0.76);
}

#[test]
fn each_change_of_employer_raises_the_next_wage_and_leaves_days_of_work_to_one_who_stays() {
    let mut life = Life::new("2006-01");
    let portable = |change| Tie::Portable(Portable { change, gain: 0.1, contact_days: 2.5 });
    life.change(|r| r.rules.tie = portable(0.0));
    leaves_with_bond(&mut life, 1);
    life.month("2006-02", &[], &work(&PAYS_BACK[0]));
    life.change(|r| r.rules.tie = portable(1.0));
    life.month("2006-03", &[(ChangedEmployer, COAST, 2, 0)], &work(&PAYS_BACK[1]));
    let raised = |wage| [(Flow::Wage, COAST, wage), (Flow::Living, COAST, 260.0)];
    life.month("2006-04", &[(ChangedEmployer, COAST, 3, 0)], &raised(770.0));
    assert_eq!((life.contract().wage_percent, life.contract().moved), (121, true));
    life.change(|r| r.rules.tie = portable(0.0));
    life.quiet_until("2006-06", &raised(847.0));
    let stays = [(Termed(Status::Contract), COAST, 6, 0), (Lapsed(Status::Contract), COAST, 6, 0)];
    life.month("2006-07", &stays, &raised(847.0));
    // 2.5 days more than the 20 of others: 22.5 × 30.
    assert_eq!((life.spell().days_factor, life.away(COAST, Status::Irregular)), (1.125, 1));
    life.change(|r| called_home(r, COAST));
    life.earners = 2;
    let pays = [(Flow::Wage, COAST, 675.0), (Flow::Living, COAST, 240.0), (Flow::Fare, COAST, 440.0)];
    let home = [(Flow::BroughtHome, HOME, 1719.7), (Flow::LaidBy, HOME, 1146.46)];
    life.month("2006-08", &home_late(7, 1, 2866.16), &[&pays[..], &home].concat());
    assert_eq!(life.wealth(), 898.0 + 42.5 + 85.0 + 1719.7);
    life.quiet_until("2006-09", &[]);
    life.month("2006-10", &[(BondRefunded, COAST, 0, cents(500.0))], &[(Flow::BondRefunded, COAST, 500.0)]);
    life.quiet_until("2006-12", &[]);
    // He tells of an eighth more than others earn; his contract ended without him, though he came in time.
    let told = [((4.8 + 0.5 * 1.125) / 4.5, 4.5), (2.5 / 4.5, 4.5), BELIEVED[2], (2.9 / 4.5, 4.5)];
    life.believes(told, (0.9 / 10.0, 10.0), 0.76);
    assert_eq!((life.person().months_regular, life.person().months_irregular), (6, 1));
}

#[test]
fn wages_kept_back_are_a_bond_beside_the_pledge_of_a_relative() {
    let mut life = Life::new("2006-01");
    life.change(|r| {
        let (withheld, refunded, believed, delay_months, grace_months) = (0.15, 1.0, 0.6, 2, 1);
        r.rules.bond = Bonding::Deferred(Deferred { withheld, refunded, believed, delay_months, grace_months });
        (r.rules.guarantor, r.rules.remittance.every_months) = (kin(), 12);
        little_work(r);
    });
    life.reviews(true);
    life.earners = 1;
    // A relative stands for half a month's wage; two fifths of 630 kept back count as lost.
    let begins = [
        (Applied(Call::Open), COAST, 0, 0),
        (GuarantorAccepted(Backer::Household), COAST, 0, cents(350.0)),
        (PremiumQuoted(Backer::Household), COAST, 0, 0),
    ];
    let mut told = [&begins[..], &departs(Call::Open, Backer::Household, None)].concat();
    told[4].3 = cents(350.0);
    let pays = [(Flow::TravelFunds, HOME, 90.0), (Flow::BondKin, COAST, 350.0)];
    life.month("2006-01", &told, &[&LEAVES[..], &pays].concat());
    life.reviews(false);
    let kept = [(Flow::Withheld, COAST, 105.0)];
    for (month, back) in ["2006-02", "2006-03"].iter().zip(&PAYS_BACK) {
        life.month(month, &[], &work(&[&back[..], &kept].concat()));
    }
    life.quiet_until("2006-06", &work(&kept));
    assert_eq!((life.contract().own, life.contract().guaranteed), (cents(525.0), cents(350.0)));
    life.earners = 2;
    // 115, 275.16 and four times 335; the last 105 are kept back in the month of the term.
    let home = [kept[0], (Flow::BroughtHome, HOME, 1038.1), (Flow::LaidBy, HOME, 692.06)];
    life.month("2006-07", &home_at_term(6, 1730.16), &work(&home));
    life.quiet_until("2006-08", &[]);
    let paid = [(Flow::BondRefunded, COAST, 630.0), (Flow::BondKinReleased, COAST, 350.0)];
    life.month("2006-09", &[(BondRefunded, COAST, 0, cents(630.0))], &paid);
    life.quiet_until("2006-12", &[]);
    assert_eq!(life.person().savings, cents(630.0));
    life.believes([BELIEVED[0], (2.5 / 4.5, 4.5), BELIEVED[2], (2.9 / 4.5, 4.5)], (0.9 / 10.0, 10.0), 0.81);
}
