//! RAIL, the XML dialect of Guardrails AI: `validators="name: arguments; …"` (`format` in older documents)
//! with `on-fail-name="…"` on the elements under `<output>`.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

use super::ImportError;
use super::draft::Draft;
use super::validators::{self, Validator};
use super::value::Parameters;
use crate::policy::Stage;

/// Deepest nesting of elements.
const DEPTH: usize = 64;

type Attributes = BTreeMap<String, String>;

pub(super) fn read(text: &str) -> Result<Draft, ImportError> {
    let syntax = |reason: String| ImportError::Syntax { language: "XML", reason };
    let mut draft = Draft::new("Guardrails AI");
    let (mut reader, mut path) = (Reader::from_str(text), Vec::<String>::new());
    loop {
        match reader.read_event().map_err(|error| syntax(error.to_string()))? {
            Event::Start(element) => {
                let (name, attributes) = opened(&element).map_err(syntax)?;
                path.push(name);
                if path.len() > DEPTH {
                    return Err(syntax(format!("elements are nested more than {DEPTH} deep")));
                }
                visit(&mut draft, &path, &attributes);
            }
            Event::Empty(element) => {
                let (name, attributes) = opened(&element).map_err(syntax)?;
                path.push(name);
                visit(&mut draft, &path, &attributes);
                path.pop();
            }
            Event::End(_) => {
                path.pop();
            }
            // A document type could define entities; RAIL has none.
            Event::DocType(_) => return Err(syntax("document types are not admitted".to_owned())),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(draft)
}

fn opened(element: &BytesStart<'_>) -> Result<(String, Attributes), String> {
    let mut attributes = Attributes::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        attributes.insert(attribute.key.as_ref().to_owned(), value);
    }
    Ok((element.name().as_ref().to_owned(), attributes))
}

fn visit(draft: &mut Draft, path: &[String], attributes: &Attributes) {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["rail"] => {}
        ["rail", "output"] => whole(draft, attributes),
        ["rail", "output", inner @ ..] => {
            let name = attributes.get("name").map(|name| format!(" `{name}`")).unwrap_or_default();
            let setting = format!("output/{}{name}", inner.join("/"));
            draft.skip(
                setting,
                "one member of a structure; texts are looked at whole here, a shape objective takes a JSON Schema",
            );
        }
        ["rail", section @ ("prompt" | "instructions" | "messages" | "reask_prompt" | "reask_messages")] => {
            draft.skip(*section, "a prompt for a language model");
        }
        ["rail", section] => draft.skip(*section, "it is not part of the documented language"),
        ["rail", ..] => {}
        _ => draft.skip(steps.join("/"), "it stands outside of `<rail>`"),
    }
}

/// Validators of the output as a whole: an output of type `string`.
fn whole(draft: &mut Draft, attributes: &Attributes) {
    let Some(validators) = attributes.get("validators").or_else(|| attributes.get("format")) else { return };
    for (index, written) in split(validators).into_iter().enumerate() {
        let (name, arguments) = match written.strip_prefix("hub://") {
            Some(rest) => rest.split_once(':').map_or((rest, ""), |(name, arguments)| (name, arguments)),
            None => written.split_once(':').map_or((written.as_str(), ""), |(name, arguments)| (name, arguments)),
        };
        let name = name.trim();
        let setting = format!("output.validators[{index}] {name}");
        let short = name.rsplit('/').next().unwrap_or(name);
        let on_fail = ["-", "_"].iter().find_map(|joint| {
            let wanted = format!("on-fail-{}", short.replace(['-', '_'], joint));
            attributes.get(&wanted).cloned()
        });
        let parameters = Parameters::of(Some(&positional(short, arguments.trim())));
        let validator = Validator { name: name.to_owned(), parameters, stage: Stage::Output, on_fail };
        validators::convert(draft, &setting, validator);
    }
}

/// `a; b: x y; c: {expression; with; semicolons}`: braces and quotes keep their content together.
fn split(validators: &str) -> Vec<String> {
    let (mut parts, mut current, mut depth, mut quoted) = (Vec::new(), String::new(), 0_usize, false);
    for c in validators.chars() {
        match c {
            '"' | '\'' => quoted = !quoted,
            '{' | '[' | '(' if !quoted => depth += 1,
            '}' | ']' | ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ';' && depth == 0 && !quoted {
            parts.push(std::mem::take(&mut current));
        } else {
            current.push(c);
        }
    }
    parts.push(current);
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Arguments by position, for the validators whose order their documentation gives.
fn positional(name: &str, arguments: &str) -> Value {
    let names: &[&str] = match name.replace('-', "_").as_str() {
        "valid_length" | "length" => &["min", "max"],
        "regex_match" => &["regex"],
        "reading_time" => &["reading_time"],
        "ends_with" => &["end"],
        "contains_string" => &["substring"],
        "valid_choices" => &["choices"],
        "ban_list" => &["banned_words"],
        "competitor_check" => &["competitors"],
        "detect_pii" => &["pii_entities"],
        "toxic_language" | "nsfw_text" => &["threshold", "validation_method"],
        "correct_language" => &["expected_language_iso", "threshold"],
        _ => &[],
    };
    let mut values = Map::new();
    // A single argument may hold spaces; several are parted by them.
    let parts: Vec<&str> = if names.len() <= 1 { vec![arguments] } else { arguments.split_whitespace().collect() };
    for (index, part) in parts.into_iter().filter(|part| !part.is_empty()).enumerate() {
        let name = names.get(index).map_or_else(|| format!("argument {}", index + 1), |name| (*name).to_owned());
        values.insert(name, literal(part));
    }
    Value::Object(values)
}

/// A literal as Python writes it: braces around an expression, single quotes around texts.
fn literal(text: &str) -> Value {
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text).trim();
    let read = serde_json::from_str(inner).or_else(|_| serde_json::from_str(&inner.replace('\'', "\"")));
    read.unwrap_or_else(|_| Value::String(inner.trim_matches(['"', '\'']).to_owned()))
}
