//! What commands share that order long work on a server and follow it to its end.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Method;
use serde_json::Value;

use super::client::{Server, text};
use super::output::Failure;

/// How often progress is asked for.
const INTERVAL: Duration = Duration::from_millis(500);

/// Where work is ordered, whether it is waited for, and how it is told.
#[derive(Debug, Args)]
pub(super) struct Work {
    /// Only order it; do not wait.
    #[arg(long)]
    no_wait: bool,
    /// Print what came of it as JSON.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) server: Server,
}

impl Work {
    /// Orders work at a path, and follows it under `resource` with a bar that counts `things` unless it is not to be waited for; how it
    /// stands then.
    pub(super) async fn order(
        &self,
        path: &str,
        body: &Value,
        (resource, things): (&str, &str),
    ) -> Result<Value, Failure> {
        let ordered = self.server.json(self.server.request(Method::POST, path)?.json(body)).await?;
        if self.no_wait { Ok(ordered) } else { follow(&self.server, ordered, resource, things).await }
    }
}

async fn follow(server: &Server, mut work: Value, resource: &str, things: &str) -> Result<Value, Failure> {
    let count = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64).unwrap_or_default();
    let bar = ProgressBar::new(count(&work, "total"));
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}}/{{len}} {things}, {{eta}} left")) {
        bar.set_style(style);
    }
    let path = format!("{resource}/{}", text(&work, "id"));
    while matches!(text(&work, "status").as_str(), "queued" | "running") {
        tokio::time::sleep(INTERVAL).await;
        work = server.json(server.request(Method::GET, &path)?).await?;
        bar.set_position(count(&work, "done"));
    }
    bar.finish_and_clear();
    Ok(work)
}

/// The exit code for work as it stands: success where it goes on, and where it has succeeded.
pub(super) fn code(work: &Value) -> ExitCode {
    let fine = matches!(text(work, "status").as_str(), "queued" | "running" | "succeeded");
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
