//! Text features for guardrails: the planner's encoder and learned heads, called from a blocking thread.

use std::sync::Arc;

use groundstate_guardrails::features::{FeatureError, Head, HeadLabel, TextFeatures, Thresholds};
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::heads::{self, LearnedHead, Manifest};
use groundstate_planner::perception::{Encoding, Passage, TokenStates};
use moka::sync::Cache;
use tokio::runtime::Handle;

use crate::perception::Perception;

/// Bytes of token states that are remembered: a text that several objectives look at is encoded once.
const STATES: u64 = 64 << 20;

/// What was computed for texts already, and the heads that can be asked.
#[derive(Clone)]
pub(super) struct Memory {
    pooled: Cache<String, Arc<Vec<f32>>>,
    states: Cache<String, Arc<TokenStates>>,
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
        let weight = |text: &String, states: &Arc<TokenStates>| {
            u32::try_from(text.len() + states.codes().len() + 8 * states.len()).unwrap_or(u32::MAX)
        };
        Self {
            pooled: Cache::new(10_000),
            states: Cache::builder().max_capacity(STATES).weigher(weight).build(),
            heads: Arc::new(ready.collect()),
        }
    }

    /// Lets evaluations use an embedding that was computed already.
    pub(super) fn remember(&self, text: &str, pooled: &[f32]) {
        self.pooled.insert(text.to_owned(), Arc::new(pooled.to_vec()));
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

/// The encoder's pooled embeddings and the heads' probabilities, remembered by text.
pub struct EncoderFeatures {
    perception: Arc<Perception>,
    memory: Memory,
    runtime: Option<Handle>,
}

impl EncoderFeatures {
    pub(super) fn new(perception: Arc<Perception>, memory: Memory) -> Self {
        Self { perception, memory, runtime: Handle::try_current().ok() }
    }

    /// Encodes texts and remembers what the encoder said of them.
    fn encode(&self, texts: &[&str]) -> Result<Vec<Encoding>, FeatureError> {
        let runtime = self.runtime.as_ref().ok_or_else(|| FeatureError::Unavailable("no runtime".into()))?;
        let passages: Vec<Passage> = texts.iter().map(|text| Passage::whole(*text)).collect();
        let encoded = runtime
            .block_on(self.perception.encode(&passages, Lane::Interactive))
            .map_err(|problem| FeatureError::Failed(problem.cause.unwrap_or(problem.detail)))?;
        let encodings: Vec<Encoding> = encoded.into_iter().flatten().collect();
        if encodings.len() != texts.len() {
            return Err(FeatureError::Failed("the encoder returned too few embeddings".into()));
        }
        for (text, encoding) in texts.iter().zip(&encodings) {
            self.memory.remember(text, &encoding.pooled);
            self.memory.states.insert((*text).to_owned(), Arc::new(encoding.tokens.clone()));
        }
        Ok(encodings)
    }

    /// The token states of texts, in their order.
    fn states(&self, texts: &[&str]) -> Result<Vec<Arc<TokenStates>>, FeatureError> {
        let known: Vec<_> = texts.iter().map(|text| self.memory.states.get(*text)).collect();
        let missing: Vec<&str> =
            texts.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(text, _)| *text).collect();
        let fresh = if missing.is_empty() { Vec::new() } else { self.encode(&missing)? };
        let mut fresh = fresh.into_iter().map(|encoding| Arc::new(encoding.tokens));
        let absent = || FeatureError::Failed("token states are missing".into());
        known.into_iter().map(|known| known.or_else(|| fresh.next()).ok_or_else(absent)).collect()
    }
}

impl TextFeatures for EncoderFeatures {
    fn fingerprint(&self) -> &str {
        self.perception.fingerprint()
    }

    fn embed(&self, text: &str) -> Result<Vec<f32>, FeatureError> {
        let embeddings = self.embed_all(&[text])?;
        embeddings.into_iter().next().ok_or_else(|| FeatureError::Failed("the encoder returned nothing".into()))
    }

    fn embed_all(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let known: Vec<Option<Arc<Vec<f32>>>> = texts.iter().map(|text| self.memory.pooled.get(*text)).collect();
        let missing: Vec<&str> =
            texts.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(text, _)| *text).collect();
        let mut fresh = if missing.is_empty() { Vec::new() } else { self.encode(&missing)? }.into_iter();
        known
            .into_iter()
            .map(|known| match known {
                Some(known) => Ok(known.as_ref().clone()),
                None => fresh
                    .next()
                    .map(|encoding| encoding.pooled)
                    .ok_or_else(|| FeatureError::Failed("an embedding is missing".into())),
            })
            .collect()
    }

    fn head(&self, name: &str) -> Result<&Head, FeatureError> {
        self.memory.ready(name).map(|(_, head)| head)
    }

    fn classify(&self, head: &str, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
        let (learned, _) = self.memory.ready(head)?;
        let states = self.states(texts)?;
        let judged = texts.iter().zip(states).map(|(text, states)| learned.classify(text, &states));
        judged.collect::<Result<_, _>>().map_err(|error| FeatureError::Failed(error.to_string()))
    }
}
