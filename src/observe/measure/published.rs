//! Measures that stand beside published figures: contracts of a pilot, what people do after a journey, who has been
//! away.

use super::Measure;
use super::counts::{
    CONTRACT, after, contract_exits, contracts_open, events, events_overseas, full_scale_year, home_within_year,
    mean_stay, months_overseas, overstay, per_thousand_years, places, ratio, some, stock_months, taken,
};
use crate::base::units::eur;
use crate::journal::event::Kind;
use crate::journal::ledger::Flow;
use crate::journal::{Call, Cause, Circle, Place, Status, Way};
use crate::observe::tally::Tally;

measures! {
    /// Contracts of a pilot, what people do after a journey, who has been away.
    PUBLISHED:

    overstay_1_contracts {
        unit: "share of ends",
        decimals: 3,
        headline: false,
        definition: "Still there one month after the end of a contract.",
        of: |t| overstay(t, 1, CONTRACT),
    }
    overstay_3_contracts {
        unit: "share of ends",
        decimals: 3,
        headline: false,
        definition: "Still there three months after the end of a contract.",
        of: |t| overstay(t, 3, CONTRACT),
    }
    home_within_12_contracts {
        unit: "share of arrivals",
        decimals: 3,
        headline: false,
        definition: "Home again, by own will or force, within 12 months of an arrival overseas under contract.",
        of: |t| home_within_year(t, Circle::Overseas, &[Way::Programme]),
    }
    home_within_12_permits {
        unit: "share of arrivals",
        decimals: 3,
        headline: false,
        definition: "Home again, by own will or force, within 12 months of an arrival overseas with a visa or permit \
            of one's own.",
        of: |t| home_within_year(t, Circle::Overseas, &[Way::Visa]),
    }
    overstay_12_permits {
        unit: "share of ends",
        decimals: 3,
        headline: false,
        definition: "Still there twelve months after the end of a permit of one's own.",
        of: |t| overstay(t, 12, &[Status::Permit]),
    }
    home_within_12_irregular {
        unit: "share of arrivals",
        decimals: 3,
        headline: false,
        definition: "Home again, by own will or removed, within 12 months of an arrival overseas by the route.",
        of: |t| home_within_year(t, Circle::Overseas, &[Way::Irregular]),
    }
    contracts_taken {
        unit: "persons of the sample",
        decimals: 1,
        headline: false,
        definition: "Workers who left under contract.",
        of: |t| taken(t),
    }
    contracts_taken_women {
        unit: "persons of the sample",
        decimals: 1,
        headline: false,
        definition: "Women among them.",
        of: |t| {
            taken(t)?;
            Some(t.taken.iter().map(|called| called[1]).sum::<i64>() as f64)
        },
    }
    contracts_home {
        unit: "persons of the sample",
        decimals: 1,
        headline: false,
        definition: "Workers home by own will from a contract that had ended.",
        of: |t| contract_exits(t, Cause::Return),
    }
    contracts_extended {
        unit: "persons of the sample",
        decimals: 1,
        headline: false,
        definition: "Workers whose contract was lengthened.",
        of: |t| contract_exits(t, Cause::Extension),
    }
    contracts_missing {
        unit: "persons of the sample",
        decimals: 1,
        headline: false,
        definition: "Workers who absconded or stayed on after the end and are still there when the run ends.",
        of: |t| contracts_open(t),
    }
    places_year {
        unit: "places a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Places of programmes after what trust and demand leave of the quota.",
        of: |t| {
            some(places(t))?;
            full_scale_year(t, places(t))
        },
    }
    savings_per_place {
        unit: "EUR",
        decimals: 0,
        headline: false,
        definition: "Savings brought home from spells that began under contract, per place taken.",
        of: |t| Some(eur(t.brought[Way::Programme as usize]) / taken(t)?),
    }
    savings_per_worker {
        unit: "EUR",
        decimals: 0,
        headline: false,
        definition: "The same per worker: places taken by those asked back by name are not counted again.",
        of: |t| {
            let workers = some(t.taken[Call::Open as usize].iter().sum())?;
            Some(eur(t.brought[Way::Programme as usize]) / workers)
        },
    }
    again_after_force {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Removed or turned back, and set out overseas again within 24 months.",
        of: |t| after(t, 24, |journeys| (journeys.forced_again_24, journeys.forced)),
    }
    again_after_return {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Journeys abroad, turned back ones included, after which the person set out abroad again within 36 \
            months.",
        of: |t| after(t, 36, |journeys| (journeys.again_36, journeys.ended)),
    }
    route_after_refusal {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Part of the departures by the route made by persons whose visa or application had been refused \
            since their last departure.",
        of: |t| {
            let tries = t.values[Kind::RouteTried as usize].iter();
            let (refused, all) = tries.fold((0, 0), |sum, tried| (sum.0 + tried.0, sum.1 + tried.1));
            ratio(refused, all)
        },
    }
    both_statuses {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Part with months abroad or in the capital in lawful status too among those who ever were overseas \
            without papers.",
        of: |t| ratio(t.survey.iter().map(|s| s.both).sum(), t.survey.iter().map(|s| s.irregular).sum()),
    }
    moves_onward {
        unit: "per 100 persons overseas and year",
        decimals: 2,
        headline: false,
        definition: "Moves to another overseas destination.",
        of: |t| {
            let there = some(months_overseas(t))?;
            Some(events(t, Kind::MovedOn) as f64 * 1200.0 / there)
        },
    }
    visits_lawful {
        unit: "per person and year",
        decimals: 2,
        headline: false,
        definition: "Visits home of those overseas with papers and without contract.",
        of: |t| {
            let there = some(stock_months(t, 0..t.months, |s| s != Status::Irregular && s != Status::Contract))?;
            Some(events_overseas(t, Kind::Visited) as f64 * 12.0 / there)
        },
    }
    removals_transit {
        unit: "a year, full scale",
        decimals: 0,
        headline: false,
        definition: "Removals to a transit country.",
        of: |t| full_scale_year(t, events(t, Kind::RemovedTransit)),
    }
    loans_per_departure {
        unit: "EUR",
        decimals: 0,
        headline: false,
        definition: "Loans taken for departures, per try: departures by the route and visas asked for.",
        of: |t| {
            let tries = some(events(t, Kind::RouteTried) + events(t, Kind::VisaAsked))?;
            Some(eur(t.paid(Flow::Loan, |place| place == Place::HOME)) / tries)
        },
    }
    home_of_present {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Of those overseas at the end of month 24 of the run, home by own will within the next 24 months.",
        of: |t| ratio(t.present.1, t.present.0),
    }
    ever_abroad {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Residents of 15 to 64 who ever lived abroad, six months or longer in all, at the end.",
        of: |t| ratio(t.survey.iter().map(|s| s.returnees).sum(), t.survey.iter().map(|s| s.residents).sum()),
    }
    oecd_in_stock {
        unit: "share",
        decimals: 3,
        headline: false,
        definition: "Part overseas of all who are abroad at the end.",
        of: |t| {
            let last = t.stocks.last()?;
            let from = |nearest: Circle| -> i64 {
                (0..last.len()).filter(|k| t.circles[k / Status::COUNT] >= nearest).map(|k| last[k]).sum()
            };
            ratio(from(Circle::Overseas), from(Circle::Regional))
        },
    }
    circuits_overseas {
        unit: "per 1,000 adults and year",
        decimals: 3,
        headline: false,
        definition: "Completed circuits overseas (departure and return, by will or force).",
        of: |t| per_thousand_years(t, events_overseas(t, Kind::HomeFromSpell)),
    }
    mean_stay_irregular {
        unit: "months",
        decimals: 1,
        headline: false,
        definition: "Mean length of completed spells of arrivals by the route.",
        of: |t| mean_stay(t, Way::Irregular),
    }
}
