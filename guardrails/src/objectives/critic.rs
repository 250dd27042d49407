//! Critic: what people's feedback on earlier answers taught about the statements of this one.
//!
//! `G = c − threshold`, where `c` in 0..=1 is the mean over the answer's statements of what the critic in use holds
//! against them; 0.5 is what it says of a statement that it knows nothing of. In −1..=1; −1 where no critic judged.
//! A critic is trained, and so it may cost but never bind: an objective of this kind is soft or in shadow, and no hard
//! guardrail ever depends on feedback.

use crate::objective::{Assessment, Context, Objective, Scope, Unevaluable};
use crate::policy::kind::Critic;

/// The critic objective.
#[derive(Debug)]
pub struct CriticObjective {
    threshold: f64,
}

impl CriticObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Critic) -> Self {
        Self { threshold: parameters.threshold }
    }
}

impl Objective for CriticObjective {
    /// What the search reads of single statements comes from the critic itself; the verdict is on the whole.
    fn scope(&self) -> Scope {
        Scope::Answer
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let (value, reason) = match context.subject().critic {
            Some(cost) if cost.is_finite() => {
                let cost = cost.clamp(0.0, 1.0);
                (cost - self.threshold, format!("the critic holds {cost:.3} against it"))
            }
            Some(_) => return Err(Unevaluable::Missing("the critic's cost is not a number".to_owned())),
            None => (-1.0, "no critic judged it".to_owned()),
        };
        Ok(Assessment { value, reason, spans: Vec::new() })
    }
}
