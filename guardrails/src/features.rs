//! What an evaluation takes from outside: text features and a budget of time.

use std::sync::atomic::{AtomicU64, Ordering};

/// Text features of some encoder. The same text must always give the same features under one
/// fingerprint.
pub trait TextFeatures {
    /// Identifies the encoder and its weights; features are remembered under it.
    fn fingerprint(&self) -> &str;

    /// The embedding of a text: one vector, of the same dimension for every text, not zero, finite.
    /// It need not have unit norm.
    ///
    /// # Errors
    /// [`FeatureError`] where the encoder cannot answer; the objective that asked is then unevaluable.
    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError>;

    /// The embeddings of several texts, in their order. Override it where a batch is cheaper.
    ///
    /// # Errors
    /// As [`TextFeatures::embed`].
    fn embed_all(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        texts.iter().map(|text| self.embed(text)).collect()
    }

    /// What a learned head is: its labels and where their operating points lie.
    ///
    /// # Errors
    /// [`FeatureError::Unavailable`] where there is no head of that name.
    fn head(&self, name: &str) -> Result<&Head, FeatureError> {
        Err(FeatureError::Unavailable(format!("there is no head `{name}`")))
    }

    /// What a learned head says of texts: for each text a probability, 0..=1, for each of the head's labels,
    /// in the order of [`Head::labels`]. The head reads a text whole, whatever its length.
    ///
    /// # Errors
    /// As [`TextFeatures::head`], and [`FeatureError::Failed`] where the encoder cannot answer.
    fn classify(&self, head: &str, _texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        self.head(head)?;
        Err(FeatureError::Failed(format!("the head `{head}` cannot be run")))
    }
}

/// A learned classifier as policies see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Name, as policies write it: `moderation`, `injection`.
    pub name: String,
    /// SHA-256 over the weights, hexadecimal: decisions and packs name it.
    pub digest: String,
    /// What it tells apart.
    pub labels: Vec<HeadLabel>,
}

/// One label of a head.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadLabel {
    /// Name, as policies write it: `hate`, `violence/graphic`.
    pub name: String,
    /// Probabilities from which the label counts, fixed on validation data.
    pub thresholds: Thresholds,
}

/// Operating points of one label, each a probability, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Greatest F1 with at most 5 % false positives.
    pub balanced: f64,
    /// At most 1 % false positives.
    pub strict: f64,
    /// At most 10 % false positives.
    pub sensitive: f64,
}

/// Why there are no features for a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeatureError {
    /// No encoder is there: not loaded, or the build has none.
    #[error("no text features are available: {0}")]
    Unavailable(String),
    /// The encoder failed on this text.
    #[error("the text features failed: {0}")]
    Failed(String),
}

/// No features at all: objectives that need them are unevaluable.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFeatures;

impl TextFeatures for NoFeatures {
    fn fingerprint(&self) -> &str {
        "none"
    }

    fn embed(&self, _text: &str) -> Result<Vec<f32>, FeatureError> {
        Err(FeatureError::Unavailable("no encoder was given".to_owned()))
    }
}

/// How much an evaluation may still do. Asked between steps that are themselves bounded.
pub trait Budget {
    /// Whether nothing more may be done; objectives not yet decided are then unevaluable.
    fn exhausted(&self) -> bool;
}

/// A budget that is never exhausted: for tests of policies and offline work.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unlimited;

impl Budget for Unlimited {
    fn exhausted(&self) -> bool {
        false
    }
}

/// A budget counted in questions asked, not in time: the same on every machine.
#[derive(Debug)]
pub struct Steps(AtomicU64);

impl Steps {
    /// A budget that is exhausted after `count` questions.
    pub const fn new(count: u64) -> Self {
        Self(AtomicU64::new(count))
    }
}

impl Budget for Steps {
    fn exhausted(&self) -> bool {
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        left.is_err()
    }
}
