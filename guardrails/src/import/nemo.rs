//! NeMo Guardrails: `config.yml`, as its configuration reference describes it.
//!
//! Rails are flows named in `rails.{input,output,retrieval,tool_call,tool_result,dialog}.flows`; the built-in
//! ones take their settings from `rails.config`. Dialogues in Colang, prompts and models steer a language
//! model, and there is none here.

use serde_json::Value;

use super::draft::{self, Draft, Objective, alike, same};
use super::validators::{self, Validator};
use super::value::{Parameters, items, members, texts, yaml};
use super::{ImportError, entities, learned};
use crate::policy::Stage;

const NEEDS_A_MODEL: &str =
    "it asks a language model, and there is none here; write down what it shall refuse as semantic examples";
const COLANG: &str = "a flow of one's own, written in Colang: it steers a dialogue, and answers here are not dialogues";

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    let config = yaml(text)?;
    if !config.is_object() {
        return Err(ImportError::Form { of: "NeMo Guardrails", reason: "it is no mapping".to_owned() });
    }
    let mut draft = Draft::new("NeMo Guardrails");
    let mut config_used = Vec::new();
    for (key, value) in members(&config) {
        match key.as_str() {
            "rails" => rails(&mut draft, value, &mut config_used),
            "prompts" => prompts(&mut draft, value),
            "models" => draft.skip(key, "there is no language model here to configure"),
            "instructions" | "sample_conversation" => draft.skip(key, "it steers a language model"),
            "colang_version" | "flows" | "bot_messages" | "user_messages" | "imports" | "import_paths" => {
                draft.skip(key, COLANG);
            }
            "knowledge_base" | "docs" => {
                draft.skip(key, "documents are ingested into memory with `groundstate ingest`")
            }
            "tracing" | "streaming" | "event_source_uid" | "custom_data" | "core" | "lowest_temperature" => {
                draft.skip(key, "a setting of the program, not of what it refuses");
            }
            _ => draft.skip(key, "it is not part of the documented configuration"),
        }
    }
    Ok(draft)
}

fn prompts(draft: &mut Draft, prompts: &Value) {
    for (index, prompt) in items(prompts).iter().enumerate() {
        let task = prompt.get("task").and_then(Value::as_str).unwrap_or("without a task");
        draft.skip(format!("prompts[{index}] ({task})"), "a prompt for a language model");
    }
}

fn rails(draft: &mut Draft, rails: &Value, used: &mut Vec<String>) {
    let config = rails.get("config").cloned().unwrap_or_default();
    for (key, section) in members(rails) {
        let stage = match key.as_str() {
            "input" => Some(Stage::Input),
            "output" => Some(Stage::Output),
            "retrieval" | "tool_result" | "tool_input" => Some(Stage::Recall),
            "tool_call" | "tool_output" => Some(Stage::Action),
            _ => None,
        };
        match (key.as_str(), stage) {
            ("config", _) => {}
            (_, Some(stage)) => section_flows(draft, (key, section), stage, &config, used),
            ("dialog", _) => draft.skip("rails.dialog", COLANG),
            ("actions", _) => {
                draft.skip("rails.actions", "actions are not run here; tool calls are checked at the stage `action`")
            }
            _ => draft.skip(format!("rails.{key}"), "it is not part of the documented configuration"),
        }
    }
    for (name, _) in members(&config).filter(|(name, _)| !used.contains(*name)) {
        draft.skip(format!("rails.config.{name}"), "no flow that this converts makes use of it");
    }
}

fn section_flows(
    draft: &mut Draft,
    (name, section): (&str, &Value),
    stage: Stage,
    config: &Value,
    used: &mut Vec<String>,
) {
    for (key, _) in members(section).filter(|(key, _)| *key != "flows") {
        let setting = format!("rails.{name}.{key}");
        draft.skip(
            setting,
            "how rails are run: here all of a stage are evaluated, and the answer is sent when all have passed",
        );
    }
    for flow in section.get("flows").map(items).unwrap_or_default() {
        // Colang 2 writes flows with arguments as mappings; the name is what counts.
        let Some(flow) = flow.as_str() else {
            draft.skip(format!("rails.{name}.flows"), "a flow that is not given by its name");
            continue;
        };
        let setting = format!("rails.{name}.flows: {flow}");
        convert(draft, &setting, flow, (name, stage), config, used);
    }
}

fn convert(
    draft: &mut Draft,
    setting: &str,
    flow: &str,
    (section, stage): (&str, Stage),
    config: &Value,
    used: &mut Vec<String>,
) {
    let plain = flow.split('$').next().unwrap_or(flow).trim();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut configured = |name: &str| {
        used.push(name.to_owned());
        config.get(name).cloned().unwrap_or_default()
    };
    match words.as_slice() {
        [verb @ ("detect" | "mask"), "sensitive", "data", ..] | [verb @ "check", .., "sensitive", "data"] => {
            let masks = *verb == "mask";
            sensitive_data(draft, setting, masks, (section, stage), &configured("sensitive_data_detection"));
        }
        ["regex", "check", ..] => regex(draft, setting, (section, stage), &configured("regex_detection")),
        ["injection", "detection"] => injection(draft, setting, stage, &configured("injection_detection")),
        ["guardrailsai", ..] => guardrails_ai(draft, setting, flow, stage, &configured("guardrails_ai")),
        ["jailbreak", "detection", ..] => {
            let mut options = Parameters::of(Some(&configured("jailbreak_detection")));
            options.take("server_endpoint");
            draft.account(setting, learned::jailbreak(stage, None));
            let reason = "a threshold on the perplexity under a language model; the head has operating points";
            draft.skip_rest("rails.config.jailbreak_detection", options.rest(), reason);
        }
        ["self", "check", "facts"] | ["alignscore", "check", "facts"] => {
            used.push("fact_checking".to_owned());
            let note = "support is measured from the words of the cited statements, not asked of a model";
            draft.account(setting, alike(Objective::hard("grounding", stage, draft::grounding()), note));
        }
        ["self", "check", ..] => draft.skip(setting, NEEDS_A_MODEL),
        ["content", "safety", ..] | ["llama", "guard", ..] => {
            used.push("content_safety".to_owned());
            draft.account(setting, learned::moderation("content-safety", stage, Vec::new(), None));
        }
        ["topic", "safety", ..] => {
            draft.skip(setting, "its topics stand in a prompt for a model; give examples of them in a topic objective");
        }
        ["tool", ..] => {
            draft.skip(setting, "it checks calls against the tools' own schemas; a shape objective takes such a schema")
        }
        _ => draft.skip(setting, COLANG),
    }
}

