//! Steps in the life of a version, on a server.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::target::Target;
use crate::cli::client::{Server, text};
use crate::cli::output::{self, Failure, line};

fn show(taken: &Value, json: bool) -> Result<ExitCode, Failure> {
    if json {
        output::json(taken)?;
    } else {
        let version = taken.get("version").cloned().unwrap_or_default();
        line(format!(
            "{}@{} is {} (decision {})",
            text(&version, "name"),
            text(&version, "version"),
            text(&version, "status"),
            text(taken, "decision_id")
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

macro_rules! steps {
    ($($(#[$doc:meta])* $command:ident = $path:literal;)+) => {
        $($(#[$doc])*
        #[derive(Debug, Args)]
        pub(in crate::cli) struct $command {
            /// NAME@VERSION.
            policy: Target,
            /// Why; it stays in the log for ever.
            #[arg(long)]
            reason: String,
            /// Print the version as JSON.
            #[arg(long)]
            json: bool,
            #[command(flatten)]
            server: Server,
        }

        impl $command {
            pub(super) async fn run(self) -> Result<ExitCode, Failure> {
                let path = format!("{}/{}", self.policy.path()?, $path);
                let request = self.server.request(Method::POST, &path)?.json(&json!({"reason": self.reason}));
                show(&self.server.json(request).await?, self.json)
            }
        })+
    };
}

steps! {
    /// Evaluate a back-tested version beside the active one, without any effect on it.
    Shadow = "shadow";
    /// Evaluate a version in shadow no longer.
    EndShadow = "end-shadow";
    /// Approve a version. Its author may not: use the key of somebody else.
    Approve = "approve";
    /// Put an approved version in force; the one in force before is retired.
    Activate = "activate";
    /// Give a version up that was never in force.
    Withdraw = "withdraw";
    /// Take a policy out of force for good; not while it is attached.
    Retire = "retire";
}

/// Put an earlier version in force again.
#[derive(Debug, Args)]
pub(in crate::cli) struct Rollback {
    /// Name of the policy.
    name: String,
    /// Which version; the one in force before when absent.
    #[arg(long, value_name = "VERSION")]
    to: Option<i64>,
    /// Why; it stays in the log for ever.
    #[arg(long)]
    reason: String,
    /// Print the version as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Rollback {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/policies/{}/rollback", self.name);
        let body = json!({"reason": self.reason, "version": self.to});
        let request = self.server.request(Method::POST, &path)?.json(&body);
        show(&self.server.json(request).await?, self.json)
    }
}
