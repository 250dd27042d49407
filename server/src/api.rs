//! The REST API: one file a resource, handlers that extract and call. The router and the OpenAPI
//! document are made from the same registrations.

mod admission;
pub mod answers;
pub mod backtests;
pub mod checks;
pub mod critics;
pub mod decisions;
mod document;
pub mod documents;
pub mod environments;
mod extract;
mod follow;
pub mod heads;
pub mod health;
mod idempotency;
pub mod jobs;
pub mod keys;
pub mod litellm;
mod observe;
pub mod packs;
mod page;
pub mod plans;
pub mod policies;
mod render;
mod secure;
pub mod statements;
pub mod world_models;

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
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
use crate::openai::{chat, embeddings, models, moderations};
use crate::problem::{Code, Problem};

/// The whole service: native API, compatible API, documentation, metrics and the web UI.
pub fn router(app: App) -> Router {
    let (api, openapi) = resources().split_for_parts();
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
        .layer(from_fn_with_state(app.clone(), idempotency::repeat))
        .layer(DefaultBodyLimit::max(app.config.max_body_bytes))
        .layer(Extension(app.clone()));
    api.merge(document::swagger(openapi))
        .fallback(crate::ui::serve)
        .method_not_allowed_fallback(|| async { Problem::new(Code::MethodNotAllowed, "see the OpenAPI document") })
        .layer(outer)
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// The OpenAPI document alone.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    resources().into_openapi()
}

fn resources() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::base())
        .merge(working())
        .merge(gateways())
        .merge(memory())
        .merge(reading())
        .merge(governing())
        .merge(learning())
        .merge(modelling())
        .merge(planning())
}

/// Work that holds the encoder or the solver: admitted, so many at once.
fn working() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(answers::create))
        .routes(routes!(checks::create))
        .routes(routes!(statements::find))
        .routes(routes!(decisions::again))
        .routes(routes!(policies::validate))
        .routes(routes!(packs::install, packs::list))
        .routes(routes!(policies::tools::explain))
        .routes(routes!(policies::steps::test))
        .routes(routes!(world_models::simulate))
        .routes(routes!(plans::create))
        .routes(routes!(plans::observe))
        .routes(routes!(plans::executions::execute))
        .routes(routes!(chat::create))
        .routes(routes!(embeddings::create))
        .routes(routes!(moderations::create))
        .route_layer(from_fn(admission::admit))
}

/// What other gateways call, with their own way of sending the key.
fn gateways() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(litellm::create))
        .route_layer(from_fn(admission::admit))
        .route_layer(from_fn(litellm::bearer))
}

/// Documents: their bodies may be larger than those of other requests.
fn memory() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(documents::create, documents::list)).route_layer(from_fn(documents::limit))
}

/// What reads and writes rows only.
fn reading() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(keys::me))
        .routes(routes!(keys::create, keys::list))
        .routes(routes!(keys::revoke))
        .routes(routes!(documents::read, documents::erase))
        .routes(routes!(documents::text))
        .routes(routes!(statements::list))
        .routes(routes!(statements::read))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::read))
        .routes(routes!(jobs::items))
        .routes(routes!(jobs::events))
        .routes(routes!(jobs::cancel))
        .routes(routes!(packs::read, packs::remove))
        .routes(routes!(packs::export))
        .routes(routes!(packs::signers, packs::trust))
        .routes(routes!(packs::distrust))
        .routes(routes!(decisions::list))
        .routes(routes!(decisions::read))
        .routes(routes!(decisions::erase))
        .routes(routes!(decisions::prove))
        .routes(routes!(decisions::head))
        .routes(routes!(decisions::consistency))
        .routes(routes!(decisions::download))
        .routes(routes!(decisions::shred))
        .routes(routes!(models::list))
        .routes(routes!(models::read))
}

/// Policies, their life, where they are attached, and back-tests.
fn governing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(policies::list, policies::create))
        .routes(routes!(policies::schema))
        .routes(routes!(heads::list))
        .routes(routes!(policies::tools::diff))
        .routes(routes!(policies::tools::lint_policy))
        .routes(routes!(policies::tools::effective))
        .routes(routes!(policies::read))
        .routes(routes!(policies::list_versions))
        .routes(routes!(policies::read_version))
        .routes(routes!(policies::tools::diff_versions))
        .routes(routes!(policies::steps::shadow))
        .routes(routes!(policies::steps::end_shadow))
        .routes(routes!(policies::steps::approve))
        .routes(routes!(policies::steps::activate))
        .routes(routes!(policies::steps::withdraw))
        .routes(routes!(policies::steps::retire))
        .routes(routes!(policies::steps::rollback))
        .routes(routes!(policies::attachments::list))
        .routes(routes!(policies::attachments::attach, policies::attachments::detach))
        .routes(routes!(policies::attachments::applications, policies::attachments::add_application))
        .routes(routes!(policies::attachments::remove_application))
        .routes(routes!(backtests::create, backtests::list))
        .routes(routes!(backtests::read))
        .routes(routes!(backtests::events))
        .routes(routes!(backtests::cancel))
        .routes(routes!(backtests::rows))
        .routes(routes!(backtests::row))
}

/// World models of environments, and plans made in them.
fn planning() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(world_models::train, world_models::list))
        .routes(routes!(world_models::read_training))
        .routes(routes!(plans::list))
        .routes(routes!(plans::read))
        .routes(routes!(plans::approve))
        .routes(routes!(plans::abandon))
        .routes(routes!(plans::executions::executions))
        .routes(routes!(plans::critics::train, plans::critics::list))
        .routes(routes!(plans::critics::put_in_use))
}

/// Feedback, and the critics that learn from it.
fn learning() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(critics::feedback, critics::feedback_list))
        .routes(routes!(critics::create, critics::list))
        .routes(routes!(critics::rollback))
        .routes(routes!(critics::read))
        .routes(routes!(critics::test))
        .routes(routes!(critics::backtest))
        .routes(routes!(critics::shadow))
        .routes(routes!(critics::end_shadow))
        .routes(routes!(critics::approve))
        .routes(routes!(critics::activate))
        .routes(routes!(critics::withdraw))
        .routes(routes!(critics::retire))
}

/// Environments: schemas and logged transitions.
fn modelling() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(environments::create, environments::list))
        .routes(routes!(environments::schema::published))
        .routes(routes!(environments::read, environments::delete))
        .routes(routes!(environments::revise, environments::versions))
        .routes(routes!(environments::version))
        .routes(routes!(environments::fitting))
        .routes(routes!(environments::learning::order))
        .routes(routes!(environments::learning::set))
        .routes(routes!(environments::transitions::push, environments::transitions::list))
        .routes(routes!(environments::transitions::rejected))
        .routes(routes!(environments::schema::infer))
        .routes(routes!(environments::schema::validate))
}

async fn timeout(State(app): State<App>, request: Request, next: Next) -> Response {
    // A stream of transitions may take long: it is given up when nothing comes any more.
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if request.method() == Method::POST && route == Some(environments::transitions::STREAMED) {
        return next.run(request).await;
    }
    let longest = Duration::from_millis(app.config.request_timeout_ms);
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::TimedOut, format!("no answer within {} ms", app.config.request_timeout_ms))
            .into_response(),
    }
}
