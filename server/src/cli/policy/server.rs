//! Reading and writing policies on a server.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::target::Target;
use crate::cli::client::{Server, list, text};
use crate::cli::output::{self, Failure, line};

/// A policy in the list.
pub(super) fn listed(one: &Value) -> Result<(), Failure> {
    let shadow = text(one, "shadow_version");
    let beside = if shadow.is_empty() { String::new() } else { format!(", version {shadow} in shadow") };
    line(format!(
        "{:<32} version {:<4} {:<10} newest {}{beside}",
        text(one, "name"),
        text(one, "version"),
        text(one, "status"),
        text(one, "latest_version")
    ))
}

/// Show a version.
#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// NAME (the active version) or NAME@VERSION.
    policy: Target,
    /// Print it as JSON, document included.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Show {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = match &self.policy {
            Target::Stored(name, None) => format!("/v1/policies/{name}"),
            other => other.path()?,
        };
        let found = self.server.json(self.server.request(Method::GET, &path)?).await?;
        if self.json {
            output::json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        line(format!("{} version {}: {}", text(&found, "name"), text(&found, "version"), text(&found, "status")))?;
        line(format!("digest {}", text(&found, "digest")))?;
        for step in list(&found, "transitions") {
            line(format!(
                "  {} {:<10} by {}: {}",
                text(step, "at"),
                text(step, "to"),
                text(step, "principal"),
                text(step, "reason")
            ))?;
        }
        for action in list(&found, "actions") {
            let blocked = text(action, "blocked");
            let note = if blocked.is_empty() { "possible".to_owned() } else { blocked };
            line(format!("  next: {} ({note})", text(action, "action")))?;
        }
        if let Some(document) = found.get("document") {
            for objective in list(document, "objectives") {
                let enforcement = objective.get("enforcement").map(name_of).unwrap_or_default();
                let kind = objective.get("kind").map(name_of).unwrap_or_default();
                line(format!("  {:<32} {enforcement:<8} {kind}", text(objective, "id")))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The name of a variant as documents write it: a text, or the only key of a table.
fn name_of(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Write a draft.
#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    /// The document, TOML or JSON.
    file: Target,
    /// Why it is written.
    #[arg(long)]
    reason: Option<String>,
    /// Print the version as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Create {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let body = json!({"document": self.file.read()?, "reason": self.reason});
        let made = self.server.json(self.server.request(Method::POST, "/v1/policies")?.json(&body)).await?;
        if self.json {
            output::json(&made)?;
        } else {
            line(format!("{}@{} is a draft", text(&made, "name"), text(&made, "version")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Show what governs.
#[derive(Debug, Args)]
pub(in crate::cli) struct Effective {
    /// Base policy; the tenant's when absent.
    #[arg(long)]
    policy: Option<String>,
    /// An application.
    #[arg(long, value_name = "ID")]
    application: Option<String>,
    /// A key.
    #[arg(long = "for-key", value_name = "ID")]
    key_id: Option<String>,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Effective {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let asked = [("policy", &self.policy), ("application", &self.application), ("key", &self.key_id)];
        let query: Vec<(&str, &String)> =
            asked.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))).collect();
        let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("/v1/policies/effective?{}", query.join("&"));
        let found = self.server.json(self.server.request(Method::GET, &path)?).await?;
        if self.json {
            output::json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        let source = |value: &Value| {
            let source = value.get("source").cloned().unwrap_or_default();
            format!("{} {}@{}", text(&source, "level"), text(&source, "name"), text(&source, "version"))
        };
        line(format!("digest {}", text(&found, "digest")))?;
        for one in list(&found, "objectives") {
            let objective = one.get("objective").cloned().unwrap_or_default();
            line(format!("  {:<32} from {}", text(&objective, "id"), source(one)))?;
        }
        for one in list(&found, "removed") {
            line(format!("  {:<32} removed, was from {}", text(one, "id"), source(one)))?;
        }
        for one in list(&found, "refused") {
            line(format!("  {:<32} change refused: {}", text(one, "id"), text(one, "reason")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
