//! Circular labour migration, simulated.
pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod decision;
pub mod experiment;
pub mod institution;
pub mod journal;
pub mod mechanism;
pub mod observe;
pub mod output;
pub mod run;
pub mod scenario;
pub mod world;
