//! Terms of the loss, each with its gradient as one entry.

use candle_core::{D, Result, Tensor};

use super::{Node, Tape};

/// Added to variances, so that their root has a slope at zero.
const SMALL: f64 = 1e-4;
/// Share of the covariances beside the variances: they grow with the square of the variance, and VICReg keeps them small too.
const COVARIANCES: f64 = 0.04;

impl Tape {
    /// `Σ weight · (ln Σ e^logit − ln Σ e^(logit + right)) / questions`, the sums over columns: minus the logarithm of the share of the
    /// columns where `right` is 0.
    pub(in crate::world_model::typed) fn missed(
        &self,
        logits: &Node,
        (right, weights): &(Tensor, Tensor),
        questions: usize,
    ) -> Result<Node> {
        let share = 1.0 / questions.max(1) as f64;
        let explained = (&logits.value + right)?;
        let (all, explaining) = (log_sum(&logits.value)?, log_sum(&explained)?);
        let value = ((&all - &explaining)?.squeeze(1)? * weights)?.sum_all()?;
        let (place, weights, given) = (logits.place, weights.unsqueeze(1)?, logits.value.clone());
        Ok(self.note((value * share)?, &[logits], move |gradient, sink| {
            sink.give(place, || {
                let wanted = explained.broadcast_sub(&explaining)?.exp()?;
                let apart = (given.broadcast_sub(&all)?.exp()? - wanted)?;
                apart.broadcast_mul(&weights.broadcast_mul(&(gradient * share)?)?)
            })
        }))
    }

    /// Mean square of the difference.
    pub(in crate::world_model::typed) fn apart(&self, left: &Node, right: &Node) -> Result<Node> {
        let difference = (&left.value - &right.value)?;
        let places = [left.place, right.place];
        let share = 2.0 / difference.elem_count().max(1) as f64;
        Ok(self.note(difference.sqr()?.mean_all()?, &[left, right], move |gradient, sink| {
            let slope = difference.broadcast_mul(&(gradient * share)?)?;
            sink.give(places[1], || slope.neg())?;
            sink.give(places[0], || Ok(slope))
        }))
    }

    /// `−Σ weight · ln share(chosen)`: cross-entropy of one column a row, weighted.
    pub(in crate::world_model::typed) fn unnamed(
        &self,
        logits: &Node,
        (chosen, weights): (&Tensor, &Tensor),
    ) -> Result<Node> {
        let logs = logits.value.broadcast_sub(&log_sum(&logits.value)?)?;
        let (chosen, weights) = (chosen.unsqueeze(1)?, weights.unsqueeze(1)?);
        let value = (logs.gather(&chosen, 1)? * &weights)?.sum_all()?.neg()?;
        let place = logits.place;
        Ok(self.note(value, &[logits], move |gradient, sink| {
            sink.give(place, || {
                let weights = weights.broadcast_mul(gradient)?;
                let shares = logs.exp()?.broadcast_mul(&weights)?;
                shares.scatter_add(&chosen, &weights.neg()?, 1)
            })
        }))
    }

    /// Hinge on the standard deviation of each column below 1, and squared covariances between columns.
    pub(in crate::world_model::typed) fn spread(&self, rows: &Node) -> Result<Node> {
        let (count, width) = rows.value.dims2()?;
        let (freedom, width) = (count.saturating_sub(1).max(1) as f64, width as f64);
        let centred = rows.value.broadcast_sub(&rows.value.mean_keepdim(0)?)?;
        let covariance = (centred.t()?.matmul(&centred)? / freedom)?;
        let own = Tensor::eye(width as usize, centred.dtype(), centred.device())?;
        let between = (&covariance * (1.0 - &own)?)?;
        let deviation = ((&covariance * &own)?.sum(1)? + SMALL)?.sqrt()?;
        let short = (1.0 - &deviation)?.relu()?;
        let value = (short.mean_all()? + (between.sqr()?.sum_all()? * (COVARIANCES / width))?)?;
        let place = rows.place;
        Ok(self.note(value, &[rows], move |gradient, sink| {
            sink.give(place, || {
                let pull = (short.sign()?.div(&deviation)? * (-0.5 / width))?;
                let slope = (own.broadcast_mul(&pull)? + (between * (2.0 * COVARIANCES / width))?)?;
                let slope = centred.matmul(&slope.broadcast_mul(&(gradient * (2.0 / freedom))?)?)?;
                slope.broadcast_sub(&slope.mean_keepdim(0)?)
            })
        }))
    }

    /// Numbers, weighted and added.
    pub(in crate::world_model::typed) fn weighted(&self, terms: &[(f64, &Node)]) -> Result<Node> {
        let mut value: Option<Tensor> = None;
        for (weight, term) in terms {
            let own = (&term.value * *weight)?;
            value = Some(match value {
                Some(sum) => (sum + own)?,
                None => own,
            });
        }
        let value = value.ok_or_else(|| candle_core::Error::msg("a sum of nothing"))?;
        let inputs: Vec<&Node> = terms.iter().map(|(_, term)| *term).collect();
        let places: Vec<(f64, Option<usize>)> = terms.iter().map(|(weight, term)| (*weight, term.place)).collect();
        Ok(self.note(value, &inputs, move |gradient, sink| {
            places.into_iter().try_for_each(|(weight, place)| sink.give(place, || gradient * weight))
        }))
    }
}

/// `ln Σ e^x` over the last of two dimensions, which is kept.
fn log_sum(input: &Tensor) -> Result<Tensor> {
    let most = input.max_keepdim(D::Minus1)?.detach();
    input.broadcast_sub(&most)?.exp()?.sum_keepdim(D::Minus1)?.log()? + most
}
