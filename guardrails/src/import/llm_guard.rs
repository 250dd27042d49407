//! LLM Guard: the `scanners.yml` of its API, as its documentation and the file it ships describe it.

use serde_json::Value;

use super::draft::{self, Draft, Objective, Outcome, alike, same};
use super::value::{Parameters, items, members, yaml};
use super::{ImportError, entities, learned};
use crate::policy::Stage;
use crate::policy::kind::Shape;

const IGNORED: &str = "a parameter of the scanner's model or of its speed";

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    let config = yaml(text)?;
    let mut draft = Draft::new("LLM Guard");
    let known = ["input_scanners", "output_scanners"];
    if !known.iter().any(|key| config.get(key).is_some_and(Value::is_array)) {
        let reason = "neither `input_scanners` nor `output_scanners` is a list".to_owned();
        return Err(ImportError::Form { of: "LLM Guard", reason });
    }
    for (key, value) in members(&config) {
        let stage = match key.as_str() {
            "input_scanners" => Stage::Input,
            "output_scanners" => Stage::Output,
            _ => {
                draft.skip(key, "a setting of the program, not of what it refuses");
                continue;
            }
        };
        for (index, scanner) in items(value).iter().enumerate() {
            let kind = scanner.get("type").and_then(Value::as_str).unwrap_or_default();
            let setting = format!("{key}[{index}] {kind}");
            let mut parameters = Parameters::of(scanner.get("params"));
            let outcome = convert(&mut draft, &setting, kind, stage, &mut parameters);
            draft.account(setting.as_str(), outcome);
            draft.skip_rest(&setting, parameters.rest(), IGNORED);
        }
    }
    Ok(draft)
}

fn convert(draft: &mut Draft, setting: &str, kind: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let hard = |id: &str, kind| Objective::hard(id, stage, kind);
    match kind {
        "Anonymize" | "Sensitive" => personal_data(draft, setting, stage, parameters),
        "Secrets" => {
            let redacts = parameters.text("redact_mode").is_some();
            alike(
                hard("secrets", draft::secrets()),
                if redacts { "the text is refused where it was redacted" } else { "by the detectors of this project" },
            )
        }
        "BanSubstrings" => ban_substrings(stage, parameters),
        "BanCompetitors" => {
            let names = parameters.texts("competitors");
            let objective = hard("competitors", draft::words(names, true));
            alike(objective, "names are found as words, not by a model for named entities")
        }
        "Regex" => regex(stage, parameters),
        "InvisibleText" => {
            let invisible =
                r"[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2064}\u{2066}-\u{206F}\u{FEFF}\u{E0000}-\u{E007F}]";
            alike(
                hard("invisible-text", draft::forbid(vec![invisible.to_owned()], true)),
                "detection elsewhere reads through such characters, so this refuses rather than removes them",
            )
        }
        "TokenLimit" => {
            let limit = parameters.count("limit").unwrap_or(4_096);
            let shape = Shape { max_chars: Some(limit.saturating_mul(4)), ..Shape::default() };
            alike(hard("length", draft::shape(shape)), "four characters are taken for a token")
        }
        "ReadingTime" => {
            let minutes = parameters.number("max_time").unwrap_or(5.0);
            // LLM Guard reckons with 200 words a minute.
            let words = serde_json::Number::from_f64((minutes * 200.0).round()).and_then(|number| number.as_f64());
            let words = words.filter(|words| (1.0..=1e9).contains(words)).ok_or("`max_time` is out of range")?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked above")]
            let shape = Shape { max_words: Some(words as u32), ..Shape::default() };
            alike(hard("reading-time", draft::shape(shape)), "200 words are taken for a minute")
        }
        "JSON" => alike(
            hard("json", draft::shape(Shape { json_schema: Some(Value::Bool(true)), ..Shape::default() })),
            "the whole text must be JSON; nothing is repaired",
        ),
        "FactualConsistency" => alike(
            hard("grounding", draft::grounding()),
            "support is measured from the words of the cited statements, not by a model for entailment",
        ),
        "Deanonymize" => Err("nothing is replaced by placeholders here, so nothing has to be put back".to_owned()),
        "BanTopics" => ban_topics(draft, setting, stage, parameters),
        "PromptInjection" => learned::jailbreak(stage, parameters.number("threshold")),
        "Toxicity" => learned::moderation("toxicity", stage, toxic(), parameters.number("threshold")),
        "Bias" => Err("it asks a classifier for bias, and no head here tells that apart".to_owned()),
        "Language" => learned::language(stage, parameters.texts("valid_languages"), parameters.number("threshold")),
        "LanguageSame" => {
            Err("it compares the languages of question and answer; a language objective names those admitted"
                .to_owned())
        }
        "BanCode" | "Code" => Err("programming languages are not recognised".to_owned()),
        "Gibberish" | "Sentiment" | "NoRefusal" | "Relevance" | "EmotionDetection" => {
            Err("a judgement about quality by a model; answers here are chosen by relevance among statements"
                .to_owned())
        }
        "MaliciousURLs" | "URLReachability" => {
            Err("addresses are not looked up; a shape objective bounds links, a pattern objective names hosts"
                .to_owned())
        }
        "" => Err("it has no `type`".to_owned()),
        _ => Err("there is no scanner of this name in its documentation".to_owned()),
    }
}

