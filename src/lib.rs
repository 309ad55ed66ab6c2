//! Circular labour migration, simulated.
pub mod base;
pub mod decision;
pub mod institution;
pub mod journal;
pub mod mechanism;
pub mod scenario;
pub mod world;
