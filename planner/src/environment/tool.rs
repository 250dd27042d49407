//! Tools: how an action is carried out over HTTP, as data. Nothing here is sent anywhere.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An HTTP call that carries an action out.
///
/// Addresses, and texts inside a body, are templates: `{role}` stands for the argument of that role, `{{` and `}}` for
/// braces. In header values `{secret:NAME}` stands for a secret that the server's configuration holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// What it does, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The method.
    #[serde(default)]
    pub method: ToolMethod,
    /// Where: `https://host[:port]/path/{role}?key={role}`. Scheme and host are literal.
    pub url: String,
    /// Headers by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What is sent, as JSON. A text that is one placeholder becomes the argument with its own type. Absent: all
    /// arguments by role, where the method has a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// JSON Schema that the answer must fit; absent: any JSON, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
    /// Where in the answer the state after the action stands; absent: whoever executes says what state came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observation: Option<ToolObservation>,
    /// Longest time for the whole call, milliseconds; the server's own limit where that is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Largest answer, bytes; the server's own limit where that is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_bytes: Option<u64>,
}

/// Methods of tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ToolMethod {
    /// Asks.
    Get,
    /// Has something done.
    #[default]
    Post,
    /// Puts something in a place.
    Put,
    /// Changes something.
    Patch,
    /// Removes something.
    Delete,
}

/// Where the answer of a tool says what came of the action, each as a JSON Pointer (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolObservation {
    /// The state after.
    pub state: String,
    /// The score after, where the environment keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
}

impl ToolMethod {
    /// The method as it is sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request with this method has a body.
    #[must_use]
    pub const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}
