//! What every flow of money means: who pays whom, and by what law. Most sums are told by events and prices alone; for
//! the others the clerk works out everybody's purse.

use super::given::Given;
use circula::base::draws::{Purpose, label_hash};
use circula::base::units::cents;
use circula::institution::corridor::{Corridor, Irregular, Lawful};
use circula::institution::guaranty::Surety;
use circula::institution::preparation::Preparation;
use circula::institution::programme::Programme;
use circula::institution::reintegration::Placement;
use circula::journal::event::{Event, What};
use circula::journal::ledger::{Account, Flow};
use circula::journal::{Backer, Place, Status, Way};
use circula::world::World;

/// A month as a whole.
pub struct Look<'a> {
    /// Rules and prices.
    pub given: &'a Given<'a>,
    /// The world at its beginning.
    pub start: &'a World,
    /// The world when everything has happened and nobody is swept away.
    pub end: &'a World,
    /// What happened.
    pub events: Vec<Event>,
}

impl Look<'_> {
    /// Events at a place.
    pub fn n(&self, place: Place, which: impl Fn(What) -> bool) -> i64 {
        self.events.iter().filter(|e| e.place == place && which(e.what)).count() as i64
    }

    /// Their values.
    pub fn told(&self, place: Place, which: impl Fn(What) -> bool) -> i64 {
        self.events.iter().filter(|e| e.place == place && which(e.what)).map(|e| i64::from(e.value)).sum()
    }

    /// Times a price at a destination.
    pub fn at(&self, place: Place, price: impl Fn(&Corridor) -> f64, n: i64) -> i64 {
        place.position().map_or(0, |k| cents(price(self.given.corridor(k))) * n)
    }

    /// Times a price of a programme.
    pub fn under(&self, place: Place, price: impl Fn(&Programme) -> f64, n: i64) -> i64 {
        let programme = place.position().and_then(|k| self.given.corridor(k).agreement.programme());
        programme.map_or(0, |p| cents(price(p)) * n)
    }

    /// Places taken with an employer who leaves its part of the journey to the worker, as drawn for each.
    pub fn unpaid(&self, place: Place) -> i64 {
        let districts = self.start.districts.iter().zip(&self.end.districts);
        let new = districts.flat_map(|(was, is)| is.contracts.iter().skip(was.contracts.len()));
        let draw = |c: &&circula::world::Contract| {
            let draws = self.end.key.of(u64::from(c.corridor) | 1 << 62);
            let purpose = Purpose(label_hash("firm/journey"));
            draws.unit(purpose, u32::from(c.employer.generation), u32::from(c.employer.row))
        };
        let share = self.given.rules.employers.transport_unpaid;
        new.filter(|c| c.place() == place).filter(|c| draw(c) < share).count() as i64
    }

    /// Sum over contracts before and after the month.
    fn contracts(&self, place: Place, of: impl Fn(&circula::world::Contract) -> i32) -> i64 {
        let held = |w: &World| -> i64 {
            let all = w.districts.iter().flat_map(|d| &d.contracts).filter(|c| c.place() == place);
            all.map(|c| i64::from(of(c))).sum()
        };
        held(self.end) - held(self.start)
    }
}

/// A place under contract is taken.
pub fn taken(what: What) -> bool {
    matches!(what, What::PlaceTaken(_))
}

fn selected(what: What) -> bool {
    matches!(what, What::Selected(_))
}

/// Somebody leaves for where no permit is needed.
pub fn freely(what: What) -> bool {
    matches!(what, What::Departed(Way::FreeMovement | Way::Capital))
}

/// Every try of the route ends in one of three ways.
pub fn tried(what: What) -> bool {
    matches!(what, What::Arrived(Way::Irregular) | What::DiedRoute | What::Intercepted)
}

fn called(what: What) -> bool {
    matches!(what, What::GuarantorCalled(_))
}

