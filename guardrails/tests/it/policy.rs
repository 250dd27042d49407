//! Policy documents: two notations, one model, precise mistakes, one schema.

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::pack;
use groundstate_guardrails::policy::{Policy, PolicyError, Problem, json_schema, limits};
use serde_json::{Value, json};

const SMALL: &str = r#"
name = "small"

[[objectives]]
id = "words"
kind.pattern.words = ["forbidden"]
stages = ["output"]
enforcement.soft.weight = 2.5
margin = 1
message = "Not this word."
owner = "me"

[[tests]]
name = "one word is within the margin"
stage = "output"
text = "forbidden"
expect = "permitted"
"#;

fn problems(source: &str) -> Vec<Problem> {
    Policy::from_toml(source).expect_err("the document has a problem").problems()
}

fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "`{from}` is in the document");
    SMALL.replace(from, to)
}

#[test]
fn toml_and_json_give_one_model_and_one_digest() {
    for source in [SMALL, pack::DEFAULT_POLICY] {
        let policy = Policy::from_toml(source).expect("sound");
        let as_json = serde_json::to_string(&policy).expect("serialises");
        let again = Policy::from_json(&as_json).expect("sound");
        assert_eq!(policy, again);
        assert_eq!(policy.digest(), again.digest());
        assert_eq!(policy.digest().expect("digest").len(), 64);
    }
}

#[test]
fn the_digest_changes_with_the_document() {
    let digest = |source: &str| Policy::from_toml(source).expect("sound").digest().expect("canonical");
    assert_eq!(digest(SMALL), digest(&format!("{SMALL}\n# a comment\n")));
    assert_ne!(digest(SMALL), digest(&changed("2.5", "2.6")));
    assert_ne!(digest(SMALL), digest(&changed("one word is", "a word is")));
}

#[test]
fn a_mistake_is_named_by_path_and_line() {
    let cases = [
        ("owner = \"me\"", "owner = \"me\"\ncolour = \"red\"", "objectives[0].colour", 12, "colour"),
        ("[\"output\"]", "[\"outputs\"]", "objectives[0].stages[0]", 7, "outputs"),
        ("margin = 1", "margin = \"1\"", "objectives[0].margin", 9, "invalid type"),
        (
            "kind.pattern.words = [\"forbidden\"]",
            "kind.pattern.wrods = [\"x\"]",
            "objectives[0].kind.pattern.wrods",
            6,
            "wrods",
        ),
        ("kind.pattern.words", "kind.patern.words", "objectives[0].kind", 6, "patern"),
        ("soft.weight = 2.5", "soft.wieght = 2.5", "objectives[0].enforcement.soft.wieght", 8, "wieght"),
        ("expect = \"permitted\"", "expect = \"allowed\"", "tests[0].expect", 17, "allowed"),
    ];
    for (from, to, path, line, reason) in cases {
        let found = problems(&changed(from, to));
        assert_eq!(found.len(), 1, "{found:?}");
        let problem = &found[0];
        assert!(path.starts_with(&problem.path) && !problem.path.is_empty(), "{to}: {problem:?}");
        assert_eq!(problem.line, Some(line), "{to}: {problem:?}");
        assert!(problem.reason.contains(reason), "{to}: {problem:?}");
    }
}

#[test]
fn what_is_not_toml_or_json_is_named_by_line() {
    let found = problems("name = \"x\"\nobjectives = [\n");
    assert!(found[0].line.is_some(), "{found:?}");
    let error = Policy::from_json("{\"name\":\"x\",\n\"nmae\":1}").expect_err("unknown member");
    let problem = &error.problems()[0];
    assert_eq!((problem.line, problem.reason.contains("nmae")), (Some(2), true), "{problem:?}");
    assert!(Policy::from_json("{\"name\":\"x\"} x").is_err());
    assert!(Policy::from_json("{\"name\":\"x\",\"name\":\"y\"}").is_err(), "a member twice");
}

#[test]
fn every_problem_is_listed_with_its_line() {
    let source = SMALL
        .replace("name = \"small\"", "name = \"Small Policy\"")
        .replace("[\"forbidden\"]", "[\"\\u200B\"]")
        .replace("weight = 2.5", "weight = 0.0")
        .replace("margin = 1", "margin = nan")
        .replace("expect = \"permitted\"", "expect.violates = [\"word\"]");
    let found = problems(&source);
    let places: Vec<_> = found.iter().map(|problem| (problem.path.as_str(), problem.line)).collect();
    assert_eq!(
        places,
        [
            ("name", Some(2)),
            ("objectives[0].margin", Some(9)),
            ("objectives[0].enforcement.soft.weight", Some(8)),
            ("objectives[0].kind.pattern.words[0]", Some(6)),
            ("tests[0].expect.violates", Some(17)),
        ],
        "{found:#?}"
    );
}

