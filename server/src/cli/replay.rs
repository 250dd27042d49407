//! What commands share that replay recorded decisions under something new.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::client::text;
use super::output::{self, Failure, line};
use super::work::{Work, code};

/// Which decisions are replayed, and how the result is told.
#[derive(Debug, Args)]
pub(super) struct Replay {
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
    #[command(flatten)]
    work: Work,
}

impl Replay {
    /// Orders the back-test at a path, with what names the version where the path does not, and waits for it. The code says whether
    /// it went well so far.
    pub(super) async fn run(self, path: &str, version: Value) -> Result<ExitCode, Failure> {
        let mut body = json!({"from": self.from, "to": self.to, "sample": self.sample, "reason": self.reason});
        if let (Some(body), Value::Object(version)) = (body.as_object_mut(), version) {
            body.extend(version);
        }
        let backtest = self.work.order(path, &body, ("/v1/backtests", "decisions")).await?;
        if self.work.json {
            output::json(&backtest)?;
        } else {
            show(&backtest)?;
        }
        Ok(code(&backtest))
    }
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
