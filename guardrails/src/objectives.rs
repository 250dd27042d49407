//! The kinds of objective, one file each.

pub mod grounding;
pub mod pattern;
pub mod pii;
pub mod semantic;
pub mod shape;

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
    })
}
