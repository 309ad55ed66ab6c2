//! The initial population against what is known of the country, and against wrong tables.

mod common;

use circula::base::luck::WorldKey;
use circula::base::units::Month;
use circula::journal::ledger::{Account, Flow};
use circula::scenario::initial::{BuildError, Plan, Tables, build, estimate, villages};
use circula::world::World;
use common::{plan, rules, tables};

#[test]
fn smoke() {
    let (t, r) = (tables(), rules());
    let w = build(&t, &plan(20), &r, WorldKey::new(1, 0)).unwrap();
    println!("{} residents {} persons {} bytes/res", w.residents, w.persons(), w.bytes() as f64 / w.residents as f64);
    println!("{:?}", estimate(&t, &plan(20)));
}
