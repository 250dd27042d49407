//! `POST /v1/chat/completions`: the last user message is the question, what came before is its conversation.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chunks;
use super::models::{CHAT_MODEL, require};
use crate::answer::{AnswerRequest, Answered, Outcome, Turn, TurnRole, answer};
use crate::api::Json;
use crate::app::App;
use crate::auth::{AnswerScope, Caller};
use crate::problem::{Answer, Problem};

use super::ErrorBody;

/// A chat completion request. Sampling parameters are accepted and have no effect: nothing is sampled.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"model": "groundstate", "messages": [{"role": "user", "content": "What is a statement?"}]}))]
pub struct ChatRequest {
    /// `groundstate`.
    model: String,
    /// The conversation; the last message must be the user's.
    messages: Vec<ChatMessage>,
    /// Send server-sent events.
    #[serde(default)]
    stream: bool,
    /// What to send besides.
    stream_options: Option<StreamOptions>,
    /// Answers to choose; only 1.
    n: Option<i64>,
    /// Seed of the solver.
    seed: Option<i64>,
}

/// What to send besides the answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StreamOptions {
    /// Send a last chunk with the usage.
    #[serde(default)]
    include_usage: bool,
}

/// A message.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatMessage {
    /// Who speaks.
    role: ChatRole,
    /// What is said: a text, or parts of type `text`.
    content: Option<Content>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    /// The application.
    System,
    /// The application, by its newer name.
    Developer,
    /// The person.
    User,
    /// The assistant.
    Assistant,
    /// The result of a tool.
    Tool,
}

/// What is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Content {
    /// A text.
    Text(String),
    /// Parts.
    Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
}

/// A chat completion.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatCompletion {
    /// Identifier of the decision that records it.
    id: String,
    /// Always `chat.completion`.
    object: &'static str,
    /// When it was decided, seconds since the Unix epoch.
    created: i64,
    /// `groundstate`.
    model: &'static str,
    /// One choice.
    choices: Vec<Choice>,
    /// Tokens read and said.
    usage: Usage,
}

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Choice {
    /// Always 0.
    index: u32,
    /// The message.
    message: Reply,
    /// Always absent.
    logprobs: Option<String>,
    /// `stop`, or `content_filter` when a guardrail refused.
    finish_reason: &'static str,
}

/// The assistant's message.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reply {
    /// Always `assistant`.
    role: &'static str,
    /// What is said.
    content: Option<String>,
    /// What is said instead when a guardrail refused.
    refusal: Option<String>,
    /// The citations.
    annotations: Vec<Annotation>,
}

/// A citation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Annotation {
    /// Always `url_citation`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Where the statement stands.
    url_citation: UrlCitation,
}

/// Where a statement stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UrlCitation {
    /// First character of the statement in the content.
    start_index: usize,
    /// Character after the last.
    end_index: usize,
    /// Title and headings.
    title: String,
    /// The passage in this server's API.
    url: String,
}

/// Tokens, counted by the encoder's tokenizer.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Usage {
    /// Tokens of the messages.
    prompt_tokens: usize,
    /// Tokens of the answer.
    completion_tokens: usize,
    /// Both.
    total_tokens: usize,
}

