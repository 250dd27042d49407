//! A budget of time.

use std::time::{Duration, Instant};

use groundstate_guardrails::features::Budget;

/// Exhausted at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn after(budget: Duration) -> Self {
        Self(Instant::now() + budget)
    }
}

impl Budget for Deadline {
    fn exhausted(&self) -> bool {
        Instant::now() >= self.0
    }
}