fn personal_data(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let wanted = parameters.texts("entity_types");
    let (found, missing) = if wanted.is_empty() {
        let reason = "names, places and dates are not recognised here: that needs a model for named entities";
        (entities::COMMON.to_vec(), vec![("PERSON".to_owned(), reason)])
    } else {
        entities::detectors(&wanted)
    };
    for (entity, reason) in missing {
        draft.skip(format!("{setting}.entity_types: {entity}"), reason);
    }
    let hidden = parameters.texts("hidden_names");
    if !hidden.is_empty() {
        let objective = Objective::hard("hidden-names", stage, draft::words(hidden, true));
        draft.account(format!("{setting}.hidden_names"), same(objective));
    }
    if found.is_empty() {
        return Err("no entity that a detector here finds is configured for it".to_owned());
    }
    let kind = draft::pii(found, parameters.texts("allowed_names"));
    alike(Objective::hard("personal-data", stage, kind), "the text is refused where it was made anonymous")
}

/// What the scanner's model calls toxic, by the labels of the head here.
fn toxic() -> Vec<String> {
    ["harassment", "hate", "hate/threatening", "sexual"].map(str::to_owned).to_vec()
}

/// Topics that are categories of the head `moderation`.
fn ban_topics(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let (labels, missing) = learned::labels(&parameters.texts("topics"));
    for topic in missing {
        draft.skip(format!("{setting}.topics: {topic}"), learned::TOPICS);
    }
    if labels.is_empty() {
        return Err(learned::TOPICS.to_owned());
    }
    learned::moderation("topics", stage, labels, parameters.number("threshold"))
}

fn ban_substrings(stage: Stage, parameters: &mut Parameters) -> Outcome {
    let substrings = parameters.texts("substrings");
    let whole = parameters.text("match_type").is_none_or(|kind| kind == "word");
    let (sensitive, redacts) = (parameters.flag("case_sensitive", false), parameters.flag("redact", false));
    if parameters.flag("contains_all", false) {
        return Err(
            "it refuses only where all of the substrings stand together, and one is refused alone here".to_owned()
        );
    }
    let kind = if sensitive {
        let boundary = if whole { r"\b" } else { "" };
        let escaped = |text: &String| format!("{boundary}{}{boundary}", regex::escape(text));
        draft::forbid(substrings.iter().map(escaped).collect(), true)
    } else {
        draft::words(substrings, whole)
    };
    let objective = Objective::hard("substrings", stage, kind);
    if redacts { alike(objective, "the text is refused where it was redacted") } else { same(objective) }
}

fn regex(stage: Stage, parameters: &mut Parameters) -> Outcome {
    let patterns = parameters.texts("patterns");
    let (blocked, redacts) = (parameters.flag("is_blocked", true), parameters.flag("redact", true));
    let full = parameters.text("match_type").is_some_and(|kind| kind == "full_match" || kind == "fullmatch");
    let whole = |pattern: String| if full { format!("^(?:{pattern})$") } else { pattern };
    let patterns: Vec<String> = patterns.into_iter().map(whole).collect();
    if patterns.is_empty() {
        return Err("it has no patterns".to_owned());
    }
    if !blocked {
        // Any one of them admits the text.
        return same(Objective::hard(
            "regex-required",
            stage,
            draft::require(format!("(?:{})", patterns.join(")|(?:")), true),
        ));
    }
    let objective = Objective::hard("regex", stage, draft::forbid(patterns, true));
    if redacts { alike(objective, "the text is refused where it was redacted") } else { same(objective) }
}
