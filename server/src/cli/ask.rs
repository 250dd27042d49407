//! `groundstate ask`.

use std::process::ExitCode;

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Server;
use super::output::{self, Failure, line};

/// Ask a server a question.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The question.
    question: String,
    /// Most statements of the answer, 1 to 6.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=6))]
    statements: u8,
    /// Policy to answer under.
    #[arg(long)]
    policy: Option<String>,
    /// Seed of the solver.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Show energies, verdicts and what was rejected.
    #[arg(long)]
    why: bool,
    /// Print the whole answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Ask {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let mut body = json!({"question": self.question, "max_statements": self.statements, "seed": self.seed});
        if let (Some(policy), Some(fields)) = (&self.policy, body.as_object_mut()) {
            fields.insert("policy".to_owned(), policy.clone().into());
        }
        let request = self.server.request(Method::POST, "/v1/answers")?.json(&body);
        let answer = self.server.json(request).await?;
        if self.json {
            output::json(&answer)?;
        } else {
            self.show(&answer)?;
        }
        let answered = answer.get("outcome").and_then(Value::as_str) == Some("answered");
        Ok(if answered { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }

    fn show(&self, answer: &Value) -> Result<(), Failure> {
        if let Some(short) = answer.pointer("/short_answer/text").and_then(Value::as_str) {
            line(format!("{short}\n"))?;
        }
        line(text(answer, "/text"))?;
        for (number, statement) in (1..).zip(list(answer, "/statements")) {
            let mut path = vec![text(statement, "/citation/title")];
            path.extend(list(statement, "/citation/heading_path").iter().filter_map(Value::as_str).map(str::to_owned));
            let (start, end) = (statement.pointer("/citation/span/start"), statement.pointer("/citation/span/end"));
            let span = start.zip(end).map(|(start, end)| format!("{start}–{end}")).unwrap_or_default();
            line(format!(
                "  [{number}] {} ({}, characters {span})",
                path.join(" > "),
                text(statement, "/citation/source")
            ))?;
        }
        if self.why {
            why(answer)?;
        }
        line(format!(
            "\nconfidence {:.2}, energy {:.3}, {:.0} ms, decision {}",
            number(answer, "/confidence"),
            number(answer, "/energy/total"),
            number(answer, "/timings/total_ms"),
            text(answer, "/decision_id")
        ))
    }
}

fn why(answer: &Value) -> Result<(), Failure> {
    line("\nenergy by term")?;
    for term in list(answer, "/energy/terms") {
        let (energy, value, weight) = (number(term, "/energy"), number(term, "/value"), number(term, "/weight"));
        line(format!("  {:<24} {energy:>8.4} = {weight:.3} × {value:.4}", text(term, "/name")))?;
    }
    line("\nobjectives")?;
    for verdict in list(answer, "/verdicts") {
        let (stage, objective) = (text(verdict, "/stage"), text(verdict, "/objective"));
        line(format!("  {stage:<8} {objective:<32} {} ({})", text(verdict, "/status"), text(verdict, "/enforcement")))?;
    }
    line("\nrejected")?;
    for rejected in list(answer, "/rejected") {
        let reason = rejected.get("reason").map(Value::to_string).unwrap_or_default();
        line(format!("  {:>8.4} {reason}\n           {}", number(rejected, "/energy/total"), text(rejected, "/text")))?;
    }
    Ok(())
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(value: &Value, pointer: &str) -> f64 {
    value.pointer(pointer).and_then(Value::as_f64).unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
