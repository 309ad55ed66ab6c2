//! The clerk's books of one district, and the few things that can be done with a purse. All sums are cents.

use super::given::{AtHome, Given, Step};
use super::{purse, wealth};
use circula::base::units::{cents, eur};
use circula::journal::Place;
use circula::journal::ledger::{Flow, Ledger};
use circula::world::World;
use circula::world::person::{Life, NONE};

/// Purses, debts and bonds by person, wealth and people at home by household, and what was paid for what.
#[derive(Clone, Default)]
pub struct Books {
    /// What a person holds, wherever he is.
    pub purse: Vec<i64>,
    /// What he owes.
    pub debt: Vec<i64>,
    /// What is held in bonds for him: his own, a guarantor's.
    pub bonds: Vec<[i64; 2]>,
    /// What a household holds.
    pub wealth: Vec<i64>,
    /// Adults of it at home.
    pub earners: Vec<i64>,
    /// Adults of it wherever they are.
    pub members: Vec<i64>,
    /// What its assets and jobs bring in a month.
    pub brings: Vec<i64>,
    /// Whether it was looked at this month.
    pub touched: Vec<bool>,
    /// Who has arrived somewhere while the mechanism acts: household and destination.
    pub arrived: Vec<(usize, usize)>,
    /// Sums by flow and place.
    pub ledger: Ledger,
}

impl Books {
    /// As a world has them.
    pub fn taken_over(world: &World, at: usize, given: &Given<'_>) -> Self {
        let d = &world.districts[at];
        let mut books = Self {
            purse: (0..d.persons.len()).map(|p| purse(world, at, p, given)).collect(),
            bonds: vec![[0; 2]; d.persons.len()],
            wealth: (0..d.households.len()).map(|h| wealth(world, at, h)).collect(),
            earners: vec![0; d.households.len()],
            members: d.households.iter().map(|h| i64::from(h.earners) + i64::from(h.away)).collect(),
            brings: vec![0; d.households.len()],
            touched: vec![false; d.households.len()],
            ledger: d.ledger.clone(),
            ..Self::default()
        };
        for p in &d.persons {
            let away = d.spells.get(p.spell as usize).filter(|_| p.spell != NONE);
            books.debt.push(i64::from(away.map_or(p.debt, |s| s.debt)));
            books.earners[usize::from(p.household)] += i64::from(p.life == Life::Active && p.spell == NONE);
        }
        for a in &d.assets {
            books.brings[usize::from(a.household)] += i64::from(a.income);
            books.brings[usize::from(a.workers)] += i64::from(a.wages);
        }
        for c in &d.contracts {
            let of = &mut books.bonds[c.person as usize];
            *of = [of[0] + i64::from(c.own), of[1] + i64::from(c.guaranteed)];
        }
        books
    }

    /// Those at home of a household, and what its assets bring them.
    pub fn at_home(&self, household: usize) -> AtHome {
        AtHome { earners: self.earners[household], members: self.members[household], brings: self.brings[household] }
    }

    /// Room for those who came of age.
    pub fn grow(&mut self, s: &Step<'_>) {
        let n = s.is().persons.len();
        self.purse.resize(n, 0);
        self.debt.resize(n, 0);
        self.bonds.resize(n, [0; 2]);
    }

    /// Somebody looks at a household: what the lean season has taken beyond its wealth neighbours have given.
    pub fn touch(&mut self, household: usize) {
        if std::mem::replace(&mut self.touched[household], true) {
            return;
        }
        let below = (-self.wealth[household]).max(0);
        self.ledger.post(Flow::Relief, Place::HOME, below);
        self.wealth[household] += below;
    }

    /// A household's wealth is read: then somebody has looked at it.
    pub fn wealth_of(&self, s: &Step<'_>, household: usize) -> i64 {
        assert!(self.touched[household], "{}: household {household} is read and not up to date", s.say());
        self.wealth[household]
    }

    /// The part of a household's wealth that one member may use.
    fn usable(&self, s: &Step<'_>, household: usize) -> i64 {
        cents(s.rules().home.usable_share * eur(self.wealth_of(s, household).max(0)))
    }

    /// Puts a sum together before a journey: own savings, then what the family may give, then a loan up to `credit`;
    /// nothing moves where that is not enough. Gives what was borrowed.
    pub fn raise(&mut self, s: &Step<'_>, person: usize, sum: i64, credit: i64) -> Option<i64> {
        let household = s.household(person);
        let missing = (sum - self.purse[person]).max(0);
        let own = missing.min(self.usable(s, household));
        let loan = missing - own;
        if loan > credit {
            return None;
        }
        self.ledger.post(Flow::TravelFunds, Place::HOME, own);
        self.ledger.post(Flow::Loan, Place::HOME, loan);
        self.wealth[household] -= own;
        self.purse[person] += missing;
        self.debt[person] += loan;
        Some(loan)
    }

    /// Pays from a purse what is in it at most.
    pub fn pay(&mut self, person: usize, place: Place, flow: Flow, sum: i64) -> i64 {
        let paid = sum.min(self.purse[person]).max(0);
        self.ledger.post(flow, place, paid);
        self.purse[person] -= paid;
        paid
    }

    /// A debtor at home pays back what he has, then the family what it may give.
    pub fn pay_back(&mut self, s: &Step<'_>, person: usize) {
        if self.debt[person] == 0 {
            return;
        }
        let own = self.debt[person].min(self.purse[person]);
        let household = s.household(person);
        let family = (self.debt[person] - own).min(self.usable(s, household));
        self.ledger.post(Flow::TravelFunds, Place::HOME, family);
        self.ledger.post(Flow::Repayment, Place::HOME, own + family);
        self.wealth[household] -= family;
        self.purse[person] -= own;
        self.debt[person] -= own + family;
    }

    /// What the dead leave goes to the family; what they owe is written off.
    pub fn estate(&mut self, s: &Step<'_>, person: usize) {
        let household = s.household(person);
        self.wealth_of(s, household);
        let (left, owed) = (std::mem::take(&mut self.purse[person]), std::mem::take(&mut self.debt[person]));
        self.ledger.post(Flow::Estate, Place::HOME, left);
        self.ledger.post(Flow::Default, Place::HOME, owed);
        self.wealth[household] += left;
    }
}
