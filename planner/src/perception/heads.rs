//! Learned heads: small classifiers over what the encoder says of a text.
//!
//! A [`LearnedHead`] reads a text twice. Its *poolers* attend to the token states with learned queries, so they see which words
//! stand where and in what company; its *lexicon* sums weights of hashed words and letter sequences, so it sees spellings that
//! the encoder's vocabulary takes apart. The logits are averaged; each label's probability is the logistic function of its own. A head
//! with several labels may have one more, [`ANY`], that is reckoned from them.
//!
//! What holds, and is tested:
//! - A text gives the same probabilities alone and among others, and on any number of threads.
//! - A text longer than a window is read in overlapping windows, and a label's logit is the greatest of them: no length of harmless
//!   text drowns what is hidden in it.
//! - A head names the encoder it was trained for; with another one it refuses to answer ([`HeadError::OtherEncoder`]).
//! - Training with the same rows, encoder and seed gives the same bytes.
//!
//! To add a head: rows with a licence that allows it, `groundstate train heads`, and an entry in [`shipped`].

pub mod data;
mod judge;
pub mod lexicon;
pub mod loss;
mod manifest;
mod pooler;
pub mod synthetic;
pub mod thresholds;
pub mod train;
mod weights;

use std::ops::Range;

use sha2::{Digest, Sha256};

pub use manifest::{ANY, Any, CurvePoint, LabelEntry, Manifest, OperatingPoints, Shape, SourceCount, Training, Trial};

use super::TokenStates;
use judge::{Judge, Rows};
use lexicon::Lexicon;

/// Why a head cannot be loaded, trained or asked.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The manifest is not one.
    #[error("the manifest is malformed: {0}")]
    Manifest(String),
    /// The weights are not those that the manifest names.
    #[error("the weights have digest `{found}`, the manifest names `{named}`")]
    Digest {
        /// SHA-256 of the bytes given.
        found: String,
        /// What the manifest says.
        named: String,
    },
    /// The weights do not fit the manifest, or a tensor operation failed.
    #[error("the head's weights cannot be used: {0}")]
    Weights(#[from] candle_core::Error),
    /// The head was trained on another encoder's states.
    #[error("the head `{head}` was trained for encoder `{named}`, not `{found}`")]
    OtherEncoder {
        /// Name of the head.
        head: String,
        /// Fingerprint in its manifest.
        named: String,
        /// Fingerprint of the encoder at hand.
        found: String,
    },
    /// There is nothing to learn from.
    #[error("{0}")]
    Data(String),
}

/// A trained head, ready to be asked.
pub struct LearnedHead {
    manifest: Manifest,
    judges: Vec<Judge>,
    lexicon: Lexicon,
}

/// A text whose states lie in parts.
#[derive(Clone, Debug)]
pub struct Composed<'a> {
    /// Its words.
    pub text: &'a str,
    /// Which parts it is made of, in their order.
    pub parts: Vec<usize>,
}

impl LearnedHead {
    /// Reads a manifest (JSON) and its weights (safetensors).
    ///
    /// # Errors
    /// When either is malformed, or the weights' digest is not the one named.
    pub fn load(manifest: &[u8], weights: &[u8]) -> Result<Self, HeadError> {
        let manifest: Manifest =
            serde_json::from_slice(manifest).map_err(|error| HeadError::Manifest(error.to_string()))?;
        manifest.check()?;
        let found = digest(weights);
        if found != manifest.weights {
            return Err(HeadError::Digest { found, named: manifest.weights });
        }
        let (poolers, lexicon) = weights::read(weights, &manifest.shape, manifest.trained())?;
        let judges = poolers.iter().map(Judge::new).collect::<candle_core::Result<_>>()?;
        Ok(Self { manifest, judges, lexicon })
    }

    /// What the head is and how it was made.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Checks that the head was trained on this encoder's states.
    ///
    /// # Errors
    /// [`HeadError::OtherEncoder`] when it was not.
    pub fn fits(&self, fingerprint: &str) -> Result<(), HeadError> {
        if self.manifest.encoder == fingerprint {
            return Ok(());
        }
        Err(HeadError::OtherEncoder {
            head: self.manifest.name.clone(),
            named: self.manifest.encoder.clone(),
            found: fingerprint.to_owned(),
        })
    }

    /// The probability of each label, 0..=1, in the manifest's order. `states` are those of the whole text.
    ///
    /// # Errors
    /// When the states have another dimension than the head's.
    pub fn classify(&self, text: &str, states: &TokenStates) -> Result<Vec<f32>, HeadError> {
        let found = self.classify_all(&[states], &[Composed { text, parts: vec![0] }])?;
        Ok(found.into_iter().flatten().collect())
    }

