//! `groundstate train env`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::client::{list, text};
use crate::cli::output::{self, Failure, line};
use crate::cli::work::{Work, code};

/// Train the world model of an environment on a server, from the transitions that it has, and wait for it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Environment {
    /// Environment, by identifier or name.
    environment: String,
    /// Why; it stays in the log for ever.
    #[arg(long)]
    reason: String,
    /// Steps; as many as usual for the number of transitions when absent.
    #[arg(long)]
    steps: Option<u64>,
    /// Networks of the ensemble, 1 to 8. What plans may do is judged by the worst of them.
    #[arg(long, default_value_t = 2)]
    members: usize,
    /// Seed of weights and order.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Go on from the newest model, and learn by what it predicts wrongly of the transitions since; members and seed are
    /// those that it has.
    #[arg(long, conflicts_with_all = ["members", "seed"])]
    update: bool,
    #[command(flatten)]
    work: Work,
}

impl Environment {
    pub(in crate::cli) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/models", self.environment);
        let (to, body) = if self.update {
            (format!("{path}/update"), json!({"reason": self.reason, "steps": self.steps}))
        } else {
            let body = json!({"reason": self.reason, "steps": self.steps, "members": self.members, "seed": self.seed});
            (path.clone(), body)
        };
        let work = &self.work;
        let job = work.order(&to, &body, ("/v1/jobs", "steps")).await?;
        let status = text(&job, "status");
        if status == "succeeded" {
            let newest = format!("{path}?limit=1");
            let page = work.server.json(work.server.request(Method::GET, &newest)?).await?;
            let model = list(&page, "data").next().cloned().unwrap_or_default();
            if work.json {
                output::json(&model)?;
            } else {
                show(&model)?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        if work.json {
            output::json(&job)?;
        } else {
            line(format!("{} {status} {}", text(&job, "id"), text(&job, "message")))?;
        }
        Ok(code(&job))
    }
}

fn show(model: &Value) -> Result<(), Failure> {
    let training = model.get("training").cloned().unwrap_or_default();
    line(format!(
        "world model {}: {} transitions ({} left out), {} states, {} numbers a member, {} steps",
        text(model, "version"),
        text(&training, "transitions"),
        training.get("left_out").and_then(Value::as_u64).unwrap_or_default(),
        text(&training, "states"),
        text(&training, "parameters"),
        text(&training, "steps"),
    ))?;
    let exactness = training.get("exactness").cloned().unwrap_or_default();
    let share = |name: &str| 100.0 * exactness.get(name).and_then(Value::as_f64).unwrap_or_default();
    line(format!(
        "held out, exact: {:.1} % of all {}; of what actions change {:.1} % of {}, of what the environment changes {:.1} % of {}",
        share("all"),
        text(&exactness, "transitions"),
        share("act"),
        text(&exactness, "act_count"),
        share("environment"),
        text(&exactness, "environment_count"),
    ))
}
