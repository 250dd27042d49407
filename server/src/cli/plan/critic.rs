//! `groundstate plan critic`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::client::{Server, text};
use crate::cli::listing::Listing;
use crate::cli::output::{Failure, line};
use crate::cli::step::Step;

/// The critic of an environment's plans: what is learned where all went as predicted and the plan failed all the same.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Critic {
    /// Train the next version on how plans ended, and check it on those held out.
    Train(Train),
    /// List the versions, newest first.
    List(List),
    /// Put a version in use that passed its check, or none: new plans ask it then.
    Use(Use),
}

impl Critic {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Train(command) => command.run().await,
            Self::List(command) => command.run().await,
            Self::Use(command) => command.run().await,
        }
    }
}

/// Train a critic of plans.
#[derive(Debug, Args)]
pub(in crate::cli) struct Train {
    /// Environment, by identifier or name.
    environment: String,
    #[command(flatten)]
    step: Step,
}

impl Train {
    async fn run(self) -> Result<ExitCode, Failure> {
        self.step.take(&format!("/v1/environments/{}/critics", self.environment), told).await
    }
}

/// List critics of plans.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Environment, by identifier or name.
    environment: String,
    #[command(flatten)]
    listing: Listing,
}

impl List {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/critics", self.environment);
        self.listing.print((&path, ""), "no critic of its plans yet: `groundstate plan critic train`", told).await
    }
}

/// Put a critic of plans in use.
#[derive(Debug, Args)]
pub(in crate::cli) struct Use {
    /// Environment, by identifier or name.
    environment: String,
    /// The version; none where it is left out.
    #[arg(value_name = "VERSION")]
    chosen: Option<i64>,
    /// Why; it stays in the log for ever.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    server: Server,
}

impl Use {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/critic", self.environment);
        let body = json!({"version": self.chosen, "reason": self.reason});
        self.server.send(self.server.request(Method::PUT, &path)?.json(&body)).await?;
        line(match self.chosen {
            Some(version) => format!("new plans ask version {version}"),
            None => "new plans ask no critic".to_owned(),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn told(critic: &Value) -> Result<(), Failure> {
    let training = critic.pointer("/critic/training").cloned().unwrap_or_default();
    let of = |name: &str| text(&training, name);
    let number = |name: &str| training.get(name).and_then(Value::as_f64).unwrap_or_default();
    let used = if text(critic, "in_use") == "true" { ", in use" } else { "" };
    let passed = if of("passed") == "true" { "passed" } else { "not passed" };
    line(format!(
        "version {}: {} plans, {} failed; on {} held out {:.3} nats, the share alone {:.3} ({passed}{used})",
        text(critic, "version"),
        of("plans"),
        of("failed"),
        of("held_out"),
        number("loss"),
        number("base_loss"),
    ))
}
