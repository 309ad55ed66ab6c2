//! Double entry. Money moves only along declared flows, each from one account to another; amounts are added up by flow
//! and destination, never stored one by one.
//!
//! That every flow debits and credits the same sum is an identity. The checks that can fail compare balances with what
//! is stored elsewhere: households' wealth, persons' savings and debts, bonds held (see `engine::audit`).

use super::words::Place;
use serde::{Deserialize, Serialize};

/// Who holds or owes money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words say it")]
pub enum Account {
    Outside,
    HomeSector,
    HomeMarket,
    HouseholdWealth,
    Relief,
    Savings,
    Debts,
    Lenders,
    Employers,
    HostMarket,
    Carriers,
    Smugglers,
    Transfers,
    Escrow,
    Guarantors,
    HostState,
    OriginState,
    Services,
    Investment,
    Lost,
}

/// Number of accounts.
pub const ACCOUNTS: usize = 20;

macro_rules! flows {
    ($($name:ident: $from:ident => $to:ident, $doc:literal;)*) => {
        /// A purpose of payment, from one account to another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Flow { $(#[doc = $doc] $name,)* }
        /// Every flow with its name, accounts and meaning.
        pub const FLOWS: &[(Flow, &str, Account, Account, &str)] = &[$((Flow::$name, stringify!($name), Account::$from, Account::$to, $doc)),*];
    };
}

flows! {
    OpeningWealth: Outside => HouseholdWealth, "Wealth of households at the start.";
    OpeningSavings: Outside => Savings, "Savings of persons at the start.";
    OpeningDebt: Debts => Outside, "Debts of persons at the start.";
    HomeIncome: HomeSector => HouseholdWealth, "Income of work at home.";
    HomeConsumption: HouseholdWealth => HomeMarket, "Consumption from income of work at home.";
    Relief: Relief => HouseholdWealth, "Help of neighbours that keeps a household's wealth from falling below zero.";
    TravelFunds: HouseholdWealth => Savings, "What a household gives a member who leaves.";
    Loan: Debts => Savings, "A loan taken.";
    Interest: Debts => Lenders, "Interest that adds to a debt.";
    Repayment: Savings => Debts, "A debt paid back.";
    Default: Lenders => Debts, "A debt written off.";
    Wage: Employers => Savings, "Wages abroad.";
    Living: Savings => HostMarket, "Living abroad.";
    RemittanceSent: Savings => Transfers, "Remittances sent.";
    RemittanceReceived: Transfers => HouseholdWealth, "Remittances received, after fees.";
    RemittanceConsumed: HouseholdWealth => HomeMarket, "Remittances consumed.";
    Fare: Savings => Carriers, "Lawful journeys.";
    EmployerFare: Employers => Carriers, "Journeys that employers pay.";
    Passage: Savings => Smugglers, "Passages without papers.";
    VisaFee: Savings => HostState, "Fees of visas, permits and borders.";
    Application: HouseholdWealth => Services, "Papers and journeys of applicants.";
    BondOwn: Savings => Escrow, "Bonds posted from the worker's own money.";
    BondGuarantor: Guarantors => Escrow, "Bonds posted by guarantors.";
    Withheld: Savings => Escrow, "Wages kept back.";
    BondRefunded: Escrow => Savings, "Own bonds and wages given back.";
    BondReleased: Escrow => Guarantors, "Guarantors' bonds given back.";
    BondForfeited: Escrow => HostState, "Own bonds and wages lost by those who did not come home.";
    BondCalled: Escrow => HostState, "Guarantors' bonds lost.";
    BondUnpaid: Escrow => OriginState, "What was due and was not given back.";
    Recovery: HouseholdWealth => Guarantors, "What guarantors get back from families.";
    Premium: Savings => Guarantors, "Premiums.";
    Tracing: Guarantors => Services, "Tracing of those who did not come home.";
    ApplicantCost: OriginState => Services, "Reception and screening of applicants.";
    PlacementCost: OriginState => Services, "Files, visas and follow-up of workers.";
    TrainingCost: OriginState => Services, "Courses before departure.";
    RemovalCost: HostState => Services, "Removals.";
    InterceptionCost: HostState => Services, "Interceptions.";
    ExitCost: HostState => Services, "Recording of exits.";
    RemovalLoss: Savings => Lost, "What the removed lose.";
    BroughtHome: Savings => HouseholdWealth, "Savings brought home that become the household's wealth.";
    Invested: Savings => Investment, "Savings brought home that go into house, mill, business and gifts.";
    Estate: Savings => HouseholdWealth, "Savings of the dead.";
}

/// Number of flows.
pub const FLOW_COUNT: usize = FLOWS.len();

/// Places that the ledger tells apart: home and the destinations, by [`Place::row`].
pub const PLACES: usize = 16;

/// Sums of one district or of the whole world: cents by flow and place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    sums: Vec<i64>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { sums: vec![0; FLOW_COUNT * PLACES] }
    }
}

impl Ledger {
    /// Posts an amount in cents along a flow.
    #[inline]
    pub fn post(&mut self, flow: Flow, place: Place, cents: i64) {
        self.sums[flow as usize * PLACES + place.row()] += cents;
    }

    /// Sum of a flow at a place, cents.
    #[must_use]
    pub fn at(&self, flow: Flow, place: Place) -> i64 {
        self.sums[flow as usize * PLACES + place.row()]
    }

    /// Sum of a flow over all places, cents.
    #[must_use]
    pub fn total(&self, flow: Flow) -> i64 {
        self.sums[flow as usize * PLACES..(flow as usize + 1) * PLACES].iter().sum()
    }

    /// Adds another ledger's sums.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }

    /// Balance of an account: what flowed in less what flowed out, cents.
    #[must_use]
    pub fn balance(&self, account: Account) -> i64 {
        FLOWS
            .iter()
            .map(|&(flow, _, from, to, _)| (i64::from(to == account) - i64::from(from == account)) * self.total(flow))
            .sum()
    }

    /// The raw sums, for digests.
    #[must_use]
    pub fn sums(&self) -> &[i64] {
        &self.sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balances_are_what_came_in_less_what_went_out() {
        let mut ledger = Ledger::default();
        ledger.post(Flow::Wage, Place::destination(0), 1000);
        ledger.post(Flow::Living, Place::destination(0), 300);
        ledger.post(Flow::RemittanceSent, Place::destination(1), 100);
        assert_eq!(ledger.balance(Account::Savings), 600);
        assert_eq!(ledger.total(Flow::Wage), 1000);
        let mut twice = ledger.clone();
        twice.add(&ledger);
        assert_eq!(twice.balance(Account::Transfers), 200);
    }

    #[test]
    fn the_table_of_flows_is_in_the_order_of_their_numbers() {
        for (i, (flow, ..)) in FLOWS.iter().enumerate() {
            assert_eq!(*flow as usize, i);
        }
    }
}
