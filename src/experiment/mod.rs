//! Layer 7: experiments. Designs in, tables out.

pub mod lives;
pub mod patterns;
pub mod propositions;
pub mod rows;
pub mod verdict;
pub mod worlds;
