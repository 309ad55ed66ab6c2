//! Lives worked out by hand to the month and the cent. Each test writes down a life in a tiny world: all its events
//! with place, months and value, all payments of each month, and the state between; anything missing and anything more
//! fails.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod life;
mod season;
mod tiny;

mod ages;
mod balance;
mod bonds;
mod contracts;
mod hosts;
mod permits;
mod routes;
