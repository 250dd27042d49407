//! OpenAI's error object.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Paths that speak this dialect.
const PATHS: [&str; 4] = ["/v1/chat/", "/v1/embeddings", "/v1/moderations", "/v1/models"];

/// Whether the path speaks OpenAI's dialect.
#[must_use]
pub fn speaks(path: &str) -> bool {
    PATHS.iter().any(|prefix| path.starts_with(prefix))
}

/// An error as OpenAI's clients read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorObject,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorObject {
    /// For people.
    pub message: String,
    /// Class of error.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The parameter at fault.
    pub param: Option<String>,
    /// Stable code for programs.
    pub code: String,
}

/// Says a problem in this dialect.
#[must_use]
pub fn error_body(problem: &Problem) -> ErrorBody {
    let kind = match problem.code.status() {
        StatusCode::UNAUTHORIZED => "authentication_error",
        StatusCode::FORBIDDEN => "permission_error",
        StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
        status if status.is_server_error() => "server_error",
        _ => "invalid_request_error",
    };
    ErrorBody {
        error: ErrorObject {
            message: problem.detail.clone(),
            kind,
            param: problem.parameter.clone(),
            code: problem.code.as_str().to_owned(),
        },
    }
}
