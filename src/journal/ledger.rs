//! Double entry. Money moves only along declared flows, each from one account to another; amounts are added up by flow
//! and destination, never stored one by one.
//!
//! That every flow debits and credits the same sum is an identity. The checks that can fail compare balances with what
//! is stored elsewhere: households' wealth, persons' savings and debts, bonds held (see `engine::audit`).

use super::words::Place;
use serde::{Deserialize, Serialize};

macro_rules! parties {
    ($($name:ident $title:literal, $doc:literal;)*) => {
        /// Who gets and who pays: everybody to whom an account belongs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Party { $(#[doc = $doc] $name,)* }
        /// Every party with its name as a reader sees it, and who it is.
        pub const PARTIES: &[(Party, &str, &str)] = &[$((Party::$name, $title, $doc)),*];
    };
}

parties! {
    Migrants "migrants", "Those away: money at hand, less what they owe.";
    Households "households at home", "Wealth, help among neighbours, house, mill, business and gifts.";
    Home "home economy", "What households work for and buy of at home.";
    Lenders "lenders", "Those who lend to migrants.";
    Employers "employers at the destinations", "Those who pay wages at the destinations.";
    HostMarkets "markets at the destinations", "What migrants live on abroad.";
    Carriers "carriers", "Lawful journeys.";
    Smugglers "smugglers", "Passages without papers.";
    TransferFirms "transfer firms", "Fees of what is sent home.";
    Escrow "bonds and wages in escrow", "What is posted or kept back, until it is given back or lost.";
    Guarantors "guarantors", "Those who answer for workers.";
    HostStates "host states", "Fees and forfeited bonds, less removals, interceptions and records of exits.";
    OriginState "origin state and its agency", "Applicants, placements and courses.";
    Services "providers of services", "Papers, courses, placements, tracing, removals.";
    Lost "nobody: lost", "What the removed leave behind.";
    Before "the time before the run", "Wealth, savings and debts at the start of a run.";
}

macro_rules! accounts {
    ($($name:ident of $party:ident, $doc:literal;)*) => {
        /// Who holds or owes money.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Account { $(#[doc = $doc] $name,)* }
        /// Every account with its name, the party to whom it belongs, and its meaning.
        pub const ACCOUNTS: &[(Account, &str, Party, &str)] =
            &[$((Account::$name, stringify!($name), Party::$party, $doc)),*];

        impl Account {
            /// To whom it belongs.
            #[must_use]
            pub const fn party(self) -> Party {
                match self { $(Self::$name => Party::$party),* }
            }
        }
    };
}

accounts! {
    Outside of Before, "What was there before the run.";
    HomeSector of Home, "Whoever pays for work at home.";
    HomeMarket of Home, "Whatever is consumed at home.";
    HouseholdWealth of Households, "Wealth of households that can be sold within a month.";
    Relief of Households, "Neighbours who help.";
    Savings of Migrants, "Money at hand of those away.";
    Debts of Migrants, "What persons owe.";
    Lenders of Lenders, "Interest, less what is written off.";
    Employers of Employers, "Those who pay wages abroad.";
    HostMarket of HostMarkets, "Whatever is consumed abroad.";
    Carriers of Carriers, "Lawful journeys.";
    Smugglers of Smugglers, "Passages without papers.";
    Transfers of TransferFirms, "What is sent home and has not arrived: the fees.";
    Banks of TransferFirms, "The same where banks send it.";
    Escrow of Escrow, "Bonds and wages kept back.";
    Guarantors of Guarantors, "Those who answer for workers.";
    HostState of HostStates, "States of the destinations.";
    OriginState of OriginState, "The state of origin and its agency.";
    Services of Services, "Papers, courses, placements, tracing, removals.";
    Assets of Households, "Assets of households at their cost.";
    Lost of Lost, "What the removed leave behind.";
}

