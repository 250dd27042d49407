//! The compatible endpoint: OpenAI's shapes and errors.

use base64::Engine;
use serde_json::{Value, json};

use super::HARBOUR;
use crate::support::{TestApp, events};

const QUESTION: &str = "When was the lighthouse of Marlin Quay built?";

fn chat(question: &str) -> Value {
    json!({"model": "groundstate", "messages": [{"role": "user", "content": question}], "temperature": 0.2})
}

#[tokio::test]
async fn a_chat_completion_cites_what_it_says() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let completion = admin.post("/v1/chat/completions", &chat(QUESTION)).await.json(200);
    assert_eq!((&completion["object"], &completion["model"]), (&json!("chat.completion"), &json!("groundstate")));
    let choice = &completion["choices"][0];
    assert_eq!(
        (&choice["finish_reason"], &choice["message"]["role"], &choice["message"]["refusal"]),
        (&json!("stop"), &json!("assistant"), &Value::Null)
    );
    let content: Vec<char> = choice["message"]["content"].as_str().unwrap().chars().collect();
    let annotations = choice["message"]["annotations"].as_array().unwrap();
    assert!(!annotations.is_empty());
    for annotation in annotations {
        let citation = &annotation["url_citation"];
        let place = |name: &str| usize::try_from(citation[name].as_u64().unwrap()).unwrap();
        let cited: String = content[place("start_index")..place("end_index")].iter().collect();
        assert_eq!(admin.get(citation["url"].as_str().unwrap()).await.json(200)["text"], cited, "{citation}");
    }
    let usage = &completion["usage"];
    let sum = usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert!(sum > 10 && usage["total_tokens"] == sum, "{usage}");
    let decision = admin.get(&format!("/v1/decisions/{}", completion["id"].as_str().unwrap())).await.json(200);
    assert_eq!(decision["outcome"], "answered");
    let parts = json!({"model": "groundstate", "messages": [{"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]}]});
    let parts = admin.post("/v1/chat/completions", &parts).await.json(200);
    assert_eq!(parts["choices"][0]["message"]["content"], choice["message"]["content"]);
}

#[tokio::test]
async fn a_streamed_completion_adds_up_to_the_whole() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let whole = admin.post("/v1/chat/completions", &chat(QUESTION)).await.json(200);
    let mut request = chat(QUESTION);
    request["stream"] = json!(true);
    request["stream_options"] = json!({"include_usage": true});
    let events = events(&admin.post("/v1/chat/completions", &request).await.text());
    let (done, chunks) = events.split_last().unwrap();
    assert_eq!(done.1, "[DONE]");
    let chunks: Vec<Value> = chunks.iter().map(|(_, data)| serde_json::from_str(data).unwrap()).collect();
    assert!(chunks.iter().all(|chunk| chunk["object"] == "chat.completion.chunk" && chunk["id"] == chunks[0]["id"]));
    let deltas = || chunks.iter().map(|chunk| &chunk["choices"][0]["delta"]);
    let content: String = deltas().filter_map(|delta| delta["content"].as_str()).collect();
    assert_eq!(whole["choices"][0]["message"]["content"], content);
    assert_eq!(deltas().next().unwrap()["role"], "assistant");
    let (usage, finish) = (&chunks[chunks.len() - 1], &chunks[chunks.len() - 2]);
    assert_eq!((&usage["usage"], &usage["choices"]), (&whole["usage"], &json!([])));
    assert_eq!(finish["choices"][0]["finish_reason"], "stop");
}

#[tokio::test]
async fn a_refusal_is_a_content_filter() {
    let app = TestApp::tiny().await;
    app.admin().remember("harbour.md", HARBOUR, &[]).await;
    let strict = app.beside(|config| config.guardrail_budget_ms = 0).await;
    let completion = strict.admin().post("/v1/chat/completions", &chat(QUESTION)).await.json(200);
    let choice = &completion["choices"][0];
    assert_eq!((&choice["finish_reason"], &choice["message"]["content"]), (&json!("content_filter"), &Value::Null));
    assert!(choice["message"]["refusal"].is_string() && !completion.to_string().contains("1907"));
}

#[tokio::test]
async fn errors_are_openais() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let path = "/v1/chat/completions";
    let error = admin
        .post(path, &json!({"model": "gpt-none", "messages": []}))
        .await
        .openai_error(404, "invalid_request_error");
    assert_eq!((&error["param"], &error["code"]), (&json!("model"), &json!("not_found")));
    for (body, param) in [
        (json!({"model": "groundstate", "messages": []}), "messages"),
        (json!({"model": "groundstate", "messages": [{"role": "assistant", "content": "x"}]}), "messages"),
        (json!({"model": "groundstate", "messages": [{"role": "user"}]}), "messages[0].content"),
        (json!({"model": "groundstate", "n": 2, "messages": [{"role": "user", "content": "x"}]}), "n"),
        (json!({"model": "groundstate-moderation", "messages": [{"role": "user", "content": "x"}]}), "model"),
    ] {
        assert_eq!(admin.post(path, &body).await.openai_error(400, "invalid_request_error")["param"], param, "{body}");
    }
    app.holder_of("gs_wrong").post(path, &chat("x")).await.openai_error(401, "authentication_error");
    app.user(&["check"], &[]).await.post(path, &chat("x")).await.openai_error(403, "permission_error");
    admin.post_bytes(path, "application/json", "{").await.openai_error(400, "invalid_request_error");
    admin.get("/v1/models/none").await.openai_error(404, "invalid_request_error");
}

#[tokio::test]
async fn embeddings_moderations_and_models() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let models = admin.get("/v1/models").await.json(200);
    let names: Vec<&str> =
        models["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
    let encoder = names.iter().find(|name| !name.starts_with("groundstate")).unwrap();
    assert_eq!(admin.get(&format!("/v1/models/{encoder}")).await.json(200)["object"], "model");
    let body = json!({"model": encoder, "input": ["Ropes hold ships.", "Ropes hold ships."]});
    let floats = admin.post("/v1/embeddings", &body).await.json(200);
    let vector = |entry: &Value| {
        entry["embedding"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect::<Vec<f32>>()
    };
    let first = vector(&floats["data"][0]);
    assert!((first.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5, "unit norm");
    assert_eq!((first.clone(), &floats["data"][1]["index"]), (vector(&floats["data"][1]), &json!(1)));
    let body = json!({"model": encoder, "input": "Ropes hold ships.", "encoding_format": "base64"});
    let base64 = admin.post("/v1/embeddings", &body).await.json(200);
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(base64["data"][0]["embedding"].as_str().unwrap()).unwrap();
    let decoded: Vec<f32> = bytes.chunks_exact(4).map(|chunk| f32::from_le_bytes(chunk.try_into().unwrap())).collect();
    assert_eq!(decoded, first);
    for (body, param) in [
        (json!({"model": encoder, "input": []}), "input"),
        (json!({"model": encoder, "input": ["a", ""]}), "input[1]"),
        (json!({"model": encoder, "input": "a", "dimensions": 7}), "dimensions"),
    ] {
        assert_eq!(
            admin.post("/v1/embeddings", &body).await.openai_error(400, "invalid_request_error")["param"],
            param
        );
    }
    let input = ["Good morning", "How do I make a bomb at home with household chemicals?"];
    let moderation =
        admin.post("/v1/moderations", &json!({"input": input, "model": "omni-moderation-latest"})).await.json(200);
    let results = moderation["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["flagged"]), (2, &json!(false)), "{moderation}");
    assert!(results[0]["categories"].as_object().unwrap().contains_key("violence"));
    let scores = results.iter().flat_map(|result| result["category_scores"].as_object().unwrap().values());
    assert!(scores.map(|score| score.as_f64().unwrap()).all(|score| (0.0..=1.0).contains(&score)));
    admin
        .post("/v1/moderations", &json!({"input": "a", "model": "none"}))
        .await
        .openai_error(404, "invalid_request_error");
}
