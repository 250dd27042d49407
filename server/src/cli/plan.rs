//! `groundstate plan`.

mod critic;
mod execute;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Server, list, text};
use super::env::read;
use super::listing::Listing;
use super::output::{self, Failure, line};
use super::step::Step;
use crate::plans::Status;

/// Plans: ask for one, approve it, say what came of its actions.
#[derive(Debug, Subcommand)]
pub(super) enum Plan {
    /// Ask for a plan that reaches goals from a state under every guardrail.
    Create(Create),
    /// List plans, newest first.
    List(List),
    /// Show a plan: its steps, what was rejected and why, what happened.
    Show(Show),
    /// Approve a plan whose irreversible actions wait for it. Whoever asked for it may not: use the key of somebody else.
    Approve(Take),
    /// Give a plan up.
    Abandon(Take),
    /// Say what state the plan's next action led to.
    Observe(Observe),
    /// Have the server carry out the plan's next action with its tool.
    Execute(execute::Execute),
    /// List what the server carried out of a plan.
    Executions(execute::Executions),
    /// The critic of an environment's plans: train it, list its versions, put one in use.
    #[command(subcommand)]
    Critic(critic::Critic),
    /// Predict where actions would lead, with what guardrails say of each state.
    Simulate(Simulate),
}

impl Plan {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Create(command) => command.run().await,
            Self::List(command) => command.run().await,
            Self::Show(command) => command.run().await,
            Self::Approve(step) => step.run("approve").await,
            Self::Abandon(step) => step.run("abandon").await,
            Self::Observe(command) => command.run().await,
            Self::Execute(command) => command.run().await,
            Self::Executions(command) => command.run().await,
            Self::Critic(command) => command.run().await,
            Self::Simulate(command) => command.run().await,
        }
    }
}

/// Solvers.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Solver {
    /// Best-first for few actions, cross-entropy for many.
    Automatic,
    /// Best-first search over decoded states.
    BestFirst,
    /// Cross-entropy over verbs and arguments.
    CrossEntropy,
}

