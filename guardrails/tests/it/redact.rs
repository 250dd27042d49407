//! Redaction: taken out, judged again, let through only if what is left is clean.

use groundstate_guardrails::evaluate::{CompiledPolicy, Redaction};
use groundstate_guardrails::features::{NoFeatures, Unlimited};
use groundstate_guardrails::policy::{Enforcement, ObjectiveSpec, OnViolation, Policy, Stage};
use groundstate_guardrails::subject::{Claim, Evidence, Message, Role, Subject, ToolCall};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{HashedWords, kind, objective, policy_of};

fn redacting(id: &str, source: &str) -> ObjectiveSpec {
    let stages = vec![Stage::Input, Stage::Recall, Stage::Output];
    ObjectiveSpec { id: id.to_owned(), stages, on_violation: OnViolation::Redact, ..objective(kind(source)) }
}

fn refusing(id: &str, source: &str) -> ObjectiveSpec {
    ObjectiveSpec { id: id.to_owned(), ..objective(kind(source)) }
}

fn compiled(objectives: Vec<ObjectiveSpec>) -> CompiledPolicy {
    CompiledPolicy::compile(&policy_of(objectives)).expect("compiles")
}

fn redact(policy: &CompiledPolicy, subject: &Subject<'_>) -> Redaction {
    policy.redact(Stage::Output, subject, &NoFeatures, &Unlimited)
}

#[test]
fn places_are_replaced_by_their_labels_and_what_is_left_is_permitted() {
    let policy = compiled(vec![redacting("contact", "pii.detectors = [\"email\", \"payment_card\"]")]);
    let left = redact(&policy, &Subject::text("Write to anna@example.com; card 4111 1111 1111 1111."));
    assert_eq!(left.text, "Write to [email]; card [payment_card].");
    assert!(left.report.permits() && left.changed());
    let taken: Vec<_> = left.report.redactions.iter().map(|one| (&*one.objective, &*one.span.label)).collect();
    assert_eq!(taken, [("contact", "email"), ("contact", "payment_card")]);
    let clean = redact(&policy, &Subject::text("Write to us."));
    assert!(!clean.changed() && clean.text == "Write to us." && clean.report.permits());
}

#[test]
fn plain_evaluation_refuses_what_would_be_redacted() {
    let policy = compiled(vec![redacting("contact", "pii.detectors = [\"email\"]")]);
    let report = policy.evaluate(Stage::Output, &Subject::text("anna@example.com"), &NoFeatures, &Unlimited);
    assert!(!report.permits());
}

#[test]
fn disguised_places_are_taken_out_whole() {
    let policy = compiled(vec![redacting("words", "pattern.words = [\"password\"]")]);
    for text in ["my p\u{200b}assword is", "my раsswоrd is", "my cGFzc3dvcmQ= is", "my p4ssw0rd is", "my %70assword is"]
    {
        let left = redact(&policy, &Subject::text(text));
        assert!(left.report.permits(), "{text}: {}", left.text);
        assert!(left.text.starts_with("my [word 1]") && left.text.ends_with(" is"), "{text}: {}", left.text);
    }
}

#[test]
fn parts_and_messages_move_with_the_text() {
    let policy = compiled(vec![redacting("contact", "pii.detectors = [\"email\"]")]);
    let text = "Ask anna@example.com. Or bob@example.com, he knows.";
    let statements =
        [Claim { start: 0, end: 21, cites: vec!["s1".to_owned()] }, Claim { start: 22, end: 51, cites: Vec::new() }];
    let evidence = [Evidence { id: "s1".to_owned(), text: "Ask anna@example.com.".to_owned() }];
    let messages = [Message { role: Role::User, content: "I am eve@example.com".to_owned() }];
    let subject = Subject { messages: &messages, ..Subject::answer(text, &statements, &evidence) };
    let left = redact(&policy, &subject);
    let parts: Vec<_> = left.statements.iter().map(|claim| &left.text[claim.range()]).collect();
    assert_eq!(parts, ["Ask [email].", "Or [email], he knows."]);
    assert_eq!(left.messages[0].content, "I am [email]");
}

#[test]
fn a_grounded_answer_stays_grounded() {
    let policy = compiled(vec![
        refusing("grounding", "grounding.threshold = 0.8"),
        redacting("contact", "pii.detectors = [\"email\"]"),
    ]);
    let evidence = [Evidence { id: "s1".to_owned(), text: "Ask anna@example.com.".to_owned() }];
    let left = redact(&policy, &Subject::answer("Ask anna@example.com.", &[], &evidence));
    assert!(left.report.permits(), "{:?}", left.report);
    assert_eq!(left.text, "Ask [email].");
    let order: Vec<_> = left.report.verdicts.iter().map(|verdict| &*verdict.objective).collect();
    assert_eq!(order, ["grounding", "contact"], "every objective has its verdict, in the policy's order");
    let invented = redact(&policy, &Subject::answer("Trust anna@example.com with money.", &[], &evidence));
    assert!(!invented.report.permits());
}

