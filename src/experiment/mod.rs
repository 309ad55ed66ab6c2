//! Layer 7: experiments. Designs in, tables out: what is run with what draws, and what may be concluded from it.
//!
//! [`design`] says which variants are compared and whether they start from one world; [`ensemble`] runs replicates ×
//! variants in parallel and keeps what has ended; [`reading`] is what an experiment remembers of a replicate;
//! [`compare`] and [`tables`] turn readings into tables, [`figures`] into data for pictures.

pub mod bond;
pub mod compare;
pub mod design;
pub mod ensemble;
pub mod figures;
pub mod lives;
pub mod patterns;
pub mod propositions;
pub mod reading;
pub mod rows;
pub mod tables;
pub mod variant;
pub mod verdict;
pub mod worlds;

pub use compare::Comparison;
pub use design::{Design, DesignError};
pub use ensemble::{EnsembleError, Keep, Options, Watch};
pub use reading::Reading;
pub use variant::Variant;
