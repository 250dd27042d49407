//! A small client of the server's own API.

use std::path::{Path, PathBuf};

use clap::Args;
use reqwest::header::LOCATION;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::output::Failure;
use crate::tls;

/// Which server, and as whom.
#[derive(Clone, Debug, Args)]
pub(super) struct Server {
    /// Where the server listens.
    #[arg(long, env = "GROUNDSTATE_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    url: String,
    /// API key; `serve` shows one at its first start.
    #[arg(long, env = "GROUNDSTATE_KEY", hide_env_values = true, value_name = "KEY")]
    key: Option<SecretString>,
    /// PEM file of authorities to trust besides those of this machine, for a server behind TLS.
    #[arg(long, env = "GROUNDSTATE_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl Server {
    /// A request to a path of the server.
    pub(super) fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Failure> {
        let key = self.key.as_ref().ok_or_else(|| {
            Failure::new("no API key")
                .hint("set GROUNDSTATE_KEY, or use --key; `groundstate serve` shows one at its first start")
        })?;
        let url = format!("{}{path}", self.url.trim_end_matches('/'));
        let client = trusting(self.ca_file.as_deref())?.build().map_err(|error| Failure::new(error.to_string()))?;
        Ok(client.request(method, url).bearer_auth(key.expose_secret()))
    }

    /// Sends a request and reads its JSON.
    pub(super) async fn json(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let response = self.send(request).await?;
        response.json().await.map_err(|error| Failure::new(format!("the server's answer is not JSON: {error}")))
    }

    /// The entries of every page of a list, in the server's order.
    pub(super) async fn all(&self, path: &str, filter: &str) -> Result<Vec<Value>, Failure> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = format!("{path}?limit=200{filter}{cursor}");
            let page = self.json(self.request(Method::GET, &page)?).await?;
            all.extend(list(&page, "data").cloned());
            let next = text(&page, "next_cursor");
            if next.is_empty() {
                return Ok(all);
            }
            cursor = format!("&cursor={next}");
        }
    }

    /// Sends a request; a problem of the server becomes a failure.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| {
            Failure::new(format!("no server answers at {}: {}", self.url, root(&error)))
                .hint("start one with `groundstate serve`")
        })?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        if let Some(place) = response.headers().get(LOCATION).filter(|_| status.is_redirection()) {
            let place = String::from_utf8_lossy(place.as_bytes());
            return Err(Failure::new(format!("{} redirects to {place}", self.url))
                .hint("a key is sent to no other place than the one named: name that one with --url"));
        }
        let problem: Value = response.json().await.unwrap_or_default();
        let text = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let failure = Failure::new(format!("{status}: {} (request {})", text("detail"), text("request_id")));
        Err(match text("code").as_str() {
            "unauthenticated" | "key_expired" => failure.hint("check GROUNDSTATE_KEY"),
            "overloaded" | "rate_limited" => failure.hint("try again in a moment"),
            _ => failure,
        })
    }
}

/// A client that trusts the authorities of this machine and those of a file. It follows no redirection: a key is sent to
/// whom it was meant for.
pub(super) fn trusting(ca_file: Option<&Path>) -> Result<ClientBuilder, Failure> {
    let trusted = tls::trusting(ca_file).map_err(|error| Failure::new(format!("--ca-file: {error}")))?;
    Ok(Client::builder().tls_backend_preconfigured(trusted).redirect(redirect::Policy::none()))
}

/// A text field of an answer; empty where it is absent.
pub(super) fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// The entries of a list of an answer.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// The innermost cause of an error.
pub(super) fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
