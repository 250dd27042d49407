//! Going on from a model with other transitions: its weights are where the training begins.
//!
//! Weights mean what the vocabulary says that they mean, so the model's own vocabulary is kept. That can be done as long
//! as the new transitions hold nothing that it has no word for; how often each thing was seen may have changed.

use std::sync::Arc;

use candle_core::Device;

use super::checkpoint::{Checkpoint, read};
use super::corpus::Corpus;
use super::rules::Rules;
use super::sampler::split;
use super::text::TextFeatures;
use super::train::Trainer;
use super::vocabulary::{Vocabulary, learn};
use super::{TypedError, TypedWorldModel};

impl Trainer {
    /// A training that begins with the weights of a model, or goes on with one that was begun so. What the tables say is
    /// learned anew from the corpus.
    ///
    /// # Errors
    /// When the bytes are not those of a model or of a training, or the corpus holds what its vocabulary does not: a
    /// state, an action or a change of another kind.
    pub fn warm(
        corpus: Arc<Corpus>,
        checkpoint: &Checkpoint,
        features: Arc<dyn TextFeatures>,
        device: &Device,
    ) -> Result<Self, TypedError> {
        let manifest = read(checkpoint, features.as_ref())?;
        let config = manifest.config;
        let (seen, _) = split(&corpus, config.held_out);
        if !covers(&manifest.vocabulary, &learn(&corpus, &seen)) {
            return Err(TypedError::Checkpoint("the transitions hold what the model has no word for".to_owned()));
        }
        let mut model = TypedWorldModel::drawn(manifest.vocabulary, config, features, device)?;
        if config.trees > 0 {
            let tables = (&model.vocabulary, &model.index);
            model.rules = Some(Arc::new(Rules::learn(tables, &corpus, &seen, (config.trees, config.seed))));
        }
        let mut trainer = Self::with(corpus, config, model)?;
        trainer.take_up(checkpoint, manifest.step, device)?;
        Ok(trainer)
    }
}

/// Whether a vocabulary has a word for everything that another has one for.
fn covers(known: &Vocabulary, new: &Vocabulary) -> bool {
    fn within<T: PartialEq>(new: &[T], known: &[T]) -> bool {
        new.iter().all(|item| known.contains(item))
    }
    within(&new.texts, &known.texts)
        && within(&new.paths, &known.paths)
        && within(&new.verbs, &known.verbs)
        && within(&new.roles, &known.roles)
        && within(&new.edges, &known.edges)
        && within(&new.templates, &known.templates)
        && new.families.iter().all(|family| {
            let same = known.families.iter().find(|other| {
                (other.phase, &other.object_type, &other.path) == (family.phase, &family.object_type, &family.path)
            });
            same.is_some_and(|same| {
                within(&family.entries, &same.entries)
                    && within(&family.operations, &same.operations)
                    && (same.refers || !family.refers)
            })
        })
}
