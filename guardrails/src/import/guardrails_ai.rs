//! Guardrails AI: a guard as `Guard.to_dict` writes it, or a RAIL document.

use serde_json::Value;

use super::draft::{self, Draft, Objective, same};
use super::validators::{self, Validator};
use super::value::{Parameters, items, json, members};
use super::{ImportError, rail};
use crate::policy::Stage;
use crate::policy::kind::Shape;

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    if text.trim_start().starts_with('<') {
        return rail::read(text);
    }
    let guard = json(text)?;
    let mut draft = Draft::new("Guardrails AI");
    if !["validators", "output_schema", "outputSchema"].iter().any(|key| guard.get(key).is_some()) {
        let reason = "it has neither `validators` nor `output_schema`".to_owned();
        return Err(ImportError::Form { of: "Guardrails AI", reason });
    }
    for (key, value) in members(&guard) {
        match key.as_str() {
            "validators" => {
                for (index, validator) in items(value).iter().enumerate() {
                    reference(&mut draft, index, validator);
                }
            }
            "output_schema" | "outputSchema" => schema(&mut draft, key, value),
            // What a guard is called does not change what it refuses.
            "id" | "name" | "description" => {}
            "history" | "i_history" | "iHistory" => draft.skip(key, "a record of past calls"),
            _ => draft.skip(key, "a setting of how a language model is called"),
        }
    }
    Ok(draft)
}

/// A guard over texts has the schema `{"type": "string"}`, which says nothing.
fn schema(draft: &mut Draft, key: &str, schema: &Value) {
    let text = schema.get("type").is_none_or(|kind| kind == "string");
    if text {
        let says_more = members(schema).any(|(name, _)| !["type", "title", "description"].contains(&name.as_str()));
        if says_more {
            draft.skip(key, "a schema for a plain text; validators bound it");
        }
        return;
    }
    let shape = Shape { json_schema: Some(schema.clone()), ..Shape::default() };
    draft.account(key, same(Objective::hard("structure", Stage::Output, draft::shape(shape))));
}

/// A `ValidatorReference`: id, on, on_fail, args, kwargs.
fn reference(draft: &mut Draft, index: usize, reference: &Value) {
    let text = |names: [&str; 2]| names.iter().find_map(|name| reference.get(name)).and_then(Value::as_str);
    let name = text(["id", "name"]).unwrap_or_default().to_owned();
    let setting = format!("validators[{index}] {name}");
    let stage = match text(["on", "on"]).unwrap_or("$") {
        "$" | "output" => Stage::Output,
        "prompt" | "instructions" | "messages" | "msg_history" => Stage::Input,
        path => {
            return draft.skip(
                setting,
                format!("it looks at `{path}`, one member of a structure; texts are looked at whole here"),
            );
        }
    };
    if !items(reference.get("args").unwrap_or(&Value::Null)).is_empty() {
        draft
            .skip(format!("{setting}.args"), "arguments without a name: which is which stands in the validator's code");
    }
    let parameters = Parameters::of(reference.get("kwargs"));
    let on_fail = text(["on_fail", "onFail"]).map(str::to_owned);
    validators::convert(draft, &setting, Validator { name, parameters, stage, on_fail });
}
