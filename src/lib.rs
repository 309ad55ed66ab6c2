//! Circular labour migration, simulated.
pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod decision;
pub mod scenario;
