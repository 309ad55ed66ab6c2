//! Typed tables of an initial population. Everything that belongs to one country stands in CSV files of the scenario;
//! this is their form.

pub use super::rows::Band;
use super::sheet::{ReadFile, Sheet, TableEvidence};
use crate::base::diagnostics::{Diagnostics, Origin, Sources};
use crate::base::units::Month;
use crate::institution::Rules;
use crate::journal::{Circle, Status, Way};

/// Names of the files of a population.
pub const FILES: [&str; 12] = [
    "population.csv",
    "sectors.csv",
    "settings.csv",
    "sector-mix.csv",
    "destinations.csv",
    "elapsed.csv",
    "departures.csv",
    "ages.csv",
    "schooling.csv",
    "household-size.csv",
    "regions.csv",
    "stocks.csv",
];

/// A region.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Name.
    pub name: String,
    /// Residents counted.
    pub residents: f64,
    /// Month of the count.
    pub counted: Month,
    /// Growth of the residents, per year.
    pub growth_year: f64,
    /// Share of residents in towns.
    pub urban_share: f64,
    /// Share of rural villages with irrigated land.
    pub irrigated_share: f64,
    /// Household size relative to the table.
    pub household_factor: f64,
    /// Kinds of place, by position: villages, irrigated villages, towns.
    pub settings: [usize; 3],
    /// Share of adults (15 and over) who once lived abroad for 6 months or longer: villages, towns.
    pub ever_abroad: [f64; 2],
    /// People of the region who live elsewhere at the count, by destination, persons.
    pub stocks: Vec<f64>,
}

/// A destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Name: the key of the corridor.
    pub name: String,
    /// Men among those there, share.
    pub men_share: f64,
    /// Share without papers, where papers matter.
    pub irregular_share: f64,
    /// Share who may stay for good, where papers matter.
    pub settled_share: f64,
    /// Growth of the stock before the count, per year.
    pub growth_year: f64,
    /// Wealth of a household with a member there, relative to others.
    pub wealth_factor: f64,
    /// Median savings of those long there with papers, or where none are needed, EUR.
    pub savings_eur: f64,
    /// Median savings of those long there without papers, EUR.
    pub savings_irregular_eur: f64,
    /// Mean months to the end of the plan of those there with papers, or where none are needed.
    pub plan_months: f64,
    /// The same of those there without papers.
    pub plan_irregular_months: f64,
    /// Months since departure by right of stay, a row for each status.
    pub elapsed: [Vec<Band>; Status::COUNT],
}

impl Destination {
    /// Part of those there who have a right of stay; elsewhere than overseas everybody is free to come and go.
    #[must_use]
    pub fn share(&self, status: Status, overseas: bool) -> f64 {
        match status {
            Status::Free if !overseas => 1.0,
            Status::Irregular if overseas => self.irregular_share,
            Status::Settled if overseas => self.settled_share,
            Status::Permit if overseas => 1.0 - self.irregular_share - self.settled_share,
            _ => 0.0,
        }
    }
}

/// A group of five years of age; the last is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgeGroup {
    /// First year of age.
    pub from: u32,
    /// Share of all residents.
    pub share: f64,
    /// Men per woman.
    pub men_per_woman: f64,
    /// Heads of household among men and women of the group, relative.
    pub head: [f64; 2],
    /// Share with a child at home, in households with children: men, women.
    pub child: [f64; 2],
    /// Share without income of their own among those who are no heads: men, women.
    pub dependent: [f64; 2],
    /// Chance to have been abroad, relative: men, women.
    pub ever: [f64; 2],
}

/// Schooling attained from an age on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SchoolingRow {
    /// First year of age.
    pub from: u32,
    /// Whether of women.
    pub woman: bool,
    /// Shares with none, primary, secondary, tertiary schooling.
    pub shares: [f64; 4],
}

/// A kind of place.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Name.
    pub name: String,
    /// Odds of any schooling, relative.
    pub schooling_odds: f64,
    /// Median liquid wealth of a household that receives nothing from abroad, EUR.
    pub wealth_median_eur: f64,
    /// Standard deviation of the logarithm of wealth.
    pub wealth_sigma: f64,
    /// Shares of sectors by schooling of the head or earner.
    pub mix: [Vec<f64>; 4],
}

/// A sector of work at home.
#[derive(Clone, Debug, PartialEq)]
pub struct SectorRow {
    /// What the world carries.
    pub sector: crate::world::state::Sector,
    /// Coefficient of variation of incomes.
    pub cv: f64,
    /// Whether this stands for those without income of their own.
    pub dependent: bool,
}

macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident in $low:literal ..= $high:literal;)*) => {
        /// Single numbers; units in the table.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct Numbers { $($(#[doc = $doc])* pub $name: f64,)* }

        impl Numbers {
    /// How much better those of a circle like the way there; overseas with papers, and without.
    #[must_use]
    pub const fn liking(&self, circle: Circle, papers: bool) -> (Way, f64) {
        match (circle, papers) {
            (Circle::Internal, _) => (Way::Capital, self.liking_internal),
            (Circle::Regional, _) => (Way::FreeMovement, self.liking_regional),
            (Circle::Overseas, true) => (Way::Visa, self.liking_overseas),
            (Circle::Overseas, false) => (Way::Irregular, self.liking_route),
        }
    }

    /// How much rarer members elsewhere are per spread of a household's income, by circle.
    #[must_use]
    pub const fn poorer(&self) -> [f64; Circle::COUNT] {
        [self.poorer_internal, self.poorer_regional, self.poorer_overseas]
    }

            fn read(sheet: &Sheet, out: &mut Diagnostics) -> Self {
                let keys = [$(stringify!($name)),*];
                sheet.only(&["key", "value", "unit"], "column", out);
                let [key, value] = sheet.columns(["key", "value"], out);
                let names: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
                sheet.once([key], out);
                for row in &sheet.rows {
                    sheet.one_of(row, key, &names, "number", out);
                }
                let mut find = |name: &str, low: f64, high: f64| {
                    let Some(row) = sheet.rows.iter().find(|row| sheet.text(row, key) == name) else {
                        out.error(sheet.place(), format!("`{}` lacks the number `{name}`", sheet.name),
                            format!("allowed: {low} to {high}"));
                        return low;
                    };
                    sheet.number(row, value, low, high, out)
                };
                Self { $($name: find(stringify!($name), f64::from($low), f64::from($high)),)* }
            }
        }
    };
}

numbers! {
    /// Mean residents of a village.
    village_residents in 50..=20000;
    /// Spread of their logarithm.
    village_sigma in 0..=2;
    /// Smallest village.
    village_smallest in 20..=10000;
    /// Largest village.
    village_largest in 50..=30000;
    /// Mean residents of a town or quarter.
    quarter_residents in 50..=20000;
    /// Spread of their logarithm.
    quarter_sigma in 0..=2;
    /// Smallest quarter.
    quarter_smallest in 20..=10000;
    /// Largest quarter.
    quarter_largest in 50..=30000;
    /// Residents of a district at most, if more than one village.
    district_residents in 1000..=50000;
    /// Correlation of log wealth and household size.
    wealth_size in -1..=1;
    /// Correlation of log wealth and schooling.
    wealth_schooling in -1..=1;
    /// Correlation of log wealth and kin overseas.
    wealth_overseas in -1..=1;
    /// Correlation of log wealth and kin in the region.
    wealth_regional in -1..=1;
    /// Correlation of log wealth and level of income.
    wealth_income in -1..=1;
    /// Share of earners who work in the sector of their household.
    same_sector in 0..=1;
    /// Concentration of migrants in some households (standard deviation of the logarithm).
    network_sigma in 0..=2;
    /// How much rarer members in the capital are per spread of a household's income (log points).
    poorer_internal in -3..=3;
    /// How much rarer members in the region are per spread of a household's income (log points).
    poorer_regional in -3..=3;
    /// How much rarer members overseas are per spread of a household's income (log points).
    poorer_overseas in -3..=3;
    /// Households of a kin group.
    kin_group in 0..=1000;
    /// Least strength of the network where a member is.
    kin_member in 0..=1;
    /// Least strength where kin outside the household are.
    kin_low in 0..=1;
    /// Most strength where kin outside the household are.
    kin_high in 0..=1;
    /// Share of further migrants who are where the household's first is.
    follow in 0..=1;
    /// Share of households with a debt.
    debt_share in 0..=1;
    /// Median debt, EUR.
    debt_median_eur in 0..=100000;
    /// Spread of its logarithm.
    debt_sigma in 0..=3;
    /// Spread of the logarithm of migrants' savings.
    savings_sigma in 0..=3;
    /// Movers at home per member of the household in the capital.
    movers_internal in 0..=100;
    /// Movers at home per member of the household in the region.
    movers_regional in 0..=100;
    /// Movers at home per member of the household overseas.
    movers_overseas in 0..=100;
    /// How much better those in the capital like to go there (spreads of the liking of a way).
    liking_internal in -3..=3;
    /// How much better those in the region like to go there (spreads of the liking of a way).
    liking_regional in -3..=3;
    /// How much better those overseas with papers like to go there (spreads of the liking of a way).
    liking_overseas in -3..=3;
    /// How much better those overseas without papers like the route (spreads of the liking of a way).
    liking_route in -3..=3;
    /// How much more work those without papers find (spreads of their own days).
    days_route in -3..=3;
    /// Past stays that were overseas, per member there relative to the region.
    past_overseas in 0..=10;
    /// Chance of one more past circuit.
    past_circuits in 0..=0.9;
    /// Months within which past stays ended.
    past_months in 1..=600;
    /// Longest sum of past stays, months.
    past_stay_months in 6..=600;
    /// Share of workers who came home, as villages see it.
    norm in 0..=1;
    /// Weight of beliefs at the start, part of the largest.
    belief_share in 0..=1;
}

