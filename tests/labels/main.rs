//! Labels: every declared name, unit, column, legend and entry of the manifest of a folder of results is held to what
//! it shows. Three scenarios are compared by the program; the same replicates are simulated here, and everything that
//! the folder says is worked out again from what they remember.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../cli_common/mod.rs"]
mod cli_common;
mod figures;
mod made;
mod manifest;
mod numbers;
mod pictures;
mod study;
mod svg;
mod tables;
mod words;
