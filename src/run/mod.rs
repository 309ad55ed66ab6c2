//! Layer 6: one replicate of one scenario, from the building of its world to what is remembered of it.
pub mod course;
pub mod replicate;

pub use course::{Course, CourseError};
pub use replicate::{Checks, Outcome, RunError};

/// Version of the results: raised whenever the same scenario and seed give other bits, so that a folder of results
/// tells which program can reproduce it.
pub const RESULTS_VERSION: u32 = 2;
