//! Layer 7: experiments. Designs in, tables out.

pub mod patterns;
pub mod rows;
pub mod verdict;
pub mod worlds;
