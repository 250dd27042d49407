//! JSON Lines and JSON: records with a title and a text are small documents, every other object is one
//! flat record `key: value; …`.

use serde_json::{Map, Value};

use super::builder::{Builder, collapse};
use super::{BlockKind, ExtractError, Extracted, Limits, plain};

const TEXT_KEYS: [&str; 5] = ["text", "body", "content", "passage", "abstract"];
const TITLE_KEYS: [&str; 3] = ["title", "name", "heading"];

/// One record a line; blank lines are skipped.
pub(super) fn extract_lines(text: &str, limits: &Limits) -> Result<Extracted, ExtractError> {
    let mut builder = Builder::new(limits);
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let value = serde_json::from_str(line)
            .map_err(|error| malformed(&error, &format!("line {}, column {}", number + 1, error.column())))?;
        record(&value, &mut builder)?;
    }
    builder.finish()
}

/// An array of records, or one record. What is not JSON as a whole but by line is read as JSON Lines.
pub(super) fn extract_document(text: &str, limits: &Limits) -> Result<Extracted, ExtractError> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let fault = malformed(&error, &format!("line {}, column {}", error.line(), error.column()));
            return extract_lines(text, limits).map_err(|_| fault);
        }
    };
    let mut builder = Builder::new(limits);
    match &value {
        Value::Array(records) => records.iter().try_for_each(|value| record(value, &mut builder))?,
        other => record(other, &mut builder)?,
    }
    builder.finish()
}

fn record(value: &Value, builder: &mut Builder<'_>) -> Result<(), ExtractError> {
    builder.leave_headings();
    let Value::Object(fields) = value else {
        let mut flat = String::new();
        flatten("", value, &mut flat);
        return builder.block(BlockKind::Record, &collapse(&flat)).map(|_| ());
    };
    match first(fields, &TEXT_KEYS) {
        Some(text) => document(first(fields, &TITLE_KEYS), text, builder),
        None => {
            let mut flat = String::new();
            fields.iter().for_each(|(key, value)| flatten(key, value, &mut flat));
            builder.block(BlockKind::Record, &collapse(&flat)).map(|_| ())
        }
    }
}

fn first<'v>(fields: &'v Map<String, Value>, keys: &[&str]) -> Option<&'v str> {
    keys.iter().find_map(|key| fields.get(*key)?.as_str()).filter(|text| !text.trim().is_empty())
}

fn document(title: Option<&str>, text: &str, builder: &mut Builder<'_>) -> Result<(), ExtractError> {
    // Level two: the file has many such titles, and none of them names it.
    builder.heading(2, title.unwrap_or_default())?;
    plain::paragraphs(text).try_for_each(|paragraph| {
        builder.block(BlockKind::Paragraph, text.get(paragraph).unwrap_or_default()).map(|_| ())
    })
}

/// Appends `key: value; …`; nested keys are joined by full stops, arrays of plain values by commas.
fn flatten(key: &str, value: &Value, flat: &mut String) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (inner, value) in fields {
                flatten(&if key.is_empty() { inner.clone() } else { format!("{key}.{inner}") }, value, flat);
            }
        }
        Value::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {
            values.iter().for_each(|value| flatten(key, value, flat));
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().filter(|value| !value.is_null()).map(scalar).collect();
            field(key, &values.join(", "), flat);
        }
        other => field(key, &scalar(other), flat),
    }
}

fn field(key: &str, value: &str, flat: &mut String) {
    if value.trim().is_empty() {
        return;
    }
    if !flat.is_empty() {
        flat.push_str("; ");
    }
    if !key.is_empty() {
        flat.push_str(key);
        flat.push_str(": ");
    }
    flat.push_str(value);
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The parser's own message may quote the file; its position does not.
fn malformed(error: &serde_json::Error, place: &str) -> ExtractError {
    let what = if error.is_eof() { "the JSON ends early" } else { "the JSON is not valid" };
    ExtractError::malformed(format!("{what} ({place})"))
}
