//! Whether the tools of a schema are sound: told when the schema is registered, not when something depends on it.

use groundstate_guardrails::objectives::shape;
use groundstate_guardrails::policy::limits::NAME_CHARS;
use groundstate_planner::environment::{ActionSchema, Fault, Kind, Schema, Tool};
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::call::{Place, secret};
use super::template::Template;

/// Tools of a schema, headers of a tool, bytes of an address, of a header's value and of a body.
const TOOLS: usize = 64;
const HEADERS: usize = 16;
const ADDRESS_BYTES: usize = 2_048;
const HEADER_BYTES: usize = 1_024;
const BODY_BYTES: usize = 64 << 10;
/// Longest call that a schema may ask for, milliseconds, and largest answer, bytes.
const LONGEST: u64 = 120_000;
const LARGEST: u64 = 4 << 20;
/// Headers that the server writes itself, or that speak to what lies between.
const TAKEN: [&str; 13] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "idempotency-key",
];

/// Checks every tool of a schema, and that the actions that name it fill its slots.
///
/// # Errors
/// The first fault, with its place.
pub fn check(schema: &Schema) -> Result<(), Fault> {
    if schema.tools.len() > TOOLS {
        return Err(fault("tools", format!("there are more than {TOOLS}")));
    }
    for (name, tool) in &schema.tools {
        let at = format!("tools.{name}");
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(fault(&at, format!("a name has 1 to {NAME_CHARS} characters")));
        }
        let slots = tool_well(tool, &at)?;
        for (verb, action) in schema.actions.iter().filter(|(_, action)| action.tool.as_ref() == Some(name)) {
            slots.iter().try_for_each(|slot| slot_well(slot, (verb, action), &at))?;
        }
    }
    Ok(())
}

/// A slot of a tool: the role that fills it, and whether that must be a single value.
struct Slot {
    role: String,
    single: bool,
}

fn fault(at: &str, reason: impl Into<String>) -> Fault {
    Fault::Schema { at: at.to_owned(), reason: reason.into() }
}

fn tool_well(tool: &Tool, at: &str) -> Result<Vec<Slot>, Fault> {
    let place = format!("{at}.url");
    if tool.url.len() > ADDRESS_BYTES {
        return Err(fault(&place, format!("it has more than {ADDRESS_BYTES} bytes")));
    }
    let (_, rest) = Place::of(&tool.url).map_err(|reason| fault(&place, reason))?;
    let template = Template::parse(rest).map_err(|reason| fault(&place, reason))?;
    let mut slots: Vec<Slot> = template.slots().map(|role| Slot { role: role.to_owned(), single: true }).collect();
    headers_well(tool, at)?;
    if let Some(body) = &tool.body {
        let at = format!("{at}.body");
        if !tool.method.has_body() {
            return Err(fault(&at, format!("a request with the method {} has none", tool.method.name())));
        }
        if body.to_string().len() > BODY_BYTES {
            return Err(fault(&at, format!("it has more than {BODY_BYTES} bytes")));
        }
        body_slots(body, &at, &mut slots)?;
    }
    if let Some(schema) = &tool.response {
        shape::schema(schema).map_err(|reason| fault(&format!("{at}.response"), reason))?;
    }
    let pointers = tool.observation.iter().flat_map(|told| std::iter::once(&told.state).chain(&told.score));
    if let Some(pointer) = pointers.into_iter().find(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
        return Err(fault(&format!("{at}.observation"), format!("`{pointer}` is no JSON Pointer")));
    }
    for (name, value, most) in [("timeout_ms", tool.timeout_ms, LONGEST), ("most_bytes", tool.most_bytes, LARGEST)] {
        if value.is_some_and(|value| !(1..=most).contains(&value)) {
            return Err(fault(&format!("{at}.{name}"), format!("use 1 to {most}")));
        }
    }
    Ok(slots)
}

fn headers_well(tool: &Tool, at: &str) -> Result<(), Fault> {
    if tool.headers.len() > HEADERS {
        return Err(fault(&format!("{at}.headers"), format!("there are more than {HEADERS}")));
    }
    for (name, value) in &tool.headers {
        let at = format!("{at}.headers.{name}");
        let known = HeaderName::try_from(name.as_str()).map_err(|_| fault(&at, "that is no name of a header"))?;
        if TAKEN.contains(&known.as_str()) {
            return Err(fault(&at, "the server writes this header itself"));
        }
        let template = Template::parse(value).map_err(|reason| fault(&at, reason))?;
        if let Some(slot) = template.slots().find(|slot| secret(slot).is_none()) {
            return Err(fault(&at, format!("`{{{slot}}}` is no secret: headers hold texts and `{{secret:NAME}}`")));
        }
        let literal = template.filled(|_| Ok::<_, Fault>(String::new()))?;
        if value.len() > HEADER_BYTES || HeaderValue::try_from(literal).is_err() {
            return Err(fault(&at, format!("its value has at most {HEADER_BYTES} visible ASCII characters")));
        }
    }
    Ok(())
}

fn body_slots(body: &Value, at: &str, slots: &mut Vec<Slot>) -> Result<(), Fault> {
    match body {
        Value::String(source) => {
            let template = Template::parse(source).map_err(|reason| fault(at, reason))?;
            let single = template.alone().is_none();
            slots.extend(template.slots().map(|role| Slot { role: role.to_owned(), single }));
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(|item| body_slots(item, at, slots)),
        Value::Object(fields) => fields.values().try_for_each(|field| body_slots(field, at, slots)),
        _ => Ok(()),
    }
}

fn slot_well(slot: &Slot, (verb, action): (&String, &ActionSchema), at: &str) -> Result<(), Fault> {
    let role = action.roles.iter().find(|role| role.name == slot.role);
    let role = role.ok_or_else(|| fault(at, format!("the action `{verb}` has no role `{}`", slot.role)))?;
    if slot.single && matches!(role.property.kind, Kind::List { .. } | Kind::Structure { .. }) {
        let kind = role.property.kind.word();
        return Err(fault(at, format!("the role `{}` of `{verb}` is a {kind}, no single value", slot.role)));
    }
    Ok(())
}
