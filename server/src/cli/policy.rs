//! `groundstate policy`. A policy is named as a file (then the command needs no server) or as `NAME`, `NAME@VERSION`.

mod backtest;
mod server;
mod steps;
mod target;
mod tools;

use std::process::ExitCode;

use clap::Subcommand;

use super::listing::Listing;
use super::output::Failure;
use crate::config::Config;

/// Policies: write, test, compare, back-test, approve, put in force.
#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// List the policies: of each the active version, or the newest.
    List(Listing),
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
    /// Evaluate a back-tested version beside the active one, without any effect on it.
    Shadow(steps::Take),
    /// Evaluate a version in shadow no longer.
    EndShadow(steps::Take),
    /// Approve a version. Its author may not: use the key of somebody else.
    Approve(steps::Take),
    /// Put an approved version in force; the one in force before is retired.
    Activate(steps::Take),
    /// Give a version up that was never in force.
    Withdraw(steps::Take),
    /// Take a policy out of force for good; not while it is attached.
    Retire(steps::Take),
    /// Put an earlier version in force again.
    Rollback(steps::Rollback),
    /// Show what governs a tenant, an application or a key, and where each objective comes from.
    Effective(server::Effective),
}

impl Policy {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        match self {
            Self::List(listing) => listing.print(("/v1/policies", ""), "no policy", server::listed).await,
            Self::Show(command) => command.run().await,
            Self::Create(command) => command.run().await,
            Self::Test(command) => command.run(config).await,
            Self::Lint(command) => command.run().await,
            Self::Diff(command) => command.run().await,
            Self::Explain(command) => command.run(config).await,
            Self::Backtest(command) => command.run().await,
            Self::Shadow(step) => step.run("shadow").await,
            Self::EndShadow(step) => step.run("end-shadow").await,
            Self::Approve(step) => step.run("approve").await,
            Self::Activate(step) => step.run("activate").await,
            Self::Withdraw(step) => step.run("withdraw").await,
            Self::Retire(step) => step.run("retire").await,
            Self::Rollback(command) => command.run().await,
            Self::Effective(command) => command.run().await,
        }
    }
}