macro_rules! flows {
    ($($name:ident: $from:ident => $to:ident, $doc:literal;)*) => {
        /// A purpose of payment, from one account to another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Flow { $(#[doc = $doc] $name,)* }
        /// Every flow with its name, accounts and meaning.
        pub const FLOWS: &[(Flow, &str, Account, Account, &str)] = &[$((Flow::$name, stringify!($name), Account::$from,
            Account::$to, $doc)),*];
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
    SpentAbroad: Savings => HostMarket, "What those abroad spend of their savings beyond living.";
    RemittanceSent: Savings => Transfers, "Remittances sent.";
    SentByBank: Transfers => Banks, "What of remittances sent goes through banks.";
    PaidByBank: Banks => Transfers, "What of remittances received banks pay out.";
    RemittanceReceived: Transfers => HouseholdWealth, "Remittances received, after fees.";
    RemittanceConsumed: HouseholdWealth => HomeMarket, "Remittances consumed.";
    Fare: Savings => Carriers, "Lawful journeys.";
    EmployerFare: Employers => Carriers, "Journeys that employers pay.";
    Passage: Savings => Smugglers, "Passages without papers.";
    VisaFee: Savings => HostState, "Fees of visas, permits and borders.";
    Application: HouseholdWealth => Services, "Papers and journeys of applicants.";
    BondOwn: Savings => Escrow, "Bonds posted from the worker's and his household's own money.";
    BondBorrowed: Savings => Escrow, "Bonds posted by workers from money borrowed.";
    BondGuarantor: Guarantors => Escrow, "Bonds posted by the funds of villages, associations and firms.";
    BondKin: HouseholdWealth => Escrow, "Bonds posted by other households.";
    Withheld: Savings => Escrow, "Wages kept back.";
    ExitFund: Employers => Escrow, "What employers pay beside the wage into funds for workers who leave.";
    BondRefunded: Escrow => Savings, "Own bonds and wages given back.";
    BondReleased: Escrow => Guarantors, "Bonds of funds given back.";
    BondKinReleased: Escrow => HouseholdWealth, "Bonds of other households given back.";
    BondForfeited: Escrow => HostState, "Own bonds and wages lost by those who did not come home.";
    BondCalled: Escrow => HostState, "Guarantors' bonds lost.";
    EmployerBond: Employers => HostState, "Employers' bonds lost with workers who did not come home.";
    BondUnpaid: Escrow => OriginState, "What was due and was not given back.";
    Recovery: HouseholdWealth => Guarantors, "What guarantors get back from families.";
    RecoveryKin: Guarantors => HouseholdWealth, "What of it goes to households that stood surety.";
    Premium: Savings => Guarantors, "Premiums.";
    Tracing: Guarantors => Services, "Tracing of those who did not come home, by funds.";
    TracingKin: HouseholdWealth => Services, "Tracing by other households that stood surety.";
    ApplicantCost: OriginState => Services, "Reception and screening of applicants.";
    PlacementCost: OriginState => Services, "Files, visas and follow-up of workers.";
    TrainingCost: OriginState => Services, "Courses before departure.";
    RemovalCost: HostState => Services, "Removals.";
    InterceptionCost: HostState => Services, "Interceptions.";
    ExitCost: HostState => Services, "Recording of exits.";
    RemovalLoss: Savings => Lost, "What the removed lose.";
    BroughtHome: Savings => HouseholdWealth, "Savings brought home that become the household's wealth.";
    LaidBy: Savings => Assets, "Savings brought home and laid by in things that neither earn nor fail.";
    Livestock: Savings => Assets, "Savings brought home spent on livestock.";
    House: Savings => Assets, "Savings brought home spent on houses to let.";
    Mill: Savings => Assets, "Savings brought home spent on mills.";
    Business: Savings => Assets, "Savings brought home spent on businesses.";
    Feast: Savings => HomeMarket, "Savings brought home and consumed.";
    Gifts: Savings => Relief, "Savings brought home and given to others.";
    AssetIncome: HomeSector => HouseholdWealth, "What assets bring their owners.";
    JobIncome: HomeSector => HouseholdWealth, "What a job with an owner of assets, or a placement, adds.";
    AssetLivedOn: HouseholdWealth => HomeMarket, "Consumption from both.";
    Subsidy: OriginState => Assets, "Subsidies to projects of returners.";
    Placing: OriginState => Services, "Placements in jobs at home.";
    Irrigation: OriginState => Assets, "Irrigated plots of villages.";
    Transfer: OriginState => HouseholdWealth, "Public transfers to households with members away.";
    AssetSold: Assets => HouseholdWealth, "What is got back of assets that failed.";
    AssetLost: Assets => Lost, "What is not.";
    Estate: Savings => HouseholdWealth, "Savings of the dead.";
}

impl Party {
    /// What it gets less what it pays, of flows that have these sums; between its own accounts nothing counts.
    #[must_use]
    pub fn net(self, paid: impl Fn(Flow) -> i64) -> i64 {
        let sign = |from: Account, to: Account| i64::from(to.party() == self) - i64::from(from.party() == self);
        FLOWS.iter().map(|&(flow, _, from, to, _)| sign(from, to) * paid(flow)).sum()
    }
}

/// Flows of which what somebody brings home is made up.
pub const BROUGHT_HOME: [Flow; 8] = [
    Flow::BroughtHome,
    Flow::LaidBy,
    Flow::Livestock,
    Flow::House,
    Flow::Mill,
    Flow::Business,
    Flow::Feast,
    Flow::Gifts,
];

/// Flows of what the state of origin spends at home on projects, placements, irrigation and transfers.
pub const PUBLIC_AT_HOME: [Flow; 4] = [Flow::Subsidy, Flow::Placing, Flow::Irrigation, Flow::Transfer];

/// Number of flows.
pub const FLOW_COUNT: usize = FLOWS.len();

/// Places that a scenario may have: home and the destinations, by [`Place::row`].
pub const PLACES: usize = 32;

/// Sums of one district or of the whole world: cents by place and flow. A place has a row from its first payment on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(into = "Vec<(String, u8, i64)>", try_from = "Vec<(String, u8, i64)>")]
pub struct Ledger {
    rows: Vec<[i64; FLOW_COUNT]>,
}

/// Written down by name: what is not there has no sum, so that a flow more leaves the digests of worlds as they are.
impl From<Ledger> for Vec<(String, u8, i64)> {
    fn from(ledger: Ledger) -> Self {
        let named = |(flow, place): (usize, usize)| (FLOWS[flow].1.to_owned(), place as u8, ledger.rows[place][flow]);
        let cells = (0..FLOW_COUNT).flat_map(|flow| (0..ledger.rows.len()).map(move |place| (flow, place)));
        cells.map(named).filter(|(_, _, sum)| *sum != 0).collect()
    }
}

impl TryFrom<Vec<(String, u8, i64)>> for Ledger {
    type Error = String;

    fn try_from(named: Vec<(String, u8, i64)>) -> Result<Self, String> {
        let mut ledger = Self::default();
        for (name, row, sum) in named {
            let flow = FLOWS.iter().find(|f| f.1 == name).filter(|_| usize::from(row) < PLACES);
            let flow = flow.ok_or_else(|| format!("the ledger has no flow `{name}` at place {row}"))?;
            ledger.row(usize::from(row))[flow.0 as usize] = sum;
        }
        Ok(ledger)
    }
}

/// A row without payments is as good as none.
impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        let at = |ledger: &Self, place: usize| ledger.rows.get(place).copied().unwrap_or([0; FLOW_COUNT]);
        (0..self.rows.len().max(other.rows.len())).all(|place| at(self, place) == at(other, place))
    }
}

