//! Ask a question.

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use utoipa::ToSchema;

use super::Json;
use crate::answer::{AnswerBody, AnswerRequest, Answered, Timings, Turn, answer};
use crate::app::App;
use crate::auth::{AnswerScope, Caller};
use crate::clock::rfc3339;
use crate::problem::{Answer, Problem, ProblemBody};

/// A question, and how to send the answer. Written out, not flattened: a flattened part neither refuses
/// unknown members nor names the path of a fault.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"question": "What is a statement?", "max_statements": 3}))]
pub struct AskRequest {
    /// The question, 1 to 4,000 characters.
    question: String,
    /// The turns before it, oldest first; at most 100.
    #[serde(default)]
    conversation: Vec<Turn>,
    /// Most statements of the answer, 1 to 6; 3 when absent.
    #[schema(minimum = 1, maximum = 6)]
    max_statements: Option<usize>,
    /// Seed of the solver's restarts, at most 2^53 − 1; same request, memory, policy and seed give the same answer.
    #[serde(default)]
    #[schema(maximum = 9007199254740991_u64)]
    seed: u64,
    /// Name of the policy to answer under; `default` when absent.
    policy: Option<String>,
    /// Send the answer as server-sent events.
    #[serde(default)]
    stream: bool,
}

impl From<AskRequest> for AnswerRequest {
    fn from(ask: AskRequest) -> Self {
        let request = Self::question(ask.question);
        let max_statements = ask.max_statements.unwrap_or(request.max_statements);
        Self { conversation: ask.conversation, max_statements, seed: ask.seed, policy: ask.policy, ..request }
    }
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerResponse {
    /// Identifier of the decision that records it.
    id: String,
    /// Always `answer`.
    object: &'static str,
    /// When it was decided, RFC 3339.
    created_at: String,
    /// The answer, and why it is the one.
    #[serde(flatten)]
    body: AnswerBody,
    /// Where the time went.
    timings: Timings,
    /// The same as `id`.
    decision_id: String,
}

impl From<Answered> for AnswerResponse {
    fn from(answered: Answered) -> Self {
        Self {
            id: answered.decision_id.clone(),
            object: "answer",
            created_at: rfc3339(answered.created_at),
            body: answered.body,
            timings: answered.timings,
            decision_id: answered.decision_id,
        }
    }
}

/// Answers a question from memory.
///
/// The whole answer is chosen, checked and recorded before its first byte is sent, streamed or not. A
/// refusal or an abstention is an answer too: status 200 and an `outcome` that says so. With `stream`,
/// the events are one `statement` for each statement, then `answer` with the whole body, then `done`.
#[utoipa::path(post, path = "/v1/answers", operation_id = "create_answer", tag = "answers", request_body = AskRequest,
    responses((status = 200, body = AnswerResponse), (status = 401, body = ProblemBody),
        (status = 422, body = ProblemBody), (status = 503, body = ProblemBody), (status = 507, body = ProblemBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<AnswerScope>,
    Json(ask): Json<AskRequest>,
) -> Answer<Response> {
    let stream = ask.stream;
    let response = AnswerResponse::from(answer(&app, &caller, ask.into()).await?);
    if stream {
        return Ok(events(&response)?.into_response());
    }
    Ok(Json(response).into_response())
}

fn events(response: &AnswerResponse) -> Answer<impl IntoResponse + use<>> {
    let mut events = Vec::with_capacity(response.body.statements.len() + 2);
    for statement in &response.body.statements {
        events.push(event("statement", statement)?);
    }
    events.push(event("answer", response)?);
    events.push(Event::default().event("done").data("[DONE]"));
    Ok(Sse::new(stream::iter(events.into_iter().map(Ok::<_, Infallible>))))
}

fn event<T: Serialize>(name: &str, value: &T) -> Answer<Event> {
    Event::default().event(name).json_data(value).map_err(Problem::internal)
}
