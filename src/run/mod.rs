//! Layer 6: one replicate of one scenario, from the building of its world to what is remembered of it.
pub mod course;
pub mod replicate;
pub mod version;

pub use course::{Course, CourseError};
pub use replicate::{Checks, Outcome, RunError};
pub use version::RESULTS_VERSION;