/// Answers the last message of a conversation.
#[utoipa::path(post, path = "/v1/chat/completions", operation_id = "create_chat_completion", tag = "openai", request_body = ChatRequest,
    responses((status = 200, body = ChatCompletion), (status = 400, body = ErrorBody), (status = 401, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<AnswerScope>,
    Json(chat): Json<ChatRequest>,
) -> Answer<Response> {
    require(&app, &chat.model, CHAT_MODEL)?;
    if chat.n.is_some_and(|n| n != 1) {
        return Err(Problem::parameter("n", "only one answer is chosen; `n` must be 1"));
    }
    let (stream, usage_asked) = (chat.stream, chat.stream_options.is_some_and(|options| options.include_usage));
    let request = question(chat.messages, chat.seed)?;
    let prompt = request.conversation.iter().map(|turn| turn.content.as_str()).chain([request.question.as_str()]);
    let prompt_tokens = prompt.map(|text| app.perception.count_tokens(text)).sum::<Result<usize, _>>()?;
    let answered = answer(&app, &caller, request).await?;
    let completion_tokens = app.perception.count_tokens(&answered.body.text)?;
    let usage = Usage { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
    let completion = completion(answered, usage);
    if stream {
        return Ok(chunks::events(&completion, usage_asked)?.into_response());
    }
    Ok(Json(completion).into_response())
}

fn question(messages: Vec<ChatMessage>, seed: Option<i64>) -> Answer<AnswerRequest> {
    let mut turns = Vec::with_capacity(messages.len());
    for (index, message) in messages.into_iter().enumerate() {
        let place = format!("messages[{index}].content");
        let content = match message.content {
            Some(Content::Text(text)) => text,
            Some(Content::Parts(parts)) => {
                parts.into_iter().map(|Part::Text { text }| text).collect::<Vec<_>>().join("\n")
            }
            None if message.role == ChatRole::Assistant => String::new(),
            None => return Err(Problem::parameter(place, "the content is missing")),
        };
        let role = match message.role {
            ChatRole::System | ChatRole::Developer => TurnRole::System,
            ChatRole::Tool => TurnRole::Tool,
            ChatRole::User => TurnRole::User,
            ChatRole::Assistant => TurnRole::Assistant,
        };
        turns.push(Turn { role, content });
    }
    let last = turns.pop().ok_or_else(|| Problem::parameter("messages", "the conversation is empty"))?;
    if last.role != TurnRole::User {
        return Err(Problem::parameter("messages", "the last message must be the user's"));
    }
    let seed = u64::try_from(seed.unwrap_or(0)).map_err(|_| Problem::parameter("seed", "must not be negative"))?;
    Ok(AnswerRequest { conversation: turns, seed, ..AnswerRequest::question(last.content) })
}

fn completion(answered: Answered, usage: Usage) -> ChatCompletion {
    let refused = answered.body.outcome == Outcome::Refused;
    let annotations = annotations(&answered);
    let text = answered.body.text;
    let (content, refusal) = if refused { (None, Some(text)) } else { (Some(text), None) };
    let message = Reply { role: "assistant", content, refusal, annotations };
    let finish_reason = if refused { "content_filter" } else { "stop" };
    ChatCompletion {
        id: answered.decision_id,
        object: "chat.completion",
        created: answered.created_at / 1_000,
        model: CHAT_MODEL,
        choices: vec![Choice { index: 0, message, logprobs: None, finish_reason }],
        usage,
    }
}

fn annotations(answered: &Answered) -> Vec<Annotation> {
    let mut next = 0;
    let annotation = |statement: &crate::answer::AnswerStatement| {
        let citation = &statement.citation;
        let start_index = next;
        let end_index = start_index + statement.text.chars().count();
        next = end_index + 1;
        let path = std::iter::once(&citation.title).chain(&citation.heading_path).map(String::as_str);
        let url = format!(
            "/v1/documents/{}/text?version={}&start={}&end={}",
            citation.document_id, citation.version, citation.span.start, citation.span.end
        );
        let title = path.collect::<Vec<_>>().join(" > ");
        Annotation { kind: "url_citation", url_citation: UrlCitation { start_index, end_index, title, url } }
    };
    answered.body.statements.iter().map(annotation).collect()
}

impl ChatCompletion {
    /// What a streamed completion says in each chunk.
    pub(super) fn head(&self) -> (&str, i64, &'static str) {
        (&self.id, self.created, self.model)
    }

    /// The only choice.
    pub(super) fn choice(&self) -> Option<&Choice> {
        self.choices.first()
    }

    /// Tokens read and said.
    pub(super) fn usage(&self) -> Usage {
        self.usage
    }
}

impl Choice {
    /// What is said, what instead, the citations, and why it ended.
    pub(super) fn parts(&self) -> (Option<&str>, Option<&str>, &[Annotation], &'static str) {
        let message = &self.message;
        (message.content.as_deref(), message.refusal.as_deref(), &message.annotations, self.finish_reason)
    }
}
