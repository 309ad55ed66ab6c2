//! From tables of a population to a world: who lives where, in which household, with what work, wealth and kin, and who
//! is elsewhere since when.

pub mod alias;
pub mod away;
pub mod build;
pub mod frame;
pub mod movers;
pub mod people;
pub mod prepared;
pub mod quotes;
pub mod read;
pub mod rows;
pub mod sheet;
pub mod tables;
pub mod villages;

pub use build::{BuildError, Sampling, WorldSize, build, estimate, expected_villages, wealth_bounds};
pub use frame::{ClosedFrame, build_frame};
pub use sheet::{ReadFile, TableEvidence};
pub use tables::{FILES, PopulationTables};
