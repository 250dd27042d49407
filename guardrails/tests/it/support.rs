//! What several topics need: a small real encoder, policies of one objective, short ways to evaluate.

use std::collections::BTreeMap;

use groundstate_guardrails::evaluate::{CompiledPolicy, Report, Verdict};
use groundstate_guardrails::features::{
    FeatureError, Head, HeadLabel, NoFeatures, TextFeatures, Thresholds, Unlimited,
};
use groundstate_guardrails::policy::{Enforcement, Kind, ObjectiveSpec, OnViolation, Policy, Stage};
use groundstate_guardrails::subject::Subject;
use sha2::{Digest, Sha256};

/// Bag of words hashed into 512 dimensions with a sign (Weinberger et al., "Feature hashing for large
/// scale multitask learning", 2009): a real encoder, if a simple one, and the same everywhere.
pub(crate) struct HashedWords;

impl TextFeatures for HashedWords {
    fn fingerprint(&self) -> &str {
        "hashed-words-512"
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        let mut vector = vec![0.0_f32; 512];
        let mut words: BTreeMap<String, f32> = BTreeMap::new();
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1.0;
        }
        if words.is_empty() {
            return Err(FeatureError::Failed("no words".to_owned()));
        }
        for (word, count) in words {
            let digest = Sha256::digest(word.as_bytes());
            let index = usize::from(digest[0]) * 2 + usize::from(digest[1] & 1);
            vector[index] += if digest[2] & 1 == 0 { count } else { -count };
        }
        // Two words may cancel one another out, one pair in a thousand; a text has a direction all the same.
        if vector.iter().all(|x| *x == 0.0) {
            vector[0] = 1.0;
        }
        Ok(vector)
    }
}

/// Hashed words, and two heads whose probability is the share of a text's words that name the label: a short
/// sentence that does is drowned by a long text that does not.
pub(crate) struct WordHeads {
    heads: Vec<Head>,
}

impl WordHeads {
    pub(crate) fn new() -> Self {
        Self::telling(&["hate", "violence"])
    }

    /// With these labels of the head `moderation`.
    pub(crate) fn telling(labels: &[&str]) -> Self {
        let label = |name: &str| HeadLabel {
            name: name.to_owned(),
            thresholds: Thresholds { balanced: 0.4, strict: 0.6, sensitive: 0.2 },
        };
        let head = |name: &str, labels: &[&str]| Head {
            name: name.to_owned(),
            digest: "0".repeat(64),
            labels: labels.iter().map(|name| label(name)).collect(),
        };
        Self { heads: vec![head("moderation", labels), head("injection", &["injection"])] }
    }
}

impl TextFeatures for WordHeads {
    fn fingerprint(&self) -> &str {
        HashedWords.fingerprint()
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        HashedWords.embed(text)
    }

    fn head(&self, name: &str) -> Result<&Head, FeatureError> {
        let found = self.heads.iter().find(|head| head.name == name);
        found.ok_or_else(|| FeatureError::Unavailable(format!("there is no head `{name}`")))
    }

    fn classify(&self, head: &str, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let labels = &self.head(head)?.labels;
        let share = |text: &str, label: &str| {
            let lower = text.to_lowercase();
            let words: Vec<&str> =
                lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            words.iter().filter(|word| **word == label).count() as f32 / words.len().max(1) as f32
        };
        Ok(texts.iter().map(|text| labels.iter().map(|label| share(text, &label.name)).collect()).collect())
    }
}

/// A hard objective `probe` of this kind at every stage.
pub(crate) fn objective(kind: Kind) -> ObjectiveSpec {
    ObjectiveSpec {
        id: "probe".to_owned(),
        kind,
        stages: Stage::ALL.to_vec(),
        roles: Vec::new(),
        enforcement: Enforcement::Hard,
        on_violation: OnViolation::Refuse,
        margin: 0.0,
        message: "not like this".to_owned(),
        owner: "tests".to_owned(),
        references: Vec::new(),
        overridable: false,
    }
}

/// A policy of these objectives.
pub(crate) fn policy_of(objectives: Vec<ObjectiveSpec>) -> Policy {
    Policy { name: "probe".to_owned(), description: String::new(), objectives, remove: Vec::new(), tests: Vec::new() }
}

/// A compiled policy of one hard objective whose kind is written in TOML: `pattern.words = ["x"]`.
pub(crate) fn compiled(kind: &str) -> CompiledPolicy {
    CompiledPolicy::compile(&policy_of(vec![objective(self::kind(kind))])).expect("the policy compiles")
}

/// A kind written in TOML.
pub(crate) fn kind(source: &str) -> Kind {
    toml::from_str(source).expect("the kind parses")
}

/// The report of a subject at the output stage, without features.
pub(crate) fn check(policy: &CompiledPolicy, subject: &Subject<'_>) -> Report {
    policy.evaluate(Stage::Output, subject, &NoFeatures, &Unlimited)
}

/// The one verdict of a text.
pub(crate) fn verdict(policy: &CompiledPolicy, text: &str) -> Verdict {
    check(policy, &Subject::text(text)).verdicts.remove(0)
}

/// The labels found in a text with what stands there, in order.
pub(crate) fn found<'t>(policy: &CompiledPolicy, text: &'t str) -> Vec<(String, &'t str)> {
    verdict(policy, text)
        .evidence
        .into_iter()
        .map(|span| (span.label, text.get(span.start..span.end).expect("a range of the text")))
        .collect()
}
