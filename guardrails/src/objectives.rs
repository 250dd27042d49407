//! The kinds of objective, one file each.

pub mod authorisation;
pub mod classifier;
pub mod critic;
mod examples;
pub mod grounding;
pub mod injection;
pub mod language;
pub mod pattern;
pub mod pii;
pub mod predicate;
mod segments;
pub mod semantic;
pub mod shape;
pub mod topic;

use crate::objective::Objective;
use crate::policy::Kind;

/// An objective of this kind, ready to be evaluated; or why its parameters do not compile.
///
/// # Errors
/// The reason, which names the parameter.
pub fn build(kind: &Kind) -> Result<Box<dyn Objective>, String> {
    Ok(match kind {
        Kind::Pattern(parameters) => Box::new(pattern::PatternObjective::new(parameters)?),
        Kind::Pii(parameters) => Box::new(pii::PiiObjective::new(parameters)?),
        Kind::Semantic(parameters) => Box::new(semantic::SemanticObjective::new(parameters)),
        Kind::Grounding(parameters) => Box::new(grounding::GroundingObjective::new(parameters)),
        Kind::Shape(parameters) => Box::new(shape::ShapeObjective::new(parameters)?),
        Kind::Classifier(parameters) => Box::new(classifier::ClassifierObjective::new(parameters)),
        Kind::Topic(parameters) => Box::new(topic::TopicObjective::new(parameters)),
        Kind::Injection(parameters) => Box::new(injection::InjectionObjective::new(parameters)?),
        Kind::Predicate(parameters) => Box::new(predicate::PredicateObjective::new(parameters)?),
        Kind::Authorisation(parameters) => Box::new(authorisation::AuthorisationObjective::new(parameters)?),
        Kind::Language(parameters) => Box::new(language::LanguageObjective::new(parameters)),
        Kind::Critic(parameters) => Box::new(critic::CriticObjective::new(parameters)),
    })
}
