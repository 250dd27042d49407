//! Liveness, readiness, metrics.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::Json;
use crate::app::App;
use crate::problem::{Answer, ProblemBody};

/// State of the server.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the server.
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// The process runs.
#[utoipa::path(get, path = "/healthz", operation_id = "is_live",
    tag = "operation", security(()), responses((status = 200, body = Health)))]
pub async fn live() -> Json<Health> {
    Json(OK)
}

/// The server can work: database and encoder answer.
#[utoipa::path(get, path = "/readyz", operation_id = "is_ready", tag = "operation", security(()),
    responses((status = 200, body = Health), (status = 503, body = ProblemBody)))]
pub async fn ready(State(app): State<App>) -> Answer<Json<Health>> {
    app.store.ping().await?;
    Ok(Json(OK))
}

/// Metrics in the Prometheus text format.
#[utoipa::path(get, path = "/metrics", operation_id = "read_metrics", tag = "operation", security(()),
    responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let stats = app.perception.stats();
    metrics::gauge!("groundstate_encoder_queue_tokens", "lane" => "interactive").set(stats.interactive.tokens as f64);
    metrics::gauge!("groundstate_encoder_queue_tokens", "lane" => "bulk").set(stats.bulk.tokens as f64);
    metrics::counter!("groundstate_encoder_tokens_total").absolute(stats.tokens);
    metrics::counter!("groundstate_encoder_batches_total").absolute(stats.batches);
    metrics::counter!("groundstate_encoder_rejected_total").absolute(stats.rejected);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}
