//! Models and trainings as bytes: a manifest in JSON, tensors in safetensors.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use candle_core::{Device, Tensor};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::corpus::Corpus;
use super::rules::Rules;
use super::text::TextFeatures;
use super::train::{Trainer, TypedConfig};
use super::vocabulary::Vocabulary;
use super::{TypedError, TypedWorldModel};

/// Version of the format.
const FORMAT: u32 = 3;

/// What a checkpoint is: everything but the numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    format: u32,
    /// Name of the text features that the weights were trained with, and their length.
    features: (String, usize),
    pub(super) config: TypedConfig,
    pub(super) step: u64,
    pub(super) vocabulary: Vocabulary,
    rules: Option<Rules>,
    rules_share: f64,
    /// SHA-256 of the tensors' file.
    digest: String,
}

/// A model, or a training that can be taken up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The manifest: configuration, step, vocabulary and tables, digest of the tensors.
    pub manifest: String,
    /// The tensors.
    pub tensors: Vec<u8>,
}

impl TypedWorldModel {
    /// The model as bytes; equal models are equal bytes.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn save(&self) -> Result<Checkpoint, TypedError> {
        self.pack(self.tensors(), 0)
    }

    /// Reads what [`TypedWorldModel::save`] or [`Trainer::checkpoint`] wrote.
    ///
    /// # Errors
    /// When the bytes are not those of a checkpoint, or were written with other text features.
    pub fn load(checkpoint: &Checkpoint, features: Arc<dyn TextFeatures>, device: &Device) -> Result<Self, TypedError> {
        let manifest = read(checkpoint, features.as_ref())?;
        let mut model = Self::drawn(manifest.vocabulary, manifest.config, features, device)?;
        model.rules = manifest.rules.map(Rules::ready).map(Arc::new);
        model.rules_share = manifest.rules_share;
        model.fill(&candle_core::safetensors::load_buffer(&checkpoint.tensors, device)?)?;
        Ok(model)
    }

    fn tensors(&self) -> BTreeMap<String, Tensor> {
        let mut tensors = BTreeMap::new();
        for (number, member) in self.members.iter().enumerate() {
            for (name, variable) in &member.weights.variables {
                tensors.insert(format!("weights.{number}.{name}"), variable.as_tensor().clone());
            }
        }
        tensors
    }

    fn fill(&self, tensors: &HashMap<String, Tensor>) -> Result<(), TypedError> {
        for (number, member) in self.members.iter().enumerate() {
            for (name, variable) in &member.weights.variables {
                let key = format!("weights.{number}.{name}");
                let tensor = tensors.get(&key).ok_or_else(|| TypedError::Checkpoint(format!("`{key}` is missing")))?;
                if tensor.dims() != variable.dims() {
                    return Err(TypedError::Checkpoint(format!("`{key}` has another shape")));
                }
                variable.set(tensor)?;
            }
        }
        Ok(())
    }

    fn pack(&self, tensors: BTreeMap<String, Tensor>, step: u64) -> Result<Checkpoint, TypedError> {
        let tensors = safetensors::serialize(&tensors, None).map_err(candle_core::Error::wrap)?;
        let manifest = Manifest {
            format: FORMAT,
            features: (self.features.name(), self.features.dimension()),
            config: self.config,
            step,
            vocabulary: self.vocabulary.clone(),
            rules: self.rules.as_deref().cloned(),
            rules_share: self.rules_share,
            digest: hex::encode(Sha256::digest(&tensors)),
        };
        let manifest = serde_json::to_string(&manifest).map_err(|error| TypedError::Checkpoint(error.to_string()))?;
        Ok(Checkpoint { manifest, tensors })
    }
}

impl Trainer {
    /// The training as bytes, from which [`Trainer::resume`] goes on as if it had not stopped.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn checkpoint(&self) -> Result<Checkpoint, TypedError> {
        let mut tensors = self.model.tensors();
        for (number, optimiser) in self.optimisers.iter().enumerate() {
            let Some(member) = self.model.members.get(number) else { continue };
            for (name, [first, second]) in optimiser.moments(&member.weights.variables)? {
                tensors.insert(format!("first.{number}.{name}"), first);
                tensors.insert(format!("second.{number}.{name}"), second);
            }
        }
        self.model.pack(tensors, self.step)
    }

    /// Takes a training up again, on the corpus that it was begun with.
    ///
    /// # Errors
    /// When the bytes are not those of a training, or the corpus gives another vocabulary.
    pub fn resume(
        corpus: Arc<Corpus>,
        checkpoint: &Checkpoint,
        features: Arc<dyn TextFeatures>,
        device: &Device,
    ) -> Result<Self, TypedError> {
        let manifest = read(checkpoint, features.as_ref())?;
        let mut trainer = Self::new(corpus, manifest.config, features, device)?;
        if trainer.model.vocabulary != manifest.vocabulary {
            return Err(TypedError::Checkpoint(
                "the transitions are not those that the training began with".to_owned(),
            ));
        }
        trainer.take_up(checkpoint, manifest.step, device)?;
        Ok(trainer)
    }

    /// Takes over weights, moments where there are any, and the number of steps.
    pub(super) fn take_up(&mut self, checkpoint: &Checkpoint, step: u64, device: &Device) -> Result<(), TypedError> {
        let tensors = candle_core::safetensors::load_buffer(&checkpoint.tensors, device)?;
        self.model.fill(&tensors)?;
        for (number, optimiser) in self.optimisers.iter_mut().enumerate() {
            let names = self.model.members.get(number).map(|member| member.weights.variables.keys());
            for name in names.into_iter().flatten() {
                let moment = |which: &str| tensors.get(&format!("{which}.{number}.{name}")).cloned();
                if let (Some(first), Some(second)) = (moment("first"), moment("second")) {
                    optimiser.take_up(name, [first, second]);
                }
            }
        }
        self.step = step;
        Ok(())
    }
}

pub(super) fn read(checkpoint: &Checkpoint, features: &dyn TextFeatures) -> Result<Manifest, TypedError> {
    let wrong = |reason: String| TypedError::Checkpoint(reason);
    let manifest: Manifest = serde_json::from_str(&checkpoint.manifest).map_err(|error| wrong(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(wrong(format!("format {} is not {FORMAT}", manifest.format)));
    }
    if manifest.features != (features.name(), features.dimension()) {
        return Err(wrong(format!("trained with the text features `{}`", manifest.features.0)));
    }
    if manifest.digest != hex::encode(Sha256::digest(&checkpoint.tensors)) {
        return Err(wrong("the tensors are not those that the manifest speaks of".to_owned()));
    }
    Ok(manifest)
}
