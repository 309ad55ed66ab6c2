//! Layer 5. From files to checked rules: `extends`, `--set`, dated changes, every fault reported at once, and what
//! derives from the declarations: schema, tables of parameters, the frozen plan.
//!
//! A value in force comes from, each over the one before: the default in its declaration; the files of the `extends`
//! chain, the root first; `--set`; and from its month on, each dated change.

pub mod changes;
pub mod embedded;
pub mod evidence;
pub mod files;
mod flags;
mod layers;
pub mod load;
pub mod mix;
pub mod overlay;
pub mod plan;
pub mod schema;
pub mod settings;
pub mod show;

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod good_input;
#[cfg(test)]
mod trial;

pub use changes::{Change, Timeline};
pub use files::{Files, Location, Trouble};
pub use flags::Sets;
pub use load::{Loaded, load};
pub use settings::{Mechanisms, Population, Run, Settings};
