//! Admission: so many requests are worked on at once, so many wait, one more is told to come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Extension;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::problem::Problem;

/// The permits for work that holds the encoder or the solver.
#[derive(Debug)]
pub struct Admission {
    running: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
}

/// One place in the queue, given back when dropped.
struct Place(Arc<Admission>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Admission {
    /// `running` at once, `waiting` more in the queue.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        Self { running: Semaphore::new(running.max(1)), waiting: AtomicUsize::new(0), most_waiting: waiting }
    }

    fn queue(self: &Arc<Self>) -> Result<Place, Problem> {
        let place = Place(Arc::clone(self));
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.most_waiting {
            metrics::counter!("groundstate_shed_total").increment(1);
            return Err(Problem::overloaded());
        }
        Ok(place)
    }
}

/// Waits for a permit, or sheds the request.
pub(super) async fn admit(Extension(app): Extension<App>, request: Request, next: Next) -> Response {
    let admission = Arc::clone(&app.admission);
    let permit = match admission.running.try_acquire() {
        Ok(permit) => permit,
        Err(_) => {
            let place = match admission.queue() {
                Ok(place) => place,
                Err(problem) => return problem.into_response(),
            };
            let permit = admission.running.acquire().await;
            drop(place);
            match permit {
                Ok(permit) => permit,
                Err(error) => return Problem::unavailable("the server", error).into_response(),
            }
        }
    };
    let response = next.run(request).await;
    drop(permit);
    response
}
