//! What happens at home: channels of remittances, assets, projects, jobs, the agency's clients.

use super::Measure;
use super::counts::{events, full_scale_year, per_household_month, ratio, stock_months};
use crate::base::units::eur;
use crate::journal::Status;
use crate::journal::event::Kind;
use crate::journal::ledger::{Flow, PUBLIC_AT_HOME};
use crate::observe::tally::Tally;

/// EUR spent along some flows of money per person-month.
fn per_month(months: i64, t: &Tally, flows: &[Flow]) -> Option<f64> {
    let spent = flows.iter().map(|&flow| t.paid(flow, |_| true)).sum::<i64>();
    (months > 0 && spent > 0).then(|| eur(spent) / months as f64)
}

fn per_job_month(t: &Tally) -> Option<f64> {
    per_month(t.job_months[1], t, &[Flow::Subsidy, Flow::Placing])
}

fn per_contract_month(t: &Tally) -> Option<f64> {
    let under_contract = stock_months(t, 0..t.months, |s| s == Status::Contract);
    per_month(under_contract, t, &[Flow::ApplicantCost, Flow::PlacementCost, Flow::TrainingCost])
}

measures! {
    /// What happens at home.
    HOME:

    sent_by_bank {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Part of the money sent home that goes through banks.",
        of: |t| ratio(t.paid(Flow::SentByBank, |_| true), t.paid(Flow::RemittanceSent, |_| true)),
    }
    transfer_cost {
        unit: "share",
        decimals: 4,
        headline: false,
        definition: "Part of the money sent home that carriers and banks keep.",
        of: |t| {
            let sent = t.paid(Flow::RemittanceSent, |_| true);
            ratio(sent - t.paid(Flow::RemittanceReceived, |_| true), sent)
        },
    }
    asset_income {
        unit: "EUR a month and household",
        decimals: 3,
        headline: false,
        definition: "What assets bought, subsidised or irrigated in the run bring, all households of the sample.",
        of: |t| per_household_month(t, Flow::AssetIncome),
    }
    assets_failed {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Assets that failed per asset bought.",
        of: |t| ratio(events(t, Kind::AssetFailed), events(t, Kind::AssetBought)),
    }
    job_income {
        unit: "EUR a month and household",
        decimals: 4,
        headline: false,
        definition: "What jobs with owners of assets and placements add to incomes, all households of the sample.",
        of: |t| per_household_month(t, Flow::JobIncome),
    }
    jobs_made {
        unit: "jobs a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Jobs that assets of others give when they are bought.",
        of: |t| full_scale_year(t, events(t, Kind::Hired)),
    }
    projects_founded {
        unit: "projects a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Projects of returners founded with a subsidy.",
        of: |t| full_scale_year(t, events(t, Kind::ProjectFounded)),
    }
    projects_in_trade {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Projects founded in commerce and transport, of all founded.",
        of: |t| ratio(events(t, Kind::TradeFounded), events(t, Kind::ProjectFounded)),
    }
    projects_alive_12 {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Projects alive twelve months after they were founded, of those that can be followed so long.",
        of: |t| {
            let followed = t.projects.iter().take(t.months.saturating_sub(12));
            let (founded, failed) = followed.fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
            ratio(founded - failed, founded)
        },
    }
    job_months {
        unit: "person-months a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Work at home in jobs that assets and projects give and in which clients have been placed.",
        of: |t| full_scale_year(t, t.job_months.iter().sum()),
    }
    placed {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Clients of the agency placed in jobs at home.",
        of: |t| full_scale_year(t, events(t, Kind::Placed)),
    }
    clients_served {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Clients placed, of those who came to the agency.",
        of: |t| ratio(events(t, Kind::Placed), events(t, Kind::ClientCame)),
    }
    villages_irrigated {
        unit: "villages a year, full scale",
        decimals: 2,
        headline: false,
        definition: "Villages irrigated out of public money.",
        of: |t| full_scale_year(t, events(t, Kind::VillageIrrigated)),
    }
    public_money_at_home {
        unit: "EUR a month and household",
        decimals: 3,
        headline: false,
        definition: "What the origin state spends on projects, placements, irrigation and transfers at home.",
        of: |t| PUBLIC_AT_HOME.iter().map(|&flow| per_household_month(t, flow)).sum(),
    }
    public_cost_per_job_month {
        unit: "EUR a person-month",
        decimals: 1,
        headline: false,
        definition: "Public cost of projects and placements per month of work at home in the jobs that they give.",
        of: |t| per_job_month(t),
    }
    public_cost_per_contract_month {
        unit: "EUR a person-month",
        decimals: 1,
        headline: false,
        definition: "What the origin state spends on applicants, workers and courses per month of work abroad under \
            contract.",
        of: |t| per_contract_month(t),
    }
    work_at_home_against_abroad {
        unit: "ratio",
        decimals: 2,
        headline: false,
        definition: "Public cost of a month of work abroad under contract over that of one at home: a placement at \
            home may cost so many times what it does before a contract gives more work for the money.",
        of: |t| Some(per_contract_month(t)? / per_job_month(t)?),
    }
}
