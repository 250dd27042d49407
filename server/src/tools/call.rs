//! From a tool and an action to the request that is sent, without its secrets.
//!
//! What an argument says stays within its place: in an address it is percent-encoded, may not be empty and may not climb
//! out of its segment; in a body it is a JSON value. Scheme, host and port are the schema's alone.

use std::collections::BTreeMap;

use groundstate_planner::environment::{Action, Tool, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::template::Template;
use crate::audit::canonical_string;
use crate::problem::{Answer, Code, Problem};

/// What an argument may not be in an address as it is: everything but unreserved characters (RFC 3986).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where a tool is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Whether it is spoken to over TLS.
    pub(super) secure: bool,
    /// Host, as URLs write it.
    pub(super) host: String,
    /// Port.
    pub(super) port: u16,
}

impl Place {
    /// The place of an address template, with the rest of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn of(address: &str) -> Result<(Self, &str), String> {
        let (scheme, after) = address.split_once("://").ok_or("it does not begin with `https://` or `http://`")?;
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        if authority.contains(['{', '}', '@', '\\', '%']) || address.contains('#') {
            return Err("its host is literal, without user or fragment".to_owned());
        }
        let url = Url::parse(&format!("{scheme}://{authority}/")).map_err(|error| error.to_string())?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(format!("`{other}` is not spoken: use `https` or `http`")),
        };
        let host = url.host_str().ok_or("it names no host")?.to_owned();
        let port = url.port_or_known_default().ok_or("it names no port")?;
        Ok((Self { secure, host, port }, rest))
    }

    fn origin(&self) -> String {
        format!("{}://{}:{}", if self.secure { "https" } else { "http" }, self.host, self.port)
    }
}

/// A request that carries an action out. Headers hold the names of secrets, not the secrets.
#[derive(Clone, Debug)]
pub struct Call {
    /// Name of the tool.
    pub tool: String,
    pub(super) method: &'static str,
    pub(super) place: Place,
    pub(super) target: String,
    pub(super) headers: BTreeMap<String, Template>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) timeout_ms: u64,
    pub(super) most_bytes: u64,
}

impl Call {
    /// The request of a tool for an action.
    ///
    /// # Errors
    /// `unprocessable` where an argument does not fit its place.
    pub fn of(name: &str, tool: &Tool, action: &Action) -> Answer<Self> {
        let unsound = |reason: String| Problem::new(Code::Conflict, format!("the tool `{name}`: {reason}"));
        let (place, rest) = Place::of(&tool.url).map_err(unsound)?;
        let target = target(rest, action)?;
        let url = Url::parse(&format!("{}{target}", place.origin())).map_err(Problem::internal)?;
        if url.host_str() != Some(place.host.as_str()) || url.port_or_known_default() != Some(place.port) {
            return Err(unsound("an argument leads to another host".to_owned()));
        }
        let target = url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let body = match (&tool.body, tool.method.has_body()) {
            (_, false) => None,
            (Some(template), true) => Some(filled(template, action)?),
            (None, true) => Some(action.arguments.iter().map(|(role, value)| (role.clone(), plain(value))).collect()),
        };
        let headers = tool.headers.iter().map(|(name, value)| Ok((name.clone(), Template::parse(value)?)));
        Ok(Self {
            tool: name.to_owned(),
            method: tool.method.name(),
            target,
            headers: headers.collect::<Result<_, String>>().map_err(unsound)?,
            body: body.as_ref().map(serde_json::to_vec).transpose().map_err(Problem::internal)?,
            timeout_ms: tool.timeout_ms.unwrap_or(u64::MAX),
            most_bytes: tool.most_bytes.unwrap_or(u64::MAX),
            place,
        })
    }

    /// Host and port, as the allow-list writes them.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}:{}", self.place.host, self.place.port)
    }

    /// Names of the secrets that its headers ask for.
    #[must_use]
    pub fn secrets(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.headers.values().flat_map(|value| value.slots().filter_map(secret)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What is sent, as an execution keeps it: secrets by name.
    ///
    /// # Errors
    /// `internal` where it has no canonical form.
    pub fn described(&self) -> Answer<(String, String)> {
        let body: Option<Json> =
            self.body.as_deref().map(serde_json::from_slice).transpose().map_err(Problem::internal)?;
        let headers: Vec<&String> = self.headers.keys().collect();
        let described = canonical_string(&json!({
            "method": self.method, "url": format!("{}{}", self.place.origin(), self.target), "headers": headers,
            "secrets": self.secrets(), "body": body,
        }))?;
        let digest = hex::encode(Sha256::digest(described.as_bytes()));
        Ok((described, digest))
    }
}

/// The name of the secret that a slot of a header asks for.
pub(super) fn secret(slot: &str) -> Option<&str> {
    slot.strip_prefix("secret:")
}

/// Path and query with what the arguments say.
fn target(rest: &str, action: &Action) -> Answer<String> {
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let at = |role: &str| format!("action.arguments.{role}");
    let fill = |role: &str, may_be_empty: bool| {
        let text = action.arguments.get(role).map_or(Ok(String::new()), |value| scalar(role, value))?;
        if text.is_empty() && !may_be_empty {
            return Err(Problem::parameter(at(role), "stands in the path of an address and may not be empty"));
        }
        Ok(utf8_percent_encode(&text, ENCODED).to_string())
    };
    let parse = |source: &str| Template::parse(source).map_err(|reason| Problem::new(Code::Conflict, reason));
    let path = parse(path)?.filled(|role| fill(role, false))?;
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(Problem::parameter("action.arguments", "an argument leads to another path"));
    }
    let path = if path.is_empty() { "/".to_owned() } else { path };
    Ok(match query {
        Some(query) => format!("{path}?{}", parse(query)?.filled(|role| fill(role, true))?),
        None => path,
    })
}

