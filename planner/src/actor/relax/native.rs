//! The descent as plain loops on one core.

use pulp::{Arch, Simd, WithSimd};

use super::objective::{Scratch, Slots};
use super::{Descent, DescentConfig, Draws, Relaxed, draw};
use crate::actor::outcome::Step;
use crate::cost::landscape::Landscape;
use crate::numeric::softmax;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeDescent;

impl Descent for NativeDescent {
    fn descend(&self, landscapes: &[&Landscape], config: &DescentConfig, seed: u64) -> Vec<Relaxed> {
        let one = |landscape: &&Landscape| {
            let slots = Slots::of(landscape);
            let draws = draw(&slots, config, seed);
            Arch::new().dispatch(Run { slots: &slots, config, draws })
        };
        landscapes.iter().map(one).collect()
    }
}

/// One problem's descent, to be compiled for each instruction set.
struct Run<'a> {
    slots: &'a Slots,
    config: &'a DescentConfig,
    draws: Draws,
}

impl WithSimd for Run<'_> {
    type Output = Relaxed;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Relaxed {
        run(self.slots, self.config, self.draws)
    }
}

/// Every step of every restart of one problem.
#[inline(always)]
fn run(slots: &Slots, config: &DescentConfig, draws: Draws) -> Relaxed {
    let columns = slots.columns();
    let mut logits = draws.start;
    let mut states = vec![0.0; logits.len()];
    let restart = slots.slots * columns;
    let mut gradient = vec![0.0; restart];
    let mut scratch = Scratch::default();
    let mut steps = Vec::with_capacity(config.steps);
    spread(&logits, &mut states, columns);
    for step in 0..config.steps {
        let temperature = config.temperature(step);
        let amplitude = config.amplitude(step);
        let noise = draws.noise.get(step).map_or([].as_slice(), Vec::as_slice);
        let (mut best, mut sum) = (f64::INFINITY, 0.0_f64);
        let blocks = logits.chunks_exact_mut(restart).zip(states.chunks_exact_mut(restart));
        for (index, (logits, states)) in blocks.enumerate() {
            let energy = f64::from(slots.gradient(states, &mut gradient, &mut scratch));
            best = best.min(energy);
            sum += energy;
            let keep = 1.0 - config.step_size * temperature;
            let by = config.step_size / slots.scale;
            for (logit, gradient) in logits.iter_mut().zip(&gradient) {
                *logit = keep * *logit - by * gradient;
            }
            for (logit, noise) in logits.iter_mut().zip(noise.iter().skip(index * restart)) {
                *logit -= config.step_size * amplitude * noise;
            }
            spread(logits, states, columns);
        }
        let mean = sum / config.restarts.max(1) as f64;
        steps.push(Step { step, temperature: f64::from(temperature), best, mean });
    }
    Relaxed { slots: slots.slots, columns, states, steps }
}

/// Softmax of every slot.
#[inline(always)]
fn spread(logits: &[f32], states: &mut [f32], columns: usize) {
    for (logits, states) in logits.chunks_exact(columns).zip(states.chunks_exact_mut(columns)) {
        softmax(logits, states);
    }
}