fn sensitive_data(draft: &mut Draft, setting: &str, masks: bool, (section, stage): (&str, Stage), config: &Value) {
    let mut options = Parameters::of(config.get(section));
    let wanted = options.texts("entities");
    let (found, missing) = entities::detectors(&wanted);
    for (entity, reason) in missing {
        draft.skip(format!("rails.config.sensitive_data_detection.{section}.entities: {entity}"), reason);
    }
    if !items(config.get("recognizers").unwrap_or(&Value::Null)).is_empty() {
        draft.skip(
            "rails.config.sensitive_data_detection.recognizers",
            "recognisers of one's own; a pattern objective takes their expressions",
        );
    }
    let reason = "detectors decide by form and check digits, not by a score, and nothing is masked";
    draft.skip_rest(&format!("rails.config.sensitive_data_detection.{section}"), options.rest(), reason);
    if found.is_empty() {
        return draft.skip(setting, "no entity that a detector here finds is configured for it");
    }
    let objective = Objective::hard("sensitive-data", stage, draft::pii(found, Vec::new()));
    let outcome = if masks { alike(objective, "the text is refused where it was masked") } else { same(objective) };
    draft.account(setting, outcome);
}

fn regex(draft: &mut Draft, setting: &str, (section, stage): (&str, Stage), config: &Value) {
    let mut options = Parameters::of(config.get(section));
    let (patterns, any_case) = (options.texts("patterns"), options.flag("case_insensitive", false));
    let setting_of = format!("rails.config.regex_detection.{section}");
    draft.skip_rest(&setting_of, options.rest(), "it is not part of the documented configuration");
    if patterns.is_empty() {
        return draft.skip(setting, "no pattern is configured for it");
    }
    // One objective each: an expression with look-around cannot be kept, and must not take the others along.
    for (index, pattern) in patterns.into_iter().enumerate() {
        let objective = Objective::hard("regex", stage, draft::forbid(vec![pattern], !any_case));
        draft.account(format!("{setting} (patterns[{index}])"), same(objective));
    }
}

/// Expressions for what the built-in YARA rules look for.
const INJECTIONS: [(&str, &str); 4] = [
    (
        "sqli",
        r"(?:\bunion\s+(?:all\s+)?select\b|\b(?:drop|truncate|alter)\s+table\b|;\s*(?:drop|delete|insert|update)\b|'\s*or\s+'?1'?\s*=\s*'?1|\bxp_cmdshell\b|\bwaitfor\s+delay\b)",
    ),
    ("template", r"\{\{[^}]{1,200}\}\}|\{%[^%]{1,200}%\}|\$\{[^}]{1,200}\}|<%[^%]{1,200}%>"),
    (
        "code",
        r"\b(?:eval|exec|compile|__import__)\s*\(|\b(?:os\.(?:system|popen)|subprocess\.(?:run|call|Popen|check_output))\s*\(|\bimport\s+(?:os|subprocess|ctypes)\b",
    ),
    ("xss", r"<\s*(?:script|iframe|object|embed)\b|\bon(?:error|load|click|mouseover)\s*=|javascript\s*:"),
];

fn injection(draft: &mut Draft, setting: &str, stage: Stage, config: &Value) {
    let mut options = Parameters::of(Some(config));
    let wanted = options.texts("injections");
    for name in &wanted {
        let setting = format!("{setting} ({name})");
        match INJECTIONS.iter().find(|(known, _)| known == name) {
            Some((_, pattern)) => {
                let id = format!("injection-{name}");
                let kind = draft::forbid(vec![(*pattern).to_owned()], false);
                draft.account(
                    setting,
                    alike(Objective::hard(&id, stage, kind), "by an expression of this project, not by YARA rules"),
                );
            }
            None => draft.skip(setting, "there is no expression for it here"),
        }
    }
    if wanted.is_empty() {
        draft.skip(setting, "no injection is configured for it");
    }
    if options.text("action").is_some_and(|action| action != "reject") {
        draft.skip("rails.config.injection_detection.action", "the text is refused, not cut");
    }
    draft.skip_rest("rails.config.injection_detection", options.rest(), "YARA rules are not read");
}

/// `guardrailsai check input $validator="toxic_language"`, configured under `guardrails_ai.validators`.
fn guardrails_ai(draft: &mut Draft, setting: &str, flow: &str, stage: Stage, config: &Value) {
    let named = flow.split_once("$validator=").map(|(_, name)| name.trim().trim_matches(['"', '\'']).to_owned());
    let Some(name) = named else { return draft.skip(setting, "it names no validator") };
    let listed = config.get("validators").map(items).unwrap_or_default();
    let parameters = listed.iter().find(|validator| validator.get("name").map(texts) == Some(vec![name.clone()]));
    let parameters = Parameters::of(parameters.and_then(|validator| validator.get("parameters")));
    validators::convert(draft, setting, Validator { name, parameters, stage, on_fail: None });
}
