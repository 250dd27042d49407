//! AdamW (arXiv:1711.05101) whose moments can be saved. All weights are moved at once, as one row of numbers.

use std::collections::BTreeMap;

use candle_core::{Result, Tensor, Var};

use super::tape::Gradients;

const FIRST: f64 = 0.9;
const SECOND: f64 = 0.98;
const SMALL: f64 = 1e-8;

/// First and second moments.
#[derive(Debug, Default)]
pub(super) struct Adam {
    /// Weights that had a gradient in the last step, with their moments end to end.
    last: Option<(Vec<String>, [Tensor; 2])>,
    /// Moments of the others.
    rest: BTreeMap<String, [Tensor; 2]>,
}

impl Adam {
    /// One step at the given rate, the gradient's norm clipped to `clip`; returns the norm before, and numbers of the caller that
    /// are read from the device along with it. Weights without a gradient stay as they are.
    pub(super) fn step(
        &mut self,
        variables: &BTreeMap<String, Var>,
        (gradients, told): (&Gradients, &Tensor),
        (step, rate): (u64, f64),
        (decay, clip): (f64, f64),
    ) -> Result<(f64, Vec<f32>)> {
        let moved: Vec<(&String, &Var, &Tensor)> = variables
            .iter()
            .filter_map(|(name, variable)| Some((name, variable, gradients.get(variable.as_tensor())?)))
            .collect();
        let gradient = end_to_end(moved.iter().map(|(.., gradient)| *gradient))?;
        let (norm, told) = norm(&gradient, told)?;
        if !norm.is_finite() {
            return Ok((norm, told));
        }
        let scale = if norm > clip { clip / norm } else { 1.0 };
        let power = i32::try_from(step.saturating_add(1)).unwrap_or(i32::MAX);
        let corrected = rate * (1.0 - SECOND.powi(power)).sqrt() / (1.0 - FIRST.powi(power));
        let gradient = if scale < 1.0 { (gradient * scale)? } else { gradient };
        let names: Vec<String> = moved.iter().map(|(name, ..)| (*name).clone()).collect();
        let [first, second] = self.moments_of(&names, &moved, variables)?;
        let first = ((first * FIRST)? + (&gradient * (1.0 - FIRST))?)?;
        let second = ((second * SECOND)? + (gradient.sqr()? * (1.0 - SECOND))?)?;
        let change = (first.div(&(second.sqrt()? + SMALL)?)? * corrected)?;
        let kept = (end_to_end(moved.iter().map(|(_, variable, _)| variable.as_tensor()))? * (1.0 - rate * decay))?;
        let weights = (kept - change)?;
        let mut at = 0;
        for (_, variable, _) in &moved {
            let count = variable.elem_count();
            variable.set(&weights.narrow(0, at, count)?.reshape(variable.shape())?)?;
            at += count;
        }
        self.last = Some((names, [first, second]));
        Ok((norm, told))
    }

    /// Moments end to end, zeros where there are none yet.
    fn moments_of(
        &mut self,
        names: &[String],
        moved: &[(&String, &Var, &Tensor)],
        variables: &BTreeMap<String, Var>,
    ) -> Result<[Tensor; 2]> {
        if let Some((known, moments)) = &self.last
            && known == names
        {
            return Ok(moments.clone());
        }
        self.rest = self.moments(variables)?;
        self.last = None;
        let mut parts: [Vec<Tensor>; 2] = [Vec::new(), Vec::new()];
        for (name, variable, _) in moved {
            let zeros = || variable.as_tensor().zeros_like();
            let own = match self.rest.remove(*name) {
                Some(own) => own,
                None => [zeros()?, zeros()?],
            };
            parts.iter_mut().zip(own).for_each(|(list, part)| list.push(part));
        }
        let [first, second] = &parts;
        Ok([end_to_end(first)?, end_to_end(second)?])
    }

    /// First and second moments by the names of the weights.
    pub(super) fn moments(&self, variables: &BTreeMap<String, Var>) -> Result<BTreeMap<String, [Tensor; 2]>> {
        let mut moments = self.rest.clone();
        let Some((names, [first, second])) = &self.last else { return Ok(moments) };
        let mut at = 0;
        for name in names {
            let Some(variable) = variables.get(name) else { continue };
            let count = variable.elem_count();
            // Copies: a part of the whole would keep all of it, and would be written as all of it.
            let part = |all: &Tensor| all.narrow(0, at, count)?.copy()?.reshape(variable.shape());
            moments.insert(name.clone(), [part(first)?, part(second)?]);
            at += count;
        }
        Ok(moments)
    }

    /// Takes the moments of a weight over.
    pub(super) fn take_up(&mut self, name: &str, moments: [Tensor; 2]) {
        self.rest.insert(name.to_owned(), moments);
    }
}

fn end_to_end<'a>(tensors: impl IntoIterator<Item = &'a Tensor>) -> Result<Tensor> {
    let flat = tensors.into_iter().map(|tensor| tensor.detach().flatten_all()).collect::<Result<Vec<_>>>()?;
    Tensor::cat(&flat, 0)
}

/// The norm of a gradient, and other numbers: one wait for the device.
fn norm(gradient: &Tensor, told: &Tensor) -> Result<(f64, Vec<f32>)> {
    let square = gradient.sqr()?.sum_all()?.reshape(1)?;
    let mut read = Tensor::cat(&[told, &square], 0)?.to_vec1::<f32>()?;
    let square = read.pop().unwrap_or(f32::NAN);
    Ok((f64::from(square).sqrt(), read))
}
