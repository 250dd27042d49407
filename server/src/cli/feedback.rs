//! `groundstate feedback`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use reqwest::Method;
use serde_json::json;

use super::client::{Server, text};
use super::output::{self, Failure, line};

/// How good an answer was.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rating {
    /// Better than what was rejected.
    Good,
    /// Something else should have been said.
    Bad,
}

/// Say what you think of an answer. The critic learns from it; guardrails never do.
#[derive(Debug, Args)]
pub(super) struct Feedback {
    /// The decision, `dec_…`.
    decision: String,
    /// How good the answer was.
    #[arg(long, value_enum)]
    rating: Rating,
    /// The answer that should have been given: identifiers of its statements, in order, as the decision shows them.
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    preferred: Option<Vec<i64>>,
    /// Anything else; kept sealed beside the decision that records the feedback.
    #[arg(long)]
    comment: Option<String>,
    /// Print the feedback as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

impl Feedback {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let rating = match self.rating {
            Rating::Good => "good",
            Rating::Bad => "bad",
        };
        let path = format!("/v1/decisions/{}/feedback", self.decision);
        let body = json!({"rating": rating, "preferred": self.preferred, "comment": self.comment});
        let given = self.server.json(self.server.request(Method::POST, &path)?.json(&body)).await?;
        if self.json {
            output::json(&given)?;
        } else {
            line(format!("noted (decision {})", text(&given, "recorded_as")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
