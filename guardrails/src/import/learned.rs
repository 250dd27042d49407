//! Settings that ask a classifier elsewhere, as objectives of the learned heads and of the language detector.
//!
//! Scores of two models cannot be compared: a threshold on another model's score says only how sure one wanted to
//! be. It becomes one of the operating points that the heads here publish, and the note says so.

use super::draft::{Objective, Outcome, alike};
use crate::policy::Stage;
use crate::policy::kind::{Classifier, Injection, Kind, Language, OperatingPoint};

/// What the head `moderation` tells apart.
const LABELS: [&str; 8] =
    ["harassment", "hate", "hate/threatening", "illicit", "self-harm", "sexual", "violence", "violence/graphic"];

/// Why a topic does not map.
pub(super) const TOPICS: &str =
    "topics are named, and compared by a model; give examples of it, and near misses, in a topic objective";

/// The operating point in place of a threshold.
fn operating_point(threshold: Option<f64>) -> OperatingPoint {
    match threshold {
        Some(threshold) if threshold >= 0.8 => OperatingPoint::Strict,
        Some(threshold) if threshold <= 0.3 => OperatingPoint::Sensitive,
        _ => OperatingPoint::Balanced,
    }
}

fn note(head: &str, threshold: Option<f64>) -> String {
    let point = match operating_point(threshold) {
        OperatingPoint::Strict => "strict",
        OperatingPoint::Sensitive => "sensitive",
        OperatingPoint::Balanced => "balanced",
    };
    let instead = threshold.map(|threshold| format!(" in place of the threshold {threshold} on another model's score"));
    format!("by the head `{head}` at its operating point `{point}`{}", instead.unwrap_or_default())
}

fn classifier(head: &str, labels: Vec<String>, threshold: Option<f64>) -> Kind {
    let operating_point = operating_point(threshold);
    Kind::Classifier(Classifier { head: head.to_owned(), labels, operating_point, thresholds: Default::default() })
}

/// Attempts to change how the assistant works: the head `injection`.
pub(super) fn jailbreak(stage: Stage, threshold: Option<f64>) -> Outcome {
    let objective = Objective::hard("injection", stage, classifier("injection", Vec::new(), threshold));
    alike(objective, note("injection", threshold))
}

/// Instructions inside what tools gave: signs, and the head `injection`.
pub(super) fn instructions_in_data(threshold: Option<f64>) -> Outcome {
    let kind = Kind::Injection(Injection {
        signs: Vec::new(),
        head: Some("injection".to_owned()),
        operating_point: operating_point(threshold),
    });
    let note = note("injection", threshold);
    alike(
        Objective::hard("instructions-in-data", Stage::Recall, kind),
        format!("on what tools and memory give, at the stage `recall`, by signs and {note}; not by the user's intent"),
    )
}

/// Harmful content: the head `moderation`, these of its labels, all where none is given.
pub(super) fn moderation(id: &str, stage: Stage, labels: Vec<String>, threshold: Option<f64>) -> Outcome {
    let objective = Objective::hard(id, stage, classifier("moderation", labels, threshold));
    alike(objective, note("moderation", threshold))
}

/// The label of the head `moderation` for a category of OpenAI's taxonomy, or for a plain word for one. A
/// sub-category without a label of its own is found under its category.
pub(super) fn label(category: &str) -> Option<&'static str> {
    let name = category.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    let name = match name.as_str() {
        "toxic" | "toxicity" | "insults" | "bullying" => "harassment",
        "hate-speech" | "racism" => "hate",
        "suicide" | "self-injury" => "self-harm",
        "sex" | "adult" | "porn" | "pornography" => "sexual",
        "crime" | "criminal-planning" | "drugs" | "weapons" => "illicit",
        other => other,
    };
    let of = |name: &str| LABELS.into_iter().find(|label| *label == name);
    of(name).or_else(|| of(name.split('/').next().unwrap_or(name)))
}

/// The labels for a list of categories, each once, and the categories without one.
pub(super) fn labels(categories: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for category in categories {
        match label(category) {
            Some(label) if found.iter().any(|known| known == label) => {}
            Some(label) => found.push(label.to_owned()),
            None => missing.push(category.clone()),
        }
    }
    (found, missing)
}

/// Texts in these languages only; a threshold here and there is the detector's confidence.
pub(super) fn language(stage: Stage, allow: Vec<String>, threshold: Option<f64>) -> Outcome {
    if allow.is_empty() {
        return Err("it names no language".to_owned());
    }
    let least = Language::default();
    let language = Language { allow, min_confidence: threshold.unwrap_or(least.min_confidence), ..least };
    let note = format!("texts with fewer than {} letters are let through", language.min_letters);
    alike(Objective::hard("language", stage, Kind::Language(language)), note)
}
