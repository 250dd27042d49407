//! What is wrong with a schema, a state or a row, in the codes of the API.

use groundstate_planner::environment::Fault;

use crate::problem::{Code, Problem};

/// The code of a fault.
#[must_use]
pub const fn code(fault: &Fault) -> Code {
    match fault {
        Fault::Schema { .. } => Code::ContradictorySchema,
        Fault::UnknownType { .. } => Code::UnknownType,
        Fault::UnknownProperty { .. } => Code::UnknownProperty,
        Fault::UnknownVerb(_) => Code::UnknownVerb,
        Fault::Missing { .. } => Code::MissingValue,
        Fault::Kind { .. } => Code::WrongKind,
        Fault::Unit { .. } => Code::UnitMismatch,
        Fault::Range { .. } => Code::OutOfRange,
        Fault::Vocabulary { .. } => Code::UnknownWord,
        Fault::Dangling { .. } => Code::DanglingReference,
        Fault::Duplicate(_) => Code::DuplicateObject,
        Fault::Cycle(_) => Code::CyclicContainment,
        Fault::Containment { .. } => Code::WrongContainer,
    }
}

/// Where the fault is, as a path.
#[must_use]
pub fn place(fault: &Fault) -> String {
    match fault {
        Fault::Schema { at, .. }
        | Fault::UnknownType { at, .. }
        | Fault::UnknownProperty { at, .. }
        | Fault::Missing { at }
        | Fault::Kind { at, .. }
        | Fault::Unit { at, .. }
        | Fault::Range { at, .. }
        | Fault::Vocabulary { at, .. }
        | Fault::Dangling { at, .. } => at.clone(),
        Fault::UnknownVerb(_) => "action.verb".to_owned(),
        Fault::Duplicate(id) => format!("objects.{id}"),
        Fault::Cycle(id) | Fault::Containment { id, .. } => format!("objects.{id}.parent"),
    }
}

/// A fault on its way to the client.
#[must_use]
pub fn problem(fault: Fault) -> Problem {
    Problem { parameter: Some(place(&fault)), ..Problem::new(code(&fault), fault.to_string()) }
}
