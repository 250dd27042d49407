//! `groundstate policy`. A policy is named as a file (then the command needs no server) or as `NAME`, `NAME@VERSION`.

pub(super) mod backtest;
mod server;
mod steps;
mod target;
mod tools;

use std::process::ExitCode;

use clap::Subcommand;

use super::output::Failure;
use crate::config::Config;

/// Policies: write, test, compare, back-test, approve, put in force.
#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// List the policies: of each the active version, or the newest.
    List(server::List),
    /// Show a version: document, history, what may happen next.
    Show(server::Show),
    /// Write a draft on the server.
    Create(server::Create),
    /// Run a policy's own cases; on the server, a draft that passes is tested from then on.
    Test(tools::Test),
    /// Find what is unreachable, contradictory or never tested.
    Lint(tools::Lint),
    /// Compare two policies, objective by objective and field by field.
    Diff(tools::Diff),
    /// Say what a policy says of a text, objective by objective.
    Explain(tools::Explain),
    /// Replay recorded decisions under a version and wait for the result.
    Backtest(backtest::Backtest),
    /// Evaluate a back-tested version beside the active one.
    Shadow(steps::Shadow),
    /// Evaluate a version in shadow no longer.
    EndShadow(steps::EndShadow),
    /// Approve a version; its author may not.
    Approve(steps::Approve),
    /// Put an approved version in force.
    Activate(steps::Activate),
    /// Give a version up that was never in force.
    Withdraw(steps::Withdraw),
    /// Take a policy out of force for good.
    Retire(steps::Retire),
    /// Put an earlier version in force again.
    Rollback(steps::Rollback),
    /// Show what governs a tenant, an application or a key, and where each objective comes from.
    Effective(server::Effective),
}

impl Policy {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        match self {
            Self::List(command) => command.run().await,
            Self::Show(command) => command.run().await,
            Self::Create(command) => command.run().await,
            Self::Test(command) => command.run(config).await,
            Self::Lint(command) => command.run().await,
            Self::Diff(command) => command.run().await,
            Self::Explain(command) => command.run(config).await,
            Self::Backtest(command) => command.run().await,
            Self::Shadow(command) => command.run().await,
            Self::EndShadow(command) => command.run().await,
            Self::Approve(command) => command.run().await,
            Self::Activate(command) => command.run().await,
            Self::Withdraw(command) => command.run().await,
            Self::Retire(command) => command.run().await,
            Self::Rollback(command) => command.run().await,
            Self::Effective(command) => command.run().await,
        }
    }
}
