//! The descent as tensors: every restart of every problem of a batch in one set of kernels.
//!
//! The same arithmetic as [`super::native`] on the same draws; results differ only by the order of summation.
//! Problems of one limit form a batch, padded to the largest number of statements and facets: a padded
//! statement has so high an energy that no distribution reaches it. Nothing is read back before the last step.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::ops::softmax;

use super::native::NativeDescent;
use super::objective::Slots;
use super::{Descent, DescentConfig, Draws, Relaxed, draw};
use crate::actor::outcome::Step;
use crate::configurator::Matrix;
use crate::cost::landscape::Landscape;

/// Energy of a statement that only pads, in units of the problem's scale; less this is its logit at the start.
const PADDING: f32 = 1e4;

/// See the module.
#[derive(Clone, Debug)]
pub struct TensorDescent {
    /// Where the tensors live.
    pub device: Device,
}

impl Descent for TensorDescent {
    fn descend(&self, landscapes: &[&Landscape], config: &DescentConfig, seed: u64) -> Vec<Relaxed> {
        self.try_descend(landscapes, config, seed).unwrap_or_else(|_| NativeDescent.descend(landscapes, config, seed))
    }
}

impl TensorDescent {
    /// Descends on the device.
    ///
    /// # Errors
    /// When the device fails or runs out of memory.
    pub fn try_descend(&self, landscapes: &[&Landscape], config: &DescentConfig, seed: u64) -> Result<Vec<Relaxed>> {
        let mut results: Vec<(usize, Relaxed)> = Vec::with_capacity(landscapes.len());
        let mut limits: Vec<usize> = landscapes.iter().map(|landscape| landscape.limit).collect();
        limits.sort_unstable();
        limits.dedup();
        for limit in limits {
            let members = landscapes.iter().enumerate().filter(|(_, landscape)| landscape.limit == limit);
            let (places, slots): (Vec<usize>, Vec<Slots>) =
                members.map(|(place, landscape)| (place, Slots::of(landscape))).unzip();
            let batch = Batch::new(&slots, config, seed, &self.device)?;
            results.extend(places.into_iter().zip(batch.run(&slots, config)?));
        }
        results.sort_by_key(|(place, _)| *place);
        Ok(results.into_iter().map(|(_, relaxed)| relaxed).collect())
    }
}

/// Tables of `B` problems with `K` slots, `M` statements, `Q` facets, on the device.
struct Batch {
    shape: [usize; 4],
    logits: Tensor,
    noise: Vec<Tensor>,
    constant: Tensor,
    /// `B × 1 × K × (M + 1)`: energy of each column of each slot by itself.
    linear: Tensor,
    pair: Tensor,
    transition: Tensor,
    arrival: Tensor,
    cover: Tensor,
    gap: Tensor,
    scale: Tensor,
}

