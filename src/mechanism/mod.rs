//! Layer 5: the mechanisms, one submodel a file, and **the month**: the list of those that act, in their order.
//!
//! A mechanism acts in one of two ways: `local(d, scene)` is what a district does by itself, in parallel with all
//! others; `shared(world, backdrop)` is what people compete for or what all districts share, one after the other. One
//! with parameters of its own, which nobody else reads, gets them as a last argument. The others help those that act.
//!
//! To add a mechanism: its file, and here the name of its module and a line of the list. The list gives its parameters
//! to scenario files, its draws to the test that no two are alike, its name to `[mechanism]`, and its part to the naive
//! month of the tests. (Modules stand apart from the list because the formatter does not look into macros.)

#[macro_use]
mod list;

pub mod abroad;
pub mod assets;
pub mod backing;
pub mod circumstances;
pub mod demography;
pub mod departure;
pub mod drought;
pub mod employers;
pub mod flight;
pub mod home;
pub mod homecoming;
pub mod information;
pub mod intention;
pub mod irregular;
pub mod irrigation;
pub mod journeys;
pub mod networks;
pub mod onward;
pub mod overstay;
pub mod placement;
pub mod programme;
pub mod recall;
pub mod refusal;
pub mod reintegration;
pub mod saver;
pub mod selection;
pub mod stay;
pub mod suretyship;
pub mod term;
pub mod transfers;
pub mod trust;
pub mod ways;
pub mod work;

use crate::base::param::{Reader, Section, Shape};
use crate::institution::Rules;

use crate::base::units::Month;
use crate::engine::{Backdrop, Tables, each_district};
use crate::journal::Status;
use crate::world::World;
pub use list::{Act, Mechanism};

/// Everything in force in a month: the rules that several mechanisms read, and the parameters that each has for itself.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// Rules that more than one mechanism reads.
    pub rules: Rules,
    /// Parameters that one mechanism has for itself.
    pub own: Own,
}

impl Section for InForce {
    fn shape() -> Shape {
        Shape::joined(Rules::shape(), Own::shape())
    }

    fn read(at: &mut Reader<'_>) -> Self {
        at.check_keys(&[Rules::KEYS, Own::KEYS].concat());
        Self { rules: Rules::read_fields(at), own: Own::read_fields(at) }
    }
}

impl Default for InForce {
    fn default() -> Self {
        crate::base::param::defaults()
    }
}

/// Whoever asks for a rule need not know that it stands among the shared ones.
impl std::ops::Deref for InForce {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.rules
    }
}

impl InForce {
    /// Switches a mechanism off: its parameters stand at their neutral values, so no code runs differently.
    pub fn switch_off(&mut self, mechanism: &str) {
        if let Some(switch_off) = LIST.iter().find(|m| m.name == mechanism).and_then(|m| m.switch_off) {
            switch_off(self);
        }
    }
}

mechanisms! {
    // What the year brings
    shared drought(Drought), off own "no harvest fails";

    // Who is there
    local demography(Demography), off own "nobody comes of age or dies a natural death at home";

    // What people hear and intend
    local information, off rules "beliefs stay as they were at the start of the run";
    local intention, off rules "nobody at home reconsiders";
    local suretyship;

    // Own ways out
    local departure;

    // Life away
    local work;
    local abroad;

    // What they own at home
    local assets, off rules "savings brought home are laid by: they earn nothing and are never lost";

    // What people compete for
    shared employers;
    shared programme, off rules "states have agreed on nothing";
    shared trust, off rules "the host state learns nothing: the quota stays as agreed, there is no suspension";
    local refusal;

    // What the states do for those at home
    shared reintegration, off rules "no project of a returner is supported";
    shared placement, off rules "nobody is placed in a job at home";

    shared irrigation(Irrigation), off own "no village is irrigated";
    shared transfers(Transfers), off own "no public money goes to households with members away";

    // Accounts
    shared home;

    // What these use
    helps backing;
    helps circumstances;
    helps flight;
    helps homecoming;
    helps irregular;
    helps journeys;
    helps networks;
    helps onward;
    helps overstay;
    helps recall;
    helps saver;
    helps selection;
    helps stay;
    helps term;
    helps ways;
}

/// One month under the rules in force. `start` is the first month of the run, burn-in included.
pub fn month(world: &mut World, in_force: &InForce, tables: &Tables, now: Month, start: Month) {
    let backdrop = open(world, in_force, tables, now, start);
    let mut rest = LIST;
    while let Some(first) = rest.first() {
        let mut done = 1;
        match first.act {
            Act::Shared(shared) => shared(world, &backdrop, &in_force.own),
            Act::Helps => {}
            Act::Local(_) => {
                done = rest.iter().position(|m| matches!(m.act, Act::Shared(_))).unwrap_or(rest.len());
                let (scene, districts) = backdrop.split(world);
                each_district(districts, |d| {
                    for mechanism in &rest[..done] {
                        if let Act::Local(local) = mechanism.act {
                            local(d, &scene, &in_force.own);
                        }
                    }
                });
            }
        }
        rest = &rest[done..];
    }
    close(world, &backdrop);
}

/// What comes before the mechanisms: the home economy's lines, the market of the month, last month's events forgotten.
pub fn open<'a>(
    world: &mut World,
    in_force: &'a InForce,
    tables: &'a Tables,
    now: Month,
    start: Month,
) -> Backdrop<'a> {
    crate::engine::home::open(world, &in_force.rules, now);
    world.events.clear();
    world.districts.iter_mut().for_each(|d| d.events.clear());
    Backdrop::new(world, &in_force.rules, tables, now, start)
}

/// What comes after them: records of those no longer away go, and the stock without papers is counted for the market of
/// the next month.
pub fn close(world: &mut World, backdrop: &Backdrop<'_>) {
    world.now = backdrop.now.plus(1);
    let (_, districts) = backdrop.split(world);
    each_district(districts, crate::world::District::sweep);
    for corridor in 0..world.markets.len() {
        let cell = corridor * Status::COUNT + Status::Irregular as usize;
        world.markets[corridor].irregular = world.districts.iter().map(|d| d.stock[cell]).sum();
    }
}
