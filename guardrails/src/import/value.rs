//! Short ways into parsed configurations.

use serde_json::{Map, Value};

use super::ImportError;

/// Parses YAML (1.2), anchors and aliases bounded by the parser's own budget.
pub(super) fn yaml(text: &str) -> Result<Value, ImportError> {
    serde_saphyr::from_str(text)
        .map_err(|error| ImportError::Syntax { language: "YAML", reason: first_line(&error.to_string()) })
}

pub(super) fn json(text: &str) -> Result<Value, ImportError> {
    serde_json::from_str(text).map_err(|error| ImportError::Syntax { language: "JSON", reason: error.to_string() })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// The members of an object; none where it is something else.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The items of a list; none where it is something else.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The texts of a list, or the one text that stands in its place.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        list => items(list).iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// Named parameters that are taken one by one, so that what nobody took can be listed.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    left: Map<String, Value>,
}

impl Parameters {
    pub(super) fn of(value: Option<&Value>) -> Self {
        Self { left: value.and_then(Value::as_object).cloned().unwrap_or_default() }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        self.take(name).as_ref().map(texts).unwrap_or_default()
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name)?.as_str().map(str::to_owned)
    }

    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        self.take(name).and_then(|value| value.as_bool()).unwrap_or(default)
    }

    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        self.take(name)?.as_f64()
    }

    /// A whole number, 0..=2^32 − 1; a fraction is rounded towards 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
    pub(super) fn count(&mut self, name: &str) -> Option<u32> {
        let number = self.number(name)?;
        (number >= 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
    }

    /// What nobody took, by name.
    pub(super) fn rest(self) -> Vec<String> {
        self.left.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect()
    }
}
