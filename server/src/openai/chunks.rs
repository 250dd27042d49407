//! A chat completion as chunks. The whole answer has been checked and recorded before the first one.

use std::convert::Infallible;

use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures::stream;
use serde_json::{Value, json};

use super::chat::ChatCompletion;
use crate::problem::{Answer, Problem};

/// The events of a completion: role, content by statement, citations, finish, usage, `[DONE]`.
pub(super) fn events(completion: &ChatCompletion, usage_asked: bool) -> Answer<impl IntoResponse + use<>> {
    let choice = completion.choice().ok_or_else(|| Problem::internal("a completion without a choice"))?;
    let (content, refusal, annotations, finish_reason) = choice.parts();
    let mut deltas = vec![json!({"role": "assistant", "content": ""})];
    deltas.extend(pieces(content.unwrap_or_default()).map(|piece| json!({"content": piece})));
    deltas.extend(refusal.map(|refusal| json!({"refusal": refusal})));
    if !annotations.is_empty() {
        deltas.push(json!({"annotations": annotations}));
    }
    let mut chunks: Vec<Value> = deltas.into_iter().map(|delta| chunk(completion, &delta, None)).collect();
    chunks.push(chunk(completion, &json!({}), Some(finish_reason)));
    if usage_asked {
        let (id, created, model) = completion.head();
        chunks.push(json!({
            "id": id, "object": "chat.completion.chunk", "created": created, "model": model,
            "choices": [], "usage": completion.usage(),
        }));
    }
    let mut events = Vec::with_capacity(chunks.len() + 1);
    for chunk in &chunks {
        events.push(Event::default().json_data(chunk).map_err(Problem::internal)?);
    }
    events.push(Event::default().data("[DONE]"));
    Ok(Sse::new(stream::iter(events.into_iter().map(Ok::<_, Infallible>))))
}

fn chunk(completion: &ChatCompletion, delta: &Value, finish_reason: Option<&str>) -> Value {
    let (id, created, model) = completion.head();
    json!({
        "id": id, "object": "chat.completion.chunk", "created": created, "model": model,
        "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason}],
    })
}

/// Words with the space after them, a few at a time.
fn pieces(content: &str) -> impl Iterator<Item = String> + '_ {
    const WORDS: usize = 8;
    let words: Vec<&str> = content.split_inclusive(' ').collect();
    words.chunks(WORDS).map(|words| words.concat()).collect::<Vec<_>>().into_iter()
}
