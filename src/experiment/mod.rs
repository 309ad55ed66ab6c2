//! Layer 7: experiments. Designs in, tables out: what is run with what draws, and what may be concluded from it.
//!
//! [`design`] says which variants are run and which of them start from one world; [`ensemble`] is the one runner: it
//! runs replicates × variants in parallel, [`layout`] sharing out memory and threads, and keeps what has ended.
//! [`compare`] runs scenarios beside a baseline: [`reading`] is what it remembers of a replicate, [`tables`],
//! [`figures`], [`gains`] and [`contrast`] what it makes of that, [`conclusion`] what follows from all variants by
//! what the design is for ([`analysis`]): curves over values ([`sweep`], [`sweep_plan`], [`curves`]), parts of a
//! difference ([`attribution`], [`parts`]), what matters ([`sensitivity`], [`influence`]); [`precision`] says when
//! replicates are enough. [`calibration`] looks for values near what was observed ([`abc`]), one design a batch of
//! proposals; and [`particles`] lay a posterior under judged rows; [`idle`] names rules that never worked.
//! [`patterns`] and [`propositions`] are rows that ask for worlds ([`asked`]) and are judged ([`verdict`]), [`doses`]
//! levers over their range whose curves are judged ([`shape`]); [`beliefs`] are held against what happens;
//! [`followed`] and [`welfare`] compare the same persons in two worlds.

pub mod abc;
pub mod analysis;
pub mod asked;
pub mod attribution;
pub mod beliefs;
pub mod bond;
pub mod calibrated;
pub mod calibration;
pub mod compare;
pub mod conclusion;
pub mod contrast;
pub mod curves;
pub mod design;
pub mod doses;
pub mod ensemble;
pub mod figures;
pub mod followed;
pub mod gains;
pub mod idle;
pub mod influence;
pub mod layout;
pub mod particles;
pub mod parts;
pub mod patterns;
pub mod precision;
pub mod propositions;
pub mod reading;
pub mod rows;
pub mod sensitivity;
pub mod shape;
pub mod stays;
pub mod sweep;
pub mod sweep_plan;
pub mod tables;
pub mod told;
pub mod variant;
pub mod verdict;
pub mod welfare;

pub use analysis::Analysis;
pub use compare::Comparison;
pub use design::{Design, DesignError};
pub use ensemble::{EnsembleError, Keep, Options, Watch};
pub use reading::Reading;
pub use variant::Variant;
