//! Authorisation: may this principal have this said or done, by policies in Cedar.
//!
//! The subject becomes one request, or one for each piece of evidence; [`Authorisation`] states which. `G` is
//! −1 where every request is allowed and 1 where one is denied. Cedar denies what nothing permits, and passes
//! over a policy that fails on a request; a `forbid` that fails must not let anything through, so here a
//! policy that fails makes the objective unevaluable. Cedar terminates, in time linear in the policies.

mod request;

use std::str::FromStr;

use cedar_policy::{AuthorizationError, Authorizer, Decision, PolicySet};

use crate::objective::{Assessment, Context, Objective, Scope, Span, Unevaluable};
use crate::policy::kind::Authorisation;
use crate::policy::limits;

/// The authorisation objective.
#[derive(Debug)]
pub struct AuthorisationObjective {
    policies: PolicySet,
    resource_argument: Option<String>,
}

/// Parses policies.
///
/// # Errors
/// Every mistake, with line and column in the policies' own text.
pub fn policies(source: &str) -> Result<PolicySet, Vec<String>> {
    if source.len() > limits::CEDAR_BYTES {
        return Err(vec![format!("{} bytes, at most {} are admitted", source.len(), limits::CEDAR_BYTES)]);
    }
    let set = PolicySet::from_str(source)
        .map_err(|errors| errors.iter().map(|error| format!("{}{error}", place(source, error))).collect::<Vec<_>>())?;
    let (count, templates) = (set.num_of_policies(), set.num_of_templates());
    if templates > 0 {
        return Err(vec!["templates (`?principal`, `?resource`) are never linked here: write policies".to_owned()]);
    }
    if count == 0 {
        return Err(vec!["at least one policy is needed: without one everything is denied".to_owned()]);
    }
    if count > limits::CEDAR_POLICIES {
        return Err(vec![format!("{count} policies, at most {} are admitted", limits::CEDAR_POLICIES)]);
    }
    Ok(set)
}

/// `line 2, column 14: ` of a mistake, where it is known.
fn place(source: &str, error: &cedar_policy::ParseError) -> String {
    let label = miette::Diagnostic::labels(error).and_then(|mut labels| labels.next());
    let Some(before) = label.and_then(|label| source.get(..label.offset())) else { return String::new() };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}: ")
}

/// The policy that failed: `policy0` is the first.
fn policy(error: &AuthorizationError) -> String {
    let AuthorizationError::PolicyEvaluationError(failed) = error;
    failed.policy_id().to_string()
}

impl AuthorisationObjective {
    /// The objective with these parameters.
    ///
    /// # Errors
    /// Why the policies are refused.
    pub fn new(parameters: &Authorisation) -> Result<Self, String> {
        let policies = policies(&parameters.policies).map_err(|errors| errors.join("; "))?;
        Ok(Self { policies, resource_argument: parameters.resource_argument.clone() })
    }
}

impl Objective for AuthorisationObjective {
    fn scope(&self) -> Scope {
        Scope::Statement
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        context.checkpoint()?;
        let principal = context.subject().principal;
        let principal = principal.ok_or_else(|| Unevaluable::Missing("nobody is named who asks".to_owned()))?;
        let entities = request::entities(principal)?;
        let authorizer = Authorizer::new();
        let mut spans = Vec::new();
        let (mut denied, mut asked) = (0_usize, 0_usize);
        for resource in request::resources(context, self.resource_argument.as_deref())? {
            context.checkpoint()?;
            let request = request::request(context, principal, &resource)?;
            let response = authorizer.is_authorized(&request, &self.policies, &entities);
            // The error may repeat an argument, so it is not reported; the policy is named by its place.
            if let Some(failed) = response.diagnostics().errors().map(policy).min() {
                return Err(Unevaluable::Missing(format!("`{failed}` fails on this request")));
            }
            asked += 1;
            if response.decision() == Decision::Deny {
                denied += 1;
                if spans.len() < limits::SPANS {
                    spans.extend(resource.at().map(|at| Span::new(&at, 0..0, "denied")));
                }
            }
        }
        let value = if denied == 0 { -1.0 } else { 1.0 };
        Ok(Assessment { value, reason: format!("{denied} of {asked} request(s) denied"), spans })
    }
}
