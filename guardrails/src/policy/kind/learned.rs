//! Parameters of the kinds that were learned, or that learn from examples.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SemanticMode;

/// A learned head: probabilities of labels.
///
/// Over the readings of each text, whole and by segment, and over the labels:
/// `G = max (probability − threshold)`, −1..=1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classifier {
    /// The head: `moderation`, `injection`, or another that is installed. Without it nothing can be evaluated.
    #[schemars(length(min = 1, max = 64))]
    pub head: String,
    /// The labels that count; all of the head's where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64), extend("uniqueItems" = true))]
    pub labels: Vec<String>,
    /// Which of the head's published thresholds count.
    #[serde(default)]
    pub operating_point: OperatingPoint,
    /// Thresholds of one's own, by label, 0 < threshold ≤ 1; they stand before the operating point.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub thresholds: BTreeMap<String, f64>,
}

/// A threshold of a head by what it was chosen for, on validation data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperatingPoint {
    /// Greatest F1 with at most 5 % false positives.
    #[default]
    Balanced,
    /// At most 1 % false positives.
    Strict,
    /// At most 10 % false positives.
    Sensitive,
}

/// Nearness to examples, with thresholds learned from the examples themselves.
///
/// For a segment s let `near(s)` be its largest cosine to an example and `lead(s)` that minus its largest
/// cosine to a counterexample. `forbid`: `G = max_s min( near(s) − floor, lead(s) − cut )`; `require`: its
/// negative. In −3..=3. `floor` and `cut` are learned by leaving each text out in turn:
/// - `floor` is the nearness that nine in ten of the examples have to the other examples;
/// - `cut` lies in the middle of the gap between two neighbouring leads that tells examples from
///   counterexamples with the greatest balanced accuracy; of several, the widest gap, then the lowest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Texts on the topic.
    #[schemars(length(min = 3, max = 256))]
    pub examples: Vec<String>,
    /// Texts off the topic: near misses, and ordinary texts of the same application.
    #[schemars(length(min = 3, max = 256))]
    pub counterexamples: Vec<String>,
    /// Whether the topic is forbidden or required: of a required one, at least one segment must be on it.
    #[serde(default)]
    pub mode: SemanticMode,
}

/// What people's feedback on earlier answers taught.
///
/// `G = c − threshold`, `c` being the mean over the answer's statements of what the critic in use holds against them,
/// 0..=1; 0.5 where it knows nothing. −1 where no critic is in use. In the search each statement costs what lies above
/// threshold and margin. Admitted at the stage `output`, soft or in shadow: a guardrail does not learn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Critic {
    /// Cost from which a statement counts against an answer, 0..1.
    #[serde(default = "indifferent")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold: f64,
}

impl Default for Critic {
    fn default() -> Self {
        Self { threshold: indifferent() }
    }
}

const fn indifferent() -> f64 {
    0.5
}

/// Instructions inside data: in documents, recalled statements and results of tools.
///
/// `G` is the larger of two: 1 where a sign is found, else −1; and, where `head` is named, the largest
/// probability of one of its labels minus its threshold. In −1..=1. At the stages `memory_write` and
/// `recall` every text is data; elsewhere only what a tool said is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Injection {
    /// The signs looked for; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub signs: Vec<InjectionSign>,
    /// A learned head to ask besides: `injection`. Without it, where it is named, nothing can be evaluated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub head: Option<String>,
    /// Which of the head's published thresholds count.
    #[serde(default)]
    pub operating_point: OperatingPoint,
}

/// A sign by which instructions inside data give themselves away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InjectionSign {
    /// A demand to ignore earlier instructions, in one of eight languages.
    Override,
    /// Markers of a chat template, or a line that speaks as the system or the developer.
    RoleMarker,
    /// A demand addressed to a model: that it must keep something from the user, reveal its prompt, change
    /// what it is.
    Addressed,
    /// An image or a link that would carry what was read to somewhere else.
    Exfiltration,
    /// A command in text that a reader of the page would not see: comments, hidden elements, tag characters.
    Hidden,
    /// Text that looks like a call of a tool, or like its result.
    ToolMimicry,
}

impl InjectionSign {
    /// Every sign.
    pub const ALL: [Self; 6] =
        [Self::Override, Self::RoleMarker, Self::Addressed, Self::Exfiltration, Self::Hidden, Self::ToolMimicry];

    /// The name used in documents, and the label of places found.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::RoleMarker => "role_marker",
            Self::Addressed => "addressed",
            Self::Exfiltration => "exfiltration",
            Self::Hidden => "hidden",
            Self::ToolMimicry => "tool_mimicry",
        }
    }
}
