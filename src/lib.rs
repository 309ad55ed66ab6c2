//! Circular labour migration, simulated.
pub mod base;
pub mod decision;
pub mod scenario;
