//! What a world looks like, in the figures that the country is known by.

use circula::base::units::Month;
use circula::population::{PopulationTables, villages};
use circula::world::person::{NONE, Schooling};
use circula::world::{District, Household, Person, Spell, Village, World};

/// Somebody with household and village.
pub struct Someone<'a> {
    pub person: &'a Person,
    pub household: &'a Household,
    pub village: &'a Village,
    pub spell: Option<&'a Spell>,
}

/// Everybody of a district.
pub fn everybody(d: &District) -> impl Iterator<Item = Someone<'_>> {
    d.persons.iter().map(|person| {
        let household = &d.households[usize::from(person.household)];
        let spell = (person.spell != NONE).then(|| &d.spells[person.spell as usize]);
        Someone { person, household, village: &d.villages[usize::from(household.village)], spell }
    })
}

/// A share that is counted.
#[derive(Clone, Copy, Default)]
pub struct Share(pub f64, pub f64);

impl Share {
    pub fn count(&mut self, hit: bool) {
        self.0 += f64::from(u8::from(hit));
        self.1 += 1.0;
    }
    pub fn value(self) -> f64 {
        self.0 / self.1
    }
}

fn one_of(world: &World, corridor: u8, names: &[&str]) -> bool {
    names.contains(&world.corridors[usize::from(corridor)].as_str())
}

const OECD: [&str; 3] = ["france", "spain", "other-oecd"];

/// Every check: name, value, lowest and highest value allowed.
pub fn checks(w: &World, t: &PopulationTables) -> Vec<(&'static str, f64, f64, f64)> {
    let mut list = counted(w, t);
    list.extend(residents(w));
    list.extend(households(w));
    list.extend(migrants(w));
    list
}

/// Names of the checks that fail.
pub fn failing(w: &World, t: &PopulationTables) -> Vec<&'static str> {
    checks(w, t).into_iter().filter(|(_, x, low, high)| !(x >= low && x <= high)).map(|c| c.0).collect()
}

fn counted(w: &World, t: &PopulationTables) -> Vec<(&'static str, f64, f64, f64)> {
    let at_count = villages::all(t, w.key, Month::new(2009, 4), 1.0).unwrap();
    let sum: u64 = at_count.iter().flatten().map(|p| u64::from(p.residents)).sum();
    let kidal: u64 = at_count[7].iter().map(|p| u64::from(p.residents)).sum();
    let urban: f64 =
        w.districts.iter().flat_map(|d| &d.villages).filter(|v| v.urban).map(|v| f64::from(v.residents)).sum();
    vec![
        ("census of April 2009", sum as f64, 14_528_662.0, 14_528_662.0),
        ("census of Kidal", kidal as f64, 67_739.0, 67_739.0),
        ("residents at the start", w.residents as f64 * w.weight, 12.3e6, 12.7e6),
        ("urban share", urban / w.residents as f64, 0.215, 0.235),
    ]
}

fn residents(w: &World) -> Vec<(&'static str, f64, f64, f64)> {
    let (mut men, mut young_men, mut unschooled, mut town_schooled, mut ever) =
        (Share::default(), Share::default(), Share::default(), Share::default(), Share::default());
    let (mut ever_rural, mut ever_bamako, mut ever_sikasso) = (Share::default(), Share::default(), Share::default());
    let mut home = 0.0;
    for p in w.districts.iter().flat_map(everybody).filter(|p| p.spell.is_none()) {
        home += 1.0;
        men.count(!p.person.woman());
        if (20..35).contains(&p.person.age(w.now)) {
            young_men.count(!p.person.woman());
        }
        unschooled.count(p.person.schooling() == Schooling::None);
        if p.village.urban {
            town_schooled.count(p.person.schooling() != Schooling::None);
        }
        let abroad = p.person.ever_abroad();
        ever.count(abroad);
        match w.regions[usize::from(p.village.region)].as_str() {
            "Bamako" => ever_bamako.count(abroad),
            "Sikasso" => ever_sikasso.count(abroad),
            _ => {}
        }
        if !p.village.urban {
            ever_rural.count(abroad);
        }
    }
    vec![
        ("residents of 15 to 64", home / w.residents as f64, 0.495, 0.505),
        ("men among residents of 15 to 64", men.value(), 0.46, 0.50),
        ("men per woman at 20 to 34", young_men.value() / (1.0 - young_men.value()), 0.77, 0.83),
        ("without schooling", unschooled.value(), 0.62, 0.72),
        ("with schooling in towns", town_schooled.value(), 0.50, 0.75),
        ("ever abroad", ever.value(), 0.08, 0.13),
        ("ever abroad in Sikasso", ever_sikasso.value(), 0.13, 0.17),
        ("ever abroad, Bamako to villages", ever_bamako.value() / ever_rural.value(), 0.4, 0.7),
    ]
}