/// Everything that an initial population is drawn from.
#[derive(Clone, Debug)]
pub struct PopulationTables {
    /// Single numbers.
    pub numbers: Numbers,
    /// Sectors of work at home.
    pub sectors: Vec<SectorRow>,
    /// Kinds of place.
    pub settings: Vec<Setting>,
    /// Destinations.
    pub destinations: Vec<Destination>,
    /// Age at departure.
    pub departures: Vec<Band>,
    /// Age groups of residents.
    pub ages: Vec<AgeGroup>,
    /// Schooling.
    pub schooling: Vec<SchoolingRow>,
    /// Residents of a household.
    pub sizes: Vec<Band>,
    /// Regions with their stocks elsewhere.
    pub regions: Vec<Region>,
    evidence: Vec<TableEvidence>,
    /// Where the destinations stand.
    placed: Option<Origin>,
    /// Where each region says when its residents were counted.
    pub(super) counted: Vec<Origin>,
}

impl Numbers {
    /// Movers at home per member of the household elsewhere, by circle.
    #[must_use]
    pub const fn movers(&self) -> [f64; Circle::COUNT] {
        [self.movers_internal, self.movers_regional, self.movers_overseas]
    }
}

impl PopulationTables {
    /// Income classes: sectors × levels.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.sectors.len() * crate::world::state::LEVELS.len()
    }

    /// Lines of the home economy: regions × income classes.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.regions.len() * self.classes()
    }

    /// Reads all tables. Every fault goes to `out`, with file, line and column; the tables may be used only if there
    /// are no errors.
    pub fn read(read: ReadFile<'_>, sources: &mut Sources, out: &mut Diagnostics) -> Self {
        let sheets = FILES.map(|name| Sheet::read(name, read, sources, out));
        let [
            numbers,
            sectors,
            settings,
            mix,
            destinations,
            elapsed,
            departures,
            ages,
            schooling,
            sizes,
            regions,
            stocks,
        ] = &sheets;
        let placed = destinations.place();
        let sectors = super::read::sectors(sectors, out);
        let settings = super::read::settings(settings, mix, &sectors, out);
        let destinations = super::read::destinations(destinations, elapsed, out);
        let column = regions.position("counted");
        let counted = regions.rows.iter().map(|row| regions.origin(row, column)).collect();
        let regions = super::read::regions(regions, stocks, &settings, &destinations, out);
        Self {
            numbers: Numbers::read(numbers, out),
            departures: super::read::bands(departures, ["age_from", "age_to"], 64, out),
            ages: super::read::ages(ages, out),
            schooling: super::read::schooling(schooling, out),
            sizes: super::read::sizes(sizes, out),
            evidence: sheets.iter().flat_map(|s| s.evidence.iter().cloned()).collect(),
            sectors,
            settings,
            destinations,
            regions,
            counted,
            placed,
        }
    }

    /// Grades and sources of every table, and of the rows that carry their own.
    #[must_use]
    pub fn evidence(&self) -> &[TableEvidence] {
        &self.evidence
    }

    /// Weight of beliefs that nothing has been heard of.
    #[must_use]
    pub fn belief_weight(&self, rules: &Rules) -> f64 {
        self.numbers.belief_share * rules.information.most_weight
    }

    /// Warns of destinations that the rules do not know: those who live there are left out.
    pub fn check(&self, rules: &Rules, out: &mut Diagnostics) {
        let unknown: Vec<&str> = self
            .destinations
            .iter()
            .map(|d| d.name.as_str())
            .filter(|n| rules.corridor.position(n).is_none())
            .collect();
        let known = rules.corridor.list.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join(", ");
        if unknown.len() == self.destinations.len() {
            out.error(
                self.placed,
                "no destination of the population is a corridor of the rules",
                format!("corridors: {known}"),
            );
            return;
        }
        for name in unknown {
            let people: f64 = self
                .destinations
                .iter()
                .position(|d| d.name == name)
                .map_or(0.0, |d| self.regions.iter().map(|r| r.stocks[d]).sum());
            out.warning(
                None,
                format!(
                    "no corridor `{name}`: {people:.0} people who live there are left out of the \
                population"
                ),
                format!("corridors: {known}"),
            );
        }
    }
}
