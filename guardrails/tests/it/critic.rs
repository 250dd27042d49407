//! The critic's objective: it costs, it never binds, and it makes nothing up.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::{Enforcement, ObjectiveSpec, Policy, Stage};
use groundstate_guardrails::subject::Subject;

use crate::support::{kind, objective, policy_of};

fn verdict(critic: Option<f64>, parameters: &str) -> (Status, Option<f64>) {
    let (enforcement, stages) = (Enforcement::Soft { weight: 2.0 }, vec![Stage::Output]);
    let soft = ObjectiveSpec { enforcement, stages, ..objective(kind(parameters)) };
    let policy = CompiledPolicy::compile(&policy_of(vec![soft])).expect("the policy compiles");
    let subject = Subject { critic, ..Subject::text("so it is") };
    let report = policy.evaluate(Stage::Output, &subject, &NoFeatures, &Unlimited);
    let verdict = &report.verdicts[0];
    (verdict.status, verdict.value)
}

#[test]
fn what_lies_above_the_threshold_counts() {
    assert_eq!(verdict(Some(0.5), "critic = {}"), (Status::Satisfied, Some(0.0)));
    assert_eq!(verdict(Some(0.75), "critic = {}"), (Status::Violated, Some(0.25)));
    assert_eq!(verdict(Some(0.75), "critic = { threshold = 0.75 }"), (Status::Satisfied, Some(0.0)));
    assert_eq!(verdict(Some(7.0), "critic = {}"), (Status::Violated, Some(0.5)), "no critic holds more than all");
}

#[test]
fn without_a_critic_nothing_is_held_against_anybody_and_no_number_is_none() {
    assert_eq!(verdict(None, "critic = {}"), (Status::Satisfied, Some(-1.0)));
    assert_eq!(verdict(Some(f64::NAN), "critic = {}"), (Status::Unevaluable, None));
}

#[test]
fn it_is_never_hard_and_judges_answers_alone() {
    let problems = |enforcement: &str, stage: &str| {
        let toml = format!(
            "name = \"p\"\n[[objectives]]\nid = \"c\"\nkind.critic = {{}}\nstages = [\"{stage}\"]\n\
             enforcement = {enforcement}\nmessage = \"m\"\nowner = \"o\"\n"
        );
        Policy::from_toml(&toml).map_err(|error| error.to_string())
    };
    assert!(problems("\"shadow\"", "output").is_ok());
    assert!(problems("{ soft = { weight = 1.0 } }", "output").is_ok());
    assert!(problems("\"hard\"", "output").unwrap_err().contains("a hard guardrail must not"));
    assert!(problems("\"shadow\"", "recall").unwrap_err().contains("a critic judges answers"));
}
