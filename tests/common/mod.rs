//! Tables and rules for tests.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod measure;

use circula::base::diagnostics::{Diagnostics, Sources};
use circula::base::draws::WorldKey;
use circula::base::node::parse_toml;
use circula::base::param::{Reader, Section};
use circula::base::units::Month;
use circula::mechanism::InForce;
use circula::population::{self, BuildError, PopulationTables, Sampling};
use circula::world::World;

/// Start of the scenarios.
pub const START: Month = Month::new(2005, 1);

/// Text of a table.
pub fn text(name: &str) -> Result<String, String> {
    std::fs::read_to_string(format!("{}/scenarios/mali/{name}", env!("CARGO_MANIFEST_DIR"))).map_err(|e| e.to_string())
}

/// Tables with their faults; `change` may alter each file.
pub fn changed(change: &dyn Fn(&str, String) -> String) -> (PopulationTables, Diagnostics, Sources) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let tables = PopulationTables::read(&|name| text(name).map(|t| change(name, t)), &mut sources, &mut out);
    (tables, out, sources)
}

/// The tables as shipped.
pub fn tables() -> PopulationTables {
    let (tables, out, sources) = changed(&|_, t| t);
    assert!(out.list.is_empty(), "{}", out.plain(&sources));
    tables
}

/// Rules with eight corridors.
pub fn rules() -> InForce {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let text = std::fs::read_to_string(format!("{}/tests/data/corridors.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let source = sources.add("corridors.toml", text);
    let node = parse_toml(source, &sources, &mut out);
    let rules = InForce::read(&mut Reader::new(Some(&node), &mut out));
    assert!(out.list.is_empty(), "{}", out.plain(&sources));
    rules
}

/// A sample at the start.
pub fn plan(one_in: u64) -> Sampling {
    Sampling { one_in, scale: 1.0, first_month: START, memory: None }
}

/// A world, with bounds of quintiles of its own tables.
pub fn build(tables: &PopulationTables, plan: &Sampling, rules: &InForce, key: WorldKey) -> Result<World, BuildError> {
    population::build(tables, plan, rules, population::wealth_bounds(tables, rules, plan.first_month)?, key)
}
