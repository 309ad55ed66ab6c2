//! The tally that measures are worked out from by hand: its counts and sums. No two places, ways, rights of stay or
//! months have equal ones.

use crate::journal::event::Kind;
use crate::journal::ledger::Flow;
use crate::journal::{Cause, Status, Way};

/// Destinations: overseas, within the country, in the region, overseas.
pub(super) const NORTH: usize = 0;
pub(super) const CAPITAL: usize = 1;
pub(super) const REGION: usize = 2;
pub(super) const WEST: usize = 3;

pub(super) const MONTHS: usize = 40;

/// Events by kind at the north, in the capital, in the region, in the west.
pub(super) const EVENTS: &[(Kind, [i64; 4])] = &[
    (Kind::Selected, [40, 2, 3, 10]),
    (Kind::VisaAsked, [30, 1, 5, 12]),
    (Kind::VisaRefused, [13, 1, 2, 4]),
    (Kind::Absconded, [6, 0, 1, 3]),
    (Kind::Dismissed, [2, 0, 3, 5]),
    (Kind::DiedRoute, [5, 0, 0, 2]),
    (Kind::Departed, [400, 1_000, 250, 100]),
    (Kind::RouteTried, [160, 0, 0, 40]),
    (Kind::Returned, [70, 500, 300, 35]),
    (Kind::Removed, [15, 0, 2, 7]),
    (Kind::RemovedTransit, [5, 0, 0, 1]),
    (Kind::Intercepted, [33, 0, 0, 11]),
    (Kind::Named, [11, 0, 0, 5]),
    (Kind::NotNamed, [4, 0, 0, 2]),
    (Kind::SameEmployer, [5, 0, 0, 2]),
    (Kind::Applied, [500, 0, 0, 130]),
    (Kind::BondPosted, [30, 0, 0, 17]),
    (Kind::BondForfeited, [3, 0, 0, 2]),
    (Kind::GuarantorRefused, [8, 0, 0, 1]),
    (Kind::GuarantorExhausted, [4, 0, 0, 2]),
    (Kind::GuarantorAccepted, [20, 0, 0, 9]),
    (Kind::PremiumNotPayable, [3, 0, 0, 4]),
    (Kind::Arrived, [210, 900, 220, 95]),
    (Kind::MovedOn, [4, 0, 0, 9]),
    (Kind::Visited, [51, 90, 21, 14]),
    (Kind::HomeFromSpell, [88, 480, 310, 41]),
    (Kind::AssetBought, [41, 0, 19, 0]),
    (Kind::AssetFailed, [27, 0, 2, 0]),
    (Kind::Hired, [44, 0, 0, 1]),
    (Kind::ProjectFounded, [24, 0, 0, 3]),
    (Kind::TradeFounded, [17, 0, 0, 0]),
    (Kind::ClientCame, [81, 0, 0, 2]),
    (Kind::VillageIrrigated, [8, 0, 0, 0]),
    (Kind::Placed, [36, 0, 1, 0]),
];

/// Those away at the end of a month by destination: contract, permit, free, irregular, settled. In the last year the
/// north has 22 without papers.
pub(super) const STOCK: [[i64; 5]; 4] = [[3, 5, 7, 11, 2], [0, 0, 100, 0, 0], [0, 0, 200, 9, 0], [1, 4, 6, 13, 8]];

/// Month, way, destination; arrived, home within 12 months, within 36, home.
pub(super) const COHORTS: &[(usize, Way, usize, [i64; 4])] = &[
    // The last month that is followed for 36 months.
    (3, Way::Programme, NORTH, [20, 9, 15, 16]),
    (3, Way::Visa, WEST, [10, 2, 5, 6]),
    (3, Way::FreeMovement, NORTH, [4, 1, 2, 3]),
    (3, Way::Irregular, NORTH, [30, 6, 12, 20]),
    (3, Way::FreeMovement, REGION, [50, 40, 45, 48]),
    (3, Way::Capital, CAPITAL, [100, 50, 70, 80]),
    (4, Way::Programme, WEST, [7, 4, 4, 4]),
    (4, Way::Irregular, WEST, [5, 1, 2, 3]),
    // The last month that is followed for 12 months.
    (27, Way::Visa, NORTH, [8, 3, 3, 3]),
    (27, Way::Irregular, WEST, [9, 2, 2, 2]),
    (27, Way::FreeMovement, REGION, [13, 6, 6, 6]),
    (28, Way::Programme, NORTH, [11, 7, 7, 7]),
    (28, Way::Irregular, NORTH, [6, 5, 5, 5]),
    (28, Way::FreeMovement, REGION, [17, 16, 16, 16]),
    (39, Way::Visa, WEST, [3, 0, 0, 0]),
    (39, Way::Programme, NORTH, [2, 1, 1, 1]),
    (39, Way::Irregular, NORTH, [1, 0, 0, 0]),
];