    /// [`Self::classify`] for several texts that are made of the same parts: a sentence, its neighbour, and both together. What a
    /// token says is computed once. A text's probabilities are the same bits as alone.
    ///
    /// # Errors
    /// As [`Self::classify`].
    pub fn classify_all(&self, parts: &[&TokenStates], texts: &[Composed<'_>]) -> Result<Vec<Vec<f32>>, HeadError> {
        let read = self.read(parts, texts)?;
        let judged = texts.iter().zip(read).map(|(text, read)| {
            let spelled = self.lexicon.logits(text.text);
            let share = self.manifest.shape.share;
            let mut logits: Vec<f32> = match read {
                Some(read) => {
                    read.iter().zip(spelled).map(|(read, spelled)| share * read + (1.0 - share) * spelled).collect()
                }
                None => spelled,
            };
            if let Some(any) = &self.manifest.any {
                logits.push(self.reckoned(any, &logits));
            }
            logits.into_iter().map(logistic).collect()
        });
        Ok(judged.collect())
    }

    /// The poolers' mean logits of each text, the greatest over its windows; nothing of a text without tokens.
    fn read(&self, parts: &[&TokenStates], texts: &[Composed<'_>]) -> Result<Vec<Option<Vec<f32>>>, HeadError> {
        let shape = &self.manifest.shape;
        let rows = Rows::of(parts, shape.dimension)?;
        let ends = parts.iter().scan(0, |end, part| {
            *end += part.len();
            Some(*end - part.len()..*end)
        });
        let ranges: Vec<Range<usize>> = ends.collect();
        let tokens: Vec<Vec<usize>> = texts
            .iter()
            .map(|text| text.parts.iter().filter_map(|part| ranges.get(*part)).flat_map(Clone::clone).collect())
            .collect();
        let mut windows: Vec<(usize, &[usize])> = Vec::new();
        for (text, tokens) in tokens.iter().enumerate().filter(|(_, tokens)| !tokens.is_empty()) {
            let shown = pooler::windows(tokens.len(), shape.window, shape.stride);
            windows.extend(shown.into_iter().filter_map(|window| tokens.get(window)).map(|window| (text, window)));
        }
        let mut read: Vec<Option<Vec<f32>>> = vec![None; texts.len()];
        if windows.is_empty() || self.judges.is_empty() {
            return Ok(read);
        }
        let shown: Vec<&[usize]> = windows.iter().map(|(_, window)| *window).collect();
        for judge in &self.judges {
            let logits = judge.logits(&rows, &judge.read(&rows)?, &shown)?;
            let mut greatest: Vec<Option<Vec<f32>>> = vec![None; texts.len()];
            for ((text, _), logits) in windows.iter().zip(logits) {
                match greatest.get_mut(*text) {
                    Some(Some(known)) => known.iter_mut().zip(logits).for_each(|(most, logit)| *most = most.max(logit)),
                    Some(unknown) => *unknown = Some(logits),
                    None => {}
                }
            }
            for (sum, greatest) in read.iter_mut().zip(greatest) {
                let Some(greatest) = greatest else { continue };
                let sum = sum.get_or_insert_with(|| vec![0.0; greatest.len()]);
                sum.iter_mut().zip(greatest).for_each(|(sum, logit)| *sum += logit / self.judges.len() as f32);
            }
        }
        Ok(read)
    }

    /// The logit of the label that is reckoned from others ([`Any`]).
    fn reckoned(&self, any: &Any, logits: &[f32]) -> f32 {
        let asked = self.manifest.labels.iter().zip(logits).filter(|(label, _)| any.of.contains(&label.name));
        let over = |(label, logit): (&LabelEntry, &f32)| {
            (logit - (label.share / (1.0 - label.share)).ln() as f32) / any.temperature
        };
        let over: Vec<f32> = asked.map(over).collect();
        let greatest = over.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mean = over.iter().map(|value| (value - greatest).exp()).sum::<f32>() / over.len().max(1) as f32;
        any.temperature * (greatest + mean.ln())
    }
}

impl std::fmt::Debug for LearnedHead {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LearnedHead({}, {})", self.manifest.name, self.manifest.weights)
    }
}

/// The heads that come with this crate.
///
/// # Errors
/// When the files in `planner/heads` do not belong together.
pub fn shipped() -> Result<Vec<LearnedHead>, HeadError> {
    let files: [(&[u8], &[u8]); 2] = [
        (include_bytes!("../../heads/injection.json"), include_bytes!("../../heads/injection.safetensors")),
        (include_bytes!("../../heads/moderation.json"), include_bytes!("../../heads/moderation.safetensors")),
    ];
    files.into_iter().map(|(manifest, weights)| LearnedHead::load(manifest, weights)).collect()
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn logistic(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}
