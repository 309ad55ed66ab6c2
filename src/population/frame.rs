//! A closed frame: a file of a few thousand persons at 1:1 instead of a sample of the country, for systems too small
//! for one (a pilot of thirty places).

use super::build::{BuildError, assemble};
use super::people::{self, Filling, HouseholdPlace};
use super::prepared::Distributions;
use super::read::SCHOOLING;
use super::sheet::{ReadFile, Sheet};
use super::tables::PopulationTables;
use super::villages::{self, Settlement};
use crate::base::diagnostics::{Diagnostics, Origin, Sources};
use crate::base::draws::WorldKey;
use crate::base::units::{Month, cents, small};
use crate::journal::ledger::Flow;
use crate::journal::{Circle, Place};
use crate::mechanism::InForce;
use crate::world::World;
use crate::world::district::District;
use crate::world::person::{Background, Person, Schooling};
use std::collections::BTreeMap;

/// A person of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Number of the person, unique in the frame, below 2^24.
    pub id: u32,
    /// Number of the village, below 2^24.
    pub village: u32,
    /// Number of the household, unique in the frame.
    pub household: u32,
    /// Whether a woman.
    pub woman: bool,
    /// Month of birth.
    pub birth: Month,
    /// Schooling attained.
    pub schooling: Schooling,
    /// Sector of work, by position.
    pub sector: u8,
    /// Whether a child of this person lives at home.
    pub child: bool,
    /// Liquid wealth of the household, EUR.
    pub wealth_eur: f64,
    /// Region, by position.
    pub region: u8,
}

/// Persons of a frame, ordered by village, household and number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClosedFrame {
    /// The persons.
    pub persons: Vec<Candidate>,
    /// Where each stands in its file.
    places: Vec<Origin>,
}

/// Most persons of a closed group: for more there are samples.
const MOST_PERSONS: usize = 50_000;

const LEVELS: [Schooling; 4] = [Schooling::None, Schooling::Primary, Schooling::Secondary, Schooling::Tertiary];

impl ClosedFrame {
    /// Reads a frame. Every fault goes to `out`, with file, line and column; the frame may be used only if there are no
    /// errors.
    pub fn read(
        name: &str,
        read: ReadFile<'_>,
        tables: &PopulationTables,
        sources: &mut Sources,
        out: &mut Diagnostics,
    ) -> Self {
        let sheet = Sheet::read(name, read, sources, out);
        let names =
            ["id", "village", "household", "sex", "birth", "schooling", "sector", "child", "wealth_eur", "region"];
        sheet.only(&names, "column", out);
        let [id, village, household, sex, birth, schooling, sector, child, wealth, region] = sheet.columns(names, out);
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let (sexes, truths, levels) = (words(&["man", "woman"]), words(&["no", "yes"]), words(&SCHOOLING));
        let sectors: Vec<String> = tables.sectors.iter().map(|s| s.sector.name.clone()).collect();
        let regions: Vec<String> = tables.regions.iter().map(|r| r.name.clone()).collect();
        if let Some(row) = sheet.rows.get(MOST_PERSONS) {
            let message = format!("`{name}` has {} persons", sheet.rows.len());
            out.error(Some(sheet.origin(row, id)), message, format!("a closed group has at most {MOST_PERSONS}"));
            return Self::default();
        }
        let mut persons: Vec<(Candidate, Origin)> = Vec::new();
        for row in &sheet.rows {
            let month = Month::parse(sheet.text(row, birth));
            if month.is_none() {
                let message = format!("`{}` is not a month", sheet.text(row, birth));
                out.error(Some(sheet.origin(row, birth)), message, "wanted a month such as 1980-04".to_owned());
            }
            let person = Candidate {
                id: sheet.whole(row, id, 0, 0xff_ffff, out),
                village: sheet.whole(row, village, 0, 0xff_ffff, out),
                household: sheet.whole(row, household, 0, u32::MAX, out),
                woman: sheet.one_of(row, sex, &sexes, "sex", out) == 1,
                birth: month.unwrap_or_default(),
                schooling: LEVELS[sheet.one_of(row, schooling, &levels, "schooling", out)],
                sector: sheet.one_of(row, sector, &sectors, "sector", out) as u8,
                child: sheet.one_of(row, child, &truths, "answer", out) == 1,
                wealth_eur: sheet.number(row, wealth, 0.0, 2e7, out),
                region: sheet.one_of(row, region, &regions, "region", out) as u8,
            };
            persons.push((person, sheet.origin(row, id)));
        }
        check(name, &persons, out);
        persons.sort_by_key(|(p, _)| (p.village, p.household, p.id));
        let (persons, places) = persons.into_iter().unzip();
        Self { persons, places }
    }

    /// Reports who is not between 15 and 64 in the first month.
    pub fn check_ages(&self, first_month: Month, out: &mut Diagnostics) {
        for (p, place) in self.persons.iter().zip(&self.places).filter(|(p, _)| !of_age(p, first_month)) {
            let message = format!("person {}, born in {}, is not between 15 and 64 in {first_month}", p.id, p.birth);
            out.error(Some(*place), message, "that is the first month, burn-in included".to_owned());
        }
    }
}

/// Whether somebody is between 15 and 64.
fn of_age(person: &Candidate, month: Month) -> bool {
    (15..65).contains(&month.since(person.birth).div_euclid(12))
}

