//! The OpenAPI document and the page that shows it.

use axum::Router;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi};
use utoipa::{Modify, OpenApi as _};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::app::App;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Groundstate",
        description = "Answers chosen under all objectives before the first byte. Guardrailed, cited, recorded.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    security(("api_key" = [])),
    modifiers(&BearerKeys),
    tags(
        (name = "answers", description = "Ask; get an optimised, guarded, cited and recorded answer."),
        (name = "memory", description = "Documents, statements, search."),
        (name = "jobs", description = "Long work, with progress."),
        (name = "guardrails", description = "Policies, and checks without an answer."),
        (name = "plans", description = "Plans that are checked before anything is done, and followed step by step."),
        (name = "critics", description = "What feedback taught: versions of the trainable critic."),
        (name = "environments", description = "What a world is made of, logged transitions of it, its learned model, simulation."),
        (name = "decisions", description = "The record of every answer, its proof and its replay."),
        (name = "openai", description = "The OpenAI-compatible endpoint."),
        (name = "keys", description = "API keys."),
        (name = "operation", description = "Health and metrics.")
    )
)]
struct Base;

struct BearerKeys;

impl Modify for BearerKeys {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("gs_…")
            .description(Some("An API key: `Authorization: Bearer gs_…`"))
            .build();
        let components = document.components.get_or_insert_with(Components::new);
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// What the document says besides its paths.
pub(super) fn base() -> OpenApi {
    Base::openapi()
}

/// The document at `/openapi.json`, shown at `/docs`.
pub(super) fn swagger(document: OpenApi) -> Router<App> {
    SwaggerUi::new("/docs").url("/openapi.json", document).config(Config::default().try_it_out_enabled(true)).into()
}
