//! The relaxed energy of one restart and its gradient, by hand.

use crate::configurator::Matrix;
use crate::cost::landscape::Landscape;
use crate::numeric::{add_scaled, inner};

/// Tables of one problem in the form that the descent reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots {
    /// Slots, `K`.
    pub slots: usize,
    /// Energy that every answer has.
    pub constant: f32,
    /// `m` values.
    pub unary: Vec<f32>,
    /// `m × m`, symmetric; the diagonal forbids saying a statement twice.
    pub pair: Matrix,
    /// `q × m`.
    pub cover: Matrix,
    /// `m` values.
    pub opening: Vec<f32>,
    /// `m × m`, from row to column.
    pub transition: Matrix,
    /// Its transpose.
    pub arrival: Matrix,
    /// Cost of "nothing" before a statement, and of "nothing" as the opening.
    pub gap: f32,
    /// Typical difference between energies, > 0: the unit of step size, temperature and noise.
    pub scale: f32,
}

/// Working memory of [`Slots::gradient`], kept between calls.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    fields: Vec<f32>,
    total: Vec<f32>,
    passing: Vec<f32>,
}

impl Slots {
    /// Takes over a landscape's tables.
    #[must_use]
    pub fn of(landscape: &Landscape) -> Self {
        let mut slots = Self {
            slots: landscape.limit,
            constant: landscape.constant as f32,
            unary: landscape.unary.clone(),
            pair: landscape.pair.clone(),
            cover: landscape.cover.clone(),
            opening: landscape.opening.clone(),
            transition: landscape.transition.clone(),
            arrival: landscape.arrival.clone(),
            gap: 0.0,
            scale: 1.0,
        };
        let alone = slots.alone();
        let (least, most) = alone.iter().fold((f32::MAX, f32::MIN), |(least, most), e| (least.min(*e), most.max(*e)));
        slots.scale = (most - least).clamp(1e-3, 1e3);
        slots.gap = 2.0 * slots.scale + slots.transition.values().iter().copied().fold(0.0, f32::max);
        for row in 0..slots.unary.len() {
            slots.pair.add(row, row, 2.0 * slots.gap);
        }
        slots
    }

    /// Statements and "nothing".
    #[must_use]
    pub fn columns(&self) -> usize {
        self.unary.len() + 1
    }

    /// Energy of each statement alone, without the constant.
    #[must_use]
    pub fn alone(&self) -> Vec<f32> {
        let mut alone: Vec<f32> =
            self.unary.iter().zip(&self.opening).map(|(unary, opening)| unary + opening).collect();
        for facet in self.cover.iter_rows() {
            add_scaled(&mut alone, -1.0, facet);
        }
        alone
    }

    /// Relaxed energy of one restart, `x` of `K × (m + 1)`; its gradient goes to `gradient`, of the same shape.
    #[inline(always)]
    pub fn gradient(&self, x: &[f32], gradient: &mut [f32], scratch: &mut Scratch) -> f32 {
        let (m, columns) = (self.unary.len(), self.columns());
        scratch.fields.clear();
        scratch.fields.resize(self.slots * m, 0.0);
        scratch.total.clear();
        scratch.total.resize(m, 0.0);
        for (slot, field) in x.chunks_exact(columns).zip(scratch.fields.chunks_exact_mut(m.max(1))) {
            multiply(&self.pair, slot, field);
            add_scaled(&mut scratch.total, 1.0, field);
        }
        let mut energy = self.constant;
        let slots = x.chunks_exact(columns).zip(gradient.chunks_exact_mut(columns));
        for ((slot, out), field) in slots.zip(scratch.fields.chunks_exact(m.max(1))) {
            out.fill(0.0);
            let Some(out) = out.get_mut(..m) else { continue };
            out.copy_from_slice(&scratch.total);
            add_scaled(out, -1.0, field);
            energy += 0.5 * inner(slot.get(..m).unwrap_or_default(), out);
            add_scaled(out, 1.0, &self.unary);
            energy += inner(slot.get(..m).unwrap_or_default(), &self.unary);
        }
        energy + self.path(x, gradient, &mut scratch.passing) + self.coverage(x, gradient)
    }

    /// Opening, transitions and gaps.
    #[inline(always)]
    fn path(&self, x: &[f32], gradient: &mut [f32], passing: &mut Vec<f32>) -> f32 {
        let (m, columns) = (self.unary.len(), self.columns());
        let mut energy = 0.0;
        if let (Some(first), Some(out)) = (x.get(..columns), gradient.get_mut(..columns)) {
            add_scaled(out, 1.0, &self.opening);
            energy += inner(first.get(..m).unwrap_or_default(), &self.opening);
            if let (Some(nothing), Some(out)) = (first.last(), out.last_mut()) {
                energy += self.gap * nothing;
                *out += self.gap;
            }
        }
        for (step, (from, to)) in x.chunks_exact(columns).zip(x.chunks_exact(columns).skip(1)).enumerate() {
            let mut outs = gradient.chunks_exact_mut(columns).skip(step);
            let (Some(out_from), Some(out_to)) = (outs.next(), outs.next()) else { break };
            passing.clear();
            passing.resize(m, from.last().map_or(0.0, |nothing| self.gap * nothing));
            multiply(&self.transition, from, passing);
            add_scaled(out_to, 1.0, passing);
            let to_statements = to.get(..m).unwrap_or_default();
            energy += inner(to_statements, passing);
            if let Some(out) = out_from.last_mut() {
                *out += self.gap * to_statements.iter().sum::<f32>();
            }
            multiply(&self.arrival, to, out_from);
        }
        energy
    }

    /// Coverage: the best slot's expected support of each facet.
    #[inline(always)]
    fn coverage(&self, x: &[f32], gradient: &mut [f32]) -> f32 {
        let columns = self.columns();
        let mut energy = 0.0;
        for facet in self.cover.iter_rows() {
            let supports =
                x.chunks_exact(columns).map(|slot| inner(slot.get(..facet.len()).unwrap_or_default(), facet));
            let first = (0, 0.0);
            let (best, support) =
                supports.enumerate().fold(first, |best, slot| if slot.1 > best.1 { slot } else { best });
            if support > 0.0 {
                energy -= support;
                if let Some(out) = gradient.chunks_exact_mut(columns).nth(best) {
                    add_scaled(out, -1.0, facet);
                }
            }
        }
        energy
    }
}

/// `out += xᵀ · table` over the statements of a slot; what is as good as zero is left out.
#[inline(always)]
fn multiply(table: &Matrix, slot: &[f32], out: &mut [f32]) {
    for (share, row) in slot.iter().zip(table.iter_rows()) {
        if *share > 1e-7 {
            add_scaled(out, *share, row);
        }
    }
}
