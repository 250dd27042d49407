//! A policy made ready: expressions compiled, automata built.

use crate::canonical::CanonicalError;
use crate::features::{FeatureError, TextFeatures};
use crate::objective::{Objective, Scope};
use crate::objectives;
use crate::policy::{ObjectiveSpec, Policy, PolicyError, Stage};

/// A policy that can be evaluated. Immutable and shareable between threads.
#[derive(Debug)]
pub struct CompiledPolicy {
    policy: Policy,
    digest: String,
    objectives: Vec<CompiledObjective>,
}

/// One objective that can be evaluated.
#[derive(Debug)]
pub struct CompiledObjective {
    spec: ObjectiveSpec,
    objective: Box<dyn Objective>,
}

/// Why a policy cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// The document is not sound.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The parameters of an objective do not compile.
    #[error("the objective `{id}` does not compile: {reason}")]
    Objective {
        /// Its identifier.
        id: String,
        /// Why.
        reason: String,
    },
    /// The document has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl CompiledPolicy {
    /// Checks the document and compiles every objective. Time and memory are bounded by
    /// [`crate::policy::limits`].
    ///
    /// # Errors
    /// [`CompileError`]; every problem of the document where it is not sound.
    pub fn compile(policy: &Policy) -> Result<Self, CompileError> {
        let problems = policy.problems();
        if !problems.is_empty() {
            return Err(PolicyError::Invalid(problems).into());
        }
        let objectives = policy
            .objectives
            .iter()
            .map(|spec| match objectives::build(&spec.kind) {
                Ok(objective) => Ok(CompiledObjective { spec: spec.clone(), objective }),
                Err(reason) => Err(CompileError::Objective { id: spec.id.clone(), reason }),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { policy: policy.clone(), digest: policy.digest()?, objectives })
    }

    /// A policy around one objective that is not one of the shipped kinds; `spec.kind` only names it.
    /// For objectives that a program brings itself, and for tests of the evaluation.
    ///
    /// # Errors
    /// As [`CompiledPolicy::compile`].
    pub fn with_objective(spec: ObjectiveSpec, objective: Box<dyn Objective>) -> Result<Self, CompileError> {
        let policy = Policy {
            name: spec.id.clone(),
            description: String::new(),
            objectives: vec![spec.clone()],
            remove: Vec::new(),
            tests: Vec::new(),
        };
        let mut compiled = Self::compile(&policy)?;
        compiled.objectives = vec![CompiledObjective { spec, objective }];
        Ok(compiled)
    }

    /// The document.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Lower-case hexadecimal SHA-256 of the document's canonical JSON.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The objectives of a stage, in the policy's order.
    pub fn objectives_at(&self, stage: Stage) -> impl Iterator<Item = &CompiledObjective> {
        self.objectives.iter().filter(move |objective| objective.spec.stages.contains(&stage))
    }

    /// Whether this objective speaks of single statements or of the whole answer; `None` where the policy
    /// has no such objective.
    pub fn scope(&self, id: &str) -> Option<Scope> {
        self.objectives.iter().find(|objective| objective.spec.id == id).map(CompiledObjective::scope)
    }

    /// Computes ahead what objectives need of the encoder (embeddings of examples), so that the first
    /// evaluation is as fast as the next.
    ///
    /// # Errors
    /// [`FeatureError`] where the encoder fails.
    pub fn warm(&self, features: &dyn TextFeatures) -> Result<(), FeatureError> {
        self.objectives.iter().try_for_each(|objective| objective.objective.warm(features))
    }
}

impl CompiledObjective {
    /// Its place in the document.
    pub const fn spec(&self) -> &ObjectiveSpec {
        &self.spec
    }

    /// Whether it speaks of single statements or of the whole answer.
    pub fn scope(&self) -> Scope {
        self.objective.scope()
    }

    pub(super) fn objective(&self) -> &dyn Objective {
        self.objective.as_ref()
    }
}
