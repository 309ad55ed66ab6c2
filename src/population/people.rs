//! Draws the households of a village and their members at home.
//!
//! Each draw is a function of (village, rank of the household, rank of the member): the same village has the same
//! people in every sample, on any number of threads. One hash gives a household's standard normal numbers (size,
//! wealth, networks, income: a Gaussian copula), one the age, sex and schooling of a resident, one what an adult does.

use super::away::Away;
use super::prepared::{ADULTS, Distributions, ELDERS};
use super::read::MOST_RESIDENTS;
use super::villages::Settlement;
use crate::base::draws::{Draws, to_unit};
use crate::base::math;
use crate::base::units::small;
use crate::engine::taste::{self, normal};
use crate::journal::ledger::Flow;
use crate::journal::{Circle, Place};
use crate::mechanism::information::first_belief;
use crate::world::district::District;
use crate::world::person::{Background, NONE, Person, Schooling};
use crate::world::{Household, Village};

crate::purposes! {
    /// Standard normal numbers of a household.
    HOUSEHOLD = "population/household";
    /// Whole numbers of migrants, debt.
    COUNTS = "population/counts";
    /// Sector of a household, kin.
    HOME = "population/home";
    /// Age, sex, schooling of a resident.
    MEMBER = "population/member";
    /// Work, children, past stays of an adult.
    TRAITS = "population/traits";
    /// Circuits of a past stay.
    PAST = "population/past";
    /// Whether an adult would ever move, by circle.
    MOVES = "population/moves";
    /// Debt.
    DEBT = "population/debt";
}

/// A village that is being filled.
pub struct Filling<'a> {
    /// What is drawn from.
    pub distributions: &'a Distributions<'a>,
    /// The village.
    pub place: &'a Settlement,
    /// Its draws.
    pub draws: Draws,
    /// Position in the district.
    pub position: u16,
    /// Rank of the next person.
    pub rank: u32,
}

/// A household that is being filled.
pub struct HouseholdPlace {
    /// Rank in the village.
    pub rank: u32,
    /// Position in the district.
    pub position: u16,
    /// Residents.
    pub size: u32,
    /// Standard normal number of wealth.
    pub wealth: f64,
    /// Standard normal numbers of the networks, by circle.
    pub network: [f64; Circle::COUNT],
    /// Standard normal number of income.
    pub income: f64,
    /// Kind of place, by position.
    pub setting: usize,
    /// Sector, by position.
    pub sector: u8,
    /// Children below 15.
    pub children: u32,
    /// Adults of 15 to 64 at home.
    pub adults: u32,
    /// Residents of 65 and more.
    pub elders: u32,
    /// Random number for the order in which relatives are asked.
    pub lot: u8,
}

/// Adds the people of a village to a district.
pub fn fill(district: &mut District, distributions: &Distributions<'_>, place: &Settlement) {
    let first = district.households.len();
    let position = district.villages.len() as u16;
    let mut filling =
        Filling { distributions, place, draws: distributions.key.settlement(place.id), position, rank: 0 };
    let (mut left, mut rank) = (place.residents, 0);
    while left > 0 {
        left -= filling.household(district, rank, left);
        rank += 1;
    }
    let village = village(distributions, place, first as u16, &district.households[first..]);
    district.villages.push(village);
}

/// A village of households from a position on, as it is before anything happens.
#[must_use]
pub fn village(distributions: &Distributions<'_>, place: &Settlement, first: u16, households: &[Household]) -> Village {
    let rules = distributions.rules;
    let weight = distributions.tables.belief_weight(rules);
    Village {
        irrigated: false,
        id: place.id,
        region: place.region,
        urban: place.urban,
        residents: place.residents,
        households: (first, households.len() as u16),
        entrants_month: (distributions.entrants * f64::from(place.residents)) as f32,
        entrant_school: entrant_school(distributions, place),
        entrant_moves: entrant_moves(distributions, place, households),
        norm: distributions.tables.numbers.norm as f32,
        exposure: 0,
        fund: 0,
        believed_default: rules.guarantor.asked().first().map_or(0.0, |g| g.believed_default) as f32,
        default_weight: weight as f32,
        voucher: NONE,
        beliefs: (0..rules.corridor.list.len()).map(|k| first_belief(rules, k, weight)).collect(),
    }
}

