//! Validators of the Guardrails Hub, by name: a guard as JSON, a RAIL document and NeMo's integration all
//! name them.

use serde_json::Value;

use super::draft::{self, Draft, Objective, Outcome, alike, same};
use super::value::Parameters;
use super::{entities, learned};
use crate::policy::kind::Shape;
use crate::policy::{Enforcement, Stage};

/// A validator as a guard uses it.
#[derive(Debug)]
pub(super) struct Validator {
    /// Its name, with or without the hub and the namespace before it.
    pub(super) name: String,
    /// Its parameters by name.
    pub(super) parameters: Parameters,
    /// Where it is applied.
    pub(super) stage: Stage,
    /// What happens where it fails.
    pub(super) on_fail: Option<String>,
}

/// Converts a validator and accounts for it and its parameters.
pub(super) fn convert(draft: &mut Draft, setting: &str, validator: Validator) {
    let Validator { name, mut parameters, stage, on_fail } = validator;
    let short = name.rsplit('/').next().unwrap_or(&name).replace('-', "_").to_ascii_lowercase();
    let outcome = objectives(draft, setting, &short, stage, &mut parameters);
    let converted = outcome.is_ok();
    draft.account(setting, outcome.map(|converted| enforced(converted, on_fail.as_deref())));
    let reason = if converted { "a parameter that has no counterpart" } else { "its validator is not converted" };
    draft.skip_rest(setting, parameters.rest(), reason);
}

/// `noop` records and lets pass; everything else keeps the text from going on as it is.
fn enforced(
    (mut objectives, note): (Vec<Objective>, Option<String>),
    on_fail: Option<&str>,
) -> (Vec<Objective>, Option<String>) {
    let on_fail = on_fail.unwrap_or("exception").to_ascii_lowercase();
    let changed = match on_fail.as_str() {
        "noop" => {
            objectives.iter_mut().for_each(|objective| objective.enforcement = Enforcement::Shadow);
            None
        }
        "exception" | "refrain" => None,
        other => Some(format!("the text is refused where `{other}` would have had it changed or asked for again")),
    };
    let notes: Vec<String> = note.into_iter().chain(changed).collect();
    (objectives, (!notes.is_empty()).then(|| notes.join("; ")))
}

fn objectives(draft: &mut Draft, setting: &str, name: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let hard = |id: &str, kind| Objective::hard(id, stage, kind);
    let bounded = |shape: Shape| same(hard(name, draft::shape(shape)));
    match name {
        "regex_match" => regex_match(stage, parameters),
        "valid_length" | "length" => {
            let (min_chars, max_chars) = (parameters.count("min"), parameters.count("max"));
            bounded(Shape { min_chars, max_chars, ..Shape::default() })
        }
        "reading_time" => {
            let minutes = parameters.count("reading_time").unwrap_or(5);
            let shape = Shape { max_words: Some(minutes.saturating_mul(200)), ..Shape::default() };
            alike(hard("reading-time", draft::shape(shape)), "200 words are taken for a minute")
        }
        "valid_json" => bounded(Shape { json_schema: Some(Value::Bool(true)), ..Shape::default() }),
        "detect_pii" | "guardrails_pii" => detect_pii(draft, setting, stage, parameters),
        "secrets_present" => alike(hard("secrets", draft::secrets()), "by the detectors of this project"),
        "ban_list" => {
            let words = parameters.texts("banned_words");
            if parameters.count("max_l_dist").is_some_and(|distance| distance > 0) {
                draft.skip(format!("{setting}.max_l_dist"), "words are compared exactly, look-alike letters aside");
            }
            same(hard("banned-words", draft::words(words, true)))
        }
        "competitor_check" => alike(
            hard("competitors", draft::words(parameters.texts("competitors"), true)),
            "names are found as words, not by a model for named entities",
        ),
        "valid_choices" => {
            let choices: Vec<String> = parameters.texts("choices").iter().map(|choice| regex::escape(choice)).collect();
            same(hard("choices", draft::require(format!("^(?:{})$", choices.join("|")), true)))
        }
        "contains_string" => {
            let text = parameters.text("substring").unwrap_or_default();
            same(hard("contains", draft::require(regex::escape(&text), true)))
        }
        "ends_with" => {
            let text = parameters.text("end").unwrap_or_default();
            same(hard("ends-with", draft::require(format!("{}$", regex::escape(&text)), true)))
        }
        "one_line" => same(hard("one-line", draft::forbid(vec![r"\n".to_owned()], true))),
        "two_words" => same(hard("two-words", draft::require(r"^\s*\S+\s+\S+\s*$".to_owned(), true))),
        "lowercase" | "lower_case" => same(hard("lower-case", draft::forbid(vec![r"\p{Lu}".to_owned()], true))),
        "uppercase" | "upper_case" => same(hard("upper-case", draft::forbid(vec![r"\p{Ll}".to_owned()], true))),
        "provenance_embeddings" | "provenance_llm" | "grounded_ai_hallucination" | "bespoke_minicheck" => alike(
            hard("grounding", draft::grounding()),
            "support is measured from the words of the cited statements, not by a model",
        ),
        _ => judged(draft, setting, name, stage, parameters),
    }
}

