//! What the network is trained on.

use candle_core::{D, Result, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::{Batch, Latents};
use super::network::Network;
use super::tape::{Node, Tape};
use super::vocabulary::Phase;

/// Weights of the terms of the loss beside the heads', whose weight is 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LossConfig {
    /// Squared distance of the predicted latent from that of the next state.
    pub latent: f64,
    /// Variance and covariance of the latents (VICReg, arXiv:2105.04906).
    pub spread: f64,
    /// The action, read off two latents.
    pub inverse: f64,
}

impl Default for LossConfig {
    fn default() -> Self {
        Self { latent: 0.3, spread: 0.3, inverse: 0.2 }
    }
}

/// Terms of the loss of one batch, unweighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// Negative log-likelihood of what happened, summed over slots, a question.
    pub heads: f64,
    /// Squared distance of latents, a token and dimension.
    pub latent: f64,
    /// Variance and covariance terms.
    pub spread: f64,
    /// Cross-entropy of the verb.
    pub inverse: f64,
}

/// The loss of a batch and its terms.
pub(super) struct Total {
    pub(super) loss: Node,
    /// The terms unweighted, in the order of [`Losses`]: still on the device.
    pub(super) terms: Tensor,
}

impl Losses {
    /// Of the terms, read off the device.
    pub(super) fn of(terms: &[f32]) -> Self {
        let term = |place: usize| f64::from(terms.get(place).copied().unwrap_or(f32::NAN));
        Self { heads: term(0), latent: term(1), spread: term(2), inverse: term(3) }
    }
}

/// The loss of a batch with answers.
pub(super) fn total(tape: &Tape, network: &Network, batch: &Batch, config: LossConfig) -> Result<Total> {
    let atoms = network.atoms(tape, batch)?;
    let encoded = network.encode(tape, batch, &atoms)?;
    let width = encoded.value.dim(D::Minus1)?;
    let flat = tape.shaped(&encoded, (batch.scenes * batch.width, width))?;
    let (mut heads, mut latent, mut inverse) = (Vec::new(), Vec::new(), Vec::new());
    let mut act: Option<Node> = None;
    let questions: usize = batch.asks.iter().map(|ask| ask.questions).max().unwrap_or(1);
    for ask in &batch.asks {
        let around = network.surroundings(tape, batch, ask, &atoms)?;
        let predicted = network.advance(tape, ask, &around, &tape.linked(&encoded, &ask.scenes)?)?;
        if let (Some(scores), Some(right)) = (network.score(tape, ask, &atoms, &predicted)?, &ask.right) {
            heads.push(tape.missed(&scores.logits, right, questions)?);
        }
        if let (Some(latents), true) = (&ask.latents, ask.phase != Phase::Progress) {
            let next = tape.linked(&flat, &latents.next)?;
            latent.push(distance(tape, &predicted, latents, &next)?);
            if let (Some(source), Some(before)) = (&latents.second, &act) {
                let tokens = Node::constant(&second(source, before, &flat)?.reshape(predicted.value.shape())?);
                let again = network.advance(tape, ask, &around, &tokens)?;
                latent.push(distance(tape, &again, latents, &next)?);
            }
        }
        if let (Phase::Act, Some(latents)) = (ask.phase, &ask.latents) {
            let logits = network.inverse(tape, batch, &encoded, [&ask.scenes, &latents.scenes])?;
            inverse.push(tape.unnamed(&logits, (&latents.verbs, &latents.moved))?);
        }
        if ask.phase == Phase::Act {
            act = Some(predicted);
        }
    }
    let spread = match &batch.spread {
        Some(chosen) => vec![tape.spread(&tape.linked(&flat, chosen)?)?],
        None => Vec::new(),
    };
    let terms = [heads, latent, spread, inverse].map(|nodes| sum(tape, nodes, &flat));
    let [heads, latent, spread, inverse] = terms;
    let (heads, latent, spread, inverse) = (heads?, latent?, spread?, inverse?);
    let values = [&heads, &latent, &spread, &inverse].map(|term| term.value.detach());
    let weights = [(1.0, &heads), (config.latent, &latent), (config.spread, &spread), (config.inverse, &inverse)];
    Ok(Total { loss: tape.weighted(&weights)?, terms: Tensor::stack(&values, 0)? })
}

fn sum(tape: &Tape, nodes: Vec<Node>, like: &Node) -> Result<Node> {
    let mut nodes = nodes.into_iter();
    let Some(first) = nodes.next() else {
        return Ok(Node::constant(&Tensor::zeros((), like.value.dtype(), like.value.device())?));
    };
    nodes.try_fold(first, |sum, node| tape.sum(&sum, &node))
}

fn distance(tape: &Tape, predicted: &Node, latents: &Latents, next: &Node) -> Result<Node> {
    let width = predicted.value.dim(D::Minus1)?;
    let predicted = tape.shaped(predicted, (predicted.value.elem_count() / width, width))?;
    tape.apart(&tape.linked(&predicted, &latents.own)?, next)
}

/// What `F_env(F_act(z, a))` begins with, the second of two steps, with the gradient through the second only: tokens that were
/// predicted, written over those of the scene after the action. The scenes' own relations stand in where an object lies
/// elsewhere in the list after the action: tokens are taken from the encoding then.
fn second(source: &Tensor, before: &Node, flat: &Node) -> Result<Tensor> {
    let known = flat.value.detach();
    let predicted = before.value.detach().reshape(((), known.dim(1)?))?;
    Tensor::cat(&[&known, &predicted], 0)?.index_select(source, 0)
}
