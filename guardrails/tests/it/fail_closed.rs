//! No kind fails open: each is made to panic, to run out of time and to miss what it needs, and every time
//! the subject is withheld and the objective named.

use std::cell::Cell;

use groundstate_guardrails::evaluate::{CompiledPolicy, Report, Status};
use groundstate_guardrails::features::{Budget, FeatureError, Head, NoFeatures, Steps, TextFeatures, Unlimited};
use groundstate_guardrails::policy::{Kind, Stage};
use groundstate_guardrails::subject::{Evidence, Message, Principal, Role, Subject, ToolCall};
use serde_json::json;

use crate::support::{WordHeads, kind, objective, policy_of};

/// Every kind, with parameters under which the subject below satisfies it.
const KINDS: [(&str, &str); 11] = [
    ("pattern", "pattern.words = [\"forbidden\"]"),
    ("pii", "pii.detectors = [\"payment_card\"]"),
    ("semantic", "semantic = { examples = [\"a bomb\"], threshold = 0.9 }"),
    ("grounding", "grounding = { threshold = 0.82, semantic_threshold = 0.5 }"),
    ("shape", "shape.max_chars = 1000"),
    ("classifier", "classifier.head = \"moderation\""),
    ("topic", "topic = { examples = [\"a b\", \"a c\", \"a d\"], counterexamples = [\"x y\", \"x z\", \"x w\"] }"),
    ("injection", "injection.head = \"injection\""),
    ("predicate", "predicate.expression = \"size(text) < 1000\""),
    ("authorisation", "authorisation.policies = \"permit(principal, action, resource);\""),
    ("language", "language.allow = [\"en\"]"),
];

/// Kinds that cannot be evaluated without an encoder or a head.
const NEED_FEATURES: [&str; 5] = ["semantic", "grounding", "classifier", "topic", "injection"];

struct Setting {
    messages: Vec<Message>,
    evidence: Vec<Evidence>,
    principal: Principal,
}

impl Setting {
    fn new() -> Self {
        Self {
            messages: vec![Message { role: Role::Tool, content: "The parcel arrived on Monday.".to_owned() }],
            evidence: vec![Evidence { id: "s1".to_owned(), text: "We close at noon today every week.".to_owned() }],
            principal: Principal { id: "key_1".to_owned(), ..Principal::default() },
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            text: "Today we close early at noon.",
            messages: &self.messages,
            evidence: &self.evidence,
            principal: Some(&self.principal),
            ..Subject::default()
        }
    }
}

fn policy(source: &str) -> CompiledPolicy {
    let parsed: Kind = kind(source);
    CompiledPolicy::compile(&policy_of(vec![objective(parsed)])).expect("compiles")
}

fn withheld(name: &str, report: &Report) {
    let verdict = report.first_violation().unwrap_or_else(|| panic!("`{name}` failed open: {report:?}"));
    assert_eq!((&*verdict.objective, &*verdict.kind), ("probe", name));
    assert_eq!((verdict.status, verdict.value), (Status::Unevaluable, None), "{name}: {}", verdict.reason);
    assert!(!report.permits());
}

#[test]
fn every_kind_is_listed_and_satisfied_when_nothing_fails() {
    let setting = Setting::new();
    for (name, source) in KINDS {
        assert_eq!(kind(source).name(), name);
        let report = policy(source).evaluate(Stage::Output, &setting.subject(), &WordHeads::new(), &Unlimited);
        assert!(report.permits(), "{name}: {report:?}");
    }
    let schema = groundstate_guardrails::policy::json_schema();
    let kinds = schema["$defs"]["Kind"]["oneOf"].as_array().expect("the kinds");
    // The critic never binds (`critic.rs`), so there is nothing that it could let through.
    assert_eq!(kinds.len(), KINDS.len() + 1, "a kind without a fail-closed test");
}

/// Panics when it is asked for the second time: inside the objective.
struct Panics(Cell<u32>);

impl Budget for Panics {
    fn exhausted(&self) -> bool {
        self.0.set(self.0.get() + 1);
        assert!(self.0.get() < 2, "told to panic");
        false
    }
}

#[test]
fn a_kind_that_panics_is_withheld() {
    std::panic::set_hook(Box::new(|_| {}));
    let setting = Setting::new();
    for (name, source) in KINDS {
        let report =
            policy(source).evaluate(Stage::Output, &setting.subject(), &WordHeads::new(), &Panics(Cell::new(0)));
        withheld(name, &report);
    }
}

#[test]
fn a_kind_that_runs_out_of_time_is_withheld() {
    let setting = Setting::new();
    for (name, source) in KINDS {
        let policy = policy(source);
        let mut decided = false;
        for steps in 0..40 {
            let report = policy.evaluate(Stage::Output, &setting.subject(), &WordHeads::new(), &Steps::new(steps));
            if steps < 2 {
                withheld(name, &report);
            }
            if report.permits() {
                decided = true;
            } else {
                withheld(name, &report);
            }
        }
        assert!(decided, "`{name}` asks the budget more than forty times");
    }
}

/// Features that panic, whatever they are asked.
struct Broken;

impl TextFeatures for Broken {
    fn fingerprint(&self) -> &str {
        "broken"
    }

    fn embed(&self, _: &str) -> Result<Vec<f32>, FeatureError> {
        panic!("told to panic")
    }

    fn head(&self, _: &str) -> Result<&Head, FeatureError> {
        panic!("told to panic")
    }
}

#[test]
fn a_kind_that_misses_its_features_is_withheld() {
    std::panic::set_hook(Box::new(|_| {}));
    let setting = Setting::new();
    for (name, source) in KINDS {
        let policy = policy(source);
        for features in [&NoFeatures as &dyn TextFeatures, &Broken] {
            let report = policy.evaluate(Stage::Output, &setting.subject(), features, &Unlimited);
            if NEED_FEATURES.contains(&name) {
                withheld(name, &report);
            } else {
                assert!(report.permits(), "{name} needs no features: {report:?}");
            }
        }
    }
}

#[test]
fn a_kind_that_misses_a_part_of_the_subject_is_withheld() {
    let nobody = Subject::text("Today we close early at noon.");
    let report = policy(KINDS[9].1).evaluate(Stage::Output, &nobody, &NoFeatures, &Unlimited);
    withheld("authorisation", &report);
    let report = policy("predicate.expression = \"tool.name == 'pay'\"").evaluate(
        Stage::Output,
        &nobody,
        &NoFeatures,
        &Unlimited,
    );
    withheld("predicate", &report);
}

#[test]
fn a_subject_too_large_to_be_looked_at_is_withheld_by_every_kind() {
    let arguments = (0..200).fold(json!("x"), |inner, _| json!([inner]));
    let tool = ToolCall { name: "t".to_owned(), arguments };
    for (name, source) in KINDS {
        let report = policy(source).evaluate(Stage::Action, &Subject::tool_call(&tool), &WordHeads::new(), &Unlimited);
        withheld(name, &report);
    }
}
