//! OpenAI Guardrails: the pipeline configuration, JSON, as its quickstart and its pages of checks describe it.

use serde_json::Value;

use super::draft::{self, Draft, Objective, Outcome, alike, same};
use super::value::{Parameters, items, json, members};
use super::{ImportError, entities, learned};
use crate::policy::Stage;
use crate::policy::kind::Shape;

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    let config = json(text)?;
    let stages = ["pre_flight", "input", "output"];
    if !stages.iter().any(|stage| config.get(stage).is_some()) {
        let reason = "it has none of the stages `pre_flight`, `input` and `output`".to_owned();
        return Err(ImportError::Form { of: "OpenAI Guardrails", reason });
    }
    let mut draft = Draft::new("OpenAI Guardrails");
    for (key, value) in members(&config) {
        let stage = match key.as_str() {
            "pre_flight" | "input" => Stage::Input,
            "output" => Stage::Output,
            // The version of the form says how to read it, and is read.
            "version" if value == 1 => continue,
            "version" => {
                draft.skip(key, format!("version `{value}` is read as version 1"));
                continue;
            }
            _ => {
                draft.skip(key, "it is not part of the documented configuration");
                continue;
            }
        };
        section(&mut draft, key, stage, value);
    }
    Ok(draft)
}

fn section(draft: &mut Draft, name: &str, stage: Stage, section: &Value) {
    for (key, _) in members(section).filter(|(key, _)| !["version", "guardrails"].contains(&key.as_str())) {
        draft.skip(format!("{name}.{key}"), "it is not part of the documented configuration");
    }
    for (index, guardrail) in section.get("guardrails").map(items).unwrap_or_default().iter().enumerate() {
        let check = guardrail.get("name").and_then(Value::as_str).unwrap_or_default();
        let setting = format!("{name}[{index}] {check}");
        let mut parameters = Parameters::of(guardrail.get("config"));
        let outcome = convert(draft, &setting, check, stage, &mut parameters);
        draft.account(setting.as_str(), outcome);
        draft.skip_rest(&setting, parameters.rest(), "a parameter of the check that has no counterpart");
    }
}

fn convert(draft: &mut Draft, setting: &str, check: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let hard = |id: &str, kind| Objective::hard(id, stage, kind);
    match check {
        "Contains PII" => contains_pii(draft, setting, stage, parameters),
        "Keyword Filter" => {
            let trimmed = |word: String| word.trim_end_matches(['.', ',', '!', '?', ';', ':']).to_owned();
            let keywords = parameters.texts("keywords").into_iter().map(trimmed).filter(|word| !word.is_empty());
            same(hard("keywords", draft::words(keywords.collect(), true)))
        }
        "Secret Keys" => secret_keys(draft, setting, stage, parameters),
        "URL Filter" => url_filter(stage, parameters),
        "Hallucination Detection" => alike(
            hard("grounding", draft::grounding()),
            "support is measured from the words of the cited statements in memory, not asked of a model with a vector store",
        ),
        "Moderation" => moderation(draft, setting, stage, parameters),
        "Jailbreak" => learned::jailbreak(stage, parameters.number("confidence_threshold")),
        "Prompt Injection Detection" => learned::instructions_in_data(parameters.number("confidence_threshold")),
        "NSFW Text" => {
            learned::moderation("nsfw", stage, Vec::new(), parameters.number("confidence_threshold"))
        }
        "Competitors" => {
            let names = parameters.texts("competitors");
            let names = if names.is_empty() { parameters.texts("keywords") } else { names };
            let objective = hard("competitors", draft::words(names, true));
            alike(objective, "names are found as words, not by a model")
        }
        "Off Topic Prompts" | "Custom Prompt Check" => Err(
            "it asks a language model, and there is none here; write down what it shall refuse as examples of a topic objective"
                .to_owned(),
        ),
        "" => Err("it has no `name`".to_owned()),
        _ => Err("there is no check of this name in its documentation".to_owned()),
    }
}

fn moderation(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let categories = parameters.texts("categories");
    let (labels, missing) = learned::labels(&categories);
    for category in missing {
        draft.skip(format!("{setting}.categories: {category}"), "the head `moderation` has no label for it");
    }
    if labels.is_empty() && !categories.is_empty() {
        return Err("the head `moderation` has a label for none of its categories".to_owned());
    }
    learned::moderation("moderation", stage, labels, None)
}

fn contains_pii(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let (found, missing) = entities::detectors(&parameters.texts("entities"));
    for (entity, reason) in missing {
        draft.skip(format!("{setting}.entities: {entity}"), reason);
    }
    let blocks = parameters.flag("block", false);
    // Text under Base64, URL or hexadecimal encoding is always looked into here.
    parameters.take("detect_encoded_pii");
    if found.is_empty() {
        return Err("no entity that a detector here finds is configured for it".to_owned());
    }
    let objective = Objective::hard("personal-data", stage, draft::pii(found, Vec::new()));
    if blocks { same(objective) } else { alike(objective, "the text is refused where it was masked") }
}

fn secret_keys(draft: &mut Draft, setting: &str, stage: Stage, parameters: &mut Parameters) -> Outcome {
    let threshold = parameters.text("threshold").unwrap_or_else(|| "balanced".to_owned());
    for pattern in parameters.texts("custom_regex") {
        let objective = Objective::hard("secrets-of-ours", stage, draft::forbid(vec![pattern], true));
        draft.account(format!("{setting}.custom_regex"), same(objective));
    }
    let note = format!("by the formats and the entropy of this project; `{threshold}` has no counterpart");
    alike(Objective::hard("secrets", stage, draft::secrets()), note)
}

/// Links are refused; a list of admitted hosts needs an expression that says "any but these".
fn url_filter(stage: Stage, parameters: &mut Parameters) -> Outcome {
    let admitted = parameters.texts("url_allow_list");
    // Where every link is refused, which schemes, users and subdomains would be admitted says nothing.
    let _: Vec<String> = parameters.texts("allowed_schemes");
    let _: bool = parameters.flag("block_userinfo", true) | parameters.flag("allow_subdomains", false);
    if !admitted.is_empty() {
        return Err("a list of admitted hosts: expressions run in linear time here and cannot say `any host but these`; name the hosts to refuse instead".to_owned());
    }
    let links = Objective::hard("links", stage, draft::shape(Shape { max_links: Some(0), ..Shape::default() }));
    let schemes = r"\b(?:javascript|data|vbscript|ftp|file):\S".to_owned();
    let addresses = r"\bwww\.[a-z0-9-]+\.[a-z]{2,}".to_owned();
    let others = Objective::hard("links-of-other-forms", stage, draft::forbid(vec![schemes, addresses], false));
    Ok((vec![links, others], Some("bare names such as `example.com` are not taken for links".to_owned())))
}
