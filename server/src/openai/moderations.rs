//! `POST /v1/moderations`: what the policy in force says of texts, objective by objective.
//!
//! Categories are the ids of the policy's objectives: the policy decides what is moderated, not a fixed
//! list. A score is how far an objective is exceeded, mapped into [0, 1] by `1 − 1 / (1 + excess)`, and 1
//! where a hard objective could not be evaluated.

use std::collections::BTreeMap;

use axum::extract::State;
use groundstate_guardrails::policy::Stage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ErrorBody;
use super::embeddings::Input;
use super::models::{MODERATION_MODEL, require};
use crate::api::Json;
use crate::app::App;
use crate::auth::{Caller, CheckScope};
use crate::check::{Checked, Subject, check};
use crate::problem::{Answer, Problem};

/// Texts of one request at most.
const MOST_TEXTS: usize = 32;

/// Texts to moderate.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"input": "a text"}))]
pub struct ModerationRequest {
    /// `groundstate-moderation`, or absent.
    model: Option<String>,
    /// One text or several.
    input: Input,
}

/// What the policy says of one text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationResult {
    /// Whether a hard objective forbids it.
    flagged: bool,
    /// Whether each objective is violated.
    categories: BTreeMap<String, bool>,
    /// How far each objective is exceeded, in `0..=1`.
    category_scores: BTreeMap<String, f64>,
}

/// What the policy says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModerationResponse {
    /// Identifier of the decision that records the first text.
    id: String,
    /// Always `groundstate-moderation`.
    model: &'static str,
    /// One for each text, in order.
    results: Vec<ModerationResult>,
}

impl From<Checked> for ModerationResult {
    fn from(checked: Checked) -> Self {
        // What had to be taken out was there.
        let flagged = !checked.permitted || !checked.redactions.is_empty();
        let mut result = Self { flagged, categories: BTreeMap::new(), category_scores: BTreeMap::new() };
        for verdict in checked.verdicts {
            let excess = verdict.value.map_or(f64::INFINITY, |value| (value - verdict.margin).max(0.0));
            result.categories.insert(verdict.objective.clone(), verdict.status == "violated");
            result.category_scores.insert(verdict.objective, 1.0 - 1.0 / (1.0 + excess));
        }
        for redaction in checked.redactions {
            result.category_scores.insert(redaction.objective.clone(), 1.0);
            result.categories.insert(redaction.objective, true);
        }
        result
    }
}

/// Moderates texts under the policy in force, as requests.
#[utoipa::path(post, path = "/v1/moderations", operation_id = "create_moderation", tag = "openai", request_body = ModerationRequest,
    responses((status = 200, body = ModerationResponse), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<CheckScope>,
    Json(request): Json<ModerationRequest>,
) -> Answer<Json<ModerationResponse>> {
    if let Some(model) = request.model.as_deref().filter(|model| !model.starts_with("omni-moderation")) {
        require(&app, model, MODERATION_MODEL)?;
    }
    let texts = match request.input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
    };
    if !(1..=MOST_TEXTS).contains(&texts.len()) {
        return Err(Problem::parameter("input", format!("send 1 to {MOST_TEXTS} texts")));
    }
    let (mut first, mut results) = (None, Vec::with_capacity(texts.len()));
    for text in texts {
        let subject = Subject { text: Some(text), ..Subject::default() };
        let (id, checked) = check(&app, &caller, subject, Stage::Input, None).await?;
        first.get_or_insert(id);
        results.push(checked.into());
    }
    Ok(Json(ModerationResponse { id: first.unwrap_or_default(), model: MODERATION_MODEL, results }))
}
