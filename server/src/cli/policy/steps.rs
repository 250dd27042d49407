//! Steps in the life of a version, on a server.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::target::Target;
use crate::cli::client::text;
use crate::cli::output::{Failure, line};
use crate::cli::step::Step;

/// A step of one version.
#[derive(Debug, Args)]
pub(in crate::cli) struct Take {
    /// NAME@VERSION.
    policy: Target,
    #[command(flatten)]
    step: Step,
}

impl Take {
    pub(super) async fn run(self, step: &str) -> Result<ExitCode, Failure> {
        self.step.take(&format!("{}/{step}", self.policy.path()?), told).await
    }
}

/// Put an earlier version in force again.
#[derive(Debug, Args)]
pub(in crate::cli) struct Rollback {
    /// Name of the policy.
    name: String,
    /// Which version; the one in force before when absent.
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    #[command(flatten)]
    step: Step,
}

impl Rollback {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/policies/{}/rollback", self.name);
        self.step.take_with(&path, json!({"version": self.to}), told).await
    }
}

fn told(taken: &Value) -> Result<(), Failure> {
    let version = taken.get("version").cloned().unwrap_or_default();
    line(format!(
        "{}@{} is {} (decision {})",
        text(&version, "name"),
        text(&version, "version"),
        text(&version, "status"),
        text(taken, "decision_id")
    ))
}