/// Ask for a plan. Ends with 0 when there is one, with 1 when there is none.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// Environment, by identifier or name.
    environment: String,
    /// Where we are (JSON).
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Goals that the schema names.
    #[arg(long, value_name = "NAME")]
    goal: Vec<String>,
    /// Goals as CEL expressions over `objects` and `objects_by_id`.
    #[arg(long, value_name = "EXPRESSION")]
    reach: Vec<String>,
    /// Guardrails of this plan, as NAME=EXPRESSION.
    #[arg(long, value_name = "NAME=EXPRESSION")]
    guardrail: Vec<String>,
    /// Actions at most.
    #[arg(long, default_value_t = 12)]
    horizon: usize,
    /// Sum of the actions' costs at most.
    #[arg(long)]
    cost_budget: Option<f64>,
    /// Simulated steps at most.
    #[arg(long, default_value_t = 20_000)]
    expansions: usize,
    /// Milliseconds at most.
    #[arg(long, default_value_t = 10_000)]
    time_ms: u64,
    /// Solver.
    #[arg(long, value_enum, default_value_t = Solver::Automatic)]
    method: Solver,
    /// Seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print the plan as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Create {
    async fn run(self) -> Result<ExitCode, Failure> {
        let named = self.goal.iter().map(|name| json!({"named": name}));
        let goals: Vec<Value> = named.chain(self.reach.iter().map(|source| json!({"expression": source}))).collect();
        let rules: Vec<Value> = self.guardrail.iter().map(|rule| split(rule)).collect::<Result<_, _>>()?;
        let method = match self.method {
            Solver::Automatic => "automatic",
            Solver::BestFirst => "best_first",
            Solver::CrossEntropy => "cross_entropy",
        };
        let body = json!({"environment": self.environment, "state": read(&self.state)?, "goals": goals,
            "guardrails": rules, "horizon": self.horizon, "cost_budget": self.cost_budget,
            "expansions": self.expansions, "time_ms": self.time_ms, "method": method, "seed": self.seed});
        let plan = self.server.json(self.server.request(Method::POST, "/v1/plans")?.json(&body)).await?;
        shown(&plan, self.json)?;
        Ok(if text(&plan, "status") == "not_found" { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn split(rule: &str) -> Result<Value, Failure> {
    let parts = rule.split_once('=');
    let (name, expression) = parts.ok_or_else(|| Failure::new(format!("`{rule}` is not NAME=EXPRESSION")))?;
    Ok(json!({"name": name.trim(), "expression": expression.trim()}))
}

fn shown(plan: &Value, json: bool) -> Result<(), Failure> {
    if json {
        return output::json(plan);
    }
    line(format!("{} is {} ({})", text(plan, "id"), text(plan, "status"), text(plan, "certificate")))?;
    let found = plan.get("plan").cloned().unwrap_or_default();
    for (number, step) in list(&found, "steps").enumerate() {
        let action = step.get("action").cloned().unwrap_or_default();
        let waits = if text(step, "needs_approval") == "true" { ", needs approval" } else { "" };
        let share = 100.0 * step.get("probability").and_then(Value::as_f64).unwrap_or_default();
        let arguments = text(&action, "arguments");
        line(format!("  {}. {} {arguments} ({share:.0} % sure{waits})", number + 1, text(&action, "verb")))?;
    }
    for one in list(plan, "rejected") {
        let actions = one.get("actions").and_then(Value::as_array).map_or(0, Vec::len);
        line(format!("  rejected, {actions} actions: {}", text(one, "reason")))?;
    }
    for event in plan.get("events").and_then(Value::as_array).into_iter().flatten() {
        line(format!("  {} {} by {}", text(event, "at"), text(event, "kind"), text(event, "principal")))?;
    }
    let next = plan.get("next_action").filter(|next| !next.is_null());
    next.map_or(Ok(()), |next| line(format!("next: {} {}", text(next, "verb"), text(next, "arguments"))))
}

/// List plans.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only those of this environment.
    #[arg(long)]
    environment: Option<String>,
    /// Only those that stand so.
    #[arg(long, value_enum)]
    status: Option<Status>,
    #[command(flatten)]
    listing: Listing,
}

impl List {
    async fn run(self) -> Result<ExitCode, Failure> {
        let environment = self.environment.map(|name| format!("&environment={name}")).unwrap_or_default();
        let status = self.status.map(|status| format!("&status={}", status.name())).unwrap_or_default();
        let filter = format!("{environment}{status}");
        self.listing.print(("/v1/plans", &filter), "no such plan", listed).await
    }
}

fn listed(plan: &Value) -> Result<(), Failure> {
    let (id, status, at) = (text(plan, "id"), text(plan, "status"), text(plan, "created_at"));
    line(format!("{id} {status:<18} {at} by {}", text(plan, "created_by")))
}

/// Show a plan.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The plan, `plan_…`.
    plan: String,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Show {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/plans/{}", self.plan);
        shown(&self.server.json(self.server.request(Method::GET, &path)?).await?, self.json)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A step of a plan.
#[derive(Debug, Args)]
pub(super) struct Take {
    /// The plan, `plan_…`.
    plan: String,
    #[command(flatten)]
    step: Step,
}

impl Take {
    async fn run(self, step: &str) -> Result<ExitCode, Failure> {
        self.step.take(&format!("/v1/plans/{}/{step}", self.plan), |plan| shown(plan, false)).await
    }
}

/// Say what state the plan's next action led to. As predicted, it stands; otherwise it is made again from that state.
#[derive(Debug, Args)]
pub(super) struct Observe {
    /// The plan, `plan_…`.
    plan: String,
    /// The state (JSON).
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Score after the action, where the environment keeps one; unsaid, it is as it was before.
    #[arg(long)]
    score: Option<f64>,
    /// Whether the task has ended with it; unsaid, that is as it was before.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    done: Option<bool>,
    /// Whether it ended well; unsaid, that is as it was before.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    won: Option<bool>,
    /// Print what came of it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Observe {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/plans/{}/observations", self.plan);
        let body = json!({"state": read(&self.state)?, "score": self.score, "done": self.done, "won": self.won});
        let observed = self.server.json(self.server.request(Method::POST, &path)?.json(&body)).await?;
        if self.json {
            output::json(&observed)?;
            return Ok(ExitCode::SUCCESS);
        }
        let verdict = observed.get("verdict").cloned().unwrap_or_default();
        line(format!("{} (decision {})", text(&verdict, "verdict"), text(&observed, "decision_id")))?;
        shown(&observed.get("plan").cloned().unwrap_or_default(), false)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Predict where actions would lead.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// Environment, by identifier or name.
    environment: String,
    /// Where it begins (JSON).
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The actions (JSON list).
    #[arg(long, value_name = "FILE")]
    actions: PathBuf,
    /// Print the simulation as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Simulate {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/simulate", self.environment);
        let body = json!({"state": read(&self.state)?, "actions": read(&self.actions)?});
        let simulated = self.server.json(self.server.request(Method::POST, &path)?.json(&body)).await?;
        if self.json {
            output::json(&simulated)?;
            return Ok(ExitCode::SUCCESS);
        }
        for (number, step) in list(&simulated, "steps").enumerate() {
            let action = step.get("action").cloned().unwrap_or_default();
            let changes = step.get("changes").and_then(Value::as_array).map_or(0, Vec::len);
            let permitted = if text(step, "permitted") == "true" { "" } else { ", not permitted" };
            let share = 100.0 * step.get("probability").and_then(Value::as_f64).unwrap_or_default();
            let verb = text(&action, "verb");
            line(format!("{}. {verb}: {changes} changes ({share:.0} % sure{permitted})", number + 1))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
