//! What an environment learns by itself: updates of its world model, on request and after surprises.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Environment;
use crate::api::jobs::Job;
use crate::api::{Json, Path};
use crate::app::App;
use crate::auth::{Caller, EnvironmentWrite};
use crate::environments as domain;
use crate::policies::transition::By;
use crate::problem::{Answer, ProblemBody};
use crate::world_models::update;

/// An update to order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "the new pumps behave otherwise"}))]
pub struct NewUpdate {
    /// Why, 1 to 1,000 characters; it stays in the log for ever.
    reason: String,
    /// Steps, 1 to 100,000; as many as usual for the number of transitions when absent.
    steps: Option<u64>,
}

/// Updates the environment's newest world model in the background: from its weights on, as long as it has a word for all
/// that is new, and by prediction error. What the model predicts wrongly of the transitions that it has not learned from, the
/// surprises of plans among them, counts several times. What comes out is the environment's newest model.
#[utoipa::path(post, path = "/v1/environments/{environment}/models/update", operation_id = "update_world_model",
    tag = "environments", request_body = NewUpdate,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 202, body = Job), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn order(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(environment): Path<String>,
    Json(new): Json<NewUpdate>,
) -> Answer<(StatusCode, Json<Job>)> {
    let environment = domain::find(&app.store, &caller.tenant, &environment).await?;
    let job = update::order(&app, By::new(&caller, &new.reason)?, &environment, new.steps).await?;
    Ok((StatusCode::ACCEPTED, Json(job.into())))
}

/// When an environment learns by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Learning {
    /// Surprises of plans, since its newest model was made, after which that is updated; 0, the default: never by itself.
    update_after: i64,
}

/// Says after how many surprises of plans the environment's world model is updated by itself.
#[utoipa::path(put, path = "/v1/environments/{environment}/learning", operation_id = "set_learning",
    tag = "environments", request_body = Learning,
    params(("environment" = String, Path, description = "Environment, by identifier or name")),
    responses((status = 200, body = Environment), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn set(
    State(app): State<App>,
    caller: Caller<EnvironmentWrite>,
    Path(environment): Path<String>,
    Json(learning): Json<Learning>,
) -> Answer<Json<Environment>> {
    let environment = domain::find(&app.store, &caller.tenant, &environment).await?;
    Ok(Json(domain::set_learning(&app, &caller, &environment, learning.update_after).await?.into()))
}
