//! Stage one: the relaxed descent, all restarts as one batch.
//!
//! An answer is relaxed to `K` slots, each a distribution `x_k` over `m` statements and "nothing" (the last
//! column). The relaxed energy is multilinear in the slots but for coverage, which takes the best slot's
//! expected support; at vertices whose nothings come last it equals the discrete energy
//! ([`objective`]). Each step is entropic mirror descent (Beck & Teboulle, 2003) on every simplex,
//! `x ∝ x^{1−ητ} exp(−η (g/s + σξ))`, with gradient `g` written by hand, energy scale `s`, temperature `τ`
//! and noise `σ` annealed. Everything random is drawn once from a seeded generator, so the loops of
//! [`native`] and the tensors of [`tensor`] follow the same path.

pub mod native;
pub mod objective;
pub mod tensor;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::outcome::Step;
use crate::cost::landscape::Landscape;
use objective::Slots;

/// Shape and schedule of the descent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DescentConfig {
    /// Independent starts.
    pub restarts: usize,
    /// Mirror-descent steps.
    pub steps: usize,
    /// Statements at most.
    pub screened: usize,
    /// Step size `η`, in units of the inverse energy scale.
    pub step_size: f32,
    /// First temperature `τ`.
    pub hot: f32,
    /// Last temperature.
    pub cold: f32,
    /// Noise `σ` at the first temperature; none in the second half.
    pub noise: f32,
}

impl Default for DescentConfig {
    fn default() -> Self {
        Self { restarts: 12, steps: 20, screened: 24, step_size: 2.0, hot: 0.3, cold: 0.02, noise: 1.0 }
    }
}

impl DescentConfig {
    /// Temperature of a step: geometric from hot to cold.
    #[must_use]
    pub fn temperature(&self, step: usize) -> f32 {
        let share = step as f32 / self.steps.saturating_sub(1).max(1) as f32;
        self.hot * (self.cold / self.hot).powf(share)
    }

    /// Steps that are disturbed by noise.
    #[must_use]
    pub fn noisy_steps(&self) -> usize {
        self.steps / 2
    }

    /// Noise amplitude of a step.
    #[must_use]
    pub fn amplitude(&self, step: usize) -> f32 {
        if step < self.noisy_steps() { self.noise * self.temperature(step) / self.hot } else { 0.0 }
    }
}

/// Where the descent of one problem ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxed {
    /// Slots of each restart, `K`.
    pub slots: usize,
    /// Statements and "nothing", `m + 1`.
    pub columns: usize,
    /// Distributions, `restarts × slots × columns`, row-major.
    pub states: Vec<f32>,
    /// Every step.
    pub steps: Vec<Step>,
}

/// Runs the descent of a batch of problems.
pub trait Descent: Sync {
    /// Descends over every row of each landscape; one result a landscape. A device that fails is
    /// replaced by the native loops, so there always is a result.
    fn descend(&self, landscapes: &[&Landscape], config: &DescentConfig, seed: u64) -> Vec<Relaxed>;
}

/// Starting logits, `restarts × K × (m + 1)`, and the noise of the disturbed steps, each of the same shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    /// Logits before the first step.
    pub start: Vec<f32>,
    /// Uniform in [−1, 1], one block a disturbed step.
    pub noise: Vec<Vec<f32>>,
}

/// Draws everything random of one problem's descent.
///
/// The starts lean to statements that are good alone, less from one restart to the next.
#[must_use]
pub fn draw(slots: &Slots, config: &DescentConfig, seed: u64) -> Draws {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let mut uniform = || (generator.next_u32() >> 8) as f32 * (2.0 / 16_777_216.0) - 1.0;
    let alone = slots.alone();
    let mut start = Vec::with_capacity(config.restarts * slots.slots * slots.columns());
    for restart in 0..config.restarts {
        let lean = 4.0 / (1.0 + restart as f32 * 0.5);
        let spread = 0.25 + 2.0 * restart as f32 / config.restarts as f32;
        for _ in 0..slots.slots {
            start.extend(alone.iter().map(|energy| spread * uniform() - lean * energy / slots.scale));
            start.push(spread * uniform());
        }
    }
    let block = start.len();
    let noise = (0..config.noisy_steps()).map(|_| (0..block).map(|_| uniform()).collect()).collect();
    Draws { start, noise }
}
