//! A batch held still: the same step again and again, to measure the network by itself, and everything that it reads and
//! gives as named tensors, so that another framework can compute the same.

use std::collections::BTreeMap;

use candle_core::{Result, Tensor};

use super::adam::Adam;
use super::batch::{Ask, Batch, Builder, Sums};
use super::choose::distributions;
use super::loss::total;
use super::train::{StepReport, Trainer, questions};
use super::{TypedError, TypedWorldModel};

/// A batch of transitions on the device, with what came of them.
#[derive(Debug)]
pub struct Drill {
    batch: Batch,
    optimiser: Adam,
}

impl Drill {
    /// Scenes in the batch, and tokens that each is padded to.
    pub fn shape(&self) -> (usize, usize) {
        (self.batch.scenes, self.batch.width)
    }

    /// Questions in the batch: up to three for each transition.
    pub fn questions(&self) -> usize {
        self.batch.asks.iter().map(|ask| ask.questions).sum()
    }
}

impl Trainer {
    /// A batch of so many transitions, drawn as the first step would draw them.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn drill(&self, transitions: usize) -> Result<Drill> {
        let rows = self.sampler.draw(0, 0, transitions);
        let questions = questions(&self.corpus, &rows);
        let mut builder = Builder::new((&self.model.vocabulary, &self.model.index), self.model.features.as_ref());
        let batch = builder.batch(&questions, &self.model.device)?;
        Ok(Drill { batch, optimiser: Adam::default() })
    }

    /// One step of the first member on a held batch, at the greatest rate: what a step of training is without drawing rows and
    /// making tensors of them.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn repeat(&self, drill: &mut Drill) -> Result<StepReport> {
        let network = self.model.members.first().ok_or_else(|| candle_core::Error::msg("a model without members"))?;
        let (loss, losses) = total(network, &drill.batch, self.config.loss)?;
        let gradients = loss.backward()?;
        let (rate, limits) = (self.config.rate, (self.config.decay, self.config.clip));
        let gradient = drill.optimiser.step(&network.weights.variables, &gradients, (0, rate), limits)?;
        self.model.device.synchronize()?;
        Ok(StepReport { step: self.step, rate, losses, gradient })
    }

    /// Weights, batch, loss and gradients of the first member, as safetensors.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn portrait(&self, drill: &Drill) -> std::result::Result<Vec<u8>, TypedError> {
        let network = self.model.members.first().ok_or(TypedError::Nothing)?;
        let (loss, losses) = total(network, &drill.batch, self.config.loss)?;
        let gradients = loss.backward()?;
        let mut tensors: BTreeMap<String, Tensor> = of_batch(&drill.batch);
        for (name, variable) in &network.weights.variables {
            tensors.insert(format!("weight.{name}"), variable.as_tensor().clone());
            if let Some(gradient) = gradients.get(variable.as_tensor()) {
                tensors.insert(format!("gradient.{name}"), gradient.clone());
            }
        }
        tensors.insert("families.open".to_owned(), network.open().clone());
        let terms = [losses.heads, losses.latent, losses.spread, losses.inverse].map(|term| term as f32);
        tensors.insert("losses".to_owned(), Tensor::new(&terms, loss.device())?);
        tensors.insert("loss".to_owned(), loss.reshape(1)?);
        Ok(safetensors::serialize(&tensors, None).map_err(candle_core::Error::wrap)?)
    }
}

impl TypedWorldModel {
    /// What the first member's network says of a held batch: the network's part of predicting it. Returns the probabilities given.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn answer(&self, drill: &Drill) -> Result<usize> {
        let network = self.members.first().ok_or_else(|| candle_core::Error::msg("a model without members"))?;
        Ok(distributions(network, &drill.batch)?.iter().flatten().flatten().map(Vec::len).sum())
    }
}

fn of_batch(batch: &Batch) -> BTreeMap<String, Tensor> {
    let mut tensors = BTreeMap::new();
    let own = [
        ("value_codes", &batch.value_codes),
        ("value_features", &batch.value_features),
        ("atom_keys", &batch.atom_keys),
        ("atom_values", &batch.atom_values),
        ("atom_numbers", &batch.atom_numbers),
        ("mask", &batch.mask),
        ("relations", &batch.relations),
    ];
    tensors.extend(own.map(|(name, tensor)| (format!("batch.{name}"), tensor.clone())));
    match &batch.tokens {
        Sums::Listed { atoms, places } => {
            tensors.insert("batch.token_atoms".to_owned(), atoms.clone());
            tensors.insert("batch.token_places".to_owned(), places.clone());
        }
        Sums::Counted(matrix) => {
            tensors.insert("batch.token_counts".to_owned(), matrix.clone());
        }
    }
    for ask in &batch.asks {
        for (name, tensor) in of_ask(ask) {
            tensors.insert(format!("ask.{}.{name}", ask.phase.index()), tensor);
        }
    }
    tensors
}

/// Tensors of a phase; what has no elements is left out.
fn of_ask(ask: &Ask) -> Vec<(&'static str, Tensor)> {
    let mut found = vec![
        ("scenes", ask.scenes.clone()),
        ("verbs", ask.verbs.clone()),
        ("marks", ask.marks.clone()),
        ("mark_places", ask.mark_places.clone()),
        ("argument_atoms", ask.argument_atoms.clone()),
        ("argument_places", ask.argument_places.clone()),
        ("slot_tokens", ask.slot_tokens.clone()),
        ("slot_atoms", ask.slot_atoms.clone()),
        ("slot_families", ask.slot_families.clone()),
        ("source_tokens", ask.source_tokens.clone()),
        ("source_atoms", ask.source_atoms.clone()),
        ("pointer_slots", ask.pointers.slots.clone()),
        ("pointer_sources", ask.pointers.sources.clone()),
        ("pointer_rows", ask.pointers.rows.clone()),
        ("pointer_picks", ask.pointers.picks.clone()),
        ("open", ask.open.clone()),
    ];
    if let Some((right, weights)) = &ask.right {
        found.extend([("right", right.clone()), ("weights", weights.clone())]);
    }
    if let Some(latents) = &ask.latents {
        found.push(("next_scenes", latents.scenes.clone()));
        found.extend([("own", latents.own.clone()), ("next", latents.next.clone()), ("moved", latents.moved.clone())]);
    }
    found.retain(|(_, tensor)| tensor.elem_count() > 0);
    found
}
