//! What commands print, and how they fail.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::app::AppError;
use crate::problem::Problem;

/// Why a command failed: one sentence, and what to do about it.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let cause = problem.cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
        Self::new(format!("{}{cause}", problem.detail))
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            AppError::Perception(_) => {
                failure.hint("`make weights` fetches the encoder; GROUNDSTATE_ENCODER_DIR names one of your own")
            }
            _ => failure.hint("`groundstate doctor` looks for the cause"),
        }
    }
}

/// Says on standard error why a command failed.
pub(super) fn fail(failure: &Failure) -> ExitCode {
    let mut out = io::stderr().lock();
    let hint = failure.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    // Nothing is left to tell when standard error is gone.
    let _: io::Result<()> = writeln!(out, "error: {}{hint}", failure.message);
    ExitCode::FAILURE
}

/// Prints a line on standard output. A closed pipe ends quietly.
pub(super) fn line(text: impl AsRef<str>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", text.as_ref()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a value as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    line(serde_json::to_string_pretty(value)?)
}