/// How a flow is told.
pub enum Law {
    /// By events and prices alone, at every place.
    Events(fn(&Look<'_>, Place) -> i64),
    /// By events and what everybody's purse holds, so that the clerk must work it out person by person; why.
    Purse(&'static str),
    /// Once, when the world is built: what it says of everybody must add up to it.
    Opening(fn(&World) -> i64),
}
use Account as A;
use Law::{Events, Opening, Purse};

/// Who pays whom, and by what law. Whoever adds a flow says here what it means.
pub const LAWS: &[(Flow, A, A, Law)] = &[
    (
        Flow::OpeningWealth,
        A::Outside,
        A::HouseholdWealth,
        Opening(|w| w.districts.iter().flat_map(|d| &d.households).map(|h| i64::from(h.wealth)).sum()),
    ),
    (
        Flow::OpeningSavings,
        A::Outside,
        A::Savings,
        Opening(|w| {
            let home = w.districts.iter().flat_map(|d| &d.persons).map(|p| i64::from(p.savings)).sum::<i64>();
            home + w.districts.iter().flat_map(|d| &d.spells).map(|s| i64::from(s.savings)).sum::<i64>()
        }),
    ),
    (
        Flow::OpeningDebt,
        A::Debts,
        A::Outside,
        Opening(|w| {
            let home = w.districts.iter().flat_map(|d| &d.persons).map(|p| i64::from(p.debt)).sum::<i64>();
            home + w.districts.iter().flat_map(|d| &d.spells).map(|s| i64::from(s.debt)).sum::<i64>()
        }),
    ),
    (Flow::HomeIncome, A::HomeSector, A::HouseholdWealth, Purse("no event tells of a month of work at home")),
    (Flow::HomeConsumption, A::HouseholdWealth, A::HomeMarket, Purse("no event tells of a month of life at home")),
    (Flow::Relief, A::Relief, A::HouseholdWealth, Purse("neighbours give what a household lacks")),
    (Flow::TravelFunds, A::HouseholdWealth, A::Savings, Purse("a family gives what a member lacks, as far as it may")),
    (Flow::Loan, A::Debts, A::Savings, Purse("lenders at home give what the family lacks")),
    (Flow::Interest, A::Debts, A::Lenders, Purse("a share of what everybody away owes")),
    (Flow::Repayment, A::Savings, A::Debts, Purse("a share of what everybody away has left, and all that one brings")),
    (Flow::Default, A::Lenders, A::Debts, Purse("what the dead owe is told by no event")),
    (Flow::Wage, A::Employers, A::Savings, Purse("no event tells of a month of work away")),
    (Flow::Living, A::Savings, A::HostMarket, Purse("nobody lives on more than he holds")),
    (Flow::SpentAbroad, A::Savings, A::HostMarket, Purse("a part of what everybody has saved")),
    (Flow::RemittanceSent, A::Savings, A::Transfers, Purse("no event tells of money sent")),
    (Flow::SentByBank, A::Transfers, A::Banks, Purse("no event tells of money sent")),
    (Flow::PaidByBank, A::Banks, A::Transfers, Purse("what is left of it after the fee")),
    (Flow::RemittanceReceived, A::Transfers, A::HouseholdWealth, Purse("fees are those of everybody's own channel")),
    (Flow::RemittanceConsumed, A::HouseholdWealth, A::HomeMarket, Purse("rounded sum by sum")),
    (Flow::Fare, A::Savings, A::Carriers, Purse("who comes home with less than the fare pays what he has")),
    (
        Flow::EmployerFare,
        A::Employers,
        A::Carriers,
        Events(|m, k| m.under(k, |p| p.employer_cost_eur, m.n(k, taken) - m.unpaid(k))),
    ),
    (
        Flow::EmployerBond,
        A::Employers,
        A::HostState,
        // Who comes to the end of a contract, or leaves before it, and stays on.
        Events(|m, k| cents(m.given.rules.employers.bond_eur) * m.n(k, |w| w == What::Lapsed(Status::Contract))),
    ),
    (
        Flow::Passage,
        A::Savings,
        A::Smugglers,
        Events(|m, k| {
            let price = |c: &Corridor| match &c.irregular {
                Irregular::Route(route) => route.passage_eur,
                Irregular::None(_) => 0.0,
            };
            m.at(k, price, m.n(k, tried))
        }),
    ),
    (
        Flow::VisaFee,
        A::Savings,
        A::HostState,
        Events(|m, k| {
            let (asked, crossed) = (m.n(k, |w| w == What::VisaAsked), m.n(k, freely));
            let fee = |c: &Corridor| match &c.lawful {
                Lawful::Visa(visa) => visa.fee_eur,
                Lawful::Free(free) => free.fee_eur,
                Lawful::Closed(_) => 0.0,
            };
            m.at(k, fee, asked + crossed)
        }),
    ),
    (
        Flow::Application,
        A::HouseholdWealth,
        A::Services,
        Events(|m, at| {
            let applied = |w| matches!(w, What::Applied(_));
            let of =
                |k| m.under(Place::destination(k), |p| p.application_cost_eur, m.n(Place::destination(k), applied));
            if at == Place::HOME { (0..m.end.corridors.len()).map(of).sum() } else { 0 }
        }),
    ),
    (Flow::BondOwn, A::Savings, A::Escrow, Purse("no event tells what of an own bond is borrowed")),
    (Flow::BondBorrowed, A::Savings, A::Escrow, Purse("no event tells what of an own bond is borrowed")),
    (Flow::BondGuarantor, A::Guarantors, A::Escrow, Events(|m, k| m.told(k, |w| posted(w, false)))),
    (Flow::BondKin, A::HouseholdWealth, A::Escrow, Events(|m, k| m.told(k, |w| posted(w, true)))),
    (Flow::Withheld, A::Savings, A::Escrow, Purse("no more of the wage is kept back than is left")),
    (Flow::ExitFund, A::Employers, A::Escrow, Purse("what employers add follows every single wage")),
    (Flow::BondRefunded, A::Escrow, A::Savings, Events(|m, k| m.told(k, |w| w == What::BondRefunded))),
    (
        Flow::BondReleased,
        A::Escrow,
        A::Guarantors,
        Events(|m, k| {
            // Nobody tells of it: what guarantors have posted and is neither held any more nor lost.
            let held = m.contracts(k, |c| if c.backer == Backer::Household { 0 } else { c.guaranteed });
            m.told(k, |w| posted(w, false)) - m.told(k, |w| called(w) && !of_household(w)) - held
        }),
    ),
    (
        Flow::BondKinReleased,
        A::Escrow,
        A::HouseholdWealth,
        Events(|m, k| {
            let held = m.contracts(k, |c| if c.backer == Backer::Household { c.guaranteed } else { 0 });
            m.told(k, |w| posted(w, true)) - m.told(k, |w| called(w) && of_household(w)) - held
        }),
    ),
    (Flow::BondForfeited, A::Escrow, A::HostState, Events(|m, k| m.told(k, |w| w == What::BondForfeited))),
    (Flow::BondCalled, A::Escrow, A::HostState, Events(|m, k| m.told(k, called))),
    (Flow::BondUnpaid, A::Escrow, A::OriginState, Events(|m, k| m.told(k, |w| w == What::BondUnpaid))),
    (
        Flow::Recovery,
        A::HouseholdWealth,
        A::Guarantors,
        Events(|m, k| m.told(k, |w| matches!(w, What::GuarantorSettled(_)))),
    ),
    (
        Flow::RecoveryKin,
        A::Guarantors,
        A::HouseholdWealth,
        Events(|m, k| m.told(k, |w| matches!(w, What::GuarantorSettled(_)) && of_household(w))),
    ),
    (Flow::Premium, A::Savings, A::Guarantors, Purse("who withdraws pays none")),
    (
        Flow::Tracing,
        A::Guarantors,
        A::Services,
        Events(|m, k| {
            let asked = m.given.rules.guarantor.asked();
            let of =
                |s: &Surety| cents(s.tracing * s.tracing_cost_eur) * m.n(k, |w| w == What::GuarantorCalled(s.backer));
            asked.iter().filter(|s| s.backer != Backer::Household).map(of).sum()
        }),
    ),
    (Flow::TracingKin, A::HouseholdWealth, A::Services, Purse("a household traces with what it has")),
    (
        Flow::ApplicantCost,
        A::OriginState,
        A::Services,
        Events(|m, k| cents(m.given.rules.agency.applicant_cost_eur) * m.n(k, |w| matches!(w, What::Applied(_)))),
    ),
    (
        Flow::PlacementCost,
        A::OriginState,
        A::Services,
        Events(|m, k| cents(m.given.rules.agency.placement_cost_eur) * m.n(k, selected)),
    ),
    (
        Flow::TrainingCost,
        A::OriginState,
        A::Services,
        Events(|m, k| match &m.given.rules.preparation {
            Preparation::Training(training) => cents(training.cost_eur) * m.n(k, taken),
            Preparation::None(_) => 0,
        }),
    ),
    (
        Flow::RemovalCost,
        A::HostState,
        A::Services,
        Events(|m, k| cents(m.given.rules.agency.removal_cost_eur) * m.n(k, |w| matches!(w, What::Removed(_)))),
    ),
    (
        Flow::InterceptionCost,
        A::HostState,
        A::Services,
        Events(|m, k| cents(m.given.rules.agency.interception_cost_eur) * m.n(k, |w| w == What::Intercepted)),
    ),
    (
        Flow::ExitCost,
        A::HostState,
        A::Services,
        Events(|m, k| cents(m.given.rules.agency.exit_record_cost_eur) * m.n(k, taken)),
    ),
    (Flow::RemovalLoss, A::Savings, A::Lost, Purse("who holds less than the loss loses what he holds")),
    (Flow::BroughtHome, A::Savings, A::HouseholdWealth, Purse("a share of what is left when debts are paid")),
    (Flow::LaidBy, A::Savings, A::Assets, Purse("the other share of it")),
    (Flow::Livestock, A::Savings, A::Assets, Purse("what a returner has left buys one asset, by a draw of his own")),
    (Flow::House, A::Savings, A::Assets, Purse("as for livestock")),
    (Flow::Mill, A::Savings, A::Assets, Purse("as for livestock")),
    (Flow::Business, A::Savings, A::Assets, Purse("as for livestock")),
    (Flow::Feast, A::Savings, A::HomeMarket, Purse("a share of what is not kept")),
    (Flow::Gifts, A::Savings, A::Relief, Purse("another share of it, and what buys nothing")),
    (Flow::AssetIncome, A::HomeSector, A::HouseholdWealth, Purse("no event tells of what an asset brings")),
    (Flow::JobIncome, A::HomeSector, A::HouseholdWealth, Purse("as for what an asset brings")),
    (Flow::AssetLivedOn, A::HouseholdWealth, A::HomeMarket, Purse("the same again")),
    (Flow::Subsidy, A::OriginState, A::Assets, Purse("matched to what the returner has put in")),
    (
        Flow::Placing,
        A::OriginState,
        A::Services,
        Events(|m, k| match &m.given.rules.placement {
            Placement::Agency(placing) => cents(placing.cost_eur) * m.n(k, |w| w == What::Placed),
            Placement::None(_) => 0,
        }),
    ),
    (Flow::Irrigation, A::OriginState, A::Assets, Purse("a plot for every household of a village")),
    (Flow::Transfer, A::OriginState, A::HouseholdWealth, Purse("equal parts for those with members away")),
    (Flow::AssetSold, A::Assets, A::HouseholdWealth, Purse("a part of what it cost")),
    (Flow::AssetLost, A::Assets, A::Lost, Purse("the other part")),
    (Flow::Estate, A::Savings, A::HouseholdWealth, Purse("no event tells what the dead leave")),
];

/// Flows without a law, with the reason; one that has a law must not stand here.
pub const LAWLESS: &[(&str, &str)] = &[];

/// A guarantor's part of a bond is posted: a household's, or a fund's.
fn posted(what: What, household: bool) -> bool {
    matches!(what, What::BondPosted(backer) if backer != Backer::Nobody) && of_household(what) == household
}

/// Whether it is a household that answers.
fn of_household(what: What) -> bool {
    matches!(
        what,
        What::BondPosted(Backer::Household)
            | What::GuarantorCalled(Backer::Household)
            | What::GuarantorSettled(Backer::Household)
    )
}
