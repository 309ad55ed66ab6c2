//! What the clerk reads of a month: the rules in force, and prices, wages and incomes worked out from them alone.

use circula::base::draws::{Draws, Purpose, WorldKey, label_hash};
use circula::base::math;
use circula::base::units::{Month, cents};
use circula::decision::horizon::Horizon;
use circula::institution::Rules;
use circula::institution::bonding::Stake;
use circula::institution::corridor::{Corridor, Remoteness};
use circula::institution::guaranty::Surety;
use circula::institution::programme::Programme;
use circula::journal::event::Event;
use circula::journal::{Backer, Place, Status};
use circula::mechanism::InForce;
use circula::world::state::LEVELS;
use circula::world::{District, Person, Spell, World};

/// A month's rules and what follows from them and from the state at its beginning.
pub struct Given<'a> {
    /// The month.
    pub t: Month,
    /// Rules in force.
    pub rules: &'a InForce,
    /// Day wage without papers by destination, EUR.
    pub day_wage: Vec<f64>,
}

impl<'a> Given<'a> {
    /// Of a world at the beginning of a month: the day wage falls as those without papers grow more.
    pub fn new(world: &World, rules: &'a InForce, t: Month) -> Self {
        let day_wage = (0..world.corridors.len()).map(|k| {
            let labour = &rules.corridor.list[k].1.labour;
            let there = |d: &District| d.spells.iter().filter(|s| s.status == Status::Irregular && at(s, k)).count();
            let stock: usize = world.districts.iter().map(there).sum();
            let start = world.markets[k].irregular_start as f64;
            if start == 0.0 {
                return labour.wage_irregular_eur_day;
            }
            // The declared wage is that of a stock as large as at the start.
            let now = math::pow(1.0 + stock as f64 / start, -labour.irregular_wage_elasticity);
            labour.wage_irregular_eur_day * math::pow(2.0, labour.irregular_wage_elasticity) * now
        });
        Self { t, rules, day_wage: day_wage.collect() }
    }

    /// Rules of a destination.
    pub fn corridor(&self, k: usize) -> &'a Corridor {
        &self.rules.corridor.list[k].1
    }

    /// Of a free mover at a destination: wage in the mean of work and its want, and what is left after living, cents.
    pub fn expected(&self, k: usize) -> (i64, i64) {
        let labour = &self.corridor(k).labour;
        let earned = cents((1.0 - labour.unemployment_share) * labour.wage_regular_eur_month);
        (earned, earned - cents(labour.living_regular_eur_month))
    }

    /// Wage of somebody at work with a right of stay at a destination, cents a month.
    pub fn wage(&self, k: usize, status: Status) -> i64 {
        let c = self.corridor(k);
        let regular = c.labour.wage_regular_eur_month;
        cents(match status {
            Status::Contract => c.agreement.programme().map_or(regular, |p| self.legal_wage(k, p)),
            Status::Settled => c.labour.wage_settled_eur_month,
            _ => regular,
        })
    }

    /// Living with a right of stay at a destination, cents a month.
    pub fn living(&self, k: usize, status: Status) -> i64 {
        let c = self.corridor(k);
        let regular = c.labour.living_regular_eur_month;
        cents(match status {
            Status::Contract => c.agreement.programme().map_or(regular, |p| p.living_eur_month),
            Status::Settled => c.labour.living_settled_eur_month,
            Status::Irregular => c.labour.living_irregular_eur_month,
            _ => regular,
        })
    }

    /// What the programme says is paid, less what a bond on employers takes of it: workers leave with the chance that
    /// their wage gives, each leaving costs the bond, and the highest wage that covers all that is paid.
    pub fn legal_wage(&self, k: usize, p: &Programme) -> f64 {
        let (e, labour) = (&self.rules.employers, &self.corridor(k).labour);
        if e.bond_eur <= 0.0 {
            return p.wage_eur_month;
        }
        let outside = labour.offer_pay * labour.irregular_days_month * labour.wage_irregular_eur_day;
        let mut wage = p.wage_eur_month;
        for _ in 0..10_000 {
            let tempted = (outside - wage) / (outside * labour.offer_spread);
            let leaving = labour.offers * math::logistic(tempted);
            let next = p.wage_eur_month - leaving * e.bond_eur - e.bond_interest / 12.0 * e.bond_eur;
            let settled = wage - next < 1e-9;
            wage = next;
            if settled || wage < p.living_eur_month {
                break;
            }
        }
        if wage < p.living_eur_month { p.wage_eur_month } else { wage }
    }

    /// What money is at stake, if any.
    pub fn stake(&self) -> Option<Stake> {
        self.rules.bond.stake()
    }

    /// The first guarantor asked of those with a backer.
    pub fn surety(&self, backer: Backer) -> Surety {
        self.rules.guarantor.asked().into_iter().find(|s| s.backer == backer).unwrap()
    }
}