/// Reports numbers given twice, villages in two regions, households in two villages or with two fortunes: each at the
/// row that does not agree with an earlier one.
fn check(name: &str, persons: &[(Candidate, Origin)], out: &mut Diagnostics) {
    let (mut ids, mut homes, mut villages) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (p, place) in persons {
        if ids.insert(p.id, ()).is_some() {
            out.error(Some(*place), format!("person {} stands twice in `{name}`", p.id), None);
        }
        if *homes.entry(p.household).or_insert((p.village, p.wealth_eur)) != (p.village, p.wealth_eur) {
            let message = format!("household {} has two villages or fortunes in `{name}`", p.household);
            out.error(Some(*place), message, None);
        }
        if *villages.entry(p.village).or_insert(p.region) != p.region {
            out.error(Some(*place), format!("village {} lies in two regions in `{name}`", p.village), None);
        }
    }
}

/// A household of a frame with its residents.
struct Group<'a> {
    members: &'a [Candidate],
    home: HouseholdPlace,
}

/// Builds a world of the persons of a frame alone: one simulated person stands for one. Who else lives in their
/// households (children, elders) and whom they know elsewhere is drawn from the tables; nobody is elsewhere at the
/// start.
///
/// # Errors
/// Where the rules know no destination of the tables, or somebody is not between 15 and 64 in the first month.
pub fn build_frame(
    frame: &ClosedFrame,
    tables: &PopulationTables,
    (first_month, bounds): (Month, [i32; 4]),
    rules: &InForce,
    key: WorldKey,
) -> Result<World, BuildError> {
    super::build::refuse(tables, &super::Sampling { one_in: 1, scale: 1.0, first_month, memory: None }, rules)?;
    if let Some(p) = frame.persons.iter().find(|p| !of_age(p, first_month)) {
        return Err(BuildError::Age { id: p.id, birth: p.birth, month: first_month });
    }
    let mut distributions = Distributions::new(tables, rules, key, first_month);
    distributions.quintiles = bounds;
    let mut places = Vec::new();
    let mut residents = Vec::new();
    for members in frame.persons.chunk_by(|a, b| a.village == b.village) {
        let region = members[0].region;
        let urban = tables.regions[usize::from(region)].urban_share >= 1.0;
        let mut place = Settlement { id: members[0].village, region, urban, irrigated: false, residents: 0 };
        let groups = groups(&distributions, &place, members);
        place.residents = groups.iter().map(|g| g.home.size).sum();
        places.push(place);
        residents.push(groups);
    }
    let mut districts = Vec::new();
    let mut next = residents.into_iter();
    for places in villages::districts(&places, tables.numbers.district_residents) {
        let mut d = District { earners: vec![0; tables.lines()], ..District::default() };
        for (place, groups) in places.iter().zip(next.by_ref()) {
            fill(&mut d, &distributions, place, groups);
        }
        districts.push(d);
    }
    Ok(assemble(&distributions, districts, 1.0))
}

/// The households of a village: sizes from the table, but never below the members given.
fn groups<'a>(distributions: &Distributions<'_>, place: &Settlement, members: &'a [Candidate]) -> Vec<Group<'a>> {
    let filling = Filling { distributions, place, draws: distributions.key.settlement(place.id), position: 0, rank: 0 };
    let chunks = members.chunk_by(|a, b| a.household == b.household);
    chunks
        .zip(0..)
        .map(|(members, rank)| {
            let mut home = filling.start_household(0, rank, super::read::MOST_RESIDENTS);
            let given = members.len() as u32;
            let children = u32::from(members.iter().any(|m| m.child));
            home.size = home.size.max(given + children);
            home.adults = given;
            // Of those not in the frame, half are children and elders: other adults are no candidates and are not
            // simulated.
            home.children = ((home.size - given) / 2).max(children);
            home.size = home.adults + home.children;
            home.sector = members[0].sector;
            Group { members, home }
        })
        .collect()
}

/// Adds a village of a frame to a district.
fn fill(district: &mut District, distributions: &Distributions<'_>, place: &Settlement, groups: Vec<Group<'_>>) {
    let (first, position) = (district.households.len(), district.villages.len() as u16);
    let filling = Filling { distributions, place, draws: distributions.key.settlement(place.id), position, rank: 0 };
    for Group { members, home } in groups {
        let household = district.households.len() as u16;
        for m in members {
            let id = Person::id_of(m.village, m.birth, m.id);
            let background = Background { woman: m.woman, child: m.child, schooling: m.schooling, sector: m.sector };
            district.persons.push(Person::new(id, household, m.birth, background));
        }
        let mut away = filling.nobody();
        for circle in [Circle::Regional, Circle::Overseas] {
            if let Some(way) = filling.way(&home, circle, circle as u32) {
                away.corridor[circle as usize] = distributions.corridor[way].unwrap_or(0) as u8;
                away.kin[circle as usize] = filling.kin(&home, circle, 0, filling.expected(&home, circle));
            }
        }
        let wealth = small(cents(members[0].wealth_eur));
        let record = filling.record(&home, &away, wealth);
        district.ledger.post(Flow::OpeningWealth, Place::HOME, i64::from(wealth));
        district.earners[usize::from(record.line)] += i64::from(record.earners);
        district.households.push(record);
    }
    let village = people::village(distributions, place, first as u16, &district.households[first..]);
    district.villages.push(village);
}
