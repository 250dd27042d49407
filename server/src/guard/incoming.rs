//! What comes from outside while something is done: the answer of a tool. It is data, and data does not command.

use std::sync::Arc;

use groundstate_guardrails::evaluate::{CompiledPolicy, Verdict};
use groundstate_guardrails::policy::{Kind, Stage};
use groundstate_guardrails::subject::{Message, Principal, Role, Subject};

use super::Guard;
use crate::problem::Problem;

impl Guard {
    /// The first verdict of a policy that keeps texts of a tool out: all of its stage `recall`, where data enters, and of
    /// the stage `input` what looks for instructions inside data.
    ///
    /// # Errors
    /// `internal` when the evaluation itself is lost.
    pub async fn incoming(
        &self,
        policy: &Arc<CompiledPolicy>,
        texts: Vec<String>,
        principal: Principal,
    ) -> Result<Option<Verdict>, Problem> {
        let (policy, features, budget) = (Arc::clone(policy), self.features(), self.deadline());
        let evaluated = tokio::task::spawn_blocking(move || {
            let messages: Vec<Message> =
                texts.into_iter().map(|content| Message { role: Role::Tool, content }).collect();
            let subject = Subject { principal: Some(&principal), ..Subject::conversation(&messages) };
            let report = policy.evaluate(Stage::Recall, &subject, &features, &budget);
            if let Some(verdict) = report.first_violation() {
                return Some(verdict.clone());
            }
            let injection = |objective: &groundstate_guardrails::evaluate::CompiledObjective| {
                matches!(objective.spec().kind, Kind::Injection(_))
            };
            let report = policy.evaluate_where(Stage::Input, &subject, &features, &budget, injection);
            report.first_violation().cloned()
        });
        evaluated.await.map_err(Problem::internal)
    }
}
