//! `groundstate policy backtest`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Method;
use serde_json::{Value, json};

use super::target::Target;
use crate::cli::client::{Server, text};
use crate::cli::output::{self, Failure, line};

/// How often progress is asked for.
const INTERVAL: Duration = Duration::from_millis(500);

/// Replay recorded decisions under a version and wait for the result. Ends with 0 when the back-test has succeeded.
#[derive(Debug, Args)]
pub(in crate::cli) struct Backtest {
    /// NAME@VERSION.
    policy: Target,
    /// Decisions made from then on (RFC 3339); all when absent.
    #[arg(long)]
    from: Option<String>,
    /// Decisions made up to then (RFC 3339); now when absent.
    #[arg(long)]
    to: Option<String>,
    /// At most so many decisions, evenly spaced; all when absent.
    #[arg(long)]
    sample: Option<u32>,
    /// Why; it stays in the log where the back-test moves the version on.
    #[arg(long)]
    reason: Option<String>,
    /// Only order it; do not wait.
    #[arg(long)]
    no_wait: bool,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Backtest {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let (name, version) = self.policy.version()?;
        let body = json!({"policy": {"name": name, "version": version}, "from": self.from, "to": self.to,
            "sample": self.sample, "reason": self.reason});
        let request = self.server.request(Method::POST, "/v1/backtests")?.json(&body);
        let mut backtest = self.server.json(request).await?;
        if !self.no_wait {
            backtest = wait(&self.server, backtest, "/v1/backtests", "decisions").await?;
        }
        ended(&backtest, self.json)
    }
}

/// Follows a piece of long work to its end, with a bar.
pub(in crate::cli) async fn wait(
    server: &Server,
    mut work: Value,
    resource: &str,
    things: &str,
) -> Result<Value, Failure> {
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

/// Prints a back-test; the code says whether it went well so far.
pub(in crate::cli) fn ended(backtest: &Value, json: bool) -> Result<ExitCode, Failure> {
    if json {
        output::json(backtest)?;
    } else {
        show(backtest)?;
    }
    let fine = matches!(text(backtest, "status").as_str(), "queued" | "running" | "succeeded");
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn show(backtest: &Value) -> Result<(), Failure> {
    line(format!(
        "{} {}: {} of {} decisions",
        text(backtest, "id"),
        text(backtest, "status"),
        text(backtest, "done"),
        text(backtest, "total")
    ))?;
    let counts = backtest.get("counts").and_then(Value::as_object);
    for (outcome, rows) in counts.into_iter().flatten() {
        line(format!("  {:<14} {rows}", outcome.replace('_', " ")))?;
    }
    Ok(())
}