/// Whether somebody is at a destination.
pub fn at(spell: &Spell, k: usize) -> bool {
    usize::from(spell.corridor) == k
}

/// A mechanism that has acted in one district.
pub struct Step<'a> {
    /// Its name.
    pub name: &'a str,
    /// The month.
    pub given: &'a Given<'a>,
    /// The world before it acted.
    pub before: &'a World,
    /// The world after.
    pub after: &'a World,
    /// District.
    pub at: usize,
}

impl<'a> Step<'a> {
    /// The district before.
    pub fn was(&self) -> &'a District {
        &self.before.districts[self.at]
    }

    /// The district after.
    pub fn is(&self) -> &'a District {
        &self.after.districts[self.at]
    }

    /// Events of the mechanism.
    pub fn events(&self) -> &'a [Event] {
        &self.is().events[self.was().events.len()..]
    }

    /// Shared rules.
    pub fn rules(&self) -> &'a Rules {
        &self.given.rules.rules
    }

    /// Household of a person.
    pub fn household(&self, person: usize) -> usize {
        usize::from(self.is().persons[person].household)
    }

    /// Whether a person is of a town.
    pub fn in_town(&self, person: usize) -> bool {
        self.is().villages[usize::from(self.is().households[self.household(person)].village)].urban
    }

    /// The spell that a person is on before.
    pub fn spell(&self, person: usize) -> &'a Spell {
        &self.was().spells[self.was().persons[person].spell as usize]
    }

    /// A draw of a person, by the label of its purpose.
    pub fn draw(&self, person: usize, label: &str, month: u32, index: u32) -> f64 {
        self.draws(person).unit(Purpose(label_hash(label)), month, index)
    }

    /// Draws of a person.
    pub fn draws(&self, person: usize) -> Draws {
        self.after.key.of(self.is().persons[person].id)
    }

    /// Month, mechanism and district in words.
    pub fn say(&self) -> String {
        format!("{}, {}, district {}", self.given.t, self.name, self.at)
    }

    /// Sector, level and part of the harvest lost of a household.
    fn work(&self, household: usize) -> (&'a circula::world::state::Sector, f64, f64, i32) {
        let h = &self.is().households[household];
        let class = usize::from(h.line) % (self.after.sectors.len() * LEVELS.len());
        let line = &self.after.book.lines[usize::from(h.line)];
        let left = line.lost_until.since(self.given.t).max(0);
        let sector = &self.after.sectors[class / LEVELS.len()];
        (sector, LEVELS[class % LEVELS.len()], if left > 0 { sector.farm * line.lost } else { 0.0 }, left)
    }

    /// Part of a household's income that is missing after a bad harvest.
    pub fn missing(&self, household: usize) -> f64 {
        self.work(household).2
    }

    /// Mean income of an earner of a household in a month of a year like this, EUR.
    pub fn mean_income(&self, household: usize) -> f64 {
        let (sector, level, lost, _) = self.work(household);
        level * 0.5 * (sector.farm_season_eur + sector.dry_season_eur) * (1.0 - lost)
    }

    /// Income and consumption of an earner of a household this month, cents: the fields bear from June to November,
    /// and what is consumed does not follow.
    pub fn income(&self, household: usize) -> (i64, i64) {
        let (sector, level, lost, _) = self.work(household);
        let farm = (5..=10).contains(&(self.given.t.0 % 12));
        let season = level * if farm { sector.farm_season_eur } else { sector.dry_season_eur };
        let mean = level * 0.5 * (sector.farm_season_eur + sector.dry_season_eur);
        (cents(season * (1.0 - lost)), cents((1.0 - self.rules().home.saving_share) * mean))
    }

    /// Debt that can be served from home at most, cents: what lenders press out of the surplus of a planning horizon.
    pub fn serviceable(&self, household: usize, home: AtHome) -> i64 {
        let (sector, level, lost, left) = self.work(household);
        let (p, h) = (&self.rules().preference, &self.rules().home);
        let part = f64::from((left as u32).min(p.horizon_months)) / f64::from(p.horizon_months);
        let mean = level * 0.5 * (sector.farm_season_eur + sector.dry_season_eur);
        let surplus = (mean * (1.0 - lost * part) - sector.floor_eur).max(h.least_surplus_eur_month);
        let surplus = surplus + home.each();
        cents(h.attachable_share * surplus * Horizon::new(p.horizon_months, p.discount_year).life())
    }

    /// The largest loan for a departure from a household with so many at home, cents.
    fn lent_at_home(&self, household: usize, home: AtHome) -> i64 {
        cents(self.rules().home.loan_months * (self.mean_income(household) + home.each()) * home.earners as f64)
    }

    /// The same with what kin overseas lend for a journey there, to a destination, cents.
    ///
    /// Members who have just arrived (households and destinations) count among kin.
    pub fn lent_for(&self, household: usize, home: AtHome, k: usize, arrived: &[(usize, usize)]) -> i64 {
        let overseas = |k: usize| matches!(self.given.corridor(k).circle, Remoteness::Overseas(_));
        let h = &self.was().households[household];
        let (mut known, mut kin) = (usize::from(h.overseas), h.kin_overseas);
        for &(_, to) in arrived.iter().filter(|a| a.0 == household && overseas(a.1)) {
            known = if kin == 0 { to } else { known };
            let step = (self.given.corridor(to).distance.member_network * 255.0).round() as u8;
            kin = kin.saturating_add(if known == to { step } else { 0 });
        }
        let lent = cents(f64::from(kin) / 255.0 * self.rules().home.kin_loan_eur);
        let kin = if overseas(k) { lent } else { 0 };
        self.lent_at_home(household, home) + kin
    }
}

/// Whether the rules let somebody in: age, and the shares of sexes and of those without a child that are admitted.
pub fn eligible(key: WorldKey, rules: &Rules, person: &Person, t: Month) -> bool {
    let e = &rules.eligibility;
    let draw = |index| key.of(person.id).unit(Purpose(label_hash("programme/admitted")), 0, index);
    let years = t.since(person.birth) / 12;
    let (sex, family) =
        (if person.woman() { e.women } else { e.men }, if person.child() { 1.0 } else { e.without_child });
    years >= e.age_low as i32 && years <= e.age_high as i32 && draw(0) < sex && draw(1) < family
}

/// Destination of an event.
pub fn destination(e: &Event) -> usize {
    e.place.position().unwrap()
}

/// Place of a destination.
pub fn place(k: usize) -> Place {
    Place::destination(k)
}

/// Those at home of a household, its grown members with those away, and what assets and jobs bring them together, cents
/// a month.
#[derive(Clone, Copy, Debug)]
pub struct AtHome {
    pub earners: i64,
    pub members: i64,
    pub brings: i64,
}

impl AtHome {
    /// What each member counts with of it, EUR a month.
    fn each(self) -> f64 {
        self.brings as f64 / 100.0 / self.members.max(1) as f64
    }
}
