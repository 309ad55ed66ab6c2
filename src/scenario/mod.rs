//! Layer 5: from files to what is run.
pub mod initial;
