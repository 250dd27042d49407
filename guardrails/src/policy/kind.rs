//! The kinds of objective and their parameters.
//!
//! A kind is written as a table with one key, its name, so that a parser can point at the line of a
//! mistake inside it: `kind.pattern.patterns = ["…"]`.

mod learned;
mod rules;

pub use learned::{Classifier, Critic, Injection, InjectionSign, OperatingPoint, Topic};
pub use rules::{Authorisation, Language, Predicate, Undetermined};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::objectives::pii::DetectorName;

/// What an objective measures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// Regular expressions and word lists. Value: the number of places found, 0..=100.
    Pattern(Pattern),
    /// Personal data and secrets. Value: the number of places found, 0..=100.
    Pii(Pii),
    /// Nearness to examples in embedding space. Value: −3..=1, see [`Semantic`].
    Semantic(Semantic),
    /// Support of every statement by its cited evidence. Value: −1..=1, see [`Grounding`].
    Grounding(Grounding),
    /// Length, script and structure of the text. Value: −1..=10, see [`Shape`].
    Shape(Shape),
    /// Probabilities of a learned head. Value: −1..=1, see [`Classifier`].
    Classifier(Classifier),
    /// Nearness to a topic, with learned thresholds. Value: −3..=3, see [`Topic`].
    Topic(Topic),
    /// Instructions inside data. Value: −1..=1, see [`Injection`].
    Injection(Injection),
    /// A condition in CEL. Value: −1 or 1, see [`Predicate`].
    Predicate(Predicate),
    /// Policies in Cedar. Value: −1 or 1, see [`Authorisation`].
    Authorisation(Authorisation),
    /// The language of each text. Value: −1..=1, see [`Language`].
    Language(Language),
    /// What people's feedback taught. Value: −1..=1, see [`Critic`]. Never hard.
    Critic(Critic),
}

impl Kind {
    /// The name used in documents.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pattern(_) => "pattern",
            Self::Pii(_) => "pii",
            Self::Semantic(_) => "semantic",
            Self::Grounding(_) => "grounding",
            Self::Shape(_) => "shape",
            Self::Classifier(_) => "classifier",
            Self::Topic(_) => "topic",
            Self::Injection(_) => "injection",
            Self::Predicate(_) => "predicate",
            Self::Authorisation(_) => "authorisation",
            Self::Language(_) => "language",
            Self::Critic(_) => "critic",
        }
    }

    /// Whether it reports the places that violate it, all of them, so that they can be taken out of a text.
    pub const fn redacts(&self) -> bool {
        match self {
            Self::Pattern(pattern) => matches!(pattern.mode, PatternMode::Forbid),
            Self::Semantic(semantic) => matches!(semantic.mode, SemanticMode::Forbid),
            Self::Topic(topic) => matches!(topic.mode, SemanticMode::Forbid),
            Self::Pii(_) | Self::Classifier(_) | Self::Injection(_) => true,
            Self::Grounding(_)
            | Self::Shape(_)
            | Self::Predicate(_)
            | Self::Authorisation(_)
            | Self::Language(_)
            | Self::Critic(_) => false,
        }
    }

    /// Whether its value may depend on the principal, so that what it said for one need not hold for another.
    pub fn reads_principal(&self) -> bool {
        match self {
            Self::Authorisation(_) => true,
            Self::Predicate(predicate) => predicate.expression.contains("principal"),
            _ => false,
        }
    }
}

/// Regular expressions and word lists, matched in time linear in the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Regular expressions (no look-around, no back-references), each at most 4096 bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 256))]
    pub patterns: Vec<String>,
    /// Words and phrases, compared without regard to case, width, accents or look-alike letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10000))]
    pub words: Vec<String>,
    /// Whether the regular expressions tell `A` from `a`.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether a word must stand between characters that are neither letters nor digits. Switch it off
    /// for scripts written without spaces.
    #[serde(default = "yes")]
    pub whole_words: bool,
    /// Whether a match is what is forbidden or what is required.
    #[serde(default)]
    pub mode: PatternMode,
}

/// Whether a match violates or satisfies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PatternMode {
    /// Each place found adds 1 to the value.
    #[default]
    Forbid,
    /// Each expression or word that is found nowhere adds 1 to the value.
    Require,
}

