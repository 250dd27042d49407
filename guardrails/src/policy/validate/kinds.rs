//! The parameters of each kind.

mod learned;
mod rules;

use super::{Problems, text};
use crate::objectives;
use crate::policy::kind::{Grounding, Kind, Pattern, PatternMode, Pii, Semantic, Shape};
use crate::policy::limits;

pub(super) fn check(problems: &mut Problems, path: &str, kind: &Kind) {
    match kind {
        Kind::Pattern(pattern) => check_pattern(problems, path, pattern),
        Kind::Pii(pii) => check_pii(problems, path, pii),
        Kind::Semantic(semantic) => check_semantic(problems, path, semantic),
        Kind::Grounding(grounding) => check_grounding(problems, path, grounding),
        Kind::Shape(shape) => check_shape(problems, path, shape),
        Kind::Classifier(classifier) => learned::classifier(problems, path, classifier),
        Kind::Topic(topic) => learned::topic(problems, path, topic),
        Kind::Injection(injection) => learned::injection(problems, path, injection),
        Kind::Predicate(predicate) => rules::predicate(problems, path, predicate),
        Kind::Authorisation(authorisation) => rules::authorisation(problems, path, authorisation),
        Kind::Language(language) => rules::language(problems, path, language),
        Kind::Critic(critic) => learned::critic(problems, path, critic),
    }
}

fn check_pattern(problems: &mut Problems, path: &str, pattern: &Pattern) {
    let some = !pattern.patterns.is_empty() || !pattern.words.is_empty();
    problems.require(some, path, || "at least one pattern or word is needed".to_owned());
    problems.at_most(&format!("{path}.patterns"), "patterns", pattern.patterns.len(), limits::PATTERNS);
    problems.at_most(&format!("{path}.words"), "words", pattern.words.len(), limits::WORDS);
    for (index, source) in pattern.patterns.iter().take(limits::PATTERNS).enumerate() {
        let path = format!("{path}.patterns[{index}]");
        match objectives::pattern::expression(source, pattern.case_sensitive) {
            Err(reason) => problems.add(path, reason),
            Ok(regex) if pattern.mode == PatternMode::Forbid && regex.is_match("") => {
                problems.add(path, "matches the empty text, so that nothing could satisfy it");
            }
            Ok(_) => {}
        }
    }
    for (index, word) in pattern.words.iter().take(limits::WORDS).enumerate() {
        let path = format!("{path}.words[{index}]");
        problems.at_most(&path, "bytes", word.len(), limits::WORD_BYTES);
        let some = !objectives::pattern::plain_word(word).is_empty();
        problems.require(some, &path, || "nothing is left of the word once it is normalised".to_owned());
    }
}

fn check_pii(problems: &mut Problems, path: &str, pii: &Pii) {
    let detectors = format!("{path}.detectors");
    problems.require(!pii.detectors.is_empty(), &detectors, || "at least one detector is needed".to_owned());
    problems.at_most(&detectors, "detectors", pii.detectors.len(), 100);
    problems.at_most(&format!("{path}.phone_regions"), "regions", pii.phone_regions.len(), 32);
    for (index, region) in pii.phone_regions.iter().enumerate() {
        let known = region.parse::<phonenumber::country::Id>().is_ok();
        problems.require(known, &format!("{path}.phone_regions[{index}]"), || {
            format!("`{region}` is not a region: two capital letters of ISO 3166")
        });
    }
    problems.at_most(&format!("{path}.allow"), "values", pii.allow.len(), 1_000);
    for (index, value) in pii.allow.iter().enumerate() {
        text(problems, &format!("{path}.allow[{index}]"), value, 200);
    }
    let length = f64::from(pii.entropy.min_length);
    problems.within(&format!("{path}.entropy.min_length"), length, (16.0, 256.0), false);
    problems.within(&format!("{path}.entropy.min_bits"), pii.entropy.min_bits, (2.0, 6.0), false);
}

fn check_semantic(problems: &mut Problems, path: &str, semantic: &Semantic) {
    let examples = format!("{path}.examples");
    problems.require(!semantic.examples.is_empty(), &examples, || "at least one example is needed".to_owned());
    check_examples(problems, path, "examples", &semantic.examples);
    check_examples(problems, path, "counterexamples", &semantic.counterexamples);
    problems.within(&format!("{path}.threshold"), semantic.threshold, (0.0, 1.0), false);
    problems.within(&format!("{path}.separation"), semantic.separation, (-1.0, 1.0), false);
}

fn check_examples(problems: &mut Problems, path: &str, what: &str, list: &[String]) {
    problems.at_most(&format!("{path}.{what}"), what, list.len(), limits::EXAMPLES);
    for (index, example) in list.iter().enumerate() {
        text(problems, &format!("{path}.{what}[{index}]"), example, limits::EXAMPLE_CHARS);
    }
}

fn check_grounding(problems: &mut Problems, path: &str, grounding: &Grounding) {
    problems.within(&format!("{path}.threshold"), grounding.threshold, (0.0, 1.0), true);
    if let Some(threshold) = grounding.semantic_threshold {
        problems.within(&format!("{path}.semantic_threshold"), threshold, (0.0, 1.0), true);
    }
}

fn check_shape(problems: &mut Problems, path: &str, shape: &Shape) {
    let some = *shape != Shape::default();
    problems.require(some, path, || "at least one bound is needed".to_owned());
    if let (Some(low), Some(high)) = (shape.min_chars, shape.max_chars) {
        problems.require(low <= high, &format!("{path}.min_chars"), || {
            format!("`{low}` is above `max_chars`, `{high}`: nothing could satisfy both")
        });
    }
    if let Some(script) = &shape.script {
        let some = !script.allow.is_empty();
        problems.require(some, &format!("{path}.script.allow"), || "at least one script is needed".to_owned());
        problems.within(&format!("{path}.script.min_share"), script.min_share, (0.0, 1.0), true);
    }
    if let Some(schema) = &shape.json_schema
        && let Err(reason) = objectives::shape::schema(schema)
    {
        problems.add(format!("{path}.json_schema"), reason);
    }
}
