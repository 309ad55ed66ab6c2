//! The books: every account that is also stored elsewhere must agree to the cent. A difference is a bug and stops the
//! run with month and account.

use crate::base::units::Month;
use crate::journal::ledger::Account;
use crate::world::contract::NO_SURETY;
use crate::world::person::{Life, NONE};
use crate::world::{District, World};

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// An account does not agree with what is stored.
    #[error("{month}: {account:?} stands at {ledger} cents in the ledger and at {stored} cents in the world")]
    Money {
        /// Month.
        month: Month,
        /// Account.
        account: Account,
        /// Balance of the ledger, cents.
        ledger: i64,
        /// Sum stored in the world, cents.
        stored: i64,
    },
    /// Somebody is in two places or in none.
    #[error("{month}: person {person} of district {district} and spell {spell} do not point at each other")]
    Person {
        /// Month.
        month: Month,
        /// District.
        district: usize,
        /// Person, by position.
        person: u32,
        /// Spell, by position.
        spell: u32,
    },
    /// Those away are not as many as counted.
    #[error("{month}: those away from district {district} are not as many as counted by destination and status")]
    Stock {
        /// Month.
        month: Month,
        /// District.
        district: usize,
    },
    /// What assets bring does not add up.
    #[error(
        "{month}: assets of district {district} bring {stored} cents, {of_households} by household, {booked} on \
        the books"
    )]
    AssetIncome {
        /// Month.
        month: Month,
        /// District.
        district: usize,
        /// On the books of the district, cents.
        booked: i64,
        /// Sum over households, cents.
        of_households: i64,
        /// Sum over assets, cents.
        stored: i64,
    },
    /// Earners of a line of the home economy do not add up.
    #[error("{month}: {counted} earners of line {line} in district {district}, {stored} on the books")]
    Earners {
        /// Month.
        month: Month,
        /// District.
        district: usize,
        /// Line of the home economy.
        line: usize,
        /// Sum over households.
        counted: i64,
        /// On the books.
        stored: i64,
    },
}

/// Checks every account and every person; visits everybody.
///
/// # Errors
/// The first violation found.
pub fn full(world: &World) -> Result<(), Violation> {
    let (mut wealth, mut assets, mut savings, mut debts, mut escrow) = (0_i64, 0_i64, 0_i64, 0_i64, 0_i64);
    let mut guarantors = won_by_funds(world);
    for (at, d) in world.districts.iter().enumerate() {
        let mut earners = vec![0_i64; d.earners.len()];
        for h in &d.households {
            wealth += i64::from(h.wealth) + i64::from(h.earners) * world.book.saved(h.line, h.seen, world.now);
            assets += i64::from(h.assets);
            earners[usize::from(h.line)] += i64::from(h.earners);
        }
        incomes(world.now, at, d)?;
        for (line, (&counted, &stored)) in earners.iter().zip(&d.earners).enumerate() {
            if counted != stored {
                return Err(Violation::Earners { month: world.now, district: at, line, counted, stored });
            }
        }
        for (i, p) in d.persons.iter().enumerate() {
            savings += i64::from(p.savings);
            debts += i64::from(p.debt);
            let spell = d.spells.get(p.spell as usize);
            let fits = if p.spell == NONE {
                true
            } else {
                p.life == Life::Active && spell.is_some_and(|s| s.person as usize == i)
            };
            if !fits {
                return Err(Violation::Person { month: world.now, district: at, person: i as u32, spell: p.spell });
            }
        }
        let mut stock = vec![0_i64; d.stock.len()];
        for s in &d.spells {
            stock[usize::from(s.corridor) * crate::journal::Status::COUNT + s.status as usize] += 1;
        }
        if stock != d.stock {
            return Err(Violation::Stock { month: world.now, district: at });
        }
        for (i, s) in d.spells.iter().enumerate() {
            savings += i64::from(s.savings) + world.book.saved_away(s.corridor, s.paid_to, world.now, 0);
            debts += i64::from(s.debt);
            if d.persons[s.person as usize].spell as usize != i {
                return Err(Violation::Person { month: world.now, district: at, person: s.person, spell: i as u32 });
            }
        }
        escrow += d.contracts.iter().map(|c| i64::from(c.own) + i64::from(c.guaranteed)).sum::<i64>();
        let of_funds = d.contracts.iter().filter(|c| c.surety == NO_SURETY);
        guarantors -= of_funds.map(|c| i64::from(c.guaranteed)).sum::<i64>();
    }
    let ledger = world.ledger();
    for (account, stored) in [
        (Account::HouseholdWealth, wealth),
        (Account::Assets, assets),
        (Account::Savings, savings),
        (Account::Debts, -debts),
        (Account::Escrow, escrow),
        (Account::Guarantors, guarantors),
    ] {
        let balance = ledger.balance(account);
        if balance != stored {
            return Err(Violation::Money { month: world.now, account, ledger: balance, stored });
        }
    }
    Ok(())
}

/// What assets bring, by themselves, by household and by district.
fn incomes(month: Month, district: usize, d: &District) -> Result<(), Violation> {
    let booked = d.asset_income + d.job_income;
    let of_households = d.households.iter().map(|h| i64::from(h.asset_income)).sum::<i64>();
    let stored = d.assets.iter().map(|a| i64::from(a.income) + i64::from(a.wages)).sum::<i64>();
    if booked == stored && of_households == stored {
        return Ok(());
    }
    Err(Violation::AssetIncome { month, district, booked, of_households, stored })
}

/// What the funds of guarantors have won and lost, cents.
fn won_by_funds(world: &World) -> i64 {
    let villages = world.districts.iter().flat_map(|d| &d.villages).map(|v| v.fund).sum::<i64>();
    villages + world.markets.iter().flat_map(|m| &m.programme.funds).map(|fund| fund.balance).sum::<i64>()
}

/// The cheap part of the check: only those away and their contracts. Savings of people at home are checked by [`full`]
/// once a year and at the end.
///
/// # Errors
/// The first violation found.
pub fn quick(world: &World) -> Result<(), Violation> {
    let escrow: i64 =
        world.districts.iter().flat_map(|d| &d.contracts).map(|c| i64::from(c.own) + i64::from(c.guaranteed)).sum();
    let balance = world.ledger().balance(Account::Escrow);
    if balance != escrow {
        return Err(Violation::Money { month: world.now, account: Account::Escrow, ledger: balance, stored: escrow });
    }
    Ok(())
}