/// Cumulated shares of no, primary and secondary schooling of those who come of age in a place, both sexes alike, in
/// 255ths.
fn entrant_school(distributions: &Distributions<'_>, place: &Settlement) -> [u8; 3] {
    let settings = &distributions.tables.regions[usize::from(place.region)].settings;
    let setting = settings[if place.urban { 2 } else { usize::from(place.irrigated) }];
    let [men, women] = [0, 1].map(|sex| distributions.settings[setting].schooling[ADULTS * 2 + sex]);
    [0, 1, 2].map(|level| (127.5 * (math::normal_cdf(men[level]) + math::normal_cdf(women[level]))).round() as u8)
}

/// Chance of one who comes of age to move, by sex and circle: that of the region; overseas for a household whose
/// network has full strength, the chance rising with the square of the strength.
fn entrant_moves(
    distributions: &Distributions<'_>,
    place: &Settlement,
    households: &[Household],
) -> [[f32; Circle::COUNT]; 2] {
    let squares: Vec<f64> = households.iter().map(|h| square(h.kin_overseas)).collect();
    let movers = &distributions.regions[usize::from(place.region)].movers;
    [0, 1].map(|sex| {
        let mut chance = [0, 1, 2].map(|c| movers.entrants[c] * movers.of_sex[sex][c]);
        let overseas = &mut chance[Circle::Overseas as usize];
        *overseas = at_full_strength(&squares, *overseas);
        chance.map(|c| c as f32)
    })
}

/// The chance at full strength of a network, above one where need be, with which the mean over households, none of them
/// above one, is a given one. Where nobody has kin overseas nobody who comes of age moves there by himself.
fn at_full_strength(squares: &[f64], mean: f64) -> f64 {
    let mut full = mean;
    for _ in 0..30 {
        let reached = squares.iter().map(|s| (full * s).min(1.0)).sum::<f64>() / (squares.len() as f64).max(1.0);
        if reached <= 0.0 || full > 1e3 {
            break;
        }
        full *= mean / reached;
    }
    full
}

/// Square of a network's strength.
fn square(kin: u8) -> f64 {
    let strength = f64::from(kin) / 255.0;
    strength * strength
}

/// The first position whose cumulated share is above `unit`.
#[inline]
#[must_use]
pub fn pick(cumulated: &[f64], unit: f64) -> usize {
    cumulated.iter().position(|c| unit < *c).unwrap_or(cumulated.len().saturating_sub(1))
}

/// Level of schooling of a number.
#[inline]
#[must_use]
pub fn schooling(bounds: &[f64; 3], number: f64) -> Schooling {
    match bounds.iter().filter(|b| number > **b).count() {
        0 => Schooling::None,
        1 => Schooling::Primary,
        2 => Schooling::Secondary,
        _ => Schooling::Tertiary,
    }
}

