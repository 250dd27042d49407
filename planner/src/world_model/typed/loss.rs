//! What the network is trained on.

use candle_core::{D, Result, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::{Ask, Batch};
use super::network::Network;
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

/// Tokens that the statistics of the latents are taken of.
const SPREAD_TOKENS: usize = 512;

/// `−ln Σ_{o: outcome(o) = observed} p(o)`, summed over slots and divided by the questions: the marginal likelihood of all
/// operations that explain what happened.
pub(super) fn heads(logits: &Tensor, (right, weights): &(Tensor, Tensor), questions: usize) -> Result<Tensor> {
    let all = logits.log_sum_exp(D::Minus1)?;
    let explaining = (logits + right)?.log_sum_exp(D::Minus1)?;
    ((all - explaining)? * weights)?.sum_all()? / questions.max(1) as f64
}

/// The loss of a batch with answers, and its terms.
pub(super) fn total(network: &Network, batch: &Batch, config: LossConfig) -> Result<(Tensor, Losses)> {
    let atoms = network.atoms(batch)?;
    let encoded = network.encode(batch, &atoms)?;
    let width = encoded.dim(D::Minus1)?;
    let flat = encoded.reshape((batch.scenes * batch.width, width))?;
    let zero = || Tensor::zeros((), encoded.dtype(), encoded.device());
    let (mut head, mut latent, mut inverse) = (zero()?, zero()?, zero()?);
    let mut act: Option<Tensor> = None;
    let questions: usize = batch.asks.iter().map(|ask| ask.questions).max().unwrap_or(1);
    for ask in &batch.asks {
        let predicted = network.predict(batch, ask, &atoms, &encoded)?;
        if let (Some(scores), Some(right)) = (network.score(ask, &atoms, &predicted)?, &ask.right) {
            head = (head + heads(&scores.logits, right, questions)?)?;
        }
        if let (Some(latents), true) = (&ask.latents, ask.phase != Phase::Progress) {
            latent = (latent + distance(&predicted, latents, &flat)?)?;
            if let (Phase::Environment, Some(before)) = (ask.phase, &act) {
                let second = second_step(network, batch, (ask, before), &atoms, &encoded)?;
                latent = (latent + distance(&second, latents, &flat)?)?;
            }
        }
        if ask.phase == Phase::Act {
            inverse = (inverse + verbs(network, batch, ask, &encoded)?)?;
            act = Some(predicted);
        }
    }
    let spread = spread(&flat, batch)?;
    let loss =
        ((head.clone() + (&latent * config.latent)?)? + ((&spread * config.spread)? + (&inverse * config.inverse)?)?)?;
    let value = |tensor: &Tensor| tensor.to_scalar::<f32>().map(f64::from);
    let losses =
        Losses { heads: value(&head)?, latent: value(&latent)?, spread: value(&spread)?, inverse: value(&inverse)? };
    Ok((loss, losses))
}

fn distance(predicted: &Tensor, latents: &super::batch::Latents, flat: &Tensor) -> Result<Tensor> {
    let width = flat.dim(D::Minus1)?;
    let own = predicted.reshape((predicted.elem_count() / width, width))?.index_select(&latents.own, 0)?;
    let next = flat.index_select(&latents.next, 0)?;
    (own - next)?.sqr()?.mean_all()
}

/// `F_env(F_act(z, a))`: the second of two steps, with the gradient through itself only. The scenes' own relations stand in
/// where an object lies elsewhere in the list after the action: tokens are taken from the encoding then.
fn second_step(
    network: &Network,
    batch: &Batch,
    (ask, before): (&Ask, &Tensor),
    atoms: &Tensor,
    encoded: &Tensor,
) -> Result<Tensor> {
    let Some(act) = batch.asks.iter().find(|ask| ask.phase == Phase::Act) else { return Ok(encoded.clone()) };
    let Some(latents) = &act.latents else { return Ok(encoded.clone()) };
    let width = encoded.dim(D::Minus1)?;
    let rows = batch.scenes * batch.width;
    // The predicted tokens, written over those of the scene after the action.
    let predicted = before.detach().reshape((before.elem_count() / width, width))?.index_select(&latents.own, 0)?;
    let known = encoded.detach().reshape((rows, width))?;
    let places = latents.next.to_vec1::<u32>()?;
    let mut source: Vec<u32> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
    for (number, place) in places.iter().enumerate() {
        if let Some(slot) = source.get_mut(*place as usize) {
            *slot = u32::try_from(rows + number).unwrap_or(u32::MAX);
        }
    }
    let source = Tensor::from_vec(source, rows, encoded.device())?;
    let mixed = Tensor::cat(&[&known, &predicted], 0)?.index_select(&source, 0)?;
    let mixed = mixed.reshape((batch.scenes, batch.width, width))?.index_select(&ask.scenes, 0)?;
    network.advance(batch, ask, atoms, mixed)
}

fn verbs(network: &Network, batch: &Batch, ask: &Ask, encoded: &Tensor) -> Result<Tensor> {
    let Some(latents) = &ask.latents else { return Tensor::zeros((), encoded.dtype(), encoded.device()) };
    let logits = network.inverse(batch, encoded, &ask.scenes, &latents.scenes)?;
    let logs = candle_nn::ops::log_softmax(&logits, D::Minus1)?;
    let chosen = logs.gather(&ask.verbs.unsqueeze(1)?, 1)?.squeeze(1)?;
    let moved = latents.moved.sum_all()?.to_scalar::<f32>()?.max(1.0);
    (chosen * &latents.moved)?.sum_all()? * f64::from(-1.0 / moved)
}

/// Hinge on the standard deviation of each dimension below 1, and squared covariances between dimensions.
fn spread(flat: &Tensor, batch: &Batch) -> Result<Tensor> {
    let mask = batch.mask.flatten_all()?.to_vec1::<f32>()?;
    let real: Vec<u32> = mask
        .iter()
        .enumerate()
        .filter(|(_, flag)| **flag > 0.0)
        .filter_map(|(place, _)| u32::try_from(place).ok())
        .collect();
    let stride = real.len().div_ceil(SPREAD_TOKENS).max(1);
    let chosen: Vec<u32> = real.into_iter().step_by(stride).collect();
    let count = chosen.len();
    let tokens = flat.index_select(&Tensor::from_vec(chosen, count, flat.device())?, 0)?;
    let width = tokens.dim(1)?;
    let centred = tokens.broadcast_sub(&tokens.mean_keepdim(0)?)?;
    let covariance = (centred.t()?.matmul(&centred)? / count.saturating_sub(1).max(1) as f64)?;
    let eye = Tensor::eye(width, tokens.dtype(), tokens.device())?;
    let variance = (&covariance * &eye)?.sum(1)?;
    let hinge = (1.0 - (variance + 1e-4)?.sqrt()?)?.relu()?.mean_all()?;
    let off = ((&covariance * (1.0 - eye)?)?.sqr()?.sum_all()? / width as f64)?;
    // Covariances grow with the square of the variance; their share is kept small, as VICReg does.
    hinge + (off * 0.04)?
}
