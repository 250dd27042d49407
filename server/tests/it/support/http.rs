//! Responses, and what every one of them must look like.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A response that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.to_vec()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a response with this status.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// A problem (RFC 9457) with this status and code; its shape is checked.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let body = self.json(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{body}");
        assert_eq!((body["code"].as_str(), body["status"].as_u64()), (Some(code), Some(u64::from(status))), "{body}");
        assert_eq!(body["type"], format!("/problems/{code}"));
        assert!(!body["title"].as_str().unwrap().is_empty() && !body["detail"].as_str().unwrap().is_empty(), "{body}");
        assert_eq!(body["request_id"], self.header("x-request-id"), "{body}");
        body
    }

    /// An error in OpenAI's form.
    #[track_caller]
    pub(crate) fn openai_error(&self, status: u16, kind: &str) -> Value {
        let body = self.json(status);
        let error = body["error"].as_object().unwrap();
        assert_eq!(error["type"], kind, "{body}");
        assert!(error.contains_key("param") && error["code"].is_string() && error["message"].is_string(), "{body}");
        body["error"].clone()
    }
}

/// Server-sent events as (name, data); the name is empty where none was sent.
pub(crate) fn events(text: &str) -> Vec<(String, String)> {
    let field = |block: &str, name: &str| {
        block.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim_start().to_owned())
    };
    text.split("\n\n")
        .filter_map(|block| Some((field(block, "event:").unwrap_or_default(), field(block, "data:")?)))
        .collect()
}