impl Filling<'_> {
    /// Adds a household of at most `left` residents and gives how many they are.
    fn household(&mut self, district: &mut District, rank: u32, left: u32) -> u32 {
        let mut home = self.start_household(district.households.len() as u16, rank, left);
        let first = district.persons.len();
        self.members(district, &mut home);
        let at_home = district.persons.len();
        let counts = self.draws.bits(COUNTS, rank, 0);
        let away = self.away(district, &home, counts);
        let setting = &self.distributions.settings[home.setting];
        let wealth =
            small((math::exp(setting.wealth_ln + setting.wealth_sigma * home.wealth) * away.wealth_factor) as i64);
        if at_home > first {
            self.debt(district, first, &home, (counts >> 48) as u32);
        }
        let record = self.record(&home, &away, wealth);
        district.ledger.post(Flow::OpeningWealth, Place::HOME, i64::from(wealth));
        district.earners[usize::from(record.line)] += i64::from(record.earners);
        district.households.push(record);
        home.size
    }

    /// The record of a household whose members are known.
    #[must_use]
    pub fn record(&self, home: &HouseholdPlace, away: &Away, wealth: i32) -> Household {
        let bounds = &self.distributions.levels[usize::from(home.sector)];
        let level = bounds.iter().filter(|b| home.income > **b).count() as u8;
        Household {
            assets: 0,
            asset_income: 0,
            wealth,
            seen: self.distributions.now,
            village: self.position,
            line: u16::from(self.place.region) * self.distributions.tables.classes() as u16
                + u16::from(home.sector * crate::world::state::LEVELS.len() as u8 + level),
            earners: home.adults as u8,
            dependants: (home.children + home.elders) as u8,
            away: away.members,
            regional: away.corridor[Circle::Regional as usize],
            overseas: away.corridor[Circle::Overseas as usize],
            kin_regional: away.kin[Circle::Regional as usize],
            kin_overseas: away.kin[Circle::Overseas as usize],
            quintile: self.distributions.quintiles.iter().filter(|q| wealth > **q).count() as u8,
        }
    }

    /// The numbers of a household of at most `left` residents.
    #[must_use]
    pub fn start_household(&self, position: u16, rank: u32, left: u32) -> HouseholdPlace {
        let region = &self.distributions.regions[usize::from(self.place.region)];
        let mixes = &self.distributions.mixes;
        let bits = self.draws.bits(HOUSEHOLD, rank, 0);
        let size = u32::from(region.sizes[(bits & 1023) as usize]).min(left);
        let wealth = mixes.wealth.of(normal(bits), normal(bits >> 10));
        let mut network = [0.0; Circle::COUNT];
        network[Circle::Overseas as usize] = mixes.network[Circle::Overseas as usize].of(wealth, normal(bits >> 20));
        network[Circle::Regional as usize] = mixes.network[Circle::Regional as usize].of(wealth, normal(bits >> 30));
        network[Circle::Internal as usize] = normal(bits >> 40);
        let settings = &self.distributions.tables.regions[usize::from(self.place.region)].settings;
        let setting = settings[if self.place.urban { 2 } else { usize::from(self.place.irrigated) }];
        let home_bits = self.draws.bits(HOME, rank, 0);
        let income = mixes.income.of(wealth, normal(bits >> 50));
        let lot = (home_bits >> 56) as u8;
        HouseholdPlace {
            rank,
            position,
            size,
            wealth,
            network,
            income,
            setting,
            sector: 0,
            children: 0,
            adults: 0,
            elders: 0,
            lot,
        }
    }

    /// Draws the residents and adds the adults among them as persons.
    fn members(&mut self, district: &mut District, home: &mut HouseholdPlace) {
        let region = &self.distributions.regions[usize::from(self.place.region)];
        let mut drawn = [(0u64, 0u8); MOST_RESIDENTS as usize];
        for (i, slot) in drawn.iter_mut().take(home.size as usize).enumerate() {
            let bits = self.draws.bits(MEMBER, home.rank, i as u32);
            let class = if i == 0 { region.head.pick(bits) } else { region.rest.pick(bits) };
            *slot = (bits, class as u8);
            match class / 2 {
                group if group < ADULTS => home.children += 1,
                group if group < ELDERS => home.adults += 1,
                _ => home.elders += 1,
            }
        }
        let setting = &self.distributions.settings[home.setting];
        for (i, &(bits, class)) in drawn[..home.size as usize].iter().enumerate() {
            let (group, class) = (usize::from(class / 2), usize::from(class));
            let number =
                self.distributions.mixes.schooling.of(home.wealth, normal(bits >> 54)) - region.schooling_shift;
            if i == 0 {
                let level = schooling(&setting.schooling[class], number);
                let unit = to_unit(self.draws.bits(HOME, home.rank, 1));
                home.sector = pick(&setting.mix[level as usize], unit) as u8;
            }
            if (ADULTS..ELDERS).contains(&group) {
                // Nobody is just 15: those come of age in the first month, with ids of their own.
                let months =
                    (group as i32 * 60 + ((((bits >> 38) & 0xffff) * 60) >> 16) as i32).max(ADULTS as i32 * 60 + 1);
                let level = schooling(&setting.schooling[class], number);
                self.adult(district, home, (i as u32, class), months, level);
            }
        }
    }

    /// Adds an adult at home.
    fn adult(
        &mut self,
        district: &mut District,
        home: &HouseholdPlace,
        (member, class): (u32, usize),
        months: i32,
        level: Schooling,
    ) {
        let distributions = self.distributions;
        let group = &distributions.tables.ages[class / 2];
        let woman = class % 2 == 1;
        let bits = self.draws.bits(TRAITS, home.rank, member);
        let part = |shift: u32| ((bits >> shift) & 4095) as f64 / 4096.0;
        let child = home.children > 0 && part(0) < group.child[usize::from(woman)];
        let sector = match distributions.dependent {
            Some(dependent) if member > 0 && part(12) < group.dependent[usize::from(woman)] => dependent,
            _ if member == 0 || part(24) < distributions.tables.numbers.same_sector => home.sector,
            _ => {
                let unit = ((bits >> 36) & 0xffff) as f64 / 65536.0;
                pick(&distributions.settings[home.setting].mix[level as usize], unit) as u8
            }
        };
        let birth = distributions.now.plus(-months);
        let id = Person::id_of(self.place.id, birth, self.rank);
        self.rank += 1;
        let mut person = Person::new(id, home.position, birth, Background { woman, child, schooling: level, sector });
        let region = &distributions.regions[usize::from(self.place.region)];
        self.moves(&mut person, home, member);
        if (bits >> 52) < u64::from(region.ever[usize::from(self.place.urban)][class]) {
            self.past(&mut person, months);
            self.moved_before(&mut person, home);
        }
        district.persons.push(person);
    }

    /// Draws to which circles an adult would ever move: the chance is in proportion to the members whom the household
    /// has there on average.
    pub fn moves(&self, person: &mut Person, home: &HouseholdPlace, member: u32) {
        let movers = &self.distributions.regions[usize::from(self.place.region)].movers;
        let bits = self.draws.bits(MOVES, home.rank, member);
        let group = (person.age(self.distributions.now) / 5) as usize;
        let numbers = &self.distributions.tables.numbers;
        let likings = taste::liking_word(self.distributions.key.person(person.id));
        for circle in Circle::ALL {
            let c = circle as usize;
            let each = self.expected(home, circle) / f64::from(home.adults.max(1));
            let of = movers.of_age[group][c] * movers.of_sex[usize::from(person.woman())][c];
            // Those who like it are away the more often, and fewer of them are left at home.
            let (way, liking) = numbers.liking(circle, true);
            let left = math::exp(-liking / numbers.movers()[c].max(1.0) * taste::liking(likings, way as usize));
            let chance = movers.others[c] * each * of * left;
            person.mark_mover(circle, ((bits >> (16 * c)) & 0xffff) as f64 / 65536.0 < chance);
        }
    }

    /// Whoever once lived abroad would move there again: overseas or in the region, as the household has members there.
    fn moved_before(&self, person: &mut Person, home: &HouseholdPlace) {
        let overseas = self.distributions.tables.numbers.past_overseas * self.expected(home, Circle::Overseas);
        let all = overseas + self.expected(home, Circle::Regional);
        let unit = self.distributions.key.person(person.id).unit(MOVES, 0, 0);
        person.mark_mover(if unit * all < overseas { Circle::Overseas } else { Circle::Regional }, true);
    }

    /// Gives a person past stays abroad: at least 6 months, ended at least a month ago, after the age of 15 where the
    /// age allows it.
    fn past(&self, person: &mut Person, months: i32) {
        let numbers = &self.distributions.tables.numbers;
        let draws = self.distributions.key.person(person.id);
        let bits = draws.bits(PAST, 0, 0);
        let part = |shift: u32| ((bits >> shift) & 0xffff) as f64 / 65536.0;
        let since_15 = f64::from((months - 180).max(0));
        let ago = 1.0 + (part(0) * numbers.past_months.min(since_15 - 6.0).max(0.0)).floor();
        let room = (since_15 - ago).clamp(6.0, numbers.past_stay_months);
        let stay = 6.0 + (part(16) * (room - 6.0)).floor();
        let more = if part(32) > 0.0 && numbers.past_circuits > 0.0 {
            (math::ln(part(32)) / math::ln(numbers.past_circuits)).floor()
        } else {
            0.0
        };
        person.circuits = 1 + more.clamp(0.0, 20.0).min((stay / 6.0).floor() - 1.0) as u8;
        person.months_regular = stay as u16;
        person.returned = self.distributions.now.plus(-(ago as i32));
        person.mark_abroad();
    }

    /// Gives the first adult the household's debt, if it has one.
    fn debt(&self, district: &mut District, first: usize, home: &HouseholdPlace, bits: u32) {
        let numbers = &self.distributions.tables.numbers;
        if f64::from(bits & 0xffff) / 65536.0 < numbers.debt_share {
            let z = normal(self.draws.bits(DEBT, home.rank, 0));
            let debt = small((100.0 * numbers.debt_median_eur * math::exp(numbers.debt_sigma * z)) as i64);
            district.persons[first].debt = debt;
            district.ledger.post(Flow::OpeningDebt, Place::HOME, i64::from(debt));
        }
    }
}
