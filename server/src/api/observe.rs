//! Request ids, logs and metrics of requests.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::{MakeRequestId, RequestId};

use crate::clock::Clock;

/// Names requests that come without a name.
#[derive(Clone)]
pub(super) struct Identify(pub Arc<dyn Clock>);

impl MakeRequestId for Identify {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&self.0.identifier("req")).ok().map(RequestId::new)
    }
}

/// Counts and times a request, by route and never by path: labels must stay few.
pub(super) async fn request(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let elapsed = started.elapsed().as_secs_f64();
    let status = response.status().as_u16().to_string();
    tracing::debug!(method, route, status, elapsed_ms = elapsed * 1e3, "request");
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("groundstate_requests_total", &labels).increment(1);
    metrics::histogram!("groundstate_request_seconds", &labels).record(elapsed);
    response
}

/// What a panic said.
#[must_use]
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message,
        _ => "no message",
    }
}