fn households(w: &World) -> Vec<(&'static str, f64, f64, f64)> {
    let (mut size, mut kayes, mut rural, mut bamako, mut debts, mut wealthy) = (
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
        [Share::default(); 5],
    );
    let mut receiving = Share::default();
    for d in &w.districts {
        let mut in_debt = vec![false; d.households.len()];
        for p in d.persons.iter().filter(|p| p.debt > 0) {
            in_debt[usize::from(p.household)] = true;
        }
        for (h, in_debt) in d.households.iter().zip(in_debt) {
            let village = &d.villages[usize::from(h.village)];
            let people = f64::from(h.earners) + f64::from(h.dependants);
            (size.0, size.1) = (size.0 + people, size.1 + 1.0);
            let region = w.regions[usize::from(village.region)].as_str();
            if region == "Kayes" {
                (kayes.0, kayes.1) = (kayes.0 + people, kayes.1 + 1.0);
            }
            let pays = h.wealth >= 50_000;
            if !village.urban {
                rural.count(pays);
            } else if region == "Bamako" {
                bamako.count(pays);
            }
            wealthy[usize::from(h.quintile)].count(h.wealth / 2 >= 50_000);
            debts.count(in_debt);
            receiving.count(h.kin_regional >= 153 || h.kin_overseas >= 153);
        }
    }
    let total: f64 = wealthy.iter().map(|q| q.1).sum();
    let uneven = wealthy.iter().map(|q| (q.1 / total - 0.2).abs()).fold(0.0, f64::max);
    let steps = wealthy.windows(2).filter(|q| q[1].value() < q[0].value()).count();
    vec![
        ("household size", size.value(), 5.7, 6.6),
        ("household size in Kayes", kayes.value(), 8.5, 9.8),
        ("pays 500 EUR, villages", rural.value(), 0.15, 0.22),
        ("pays 500 EUR, Bamako", bamako.value(), 0.33, 0.41),
        ("largest gap of a quintile from a fifth", uneven, 0.0, 0.01),
        (
            "falls from quintile to quintile of the share that posts 500 EUR from half of its wealth",
            steps as f64,
            0.0,
            0.0,
        ),
        ("the richest fifth posts 500 EUR from half of its wealth", wealthy[4].value(), 0.3, 0.7),
        ("households in debt", debts.value(), 0.23, 0.27),
        ("households with somebody abroad", receiving.value(), 0.22, 0.32),
    ]
}

fn migrants(w: &World) -> Vec<(&'static str, f64, f64, f64)> {
    let mut elapsed: [Vec<i32>; 2] = Default::default();
    let (mut ivory, mut oecd, mut kayes_away, mut kayes_france, mut sikasso_ivory, mut papers, mut men) = (
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
        Share::default(),
    );
    let (mut abroad, mut internal) = (0.0, 0.0);
    for p in w.districts.iter().flat_map(everybody) {
        let region = w.regions[usize::from(p.village.region)].as_str();
        if region == "Kayes" && !p.person.woman() {
            kayes_away.count(p.spell.is_some());
        }
        let Some(spell) = p.spell else { continue };
        if one_of(w, spell.corridor, &["capital"]) {
            internal += w.weight;
            continue;
        }
        abroad += w.weight;
        let there = |names: &[&str]| one_of(w, spell.corridor, names);
        ivory.count(there(&["cote-divoire"]));
        oecd.count(there(&OECD));
        match region {
            "Kayes" => kayes_france.count(there(&["france"])),
            "Sikasso" => sikasso_ivory.count(there(&["cote-divoire"])),
            _ => {}
        }
        if there(&["cote-divoire"]) {
            elapsed[0].push(w.now.since(spell.since));
            men.count(!p.person.woman());
        } else if there(&["france"]) {
            elapsed[1].push(w.now.since(spell.since));
        } else if there(&["spain"]) {
            papers.count(!spell.status.regular());
        }
    }
    let share = |list: &[i32], from: i32, to: i32| {
        list.iter().filter(|m| (from..to).contains(*m)).count() as f64 / list.len() as f64
    };
    vec![
        ("people abroad", abroad, 0.75e6, 0.92e6),
        ("people in the capital", internal, 0.24e6, 0.30e6),
        ("men of Kayes elsewhere", kayes_away.value(), 0.24, 0.36),
        ("Côte d'Ivoire in the stock abroad", ivory.value(), 0.42, 0.50),
        ("OECD in the stock abroad", oecd.value(), 0.04, 0.12),
        ("France among those abroad from Kayes", kayes_france.value(), 0.2, 0.35),
        ("Côte d'Ivoire among those abroad from Sikasso", sikasso_ivory.value(), 0.7, 0.85),
        ("men in Côte d'Ivoire", men.value(), 0.55, 0.61),
        ("Côte d'Ivoire: below a year", share(&elapsed[0], 0, 12), 0.26, 0.36),
        ("Côte d'Ivoire: one to three years", share(&elapsed[0], 12, 36), 0.31, 0.40),
        ("Côte d'Ivoire: three years or more", share(&elapsed[0], 36, 9999), 0.29, 0.38),
        ("France: below seven years", share(&elapsed[1], 0, 84), 0.45, 0.57),
        ("Spain: without papers", papers.value(), 0.3, 0.4),
    ]
}
