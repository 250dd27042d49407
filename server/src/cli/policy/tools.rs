//! Test, lint, difference and explanation: of files without a server, of versions on one.

use std::io::Read;
use std::process::ExitCode;

use clap::Args;
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::policy::diff::difference;
use groundstate_guardrails::policy::lint::{lint, lint_over};
use reqwest::Method;
use serde_json::{Value, json};

use super::target::Target;
use crate::answer::VerdictEntry;
use crate::cli::client::{Server, list, text};
use crate::cli::output::{self, Failure, line};
use crate::config::Config;
use crate::guard::{Offline, OwnedSubject};

/// Ends with 3 where something was found, as `groundstate check` does.
fn code(fine: bool) -> ExitCode {
    if fine { ExitCode::SUCCESS } else { ExitCode::from(3) }
}

/// Says on standard error that there is no encoder: what needs one cannot be evaluated.
fn warn(offline: &Offline) {
    if let Some(reason) = offline.missing() {
        tracing::warn!(reason, "no encoder: objectives that need one cannot be evaluated");
    }
}

/// Run a policy's own cases. Ends with 0 when all pass and 3 when one does not.
#[derive(Debug, Args)]
pub(in crate::cli) struct Test {
    /// A file (tested here), or NAME@VERSION (tested on the server).
    policy: Target,
    /// Print the outcomes as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Test {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let tested = match &self.policy {
            Target::File(_) => {
                let policy = self.policy.read()?;
                let offline = Offline::start(config).await;
                warn(&offline);
                let report = offline.run_tests(&policy).await?;
                let passed = report.passed() && !report.outcomes.is_empty();
                let tests: Vec<Value> = report
                    .outcomes
                    .iter()
                    .map(|one| {
                        let detail = (!one.passed).then(|| one.differences.join("; "));
                        json!({"name": one.name, "passed": one.passed, "detail": detail})
                    })
                    .collect();
                json!({"passed": passed, "tests": tests})
            }
            stored => {
                let path = format!("{}/test", stored.path()?);
                self.server.json(self.server.request(Method::POST, &path)?.json(&json!({}))).await?
            }
        };
        let passed = tested.get("passed") == Some(&Value::Bool(true));
        if self.json {
            output::json(&tested)?;
        } else {
            let failed: Vec<&Value> =
                list(&tested, "tests").filter(|one| one.get("passed") != Some(&Value::Bool(true))).collect();
            for one in &failed {
                line(format!("FAILED {}: {}", text(one, "name"), text(one, "detail")))?;
            }
            let count = list(&tested, "tests").count();
            line(format!("{} of {count} cases pass", count - failed.len()))?;
        }
        Ok(code(passed))
    }
}

/// Find what is unreachable, contradictory or never tested. Ends with 0 when there is no error or warning, else with 3.
#[derive(Debug, Args)]
pub(in crate::cli) struct Lint {
    /// A file, NAME or NAME@VERSION.
    policy: Target,
    /// The policy that it is laid over, where it is an overlay.
    #[arg(long, value_name = "POLICY")]
    above: Option<Target>,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Lint {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let local = |target: &Target| matches!(target, Target::File(_));
        let found = if local(&self.policy) && self.above.as_ref().is_none_or(local) {
            let policy = self.policy.read()?;
            let findings = match &self.above {
                Some(above) => lint_over(&policy, &above.read()?),
                None => lint(&policy),
            };
            json!({"findings": findings})
        } else {
            let above = self.above.as_ref().map(Target::input).transpose()?;
            let body = json!({"policy": self.policy.input()?, "above": above});
            self.server.json(self.server.request(Method::POST, "/v1/policies/lint")?.json(&body)).await?
        };
        if self.json {
            output::json(&found)?;
        } else {
            for one in list(&found, "findings") {
                line(format!(
                    "{:<8} {} `{}`: {}",
                    text(one, "severity"),
                    text(one, "path"),
                    text(one, "code"),
                    text(one, "detail")
                ))?;
            }
            line(format!("{} findings", list(&found, "findings").count()))?;
        }
        Ok(code(list(&found, "findings").all(|one| text(one, "severity") == "hint")))
    }
}

