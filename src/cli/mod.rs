//! Layer 9. The command line.

pub mod faults;
