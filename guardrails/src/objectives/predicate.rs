//! Predicate: a condition in the Common Expression Language that must hold.
//!
//! `G` is −1 where the expression is true and 1 where it is false. Anything else cannot be evaluated: a value
//! that is no boolean, an error, a subject on which the expression would take too long.
//!
//! The interpreter has no budget of its own, so time and memory are bounded before it runs. When a policy is
//! compiled: the source's length, its tokens and nesting, the depth and size of the parsed expression, the
//! functions and variables it names, the size of its regular expressions. Before each evaluation: an upper
//! bound on the steps that the expression can take on values of the sizes at hand (`cost`), which includes
//! every copy of a text or a list. An expression that is bounded by too many steps on an ordinary subject is
//! refused with the policy.

mod cost;
pub mod expression;
mod program;
mod values;

use cel::Value;

use crate::objective::{Assessment, Context, Objective, Scope, Unevaluable};
use crate::policy::kind::Predicate;

use program::Program;

/// The predicate objective.
#[derive(Debug)]
pub struct PredicateObjective {
    program: Program,
}

/// Checks an expression without keeping it.
///
/// # Errors
/// Why it is refused, with line and column where they are known.
pub fn check(source: &str) -> Result<(), String> {
    over_subject(source).map(|_| ())
}

fn over_subject(source: &str) -> Result<Program, String> {
    Program::new(source, &values::VARIABLES, cost::ordinary)
}

impl PredicateObjective {
    /// The objective with these parameters.
    ///
    /// # Errors
    /// Why the expression is refused.
    pub fn new(parameters: &Predicate) -> Result<Self, String> {
        Ok(Self { program: over_subject(&parameters.expression)? })
    }
}

impl Objective for PredicateObjective {
    fn scope(&self) -> Scope {
        Scope::Answer
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        context.checkpoint()?;
        let variables = values::variables(context, |name| self.program.reads(name))?;
        let steps = self.program.steps(|name| variables.get(name).map(cost::Bound::of));
        if steps > cost::MOST {
            return Err(Unevaluable::Missing("the expression could take too long on this subject".to_owned()));
        }
        context.checkpoint()?;
        // What went wrong may repeat the subject, so it is not reported.
        let value = self.program.run(variables).map_err(|()| {
            Unevaluable::Missing(
                "the expression fails on this subject: something it reads is absent or of another type".to_owned(),
            )
        })?;
        match value {
            Value::Bool(true) => Ok(told(-1.0, "the expression holds")),
            Value::Bool(false) => Ok(told(1.0, "the expression does not hold")),
            _ => Err(Unevaluable::Missing("the expression gives no boolean".to_owned())),
        }
    }
}

fn told(value: f64, reason: &str) -> Assessment {
    Assessment { value, reason: reason.to_owned(), spans: Vec::new() }
}
