//! Sending: one request, one answer, within a time and a size.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use secrecy::ExposeSecret;
use tokio::task::JoinSet;

use super::answer::Received;
use super::connect::connect;
use super::{Admitted, Tools};

/// What went wrong with a call. Nothing of what the tool said stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// Its host has no address.
    #[error("the host has no address")]
    Unresolvable,
    /// Its host resolves to where tools are not sent.
    #[error("the host resolves to {address}, where tools may not go")]
    Closed {
        /// Where.
        address: IpAddr,
    },
    /// Nobody answers there.
    #[error("no connection: {0}")]
    Unreachable(ErrorKind),
    /// It is not who it says, or does not speak TLS.
    #[error("TLS: {0}")]
    Tls(String),
    /// No whole answer in time.
    #[error("no answer within {milliseconds} ms")]
    TimedOut {
        /// The limit.
        milliseconds: u64,
    },
    /// The connection broke, or what came was no HTTP.
    #[error("the connection broke")]
    Broken,
    /// It sends us elsewhere.
    #[error("status {status}: redirections are not followed")]
    Redirected {
        /// The status.
        status: u16,
    },
    /// It says that it did not do it.
    #[error("status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// The answer is larger than it may be; the rest was not read.
    #[error("the answer has more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The answer is no JSON.
    #[error("the answer is no JSON")]
    NotJson,
    /// The answer does not fit its schema.
    #[error("the answer does not fit the tool's schema at `{at}`")]
    Unexpected {
        /// Where, as a JSON Pointer into the schema.
        at: String,
    },
    /// The answer repeats a secret that was sent.
    #[error("the answer repeats a secret")]
    Secret,
}

impl ToolError {
    /// The code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unresolvable => "unresolvable",
            Self::Closed { .. } => "closed_address",
            Self::Unreachable(_) => "unreachable",
            Self::Tls(_) => "tls",
            Self::TimedOut { .. } => "timed_out",
            Self::Broken => "broken",
            Self::Redirected { .. } => "redirected",
            Self::Status { .. } => "status",
            Self::TooLarge { .. } => "too_large",
            Self::NotJson => "not_json",
            Self::Unexpected { .. } => "unexpected_answer",
            Self::Secret => "secret_in_answer",
        }
    }

    /// Whether nothing was sent: then the action was not taken.
    #[must_use]
    pub const fn before_sending(&self) -> bool {
        matches!(self, Self::Unresolvable | Self::Closed { .. } | Self::Unreachable(_) | Self::Tls(_))
    }
}

impl Tools {
    /// Sends a call and reads what comes. The key is the same for every attempt at the same thing, so that a tool that
    /// honours it does it once.
    ///
    /// # Errors
    /// [`ToolError`]; what the tool answers is looked at by [`Received::result`].
    pub async fn send(&self, admitted: &Admitted, key: &str) -> Result<Received, ToolError> {
        let milliseconds = admitted.timeout_ms;
        let (limit, sent) = (Duration::from_millis(milliseconds), std::sync::atomic::AtomicBool::new(false));
        match tokio::time::timeout(limit, self.exchange(admitted, key, &sent)).await {
            Ok(exchanged) => exchanged,
            // A name that does not resolve and a host that does not answer in time have not got the request.
            Err(_) if !sent.load(std::sync::atomic::Ordering::Relaxed) => {
                Err(ToolError::Unreachable(ErrorKind::TimedOut))
            }
            Err(_) => Err(ToolError::TimedOut { milliseconds }),
        }
    }

    async fn exchange(
        &self,
        admitted: &Admitted,
        key: &str,
        sent: &std::sync::atomic::AtomicBool,
    ) -> Result<Received, ToolError> {
        let request = request(admitted, key).map_err(|_| ToolError::Broken)?;
        let connection = connect(&admitted.call.place, admitted.private, &self.0.authorities).await?;
        let (mut sender, driver) = http1::handshake(connection).await.map_err(|_| ToolError::Broken)?;
        // Ends with this call, whatever becomes of it.
        let mut drivers = JoinSet::new();
        drivers.spawn(driver);
        sent.store(true, std::sync::atomic::Ordering::Relaxed);
        let response = sender.send_request(request).await.map_err(|_| ToolError::Broken)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(ToolError::Redirected { status: status.as_u16() });
        }
        let body = read(response, admitted.most_bytes).await?;
        Ok(Received::new(status.as_u16(), body))
    }
}

fn request(admitted: &Admitted, key: &str) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let call = &admitted.call;
    let usual = if call.place.secure { 443 } else { 80 };
    let host = if call.place.port == usual { call.place.host.clone() } else { call.host() };
    let mut request = Request::builder()
        .method(call.method)
        .uri(call.target.as_str())
        .header(HOST, host)
        .header(USER_AGENT, concat!("groundstate/", env!("CARGO_PKG_VERSION")))
        .header(ACCEPT, "application/json")
        .header("idempotency-key", key);
    if call.body.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    for (name, value) in &admitted.headers {
        let mut value = HeaderValue::try_from(value.expose_secret())?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    request.body(Full::new(call.body.clone().unwrap_or_default().into()))
}

async fn read(response: Response<Incoming>, limit: u64) -> Result<Vec<u8>, ToolError> {
    let too_large = || ToolError::TooLarge { limit };
    let mut body = response.into_body();
    if body.size_hint().lower() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ToolError::Broken)?;
        let Some(more) = frame.data_ref() else { continue };
        if (bytes.len() + more.len()) as u64 > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(more);
    }
    Ok(bytes)
}
