//! `groundstate critic`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Server, list, text};
use super::listing::Listing;
use super::output::{self, Failure, line};
use super::replay::Replay;
use super::step::Step;
use super::work::{Work, code};

const NONE: &str = "no critic yet: give feedback (`groundstate feedback`), then `groundstate critic train`";

/// The critic: versions that feedback trained, with the life cycle of policies.
#[derive(Debug, Subcommand)]
pub(super) enum Critic {
    /// List the versions, newest first.
    List(Listing),
    /// Show a version: how it was trained and checked, its history, what may happen next.
    Show(Show),
    /// Train a version from all feedback that is kept, and wait for it.
    Train(Train),
    /// Hold a draft against feedback that it was not trained on; it is tested from then on if it passes.
    Test(Take),
    /// Replay recorded decisions with a version and wait for the result.
    Backtest(Backtest),
    /// Decide every answer once more with a back-tested version, and note what it would have had said.
    Shadow(Take),
    /// Evaluate a version in shadow no longer.
    EndShadow(Take),
    /// Approve a version. Who had it trained may not: use the key of somebody else.
    Approve(Take),
    /// Put an approved version in use; the one in use before is retired.
    Activate(Take),
    /// Give a version up that was never in use.
    Withdraw(Take),
    /// Take the critic out of use; then none judges.
    Retire(Take),
    /// Put an earlier version in use again.
    Rollback(Rollback),
}

impl Critic {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::List(listing) => listing.print(("/v1/critics", ""), NONE, show).await,
            Self::Show(command) => command.run().await,
            Self::Train(command) => command.run().await,
            Self::Test(step) => step.run("test").await,
            Self::Backtest(command) => command.run().await,
            Self::Shadow(step) => step.run("shadow").await,
            Self::EndShadow(step) => step.run("end-shadow").await,
            Self::Approve(step) => step.run("approve").await,
            Self::Activate(step) => step.run("activate").await,
            Self::Withdraw(step) => step.run("withdraw").await,
            Self::Retire(step) => step.run("retire").await,
            Self::Rollback(command) => command.run().await,
        }
    }
}

fn show(version: &Value) -> Result<(), Failure> {
    let training = version.get("training").cloned().unwrap_or_default();
    let share = |name: &str| training.get(name).and_then(Value::as_f64).unwrap_or_default();
    line(format!(
        "version {:<4} {:<10} {} comparisons; of {} held out {:.1} % ranked right (at least {:.1} %, before {:.1} %)",
        text(version, "version"),
        text(version, "status"),
        text(&training, "comparisons"),
        text(&training, "held_out"),
        100.0 * share("accuracy"),
        100.0 * share("accuracy_at_least"),
        100.0 * share("accuracy_in_use"),
    ))
}

/// Show a version.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Version.
    #[arg(value_name = "VERSION")]
    number: i64,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Show {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/critics/{}", self.number);
        let version = self.server.json(self.server.request(Method::GET, &path)?).await?;
        if self.json {
            output::json(&version)?;
            return Ok(ExitCode::SUCCESS);
        }
        show(&version)?;
        for step in list(&version, "transitions") {
            let (at, action, principal) = (text(step, "at"), text(step, "action"), text(step, "principal"));
            line(format!("  {at} {action} by {principal}: {}", text(step, "reason")))?;
        }
        for action in list(&version, "actions") {
            let blocked = text(action, "blocked");
            let why = if blocked.is_empty() { String::new() } else { format!(" ({blocked})") };
            line(format!("  next: {}{why}", text(action, "action").replace('_', "-")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Train a version. Ends with 0 when there is a new draft.
#[derive(Debug, Args)]
pub(super) struct Train {
    /// Why; it stays in the log for ever.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    work: Work,
}

impl Train {
    async fn run(self) -> Result<ExitCode, Failure> {
        let Self { reason, work } = self;
        let job = work.order("/v1/critics", &json!({"reason": reason}), ("/v1/jobs", "judgements")).await?;
        let status = text(&job, "status");
        if work.json {
            output::json(&job)?;
        } else if status == "succeeded" {
            let page = work.server.json(work.server.request(Method::GET, "/v1/critics?limit=1")?).await?;
            list(&page, "data").try_for_each(show)?;
        } else {
            line(format!("{} {status} {}", text(&job, "id"), text(&job, "message")))?;
        }
        Ok(code(&job))
    }
}

/// Replay recorded decisions with a version, under the policies of their time.
#[derive(Debug, Args)]
pub(super) struct Backtest {
    /// Version.
    #[arg(value_name = "VERSION")]
    number: i64,
    #[command(flatten)]
    replay: Replay,
}

impl Backtest {
    async fn run(self) -> Result<ExitCode, Failure> {
        self.replay.run(&format!("/v1/critics/{}/backtest", self.number), json!({})).await
    }
}

/// A step of one version.
#[derive(Debug, Args)]
pub(super) struct Take {
    /// Version.
    #[arg(value_name = "VERSION")]
    number: i64,
    #[command(flatten)]
    step: Step,
}

impl Take {
    async fn run(self, step: &str) -> Result<ExitCode, Failure> {
        self.step.take(&format!("/v1/critics/{}/{step}", self.number), told).await
    }
}

/// Put an earlier version in use again.
#[derive(Debug, Args)]
pub(super) struct Rollback {
    /// Which version; the one in use before when absent.
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    #[command(flatten)]
    step: Step,
}

impl Rollback {
    async fn run(self) -> Result<ExitCode, Failure> {
        self.step.take_with("/v1/critics/rollback", json!({"version": self.to}), told).await
    }
}

fn told(taken: &Value) -> Result<(), Failure> {
    let version = taken.get("version").cloned().unwrap_or_default();
    let (number, status) = (text(&version, "version"), text(&version, "status"));
    line(format!("critic {number} is {status} (decision {})", text(taken, "decision_id")))
}
