//! Shape: bounds on length, script and structure.

use groundstate_guardrails::evaluate::Status;
use proptest::prelude::*;

use crate::support::{compiled, verdict};

fn value(kind: &str, text: &str) -> f64 {
    verdict(&compiled(kind), text).value.expect("evaluable")
}

#[test]
fn bounds_are_relative_excesses() {
    for (kind, text, expected) in [
        ("shape.max_chars = 4", "abcd", 0.0),
        ("shape.max_chars = 4", "äöüßé", 0.25),
        ("shape.max_chars = 4", "ab", -0.5),
        ("shape.min_chars = 4", "ab", 0.5),
        ("shape.min_chars = 4", "abcd", 0.0),
        ("shape.max_words = 2", "one two three", 0.5),
        ("shape.max_sentences = 1", "One. Two.", 1.0),
        ("shape.max_questions = 0", "Why? How?", 2.0),
        ("shape.max_questions = 0", "Because.", 0.0),
        ("shape.max_links = 1", "http://a.example HTTPS://b.example", 1.0),
        ("shape.max_chars = 1", &"x".repeat(100), 10.0),
        ("shape = { min_chars = 2, max_chars = 8 }", "", 1.0),
    ] {
        assert!((value(kind, text) - expected).abs() < 1e-9, "{kind} {text}: {}", value(kind, text));
    }
}

#[test]
fn scripts_are_shares_of_the_letters() {
    let latin = "shape.script = { allow = [\"latin\"], min_share = 0.5 }";
    assert!(value(latin, "Grüße, 123 — plain") <= 0.0);
    assert!(value(latin, "Привет, мир") > 0.0);
    assert!(value(latin, "ab вг") <= 0.0);
    assert!(value(latin, "123 …") <= 0.0, "no letters at all");
    for (script, text) in [
        ("greek", "καλημέρα"),
        ("cyrillic", "привет"),
        ("hebrew", "שלום"),
        ("arabic", "مرحبا"),
        ("devanagari", "नमसत"),
        ("thai", "สวสด"),
        ("hangul", "안녕"),
        ("kana", "ひらカナ"),
        ("han", "汉字"),
        ("armenian", "բարեւ"),
        ("georgian", "გამარჯობა"),
        ("bengali", "নমসক"),
        ("tamil", "வணககம"),
    ] {
        assert!(value(&format!("shape.script.allow = [\"{script}\"]"), text) <= 0.0, "{script}");
        assert!(value("shape.script.allow = [\"latin\"]", text) > 0.0, "{script}");
    }
}

#[test]
fn a_json_document_fits_its_schema() {
    let kind = r##"shape.json_schema = { type = "object", required = ["name"], properties = { name = { type = "string", pattern = "^(a+)+$" }, next = { "$ref" = "#" } } }"##;
    assert!(value(kind, "{\"name\":\"aaa\",\"next\":{\"name\":\"a\"}}") <= 0.0);
    for text in ["{\"name\":\"b\"}", "{}", "{\"name\":\"a\",\"next\":{}}", "not json", "{\"name\":\"a\"} x", ""] {
        assert!(value(kind, text) > 0.0, "{text}");
    }
    let long = format!("{{\"name\":\"{}!\"}}", "a".repeat(100_000));
    assert!(value(kind, &long) > 0.0, "in linear time");
}

#[test]
fn the_bound_that_is_missed_is_named() {
    let verdict = verdict(&compiled("shape = { max_chars = 100, max_questions = 0 }"), "Really?");
    assert_eq!(verdict.status, Status::Violated);
    assert!(verdict.reason.contains("questions"), "{}", verdict.reason);
    assert_eq!(verdict.evidence[0].label, "questions");
}

proptest! {
    #[test]
    fn longer_texts_never_fit_a_maximum_better(text in "\\PC{0,40}", more in "\\PC{0,40}") {
        let policy = compiled("shape = { max_chars = 20, max_words = 4, max_links = 1 }");
        let value = |text: &str| verdict(&policy, text).value.expect("evaluable");
        let longer = [text.as_str(), more.as_str()].concat();
        prop_assert!(value(&longer) >= value(&text));
    }
}
