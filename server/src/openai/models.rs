//! `GET /v1/models`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::ErrorBody;
use crate::api::{Json, Path};
use crate::app::App;
use crate::auth::{AnswerScope, Caller};
use crate::problem::{Answer, Code, Problem};

/// The model that answers.
pub const CHAT_MODEL: &str = "groundstate";
/// The model that moderates.
pub const MODERATION_MODEL: &str = "groundstate-moderation";

/// A model.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelEntry {
    /// Name.
    id: String,
    /// Always `model`.
    object: &'static str,
    /// Not known: 0.
    created: i64,
    /// Always `groundstate`.
    owned_by: &'static str,
}

/// The models.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelList {
    /// Always `list`.
    object: &'static str,
    /// The models.
    data: Vec<ModelEntry>,
}

fn known(app: &App) -> Vec<ModelEntry> {
    let names = [CHAT_MODEL, app.perception.name(), MODERATION_MODEL];
    let entry = |id: &str| ModelEntry { id: id.to_owned(), object: "model", created: 0, owned_by: "groundstate" };
    names.into_iter().map(entry).collect()
}

fn unknown(model: &str) -> Problem {
    let problem = Problem::new(Code::NotFound, format!("the model `{model}` does not exist"));
    Problem { parameter: Some("model".to_owned()), ..problem }
}

/// Lets only the model through that an endpoint has.
///
/// # Errors
/// `not_found`.
pub(super) fn require(app: &App, model: &str, wanted: &str) -> Answer<()> {
    if model == wanted {
        return Ok(());
    }
    if known(app).iter().any(|entry| entry.id == model) {
        return Err(Problem::parameter("model", format!("`{model}` does not do this; use `{wanted}`")));
    }
    Err(unknown(model))
}

/// Lists the models.
#[utoipa::path(get, path = "/v1/models", operation_id = "list_models",
    tag = "openai", responses((status = 200, body = ModelList)))]
pub async fn list(State(app): State<App>, _: Caller<AnswerScope>) -> Json<ModelList> {
    Json(ModelList { object: "list", data: known(&app) })
}

/// Reads a model.
#[utoipa::path(get, path = "/v1/models/{id}", operation_id = "read_model",
    tag = "openai", params(("id" = String, Path, description = "Model")),
    responses((status = 200, body = ModelEntry), (status = 404, body = ErrorBody)))]
pub async fn read(State(app): State<App>, _: Caller<AnswerScope>, Path(id): Path<String>) -> Answer<Json<ModelEntry>> {
    let entry = known(&app).into_iter().find(|entry| entry.id == id);
    Ok(Json(entry.ok_or_else(|| unknown(&id))?))
}
