//! Time, identifiers and randomness as arguments: the only place that reads the global ones.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Milliseconds since the Unix epoch.
pub type Millis = i64;

/// Where the server takes its time, identifiers and random bytes from.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Millis;
    /// A time-ordered identifier (UUID v7, RFC 9562) behind `prefix` and an underscore.
    fn identifier(&self, prefix: &str) -> String;
    /// Fills `bytes` from a cryptographically secure generator.
    fn random(&self, bytes: &mut [u8]);
}

/// The machine's clock and generator.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the injected clock")]
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the injected generator")]
    fn identifier(&self, prefix: &str) -> String {
        format!("{prefix}_{}", uuid::Uuid::now_v7().simple())
    }

    fn random(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// A clock for tests and evaluations: starts at a given time, advances one millisecond a reading,
/// numbers its identifiers and draws from a seed.
#[derive(Debug)]
pub struct SteppingClock {
    start: Millis,
    steps: AtomicU64,
    seed: u64,
}

impl SteppingClock {
    /// A clock that starts at `start` and draws from `seed`.
    #[must_use]
    pub fn new(start: Millis, seed: u64) -> Self {
        Self { start, steps: AtomicU64::new(0), seed }
    }

    fn step(&self) -> u64 {
        self.steps.fetch_add(1, Ordering::Relaxed)
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Millis {
        self.start + self.step().cast_signed()
    }

    fn identifier(&self, prefix: &str) -> String {
        format!("{prefix}_{:032x}", self.step())
    }

    fn random(&self, bytes: &mut [u8]) {
        ChaCha20Rng::seed_from_u64(self.seed ^ self.step()).fill_bytes(bytes);
    }
}

/// RFC 3339 in UTC, to the millisecond.
#[must_use]
pub fn rfc3339(time: Millis) -> String {
    jiff::Timestamp::from_millisecond(time).map_or_else(|_| String::new(), |stamp| format!("{stamp:.3}"))
}
