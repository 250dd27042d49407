//! Policies without a server: for authors at their desks and for continuous integration.

use std::sync::Arc;

use groundstate_guardrails::evaluate::{CompiledPolicy, Report, TestReport};
use groundstate_guardrails::features::{NoFeatures, TextFeatures, Unlimited};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_planner::perception::Encoder;

use super::features::{EncoderFeatures, Memory};
use super::{OwnedSubject, policies};
use crate::config::Config;
use crate::perception::reading;
use crate::problem::Problem;

/// Evaluates policies that lie in files, with the encoder where there is one.
pub struct Offline {
    reader: Result<Arc<Encoder>, String>,
}

impl Offline {
    /// Loads the configured encoder. Without one, objectives that need it cannot be evaluated.
    pub async fn start(config: &Config) -> Self {
        let directory = config.encoder_dir();
        let loaded = tokio::task::spawn_blocking(move || reading::reader(&directory)).await;
        let reader = match loaded {
            Ok(Ok(reader)) => Ok(Arc::new(reader)),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        Self { reader }
    }

    /// Why there is no encoder, where there is none.
    #[must_use]
    pub fn missing(&self) -> Option<&str> {
        self.reader.as_ref().err().map(String::as_str)
    }

    /// Runs a policy's own test cases.
    ///
    /// # Errors
    /// `unprocessable` when the policy does not compile.
    pub async fn run_tests(&self, policy: &Policy) -> Result<TestReport, Problem> {
        self.with(policy, |policy, features| policy.run_tests(features)).await
    }

    /// Evaluates a stage of a policy on a subject.
    ///
    /// # Errors
    /// `unprocessable` when the policy does not compile.
    pub async fn evaluate(&self, policy: &Policy, stage: Stage, subject: OwnedSubject) -> Result<Report, Problem> {
        self.with(policy, move |policy, features| policy.evaluate(stage, &subject.borrow(), features, &Unlimited)).await
    }

    async fn with<T: Send + 'static>(
        &self,
        policy: &Policy,
        work: impl FnOnce(&CompiledPolicy, &dyn TextFeatures) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let compiled = policies::compile(policy)?;
        let reader = self.reader.as_ref().ok().cloned();
        let worked = tokio::task::spawn_blocking(move || match reader {
            Some(reader) => {
                let memory = Memory::new(reader.fingerprint());
                work(&compiled, &EncoderFeatures::new(reader, memory))
            }
            None => work(&compiled, &NoFeatures),
        });
        worked.await.map_err(Problem::internal)
    }
}
