//! Writes problems into responses: where the path and the request id are known, once for all handlers.

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::openai;
use crate::problem::{Code, Problem};

/// Renders the [`Problem`] of a response in the dialect of its path; logs its cause.
pub(super) async fn problems(request: Request, next: Next) -> Response {
    let request_id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("-").to_owned();
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_bare(&response) => foreign(response.status()),
        None => return response,
    };
    match (&problem.cause, problem.code.status().is_server_error()) {
        (Some(cause), _) => tracing::error!(code = problem.code.as_str(), %request_id, %path, %cause, "request failed"),
        (None, true) => tracing::warn!(code = problem.code.as_str(), %request_id, %path, "request failed"),
        (None, false) => tracing::debug!(code = problem.code.as_str(), %request_id, %path, "request refused"),
    }
    write(&problem, &path, &request_id)
}

/// An error response that some layer made without a body of ours.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let typed = response.headers().get(CONTENT_TYPE).is_some_and(|value| !value.as_bytes().starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && !typed
}

fn foreign(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge, "the body is larger than `max_body_bytes`"),
        StatusCode::NOT_FOUND => Problem::new(Code::NotFound, "there is nothing at this path"),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(Code::MethodNotAllowed, "see the OpenAPI document"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(Code::UnsupportedMediaType, "the media type is not read"),
        status if status.is_client_error() => Problem::new(Code::InvalidRequest, status.to_string()),
        status => Problem::internal(status),
    }
}

fn write(problem: &Problem, path: &str, request_id: &str) -> Response {
    let compatible = openai::speaks(path);
    let status = if compatible { openai::status(problem) } else { problem.code.status() };
    let mut response = if compatible {
        (status, axum::Json(openai::error_body(problem))).into_response()
    } else {
        let mut response = (status, axum::Json(problem.body(request_id))).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    };
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
