//! `groundstate plan execute` and `groundstate plan executions`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::shown;
use crate::cli::client::{Server, text};
use crate::cli::listing::Listing;
use crate::cli::output::{self, Failure, line};

/// Have the server carry out the plan's next action with its tool. Ends with 0 when the tool did it, with 1 when it
/// failed or its answer was kept out.
#[derive(Debug, Args)]
pub(in crate::cli) struct Execute {
    /// The plan, `plan_…`.
    plan: String,
    /// The step, the number of actions taken before it; the plan's next when absent.
    #[arg(long)]
    step: Option<usize>,
    /// Send again what failed.
    #[arg(long)]
    again: bool,
    /// Print what came of it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Execute {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/plans/{}/execute", self.plan);
        let body = json!({"step": self.step, "again": self.again});
        let executed = self.server.json(self.server.request(Method::POST, &path)?.json(&body)).await?;
        let execution = executed.get("execution").cloned().unwrap_or_default();
        if self.json {
            output::json(&executed)?;
        } else {
            told(&execution)?;
            let error = text(&executed, "observation_error");
            if !error.is_empty() {
                line(format!("the state that it told is not taken in: {error}"))?;
            }
            if let Some(observed) = executed.get("observed").filter(|observed| !observed.is_null()) {
                line(text(&observed.get("verdict").cloned().unwrap_or_default(), "verdict"))?;
            }
            shown(&executed.get("plan").cloned().unwrap_or_default(), false)?;
        }
        Ok(if text(&execution, "status") == "succeeded" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// List what the server carried out of a plan.
#[derive(Debug, Args)]
pub(in crate::cli) struct Executions {
    /// The plan, `plan_…`.
    plan: String,
    #[command(flatten)]
    listing: Listing,
}

impl Executions {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/plans/{}/executions", self.plan);
        self.listing.print((&path, ""), "the server carried out nothing of it", told).await
    }
}

fn told(execution: &Value) -> Result<(), Failure> {
    let of = |name: &str| text(execution, name);
    let (step, verb, tool, status) = (of("step"), of("verb"), of("tool"), of("status"));
    let response = execution.get("response").cloned().unwrap_or_default();
    let came = match text(&response, "status").as_str() {
        "" => String::new(),
        code => format!(", {code}, {} bytes", text(&response, "bytes")),
    };
    let why = match of("detail").as_str() {
        "" => String::new(),
        detail => format!(": {detail}"),
    };
    line(format!("step {step}: {verb} by `{tool}` {status}{came}{why} (decision {})", of("decision_id")))
}
