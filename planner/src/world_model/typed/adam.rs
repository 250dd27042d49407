//! AdamW (arXiv:1711.05101) whose moments can be saved.

use std::collections::BTreeMap;

use candle_core::{Result, Tensor, Var, backprop::GradStore};

const FIRST: f64 = 0.9;
const SECOND: f64 = 0.98;
const SMALL: f64 = 1e-8;

/// First and second moments by name.
#[derive(Debug, Default)]
pub(super) struct Adam {
    pub(super) moments: BTreeMap<String, [Tensor; 2]>,
}

impl Adam {
    /// One step at the given rate, the gradient's norm clipped to `clip`; returns the norm before.
    pub(super) fn step(
        &mut self,
        variables: &BTreeMap<String, Var>,
        gradients: &GradStore,
        (step, rate): (u64, f64),
        (decay, clip): (f64, f64),
    ) -> Result<f64> {
        let mut square = 0.0_f64;
        for variable in variables.values() {
            if let Some(gradient) = gradients.get(variable.as_tensor()) {
                square += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
            }
        }
        let norm = square.sqrt();
        if !norm.is_finite() {
            return Ok(norm);
        }
        let scale = if norm > clip { clip / norm } else { 1.0 };
        let power = i32::try_from(step.saturating_add(1)).unwrap_or(i32::MAX);
        let corrected = rate * (1.0 - SECOND.powi(power)).sqrt() / (1.0 - FIRST.powi(power));
        for (name, variable) in variables {
            let Some(gradient) = gradients.get(variable.as_tensor()) else { continue };
            let gradient = (gradient * scale)?;
            let [first, second] = match self.moments.get(name) {
                Some(moments) => moments.clone(),
                None => [gradient.zeros_like()?, gradient.zeros_like()?],
            };
            let first = ((first * FIRST)? + (&gradient * (1.0 - FIRST))?)?.detach();
            let second = ((second * SECOND)? + (gradient.sqr()? * (1.0 - SECOND))?)?.detach();
            let step = (first.div(&(second.sqrt()? + SMALL)?)? * corrected)?;
            let kept = (variable.as_tensor() * (1.0 - rate * decay))?;
            variable.set(&(kept - step)?.detach())?;
            self.moments.insert(name.clone(), [first, second]);
        }
        Ok(norm)
    }
}
