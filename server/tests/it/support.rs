//! What tests share: the service in process, the real binary, users, checkpoints, databases.

mod app;
mod encoder;
mod http;
mod postgres;
mod process;
mod tls;

pub(crate) use app::{TestApp, User};
pub(crate) use encoder::{real_encoder, tiny_encoder};
pub(crate) use http::{Reply, events};
pub(crate) use postgres::{redis_url, scratch_database};
pub(crate) use process::{Process, groundstate};
pub(crate) use tls::TlsServer;

use std::future::Future;
use std::time::{Duration, Instant};

/// Asks again until there is an answer; fails loudly when there is none in time.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    longest: Duration,
    ask: impl Fn() -> F,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(start.elapsed() < longest, "not within {longest:?}: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
