//! What the tests of guarantees share: sources read as text, scenarios made ready, worlds started once.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod levers;
pub mod source;
pub mod trial;

/// Faults that no exception excuses, and exceptions that excuse nothing: both are wrong. An exception has the words of
/// its fault, and a reason.
pub fn unexcused(faults: Vec<String>, exceptions: &[(&str, &str)]) -> Vec<String> {
    let excused = |fault: &String| exceptions.iter().any(|e| e.0 == fault.as_str());
    let stale = exceptions.iter().filter(|e| !faults.iter().any(|fault| fault.as_str() == e.0));
    let stale: Vec<String> = stale.map(|e| format!("an exception that is not needed: {}", e.0)).collect();
    faults.into_iter().filter(|fault| !excused(fault)).chain(stale).collect()
}
