//! Named trainable tensors.

use std::collections::BTreeMap;

use candle_core::{Device, Result, Tensor, Var};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Variables by name. Each is drawn from its own stream, so one more variable does not change the others.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) variables: BTreeMap<String, Var>,
    seed: u64,
    device: Device,
}

impl Weights {
    pub(super) fn new(seed: u64, device: &Device) -> Self {
        Self { variables: BTreeMap::new(), seed, device: device.clone() }
    }

    /// A matrix drawn uniformly with standard deviation `scale`.
    pub(super) fn matrix(&mut self, name: &str, rows: usize, columns: usize, scale: f64) -> Result<Tensor> {
        // FNV-1a of the name picks the stream.
        let stream = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(stream);
        let bound = (3.0_f64.sqrt() * scale) as f32;
        let draw = |_| if bound > 0.0 { random.random_range(-bound..bound) } else { 0.0 };
        let values: Vec<f32> = (0..rows * columns).map(draw).collect();
        let variable = Var::from_tensor(&Tensor::from_vec(values, (rows, columns), &self.device)?)?;
        let tensor = variable.as_tensor().clone();
        self.variables.insert(name.to_owned(), variable);
        Ok(tensor)
    }

    /// A linear map's matrix, scaled by its inputs.
    pub(super) fn linear(&mut self, name: &str, inputs: usize, outputs: usize) -> Result<Tensor> {
        self.matrix(name, inputs, outputs, (1.0 / inputs.max(1) as f64).sqrt())
    }

    /// Trainable numbers.
    pub(super) fn count(&self) -> usize {
        self.variables.values().map(|variable| variable.elem_count()).sum()
    }
}
