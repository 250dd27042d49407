//! The REST API: one file a resource, handlers that extract and call. The router and the OpenAPI
//! document are made from the same registrations.

mod admission;
mod document;
mod extract;
mod health;
mod idempotency;
mod keys;
mod observe;
mod page;
mod render;
mod secure;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use admission::Admission;
pub use extract::{Json, Path, Query};
pub use page::{Page, PageQuery};

use crate::app::App;
use crate::problem::{Code, Problem};

/// The whole service: native API, compatible API, documentation, metrics and the web UI.
#[must_use]
pub fn router(app: App) -> Router {
    let (api, openapi) = resources(&app).split_for_parts();
    let outer = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(observe::Identify(app.clock.clone())))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn(secure::headers))
        .layer(from_fn(observe::request))
        .layer(from_fn(render::problems))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| {
            Problem::internal(format!("a handler panicked: {}", observe::panic_message(panic.as_ref()))).into_response()
        }))
        .layer(from_fn_with_state(app.clone(), timeout))
        .layer(DefaultBodyLimit::max(app.config.max_body_bytes));
    api.merge(document::swagger(openapi))
        .fallback(crate::ui::serve)
        .method_not_allowed_fallback(|| async { Problem::new(Code::MethodNotAllowed, "see the OpenAPI document") })
        .layer(outer)
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// The OpenAPI document alone.
#[must_use]
pub fn openapi(app: &App) -> utoipa::openapi::OpenApi {
    resources(app).into_openapi()
}

fn resources(app: &App) -> OpenApiRouter<App> {
    // Work that holds the encoder or the solver is admitted; what merely reads rows is not.
    let _ = app;
    OpenApiRouter::with_openapi(document::base())
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(keys::me))
        .routes(routes!(keys::create, keys::list))
        .routes(routes!(keys::revoke))
}

async fn timeout(State(app): State<App>, request: Request, next: Next) -> Response {
    let longest = Duration::from_millis(app.config.request_timeout_ms);
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Problem::new(Code::TimedOut, format!("no answer within {} ms", app.config.request_timeout_ms)).into_response()
        }
    }
}