impl Eq for Ledger {}

impl Ledger {
    #[inline]
    fn row(&mut self, place: usize) -> &mut [i64; FLOW_COUNT] {
        if place >= self.rows.len() {
            self.rows.resize(place + 1, [0; FLOW_COUNT]);
        }
        &mut self.rows[place]
    }

    /// Posts an amount in cents along a flow.
    #[inline]
    pub fn post(&mut self, flow: Flow, place: Place, cents: i64) {
        self.row(place.row())[flow as usize] += cents;
    }

    /// Sum of a flow at a place, cents.
    #[must_use]
    pub fn at(&self, flow: Flow, place: Place) -> i64 {
        self.rows.get(place.row()).map_or(0, |row| row[flow as usize])
    }

    /// Sum of a flow over all places, cents.
    #[must_use]
    pub fn total(&self, flow: Flow) -> i64 {
        self.rows.iter().map(|row| row[flow as usize]).sum()
    }

    /// Adds another ledger's sums.
    pub fn add(&mut self, other: &Self) {
        for (place, more) in other.rows.iter().enumerate() {
            self.row(place).iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
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

    /// Bytes that its rows take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows.len() * ROW_BYTES
    }
}

/// Bytes of the row of a place.
pub const ROW_BYTES: usize = size_of::<[i64; FLOW_COUNT]>();

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
    fn a_ledger_is_written_down_by_the_names_of_flows_and_read_back() {
        let mut ledger = Ledger::default();
        ledger.post(Flow::Wage, Place::destination(2), -7);
        ledger.post(Flow::Estate, Place::HOME, 9);
        let written = Vec::from(ledger.clone());
        assert_eq!(written, [("Wage".to_owned(), 3, -7), ("Estate".to_owned(), 0, 9)]);
        assert_eq!(Ledger::try_from(written), Ok(ledger.clone()));
        ledger.post(Flow::Fare, Place::destination(9), 0);
        assert_eq!(Ledger::try_from(Vec::from(ledger.clone())), Ok(ledger), "a row of nothing");
        for (name, row) in [("Wages", 3), ("Wage", PLACES as u8)] {
            assert!(Ledger::try_from(vec![(name.to_owned(), row, 1)]).is_err(), "{name} {row}");
        }
    }

    #[test]
    fn what_one_party_gets_of_a_flow_another_pays() {
        for &(flow, name, from, to, _) in FLOWS {
            let nets = PARTIES.iter().map(|party| party.0.net(|f| if f == flow { 100 } else { 0 }));
            let nets: Vec<i64> = nets.filter(|net| *net != 0).collect();
            let wanted = if from.party() == to.party() { 0 } else { 2 };
            assert_eq!((nets.len(), nets.iter().sum::<i64>()), (wanted, 0), "{name}");
        }
        let wage = |flow| if flow == Flow::Wage { 100 } else { 0 };
        assert_eq!((Party::Migrants.net(wage), Party::Employers.net(wage), Party::Carriers.net(wage)), (100, -100, 0));
    }

    #[test]
    fn every_account_belongs_to_a_party_and_every_party_has_one() {
        for (i, (account, _, party, _)) in ACCOUNTS.iter().enumerate() {
            assert!(*account as usize == i && account.party() == *party);
            assert!(
                FLOWS.iter().any(|flow| [flow.2, flow.3].contains(account)),
                "no money flows to or from {account:?}"
            );
        }
        for (i, (party, title, _)) in PARTIES.iter().enumerate() {
            assert_eq!(*party as usize, i);
            assert!(ACCOUNTS.iter().any(|account| account.2 == *party), "{title} has no account");
        }
    }

    #[test]
    fn the_table_of_flows_is_in_the_order_of_their_numbers() {
        for (i, (flow, ..)) in FLOWS.iter().enumerate() {
            assert_eq!(*flow as usize, i);
        }
    }
}
