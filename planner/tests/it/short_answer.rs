//! Short answers: spans of the right kind, byte offsets, and silence where no rule applies.

use groundstate_planner::short_answer::{Expected, Kind, ShortAnswer, short_answer};
use proptest::prelude::*;

fn found(question: &str, statement: &str) -> Option<(String, Kind)> {
    short_answer(question, &[statement]).map(|ShortAnswer { text, kind, .. }| (text, kind))
}

#[test]
fn spans_of_the_kind_asked_for() {
    let cases = [
        (
            "When was the depot opened?",
            "The depot in Lund was opened on 3 May 1994 by the mayor.",
            "3 May 1994",
            Kind::Date,
        ),
        ("In what century was the mill built?", "The mill was built in the 12th century.", "12th century", Kind::Date),
        ("How many lines serve the depot?", "In 2011 the depot was served by 14 lines.", "14", Kind::Number),
        (
            "What percentage of staff cycle?",
            "In 2019 about 31% of the staff came to work by cycle.",
            "31%",
            Kind::Number,
        ),
        (
            "How far is the airport from the depot?",
            "The airport is 6 miles (9.7 km) from the depot.",
            "6 miles",
            Kind::Number,
        ),
        ("How much did the bridge cost?", "The bridge cost $1.5 million in 1980.", "$1.5 million", Kind::Number),
        ("How old are pupils?", "Pupils are aged 9–18 on average.", "9–18", Kind::Number),
        ("Who opened the depot?", "The depot was opened by Anna Maria Berg in 1994.", "Anna Maria Berg", Kind::Person),
        ("Where is the depot?", "The depot stands in New Lund near the river.", "New Lund", Kind::Place),
        ("What is the river called?", "The river is called Höje Å by everyone.", "Höje Å", Kind::Entity),
    ];
    for (question, statement, text, kind) in cases {
        assert_eq!(found(question, statement), Some((text.to_owned(), kind)), "{question}");
    }
}

#[test]
fn silence_where_no_rule_applies() {
    assert_eq!(found("Why was the depot closed?", "The depot was closed in 1994 because of Anna Berg."), None);
    assert_eq!(found("When was it closed?", "The depot was closed because of noise."), None);
    assert_eq!(found("When did the 1994 strike end?", "The strike of 1994 ended quickly."), None);
    assert_eq!(found("", ""), None);
    assert_eq!(short_answer("When?", &[]), None);
}

#[test]
fn earlier_statements_are_preferred() {
    let statements = ["The depot was opened in 1994.", "The depot was closed in 2001."];
    let found = short_answer("When was the depot opened?", &statements).unwrap();
    assert_eq!((found.statement, found.text.as_str()), (0, "1994"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn offsets_are_those_of_the_words(question in "(When|Who|How many|Where|What is called) .{0,40}", statement in "\\PC{0,80}") {
        if let Some(found) = short_answer(&question, &[&statement]) {
            prop_assert_eq!(&statement[found.start..found.end], found.text.as_str());
            prop_assert_eq!(found.statement, 0);
        }
    }
}

#[test]
fn a_statement_offers_what_is_asked_for_or_not() {
    let cases = [
        ("When was the depot opened?", "date", "It was opened on 3 May 1994.", "It was opened by the mayor."),
        ("When did the war of 1870 end?", "date", "It ended in 1871.", "The war of 1870 ended badly."),
        ("How many lines serve the depot?", "number", "It is served by fourteen lines.", "It is served by many lines."),
        ("Who opened the depot?", "person", "The depot was opened by Anna Berg.", "The depot was opened by the mayor."),
        ("Where is the depot?", "place", "It stands in Lund.", "It stands by the river."),
        ("What is the river called?", "name", "Everyone calls it Höje.", "Everyone fishes in it."),
    ];
    for (question, kind, offering, silent) in cases {
        let expected = Expected::of(question);
        assert_eq!(expected.kind().map(|kind| Expected::KINDS[kind]), Some(kind), "{question}");
        assert!(expected.offered(offering), "{question} {offering}");
        assert!(!expected.offered(silent), "{question} {silent}");
    }
    let open = Expected::of("Why is the depot closed?");
    assert!(
        open.kind().is_none() && !open.offered("Since 3 May 1994 Anna Berg has kept fourteen lines away from Lund.")
    );
}