/// A body with what the arguments say.
fn filled(template: &Json, action: &Action) -> Answer<Json> {
    Ok(match template {
        Json::String(source) => {
            let template = Template::parse(source).map_err(|reason| Problem::new(Code::Conflict, reason))?;
            match template.alone() {
                Some(role) => action.arguments.get(role).map_or(Json::Null, plain),
                None => template
                    .filled(|role| action.arguments.get(role).map_or(Ok(String::new()), |value| scalar(role, value)))?
                    .into(),
            }
        }
        Json::Array(items) => items.iter().map(|item| filled(item, action)).collect::<Answer<_>>()?,
        Json::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Ok((name.clone(), filled(value, action)?)));
            Json::Object(fields.collect::<Answer<_>>()?)
        }
        other => other.clone(),
    })
}

fn scalar(role: &str, value: &Value) -> Answer<String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Boolean(flag) => Ok(flag.to_string()),
        Value::Text(text) | Value::Reference(text) => Ok(text.clone()),
        Value::Number(_) => serde_json::to_string(value).map_err(Problem::internal),
        Value::List(_) | Value::Structure(_) => {
            Err(Problem::parameter(format!("action.arguments.{role}"), "is no single value"))
        }
    }
}

/// A value as tools see it: a reference is the identifier of its object.
fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => (*flag).into(),
        Value::Number(_) => serde_json::to_value(value).unwrap_or_default(),
        Value::Text(text) | Value::Reference(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Structure(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use groundstate_planner::environment::{Action, Tool};
    use serde_json::{Value as Json, json};

    use super::Call;

    fn call(tool: Json, arguments: Json) -> Result<Call, String> {
        let tool: Tool = serde_json::from_value(tool).unwrap();
        let action: Action = serde_json::from_value(json!({"verb": "v", "arguments": arguments})).unwrap();
        Call::of("t", &tool, &action).map_err(|problem| problem.detail)
    }

    #[test]
    fn an_argument_stays_in_its_place() {
        let at = |argument: &str| {
            let tool = json!({"method": "GET", "url": "http://tools.example/a/{x}/b?c={x}"});
            call(tool, json!({"x": argument})).map(|call| call.target)
        };
        assert_eq!(at("s1").unwrap(), "/a/s1/b?c=s1");
        for (hostile, encoded) in [
            ("../../admin", "..%2F..%2Fadmin"),
            ("x?y=1#z", "x%3Fy%3D1%23z"),
            ("%2e%2e", "%252e%252e"),
            ("é\r\n", "%C3%A9%0D%0A"),
        ] {
            assert_eq!(at(hostile).unwrap(), format!("/a/{encoded}/b?c={encoded}"));
        }
        for refused in ["..", ".", ""] {
            assert!(at(refused).is_err(), "{refused}");
        }
        let joined = json!({"method": "GET", "url": "http://tools.example/{x}{x}/b"});
        assert!(call(joined, json!({"x": "."})).is_err());
    }

    #[test]
    fn a_body_keeps_the_types_of_arguments() {
        let body = |template: Json, arguments: Json| -> Json {
            let call = call(json!({"url": "http://tools.example", "body": template}), arguments).unwrap();
            serde_json::from_slice(&call.body.unwrap()).unwrap()
        };
        let arguments = json!({"rack": {"ref": "r1"}, "speed": 4, "fast": true});
        let template =
            json!({"to": "{rack}", "set": ["{speed}", "{fast}", "{absent}"], "say": "{rack} at {speed}", "n": 1});
        let sent = json!({"to": "r1", "set": [4, true, null], "say": "r1 at 4", "n": 1});
        assert_eq!(body(template, arguments.clone()), sent);
        assert_eq!(body(json!("{{rack}}"), arguments), json!("{rack}"));
        let quoted = json!({"speed": "\", \"admin\": true, \"x\": \""});
        assert_eq!(body(json!({"speed": "{speed}"}), quoted.clone()), quoted);
    }
}
