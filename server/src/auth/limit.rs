//! Requests a minute for each key: in process, or in Redis so that replicas share the count.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota};
use redis::Script;
use redis::aio::ConnectionManager;

use crate::clock::Clock;
use crate::problem::{Code, Problem};

const MINUTE_MS: i64 = 60_000;
/// How long a request waits for its count.
const LONGEST_COUNT: Duration = Duration::from_millis(250);

/// Counts one request in the current minute; the count so far.
const COUNT: &str = "local n = redis.call('INCR', KEYS[1]) \
     if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return n";

/// Lets a key make so many requests a minute.
pub struct RateLimiter {
    limit: Option<NonZeroU32>,
    backend: Backend,
    clock: Arc<dyn Clock>,
}

enum Backend {
    InProcess(DefaultKeyedRateLimiter<String>),
    Shared(Box<ConnectionManager>),
}

impl RateLimiter {
    /// A limiter of `limit` requests a minute (0: none), shared through Redis when a connection is given.
    #[must_use]
    pub fn new(limit: u32, redis: Option<ConnectionManager>, clock: Arc<dyn Clock>) -> Self {
        let limit = NonZeroU32::new(limit);
        let quota = Quota::per_minute(limit.unwrap_or(NonZeroU32::MIN));
        let backend = match redis {
            Some(connection) => Backend::Shared(Box::new(connection)),
            None => Backend::InProcess(DefaultKeyedRateLimiter::keyed(quota)),
        };
        Self { limit, backend, clock }
    }

    /// Counts one request of `key`.
    ///
    /// # Errors
    /// `rate_limited` when it is one too many. When Redis does not answer the request is let through:
    /// a limit protects capacity, not data, and the concurrency limit still holds.
    pub async fn admit(&self, key: &str) -> Result<(), Problem> {
        let Some(limit) = self.limit else { return Ok(()) };
        let within = match &self.backend {
            Backend::InProcess(limiter) => limiter.check_key(&key.to_owned()).is_ok(),
            Backend::Shared(connection) => self.count(connection, key).await <= limit.get(),
        };
        if within {
            return Ok(());
        }
        let problem = Problem::new(Code::RateLimited, format!("this key may make {limit} requests a minute"));
        Err(Problem { retry_after: Some(self.seconds_left()), ..problem })
    }

    async fn count(&self, connection: &ConnectionManager, key: &str) -> u32 {
        let minute = self.clock.now() / MINUTE_MS;
        let (script, mut connection) = (Script::new(COUNT), connection.clone());
        let mut counting = script.key(format!("groundstate:rate:{key}:{minute}"));
        let counted = counting.arg(2 * MINUTE_MS).invoke_async::<u32>(&mut connection);
        // The connection manager tries again for seconds; a request must not wait for that.
        match tokio::time::timeout(LONGEST_COUNT, counted).await {
            Ok(Ok(count)) => count,
            Ok(Err(error)) => uncounted(&error),
            Err(elapsed) => uncounted(&elapsed),
        }
    }

    fn seconds_left(&self) -> u64 {
        let left = MINUTE_MS - self.clock.now().rem_euclid(MINUTE_MS);
        u64::try_from(left / 1000 + 1).unwrap_or(60)
    }
}

fn uncounted(error: &dyn std::fmt::Display) -> u32 {
    tracing::warn!(%error, "redis does not answer; the request is not counted");
    0
}
