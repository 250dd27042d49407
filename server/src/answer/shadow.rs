//! The critic in shadow: the same question decided once more with it, reported beside the answer, never instead of it.

use groundstate_guardrails::policy::lifecycle::State;
use serde_json::{Value, json};

use super::body::AnswerBody;
use super::decide::Setting;
use super::evidence::Evidence;
use crate::app::App;
use crate::critic::CriticName;

/// What the critic in shadow would have had said.
pub(super) struct SecondOpinion {
    critic: CriticName,
    body: Option<AnswerBody>,
}

/// Decides with the critic in shadow, where there is one and the policy asks for a critic at all. A decision that is
/// lost is reported, and changes nothing.
pub(super) async fn second_opinion(
    app: &App,
    tenant: &str,
    setting: &Setting,
    evidence: &Evidence,
) -> Option<SecondOpinion> {
    if !setting.policy.policy.asks_critic() || !setting.input.report.permits() {
        return None;
    }
    let judge = app.critics.at(tenant, State::Shadow).await.ok()??;
    let critic = judge.name.clone();
    let setting = Setting { critic: Some(judge), ..setting.clone() };
    let decided = super::work(app, setting, evidence.clone()).await;
    Some(SecondOpinion { critic, body: decided.ok().map(|decided| decided.body) })
}

impl SecondOpinion {
    /// As the envelope says it, beside the answer that was given. Names and numbers only.
    pub(super) fn beside(&self, given: &AnswerBody) -> Value {
        let said = |body: &AnswerBody| -> Vec<i64> { body.statements.iter().map(|said| said.statement_id).collect() };
        let same = self.body.as_ref().map(|body| body.outcome == given.outcome && said(body) == said(given));
        metrics::counter!("groundstate_shadow_critic_total", "same" => format!("{same:?}")).increment(1);
        json!({
            "critic": self.critic,
            "same": same,
            "outcome": self.body.as_ref().map(|body| body.outcome.as_str()),
            "statements": self.body.as_ref().map(said),
            "energy": self.body.as_ref().map(|body| body.energy.total),
        })
    }
}