/// Compare two policies. Ends with 0 when they are the same and 3 when they differ.
#[derive(Debug, Args)]
pub(in crate::cli) struct Diff {
    /// A file, NAME or NAME@VERSION.
    from: Target,
    /// A file, NAME or NAME@VERSION.
    to: Target,
    /// Print the difference as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Diff {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let found = match (&self.from, &self.to) {
            (Target::File(_), Target::File(_)) => {
                serde_json::to_value(difference(&self.from.read()?, &self.to.read()?))?
            }
            (from, to) => {
                let body = json!({"from": from.input()?, "to": to.input()?});
                self.server.json(self.server.request(Method::POST, "/v1/policies/diff")?.json(&body)).await?
            }
        };
        if self.json {
            output::json(&found)?;
        } else {
            show(&found)?;
        }
        Ok(code(found.get("identical") == Some(&Value::Bool(true))))
    }
}

fn show(found: &Value) -> Result<(), Failure> {
    let fields = |value: &Value| -> Result<(), Failure> {
        for field in list(value, "fields") {
            line(format!("    {}: {} → {}", text(field, "path"), text(field, "from"), text(field, "to")))?;
        }
        Ok(())
    };
    fields(found)?;
    for one in list(found, "added") {
        line(format!("+ {}", text(one, "id")))?;
    }
    for one in list(found, "removed") {
        line(format!("- {}", text(one, "id")))?;
    }
    for one in list(found, "changed") {
        line(format!("~ {} ({})", text(one, "id"), text(one, "effect")))?;
        fields(one)?;
    }
    let tests = found.get("tests").cloned().unwrap_or_default();
    for (name, sign) in [("added", '+'), ("removed", '-')] {
        for one in list(&tests, name) {
            line(format!("{sign} test {}", one.as_str().unwrap_or_default()))?;
        }
    }
    for one in list(&tests, "changed") {
        line(format!("~ test {}", text(one, "name")))?;
        fields(one)?;
    }
    if found.get("identical") == Some(&Value::Bool(true)) {
        line("identical")?;
    }
    Ok(())
}

/// Say what a policy says of a text. Ends with 0 when it is permitted and 3 when it is forbidden.
#[derive(Debug, Args)]
pub(in crate::cli) struct Explain {
    /// A file, NAME or NAME@VERSION.
    policy: Target,
    /// The text; `-` reads standard input.
    text: String,
    /// Where in the pipeline the text is taken to stand: `input`, `output`, `memory_write`, `recall` or `action`.
    #[arg(long, default_value = "input")]
    stage: String,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Explain {
    pub(super) async fn run(mut self, config: &Config) -> Result<ExitCode, Failure> {
        if self.text == "-" {
            self.text.clear();
            std::io::stdin().read_to_string(&mut self.text)?;
        }
        let found = match &self.policy {
            Target::File(_) => self.here(config).await?,
            stored => {
                let body = json!({"policy": stored.input()?, "text": self.text, "stage": self.stage});
                self.server.json(self.server.request(Method::POST, "/v1/policies/explain")?.json(&body)).await?
            }
        };
        let permitted = found.get("permitted") == Some(&Value::Bool(true));
        if self.json {
            output::json(&found)?;
        } else {
            line(if permitted { "permitted" } else { "forbidden" })?;
            for one in list(&found, "verdicts") {
                line(format!(
                    "  {:<32} {:<8} {:<12} value {} margin {}: {}",
                    text(one, "objective"),
                    text(one, "enforcement"),
                    text(one, "status"),
                    text(one, "value"),
                    text(one, "margin"),
                    text(one, "reason")
                ))?;
                for span in list(one, "spans") {
                    line(format!(
                        "    {} {}..{} {}",
                        text(span, "at"),
                        text(span, "start"),
                        text(span, "end"),
                        text(span, "label")
                    ))?;
                }
            }
        }
        Ok(code(permitted))
    }

    async fn here(&self, config: &Config) -> Result<Value, Failure> {
        let stage: Stage = serde_json::from_value(self.stage.clone().into())
            .map_err(|_| Failure::new(format!("`{}` is not a stage", self.stage)))?;
        let offline = Offline::start(config).await;
        warn(&offline);
        let report = offline.evaluate(&self.policy.read()?, stage, OwnedSubject::text(self.text.clone())).await?;
        let verdicts: Result<Vec<Value>, serde_json::Error> = report
            .verdicts
            .iter()
            .map(|verdict| {
                let mut shown = serde_json::to_value(VerdictEntry::from(verdict))?;
                if let Some(fields) = shown.as_object_mut() {
                    fields.insert("spans".to_owned(), serde_json::to_value(&verdict.evidence)?);
                    fields.insert("energy".to_owned(), verdict.energy.into());
                }
                Ok(shown)
            })
            .collect();
        Ok(json!({"permitted": report.permits(), "soft_energy": report.soft_energy, "verdicts": verdicts?}))
    }
}
