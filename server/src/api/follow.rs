//! Long work as server-sent events: `progress` whenever it changes, then `done`.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde::Serialize;

use crate::problem::Answer;

/// How often progress is read while somebody follows it.
const INTERVAL: Duration = Duration::from_millis(250);

/// Follows work from how it stood `first` until it has ended; `read` says how it stands.
pub(super) fn follow<T, R>(
    first: T,
    ended: fn(&T) -> bool,
    read: impl Fn() -> R + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + Send + 'static>
where
    T: Clone + PartialEq + Serialize + Send + Sync + 'static,
    R: Future<Output = Answer<T>> + Send,
{
    let follow = Follow { next: Some(first), over: false, ended, read };
    let stream = futures::stream::unfold(follow, |mut follow| async move {
        let event = follow.next().await?;
        Some((Ok(event), follow))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

struct Follow<T, F> {
    next: Option<T>,
    over: bool,
    ended: fn(&T) -> bool,
    read: F,
}

impl<T: Clone + PartialEq + Serialize, R: Future<Output = Answer<T>>, F: Fn() -> R> Follow<T, F> {
    async fn next(&mut self) -> Option<Event> {
        let seen = self.next.take()?;
        if self.over {
            return Some(Event::default().event("done").data("[DONE]"));
        }
        let event = Event::default().event("progress").json_data(&seen).ok()?;
        self.over = (self.ended)(&seen);
        let mut now = seen.clone();
        while !self.over && now == seen {
            tokio::time::sleep(INTERVAL).await;
            now = (self.read)().await.ok()?;
        }
        self.next = Some(now);
        Some(event)
    }
}
