//! Measures by which policies are compared: who comes home, who stays, what it costs and brings.

use super::Measure;
use super::counts::{
    ALL, CONTRACT, LAWFUL, arrived, authorised, ends, events, events_abroad, events_overseas, full_scale_year, funded,
    home_in_time, home_within_three_years, home_within_year, irregular_months, months_overseas, overstay,
    per_household_month, per_thousand_years, places, public_cost, ratio, return_at_term, share_of_quintile, some,
    stock_months,
};
use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::{BROUGHT_HOME, Flow};
use crate::journal::{Call, Circle, Status, Way};
use crate::observe::tally::Tally;

measures! {
    /// Who comes home and who stays, by which way people come, what it costs and brings.
    COMPARISONS:

    home_within_12_overseas {
        unit: "share of arrivals",
        decimals: 3,
        headline: true,
        definition: "Arrivals overseas that are home again within 12 months, by own will or force; cohorts followed \
            for 12 months.",
        of: |t| home_within_year(t, Circle::Overseas, ALL),
    }
    home_within_36_overseas {
        unit: "share of arrivals",
        decimals: 3,
        headline: true,
        definition: "Arrivals overseas that are home again within 36 months; cohorts followed for 36 months.",
        of: |t| home_within_three_years(t),
    }
    home_within_12_region {
        unit: "share of arrivals",
        decimals: 3,
        headline: false,
        definition: "Arrivals at destinations of the region that are home again within 12 months.",
        of: |t| home_within_year(t, Circle::Regional, ALL),
    }
    return_per_authorised {
        unit: "share",
        decimals: 3,
        headline: true,
        definition: "Home by own will before the authorised end or at most a month after it, per stay authorised \
            overseas (contracts of the selected, visas and permits given); stays begun in the run, those home in \
            the month after the end whenever begun.",
        of: |t| ratio(home_in_time(t), authorised(t)),
    }
    return_per_arrived {
        unit: "share",
        decimals: 3,
        headline: true,
        definition: "The same per arrival overseas with an authorised stay.",
        of: |t| ratio(home_in_time(t), arrived(t, &[Way::Programme, Way::Visa])),
    }
    return_per_end {
        unit: "share",
        decimals: 3,
        headline: true,
        definition: "Home by own will at most a month after the authorised end, per authorised end overseas that falls \
            in the window; extended contracts are not ends.",
        of: |t| return_at_term(t, LAWFUL),
    }
    return_by_stock {
        unit: "share",
        decimals: 3,
        headline: true,
        definition: "One less the part without papers of all those overseas, in the mean month of the last year.",
        of: |t| {
            let last = t.months.saturating_sub(12)..t.months;
            let all = stock_months(t, last.clone(), |_| true);
            ratio(stock_months(t, last, |s| s != Status::Irregular), all)
        },
    }
    overstay_1_month {
        unit: "share of ends",
        decimals: 3,
        headline: true,
        definition: "Still there one month after the authorised end, overseas.",
        of: |t| overstay(t, 1, LAWFUL),
    }
    overstay_3_months {
        unit: "share of ends",
        decimals: 3,
        headline: true,
        definition: "Still there three months after the authorised end.",
        of: |t| overstay(t, 3, LAWFUL),
    }
    overstay_12_months {
        unit: "share of ends",
        decimals: 3,
        headline: true,
        definition: "Still there twelve months after the authorised end.",
        of: |t| overstay(t, 12, LAWFUL),
    }
    return_at_term_contracts {
        unit: "share of ends",
        decimals: 3,
        headline: false,
        definition: "Contracts that ended for good (not extended) whose worker is home by own will at most a month \
            later.",
        of: |t| return_at_term(t, CONTRACT),
    }
    overstay_12_contracts {
        unit: "share of ends",
        decimals: 3,
        headline: false,
        definition: "Still there twelve months after the end of a contract.",
        of: |t| overstay(t, 12, CONTRACT),
    }
    abscondings {
        unit: "per 100 workers under contract and year",
        decimals: 2,
        headline: true,
        definition: "Workers overseas who leave their contract before its end and stay without papers.",
        of: |t| {
            let worked = some(stock_months(t, 0..t.months, |s| s == Status::Contract))?;
            Some(events_overseas(t, Kind::Absconded) as f64 * 1200.0 / worked)
        },
    }
    failures_per_arrival {
        unit: "share of arrivals under contract",
        decimals: 3,
        headline: false,
        definition: "Abscondings, dismissals and stays of twelve months after the end, per arrival overseas under \
            contract; who absconds or is dismissed and stays a year counts twice.",
        of: |t| {
            let left = events_overseas(t, Kind::Absconded) + events_overseas(t, Kind::Dismissed);
            ratio(left + ends(t, 12, 12, CONTRACT).1, arrived(t, &[Way::Programme]))
        },
    }
    irregular_months {
        unit: "thousand person-months a year, full scale",
        decimals: 1,
        headline: true,
        definition: "Months lived overseas without papers.",
        of: |t| full_scale_year(t, irregular_months(t)).map(|months| months / 1e3),
    }
    irregular_share_overseas {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Part without papers of all those overseas, mean of all months.",
        of: |t| ratio(irregular_months(t), months_overseas(t)),
    }
    deaths_per_1000 {
        unit: "per 1,000 departures",
        decimals: 2,
        headline: true,
        definition: "Deaths on the way per 1,000 departures abroad by every way (contracts, visas, free movement, \
            route); natural deaths abroad are not counted.",
        of: |t| ratio(events(t, Kind::DiedRoute) * 1000, events_abroad(t, Kind::Departed)),
    }
    route_deaths_per_1000 {
        unit: "per 1,000 departures by the route",
        decimals: 1,
        headline: true,
        definition: "Deaths on the route without papers per 1,000 departures by it.",
        of: |t| ratio(events(t, Kind::DiedRoute) * 1000, events(t, Kind::RouteTried)),
    }
    home_income {
        unit: "EUR a month and household",
        decimals: 2,
        headline: true,
        definition: "Income of work at home, all households of the sample.",
        of: |t| per_household_month(t, Flow::HomeIncome),
    }
    remittances {
        unit: "EUR a month and household",
        decimals: 2,
        headline: true,
        definition: "Remittances received after fees, all households of the sample.",
        of: |t| per_household_month(t, Flow::RemittanceReceived),
    }
    brought_home {
        unit: "EUR a month and household",
        decimals: 2,
        headline: false,
        definition: "Savings brought home, all households of the sample.",
        of: |t| BROUGHT_HOME.iter().map(|&flow| per_household_month(t, flow)).sum(),
    }
    public_cost_per_return {
        unit: "EUR",
        decimals: 0,
        headline: true,
        definition: "Public cost (applicants, placements, courses, exits recorded, removals, interceptions) per return \
            from overseas by own will.",
        of: |t| {
            let home = some(events_overseas(t, Kind::Returned))?;
            Some(eur(public_cost(t)) / home)
        },
    }
    arrivals_overseas {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: true,
        definition: "Arrivals overseas by every way.",
        of: |t| full_scale_year(t, events_overseas(t, Kind::Arrived)),
    }
    arrivals_programme {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Arrivals overseas under contract.",
        of: |t| full_scale_year(t, arrived(t, &[Way::Programme])),
    }
    arrivals_visa {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Arrivals overseas with a visa or permit of their own.",
        of: |t| full_scale_year(t, arrived(t, &[Way::Visa])),
    }
    arrivals_irregular {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Arrivals overseas by the route.",
        of: |t| full_scale_year(t, arrived(t, &[Way::Irregular])),
    }
    departures_irregular {
        unit: "persons a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Departures by the route, whatever came of them.",
        of: |t| full_scale_year(t, events(t, Kind::RouteTried)),
    }
    interceptions {
        unit: "a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Passages intercepted.",
        of: |t| full_scale_year(t, events(t, Kind::Intercepted)),
    }
    removals {
        unit: "a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Removals from the interior overseas.",
        of: |t| full_scale_year(t, events_overseas(t, Kind::Removed)),
    }
    applicants_per_place {
        unit: "applications per place",
        decimals: 1,
        headline: false,
        definition: "Applications to programmes per place.",
        of: |t| ratio(events(t, Kind::Applied), places(t)),
    }
    vacancies_filled {
        unit: "share of places",
        decimals: 3,
        headline: false,
        definition: "Places of programmes that were filled.",
        of: |t| ratio(arrived(t, &[Way::Programme]), places(t)),
    }
    participants_poorest {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Workers under contract whose household is of the poorest fifth.",
        of: |t| share_of_quintile(t, Kind::PlaceTaken, 0),
    }
    participants_richest {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Workers under contract whose household is of the richest fifth.",
        of: |t| share_of_quintile(t, Kind::PlaceTaken, 4),
    }
    months_suspended {
        unit: "months",
        decimals: 1,
        headline: false,
        definition: "Months in which a programme was suspended.",
        of: |t| {
            some(events(t, Kind::Selected))?;
            Some(t.suspended.iter().filter(|&&programmes| programmes > 0).count() as f64)
        },
    }
    circuits {
        unit: "per 1,000 adults and year",
        decimals: 2,
        headline: false,
        definition: "Completed circuits abroad (departure and return), within the country left out.",
        of: |t| per_thousand_years(t, events_abroad(t, Kind::Returned) + events_abroad(t, Kind::Removed)),
    }
    seasons_repeat {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Workers under contract who were asked back by name, of all who left under contract.",
        of: |t| ratio(t.taken[Call::ByName as usize].iter().sum(), t.taken.as_flattened().iter().sum()),
    }
    named_again {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Workers whom their employer named, of those who came home in time where repeat entry is known.",
        of: |t| ratio(events(t, Kind::Named), events(t, Kind::Named) + events(t, Kind::NotNamed)),
    }
    same_employer {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Workers who left again for the employer who had named them, per worker named.",
        of: |t| ratio(events(t, Kind::SameEmployer), events(t, Kind::Named)),
    }
    bonds_lost {
        unit: "share of bonds",
        decimals: 3,
        headline: false,
        definition: "Bonds forfeited per bond posted.",
        of: |t| ratio(events(t, Kind::BondForfeited), events(t, Kind::BondPosted)),
    }
    bonds_own {
        unit: "share of sums at stake",
        decimals: 3,
        headline: false,
        definition: "What workers and their households post from their own money or have kept back from wages, of all \
            that is posted, kept back or added.",
        of: |t| funded(t, &[Flow::BondOwn, Flow::Withheld]),
    }
    bonds_borrowed {
        unit: "share of sums at stake",
        decimals: 3,
        headline: false,
        definition: "What workers post from loans, of the same.",
        of: |t| funded(t, &[Flow::BondBorrowed]),
    }
    bonds_guaranteed {
        unit: "share of sums at stake",
        decimals: 3,
        headline: false,
        definition: "What guarantors post, of the same.",
        of: |t| funded(t, &[Flow::BondGuarantor, Flow::BondKin]),
    }
    bonds_of_employers {
        unit: "share of sums at stake",
        decimals: 3,
        headline: false,
        definition: "What employers add, of the same.",
        of: |t| funded(t, &[Flow::ExitFund]),
    }
    guarantors_refuse {
        unit: "share of requests",
        decimals: 3,
        headline: false,
        definition: "Requests to guarantors that come to nothing: doubt, want of capacity, a premium that cannot be \
            paid.",
        of: |t| {
            let no = events(t, Kind::GuarantorRefused)
                + events(t, Kind::GuarantorExhausted)
                + events(t, Kind::PremiumNotPayable);
            ratio(no, no + events(t, Kind::GuarantorAccepted))
        },
    }
}
