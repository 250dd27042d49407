//! A tool: an HTTP server that does what it is told to, well or badly.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::DropGuard;

/// What the tool was asked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

#[derive(Debug)]
struct Shared {
    seen: Mutex<Vec<Seen>>,
    answer: Mutex<(u16, Value)>,
    flooded: AtomicU64,
}

/// A running tool.
pub(super) struct ToolServer {
    host: String,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

/// Bytes of a flood in all, and of one piece of it.
const FLOOD: u64 = 10_000_000_000;
const PIECE: usize = 32 << 10;

impl ToolServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            seen: Mutex::default(),
            answer: Mutex::new((200, json!({"ok": true}))),
            flooded: AtomicU64::new(0),
        });
        let router = axum::Router::new().fallback(serve).with_state(Arc::clone(&shared));
        let stop = tokio_util::sync::CancellationToken::new();
        let stopped = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                served = axum::serve(listener, router) => served.unwrap(),
            }
        });
        Self { host, shared, _stop: stop.drop_guard() }
    }

    /// `127.0.0.1:port`.
    pub(super) fn host(&self) -> String {
        self.host.clone()
    }

    /// What it was asked so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// What it answers from now on.
    pub(super) fn answer(&self, value: Value) {
        *self.shared.answer.lock().unwrap() = (200, value);
    }

    /// The status that it answers with from now on.
    pub(super) fn fail(&self, status: u16) {
        *self.shared.answer.lock().unwrap() = (status, json!({"error": "no"}));
    }

    /// Bytes that it sent of floods.
    pub(super) fn flooded(&self) -> u64 {
        self.shared.flooded.load(Ordering::Relaxed)
    }
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let headers: BTreeMap<String, String> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    shared.seen.lock().unwrap().push(Seen {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: headers.clone(),
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    });
    let (status, answer) = shared.answer.lock().unwrap().clone();
    match parts.uri.path() {
        "/hang" => std::future::pending().await,
        "/drip" => Body::from_stream(stream::unfold((), |()| async {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        }))
        .into_response(),
        "/elsewhere" => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "http://169.254.169.254/latest/meta-data")])
                .into_response()
        }
        "/flood" => flood(shared),
        "/claims" => ([(header::CONTENT_LENGTH, FLOOD.to_string())], flood(shared).into_body()).into_response(),
        "/echo" => axum::Json(json!({"you_said": headers.get("authorization")})).into_response(),
        "/text" => "not JSON at all".into_response(),
        "/empty" => StatusCode::NO_CONTENT.into_response(),
        _ => (StatusCode::from_u16(status).unwrap(), axum::Json(answer)).into_response(),
    }
}

/// Ten gigabytes, if anybody reads them.
fn flood(shared: Arc<Shared>) -> Response {
    Body::from_stream(stream::unfold(0, move |sent: u64| {
        let shared = Arc::clone(&shared);
        async move {
            shared.flooded.fetch_add(PIECE as u64, Ordering::Relaxed);
            (sent < FLOOD).then(|| (Ok::<_, std::io::Error>(Bytes::from(vec![b' '; PIECE])), sent + PIECE as u64))
        }
    }))
    .into_response()
}
