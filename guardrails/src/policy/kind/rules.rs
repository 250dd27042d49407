//! Parameters of the kinds that are rules: predicates, authorisation, language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A condition in the Common Expression Language (CEL) that must hold.
///
/// `G` is −1 where the expression is true and 1 where it is false; a value that is no boolean, an error
/// and an expression that would take too long on the subject cannot be evaluated.
///
/// Variables: `stage` and `text` (texts), `language` (text, empty where unknown), `messages` (list of `role`
/// and `content`), `tool` (`name` and `arguments`), `statements` (the answer's parts: list of `text` and
/// `cites`), `evidence` (list of `id` and `text`), `state` (any JSON) and `principal` (`id`, `roles`,
/// `labels`). `tool`, `state` and `principal` are null where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// The expression, at most 2048 bytes. The pattern of `matches` must be written out in it.
    #[schemars(length(min = 1, max = 2048))]
    pub expression: String,
}

/// Whether the principal may have this said or done, by policies written in Cedar.
///
/// `G` is −1 where every request made from the subject is allowed and 1 where one is denied; what no policy
/// permits is denied. Without a principal, and where a policy fails on a request, nothing can be evaluated.
///
/// Principal: `User::"<id>"`, with the attributes `roles` and `labels` (sets of texts), in `Role::"<role>"`
/// for each role. Action: `Action::"<name of the tool>"`, or `Action::"<stage>"` where there is none.
/// Resource: `Resource::"<value>"` of the argument that `resource_argument` names; else `Tool::"<name>"`;
/// without a tool `Evidence::"<id>"` for each piece of evidence, and `Stage::"<stage>"` where there is none.
/// Context: `stage`, and `arguments`, the tool's, as a record: nulls are left out, and numbers that are not
/// whole stand as their text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authorisation {
    /// The policies: `permit(…);` and `forbid(…);`, at most 64 KiB.
    #[schemars(length(min = 1, max = 65536))]
    pub policies: String,
    /// The tool's argument that names the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub resource_argument: Option<String>,
}

/// The language that each text is written in.
///
/// `G` is the largest over the texts of: the detector's confidence where the language is not admitted, its
/// negative where it is. In −1..=1. A text is undetermined when it has fewer letters than `min_letters` or
/// the confidence is below `min_confidence`; then it counts as `undetermined` says, 0 or 1; but as 1 where no
/// language that is admitted is written in its script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Languages that are admitted, as primary subtags of BCP 47: `en`, `de`; any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub allow: Vec<String>,
    /// Languages that are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub deny: Vec<String>,
    /// Confidence from which a language counts, 0..=1.
    #[serde(default = "min_confidence")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_confidence: f64,
    /// Letters that a text must have for its language to be told.
    #[serde(default = "min_letters")]
    #[schemars(range(min = 1, max = 10000))]
    pub min_letters: u32,
    /// What a text counts as whose language cannot be told.
    #[serde(default)]
    pub undetermined: Undetermined,
}

impl Default for Language {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            deny: Vec::new(),
            min_confidence: min_confidence(),
            min_letters: min_letters(),
            undetermined: Undetermined::default(),
        }
    }
}

/// What a text counts as whose language cannot be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undetermined {
    /// As admitted: G is 0.
    #[default]
    Permit,
    /// As not admitted: G is 1. Refuses short texts of any language.
    Refuse,
}

const fn min_confidence() -> f64 {
    0.5
}

const fn min_letters() -> u32 {
    24
}