#[test]
fn another_hard_objective_still_refuses_what_came() {
    let policy = compiled(vec![
        redacting("contact", "pii.detectors = [\"email\"]"),
        refusing("words", "pattern.words = [\"merger\"]"),
    ]);
    let left = redact(&policy, &Subject::text("Ask anna@example.com about the merger."));
    assert!(!left.report.permits() && !left.changed());
    assert_eq!(left.text, "Ask anna@example.com about the merger.", "nothing was taken out of what is refused");
}

#[test]
fn what_cannot_be_rewritten_or_evaluated_is_refused() {
    let policy = compiled(vec![redacting("contact", "pii.detectors = [\"email\"]")]);
    let tool = ToolCall { name: "mail".to_owned(), arguments: json!({"to": "anna@example.com"}) };
    let left = redact(&policy, &Subject::tool_call(&tool));
    assert!(!left.report.permits() && !left.changed());
    let topic = compiled(vec![redacting("talk", "semantic = { examples = [\"x\"], threshold = 0.5 }")]);
    assert!(!redact(&topic, &Subject::text("x")).report.permits(), "no features");
}

#[test]
fn more_places_than_one_report_holds_are_taken_out_or_refused() {
    let policy = compiled(vec![redacting("contact", "pii.detectors = [\"email\"]")]);
    let addresses = |count: usize| (0..count).map(|n| format!("a{n}@example.com")).collect::<Vec<_>>().join(" and ");
    let left = redact(&policy, &Subject::text(&addresses(250)));
    assert!(left.report.permits() && !left.text.contains('@'));
    let left = redact(&policy, &Subject::text(&addresses(2_000)));
    assert!(!left.report.permits(), "fails closed");
}

#[test]
fn a_label_that_violates_itself_is_refused() {
    let policy = compiled(vec![redacting("words", "pattern.words = [\"word\"]")]);
    let left = redact(&policy, &Subject::text("a word"));
    assert!(!left.report.permits());
}

#[test]
fn only_places_of_hard_objectives_can_be_taken_out() {
    let problems = |change: &dyn Fn(&mut ObjectiveSpec)| {
        let mut spec = redacting("probe", "pii.detectors = [\"email\"]");
        change(&mut spec);
        policy_of(vec![spec]).problems()
    };
    assert_eq!(problems(&|_| {}), []);
    let changes: [&dyn Fn(&mut ObjectiveSpec); 8] = [
        &|spec| spec.enforcement = Enforcement::Shadow,
        &|spec| spec.enforcement = Enforcement::Soft { weight: 1.0 },
        &|spec| spec.stages.push(Stage::Action),
        &|spec| spec.stages = vec![Stage::MemoryWrite],
        &|spec| spec.kind = kind("shape.max_chars = 3"),
        &|spec| spec.kind = kind("grounding.threshold = 0.8"),
        &|spec| spec.kind = kind("pattern = { words = [\"x\"], mode = \"require\" }"),
        &|spec| spec.kind = kind("predicate.expression = \"true\""),
    ];
    for change in changes {
        let found = problems(change);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].path, "objectives[0].on_violation");
    }
}

#[test]
fn a_document_that_does_not_redact_keeps_its_digest() {
    let source = "name = \"p\"\n[[objectives]]\nid = \"o\"\nkind.pii.detectors = [\"email\"]\nstages = [\"output\"]\n\
                  enforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n";
    let plain = Policy::from_toml(source).expect("sound");
    let spelt = Policy::from_toml(&format!("{source}on_violation = \"refuse\"\n")).expect("sound");
    let redacts = Policy::from_toml(&format!("{source}on_violation = \"redact\"\n")).expect("sound");
    assert_eq!(plain.digest(), spelt.digest());
    assert_ne!(plain.digest(), redacts.digest());
    assert!(!String::from_utf8(plain.canonical().expect("canonical")).expect("text").contains("on_violation"));
}

proptest! {
    /// What is let through satisfies every hard objective when it is asked about anew.
    #[test]
    fn what_is_left_is_clean(words in prop::collection::vec(prop::sample::select(vec![
        "anna@example.com", "4111 1111 1111 1111", "secret", "s3cret", "c2VjcmV0IHdvcmRz", "hello", "ok.", "\u{200b}", "é",
    ]), 0..12)) {
        let policy = compiled(vec![
            redacting("contact", "pii.detectors = [\"email\", \"payment_card\"]"),
            redacting("words", "pattern.words = [\"secret\"]"),
        ]);
        let text = words.join(" ");
        let left = policy.redact(Stage::Output, &Subject::text(&text), &HashedWords, &Unlimited);
        prop_assert!(left.report.permits(), "{} → {}", text, left.text);
        let again = policy.evaluate(Stage::Output, &Subject::text(&left.text), &HashedWords, &Unlimited);
        prop_assert!(again.permits());
        prop_assert!(!left.text.contains('@') && !left.text.contains("4111"));
    }
}
