//! `Idempotency-Key`: a repeated request gets the response of the first, not a second effect.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::auth::authenticate;
use crate::problem::{Code, Problem};
use crate::store::{Claim, IdempotencyKey, StoredResponse};

const HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;
const LARGEST_RESPONSE: usize = 8 << 20;
/// How long a response is kept.
const KEPT_MS: i64 = 24 * 3_600 * 1_000;

/// Answers repeated POST requests from the store.
pub(super) async fn repeat(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    run(&app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn run(app: &App, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let principal = authenticate(&mut parts, app).await?;
    let header = parts.headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if header.is_empty() || header.len() > LONGEST_KEY {
        return Err(Problem::parameter("Idempotency-Key", format!("use 1 to {LONGEST_KEY} visible ASCII characters")));
    }
    let body = to_bytes(body, app.config.max_document_bytes)
        .await
        .map_err(|_| Problem::new(Code::TooLarge, "the body is too large or was cut off"))?;
    let digest =
        hex::encode(Sha256::new().chain_update(parts.uri.path()).chain_update([0]).chain_update(&body).finalize());
    // A task of its own from the claim on, not cancelled with the connection or by the timeout: whoever repeats the
    // request must find its response, not a claim that nobody works on any more.
    let (app, request) = (app.clone(), Request::from_parts(parts, Body::from(body)));
    let worked = tokio::spawn(async move {
        let key = || IdempotencyKey { tenant: &principal.tenant, principal: &principal.id, key: &header };
        let now = app.clock.now();
        match app.store.claim_idempotency_key(key(), &digest, (now, now - KEPT_MS)).await? {
            Claim::Known(known) => replay(known, &digest),
            Claim::First => keep(&app, key(), next.run(request).await).await,
        }
    });
    worked.await.map_err(Problem::internal)?
}

fn replay(known: StoredResponse, digest: &str) -> Result<Response, Problem> {
    if known.request_digest != digest {
        return Err(Problem::new(Code::IdempotencyConflict, "the key was used for a different request"));
    }
    let Some(status) = known.status.and_then(|status| u16::try_from(status).ok()) else {
        let problem = Problem::new(Code::IdempotencyConflict, "the first request with this key is still running");
        return Err(Problem { retry_after: Some(1), ..problem });
    };
    let status = StatusCode::from_u16(status).map_err(Problem::internal)?;
    let media = HeaderValue::from_str(&known.content_type.unwrap_or_default()).map_err(Problem::internal)?;
    let headers = [(CONTENT_TYPE, media), ("idempotent-replayed".try_into().map_err(Problem::internal)?, TRUE)];
    Ok((status, headers, known.body.unwrap_or_default()).into_response())
}

const TRUE: HeaderValue = HeaderValue::from_static("true");

/// Keeps a successful response; anything else gives the key up, so that the request can be tried again.
async fn keep(app: &App, key: IdempotencyKey<'_>, response: Response) -> Result<Response, Problem> {
    let mut write = app.store.write().await?;
    if !response.status().is_success() {
        write.release_idempotency_key(key).await?;
        write.commit().await?;
        return Ok(response);
    }
    drop(write);
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_RESPONSE).await.map_err(Problem::internal)?;
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut write = app.store.write().await?;
    write.keep_response(key, i64::from(parts.status.as_u16()), media, &body).await?;
    write.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}
