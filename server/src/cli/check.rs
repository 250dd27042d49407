//! `groundstate check`.

use std::io::Read;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Server;
use super::output::{self, Failure, line};

/// Check a text against a policy, without answering. Ends with 0 when permitted and 3 when forbidden.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The text; `-` reads standard input.
    text: String,
    /// Where in the pipeline the text is taken to stand.
    #[arg(long, value_enum, default_value_t = StageName::Input)]
    stage: StageName,
    /// Policy to check against.
    #[arg(long)]
    policy: Option<String>,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum StageName {
    Input,
    Output,
    MemoryWrite,
    Recall,
    Action,
}

impl Check {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let mut text = self.text;
        if text == "-" {
            text.clear();
            std::io::stdin().read_to_string(&mut text)?;
        }
        let stage = self.stage.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let body = json!({"text": text, "stage": stage, "policy": self.policy});
        let request = self.server.request(Method::POST, "/v1/checks")?.json(&body);
        let checked = self.server.json(request).await?;
        let permitted = checked.get("permitted").and_then(Value::as_bool) == Some(true);
        if self.json {
            output::json(&checked)?;
        } else {
            line(if permitted { "permitted" } else { "forbidden" })?;
            for verdict in checked.get("verdicts").and_then(Value::as_array).into_iter().flatten() {
                let text = |name: &str| verdict.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                line(format!(
                    "  {:<32} {:<8} {:<12} {}",
                    text("objective"),
                    text("enforcement"),
                    text("status"),
                    text("reason")
                ))?;
            }
        }
        Ok(if permitted { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}
