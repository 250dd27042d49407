//! Actions as they are taken.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Value;

/// A verb with what fills its roles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What is done.
    pub verb: String,
    /// Objects (`{"ref": identifier}`) and values by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, Value>,
}

impl Action {
    /// The action as one line: `move item=b1 to=room2`.
    pub fn line(&self) -> String {
        let mut line = self.verb.clone();
        for (role, value) in &self.arguments {
            let text = match value {
                Value::Reference(id) => id.clone(),
                other => serde_json::to_string(other).unwrap_or_default(),
            };
            line.push_str(&format!(" {role}={text}"));
        }
        line
    }
}