/// Validators that ask a model.
fn judged(draft: &mut Draft, setting: &str, name: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    match name {
        "toxic_language" => {
            // Texts are always read whole and by sentence.
            parameters.take("validation_method");
            let labels = ["harassment", "hate", "hate/threatening", "sexual"].map(str::to_owned).to_vec();
            learned::moderation("toxicity", stage, labels, parameters.number("threshold"))
        }
        "nsfw_text" => {
            parameters.take("validation_method");
            learned::moderation("nsfw", stage, Vec::new(), parameters.number("threshold"))
        }
        "llamaguard_7b" | "shieldgemma_2b" => {
            let (labels, missing) =
                learned::labels(&parameters.texts("policies").iter().map(|code| policy(code)).collect::<Vec<_>>());
            for name in missing {
                draft.skip(format!("{setting}.policies: {name}"), "the head `moderation` has no label for it");
            }
            learned::moderation("content-safety", stage, labels, parameters.number("threshold"))
        }
        "detect_jailbreak" | "unusual_prompt" | "prompt_injection_detector" => {
            learned::jailbreak(stage, parameters.number("threshold"))
        }
        "sensitive_topics" | "restricttotopic" | "restrict_to_topic" => topics(draft, setting, stage, parameters),
        "correct_language" => {
            let expected = parameters.texts("expected_language_iso");
            learned::language(stage, expected, parameters.number("threshold"))
        }
        _ => Err(no_counterpart(name).to_owned()),
    }
}

/// Llama Guard's policies by their numbers, as categories.
fn policy(code: &str) -> String {
    match code.to_ascii_uppercase().as_str() {
        "O1" => "violence",
        "O2" => "sexual",
        "O3" | "O4" | "O5" => "illicit",
        "O6" => "self-harm",
        _ => code,
    }
    .to_owned()
}

/// Topics that are refused, as far as they are categories of the head `moderation`.
fn topics(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let mut refused = parameters.texts("invalid_topics");
    refused.extend(parameters.texts("sensitive_topics"));
    let (labels, missing) = learned::labels(&refused);
    for topic in missing.into_iter().chain(parameters.texts("valid_topics")) {
        draft.skip(format!("{setting}: the topic `{topic}`"), learned::TOPICS);
    }
    if labels.is_empty() {
        return Err(learned::TOPICS.to_owned());
    }
    learned::moderation("topics", stage, labels, parameters.number("threshold"))
}

fn no_counterpart(name: &str) -> &'static str {
    match name {
        "profanity_free" | "bias_check" => "it asks a classifier, and no head here tells that apart",
        "valid_range" | "valid_address" | "valid_url" | "web_sanitization" | "endpoint_is_reachable" => {
            "it looks at a value or an address, not at a text"
        }
        "valid_sql" | "sql_column_presence" | "exclude_sql_predicates" | "valid_python" | "bug_free_sql" => {
            "programs are not parsed"
        }
        _ => "there is no counterpart of this validator",
    }
}

fn regex_match(stage: Stage, parameters: &mut Parameters) -> Outcome {
    let pattern = parameters.text("regex").ok_or("it has no `regex`")?;
    // The validator matches the whole text unless told to search.
    let searches = parameters.text("match_type").is_some_and(|kind| kind == "search");
    let pattern = if searches { pattern } else { format!("^(?:{pattern})$") };
    same(Objective::hard("regex", stage, draft::require(pattern, true)))
}

fn detect_pii(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let mut wanted = parameters.texts("pii_entities");
    wanted.extend(parameters.texts("entities"));
    let grouped = wanted.is_empty() || wanted.iter().any(|entity| ["pii", "spi"].contains(&entity.as_str()));
    let (mut found, missing) =
        entities::detectors(&wanted.into_iter().filter(|e| !["pii", "spi"].contains(&e.as_str())).collect::<Vec<_>>());
    for (entity, reason) in missing {
        draft.skip(format!("{setting}.pii_entities: {entity}"), reason);
    }
    if grouped {
        found.extend(entities::COMMON.iter().copied().filter(|name| !found.contains(name)).collect::<Vec<_>>());
        draft.skip(
            format!("{setting}.pii_entities: names and places of its group"),
            "names, places and dates are not recognised here: that needs a model for named entities",
        );
    }
    if found.is_empty() {
        return Err("no entity that a detector here finds is configured for it".to_owned());
    }
    same(Objective::hard("personal-data", stage, draft::pii(found, Vec::new())))
}
