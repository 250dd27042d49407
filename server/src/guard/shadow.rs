//! Versions in shadow: evaluated on live traffic beside what is in force, reported, never blocking.

use std::sync::Arc;

use groundstate_guardrails::policy::Stage;
use serde_json::{Value, json};

use super::{Guard, InForce, OwnedSubject};

impl Guard {
    /// What the versions in shadow say of what was let through or not; nothing where there are none. An evaluation that
    /// is lost is reported, and changes nothing.
    pub async fn shadow(&self, in_force: &InForce, seen: Vec<(Stage, OwnedSubject)>) -> Option<Value> {
        let shadow = in_force.shadow.as_ref()?;
        let (mut verdicts, mut objective) = (Vec::new(), None);
        for (stage, subject) in seen {
            let Ok(report) = self.evaluate(&Arc::clone(&shadow.policy), stage, subject).await else {
                return Some(json!({"policy": shadow.name, "permits": null, "objective": null, "verdicts": []}));
            };
            objective = objective.or_else(|| report.first_violation().map(|verdict| verdict.objective.clone()));
            verdicts.extend(report.verdicts.iter().map(|verdict| {
                json!({"objective": verdict.objective, "stage": verdict.stage, "enforcement": verdict.enforcement,
                    "status": verdict.status})
            }));
        }
        metrics::counter!("groundstate_shadow_total", "permits" => objective.is_none().to_string()).increment(1);
        Some(
            json!({"policy": shadow.name, "permits": objective.is_none(), "objective": objective, "verdicts": verdicts}),
        )
    }
}
