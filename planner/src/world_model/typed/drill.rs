//! A batch held still: the same step again and again, to measure the network by itself, and everything that it reads and
//! gives as named tensors, so that another framework can compute the same.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Result, Tensor};

use super::adam::Adam;
use super::batch::{Ask, Batch, Builder, Links};
use super::choose::distributions;
use super::loss::total;
use super::tape::{Mode, Tape};
use super::train::{StepReport, Trainer, moved, questions};
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
    /// A batch of so many transitions, drawn as the first step would draw them, laid out as suits the device.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn drill(&self, transitions: usize) -> Result<Drill> {
        self.drill_laid_out(transitions, !self.model.device.is_cpu())
    }

    /// The same with rows summed from padded lists, as accelerators do, or one after the other.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn drill_laid_out(&self, transitions: usize, padded: bool) -> Result<Drill> {
        let rows = self.sampler.draw(0, 0, transitions);
        let questions = questions(&self.corpus, &rows);
        let mut builder = Builder::new((&self.model.vocabulary, &self.model.index), self.model.features.as_ref());
        builder.padded = Some(padded);
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
        let rate = self.config.rate;
        let (gradient, losses) = moved(network, &drill.batch, &mut drill.optimiser, (0, rate), self.config)?;
        self.model.device.synchronize()?;
        Ok(StepReport { step: self.step, rate, losses, gradient })
    }

    /// Weights, batch, loss and gradients of the first member, as safetensors.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn portrait(&self, drill: &Drill) -> std::result::Result<Vec<u8>, TypedError> {
        let network = self.model.members.first().ok_or(TypedError::Nothing)?;
        let tape = Tape::new(Mode::Gradients);
        let total = total(&tape, network, &drill.batch, self.config.loss)?;
        let gradients = tape.gradients(&total.loss)?;
        let mut tensors: BTreeMap<String, Tensor> = of_batch(&drill.batch, &self.model.device)?;
        for (name, variable) in &network.weights.variables {
            tensors.insert(format!("weight.{name}"), variable.as_tensor().clone());
            if let Some(gradient) = gradients.get(variable.as_tensor()) {
                tensors.insert(format!("gradient.{name}"), gradient.contiguous()?);
            }
        }
        tensors.insert("families.open".to_owned(), network.open().clone());
        tensors.insert("losses".to_owned(), total.terms);
        tensors.insert("loss".to_owned(), total.loss.value.reshape(1)?);
        Ok(safetensors::serialize(&tensors, None).map_err(candle_core::Error::wrap)?)
    }

    /// How far losses and gradients of a held batch lie from those that the tensor library finds by itself, relative to their norm,
    /// at worst over all weights.
    ///
    /// # Errors
    /// When the tensor library fails, or finds a gradient for other weights.
    pub fn gradient_error(&self, drill: &Drill) -> std::result::Result<f64, TypedError> {
        let network = self.model.members.first().ok_or(TypedError::Nothing)?;
        let tape = Tape::new(Mode::Gradients);
        let own = total(&tape, network, &drill.batch, self.config.loss)?;
        let gradients = tape.gradients(&own.loss)?;
        let library = total(&Tape::new(Mode::Library), network, &drill.batch, self.config.loss)?;
        let wanted = library.loss.value.backward()?;
        let mut worst = apart(&own.terms, &library.terms)?;
        for (name, variable) in &network.weights.variables {
            match (gradients.get(variable.as_tensor()), wanted.get(variable.as_tensor())) {
                (Some(found), Some(wanted)) => worst = worst.max(apart(found, wanted)?),
                (None, None) => {}
                _ => return Err(candle_core::Error::msg(format!("`{name}` has one gradient of two")).into()),
            }
        }
        Ok(worst)
    }
}

/// ‖found − wanted‖ / ‖wanted‖.
fn apart(found: &Tensor, wanted: &Tensor) -> Result<f64> {
    let norm = |tensor: &Tensor| -> Result<f64> {
        Ok(tensor.to_dtype(DType::F64)?.sqr()?.sum_all()?.to_scalar::<f64>()?.sqrt())
    };
    Ok(norm(&(found - wanted)?)? / norm(wanted)?.max(f64::MIN_POSITIVE))
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

fn of_batch(batch: &Batch, device: &Device) -> Result<BTreeMap<String, Tensor>> {
    let own = [
        ("value_features", &batch.value_features),
        ("atom_numbers", &batch.atom_numbers),
        ("mask", &batch.mask),
        ("relations", &batch.relations.to_dtype(DType::F32)?),
    ];
    let mut tensors = BTreeMap::from(own.map(|(name, tensor)| (format!("batch.{name}"), tensor.clone())));
    let linked = [
        (["value_codes", ""], &batch.value_codes),
        (["atom_keys", ""], &batch.atom_keys),
        (["atom_values", ""], &batch.atom_values),
        (["token_atoms", "token_places"], &batch.tokens),
    ];
    for (names, links) in linked {
        tensors.extend(lists(names, links, device)?.into_iter().map(|(name, list)| (format!("batch.{name}"), list)));
    }
    for ask in &batch.asks {
        let named = |(name, tensor)| (format!("ask.{}.{name}", ask.phase.index()), tensor);
        tensors.extend(of_ask(ask, device)?.into_iter().map(named));
    }
    Ok(tensors)
}

/// The rows that links read, and where they are added.
fn lists(names: [&'static str; 2], links: &Links, device: &Device) -> Result<Vec<(&'static str, Tensor)>> {
    let (from, to) = links.pairs();
    let list = |rows: &[u32]| Tensor::from_slice(rows, rows.len(), device);
    let mut found = vec![(names[0], list(from)?)];
    if let Some(to) = to {
        found.push((names[1], list(to)?));
    }
    Ok(found)
}

/// Tensors of a phase; what has no elements is left out.
fn of_ask(ask: &Ask, device: &Device) -> Result<Vec<(&'static str, Tensor)>> {
    let mut found = vec![("pointer_picks", ask.pointers.picks.clone()), ("open", ask.open.clone())];
    let mut linked = vec![
        (["scenes", ""], &ask.scenes),
        (["verbs", ""], &ask.verbs),
        (["marks", "mark_places"], &ask.marks),
        (["argument_atoms", "argument_places"], &ask.arguments),
        (["slot_tokens", ""], &ask.slot_tokens),
        (["slot_atoms", ""], &ask.slot_atoms),
        (["slot_families", ""], &ask.slot_families),
        (["source_tokens", ""], &ask.source_tokens),
        (["source_atoms", ""], &ask.source_atoms),
        (["pointer_slots", ""], &ask.pointers.slots),
        (["pointer_sources", ""], &ask.pointers.sources),
        (["pointer_rows", ""], &ask.pointers.rows),
    ];
    if let Some((right, weights)) = &ask.right {
        found.extend([("right", right.clone()), ("weights", weights.clone())]);
    }
    if let Some(latents) = &ask.latents {
        linked.extend([
            (["next_scenes", ""], &latents.scenes),
            (["own", ""], &latents.own),
            (["next", ""], &latents.next),
        ]);
        found.push(("moved", latents.moved.clone()));
    }
    for (names, links) in linked {
        found.extend(lists(names, links, device)?);
    }
    found.retain(|(_, tensor)| tensor.elem_count() > 0);
    Ok(found)
}
