//! The month of everybody away, where he is and by the right that he has: work found and lost, wage, living, interest,
//! debts paid, wages kept back, money sent home.

use super::given::{Step, place};
use super::purses::Books;
use circula::base::units::{cents, whole};
use circula::institution::bonding::Stake;
use circula::journal::ledger::Flow;
use circula::journal::{Place, Status};
use circula::world::Spell;

/// The month of everybody away.
pub fn month(books: &mut Books, s: &Step<'_>) {
    let spells = s.was().spells.iter().enumerate();
    for (i, spell) in spells.filter(|(_, spell)| spell.status != Status::Gone) {
        let person = spell.person as usize;
        let employed = works(s, spell);
        assert_eq!(s.is().spells[i].employed, employed, "{}: whether person {person} has work", s.say());
        let (at, k) = (place(usize::from(spell.corridor)), usize::from(spell.corridor));
        let wage = wage(s, spell, employed);
        let living = s.given.living(k, paid_as(spell, spell.status)).min(books.purse[person] + wage);
        books.ledger.post(Flow::Wage, at, wage);
        books.ledger.post(Flow::Living, at, living);
        books.purse[person] += wage - living;
        let left = pay_debt(books, s, spell, (wage - living).max(0));
        if spell.status == Status::Contract {
            keep_back(books, s, spell, wage, left);
        }
        if (u64::from(s.given.t.0) + (spell.id >> 24)).is_multiple_of(u64::from(s.rules().remittance.every_months)) {
            send(books, s, spell, employed);
        }
    }
}

/// Whether somebody has work after the month's changes: only who lives by a permit or papers of his own loses it.
fn works(s: &Step<'_>, spell: &Spell) -> bool {
    if !matches!(spell.status, Status::Permit | Status::Settled) {
        return spell.employed;
    }
    let labour = &s.given.corridor(usize::from(spell.corridor)).labour;
    let (idle, found) = (labour.unemployment_share, labour.job_finding);
    let lost = if idle >= 1.0 { 1.0 } else { (found * idle / (1.0 - idle)).min(1.0) };
    let draw = s.draw(spell.person as usize, "work/job", s.given.t.key(), 0);
    if spell.employed { draw >= lost } else { draw < found }
}

/// Who has settled on a permit is paid as before; who was regularised as the regularised are.
pub fn paid_as(spell: &Spell, status: Status) -> Status {
    if status == Status::Settled && spell.ended_as != Status::Irregular { Status::Permit } else { status }
}

/// The month's wage, cents.
fn wage(s: &Step<'_>, spell: &Spell, employed: bool) -> i64 {
    let k = usize::from(spell.corridor);
    match spell.status {
        Status::Contract => {
            let percent = s.was().contracts[spell.contract as usize].wage_percent;
            s.given.wage(k, Status::Contract) * i64::from(percent) / 100
        }
        Status::Free => s.given.expected(k).0,
        Status::Irregular => {
            let days = f64::from(spell.days_factor) * s.given.corridor(k).labour.irregular_days_month;
            cents(days * s.given.day_wage[k])
        }
        status => i64::from(employed) * s.given.wage(k, paid_as(spell, status)),
    }
}

/// Interest adds to a debt, and a part of the surplus pays it back; gives what is left of the surplus.
fn pay_debt(books: &mut Books, s: &Step<'_>, spell: &Spell, surplus: i64) -> i64 {
    let person = spell.person as usize;
    if books.debt[person] == 0 {
        return surplus;
    }
    let interest = cents(books.debt[person] as f64 * s.rules().home.loan_rate / 1200.0);
    books.ledger.post(Flow::Interest, Place::HOME, interest);
    books.debt[person] += interest;
    let paid = books.debt[person].min(whole(surplus as f64 * s.rules().home.repayment_share));
    books.ledger.post(Flow::Repayment, spell.place(), paid);
    books.debt[person] -= paid;
    books.purse[person] -= paid;
    surplus - paid
}

/// Deferred pay: a part of the wage, and no more than is left, goes into escrow; the employer adds to an exit fund.
fn keep_back(books: &mut Books, s: &Step<'_>, spell: &Spell, wage: i64, left: i64) {
    let person = spell.person as usize;
    let part = |of: fn(&Stake) -> f64| whole(wage as f64 * s.given.stake().as_ref().map_or(0.0, of));
    let (held, added) = (part(|stake| stake.withheld).min(left), part(|stake| stake.added));
    books.ledger.post(Flow::Withheld, spell.place(), held);
    books.ledger.post(Flow::ExitFund, spell.place(), added);
    books.purse[person] -= held;
    books.bonds[person][0] += held + added;
}

/// Who saves for nothing and is not under contract spends a part of his own for each month since the last time.
fn spend(books: &mut Books, s: &Step<'_>, spell: &Spell) {
    let person = spell.person as usize;
    if spell.target > 0 || spell.status == Status::Contract {
        return;
    }
    let mut left = 1.0;
    for _ in 0..s.rules().remittance.every_months {
        left *= 1.0 - s.rules().home.spent_abroad;
    }
    let own = (books.purse[person] - books.debt[person]).max(0);
    let spent = (own as f64 * (1.0 - left)).round() as i64;
    books.ledger.post(Flow::SpentAbroad, spell.place(), spent);
    books.purse[person] -= spent;
}

/// Sends home a part of what the months since the last time have left; the channel takes its fee, and the family
/// consumes its part.
fn send(books: &mut Books, s: &Step<'_>, spell: &Spell, employed: bool) {
    let (person, k) = (spell.person as usize, usize::from(spell.corridor));
    let r = &s.rules().remittance;
    let months = s.given.t.since(spell.since).clamp(1, r.every_months as i32);
    let labour = &s.given.corridor(k).labour;
    let month = match spell.status {
        Status::Free => s.given.expected(k).1,
        Status::Irregular => {
            let days = f64::from(spell.days_factor) * labour.irregular_days_month;
            cents(days * s.given.day_wage[k] - labour.living_irregular_eur_month)
        }
        status => {
            let paid = paid_as(spell, status);
            i64::from(employed) * (s.given.wage(k, paid) - s.given.living(k, paid))
        }
    };
    spend(books, s, spell);
    let part = r.propensity * (1.0 + r.insurance * s.missing(s.household(person)));
    let sent = whole((month * i64::from(months)) as f64 * part).clamp(0, books.purse[person]);
    if sent == 0 {
        return;
    }
    let gap = r.bank_fee - r.informal_fee - r.usual_gap;
    let odds = r.informal_share / (1.0 - r.informal_share) * libm::exp(100.0 * r.fee_response * gap);
    let share = if r.fee_response > 0.0 { odds / (1.0 + odds) } else { r.informal_share };
    let out_of_reach = !s.in_town(person) && s.draw(person, "work/channel", 0, 1) >= r.bank_reach_rural;
    let informal = out_of_reach || s.draw(person, "work/channel", 0, 0) < share;
    let received = whole(sent as f64 * (1.0 - if informal { r.informal_fee } else { r.bank_fee }));
    let consumed = whole(received as f64 * r.consumed);
    let household = s.household(person);
    books.touch(household);
    books.purse[person] -= sent;
    books.wealth[household] += received - consumed;
    books.ledger.post(Flow::RemittanceSent, spell.place(), sent);
    if !informal {
        books.ledger.post(Flow::SentByBank, spell.place(), sent);
        books.ledger.post(Flow::PaidByBank, spell.place(), received);
    }
    books.ledger.post(Flow::RemittanceReceived, spell.place(), received);
    books.ledger.post(Flow::RemittanceConsumed, spell.place(), consumed);
}