impl Batch {
    fn new(slots: &[Slots], config: &DescentConfig, seed: u64, device: &Device) -> Result<Self> {
        let m = slots.iter().map(|slots| slots.unary.len()).max().unwrap_or_default();
        let q = slots.iter().map(|slots| slots.cover.rows()).max().unwrap_or_default().max(1);
        let k = slots.first().map_or(1, |slots| slots.slots);
        let (b, r) = (slots.len(), config.restarts);
        let draws: Vec<Draws> = slots.iter().map(|slots| draw(slots, config, seed)).collect();
        let tensor = |values: Vec<f32>, shape: &[usize]| Tensor::from_vec(values, shape, device);
        let square = |table: fn(&Slots) -> &Matrix| {
            tensor(slots.iter().flat_map(|slots| padded(table(slots), m, m)).collect(), &[b, m, m])
        };
        let each = |value: fn(&Slots) -> f32| tensor(slots.iter().map(value).collect(), &[b, 1, 1, 1]);
        let columns = |blocks: Vec<&[f32]>, fill: f32| -> Vec<f32> {
            let widened = blocks.iter().zip(slots).flat_map(|(block, slots)| widened(block, slots.columns(), m, fill));
            widened.collect()
        };
        let noise = (0..config.noisy_steps()).map(|step| {
            let blocks = draws.iter().map(|draws| draws.noise.get(step).map_or([].as_slice(), Vec::as_slice));
            tensor(columns(blocks.collect(), 0.0), &[b, r, k, m + 1])
        });
        Ok(Self {
            shape: [b, r, k, m],
            logits: tensor(
                columns(draws.iter().map(|draws| draws.start.as_slice()).collect(), -PADDING),
                &[b, r, k, m + 1],
            )?,
            noise: noise.collect::<Result<Vec<Tensor>>>()?,
            constant: tensor(slots.iter().map(|slots| slots.constant).collect(), &[b, 1])?,
            linear: tensor(slots.iter().flat_map(|slots| linear(slots, m)).collect(), &[b, 1, k, m + 1])?,
            pair: square(|slots| &slots.pair)?,
            transition: square(|slots| &slots.transition)?,
            arrival: square(|slots| &slots.arrival)?,
            cover: tensor(slots.iter().flat_map(|slots| padded(&slots.cover, q, m)).collect(), &[b, q, m])?,
            gap: each(|slots| slots.gap)?,
            scale: each(|slots| slots.scale)?,
        })
    }

    fn run(mut self, slots: &[Slots], config: &DescentConfig) -> Result<Vec<Relaxed>> {
        let mut energies = Vec::with_capacity(config.steps);
        let mut states = softmax(&self.logits, D::Minus1)?;
        for step in 0..config.steps {
            let (energy, gradient) = self.gradient(&states)?;
            energies.push(energy);
            let keep = f64::from(1.0 - config.step_size * config.temperature(step));
            let descent = (gradient.broadcast_div(&self.scale)? * f64::from(config.step_size))?;
            self.logits = ((&self.logits * keep)? - descent)?;
            if let Some(noise) = self.noise.get(step) {
                let amplitude = f64::from(config.step_size * config.amplitude(step));
                self.logits = (&self.logits - (noise * amplitude)?)?;
            }
            states = softmax(&self.logits, D::Minus1)?;
        }
        let states = states.to_device(&Device::Cpu)?.flatten_from(1)?.to_vec2::<f32>()?;
        let energies = Tensor::stack(&energies, 1)?.to_device(&Device::Cpu)?.to_vec3::<f32>()?;
        let [_, _, k, m] = self.shape;
        let results = slots.iter().zip(states.iter().zip(&energies)).map(|(slots, (states, energies))| {
            let states = narrowed(states, slots.columns(), m + 1);
            Relaxed { slots: k, columns: slots.columns(), states, steps: steps(energies, config) }
        });
        Ok(results.collect())
    }

