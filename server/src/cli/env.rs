//! `groundstate env`.

mod local;
mod push;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Server, list, text};
use super::listing::Listing;
use super::output::{self, Failure, line};

const NONE: &str = "no environment yet: `groundstate env create NAME`";

/// Environments: what a world is made of, and logged transitions of it.
#[derive(Debug, Subcommand)]
pub(super) enum Env {
    /// Register an environment, with or without a schema.
    Create(Create),
    /// Add a version of the schema, and see whether stored transitions still fit.
    Revise(Revise),
    /// List the environments, newest first.
    List(Listing),
    /// Show an environment: schema, counts, coverage by action.
    Show(Show),
    /// Stream transitions into a server.
    Push(push::Push),
    /// Infer a schema from a file of transitions, without a server.
    Infer(local::Infer),
    /// Hold a file of transitions against a schema, without a server.
    Validate(local::Validate),
    /// Say after how many surprises of plans the world model is updated by itself.
    Learn(Learn),
    /// Delete an environment with its transitions.
    Delete(Delete),
    /// Write the demonstration environment: a small data centre.
    Demo(local::Demo),
}

impl Env {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Create(command) => command.run().await,
            Self::Revise(command) => command.run().await,
            Self::List(listing) => listing.print(("/v1/environments", ""), NONE, head).await,
            Self::Show(command) => command.run().await,
            Self::Push(command) => command.run().await,
            Self::Infer(command) => command.run(),
            Self::Validate(command) => command.run(),
            Self::Learn(command) => command.run().await,
            Self::Delete(command) => command.run().await,
            Self::Demo(command) => command.run(),
        }
    }
}

/// Reads a JSON file.
pub(super) fn read(path: &Path) -> Result<Value, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| failed(&error))
}

/// Register an environment.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// Name: a-z, 0-9, `-`, `_`, `.`.
    name: String,
    /// Its schema as JSON; without one, infer it from transitions later.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Create {
    async fn run(self) -> Result<ExitCode, Failure> {
        let schema = self.schema.as_deref().map(read).transpose()?;
        let body = json!({"name": self.name, "schema": schema});
        let made = self.server.json(self.server.request(Method::POST, "/v1/environments")?.json(&body)).await?;
        if self.json {
            output::json(&made)?;
        } else {
            line(format!("{} registered (decision {})", text(&made, "name"), text(&made, "decision_id")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Add a version of the schema. Ends with 0 when every stored transition fits it.
#[derive(Debug, Args)]
pub(super) struct Revise {
    /// Name or identifier.
    name: String,
    /// The schema as JSON.
    #[arg(long, value_name = "FILE")]
    schema: PathBuf,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Revise {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/versions", self.name);
        let body = json!({"schema": read(&self.schema)?});
        let revised = self.server.json(self.server.request(Method::POST, &path)?.json(&body)).await?;
        let environment = revised.get("environment").cloned().unwrap_or_default();
        let version = text(&environment, "version");
        let mut page = revised.get("fit").cloned().unwrap_or_default();
        let (mut checked, mut fitting, mut misfits) = (0, 0, Vec::new());
        loop {
            let count = |name: &str| page.get(name).and_then(Value::as_u64).unwrap_or_default();
            checked += count("checked");
            fitting += count("fitting");
            misfits.extend(list(&page, "misfits").take(20_usize.saturating_sub(misfits.len())).cloned());
            let next = text(&page, "next_cursor");
            if next.is_empty() {
                break;
            }
            let path = format!("/v1/environments/{}/versions/{version}/fit?cursor={next}", self.name);
            page = self.server.json(self.server.request(Method::GET, &path)?).await?;
        }
        if self.json {
            output::json(&json!({"version": version, "checked": checked, "fitting": fitting, "misfits": misfits}))?;
        } else {
            line(format!("version {version}: {fitting} of {checked} stored transitions fit"))?;
            for misfit in &misfits {
                let (place, code) = (text(misfit, "sequence"), text(misfit, "code"));
                line(format!("  transition {place}: {code}: {}", text(misfit, "detail")))?;
            }
        }
        Ok(if fitting == checked { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn head(environment: &Value) -> Result<(), Failure> {
    let schema = match text(environment, "version").as_str() {
        "0" => "no schema".to_owned(),
        version => format!("schema version {version}"),
    };
    let count = text(environment, "transitions");
    line(format!("{:<32} {schema:<18} {count} transitions", text(environment, "name")))
}

/// Show an environment.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Name or identifier.
    name: String,
    /// Print it as JSON, with the schema.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Show {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}", self.name);
        let shown = self.server.json(self.server.request(Method::GET, &path)?).await?;
        if self.json {
            output::json(&shown)?;
            return Ok(ExitCode::SUCCESS);
        }
        head(&shown)?;
        for verb in list(&shown, "coverage") {
            let changing = verb
                .get("changing")
                .and_then(Value::as_f64)
                .map_or(String::new(), |share| format!(", {:.1} % of them change something", 100.0 * share));
            let unknown = if verb.get("declared") == Some(&json!(true)) { "" } else { " (not in the schema)" };
            let count = text(verb, "transitions");
            line(format!("  {:<24} {count} transitions{changing}{unknown}", text(verb, "verb")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Say after how many surprises of plans the world model is updated by itself.
#[derive(Debug, Args)]
pub(super) struct Learn {
    /// Name or identifier.
    name: String,
    /// Surprises since the newest model was made; 0: never by itself.
    #[arg(long, value_name = "SURPRISES")]
    update_after: i64,
    #[command(flatten)]
    server: Server,
}

impl Learn {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}/learning", self.name);
        let body = json!({"update_after": self.update_after});
        self.server.send(self.server.request(Method::PUT, &path)?.json(&body)).await?;
        line(match self.update_after {
            0 => format!("{} is updated on request only", self.name),
            after => format!("{} is updated after {after} surprises", self.name),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Delete an environment.
#[derive(Debug, Args)]
pub(super) struct Delete {
    /// Name or identifier.
    name: String,
    #[command(flatten)]
    server: Server,
}

impl Delete {
    async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/environments/{}", self.name);
        self.server.send(self.server.request(Method::DELETE, &path)?).await?;
        line(format!("{} deleted", self.name))?;
        Ok(ExitCode::SUCCESS)
    }
}
