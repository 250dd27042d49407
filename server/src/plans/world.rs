//! Expressions and policy as the planner's search sees them: predicates on states, guards on actions. What cannot be
//! told is refused.

use std::sync::Arc;

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::objectives::predicate::expression::Expression;
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::ToolCall;
use groundstate_planner::actor::plan::problem::{ActionGuard, Predicate, Unevaluable};
use groundstate_planner::cost::guard::Violation;
use groundstate_planner::environment::{Action, Progress, State};

use super::{Goal, PlanRequest};
use crate::auth::Principal;
use crate::environments::Current;
use crate::environments::predicates::{View, holds, over_states};
use crate::environments::views::Views;
use crate::guard::{Guard, InForce, OwnedSubject};
use crate::problem::{Answer, Code, Problem};

/// An expression over states, under the name that it is reported by.
pub(super) struct Condition {
    name: String,
    expression: Expression,
    /// Whether it may speak of objects. One that asks for progress alone is spared the view of the state.
    objects: bool,
    views: Arc<Views>,
}

impl Condition {
    /// Compiles an expression.
    ///
    /// # Errors
    /// `invalid_expression`, at the place named.
    fn new(name: String, (at, source): (&str, &str), views: &Arc<Views>) -> Answer<Self> {
        let expression = over_states(source).map_err(|reason| Problem {
            parameter: Some(at.to_owned()),
            ..Problem::new(Code::InvalidExpression, format!("`{at}`: {reason}"))
        })?;
        Ok(Self { name, expression, objects: source.contains("objects"), views: Arc::clone(views) })
    }
}

impl Predicate for Condition {
    fn name(&self) -> &str {
        &self.name
    }

    fn holds(&self, state: &State, progress: &Progress) -> Result<f64, Unevaluable> {
        let view = if self.objects { self.views.of(state).at(progress) } else { View::default().at(progress) };
        let held = holds(&self.expression, &view).map_err(|error| Unevaluable(error.to_string()))?;
        Ok(f64::from(u8::from(held)))
    }
}

/// The policy's stage `state`, as one predicate.
pub(super) struct PolicyOnStates {
    guard: Guard,
    policy: Arc<CompiledPolicy>,
    by: groundstate_guardrails::subject::Principal,
}

impl Predicate for PolicyOnStates {
    fn name(&self) -> &str {
        &self.policy.policy().name
    }

    fn holds(&self, state: &State, _: &Progress) -> Result<f64, Unevaluable> {
        let state = serde_json::to_value(state).map_err(|error| Unevaluable(error.to_string()))?;
        let subject = OwnedSubject { state: Some(state), principal: Some(self.by.clone()), ..OwnedSubject::default() };
        let report = self.guard.redact_here(&self.policy, Stage::State, &subject).report;
        Ok(f64::from(u8::from(report.permits())))
    }
}

/// Preconditions, and the policy's stage `action`.
pub(super) struct Doable<'a> {
    current: &'a Current,
    views: Arc<Views>,
    guard: Guard,
    policy: Option<Arc<CompiledPolicy>>,
    by: groundstate_guardrails::subject::Principal,
}

impl ActionGuard for Doable<'_> {
    fn name(&self) -> &str {
        "action"
    }

    fn admits(&self, state: &State, action: &Action) -> Result<(), Violation> {
        let refused = |constraint: &str, detail: String| Violation { constraint: constraint.to_owned(), detail };
        // A search asks this of every candidate: the state is made a view only where somebody looks at it.
        let predicates = &self.current.predicates;
        let precondition = match predicates.unconditional(&action.verb) {
            true => Ok(true),
            false => predicates.precondition(action, &self.views.of(state)),
        };
        match precondition {
            Ok(true) => {}
            Ok(false) => return Err(refused("precondition", format!("`{}` is not possible here", action.verb))),
            Err(error) => return Err(refused("precondition", error.to_string())),
        }
        let Some(policy) = &self.policy else { return Ok(()) };
        let arguments = serde_json::to_value(&action.arguments);
        let arguments = arguments.map_err(|error| refused(&policy.policy().name, error.to_string()))?;
        let tool = Some(ToolCall { name: action.verb.clone(), arguments });
        let subject = OwnedSubject { tool, principal: Some(self.by.clone()), ..OwnedSubject::default() };
        let report = self.guard.redact_here(policy, Stage::Action, &subject).report;
        match report.first_violation() {
            Some(verdict) => Err(refused(&verdict.objective, verdict.reason.clone())),
            None => Ok(()),
        }
    }
}

/// Everything that a search asks beside the world model.
pub(super) struct Rules<'a> {
    pub(super) goals: Vec<Condition>,
    pub(super) guardrails: Vec<Condition>,
    pub(super) policy: Option<PolicyOnStates>,
    pub(super) doable: Doable<'a>,
}

impl<'a> Rules<'a> {
    /// Compiles what a request asks for.
    ///
    /// # Errors
    /// `not_found` for an unknown goal, `invalid_expression` for an expression that is refused.
    pub(super) fn of(
        request: &PlanRequest,
        current: &'a Current,
        (guard, policy, principal): (&Guard, &InForce, &Principal),
    ) -> Answer<Self> {
        // A search asks all of them of the same states.
        let views = Arc::new(Views::default());
        let goals = request.goals.iter().enumerate().map(|(index, goal)| compiled_goal((current, &views), index, goal));
        let of_schema = current.schema.guardrails.iter().map(|(name, rule)| (name.clone(), &rule.expression));
        let of_request = request.rules.iter().map(|rule| (rule.name.clone(), &rule.expression));
        let guardrails = of_schema.chain(of_request).map(|(name, source)| {
            let at = format!("guardrails.{name}");
            Condition::new(name, (&at, source), &views)
        });
        let by = principal.as_subject();
        let looks = |stage: Stage| policy.policy.policy().objectives.iter().any(|one| one.stages.contains(&stage));
        let on_states = looks(Stage::State).then(|| PolicyOnStates {
            guard: guard.clone(),
            policy: Arc::clone(&policy.policy),
            by: by.clone(),
        });
        let on_actions = looks(Stage::Action).then(|| Arc::clone(&policy.policy));
        Ok(Self {
            goals: goals.collect::<Answer<_>>()?,
            guardrails: guardrails.collect::<Answer<_>>()?,
            policy: on_states,
            doable: Doable { current, views: Arc::clone(&views), guard: guard.clone(), policy: on_actions, by },
        })
    }

    /// Whether all goals hold in a state.
    pub(super) fn reached(&self, state: &State, progress: &Progress) -> bool {
        self.goals.iter().all(|goal| goal.holds(state, progress).is_ok_and(|degree| degree >= 1.0))
    }
}

fn compiled_goal((current, views): (&Current, &Arc<Views>), index: usize, goal: &Goal) -> Answer<Condition> {
    let at = format!("goals[{index}]");
    match goal {
        Goal::Named(name) => {
            let known = current.schema.goals.get(name);
            let known = known.ok_or_else(|| Problem::not_found("goal", name))?;
            Condition::new(name.clone(), (&at, &known.expression), views)
        }
        Goal::Expression(source) => Condition::new(at.clone(), (&at, source), views),
    }
}
