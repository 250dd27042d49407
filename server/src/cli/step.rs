//! What commands share that take a step with a reason.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Server;
use super::output::{self, Failure};

/// Why a step is taken, and how what came of it is printed.
#[derive(Debug, Args)]
pub(super) struct Step {
    /// Why; it stays in the log for ever.
    #[arg(long)]
    reason: String,
    /// Print what came of it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Step {
    /// Takes the step at a path, with what it needs beside the reason, and prints what came of it: in words by `told`.
    pub(super) async fn take_with(
        self,
        path: &str,
        mut body: Value,
        told: impl FnOnce(&Value) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        if let Some(body) = body.as_object_mut() {
            body.insert("reason".to_owned(), self.reason.into());
        }
        let taken = self.server.json(self.server.request(Method::POST, path)?.json(&body)).await?;
        if self.json {
            output::json(&taken)?;
        } else {
            told(&taken)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The same, where the step needs nothing but a reason.
    pub(super) async fn take(
        self,
        path: &str,
        told: impl FnOnce(&Value) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        self.take_with(path, json!({}), told).await
    }
}
