//! A text as a JSON document that must fit a schema.

use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use crate::policy::limits;

/// Compiles a schema. Nothing is fetched: only references into the schema itself are admitted; `pattern`
/// is matched by the linear-time engine within the size limits of expressions.
///
/// # Errors
/// Why it is refused.
pub fn schema(document: &Value) -> Result<Validator, String> {
    if !(document.is_object() || document.is_boolean()) {
        return Err("a schema is an object or a boolean".to_owned());
    }
    if document.to_string().len() > limits::SCHEMA_BYTES {
        return Err(format!("the schema has more than {} bytes", limits::SCHEMA_BYTES));
    }
    local(document)?;
    jsonschema::options()
        .with_pattern_options(
            PatternOptions::regex()
                .size_limit(limits::COMPILED_PATTERN_BYTES)
                .dfa_size_limit(limits::COMPILED_PATTERN_BYTES),
        )
        .build(document)
        .map_err(|error| format!("not a schema: {error}"))
}

/// Refuses references that lead outside the schema.
fn local(value: &Value) -> Result<(), String> {
    match value {
        Value::Object(members) => members.iter().try_for_each(|(key, member)| {
            let reference = matches!(key.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef");
            match member {
                Value::String(target) if reference && !target.starts_with('#') => {
                    Err(format!("`{target}` leads outside the schema; only references that start with # are admitted"))
                }
                _ => local(member),
            }
        }),
        Value::Array(items) => items.iter().try_for_each(local),
        _ => Ok(()),
    }
}

/// Whether the text is a JSON document that fits.
pub(super) fn fits(schema: &Validator, text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|document| schema.is_valid(&document))
}