/// Personal data and secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pii {
    /// What is looked for: single detectors or the groups `national_id` and `secret`.
    #[schemars(length(min = 1))]
    pub detectors: Vec<DetectorName>,
    /// Countries (ISO 3166, two letters) whose national notation counts as a phone number; numbers with
    /// a country code always do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    pub phone_regions: Vec<String>,
    /// Whether a bare run of digits counts as a national identifier without a word near it that says so.
    /// A check digit alone lets one number in ten or eleven pass.
    #[serde(default)]
    pub bare_numbers: bool,
    /// Whether private, loopback and documentation addresses count.
    #[serde(default)]
    pub private_addresses: bool,
    /// What makes an unknown token look random.
    #[serde(default)]
    pub entropy: Entropy,
    /// Values that do not count, compared without case, spaces and hyphens: the company's own address,
    /// documented test cards. An entry that starts with `@` admits every e-mail address of that domain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub allow: Vec<String>,
}

/// Thresholds of the entropy detector.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entropy {
    /// Shortest token looked at, 16..=256 characters.
    #[serde(default = "entropy_length")]
    #[schemars(range(min = 16, max = 256))]
    pub min_length: u32,
    /// Shannon entropy of the token's characters from which it counts, 2..=6 bits a character.
    #[serde(default = "entropy_bits")]
    #[schemars(range(min = 2.0, max = 6.0))]
    pub min_bits: f64,
}

impl Default for Entropy {
    fn default() -> Self {
        Self { min_length: entropy_length(), min_bits: entropy_bits() }
    }
}

/// Nearness to examples in the embedding space of the encoder in use.
///
/// Over the segments s of the text (sentences, and the whole where it is short):
/// `G = max_s min( max cos(s, examples) − threshold, max cos(s, examples) − max cos(s, counterexamples) − separation )`;
/// the second argument stands only where there are counterexamples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Semantic {
    /// Texts like the ones that are meant.
    #[schemars(length(min = 1, max = 256))]
    pub examples: Vec<String>,
    /// Near misses: texts that are not meant, though they resemble.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 256))]
    pub counterexamples: Vec<String>,
    /// Cosine to the nearest example from which a text counts, 0..=1. Depends on the encoder.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold: f64,
    /// How much nearer the nearest example must be than the nearest counterexample, −1..=1.
    #[serde(default)]
    #[schemars(range(min = -1.0, max = 1.0))]
    pub separation: f64,
    /// Whether the objective asks for nearness instead of forbidding it: the sign of G is turned, and at
    /// least one segment must be near. For keeping an assistant to its topics.
    #[serde(default)]
    pub mode: SemanticMode,
}

/// Whether nearness to the examples violates or satisfies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SemanticMode {
    /// A text near the examples violates.
    #[default]
    Forbid,
    /// A text near none of the examples violates.
    Require,
}

/// Support of every statement of the answer by the evidence it cites.
///
/// `G = max over statements of (threshold − support)`, support in 0..=1: 1 where the statement stands
/// word for word in its evidence, 0 where it cites nothing or brings a number or a negation of its own,
/// else the share of its words found there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grounding {
    /// Support that every statement needs, 0 < threshold ≤ 1; 1 admits quotations only.
    #[serde(default = "grounding_threshold")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold: f64,
    /// Cosine between statement and evidence that counts as support of the same size; off where absent.
    /// A number or a negation of its own still makes a statement unsupported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub semantic_threshold: Option<f64>,
}

impl Default for Grounding {
    fn default() -> Self {
        Self { threshold: grounding_threshold(), semantic_threshold: None }
    }
}

/// Length, script and structure of each text.
///
/// `G` is the largest of the relative excesses: `count / max − 1` for an upper bound, `1 − count / min`
/// for a lower one, `min_share − share` for the script, 1 for JSON that does not fit its schema
/// (−1 where it does); capped at 10.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Characters (Unicode scalar values), at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// Characters, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// Words, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_words: Option<u32>,
    /// Sentences, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_sentences: Option<u32>,
    /// Question marks, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_questions: Option<u32>,
    /// Links (`http`, `https`), at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_links: Option<u32>,
    /// Scripts that the letters must be written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptShare>,
    /// JSON Schema that the text must satisfy as a JSON document. References inside the schema only;
    /// `pattern` is matched by the linear-time engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<Value>,
}

/// The share of a text's letters that must belong to some scripts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptShare {
    /// Scripts that are admitted.
    #[schemars(length(min = 1))]
    pub allow: Vec<Script>,
    /// Share of letters in them, 0 < share ≤ 1.
    #[serde(default = "whole")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_share: f64,
}

/// A script, by its main Unicode blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the scripts' own")]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Tamil,
    Thai,
    Georgian,
    Hangul,
    Kana,
    Han,
}

const fn yes() -> bool {
    true
}

const fn whole() -> f64 {
    1.0
}

const fn entropy_length() -> u32 {
    24
}

const fn entropy_bits() -> f64 {
    4.2
}

const fn grounding_threshold() -> f64 {
    0.8
}
