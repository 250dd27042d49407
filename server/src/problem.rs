//! Errors as the API says them: one table of codes, RFC 9457 on the native API, OpenAI's object on the
//! compatible one. Internal detail is logged once, where the response leaves, and never sent.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::StoreError;

/// Every code that the API answers with, its status and its title.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        /// What went wrong, in the words of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// All codes, for the generated table in the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as sent.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The status code that goes with it.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// A short title.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

codes! {
    /// The request is not what the endpoint takes.
    InvalidRequest = "invalid_request", BAD_REQUEST, "The request is not valid";
    /// No key, or one that is not known, expired or withdrawn.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "A valid API key is needed";
    /// The key has expired.
    KeyExpired = "key_expired", UNAUTHORIZED, "The API key has expired";
    /// The key lacks a scope.
    Forbidden = "forbidden", FORBIDDEN, "The API key may not do this";
    /// Nothing there, or nothing that this key may see.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "Method not allowed";
    /// The state of the thing forbids it.
    Conflict = "conflict", CONFLICT, "Conflict";
    /// The idempotency key was used for another request, or its first request is still running.
    IdempotencyConflict = "idempotency_conflict", CONFLICT, "The idempotency key is in use";
    /// What is asked for has been erased.
    Gone = "gone", GONE, "Erased";
    /// Body or document too large.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "Too large";
    /// A media type that is not read.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Unsupported media type";
    /// Well-formed, but a value is out of its range.
    Unprocessable = "unprocessable", UNPROCESSABLE_ENTITY, "A value is out of range";
    /// A schema of an environment that contradicts itself.
    ContradictorySchema = "contradictory_schema", UNPROCESSABLE_ENTITY, "The schema contradicts itself";
    /// An expression of a schema that is refused.
    InvalidExpression = "invalid_expression", UNPROCESSABLE_ENTITY, "The expression is refused";
    /// A type of object that the schema does not have, or not there.
    UnknownType = "unknown_type", UNPROCESSABLE_ENTITY, "The schema has no such type here";
    /// A property, field or role that the schema does not have.
    UnknownProperty = "unknown_property", UNPROCESSABLE_ENTITY, "The schema has no such property";
    /// An action that the schema does not have.
    UnknownVerb = "unknown_verb", UNPROCESSABLE_ENTITY, "The schema has no such action";
    /// A property or argument that must be there is not.
    MissingValue = "missing_value", UNPROCESSABLE_ENTITY, "A value is missing";
    /// A value of another kind than the schema says.
    WrongKind = "wrong_kind", UNPROCESSABLE_ENTITY, "A value is of another kind";
    /// A number in another unit than the schema says.
    UnitMismatch = "unit_mismatch", UNPROCESSABLE_ENTITY, "A number is in another unit";
    /// A number outside the range of the schema.
    OutOfRange = "out_of_range", UNPROCESSABLE_ENTITY, "A number is out of its range";
    /// A word outside the vocabulary of a category.
    UnknownWord = "unknown_word", UNPROCESSABLE_ENTITY, "A word is not in the vocabulary";
    /// A reference, a container or an argument that leads to no object.
    DanglingReference = "dangling_reference", UNPROCESSABLE_ENTITY, "A reference leads nowhere";
    /// Two objects of one identifier.
    DuplicateObject = "duplicate_object", UNPROCESSABLE_ENTITY, "An object stands twice";
    /// An object that contains itself.
    CyclicContainment = "cyclic_containment", UNPROCESSABLE_ENTITY, "An object contains itself";
    /// A container that may not hold the object.
    WrongContainer = "wrong_container", UNPROCESSABLE_ENTITY, "An object is in a wrong container";
    /// Too many requests with this key.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, "Too many requests";
    /// A defect of the server.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Internal error";
    /// The queue is full.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "Overloaded, try again shortly";
    /// Database, model or cache does not answer.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Temporarily unavailable";
    /// The request took longer than it may.
    TimedOut = "timed_out", GATEWAY_TIMEOUT, "The request took too long";
    /// The disk is full.
    StorageFull = "storage_full", INSUFFICIENT_STORAGE, "The storage is full";
}

/// One error on its way to the client. `cause` is for the log only.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// A sentence for the caller.
    pub detail: String,
    /// The parameter at fault, as a path (`messages[0].role`).
    pub parameter: Option<String>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
    /// What the log says.
    pub cause: Option<String>,
}

/// Result of a handler.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    /// A problem with a sentence for the caller.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), parameter: None, retry_after: None, cause: None }
    }

    /// A value that does not fit.
    #[must_use]
    pub fn parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { parameter: Some(name.into()), ..Self::new(Code::Unprocessable, detail) }
    }

    /// Nothing there, or nothing that this key may see: the same words for both.
    #[must_use]
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} `{id}`"))
    }

    /// A defect: the caller learns nothing of it.
    #[must_use]
    pub fn internal(cause: impl ToString) -> Self {
        let problem = Self::new(Code::Internal, "the server met an unexpected condition");
        Self { cause: Some(cause.to_string()), ..problem }
    }

    /// A part that the server needs does not answer.
    #[must_use]
    pub fn unavailable(what: &str, cause: impl ToString) -> Self {
        let problem = Self::new(Code::Unavailable, format!("{what} does not answer"));
        Self { cause: Some(cause.to_string()), retry_after: Some(1), ..problem }
    }

    /// The server has more work than it takes.
    #[must_use]
    pub fn overloaded() -> Self {
        Self { retry_after: Some(1), ..Self::new(Code::Overloaded, "the queue is full") }
    }

    /// As RFC 9457 says it.
    #[must_use]
    pub fn body(&self, request_id: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("/problems/{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: self.code.status().as_u16(),
            code: self.code.as_str().to_owned(),
            detail: self.detail.clone(),
            parameter: self.parameter.clone(),
            request_id: request_id.to_owned(),
        }
    }
}

/// `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "/problems/not_found", "title": "Not found", "status": 404, "code": "not_found",
    "detail": "there is no document `doc_1`", "request_id": "req_0192f0c4"
}))]
pub struct ProblemBody {
    /// Relative URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Title, the same for every problem of this kind.
    pub title: String,
    /// HTTP status code.
    pub status: u16,
    /// Stable code for programs.
    pub code: String,
    /// What happened here, for people.
    pub detail: String,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Identifier to quote when asking for help.
    pub request_id: String,
}

impl IntoResponse for Problem {
    // The body is written by `api::render`, which knows the request and the dialect of its path.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_full() {
            let problem = Self::new(Code::StorageFull, "the database cannot grow; nothing was written");
            return Self { cause: Some(error.to_string()), ..problem };
        }
        match error {
            StoreError::Corrupt(..) => Self::internal(error),
            _ => Self::unavailable("the database", error),
        }
    }
}
