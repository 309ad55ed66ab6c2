//! What the tests of guarantees share: sources read as text, scenarios made ready, worlds started once.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod levers;
pub mod source;
pub mod trial;
