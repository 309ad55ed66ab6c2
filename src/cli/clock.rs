//! The clock: for progress, for how long something took, and for when it was; never for results.

#[expect(clippy::disallowed_types, reason = "the command line may know how long it takes")]
type Moment = std::time::Instant;

/// A clock that runs from its making on.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Moment,
}

impl Clock {
    /// Starts.
    pub fn start() -> Self {
        Self { start: Moment::now() }
    }

    /// Seconds since then.
    pub fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }
}

/// This moment in universal time, to the second.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
