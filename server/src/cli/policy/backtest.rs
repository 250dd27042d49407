//! `groundstate policy backtest`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::target::Target;
use crate::cli::output::Failure;
use crate::cli::replay::Replay;

/// Replay recorded decisions under a version and wait for the result. Ends with 0 when the back-test has succeeded.
#[derive(Debug, Args)]
pub(in crate::cli) struct Backtest {
    /// NAME@VERSION.
    policy: Target,
    #[command(flatten)]
    replay: Replay,
}

impl Backtest {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let (name, version) = self.policy.version()?;
        self.replay.run("/v1/backtests", json!({"policy": {"name": name, "version": version}})).await
    }
}