#[test]
fn unsound_documents_are_refused() {
    let cases = [
        (changed("stages = [\"output\"]", "stages = []"), "at least one stage"),
        (changed("stages = [\"output\"]", "stages = [\"output\", \"output\"]"), "given twice"),
        (changed("message = \"Not this word.\"", "message = \" \""), "must not be empty"),
        (changed("text = \"forbidden\"", ""), "exactly one of"),
        (changed("words = [\"forbidden\"]", "patterns = [\"a(\"]"), "unclosed group"),
        (changed("words = [\"forbidden\"]", "patterns = [\"a*\"]"), "empty text"),
        (changed("words = [\"forbidden\"]", "patterns = [\"(?:a{1000}){1000}\"]"), "once compiled"),
        (changed("words = [\"forbidden\"]", "patterns = [\"(?=a)\"]"), "look-around"),
        (changed("words = [\"forbidden\"]", "words = []"), "at least one pattern or word"),
        (
            changed("pattern.words = [\"forbidden\"]", "semantic = { examples = [], threshold = 1.5 }"),
            "at least one example",
        ),
        (
            changed("pattern.words = [\"forbidden\"]", "pii = { detectors = [\"phone\"], phone_regions = [\"EN\"] }"),
            "not a region",
        ),
        (
            changed("pattern.words = [\"forbidden\"]", "shape = { min_chars = 9, max_chars = 3 }"),
            "nothing could satisfy",
        ),
        (changed("pattern.words = [\"forbidden\"]", "shape = {}"), "at least one bound"),
        (
            changed(
                "pattern.words = [\"forbidden\"]",
                "shape.json_schema = { \"$ref\" = \"https://example.com/s.json\" }",
            ),
            "leads outside",
        ),
        (changed("pattern.words = [\"forbidden\"]", "shape.json_schema = { type = \"strnig\" }"), "not a schema"),
        (format!("{SMALL}{}", &SMALL[SMALL.find("[[objectives]]").expect("one")..]), "used twice"),
    ];
    for (source, reason) in cases {
        let found = problems(&source);
        assert!(found.iter().any(|problem| problem.reason.contains(reason)), "{reason}: {found:?}");
    }
}

#[test]
fn documents_are_bounded() {
    let large = format!("{SMALL}\n# {}", "x".repeat(limits::POLICY_BYTES));
    assert!(matches!(Policy::from_toml(&large), Err(PolicyError::TooLarge { .. })));
    let objective = SMALL[SMALL.find("[[objectives]]").expect("one")..SMALL.find("[[tests]]").expect("one")].to_owned();
    let many: String =
        (0..=limits::OBJECTIVES).map(|n| objective.replace("\"words\"", &format!("\"words-{n}\""))).collect();
    let found = problems(&format!("name = \"many\"\n{many}"));
    assert!(
        found.iter().any(|problem| problem.path == "objectives" && problem.reason.contains("at most 128")),
        "{found:?}"
    );
    let pattern = "a".repeat(limits::PATTERN_BYTES + 1);
    let found = problems(&changed("words = [\"forbidden\"]", &format!("patterns = [\"{pattern}\"]")));
    assert!(found[0].reason.contains("at most 4096"), "{found:?}");
    let deep = format!("{}1{}", "[".repeat(300), "]".repeat(300));
    assert!(
        Policy::from_toml(&changed(
            "pattern.words = [\"forbidden\"]",
            &format!("shape.json_schema = {{ a = {deep} }}")
        ))
        .is_err()
    );
}

#[test]
fn a_policy_made_by_hand_is_checked_when_compiled() {
    let mut policy = Policy::from_toml(SMALL).expect("sound");
    policy.objectives[0].margin = f64::NAN;
    assert!(CompiledPolicy::compile(&policy).is_err());
}

#[test]
fn documents_pass_the_published_schema_and_mistakes_do_not() {
    let schema = json_schema();
    jsonschema::meta::validate(&schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("compiles");
    let read = |source: &str| toml::from_str::<Value>(source).expect("toml");
    for source in [SMALL, pack::DEFAULT_POLICY] {
        let errors: Vec<_> = validator.iter_errors(&read(source)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let model = serde_json::to_value(Policy::from_toml(source).expect("sound")).expect("serialises");
        assert!(validator.is_valid(&model), "the model writes what the schema admits");
    }
    let mut wrong = read(SMALL);
    let mutations: [(&str, Value); 6] = [
        ("/name", json!("Not A Name")),
        ("/objectives/0/stages", json!(["nowhere"])),
        ("/objectives/0/stages", json!([])),
        ("/objectives/0/enforcement", json!("maybe")),
        ("/objectives/0/kind", json!({"pattern": {"wrods": []}})),
        ("/tests/0/expect", json!({"violates": []})),
    ];
    for (pointer, value) in mutations {
        let place = wrong.pointer_mut(pointer).expect("a place");
        let before = std::mem::replace(place, value);
        assert!(!validator.is_valid(&wrong), "{pointer} should not pass");
        *wrong.pointer_mut(pointer).expect("a place") = before;
    }
    assert!(validator.is_valid(&wrong), "every mutation was undone");
}

/// The checked-in schema is the one that the types give. To write it anew: `UPDATE_SCHEMA=1 cargo nextest
/// run -p groundstate-guardrails published_schema`.
#[test]
fn the_published_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/policy.schema.json");
    let current = format!("{}\n", serde_json::to_string_pretty(&json_schema()).expect("serialises"));
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &current).expect("the schema is written");
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(published, current, "policy.schema.json is stale");
}
