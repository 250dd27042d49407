//! Text features for guardrails: the planner's encoder and learned heads, called from a blocking thread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use groundstate_guardrails::features::{FeatureError, Head, HeadLabel, TextFeatures, Thresholds};
use groundstate_planner::perception::heads::{self, LearnedHead, Manifest};
use groundstate_planner::perception::{Encoder, Encoding, TokenStates};
use moka::sync::Cache;

use crate::perception::reading;

/// Bytes of encodings that are remembered: a text that several objectives look at is encoded once.
const READINGS: u64 = 64 << 20;

/// What was computed for texts already, and the heads that can be asked.
#[derive(Clone)]
pub(super) struct Memory {
    readings: Cache<String, Arc<Encoding>>,
    heads: Arc<Vec<Ready>>,
}

/// A head, as policies see it, or why it cannot be asked.
struct Ready {
    learned: LearnedHead,
    head: Result<Head, String>,
}

impl Memory {
    /// An empty memory, and the shipped heads as far as they fit the encoder. A head that does not fit is unavailable: objectives
    /// that ask it are unevaluable, and fail closed.
    pub(super) fn new(encoder: &str) -> Self {
        let shipped = heads::shipped().unwrap_or_else(|error| {
            tracing::error!(%error, "the shipped heads cannot be loaded");
            Vec::new()
        });
        let ready = shipped.into_iter().map(|learned| {
            let head = learned.fits(encoder).map(|()| described(learned.manifest())).map_err(|error| error.to_string());
            if let Err(reason) = &head {
                tracing::warn!(%reason, "a learned head is unavailable");
            }
            Ready { learned, head }
        });
        let weight = |text: &String, encoding: &Arc<Encoding>| {
            let Encoding { pooled, tokens } = encoding.as_ref();
            let bytes = text.len() + 4 * pooled.len() + tokens.codes().len() + 8 * tokens.len();
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self {
            readings: Cache::builder().max_capacity(READINGS).weigher(weight).build(),
            heads: Arc::new(ready.collect()),
        }
    }

    /// The shipped heads, each with whether it can be asked.
    pub(super) fn heads(&self) -> impl Iterator<Item = (&Manifest, bool)> {
        self.heads.iter().map(|ready| (ready.learned.manifest(), ready.head.is_ok()))
    }

    fn ready(&self, name: &str) -> Result<(&LearnedHead, &Head), FeatureError> {
        let ready = self.heads.iter().find(|ready| ready.learned.manifest().name == name);
        let ready = ready.ok_or_else(|| FeatureError::Unavailable(format!("there is no head `{name}`")))?;
        let head = ready.head.as_ref().map_err(|reason| FeatureError::Unavailable(reason.clone()))?;
        Ok((&ready.learned, head))
    }
}

fn described(manifest: &Manifest) -> Head {
    let label = |label: &heads::LabelEntry| {
        let heads::OperatingPoints { balanced, strict, sensitive } = label.thresholds;
        HeadLabel { name: label.name.clone(), thresholds: Thresholds { balanced, strict, sensitive } }
    };
    Head {
        name: manifest.name.clone(),
        digest: manifest.weights.clone(),
        labels: manifest.labels.iter().map(label).collect(),
    }
}

/// Embeddings and the heads' probabilities of texts as guardrails read them ([`reading`]), remembered by text. The encoder runs on the
/// thread that asks: evaluations have threads of their own.
pub struct EncoderFeatures {
    reader: Arc<Encoder>,
    memory: Memory,
}

impl EncoderFeatures {
    pub(super) fn new(reader: Arc<Encoder>, memory: Memory) -> Self {
        Self { reader, memory }
    }

    /// What the encoder says of texts, each by itself, in their order.
    fn readings(&self, texts: &[&str]) -> Result<Vec<Arc<Encoding>>, FeatureError> {
        let known: Vec<_> = texts.iter().map(|text| self.memory.readings.get(*text)).collect();
        let unknown = texts.iter().zip(&known).filter(|(_, known)| known.is_none());
        let missing: BTreeSet<&str> = unknown.map(|(text, _)| *text).collect();
        let missing: Vec<&str> = missing.into_iter().collect();
        let fresh = reading::encode(&self.reader, &missing).map_err(|error| FeatureError::Failed(error.to_string()))?;
        let fresh: BTreeMap<&str, Arc<Encoding>> = missing.into_iter().zip(fresh.into_iter().map(Arc::new)).collect();
        for (text, encoding) in &fresh {
            self.memory.readings.insert((*text).to_owned(), Arc::clone(encoding));
        }
        let absent = || FeatureError::Failed("the encoder returned too few encodings".into());
        let found = texts.iter().zip(known).map(|(text, known)| known.or_else(|| fresh.get(text).cloned()));
        found.map(|found| found.ok_or_else(absent)).collect()
    }
}

impl TextFeatures for EncoderFeatures {
    fn fingerprint(&self) -> &str {
        self.reader.fingerprint()
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        let embeddings = self.embed_all(&[text])?;
        embeddings.into_iter().next().ok_or_else(|| FeatureError::Failed("the encoder returned nothing".into()))
    }

    fn embed_all(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        Ok(self.readings(texts)?.iter().map(|encoding| encoding.pooled.clone()).collect())
    }

    fn head(&self, name: &str) -> Result<&Head, FeatureError> {
        self.memory.ready(name).map(|(_, head)| head)
    }

    fn classify(&self, head: &str, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let (learned, _) = self.memory.ready(head)?;
        let (parts, composed) = reading::compose(texts);
        let readings = self.readings(&parts)?;
        let states: Vec<&TokenStates> = readings.iter().map(|encoding| &encoding.tokens).collect();
        learned.classify_all(&states, &composed).map_err(|error| FeatureError::Failed(error.to_string()))
    }
}
