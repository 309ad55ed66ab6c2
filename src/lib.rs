//! Circular labour migration, simulated.
pub mod base;
pub mod decision;
pub mod institution;
pub mod journal;
pub mod mechanism;
pub mod observe;
pub mod output;
pub mod world;