    /// Energies `B × R` and gradients `B × R × K × (M + 1)` of states of that shape.
    fn gradient(&self, states: &Tensor) -> Result<(Tensor, Tensor)> {
        let [b, r, k, m] = self.shape;
        let said = states.narrow(3, 0, m)?.contiguous()?;
        let nothing = states.narrow(3, m, 1)?;
        let total = |values: Tensor| values.sum((2, 3));
        let times = |left: &Tensor, table: &Tensor, width: usize| {
            let slots = left.dim(2)?;
            left.contiguous()?.reshape((b, r * slots, ()))?.matmul(table)?.reshape((b, r, slots, width))
        };
        let field = times(&said, &self.pair, m)?;
        let others = field.sum_keepdim(2)?.broadcast_sub(&field)?;
        let mut energy = (total((&said * &others)?)? * 0.5)?.broadcast_add(&self.constant)?;
        energy = (energy + total(states.broadcast_mul(&self.linear)?)?)?;
        let mut gradient = others;
        let mut gaps = nothing.zeros_like()?;
        if k > 1 {
            let (from, to) = (said.narrow(2, 0, k - 1)?, said.narrow(2, 1, k - 1)?);
            let before = nothing.narrow(2, 0, k - 1)?.broadcast_mul(&self.gap)?;
            let arriving = times(&from, &self.transition, m)?.broadcast_add(&before)?;
            energy = (energy + total((&to * &arriving)?)?)?;
            gradient = (gradient + arriving.pad_with_zeros(2, 1, 0)?)?;
            gradient = (gradient + times(&to, &self.arrival, m)?.pad_with_zeros(2, 0, 1)?)?;
            gaps = to.sum_keepdim(3)?.broadcast_mul(&self.gap)?.pad_with_zeros(2, 0, 1)?;
        }
        let q = self.cover.dim(1)?;
        let supports = times(&said, &self.cover.transpose(1, 2)?.contiguous()?, q)?;
        let best = supports.max_keepdim(2)?.relu()?;
        energy = (energy - total(best.clone())?)?;
        let leads = (supports.broadcast_eq(&best)? * supports.gt(0.0)?)?.to_dtype(DType::F32)?;
        gradient = (gradient - times(&leads, &self.cover, m)?)?;
        Ok((energy, Tensor::cat(&[gradient, gaps], 3)?.broadcast_add(&self.linear)?))
    }
}

/// Least and mean energy of each step; `energies` is `steps × R`.
fn steps(energies: &[Vec<f32>], config: &DescentConfig) -> Vec<Step> {
    let step = |(step, energies): (usize, &Vec<f32>)| Step {
        step,
        temperature: f64::from(config.temperature(step)),
        best: energies.iter().map(|energy| f64::from(*energy)).fold(f64::INFINITY, f64::min),
        mean: energies.iter().map(|energy| f64::from(*energy)).sum::<f64>() / energies.len().max(1) as f64,
    };
    energies.iter().enumerate().map(step).collect()
}

/// `K × (m + 1)`: unary energies in every slot, opening costs and the empty opening in the first.
fn linear(slots: &Slots, m: usize) -> Vec<f32> {
    let own = slots.unary.len();
    let row = |slot: usize| {
        let opening =
            |place: usize| if slot == 0 { slots.opening.get(place).copied().unwrap_or_default() } else { 0.0 };
        let mut row: Vec<f32> = slots.unary.iter().enumerate().map(|(place, unary)| unary + opening(place)).collect();
        row.resize(m.max(own), PADDING * slots.scale);
        row.push(if slot == 0 { slots.gap } else { 0.0 });
        row
    };
    (0..slots.slots).flat_map(row).collect()
}

/// A table widened with zeros.
fn padded(table: &Matrix, rows: usize, columns: usize) -> Vec<f32> {
    let mut values = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        let from = if row < table.rows() { table.row(row) } else { &[] };
        values.extend_from_slice(from);
        values.resize((row + 1) * columns, 0.0);
    }
    values
}

/// Rows of `columns` values, "nothing" last, widened to `m + 1`, "nothing" again last.
fn widened(block: &[f32], columns: usize, m: usize, fill: f32) -> Vec<f32> {
    let widen = |row: &[f32]| {
        let (nothing, said) = row.split_last().map_or((0.0, [].as_slice()), |(last, rest)| (*last, rest));
        let padding = std::iter::repeat_n(fill, m - said.len().min(m));
        said.iter().copied().chain(padding).chain([nothing]).collect::<Vec<f32>>()
    };
    block.chunks_exact(columns).flat_map(widen).collect()
}

/// The inverse of [`widened`].
fn narrowed(block: &[f32], columns: usize, wide: usize) -> Vec<f32> {
    let narrow = |row: &[f32]| {
        let said = row.iter().take(columns - 1).copied();
        said.chain(row.last().copied()).collect::<Vec<f32>>()
    };
    block.chunks_exact(wide).flat_map(narrow).collect()
}