/// Months after the end, cause, how many.
pub(super) type Exits = &'static [(usize, Cause, i64)];

/// Month of the end, right of stay, ends, exits.
pub(super) const ENDED: &[(usize, Status, i64, Exits)] = &[
    // Still there after 1 month 7, after 3 months 5, after 12 months 4, at the end 3.
    (
        5,
        Status::Contract,
        20,
        &[
            (0, Cause::Return, 8),
            (0, Cause::Extension, 2),
            (1, Cause::Return, 3),
            (2, Cause::Return, 1),
            (3, Cause::Removal, 1),
            (12, Cause::Death, 1),
            (13, Cause::Return, 1),
        ],
    ),
    // After 1 month 9, after 3 months 7, after 12 months 5.
    (
        5,
        Status::Permit,
        12,
        &[
            (0, Cause::Return, 2),
            (1, Cause::Return, 1),
            (3, Cause::Regularisation, 2),
            (4, Cause::Return, 1),
            (11, Cause::Onward, 1),
            (13, Cause::Removal, 1),
        ],
    ),
    // The last month that is followed for 12 months: after 1 and 3 months 5, after 12 months and at the end 4.
    (27, Status::Contract, 6, &[(0, Cause::Return, 1), (12, Cause::Return, 1)]),
    // After 1 and 3 months and at the end 5 and 3.
    (28, Status::Contract, 9, &[(1, Cause::Return, 4)]),
    (28, Status::Permit, 3, &[]),
    // The last month that is followed for 3 months: after 1 month 7, after 3 months 5.
    (36, Status::Permit, 7, &[(3, Cause::Return, 2)]),
    // After 1 month and at the end 3.
    (37, Status::Contract, 4, &[(0, Cause::Extension, 1)]),
    // The last month that is followed for 1 month: after it 3.
    (38, Status::Permit, 5, &[(1, Cause::Return, 2)]),
    // At the end 3.
    (39, Status::Contract, 10, &[(0, Cause::Return, 6), (0, Cause::Extension, 1)]),
];

/// Values by kind: sum and number by quintile, the poorest first.
pub(super) const VALUES: &[(Kind, [(i64, i64); 5])] = &[
    (Kind::NotSelected, [(-20_000, 2), (0, 0), (-30_000, 3), (0, 0), (0, 0)]),
    (Kind::Ineligible, [(-10_000, 1), (0, 0), (0, 0), (0, 0), (-5_000, 1)]),
    (Kind::VisaRefused, [(-40_000, 2), (-60_000, 2), (0, 0), (0, 0), (0, 0)]),
    (Kind::Intercepted, [(-130_000, 1), (0, 0), (0, 0), (-200_000, 4), (0, 0)]),
    (Kind::PlaceTaken, [(1, 2), (2, 6), (1, 5), (2, 3), (4, 11)]),
    (Kind::RouteTried, [(10, 50), (8, 40), (12, 60), (0, 0), (20, 50)]),
];

/// EUR by flow at home, at the north, in the region.
pub(super) const MONEY: &[(Flow, [i64; 3])] = &[
    (Flow::HomeIncome, [40_000, 0, 0]),
    (Flow::RemittanceSent, [0, 6_500, 4_100]),
    (Flow::SentByBank, [0, 2_000, 640]),
    (Flow::RemittanceReceived, [0, 6_000, 4_000]),
    (Flow::BroughtHome, [2_400, 0, 0]),
    (Flow::LaidBy, [1_600, 0, 0]),
    (Flow::AssetIncome, [3_280, 0, 0]),
    (Flow::JobIncome, [464, 0, 0]),
    (Flow::Subsidy, [700, 0, 0]),
    (Flow::Placing, [300, 0, 0]),
    (Flow::Irrigation, [250, 0, 0]),
    (Flow::Transfer, [150, 0, 0]),
    (Flow::ApplicantCost, [1_000, 0, 0]),
    (Flow::PlacementCost, [0, 200, 0]),
    (Flow::TrainingCost, [0, 30, 0]),
    (Flow::RemovalCost, [0, 3_000, 1_000]),
    (Flow::InterceptionCost, [0, 500, 0]),
    (Flow::ExitCost, [0, 60, 0]),
    (Flow::Loan, [48_400, 10_000, 0]),
    (Flow::BondOwn, [0, 8_000, 0]),
    (Flow::BondBorrowed, [0, 1_000, 500]),
    (Flow::BondGuarantor, [0, 4_000, 0]),
    (Flow::BondKin, [0, 0, 2_000]),
    (Flow::Withheld, [0, 3_000, 0]),
    (Flow::ExitFund, [0, 2_500, 0]),
];
